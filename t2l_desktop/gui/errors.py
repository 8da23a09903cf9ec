"""Errors in the language of the window, and what a person can pass on about them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from t2l_desktop.core.errors import UserFacingError, fill, places_in_code
from t2l_desktop.operations.report import as_text, versions, without_homes

CONTEXT = "errors"


def translated(error: UserFacingError) -> tuple[str, str]:
    """What happened and what to do, in the language of the window."""
    templates = (error.template, error.hint_template)
    message, hint = (
        fill(QCoreApplication.translate(CONTEXT, each), error.fields) if each else "" for each in templates
    )
    return message, hint


def in_one_line(error: UserFacingError) -> str:
    """The same as one text."""
    return joined(*translated(error))


def joined(*sentences: str) -> str:
    """Sentences one after the other; Japanese ones have no space between them."""
    return " ".join(filter(None, sentences)).replace("。 ", "。")


def report(error: BaseException) -> str:
    """What helps to find a fault: versions, templates and places in the code; no prompts, chats or home paths."""
    lines = [as_text({"versions": versions()}), "", type(error).__name__]
    if isinstance(error, UserFacingError):
        lines += [error.template, without_homes(error.detail)]
    lines += places_in_code(error.__traceback__)
    return "\n".join(lines).strip()
