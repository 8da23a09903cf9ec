"""Labels, buttons and frames in the app's few styles."""

from __future__ import annotations

from typing import Literal, TypeVar

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QVBoxLayout,
    QWidget,
)

from t2l_desktop.gui.grown import limit_width
from t2l_desktop.gui.theme import GAP, WIDE, color, line_height
from t2l_desktop.gui.verbatim import tip

COLUMN_WIDTH = 880
Layout = TypeVar("Layout", bound=QBoxLayout)
LabelRole = Literal["title", "heading", "strong", "muted", "warn", "error", "plain"]
FrameRole = Literal["card", "question", "answer", "notice", "side", "line", "drop"]


def label(role: LabelRole, *, wraps: bool = True) -> QLabel:
    """A label in one of the text styles; always plain text."""
    made = QLabel()
    made.setProperty("role", role)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wraps)
    return made


def set_role(widget: QWidget, role: str) -> None:
    """Change the style of a widget that is already shown."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def frame(role: FrameRole) -> QFrame:
    """A frame in one of the box styles."""
    made = QFrame()
    made.setProperty("role", role)
    return made


def button(kind: Literal["filled", "plain", "chip", "tab", "link"] = "plain") -> QPushButton:
    """A push button; each page has one filled one at most."""
    made = QPushButton()
    made.setProperty("kind", kind)
    made.setAutoDefault(False)
    return made


def row(*, spacing: int = 8) -> QHBoxLayout:
    """A horizontal layout without margins."""
    return _bare(QHBoxLayout(), spacing)


def stack(*, spacing: int = GAP) -> QVBoxLayout:
    """A vertical layout without margins."""
    return _bare(QVBoxLayout(), spacing)


def margins(layout: QLayout, all_around: int) -> None:
    """The same margin on all four sides."""
    layout.setContentsMargins(all_around, all_around, all_around, all_around)


def _bare(layout: Layout, spacing: int) -> Layout:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    return layout


class ElidedLabel(QLabel):
    """One line that ends in … where there is no room for all of it; the whole text is in the tooltip then."""

    def __init__(self, role: LabelRole) -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()), line_height(self.font()))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, line_height(self.font()))

    def paintEvent(self, event: QPaintEvent) -> None:
        fitting = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(tip(self.text()) if fitting != self.text() else "")
        painter = QPainter(self)
        painter.setPen(color("muted" if self.property("role") == "muted" else "text"))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), fitting)
        painter.end()


class Slider(QSlider):
    """A horizontal slider; a turning wheel moves the page that it stands on, and not its handle."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Choice(QComboBox):
    """A combo box with our own arrow, as a style sheet takes the native one away; the wheel passes over it too."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(10)
        self.setMaxVisibleItems(12)

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """What does not fit ends in an ellipsis, where Qt cuts through the letters."""
        super().initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self).width()
        option.currentText = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)

    def showPopup(self) -> None:
        """With room for the longest entry, which may be wider than the box."""
        view = self.view()
        around = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent) + 2 * view.contentsMargins().left()
        view.setMinimumWidth(min(view.sizeHintForColumn(0) + around, self.window().width()))
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color("muted"), 1.75, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        x, y = self.width() - 18.0, self.height() / 2
        painter.drawPolyline(QPolygonF([QPointF(x - 4, y - 2), QPointF(x, y + 2), QPointF(x + 4, y - 2)]))
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Check(QCheckBox):
    """A check box in the colours of the theme, with a mark of our own, as a style sheet takes the native one away."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = color("accent_text" if self.isEnabled() else "muted")
        painter.setPen(QPen(ink, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        x, y, part = box.center().x() + 0.5, box.center().y() + 0.5, box.width() / 18
        points = ((-4, 0), (-1, 3), (4, -3))
        painter.drawPolyline(QPolygonF([QPointF(x + part * dx, y + part * dy) for dx, dy in points]))
        painter.end()


def centred(widget: QWidget, width: int) -> QHBoxLayout:
    """`widget` in the middle of a line, with all the room up to this width."""
    limit_width(widget, width)
    across = row(spacing=0)
    across.addStretch(1)
    across.addWidget(widget, 1000)
    across.addStretch(1)
    return across


class Page(QScrollArea):
    """A page that scrolls, with its content in one centred column."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QWidget()
        column.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.column = QVBoxLayout(column)
        margins(self.column, WIDE)
        self.column.setSpacing(GAP)
        outside = QWidget()
        outside.setLayout(centred(column, COLUMN_WIDTH + 2 * WIDE))
        self.setWidget(outside)
