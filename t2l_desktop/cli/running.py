"""Work that Ctrl-C can stop: it runs in a thread while the main thread shows its events."""

from __future__ import annotations

import queue
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import WorkCancelledError, WorkerDiedError
from t2l_desktop.core.messages import Progress, Token, WorkerKind
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.link.worker_link import WorkerLink
from t2l_desktop.operations.services import OnEvent, Services, close_services, open_services, open_worker

T = TypeVar("T")

_LOOK_SECONDS = 0.05


@contextmanager
def worker(kind: WorkerKind, paths: AppPaths) -> Iterator[WorkerLink]:
    """A worker for the length of a block."""
    link = open_worker(kind, paths)
    try:
        yield link
    finally:
        link.close()


@contextmanager
def services_for(paths: AppPaths) -> Iterator[Services]:
    """Library, packs and workers for the length of a block."""
    services = open_services(paths)
    try:
        yield services
    finally:
        close_services(services)


def run_stoppable(work: Callable[[OnEvent, CancelToken], T], *, show: OnEvent) -> T:
    """Do `work(on_event, cancel)` and give its result; the first Ctrl-C cancels it, a second one leaves at once.

    `show` gets the events in the calling thread, so that a closed pipe or Ctrl-C is met there.
    """
    events: queue.SimpleQueue[Progress | Token] = queue.SimpleQueue()
    cancel = CancelToken()
    outcome: Future[T] = Future()

    def body() -> None:
        try:
            outcome.set_result(work(events.put, cancel))
        except BaseException as error:  # noqa: BLE001 - raised again in the calling thread
            outcome.set_exception(error)

    with _counting_interrupts() as presses:
        threading.Thread(target=body, name="t2l-work", daemon=True).start()
        while True:
            if presses:
                cancel.cancel()
            done = outcome.done()
            try:
                _show_waiting(events, show, seconds=0 if done else _LOOK_SECONDS)
            except BrokenPipeError:
                cancel.cancel()
                raise
            if done and presses and isinstance(outcome.exception(), WorkerDiedError):
                raise WorkCancelledError  # a worker that was just being started gets the terminal's Ctrl-C as well
            if done:
                return outcome.result()


@contextmanager
def _counting_interrupts() -> Iterator[list[int]]:
    """A list that grows at the first Ctrl-C, which an exception could not tell of safely; the next one raises."""
    presses: list[int] = []

    def press(number: int, frame: FrameType | None) -> None:
        if presses:
            raise KeyboardInterrupt
        presses.append(number)

    before = signal.signal(signal.SIGINT, press)
    try:
        yield presses
    finally:
        signal.signal(signal.SIGINT, before)


def _show_waiting(events: queue.SimpleQueue[Progress | Token], show: OnEvent, *, seconds: float) -> None:
    try:
        show(events.get(timeout=seconds))
        while True:
            show(events.get_nowait())
    except queue.Empty:
        return
