"""A list with what is known of the chosen one: beside it where there is room, below it where there is not."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSplitter, QWidget

_WIDE_EMS = 44
_LIST_SHARE = 2  # of five


class Split(QSplitter):
    """Only the second part scrolls as a whole."""

    def __init__(self, first: QWidget, second: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._is_parted = False
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(second)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(16)
        self.addWidget(first)
        self.addWidget(area)
        self.setStretchFactor(0, _LIST_SHARE)
        self.setStretchFactor(1, 5 - _LIST_SHARE)
        first.setMinimumSize(160, 96)

    def resizeEvent(self, event: QResizeEvent) -> None:
        is_wide = self.width() >= _WIDE_EMS * self.fontMetrics().height()
        wanted = Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical
        if wanted != self.orientation() or not self._is_parted:
            self.setOrientation(wanted)
            length = self.width() if is_wide else self.height()
            self.setSizes([length * _LIST_SHARE // 5, length * (5 - _LIST_SHARE) // 5])
            self._is_parted = True
        super().resizeEvent(event)
