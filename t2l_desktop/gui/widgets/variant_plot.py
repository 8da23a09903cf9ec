"""Variants as points: how large each is, and how well it does."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from t2l_desktop.gui.recipe_words import percent_text
from t2l_desktop.gui.sizes import small_size_text
from t2l_desktop.gui.theme import color
from t2l_desktop.gui.widgets.translated import Translated

_LINES = (0.0, 0.25, 0.5, 0.75, 1.0)
_HEIGHT, _POINT, _REACH = 11, 0.3, 0.9  # in letter heights


@dataclass(frozen=True, kw_only=True)
class PlotPoint:
    """One variant: its size in bytes, its value between 0 and 1, and its words."""

    name: str
    nbytes: int
    value: float


class VariantPlot(Translated, QWidget):
    """A picture of the table beside it: a click chooses a row there, and all that it shows stands there in words."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._points: tuple[PlotPoint | None, ...] = ()
        self._chosen = -1
        self._title = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._retranslate()

    def set_points(self, points: tuple[PlotPoint | None, ...], title: str) -> None:
        """Show a point for each row that has one; the title says what their height means."""
        self._points, self._title = points, title
        self._retranslate()

    def choose(self, row: int) -> None:
        """Mark the point of a row."""
        self._chosen = row
        self.update()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("{title}, by size").format(title=self._title))
        words = [
            self.tr("{name}: {size}, {value}").format(
                name=point.name, size=small_size_text(point.nbytes), value=percent_text(point.value)
            )
            for point in self._points
            if point is not None
        ]
        self.setAccessibleDescription("; ".join(words))
        self.update()

    @property
    def _unit(self) -> int:
        return self.fontMetrics().height()

    @property
    def _area(self) -> QRectF:
        """Where the points are, between the figures on the left and below, and the title above."""
        left = self.fontMetrics().horizontalAdvance(percent_text(1.0)) + self._unit
        return QRectF(self.rect()).adjusted(left, 2.0 * self._unit, -1.5 * self._unit, -1.8 * self._unit)

    @property
    def _most(self) -> float:
        return 1.08 * max((point.nbytes for point in self._points if point is not None), default=1)

    def _place(self, point: PlotPoint) -> QPointF:
        area = self._area
        return QPointF(
            area.left() + area.width() * point.nbytes / self._most, area.bottom() - area.height() * point.value
        )

    def _row_at(self, position: QPointF) -> int:
        """The row whose point is nearest, within reach; -1 where there is none."""
        near = [
            ((self._place(point) - position).manhattanLength(), row)
            for row, point in enumerate(self._points)
            if point is not None
        ]
        distance, row = min(near, default=(0.0, -1))
        return row if distance <= _REACH * self._unit else -1

    def sizeHint(self) -> QSize:
        return QSize(20 * self._unit, _HEIGHT * self._unit)

    def minimumSizeHint(self) -> QSize:
        return QSize(14 * self._unit, _HEIGHT * self._unit)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        radius = _POINT * self._unit
        rows = [row for row, point in enumerate(self._points) if point is not None and row != self._chosen]
        for row in [*rows, self._chosen]:
            point = self._points[row] if 0 <= row < len(self._points) else None
            if point is None:
                continue
            is_chosen = row == self._chosen
            painter.setPen(QPen(color("surface"), 1.5))
            painter.setBrush(color("accent" if is_chosen else "outline"))
            grown = 1.5 * radius if is_chosen else radius
            painter.drawEllipse(self._place(point), grown, grown)
        self._paint_name(painter)
        painter.end()

    def _paint_frame(self, painter: QPainter) -> None:
        area, line = self._area, self._unit
        painter.setPen(color("muted"))
        painter.drawText(QRectF(0, 0, self.width(), 1.5 * line), int(Qt.AlignmentFlag.AlignVCenter), self._title)
        beside = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        for share in _LINES:
            y = area.bottom() - area.height() * share
            painter.setPen(QPen(color("border"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(color("muted"))
            painter.drawText(QRectF(0, y - line, area.left() - 0.5 * line, 2 * line), beside, percent_text(share))
        below = QRectF(area.left(), area.bottom() + 0.4 * line, area.width(), 1.4 * line)
        if any(self._points):
            painter.drawText(below, int(Qt.AlignmentFlag.AlignLeft), small_size_text(0))
            painter.drawText(below, int(Qt.AlignmentFlag.AlignRight), small_size_text(round(self._most)))
        painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter), self.tr("Size of the file"))

    def _paint_name(self, painter: QPainter) -> None:
        """The name of the chosen point, on the side where there is room for it."""
        point = self._points[self._chosen] if 0 <= self._chosen < len(self._points) else None
        if point is None:
            return
        place, width = self._place(point), self.fontMetrics().horizontalAdvance(point.name)
        is_right = place.x() + width + 2 * self._unit < self.width()
        x = place.x() + 0.8 * self._unit if is_right else place.x() - 0.8 * self._unit - width
        y = min(max(place.y() - self._unit, self._area.top() - 0.4 * self._unit), self._area.bottom() - self._unit)
        around = QRectF(x - 4, y - 0.2 * self._unit, width + 8, 1.4 * self._unit)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("surface"))
        painter.drawRoundedRect(around, 4, 4)
        painter.setPen(color("text"))
        painter.drawText(around, int(Qt.AlignmentFlag.AlignCenter), point.name)

    def _words_at(self, position: QPoint) -> str:
        row = self._row_at(QPointF(position))
        point = self._points[row] if row >= 0 else None
        if point is None:
            return ""
        return self.tr("{name}: {size}, {value}").format(
            name=point.name, size=small_size_text(point.nbytes), value=percent_text(point.value)
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position())
        if row >= 0:
            self.chosen.emit(row)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._words_at(event.pos()), self)
            return True
        return super().event(event)
