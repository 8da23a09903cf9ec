"""A card with a heading: one subject of a page that is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout

from t2l_desktop.gui.widgets.basics import LabelRole, label, margins
from t2l_desktop.gui.widgets.translated import Translated

Cell = tuple[str, LabelRole]


class Section(Translated, QFrame):
    """Subclasses put their content into `column` and their texts in `_retranslate`."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.heading = label("heading")
        self.column = QVBoxLayout(self)
        margins(self.column, 20)
        self.column.setSpacing(12)
        self.column.addWidget(self.heading)

    def _retranslate(self) -> None:
        raise NotImplementedError


class Table(QGridLayout):
    """Rows of texts; the stretched columns take the room and wrap, and what stands right of them keeps to the right."""

    def __init__(self, *stretched: int) -> None:
        super().__init__()
        self._stretched = stretched
        margins(self, 0)
        self.setHorizontalSpacing(24)
        self.setVerticalSpacing(8)
        for column in stretched:
            self.setColumnStretch(column, 1)

    def fill(self, rows: Iterable[Sequence[Cell]], *, tips: Mapping[str, str] | None = None) -> None:
        """Show these rows and no others; `tips` has the tooltips of texts that want one."""
        while (item := self.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for line, cells in enumerate(rows):
            for column, (text, role) in enumerate(cells):
                made = label(role, wraps=column in self._stretched)
                made.setText(text)
                made.setToolTip((tips or {}).get(text, ""))
                made.setAlignment(self._alignment(column))
                self.addWidget(made, line, column)

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        right = Qt.AlignmentFlag.AlignRight if column > max(self._stretched) else Qt.AlignmentFlag.AlignLeft
        # Japanese stands lower in its line than Latin does: where both meet, the middle looks straight.
        return right | (Qt.AlignmentFlag.AlignTop if len(self._stretched) > 1 else Qt.AlignmentFlag.AlignVCenter)
