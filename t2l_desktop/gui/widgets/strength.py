"""The slider that says how strongly a skill acts."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSignalBlocker, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from t2l_desktop.gui.widgets.basics import Slider, label, row
from t2l_desktop.gui.widgets.translated import Translated

STEP = 0.05
MAXIMUM = 2.0
_NORMAL = 1.0


class _Slider(Slider):
    """Tells of a double click, which moves nothing by itself."""

    double_clicked = Signal()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.double_clicked.emit()
        event.accept()


class StrengthSlider(Translated, QWidget):
    """From 0 (off) over 1 (as made) to 2, in steps of 0.05; any other that is set stays until the handle is moved."""

    strength_changed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._strength = _NORMAL
        self._subject = ""
        self._name = label("plain", wraps=False)
        self._value = label("muted", wraps=False)
        self._slider = _Slider()
        self._slider.setRange(0, round(MAXIMUM / STEP))
        self._slider.setPageStep(round(0.25 / STEP))
        self._slider.setValue(_place(_NORMAL))
        self._slider.setMinimumWidth(80)
        self._name.setBuddy(self._slider)
        line = row(spacing=12)
        line.addWidget(self._name)
        line.addWidget(self._slider, 1)
        line.addWidget(self._value)
        self.setLayout(line)
        self.setFocusProxy(self._slider)
        self._slider.valueChanged.connect(self._on_slider_value_changed)
        self._slider.double_clicked.connect(self._on_slider_double_clicked)
        self._retranslate()

    @property
    def strength(self) -> float:
        return self._strength

    def set_strength(self, strength: float) -> None:
        """Show `strength`, with the handle at the nearest step; another than before is told of."""
        if strength == self._strength:
            return
        self._strength = strength
        blocker = QSignalBlocker(self._slider)
        self._slider.setValue(_place(strength))
        blocker.unblock()
        self._show_value()
        self.strength_changed.emit(strength)

    def set_subject(self, name: str) -> None:
        """Say whose strength it is, to those who hear one slider of several."""
        self._subject = name
        self._retranslate()

    def _retranslate(self) -> None:
        name = self.tr("Strength")
        self._name.setText(name)
        of = self.tr("Strength of “{name}”").format(name=self._subject)
        self._slider.setAccessibleName(of if self._subject else name)
        self._slider.setToolTip(
            self.tr("How strongly the skill acts: 0 is off, 1 is as it was made. Double-click for 1.")
        )
        self._show_value()

    def _show_value(self) -> None:
        figure = QLocale().toString(self.strength, "f", 2)
        self._value.setText(figure if self.strength else self.tr("Off"))
        self._value.setMinimumWidth(self.fontMetrics().horizontalAdvance("0.00") + 8)

    @Slot()
    def _on_slider_value_changed(self) -> None:
        self._strength = round(self._slider.value() * STEP, 2)
        self._show_value()
        self.strength_changed.emit(self.strength)

    @Slot()
    def _on_slider_double_clicked(self) -> None:
        self.set_strength(_NORMAL)


def _place(strength: float) -> int:
    """Where the handle stands."""
    return round(min(max(0.0, strength), MAXIMUM) / STEP)
