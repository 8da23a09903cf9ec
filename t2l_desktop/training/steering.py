"""Descriptions that say the right thing otherwise, the wrong thing, or nothing."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from t2l_desktop.training.asking import Asked
from t2l_desktop.training.data import QUOTED, misspell
from t2l_desktop.training.tasks.task import Task, Trainable

JUNK = (
    "asdf jkl qwerty", "The weather was nice on Tuesday.", "blue 1234567890", "banana banana banana", "Lorem ipsum",
    "to be or not to be", "please", "hm???",
)  # fmt: skip
TRAINED_WORDING = "a trained wording"
AnyTask = TypeVar("AnyTask", bound=Trainable)


def sloppy(wording: str, rng: random.Random) -> str:
    """The wording in small letters, misspelt and without the full stop; what it quotes stays as it is."""
    return misspell(wording if QUOTED.search(wording) else wording.lower(), rng).removesuffix(".")


def partners(tasks: Sequence[AnyTask]) -> dict[str, AnyTask]:
    """For every task another one, over the same inputs wherever there is one: the hardest wrong description."""
    by_pool: dict[str, list[AnyTask]] = {}
    for task in tasks:
        by_pool.setdefault(_pool(task), []).append(task)
    found = {}
    for number, task in enumerate(tasks):
        group = by_pool[_pool(task)]
        others = group if len(group) > 1 else tasks
        place = group.index(task) if len(group) > 1 else number
        found[task.name] = others[(place + 1) % len(others)]
    return found


def _pool(task: Trainable) -> str:
    return task.pools[0].name if isinstance(task, Task) else ""


def told_otherwise(questions: Sequence[Asked]) -> dict[str, list[Asked]]:
    """The same `questions` with other descriptions, by how they were come by; always the same ones."""
    rng = random.Random(0)
    others = partners(list({asked.task.name: asked.task for asked in questions}.values()))
    ways: dict[str, Callable[[Asked], str]] = {
        TRAINED_WORDING: lambda asked: rng.choice(asked.task.wordings.trained),
        "misspelt, small letters": lambda asked: sloppy(asked.wording, rng),
        "Japanese": lambda asked: rng.choice(asked.task.japanese.unseen or ("",)),
        "of another task": lambda asked: rng.choice(others[asked.task.name].wordings.unseen),
        "of nothing": lambda _: rng.choice(JUNK),
    }
    found = {}
    for name, way in ways.items():
        told = [replace(asked, wording=way(asked)) for asked in questions]
        if all(asked.wording for asked in told):
            found[name] = told
    return found
