"""The messages of one chat, read like a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from t2l_desktop.core.records import AnswerState, Message, Role
from t2l_desktop.gui.widgets.basics import Page, button, label, row
from t2l_desktop.gui.widgets.icon_button import IconButton
from t2l_desktop.gui.widgets.markdown import MarkdownView

_SHOWN = 30
_NEAR_THE_END = 24


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


class Transcript(Page):
    """Keeps the newest messages as widgets, more on request, and stays at the end while one reads there."""

    retry_requested = Signal(str)
    link_clicked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._messages: list[Message] = []
        self._name_of: Callable[[Message], str] = lambda _: ""
        self._views: list[MessageView] = []
        self._live: MessageView | None = None
        self._earlier = button("link")
        self._earlier.clicked.connect(self._on_earlier_clicked)
        self._count = _SHOWN
        self._follows = True
        self.column.setSpacing(20)
        self.column.addWidget(self._earlier, alignment=Qt.AlignmentFlag.AlignHCenter)
        self.column.addStretch(1)
        self.verticalScrollBar().rangeChanged.connect(self._on_bar_range_changed)
        self.verticalScrollBar().valueChanged.connect(self._on_bar_value_changed)
        self._retranslate()

    @property
    def texts(self) -> list[str]:
        """What the shown messages say."""
        views = [*self._views, self._live] if self._live is not None else self._views
        return [view.text for view in views]

    def show_messages(self, messages: Sequence[Message], name_of: Callable[[Message], str]) -> None:
        """Show a chat from its end; `name_of` says who speaks."""
        self._messages, self._name_of = list(messages), name_of
        self._count = _SHOWN
        self.end_live()
        self._fill()
        self._go_to_end()

    def add_question(self, text: str, who: str) -> None:
        """Show a question before it has been committed."""
        question = Message(id="", chat_id="", role=Role.USER, text=text, created_at=0.0)
        self._add(MessageView(question, who))
        self._go_to_end()

    def show_live(self, text: str, who: str) -> None:
        """Show the answer that is being given; only this view is drawn again."""
        if self._live is None:
            self._live = MessageView(None, who)
            self._live.link_clicked.connect(self.link_clicked)
            self.column.insertWidget(self.column.count() - 1, self._live)
        self._live.show_live(text)

    def end_live(self) -> None:
        """Take away the answer that was being given, as its committed form is shown in its stead."""
        if self._live is not None:
            _discard(self._live)
            self._live = None

    def _fill(self) -> None:
        for view in self._views:
            _discard(view)
        self._views = []
        shown = self._messages[-self._count :]
        for message in shown:
            self._add(MessageView(message, self._name_of(message)))
        if shown and shown[-1].role is Role.USER and self._live is None:
            # The app was ended, or the worker died, before a word of the answer had come.
            self._views[-1].mark_partial()
        self._earlier.setVisible(len(shown) < len(self._messages))

    def _add(self, view: MessageView) -> None:
        view.link_clicked.connect(self.link_clicked)
        view.retry_requested.connect(self._on_view_retry_requested)
        self._views.append(view)
        self.column.insertWidget(len(self._views), view)

    def _go_to_end(self) -> None:
        self._follows = True
        QTimer.singleShot(0, self._scroll_to_end)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Messages"))
        self._earlier.setText(self.tr("Show earlier messages"))

    @Slot()
    def _scroll_to_end(self) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())

    @Slot()
    def _on_bar_range_changed(self) -> None:
        if self._follows:
            self._scroll_to_end()

    @Slot(int)
    def _on_bar_value_changed(self, value: int) -> None:
        self._follows = value >= self.verticalScrollBar().maximum() - _NEAR_THE_END

    @Slot()
    def _on_earlier_clicked(self) -> None:
        self._count += _SHOWN
        self._follows = False
        self._fill()

    @Slot()
    def _on_view_retry_requested(self) -> None:
        view = self.sender()
        if not isinstance(view, MessageView) or view not in self._views:
            return
        before = self._views[: self._views.index(view) + 1]
        question = next((each.text for each in reversed(before) if each.property("role") == "question"), "")
        if question:
            self.retry_requested.emit(question)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


def _discard(view: QWidget) -> None:
    view.hide()
    view.setParent(None)
    view.deleteLater()
