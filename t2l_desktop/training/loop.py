"""A training loop that may be stopped anywhere and goes on as if it had not been."""

from __future__ import annotations

import logging
import math
import random
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

log = logging.getLogger(__name__)

_LOG_EVERY = 10


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Steps of a run, its learning rate (linear warm-up, then a cosine down to `final` of the peak), its saves."""

    steps: int
    warmup: int
    final: float
    save_every: int

    def __post_init__(self) -> None:
        if self.steps < 1 or self.save_every < 1:
            raise ValueError("steps and save_every must be at least 1")

    def share_at(self, step: int) -> float:
        """The share of the peak learning rate at `step`."""
        if step < self.warmup:
            return (step + 1) / self.warmup
        done = (step - self.warmup) / max(1, self.steps - self.warmup)
        return self.final + (1 - self.final) * 0.5 * (1 + math.cos(math.pi * min(1.0, done)))


class TrainingLoop(ABC):
    """Subclasses add the gradients of one step and say how well it goes; the loop does all else.

    A step may draw from `rng` and from torch's generator only: both are kept, with the weights and the optimizers'
    states, so that a resumed run equals an unbroken one bit for bit on a CPU.
    """

    def __init__(
        self,
        checkpoint: Path,
        schedule: Schedule,
        *,
        modules: Mapping[str, nn.Module],
        optimizers: Mapping[torch.optim.Optimizer, float],
        seed: int,
    ) -> None:
        """`optimizers` come with their peak learning rates."""
        self._checkpoint, self._schedule = checkpoint, schedule
        self._modules, self._optimizers = modules, optimizers
        self.rng = random.Random(seed)
        self._seconds = 0.0

    @abstractmethod
    def gradients(self) -> tuple[dict[str, float], int]:
        """Add the gradients of one step; gives its losses by name and the tokens that it read."""

    @abstractmethod
    def score(self) -> dict[str, float]:
        """Shares of held-out answers that are exact, by what was asked."""

    def fit(self) -> float:
        """Train to the end; gives the minutes that it took, those before a stop included."""
        start = self._resume()
        began, tokens = time.monotonic() - self._seconds, 0
        for step in range(start, self._schedule.steps):
            losses, read = self._update(step)
            tokens += read
            self._seconds = time.monotonic() - began
            if step % _LOG_EVERY == 0:
                left = self._seconds / (step + 1) * (self._schedule.steps - step - 1) / 60
                words = ", ".join(f"{name} {loss:.4f}" for name, loss in losses.items())
                speed = tokens / (self._seconds * (step + 1 - start) / (step + 1))
                log.info("step %d: %s; %.0f tokens/s, %.1f minutes left", step, words, speed, left)
            if (step + 1) % self._schedule.save_every == 0 or step + 1 == self._schedule.steps:
                words = ", ".join(f"{name} {100 * share:.1f} %" for name, share in self.score().items())
                log.info("exact with wordings that are never trained on: %s", words)
                self._seconds = time.monotonic() - began
                self._save(step + 1)
        return self._seconds / 60

    def _update(self, step: int) -> tuple[dict[str, float], int]:
        share = self._schedule.share_at(step)
        for optimizer, peak in self._optimizers.items():
            optimizer.zero_grad()
            for group in optimizer.param_groups:
                group["lr"] = peak * share
        losses, read = self.gradients()
        for module in self._modules.values():
            torch.nn.utils.clip_grad_norm_(module.parameters(), 1.0)
        for optimizer in self._optimizers:
            optimizer.step()
        return losses, read

    def _save(self, step: int) -> None:
        """Write the checkpoint so that a kill in the middle leaves the last one whole."""
        state = {
            "modules": {name: module.state_dict() for name, module in self._modules.items()},
            "optimizers": [optimizer.state_dict() for optimizer in self._optimizers],
            "rng": self.rng.getstate(),
            "torch_rng": torch.get_rng_state(),
            "step": step,
            "seconds": self._seconds,
        }
        partial = self._checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(self._checkpoint)

    def _resume(self) -> int:
        """Put everything back as it was when the checkpoint was written; the step to go on with."""
        if not self._checkpoint.is_file():
            return 0
        saved = torch.load(self._checkpoint, weights_only=True)
        for name, module in self._modules.items():
            module.load_state_dict(saved["modules"][name])
        for optimizer, state in zip(self._optimizers, saved["optimizers"], strict=True):
            optimizer.load_state_dict(state)
        self.rng.setstate(saved["rng"])
        torch.set_rng_state(saved["torch_rng"])
        self._seconds = float(saved["seconds"])
        return int(saved["step"])
