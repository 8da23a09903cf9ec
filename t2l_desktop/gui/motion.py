"""Whether things may move by themselves: as the person chose it here, or as the system says.

Qt tells what the system says from 6.12 on; until then each system is asked in its own way, at the start and whenever
the window comes to the front: whoever changed it did so in another window.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QProcess, QStandardPaths, Slot

from t2l_desktop.gui.preferences import Preferences

_PROPERTY = "holdsStill"
_KDE_STILL = re.compile(r"^AnimationDurationFactor\s*=\s*0(\.0*)?\s*$", re.MULTILINE)
_WINDOWS_ANIMATION = 0x1042  # SPI_GETCLIENTAREAANIMATION
_MOST_LETTERS = 1024 * 1024


def is_still() -> bool:
    """Whether nothing is to move by itself; for what is painted or typed step by step."""
    application = QCoreApplication.instance()
    return application is not None and bool(application.property(_PROPERTY))


class Motion(QObject):
    """Keeps `is_still` true to the settings and to the system."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self._system_is_still = False
        self._asking = QProcess(self)
        self._asking.finished.connect(self._on_asking_finished)
        preferences.changed.connect(self._apply)
        self.look()

    @Slot()
    def look(self) -> None:
        """Find out what the system says now."""
        command = _question()
        if command and self._asking.state() is QProcess.ProcessState.NotRunning:
            self._asking.start(command[0], command[1:])
        self._system_is_still = _says_stillness() if not command else self._system_is_still
        self._apply()

    def close(self) -> None:
        """Ask no more."""
        self._asking.kill()
        self._asking.waitForFinished(1000)

    @Slot()
    def _on_asking_finished(self) -> None:
        answer = bytes(self._asking.readAllStandardOutput().data()).decode("ascii", "replace").strip()
        self._system_is_still = answer == ("1" if sys.platform == "darwin" else "false")
        self._apply()

    @Slot()
    def _apply(self) -> None:
        wish = self._preferences.current.motion
        application = QCoreApplication.instance()
        if application is not None:
            application.setProperty(_PROPERTY, wish == "reduced" or (wish == "system" and self._system_is_still))


def _question() -> Sequence[str]:
    """The command that tells; none where there is a shorter way, or nobody to ask."""
    if sys.platform == "darwin":
        return ("/usr/bin/defaults", "read", "com.apple.universalaccess", "reduceMotion")
    program = QStandardPaths.findExecutable("gsettings") if sys.platform == "linux" and not _kde_file() else ""
    return (program, "get", "org.gnome.desktop.interface", "enable-animations") if program else ()


def _says_stillness() -> bool:
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415

        moves = ctypes.c_int(1)
        ctypes.windll.user32.SystemParametersInfoW(_WINDOWS_ANIMATION, 0, ctypes.byref(moves), 0)
        return not moves.value
    with suppress(OSError):
        file = _kde_file()
        if file:
            with Path(file).open(encoding="utf-8", errors="replace") as opened:
                return _KDE_STILL.search(opened.read(_MOST_LETTERS)) is not None
    return False


def _kde_file() -> str:
    """Where Plasma keeps its settings, while it is the desktop that one sits at."""
    if "KDE" not in os.environ.get("XDG_CURRENT_DESKTOP", ""):
        return ""
    return QStandardPaths.locate(QStandardPaths.StandardLocation.GenericConfigLocation, "kdeglobals")
