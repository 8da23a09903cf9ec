"""One window for one set of folders: a second start leaves a letter for the first one and ends.

A lock of the system's kernel and a folder of letters, and no socket: the lock is free again however the window ended,
a letter's path may have any length and any letters, no module for networks is loaded, and a second start is over
before it would have made an application object.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

logger = logging.getLogger(__name__)

LETTER_SUFFIX = ".letter"
_MAX_BYTES = 32 * 1024 * 1024
_PATIENCE_SECONDS = 6.0  # a window that is being closed is gone by then
_LOOK_SECONDS = 0.02
_OLD_SECONDS = 60.0  # whoever wrote such a letter waits no longer


class Outcome(Enum):
    """What a start finds: it is the first, the first one took the letter, or the first one does not answer."""

    FIRST = "first"
    HANDED_OVER = "handed over"
    UNANSWERED = "unanswered"


@dataclass(frozen=True)
class Letter:
    """What a second start wants: files to be opened, and the right to come to the front, as the system puts it."""

    files: tuple[Path, ...] = ()
    token: str = ""


class SingleInstance:
    """The claim of one process on a state folder; it ends with the process."""

    def __init__(self, state: Path) -> None:
        self.letters = state / "letters"
        self._lock_path = state / "window.lock"
        self._lock: int | None = None

    def start(self, files: Sequence[Path]) -> Outcome:
        """Be the first, or hand `files` over to who is; where a folder knows no locks, everybody is the first."""
        if self._claim():
            return Outcome.FIRST
        _let_others_come_forward()
        letter = self._post(Letter(tuple(files), os.environ.get("XDG_ACTIVATION_TOKEN", "")))
        if letter is None:
            return Outcome.UNANSWERED
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            if not letter.exists():
                return Outcome.HANDED_OVER
            if self._claim():
                letter.unlink(missing_ok=True)
                return Outcome.FIRST
            time.sleep(_LOOK_SECONDS)
        try:
            letter.unlink()
        except FileNotFoundError:
            return Outcome.HANDED_OVER
        return Outcome.UNANSWERED

    def release(self) -> None:
        """Let the next start be the first."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _claim(self) -> bool:
        if self._lock is not None:
            return True
        try:
            lock = self._open()
        except OSError:
            return True
        try:
            _take(lock)
        except (BlockingIOError, PermissionError):
            os.close(lock)
            return False
        except OSError as error:
            logger.info("no lock: %s", error.strerror)
        self._lock = lock
        return True

    def _open(self) -> int:
        try:
            self._lock_path.parent.mkdir(parents=True, exist_ok=True)
            return os.open(self._lock_path, os.O_RDWR | os.O_CREAT, 0o644)
        except PermissionError:  # it was made by an administrator, once
            return os.open(self._lock_path, os.O_RDONLY)

    def _post(self, letter: Letter) -> Path | None:
        import json  # noqa: PLC0415 - the first start needs it after its first paint only

        path = self.letters / f"{time.time_ns():020}-{os.getpid()}{LETTER_SUFFIX}"
        body = json.dumps({"files": [str(file) for file in letter.files], "token": letter.token})
        try:
            self.letters.mkdir(mode=0o700, exist_ok=True)
            draft = path.with_suffix(".draft")
            draft.write_text(body, encoding="ascii")
            draft.replace(path)
        except OSError:
            return None
        return path


def take_letters(folder: Path) -> list[Letter]:
    """Take out all letters, oldest first; each writer sees that its own is gone. What is no letter is thrown away."""
    taken = []
    for path in sorted(folder.glob(f"*{LETTER_SUFFIX}")):
        with suppress(OSError):
            is_old = time.time() - path.stat().st_mtime > _OLD_SECONDS
            letter = _read(path)
            path.unlink()
            if letter is not None and not is_old:
                taken.append(letter)
    return taken


def _read(path: Path) -> Letter | None:
    import json  # noqa: PLC0415

    if path.stat().st_size > _MAX_BYTES:
        return None
    try:
        body = json.loads(path.read_bytes())
        files, token = body["files"], body["token"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not isinstance(files, list) or not all(isinstance(file, str) for file in files) or not isinstance(token, str):
        return None
    return Letter(tuple(Path(file) for file in files), token[:1000].replace("\0", ""))


def _take(lock: int) -> None:
    """Raises `OSError`, of one of two kinds where another process has the lock."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415

        msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415

        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _let_others_come_forward() -> None:
    """Windows lets only the process in front say who comes next."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415

        ctypes.windll.user32.AllowSetForegroundWindow(-1)
