"""One connection to the library's file, shared by threads: reading, writing, and refusals in words."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.library.database import in_words, is_damage, mark_suspect, open_database


class Transactions:
    """Every method may be called from any thread; all raise `UserFacingError` where disk or database refuse."""

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        """`set_aside` is the damaged file that a new one was begun instead of, if so it was."""
        self._path = path
        self._clock = clock
        self._lock = threading.RLock()
        self._connection, self.set_aside = open_database(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; a second call does nothing."""
        with self._lock:
            self._connection.close()

    def data_version(self) -> int:
        """A number that grows whenever anything in the library changes, through this object or another process."""
        with self.reading() as connection:
            others = int(connection.execute("PRAGMA data_version").fetchone()[0])
            return others + connection.total_changes

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for this thread alone."""
        with self._lock:
            try:
                yield self._connection
            except sqlite3.Error as error:
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

    def update_one(self, table: str, id: str, values: dict[str, Any]) -> None:
        """Set columns of one adapter or chat; raises `UserFacingError` where there is no such row."""
        columns = ", ".join(f"{column} = ?" for column in values)
        given = [storable(value) if isinstance(value, str) else value for value in values.values()]
        with self.writing() as connection:
            cursor = connection.execute(f"UPDATE {table} SET {columns} WHERE id = ?", (*given, id))  # noqa: S608 - names are literals
            if cursor.rowcount != 1:
                raise gone(table, id)


def gone(table: str, id: str) -> UserFacingError:
    """What to say of a row of "adapters" or "chats" that is not there."""
    if table == "adapters":
        return UserFacingError("There is no adapter {id}.", hint="List the adapters to see them.", id=id[:40])
    return UserFacingError("This chat does not exist any more.", hint="Choose another chat or begin a new one.")


def storable(text: str) -> str:
    """Text that SQLite can hold and search: lone surrogates (from broken input) and NUL are replaced."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "�")
