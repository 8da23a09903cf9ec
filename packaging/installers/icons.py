"""The icons in every size that a desktop asks for, drawn from the SVG files by Qt."""

from __future__ import annotations

import os
import shutil
import struct
from pathlib import Path

from installers.facts import NAME, ROOT

SOURCES = ROOT / "packaging" / "icons"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
_ICNS = {16: b"icp4", 32: b"icp5", 64: b"icp6", 128: b"ic07", 256: b"ic08", 512: b"ic09"}
_ICO = (16, 24, 32, 48, 64, 128, 256)


def draw(svg: Path, size: int) -> bytes:
    """The picture as a PNG file, `size` pixels wide and high."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Not at the top: most of the build goes without Qt.
    from PySide6.QtCore import QBuffer, QIODevice  # noqa: PLC0415
    from PySide6.QtGui import QImage, QPainter  # noqa: PLC0415
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415

    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(svg)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload] # the stubs name bytes, the library wants a name
    return bytes(buffer.data().data())


def write_theme(share: Path) -> None:
    """Fill `share/icons/hicolor` with the icons of the app and of its kinds of files."""
    hicolor = share / "icons" / "hicolor"
    for svg in sorted(SOURCES.glob("*.svg")):
        kind = "apps" if svg.stem == NAME else "mimetypes"
        for size in SIZES:
            png = hicolor / f"{size}x{size}" / kind / f"{svg.stem}.png"
            png.parent.mkdir(parents=True, exist_ok=True)
            png.write_bytes(draw(svg, size))
        scalable = hicolor / "scalable" / kind
        scalable.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(svg, scalable / svg.name)


def write_ico(svg: Path, target: Path) -> None:
    """Windows' form: a directory of PNG files."""
    pictures = [(size, draw(svg, size)) for size in _ICO]
    at = 6 + 16 * len(pictures)
    head, body = struct.pack("<HHH", 0, 1, len(pictures)), b""
    for size, png in pictures:
        edge = size % 256  # 256 is written as 0
        head += struct.pack("<BBBBHHII", edge, edge, 0, 0, 1, 32, len(png), at + len(body))
        body += png
    target.write_bytes(head + body)


def write_icns(svg: Path, target: Path) -> None:
    """macOS's form: PNG files, each under the name of its size."""
    body = b""
    for size, name in _ICNS.items():
        png = draw(svg, size)
        body += name + struct.pack(">I", 8 + len(png)) + png
    target.write_bytes(b"icns" + struct.pack(">I", 8 + len(body)) + body)
