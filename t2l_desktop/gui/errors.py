"""Errors in the language of the window, and the report that a person can pass on."""

from __future__ import annotations

import platform
import re
import traceback
from pathlib import Path

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QCoreApplication

from t2l_desktop import __version__
from t2l_desktop.core.errors import UserFacingError, fill

CONTEXT = "errors"
_HOMES = re.compile(r"(/home/|/Users/|[A-Za-z]:\\Users\\)[^/\\\s'\"]+")


def translated(error: UserFacingError) -> tuple[str, str]:
    """What happened and what to do, in the language of the window."""
    templates = (error.template, error.hint_template)
    message, hint = (
        fill(QCoreApplication.translate(CONTEXT, each), error.fields) if each else "" for each in templates
    )
    return message, hint


def system_report() -> str:
    """Versions of the app and of what it stands on."""
    return "\n".join(
        (
            f"T2L Desktop {__version__}",
            f"{platform.system()} {platform.release()} {platform.machine()}",
            f"Python {platform.python_version()}, Qt {pyside_version}",
        )
    )


def report(error: BaseException) -> str:
    """What helps to find a fault: versions, templates and places in the code; no prompts, chats or home paths."""
    lines = [system_report(), "", type(error).__name__]
    if isinstance(error, UserFacingError):
        lines += [error.template, without_home(error.detail)]
    for frame in traceback.extract_tb(error.__traceback__):
        lines.append(f"  {'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno} in {frame.name}")
    return "\n".join(lines).strip()


def without_home(text: str) -> str:
    """Text in which nobody's home folder is named."""
    return _HOMES.sub("~", text.replace(str(Path.home()), "~"))
