"""Skills as points: those that are alike lie near each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QGestureEvent, QPinchGesture, QSizePolicy, QToolTip, QWidget

from t2l_desktop.gui.language import listed
from t2l_desktop.gui.theme import color
from t2l_desktop.gui.verbatim import tip
from t2l_desktop.gui.widgets.translated import Translated

ZOOM_STEP = 1.4
_NEAREST, _FURTHEST = 64.0, 1.0
_MARGIN, _POINT, _REACH = 2.0, 0.3, 0.9  # in letter heights
_MOST_NAMES, _MOST_TRIED = 80, 1000
_CELL = 0.5  # in letter heights: what a name or a point takes is taken by such squares
_NAME_EMS = 14
_WHEEL_NOTCH = 120
# What an arrow key looks along, with y growing downwards.
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
Point = tuple[float, float]


class SkillMap(Translated, QWidget):
    """Wheel, pinch, + and - zoom, dragging moves, 0 shows all; a click or the arrow keys select, Enter opens."""

    selected = Signal(str)
    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._points: dict[str, Point] = {}
        self._names: Mapping[str, str] = {}
        self._chosen = ""
        self._zoom = 1.0
        self._centre = QPointF(0, 0)  # of what is seen, in the points' own measure
        self._pressed: QPointF | None = None
        self._has_moved = False
        self._shown_names: list[tuple[str, QRectF]] | None = None  # None: to be found again
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self._retranslate()

    @property
    def zoom(self) -> float:
        return self._zoom

    @property
    def chosen(self) -> str:
        """The selected skill's id; empty where there is none."""
        return self._chosen

    def set_positions(self, points: Mapping[str, Point], names: Mapping[str, str]) -> None:
        """Show these skills: x and y of each between -1 and 1, and what it is called."""
        self._points = {each: point for each, point in points.items() if each in names}
        self._names = names
        if self._chosen not in self._points:
            self._chosen = ""
        self._retranslate()
        self._changed()

    def select(self, adapter_id: str) -> None:
        """Mark a skill, and bring it into view; does nothing where it is not on the map."""
        if adapter_id not in self._points:
            return
        self._chosen = adapter_id
        if not QRectF(self.rect()).contains(self._place(adapter_id)):
            self._move_to(QPointF(*self._points[adapter_id]))
        self._retranslate()
        self._changed()

    def zoom_by(self, factor: float, around: QPointF | None = None) -> None:
        """Come nearer, or go further away; what is at `around` stays there."""
        middle = around or QPointF(self.width() / 2, self.height() / 2)
        there = self._from_screen(middle)
        self._zoom = min(_NEAREST, max(_FURTHEST, self._zoom * factor))
        moved = self._from_screen(middle)
        self._move_to(self._centre + there - moved)

    def show_all(self) -> None:
        """Everything, as at first."""
        self._zoom = 1.0
        self._move_to(QPointF(0, 0))

    def nearest(self, adapter_id: str) -> list[str]:
        """All other skills, those that lie nearest first."""
        if adapter_id not in self._points:
            return []
        here = self._points[adapter_id]
        return sorted(
            (each for each in self._points if each != adapter_id), key=lambda each: self._distance(each, here)
        )

    # --- where things are ---

    @property
    def _unit(self) -> int:
        return self.fontMetrics().height()

    @property
    def _scale(self) -> Point:
        """Pixels for a whole of the points' measure, across and down."""
        margin = _MARGIN * self._unit
        return (
            self._zoom * max(self.width() / 2 - margin, 1.0),
            self._zoom * max(self.height() / 2 - margin, 1.0),
        )

    def _to_screen(self, point: Point) -> QPointF:
        across, down = self._scale
        return QPointF(
            self.width() / 2 + (point[0] - self._centre.x()) * across,
            self.height() / 2 - (point[1] - self._centre.y()) * down,
        )

    def _from_screen(self, place: QPointF) -> QPointF:
        across, down = self._scale
        return QPointF(
            self._centre.x() + (place.x() - self.width() / 2) / across,
            self._centre.y() - (place.y() - self.height() / 2) / down,
        )

    def _place(self, adapter_id: str) -> QPointF:
        return self._to_screen(self._points[adapter_id])

    def _places(self, adapter_ids: Iterable[str]) -> list[QPointF]:
        """Where many are, at once: there may be ten thousand."""
        across, down = self._scale
        left, top = self.width() / 2 - self._centre.x() * across, self.height() / 2 + self._centre.y() * down
        points = self._points
        return [QPointF(left + points[each][0] * across, top - points[each][1] * down) for each in adapter_ids]

    def _distance(self, adapter_id: str, point: Point) -> float:
        return math.dist(self._points[adapter_id], point)

    def _move_to(self, centre: QPointF) -> None:
        """See what is around `centre`, but never beyond the outermost points."""
        room = 1 - 1 / self._zoom
        self._centre = QPointF(min(room, max(-room, centre.x())), min(room, max(-room, centre.y())))
        self._changed()

    def _at(self, place: QPointF) -> str:
        """The skill whose point is nearest, within reach; empty where there is none."""
        reach = _REACH * self._unit
        across, down = self._scale
        here = self._from_screen(place)
        best = ("", reach)
        for each, (x, y) in self._points.items():
            distance = math.hypot((x - here.x()) * across, (y - here.y()) * down)
            if distance <= best[1]:
                best = (each, distance)
        return best[0]

    def _changed(self) -> None:
        self._shown_names = None
        self.update()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Map of the skills"))
        if self._chosen:
            near = [self._names[each] for each in self.nearest(self._chosen)[:3]]
            text = self.tr("{name}; near it: {others}") if near else "{name}"
            self.setAccessibleDescription(text.format(name=self._names[self._chosen], others=listed(near)))
        else:
            self.setAccessibleDescription(self.tr("Nothing is selected; the arrow keys go from skill to skill."))

    # --- painting ---

    def _visible(self) -> Iterable[str]:
        area = QRectF(self.rect())
        across, down = self._scale
        left, top = self._centre.x() - area.width() / 2 / across, self._centre.y() + area.height() / 2 / down
        right, bottom = self._centre.x() + area.width() / 2 / across, self._centre.y() - area.height() / 2 / down
        return (each for each, (x, y) in self._points.items() if left <= x <= right and bottom <= y <= top)

    def _find_names(self) -> list[tuple[str, QRectF]]:
        """The names that there is room for beside their points, the selected one first."""
        visible = [each for each in self._visible() if each != self._chosen]
        side = _CELL * self._unit
        taken = {(math.floor(place.x() / side), math.floor(place.y() / side)) for place in self._places(visible)}
        found: list[tuple[str, QRectF]] = []
        for each in ([self._chosen] if self._chosen else []) + visible[:_MOST_TRIED]:
            if len(found) == _MOST_NAMES:
                break
            area = self._name_area(each)
            cells = self._cells(area)
            if each == self._chosen or (area.left() >= 0 and taken.isdisjoint(cells)):
                taken.update(cells)
                found.append((each, area))
        return found

    def _name_area(self, adapter_id: str) -> QRectF:
        """Right of the point, or left of it near the right edge."""
        place, unit = self._place(adapter_id), self._unit
        is_chosen = adapter_id == self._chosen
        aside = (0.9 if is_chosen else _CELL) * unit  # the selected one has a ring around it
        width = self.fontMetrics().horizontalAdvance(self._short(adapter_id)) + 4.0
        area = QRectF(place.x() + aside, place.y() - 0.6 * unit, width, 1.2 * unit)
        if area.right() > self.width():
            area.moveRight(place.x() - aside)
        if is_chosen:
            area.moveLeft(max(area.left(), 4.0))
        return area

    def _cells(self, area: QRectF) -> list[tuple[int, int]]:
        side = _CELL * self._unit
        across = range(math.floor(area.left() / side), math.floor(area.right() / side) + 1)
        trimmed = 0.2 * self._unit  # letters do not fill their line
        down = range(math.floor((area.top() + trimmed) / side), math.floor((area.bottom() - trimmed) / side) + 1)
        return [(x, y) for x in across for y in down]

    def _short(self, adapter_id: str) -> str:
        limit = _NAME_EMS * self._unit
        return self.fontMetrics().elidedText(self._names[adapter_id], Qt.TextElideMode.ElideRight, limit)

    def sizeHint(self) -> QSize:
        return QSize(30 * self._unit, 24 * self._unit)

    def minimumSizeHint(self) -> QSize:
        return QSize(14 * self._unit, 12 * self._unit)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = "accent" if self.hasFocus() else "border"
        painter.setPen(QPen(color(edge), 2 if self.hasFocus() else 1))
        painter.setBrush(color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)
        painter.setClipRect(self.rect().adjusted(2, 2, -2, -2))
        width = 2 * _POINT * self._unit
        dot = QPen(color("accent"), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setPen(dot)
        painter.drawPoints(QPolygonF(self._places(each for each in self._visible() if each != self._chosen)))
        if self._chosen:
            painter.setPen(QPen(color("accent"), 2))
            painter.setBrush(color("accent_soft"))
            painter.drawEllipse(self._place(self._chosen), 1.2 * width, 1.2 * width)
            painter.setPen(dot)
            painter.drawPoint(self._place(self._chosen))
        self._paint_names(painter)
        painter.end()

    def _paint_names(self, painter: QPainter) -> None:
        if self._shown_names is None:
            self._shown_names = self._find_names()
        middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        for each, area in self._shown_names:
            if each == self._chosen:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(color("surface"))
                painter.drawRoundedRect(area.adjusted(-2, 0, 2, 0), 4, 4)
            painter.setPen(color("text" if each == self._chosen else "muted"))
            painter.drawText(area.adjusted(0, 0, 4, 0), middle, self._short(each))

    # --- the person ---

    def _choose(self, adapter_id: str) -> None:
        if adapter_id and adapter_id != self._chosen:
            self.select(adapter_id)
            self.selected.emit(adapter_id)

    def _along(self, direction: Point) -> str:
        """The next skill in a direction: near, and not too far aside; the first one where none is selected."""
        if not self._chosen:
            return min(self._points, key=lambda each: self._distance(each, (0.0, 0.0)), default="")
        here, found = self._place(self._chosen), ("", math.inf)
        for each in self._points:
            way = self._place(each) - here
            ahead = way.x() * direction[0] + way.y() * direction[1]
            aside = abs(way.x() * direction[1]) + abs(way.y() * direction[0])
            cost = ahead + 2 * aside
            if ahead > 0 and aside <= 2 * ahead and cost < found[1] and each != self._chosen:
                found = (each, cost)
        return found[0]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ARROWS:
            self._choose(self._along(_ARROWS[key]))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(ZOOM_STEP, self._place(self._chosen) if self._chosen else None)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(1 / ZOOM_STEP)
        elif key == Qt.Key.Key_0:
            self.show_all()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._chosen:
            self.opened.emit(self._chosen)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom_by(ZOOM_STEP ** (event.angleDelta().y() / _WHEEL_NOTCH), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._has_moved = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            is_over = bool(self._at(event.position()))
            self.setCursor(Qt.CursorShape.PointingHandCursor if is_over else Qt.CursorShape.ArrowCursor)
            return
        way = event.position() - self._pressed
        if self._has_moved or way.manhattanLength() >= QApplication.startDragDistance():
            across, down = self._scale
            self._has_moved, self._pressed = True, event.position()
            self._move_to(self._centre + QPointF(-way.x() / across, way.y() / down))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and not self._has_moved:
            self._choose(self._at(event.position()))
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        if found:
            self.opened.emit(found)

    def _words_at(self, place: QPoint) -> str:
        found = self._at(QPointF(place))
        return tip(self._names[found]) if found else ""

    def _pinch(self, event: QGestureEvent) -> bool:
        gesture = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(gesture, QPinchGesture):
            return False
        self.zoom_by(gesture.scaleFactor(), QPointF(self.mapFromGlobal(gesture.centerPoint().toPoint())))
        return True

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._words_at(event.pos()), self)
            return True
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_by(1 + event.value(), event.position())
            return True
        if isinstance(event, QGestureEvent) and self._pinch(event):
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shown_names = None

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._changed()
        super().changeEvent(event)
