"""A page beside the rail's: opened for something, and left again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from t2l_desktop.gui.shortcuts import Key, shown
from t2l_desktop.gui.widgets.basics import Page, label, row
from t2l_desktop.gui.widgets.icon_button import IconButton
from t2l_desktop.gui.widgets.translated import Translated


class AsidePage(Translated, Page):
    """Has a title with the way back before it; whoever makes one says what the title is."""

    back_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._back = IconButton("back")
        self._title = label("title")
        head = row(spacing=8)
        head.addWidget(self._back, alignment=Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        self.column.addLayout(head)
        self._back.clicked.connect(self.back_requested)

    def _retranslate(self) -> None:
        self._back.set_words(self.tr("Back ({key})").format(key=shown(Key.LEAVE)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What is being edited takes Escape for itself; what nobody takes comes here."""
        if event.key() == Qt.Key.Key_Escape:
            self.back_requested.emit()
            return
        super().keyPressEvent(event)
