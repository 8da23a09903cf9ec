"""Whether a pack fits into this machine's memory, asked before anything is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.memory import (
    free_memory,
    held_memory,
    in_words,
    longest_context,
)
from t2l_desktop.core.records import Pack
from t2l_desktop.formats.memory import BaseMemory, float_bytes, read_base_memory, stored_bytes
from t2l_desktop.operations.services import Services

DEFAULT_CONTEXT = 4096  # tokens; what a model was trained for may ask for more memory than there is
_LIBRARIES = 256 * 1024 * 1024  # what torch and llama.cpp take by themselves
_RESERVE = 128 * 1024 * 1024


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
    base = _base_memory(pack)
    tokens = _possible(base, context_length or default_context(pack))
    return MemoryNeed(
        weights=base.weights,
        context=base.per_token * tokens,
        hypernet=stored_bytes(pack.hypernet) if pack.hypernet is not None else 0,
        embedder=float_bytes(pack.embedder) if pack.embedder is not None else 0,
        margin=base.computing + _RESERVE + (_LIBRARIES if pack.hypernet is not None else 0),
    )


def check_fit(services: Services, *, pack: Pack, context_length: int = 0) -> Fit:
    """Hold what the pack needs against the memory that is free, counting as free what the workers hold already."""
    base = _base_memory(pack)
    tokens = _possible(base, context_length or default_context(pack))
    need = memory_needed(pack, tokens)
    pids = [link.pid for link in (services.generator, services.chatter)]
    free = free_memory() + sum(held_memory(pid) for pid in pids if pid is not None)
    smaller = None
    if need.total > free:
        smaller = longest_context(per_token=base.per_token, fixed=need.total - need.context, free=free)
    return Fit(
        need=need,
        free=free,
        context_length=tokens,
        fits=need.total <= free,
        words=_words(pack, need, free, tokens, smaller),
        smaller_context=smaller,
    )


def look_at_fit(services: Services, *, pack: Pack) -> Fit | UserFacingError:
    """The same for a page that looks at all packs: what keeps one from being measured is an answer, no failure."""
    try:
        return check_fit(services, pack=pack)
    except UserFacingError as error:
        return error


def default_context(pack: Pack) -> int:
    """The context that the pack is loaded with where nobody asks for another."""
    return pack.context_length or DEFAULT_CONTEXT


def _words(pack: Pack, need: MemoryNeed, free: int, tokens: int, smaller: int | None) -> UserFacingError:
    figures: dict[str, Any] = {
        "pack": pack.name, "need": in_words(need.total), "context": tokens, "free": in_words(free), "smaller": smaller
    }  # fmt: skip
    if need.total <= free:
        return UserFacingError(
            "{pack} takes {need} of memory with {context} tokens of context; {free} are free.", **figures
        )
    return UserFacingError(
        "{pack} takes {need} of memory with {context} tokens of context, but only {free} are free.",
        hint="Choose a context of {smaller} tokens, or close other programs."
        if smaller is not None
        else "Close other programs, or choose a smaller model.",
        **figures,
    )


def _base_memory(pack: Pack) -> BaseMemory:
    if pack.base is None:
        return BaseMemory(weights=0, per_token=0, computing=0, trained_length=0)
    return read_base_memory(pack.base)


def _possible(base: BaseMemory, tokens: int) -> int:
    """No more than the model was trained for is ever taken."""
    return min(tokens, base.trained_length or tokens)
