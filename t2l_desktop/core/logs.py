"""Logging to a rotating file; prompts, chats and home paths never go there.

Of an exception only its type and its places in the code are kept: its words may quote what somebody wrote.
"""

from __future__ import annotations

import logging
import logging.handlers
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from t2l_desktop.core.errors import places_in_code

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
_MAX_BYTES = 1_000_000
_OURS = logging.getLogger("t2l_desktop")


def start_logging(file: Path, *, clean: Callable[[str], str]) -> logging.Handler | None:
    """Log what the app says of itself to `file`, each entry as `clean` leaves it; `stop_logging` takes what this gives.

    A folder that cannot be written costs the log, not the start.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(file, maxBytes=_MAX_BYTES, backupCount=1, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(_Cleaned(clean))
    _OURS.setLevel(logging.INFO)
    _OURS.addHandler(handler)
    return handler


def stop_logging(handler: logging.Handler | None) -> None:
    """Write no more to it."""
    if handler is not None:
        _OURS.removeHandler(handler)
        handler.close()


class _Cleaned(logging.Formatter):
    def __init__(self, clean: Callable[[str], str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._clean = clean

    def format(self, record: logging.LogRecord) -> str:
        return self._clean(super().format(record))

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - the name is logging's
        kind, _, trace = ei
        return "\n".join([kind.__name__ if kind is not None else "", *places_in_code(trace)])
