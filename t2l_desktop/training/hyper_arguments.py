"""Sizes and recipe of a hypernetwork's training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from t2l_desktop.hypernet.attended import MODULES
from t2l_desktop.training.loop import LoopArguments

Variant = Literal["S", "M", "L"]
Method = Literal["sft", "distillation", "reconstruction"]


@dataclass(frozen=True, kw_only=True)
class HyperArguments(LoopArguments):
    """Sizes and recipe of a hypernetwork.

    A step reads a row of `row_length` tokens for each of `tasks_per_step` tasks, a `worded_share` of them with the
    description in the prompt beside the adapter. One step in `long_row_every` reads a sixth as many rows of six times
    the length, of tasks with inputs that fit no other; none where it is 0. `variant` is one of T2L's S, M and L.
    `method` says what the adapted base is to say: the answers ("sft"), or what the base itself says with the
    description in its prompt ("distillation"); "reconstruction" is told by `ReconstructionTraining`. With `nested`,
    every step uses the first 1, 2, 4 … rows of the adapters, so that any such prefix is an adapter. With
    `base_learning_rate` the base learns too, from `rehearsal_rows` of its own rows a step as well, and reads the
    descriptions along with the embedder; in a `stray_share` of the steps those rows, which are told in the prompt what
    to do, have the adapters of other tasks switched on, so that words count for more than an adapter that does not fit
    them. `distance` is what reconstruction makes small: that of the adapters' products, or of their numbers as in the
    paper. A family that fails whatever it is asked is drawn `dwelling` times as often as one that fails nothing.
    Where the base learns too, `attended_rows` stand beside the hypernetwork's own in every adapter of its
    `attended_modules`, read off a description's last `attended_tokens`. An `alone_share` of the tasks have them alone:
    what the base has in mind with these is drawn to what it has in mind when it is told the gist of the words, by a
    weight of `matching`. An `astray_share` have them beside what the hypernetwork writes for another task, so that what
    was read counts for more than what was learned by heart.
    `size_penalty` weighs the mean square of the adapters' values in the loss. Training vectors have noise of
    `embedding_noise` times their length, and each of two parts is missing in `part_dropout` of them.
    """

    variant: Variant = "S"
    method: Method = "sft"
    optimizer: Literal["adamw", "muon"] = "adamw"
    distance: Literal["product", "numbers"] = "product"
    rank: int = 8
    alpha: float = 16.0
    latent_size: int = 128
    head_in_size: int = 512
    target_modules: tuple[str, ...] = ("q_proj", "v_proj")
    tasks_per_step: int = 16
    row_length: int = 256
    long_row_every: int = 0
    worded_share: float = 0.0
    nested: bool = False
    base_learning_rate: float = 0.0
    rehearsal_rows: int = 0
    stray_share: float = 0.0
    dwelling: float = 1.0
    attended_rows: int = 0
    attended_tokens: int = 4
    attended_modules: tuple[str, ...] = ("v_proj", "o_proj", "down_proj")
    attended_learning_rate: float = 3e-3
    alone_share: float = 0.0
    astray_share: float = 0.0
    matching: float = 0.5
    size_penalty: float = 1e-3
    embedding_noise: float = 0.3
    part_dropout: float = 0.1

    def __post_init__(self) -> None:
        super().__post_init__()
        if min(self.rank, self.latent_size, self.head_in_size, self.tasks_per_step) < 1 or self.row_length < 2:
            raise ValueError("rank, sizes and tasks must be at least 1, tokens at least 2")
        if self.attended_rows:
            self._require_attended()
        if self.alone_share < 0 or self.astray_share < 0 or self.alone_share + self.astray_share > 1:
            raise ValueError("alone_share and astray_share are shares of one whole")
        if self.dwelling < 1:
            raise ValueError("dwelling must be at least 1")
        if self.variant not in ("S", "M", "L"):
            raise ValueError("the variant is S, M or L")
        if self.method not in get_args(Method):
            raise ValueError(f"the method is one of {', '.join(get_args(Method))}")
        if self.optimizer not in ("adamw", "muon"):
            raise ValueError("the optimizer is adamw or muon")
        if self.distance not in ("product", "numbers"):
            raise ValueError("the distance is that of the product or of the numbers")

    def _require_attended(self) -> None:
        if self.attended_rows < 1 or self.attended_tokens < 1:
            raise ValueError("attended rows are read off one token at least")
        if not self.attended_modules or not set(self.attended_modules) <= set(MODULES) & set(self.target_modules):
            raise ValueError(f"the attended modules are target modules, of {', '.join(MODULES)}")
        if self.nested or self.method != "sft":
            raise ValueError("attended rows are of one rank, and learn from answers")


# What the starter is trained with: T2L-L with a narrower head than published, and together with its base.
STARTER = HyperArguments(
    variant="L", optimizer="muon", latent_size=256, head_in_size=256, steps=12800, save_every=200,
    target_modules=("q_proj", "v_proj", "o_proj", "down_proj"), tasks_per_step=48, row_length=192, long_row_every=3,
    worded_share=0.4, base_learning_rate=8e-4, rehearsal_rows=16, stray_share=0.5, dwelling=5.0, embedding_noise=0.4,
)  # fmt: skip
