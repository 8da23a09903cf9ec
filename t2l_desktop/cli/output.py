"""What the command line writes: results on stdout, everything else on stderr, always UTF-8."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import Progress, Token


def use_utf8() -> None:
    """Read and write UTF-8 whatever the terminal's own encoding; what cannot be encoded is replaced."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def result(text: str) -> None:
    """One line of what was asked for."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def piece(text: str) -> None:
    """A part of a line, shown at once."""
    sys.stdout.write(text)
    sys.stdout.flush()


def json_line(value: Any) -> None:
    """One result as a line of JSON."""
    result(json.dumps(value, ensure_ascii=False))


def table(rows: list[tuple[str, ...]]) -> None:
    """Rows in columns parted by tabs, which scripts can cut and terminals line up well enough."""
    for row in rows:
        result("\t".join(" ".join(cell.split()) for cell in row))


def remark(text: str) -> None:
    """A line beside the result."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def refusal(error: UserFacingError) -> None:
    """What went wrong and what to do about it."""
    remark(f"{error.message} {error.hint}".strip())


class StageRemarks:
    """Names each stage of some work once, for people who watch a terminal."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, event: Progress | Token) -> None:
        if isinstance(event, Progress) and event.stage != self._last and sys.stderr.isatty():
            self._last = event.stage
            remark(f"{event.stage} …")
