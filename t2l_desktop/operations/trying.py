"""The same message with and without an adapter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.messages import Progress, Token
from t2l_desktop.core.records import AdapterUse, Manner, Pack, Role, Sampling
from t2l_desktop.operations.answering import ask, base_of, files_of, instructions
from t2l_desktop.operations.services import OnEvent, Services
from t2l_desktop.operations.words import checked_message

Side = Literal["base", "adapted"]


@dataclass(frozen=True, kw_only=True)
class TryEvent:
    """The next piece of one side's answer."""

    side: Side
    text: str


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Both answers to one message."""

    base: str
    adapted: str


def try_adapter(
    services: Services,
    *,
    pack: Pack,
    adapter_id: str,
    strength: float,
    text: str,
    sampling: Sampling,
    in_words: bool = False,
    on_event: Callable[[TryEvent], None] | None = None,
    cancel: CancelToken | None = None,
) -> Comparison:
    """Have `text` answered by the base alone and then with the adapter; nothing is kept.

    With `in_words` the adapted side reads the adapter's description as well, as its system prompt.
    """
    base = base_of(services.paths, pack)
    manner = Manner(adapters=(AdapterUse(adapter_id=adapter_id, strength=strength),), in_words=in_words)
    files = files_of(services.library, pack, manner.adapters)
    question = [{"role": Role.USER.value, "text": checked_message(text)}]
    system = instructions(services.library, manner)
    described = [{"role": Role.SYSTEM.value, "text": system}, *question] if system else question

    def told(side: Side) -> OnEvent:
        def tell(event: Progress | Token) -> None:
            if isinstance(event, Token) and on_event is not None:
                on_event(TryEvent(side=side, text=event.text))

        return tell

    answers = {
        side: ask(
            services.chatter,
            base,
            turns=turns,
            adapters=adapters,
            sampling=sampling,
            on_event=told(side),
            cancel=cancel,
        ).text
        for side, turns, adapters in ((_BASE, question, []), (_ADAPTED, described, files))
    }
    return Comparison(base=answers[_BASE], adapted=answers[_ADAPTED])


_BASE: Side = "base"
_ADAPTED: Side = "adapted"
