"""Sizes of files and memory as people read them."""

from __future__ import annotations

from PySide6.QtCore import QLocale


def size_text(count: int) -> str:
    """Bytes in MB or GB of a thousand each, as shops and file managers count them."""
    return QLocale().formattedDataSize(count, 1 if count >= 10**9 else 0, QLocale.DataSizeFormat.DataSizeSIFormat)


def small_size_text(count: int) -> str:
    """Bytes of a file that may well be below a megabyte, as exactly as two of them have to be told apart."""
    return QLocale().formattedDataSize(count, 0 if count < 10**6 else 1, QLocale.DataSizeFormat.DataSizeSIFormat)
