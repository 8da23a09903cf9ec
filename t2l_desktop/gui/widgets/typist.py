"""Types a text into a field before the person's eyes."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit

from t2l_desktop.gui.motion import is_still

_LETTER_MS = 30


class Typist(QObject):
    """Letter by letter, or all at once where nothing is to move by itself; stops when the person types too."""

    finished = Signal()

    def __init__(self, edit: QPlainTextEdit) -> None:
        super().__init__(edit)
        self._edit = edit
        self._text = ""
        self._typed = 0
        self._timer = QTimer(self, interval=_LETTER_MS)
        self._timer.timeout.connect(self._on_timer_timeout)

    @property
    def is_typing(self) -> bool:
        return self._timer.isActive()

    def stop(self) -> None:
        """Leave the field as it is."""
        self._timer.stop()

    def type(self, text: str) -> None:
        """Type `text` into the field, which is empty."""
        self._text, self._typed = text, 0
        self._edit.setFocus()
        if is_still():
            self._put(len(text))
        else:
            self._timer.start()

    @Slot()
    def _on_timer_timeout(self) -> None:
        if self._edit.toPlainText() == self._text[: self._typed] and self._edit.isVisible():
            self._put(self._typed + 1)
        else:
            self._timer.stop()

    def _put(self, typed: int) -> None:
        self._edit.insertPlainText(self._text[self._typed : typed])
        self._typed = typed
        if typed >= len(self._text):
            self._timer.stop()
            self.finished.emit()
