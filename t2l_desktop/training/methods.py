"""The ways to make a base do a task without a hypernetwork that a comparison holds it against."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import torch
from accelerate import Accelerator
from peft import ArrowConfig, PeftModel, create_arrow_model
from torch import Tensor
from transformers import PreTrainedModel

from t2l_desktop.hypernet.embedder import Embedder
from t2l_desktop.hypernet.model import Pair
from t2l_desktop.training.adapted import adapted
from t2l_desktop.training.asking import Asked
from t2l_desktop.training.bases import load_base
from t2l_desktop.training.hyper_arguments import HyperArguments
from t2l_desktop.training.lora import LoraArguments, LoraTraining, library_minutes, library_pair, train_library
from t2l_desktop.training.prompting import Prompting, load_prompting
from t2l_desktop.training.tasks.task import Trainable

_ARROW_TOP_K = 3
_SHOTS = 3
_TRIES = 20


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What all methods share: a frozen base, the tasks to learn from, and how long they may learn.

    A hypernetwork and a LoRA for many tasks read the same number of tokens; a library of LoRAs reads more. `more_tasks`
    are further ones, skills first, for those that are to show what more tasks are worth.
    """

    folder: Path
    base: Path
    embedder: Embedder
    tasks: tuple[Trainable, ...]
    more_tasks: tuple[Trainable, ...]
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

    def library(self, tasks: Sequence[Trainable], seed: int, *, in_words: bool = False) -> tuple[Path, float]:
        """A LoRA for each of `tasks`, trained on its own samples, and the minutes that all of them took.

        Those that are told `in_words` have the description in every prompt.
        """
        folder = self.folder / (f"library-{seed}-in-words" if in_words else f"library-{seed}")
        folder.mkdir(parents=True, exist_ok=True)
        lora = replace(self.lora, seed=seed, worded_share=1.0 if in_words else self.lora.worded_share)
        out = train_library(
            folder, tasks, lora, model=self.fresh_base(), prompting=self.prompting, accelerator=self.accelerator
        )
        return out, library_minutes(folder, tasks)

    def tokens(self, lora: LoraArguments) -> int:
        """What the training of one adapter reads."""
        return lora.steps * lora.rows * lora.row_length

    def library_tokens(self, tasks: Sequence[Trainable]) -> int:
        """What the training of a library of LoRAs for `tasks` reads."""
        return self.tokens(self.lora) * len(tasks)

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
    tokens = 0  # that the base read in training
    model: PreTrainedModel

    def __init__(self, bench: Bench, folder: Path, seed: int) -> None:
        self.bench, self.folder, self.seed = bench, folder, seed
        folder.mkdir(parents=True, exist_ok=True)
        self.prepare()

    @abstractmethod
    def prepare(self) -> None:
        """Train or load; sets `model`, `parameters` and `minutes`."""

    @property
    def taught(self) -> Sequence[Trainable]:
        """The tasks that it has learned from."""
        return self.bench.tasks

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
    """Three solved samples of the task, none of them the question itself, where the description stands or below it."""

    def prompt(self, asked: Asked, *, words: bool) -> str:
        rng = random.Random(f"{self.seed}-{asked.task.name}-{asked.text}")
        drawn = (asked.task.draw(rng, "train") for _ in range(_TRIES))
        shots = [shot for shot in drawn if shot[0] != asked.text][:_SHOTS]
        lines = [asked.wording] * words + [f"{text} -> {answer}" for text, answer in shots]
        return self.bench.prompting.prompt("\n".join(lines), asked.text)


class TaskLora(Method):
    """A LoRA trained on samples of the very task, unseen ones too: what could be had with data."""

    def prepare(self) -> None:
        adapters, self.minutes = self.bench.library(self.bench.tasks, self.seed)
        self.bench.library(self.bench.others, self.seed)
        self.model = self.bench.fresh_base()
        self._library = self.bench.read_library(adapters, (*self.bench.tasks, *self.bench.others))
        # counted as for the methods that are made of it
        self.tokens = self.bench.library_tokens(self.bench.tasks)
        self.parameters = sum(_size(self._library[task.name]) for task in self.bench.tasks)

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
    """One LoRA for all trained tasks; it always learns with the description in the prompt, for what else could tell?"""

    def prepare(self) -> None:
        hyper = self.bench.hyper
        lora = replace(
            self.bench.lora, steps=hyper.steps, save_every=hyper.save_every, warmup_steps=hyper.warmup_steps,
            rows=hyper.tasks_per_step, row_length=hyper.row_length, worded_share=1.0, seed=self.seed,
        )  # fmt: skip
        self.tokens = self.bench.tokens(lora)
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
        self.tokens = self.bench.library_tokens(self.bench.tasks)
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
    """PEFT's Arrow: every token takes the LoRAs of the trained tasks that fit it best, layer by layer.

    They learn with the description in the prompt, as the multi-task LoRA does: a bare input tells no router the task.
    """

    def prepare(self) -> None:
        adapters, self.minutes = self.bench.library(self.bench.tasks, self.seed, in_words=True)
        self.tokens = self.bench.library_tokens(self.bench.tasks)
        paths = [str(adapters / task.name) for task in self.bench.tasks]
        model: PeftModel = create_arrow_model(
            base_model=self.bench.fresh_base(), task_specific_adapter_paths=paths,
            arrow_config=ArrowConfig(top_k=min(_ARROW_TOP_K, len(paths)), rng_seed=self.seed),
        )  # fmt: skip
        self.model = model.base_model.model.eval()
        self.parameters = sum(_size(pairs) for pairs in self.bench.read_library(adapters, self.bench.tasks).values())


def _size(pairs: dict[str, tuple[Tensor, Tensor]]) -> int:
    return sum(a.numel() + b.numel() for a, b in pairs.values())
