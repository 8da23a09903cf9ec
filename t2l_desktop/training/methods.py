"""The ways to make a base do a task that a comparison puts side by side, each trained and ready to be asked."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from peft import ArrowConfig, PeftModel, create_arrow_model
from torch import Tensor
from transformers import PreTrainedModel

from t2l_desktop.hypernet.embedder import Embedder
from t2l_desktop.hypernet.model import Pair
from t2l_desktop.training.asking import Asked
from t2l_desktop.training.bases import load_base
from t2l_desktop.training.hyper import HyperArguments, HyperTraining, adapted, join_parts
from t2l_desktop.training.lora import LoraArguments, LoraTraining, library_minutes, library_pair, train_library
from t2l_desktop.training.packing import collate
from t2l_desktop.training.prompting import Prompting, load_prompting
from t2l_desktop.training.ranks import first_ranks, nearest_ranks, powers_of_two
from t2l_desktop.training.reconstruction import ReconstructionTraining
from t2l_desktop.training.tasks.task import Trainable

_ARROW_TOP_K = 3
_SHOTS = 3
_TRIES = 20


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What all methods share: a frozen base, the tasks to learn from, and how long they may learn.

    All that learn from many tasks at once read the same number of tokens, with words in the prompt equally often.
    """

    folder: Path
    base: Path
    embedder: Embedder
    tasks: tuple[Trainable, ...]
    others: tuple[Trainable, ...]
    hyper: HyperArguments
    lora: LoraArguments
    accelerator: Accelerator

    @cached_property
    def prompting(self) -> Prompting:
        return load_prompting(self.base)

    @property
    def scaling(self) -> float:
        return self.lora.alpha / self.lora.rank

    def fresh_base(self) -> PreTrainedModel:
        """The base without anything on it."""
        return load_base(self.base).to(self.accelerator.device).eval()

    def library(self, tasks: Sequence[Trainable], seed: int) -> tuple[Path, float]:
        """A LoRA for each of `tasks`, trained on its own samples, and the minutes that all of them took."""
        folder = self.folder / f"library-{seed}"
        folder.mkdir(parents=True, exist_ok=True)
        out = train_library(
            folder, tasks, replace(self.lora, seed=seed), model=self.fresh_base(), prompting=self.prompting,
            accelerator=self.accelerator,
        )  # fmt: skip
        return out, library_minutes(folder)

    def read_library(self, adapters: Path, tasks: Sequence[Trainable]) -> dict[str, dict[str, Pair]]:
        """The library's A and B by task and module, on the base's device."""
        device = self.accelerator.device
        found = {}
        for task in tasks:
            pairs = library_pair(adapters / task.name, self.lora.target_modules, self.scaling)
            found[task.name] = {name: (a.to(device), b.to(device)) for name, (a, b) in pairs.items()}
        return found


class Method(ABC):
    """Made ready by `__init__`, which trains what there is to train in `folder` and resumes there."""

    parameters = 0  # those that are stored beside the base
    minutes = 0.0  # of training, those before a stop included
    model: PreTrainedModel

    def __init__(self, bench: Bench, folder: Path, seed: int) -> None:
        self.bench, self.folder, self.seed = bench, folder, seed
        folder.mkdir(parents=True, exist_ok=True)
        self.prepare()

    @abstractmethod
    def prepare(self) -> None:
        """Train or load; sets `model`, `parameters` and `minutes`."""

    def prompt(self, asked: Asked, *, words: bool) -> str:
        """What the base reads before it answers."""
        return self.bench.prompting.prompt(asked.wording if words else "", asked.text)

    @contextmanager
    def switched_on(self, questions: Sequence[Asked]) -> Iterator[None]:
        """Let `model` answer a batch with these `questions` in its rows."""
        del questions
        yield


class BaseAlone(Method):
    """The base without adapters: what inputs, or words in the prompt, give by themselves."""

    def prepare(self) -> None:
        self.model = self.bench.fresh_base()


class FewShots(BaseAlone):
    """Three solved samples of the task as earlier turns, none of them the question itself."""

    def prompt(self, asked: Asked, *, words: bool) -> str:
        rng = random.Random(f"{self.seed}-{asked.task.name}-{asked.text}")
        drawn = (asked.task.draw(rng, "train") for _ in range(_TRIES))
        shots = [shot for shot in drawn if shot[0] != asked.text][:_SHOTS]
        return self.bench.prompting.conversation(asked.wording if words else "", shots, asked.text)


class TaskLora(Method):
    """A LoRA trained on samples of the very task, unseen ones too: what could be had with data."""

    def prepare(self) -> None:
        every = (*self.bench.tasks, *self.bench.others)
        adapters, self.minutes = self.bench.library(every, self.seed)
        self.model = self.bench.fresh_base()
        self._library = self.bench.read_library(adapters, every)
        self.parameters = sum(_size(pairs) for pairs in self._library.values())

    @contextmanager
    def switched_on(self, questions: Sequence[Asked]) -> Iterator[None]:
        chosen = [self._library[asked.task.name] for asked in questions]
        pairs = {
            name: (torch.stack([each[name][0] for each in chosen]), torch.stack([each[name][1] for each in chosen]))
            for name in chosen[0]
        }
        with adapted(self.model, pairs, self.bench.scaling):
            yield


class MultiTaskLora(Method):
    """One LoRA for all trained tasks."""

    def prepare(self) -> None:
        hyper = self.bench.hyper
        lora = replace(
            self.bench.lora, steps=hyper.steps, save_every=hyper.save_every, warmup_steps=hyper.warmup_steps,
            rows=hyper.tasks_per_step, row_length=hyper.row_length, worded_share=hyper.worded_share, seed=self.seed,
        )  # fmt: skip
        training = LoraTraining(
            self.folder / "lora.pt", self.bench.tasks, lora, model=self.bench.fresh_base(),
            prompting=self.bench.prompting, accelerator=self.bench.accelerator,
        )  # fmt: skip
        self.minutes = training.fit()
        self.model, self.parameters = training.model.eval(), training.parameters


class AverageLora(Method):
    """The mean of the trained tasks' LoRAs, as one adapter of all their ranks together."""

    def prepare(self) -> None:
        adapters, self.minutes = self.bench.library(self.bench.tasks, self.seed)
        self.model = self.bench.fresh_base()
        library = list(self.bench.read_library(adapters, self.bench.tasks).values())
        self._pairs = {
            name: (
                torch.cat([each[name][0] for each in library], dim=-2),
                torch.cat([each[name][1] for each in library], dim=-1) / len(library),
            )
            for name in library[0]
        }
        self.parameters = _size(self._pairs)

    @contextmanager
    def switched_on(self, questions: Sequence[Asked]) -> Iterator[None]:
        pairs = {name: (a[None], b[None]) for name, (a, b) in self._pairs.items()}
        del questions
        with adapted(self.model, pairs, self.bench.scaling):
            yield


class ArrowRouting(Method):
    """PEFT's Arrow: every token takes the LoRAs of the trained tasks that fit it best, layer by layer."""

    def prepare(self) -> None:
        adapters, self.minutes = self.bench.library(self.bench.tasks, self.seed)
        paths = [str(adapters / task.name) for task in self.bench.tasks]
        model: PeftModel = create_arrow_model(
            base_model=self.bench.fresh_base(), task_specific_adapter_paths=paths,
            arrow_config=ArrowConfig(top_k=min(_ARROW_TOP_K, len(paths)), rng_seed=self.seed),
        )  # fmt: skip
        self.model = model.base_model.model.eval()
        self.parameters = sum(_size(pairs) for pairs in self.bench.read_library(adapters, self.bench.tasks).values())


class Hypernet(Method):
    """T2L: an adapter from the description; `changes` are those to the bench's arguments."""

    shortened: Callable[[Pair], Pair] | None = None
    is_shortened = False
    changes: dict[str, object] = {}  # noqa: RUF012 - set by subclasses, never changed

    def prepare(self) -> None:
        self.training = self._training(replace(self.bench.hyper, seed=self.seed, **self.changes))  # type: ignore[arg-type] # by name
        self.minutes += self.training.fit()
        self.training.hypernet.network.eval()
        self.model = self.training.model.eval()
        stored = (*self.training.hypernet.network.parameters(), *self.training.hypernet.output.tensors.values())
        self.parameters = sum(each.numel() for each in stored)

    def _training(self, arguments: HyperArguments) -> HyperTraining:
        return HyperTraining(self.folder, self.bench.tasks, arguments, **self._parts())

    def _parts(self) -> dict[str, Any]:
        bench = self.bench
        return {
            "model": bench.fresh_base(), "prompting": bench.prompting, "embedder": bench.embedder,
            "accelerator": bench.accelerator, "base_name": bench.base.name,
        }  # fmt: skip

    @contextmanager
    def switched_on(self, questions: Sequence[Asked]) -> Iterator[None]:
        vectors = join_parts(self.bench.embedder.embed(self._texts(questions)).clone().to(self.model.device), None)
        with self.training.adapters(vectors, self.shortened):
            yield

    def _texts(self, questions: Sequence[Asked]) -> list[str]:
        return [asked.wording for asked in questions]

    @property
    def shorter(self) -> dict[str, Callable[[Pair], Pair]]:
        """Ways to have its adapters with fewer ranks, by name."""
        if not self.is_shortened:
            return {}
        ranks = powers_of_two(self.training.arguments.rank)
        ways = {"first ranks": first_ranks, "nearest": nearest_ranks}
        return {f"{name}, {rank}": partial(way, rank=rank) for name, way in ways.items() for rank in ranks}


class PerInput(Hypernet):
    """Hyperdecoders' idea: the adapter comes from each input itself; no description is read."""

    def _training(self, arguments: HyperArguments) -> HyperTraining:
        return PerInputTraining(self.folder, self.bench.tasks, arguments, **self._parts())

    def _texts(self, questions: Sequence[Asked]) -> list[str]:
        return [asked.text for asked in questions]


class Reconstruction(Hypernet):
    """T2L trained to write the library of task LoRAs again."""

    def _training(self, arguments: HyperArguments) -> HyperTraining:
        adapters, self.minutes = self.bench.library(self.bench.tasks, self.seed)
        # a step of this kind costs a fraction of the others
        longer = replace(arguments, steps=4 * arguments.steps, save_every=4 * arguments.save_every)
        return ReconstructionTraining(self.folder, self.bench.tasks, longer, adapters=adapters, **self._parts())


class PerInputTraining(HyperTraining):
    """One sample a row, and its input where a description stands otherwise; as many tokens a step as the others."""

    def gradients(self) -> tuple[dict[str, float], int]:
        arguments = self.arguments
        budget, samples = arguments.tasks_per_step * arguments.row_length, []
        rows = []
        while budget > 0:
            task = self.mixture.draw(self.rng)
            sample = ("", *task.draw(self.rng, "train"))
            (encoded,) = self.prompting.encode([sample])
            samples.append(sample)
            rows.append([encoded])
            budget -= len(encoded.ids)
        longest = max(len(row[0].ids) for row in rows)
        batch = collate(rows, length=longest, pad=self.prompting.pad, rest_weight=0.0)
        meaning = self.embedder.embed([text for _, text, _ in samples]).clone().to(self.model.device)
        vectors = self.mine(join_parts(meaning, None))
        loss = self.learn(self.share(batch), vectors, len(rows))
        return {"with adapters": loss}, sum(len(row[0].ids) for row in rows)

    def score(self) -> dict[str, float]:
        return {}  # the comparison asks


def _variant(letter: str, **more: object) -> type[Hypernet]:
    return type(f"T2L{letter}", (Hypernet,), {"changes": {"variant": letter, **more}})


def _shortened(**more: object) -> type[Hypernet]:
    return type("T2LShortened", (_variant("S", **more),), {"is_shortened": True})


def _rebuilt(letter: str) -> type[Reconstruction]:
    return type(f"Reconstruction{letter}", (Reconstruction,), {"changes": {"variant": letter}})


METHODS: dict[str, type[Method]] = {
    "base": BaseAlone,
    "3 samples in the prompt": FewShots,
    "LoRA of the task (with its data)": TaskLora,
    "multi-task LoRA": MultiTaskLora,
    "average LoRA": AverageLora,
    "Arrow routing": ArrowRouting,
    "adapter per input": PerInput,
    "T2L-S": _shortened(),
    "T2L-M": _variant("M"),
    "T2L-L": _variant("L"),
    "T2L-S, nested ranks": _shortened(nested=True),
    "T2L-S, distilled": _variant("S", method="distillation"),
    "T2L-S, reconstruction": _rebuilt("S"),
    "T2L-M, reconstruction": _rebuilt("M"),
    "T2L-L, reconstruction": _rebuilt("L"),
}


def _size(pairs: dict[str, tuple[Tensor, Tensor]]) -> int:
    return sum(a.numel() + b.numel() for a, b in pairs.values())
