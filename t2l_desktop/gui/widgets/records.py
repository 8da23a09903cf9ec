"""Rows of skills and chats: a name and a line below it, painted without a widget a row."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from t2l_desktop.gui.icons import icon
from t2l_desktop.gui.models.records import ASIDE_ROLE, BELOW_ROLE, MARK_ROLE, PARTED_ROLE
from t2l_desktop.gui.theme import color, line_height
from t2l_desktop.operations.words import MAX_NAME

Index = QModelIndex | QPersistentModelIndex
_INSET = 12
_PADDING = 8
_MARK_EMS = 1.15


class RecordDelegate(QStyledItemDelegate):
    """Draws the name, what stands below it and what stands at the right; the name can be edited in place."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = line_height(_font(option))
        return QSize(80, 2 * line + 2 * _PADDING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        state: QStyle.StateFlag = option.state
        area = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, area, state)
        if index.data(PARTED_ROLE):
            painter.setPen(color("border"))
            painter.drawLine(area.left() + _INSET, area.top(), area.right() - _INSET, area.top())
        font = _font(option)
        inner = self.paint_before(painter, area.adjusted(_INSET, _PADDING, -_INSET, -_PADDING), index, option)
        aside = str(index.data(ASIDE_ROLE) or "")
        taken = QFontMetrics(font).horizontalAdvance(aside) + _INSET if aside else 0
        taken += _paint_mark(painter, inner, str(index.data(MARK_ROLE) or ""), font)
        _draw(painter, inner, aside, font=font, ink=color("muted"), alignment=Qt.AlignmentFlag.AlignRight)
        below = self.paint_marks(painter, inner.adjusted(0, line_height(font), 0, 0), index, font)
        _draw(painter, below, str(index.data(BELOW_ROLE) or ""), font=font, ink=color("muted"))
        font.setWeight(QFont.Weight.DemiBold)
        name = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        _draw(painter, inner.adjusted(0, 0, -taken, 0), name, font=font, ink=color("text"))
        painter.restore()

    def paint_before(self, painter: QPainter, area: QRect, index: Index, option: QStyleOptionViewItem) -> QRect:
        """Draw what stands before a row's words; gives the room that is left."""
        return area

    def paint_marks(self, painter: QPainter, area: QRect, index: Index, font: QFont) -> QRect:
        """Draw what stands at the end of the second line; gives the room that is left."""
        return area

    @staticmethod
    def _paint_ground(painter: QPainter, area: QRect, state: QStyle.StateFlag) -> None:
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        has_focus = bool(state & QStyle.StateFlag.State_HasFocus)
        if not (is_selected or is_hovered or has_focus):
            return
        painter.setBrush(color("accent_soft" if is_selected else "sunken"))
        painter.setPen(color("accent") if has_focus else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(area.adjusted(2, 1, -2, -1), 8, 8)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setMaxLength(MAX_NAME)
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        area = QRect(option.rect)
        editor.setGeometry(area.adjusted(2, 2, -2, 2 + editor.sizeHint().height() - area.height()))


def _paint_mark(painter: QPainter, area: QRect, name: str, font: QFont) -> int:
    """Draw a small icon at the end of the first line; gives the width that it takes."""
    if not name:
        return 0
    side = round(QFontMetrics(font).height() * _MARK_EMS)
    top = area.top() + (line_height(font) - side) // 2
    icon(name, tint="muted", side=side).paint(painter, QRect(area.right() - side + 1, top, side, side))
    return side + _INSET // 2


def _font(option: QStyleOptionViewItem) -> QFont:
    return QFont(option.font)


def _draw(
    painter: QPainter,
    area: QRect,
    text: str,
    *,
    font: QFont,
    ink: QColor,
    alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    if not text:
        return
    painter.setFont(font)
    painter.setPen(ink)
    line = QRect(area.left(), area.top(), area.width(), line_height(font))
    fitting = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(line, int(alignment | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), fitting)


def record_list(model: QAbstractItemModel, view: QListView | None = None) -> QListView:
    """A list of two lines a record that stays quick with very many of them; `view` becomes one, where it is given."""
    view = QListView() if view is None else view
    view.setModel(model)
    view.setItemDelegate(RecordDelegate(view))
    view.setUniformItemSizes(True)
    view.setMouseTracking(True)
    view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    return view
