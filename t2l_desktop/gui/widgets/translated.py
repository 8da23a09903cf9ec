"""What widgets do when the language or the size of their texts changes while they are shown."""

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


class Fitted(_Base):
    """Comes before the Qt class among the bases; `_fit` measures anew what depends on the font."""

    def _fit(self) -> None:
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._fit()
        super().changeEvent(event)
