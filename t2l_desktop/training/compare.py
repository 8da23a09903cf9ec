"""One report on all methods: trained and unseen tasks, with and without words, what each costs."""

from __future__ import annotations

import json
import logging
import random
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from accelerate import Accelerator

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.hypernet.embedder import Embedder
from t2l_desktop.training.asking import Asked, answers_right, draw_questions
from t2l_desktop.training.hyper import STARTER, HyperArguments
from t2l_desktop.training.lora import LoraArguments
from t2l_desktop.training.methods import METHODS, Bench, Hypernet, Method
from t2l_desktop.training.prompting import Encoded
from t2l_desktop.training.report import COLUMNS, write_report
from t2l_desktop.training.tasks.task import Trainable

log = logging.getLogger(__name__)

_MANY_SEEDS = ("T2L-S", "T2L-L", "multi-task LoRA", "Arrow routing")
_WORDED = 0.25


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How large a comparison is; `rounds` are inputs asked of every task."""

    tasks: int
    unseen: int
    new: int
    rounds: int
    hyper_steps: int
    lora_steps: int
    seeds: int
    tasks_per_step: int = 16
    row_length: int = 128


SCALES = {
    "smoke": Scale(tasks=4, unseen=1, new=1, rounds=2, hyper_steps=4, lora_steps=4, seeds=1, tasks_per_step=3),
    "quick": Scale(tasks=12, unseen=4, new=4, rounds=10, hyper_steps=60, lora_steps=25, seeds=1),
    "full": Scale(tasks=60, unseen=20, new=15, rounds=20, hyper_steps=1000, lora_steps=100, seeds=3),
}


@dataclass(frozen=True)
class Groups:
    """Where a comparison's tasks come from; no method but a LoRA of the task itself learns the last two."""

    trained: Sequence[Trainable]
    unseen: Sequence[Trainable]
    new: Sequence[Trainable] = ()


class Comparison:
    """Runs the methods one after the other; a result that is in the folder already is not made again."""

    def __init__(
        self,
        folder: Path,
        scale: Scale,
        *,
        base: Path,
        embedder: Embedder,
        groups: Groups,
        accelerator: Accelerator,
    ) -> None:
        """The tasks of the `scale` are chosen from the `groups`, always the same ones."""
        self._folder, self._scale, self._accelerator = folder, scale, accelerator
        rng = random.Random(0)
        hyper = HyperArguments(
            steps=scale.hyper_steps, save_every=scale.hyper_steps, warmup_steps=max(1, scale.hyper_steps // 20),
            tasks_per_step=scale.tasks_per_step, row_length=scale.row_length, worded_share=_WORDED, head_in_size=256,
            optimizer=STARTER.optimizer, target_modules=STARTER.target_modules,
        )  # fmt: skip
        lora = LoraArguments(
            steps=scale.lora_steps, save_every=scale.lora_steps, rank=hyper.rank, alpha=hyper.alpha,
            target_modules=hyper.target_modules, warmup_steps=max(1, scale.lora_steps // 15), worded_share=_WORDED,
        )  # fmt: skip
        self._tasks = {
            "trained": _spread(groups.trained, scale.tasks, rng),
            "unseen": _spread(groups.unseen, scale.unseen, rng),
            "new": _spread(groups.new, scale.new, rng),
        }
        if not self._tasks["trained"]:
            raise UserFacingError("There are no tasks to train on.", hint="Bring at least two tasks.")
        self._bench = Bench(
            folder=folder, base=base, embedder=embedder, tasks=self._tasks["trained"],
            others=self._tasks["unseen"] + self._tasks["new"], hyper=hyper, lora=lora, accelerator=accelerator,
        )  # fmt: skip

    def run(self, names: Iterable[str] = tuple(METHODS)) -> Path:
        """Everything of `names` that is missing, then the report on all that is there; its Markdown file.

        Raises:
            UserFacingError: the folder holds a comparison of another scale, base or tasks.
        """
        self._require_same_plan()
        for name in names:
            for seed in range(self._scale.seeds if name in _MANY_SEEDS else 1):
                self._make(name, seed)
        if self._accelerator.is_main_process:
            write_report(self._folder, self._results(), plan=self._plan())
        return self._folder / "report.md"

    def _plan(self) -> dict[str, Any]:
        bench = self._bench
        plan = {
            "scale": asdict(self._scale),
            "tasks": {name: [task.name for task in tasks] for name, tasks in self._tasks.items()},
            "hypernetwork": asdict(bench.hyper),
            "lora": asdict(bench.lora),
            "base": bench.base.name,
            "embedder": bench.embedder.name,
        }
        found: dict[str, Any] = json.loads(json.dumps(plan))
        return found

    def _require_same_plan(self) -> None:
        file = self._folder / "plan.json"
        plan = self._plan()
        if file.is_file() and json.loads(file.read_text(encoding="utf-8")) != plan:
            raise UserFacingError(
                "The folder {folder} holds a comparison of another kind.",
                hint="Choose another folder with --folder, or remove it.",
                folder=self._folder,
            )
        if self._accelerator.is_main_process:
            file.write_text(json.dumps(plan, indent=1), encoding="utf-8")
        self._accelerator.wait_for_everyone()

    def _results(self) -> list[Mapping[str, Any]]:
        """All that are in the folder, in the order of `METHODS`."""
        files = sorted((self._folder / "results").glob("*.json"))
        found = [json.loads(file.read_text(encoding="utf-8")) for file in files]
        order = list(METHODS)
        return sorted(found, key=lambda each: (order.index(each["method"]), each["seed"]))

    def _make(self, name: str, seed: int) -> None:
        file = self._folder / "results" / f"{_slug(name)}-{seed}.json"
        if file.is_file():
            return
        log.info("== %s, seed %d", name, seed)
        method = METHODS[name](self._bench, self._folder / "runs" / f"{_slug(name)}-{seed}", seed)
        result: dict[str, Any] = {
            "method": name, "seed": seed, "parameters": method.parameters, "minutes": method.minutes
        }  # fmt: skip
        for column in COLUMNS:
            result[column] = self._score(method, self._tasks[column.partition(" ")[0]], words="words" in column)
        if isinstance(method, Hypernet) and method.shorter:
            result["ranks"] = self._ranks(method)
        if self._accelerator.is_main_process:
            file.parent.mkdir(exist_ok=True)
            partial = file.with_suffix(".partial")
            partial.write_text(json.dumps(result, indent=1), encoding="utf-8")
            partial.replace(file)
        self._accelerator.wait_for_everyone()

    def _ranks(self, method: Hypernet) -> dict[str, float]:
        """Shares for trained tasks with fewer ranks, by the way of having fewer."""
        shares = {}
        for name, shortened in method.shorter.items():
            method.shortened = shortened
            by_task = self._score(method, self._tasks["trained"], words=False)["tasks"]
            shares[name] = statistics.fmean(share for share, _ in by_task.values())
        method.shortened = None
        return shares

    def _score(self, method: Method, tasks: Sequence[Trainable], *, words: bool) -> dict[str, Any]:
        """The share of right answers and the family of every task, and the tokens of a question."""
        prompting = self._bench.prompting
        tokens: list[int] = []

        def encode(some: Sequence[Asked]) -> list[Encoded]:
            encoded = prompting.encode_prompts([(method.prompt(asked, words=words), asked.answer) for asked in some])
            tokens.extend(len(each.ids) for each in encoded)
            return encoded

        questions = draw_questions(tasks, rounds=self._scale.rounds, seed=1)
        right = answers_right(method.model, prompting, questions, encode=encode, switched_on=method.switched_on)
        by_task: dict[str, list[bool]] = {}
        for asked, is_right in zip(questions, right, strict=True):
            by_task.setdefault(asked.task.name, []).append(is_right)
        families = {task.name: task.family for task in tasks}
        return {
            "tasks": {name: [sum(each) / len(each), families[name]] for name, each in by_task.items()},
            "tokens": statistics.fmean(tokens) if tokens else 0.0,
        }


def _spread(tasks: Sequence[Trainable], count: int, rng: random.Random) -> tuple[Trainable, ...]:
    """So many of `tasks`, from as many families as there are."""
    families: dict[str, list[Trainable]] = {}
    for task in tasks:
        families.setdefault(task.family, []).append(task)
    for family in families.values():
        rng.shuffle(family)
    chosen: list[Trainable] = []
    while len(chosen) < min(count, len(tasks)):
        chosen += [family.pop() for family in families.values() if family]
    return tuple(chosen[:count])


def _slug(name: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in name.lower())
