"""How much of a conversation an added pack is to keep in mind."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QWidget

from t2l_desktop.gui.widgets.basics import Choice, label, row, stack
from t2l_desktop.gui.widgets.translated import Translated

_SIZES = tuple(2**power for power in range(9, 21))  # tokens: from 512 to what the largest models were trained for


class PackContext(Translated, QWidget):
    """Offers the sizes that the model was trained for, and says what choosing costs."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._tokens = self._most = 0
        self._name = label("plain", wraps=False)
        self._note = label("muted")
        self.sizes = Choice()
        self.sizes.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        self._name.setBuddy(self.sizes)
        words = stack(spacing=2)
        words.addWidget(self._name)
        words.addWidget(self._note)
        across = row(spacing=24)
        across.addLayout(words, 1)
        across.addWidget(self.sizes)
        self.setLayout(across)
        self.sizes.activated.connect(self._on_activated)
        self._retranslate()

    def show_size(self, tokens: int, most: int) -> None:
        """What is chosen now, and up to where one can go."""
        self._tokens, self._most = tokens, most
        self._retranslate()

    def _retranslate(self) -> None:
        self._name.setText(self.tr("Context, in tokens"))
        self._note.setText(self.tr("What the model reads at once of a chat, with its answer. More takes more memory."))
        self.sizes.setAccessibleName(self._name.text())
        self.sizes.setAccessibleDescription(self._note.text())
        with QSignalBlocker(self.sizes):
            self.sizes.clear()
            for tokens in sorted({*(size for size in _SIZES if size <= self._most), self._tokens, self._most} - {0}):
                self.sizes.addItem(QLocale().toString(tokens), tokens)
            self.sizes.setCurrentIndex(self.sizes.findData(self._tokens))

    @Slot()
    def _on_activated(self) -> None:
        if self.sizes.currentData() != self._tokens:
            self._tokens = self.sizes.currentData()
            self.chosen.emit(self._tokens)
