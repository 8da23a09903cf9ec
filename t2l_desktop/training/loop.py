"""A training loop that may be stopped anywhere and goes on as if it had not been."""

from __future__ import annotations

import json
import logging
import math
import pickle
import random
import signal
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from torch import nn

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.training.muon import Muon
from t2l_desktop.training.packing import Batch
from t2l_desktop.training.plots import plot_history

log = logging.getLogger(__name__)

_LOG_EVERY = 10
HISTORY, CURVES = "history.json", "curves.png"
# of a run that goes on: it may be made longer, or calmer after a bad loss
MAY_DIFFER = frozenset({"steps", "save_every", "learning_rate", "base_learning_rate", "compiled"})


@dataclass(frozen=True, kw_only=True)
class LoopArguments:
    """Steps, peak learning rate (linear warm-up, then a cosine down to `final_fraction` of it), saves and seed.

    `compiled` steps take half the time on a CPU and need a C++ compiler.
    """

    steps: int = 1000
    learning_rate: float = 1e-3
    warmup_steps: int = 60
    final_fraction: float = 0.02
    save_every: int = 100
    seed: int = 0
    compiled: bool = False

    def __post_init__(self) -> None:
        if min(self.steps, self.save_every) < 1:
            raise ValueError("steps and save_every must be at least 1")
        if not (math.isfinite(self.learning_rate) and self.learning_rate > 0):
            raise ValueError("the learning rate must be above 0")

    def share_at(self, step: int) -> float:
        """The share of the peak learning rate at `step`."""
        if step < self.warmup_steps:
            return (step + 1) / self.warmup_steps
        done = (step - self.warmup_steps) / max(1, self.steps - self.warmup_steps)
        final = self.final_fraction
        return final + (1 - final) * 0.5 * (1 + math.cos(math.pi * min(1.0, done)))


class TrainingLoop(ABC):
    """Subclasses add the gradients of one step and say how well it goes; the loop does all else.

    A step may draw from `rng`, which is kept with the weights and the optimizers' states, and from torch's generator,
    which every step begins anew: so a resumed run equals an unbroken one bit for bit on a CPU. Every process of a run
    draws the same whole step from `rng` and works on its `share` of it, with dropout of its own; gradients are
    averaged.
    """

    def __init__(
        self,
        checkpoint: Path,
        loop: LoopArguments,
        *,
        modules: Mapping[str, nn.Module],
        optimizers: Mapping[torch.optim.Optimizer, float],
        accelerator: Accelerator,
        subject: Mapping[str, object],
        kept: Mapping[str, torch.Tensor] | None = None,
    ) -> None:
        """`optimizers` come with their peak learning rates; `kept` are tensors that belong to a checkpoint as well.

        A checkpoint of other settings than `loop` (but `MAY_DIFFER`), or of another `subject` (what is trained, on
        what), is refused.
        """
        self._checkpoint, self._loop = checkpoint, loop
        self._modules, self._optimizers = modules, optimizers
        self._settings: dict[str, Any] = json.loads(
            json.dumps({"training": type(self).__name__, **asdict(loop), **subject})
        )
        self._kept = dict(kept or {})
        self.accelerator = accelerator
        self._history: list[dict[str, float]] = []
        self._seconds = 0.0
        self.rng = random.Random(loop.seed)

    @abstractmethod
    def gradients(self) -> tuple[dict[str, float], int]:
        """Add the gradients of one step; gives its losses by name and the tokens that all processes read."""

    @abstractmethod
    def score(self) -> dict[str, float]:
        """Shares of held-out answers that are exact, by what was asked."""

    def share(self, batch: Batch) -> Batch:
        """This process's part of what all have drawn, on its device."""
        return batch.part(self.accelerator.process_index, self.accelerator.num_processes).to(self.accelerator.device)

    def fit(self) -> float:
        """Train to the end; gives the minutes that it took, those before a stop included.

        Ctrl-C or SIGTERM ends it after the step at hand, with a checkpoint.

        Raises:
            UserFacingError: the checkpoint is of other settings or damaged, or not every process sees it, the folder
                cannot be written, or the loss is no number any more (the last checkpoint is kept).
            KeyboardInterrupt: it was stopped.
        """
        start = self._agreed_start(self._resume())
        earlier, began, tokens = self._seconds, time.monotonic() - self._seconds, 0
        with _stop_asked_for() as stop:
            for step in range(start, self._loop.steps):
                losses, read = self.step(step)
                tokens += read
                self._seconds = time.monotonic() - began
                if step % _LOG_EVERY == 0:
                    self._note(step, losses)
                    words = ", ".join(f"{name} {loss:.4f}" for name, loss in losses.items())
                    since = self._seconds - earlier  # a stopped run may have had less of the machine
                    left = since / (step + 1 - start) * (self._loop.steps - step - 1) / 60
                    log.info("step %d: %s; %.0f tokens/s, %.1f minutes left", step, words, tokens / since, left)
                is_due = (step + 1) % self._loop.save_every == 0 or step + 1 == self._loop.steps
                if is_due:
                    scores = self.score()
                    words = ", ".join(f"{name} {100 * share:.1f} %" for name, share in scores.items())
                    log.info("exact with wordings that are never trained on: %s", words)
                    self._note(step, {f"exact, {name}": share for name, share in scores.items()})
                    self._seconds = time.monotonic() - began
                must_stop = self._agreed(stop.is_set())
                if is_due or must_stop:
                    self._save(step + 1)
                if must_stop:
                    log.info("stopped after step %d; the same command goes on from there", step)
                    raise KeyboardInterrupt
        return self._seconds / 60

    def _note(self, step: int, values: Mapping[str, float]) -> None:
        if self._history and self._history[-1]["step"] == step:
            self._history[-1].update(values)
        else:
            self._history.append({"step": step, **values})

    def step(self, step: int) -> tuple[dict[str, float], int]:
        """One update; gives the losses and the tokens read."""
        share = self._loop.share_at(step)
        torch.manual_seed(self.rng.getrandbits(62) + self.accelerator.process_index)
        for optimizer, peak in self._optimizers.items():
            optimizer.zero_grad()
            for group in optimizer.param_groups:
                group["lr"] = peak * share
        losses, read = self.gradients()
        losses = self._average(losses)
        norms = [torch.nn.utils.clip_grad_norm_(module.parameters(), 1.0).item() for module in self._modules.values()]
        if not all(math.isfinite(number) for number in (*losses.values(), *norms)):
            raise UserFacingError(
                "The loss is no number any more at step {step}.",
                hint="Go on from the last checkpoint, if there is one, with a lower --learning-rate.",
                step=step,
            )
        for optimizer in self._optimizers:
            optimizer.step()
        return losses, read

    def _average(self, losses: Mapping[str, float]) -> dict[str, float]:
        """The losses averaged over the processes; gradients are averaged in place."""
        if self.accelerator.num_processes == 1:
            return dict(losses)
        for module in self._modules.values():
            for parameter in module.parameters():
                if parameter.grad is not None:
                    parameter.grad = self.accelerator.reduce(parameter.grad, reduction="mean")
        values = torch.tensor(list(losses.values()), device=self.accelerator.device)
        averaged = self.accelerator.reduce(values, reduction="mean")
        return dict(zip(losses, averaged.tolist(), strict=True))

    def _agreed(self, mine: bool) -> bool:
        """Whether any process was asked to stop: all have to do the same number of steps."""
        if self.accelerator.num_processes == 1:
            return mine
        flag = torch.tensor([float(mine)], device=self.accelerator.device)
        return bool(self.accelerator.reduce(flag, reduction="sum").item())

    def _agreed_start(self, mine: int) -> int:
        """The step to begin with, which has to be the same one everywhere."""
        if self.accelerator.num_processes > 1:
            found = self.accelerator.gather(torch.tensor([mine], device=self.accelerator.device)).tolist()
            if len(set(found)) > 1:
                raise UserFacingError(
                    "The processes see different checkpoints in {folder}.",
                    hint="All of them need the same folder: put it on a drive that they share.",
                    detail=f"steps {found}",
                    folder=self._checkpoint.parent,
                )
        return mine

    def _save(self, step: int) -> None:
        """Write the checkpoint so that a kill in the middle leaves the last one whole."""
        if not self.accelerator.is_main_process:
            return
        state = {
            "modules": {name: module.state_dict() for name, module in self._modules.items()},
            "optimizers": [optimizer.state_dict() for optimizer in self._optimizers],
            "rng": self.rng.getstate(),
            "step": step,
            "seconds": self._seconds,
            "history": self._history,
            "settings": self._settings,
            "kept": self._kept,
        }
        partial = self._checkpoint.with_suffix(".partial")
        try:
            torch.save(state, partial)
            partial.replace(self._checkpoint)
            folder = self._checkpoint.parent
            stem = self._checkpoint.stem
            (folder / f"{stem}-{HISTORY}").write_text(json.dumps(self._history, indent=1), encoding="utf-8")
            plot_history(self._history, folder / f"{stem}-{CURVES}")
        except (OSError, RuntimeError) as error:
            raise UserFacingError(
                "The folder {folder} cannot be written.",
                hint="Check its permissions and the free space; training goes on from the last checkpoint.",
                detail=str(error),
                folder=self._checkpoint.parent,
            ) from error

    def _resume(self) -> int:
        """Put everything back as it was when the checkpoint was written; the step to go on with."""
        if not self._checkpoint.is_file():
            return 0
        try:
            saved = torch.load(self._checkpoint, map_location="cpu", weights_only=True)
            require_same(self._checkpoint, saved["settings"], self._settings, but=MAY_DIFFER)
            for name, module in self._modules.items():
                module.load_state_dict(saved["modules"][name])
            for optimizer, state in zip(self._optimizers, saved["optimizers"], strict=True):
                optimizer.load_state_dict(state)
            self.rng.setstate(saved["rng"])
            for name, tensor in self._kept.items():
                tensor.copy_(saved["kept"][name])
            self._history = list(saved["history"])
            self._seconds = float(saved["seconds"])
            return int(saved["step"])
        except (
            pickle.UnpicklingError, RuntimeError, LookupError, TypeError, ValueError, EOFError, OSError,
        ) as error:  # fmt: skip
            raise UserFacingError(
                "The checkpoint {file} is damaged or of another kind of training.",
                hint="Remove it to begin anew, or choose another folder with --folder.",
                detail=str(error),
                file=self._checkpoint.name,
            ) from error


def require_same(file: Path, saved: Mapping[str, object], wanted: Mapping[str, object], *, but: Set[str]) -> None:
    """Refuse to go on from a `file` that was `saved` with other settings than those `wanted`.

    Raises:
        UserFacingError: some differ, those in `but` left aside.
    """
    differing = sorted(name for name in wanted.keys() - but if saved.get(name) != wanted[name])
    if differing:
        raise UserFacingError(
            "The checkpoint {file} is of another training: {settings}.",
            hint="Use the same settings, base and tasks to go on, or choose another folder with --folder.",
            file=file.name,
            settings=", ".join(differing),
        )


def require_work_for_all(count: int, what: str, accelerator: Accelerator) -> None:
    """Raise `UserFacingError` where a step has fewer rows or tasks than there are processes."""
    if count < accelerator.num_processes:
        reason = f"there are fewer {what} a step ({count}) than processes ({accelerator.num_processes})"
        raise UserFacingError("The training cannot run with these numbers: {reason}.", reason=reason)


def muon_and_adamw(module: nn.Module, *, weight_decay: float) -> list[torch.optim.Optimizer]:
    """Muon for the matrices of the linear layers, AdamW for embeddings (and what is tied to them), norms and biases."""
    embedded = {id(each.weight) for each in module.modules() if isinstance(each, nn.Embedding)}
    linear = {id(each.weight) for each in module.modules() if isinstance(each, nn.Linear)} - embedded
    inside = [each for each in module.parameters() if id(each) in linear]
    others = [each for each in module.parameters() if id(each) not in linear]
    return [
        Muon(inside, weight_decay=weight_decay),
        torch.optim.AdamW(others, weight_decay=0.0, betas=(0.9, 0.95)),
    ]


@contextmanager
def _stop_asked_for() -> Iterator[threading.Event]:
    """An event that the first Ctrl-C or SIGTERM sets; the second one ends the program as ever."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def on_signal(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, on_signal)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
