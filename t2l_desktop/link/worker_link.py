"""The one client of a worker process: start it, ask it, cancel, and start it again when it died."""

from __future__ import annotations

import collections
import contextlib
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import IO, Any

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import T2LError, UserFacingError, WorkCancelledError, WorkerDiedError
from t2l_desktop.core.messages import (
    Cancel,
    Done,
    Event,
    Failed,
    Progress,
    ProtocolError,
    Ready,
    Request,
    Token,
    WasCancelled,
    WorkerKind,
    decode,
    encode,
)

log = logging.getLogger(__name__)

OnEvent = Callable[[Progress | Token], None]

MAX_DEATHS, DEATH_WINDOW_SECONDS = 3, 60.0
CANCEL_PATIENCE_SECONDS = 5.0
_BACK_OFF_SECONDS, _BACK_OFF_WINDOW_SECONDS = 0.2, 5.0
_LAST_WORDS_SECONDS = 1.0
_STDERR_LINES = 100


class LinkState(StrEnum):
    """What the worker is doing, for whoever wants to show it."""

    STOPPED = "stopped"
    STARTING = "starting"
    READY = "ready"
    GIVEN_UP = "given_up"


def worker_command(kind: WorkerKind) -> list[str]:
    """How this very program is started as a worker, from source and from a frozen bundle.

    With -P no Python file of the current folder is taken for a module.
    """
    program = [sys.executable, "-P", "-m", "t2l_desktop"]
    if getattr(sys, "frozen", False):
        program = [sys.executable]
        if sys.platform == "win32":
            # The one with a window would tell why it cannot start in a box, and wait for somebody to close that.
            program = [str(Path(sys.executable).with_name("t2l-desktop-console.exe"))]
    return [*program, "--worker", kind.value]


class WorkerLink:
    """Owns one worker process. `call` may be used from several threads: they wait for each other in turn."""

    def __init__(
        self,
        kind: WorkerKind,
        *,
        command: Sequence[str] | None = None,
        stderr_log: Path | None = None,
        on_state: Callable[[LinkState], None] | None = None,
    ) -> None:
        self._kind = kind
        self._command = list(command or worker_command(kind))
        self._stderr_log = stderr_log
        self._on_state = on_state
        self._state = LinkState.STOPPED
        self._turns = _Turns()
        self._lock = threading.RLock()
        self._running: _Running | None = None
        self._next_id = 1
        self._deaths: collections.deque[float] = collections.deque(maxlen=MAX_DEATHS)
        self._tail: collections.deque[str] = collections.deque(maxlen=_STDERR_LINES)
        self._closed = False

    @property
    def state(self) -> LinkState:
        """What the worker is doing just now."""
        return self._state

    @property
    def pid(self) -> int | None:
        """The process id of the worker; None where none runs."""
        running = self._running
        return running.pid if running is not None and running.is_alive else None

    def call(
        self, request: Request, *, on_event: OnEvent | None = None, cancel: CancelToken | None = None
    ) -> dict[str, Any]:
        """Ask the worker and wait for the result; `on_event` is called on a thread of the link.

        Raises:
            UserFacingError: the worker said what a person can mend, or the request is too long.
            WorkCancelledError: `cancel` was raised; it holds what there was by then.
            WorkerDiedError: the process ended meanwhile; the next call starts another.
            T2LError: a bug in the worker, with its traceback.
            Whatever `on_event` raised; the request is cancelled then.
        """
        with self._turns.taken(cancel):
            if cancel is not None:
                cancel.raise_if_cancelled()
            self._back_off()
            with self._lock:
                running = self._ensure_running()
                number, self._next_id = self._next_id, self._next_id + 1
            exchange = _Exchange(request.with_id(number), on_event)
            running.begin(exchange)
            stop = partial(self._cancel, running, exchange)
            if cancel is not None:
                cancel.on_cancel(stop)
            answer = exchange.wait()
            if cancel is not None:
                cancel.forget(stop)
            if exchange.error is not None:
                running.send(Cancel(id=number))
                raise exchange.error
        if answer is None:
            raise WorkerDiedError(
                "The part of the app that does the work has ended unexpectedly.",
                hint="Try again; it is started anew.",
                detail=self.stderr_tail(),
            )
        return _result_of(answer)

    def close(self, *, timeout: float = 3.0) -> None:
        """End the worker: close its input, wait, kill what is left."""
        with self._lock:
            self._closed = True
            running, self._running = self._running, None
        if running is not None:
            running.end(timeout)
            self._say(LinkState.STOPPED)

    def stderr_tail(self) -> str:
        """The worker's last lines on stderr, for diagnostics."""
        return "\n".join(self._tail)

    def _ensure_running(self) -> _Running:
        if self._closed:
            raise T2LError("the link is closed")
        if self._running is not None and self._running.is_alive:
            return self._running
        now = time.monotonic()
        if len(self._deaths) == MAX_DEATHS and now - self._deaths[0] < DEATH_WINDOW_SECONDS:
            self._say(LinkState.GIVEN_UP)
            raise UserFacingError(
                "The part of the app that does the work has stopped three times within a minute.",
                hint="Wait a minute and try again; if it happens again, restart the app.",
                detail=self.stderr_tail(),
            )
        self._say(LinkState.STARTING)
        try:
            self._running = _Running(
                self._kind, self._command, tail=self._tail, stderr_log=self._stderr_log,
                on_ready=lambda: self._say(LinkState.READY), on_death=self._on_death,
            )  # fmt: skip
        except OSError as error:
            self._say(LinkState.STOPPED)
            raise UserFacingError(
                "The part of the app that does the work cannot be started.",
                hint="Restart the app; if that does not help, install it again.",
                detail=str(error),
            ) from error
        return self._running

    def _back_off(self) -> None:
        """Give a machine in trouble a moment after the second death in a row."""
        deaths = list(self._deaths)
        if deaths and time.monotonic() - deaths[-1] < _BACK_OFF_WINDOW_SECONDS:
            time.sleep(_BACK_OFF_SECONDS * (len(deaths) - 1))

    def _on_death(self, was_wanted: bool) -> None:
        if not self._closed:
            if not was_wanted:
                self._deaths.append(time.monotonic())
            self._say(LinkState.STOPPED)

    def _cancel(self, running: _Running, exchange: _Exchange) -> None:
        if exchange.is_over:
            return
        running.send(Cancel(id=exchange.request.id))
        cancelled = WasCancelled(id=exchange.request.id)
        if not running.is_ready:
            # It still imports its engine, and drops the request when it gets there.
            exchange.finish(cancelled)
            return

        def kill_if_deaf() -> None:
            if not exchange.is_over:
                log.warning("the %s did not stop when asked to and is killed", self._kind)
                running.kill()
                exchange.finish(cancelled)

        exchange.guard(CANCEL_PATIENCE_SECONDS, kill_if_deaf)

    def _say(self, state: LinkState) -> None:
        self._state = state
        if self._on_state is not None:
            self._on_state(state)


class _Turns:
    """A lock that is handed on in the order of asking; whoever waits may be cancelled."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: collections.deque[_Turn] = collections.deque()
        self._taken = False

    @contextmanager
    def taken(self, cancel: CancelToken | None) -> Iterator[None]:
        """Hold the lock; raises `WorkCancelledError` at once when cancelled before its turn has come."""
        self._wait(cancel)
        try:
            yield
        finally:
            self._hand_on()

    def _wait(self, cancel: CancelToken | None) -> None:
        with self._lock:
            if not self._taken:
                self._taken = True
                return
            turn = _Turn()
            self._waiting.append(turn)
        leave = partial(self._leave, turn)
        if cancel is not None:
            cancel.on_cancel(leave)
        turn.wait()
        if cancel is not None:
            cancel.forget(leave)
        if not turn.has_come:
            raise WorkCancelledError

    def _hand_on(self) -> None:
        with self._lock:
            if self._waiting:
                turn = self._waiting.popleft()
                turn.has_come = True
                turn.set()
            else:
                self._taken = False

    def _leave(self, turn: _Turn) -> None:
        with self._lock:
            if turn in self._waiting:
                self._waiting.remove(turn)
                turn.set()


class _Turn(threading.Event):
    has_come = False


class _Exchange:
    """One request on its way, and the event that ends it."""

    def __init__(self, request: Request, on_event: OnEvent | None) -> None:
        self.request = request
        self._on_event = on_event
        self._over = threading.Event()
        self._answer: Event | None = None
        self._guard: threading.Timer | None = None
        self.error: Exception | None = None

    @property
    def is_over(self) -> bool:
        return self._over.is_set()

    def take(self, event: Event) -> None:
        """Pass on what happens on the way; keep what ends it."""
        if isinstance(event, Progress | Token):
            self._pass_on(event)
        else:
            self.finish(event)

    def _pass_on(self, event: Progress | Token) -> None:
        if self._on_event is None or self.is_over:
            return
        try:
            self._on_event(event)
        except Exception as error:  # noqa: BLE001 - not this thread's to handle: `call` raises it to who gave `on_event`
            self.error = error
            self.finish(None)

    def finish(self, answer: Event | None) -> None:
        """End it with the answer, or with nothing when the worker is gone."""
        if not self._over.is_set():
            self._answer = answer
            self._over.set()
            if self._guard is not None:
                self._guard.cancel()

    def guard(self, seconds: float, action: Callable[[], None]) -> None:
        """Do `action` unless the exchange is over by then."""
        self._guard = threading.Timer(seconds, action)
        self._guard.name = "t2l-link-guard"
        self._guard.daemon = True
        self._guard.start()
        if self.is_over:
            self._guard.cancel()

    def wait(self) -> Event | None:
        self._over.wait()
        return self._answer


class _Running:
    """One process with the two threads that read from it."""

    def __init__(
        self,
        kind: WorkerKind,
        command: Sequence[str],
        *,
        tail: collections.deque[str],
        stderr_log: Path | None,
        on_ready: Callable[[], None],
        on_death: Callable[[bool], None],
    ) -> None:
        self._kind, self._tail, self._stderr_log = kind, tail, stderr_log
        self._on_ready, self._on_death = on_ready, on_death
        self._lock = threading.Lock()
        self._exchange: _Exchange | None = None
        self._gone = self._was_killed = self.is_ready = False
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            # Ctrl-C in a terminal is for the program alone, which then asks its workers to stop.
            process_group=0,
        )
        self._stderr_reader, self._event_reader = (
            threading.Thread(target=target, name=f"t2l-link-{kind}-{name}", daemon=True)
            for target, name in ((self._read_stderr, "stderr"), (self._read_events, "events"))
        )
        # in this order: the reader of events waits at last for the other, which must have been started by then
        self._stderr_reader.start()
        self._event_reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return not (self._gone or self._was_killed) and self._process.poll() is None

    def begin(self, exchange: _Exchange) -> None:
        """Send the request of `exchange`; it ends with nothing when the process is gone."""
        with self._lock:
            gone = self._gone
            self._exchange = exchange
        if gone or not self.send(exchange.request):
            self._stderr_reader.join(_LAST_WORDS_SECONDS)  # what it said at last belongs to the error
            exchange.finish(None)

    def send(self, request: Request) -> bool:
        """Write one line; false when nobody reads it any more."""
        assert self._process.stdin is not None
        try:
            with self._lock:
                self._process.stdin.write(encode(request))
                self._process.stdin.flush()
        except (OSError, ValueError):
            return False
        return True

    def kill(self) -> None:
        """End it in the middle of whatever it does; that is no death to worry about."""
        self._was_killed = True
        self._process.kill()

    def end(self, timeout: float) -> None:
        """Close the input, which ends a worker at once, and see that it does."""
        self._close_input()
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for thread in (self._stderr_reader, self._event_reader):
            if thread is not threading.current_thread():
                thread.join(timeout)

    def _close_input(self) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # what was still to be sent has no reader any more
            self._process.stdin.close()

    def _read_events(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        with stdout:
            for line in stdout:
                self._take(line)
        with self._lock:
            self._gone = True
            exchange = self._exchange
        self._process.wait()
        self._close_input()
        self._stderr_reader.join(_LAST_WORDS_SECONDS)  # what it said at last belongs to the error
        self._on_death(self._was_killed)
        if exchange is not None:
            exchange.finish(None)

    def _take(self, line: bytes) -> None:
        try:
            event = decode(line)
        except ProtocolError as error:
            log.warning("the %s wrote a line that is not a message: %s", self._kind, error)
            return
        exchange = self._exchange
        if isinstance(event, Ready):
            self.is_ready = True
            self._on_ready()
        elif isinstance(event, Event) and exchange is not None and event.id == exchange.request.id:
            exchange.take(event)

    def _read_stderr(self) -> None:
        stderr = self._process.stderr
        assert stderr is not None
        sink = self._open_log()
        with stderr:
            for raw in stderr:
                line = raw.decode("utf-8", "replace").rstrip()
                self._tail.append(line)
                if sink is not None:
                    # On a full disk it is read all the same: a worker whose words nobody takes would die of them.
                    with contextlib.suppress(OSError):
                        sink.write(line + "\n")
                        sink.flush()
        if sink is not None:
            with contextlib.suppress(OSError):
                sink.close()

    def _open_log(self) -> IO[str] | None:
        if self._stderr_log is None:
            return None
        try:
            self._stderr_log.parent.mkdir(parents=True, exist_ok=True)
            # What the last run said is gone; what a dead worker of this run said is kept.
            return self._stderr_log.open("a" if self._tail else "w", encoding="utf-8")
        except OSError:
            return None


def _result_of(answer: Event) -> dict[str, Any]:
    if isinstance(answer, Done):
        return answer.result
    if isinstance(answer, WasCancelled):
        raise WorkCancelledError(answer.result)
    if isinstance(answer, Failed):
        if answer.is_bug:
            raise T2LError(f"{answer.template}\n{answer.detail}")
        raise UserFacingError.decoded(
            template=answer.template, hint_template=answer.hint_template, fields=answer.fields, detail=answer.detail
        )
    raise T2LError(f"an unexpected answer: {answer.kind}")
