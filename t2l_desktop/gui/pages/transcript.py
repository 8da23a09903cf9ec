"""The messages of one chat, read like a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from t2l_desktop.core.records import Message, Role
from t2l_desktop.gui.pages.message_view import MessageView
from t2l_desktop.gui.widgets.basics import Page, button

_SHOWN = 30
_NEAR_THE_END = 24


class Transcript(Page):
    """Keeps the newest messages as widgets, more on request, and stays at the end while one reads there."""

    again_requested = Signal(object)
    edited = Signal(object, str)
    version_requested = Signal(object, int)
    link_clicked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._messages: list[Message] = []
        self._name_of: Callable[[Message], str] = lambda _: ""
        self._views: list[MessageView] = []
        self._live: MessageView | None = None
        self._tail: QWidget | None = None
        self._is_answering = False
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

    def show_messages(
        self, messages: Sequence[Message], name_of: Callable[[Message], str], *, is_answering: bool = False
    ) -> None:
        """Show a chat from its end; `name_of` says who speaks, `is_answering` that an answer to the last is to come."""
        self._is_answering = is_answering
        self.set_tail(None)
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

    def set_tail(self, tail: QWidget | None) -> None:
        """Show something after the last message, in the place of what was there."""
        if self._tail is not None:
            _discard(self._tail)
        self._tail = tail
        if tail is not None:
            self.column.insertWidget(self.column.count() - 1, tail)

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
        if shown and shown[-1].role is Role.USER and not self._is_answering:
            # The app was ended, or the worker died, before a word of the answer had come.
            self._views[-1].mark_partial()
        self._earlier.setVisible(len(shown) < len(self._messages))

    def _add(self, view: MessageView) -> None:
        view.link_clicked.connect(self.link_clicked)
        view.again_requested.connect(self.again_requested)
        view.edited.connect(self.edited)
        view.version_requested.connect(self.version_requested)
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

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


def _discard(view: QWidget) -> None:
    view.hide()
    view.setParent(None)
    view.deleteLater()
