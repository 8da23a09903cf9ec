"""A bar as long as a score is high; the words beside it say the same."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from t2l_desktop.gui.theme import color


class ScoreBar(QWidget):
    """Fills from the left."""

    def __init__(self, tint: Literal["accent", "outline"]) -> None:
        super().__init__()
        self._tint = tint
        self._fraction = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_fraction(self, fraction: float) -> None:
        """How much of it is filled, from 0 to 1."""
        self._fraction = fraction
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().height() * 6, self.fontMetrics().height() * 2 // 3)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().height() * 3, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(color("border"))
        painter.setBrush(color("sunken"))
        painter.drawRoundedRect(area, 4, 4)
        if self._fraction > 0:
            painter.setPen(color(self._tint))
            painter.setBrush(color(self._tint))
            painter.drawRoundedRect(area.adjusted(0, 0, -area.width() * (1 - self._fraction), 0), 4, 4)
        painter.end()
