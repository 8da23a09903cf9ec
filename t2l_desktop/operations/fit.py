"""Whether a pack fits into this machine's memory, asked before anything is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from t2l_desktop.core.devices import Device
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.memory import free_memory, held_memory, in_words, longest_context
from t2l_desktop.core.messages import WorkerKind
from t2l_desktop.core.records import Pack
from t2l_desktop.formats.memory import (
    BaseMemory,
    Placement,
    best_placement,
    float_bytes,
    read_base_memory,
    stored_bytes,
)
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

    `words` say so, with a hint where a smaller context would be better. `smaller_context` is the longest with which it
    would fit, or, where it fits, with which all of it would be computed on the graphics cards. `trained_length` is the
    longest that is of any use, 0 where nobody knows. `gpu_layers` of `layers` are on the cards, as many as their memory
    holds, and take `on_cards` bytes of it.
    """

    need: MemoryNeed
    free: int
    context_length: int
    fits: bool
    words: UserFacingError
    smaller_context: int | None = None
    trained_length: int = 0
    layers: int = 0
    gpu_layers: int = 0
    on_cards: int = 0


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
    """Hold what the pack needs against the memory that is free, counting as free what the workers hold already.

    The graphics cards are those that the chatter was last found to use.
    """
    base = _base_memory(pack)
    tokens = _possible(base, context_length or default_context(pack))
    need = memory_needed(pack, tokens)
    pids = [link.pid for link in (services.generator, services.chatter)]
    use = services.devices.get(WorkerKind.CHATTER)
    room = _Room(
        base=base,
        others=need.total - base.total(tokens),
        free=free_memory() + sum(held_memory(pid) for pid in pids if pid is not None),
        cards=use.cards if use is not None and base.layers else (),
    )
    fits, is_whole = room.fits(tokens), room.is_whole(tokens)
    smaller = None
    if not fits or (room.cards and not is_whole):
        smaller = longest_context(tokens, fits=room.is_whole if fits else room.fits)
    place = room.place(tokens)
    return Fit(
        need=need,
        free=room.free,
        context_length=tokens,
        fits=fits,
        words=_words(pack, room, tokens, smaller),
        smaller_context=smaller,
        trained_length=base.trained_length,
        layers=room.layers,
        gpu_layers=place.gpu_layers,
        on_cards=place.on_cards,
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


@dataclass(frozen=True, kw_only=True)
class _Room:
    """A base and what else has to be in memory, and what there is for them."""

    base: BaseMemory
    others: int
    free: int
    cards: tuple[Device, ...]

    @property
    def layers(self) -> int:
        """Counted as llama.cpp does: what comes before and after them is one more."""
        return len(self.base.layers) + 1

    def place(self, tokens: int) -> Placement:
        return best_placement(self.base, tokens, self.cards)

    def fits(self, tokens: int) -> bool:
        return self.place(tokens).in_memory + self.others <= self.free

    def is_whole(self, tokens: int) -> bool:
        """Whether all of the base fits on the graphics cards."""
        return self.fits(tokens) and self.place(tokens).gpu_layers == self.layers


def _words(pack: Pack, room: _Room, tokens: int, smaller: int | None) -> UserFacingError:
    place = room.place(tokens)
    figures: dict[str, Any] = {
        "pack": pack.name, "need": in_words(place.in_memory + room.others), "context": tokens,
        "free": in_words(room.free), "smaller": smaller, "layers": place.gpu_layers, "all": room.layers,
        "card": room.cards[0].name if room.cards else "", "part": in_words(place.on_cards),
        "free_there": in_words(sum(card.free for card in room.cards)),
    }  # fmt: skip
    if not room.fits(tokens):
        return UserFacingError(
            "{pack} takes {need} of memory with {context} tokens of context, but only {free} is free.",
            hint="Choose a context of {smaller} tokens, or close other programs."
            if smaller is not None
            else "Close other programs, or choose a smaller model.",
            **figures,
        )
    if not room.cards or (room.is_whole(tokens) and room.cards[0].shares_memory):
        return UserFacingError(
            "{pack} takes {need} of memory with {context} tokens of context; {free} is free.", **figures
        )
    if room.is_whole(tokens):
        return UserFacingError(
            "{pack} fits on the graphics card {card}: with {context} tokens of context it takes {part} there, and "
            "{free_there} is free.",
            **figures,
        )
    return UserFacingError(
        "{pack} does not fit on the graphics card {card} as a whole: {layers} of its {all} layers are computed there, "
        "the rest by the processor. It takes {need} of memory with {context} tokens of context; {free} is free.",
        hint="With a context of {smaller} tokens all of it is computed there, which is faster."
        if smaller is not None
        else "",
        **figures,
    )


def _base_memory(pack: Pack) -> BaseMemory:
    if pack.base is None:
        return BaseMemory(weights=0, per_token=0, computing=0, trained_length=0)
    return read_base_memory(pack.base)


def _possible(base: BaseMemory, tokens: int) -> int:
    """No more than the model was trained for is ever taken."""
    return min(tokens, base.trained_length or tokens)
