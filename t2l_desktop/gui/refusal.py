"""Says why no window can open: Qt itself would end the process with words for programmers."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from t2l_desktop.core.errors import UserFacingError

# what Qt needs of a Linux system, and the Debian package that brings it
_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
}
_DIALOG_SECONDS = 600
_TITLE = "T2L Desktop"
_ICON_ERROR = 0x10  # MB_ICONERROR


def require_window(environment: Mapping[str, str] = os.environ) -> None:
    """Raise `UserFacingError` where Qt could not open a window; what is loaded for that, Qt needs anyway."""
    if sys.platform != "linux":
        return
    try:
        import PySide6.QtWidgets  # noqa: PLC0415 - it may fail, which is the question
    except ImportError as error:
        raise _lacking(str(error)) from error
    plugins = Path(PySide6.QtWidgets.__file__).parent / "Qt" / "plugins" / "platforms"
    reasons = [_why_not(plugins / f"libq{name}.so") for name in _platforms(environment)]
    if reasons and all(reasons):
        raise _lacking(reasons[-1])


def say(error: UserFacingError, *, has_window: bool, speaks_qt: bool = True) -> None:
    """Say it on stderr, and where somebody looks at windows, in one of whatever the system has for that."""
    print(f"{error.message} {error.hint}".strip(), file=sys.stderr)  # noqa: T201 - there is nothing else to say it with
    if not has_window:
        return
    text = _translated(error) if speaks_qt else f"{error.message}\n\n{error.hint}"
    if sys.platform == "win32":
        ctypes.windll.user32.MessageBoxW(None, text, _TITLE, _ICON_ERROR)
        return
    for command in _dialogs(text):
        if shutil.which(command[0]):
            try:
                subprocess.run(command, check=False, timeout=_DIALOG_SECONDS, stderr=subprocess.DEVNULL)
            except (OSError, subprocess.TimeoutExpired):
                continue
            return


def _platforms(environment: Mapping[str, str]) -> Sequence[str]:
    """The names of Qt's ways to a screen that may be tried, the likeliest last."""
    asked = environment.get("QT_QPA_PLATFORM", "")
    if asked:
        return [name.partition(":")[0] for name in asked.split(";")]
    return [
        name for name, variable in (("wayland", "WAYLAND_DISPLAY"), ("xcb", "DISPLAY")) if environment.get(variable)
    ]


def _why_not(plugin: Path) -> str:
    """Why the loader refuses a library; empty where it takes it, or where Qt keeps its plugins elsewhere."""
    if not plugin.is_file():
        return ""
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        return str(error)
    return ""


def _lacking(reason: str) -> UserFacingError:
    """What is missing, all of it at once where it is what is usually missing."""
    found = re.match(r"(\S+): cannot open shared object file", reason)
    missing = [name for name in _PACKAGES if _why_not_system(name)]
    if found is not None and found[1] not in missing:
        missing.append(found[1])
    if not missing:
        return UserFacingError(
            "The window cannot open: a library of this system does not work with this app.",
            hint="Update the system, then start the app again.",
            detail=reason,
        )
    packages = " ".join(_PACKAGES.get(name, name) for name in missing)
    return UserFacingError(
        "The window cannot open: this system lacks {libraries}.",
        hint="Install what is missing, then start the app again. On Debian and Ubuntu: sudo apt install {packages}",
        detail=reason,
        libraries=", ".join(missing),
        packages=packages,
    )


def _why_not_system(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return True
    return False


def _translated(error: UserFacingError) -> str:
    """The error in the system's language, as far as Qt's core can be loaded; else in English."""
    try:
        from PySide6.QtCore import QCoreApplication  # noqa: PLC0415 - it may fail

        from t2l_desktop.gui.errors import translated  # noqa: PLC0415
        from t2l_desktop.gui.language import Language  # noqa: PLC0415
    except ImportError:
        return f"{error.message}\n\n{error.hint}"
    application = QCoreApplication.instance() or QCoreApplication([])
    Language(application).apply("system")
    return "\n\n".join(translated(error))


def _dialogs(text: str) -> Sequence[Sequence[str]]:
    return (
        ("zenity", "--error", "--no-markup", f"--title={_TITLE}", f"--text={text}"),
        ("kdialog", "--title", _TITLE, "--error", text),
        ("xmessage", "-center", text),
    )
