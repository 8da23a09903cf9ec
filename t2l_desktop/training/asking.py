"""Asking a base held-out questions, many at a time, and which answers are exact."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TypeVar

import torch
from transformers import PreTrainedModel

from t2l_desktop.training.packing import pad_batch, weigh_answers
from t2l_desktop.training.prompting import Encoded, Prompting
from t2l_desktop.training.tasks.task import Kind, Trainable

_AT_ONCE = 20
Item = TypeVar("Item")


@dataclass(frozen=True)
class Asked:
    """One question: a task, one of its descriptions that are never trained on, a held-out input and its answer."""

    task: Trainable
    wording: str
    text: str
    answer: str


def draw_questions(tasks: Sequence[Trainable], *, rounds: int, most: int = 0, seed: int = 0) -> list[Asked]:
    """So many inputs of every task, or of `most` of them; the same ones for the same seed."""
    rng = random.Random(seed)
    some = rng.sample(list(tasks), most) if 0 < most < len(tasks) else tasks
    return [
        Asked(task, rng.choice(task.wordings.unseen), *task.draw(rng, "test")) for task in some for _ in range(rounds)
    ]


@dataclass(frozen=True)
class Answered:
    """Whether a greedy answer is exact, and the mean surprise of the right one's tokens in nats."""

    is_right: bool
    surprise: float


@torch.inference_mode()
def answers(
    model: PreTrainedModel,
    prompting: Prompting,
    questions: Sequence[Asked],
    *,
    encode: Callable[[Sequence[Asked]], list[Encoded]],
    switched_on: Callable[[Sequence[Asked]], AbstractContextManager[object]] | None = None,
) -> list[Answered]:
    """How the `questions` are answered; `switched_on` sets the model up for those in a batch's rows."""
    answered: list[Answered] = []
    for some in batches(questions, _AT_ONCE):
        ids, targets = pad_batch(encode(some), prompting.pad)
        with switched_on(some) if switched_on else nullcontext():
            exact, surprise = weigh_answers(model, ids.to(model.device), targets.to(model.device))
        answered += map(Answered, exact.tolist(), surprise.tolist())
    return answered


def share_right(
    model: PreTrainedModel,
    prompting: Prompting,
    questions: Sequence[Asked],
    *,
    encode: Callable[[Sequence[Asked]], list[Encoded]],
    switched_on: Callable[[Sequence[Asked]], AbstractContextManager[object]] | None = None,
) -> float:
    """The share of exact answers."""
    answered = answers(model, prompting, questions, encode=encode, switched_on=switched_on)
    return sum(each.is_right for each in answered) / len(answered)


def input_alone(prompting: Prompting) -> Callable[[Sequence[Asked]], list[Encoded]]:
    """Encodes questions without a word about their tasks."""
    return lambda some: prompting.encode([("", asked.text, asked.answer) for asked in some])


def in_words(prompting: Prompting) -> Callable[[Sequence[Asked]], list[Encoded]]:
    """Encodes questions with their descriptions in the prompt."""
    return lambda some: prompting.encode([(asked.wording, asked.text, asked.answer) for asked in some])


def by_kind(tasks: Iterable[Trainable]) -> dict[Kind, list[Trainable]]:
    """The tasks by kind."""
    kinds: dict[Kind, list[Trainable]] = {}
    for task in tasks:
        kinds.setdefault(task.kind, []).append(task)
    return kinds


def batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """The items, so many at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
