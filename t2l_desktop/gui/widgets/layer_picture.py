"""A small picture of a skill: how strongly it changes each layer and module of the base."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QLocale, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from t2l_desktop.core.changes import LayerChanges
from t2l_desktop.gui import errors
from t2l_desktop.gui.theme import color
from t2l_desktop.gui.widgets.basics import label, stack
from t2l_desktop.gui.widgets.translated import Translated

_ORDER = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
_WIDEST_CELL, _CELL_HEIGHT, _WIDEST_NAME = 2.2, 1.25, 14  # in letter heights
_FAINTEST = 0.06


class LayerPicture(Translated, QWidget):
    """Heading, cells and a line on how to read them; hidden for a skill of which the changes are not known."""

    def __init__(self) -> None:
        super().__init__()
        self._changes: LayerChanges | None = None
        self._heading = label("strong")
        self._cells = _Cells()
        self._caption = label("muted")
        whole = stack(spacing=8)
        for each in (self._heading, self._cells, self._caption):
            whole.addWidget(each)
        self.setLayout(whole)
        self._retranslate()

    def set_changes(self, changes: LayerChanges | None) -> None:
        """Show what a skill changes."""
        self._changes = changes
        self._retranslate()

    def _retranslate(self) -> None:
        self._heading.setText(self.tr("What it changes in the model"))
        self._caption.setText(
            self.tr("Layers, from reading the words to choosing the answer. The stronger the colour, the more changes.")
        )
        self._cells.set_changes(self._changes)
        self.setVisible(self._changes is not None and self._changes.largest > 0)


class _Cells(QWidget):
    """One row a module, one column a layer; colours are relative to the strongest cell of the same skill."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[str, tuple[float | None, ...]]] = []
        self._largest = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_changes(self, changes: LayerChanges | None) -> None:
        """Show other changes, with the modules in the order in which a layer uses them."""
        norms = changes.norms if changes is not None else {}
        places = {name: place for place, name in enumerate(_ORDER)}
        self._rows = sorted(norms.items(), key=lambda item: (places.get(item[0], len(_ORDER)), item[0]))
        self._largest = changes.largest if changes is not None else 0.0
        self.setAccessibleName(self.tr("Changes by layer"))
        self.setAccessibleDescription(self._in_words() if self._largest > 0 else "")
        self.updateGeometry()
        self.update()

    def _meaning(self, module: str) -> str:
        """What a module does, for laymen; its own name where we have no words for it."""
        return {
            "q_proj": self.tr("Where it looks"),
            "k_proj": self.tr("What catches its eye"),
            "v_proj": self.tr("What it picks up"),
            "o_proj": self.tr("How it combines"),
            "gate_proj": self.tr("What it lets through"),
            "up_proj": self.tr("What comes to mind"),
            "down_proj": self.tr("What it concludes"),
        }.get(module, module)

    def _named(self, module: str) -> str:
        meaning = self._meaning(module)
        return meaning if meaning == module else self.tr("{part} ({module})").format(part=meaning, module=module)

    def _in_words(self) -> str:
        """The picture for who cannot see it: the strongest layer of each row."""
        sentences = []
        for module, row in self._rows:
            strongest = max((norm, -layer) for layer, norm in enumerate(row) if norm is not None) if any(row) else None
            if strongest is not None:
                sentence = self.tr("{part}: most in layer {layer} of {layers}, {percent} % of the largest change.")
                sentences.append(
                    sentence.format(
                        part=self._named(module),
                        layer=1 - strongest[1],
                        layers=len(row),
                        percent=round(100 * strongest[0] / self._largest),
                    )
                )
        return errors.joined(*sentences)

    @property
    def _row_height(self) -> float:
        return _CELL_HEIGHT * self.fontMetrics().height()

    @property
    def _labels_width(self) -> int:
        unit = self.fontMetrics().height()
        widths = (self.fontMetrics().horizontalAdvance(self._meaning(module)) for module, _ in self._rows)
        return min(max(widths, default=0), _WIDEST_NAME * unit) + unit // 2

    @property
    def _cell_width(self) -> float:
        layers = max((len(row) for _, row in self._rows), default=1)
        room = max(self.width() - self._labels_width, layers)
        return min(room / layers, _WIDEST_CELL * self.fontMetrics().height())

    def sizeHint(self) -> QSize:
        return QSize(self._labels_width + 160, math.ceil(self._row_height * len(self._rows)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._labels_width + 60, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, width, height = self._labels_width, self._cell_width, self._row_height
        gap = min(2.0, width / 5)
        beside = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        for place, (module, row) in enumerate(self._rows):
            name = self.fontMetrics().elidedText(self._meaning(module), Qt.TextElideMode.ElideRight, left)
            painter.setPen(color("muted"))
            painter.drawText(QRectF(0, place * height, left, height), beside, name)
            painter.setPen(Qt.PenStyle.NoPen)
            for layer, norm in enumerate(row):
                if norm is not None:
                    cell = QRectF(left + layer * width, place * height, width, height)
                    painter.setBrush(self._shade(norm))
                    painter.drawRoundedRect(cell.adjusted(gap / 2, 1, -gap / 2, -1), gap, gap)
        painter.end()

    def _shade(self, norm: float) -> QColor:
        shade = color("accent")
        shade.setAlphaF(_FAINTEST + (1 - _FAINTEST) * norm / self._largest if self._largest > 0 else _FAINTEST)
        return shade

    def _cell_words(self, position: QPoint) -> str:
        """What is said about the cell below the pointer; the row's name beside the cells."""
        place = math.floor(position.y() / self._row_height)
        if not 0 <= place < len(self._rows):
            return ""
        module, row = self._rows[place]
        layer = math.floor((position.x() - self._labels_width) / self._cell_width)
        if not 0 <= layer < len(row):
            return self._named(module)
        norm = row[layer]
        if norm is None:
            return self.tr("{part}, layer {layer} of {layers}: unchanged").format(
                part=self._named(module), layer=layer + 1, layers=len(row)
            )
        return self.tr("{part}, layer {layer} of {layers}: {percent} % of the largest change (norm {norm})").format(
            part=self._named(module),
            layer=layer + 1,
            layers=len(row),
            percent=round(100 * norm / self._largest),
            norm=QLocale().toString(norm, "g", 3),
        )

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._cell_words(event.pos()), self)
            return True
        return super().event(event)
