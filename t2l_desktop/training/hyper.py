"""End-to-end (SFT) training of a hypernetwork through its base; prompts hold the input only."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import LlamaForCausalLM

from t2l_desktop.hypernet.checkpoint import LoadedHypernet, save_hypernet
from t2l_desktop.hypernet.embedder import Embedder
from t2l_desktop.hypernet.model import AdapterOutput, HypernetSpec, HyperNetwork, Pair, TargetModule
from t2l_desktop.training.base import (
    BaseArguments,
    Batch,
    base_optimizers,
    collate,
    count_exact,
    described_batch,
    fill_row,
    packed_loss,
    save_base,
)
from t2l_desktop.training.data import PAD, draw, encode_batch, pad_batch, token_id, vary
from t2l_desktop.training.loop import Schedule, TrainingLoop
from t2l_desktop.training.tasks.catalogue import Task


@dataclass(frozen=True, kw_only=True)
class HyperArguments:
    """Sizes and recipe of a T2L-S for the starter.

    A step reads a row of `row_length` tokens for each of `tasks_per_step` tasks, and `rehearsal_rows` rows with
    descriptions in the prompt.
    """

    rank: int = 8
    alpha: float = 16.0
    latent_size: int = 128
    head_in_size: int = 512
    target_modules: tuple[str, ...] = ("q_proj", "v_proj", "o_proj", "down_proj")
    steps: int = 3000
    tasks_per_step: int = 24
    row_length: int = 112
    learning_rate: float = 1e-3
    base_learning_rate: float = 6e-4
    rehearsal_rows: int = 5
    final_fraction: float = 0.02
    warmup_steps: int = 60
    size_penalty: float = 1e-3
    variants_per_wording: int = 4
    blend_fraction: float = 0.5
    embedding_noise: float = 0.5
    seed: int = 0
    save_every: int = 100

    def __post_init__(self) -> None:
        if min(self.rank, self.steps, self.tasks_per_step, self.row_length) < 1:
            raise ValueError("rank, steps, tasks and tokens must be at least 1")


def new_hypernet(model: LlamaForCausalLM, embedder: Embedder, arguments: HyperArguments) -> LoadedHypernet:
    """A hypernetwork whose first adapters change nothing: heads at zero, A at LoRA's own start as an offset."""
    attention = model.model.layers[0].self_attn
    mlp = model.model.layers[0].mlp
    modules = []
    for name in arguments.target_modules:
        linear = getattr(attention, name, None) or getattr(mlp, name)
        modules.append(TargetModule(name=name, in_features=linear.in_features, out_features=linear.out_features))
    layers = len(model.model.layers)
    spec = HypernetSpec(
        embedding_dimension=embedder.dimension,
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
        embedder_name=embedder.name,
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


def embed_wordings(tasks: Sequence[Task], embedder: Embedder, arguments: HyperArguments, cache: Path) -> list[Tensor]:
    """Per task the embeddings `(wordings, d)` of its trained wordings and of variants of them."""
    if cache.is_file():
        cached: list[Tensor] = torch.load(cache, weights_only=True)
        return cached
    rng = random.Random(arguments.seed)
    embedded = []
    for task in tasks:
        texts = list(task.wordings)
        texts += [vary(text, rng) for text in task.wordings for _ in range(arguments.variants_per_wording)]
        embedded.append(embedder.embed(texts).clone())
    torch.save(embedded, cache)
    return embedded


def draw_embeddings(known: list[Tensor], chosen: list[int], arguments: HyperArguments, rng: random.Random) -> Tensor:
    """One vector `(d,)` per chosen task: a wording's, or a point between two of the same task's, with noise on it.

    The noise has `embedding_noise` times the length of the vector itself.
    """
    vectors = []
    for number in chosen:
        first, second = (known[number][rng.randrange(len(known[number]))] for _ in range(2))
        share = rng.random() if rng.random() < arguments.blend_fraction else 1.0
        blend = F.normalize(share * first + (1 - share) * second, dim=0)
        noise = F.normalize(torch.randn(len(first)), dim=0) * arguments.embedding_noise
        vectors.append(F.normalize(blend + noise, dim=0) * len(first) ** 0.5)
    return torch.stack(vectors)


def task_rows(tasks: Sequence[Task], tokenizer: Tokenizer, length: int, rng: random.Random) -> Batch:
    """A packed row per task, inputs without any description; only the answers count."""
    rows = [fill_row(tokenizer, lambda task=task: ("", *draw(task, rng, "train")), length) for task in tasks]  # type: ignore[misc] # mypy cannot infer a default argument
    return collate(rows, length=length, pad=token_id(tokenizer, PAD), rest_weight=0.0)


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
        base_tasks: tuple[Task, ...],
        embedder: Embedder,
    ) -> None:
        self._run, self._tasks, self._arguments = run, tasks, arguments
        self._base_arguments, self._base_tasks = base_arguments, base_tasks
        self._model = LlamaForCausalLM.from_pretrained(base)
        self._tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        self.hypernet = new_hypernet(self._model, embedder, arguments)
        self._known = embed_wordings(tasks, embedder, arguments, run / "wordings.pt")
        self._held_out = [embedder.embed(task.unseen_wordings).clone() for task in tasks]
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
        chosen = self.rng.sample(range(len(self._tasks)), min(arguments.tasks_per_step, len(self._tasks)))
        vectors = draw_embeddings(self._known, chosen, arguments, self.rng)
        tasks = [self._tasks[number] for number in chosen]
        batch = task_rows(tasks, self._tokenizer, arguments.row_length, self.rng)
        with self._adapters(vectors) as size:
            loss = packed_loss(self._model, batch)
            (loss + arguments.size_penalty * size).backward()  # type: ignore[no-untyped-call]  # torch's own gap
        rehearsed = described_batch(
            self._tokenizer, self._base_tasks, self.rng, self._base_arguments, rows=arguments.rehearsal_rows
        )
        rehearsal = packed_loss(self._model, rehearsed)
        rehearsal.backward()  # type: ignore[no-untyped-call]  # torch's own gap
        losses = {"with adapters": loss.item(), "in the prompt": rehearsal.item()}
        return losses, batch[0].numel() + rehearsed[0].numel()

    @torch.inference_mode()
    def score(self) -> float:
        rng, right, asked = random.Random(self._arguments.seed), 0, 0
        self.hypernet.network.eval()
        for task, vectors in zip(self._tasks, self._held_out, strict=True):
            triples = [("", *draw(task, rng, "test")) for _ in range(4)]
            ids, targets = pad_batch(encode_batch(self._tokenizer, triples), token_id(self._tokenizer, PAD))
            with self._adapters(vectors[[rng.randrange(len(vectors)) for _ in triples]]):
                right += count_exact(self._model, ids, targets)
            asked += len(ids)
        self.hypernet.network.train()
        return right / asked

    @contextmanager
    def _adapters(self, vectors: Tensor) -> Iterator[Tensor]:
        """Let the base compute row by row with the adapters for `vectors (rows, d)`; gives their mean square size."""
        pairs = self.hypernet.network(vectors)
        finished = {name: self.hypernet.output.apply_to(name, pair) for name, pair in pairs.items()}
        with adapted(self._model, finished, self.hypernet.alpha / self.hypernet.rank):
            yield sum(((a**2).mean() + (b**2).mean() for a, b in finished.values()), torch.zeros(()))
