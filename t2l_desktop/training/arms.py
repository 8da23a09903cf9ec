"""The methods of a comparison by name: hypernetworks of many kinds, and what they are held against."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import torch
from torch import Tensor

from t2l_desktop.hypernet.embedder import Embedder
from t2l_desktop.hypernet.model import Pair
from t2l_desktop.hypernet.reader import Reader
from t2l_desktop.training.asking import Asked
from t2l_desktop.training.data import draw_wording
from t2l_desktop.training.hyper import HyperTraining
from t2l_desktop.training.hyper_arguments import HyperArguments
from t2l_desktop.training.methods import (
    ArrowRouting,
    AverageLora,
    BaseAlone,
    Bench,
    FewShots,
    Method,
    MultiTaskLora,
    TaskLora,
)
from t2l_desktop.training.packing import collate
from t2l_desktop.training.ranks import first_ranks, nearest_ranks, powers_of_two
from t2l_desktop.training.reading import Read, join_parts
from t2l_desktop.training.reconstruction import LEARNING_RATE, ReconstructionTraining
from t2l_desktop.training.tasks.pools import Split
from t2l_desktop.training.tasks.task import Kind, Trainable, Wordings

Teaching = Callable[[Bench], Sequence[Trainable]]
_QV = ("q_proj", "v_proj")
_SEVEN = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
_REBUILDING = 2  # times the others' steps: one of this kind costs a fraction of theirs


class PerInputTraining(HyperTraining):
    """One sample a row, and its adapter from all of it; as many tokens a step as the others."""

    def gradients(self) -> tuple[dict[str, float], int]:
        arguments = self.arguments
        budget, texts = arguments.tasks_per_step * arguments.row_length, []
        rows = []
        while budget > 0:
            task = self.mixture.draw(self.rng)
            wording, (text, answer) = draw_wording(task, self.rng), task.draw(self.rng, "train")
            words = wording if self.rng.random() < arguments.worded_share else ""
            (encoded,) = self.prompting.encode([(words, text, answer)])
            texts.append(_whole(wording, text))
            rows.append([encoded])
            budget -= len(encoded.ids)
        longest = max(len(row[0].ids) for row in rows)
        batch = collate(rows, length=longest, pad=self.prompting.pad, rest_weight=0.0)
        losses = self.learn(self.share(batch), self.disturbed(texts), len(rows))
        return losses, sum(len(row[0].ids) for row in rows)

    def score(self) -> dict[str, float]:
        return {}  # the comparison asks


def _whole(wording: str, text: str) -> str:
    return f"{wording}\n{text}"


class Hypernet(Method):
    """T2L: an adapter from the description."""

    shortened: Callable[[Pair], Pair] | None = None
    trainer: ClassVar[type[HyperTraining]] = HyperTraining

    def __init__(
        self,
        bench: Bench,
        folder: Path,
        seed: int,
        *,
        changes: Mapping[str, object],
        teaching: Teaching | None = None,
        reading: Callable[[Bench], Embedder] | None = None,
        is_shortened: bool = False,
    ) -> None:
        """`changes` are those to the bench's arguments, `teaching` and `reading` give other tasks and embedder.

        One that is asked with fewer ranks as well `is_shortened`.
        """
        self._changes, self._is_shortened = changes, is_shortened
        self._taught = tuple(teaching(bench)) if teaching else bench.tasks
        self._embedder = reading(bench) if reading else bench.embedder
        super().__init__(bench, folder, seed)

    @property
    def taught(self) -> Sequence[Trainable]:
        return self._taught

    def prepare(self) -> None:
        arguments = replace(self.bench.hyper, seed=self.seed, **self._changes)  # type: ignore[arg-type] # by name
        self.training = self._training(arguments)
        self.minutes += self.training.fit()
        self.training.hypernet.network.eval()
        self.model = self.training.model.eval()
        stored = (*self.training.hypernet.network.parameters(), *self.training.hypernet.output.tensors.values())
        self.parameters = sum(each.numel() for each in stored)

    def _training(self, arguments: HyperArguments) -> HyperTraining:
        self.tokens = arguments.steps * arguments.tasks_per_step * arguments.row_length
        return self._trained_by(self.trainer, arguments)

    def _trained_by(self, training: Callable[..., HyperTraining], arguments: HyperArguments) -> HyperTraining:
        bench = self.bench
        return training(
            self.folder, self._taught, arguments, model=bench.fresh_base(), prompting=bench.prompting,
            embedder=self._embedder, accelerator=bench.accelerator, base_name=bench.base.name,
        )  # fmt: skip

    @contextmanager
    def switched_on(self, questions: Sequence[Asked]) -> Iterator[None]:
        vectors = join_parts(self._embedder.embed(self._texts(questions)).clone().to(self.model.device), None)
        with self.training.adapters(Read(vectors), self.shortened):
            yield

    def _texts(self, questions: Sequence[Asked]) -> list[str]:
        return [asked.wording for asked in questions]

    @property
    def shorter(self) -> dict[str, Callable[[Pair], Pair]]:
        """Ways to have its adapters with fewer ranks, by name."""
        if not self._is_shortened:
            return {}
        ranks = powers_of_two(self.training.arguments.rank)
        ways = {"first ranks": first_ranks, "nearest": nearest_ranks}
        return {f"{name}, {rank}": partial(way, rank=rank) for name, way in ways.items() for rank in ranks}


class PerInput(Hypernet):
    """Hyperdecoders' idea: every message has an adapter of its own, from the description and its input together."""

    trainer = PerInputTraining

    def _texts(self, questions: Sequence[Asked]) -> list[str]:
        return [_whole(asked.wording, asked.text) for asked in questions]


class Patient(Hypernet):
    """T2L that reads as many tokens as the LoRAs of the same tasks do all together."""

    def _training(self, arguments: HyperArguments) -> HyperTraining:
        tokens = self.bench.library_tokens(self._taught)
        times = tokens / (arguments.steps * arguments.tasks_per_step * arguments.row_length)
        return super()._training(_longer(arguments, times))


class Reconstruction(Hypernet):
    """T2L trained to write the library of task LoRAs again."""

    def _training(self, arguments: HyperArguments) -> HyperTraining:
        adapters, self.minutes = self.bench.library(self._taught, self.seed)
        self.tokens = self.bench.library_tokens(self._taught)
        longer = replace(_longer(arguments, _REBUILDING), learning_rate=LEARNING_RATE)
        return self._trained_by(partial(ReconstructionTraining, adapters=adapters), longer)


def _longer(arguments: HyperArguments, times: float) -> HyperArguments:
    """So many times the steps, and as large a part of them to warm up."""
    steps, warmup = (max(1, round(times * count)) for count in (arguments.steps, arguments.warmup_steps))
    return replace(arguments, steps=steps, warmup_steps=warmup)


@dataclass(frozen=True)
class FewWordings:
    """A task with only so many of its English wordings to train on, and none in Japanese."""

    task: Trainable
    count: int

    @property
    def name(self) -> str:
        return self.task.name

    @property
    def family(self) -> str:
        return self.task.family

    @property
    def kind(self) -> Kind:
        return self.task.kind

    @property
    def wordings(self) -> Wordings:
        return replace(self.task.wordings, trained=self.task.wordings.trained[: self.count])

    @property
    def japanese(self) -> Wordings:
        return Wordings()

    def draw(self, rng: random.Random, split: Split) -> tuple[str, str]:
        """As the task itself."""
        return self.task.draw(rng, split)


class BaseStates:
    """The base's own last state at a description's end in the place of an embedder's vector."""

    name = "base"

    def __init__(self, bench: Bench) -> None:
        self._reader = Reader(bench.fresh_base().model, bench.prompting.tokenizer.backend_tokenizer)
        self.dimension = self._reader.dimension

    @torch.inference_mode()
    def embed(self, texts: Sequence[str]) -> Tensor:
        """Vectors `(n, d)` of `texts`, of length sqrt(d)."""
        return self._reader.read(texts).cpu()


def _share_of_tasks(bench: Bench, *, share: float) -> Sequence[Trainable]:
    """So many times the compared tasks: the first ones of them, or all of them and further ones."""
    every = (*bench.tasks, *bench.more_tasks)
    return every[: max(1, round(min(share * len(bench.tasks), len(every))))]


def is_worth_training(name: str, bench: Bench) -> bool:
    """Whether a method learns from anything but what another one learns from: few tasks may leave no more to add."""
    method = METHODS[name]
    teaching = method.keywords.get("teaching") if isinstance(method, partial) else None
    return teaching is None or [task.wordings for task in teaching(bench)] != [task.wordings for task in bench.tasks]


def _skills(bench: Bench) -> Sequence[Trainable]:
    return [task for task in (*bench.tasks, *bench.more_tasks) if task.kind == "named"]


def _few_wordings(bench: Bench, *, count: int) -> Sequence[Trainable]:
    return [FewWordings(task, count) for task in bench.tasks]


def _variant(letter: str, *, kind: type[Hypernet] = Hypernet, **more: Any) -> Callable[[Bench, Path, int], Method]:
    """A T2L of this size; what is more than the class's own options are changes to the arguments."""
    options = {name: more.pop(name) for name in ("teaching", "reading", "is_shortened") if name in more}
    return partial(kind, changes={"variant": letter, **more}, **options)


LARGE, SMALL = "T2L-L", "T2L-S"
PATIENT = f"{SMALL}, as many tokens as the LoRAs"
TASK_LORA, MULTI_TASK, ARROW = "LoRA of the task (with its data)", "multi-task LoRA", "Arrow routing"
HYPERNETS = (SMALL, "T2L-M", LARGE)
REBUILT = {
    **{f"{name}, reconstruction": "product" for name in HYPERNETS},
    f"{SMALL}, reconstruction of the numbers": "numbers",  # as published
}
BASELINES: dict[str, Callable[[Bench, Path, int], Method]] = {
    "base": BaseAlone,
    "3 samples in the prompt": FewShots,
    TASK_LORA: TaskLora,
    MULTI_TASK: MultiTaskLora,
    "average LoRA": AverageLora,
    ARROW: ArrowRouting,
    "adapter per input": _variant("S", kind=PerInput),
}
# T2L-L with one thing changed
SCALING: dict[str, Callable[[Bench, Path, int], Method]] = {
    "a quarter of the tasks": _variant("L", teaching=partial(_share_of_tasks, share=0.25)),
    "four times the tasks": _variant("L", teaching=partial(_share_of_tasks, share=4)),
    "all skills": _variant("L", teaching=_skills),
    "all skills, pairs of them and inventions": _variant("L", teaching=partial(_share_of_tasks, share=math.inf)),
    "1 wording a task": _variant("L", teaching=partial(_few_wordings, count=1)),
    "8 wordings a task": _variant("L", teaching=partial(_few_wordings, count=8)),
    "reads the base's own states": _variant("L", reading=BaseStates),
    "q and v only": _variant("L", target_modules=_QV),
    "all seven modules": _variant("L", target_modules=_SEVEN),
    "rank 2": _variant("L", rank=2, alpha=4.0),
    "rank 4": _variant("L", rank=4, alpha=8.0),
    "rank 16": _variant("L", rank=16, alpha=32.0),
}
METHODS: dict[str, Callable[[Bench, Path, int], Method]] = {
    **BASELINES,
    SMALL: _variant("S", is_shortened=True),
    "T2L-M": _variant("M"),
    LARGE: _variant("L"),
    # its sizes, modules, optimizer and rsLoRA's strength of 16 / sqrt(8); not its noise on inputs and smoothed labels
    f"{SMALL} as published": _variant(
        "S", head_in_size=512, target_modules=_QV, optimizer="adamw", alpha=16 * math.sqrt(8)
    ),
    PATIENT: _variant("S", kind=Patient),
    "T2L-S, nested ranks": _variant("S", is_shortened=True, nested=True),
    "T2L-S, distilled": _variant("S", method="distillation"),
    **{name: _variant(name[4], kind=Reconstruction, distance=distance) for name, distance in REBUILT.items()},
    **SCALING,
}
