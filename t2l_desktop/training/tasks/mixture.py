"""Which task comes next in training: named skills most of the time, pairs and invented ones in between."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from t2l_desktop.training.tasks.task import Trainable

_PAIRS, _INVENTED = 0.25, 0.17


class Mixture:
    """Draws tasks family by family, so that a family of three skills is met often enough beside one of thirty."""

    def __init__(self, tasks: Iterable[Trainable]) -> None:
        self._pairs: list[Trainable] = []
        self._invented: dict[str, list[Trainable]] = {}
        self._named: dict[str, list[Trainable]] = {}
        for task in tasks:
            if "+" in task.name:
                self._pairs.append(task)
            elif ":" in task.name:
                self._invented.setdefault(task.family, []).append(task)
            else:
                self._named.setdefault(task.family, []).append(task)
        # as often as there are skills in a family, but the smallest families more
        self._weights = [len(each) + 6 for each in self._named.values()]

    def draw(self, rng: random.Random) -> Trainable:
        """One task."""
        dice = rng.random()
        if self._pairs and dice < _PAIRS:
            return rng.choice(self._pairs)
        if self._invented and dice < _PAIRS + _INVENTED:
            return rng.choice(rng.choice(list(self._invented.values())))
        (family,) = rng.choices(list(self._named.values()), self._weights)
        return rng.choice(family)

    def sample(self, rng: random.Random, count: int) -> Sequence[Trainable]:
        """Different tasks, as many of the `count` as there are."""
        chosen: dict[str, Trainable] = {}
        for _ in range(4 * count):
            task = self.draw(rng)
            chosen.setdefault(task.name, task)
            if len(chosen) == count:
                break
        return list(chosen.values())
