"""Shows where the keyboard is, on what has no frame of its own to do so."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from t2l_desktop.gui.theme import color

_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_WIDTH = 2.0
_RADIUS = 8.0


class FocusRing(QWidget):
    """Lies around its owner, `room` pixels outside of it, or inside where that is negative; the owner tells it when.

    It keeps no owner: a ring of references would have Python let go of both long after Qt has.
    """

    def __init__(self, owner: QWidget, *, room: int) -> None:
        super().__init__(owner)
        self._room = room
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def come(self, owner: QWidget, event: QFocusEvent) -> None:
        """The owner has got the keyboard; who clicked on it sees that anyway."""
        if event.reason() in _BY_KEYBOARD:
            self._surround(owner)
            self.show()

    def follow(self, owner: QWidget) -> None:
        """The owner has another place or size."""
        if self.isVisible():
            self._surround(owner)

    def _surround(self, owner: QWidget) -> None:
        outside = owner.parentWidget() if self._room >= 0 else None
        if outside is not None and self.parentWidget() is not outside:
            self.setParent(outside)
        area = owner.rect() if outside is None else owner.geometry()
        room = owner.rect() if outside is None else outside.rect()
        self.setGeometry(area.adjusted(-self._room, -self._room, self._room, self._room).intersected(room))
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color("accent"), _WIDTH))
        half = _WIDTH / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), _RADIUS, _RADIUS)
        painter.end()
