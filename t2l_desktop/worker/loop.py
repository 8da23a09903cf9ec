"""The request loop of a worker: one request at a time, cancels taken while work goes on."""

from __future__ import annotations

import os
import queue
import threading
import traceback
from collections.abc import Callable, Mapping
from typing import IO, Any, Protocol

from t2l_desktop.core import memory
from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError, WorkCancelledError
from t2l_desktop.core.messages import (
    Cancel,
    Done,
    Event,
    Failed,
    Progress,
    ProtocolError,
    Ready,
    Release,
    Request,
    Token,
    WasCancelled,
    decode,
    encode,
)

IDLE_SECONDS = 600.0


class Job:
    """What a handler sees of the request it works on."""

    def __init__(self, request: Request, send: Callable[[Event], None]) -> None:
        self.request = request
        self.cancel = CancelToken()
        self._send = send

    def progress(self, stage: str, fraction: float | None = None) -> None:
        """Say how far the work has come."""
        self._send(Progress(id=self.request.id, stage=stage, fraction=fraction))

    def token(self, text: str, *, side: int = 0) -> None:
        """Pass on the next piece of an answer."""
        self._send(Token(id=self.request.id, text=text, side=side))


Handler = Callable[[Any, Job], dict[str, Any]]


class Engine(Protocol):
    """An engine offers one handler per type of request."""

    def handlers(self) -> Mapping[type[Request], Handler]: ...


class RequestLoop:
    """Reads requests from `source` in a thread of its own and answers them on `wire`.

    An engine that has nothing to do for `idle_seconds` lets go of its models where memory is short.
    """

    def __init__(self, source: IO[bytes], wire: IO[bytes], *, worker: str, idle_seconds: float = IDLE_SECONDS) -> None:
        self._source, self._wire, self._worker = source, wire, worker
        self._idle_seconds = idle_seconds
        self._write_lock = threading.Lock()
        self._jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._open: dict[int, Job] = {}

    def serve(self, make_engine: Callable[[], Engine]) -> int:
        """Import the engine, say so, then answer until stdin closes, which ends the process at once."""
        threading.Thread(target=self._read, name="t2l-worker-reader", daemon=True).start()
        handlers = make_engine().handlers()
        self._send(Ready(worker=self._worker))
        while True:
            job = self._next_job(handlers)
            self._send(self._answer(job, handlers))
            self._open.pop(job.request.id, None)

    def _next_job(self, handlers: Mapping[type[Request], Handler]) -> Job:
        while Release in handlers:
            try:
                return self._jobs.get(timeout=self._idle_seconds)
            except queue.Empty:
                if memory.is_short():
                    handlers[Release](Release(), Job(Release(), self._send))
                    break
        return self._jobs.get()

    def _answer(self, job: Job, handlers: Mapping[type[Request], Handler]) -> Event:
        number = job.request.id
        try:
            job.cancel.raise_if_cancelled()
            return Done(id=number, result=handlers[type(job.request)](job.request, job))
        except WorkCancelledError as stopped:
            return WasCancelled(id=number, result=stopped.result)
        except UserFacingError as error:
            return Failed(id=number, **error.encoded())
        except Exception as error:  # noqa: BLE001 - the process's edge: a bug becomes an answer, not a dead worker
            if _is_lack_of_memory(error):
                short = UserFacingError(
                    "There is not enough memory for this.",
                    hint="Close other programs, or use a smaller model or context.",
                    detail=str(error),
                )
                return Failed(id=number, **short.encoded())
            return Failed(
                id=number, template=f"{type(error).__name__} in the {self._worker}", detail=traceback.format_exc(),
                is_bug=True,
            )  # fmt: skip

    def _read(self) -> None:
        for line in self._source:
            try:
                request = decode(line)
            except ProtocolError as error:
                os.write(2, f"not a request: {error}\n".encode())
                continue
            if isinstance(request, Cancel):
                job = self._open.get(request.id)
                if job is not None:
                    job.cancel.cancel()
            elif isinstance(request, Request):
                job = Job(request, self._send)
                self._open[request.id] = job
                self._jobs.put(job)
        # whoever asked is gone: leave in the middle of whatever is going on
        os._exit(0)

    def _send(self, event: Event) -> None:
        with self._write_lock:
            try:
                self._wire.write(encode(event))
                self._wire.flush()
            except OSError:
                # nobody reads the answers any more
                os._exit(0)


def _is_lack_of_memory(error: Exception) -> bool:
    """Python's own, torch's for graphics cards, and torch's for the processor, which is a plain RuntimeError."""
    return (
        isinstance(error, MemoryError)
        or type(error).__name__ == "OutOfMemoryError"
        or (isinstance(error, RuntimeError) and "DefaultCPUAllocator" in str(error))
    )
