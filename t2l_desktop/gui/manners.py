"""What is expected of any window: it stays as it was left, comes when it is called, and heeds the system's wishes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from t2l_desktop.gui.arrivals import Arrivals
from t2l_desktop.gui.main_window import MainWindow
from t2l_desktop.gui.theme import Theme
from t2l_desktop.gui.window_state import WindowState

if TYPE_CHECKING:
    from t2l_desktop.gui.desktop import Desktop
    from t2l_desktop.gui.motion import Motion

_FILE = "window.json"


class Manners(QObject):
    """Serves one window from before its first paint until it is closed; what costs time comes after that paint."""

    def __init__(self, window: MainWindow, theme: Theme, *, state: Path, letters: Path, files: Sequence[Path]) -> None:
        super().__init__()
        self._window = window
        self._theme = theme
        self._letters = letters
        self._state = WindowState(state / _FILE, window)
        self._arrivals = Arrivals(window, files)
        self._motion: Motion | None = None
        window.painted.connect(self._on_window_painted)

    def restore(self, *, with_page: bool) -> None:
        """Have the window be as it was left."""
        self._state.restore(with_page=with_page)

    def close(self) -> None:
        """Keep how the window was; it is gone from the screen by now."""
        self._state.write()
        if self._motion is not None:
            self._motion.close()

    @Slot(object)
    def begin(self, desktop: Desktop) -> None:
        """The pages are there, or there are others than before."""
        from t2l_desktop.gui.motion import Motion  # noqa: PLC0415

        if self._motion is not None:
            self._motion.close()
        self._motion = Motion(desktop.preferences)
        self._window.activated.connect(self._motion.look)
        self._state.restore_splits()
        desktop.destroyed.connect(self._on_desktop_destroyed)
        self._arrivals.open_with(desktop.open_files)

    @Slot()
    def _on_desktop_destroyed(self) -> None:
        self._arrivals.open_with(None)

    @Slot()
    def _on_window_painted(self) -> None:
        QTimer.singleShot(0, self._after_paint)

    @Slot()
    def _after_paint(self) -> None:
        self._theme.follow_contrast()
        self._arrivals.watch(self._letters)
        if sys.platform == "darwin":
            from t2l_desktop.gui.mac_menu import MacMenu  # noqa: PLC0415

            self._menu = MacMenu(self._window)
