"""Copies of the library's file that the app keeps by itself: checked, dated, and fewer the older they are."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from t2l_desktop.library.database import remove_database
from t2l_desktop.library.storage import disk_errors, sync_entries, sync_file

DAYS, WEEKS = 7, 4
_LEAST = 2
_MOST_BYTES = 1024**3
_NAME = re.compile(r"library-(\d{8}-\d{6})Z\.sqlite3")
_STAMP = "%Y%m%d-%H%M%S"


@dataclass(frozen=True, kw_only=True)
class Backup:
    """A copy and the moment (seconds since 1970) that it shows."""

    path: Path
    at: float


class Backups:
    """The copies in one folder: the last of each of seven days and of four weeks, and a gigabyte of them at most."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> list[Backup]:
        """What is there, newest first; nobody has looked whether it is sound."""
        try:
            found = [Backup(path=path, at=at) for path in self._folder.iterdir() if (at := _moment(path)) is not None]
        except OSError:
            return []
        return sorted(found, key=lambda each: each.at, reverse=True)

    def keep(self, write: Callable[[Path], None], *, now: float) -> Backup:
        """Have `write` make a sound copy, and let old ones go.

        Raises `UserFacingError` where it cannot be written; then nothing has changed.
        """
        stamp = datetime.fromtimestamp(now, tz=UTC).strftime(_STAMP)
        path = self._folder / f"library-{stamp}Z.sqlite3"
        temporary = self._folder / f".{uuid.uuid4().hex}.part"
        with disk_errors(path):
            self._folder.mkdir(exist_ok=True)
            try:
                write(temporary)
                sync_file(temporary)
                temporary.replace(path)
                sync_entries(self._folder)
            finally:
                remove_database(temporary)
        self._rotate()
        return Backup(path=path, at=now)

    def _rotate(self) -> None:
        backups = self.all()
        kept = _last_of_each(backups, lambda day: day.date(), DAYS)
        kept += _last_of_each(backups, lambda day: day.isocalendar()[:2], WEEKS)
        room = _MOST_BYTES
        for number, backup in enumerate(backups):
            room -= _size(backup.path)
            if backup not in kept or (room < 0 and number >= _LEAST):
                with disk_errors(backup.path):
                    backup.path.unlink(missing_ok=True)


def _moment(path: Path) -> float | None:
    found = _NAME.fullmatch(path.name)
    try:
        return datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC).timestamp() if found else None
    except ValueError:
        return None


def _last_of_each(backups: list[Backup], span: Callable[[datetime], object], most: int) -> list[Backup]:
    """The newest copy of each of the last few days or weeks that have any."""
    newest: dict[object, Backup] = {}
    for backup in backups:
        newest.setdefault(span(datetime.fromtimestamp(backup.at, tz=UTC)), backup)
    return list(newest.values())[:most]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def date_in_words(moment: float) -> str:
    """A moment as the person's clock showed it."""
    return datetime.fromtimestamp(moment).astimezone().strftime("%Y-%m-%d %H:%M")
