"""The chatter: one base model in llama.cpp, with whatever adapters a message asks for."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from t2l_desktop.chat.devices import llama_devices
from t2l_desktop.chat.native import DEFAULT_CONTEXT
from t2l_desktop.chat.session import ChatSession
from t2l_desktop.core.descriptions import checked_description, tidy
from t2l_desktop.core.devices import Device, DeviceUse
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.memory import free_memory, in_words, longest_context
from t2l_desktop.core.messages import EmbedWithBase, FindDevices, LoadBase, Release, Request, Say, SayTogether
from t2l_desktop.core.records import Sampling
from t2l_desktop.formats.base_facts import fingerprint
from t2l_desktop.formats.gguf_header import read_header
from t2l_desktop.formats.memory import BaseMemory, Placement, best_placement, card_room, placed, read_base_memory
from t2l_desktop.worker.loop import Handler, Job

FINGERPRINT_KEY = "t2l.base_fingerprint"
_NOWHERE = Placement(gpu_layers=0, on_cards=0, in_memory=0)


class Chatter:
    """Keeps one base loaded; a request for another one replaces it."""

    def __init__(self) -> None:
        self._session: ChatSession | None = None
        self._loaded: tuple[object, ...] = ()
        self._base_fingerprint = ""
        self._checked: set[tuple[str, int, int]] = set()
        self._memory: BaseMemory | None = None
        self._place = _NOWHERE

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {
            LoadBase: self.load,
            EmbedWithBase: self.embed,
            Say: self.say,
            SayTogether: self.say_together,
            FindDevices: self.find_devices,
            Release: self.release,
        }

    def load(self, request: LoadBase, job: Job) -> dict[str, Any]:
        """Load the base, unless it is loaded already."""
        began = time.perf_counter()
        session = self._session_for(request, job)
        return {
            "context_length": session.context_length,
            "has_system_role": session.has_system_role,
            "seconds": {"load": time.perf_counter() - began},
        }

    def embed(self, request: EmbedWithBase, job: Job) -> dict[str, Any]:
        """The base's own vector of a description, for a hypernetwork that reads that."""
        description = tidy(checked_description(request.description))
        session = self._session_for(_base_of(request), job)
        job.progress("embedding")
        state = np.array(session.last_state(description, cancel=job.cancel), dtype=np.float32)
        save_file({"state": state}, request.out)
        return {"dimension": len(state)}

    def say(self, request: Say, job: Job) -> dict[str, Any]:
        """Answer the last message with the wanted adapters."""
        return self._answered((request,), job)[0]

    def say_together(self, request: SayTogether, job: Job) -> dict[str, Any]:
        """Answer several conversations beside each other."""
        return {"sides": self._answered(request.sides, job)}

    def _answered(self, sides: Sequence[Say], job: Job) -> list[dict[str, Any]]:
        first = sides[0]
        session = self._session_for(_base_of(first), job, contexts=len(sides))
        stages = []
        for voice, side in enumerate(sides):
            began = time.perf_counter()
            self._require_same_base([Path(path) for path, _ in side.adapters])
            check = time.perf_counter() - began
            attached = session.set_adapters([(Path(path), weight) for path, weight in side.adapters], voice=voice)
            stages.append({"check": check, **attached})
        replies = session.reply_together(
            [(side.messages, _sampling(side)) for side in sides],
            on_text=lambda side, text: job.token(text, side=side),
            cancel=job.cancel,
        )
        results = [dataclasses.asdict(reply) for reply in replies]
        for result, seconds in zip(results, stages, strict=True):
            result["seconds"] = {**seconds, **result["seconds"]}
        return results

    def find_devices(self, request: FindDevices, job: Job) -> dict[str, Any]:
        """What llama.cpp can compute on: layers go to a graphics card unless the processor is asked for."""
        del job
        return self._devices(0 if request.device == "cpu" else -1).as_result()

    def release(self, request: Release, job: Job) -> dict[str, Any]:
        """Let go of the model."""
        del request, job
        if self._session is not None:
            self._session.close()
        self._session, self._loaded, self._place = None, (), _NOWHERE
        return {}

    def _session_for(self, request: LoadBase, job: Job, *, contexts: int = 1) -> ChatSession:
        path = Path(request.path)
        stat = path.stat() if path.is_file() else None
        change = (stat.st_mtime_ns, stat.st_size) if stat is not None else None
        wanted = (request.path, change, request.context_length, request.threads, request.gpu_layers)
        if self._session is not None and self._loaded == wanted and self._has_room(self._session, contexts):
            return self._session
        self.release(Release(), job)
        job.progress("loading", 0.0)
        self._base_fingerprint = ""
        self._checked.clear()
        place = _NOWHERE
        if stat is not None:
            # bad files have to be found here: over some of them llama.cpp ends the process
            self._memory = read_base_memory(path)
            cards = self._devices(request.gpu_layers).cards
            place = _required_place(path, self._memory, cards, request=request, contexts=contexts)
        self._session = ChatSession(
            path,
            context_length=request.context_length,
            threads=request.threads,
            gpu_layers=place.gpu_layers,
            on_progress=lambda fraction: job.progress("loading", fraction),
            cancel=job.cancel,
        )
        self._loaded, self._place = wanted, place
        return self._session

    def _has_room(self, session: ChatSession, contexts: int) -> bool:
        """Whether a graphics card has room for so many conversations at once; else fewer layers have to go there.

        Raises `UserFacingError` where the computer's memory has none.
        """
        if contexts <= session.voices or self._memory is None:
            return True
        cards = self._devices(-1).cards if self._place.gpu_layers else ()
        tokens, layers, shares = session.context_length, self._place.gpu_layers, any(c.shares_memory for c in cards)
        now = placed(self._memory, tokens, layers, contexts=session.voices, shares=shares)
        then = placed(self._memory, tokens, layers, contexts=contexts, shares=shares)
        need, free = then.in_memory - now.in_memory, free_memory()
        if need > free:
            raise UserFacingError(
                "Comparing takes {need} more memory, but only {free} is free.",
                hint="Close other programs, or choose a smaller context for this model.",
                need=in_words(need),
                free=in_words(free),
            )
        return then.on_cards <= card_room(cards)

    def _devices(self, gpu_layers: int) -> DeviceUse:
        """What llama.cpp finds; what the loaded model takes of a graphics card counts as free there."""
        use = llama_devices(gpu_layers=gpu_layers)
        if self._session is None or not self._place.on_cards or not use.cards:
            return use
        first = use.cards[0]
        freed = replace(first, free=min(first.memory, first.free + self._place.on_cards))
        found = tuple(freed if device is first else device for device in use.found)
        return replace(use, found=found, used=freed if use.used is first else use.used)

    def _require_same_base(self, adapters: Sequence[Path]) -> None:
        """llama.cpp cannot tell a fine-tune with the same shapes from the base that an adapter was made for."""
        for path in adapters:
            try:
                stat = path.stat()
            except OSError:
                continue  # attaching it says what is wrong
            key = (str(path), stat.st_mtime_ns, stat.st_size)
            if key in self._checked:
                continue
            made_for = read_header(path).text(FINGERPRINT_KEY)
            if made_for:
                if not self._base_fingerprint:
                    self._base_fingerprint = fingerprint(Path(str(self._loaded[0])))
                if made_for != self._base_fingerprint:
                    raise UserFacingError(
                        "The adapter {file} was made for another base model.",
                        hint="Use it with the model that it was made for, or make a new one for this model.",
                        file=path.name,
                    )
            self._checked.add(key)


def _base_of(request: Say | EmbedWithBase) -> LoadBase:
    return LoadBase(
        path=request.base, context_length=request.context_length, threads=request.threads, gpu_layers=request.gpu_layers
    )


def _required_place(
    path: Path, memory: BaseMemory, cards: Sequence[Device], *, request: LoadBase, contexts: int
) -> Placement:
    """Where the base goes; refuses what would have this process killed, or everything else swapped out."""
    tokens = min(request.context_length or DEFAULT_CONTEXT, memory.trained_length or DEFAULT_CONTEXT)
    free = free_memory()

    def place(length: int) -> Placement:
        return best_placement(memory, length, cards, contexts=contexts, most=request.gpu_layers)

    found = place(tokens)
    if found.in_memory <= free:
        return found
    smaller = longest_context(tokens, fits=lambda length: place(length).in_memory <= free)
    raise UserFacingError(
        "The model {file} takes {need} of memory with {context} tokens of context, but only {free} is free.",
        hint="Choose a context of {smaller} tokens, or close other programs."
        if smaller is not None
        else "Close other programs, or choose a smaller model.",
        file=path.name,
        need=in_words(found.in_memory),
        context=tokens,
        free=in_words(free),
        smaller=smaller,
    )


def _sampling(say: Say) -> Sampling:
    return Sampling(**{each.name: getattr(say, each.name) for each in dataclasses.fields(Sampling)})
