"""The errors of the app: what a person can mend, and everything else."""

from __future__ import annotations

import traceback
from pathlib import Path
from types import TracebackType
from typing import Any


class T2LError(Exception):
    """Root of every error that this project raises on purpose."""


class UserFacingError(T2LError):
    """Something that the person at the keyboard can act on: a bad file, a full disk, a wrong base.

    `message` says what happened and `hint` what to do, one English sentence each. Both are templates whose
    `{fields}` come from keyword arguments, so that the window can look the template up in its translations and fill
    it in afterwards. `detail` is technical text for "Details" and logs; it is never translated.
    """

    def __init__(self, message: str, *, hint: str = "", detail: str = "", **fields: object) -> None:
        self.template = message
        self.hint_template = hint
        self.detail = detail
        self.fields = {name: str(value) for name, value in fields.items()}
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """What happened, in English."""
        return fill(self.template, self.fields)

    @property
    def hint(self) -> str:
        """What to do about it, in English; empty when there is nothing to add."""
        return fill(self.hint_template, self.fields)

    def encoded(self) -> dict[str, Any]:
        """The error as it travels between processes: the arguments of `decoded`."""
        return {
            "template": self.template,
            "hint_template": self.hint_template,
            "fields": self.fields,
            "detail": self.detail,
        }

    @classmethod
    def decoded(cls, *, template: str, hint_template: str, fields: dict[str, str], detail: str) -> UserFacingError:
        """The error that was encoded."""
        return cls(template, hint=hint_template, detail=detail, **fields)


class WorkCancelledError(T2LError):
    """The work was stopped because somebody asked for it; `result` holds what there was by then."""

    def __init__(self, result: dict[str, Any] | None = None) -> None:
        self.result = result or {}
        super().__init__("cancelled")


class WorkerDiedError(UserFacingError):
    """A child process ended in the middle of a request."""


def fill(template: str, fields: dict[str, str]) -> str:
    """Put `fields` into a message template; braces in the values are left alone."""
    return template.format_map(fields) if fields else template


def places_in_code(trace: TracebackType | None) -> list[str]:
    """Where an error came through, outermost first, without the folders that the code lies in."""
    frames = traceback.extract_tb(trace)
    return [f"  {'/'.join(Path(each.filename).parts[-2:])}:{each.lineno} in {each.name}" for each in frames]
