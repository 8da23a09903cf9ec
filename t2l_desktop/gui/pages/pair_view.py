"""Two answers to one question, beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from t2l_desktop.core.records import Message
from t2l_desktop.gui.pages.message_view import MessageView, route_of
from t2l_desktop.gui.widgets.basics import button, margins
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.operations.routing import Route


class _Side(Translated, QFrame):
    """One answer, and the button that lets the chat go on with it."""

    chosen = Signal(object)
    link_clicked = Signal(str)

    def __init__(self, who: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.who = who
        self._message: Message | None = None
        self._is_shown = False
        self.view = MessageView(None, who)
        self.view.link_clicked.connect(self.link_clicked)
        self.choose = button("link")
        self.choose.clicked.connect(self._on_choose_clicked)
        self.choose.hide()
        self._column = QVBoxLayout(self)
        margins(self._column, 4)
        self._column.addWidget(self.view)
        self._column.addStretch(1)
        self._column.addWidget(self.choose)
        self._retranslate()

    def show_live(self, text: str, *, route: Route | None) -> None:
        """The answer as far as it has come."""
        self.view.show_live(text, who=self.who, route=route)

    def show_kept(self, message: Message) -> None:
        """The whole answer, as it is kept."""
        self._message = message
        self.show_live(message.text or self.tr("(no answer)"), route=route_of(message))
        self.choose.show()

    def set_shown(self, message_id: str) -> None:
        """Say whether this is the answer that the chat goes on with."""
        self._is_shown = self._message is not None and self._message.id == message_id
        self._retranslate()

    def _retranslate(self) -> None:
        self.choose.setText(self.tr("The chat goes on with this") if self._is_shown else self.tr("Go on with this one"))
        self.choose.setAccessibleDescription(self.who)
        self.choose.setEnabled(not self._is_shown)

    def name_anew(self, who: str) -> None:
        """Say who gives the answer, as it is called by now."""
        self.who = who
        self.view.set_who(who)
        self._retranslate()

    @Slot()
    def _on_choose_clicked(self) -> None:
        self.chosen.emit(self._message)


class PairView(QFrame):
    """Streams both answers; when they are kept, one of them is chosen to go on with."""

    chosen = Signal(object)
    link_clicked = Signal(str)

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.setProperty("role", "answer")
        self.sides = [_Side(name) for name in names]
        across = QHBoxLayout(self)
        margins(across, 0)
        across.setSpacing(16)
        for side in self.sides:
            side.chosen.connect(self._on_side_chosen)
            side.link_clicked.connect(self.link_clicked)
            across.addWidget(side, 1)

    @property
    def texts(self) -> list[str]:
        """What both say so far."""
        return [side.view.text for side in self.sides]

    def show_live(self, texts: Sequence[str], names: Sequence[str], routes: Sequence[Route | None]) -> None:
        """Both answers as far as they have come, and who gives them."""
        for side, text, name, route in zip(self.sides, texts, names, routes, strict=True):
            side.who = name
            side.show_live(text, route=route)

    def name_anew(self, names: Sequence[str]) -> None:
        """Say who gives the answers, as they are called by now."""
        for side, name in zip(self.sides, names, strict=True):
            side.name_anew(name)

    def show_kept(self, messages: Sequence[Message]) -> None:
        """Both answers as they are kept; the last one is what the chat goes on with."""
        for side, message in zip(self.sides, messages, strict=True):
            side.show_kept(message)
            side.set_shown(messages[-1].id)

    @Slot(object)
    def _on_side_chosen(self, message: Message) -> None:
        for side in self.sides:
            side.set_shown(message.id)
        self.chosen.emit(message)
