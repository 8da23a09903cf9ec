"""The rail on the left: the pages by icon and word."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout

from t2l_desktop.gui.shortcuts import Key, page_key, shown
from t2l_desktop.gui.widgets.icon_button import IconButton
from t2l_desktop.gui.widgets.translated import Fitted, Translated

PAGES = ("create", "chat", "library", "models", "help", "settings")
_FIRST_AT_THE_FOOT = "help"


class Rail(Translated, Fitted, QFrame):
    """One button a page; Ctrl+1, Ctrl+2 … do the same, and F1 for Help."""

    page_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rail")
        self._buttons: dict[str, IconButton] = {}
        column = QVBoxLayout(self)
        column.setSpacing(4)
        column.setContentsMargins(8, 16, 8, 16)
        for name in PAGES:
            button = IconButton(name, checked_tint="accent", side=24)
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setObjectName(name)
            button.clicked.connect(self._on_button_clicked)
            self._buttons[name] = button
            if name == _FIRST_AT_THE_FOOT:
                column.addStretch(1)
            column.addWidget(button)
        self._retranslate()

    def choose(self, name: str) -> None:
        """Mark a page as the one that is shown."""
        self._buttons[name].setChecked(True)

    def stop_at_chosen(self) -> None:
        """Have Tab stop at the page that is shown only, from where the arrow keys lead to the others.

        Apart from `choose`, as the enumeration that it needs would hold up the first paint.
        """
        for button in self._buttons.values():
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if button.isChecked() else Qt.FocusPolicy.NoFocus)

    @property
    def has_keyboard(self) -> bool:
        """Whether the keyboard is on one of the buttons."""
        return any(button.hasFocus() for button in self._buttons.values())

    def take_keyboard(self) -> None:
        """Put the keyboard on the page that is shown."""
        chosen = next(button for button in self._buttons.values() if button.isChecked())
        chosen.setFocus(Qt.FocusReason.TabFocusReason)

    def _retranslate(self) -> None:
        words = {
            "create": self.tr("Create"),
            "chat": self.tr("Chat"),
            "library": self.tr("Library"),
            "models": self.tr("Models"),
            "help": self.tr("Help"),
            "settings": self.tr("Settings"),
        }
        for number, (name, button) in enumerate(self._buttons.items(), start=1):
            button.setText(words[name])
            button.setAccessibleName(words[name])
            keys = Key.HELP if name == "help" else page_key(number)
            button.setToolTip(f"{words[name]} ({shown(keys)})")
        self._fit()

    def _fit(self) -> None:
        bold = self.font()
        bold.setBold(True)
        metrics = QFontMetrics(bold)
        widest = max(metrics.horizontalAdvance(button.text()) for button in self._buttons.values())
        self.setFixedWidth(max(84, widest + 2 * metrics.horizontalAdvance(" ") + 32))

    @Slot()
    def _on_button_clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.page_chosen.emit(sender.objectName())
