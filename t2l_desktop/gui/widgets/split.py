"""A list with what is known of the chosen one: beside it where there is room, below it where there is not."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSplitter, QWidget

_WIDE_EMS = 44
_SHARE = 0.4


class Split(QSplitter):
    """Only the second part scrolls as a whole. The first keeps its share, beside the other or above it."""

    def __init__(self, first: QWidget, second: QWidget, *, name: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName(name)
        self.share = _SHARE
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
        first.setMinimumSize(160, 96)
        self.splitterMoved.connect(self._on_splitter_moved)

    def set_share(self, share: float) -> None:
        """Give the first part this share of the whole."""
        self.share = share
        length = self.width() if self.orientation() is Qt.Orientation.Horizontal else self.height()
        first = round(length * share)
        self.setSizes([first, length - first])

    @Slot()
    def _on_splitter_moved(self) -> None:
        first, second = self.sizes()
        self.share = first / max(1, first + second)

    def resizeEvent(self, event: QResizeEvent) -> None:
        is_wide = self.width() >= _WIDE_EMS * self.fontMetrics().height()
        wanted = Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical
        if wanted != self.orientation() or not self._is_parted:
            self.setOrientation(wanted)
            self._is_parted = True
        self.set_share(self.share)
        super().resizeEvent(event)
