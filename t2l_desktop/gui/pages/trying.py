"""The line to try a skill with: one message, the answers without and with it side by side."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from t2l_desktop.core.records import Adapter, Pack, Sampling
from t2l_desktop.gui.jobs.job import Job, JobState
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.gui.widgets.basics import button, label, margins, row, stack
from t2l_desktop.gui.widgets.markdown import MarkdownView
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.operations.trying import Comparison, try_adapter

_SIDES = ("base", "adapted")
_MOST_TOKENS = 400


class TryPanel(Translated, QWidget):
    """Asks the model twice and streams both answers; nothing of it is kept.

    Where there is no skill yet, Try asks for one: `try_with` then brings it.
    """

    try_requested = Signal()

    def __init__(self, runner: JobRunner) -> None:
        super().__init__()
        self._runner = runner
        self._job: Job | None = None
        self._pack: Pack | None = None
        self._adapter: Adapter | None = None
        self._strength = 1.0
        self._in_words = False
        self._texts = dict.fromkeys(_SIDES, "")
        self._heading = label("strong")
        self._message = QLineEdit()
        self._try = button("plain")
        self._status = label("muted")
        self._titles = {side: label("muted") for side in _SIDES}
        self._answers = {side: MarkdownView() for side in _SIDES}
        self._sides = QWidget()
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    def set_skill(self, pack: Pack, adapter: Adapter, message: str) -> None:
        """Try another skill from now on; a message from its example is tried at once."""
        self.stop()
        self._job = None
        self._pack, self._adapter = pack, adapter
        self._message.setText(message)
        self._sides.hide()
        self._show_state()
        if message:
            self._begin()

    def try_with(self, pack: Pack, adapter: Adapter, *, now: bool) -> None:
        """Try a skill from now on, and at once if so wished, with the message that is there."""
        self._pack, self._adapter = pack, adapter
        if now and self._job is None:
            self._begin()

    def forget_skill(self) -> None:
        """The skill is another one by now: it is asked for at the next try."""
        self._adapter = None

    def clear(self) -> None:
        """Forget the skill, the message and the answers."""
        self.stop()
        self._job = self._pack = self._adapter = None
        self._message.clear()
        self._sides.hide()
        self._show_state()

    def replace_skill(self, adapter: Adapter) -> None:
        """Try what has taken the skill's place from now on."""
        self._adapter = adapter

    def set_strength(self, strength: float) -> None:
        """How strongly the skill acts at the next try."""
        self._strength = strength

    def set_in_words(self, in_words: bool) -> None:
        """Whether the side with the skill reads the description as well at the next try."""
        self._in_words = in_words

    def stop(self) -> None:
        """Stop the answers that are being given, if any."""
        if self._job is not None:
            self._job.cancel()

    def _build_ui(self) -> None:
        line = row()
        line.addWidget(self._message, 1)
        line.addWidget(self._try)
        grid = QGridLayout(self._sides)
        margins(grid, 0)
        grid.setHorizontalSpacing(16)
        for column, side in enumerate(_SIDES):
            box = QFrame()
            box.setProperty("role", "question" if side == "adapted" else "card")
            inside = QVBoxLayout(box)
            margins(inside, 12)
            inside.setSpacing(6)
            inside.addWidget(self._titles[side])
            inside.addWidget(self._answers[side])
            inside.addStretch(1)
            grid.addWidget(box, 0, column)
            grid.setColumnStretch(column, 1)
        whole = stack(spacing=8)
        whole.addWidget(self._heading)
        whole.addLayout(line)
        whole.addWidget(self._sides)
        whole.addWidget(self._status)
        self.setLayout(whole)
        self._sides.hide()
        self._status.hide()

    def _connect_signals(self) -> None:
        self._try.clicked.connect(self._on_try_clicked)
        self._message.returnPressed.connect(self._on_message_return_pressed)
        self._message.textChanged.connect(self._show_state)

    def _retranslate(self) -> None:
        self._heading.setText(self.tr("Try it"))
        self._message.setPlaceholderText(self.tr("A message to try it with"))
        self._message.setAccessibleName(self.tr("A message to try it with"))
        self._titles["base"].setText(self.tr("Without the skill"))
        self._titles["adapted"].setText(self.tr("With the skill"))
        for side in _SIDES:
            self._answers[side].set_speaker(self._titles[side].text())
        self._show_state()

    @Slot()
    def _show_state(self) -> None:
        is_running = self._job is not None
        self._try.setText(self.tr("Stop") if is_running else self.tr("Try"))
        self._try.setEnabled(is_running or bool(self._message.text().strip()))
        is_waiting = self._job is not None and self._job.state is JobState.WAITING
        self._status.setText(self.tr("Waiting for the model to be ready…") if is_waiting else "")
        self._status.setVisible(is_waiting)

    @Slot()
    def _on_try_clicked(self) -> None:
        if self._job is not None:
            self._job.cancel()
        else:
            self._begin()

    @Slot()
    def _on_message_return_pressed(self) -> None:
        if self._job is None:
            self._begin()

    def _begin(self) -> None:
        text = self._message.text().strip()
        if text and self._adapter is None:
            self.try_requested.emit()
        if self._pack is None or self._adapter is None or not text:
            return
        self._texts = dict.fromkeys(_SIDES, "")
        for side in _SIDES:
            self._answers[side].show_text("")
        self._sides.show()
        job = self._runner.run(
            try_adapter,
            lane=Lane.CHATTER,
            pack=self._pack,
            adapter_id=self._adapter.id,
            strength=self._strength,
            text=text,
            sampling=Sampling(max_tokens=_MOST_TOKENS),
            in_words=self._in_words,
        )
        self._job = job
        job.started.connect(self._show_state)
        job.text_arrived.connect(self._on_job_text_arrived)
        job.succeeded.connect(self._on_job_succeeded)
        job.finished.connect(self._on_job_finished)
        self._show_state()

    @Slot(str, str)
    def _on_job_text_arrived(self, side: str, piece: str) -> None:
        if self.sender() is self._job:
            self._texts[side] += piece
            self._answers[side].show_text(self._texts[side])

    @Slot(object)
    def _on_job_succeeded(self, comparison: Comparison) -> None:
        if self.sender() is not self._job:
            return
        nothing = self.tr("(no answer)")
        self._answers["base"].show_text(comparison.base or nothing)
        self._answers["adapted"].show_text(comparison.adapted or nothing)
        words = self.tr("Both answers are there.")
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    @Slot()
    def _on_job_finished(self) -> None:
        if self.sender() is self._job:
            self._job = None
            self._show_state()
