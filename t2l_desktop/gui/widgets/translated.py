"""What every widget with texts does when the language changes while it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    _Base = QWidget
else:
    # Qt's bindings allow one Qt base a class, which is the widget's own: `class Row(Translated, QFrame)`.
    _Base = object


class Translated(_Base):
    """Comes before the Qt class among the bases; `_retranslate` writes every text anew, at any time, in any state."""

    def _retranslate(self) -> None:
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
