"""What lies over the window while something that it takes is held over it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from t2l_desktop.gui.widgets.basics import frame, label, margins

_INSET = 12


class DropVeil(QObject):
    """Makes the window take files and folders, and tells what was dropped."""

    def __init__(self, window: QWidget, on_drop: Callable[[Sequence[Path]], None]) -> None:
        super().__init__(window)
        self._window = window
        self._on_drop = on_drop
        self._text = label("heading")
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.veil = frame("drop")
        self.veil.setParent(window)
        self.veil.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside = QVBoxLayout(self.veil)
        margins(inside, _INSET)
        inside.addWidget(self._text)
        self.veil.hide()
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def say(self, text: str) -> None:
        """What would happen to what is held over the window."""
        self._text.setText(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and event.source() is None and _has_files(event.mimeData()):
            self._show()
            event.acceptProposedAction()
            return True
        if event.type() == QEvent.Type.DragLeave:
            self.veil.hide()
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self.veil.hide()
            event.acceptProposedAction()
            self._on_drop(dropped_paths(event.mimeData()))
            return True
        return False

    def _show(self) -> None:
        self.veil.setGeometry(self._window.rect().adjusted(_INSET, _INSET, -_INSET, -_INSET))
        self.veil.raise_()
        self.veil.show()


def _has_files(data: QMimeData) -> bool:
    return any(url.isLocalFile() for url in data.urls())


def dropped_paths(data: QMimeData) -> list[Path]:
    """The files and folders that are dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
