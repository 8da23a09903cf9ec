"""Scores of a pack as a user meets it: exact answers through its real GGUF files and the app's own workers."""

from __future__ import annotations

import logging
import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from t2l_desktop.core.messages import Generate, Say
from t2l_desktop.core.records import Pack
from t2l_desktop.link.worker_link import WorkerLink
from t2l_desktop.training.data import draw
from t2l_desktop.training.tasks.catalogue import Task, trained_tasks, unseen_tasks

log = logging.getLogger(__name__)


@dataclass
class Score:
    """Exact answers out of all, per family as well."""

    right: int = 0
    asked: int = 0
    families: dict[str, tuple[int, int]] = field(default_factory=dict)

    def count(self, family: str, *, is_right: bool) -> None:
        """Take one more answer in."""
        right, asked = self.families.get(family, (0, 0))
        self.families[family] = (right + is_right, asked + 1)
        self.right += is_right
        self.asked += 1

    def as_card(self) -> dict[str, object]:
        """Percentages for a pack's card."""
        return {
            "percent": round(100 * self.right / self.asked, 1),
            "asked": self.asked,
            "families": {name: round(100 * right / asked, 1) for name, (right, asked) in sorted(self.families.items())},
        }


class Evaluator:
    """Asks the pack's base with and without adapters; greedy, every message alone."""

    def __init__(self, pack: Pack, generator: WorkerLink, chatter: WorkerLink, *, inputs: int, seed: int = 0) -> None:
        if pack.base is None or pack.hypernet is None or pack.embedder is None:
            raise ValueError("a pack without base, hypernetwork or embedder cannot be measured")
        self._base, self._hypernet, self._embedder = str(pack.base), str(pack.hypernet), str(pack.embedder)
        self._generator, self._chatter = generator, chatter
        self._inputs, self._seed = inputs, seed

    def run(self) -> dict[str, Score]:
        """Every condition of the card, by name."""
        trained, unseen = trained_tasks(), unseen_tasks()
        others = shuffled(trained)
        return {
            "trained_tasks_matched": self.with_adapters(trained, lambda task: task.unseen_wordings),
            "trained_tasks_shuffled": self.with_adapters(trained, lambda task: others[task.name].unseen_wordings),
            "trained_tasks_no_adapter": self._in_prompt(trained, lambda _: ("",)),
            "trained_tasks_in_prompt": self._in_prompt(trained, lambda task: task.unseen_wordings),
            "unseen_tasks_matched": self.with_adapters(unseen, lambda task: task.unseen_wordings),
            "unseen_tasks_in_prompt": self._in_prompt(unseen, lambda task: task.unseen_wordings),
        }

    def with_adapters(self, tasks: Sequence[Task], wordings: Callable[[Task], Sequence[str]]) -> Score:
        """Every task with the adapters for its `wordings`."""
        score = Score()
        with tempfile.TemporaryDirectory() as folder:
            for task in tasks:
                files = []
                for number, wording in enumerate(wordings(task)):
                    out = Path(folder) / f"{task.name}-{number}"
                    out.mkdir()
                    request = Generate(
                        description=wording, hypernet=self._hypernet, embedder=self._embedder, out=str(out),
                        base=self._base, formats=("gguf",), device="cpu",
                    )  # fmt: skip
                    files.append(self._generator.call(request)["files"][0])
                self._ask(score, task, [("", ((file, 1.0),)) for file in files])
        return score

    def _in_prompt(self, tasks: Sequence[Task], wordings: Callable[[Task], Sequence[str]]) -> Score:
        score = Score()
        for task in tasks:
            self._ask(score, task, [(wording, ()) for wording in wordings(task)])
        return score

    def _ask(self, score: Score, task: Task, ways: Sequence[tuple[str, tuple[tuple[str, float], ...]]]) -> None:
        """The same held-out inputs in every condition, dealt out over the wordings."""
        rng = random.Random(f"{self._seed}-{task.name}")
        before = score.right
        inputs = [draw(task, rng, "test") for _ in range(self._inputs)]
        # one wording after the other: changing the adapter empties the cache
        for number, (system, adapters) in enumerate(ways):
            for text, answer in inputs[number :: len(ways)]:
                said = ({"role": "system", "text": system},) if system else ()
                request = Say(
                    base=self._base, messages=(*said, {"role": "user", "text": text}), adapters=adapters, max_tokens=80
                )
                score.count(task.family, is_right=self._chatter.call(request)["text"].strip() == answer)
        log.info("%s: %d of %d", task.name, score.right - before, self._inputs)


def shuffled(tasks: Sequence[Task]) -> dict[str, Task]:
    """For every task another one, over the same inputs wherever there is one: the hardest wrong description."""
    by_pool: dict[str, list[Task]] = {}
    for task in tasks:
        by_pool.setdefault(task.pool.name, []).append(task)
    partners = {}
    for number, task in enumerate(tasks):
        group = by_pool[task.pool.name]
        if len(group) > 1:
            partners[task.name] = group[(group.index(task) + 1) % len(group)]
        else:
            partners[task.name] = tasks[(number + 1) % len(tasks)]
    return partners
