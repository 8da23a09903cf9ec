"""Asking where something should go, with the system's own dialogs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from t2l_desktop.operations.words import file_stem


def ask_for_gguf(parent: QWidget | None, name: str) -> Path | None:
    """Where to write a skill's GGUF file; None when the person thinks better of it."""
    title = QCoreApplication.translate("files", "Export as a GGUF file")
    kinds = QCoreApplication.translate("files", "GGUF adapter (*.gguf)")
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(_documents() / f"{file_stem(name)}.gguf"), kinds)
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix.casefold() == ".gguf" else path.with_name(f"{path.name}.gguf")


def ask_for_folder(parent: QWidget | None) -> Path | None:
    """The folder into which to write a skill's PEFT folder."""
    title = QCoreApplication.translate("files", "Export as a PEFT folder into…")
    chosen = QFileDialog.getExistingDirectory(parent, title, str(_documents()))
    return Path(chosen) if chosen else None


def _documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
