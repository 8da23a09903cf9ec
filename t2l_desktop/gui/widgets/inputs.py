"""Text fields that know about sending keys and input methods."""

from __future__ import annotations

import re
import time

from PySide6.QtCore import QEvent, QLocale, QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragLeaveEvent, QDropEvent, QInputMethodEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy

from t2l_desktop.gui.icons import icon
from t2l_desktop.gui.shortcuts import FIND_FIELD
from t2l_desktop.gui.theme import line_height

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PADDING = 18
_MOST = 32_000  # characters; a single line of so many still takes a letter in a third of a frame
_SAME_KEY_SECONDS = 0.04
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


class SendingEdit(QPlainTextEdit):
    """Grows with its text up to a number of lines, and sends with Enter or Ctrl+Enter.

    While an input method composes, Enter belongs to it. Shift+Enter is always a new line, Ctrl+Enter always sends.
    It takes plain text only, and none that would make it longer than `limit` characters: such a paste is refused as a
    whole, with a sentence in `refused`, and stays in the clipboard.
    """

    send_requested = Signal()
    refused = Signal(str)

    def __init__(self, *, least_lines: int, most_lines: int, sends_with_enter: bool, limit: int = _MOST) -> None:
        super().__init__()
        self.sends_with_enter = sends_with_enter
        self._limit = limit
        self._composed_at = 0.0
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
            # some input methods pass on the Enter that ended the conversion
            if with_control or time.monotonic() - self._composed_at >= _SAME_KEY_SECONDS:
                self.send_requested.emit()
        else:
            self.insertPlainText("\n")
            self.ensureCursorVisible()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        was_composing, self._is_composing = self._is_composing, bool(event.preeditString())
        if was_composing and not self._is_composing:
            self._composed_at = time.monotonic()
        super().inputMethodEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        # whatever it is, it is taken or refused in words
        return bool(source.formats())

    def insertFromMimeData(self, source: QMimeData) -> None:
        reason = self._why_not(source)
        if reason:
            self.refused.emit(reason)
        else:
            self.insertPlainText(_NO_TEXT.sub("", source.text()))
            self.ensureCursorVisible()

    def dropEvent(self, event: QDropEvent) -> None:
        reason = self._why_not(event.mimeData())
        if not reason:
            super().dropEvent(event)
            return
        # nobody may think that it was moved here
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        self.dragLeaveEvent(QDragLeaveEvent())
        self.refused.emit(reason)

    def _why_not(self, source: QMimeData) -> str:
        """What to say where something cannot be taken; nothing where it can."""
        if source.hasUrls() and all(url.isLocalFile() for url in source.urls()):
            return self.tr("Files cannot be added here. Open the file, and copy the text that you need.")
        if not source.hasText():
            return self.tr("Only text can be added here.")
        length = len(source.text())
        room = self._limit - self.document().characterCount() + 1 + len(self.textCursor().selectedText())
        if length <= room:
            return ""
        reason = self.tr("This text has {length} characters, and there is room for {room}. Nothing was added.")
        number = QLocale()
        return reason.format(length=number.toString(length), room=number.toString(max(0, room)))

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
        self.setObjectName(FIND_FIELD)
        self._glass = self.addAction(icon("search", tint="muted"), QLineEdit.ActionPosition.LeadingPosition)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._glass.setText(name)  # no button is without a name, not even one that is only a picture

    def minimumSizeHint(self) -> QSize:
        # the whole of what can be searched, beside the glass and the frame
        words = self.fontMetrics().horizontalAdvance(self.placeholderText())
        least = super().minimumSizeHint()
        return QSize(max(least.width(), words + 3 * least.height() // 2), least.height())

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
