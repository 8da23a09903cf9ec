"""End-to-end (SFT) training of a hypernetwork through its base; prompts hold the input only."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import LlamaForCausalLM

from t2l_desktop.hypernet.checkpoint import LoadedHypernet, save_hypernet
from t2l_desktop.hypernet.embedder import Embedder
from t2l_desktop.hypernet.model import AdapterOutput, HypernetSpec, HyperNetwork, Pair, TargetModule
from t2l_desktop.hypernet.reader import Reader
from t2l_desktop.training.base import (
    BaseArguments,
    Batch,
    base_optimizers,
    batches,
    by_kind,
    collate,
    count_exact,
    described_batch,
    fill_row,
    packed_loss,
    save_base,
)
from t2l_desktop.training.data import PAD, draw_wording, encode_batch, pad_batch, token_id
from t2l_desktop.training.loop import Schedule, TrainingLoop
from t2l_desktop.training.tasks.mixture import Mixture
from t2l_desktop.training.tasks.task import Task


@dataclass(frozen=True, kw_only=True)
class HyperArguments:
    """Sizes and recipe of a T2L-S for the starter.

    A step reads a row of `row_length` tokens for each of `tasks_per_step` tasks, a `worded_share` of them with the
    description in the prompt beside the adapter, and `rehearsal_rows` of the base's own rows without any adapter.
    """

    rank: int = 8
    alpha: float = 16.0
    latent_size: int = 256
    head_in_size: int = 512
    target_modules: tuple[str, ...] = ("q_proj", "v_proj", "o_proj", "down_proj")
    steps: int = 9000
    tasks_per_step: int = 24
    row_length: int = 128
    worded_share: float = 0.25
    learning_rate: float = 1e-3
    base_learning_rate: float = 8e-4
    rehearsal_rows: int = 3
    final_fraction: float = 0.02
    warmup_steps: int = 60
    size_penalty: float = 1e-3
    embedding_noise: float = 0.4
    part_dropout: float = 0.1
    seed: int = 0
    save_every: int = 100

    def __post_init__(self) -> None:
        if min(self.rank, self.steps, self.tasks_per_step, self.row_length) < 1:
            raise ValueError("rank, steps, tasks and tokens must be at least 1")


def new_hypernet(
    model: LlamaForCausalLM, embedder: Embedder, reader: Reader, arguments: HyperArguments
) -> LoadedHypernet:
    """A hypernetwork that reads with `embedder` and `reader`; its first adapters change nothing.

    Heads start at zero, and A at LoRA's own start, as an offset.
    """
    attention = model.model.layers[0].self_attn
    mlp = model.model.layers[0].mlp
    modules = []
    for name in arguments.target_modules:
        linear = getattr(attention, name, None) or getattr(mlp, name)
        modules.append(TargetModule(name=name, in_features=linear.in_features, out_features=linear.out_features))
    layers = len(model.model.layers)
    spec = HypernetSpec(
        embedding_dimension=embedder.dimension + reader.dimension,
        layers=layers,
        modules=tuple(modules),
        rank=arguments.rank,
        latent_size=arguments.latent_size,
        head_in_size=arguments.head_in_size,
    )
    torch.manual_seed(arguments.seed)
    network = HyperNetwork(spec)
    offsets = {}
    for module in modules:
        head = network.heads[module.name]
        assert isinstance(head, nn.Linear)
        nn.init.zeros_(head.weight)
        nn.init.zeros_(head.bias)
        # B starts at zero, so the gradient reaches the heads only through an A that is not
        bound = math.sqrt(6 / ((1 + 5) * module.in_features))
        offsets[f"AB_offset.A.{module.name}"] = torch.empty(layers, spec.rank, module.in_features).uniform_(
            -bound, bound
        )
    return LoadedHypernet(
        network=network, output=AdapterOutput(tensors=offsets), alpha=arguments.alpha, base_name="starter",
        embedder_name=embedder.name, reader=reader,
    )  # fmt: skip


@contextmanager
def adapted(model: LlamaForCausalLM, pairs: dict[str, Pair], scaling: float) -> Iterator[None]:
    """Let `model` compute with one adapter per row of the batch: A `(b, L, r, in)`, B `(b, L, out, r)` per module."""
    hooks = []
    for number, layer in enumerate(model.model.layers):
        for name, (a, b) in pairs.items():
            linear = getattr(layer.self_attn, name, None) or getattr(layer.mlp, name)

            def add(
                _module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor,
                a: Tensor = a[:, number], b: Tensor = b[:, number],
            ) -> Tensor:  # fmt: skip
                return output + scaling * (inputs[0] @ a.transpose(-1, -2)) @ b.transpose(-1, -2)

            hooks.append(linear.register_forward_hook(add))
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def join_parts(meaning: Tensor, state: Tensor) -> Tensor:
    """One vector `(n, d + width)` of the embedder's and the reader's, each of its own length."""
    scaled = [F.normalize(part, dim=-1) * part.shape[-1] ** 0.5 for part in (meaning, state)]
    return torch.cat(scaled, dim=-1)


def disturb(meaning: Tensor, state: Tensor, arguments: HyperArguments, rng: random.Random) -> tuple[Tensor, Tensor]:
    """Noise on the embedder's part, and now and then one part missing: neither may be relied on alone.

    The noise has `embedding_noise` times the length of the vector itself.
    """
    unit = F.normalize(meaning, dim=-1)
    noisy = unit + F.normalize(torch.randn_like(unit), dim=-1) * arguments.embedding_noise
    dice = torch.tensor([rng.random() for _ in unit])[:, None]
    return noisy * (dice >= arguments.part_dropout), state * (dice < 1 - arguments.part_dropout)


def task_rows(tasks: Sequence[Task], tokenizer: Tokenizer, arguments: HyperArguments, rng: random.Random) -> Batch:
    """A packed row per task, most inputs without any description; only the answers count."""
    rows = []
    for task in tasks:
        words = draw_wording(task, rng) if rng.random() < arguments.worded_share else ""
        rows.append(fill_row(tokenizer, partial(_sample, task, words, rng), arguments.row_length))
    return collate(rows, length=arguments.row_length, pad=token_id(tokenizer, PAD), rest_weight=0.0)


def _sample(task: Task, words: str, rng: random.Random) -> tuple[str, str, str]:
    return words, *task.draw(rng, "train")


class HyperTraining(TrainingLoop):
    """Hypernetwork and base learn together, the base from descriptions in the prompt as well.

    A base that is trained with adapters switched on learns to be steered by them; the adapters themselves still reach
    it through its weights alone, and in use it stays as it is.
    """

    def __init__(
        self,
        run: Path,
        tasks: Sequence[Task],
        arguments: HyperArguments,
        *,
        base: Path,
        base_arguments: BaseArguments,
        base_tasks: Sequence[Task],
        embedder: Embedder,
    ) -> None:
        self._run, self._arguments, self._base_arguments = run, arguments, base_arguments
        self._embedder = embedder
        self._mixture, self._base_mixture = Mixture(tasks), Mixture(base_tasks)
        trained = {task.name for task in tasks}
        self._scored = {
            **by_kind(tasks),
            **{f"unseen {kind}": group
               for kind, group in by_kind(task for task in base_tasks if task.name not in trained).items()},
        }  # fmt: skip
        self._model = LlamaForCausalLM.from_pretrained(base)
        self._tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        self._reader = Reader(self._model.model, self._tokenizer)
        self.hypernet = new_hypernet(self._model, embedder, self._reader, arguments)
        super().__init__(
            run / "hyper.pt",
            Schedule(
                steps=arguments.steps, warmup=arguments.warmup_steps, final=arguments.final_fraction,
                save_every=arguments.save_every,
            ),
            modules={"network": self.hypernet.network, "model": self._model},
            optimizers={
                torch.optim.AdamW(self.hypernet.network.parameters(), weight_decay=1e-2): arguments.learning_rate,
                **dict.fromkeys(base_optimizers(self._model), arguments.base_learning_rate),
            },
            seed=arguments.seed,
        )  # fmt: skip
        self.hypernet.network.train()

    def save(self, minutes: float) -> None:
        """Write the results, `base-hf` and `hypernet`, into the run's folder."""
        self.hypernet.network.eval()
        save_base(
            self._run / "base-hf",
            self._model,
            self._tokenizer,
            recipe={**asdict(self._arguments), "minutes": round(minutes, 1)},
        )
        save_hypernet(self._run / "hypernet", self.hypernet)

    def gradients(self) -> tuple[dict[str, float], int]:
        arguments = self._arguments
        tasks = self._mixture.sample(self.rng, arguments.tasks_per_step)
        wordings = [draw_wording(task, self.rng) for task in tasks]
        batch = task_rows(tasks, self._tokenizer, arguments, self.rng)
        parts = disturb(*self._read(wordings), arguments, self.rng)
        with self._adapters(join_parts(*parts)) as size:
            loss = packed_loss(self._model, batch)
            (loss + arguments.size_penalty * size).backward()  # type: ignore[no-untyped-call]  # torch's own gap
        rehearsed = described_batch(
            self._tokenizer, self._base_mixture, self.rng, self._base_arguments, rows=arguments.rehearsal_rows
        )
        rehearsal = packed_loss(self._model, rehearsed)
        rehearsal.backward()  # type: ignore[no-untyped-call]  # torch's own gap
        losses = {"with adapters": loss.item(), "in the prompt": rehearsal.item()}
        return losses, batch[0].numel() + rehearsed[0].numel()

    @torch.inference_mode()
    def score(self) -> dict[str, float]:
        self.hypernet.network.eval()
        scores = {}
        for kind, group in self._scored.items():
            rng, right, asked = random.Random(self._arguments.seed), 0, 0
            for some in batches(rng.sample(group, min(160, len(group))), 20):
                triples = [("", *task.draw(rng, "test")) for task in some]
                vectors = join_parts(*self._read([rng.choice(task.wordings.unseen) for task in some]))
                ids, targets = pad_batch(encode_batch(self._tokenizer, triples), token_id(self._tokenizer, PAD))
                with self._adapters(vectors):
                    right += count_exact(self._model, ids, targets)
                asked += len(ids)
            scores[kind] = right / asked
        self.hypernet.network.train()
        return scores

    def _read(self, wordings: Sequence[str]) -> tuple[Tensor, Tensor]:
        with torch.autocast("cpu", torch.bfloat16):
            states = self._reader.read(wordings)
        return self._embedder.embed(wordings).clone(), states

    @contextmanager
    def _adapters(self, vectors: Tensor) -> Iterator[Tensor]:
        """Let the base compute row by row with the adapters for `vectors (rows, d)`; gives their mean square size."""
        pairs = self.hypernet.network(vectors)
        finished = {name: self.hypernet.output.apply_to(name, pair) for name, pair in pairs.items()}
        with adapted(self._model, finished, self.hypernet.alpha / self.hypernet.rank):
            yield sum(((a**2).mean() + (b**2).mean() for a, b in finished.values()), torch.zeros(()))
