"""One message of a chat."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from t2l_desktop.core.records import AnswerState, Message, Role
from t2l_desktop.gui.widgets.basics import button, label, row
from t2l_desktop.gui.widgets.icon_button import IconButton
from t2l_desktop.gui.widgets.markdown import MarkdownView


class MessageView(QFrame):
    """One message: questions stand in a soft box, answers are the page's own text."""

    retry_requested = Signal()
    link_clicked = Signal(str)

    def __init__(self, message: Message | None, who: str) -> None:
        super().__init__()
        self._message = message
        is_question = message is not None and message.role is Role.USER
        self._is_question = is_question
        self._is_marked_partial = False
        self.setProperty("role", "question" if is_question else "answer")
        self._who = label("muted", wraps=False)
        self._who.setText(who)
        self._body = MarkdownView()
        self._body.setAccessibleName(who)
        self._foot = QWidget()
        self._copy = IconButton("copy")
        self._mark = label("warn", wraps=False)
        self._retry = button("link")
        self._build_ui()
        self._copy.clicked.connect(self._on_copy_clicked)
        self._retry.clicked.connect(self.retry_requested)
        self._body.link_clicked.connect(self.link_clicked)
        self._retranslate()
        if message is not None:
            self._body.show_text(message.text, is_markdown=not is_question)
        self._show_state()

    @property
    def text(self) -> str:
        return self._body.given

    def show_live(self, text: str) -> None:
        """The answer as far as it has come."""
        self._body.show_text(text)

    def mark_partial(self) -> None:
        """Say that this answer was cut off, and offer to ask again."""
        self._is_marked_partial = True
        self._show_state()

    def _build_ui(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(4)
        # the text itself ends with the gap below its last line
        column.setContentsMargins(16, 10, 16, 6 if self._is_question else 0)
        head = row(spacing=4)
        head.addWidget(self._who, 1)
        head.addWidget(self._copy)
        column.addLayout(head)
        column.addWidget(self._body)
        foot = row(spacing=4)
        foot.setContentsMargins(0, 2, 0, 0)
        foot.addWidget(self._mark)
        foot.addWidget(self._retry)
        foot.addStretch(1)
        self._foot.setLayout(foot)
        column.addWidget(self._foot)

    def _retranslate(self) -> None:
        self._copy.set_words(self.tr("Copy this answer"))
        cut_off = self.tr("This answer was cut off.")
        self._mark.setText(self.tr("There is no answer to this.") if self._is_question else cut_off)
        self._retry.setText(self.tr("Retry"))

    def _show_state(self) -> None:
        is_partial = self._message is not None and self._message.state is AnswerState.PARTIAL
        is_cut_off = is_partial or self._is_marked_partial
        self._foot.setVisible(is_cut_off)
        self._copy.setVisible(not self._is_question and self._message is not None)
        self._mark.setVisible(is_cut_off)
        self._retry.setVisible(is_cut_off)

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
