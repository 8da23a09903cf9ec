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
from t2l_desktop.training.tasks.catalogue import all_tasks, is_held_back, is_never_shown, named_tasks
from t2l_desktop.training.tasks.task import Task

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
        trained = [task for task in named_tasks() if not is_held_back(task) and not is_never_shown(task)]
        held_back = [task for task in named_tasks() if is_held_back(task)]
        pairs = [task for task in all_tasks() if "+" in task.name and is_held_back(task)]
        pairs = random.Random(self._seed).sample(pairs, min(len(held_back), len(pairs)))
        others = shuffled(trained)
        scores = {"trained_tasks_no_adapter": self.ask(trained, lambda _: ("",), adapter=False)}
        for name, tasks in (("trained_tasks", trained), ("unseen_tasks", held_back), ("unseen_pairs", pairs)):
            scores[f"{name}_matched"] = self.ask(tasks, unseen_wordings)
            scores[f"{name}_in_prompt"] = self.ask(tasks, unseen_wordings, adapter=False, prompt=True)
            scores[f"{name}_both"] = self.ask(tasks, unseen_wordings, prompt=True)
        scores["trained_tasks_shuffled"] = self.ask(trained, lambda task: unseen_wordings(others[task.name]))
        return scores

    def ask(
        self,
        tasks: Sequence[Task],
        wordings: Callable[[Task], Sequence[str]],
        *,
        adapter: bool = True,
        prompt: bool = False,
    ) -> Score:
        """Every task in every one of its `wordings`: with the adapters for them, with them in the prompt, or both."""
        score = Score()
        with tempfile.TemporaryDirectory() as folder:
            for place, task in enumerate(tasks):
                ways = []
                for number, wording in enumerate(wordings(task)):
                    adapters = ((self._adapter(wording, Path(folder) / f"{place}-{number}"), 1.0),) if adapter else ()
                    ways.append((wording if prompt else "", adapters))
                self._ask(score, task, ways)
        return score

    def _adapter(self, wording: str, out: Path) -> str:
        out.mkdir(exist_ok=True)
        request = Generate(
            description=wording, hypernet=self._hypernet, embedder=self._embedder, out=str(out),
            base=self._base, formats=("gguf",), device="cpu",
        )  # fmt: skip
        file: str = self._generator.call(request)["files"][0]
        return file

    def _ask(self, score: Score, task: Task, ways: Sequence[tuple[str, tuple[tuple[str, float], ...]]]) -> None:
        """The same held-out inputs in every condition, dealt out over the wordings."""
        rng = random.Random(f"{self._seed}-{task.name}")
        before = score.right
        inputs = [task.draw(rng, "test") for _ in range(self._inputs)]
        # one wording after the other: changing the adapter empties the cache
        for number, (system, adapters) in enumerate(ways):
            for text, answer in inputs[number :: len(ways)]:
                said = ({"role": "system", "text": system},) if system else ()
                request = Say(
                    base=self._base, messages=(*said, {"role": "user", "text": text}), adapters=adapters, max_tokens=80
                )
                score.count(task.family, is_right=self._chatter.call(request)["text"].strip() == answer)
        log.info("%s: %d of %d", task.name, score.right - before, self._inputs)


def unseen_wordings(task: Task) -> tuple[str, ...]:
    """At most four wordings that are never trained on, the same ones every time."""
    return tuple(random.Random(task.name).sample(task.wordings.unseen, min(4, len(task.wordings.unseen))))


def shuffled(tasks: Sequence[Task]) -> dict[str, Task]:
    """For every task another one, over the same inputs wherever there is one: the hardest wrong description."""
    by_pool: dict[str, list[Task]] = {}
    for task in tasks:
        by_pool.setdefault(task.pools[0].name, []).append(task)
    partners = {}
    for number, task in enumerate(tasks):
        group = by_pool[task.pools[0].name]
        others = group if len(group) > 1 else tasks
        place = group.index(task) if len(group) > 1 else number
        partners[task.name] = others[(place + 1) % len(others)]
    return partners
