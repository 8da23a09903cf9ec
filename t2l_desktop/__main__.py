"""The one executable: window, command line and worker processes."""

from __future__ import annotations

import gc
import os
import re
import sys
from pathlib import Path

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.processor import require_processor


def main() -> int:
    """Start what the arguments ask for; a worker imports nothing of the others."""
    arguments = sys.argv[1:]
    if sys.platform == "linux" and getattr(sys, "frozen", False):
        _settle_environment()
    try:
        require_processor()
    except UserFacingError as error:
        has_window = _has_display() and (not arguments or names_file(arguments[0]))
        return _refuse(error, has_window=has_window, speaks_qt=False)
    if arguments[:1] == ["--worker"]:
        from t2l_desktop.worker.entry import main as worker_main  # noqa: PLC0415

        return worker_main(arguments[1])
    from t2l_desktop.core.paths import AppPaths  # noqa: PLC0415

    home, arguments = _take_home(arguments)
    paths = AppPaths.locate(home)
    if arguments and not (names_file(arguments[0]) and _has_display()):
        from t2l_desktop.cli.app import main as command_line  # noqa: PLC0415

        return command_line(arguments, paths)
    if _has_display():
        from t2l_desktop.gui.refusal import require_window  # noqa: PLC0415

        try:
            require_window()
        except UserFacingError as error:
            return _refuse(error, has_window=True)
        gc.disable()  # until the first paint: nothing of what is made by then is garbage
        from t2l_desktop.gui.app import main as window  # noqa: PLC0415

        return window(paths, arguments)
    from t2l_desktop.cli.demo import main as demo  # noqa: PLC0415

    return demo(paths)


def _settle_environment() -> None:
    """Have the system's programs started with the system's libraries, and this one as if nobody had started it yet.

    PyInstaller's loader has pointed to the bundle's libraries; this process knows them by now, others must not.
    """
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", "")
    os.environ.pop("LD_LIBRARY_PATH", None)
    if before:
        os.environ["LD_LIBRARY_PATH"] = before
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"


def _refuse(error: UserFacingError, *, has_window: bool, speaks_qt: bool = True) -> int:
    """Say why nothing can start, where somebody will see it."""
    from t2l_desktop.gui.refusal import say  # noqa: PLC0415

    say(error, has_window=has_window, speaks_qt=speaks_qt)
    return 1


def _take_home(arguments: list[str]) -> tuple[Path | None, list[str]]:
    """`--home DIR` before the verb; after it the command line's own parser takes it."""
    if arguments and arguments[0].startswith("--home="):
        return Path(arguments[0].removeprefix("--home=")), arguments[1:]
    if len(arguments) >= 2 and arguments[0] == "--home":
        return Path(arguments[1]), arguments[2:]
    return None, arguments


def names_file(argument: str) -> bool:
    """Whether this is a file to be opened in the window; a verb is one even where a file has its name."""
    if argument.startswith("-") or re.fullmatch("[a-z]*", argument):
        return False
    path = Path(argument)
    try:
        return argument.startswith("file:") or len(path.parts) > 1 or bool(path.suffix) or path.exists()
    except OSError:  # as for a text that is too long to be a name
        return False


def _has_display() -> bool:
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    raise SystemExit(main())
