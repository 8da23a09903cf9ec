"""The button that shows an icon; apart from the other widgets, as the rail needs it before the first paint."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QToolButton

from t2l_desktop.gui.grown import grown
from t2l_desktop.gui.icons import icon
from t2l_desktop.gui.verbatim import tip


class IconButton(QToolButton):
    """A button that shows an icon of ours in the colours of the theme; its tooltip is its accessible name."""

    def __init__(self, name: str, *, checked_tint: str | None = None, side: int = 20) -> None:
        super().__init__()
        self._icon_name = name
        self._checked_tint = checked_tint
        self._side = side
        self._tint()

    def set_icon(self, name: str) -> None:
        """Show another icon."""
        self._icon_name = name
        self._tint()

    def set_words(self, words: str) -> None:
        """Say what the button does."""
        self.setToolTip(tip(words))
        self.setAccessibleName(words)

    def _tint(self) -> None:
        side = grown(self._side)
        self.setIconSize(QSize(side, side))
        self.setIcon(icon(self._icon_name, tint="muted", checked_tint=self._checked_tint, side=side))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._tint()
        super().changeEvent(event)
