"""The library's tables, one step after the other; a database knows its step by SQLite's `user_version`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.tags import folded

Step = Callable[[sqlite3.Connection], None]
STEPS: list[Step] = []


class NewerVersionError(UserFacingError):
    """A database that only a newer app understands."""


def migration(step: Step) -> Step:
    """Register the next step; the docstring says why it is needed."""
    STEPS.append(step)
    return step


@migration
def _first_tables(connection: sqlite3.Connection) -> None:
    """Adapters, chats and messages; what an answer was made with outlives the adapter itself, so no foreign key."""
    for statement in (
        """CREATE TABLE adapters (
            id TEXT PRIMARY KEY CHECK (length(id) = 36),
            name TEXT NOT NULL,
            description TEXT NOT NULL,
            notes TEXT NOT NULL,
            pack_id TEXT NOT NULL,
            base_fingerprint TEXT NOT NULL,
            rank INTEGER NOT NULL CHECK (rank > 0),
            strength REAL NOT NULL,
            is_saved INTEGER NOT NULL CHECK (is_saved IN (0, 1)),
            created_at REAL NOT NULL,
            updated_at REAL NOT NULL,
            binned_at REAL
        ) STRICT""",
        "CREATE INDEX adapters_by_date ON adapters (is_saved, binned_at, updated_at)",
        """CREATE TABLE chats (
            id TEXT PRIMARY KEY CHECK (length(id) = 36),
            title TEXT NOT NULL,
            pack_id TEXT NOT NULL,
            created_at REAL NOT NULL,
            updated_at REAL NOT NULL,
            binned_at REAL
        ) STRICT""",
        "CREATE INDEX chats_by_date ON chats (binned_at, updated_at)",
        """CREATE TABLE chat_adapters (
            chat_id TEXT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            adapter_id TEXT NOT NULL,
            strength REAL NOT NULL,
            PRIMARY KEY (chat_id, position)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE messages (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
            chat_id TEXT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
            role TEXT NOT NULL CHECK (role IN ('system', 'user', 'assistant')),
            text TEXT NOT NULL,
            created_at REAL NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('complete', 'partial')),
            tokens_per_second REAL
        ) STRICT""",
        "CREATE INDEX messages_by_chat ON messages (chat_id, number)",
        """CREATE TABLE message_adapters (
            message_number INTEGER NOT NULL REFERENCES messages (number) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            adapter_id TEXT NOT NULL,
            strength REAL NOT NULL,
            PRIMARY KEY (message_number, position)
        ) STRICT, WITHOUT ROWID""",
    ):
        connection.execute(statement)


@migration
def _branches_and_settings_of_chats(connection: sqlite3.Connection) -> None:
    """An answer may have several versions, a question may be asked anew, and each chat has settings of its own.

    `parent` is the message before; `leaf` the last message of the branch that is shown.
    """
    for statement in (
        "ALTER TABLE chats ADD COLUMN pinned_at REAL",
        "ALTER TABLE chats ADD COLUMN system_prompt TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE chats ADD COLUMN in_words INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE chats ADD COLUMN sampling TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE chats ADD COLUMN leaf INTEGER",
        "ALTER TABLE messages ADD COLUMN parent INTEGER REFERENCES messages (number) ON DELETE CASCADE",
        "ALTER TABLE messages ADD COLUMN context_tokens INTEGER",
        "ALTER TABLE messages ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE messages ADD COLUMN stopped_by TEXT NOT NULL DEFAULT 'end'",
        "CREATE INDEX messages_by_parent ON messages (parent)",
        """UPDATE messages SET parent =
            (SELECT max(b.number) FROM messages b WHERE b.chat_id = messages.chat_id AND b.number < messages.number)""",
        "UPDATE chats SET leaf = (SELECT max(number) FROM messages WHERE chat_id = chats.id)",
        """CREATE TABLE presets (
            name TEXT PRIMARY KEY,
            system_prompt TEXT NOT NULL,
            sampling TEXT NOT NULL
        ) STRICT""",
    ):
        connection.execute(statement)


@migration
def _sheets(connection: sqlite3.Connection) -> None:
    """Test sheets; they go with their adapter, and their parts are only ever read whole."""
    connection.execute(
        """CREATE TABLE sheets (
            adapter_id TEXT PRIMARY KEY REFERENCES adapters (id) ON DELETE CASCADE,
            rows TEXT NOT NULL,
            result TEXT NOT NULL,
            updated_at REAL NOT NULL
        ) STRICT"""
    )


@migration
def _origins(connection: sqlite3.Connection) -> None:
    """Adapters may come from files, whose names are kept; those that were made here have none."""
    connection.execute("ALTER TABLE adapters ADD COLUMN origin TEXT NOT NULL DEFAULT ''")


@migration
def _tags_and_favourites(connection: sqlite3.Connection) -> None:
    """Adapters have tags, one a line, and favourites; search looks at one text that is folded when it is written.

    Folding ten thousand rows at every key would take most of the 50 ms that there are for it. The name stands first in
    `search_text`, which therefore sorts by name as well.
    """
    for statement in (
        "ALTER TABLE adapters ADD COLUMN tags TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE adapters ADD COLUMN is_favourite INTEGER NOT NULL DEFAULT 0 CHECK (is_favourite IN (0, 1))",
        "ALTER TABLE adapters ADD COLUMN search_text TEXT NOT NULL DEFAULT ''",
    ):
        connection.execute(statement)
    rows = connection.execute("SELECT id, name, description, notes FROM adapters").fetchall()
    texts = [(folded("\n".join(texts)), adapter_id) for adapter_id, *texts in rows]
    connection.executemany("UPDATE adapters SET search_text = ? WHERE id = ?", texts)


@migration
def _blends_and_vectors(connection: sqlite3.Connection) -> None:
    """Adapters may be made of others, and each has vectors by which adapters are laid out on a map.

    `way` says what a vector tells of an adapter; those of its words go when the words change.
    """
    for statement in (
        "ALTER TABLE adapters ADD COLUMN recipe TEXT NOT NULL DEFAULT ''",
        """CREATE TABLE adapter_vectors (
            adapter_id TEXT NOT NULL REFERENCES adapters (id) ON DELETE CASCADE,
            way TEXT NOT NULL,
            vector BLOB NOT NULL,
            PRIMARY KEY (adapter_id, way)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TRIGGER adapter_words_changed AFTER UPDATE OF name, description ON adapters
            WHEN old.name <> new.name OR old.description <> new.description
            BEGIN DELETE FROM adapter_vectors WHERE adapter_id = new.id AND way <> 'weights'; END""",
    ):
        connection.execute(statement)


@migration
def _routing(connection: sqlite3.Connection) -> None:
    """A chat may choose the adapter for each message, answers tell of it, and what adapters are chosen by is kept.

    A vector is known by the digest of the texts that it was made of: other words have another one. The count of
    `description_changes` grows with whatever adapters are chosen by, so that ten thousand need not be read for every
    message.
    """
    for statement in (
        "ALTER TABLE chats ADD COLUMN routes INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE messages ADD COLUMN likeness REAL",
        """CREATE TABLE description_vectors (
            embedder TEXT NOT NULL,
            digest TEXT NOT NULL,
            vector BLOB NOT NULL,
            PRIMARY KEY (embedder, digest)
        ) STRICT""",
        "CREATE TABLE description_changes (count INTEGER NOT NULL) STRICT",
        "INSERT INTO description_changes VALUES (0)",
    ):
        connection.execute(statement)
    words = "description, is_saved, binned_at, base_fingerprint, updated_at"
    for table, columns in (("adapters", words), ("sheets", "rows")):
        for number, event in enumerate(("INSERT", "DELETE", f"UPDATE OF {columns}")):
            change = "UPDATE description_changes SET count = count + 1"
            connection.execute(
                f"CREATE TRIGGER {table}_described_{number} AFTER {event} ON {table} BEGIN {change}; END"
            )


def migrate(connection: sqlite3.Connection, path: Path | None, *, steps: Sequence[Step] = tuple(STEPS)) -> None:
    """Bring the database up to date in one transaction, with a copy of an older one put beside `path` first.

    Raises `UserFacingError` for a database of a newer version; after any failure the database is as it was.
    """
    version = _version(connection)
    if version > len(steps):
        raise NewerVersionError(
            "The library was written by a newer version of the app.",
            hint="Install the newest version, or choose another folder with --home.",
            detail=f"version {version}, known up to {len(steps)}",
        )
    if version == len(steps):
        return
    if version and path is not None:
        _back_up(connection, path.with_name(f"{path.name}.v{version}.bak"))
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have done it while this one waited for the lock.
        for number, step in enumerate(steps[_version(connection) :], start=_version(connection) + 1):
            step(connection)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    except BaseException:
        # SQLite has rolled back by itself after a full disk.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _back_up(connection: sqlite3.Connection, target: Path) -> None:
    temporary = target.with_name(f"{target.name}.part")
    temporary.unlink(missing_ok=True)
    copy = sqlite3.connect(temporary)
    try:
        connection.backup(copy)
    finally:
        copy.close()
    temporary.replace(target)
