"""The adapters that a session holds in memory, and which of them are at work."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import llama_cpp

from t2l_desktop.chat.native import NativeContext, NativeModel, forget_lines, last_lines
from t2l_desktop.core.errors import UserFacingError

LOADED_LIMIT = 4

_Key = tuple[str, int, int]  # path, time of change, size: a rewritten file is another adapter


class AdapterShelf:
    """Loads adapters for one context and keeps the last few; the computation graph grows with each."""

    def __init__(self, model: NativeModel, context: NativeContext) -> None:
        self._model, self._context = model, context
        self._loaded: OrderedDict[_Key, Any] = OrderedDict()
        self._active: dict[_Key, float] = {}

    def use(self, adapters: Sequence[tuple[Path, float]]) -> dict[str, float]:
        """Put exactly `adapters` (file, strength) to work; strengths of one file add up, strength 0 is none.

        Gives the seconds that it took to "load" and to "set" them. Raises `UserFacingError` for a file that does not
        fit, and then nothing has changed.
        """
        began = time.perf_counter()
        wanted: dict[_Key, float] = {}
        for path, strength in adapters:
            if not math.isfinite(strength):
                raise ValueError(f"strength {strength} of {path.name}")
            key = self._load(path)
            wanted[key] = wanted.get(key, 0.0) + strength
        wanted = {key: strength for key, strength in wanted.items() if strength}
        loaded = time.perf_counter()
        if wanted != self._active:
            self._context.set_adapters([(self._loaded[key], strength) for key, strength in wanted.items()])
            self._active = wanted
        self._free_idle(keep=LOADED_LIMIT)
        return {"load": loaded - began, "set": time.perf_counter() - loaded}

    def close(self) -> None:
        """Take every adapter off the model and free it."""
        self.use([])
        self._free_idle(keep=0)

    def _load(self, path: Path) -> _Key:
        try:
            stat = path.stat()
        except OSError as error:
            raise UserFacingError(
                "The adapter file {file} is missing.",
                hint="Make the adapter again, or restore the file.",
                detail=str(error),
                file=path.name,
            ) from error
        key = (str(path), stat.st_mtime_ns, stat.st_size)
        if key not in self._loaded:
            forget_lines()
            # A NULL comes back as a pointer object that is false, not as None.
            adapter = llama_cpp.llama_adapter_lora_init(
                self._model.handle, str(path).encode("utf-8", "surrogateescape")
            )
            if not adapter:
                raise _why_not_loaded(path)
            self._loaded[key] = adapter
        self._loaded.move_to_end(key)
        return key

    def _free_idle(self, *, keep: int) -> None:
        for key in [key for key in self._loaded if key not in self._active]:
            if len(self._loaded) <= keep:
                return
            llama_cpp.llama_adapter_lora_free(self._loaded.pop(key))


def _why_not_loaded(path: Path) -> UserFacingError:
    log = last_lines()
    if any(part in log for part in ("arch mismatch", "does not exist in base model", "has incorrect shape")):
        return UserFacingError(
            "The adapter {file} was made for another base model.",
            hint="Use it with the model that it was made for, or make a new one for this model.",
            detail=log,
            file=path.name,
        )
    if any(
        part in log for part in ("expect general.type", "expect adapter.type", "invalid magic", "failed to read magic")
    ):
        return UserFacingError(
            "{file} is not an adapter.", hint="Choose a LoRA adapter in the GGUF format.", detail=log, file=path.name
        )
    return UserFacingError(
        "The adapter file {file} is damaged or incomplete.",
        hint="Make the adapter again, or copy the file again.",
        detail=log,
        file=path.name,
    )
