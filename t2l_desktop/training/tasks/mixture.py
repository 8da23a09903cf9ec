"""Which task comes next in training: named skills most of the time, pairs and invented ones in between."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence

from t2l_desktop.training.tasks.task import Kind, Trainable

_SHARES: dict[Kind, float] = {"named": 0.76, "pair": 0.12, "invented": 0.12}


class Mixture:
    """Draws a kind by its share, then a family by its weight, then any of its tasks.

    Families count alike unless they are given weights, as the small ones (orders, repeats, sums) are the hard ones.
    """

    def __init__(self, tasks: Iterable[Trainable]) -> None:
        """At least one task."""
        self._tasks = list(tasks)
        self._families: dict[Kind, dict[str, list[Trainable]]] = {}
        for task in self._tasks:
            self._families.setdefault(task.kind, {}).setdefault(task.family, []).append(task)
        self._kinds = list(self._families)
        self._shares = [_SHARES[kind] for kind in self._kinds]
        self.weigh({})

    @property
    def families(self) -> Mapping[str, Sequence[Trainable]]:
        """The named skills by family."""
        return self._families.get("named", {})

    def weigh(self, weights: Mapping[str, float]) -> None:
        """How often families are drawn from now on, against one of weight 1, which those have that are not named."""
        self._weights = {
            kind: [weights.get(name, 1.0) for name in families] for kind, families in self._families.items()
        }

    def draw(self, rng: random.Random) -> Trainable:
        """One task."""
        (kind,) = rng.choices(self._kinds, self._shares)
        (family,) = rng.choices(list(self._families[kind].values()), self._weights[kind])
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
