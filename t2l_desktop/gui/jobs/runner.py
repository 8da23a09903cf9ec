"""Runs operations beside the window: one thread a lane, first come, first served."""

from __future__ import annotations

import inspect
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import WorkCancelledError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.gui.jobs.job import Job, JobEvent
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.operations.services import Services


class Lane(StrEnum):
    """What must not overlap: each worker process answers one thing at a time, and the library writes in order.

    Test sheets have a lane of their own: between two of their questions the chatter answers others. So has what reads
    or writes many files, and the library does not wait for it.
    """

    GENERATOR = "generator"
    CHATTER = "chatter"
    LIBRARY = "library"
    SHEETS = "sheets"
    FILES = "files"


@dataclass(frozen=True)
class _Work:
    """What a lane's thread holds of a job: no Qt object, so that none is ever destroyed there."""

    number: int
    call: Callable[[], object]
    token: CancelToken
    is_kept: bool  # done even when the app closes


class JobRunner(QObject):
    """Owns the lanes and all jobs; failures go to the message bus, so that a page only tidies up after itself.

    `subject` is what operations get first: the services, or the paths before there are any.
    """

    _event_arrived = Signal()

    def __init__(self, subject: Services | AppPaths, messages: MessageBus) -> None:
        super().__init__()
        self._subject = subject
        self._messages = messages
        self._jobs: dict[int, Job] = {}
        self._inbox: deque[tuple[int, str, Any]] = deque()
        self._inbox_lock = threading.Lock()
        self._next = 1
        self._is_closing = False
        self._lanes = {lane: _LaneThread(lane, self._post) for lane in Lane}
        self._event_arrived.connect(self._on_event_arrived, Qt.ConnectionType.QueuedConnection)

    def run(self, operation: Callable[..., object], *, lane: Lane = Lane.LIBRARY, **arguments: Any) -> Job:
        """Have `operation(subject, **arguments)` run in a lane; progress and cancel are wired where it takes them."""
        job = Job(self._next, self._cancel, self, needs_model=lane in (Lane.GENERATOR, Lane.CHATTER))
        self._next += 1
        parameters = inspect.signature(operation).parameters
        if "on_event" in parameters:
            arguments["on_event"] = partial(self._post, job.number, "event")
        if "cancel" in parameters:
            arguments["cancel"] = job.token
        self._jobs[job.number] = job
        # The window's last words, such as a note that is still being written as it closes, go through this lane.
        is_kept = lane is Lane.LIBRARY and "cancel" not in parameters
        call = partial(operation, self._subject, **arguments)
        self._lanes[lane].add(_Work(job.number, call, job.token, is_kept))
        return job

    def cancel_all(self) -> None:
        """Ask everything to stop and take nothing more; what still fails then is not told to anybody.

        What the library was given to do is done still, unless that could be cancelled, for which it may be long.
        """
        self._is_closing = True
        for lane in self._lanes.values():
            lane.close()
        for job in self._jobs.values():
            job.token.cancel()

    def join(self, timeout: float) -> bool:
        """Wait for the lanes to end; true when all did within `timeout` seconds."""
        deadline = time.monotonic() + timeout
        for lane in self._lanes.values():
            lane.join(max(0.0, deadline - time.monotonic()))
        return not any(lane.is_alive() for lane in self._lanes.values())

    def _cancel(self, number: int) -> None:
        job = self._jobs.get(number)
        if job is None:
            return
        if any(lane.drop(number) for lane in self._lanes.values()):
            self._post(number, "cancelled", None)
        job.token.cancel()

    def _post(self, number: int, what: str, value: Any = None) -> None:
        """Called in a lane's thread, or in the window's."""
        with self._inbox_lock:
            is_first = not self._inbox
            self._inbox.append((number, what, value))
        if is_first:
            self._event_arrived.emit()

    @Slot()
    def _on_event_arrived(self) -> None:
        with self._inbox_lock:
            events = list(self._inbox)
            self._inbox.clear()
        for number, what, value in events:
            self._deliver(number, what, value)

    def _deliver(self, number: int, what: str, value: Any) -> None:
        job = self._jobs.get(number)
        if job is None or self._is_closing:
            return
        if what == "started":
            job.note_start()
        elif what == "event":
            event: JobEvent = value
            job.note(event)
        else:
            del self._jobs[number]
            job.note_end(what, value)
            if what == "failed":
                self._messages.exception(value)
            job.deleteLater()


class _LaneThread(threading.Thread):
    """Takes work in order until it is closed."""

    def __init__(self, lane: Lane, post: Callable[[int, str, Any], None]) -> None:
        super().__init__(name=f"t2l-lane-{lane}", daemon=True)
        self._post = post
        self._waiting: deque[_Work] = deque()
        self._condition = threading.Condition()
        self._is_closed = False

    def add(self, work: _Work) -> None:
        with self._condition:
            if self._is_closed:
                return
            self._waiting.append(work)
            self._condition.notify()
            if self.ident is None:
                self.start()

    def drop(self, number: int) -> bool:
        """Forget work that waits; false where it is not (or no longer) waiting."""
        with self._condition:
            before = len(self._waiting)
            self._waiting = deque(work for work in self._waiting if work.number != number)
            return len(self._waiting) < before

    def close(self) -> None:
        with self._condition:
            self._is_closed = True
            self._waiting = deque(work for work in self._waiting if work.is_kept)
            self._condition.notify()

    def join(self, timeout: float | None = None) -> None:
        if self.ident is not None:
            super().join(timeout)

    def run(self) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(lambda: self._waiting or self._is_closed)
                if not self._waiting:
                    return
                work = self._waiting.popleft()
            self._post(work.number, "started", None)
            self._post(work.number, *_outcome(work))


def _outcome(work: _Work) -> tuple[str, object]:
    try:
        if not work.is_kept:
            work.token.raise_if_cancelled()
        return "succeeded", work.call()
    except WorkCancelledError as stop:
        return "cancelled", stop.result
    except Exception as error:  # noqa: BLE001 - the edge of a thread: a bug is told in the window, not lost here
        return "failed", error
