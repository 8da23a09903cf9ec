"""Text fields that know about sending keys and input methods."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy

from t2l_desktop.gui.icons import icon
from t2l_desktop.gui.theme import line_height

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PADDING = 18


class SendingEdit(QPlainTextEdit):
    """Grows with its text up to a number of lines, and sends with Enter or Ctrl+Enter.

    While an input method composes, Enter belongs to it. Shift+Enter is always a new line, Ctrl+Enter always sends.
    """

    send_requested = Signal()

    def __init__(self, *, least_lines: int, most_lines: int, sends_with_enter: bool) -> None:
        super().__init__()
        self.sends_with_enter = sends_with_enter
        self._least, self._most = least_lines, most_lines
        self._is_composing = False
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._on_text_changed)
        self._fit()

    @Slot()
    def _on_text_changed(self) -> None:
        self._fit()

    def _fit(self) -> None:
        lines = int(self.document().size().height()) if self.viewport().width() > 50 else self.blockCount()
        shown = min(max(lines, self._least), self._most)
        height = shown * line_height(self.font()) + _PADDING
        if height != self.minimumHeight():
            self.setFixedHeight(height)
        fits = lines <= self._most
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(policy)

    def sizeHint(self) -> QSize:
        return QSize(400, self.minimumHeight())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in _ENTER:
            super().keyPressEvent(event)
            return
        event.accept()
        with_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        with_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if self._is_composing:
            return
        if with_control or (self.sends_with_enter and not with_shift):
            self.send_requested.emit()
        else:
            self.insertPlainText("\n")
            self.ensureCursorVisible()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()


class SearchField(QLineEdit):
    """A line with a looking glass in the colours of the theme; Esc clears it, Enter and Down lead to what was found."""

    results_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(clearButtonEnabled=True)
        self._glass = self.addAction(icon("search", tint="muted"), QLineEdit.ActionPosition.LeadingPosition)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (*_ENTER, Qt.Key.Key_Down):
            self.results_wanted.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._glass.setIcon(icon("search", tint="muted"))
        super().changeEvent(event)
