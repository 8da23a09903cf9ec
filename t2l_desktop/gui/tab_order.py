"""The keyboard goes through the window as one reads it: in the order of its layouts, and of what is shown only.

Qt's own chain follows the order in which widgets were made, and with what hands the keyboard on to a part of it
(`setFocusProxy`) it breaks into rings out of which Tab never leads. PySide 6.10, in turn, takes what
`nextInFocusChain` gives back for a child, to be destroyed with the widget that was asked: nobody should ask.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QGridLayout,
    QLayout,
    QScrollArea,
    QSplitter,
    QWidget,
)


def move_focus(window: QWidget, *, forward: bool) -> bool:
    """Lead the keyboard one stop on, or back, and bring that into view; whether there is anywhere to go.

    Where what has the keyboard is being hidden or disabled, that is from the place where it stood.
    """
    current = QApplication.focusWidget()
    stops = [each for each in _widgets(window) if each is current or _takes_keyboard(each)]
    if not stops or stops == [current]:
        return False
    step = 1 if forward else -1
    at = stops.index(current) + step if current in stops else min(step, 0)
    stop = stops[at % len(stops)]
    stop.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    around = stop.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(stop)
        around = around.parentWidget()
    return True


def _takes_keyboard(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _widgets(widget: QWidget | None) -> Iterator[QWidget]:
    if widget is None:
        return
    yield widget
    layout = widget.layout()
    if isinstance(widget, QScrollArea):
        yield from _widgets(widget.widget())
    elif isinstance(widget, QSplitter):
        for number in range(widget.count()):
            yield from _widgets(widget.widget(number))
    elif isinstance(widget, QAbstractScrollArea):
        yield from _laid_over(widget)
    elif layout is not None:
        yield from _in_layout(layout)


def _laid_over(text: QAbstractScrollArea) -> Iterator[QWidget]:
    """The buttons that lie over a text, from top to bottom."""
    buttons = text.findChildren(QAbstractButton)
    for each in sorted(buttons, key=lambda button: button.mapTo(text, QPoint(0, 0)).y()):
        yield from _widgets(each)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for part in _as_read(layout):
        yield from _in_layout(part) if isinstance(part, QLayout) else _widgets(part)


def _as_read(layout: QLayout) -> list[QWidget | QLayout]:
    """The parts of a layout, row by row in a grid.

    By the places of parts that are known, as `itemAt` gives what PySide 6.10 goes on believing in when Qt has deleted
    it with its widget: the next object at that address, an action for example, is then taken for it, and the app
    crashes.
    """
    parent = layout.parentWidget()
    known: list[QWidget | QLayout] = [child for child in layout.children() if isinstance(child, QLayout)]
    if parent is not None:
        known += parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    placed = [(layout.indexOf(part), part) for part in known]
    by_place = {index: part for index, part in placed if index >= 0}
    if isinstance(layout, QGridLayout):
        return [by_place[index] for index in sorted(by_place, key=lambda index: _row_and_column(layout, index))]
    return [by_place[index] for index in sorted(by_place)]


def _row_and_column(grid: QGridLayout, index: int) -> tuple[int, int]:
    row, column, _, _ = cast("tuple[int, int, int, int]", grid.getItemPosition(index))
    return row, column
