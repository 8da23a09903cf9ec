"""One answer of a base model with adapters attached; chats, trying and the command line all come through here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import MAX_LINE_BYTES, LoadBase, Say, WorkerKind
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Adapter, AdapterState, AdapterUse, Manner, Message, Pack, Role, Sampling
from t2l_desktop.library.folders import ADAPTER_GGUF
from t2l_desktop.library.settings import load_settings
from t2l_desktop.library.store import Library
from t2l_desktop.link.worker_link import WorkerLink
from t2l_desktop.operations.safe_start import noted
from t2l_desktop.operations.services import OnEvent, Services
from t2l_desktop.operations.words import checked_strength

_ALL_LAYERS = -1
# Two sides of a comparison go on one line, with what else is said there.
_MAX_TURN_BYTES = MAX_LINE_BYTES * 7 // 16


@dataclass(frozen=True, kw_only=True)
class Base:
    """A base model and how this machine runs it; context length 0 is the model's own, threads 0 automatic."""

    path: Path
    context_length: int = 0
    threads: int = 0
    gpu_layers: int = 0


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a model said; `left_out` earlier messages did not fit, `stopped_by` is "end", "length" or "context"."""

    text: str
    tokens: int = 0
    prompt_tokens: int = 0
    left_out: int = 0
    tokens_per_second: float | None = None
    stopped_by: str = "end"


def base_of(paths: AppPaths, pack: Pack) -> Base:
    """The pack's base model under the person's settings; raises `UserFacingError` for a pack without one."""
    if pack.base is None:
        raise UserFacingError(
            "The pack {pack} has no base model to chat with.",
            hint="Choose another pack, or add its base model.",
            pack=pack.name,
        )
    settings = load_settings(paths.settings)
    # All layers go to the graphics card, where there is one, unless the processor was asked for.
    layers = 0 if settings.device == "cpu" else _ALL_LAYERS
    return Base(path=pack.base, context_length=pack.context_length, threads=settings.threads, gpu_layers=layers)


def load_base(
    services: Services, *, pack: Pack, on_event: OnEvent | None = None, cancel: CancelToken | None = None
) -> dict[str, Any]:
    """Have the chatter load the pack's base model before it is needed; gives what `LoadBase` answers."""
    base = base_of(services.paths, pack)
    request = LoadBase(
        path=str(base.path),
        context_length=base.context_length,
        threads=base.threads,
        gpu_layers=base.gpu_layers,
    )
    with noted(services, WorkerKind.CHATTER, pack):
        return services.chatter.call(request, on_event=on_event, cancel=cancel)


def fits(adapter: Adapter, pack: Pack) -> bool:
    """Whether an adapter was made for the pack's base, as far as both say."""
    return not adapter.base_fingerprint or pack.base_fingerprint in ("", adapter.base_fingerprint)


def files_of(library: Library, pack: Pack, uses: Sequence[AdapterUse]) -> list[tuple[Path, float]]:
    """The GGUF file of every adapter in use with its strength.

    Raises `UserFacingError` for an adapter that is gone, binned or made for another base model than the pack's.
    """
    files = []
    for use in uses:
        adapter = library.adapter(use.adapter_id)
        if adapter.state is AdapterState.BINNED:
            raise UserFacingError(
                "The skill {name} is in the bin.", hint="Restore it, or go on without it.", name=adapter.name
            )
        if not fits(adapter, pack):
            raise UserFacingError(
                "The skill {name} was made for another base model than that of {pack}.",
                hint="Use it with the pack {home}, or create it again for this one.",
                name=adapter.name,
                pack=pack.name,
                home=adapter.pack_id,
            )
        files.append((library.adapter_folder(adapter.id) / ADAPTER_GGUF, checked_strength(use.strength)))
    return files


def instructions(library: Library, manner: Manner) -> str:
    """What is said to the model before all messages: the system prompt, and the descriptions of its adapters."""
    texts = [manner.system_prompt]
    if manner.in_words:
        texts += [library.adapter(use.adapter_id).description for use in manner.adapters if use.strength]
    return "\n\n".join(text for text in texts if text)


def count_beyond_reach(messages: Sequence[Message]) -> int:
    """How many of a chat's oldest messages are more than can be sent; what is, begins with a question."""
    room, last = _MAX_TURN_BYTES, len(messages) - 1
    for place, message in reversed(list(enumerate(messages))):
        room -= len(json.dumps({"role": message.role.value, "text": message.text}))
        if room < 0:
            return next((at for at in range(place + 1, last) if messages[at].role is Role.USER), last)
    return 0


def turns_to_send(messages: Sequence[Message], *, keeps_history: bool, system: str = "") -> list[dict[str, str]]:
    """What the model gets to read of a chat whose last message is the user's, after what `system` tells it.

    Earlier questions that were never answered are left out, as templates want the roles to take turns.
    """
    turns = [{"role": Role.SYSTEM.value, "text": system}] if system else []
    last = {"role": Role.USER.value, "text": messages[-1].text}
    if not keeps_history:
        return [*turns, last]
    for question, answer in pairwise(messages):
        if question.role is Role.USER and answer.role is Role.ASSISTANT and answer.text:
            turns += [{"role": m.role.value, "text": m.text} for m in (question, answer)]
    return [*turns, last]


def ask(
    chatter: WorkerLink,
    base: Base,
    *,
    turns: Sequence[dict[str, str]],
    adapters: Sequence[tuple[Path, float]],
    sampling: Sampling,
    on_event: OnEvent | None = None,
    cancel: CancelToken | None = None,
) -> Answer:
    """Have the chatter answer the last of `turns`; `WorkCancelledError` carries the same fields as `Answer`."""
    request = say_request(base, turns=turns, adapters=adapters, sampling=sampling)
    return answer_of(chatter.call(request, on_event=on_event, cancel=cancel))


def say_request(
    base: Base, *, turns: Sequence[dict[str, str]], adapters: Sequence[tuple[Path, float]], sampling: Sampling
) -> Say:
    """What to ask of the chatter."""
    return Say(
        base=str(base.path),
        messages=tuple(turns),
        adapters=tuple((str(path), strength) for path, strength in adapters if strength != 0.0),
        context_length=base.context_length,
        threads=base.threads,
        gpu_layers=base.gpu_layers,
        temperature=sampling.temperature,
        top_p=sampling.top_p,
        top_k=sampling.top_k,
        min_p=sampling.min_p,
        repeat_penalty=sampling.repeat_penalty,
        seed=sampling.seed,
        max_tokens=sampling.max_tokens,
    )


def answer_of(result: dict[str, Any]) -> Answer:
    """What the chatter gave for one conversation."""
    return Answer(
        text=str(result["text"]),
        tokens=int(result.get("tokens", 0)),
        prompt_tokens=int(result.get("prompt_tokens", 0)),
        left_out=int(result.get("left_out", 0)),
        tokens_per_second=result.get("tokens_per_second"),
        stopped_by=str(result.get("stopped_by", "end")),
    )
