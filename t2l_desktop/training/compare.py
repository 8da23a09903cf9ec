"""One report on all methods: trained and unseen tasks, with and without words, what each costs."""

from __future__ import annotations

import json
import logging
import random
import statistics
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.hypernet.embedder import Embedder
from t2l_desktop.training.base import batches
from t2l_desktop.training.hyper import HyperArguments
from t2l_desktop.training.lora import LoraArguments
from t2l_desktop.training.methods import METHODS, Asked, Bench, Hypernet, Method
from t2l_desktop.training.packing import exact_answers, pad_batch
from t2l_desktop.training.report import write_report
from t2l_desktop.training.tasks.task import Trainable

log = logging.getLogger(__name__)

_MANY_SEEDS = ("T2L-S", "T2L-L", "multi-task LoRA", "Arrow routing")
CONDITIONS = ("trained tasks", "unseen tasks")


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How large a comparison is; `rounds` are inputs asked of every task."""

    tasks: int
    unseen: int
    rounds: int
    hyper_steps: int
    lora_steps: int
    multi_steps: int
    seeds: int
    tasks_per_step: int = 16


SCALES = {
    "smoke": Scale(tasks=4, unseen=2, rounds=3, hyper_steps=4, lora_steps=4, multi_steps=6, seeds=1, tasks_per_step=3),
    "quick": Scale(tasks=12, unseen=4, rounds=10, hyper_steps=60, lora_steps=25, multi_steps=100, seeds=1),
    "full": Scale(tasks=60, unseen=20, rounds=20, hyper_steps=1500, lora_steps=120, multi_steps=2500, seeds=3),
}


class Comparison:
    """Runs the methods one after the other; a result that is in the folder already is not made again."""

    def __init__(
        self,
        folder: Path,
        scale: Scale,
        *,
        base: Path,
        embedder: Embedder,
        trained: Sequence[Trainable],
        unseen: Sequence[Trainable],
        accelerator: Accelerator,
        hyper: HyperArguments | None = None,
    ) -> None:
        """`trained` and `unseen` are what the tasks of the `scale` are chosen from."""
        self._folder, self._scale, self._accelerator = folder, scale, accelerator
        rng = random.Random(0)
        hyper = replace(
            hyper or HyperArguments(), steps=scale.hyper_steps, save_every=scale.hyper_steps,
            warmup_steps=max(1, scale.hyper_steps // 20), tasks_per_step=scale.tasks_per_step,
        )  # fmt: skip
        lora = LoraArguments(
            steps=scale.lora_steps, save_every=scale.lora_steps, rank=hyper.rank, alpha=hyper.alpha,
            target_modules=hyper.target_modules, warmup_steps=max(1, scale.lora_steps // 15),
        )  # fmt: skip
        self._bench = Bench(
            folder=folder, base=base, embedder=embedder, tasks=_spread(trained, scale.tasks, rng),
            unseen=_spread(unseen, scale.unseen, rng), hyper=hyper, lora=lora, multi_steps=scale.multi_steps,
            accelerator=accelerator,
        )  # fmt: skip

    def run(self, names: Iterable[str] = tuple(METHODS)) -> Path:
        """Everything that is missing, then the report; its Markdown file.

        Raises:
            UserFacingError: the folder holds a comparison of another scale.
        """
        self._require_same_plan()
        results = []
        for name in names:
            seeds = self._scale.seeds if name in _MANY_SEEDS else 1
            results += [self._result(name, seed) for seed in range(seeds)]
        return write_report(self._folder, results, plan=self._plan())

    def _plan(self) -> dict[str, Any]:
        bench = self._bench
        return {
            "scale": vars(self._scale),
            "tasks": [task.name for task in bench.tasks],
            "unseen": [task.name for task in bench.unseen],
            "hypernetwork": json.loads(json.dumps(vars(bench.hyper))),
        }

    def _require_same_plan(self) -> None:
        file = self._folder / "plan.json"
        plan = self._plan()
        if file.is_file() and json.loads(file.read_text(encoding="utf-8")) != plan:
            raise UserFacingError(
                "The folder {folder} holds a comparison of another kind.",
                hint="Choose another folder with --folder, or remove it.",
                folder=self._folder,
            )
        file.write_text(json.dumps(plan, indent=1), encoding="utf-8")

    def _result(self, name: str, seed: int) -> dict[str, Any]:
        file = self._folder / "results" / f"{_slug(name)}-{seed}.json"
        if file.is_file():
            found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            return found
        log.info("== %s, seed %d", name, seed)
        began = time.monotonic()
        method = METHODS[name](self._bench, self._folder / "runs" / f"{_slug(name)}-{seed}", seed)
        minutes = (time.monotonic() - began) / 60
        result: dict[str, Any] = {"method": name, "seed": seed, "parameters": method.parameters, "minutes": minutes}
        for condition, tasks in zip(CONDITIONS, (self._bench.tasks, self._bench.unseen), strict=True):
            for words in (False, True):
                key = f"{condition}, {'in words too' if words else 'input alone'}"
                result[key] = self._score(method, tasks, words=words)
                log.info("%s: %.1f %%", key, 100 * result[key]["share"])
        if isinstance(method, Hypernet) and method.shorter:
            result["ranks"] = self._ranks(method)
        file.parent.mkdir(exist_ok=True)
        partial = file.with_suffix(".partial")
        partial.write_text(json.dumps(result, indent=1), encoding="utf-8")
        partial.replace(file)
        return result

    def _ranks(self, method: Hypernet) -> dict[str, float]:
        """Shares for trained tasks with fewer ranks, by the way of having fewer."""
        shares = {}
        for name, shortened in method.shorter.items():
            method.shortened = shortened
            shares[name] = self._score(method, self._bench.tasks, words=False)["share"]
        method.shortened = None
        return shares

    @torch.inference_mode()
    def _score(self, method: Method, tasks: Sequence[Trainable], *, words: bool) -> dict[str, Any]:
        rng = random.Random(1)
        questions = [
            Asked(task, rng.choice(task.wordings.unseen), *task.draw(rng, "test"))
            for task in tasks
            for _ in range(self._scale.rounds)
        ]
        prompting, tokens = self._bench.prompting, []
        families: dict[str, list[int]] = {}
        for some in batches(questions, 20):
            samples = [(asked.wording if words else "", asked.text, asked.answer) for asked in some]
            encoded = prompting.encode(samples, [method.prefix(asked) for asked in some])
            tokens += [len(sample.ids) for sample in encoded]
            ids, targets = pad_batch(encoded, prompting.pad)
            device = method.model.device
            with method.switched_on(some):
                right = exact_answers(method.model, ids.to(device), targets.to(device)).tolist()
            for asked, is_right in zip(some, right, strict=True):
                families.setdefault(asked.task.family, []).append(int(is_right))
        answers = [each for family in families.values() for each in family]
        return {
            "share": statistics.fmean(answers),
            "right": sum(answers),
            "asked": len(answers),
            "tokens": statistics.fmean(tokens),
            "families": {name: statistics.fmean(each) for name, each in sorted(families.items())},
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


def load_results(folder: Path) -> list[Mapping[str, Any]]:
    """The results in a comparison's folder."""
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted((folder / "results").glob("*.json"))]
