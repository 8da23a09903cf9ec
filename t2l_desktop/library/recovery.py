"""Opening the library whatever became of its file: a damaged or lost one is made again from what there is."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.library.backups import Backup, Backups, date_in_words
from t2l_desktop.library.database import (
    BUSY_SECONDS,
    LostError,
    close_sound,
    in_words,
    is_damage,
    open_sound,
    remove_database,
    set_aside,
)
from t2l_desktop.library.storage import check_free_space, disk_errors, sync_entries, sync_file

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """What was made of a file that was damaged (and is kept) or gone: from which backup, and what came besides."""

    kept: Path | None
    backup: Backup | None
    found: int

    @property
    def words(self) -> UserFacingError:
        """What to tell the person."""
        if self.kept is None:
            return self._of_a_lost_file()
        fields = {"count": str(self.found), "file": self.kept.name}
        if self.backup is None:
            return UserFacingError(
                "The library file was damaged; a new one was started. Skills found again: {count}.",
                hint="The damaged file is kept as {file} in the data folder.",
                **fields,
            )
        return UserFacingError(
            "The library file was damaged; it was restored to how it was on {date}. Newer skills found: {count}.",
            hint="The damaged file is kept as {file} in the data folder.",
            date=date_in_words(self.backup.at),
            **fields,
        )

    def _of_a_lost_file(self) -> UserFacingError:
        if self.backup is None:
            return UserFacingError(
                "The library file was missing; a new one was started. Skills found again: {count}.",
                count=self.found,
            )
        return UserFacingError(
            "The library file was missing; it was restored to how it was on {date}. Newer skills found: {count}.",
            date=date_in_words(self.backup.at),
            count=self.found,
        )


def open_or_recover(
    path: Path, *, backups: Backups, can_find: Callable[[], bool], find: Callable[[sqlite3.Connection], int]
) -> tuple[sqlite3.Connection, Recovery | None]:
    """Open or make the database; one that is damaged, gone or empty is made again from the newest sound backup.

    `find` puts into it what lies in folders and is missing, and says how much; `can_find` whether there may be any.
    Raises `UserFacingError` where the file cannot be used now: read-only, full disk, in use, newer version.
    """
    was_there = bool(backups.all()) or can_find()
    try:
        return open_sound(path, must_be_there=was_there), None
    except sqlite3.Error as error:
        if not is_damage(error):
            raise in_words(error) from error
    with _alone(path):
        try:
            # another process may have made it again meanwhile
            return open_sound(path, must_be_there=was_there), None
        except sqlite3.Error as error:
            if not is_damage(error):
                raise in_words(error) from error
            is_lost = isinstance(error, LostError)
            if not is_lost:
                logger.warning("the library is damaged and set aside: %s", error)
        kept = set_aside(path)
        return _begin_again(path, None if is_lost else kept, backups, find)


def _begin_again(
    path: Path, kept: Path | None, backups: Backups, find: Callable[[sqlite3.Connection], int]
) -> tuple[sqlite3.Connection, Recovery]:
    """Make the whole file aside, and put it into its place when it is done: a killed app begins once more."""
    temporary = path.with_name(f".{path.name}-{uuid.uuid4().hex}.part")
    try:
        with disk_errors(path):
            backup = next((each for each in backups.all() if _is_usable(each, temporary)), None)
            with closing(open_sound(temporary, is_copy=True)) as connection:
                found = find(connection)
            close_sound(temporary)
            sync_file(temporary)
            temporary.rename(path)
            sync_entries(path.parent)
        return open_sound(path), Recovery(kept=kept, backup=backup, found=found)
    except sqlite3.Error as error:
        raise in_words(error) from error
    finally:
        remove_database(temporary)


def _is_usable(backup: Backup, temporary: Path) -> bool:
    """Try a backup, as the file `temporary`; what is damaged or of a newer version is passed over."""
    check_free_space(temporary.parent, backup.path.stat().st_size)
    try:
        shutil.copyfile(backup.path, temporary)
        close_sound(temporary)
    except (UserFacingError, sqlite3.Error, OSError) as error:
        logger.warning("the backup %s cannot be used: %s", backup.path.name, error)
        remove_database(temporary)
        return False
    return True


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time; a lock of SQLite's own, which dies with its holder on every system."""
    lock = path.with_name(f"{path.name}.recovery")
    with disk_errors(lock), closing(sqlite3.connect(lock, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield
        connection.execute("ROLLBACK")
    with disk_errors(lock):
        remove_database(lock)
