"""One connection to the library's file, shared by threads: reading, writing, and refusals in words."""

from __future__ import annotations

import contextlib
import errno
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.library.database import (
    close_sound,
    in_words,
    is_damage,
    is_full,
    is_loss,
    is_refusal,
    is_sound,
    mark_suspect,
    open_sound,
    out_of_reach,
)
from t2l_desktop.library.storage import disk_errors

_PATIENCE_SECONDS = 5.0


class Transactions:
    """Every method may be called from any thread; all raise `UserFacingError` where disk or database refuse."""

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._clock = clock
        self._lock = threading.RLock()
        self._connection = self._open(path)
        self._identity = _identity(path)
        self._is_lost = self._is_doubtful = False
        self._version = self._version_before = 0
        self._first_version = self.data_version()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; a second call does nothing. Whoever hangs on a dead drive is not waited for."""
        if self._lock.acquire(timeout=_PATIENCE_SECONDS):
            with contextlib.suppress(sqlite3.OperationalError):
                self._connection.close()
            self._lock.release()

    @property
    def has_changed(self) -> bool:
        """Whether anything was changed since the opening, here or elsewhere."""
        return self.data_version() != self._first_version

    def back_up_to(self, target: Path) -> None:
        """Write the library as it is now into the new file `target`, which is looked through; a damaged one is told.

        What goes wrong while the library itself is sound is the fault of the disk that `target` is on.
        """
        with disk_errors(target.parent), self.reading() as connection:
            try:
                with closing(sqlite3.connect(target)) as copy:
                    connection.backup(copy)
                close_sound(target)
            except sqlite3.Error as error:
                if not is_sound(connection):
                    raise
                raise OSError(errno.ENOSPC if is_full(error) else errno.EIO, str(error)) from error

    def data_version(self) -> int:
        """A number that grows whenever anything in the library changes, through this object or another process."""
        with self.reading() as connection:
            others = int(connection.execute("PRAGMA data_version").fetchone()[0])
            self._version = self._version_before + others + connection.total_changes
            return self._version

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for this thread alone."""
        with self._lock:
            try:
                if self._is_lost or not self._connection.in_transaction:
                    self._require_there()
                yield self._connection
            except sqlite3.Error as error:
                self._is_lost = self._is_lost or is_loss(error)
                self._is_doubtful = is_refusal(error)
                if is_damage(error):
                    mark_suspect(self._path)
                raise in_words(error) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction; a `writing` inside another joins it."""
        with self.reading() as connection:
            is_joining = connection.in_transaction
            if is_joining:
                yield connection
                return
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # SQLite has rolled back by itself after a full disk.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _open(self, path: Path) -> sqlite3.Connection:
        """Open the file for the first time."""
        return open_sound(path)

    def _require_there(self) -> None:
        """See that the file is the one that is open; after its drive was gone, or another took its place, open it."""
        found = _identity(self._path)
        if found is None:
            raise out_of_reach("the library's file is not there")
        if self._is_lost or found != self._identity:
            self._is_lost = True
            self._exchange(open_sound)
        elif self._is_doubtful:
            self._is_doubtful = False
            # What cannot be written any more may still be read: it is let go only for something better.
            with contextlib.suppress(sqlite3.Error, UserFacingError):
                fresh = open_sound(self._path)
                self._exchange(lambda _: fresh)

    def _exchange(self, opened: Callable[[Path], sqlite3.Connection]) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()
        self._connection = opened(self._path)
        self._identity = _identity(self._path)
        self._version_before = self._version + 1
        self._is_lost = False

    def update_one(self, table: str, id: str, values: dict[str, Any]) -> None:
        """Set columns of one adapter or chat; raises `UserFacingError` where there is no such row."""
        columns = ", ".join(f"{column} = ?" for column in values)
        given = [storable(value) if isinstance(value, str) else value for value in values.values()]
        with self.writing() as connection:
            cursor = connection.execute(f"UPDATE {table} SET {columns} WHERE id = ?", (*given, id))  # noqa: S608 - names are literals
            if cursor.rowcount != 1:
                raise gone(table, id)


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another one that took its name; None where there is none."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def gone(table: str, id: str) -> UserFacingError:
    """What to say of a row of "adapters" or "chats" that is not there."""
    if table == "adapters":
        return UserFacingError("There is no skill {id}.", hint="List the skills to see them.", id=id[:40])
    return UserFacingError("This chat does not exist any more.", hint="Choose another chat or begin a new one.")


def storable(text: str) -> str:
    """Text that SQLite can hold and search: lone surrogates (from broken input) and NUL are replaced."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "�")
