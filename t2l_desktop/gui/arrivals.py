"""Files that come to the running window from outside: its own command line, a second start, or macOS itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QFileSystemWatcher, QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QWidget

from t2l_desktop.gui.single_instance import take_letters

Opener = Callable[[Sequence[Path]], None]


class Application(QApplication):
    """Tells of the files that macOS asks the app to open."""

    file_opened = Signal(object)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent):
            if event.url().isLocalFile():
                self.file_opened.emit(Path(event.url().toLocalFile()))
            return True
        return super().event(event)


class Arrivals(QObject):
    """Brings the window to the front for a second start; keeps files until there is somebody to open them."""

    def __init__(self, window: QWidget, files: Sequence[Path]) -> None:
        super().__init__(window)
        self._window = window
        self._waiting = list(files)
        self._opener: Opener | None = None
        self._letters: Path | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._on_folder_changed)
        application = QCoreApplication.instance()
        if isinstance(application, Application):
            application.file_opened.connect(self._on_file_opened)

    def watch(self, letters: Path) -> None:
        """Read the letters of second starts from now on; some may be there already."""
        try:
            letters.mkdir(mode=0o700, exist_ok=True)
        except OSError:  # a second start cannot write one either
            return
        self._letters = letters
        self._watcher.addPath(str(letters))
        self._on_folder_changed()

    def open_with(self, opener: Opener | None) -> None:
        """Hand over what has come, and whatever comes from now on; to nobody, for a while, where there is none."""
        self._opener = opener
        self._open([])

    def _open(self, files: Sequence[Path]) -> None:
        self._waiting += files
        if self._waiting and self._opener is not None:
            waiting, self._waiting = self._waiting, []
            self._opener(waiting)

    @Slot()
    def _on_folder_changed(self) -> None:
        letters = take_letters(self._letters) if self._letters is not None else []
        for letter in letters:
            bring_forward(self._window, letter.token)
            self._open(letter.files)

    @Slot(object)
    def _on_file_opened(self, file: Path) -> None:
        self._open([file])


def files_from(arguments: Sequence[str]) -> list[Path]:
    """The files that a command line names, by path or by URL; what is on another machine stays a name of no file."""
    urls = (QUrl(argument) if argument.startswith("file:") else None for argument in arguments)
    return [
        Path(url.toLocalFile() if url is not None and url.isLocalFile() else argument).absolute()
        for argument, url in zip(arguments, urls, strict=True)
    ]


def bring_forward(window: QWidget, token: str = "") -> None:
    """Show the window in front of all others, as far as the system lets it; `token` is its leave under Wayland."""
    if token:
        os.environ["XDG_ACTIVATION_TOKEN"] = token  # Qt takes it from there, once
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
