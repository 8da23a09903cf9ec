"""The keys that the window listens to, in one list: shortcuts are made from it, tooltips and Help name it."""

from __future__ import annotations

import sys
from enum import StrEnum

from PySide6.QtGui import QKeySequence

FIND_FIELD = "search"  # the object name of a field that `Key.FIND` leads to


class Key(StrEnum):
    """A key by what it is for, in the order in which Help tells about them; pages have keys of their own."""

    HELP = "F1"
    CREATE = "Ctrl+Enter"
    SEND = "Enter"
    NEW_LINE = "Shift+Enter"
    NEW_CHAT = "Ctrl+N"
    FIND = "Ctrl+F"
    RENAME = "F2"
    FAVOURITE = "Ctrl+D"
    DELETE = "Ctrl+Backspace" if sys.platform == "darwin" else "Delete"
    LEAVE = "Esc"
    SETTINGS = "Ctrl+,"
    CLOSE = "Ctrl+W"
    QUIT = "Ctrl+Q"


def page_key(number: int) -> str:
    """The key of the rail's page `number`, counted from one."""
    return f"Ctrl+{number}"


def shown(keys: str) -> str:
    """Keys as this system writes them, such as ⌘N for Ctrl+N."""
    if "+" not in keys:
        return keys
    if sys.platform == "darwin":
        keys = keys.replace("Enter", "Return")  # its Enter is the key of the number pad
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
