"""Whether words on the screen can be read whole: nothing elided, nothing cut off by its size or by what it is in."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QToolButton,
    QWidget,
)

_READ = (QAbstractButton, QComboBox, QLabel, QLineEdit, QPlainTextEdit)
_LEEWAY = 1  # fonts are measured in whole pixels


def cut_texts(window: QWidget) -> Iterator[str]:
    """What cannot be read whole, each with the room that it has and the room that it wants."""
    for kind in _READ:
        for widget in window.findChildren(kind):
            if widget.isVisible() and not widget.visibleRegion().isEmpty():
                wants, has = _wants(widget), widget.size()
                if wants[0] > has.width() + _LEEWAY or wants[1] > has.height() + _LEEWAY:
                    yield f"{type(widget).__name__} “{_words(widget)}” has {has.toTuple()}, wants {wants}"
                if not _is_within(widget, window):
                    yield f"{type(widget).__name__} “{_words(widget)}” at {widget.geometry().getCoords()} sticks out"


def _wants(widget: QWidget) -> tuple[int, int]:
    if isinstance(widget, QLabel):
        return _label(widget)
    if isinstance(widget, QComboBox):
        return _combo_box(widget), widget.sizeHint().height()
    if isinstance(widget, QLineEdit):
        return _line(widget), 0
    if isinstance(widget, QAbstractButton):
        icon_only = Qt.ToolButtonStyle.ToolButtonIconOnly
        is_icon = isinstance(widget, QToolButton) and widget.toolButtonStyle() is icon_only
        return (0, 0) if is_icon else widget.minimumSizeHint().toTuple()
    return 0, 0


def _label(label: QLabel) -> tuple[int, int]:
    if not label.text():
        return 0, 0
    if not label.wordWrap():
        return label.sizeHint().toTuple()
    longest = max((label.fontMetrics().horizontalAdvance(word) for word in _unbreakable(label.text())), default=0)
    return longest, label.heightForWidth(label.width())


def _unbreakable(text: str) -> list[str]:
    """Japanese may be broken between any two letters."""
    return [word for word in text.split() if word.isascii()]


def _combo_box(box: QComboBox) -> int:
    """As wide as the widest of what it offers, which is the app's own words or names as short as a test's."""
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    field = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, box)
    texts = (box.fontMetrics().boundingRect(box.itemText(index)).width() for index in range(box.count()))
    return max(texts, default=0) + box.width() - field.width()


def _line(line: QLineEdit) -> int:
    """The placeholder, as what the person writes may scroll."""
    option = QStyleOptionFrame()
    line.initStyleOption(option)
    field = line.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, line)
    beside = sum(each.width() for each in line.findChildren(QToolButton) if each.isVisible())
    words = line.fontMetrics().horizontalAdvance(line.placeholderText())
    return words + beside + line.width() - field.width() if words and not line.text() else 0


def _is_within(widget: QWidget, window: QWidget) -> bool:
    """Whether no widget around it cuts it off; what scrolls up and down may be cut there."""
    area, inner = widget.rect(), widget
    while inner is not window:
        outer = inner.parentWidget()
        if outer is None:
            return True
        area = QRect(inner.mapToParent(area.topLeft()), area.size())
        around = outer.rect().adjusted(-_LEEWAY, -_LEEWAY, _LEEWAY, _LEEWAY)
        owner = outer.parentWidget()
        if isinstance(owner, QAbstractScrollArea) and outer is owner.viewport():
            scrolls = owner.horizontalScrollBarPolicy() is not Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            return scrolls or (around.left() <= area.left() and area.right() <= around.right())
        if not around.contains(area):
            return False
        inner = outer
    return True


def _words(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QPlainTextEdit):
        return widget.placeholderText()
    if isinstance(widget, QLineEdit):
        return widget.text() or widget.placeholderText()
    return widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
