"""A mark that is there while the app runs: what one finds of an earlier run says what brought the app down."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from pathlib import Path

from t2l_desktop.core.errors import UserFacingError, WorkerDiedError
from t2l_desktop.library.storage import write_whole

logger = logging.getLogger(__name__)

_MAX_BYTES = 64 * 1024
_MOST_RUNS = 50


@dataclass(frozen=True)
class Load:
    """The models of a pack, loaded by one of the workers on a device."""

    worker: str
    pack_id: str
    device: str


class RunMarker:
    """One file a run, in the state folder; gone after a clean end, unless a worker came to grief meanwhile.

    Every method may be called from any thread. A mark that cannot be written is no reason not to run.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._is_closed = False
        self._loading: set[Load] = set()
        self._last: dict[str, Load] = {}
        self._fatal: set[Load] = set()
        self._take_over()
        self._write()

    def is_fatal(self, load: Load) -> bool:
        """Whether an earlier run ended in the middle of this, or its worker did, and nobody has succeeded since."""
        return load in self._fatal

    @contextmanager
    def loading(self, load: Load) -> Iterator[None]:
        """Note what is being loaded in this block."""
        self._note(load, is_loading=True)
        try:
            yield
        except BaseException as error:
            self._note(load, is_fatal=True if isinstance(error, WorkerDiedError) else None)
            raise
        self._note(load, is_fatal=False)

    def note_given_up(self, worker: str) -> None:
        """A worker has died too often: what it was last to load is to blame."""
        if worker in self._last:
            self._note(self._last[worker], is_fatal=True)

    def close(self) -> None:
        """The app ends as it should; what ends with it is nobody's fault."""
        with self._lock:
            self._is_closed = True
            self._loading.clear()
        if self._fatal:
            self._write()
        else:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)

    @property
    def _path(self) -> Path:
        return self._folder / f"run-{os.getpid()}.json"

    def _note(self, load: Load, *, is_loading: bool = False, is_fatal: bool | None = None) -> None:
        with self._lock:
            if self._is_closed:
                return
            self._last[load.worker] = load
            (self._loading.add if is_loading else self._loading.discard)(load)
            if is_fatal is not None:
                (self._fatal.add if is_fatal else self._fatal.discard)(load)
        self._write()

    def _write(self) -> None:
        body = {
            "began": None if self._is_closed else _began(os.getpid()),
            "pid": os.getpid(),
            "loading": [astuple(load) for load in self._loading],
            "fatal": [astuple(load) for load in self._fatal],
        }
        try:
            write_whole(self._path, json.dumps(body).encode())
        except UserFacingError as error:
            logger.info("the run cannot be marked: %s", error.detail)

    def _take_over(self) -> None:
        """Learn from the marks of runs that have ended, and remove them."""
        for path in sorted(self._folder.glob("run-*.json"))[:_MOST_RUNS]:
            with suppress(OSError):
                found = _read(path)
                if found is not None:
                    self._fatal |= found
                    path.unlink()


def _read(path: Path) -> set[Load] | None:
    """What a run that has ended came to grief over; None for one that goes on."""
    with path.open("rb") as file:
        data = file.read(_MAX_BYTES)
    try:
        body = json.loads(data)
        if body["began"] is not None and _began(int(body["pid"])) == body["began"]:
            return None
        return {Load(*map(str, fields)) for fields in (*body["loading"], *body["fatal"])}
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return set()


def _began(pid: int) -> float | None:
    """When a process began; numbers are given out again, moments are not."""
    import psutil  # noqa: PLC0415 - the window starts without it

    try:
        return float(psutil.Process(pid).create_time())
    except psutil.Error:
        return None
