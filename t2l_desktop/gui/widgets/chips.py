"""A choice of one among a few, as chips in a row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from t2l_desktop.gui.widgets.basics import button, row


class ChipChoice(QWidget):
    """One chip is always chosen, the first one to begin with; the arrow keys move the choice."""

    chosen = Signal(str)

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._chips: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        line = row(spacing=6)
        for name in names:
            chip = button("chip")
            chip.setCheckable(True)
            chip.setObjectName(name)
            chip.toggled.connect(self._on_chip_toggled)
            group.addButton(chip)
            line.addWidget(chip)
            self._chips[name] = chip
        self._chips[names[0]].setChecked(True)
        line.addStretch(1)
        self.setLayout(line)

    @property
    def choice(self) -> str:
        return next(name for name, chip in self._chips.items() if chip.isChecked())

    def choose(self, name: str) -> None:
        """Choose without the person."""
        self._chips[name].setChecked(True)

    def set_words(self, name: str, words: str) -> None:
        """What a chip says."""
        self._chips[name].setText(words)

    @Slot(bool)
    def _on_chip_toggled(self, checked: bool) -> None:
        sender = self.sender()
        if checked and sender is not None:
            self.chosen.emit(sender.objectName())
