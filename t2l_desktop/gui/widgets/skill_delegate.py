"""Rows of skills: the star before the name, the tags at the end of the line below it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from t2l_desktop.gui.icons import icon
from t2l_desktop.gui.models.records import STAR_ROLE, TAGS_ROLE
from t2l_desktop.gui.theme import color, line_height
from t2l_desktop.gui.widgets.records import RecordDelegate

Index = QModelIndex | QPersistentModelIndex
_STAR_EMS = 1.15
_STAR_LEFT, _STAR_TOP = 12, 8  # where `RecordDelegate` begins a row's words
_STAR_GAP = 8
_TAG_PADDING, _TAG_GAP = 6, 4
_TAGS_SHARE = 0.5  # of the line, at the most


class SkillDelegate(RecordDelegate):
    """An empty star shows on the rows that one points at or has chosen, a full one on favourites."""

    @staticmethod
    def star_area(row: QRect, font: QFont) -> QRect:
        """Where a click means the star."""
        side = _star_side(font)
        return QRect(row.left(), row.top(), _STAR_LEFT + side + _STAR_GAP // 2, _STAR_TOP + line_height(font))

    def paint_before(self, painter: QPainter, area: QRect, index: Index, option: QStyleOptionViewItem) -> QRect:
        font = QFont(option.font)
        side = _star_side(font)
        state: QStyle.StateFlag = option.state
        is_favourite = bool(index.data(STAR_ROLE))
        if is_favourite or state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            star = QRect(area.left(), area.top() + (line_height(font) - side) // 2, side, side)
            made = icon("starred", tint="accent", side=side) if is_favourite else icon("star", tint="muted", side=side)
            made.paint(painter, star)
        return area.adjusted(side + _STAR_GAP, 0, 0, 0)

    def paint_marks(self, painter: QPainter, area: QRect, index: Index, font: QFont) -> QRect:
        tags: tuple[str, ...] = index.data(TAGS_ROLE) or ()
        if not tags:
            return area
        small = QFont(font)
        small.setPointSizeF(font.pointSizeF() * 0.88)
        metrics = QFontMetrics(small)
        shown = _fitting(tags, metrics, round(area.width() * _TAGS_SHARE))
        height = metrics.height() + 2
        top = area.top() + (line_height(font) - height) // 2
        right = area.right()
        painter.setFont(small)
        for text in reversed(shown):
            width = _tag_width(text, metrics)
            box = QRect(right - width + 1, top, width, height)
            painter.setPen(color("border"))
            painter.setBrush(color("window"))
            painter.drawRoundedRect(box, height / 2, height / 2)
            painter.setPen(color("muted"))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
            right -= width + _TAG_GAP
        return QRect(area.left(), area.top(), right - area.left() - _TAG_GAP, area.height())


def _star_side(font: QFont) -> int:
    return round(QFontMetrics(font).height() * _STAR_EMS)


def _tag_width(text: str, metrics: QFontMetrics) -> int:
    return metrics.horizontalAdvance(text) + 2 * _TAG_PADDING


def _fitting(tags: tuple[str, ...], metrics: QFontMetrics, room: int) -> list[str]:
    """The first tags that fit, and how many more there are; one that is too long by itself ends in …"""
    shown: list[str] = []
    for number, tag in enumerate(tags):
        rest = f"+{len(tags) - number}"
        is_last = number == len(tags) - 1
        needed = _tag_width(tag, metrics) + (0 if is_last else _TAG_GAP + _tag_width("+9", metrics))
        if needed > room:
            if not shown:
                rest = metrics.elidedText(tag, Qt.TextElideMode.ElideRight, max(0, room - 2 * _TAG_PADDING))
            return [*shown, rest]
        shown.append(tag)
        room -= _tag_width(tag, metrics) + _TAG_GAP
    return shown
