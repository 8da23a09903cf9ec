"""One run of an operation, seen from the window."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.messages import Progress, Token
from t2l_desktop.operations.services import SoFar
from t2l_desktop.operations.trying import TryEvent

JobEvent = Progress | SoFar[object] | Token | TryEvent
_FLUSH_MS = 60


class JobState(StrEnum):
    """A job waits for its lane, runs, and is over."""

    WAITING = "waiting"
    RUNNING = "running"
    OVER = "over"


class Job(QObject):
    """Signals come in the window's thread: `started`, then exactly one outcome, then `finished`, always last.

    `text_arrived` carries a side ("0" where there is one text only) and the next piece; pieces and progress are
    gathered and told about sixteen times a second at most, of each kind of progress the last one. A job that is
    cancelled while it waits never starts.
    """

    started = Signal()
    progressed = Signal(object)
    text_arrived = Signal(str, str)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal(object)
    finished = Signal()

    def __init__(
        self, number: int, cancel: Callable[[int], None], parent: QObject, *, needs_model: bool = False
    ) -> None:
        super().__init__(parent)
        self.needs_model = needs_model  # what it waits for, while it does
        self.number = number
        self.token = CancelToken()
        self.state = JobState.WAITING
        self._cancel = cancel
        self._progress: dict[type, Progress | SoFar[object]] = {}
        self._pieces: dict[str, list[str]] = defaultdict(list)
        self._timer = QTimer(self, interval=_FLUSH_MS)
        self._timer.timeout.connect(self._on_timer_timeout)

    @Slot()
    def cancel(self) -> None:
        """Ask the work to stop; its outcome still comes, and may yet be success."""
        if self.state is not JobState.OVER:
            self._cancel(self.number)

    def note_start(self) -> None:
        """Called by the runner when the lane has come to this job."""
        self.state = JobState.RUNNING
        self.started.emit()

    def note(self, event: JobEvent) -> None:
        """Called by the runner for what the operation tells on its way."""
        if isinstance(event, Progress | SoFar):
            self._progress[type(event)] = event
        else:
            self._pieces[str(event.side)].append(event.text)
        if not self._timer.isActive():
            self._flush()
            self._timer.start()

    def note_end(self, outcome: str, value: object) -> None:
        """Called by the runner with the name of the outcome's signal and what it carries."""
        self._timer.stop()
        self._flush()
        self.state = JobState.OVER
        getattr(self, outcome).emit(value)
        self.finished.emit()

    def _flush(self) -> bool:
        progress, self._progress = self._progress, {}
        pieces, self._pieces = self._pieces, defaultdict(list)
        for each in progress.values():
            self.progressed.emit(each)
        for side, texts in pieces.items():
            self.text_arrived.emit(side, "".join(texts))
        return bool(progress or pieces)

    @Slot()
    def _on_timer_timeout(self) -> None:
        if not self._flush():
            self._timer.stop()
