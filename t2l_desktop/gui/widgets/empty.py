"""What a list or page says while there is nothing in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from t2l_desktop.gui.icons import icon
from t2l_desktop.gui.verbatim import caption
from t2l_desktop.gui.widgets.basics import button, label, stack

_SIDE = 40


class EmptyState(QWidget):
    """An icon, what is missing, what to do, and a button that does it where there is one."""

    action_requested = Signal()

    def __init__(self, icon_name: str) -> None:
        super().__init__()
        self._icon_name = icon_name
        self._icon = QLabel()
        self._title = label("heading")
        self._text = label("muted")
        self._button = button("plain")
        self._button.clicked.connect(self.action_requested)
        column = stack(spacing=8)
        column.setContentsMargins(24, 24, 24, 24)
        column.addStretch(1)
        column.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignHCenter)
        for words in (self._title, self._text):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(words)
        column.addSpacing(8)
        column.addWidget(self._button, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self.setLayout(column)
        self._tint()

    def say(self, title: str, text: str, *, action: str = "") -> None:
        """Set the words; without `action` there is no button."""
        self._title.setText(title)
        self._text.setText(text)
        self._button.setText(caption(action))
        self._button.setVisible(bool(action))

    def _tint(self) -> None:
        self._icon.setPixmap(icon(self._icon_name, tint="muted", side=_SIDE).pixmap(_SIDE, _SIDE))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()
        super().changeEvent(event)
