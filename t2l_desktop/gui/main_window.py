"""The window: the rail, the notices and the pages; light enough to be painted before anything else is loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from t2l_desktop.gui.icons import icon
from t2l_desktop.gui.shortcuts import FIND_FIELD, Key, page_key
from t2l_desktop.gui.tab_order import move_focus
from t2l_desktop.gui.widgets.drop_veil import DropVeil
from t2l_desktop.gui.widgets.rail import PAGES, Rail
from t2l_desktop.gui.widgets.translated import Translated

_SIZE = (1120, 780)


class MainWindow(Translated, QMainWindow):
    """Shows the rail at once; `fill` brings the pages."""

    painted = Signal()
    activated = Signal()
    files_dropped = Signal(object)
    new_chat_requested = Signal()
    closing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("T2L Desktop")
        self.folders: dict[str, str] = {}  # where the file dialogs were last, by what they are for
        self._is_painted = False
        self._pages: Mapping[str, QWidget] = {}
        self._banner: QWidget | None = None
        self._origin = PAGES[0]
        self._asides: list[QWidget] = []  # pages that are not on the rail, down to the one that is shown
        self._rail = Rail()
        self._pile = QStackedWidget()
        self._right = QVBoxLayout()
        self._drop = DropVeil(self, self.files_dropped.emit)
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    def fill(self, banner: QWidget, pages: Mapping[str, QWidget]) -> None:
        """Take the notices' view and the pages by their names on the rail, and show the one to begin with."""
        self.setWindowIcon(icon("create", tint="accent"))
        self._empty()
        self._right.insertWidget(0, banner)
        self._banner = banner
        self._pages = pages
        self._rail.show()
        for name in PAGES:
            self._pile.addWidget(pages[name])
        self.show_page(self._origin)

    def begin_at(self, name: str) -> None:
        """Choose the page of the rail that is shown first."""
        self._origin = name
        self._rail.choose(name)

    def fill_with(self, page: QWidget) -> None:
        """Show one thing only, as while the app cannot work; what was there before is gone for good."""
        self._empty()
        self._pile.addWidget(page)
        self._rail.hide()
        page.setFocus()

    def hold(self, page: QWidget) -> None:
        """Show a page beside the rail until the others are there."""
        self._pile.addWidget(page)

    @Slot(str)
    def show_page(self, name: str) -> None:
        """Show one of the rail's pages, ready to be typed into, as soon as they are there."""
        self._rail.choose(name)
        if name in self._pages:
            self._asides.clear()
            self._rail.stop_at_chosen()
            self._pile.setCurrentWidget(self._pages[name])
            self._pages[name].setFocus()
        else:
            self._origin = name

    @Slot(str)
    def _on_rail_page_chosen(self, name: str) -> None:
        """Who goes through the rail with the arrow keys stays there."""
        has_keyboard = self._rail.has_keyboard
        self.show_page(name)
        if has_keyboard:
            self._rail.take_keyboard()

    def show_aside(self, page: QWidget) -> None:
        """Show a page that is not on the rail; `go_back` leads to where the person was."""
        if self._pile.indexOf(page) < 0:
            self._pile.addWidget(page)
        self._origin = self.origin
        if page in self._asides:
            del self._asides[self._asides.index(page) :]
        self._asides.append(page)
        self._pile.setCurrentWidget(page)
        page.setFocus()

    @Slot()
    def go_back(self) -> None:
        """Leave a page that is not on the rail, for the one from which it was opened."""
        if len(self._asides) > 1:
            self.show_aside(self._asides[-2])
        else:
            self.show_page(self._origin)

    @property
    def page_name(self) -> str:
        """The page that is shown; empty before there are any."""
        current = self._pile.currentWidget()
        return next((name for name, page in self._pages.items() if page is current), "")

    @property
    def origin(self) -> str:
        """The page of the rail that is shown, or that one came from."""
        return self.page_name or self._origin

    def _empty(self) -> None:
        self._origin = self.origin
        self._asides.clear()
        self._pages = {}
        leaving = [self._pile.widget(number) for number in range(self._pile.count())]
        for widget in (*leaving, self._banner):
            if widget is not None:
                widget.hide()
                self._pile.removeWidget(widget)
                self._right.removeWidget(widget)
                widget.deleteLater()
        self._banner = None

    def _build_ui(self) -> None:
        self._right.setContentsMargins(0, 0, 0, 0)
        self._right.setSpacing(0)
        self._right.addWidget(self._pile, 1)
        inside = QWidget()
        across = QHBoxLayout(inside)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self._rail)
        across.addLayout(self._right, 1)
        self.setCentralWidget(inside)
        self._rail.choose(PAGES[0])
        self.resize(*_SIZE)

    def _connect_signals(self) -> None:
        self._rail.page_chosen.connect(self._on_rail_page_chosen)
        for number, name in enumerate(PAGES, start=1):
            key = QShortcut(QKeySequence(page_key(number)), self)
            key.activated.connect(partial(self.show_page, name))
        # Qt's standard keys for these are none on some systems, and on Linux they depend on the desktop.
        wishes: dict[Key, Callable[[], object]] = {
            Key.HELP: partial(self.show_page, "help"),
            Key.SETTINGS: partial(self.show_page, "settings"),
            Key.NEW_CHAT: self.new_chat_requested.emit,
            Key.FIND: self._on_find_wanted,
            Key.CLOSE: self.close,
            Key.QUIT: self.close,
        }
        for keys, wish in wishes.items():
            QShortcut(QKeySequence(keys), self).activated.connect(wish)

    @Slot()
    def _on_find_wanted(self) -> None:
        """Go to where one searches, on the pages where one can."""
        field = next((each for each in self.findChildren(QLineEdit, FIND_FIELD) if each.isVisible()), None)
        if field is not None:
            field.setFocus()
            field.selectAll()

    def _retranslate(self) -> None:
        self._drop.say(self.tr("Drop it here to add it"))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            self.painted.emit()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return move_focus(self.centralWidget(), forward=forward)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.activated.emit()
        super().changeEvent(event)
