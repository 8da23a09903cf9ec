"""Texts that people and models wrote, shown as they are where Qt would read something into them."""

from __future__ import annotations

from PySide6.QtGui import Qt


def tip(text: str) -> str:
    """A text for a tooltip, where Qt takes "<b>" for markup, and would fetch the picture that "<img>" names."""
    return Qt.convertFromPlainText(text, Qt.WhiteSpaceMode.WhiteSpaceNormal) if Qt.mightBeRichText(text) else text


def caption(text: str) -> str:
    """A text for a button or a menu, where Qt takes "&" for the mark of a key."""
    return text.replace("&", "&&")
