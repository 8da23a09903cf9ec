"""Opening the library's SQLite file safely: journal, limits, damage, and SQLite's refusals put into words."""

from __future__ import annotations

import errno
import sqlite3
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.tags import folded
from t2l_desktop.library.migrations import migrate
from t2l_desktop.library.storage import disk_errors

BUSY_SECONDS = 5.0
_CHECKED_WHOLE_BYTES = 32 * 1024 * 1024
_WRITING = frozenset(
    {
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_FSYNC,
        sqlite3.SQLITE_IOERR_TRUNCATE,
        sqlite3.SQLITE_IOERR_SHMSIZE,
    }
)
_TABLES = frozenset({"adapters", "chats", "chat_adapters", "messages", "message_adapters", "presets", "sheets"})
_LOGS = ("-wal", "-shm", "-journal")


class DamagedError(sqlite3.DatabaseError):
    """The file is a database, but not a sound one of ours."""


class LostError(DamagedError):
    """There is no file, or nothing is in it."""


def open_sound(path: Path, *, is_copy: bool = False, must_be_there: bool = False) -> sqlite3.Connection:
    """Open or make the database and bring it up to date; a copy is looked through whole, and not copied once more.

    Raises `sqlite3.Error`, of which `is_damage` and `in_words` say what it means (`LostError` where it `must_be_there`
    and is not), and `UserFacingError` for a newer version.
    """
    if must_be_there and _is_empty(path):  # SQLite would make a new one of it
        raise LostError("no file, or nothing in it")
    connection = _connect_with_log(path)
    try:
        if must_be_there and not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise LostError("no tables")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        _migrate(connection, None if is_copy else path)
        _check(connection, path, whole=is_copy)
    except BaseException:
        connection.close()
        raise
    return connection


def close_sound(path: Path) -> None:
    """Bring a copy of the library's file up to date, look through all of it, and leave it as one file.

    Raises what `open_sound` raises.
    """
    with closing(open_sound(path, is_copy=True)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def sole_user(path: Path) -> Iterator[sqlite3.Connection]:
    """The database as one file that no other process can open; raises `UserFacingError` while another one has it."""
    try:
        with closing(_connect(path)) as connection:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
            yield connection
    except sqlite3.Error as error:
        raise in_words(error) from error


def remove_database(path: Path) -> None:
    """Delete a database that nobody has open, and what SQLite may have left beside it."""
    for ending in ("", *_LOGS):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def is_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite says that the file itself is broken."""
    return isinstance(error, DamagedError) or _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_loss(error: sqlite3.Error) -> bool:
    """Whether the file may have to be opened anew once its drive is back."""
    return _code(error) in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN) and not is_refusal(error)


def is_refusal(error: sqlite3.Error) -> bool:
    """Whether the file cannot be written, through this connection at least."""
    return _code(error) == sqlite3.SQLITE_READONLY or getattr(error, "sqlite_errorcode", 0) in _WRITING


def is_full(error: sqlite3.Error) -> bool:
    """Whether there is no room left on the disk of the file."""
    return _code(error) == sqlite3.SQLITE_FULL


def is_sound(connection: sqlite3.Connection) -> bool:
    """Whether all of a database can be read, and is as it should be."""
    try:
        return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.Error:
        return False


def mark_suspect(path: Path) -> None:
    """Have the whole file checked at the next start."""
    with disk_errors(path):
        _suspect_mark(path).touch()


def in_words(error: sqlite3.Error) -> UserFacingError | sqlite3.Error:
    """What the person can act on, or the error itself where it is a bug of ours."""
    code, detail = _code(error), str(error)
    if is_damage(error):
        return UserFacingError(
            "The library file is damaged.",
            hint="Start the app again: it keeps the damaged file and goes on with the newest backup.",
            detail=detail,
        )
    if code == sqlite3.SQLITE_IOERR and getattr(error, "sqlite_errorcode", 0) not in _WRITING:
        return out_of_reach(detail)
    if is_full(error):
        return UserFacingError(
            "There is no room left on the disk for the library.",
            hint="Free some space and try again; nothing that was saved is lost.",
            detail=detail,
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL):
        return UserFacingError(
            "The library is in use by another program.",
            hint="Close other windows of the app and try again.",
            detail=detail,
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR):
        return UserFacingError(
            "The library cannot be written.",
            hint="Check the permissions of the data folder and the free space, or choose another with --home.",
            detail=detail,
        )
    return error


def out_of_reach(detail: str) -> UserFacingError:
    """What to say while the file is not where it was."""
    return UserFacingError(
        "The data folder cannot be reached.",
        hint="Connect its drive again; nothing that was saved is lost.",
        detail=detail,
    )


def _is_empty(path: Path) -> bool:
    try:
        found = path.stat()
    except FileNotFoundError:
        return True
    return stat.S_ISREG(found.st_mode) and found.st_size == 0


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.create_function("folded", 1, folded, deterministic=True)
    return connection


def _migrate(connection: sqlite3.Connection, path: Path | None) -> None:
    try:
        migrate(connection, path)
    except sqlite3.OperationalError as error:
        if _code(error) == sqlite3.SQLITE_ERROR:  # no such table, no such column: somebody else's file
            raise DamagedError(str(error)) from error
        raise


def _connect_with_log(path: Path) -> sqlite3.Connection:
    """Connect with a write-ahead log; where memory cannot be shared (network drives), for this process alone."""
    try:
        return _with_log(_connect(path), locking="NORMAL")
    except sqlite3.OperationalError as error:
        if _code(error) == sqlite3.SQLITE_BUSY and not _has_locks(path.parent):
            raise UserFacingError(
                "The data folder is on a drive on which files cannot be locked.",
                hint="Mount the drive with file locking, or choose another folder with --home.",
                detail=str(error),
            ) from error
        if _code(error) not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR):
            raise
    # a new one: a connection that has asked for shared memory goes on asking
    return _with_log(_connect(path), locking="EXCLUSIVE")


def _with_log(connection: sqlite3.Connection, *, locking: str) -> sqlite3.Connection:
    try:
        connection.execute(f"PRAGMA locking_mode = {locking}")
        if _set_wal(connection) != "wal" and locking == "NORMAL":
            return _with_log(connection, locking="EXCLUSIVE")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the first to ask for shared memory
    except BaseException:
        connection.close()
        raise
    return connection


def _has_locks(folder: Path) -> bool:
    """Whether files in a folder can be locked; SQLite says of a drive without locks that somebody else has the file."""
    if sys.platform == "win32":
        return True
    import fcntl  # noqa: PLC0415 - not there on Windows

    with disk_errors(folder), tempfile.TemporaryFile(dir=folder) as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno != errno.ENOLCK
    return True


def _set_wal(connection: sqlite3.Connection) -> str:
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            return str(connection.execute("PRAGMA journal_mode = WAL").fetchone()[0])
        except sqlite3.OperationalError as error:
            # The switch of a fresh file does not wait for another process by itself.
            if _code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _check(connection: sqlite3.Connection, path: Path, *, whole: bool) -> None:
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables >= _TABLES:
        raise DamagedError("tables are missing")
    mark = _suspect_mark(path)
    if whole or mark.exists() or path.stat().st_size <= _CHECKED_WHOLE_BYTES:
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise DamagedError(str(verdict))
        mark.unlink(missing_ok=True)


def set_aside(path: Path) -> Path:
    """Give a damaged file, and what SQLite left beside it, a name of its own, under which they are kept.

    A log that is left alone would be played into whatever file comes into the place.
    """
    stamp = time.strftime("%Y%m%d-%H%M%S")
    kept = path.with_name(f"{path.stem}-damaged-{stamp}{path.suffix}")
    number = 2
    while kept.exists():
        kept = path.with_name(f"{path.stem}-damaged-{stamp}-{number}{path.suffix}")
        number += 1
    with disk_errors(path):
        for ending in (*_LOGS, ""):
            source = path.with_name(path.name + ending)
            if source.exists():
                source.rename(kept.with_name(kept.name + ending))
        _suspect_mark(path).unlink(missing_ok=True)
    return kept


def _suspect_mark(path: Path) -> Path:
    return path.with_name(f"{path.name}.suspect")


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
