"""The message bus: whoever has something to say says it here, and one view shows it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.gui import errors

logger = logging.getLogger(__name__)


class Level(StrEnum):
    """How much a notice matters; only the first goes by itself."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something to tell the person: what happened, what to do about it, and at most one thing to click."""

    text: str
    level: Level = Level.INFO
    hint: str = ""
    details: str = ""
    action_label: str = ""
    action: Callable[[], object] | None = None
    is_undo: bool = False  # so that a later notice that reads the same must not cost it

    def says(self, other: Notice) -> bool:
        """Whether both read the same, from wherever in the code they come."""
        return (self.text, self.hint, self.action_label) == (other.text, other.hint, other.action_label)


class MessageBus(QObject):
    """Takes notices from anywhere in the window's thread."""

    posted = Signal(object)
    withdrawn = Signal(object)

    def info(self, text: str) -> None:
        """Say something that needs no answer."""
        self.posted.emit(Notice(text=text))

    def offer(self, text: str, label: str, action: Callable[[], object]) -> Notice:
        """Say something and offer one thing to do about it."""
        notice = Notice(text=text, action_label=label, action=action)
        self.posted.emit(notice)
        return notice

    def withdraw(self, notice: Notice) -> None:
        """Take back what there is nothing to do about any more."""
        self.withdrawn.emit(notice)

    def undoable(self, text: str, undo: Callable[[], object]) -> Notice:
        """Say what was done, and offer to undo it."""
        notice = Notice(text=text, action_label=self.tr("Undo"), action=undo, is_undo=True)
        self.posted.emit(notice)
        return notice

    def warning(self, text: str, *, hint: str, label: str, action: Callable[[], object]) -> None:
        """Say what should be thought about, and offer one thing to do."""
        self.posted.emit(Notice(level=Level.WARNING, text=text, hint=hint, action_label=label, action=action))

    def error(self, text: str, *, hint: str = "", details: str = "") -> None:
        """Say what went wrong and what to do."""
        self.posted.emit(Notice(level=Level.ERROR, text=text, hint=hint, details=details))

    def exception(self, error: Exception) -> None:
        """Put an exception into words: those of a `UserFacingError`, or one sentence for a bug of ours."""
        if isinstance(error, UserFacingError):
            text, hint = errors.translated(error)
            self.error(text, hint=hint, details=errors.report(error))
            return
        logger.error("a bug: %s", type(error).__name__, exc_info=error)
        self.error(
            self.tr("Something went wrong inside the app."),
            hint=self.tr("Try again; if it happens again, copy the report and send it to whoever gave you the app."),
            details=errors.report(error),
        )
