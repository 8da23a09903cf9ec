"""The gauge that says whether a description is like those that the pack has practised."""

from __future__ import annotations

import math

from PySide6.QtCore import QLocale, QRectF, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from t2l_desktop.core.descriptions import MAX_DESCRIPTION
from t2l_desktop.core.records import Pack
from t2l_desktop.gui import errors
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.gui.preferences import Preferences
from t2l_desktop.gui.theme import color
from t2l_desktop.gui.widgets.basics import label, row
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.operations.familiarity import Closeness, Likeness, has_gauge, measure_familiarity

_AFTER_MS = 400
_OUTDATED_AFTER_MS = 300


class StrokeBar(QWidget):
    """As many of three strokes filled as something fits; no more exact than the words beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.filled = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    @property
    def _unit(self) -> float:
        return self.fontMetrics().height() / 4

    def sizeHint(self) -> QSize:
        return QSize(math.ceil((5 * len(Closeness) - 1) * self._unit), self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        unit = self._unit
        for place in range(len(Closeness)):
            painter.setPen(color("accent" if place < self.filled else "border"))
            painter.setBrush(painter.pen().color())
            stroke = QRectF(place * 5 * unit, (self.height() - unit) / 2, 4 * unit, unit)
            painter.drawRoundedRect(stroke.adjusted(0.5, 0.5, -0.5, -0.5), unit / 2, unit / 2)
        painter.end()


class FamiliarityGauge(Translated, QWidget):
    """Words and a small bar; hidden while there is nothing to say. `doubted` carries what to think about, or nothing.

    Measuring goes on behind the typing: a new text stops the measuring of the last one, whose answer is dropped.
    """

    doubted = Signal(str)

    def __init__(self, runner: JobRunner, preferences: Preferences) -> None:
        super().__init__()
        self._runner = runner
        self._preferences = preferences
        self._pack: Pack | None = None
        self._text = ""
        self._job: Job | None = None
        self._likeness: Likeness | None = None
        self._bar = StrokeBar()
        self._words = label("muted", wraps=False)
        self._timer = QTimer(self, singleShot=True, interval=_AFTER_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._patience = QTimer(self, singleShot=True, interval=_OUTDATED_AFTER_MS)
        self._patience.timeout.connect(self._on_patience_timeout)
        line = row()
        line.addWidget(self._bar)
        line.addWidget(self._words)
        self.setLayout(line)
        self._retranslate()

    def set_pack(self, pack: Pack | None) -> None:
        """Measure against this pack's descriptions from now on."""
        self.stop()
        self._pack = pack
        self._show(None)

    def measure(self, text: str) -> None:
        """Say how familiar a text is as soon as the generator is free."""
        self.stop()
        self._text = text
        if not self._can_measure():
            self._show(None)
            return
        self._job = self._runner.run(
            measure_familiarity,
            lane=Lane.GENERATOR,
            description=text,
            pack=self._pack,
            device=self._preferences.current.device,
        )
        self._patience.start()
        self._job.succeeded.connect(self._on_job_succeeded)
        self._job.finished.connect(self._on_job_finished)

    def measure_soon(self, text: str) -> None:
        """The same once the typing has paused."""
        self.stop()
        self._text = text
        if self._can_measure():
            self._timer.start()
        else:
            self._show(None)

    def stop(self) -> None:
        """Measure nothing any more: the generator is needed for something else."""
        self._timer.stop()
        job, self._job = self._job, None
        if job is not None:
            job.cancel()

    def _can_measure(self) -> bool:
        return self._pack is not None and has_gauge(self._pack) and 0 < len(self._text.strip()) <= MAX_DESCRIPTION

    def _show(self, likeness: Likeness | None) -> None:
        self._patience.stop()
        self._likeness = likeness
        self._retranslate()

    def _retranslate(self) -> None:
        likeness = self._likeness
        self.setVisible(likeness is not None)
        if likeness is None:
            self.doubted.emit("")
            return
        words = {
            Closeness.CLOSE: self.tr("Close to what it has practised"),
            Closeness.SOMEWHAT_NEW: self.tr("Somewhat new to it"),
            Closeness.NEW: self.tr("New territory"),
        }[likeness.closeness]
        self._words.setText(words)
        self._bar.filled = likeness.closeness
        self._bar.update()
        figure = QLocale().toString(likeness.cosine, "f", 2)
        meaning = self.tr(
            "How much this is like the descriptions that the model was trained with: likeness {figure} of 1."
        ).format(figure=figure)
        doubt = self.tr("The newer it is, the less one can rely on the skill.")
        self.doubted.emit(doubt if likeness.closeness is Closeness.NEW else "")
        meaning = errors.joined(meaning, doubt)
        self.setToolTip(meaning)
        self.setAccessibleName(self.tr("Familiarity"))
        self.setAccessibleDescription(f"{words}\n{meaning}")

    @Slot(object)
    def _on_job_succeeded(self, likeness: Likeness | None) -> None:
        if self.sender() is self._job:
            self._show(likeness)

    @Slot()
    def _on_timer_timeout(self) -> None:
        self.measure(self._text)

    @Slot()
    def _on_patience_timeout(self) -> None:
        """What stands there is about an earlier text; the answer about this one takes too long to leave it there."""
        self._show(None)

    @Slot()
    def _on_job_finished(self) -> None:
        if self.sender() is self._job:
            self._job = None
