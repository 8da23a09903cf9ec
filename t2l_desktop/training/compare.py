"""A comparison of all methods: trained and unseen tasks, with and without words, and what each costs."""

from __future__ import annotations

import json
import logging
import random
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from accelerate import Accelerator

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.formats.files import read_json, replacing
from t2l_desktop.hypernet.embedder import Embedder
from t2l_desktop.training.arms import ARROW, LARGE, METHODS, MULTI_TASK, SCALING, SMALL, Hypernet, is_worth_training
from t2l_desktop.training.asking import Answered, Asked, answers, draw_questions
from t2l_desktop.training.bases import fingerprint
from t2l_desktop.training.hyper_arguments import STARTER, HyperArguments
from t2l_desktop.training.lora import LoraArguments
from t2l_desktop.training.methods import Bench, Method
from t2l_desktop.training.prompting import Encoded
from t2l_desktop.training.report import COLUMNS, write_report
from t2l_desktop.training.steering import told_otherwise
from t2l_desktop.training.tasks.task import Trainable, tasks_digest

log = logging.getLogger(__name__)

_MANY_SEEDS = (SMALL, LARGE, MULTI_TASK, ARROW)
_WORDED = 0.25
_SAVE_EVERY = 100


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
    "quick": Scale(tasks=12, unseen=4, new=4, rounds=8, hyper_steps=40, lora_steps=20, seeds=1),
    "full": Scale(tasks=60, unseen=50, new=20, rounds=20, hyper_steps=800, lora_steps=100, seeds=3),
}


@dataclass(frozen=True)
class Groups:
    """Where a comparison's tasks come from; no method but a LoRA of the task itself learns `unseen` and `new` ones.

    `further` ones are learned only where it is asked what more tasks are worth.
    """

    trained: Sequence[Trainable]
    unseen: Sequence[Trainable]
    new: Sequence[Trainable] = ()
    further: Sequence[Trainable] = ()


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
            steps=scale.hyper_steps, save_every=_SAVE_EVERY, warmup_steps=max(1, scale.hyper_steps // 20),
            tasks_per_step=scale.tasks_per_step, row_length=scale.row_length, worded_share=_WORDED, head_in_size=256,
            optimizer=STARTER.optimizer, target_modules=STARTER.target_modules,
        )  # fmt: skip
        lora = LoraArguments(
            steps=scale.lora_steps, save_every=_SAVE_EVERY, rank=hyper.rank, alpha=hyper.alpha,
            target_modules=hyper.target_modules, warmup_steps=max(1, scale.lora_steps // 15), worded_share=_WORDED,
        )  # fmt: skip
        skills = _spread(groups.trained, rng)
        self._tasks = {
            "trained": skills[: scale.tasks],
            "unseen": _spread(groups.unseen, rng)[: scale.unseen],
            "new": _spread(groups.new, rng)[: scale.new],
        }
        if not self._tasks["trained"]:
            raise UserFacingError("There are no tasks to train on.", hint="Bring at least two tasks.")
        self._bench = Bench(
            folder=folder, base=base, embedder=embedder, tasks=self._tasks["trained"],
            more_tasks=(*skills[scale.tasks :], *_spread(groups.further, rng)),
            others=self._tasks["unseen"] + self._tasks["new"], hyper=hyper, lora=lora, accelerator=accelerator,
        )  # fmt: skip

    def run(self, names: Iterable[str] = tuple(METHODS)) -> Path:
        """Everything of `names` that is missing, then the report on all that is there; its Markdown file.

        Raises:
            UserFacingError: the folder holds a comparison of another scale, base or tasks.
        """
        self._require_same_plan()
        try:
            for name in (each for each in names if is_worth_training(each, self._bench)):
                for seed in range(self._scale.seeds if name in _MANY_SEEDS else 1):
                    self._make(name, seed)
        finally:  # a comparison that was stopped has something to tell too
            results = self._results()
            if results and self._accelerator.is_main_process:
                write_report(self._folder, results, plan=self._plan)
        return self._folder / "report.md"

    @cached_property
    def _plan(self) -> dict[str, Any]:
        """What tells this comparison from another one."""
        bench = self._bench
        plan = {
            "scale": asdict(self._scale),
            "tasks": {name: [task.name for task in tasks] for name, tasks in self._tasks.items()},
            "more tasks": len(bench.more_tasks),
            "samples": tasks_digest((*bench.tasks, *bench.more_tasks, *bench.others)),
            "hypernetwork": asdict(bench.hyper),
            "lora": asdict(bench.lora),
            "base": bench.base.name,
            "base's files": fingerprint(bench.base),
            "embedder": bench.embedder.name,
        }
        found: dict[str, Any] = json.loads(json.dumps(plan))
        return found

    def _require_same_plan(self) -> None:
        file = self._folder / "plan.json"
        if file.is_file() and read_json(file) != self._plan:
            raise UserFacingError(
                "The folder {folder} holds a comparison of another kind.",
                hint="Choose another folder with --folder, or remove it.",
                folder=self._folder,
            )
        if self._accelerator.is_main_process:
            with replacing(file) as partial:
                partial.write_text(json.dumps(self._plan, indent=1), encoding="utf-8")
        self._accelerator.wait_for_everyone()

    def _results(self) -> list[Mapping[str, Any]]:
        """All that are in the folder, in the order of `METHODS`."""
        files = sorted((self._folder / "results").glob("*.json"))
        found = [read_json(file) for file in files]
        order = list(METHODS)
        return sorted(found, key=lambda each: (order.index(each["method"]), each["seed"]))

    def _make(self, name: str, seed: int) -> None:
        file = self._folder / "results" / f"{_slug(name)}-{seed}.json"
        if file.is_file():
            return
        log.info("== %s, seed %d", name, seed)
        method = METHODS[name](self._bench, self._folder / "runs" / f"{_slug(name)}-{seed}", seed)
        result: dict[str, Any] = {
            "method": name, "seed": seed, "parameters": method.parameters, "minutes": method.minutes,
            "device": self._accelerator.device.type, "tokens trained": method.tokens,
        }  # fmt: skip
        taught = {task.name for task in method.taught}
        groups = {**self._tasks, "trained": [task for task in self._tasks["trained"] if task.name in taught]}
        questions = {group: draw_questions(tasks, rounds=self._scale.rounds, seed=1) for group, tasks in groups.items()}
        for column in COLUMNS:
            result[column] = self._ask(method, questions[column.partition(" ")[0]], words="words" in column)
        if isinstance(method, Hypernet):
            result["ranks"] = self._ranks(method, questions["trained"])
            if seed == 0 and name not in SCALING:
                others = told_otherwise(questions["trained"])
                result["told"] = {way: self._ask(method, told, words=False) for way, told in others.items()}
        if self._accelerator.is_main_process:
            file.parent.mkdir(exist_ok=True)
            with replacing(file) as partial:
                partial.write_text(json.dumps(result, indent=1), encoding="utf-8")
        self._accelerator.wait_for_everyone()

    def _ranks(self, method: Hypernet, questions: Sequence[Asked]) -> dict[str, float]:
        """Shares of exact answers with fewer ranks, by the way of having fewer."""
        shares = {}
        for name, shortened in method.shorter.items():
            method.shortened = shortened
            by_task = self._ask(method, questions, words=False)["tasks"]
            shares[name] = statistics.fmean(each["exact"] for each in by_task.values())
        method.shortened = None
        return shares

    def _ask(self, method: Method, questions: Sequence[Asked], *, words: bool) -> dict[str, Any]:
        """By task its family, the share of exact answers and the surprise of the right ones; tokens of a question."""
        prompting = self._bench.prompting
        tokens: list[int] = []

        def encode(some: Sequence[Asked]) -> list[Encoded]:
            encoded = prompting.encode_prompts([(method.prompt(asked, words=words), asked.answer) for asked in some])
            tokens.extend(len(each.ids) for each in encoded)
            return encoded

        answered = answers(method.model, prompting, questions, encode=encode, switched_on=method.switched_on)
        by_task: dict[str, list[Answered]] = {}
        for asked, answer in zip(questions, answered, strict=True):
            by_task.setdefault(asked.task.name, []).append(answer)
        families = {asked.task.name: asked.task.family for asked in questions}
        return {
            "tasks": {
                name: {
                    "family": families[name],
                    "exact": statistics.fmean(answer.is_right for answer in its),
                    "surprise": statistics.fmean(answer.surprise for answer in its),
                }
                for name, its in by_task.items()
            },
            "tokens": statistics.fmean(tokens) if tokens else 0.0,
        }


def _spread(tasks: Sequence[Trainable], rng: random.Random) -> tuple[Trainable, ...]:
    """The `tasks` in such an order that the first ones are of as many families as there are."""
    families: dict[str, list[Trainable]] = {}
    for task in tasks:
        families.setdefault(task.family, []).append(task)
    for family in families.values():
        rng.shuffle(family)
    ordered: list[Trainable] = []
    while len(ordered) < len(tasks):
        ordered += [family.pop() for family in families.values() if family]
    return tuple(ordered)


def _slug(name: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in name.lower())
