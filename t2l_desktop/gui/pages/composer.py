"""Below the chat: how the model is talked to, and what to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from t2l_desktop.core.records import Adapter, Manner, Pack
from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.pages.manner_bar import MannerBar
from t2l_desktop.gui.pages.new_chat import with_skill_replaced
from t2l_desktop.gui.shortcuts import shown
from t2l_desktop.gui.verbatim import caption
from t2l_desktop.gui.widgets.basics import button, label, row, stack
from t2l_desktop.gui.widgets.foreign_note import ForeignNote
from t2l_desktop.gui.widgets.inputs import SendingEdit
from t2l_desktop.gui.widgets.translated import Translated


class Composer(Translated, QWidget):
    """One manner above the input, or two where answers are compared; Send becomes Stop while an answer is given."""

    send_requested = Signal(str)
    stop_requested = Signal()
    manner_changed = Signal()
    note_action_requested = Signal()

    def __init__(self, runner: JobRunner, messages: MessageBus) -> None:
        super().__init__()
        self._is_busy = False
        self._can_send = True
        self._is_comparing = False
        self._other = MannerBar(runner, messages)
        self._bar = MannerBar(runner, messages)
        self._input = SendingEdit(least_lines=1, most_lines=8, sends_with_enter=True)
        self._send = button("filled")
        self._status = label("muted", wraps=False)
        self._note = label("muted")
        self._note_action = button("link")
        self._foreign = ForeignNote(self._input)
        self._build_ui()
        self._connect_signals()
        self._input.refused.connect(messages.info)
        self._retranslate()

    @property
    def manner(self) -> Manner:
        """How the chat goes on."""
        return self._bar.manner

    @property
    def other_manner(self) -> Manner | None:
        """What it is compared with, while it is."""
        return self._other.manner if self._is_comparing else None

    def set_adapters(self, adapters: Sequence[Adapter], known: Mapping[str, Adapter]) -> None:
        """Offer these skills, and of all known ones those that the chat uses; the chosen ones stay chosen."""
        for bar in (self._bar, self._other):
            bar.set_adapters(adapters, known)

    def settle(self) -> None:
        """Tell at once of a change that has not been told yet."""
        self._bar.details.settle()

    def show_manner(self, manner: Manner) -> None:
        """Show what a chat goes on with."""
        self._bar.show_manner(manner)
        self._other.show_manner(Manner(system_prompt=manner.system_prompt, sampling=manner.sampling))

    def replace_skill(self, former_id: str, adapter: Adapter) -> bool:
        """Go on with what has taken a skill's place, on either side; says whether the chat itself does."""
        former = self.manner
        for bar in (self._bar, self._other):
            manner = with_skill_replaced(bar.manner, former_id, adapter)
            if manner != bar.manner:
                bar.show_manner(manner)
        return self.manner != former

    def set_comparing(self, comparing: bool) -> None:
        """Whether the next message is answered twice."""
        self._is_comparing = comparing
        self._other.setVisible(comparing)
        self._retranslate()

    def set_busy(self, busy: bool) -> None:
        """Whether an answer is being given in this chat."""
        self._is_busy = busy
        self._show_state()

    def set_pack(self, pack: Pack | None) -> None:
        """Whom one talks to; without a pack there is nobody."""
        self._can_send = pack is not None
        self._foreign.set_languages(pack.languages if pack is not None else ())
        for bar in (self._bar, self._other):
            bar.set_pack(pack)
        self._show_state()

    def set_sends_with_enter(self, enter: bool) -> None:
        self._input.sends_with_enter = enter
        self._retranslate()

    def set_note(self, text: str, *, action: str = "") -> None:
        """What there is to know about this pack's chats, and what can be done about it."""
        self._note.setText(text)
        self._note.setVisible(bool(text))
        self._note_action.setText(caption(action))
        self._note_action.setVisible(bool(action))

    def set_status(self, text: str) -> None:
        """The quiet line: what goes on, or how fast the last answer was."""
        self._status.setText(text)

    @property
    def text(self) -> str:
        return self._input.toPlainText()

    def set_text(self, text: str) -> None:
        """Replace what is being written."""
        self._input.setPlainText(text)

    def _build_ui(self) -> None:
        above = row(spacing=12)
        above.addWidget(self._other, 1)
        above.addWidget(self._bar, 1)
        line = row(spacing=8)
        line.addWidget(self._input, 1)
        line.addWidget(self._send, alignment=Qt.AlignmentFlag.AlignBottom)
        below = row(spacing=16)
        below.addWidget(self._note, 1)
        below.addWidget(self._note_action)
        below.addWidget(self._status)
        whole = stack(spacing=8)
        whole.addLayout(above)
        whole.addLayout(line)
        whole.addWidget(self._foreign)
        whole.addLayout(below)
        self.setLayout(whole)
        self.setFocusProxy(self._input)
        self._note.hide()
        self._note_action.hide()
        self._other.hide()

    def _connect_signals(self) -> None:
        self._send.clicked.connect(self._on_send_clicked)
        self._input.send_requested.connect(self._on_input_send_requested)
        self._input.textChanged.connect(self._show_state)
        self._bar.changed.connect(self.manner_changed)
        self._note_action.clicked.connect(self.note_action_requested)

    def _retranslate(self) -> None:
        self._input.setAccessibleName(self.tr("Message"))
        with_enter = self.tr("Enter sends, {key} begins a new line").format(key=shown("Shift+Enter"))
        with_control = self.tr("{key} sends, Enter begins a new line").format(key=shown("Ctrl+Enter"))
        self._input.setPlaceholderText(self.tr("Write a message…"))
        self._send.setToolTip(with_enter if self._input.sends_with_enter else with_control)
        self._other.set_title(self.tr("Left") if self._is_comparing else "")
        self._bar.set_title(self.tr("Right: the chat goes on with this") if self._is_comparing else "")
        self._show_state()

    @Slot()
    def _show_state(self) -> None:
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
