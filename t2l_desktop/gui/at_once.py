"""How many files the window takes at a time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale

from t2l_desktop.gui.messages import MessageBus

MOST_AT_ONCE = 200


def refuses(paths: Sequence[Path], messages: MessageBus) -> bool:
    """Whether these are too many, which is said then; whoever dropped a whole disk meant something else."""
    if len(paths) <= MOST_AT_ONCE:
        return False
    number, translate = QLocale(), QCoreApplication.translate
    text = translate(
        "files", "These are {count} files; at most {most} can be imported at a time. Nothing was imported."
    )
    messages.error(text.format(count=number.toString(len(paths)), most=number.toString(MOST_AT_ONCE)))
    return True
