"""Below the chat: which skill, how strongly, and what to say."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from t2l_desktop.core.records import Adapter, AdapterUse
from t2l_desktop.gui.widgets.basics import Choice, ElidedLabel, button, label, row, stack
from t2l_desktop.gui.widgets.foreign_note import ForeignNote
from t2l_desktop.gui.widgets.inputs import SendingEdit
from t2l_desktop.gui.widgets.strength import StrengthSlider


class Composer(QWidget):
    """Skill picker and strength above the input; Send becomes Stop while an answer is given."""

    send_requested = Signal(str)
    stop_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._adapters: list[Adapter] = []
        self._extra: dict[str, Adapter] = {}
        self._is_busy = False
        self._can_send = True
        self._skill_label = label("plain", wraps=False)
        self._skills = Choice()
        self._strength = StrengthSlider()
        self._input = SendingEdit(least_lines=1, most_lines=8, sends_with_enter=True)
        self._send = button("filled")
        self._status = label("muted", wraps=False)
        self._note = ElidedLabel("muted")
        self._foreign = ForeignNote(self._input)
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    @property
    def uses(self) -> tuple[AdapterUse, ...]:
        """The chosen skill at its strength, or nothing."""
        adapter_id = self._skills.currentData()
        return (AdapterUse(adapter_id=adapter_id, strength=self._strength.strength),) if adapter_id else ()

    def set_adapters(self, adapters: Sequence[Adapter]) -> None:
        """Offer these skills; the chosen one stays chosen."""
        chosen = self._skills.currentData() or ""
        self._adapters = list(adapters)
        self._fill(chosen)

    def choose(self, uses: Sequence[AdapterUse], *, extra: Adapter | None = None) -> None:
        """Choose what a chat was last held with; `extra` is a draft, which the list does not have."""
        if extra is not None:
            self._extra[extra.id] = extra
        self._fill(uses[0].adapter_id if uses else "")
        self._strength.set_strength(uses[0].strength if uses else 1.0)

    def set_busy(self, busy: bool) -> None:
        """Whether an answer is being given in this chat."""
        self._is_busy = busy
        self._show_state()

    def set_sendable(self, sendable: bool) -> None:
        """Whether there is a pack to talk to."""
        self._can_send = sendable
        self._show_state()

    def set_sends_with_enter(self, enter: bool) -> None:
        self._input.sends_with_enter = enter
        self._retranslate()

    def set_languages(self, languages: Sequence[str]) -> None:
        """What the pack reads, as language codes."""
        self._foreign.set_languages(languages)

    def set_note(self, text: str) -> None:
        """What there is to know about this pack's chats."""
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def set_status(self, text: str) -> None:
        """The quiet line: what goes on, or how fast the last answer was."""
        self._status.setText(text)

    def clear_input(self) -> None:
        self._input.clear()

    def _build_ui(self) -> None:
        self._skill_label.setBuddy(self._skills)
        above = row(spacing=12)
        above.addWidget(self._skill_label)
        above.addWidget(self._skills, 1)
        above.addSpacing(12)
        above.addWidget(self._strength, 1)
        line = row(spacing=8)
        line.addWidget(self._input, 1)
        line.addWidget(self._send, alignment=Qt.AlignmentFlag.AlignBottom)
        below = row(spacing=16)
        below.addWidget(self._note, 1)
        below.addWidget(self._status)
        whole = stack(spacing=8)
        whole.addLayout(above)
        whole.addLayout(line)
        whole.addWidget(self._foreign)
        whole.addLayout(below)
        self.setLayout(whole)
        self.setFocusProxy(self._input)
        self._note.hide()

    def _connect_signals(self) -> None:
        self._send.clicked.connect(self._on_send_clicked)
        self._input.send_requested.connect(self._on_input_send_requested)
        self._input.textChanged.connect(self._show_state)
        self._skills.currentIndexChanged.connect(self._show_state)

    def _retranslate(self) -> None:
        self._skill_label.setText(self.tr("Skill"))
        self._skills.setAccessibleName(self.tr("Skill"))
        self._input.setAccessibleName(self.tr("Message"))
        with_enter = self.tr("Enter sends, Shift+Enter begins a new line")
        with_control = self.tr("Ctrl+Enter sends, Enter begins a new line")
        self._input.setPlaceholderText(self.tr("Write a message…"))
        self._send.setToolTip(with_enter if self._input.sends_with_enter else with_control)
        self._fill(self._skills.currentData() or "")
        self._show_state()

    def _fill(self, chosen: str) -> None:
        blocker = QSignalBlocker(self._skills)
        self._skills.clear()
        self._skills.addItem(self.tr("None (the base model alone)"), "")
        known = {adapter.id for adapter in self._adapters}
        drafts = [adapter for adapter in self._extra.values() if adapter.id not in known]
        for adapter in (*drafts, *self._adapters):
            self._skills.addItem(adapter.name, adapter.id)
        if chosen and self._skills.findData(chosen) < 0:
            self._skills.addItem(self.tr("A skill that is not there any more"), chosen)
        self._skills.setCurrentIndex(self._skills.findData(chosen))
        blocker.unblock()
        self._show_state()

    @Slot()
    def _show_state(self) -> None:
        self._strength.setEnabled(bool(self._skills.currentData()))
        self._send.setText(self.tr("Stop") if self._is_busy else self.tr("Send"))
        has_words = bool(self._input.toPlainText().strip())
        self._send.setEnabled(self._is_busy or (has_words and self._can_send))

    @Slot()
    def _on_send_clicked(self) -> None:
        if self._is_busy:
            self.stop_requested.emit()
        else:
            self._on_input_send_requested()

    @Slot()
    def _on_input_send_requested(self) -> None:
        text = self._input.toPlainText().strip()
        if text and self._can_send and not self._is_busy:
            self.send_requested.emit(text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
