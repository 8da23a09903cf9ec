"""Which task comes next in training: named skills most of the time, pairs and invented ones in between."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from t2l_desktop.training.tasks.task import Kind, Trainable

_SHARES: dict[Kind, float] = {"named": 0.76, "pair": 0.12, "invented": 0.12}
_LEAST = 6  # added to the size of a family for its weight: small families are met often enough beside large ones


class Mixture:
    """Draws a kind by its share, then a family by its size, then one of its tasks."""

    def __init__(self, tasks: Iterable[Trainable]) -> None:
        """At least one task."""
        self._tasks = list(tasks)
        families: dict[Kind, dict[str, list[Trainable]]] = {}
        for task in self._tasks:
            families.setdefault(task.kind, {}).setdefault(task.family, []).append(task)
        self._kinds = list(families)
        self._shares = [_SHARES[kind] for kind in self._kinds]
        self._families = {kind: list(each.values()) for kind, each in families.items()}
        self._weights = {kind: [len(family) + _LEAST for family in each] for kind, each in self._families.items()}

    def draw(self, rng: random.Random) -> Trainable:
        """One task."""
        (kind,) = rng.choices(self._kinds, self._shares)
        (family,) = rng.choices(self._families[kind], self._weights[kind])
        return rng.choice(family)

    def sample(self, rng: random.Random, count: int) -> Sequence[Trainable]:
        """So many different tasks, or all of them where there are fewer."""
        if count >= len(self._tasks):
            return rng.sample(self._tasks, len(self._tasks))
        chosen: dict[str, Trainable] = {}
        while len(chosen) < count:
            task = self.draw(rng)
            chosen.setdefault(task.name, task)
        return list(chosen.values())
