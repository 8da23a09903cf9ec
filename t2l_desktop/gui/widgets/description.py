"""The field for a description, and what is said about a text that is too long for one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, QMimeData, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel

from t2l_desktop.core.descriptions import MAX_DESCRIPTION, clean
from t2l_desktop.gui import errors
from t2l_desktop.gui.widgets.inputs import SendingEdit


class DescriptionEdit(SendingEdit):
    """Takes no more of what is pasted or dropped than a description may have: laying out a book takes seconds."""

    text_cut = Signal()

    def __init__(self) -> None:
        super().__init__(least_lines=4, most_lines=12, sends_with_enter=False)

    @property
    def description(self) -> str:
        """The text as it is used."""
        return clean(self.toPlainText())

    @property
    def is_too_long(self) -> bool:
        return len(self.description) > MAX_DESCRIPTION

    def insertFromMimeData(self, source: QMimeData) -> None:
        text = source.text()
        if len(text) <= MAX_DESCRIPTION:
            super().insertFromMimeData(source)
            return
        self.insertPlainText(text[:MAX_DESCRIPTION])
        self.ensureCursorVisible()
        self.text_cut.emit()


class LengthNote(QLabel):
    """Follows a description; hidden while its length is one that can be used."""

    def __init__(self, edit: DescriptionEdit) -> None:
        super().__init__()
        self.setProperty("role", "warn")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._edit = edit
        self._was_cut = False
        edit.textChanged.connect(self._on_edit_text_changed)
        edit.text_cut.connect(self._on_edit_text_cut)
        self._show_state()

    @Slot()
    def _on_edit_text_changed(self) -> None:
        self._was_cut = False
        self._show_state()

    @Slot()
    def _on_edit_text_cut(self) -> None:
        self._was_cut = True
        self._show_state()

    def _show_state(self) -> None:
        locale, sentences = QLocale(), []
        most = locale.toString(MAX_DESCRIPTION)
        if self._was_cut:
            words = self.tr("The pasted text was too long: only its first {limit} characters were taken.")
            sentences.append(words.format(limit=most))
        if self._edit.is_too_long:
            length = locale.toString(len(self._edit.description))
            words = self.tr("This has {length} characters; the limit is {limit}. Say it in a sentence or two.")
            sentences.append(words.format(length=length, limit=most))
        self.setText(errors.joined(*sentences))
        self.setVisible(bool(sentences))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show_state()
        super().changeEvent(event)
