"""Whether a pack fits into this machine's memory, asked before anything is loaded."""

from __future__ import annotations

from dataclasses import dataclass

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.records import Pack
from t2l_desktop.operations.services import Services


@dataclass(frozen=True, kw_only=True)
class MemoryNeed:
    """Bytes that a pack takes when everything of it is loaded; `context` is what the conversation takes."""

    weights: int = 0
    context: int = 0
    hypernet: int = 0
    embedder: int = 0
    margin: int = 0

    @property
    def total(self) -> int:
        return self.weights + self.context + self.hypernet + self.embedder + self.margin


@dataclass(frozen=True, kw_only=True)
class Fit:
    """What a pack needs beside what there is for it.

    `words` say so in one sentence, with a hint where it does not fit. `smaller_context` is the longest context that
    would fit, where the wanted one does not and another does.
    """

    need: MemoryNeed
    free: int
    context_length: int
    fits: bool
    words: UserFacingError
    smaller_context: int | None = None


def memory_needed(pack: Pack, context_length: int = 0) -> MemoryNeed:
    """What the pack takes with so many tokens of context (0: the pack's own); raises for a base that cannot be read."""
    raise NotImplementedError


def check_fit(services: Services, *, pack: Pack, context_length: int = 0) -> Fit:
    """Hold what the pack needs against the memory that is free, counting as free what the workers hold already."""
    raise NotImplementedError
