"""Tokens a second in training: the starter's base, and its hypernetwork together with the base."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import torch
from accelerate import Accelerator

from t2l_desktop.core.resources import resources_folder
from t2l_desktop.hypernet.embedder import load_embedder
from t2l_desktop.training.base import BaseArguments, BaseTraining
from t2l_desktop.training.hyper import HyperTraining, Rehearsal
from t2l_desktop.training.hyper_arguments import STARTER
from t2l_desktop.training.loop import TrainingLoop
from t2l_desktop.training.tasks.catalogue import all_tasks, shown_to_base, shown_to_hypernet
from tests.bench.table import Row, rate, row

_WARM_UP = 2


def measure(repeats: int) -> list[Row]:
    """A row per stage."""
    accelerator = Accelerator(cpu=True)
    tasks = shown_to_base(all_tasks())
    arguments = BaseArguments()
    with tempfile.TemporaryDirectory() as folder:
        base = BaseTraining(Path(folder), tasks, arguments, accelerator)
        embedder = load_embedder(resources_folder() / "starter" / "embedder", device=torch.device("cpu"))
        hyper = HyperTraining(
            Path(folder), shown_to_hypernet(tasks), STARTER, model=base.model, prompting=base.prompting,
            embedder=embedder, accelerator=accelerator, base_name="bench", rehearsal=Rehearsal(tasks, arguments),
        )  # fmt: skip
        size = sum(each.numel() for each in base.model.parameters()) / 1e6
        return [
            row(
                f"training of the base ({size:.1f} M)", _rates(base, repeats), unit=rate,
                reference="at least 4,000 tokens/s",
            ),
            row(
                "training of hypernetwork and base", _rates(hyper, repeats), unit=rate,
                reference="at least half of the base's",
            ),
        ]  # fmt: skip


def _rates(training: TrainingLoop, repeats: int) -> list[float]:
    rates = []
    for number in range(_WARM_UP + repeats):
        began = time.perf_counter()
        _, tokens = training.step(number)
        rates.append(tokens / (time.perf_counter() - began))
    return rates[_WARM_UP:]
