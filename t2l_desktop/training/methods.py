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
from safetensors.torch import load_file
from torch import Tensor
from transformers import AutoModelForCausalLM, PreTrainedModel

from t2l_desktop.hypernet.embedder import Embedder
from t2l_desktop.hypernet.model import Pair
from t2l_desktop.training.hyper import HyperArguments, HyperTraining, adapted, join_parts
from t2l_desktop.training.lora import LoraArguments, LoraTraining, train_library
from t2l_desktop.training.packing import collate, packed_loss
from t2l_desktop.training.prompting import Prompting, load_prompting
from t2l_desktop.training.ranks import first_ranks, nearest_ranks, powers_of_two
from t2l_desktop.training.reconstruction import ReconstructionTraining
from t2l_desktop.training.tasks.task import Trainable

_ARROW_TOP_K = 3
_SHOTS = 3


@dataclass(frozen=True)
class Asked:
    """One question: a task, one of its descriptions that are never trained on, a held-out input and its answer."""

    task: Trainable
    wording: str
    text: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What all methods share: a frozen base, the tasks to learn from, and how long they may learn."""

    folder: Path
    base: Path
    embedder: Embedder
    tasks: tuple[Trainable, ...]
    unseen: tuple[Trainable, ...]
    hyper: HyperArguments
    lora: LoraArguments
    multi_steps: int
    accelerator: Accelerator

    @cached_property
    def prompting(self) -> Prompting:
        return load_prompting(self.base)

    def fresh_base(self) -> PreTrainedModel:
        """The base without anything on it."""
        model = AutoModelForCausalLM.from_pretrained(self.base, local_files_only=True, dtype=torch.float32)
        return model.to(self.accelerator.device).eval()

    def library(self, tasks: Sequence[Trainable], name: str) -> Path:
        """A LoRA for each of `tasks`, trained on its own samples; shared by all methods that need one."""
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        return train_library(
            folder, tasks, self.lora, model=self.fresh_base(), prompting=self.prompting, accelerator=self.accelerator
        )


class Method(ABC):
    """Made ready by `__init__`, which trains what there is to train in `folder` and resumes there."""

    parameters = 0  # those that are stored beside the base
    model: PreTrainedModel

    def __init__(self, bench: Bench, folder: Path, seed: int) -> None:
        self.bench, self.folder, self.seed = bench, folder, seed
        folder.mkdir(parents=True, exist_ok=True)
        self.prepare()

    @abstractmethod
    def prepare(self) -> None:
        """Train or load; sets `model` and `parameters`."""

    def prefix(self, asked: Asked) -> str:
        """What stands before the question in the prompt."""
        del asked
        return ""

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
    """Three solved samples of the task before the question."""

    def prefix(self, asked: Asked) -> str:
        rng = random.Random(f"{self.seed}-{asked.task.name}-{asked.text}")
        return self.bench.prompting.turns([asked.task.draw(rng, "train") for _ in range(_SHOTS)])


class TaskLora(Method):
    """A LoRA trained on samples of the very task, unseen ones too: what could be had with data."""

    def prepare(self) -> None:
        every = (*self.bench.tasks, *self.bench.unseen)
        adapters = self.bench.library(every, "library")
        self.model = self.bench.fresh_base()
        self._tensors = {task.name: _lora_pairs(adapters / task.name) for task in every}
        first = next(iter(self._tensors.values()))
        self.parameters = len(every) * sum(a.numel() + b.numel() for a, b in first.values())

    @contextmanager
    def switched_on(self, questions: Sequence[Asked]) -> Iterator[None]:
        chosen = [self._tensors[asked.task.name] for asked in questions]
        pairs = {
            name: (torch.stack([each[name][0] for each in chosen]), torch.stack([each[name][1] for each in chosen]))
            for name in chosen[0]
        }
        lora = self.bench.lora
        with adapted(self.model, pairs, lora.alpha / lora.rank):
            yield


class MultiTaskLora(Method):
    """One LoRA for all trained tasks, with the words in the prompt of half of the samples."""

    def prepare(self) -> None:
        lora = replace(
            self.bench.lora, steps=self.bench.multi_steps, save_every=self.bench.multi_steps, seed=self.seed,
            worded_share=0.5,
        )  # fmt: skip
        training = LoraTraining(
            self.folder / "lora.pt", self.bench.tasks, lora, model=self.bench.fresh_base(),
            prompting=self.bench.prompting, accelerator=self.bench.accelerator,
        )  # fmt: skip
        training.fit()
        self.model = training.peft_model.base_model.model.eval()
        self.parameters = sum(each.numel() for each in training.peft_model.parameters() if each.requires_grad)


class AverageLora(Method):
    """The mean of the trained tasks' LoRAs."""

    def prepare(self) -> None:
        adapters = self.bench.library(self.bench.tasks, "library")
        names = [task.name for task in self.bench.tasks]
        model = PeftModel.from_pretrained(self.bench.fresh_base(), adapters / names[0], adapter_name=names[0])
        for name in names[1:]:
            model.load_adapter(adapters / name, adapter_name=name)
        model.add_weighted_adapter(names, [1 / len(names)] * len(names), "average", combination_type="cat")
        model.set_adapter("average")
        self.model = model.base_model.model.eval()
        first = _lora_pairs(adapters / names[0])
        self.parameters = sum(a.numel() + b.numel() for a, b in first.values())


class ArrowRouting(Method):
    """PEFT's Arrow: every token takes the LoRAs of the trained tasks that fit it best, layer by layer."""

    def prepare(self) -> None:
        adapters = self.bench.library(self.bench.tasks, "library")
        paths = [str(adapters / task.name) for task in self.bench.tasks]
        model = create_arrow_model(
            base_model=self.bench.fresh_base(), task_specific_adapter_paths=paths,
            arrow_config=ArrowConfig(top_k=min(_ARROW_TOP_K, len(paths)), rng_seed=self.seed),
        )  # fmt: skip
        self.model = model.base_model.model.eval()
        first = _lora_pairs(adapters / self.bench.tasks[0].name)
        self.parameters = len(paths) * sum(a.numel() + b.numel() for a, b in first.values())


class Hypernet(Method):
    """T2L: an adapter from the description; `changes` are those to the bench's arguments."""

    shortened: Callable[[Pair], Pair] | None = None
    is_shortened = False
    changes: dict[str, object] = {}  # noqa: RUF012 - set by subclasses, never changed

    def prepare(self) -> None:
        self.training = self._training(replace(self.bench.hyper, seed=self.seed, **self.changes))  # type: ignore[arg-type] # by name
        self.training.fit()
        self.training.hypernet.network.eval()
        self.model = self.training.model.eval()
        self.parameters = sum(each.numel() for each in self.training.hypernet.network.parameters())

    def _training(self, arguments: HyperArguments) -> HyperTraining:
        return HyperTraining(self.folder, self.bench.tasks, arguments, **self._parts())

    def _parts(self) -> dict[str, Any]:
        bench = self.bench
        return {
            "model": bench.fresh_base(), "prompting": bench.prompting, "embedder": bench.embedder,
            "accelerator": bench.accelerator,
        }  # fmt: skip

    @contextmanager
    def switched_on(self, questions: Sequence[Asked]) -> Iterator[None]:
        vectors = join_parts(self.bench.embedder.embed(self._read(questions)).clone().to(self.model.device), None)
        with self.training.adapters(vectors, self.shortened):
            yield

    def _read(self, questions: Sequence[Asked]) -> list[str]:
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

    def _read(self, questions: Sequence[Asked]) -> list[str]:
        return [asked.text for asked in questions]


class Reconstruction(Hypernet):
    """T2L trained to write the library of task LoRAs again."""

    def _training(self, arguments: HyperArguments) -> HyperTraining:
        adapters = self.bench.library(self.bench.tasks, "library")
        # a step of this kind costs a fraction of the others
        longer = replace(arguments, steps=4 * arguments.steps, save_every=4 * arguments.save_every)
        return ReconstructionTraining(self.folder, self.bench.tasks, longer, adapters=adapters, **self._parts())


class PerInputTraining(HyperTraining):
    """One sample a row, and its input where a description stands otherwise."""

    def gradients(self) -> tuple[dict[str, float], int]:
        arguments = self.arguments
        tasks = self.mixture.sample(self.rng, arguments.tasks_per_step)
        samples = [("", *task.draw(self.rng, "train")) for task in tasks]
        rows = [[encoded] for encoded in self.prompting.encode(samples)]
        longest = max(len(row[0].ids) for row in rows)
        batch = collate(rows, length=longest, pad=self.prompting.pad, rest_weight=0.0)
        meaning = self.embedder.embed([text for _, text, _ in samples]).clone().to(self.model.device)
        index, count = self.accelerator.process_index, self.accelerator.num_processes
        with self.adapters(join_parts(meaning, None)[index::count]) as size:
            loss = packed_loss(self.model, self.share(batch))
            (loss + arguments.size_penalty * size).backward()  # type: ignore[no-untyped-call]  # torch's own gap
        return {"with adapters": loss.item()}, batch.ids.numel()

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


def _lora_pairs(folder: Path) -> dict[str, tuple[Tensor, Tensor]]:
    """A `(L, r, in)` and B `(L, out, r)` by module."""
    tensors = load_file(folder / "adapter_model.safetensors")
    found: dict[str, dict[int, list[Tensor]]] = {}
    for name, tensor in sorted(tensors.items()):  # lora_A stands before lora_B
        *_, layer, _room, module, _side, _weight = name.split(".")
        found.setdefault(module, {}).setdefault(int(layer), []).append(tensor)
    return {
        module: (
            torch.stack([layers[number][0] for number in sorted(layers)]),
            torch.stack([layers[number][1] for number in sorted(layers)]),
        )
        for module, layers in found.items()
    }
