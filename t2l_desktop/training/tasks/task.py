"""A task: inputs, right answers, and the ways in which people ask for it."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal, Protocol, get_args

from t2l_desktop.training.tasks.pools import Pool, Split

Kind = Literal["named", "pair", "invented"]
_DRAWN = 20  # samples of a task by which it is known again


@dataclass(frozen=True)
class Wordings:
    """Descriptions of one task: to train on, to test with, and the steps that longer descriptions are made of."""

    trained: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


class Trainable(Protocol):
    """What a training needs of a task."""

    @property
    def name(self) -> str: ...

    @property
    def family(self) -> str: ...

    @property
    def kind(self) -> Kind: ...

    @property
    def wordings(self) -> Wordings: ...

    @property
    def japanese(self) -> Wordings: ...

    def draw(self, rng: random.Random, split: Split) -> tuple[str, str]:
        """An input with its right answer; those of the `test` split are for testing."""
        ...


def tasks_digest(tasks: Iterable[Trainable]) -> str:
    """Tells tasks from others of the same names, by their wordings and some of their samples."""
    digest = hashlib.sha256()
    for task in tasks:
        rng = random.Random(task.name)
        drawn = [task.draw(rng, split) for split in get_args(Split) for _ in range(_DRAWN)]
        digest.update(repr((task.name, task.wordings, task.japanese, drawn)).encode())
    return digest.hexdigest()[:16]


@dataclass(frozen=True)
class Task:
    """A named task; its wordings in English, and in Japanese where there are any."""

    name: str
    family: str
    pools: tuple[Pool, ...]
    answer: Callable[[str], str]
    wordings: Wordings
    japanese: Wordings = field(default_factory=Wordings)
    kind: Kind = "named"

    def draw(self, rng: random.Random, split: Split) -> tuple[str, str]:
        """An input with its right answer; those of the `test` split are made of held-out words, as `pools` tells."""
        text = rng.choice(self.pools).draw(rng, split)
        return text, self.answer(text)
