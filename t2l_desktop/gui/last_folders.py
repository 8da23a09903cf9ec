"""Where the file dialogs were last, by what they are for; the window keeps it from start to start."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QWidget

from t2l_desktop.gui.main_window import MainWindow


def last_folder(parent: QWidget | None, purpose: str) -> Path:
    """The folder that was chosen last for a purpose; that of the person's documents at first, or where it is gone."""
    window = _window(parent)
    kept = Path(window.folders[purpose]) if window is not None and purpose in window.folders else None
    if kept is not None and kept.is_absolute() and kept.is_dir():
        return kept
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return documents if documents.is_dir() else Path.home()  # what is not there would become the name of a file


def keep_folder(parent: QWidget | None, purpose: str, folder: Path) -> None:
    """Begin there the next time."""
    window = _window(parent)
    if window is not None:
        window.folders[purpose] = str(folder)


def _window(widget: QWidget | None) -> MainWindow | None:
    """The main window that a widget belongs to, also from inside a dialog of its own."""
    while widget is not None and not isinstance(widget, MainWindow):
        widget = widget.parentWidget()
    return widget
