"""Large files of packs: read once for copy and SHA-256 together, stoppable, and never trusted to stay as they are."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.library.storage import disk_errors

_CHUNK_BYTES = 4 * 1024 * 1024


def base_names(count: int) -> list[str]:
    """What the files of a base model are called in a pack; llama.cpp finds the parts of a split one by such names."""
    if count == 1:
        return ["base.gguf"]
    return [f"base-{number:05d}-of-{count:05d}.gguf" for number in range(1, count + 1)]


class Meter:
    """How much of some work on files is done, told as a fraction, and whether it has been stopped."""

    def __init__(self, total: int, *, on_progress: Callable[[float], None] | None, cancel: CancelToken | None) -> None:
        self._total = max(1, total)
        self._done = 0
        self._on_progress = on_progress or (lambda _: None)
        self._cancel = cancel or CancelToken()

    def silent(self) -> Meter:
        """A meter for work beside, which counts for nothing but can be stopped as well."""
        return Meter(1, on_progress=None, cancel=self._cancel)

    def add(self, nbytes: int) -> None:
        """So many bytes more are done; raises `WorkCancelledError` when stopped."""
        self._cancel.raise_if_cancelled()
        self._done += nbytes
        self._on_progress(min(1.0, self._done / self._total))


def copy_hashed(source: Path, target: Path, meter: Meter) -> str:
    """Copy a file to a path where none is yet and give its SHA-256.

    Raises `UserFacingError` for a file that changes meanwhile, a full disk, or `target` being there.
    """
    with disk_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as out:
            return hash_file(source, meter, out=out)


def hash_file(path: Path, meter: Meter, *, out: IO[bytes] | None = None) -> str:
    """The SHA-256 of a file, which is written to `out` on the way; raises `UserFacingError` where it changes."""
    digest = hashlib.sha256()
    for chunk in _chunks(path):
        digest.update(chunk)
        if out is not None:
            out.write(chunk)
        meter.add(len(chunk))
    return digest.hexdigest()


def _chunks(path: Path) -> Iterator[bytes]:
    """A file's content; no more than it held at the beginning, and no less."""
    before = _stat(path)
    left = before.st_size
    try:
        with path.open("rb") as file:
            while left and (chunk := file.read(min(_CHUNK_BYTES, left))):
                left -= len(chunk)
                yield chunk
    except OSError as error:
        raise _unreadable(path, error) from error
    after = _stat(path)
    if left or (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise UserFacingError(
            "The file {file} changed while it was read.",
            hint="Wait until nothing writes to it, then try again.",
            file=path.name,
        )


def _stat(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> UserFacingError:
    return UserFacingError(
        "The file {file} cannot be read.",
        hint="Check that it is there and that you may read it.",
        detail=str(error),
        file=path.name,
    )
