"""Work that takes longer than a moment: said late, not flickered away, and stoppable."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QRectF, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from t2l_desktop.core.messages import Progress
from t2l_desktop.gui.jobs.job import Job, JobState
from t2l_desktop.gui.motion import is_still
from t2l_desktop.gui.theme import color
from t2l_desktop.gui.widgets.basics import button, label, row, stack
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.operations.services import SoFar

SHOW_AFTER_MS = 600
STAY_MS = 500
_AT_REST = 0.65  # in the middle


class _Line(QWidget):
    """A thin line that fills, or along which a piece travels where nobody knows how far the work is."""

    def __init__(self) -> None:
        super().__init__()
        self.fraction: float | None = None
        self._position = 0.0
        self._timer = QTimer(self, interval=33)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.setFixedHeight(4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_running(self, running: bool) -> None:
        if running:
            self._timer.start()
        else:
            self._timer.stop()

    @Slot()
    def _on_timer_timeout(self) -> None:
        self._position = _AT_REST if is_still() else (self._position + 0.02) % 1.3
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(color("border"))
        painter.setBrush(color("border"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 1.5, 1.5)
        painter.setPen(color("accent"))
        painter.setBrush(color("accent"))
        left = 0.0 if self.fraction is not None else max(0.0, self._position - 0.3)
        right = self.fraction if self.fraction is not None else min(1.0, self._position)
        if right > left:
            area = QRectF(left * self.width(), 0, (right - left) * self.width(), self.height())
            painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 1.5, 1.5)
        painter.end()


class BusyRow(Translated, QWidget):
    """What a job is doing, how far it is, and Cancel; hidden for the first 0.6 s and shown for 0.5 s at least."""

    cancel_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._job: Job | None = None
        self._doing = ""
        self._text = label("muted", wraps=False)
        self._line = _Line()
        self._cancel = button("link")
        self._cancel.clicked.connect(self._on_cancel_clicked)
        self._shown_for = QElapsedTimer()
        self._show_timer = QTimer(self, singleShot=True, interval=SHOW_AFTER_MS)
        self._show_timer.timeout.connect(self._on_show_timer_timeout)
        self._hide_timer = QTimer(self, singleShot=True)
        self._hide_timer.timeout.connect(self._on_hide_timer_timeout)
        left = stack(spacing=6)
        left.addWidget(self._text)
        left.addWidget(self._line)
        across = row(spacing=16)
        across.addLayout(left, 1)
        across.addWidget(self._cancel)
        self.setLayout(across)
        self._retranslate()
        self.hide()

    def follow(self, job: Job, doing: str, *, can_cancel: bool = True) -> None:
        """Show `job`, which is `doing` what the text says, until it is finished; of another one no more is told."""
        self._job, self._doing = job, doing
        self._line.fraction = None
        self._cancel.setEnabled(True)
        self._cancel.setVisible(can_cancel)
        job.started.connect(self._on_job_started)
        job.progressed.connect(self._on_job_progressed)
        job.finished.connect(self._on_job_finished)
        self._hide_timer.stop()
        self._show_timer.start()
        self._say()

    def _say(self) -> None:
        text = self._doing
        if self._job is not None and self._job.state is JobState.WAITING:
            model, other = self.tr("Waiting for the model to be ready…"), self.tr("Waiting for other work to end…")
            text = model if self._job.needs_model else other
        self._text.setText(text)

    def _retranslate(self) -> None:
        self._cancel.setText(self.tr("Cancel"))
        self._line.setAccessibleName(self.tr("Progress"))

    @Slot()
    def _on_job_started(self) -> None:
        if self.sender() is self._job:
            self._say()

    @Slot(object)
    def _on_job_progressed(self, progress: Progress | SoFar[object]) -> None:
        if self.sender() is self._job:
            self._line.fraction = progress.fraction

    @Slot()
    def _on_job_finished(self) -> None:
        if self.sender() is not self._job:
            return
        self._job = None
        self._show_timer.stop()
        # its page may be out of sight
        if not self.isHidden():
            self._hide_timer.start(max(0, STAY_MS - self._shown_for.elapsed()))

    @Slot()
    def _on_cancel_clicked(self) -> None:
        self._cancel.setEnabled(False)
        if self._job is not None:
            self._job.cancel()
        self.cancel_requested.emit()

    @Slot()
    def _on_show_timer_timeout(self) -> None:
        self._shown_for.start()
        self._line.set_running(True)
        self.show()

    @Slot()
    def _on_hide_timer_timeout(self) -> None:
        self._line.set_running(False)
        self.hide()
