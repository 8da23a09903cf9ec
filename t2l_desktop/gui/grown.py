"""Lengths that grow with the text; layouts are drawn for the usual size of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from t2l_desktop.gui.theme import BASE_POINTS


def grown(length: int) -> int:
    """A length in pixels at the usual text size, at the one that is on."""
    return round(length * QGuiApplication.font().pointSizeF() / BASE_POINTS)


def limit_width(widget: QWidget, width: int) -> None:
    """Let a widget be no wider than `width` at the usual text size, and accordingly at others."""
    _Limit(widget, width)


class _Limit(QObject):
    def __init__(self, widget: QWidget, width: int) -> None:
        super().__init__(widget)
        self._width = width
        widget.setMaximumWidth(grown(width))
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_font = event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange)
        if is_font and isinstance(watched, QWidget):
            watched.setMaximumWidth(grown(self._width))
        return False
