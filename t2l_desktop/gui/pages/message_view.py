"""One message of a chat, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from t2l_desktop.core.records import AnswerState, Message, Role
from t2l_desktop.gui import errors
from t2l_desktop.gui.widgets.basics import button, label, row, set_role, stack
from t2l_desktop.gui.widgets.code import COPIED_MS
from t2l_desktop.gui.widgets.icon_button import IconButton
from t2l_desktop.gui.widgets.inputs import SendingEdit
from t2l_desktop.gui.widgets.likeness import RouteLine
from t2l_desktop.gui.widgets.markdown import MarkdownView
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.operations.routing import Route


class MessageView(Translated, QFrame):
    """One message: questions stand in a soft box, answers are the page's own text.

    `again_requested` wants another answer, `edited` another version of a question, `version_requested` the version
    that is so many away, `other_requested` an answer with a skill that is to be chosen at the given button; `refused`
    says why something cannot be put into a question that is being changed.
    """

    again_requested = Signal(object)
    edited = Signal(object, str)
    version_requested = Signal(object, int)
    other_requested = Signal(object, QWidget)
    link_clicked = Signal(str)
    refused = Signal(str)

    def __init__(self, message: Message | None, who: str) -> None:
        super().__init__()
        self._message = message
        is_question = message is not None and message.role is Role.USER
        self._is_question = is_question
        self._is_unanswered = False
        self._is_busy = False
        self.setProperty("role", "question" if is_question else "answer")
        self._who = label("muted", wraps=False)
        self._earlier = IconButton("back", side=16)
        self._version = label("muted", wraps=False)
        self._later = IconButton("forward", side=16)
        self._edit = IconButton("rename", side=18)
        self._again = IconButton("again", side=18)
        self._copy = IconButton("copy", side=18)
        self._copied = QTimer(self, singleShot=True, interval=COPIED_MS)
        self._route = RouteLine()
        self._body = MarkdownView()
        self._editor: _Editor | None = None
        self._foot = QWidget()
        self._mark = label("muted")
        self._retry = button("link")
        self._build_ui()
        self._connect_signals()
        self._retranslate()
        self.set_who(who)
        if message is not None:
            self._route.show_route(route_of(message), can_change=True)
            self._body.show_text(message.text, is_markdown=not is_question)

    @property
    def text(self) -> str:
        return self._body.given

    @property
    def message(self) -> Message | None:
        """What is shown; None for the answer that is being given."""
        return self._message

    @property
    def edited_text(self) -> str | None:
        """What is being written in the message's stead and was not sent; None where nothing is."""
        return self._editor.text if self._editor is not None and self._editor.text != self.text else None

    def set_who(self, who: str) -> None:
        """Say who says it."""
        self._who.setText(who)
        self._body.set_speaker(who)

    def show_live(self, text: str, *, who: str, route: Route | None = None) -> None:
        """The answer as far as it has come, who gives it, and how the message was routed to that one."""
        self.set_who(who)
        self._route.show_route(route)
        self._body.show_text(text)

    def mark_partial(self) -> None:
        """Say that this question has no answer, and offer to ask again."""
        self._is_unanswered = True
        self._retranslate()

    def set_busy(self, busy: bool) -> None:
        """Whether an answer is being given in this chat; until it is there, nothing can be asked anew."""
        self._is_busy = busy
        self._show_state()

    def _build_ui(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setSpacing(4)
        # the text itself ends with the gap below its last line
        self._column.setContentsMargins(16, 6, 8, 6 if self._is_question else 0)
        head = row(spacing=2)
        head.addWidget(self._who, 1)
        for each in (self._earlier, self._version, self._later, self._edit, self._again, self._copy):
            head.addWidget(each)
        self._column.addLayout(head)
        self._column.addWidget(self._route)
        self._column.addWidget(self._body)
        foot = row(spacing=4)
        foot.setContentsMargins(0, 2, 0, 0)
        foot.addWidget(self._mark, 1)
        foot.addWidget(self._retry)
        self._foot.setLayout(foot)
        self._column.addWidget(self._foot)

    def _connect_signals(self) -> None:
        self._copy.clicked.connect(self._on_copy_clicked)
        self._copied.timeout.connect(self._show_copy)
        self._again.clicked.connect(self._on_again_clicked)
        self._retry.clicked.connect(self._on_again_clicked)
        self._edit.clicked.connect(self._on_edit_clicked)
        self._earlier.clicked.connect(self._on_earlier_clicked)
        self._later.clicked.connect(self._on_later_clicked)
        self._body.link_clicked.connect(self.link_clicked)
        self._route.other_requested.connect(self._on_route_other_requested)

    def _retranslate(self) -> None:
        self._show_copy()
        self._edit.set_words(self.tr("Change this message and ask anew"))
        self._again.set_words(self.tr("Answer once more"))
        self._earlier.set_words(self.tr("The version before"))
        self._later.set_words(self.tr("The next version"))
        self._retry.setText(self.tr("Retry"))
        self._mark.setText(self._remark())
        self._show_state()

    def _remark(self) -> str:
        message = self._message
        if self._is_unanswered:
            return self.tr("There is no answer to this.")
        if message is None or self._is_question:
            return ""
        if message.state is AnswerState.PARTIAL:
            return self.tr("This answer was cut off.")
        left_out = self.tr("The model could not read the first %n messages any more.", n=message.left_out)
        reasons = {
            "context": self.tr("The answer ends here because the model's memory for this chat is full."),
            "length": self.tr("The answer ends here because it reached the longest length."),
        }
        reason = reasons.get(message.stopped_by, "")
        return errors.joined(left_out if message.left_out else "", reason)

    def _show_state(self) -> None:
        message = self._message
        is_kept = message is not None and bool(message.id)
        is_partial = message is not None and message.state is AnswerState.PARTIAL
        set_role(self._mark, "warn" if is_partial or self._is_unanswered else "muted")
        self._foot.setVisible(bool(self._mark.text()))
        self._retry.setVisible(is_partial or self._is_unanswered)
        self._copy.setVisible(is_kept)
        self._edit.setVisible(is_kept and self._is_question)
        self._again.setVisible(is_kept and not self._is_question)
        for asking in (self._edit, self._again, self._retry, self._route.other):
            asking.setEnabled(not self._is_busy)
        if self._editor is not None:
            self._editor.set_busy(self._is_busy)
        has_versions = message is not None and message.versions > 1
        for each in (self._earlier, self._version, self._later):
            each.setVisible(has_versions)
        if message is not None:
            self._version.setText(f"{message.version} / {message.versions}")
            self._earlier.setEnabled(message.version > 1 and not self._is_busy)
            self._later.setEnabled(message.version < message.versions and not self._is_busy)

    @Slot()
    def _show_copy(self) -> None:
        if self._copied.isActive():
            self._copy.set_icon("check")
            self._copy.set_words(self.tr("Copied"))
        else:
            self._copy.set_icon("copy")
            self._copy.set_words(self.tr("Copy this message") if self._is_question else self.tr("Copy this answer"))

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        self._copied.start()
        self._show_copy()

    @Slot()
    def _on_again_clicked(self) -> None:
        self.again_requested.emit(self._message)

    @Slot()
    def _on_route_other_requested(self) -> None:
        self.other_requested.emit(self._message, self._route.other)

    @Slot()
    def _on_earlier_clicked(self) -> None:
        self.version_requested.emit(self._message, -1)

    @Slot()
    def _on_later_clicked(self) -> None:
        self.version_requested.emit(self._message, 1)

    @Slot()
    def _on_edit_clicked(self) -> None:
        if self._editor is None:
            self.edit(self.text).setFocus()

    def edit(self, text: str) -> QWidget:
        """Have `text` written in the message's stead; gives where."""
        self._editor = _Editor(text)
        self._editor.sent.connect(self._on_editor_sent)
        self._editor.given_up.connect(self._on_editor_given_up)
        self._editor.refused.connect(self.refused)
        self._column.insertWidget(1, self._editor)
        self._body.hide()
        self._editor.show()
        self._show_state()
        return self._editor

    @Slot(str)
    def _on_editor_sent(self, text: str) -> None:
        self._on_editor_given_up()  # it is the answer's to keep from now on
        self.edited.emit(self._message, text)

    @Slot()
    def _on_editor_given_up(self) -> None:
        if self._editor is not None:
            self._editor.hide()
            self._editor.deleteLater()
            self._editor = None
            self._body.show()
            self._edit.setFocus()


def route_of(message: Message) -> Route | None:
    """How a kept answer was routed; None where the person chose."""
    return None if message.likeness is None else Route(adapters=message.adapters, likeness=message.likeness)


class _Editor(Translated, QWidget):
    """A question that is being changed; what was asked before stays as another version."""

    sent = Signal(str)
    given_up = Signal()
    refused = Signal(str)

    def __init__(self, text: str) -> None:
        super().__init__()
        self._input = SendingEdit(least_lines=2, most_lines=12, sends_with_enter=False)
        self._input.setPlainText(text)
        self._send = button("plain")
        self._cancel = button("link")
        line = row(spacing=8)
        line.addWidget(self._send)
        line.addWidget(self._cancel)
        line.addStretch(1)
        whole = stack(spacing=8)
        whole.addWidget(self._input)
        whole.addLayout(line)
        self.setLayout(whole)
        self.setFocusProxy(self._input)
        self._input.moveCursor(self._input.textCursor().MoveOperation.End)
        self._input.send_requested.connect(self._on_send_clicked)
        self._input.refused.connect(self.refused)
        self._send.clicked.connect(self._on_send_clicked)
        self._cancel.clicked.connect(self.given_up)
        self._retranslate()

    @property
    def text(self) -> str:
        return self._input.toPlainText()

    def set_busy(self, busy: bool) -> None:
        """Whether the question has to wait until an answer has been given."""
        self._send.setEnabled(not busy)

    def _retranslate(self) -> None:
        self._input.setAccessibleName(self.tr("Change the message"))
        self._send.setText(self.tr("Ask anew"))
        self._cancel.setText(self.tr("Cancel"))

    @Slot()
    def _on_send_clicked(self) -> None:
        text = self._input.toPlainText().strip()
        if text and self._send.isEnabled():
            self.sent.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
            return
        super().keyPressEvent(event)
