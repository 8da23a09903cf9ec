"""Which task comes next in training: named skills most of the time, pairs and invented ones in between."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from t2l_desktop.training.tasks.task import Kind, Trainable

_SHARES: dict[Kind, float] = {"named": 0.76, "pair": 0.12, "invented": 0.12}


class Mixture:
    """Draws a kind by its share, then any family, then any of its tasks.

    Families count alike, as the small ones (orders, repeats, sums) are the hard ones.
    """

    def __init__(self, tasks: Iterable[Trainable]) -> None:
        """At least one task."""
        self._tasks = list(tasks)
        families: dict[Kind, dict[str, list[Trainable]]] = {}
        for task in self._tasks:
            families.setdefault(task.kind, {}).setdefault(task.family, []).append(task)
        self._kinds = list(families)
        self._shares = [_SHARES[kind] for kind in self._kinds]
        self._families = {kind: list(each.values()) for kind, each in families.items()}

    def draw(self, rng: random.Random) -> Trainable:
        """One task."""
        (kind,) = rng.choices(self._kinds, self._shares)
        return rng.choice(rng.choice(self._families[kind]))

    def sample(self, rng: random.Random, count: int) -> Sequence[Trainable]:
        """So many different tasks, or all of them where there are fewer."""
        if count >= len(self._tasks):
            return rng.sample(self._tasks, len(self._tasks))
        chosen: dict[str, Trainable] = {}
        while len(chosen) < count:
            task = self.draw(rng)
            chosen.setdefault(task.name, task)
        return list(chosen.values())
