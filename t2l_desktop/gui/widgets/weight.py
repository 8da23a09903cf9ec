"""One skill of a blend, and how much of it goes in."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout

from t2l_desktop.core.records import Adapter
from t2l_desktop.gui.widgets.basics import Slider, label, margins
from t2l_desktop.gui.widgets.icon_button import IconButton
from t2l_desktop.gui.widgets.translated import Translated

STEP = 0.05
MOST = 2.0


class WeightRow(Translated, QFrame):
    """Name, slider and figure; from 0 (left out) over 1 (all of it) to 2."""

    changed = Signal()
    remove_requested = Signal(str)

    def __init__(self, adapter: Adapter, weight: float) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.adapter = adapter
        self._name = label("strong")
        self._slider = Slider()
        self._figure = label("plain", wraps=False)
        self._remove = IconButton("close")
        self._build_ui()
        self._connect_signals()
        self._slider.setValue(round(weight / STEP))
        self._retranslate()

    @property
    def weight(self) -> float:
        return round(self._slider.value() * STEP, 2)

    def set_removable(self, removable: bool) -> None:
        """Whether the blend could do without it."""
        self._remove.setEnabled(removable)

    def _build_ui(self) -> None:
        self._slider.setRange(0, round(MOST / STEP))
        self._slider.setPageStep(round(0.25 / STEP))
        self._name.setText(self.adapter.name)
        self._figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setFocusProxy(self._slider)
        grid = QGridLayout(self)
        margins(grid, 12)
        grid.setHorizontalSpacing(16)
        grid.addWidget(self._name, 0, 0)
        grid.addWidget(self._slider, 0, 1)
        grid.addWidget(self._figure, 0, 2)
        grid.addWidget(self._remove, 0, 3)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)

    def _connect_signals(self) -> None:
        self._slider.valueChanged.connect(self._on_slider_value_changed)
        self._remove.clicked.connect(self._on_remove_clicked)

    def _retranslate(self) -> None:
        self._slider.setAccessibleName(self.tr("Weight of “{name}”").format(name=self.adapter.name))
        self._slider.setToolTip(self.tr("How much of this skill goes in: 0 leaves it out, 1 is all of it."))
        self._remove.set_words(self.tr("Take “{name}” out of the blend").format(name=self.adapter.name))
        self._show_figure()

    def _show_figure(self) -> None:
        figure = QLocale().toString(self.weight, "f", 2)
        self._figure.setText(figure if self.weight else self.tr("Left out"))
        widest = max(self.tr("Left out"), "0.00", key=self.fontMetrics().horizontalAdvance)
        self._figure.setMinimumWidth(self.fontMetrics().horizontalAdvance(widest) + 4)

    @Slot()
    def _on_slider_value_changed(self) -> None:
        self._show_figure()
        self.changed.emit()

    @Slot()
    def _on_remove_clicked(self) -> None:
        self.remove_requested.emit(self.adapter.id)
