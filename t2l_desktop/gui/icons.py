"""The app's own icons, drawn from SVG in the colours of the theme."""

from __future__ import annotations

import math
from functools import cache

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from t2l_desktop.core.resources import resources_folder
from t2l_desktop.gui.theme import color

SIDE = 24


def icon(name: str, *, tint: str = "text", checked_tint: str | None = None, side: int = SIDE) -> QIcon:
    """An icon in a token's colour, and in another one while its button is checked."""
    made = QIcon()
    application = QGuiApplication.instance()
    finest = application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0
    for scale in sorted({1, math.ceil(finest)}):
        made.addPixmap(_draw(name, color(tint).name(), side, scale))
        made.addPixmap(_draw(name, color("muted").name(), side, scale), QIcon.Mode.Disabled)
        if checked_tint is not None:
            state = QIcon.State.On
            made.addPixmap(_draw(name, color(checked_tint).name(), side, scale), QIcon.Mode.Normal, state)
    return made


@cache
def _draw(name: str, hex_color: str, side: int, scale: int) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", hex_color).encode()))
    pixmap = QPixmap(QSize(side, side) * scale)
    pixmap.fill(QColor(0, 0, 0, 0))
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap


@cache
def _source(name: str) -> str:
    return (resources_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
