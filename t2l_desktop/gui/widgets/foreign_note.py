"""A word of warning while one types in a script that the pack was not made for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Slot
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from t2l_desktop.gui.language import language_name, listed
from t2l_desktop.operations.familiarity import looks_foreign

_AFTER_MS = 300
_READ = 2000  # characters: the beginning of a long text tells its script


class ForeignNote(QLabel):
    """Follows a text field; hidden while the text is in one of the pack's languages."""

    def __init__(self, edit: QPlainTextEdit) -> None:
        super().__init__()
        self.setProperty("role", "warn")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._edit = edit
        self._languages: Sequence[str] = ()
        self._timer = QTimer(self, singleShot=True, interval=_AFTER_MS)
        self._timer.timeout.connect(self._show_state)
        edit.textChanged.connect(self._timer.start)
        self.hide()

    def set_languages(self, languages: Sequence[str]) -> None:
        """What the pack reads, as language codes; nothing where there is no pack."""
        self._languages = languages
        self._show_state()

    @Slot()
    def _show_state(self) -> None:
        text = self._edit.toPlainText()[:_READ]
        names = listed(language_name(code) for code in self._languages)
        self.setText(self.tr("This model reads {languages}; other languages may not work.").format(languages=names))
        self.setVisible(bool(self._languages) and looks_foreign(text, languages=self._languages))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show_state()
        super().changeEvent(event)
