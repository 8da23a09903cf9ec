"""Colours, fonts and the style sheet, from the tokens."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAccessibilityHints, QColor, QFont, QFontInfo, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from t2l_desktop.core.resources import resources_folder
from t2l_desktop.gui.tokens import CODE, HIGH_CONTRAST, TOKENS

BASE_POINTS = 10.5
GAP, WIDE = 16, 24
_LINE_EMS = 1.5

_ROLES = {
    "window": (QPalette.ColorRole.Window,),
    "surface": (QPalette.ColorRole.Base, QPalette.ColorRole.Button, QPalette.ColorRole.ToolTipBase),
    "sunken": (QPalette.ColorRole.Light, QPalette.ColorRole.AlternateBase),
    "accent_soft": (QPalette.ColorRole.Midlight,),
    "border": (QPalette.ColorRole.Mid,),
    "outline": (QPalette.ColorRole.Dark,),
    "text": (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
        QPalette.ColorRole.ToolTipText,
    ),
    "muted": (QPalette.ColorRole.PlaceholderText,),
    "accent": (
        QPalette.ColorRole.Accent,
        QPalette.ColorRole.Highlight,
        QPalette.ColorRole.Link,
        QPalette.ColorRole.LinkVisited,
    ),
    "accent_text": (QPalette.ColorRole.HighlightedText,),
    "error": (QPalette.ColorRole.BrightText,),
}


def color(token: str) -> QColor:
    """A token's colour in the theme that is on; for what is painted by hand."""
    return QGuiApplication.palette().color(_ROLES[token][0])


def code_color(kind: str) -> QColor:
    """What a kind of word in code is written in, in the theme that is on."""
    is_dark = color("sunken").lightness() < 128
    return QColor(CODE["dark" if is_dark else "light"][kind])


def line_height(font: QFont) -> int:
    """Room for a line: fonts that stand in for Chinese and Japanese letters are higher than Latin ones."""
    return max(QFontMetrics(font).lineSpacing(), math.ceil(QFontInfo(font).pixelSize() * _LINE_EMS))


class Theme(QObject):
    """Puts theme and text size on the application, and follows the system where it is asked to."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._asked = ""
        self._text_size = 100
        self._is_high_contrast = False
        application.setStyle("Fusion")
        self._hints = application.styleHints()
        self._hints.colorSchemeChanged.connect(self._on_scheme_changed)
        # WORKAROUND PySide 6.10: `QStyleHints.accessibility` hands out an object of Qt's for Python to delete
        self._accessibility = self._hints.findChild(QAccessibilityHints)

    @property
    def is_dark(self) -> bool:
        if self._asked == "system":
            return self._application.style().standardPalette().window().color().lightness() < 128
        return self._asked == "dark"

    def apply(self, theme: str, text_size: int) -> None:
        """Show `theme` ("system", "light", "dark") with text at `text_size` percent."""
        if (theme, text_size) == (self._asked, self._text_size):
            return
        self._asked, self._text_size = theme, text_size
        # Window frames and native dialogs follow this; our own colours come from the tokens.
        hints = self._hints
        if theme == "system":
            hints.unsetColorScheme()
        else:
            # Not at the top: making the enumerations of `Qt` would hold up the first paint by 14 ms.
            from PySide6.QtCore import Qt  # noqa: PLC0415

            hints.setColorScheme(Qt.ColorScheme.Dark if theme == "dark" else Qt.ColorScheme.Light)
        self._paint()

    def follow_contrast(self) -> None:
        """Ask the system about contrast, now and whenever it changes; asking would hold up the first paint by 16 ms."""
        if self._accessibility is not None:
            self._accessibility.contrastPreferenceChanged.connect(self._on_contrast_changed)
            self._on_contrast_changed()

    @Slot()
    def _on_contrast_changed(self) -> None:
        wish = self._accessibility.contrastPreference() if self._accessibility is not None else None
        self.show_contrast(is_high=wish is not None and wish.name == "HighContrast")

    def show_contrast(self, *, is_high: bool) -> None:
        """Show everything in high contrast, or as usual."""
        if is_high != self._is_high_contrast:
            self._is_high_contrast = is_high
            self._paint()

    @Slot()
    def _on_scheme_changed(self) -> None:
        if self._asked == "system":
            self._paint()

    def _paint(self) -> None:
        tokens = (HIGH_CONTRAST if self._is_high_contrast else TOKENS)["dark" if self.is_dark else "light"]
        points = BASE_POINTS * self._text_size / 100
        font = self._application.font()
        font.setPointSizeF(points)
        self._application.setPalette(palette(tokens))
        self._application.setFont(font)
        sizes = {"title_size": f"{points * 1.6:.2f}pt", "heading_size": f"{points * 1.25:.2f}pt"}
        self._application.setStyleSheet(style_sheet({**tokens, **sizes}))


def palette(tokens: dict[str, str]) -> QPalette:
    """The Qt palette of a set of tokens."""
    made = QPalette()
    for token, roles in _ROLES.items():
        for role in roles:
            made.setColor(role, QColor(tokens[token]))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens["muted"]))
    return made


def style_sheet(values: dict[str, str]) -> str:
    """The style sheet with its `@names@` filled in; an unknown name raises `KeyError`."""
    template = (resources_folder() / "styles" / "window.qss").read_text(encoding="utf-8")
    body = re.sub(r"/\*.*?\*/", "", template, flags=re.DOTALL)
    return re.sub(r"@(\w+)@", lambda match: values[match[1]], body)
