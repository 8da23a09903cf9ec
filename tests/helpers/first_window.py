"""A real start of the app whose window has no pages: it says what it is asked to open, a line each; run as a script.

Usage: python -m tests.helpers.first_window [FILE…], with the folders in `T2L_HOME`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QFileOpenEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QLabel

from t2l_desktop.core.paths import AppPaths
from t2l_desktop.gui import app, single_instance
from t2l_desktop.gui.main_window import MainWindow
from t2l_desktop.gui.pages import unanswered
from t2l_desktop.gui.pages.unanswered import UnansweredPage
from t2l_desktop.library.settings import Settings


class Pageless(QObject):
    """Stands in for the pages; what it opens it says."""

    changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self.current = Settings()

    @property
    def preferences(self) -> object:
        return self

    def open_files(self, files: Sequence[Path]) -> None:
        """Say each file, and close with one that says so."""
        for file in files:
            say(f"open {file}")
            if file.name == "minimise":
                self._window.showMinimized()
            if file.name == "close":
                self._window.close()
            if file.name == "as a Mac does.gguf":
                application = QApplication.instance()
                assert application is not None
                QApplication.sendEvent(application, QFileOpenEvent(QUrl.fromLocalFile("/from/the/Finder")))
        say(f"minimised {self._window.isMinimized()}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def build(start: app.Start) -> None:
    """Take the place of `Start._build`."""
    kept.append(Pageless(start._window))
    start.ready.emit(kept[-1])
    say("ready")


class Told(UnansweredPage):
    """Says what it says, and goes."""

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        say("unanswered: " + " ".join(label.text() for label in self.findChildren(QLabel) if label.text()))
        QTimer.singleShot(0, self.window().close)


kept: list[Pageless] = []


if __name__ == "__main__":
    app.Start._build = build  # type: ignore[assignment,method-assign]
    unanswered.UnansweredPage = Told  # type: ignore[misc]
    single_instance._PATIENCE_SECONDS = float(os.environ.get("PATIENCE", "20"))
    sys.exit(app.main(AppPaths.locate(), sys.argv[1:]))
