"""The library: adapters, chats and messages in one SQLite file, their weights in folders beside it."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import (
    Adapter,
    AdapterState,
    AdapterUse,
    AnswerState,
    Chat,
    Message,
    Role,
)
from t2l_desktop.library.database import folded, in_words, is_damage, mark_suspect, open_database
from t2l_desktop.library.folders import ADAPTER_GGUF, AdapterFolders
from t2l_desktop.library.storage import check_free_space

_HOUR = 3600.0
_DAY = 24 * _HOUR
DRAFT_DAYS = 30
BIN_DAYS = 30

_WHERE_STATE = {
    AdapterState.DRAFT: "is_saved = 0 AND binned_at IS NULL",
    AdapterState.SAVED: "is_saved = 1 AND binned_at IS NULL",
    AdapterState.BINNED: "is_saved IN (0, 1) AND binned_at IS NOT NULL",
}


class Library:
    """One user's adapters and chats; every method may be called from any thread.

    `notices` holds what the person should be told about the opening, such as a damaged file that was set aside.
    Every method raises `UserFacingError` where the disk or the database refuses.
    """

    def __init__(self, paths: AppPaths, *, clock: Callable[[], float] = time.time) -> None:
        self._path = paths.database
        self._clock = clock
        self._lock = threading.RLock()
        self._folders = AdapterFolders(paths.adapters, paths.bin)
        self.notices: tuple[UserFacingError, ...] = ()
        self._connection, kept = open_database(paths.database)
        if kept is not None:
            self._begin_again(kept)

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
        with self._reading() as connection:
            others = int(connection.execute("PRAGMA data_version").fetchone()[0])
            return others + connection.total_changes

    def sweep(self) -> None:
        """Forget drafts and binned things after thirty days, empty chats, and folders that no row knows."""
        now = self._clock()
        with self._reading() as connection:
            stale = connection.execute(
                "SELECT id FROM adapters"
                " WHERE binned_at < ? OR (is_saved = 0 AND binned_at IS NULL AND updated_at < ?)",
                (now - BIN_DAYS * _DAY, now - DRAFT_DAYS * _DAY),
            ).fetchall()
        for row in stale:
            self.remove_adapter(row["id"])
        with self._writing() as connection:
            connection.execute("DELETE FROM chats WHERE binned_at < ?", (now - BIN_DAYS * _DAY,))
            connection.execute(
                "DELETE FROM chats WHERE updated_at < ? AND id NOT IN (SELECT chat_id FROM messages)", (now - _HOUR,)
            )
            known = {row["id"] for row in connection.execute("SELECT id FROM adapters")}
        self._folders.sweep(known, now=now, untouched_for=_HOUR, binned_for=BIN_DAYS * _DAY)

    # --- adapters -----------------------------------------------------------------------------------------------------

    def new_adapter_folder(self, *, needed_bytes: int) -> Path:
        """An empty folder for the files of an adapter to be; checks the free space first."""
        folder = self._folders.new()
        try:
            check_free_space(folder, needed_bytes)
        except UserFacingError:
            folder.rmdir()
            raise
        return folder

    def add_adapter(
        self, folder: Path, *, name: str, description: str, pack_id: str, base_fingerprint: str, rank: int
    ) -> Adapter:
        """Take over the finished `folder` from `new_adapter_folder` as a new draft."""
        now = self._clock()
        adapter = Adapter(
            id=str(uuid.uuid4()),
            name=_storable(name),
            description=_storable(description),
            pack_id=pack_id,
            base_fingerprint=base_fingerprint,
            state=AdapterState.DRAFT,
            created_at=now,
            updated_at=now,
            rank=rank,
        )
        self._folders.move_in(folder, adapter)
        try:
            with self._writing() as connection:
                _insert_adapter(connection, adapter)
        except BaseException:
            self._folders.remove(adapter.id)
            raise
        return adapter

    def adapter(self, adapter_id: str) -> Adapter:
        """One adapter in whatever state; raises `UserFacingError` where there is none."""
        with self._reading() as connection:
            row = connection.execute("SELECT * FROM adapters WHERE id = ?", (adapter_id,)).fetchone()
        if row is None:
            raise _no_adapter(adapter_id)
        return _adapter(row)

    def adapters(self, *, state: AdapterState = AdapterState.SAVED, search: str = "") -> list[Adapter]:
        """The adapters in one state, newest first; every word of `search` is in the name, description or notes."""
        words = folded(search).split()
        found = "".join(" AND instr(folded(name || char(10) || description || char(10) || notes), ?)" for _ in words)
        query = f"SELECT * FROM adapters WHERE {_WHERE_STATE[state]}{found} ORDER BY updated_at DESC, id"  # noqa: S608 - parts are literals
        with self._reading() as connection:
            return [_adapter(row) for row in connection.execute(query, words)]

    def update_adapter(
        self,
        adapter_id: str,
        *,
        name: str | None = None,
        notes: str | None = None,
        strength: float | None = None,
        is_saved: bool | None = None,
    ) -> Adapter:
        """Change what is given and leave the rest."""
        given = {"name": name, "notes": notes, "strength": strength, "is_saved": is_saved}
        changes = {column: value for column, value in given.items() if value is not None}
        self._update_one("adapters", adapter_id, {**changes, "updated_at": self._clock()})
        return self.adapter(adapter_id)

    def bin_adapter(self, adapter_id: str) -> Adapter:
        """Put an adapter into the bin, from which `restore_adapter` brings it back as it was."""
        self._update_one("adapters", adapter_id, {"binned_at": self._clock()})
        return self.adapter(adapter_id)

    def restore_adapter(self, adapter_id: str) -> Adapter:
        """Bring an adapter back from the bin; a draft has its thirty days again."""
        self._update_one("adapters", adapter_id, {"binned_at": None, "updated_at": self._clock()})
        return self.adapter(adapter_id)

    def remove_adapter(self, adapter_id: str) -> None:
        """Delete an adapter and its files for good."""
        with self._writing() as connection:
            connection.execute("DELETE FROM adapters WHERE id = ?", (adapter_id,))
        self._folders.remove(adapter_id)

    def adapter_folder(self, adapter_id: str) -> Path:
        """The folder of an adapter's files; raises `UserFacingError` where it is gone."""
        folder = self._folders.of(adapter_id)
        if not (folder / ADAPTER_GGUF).is_file():
            raise UserFacingError(
                "The files of the adapter {name} are missing.",
                hint="Create it again from its description.",
                detail=adapter_id,
                name=self.adapter(adapter_id).name,
            )
        return folder

    # --- chats --------------------------------------------------------------------------------------------------------

    def add_chat(self, *, pack_id: str, title: str = "", adapters: Sequence[AdapterUse] = ()) -> Chat:
        """Begin a conversation."""
        now = self._clock()
        chat = Chat(
            id=str(uuid.uuid4()),
            title=_storable(title),
            pack_id=pack_id,
            created_at=now,
            updated_at=now,
            adapters=tuple(adapters),
        )
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO chats (id, title, pack_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
                (chat.id, chat.title, chat.pack_id, now, now),
            )
            _set_chat_adapters(connection, chat.id, chat.adapters)
        return chat

    def chat(self, chat_id: str) -> Chat:
        """One chat, binned or not; raises `UserFacingError` where there is none."""
        with self._reading() as connection:
            row = connection.execute("SELECT * FROM chats WHERE id = ?", (chat_id,)).fetchone()
            if row is None:
                raise _no_chat()
            return _chats(connection, [row])[0]

    def chats(self, *, search: str = "", binned: bool = False) -> list[Chat]:
        """The chats, last used first; every word of `search` is in the title or in the messages."""
        words = folded(search).split()
        found = "".join(
            " AND (instr(folded(title), ?) OR EXISTS "
            "(SELECT 1 FROM messages WHERE chat_id = chats.id AND instr(folded(text), ?)))"
            for _ in words
        )
        where = "binned_at IS NOT NULL" if binned else "binned_at IS NULL"
        query = f"SELECT * FROM chats WHERE {where}{found} ORDER BY updated_at DESC, id"  # noqa: S608 - parts are literals
        with self._reading() as connection:
            rows = connection.execute(query, [word for word in words for _ in range(2)]).fetchall()
            return _chats(connection, rows)

    def update_chat(
        self, chat_id: str, *, title: str | None = None, adapters: Sequence[AdapterUse] | None = None
    ) -> Chat:
        """Change what is given and leave the rest."""
        with self._writing() as connection:
            if title is not None:
                self._update_one("chats", chat_id, {"title": title})
            if adapters is not None:
                _set_chat_adapters(connection, chat_id, adapters)
        return self.chat(chat_id)

    def bin_chat(self, chat_id: str) -> Chat:
        """Put a chat into the bin, from which `restore_chat` brings it back."""
        self._update_one("chats", chat_id, {"binned_at": self._clock()})
        return self.chat(chat_id)

    def restore_chat(self, chat_id: str) -> Chat:
        """Bring a chat back from the bin."""
        self._update_one("chats", chat_id, {"binned_at": None})
        return self.chat(chat_id)

    def add_message(
        self,
        chat_id: str,
        role: Role,
        *,
        text: str,
        state: AnswerState = AnswerState.COMPLETE,
        adapters: Sequence[AdapterUse] = (),
        tokens_per_second: float | None = None,
    ) -> Message:
        """Commit a message to the disk; it is there after this returns, whatever happens then."""
        now = self._clock()
        message = Message(
            id=str(uuid.uuid4()),
            chat_id=chat_id,
            role=role,
            text=_storable(text),
            created_at=now,
            state=state,
            adapters=tuple(adapters),
            tokens_per_second=tokens_per_second,
        )
        with self._writing() as connection:
            self._update_one("chats", chat_id, {"updated_at": now})
            cursor = connection.execute(
                "INSERT INTO messages (id, chat_id, role, text, created_at, state, tokens_per_second)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (message.id, chat_id, role.value, message.text, now, state.value, tokens_per_second),
            )
            connection.executemany(
                "INSERT INTO message_adapters VALUES (?, ?, ?, ?)",
                [(cursor.lastrowid, n, use.adapter_id, use.strength) for n, use in enumerate(message.adapters)],
            )
        return message

    def messages(self, chat_id: str) -> list[Message]:
        """The messages of a chat in their order."""
        uses: dict[int, list[AdapterUse]] = defaultdict(list)
        with self._reading() as connection:
            for row in connection.execute(
                "SELECT message_number, adapter_id, strength FROM message_adapters WHERE message_number IN"
                " (SELECT number FROM messages WHERE chat_id = ?) ORDER BY message_number, position",
                (chat_id,),
            ):
                uses[row[0]].append(AdapterUse(adapter_id=row[1], strength=row[2]))
            rows = connection.execute("SELECT * FROM messages WHERE chat_id = ? ORDER BY number", (chat_id,)).fetchall()
        return [_message(row, tuple(uses[row["number"]])) for row in rows]

    # --- within -------------------------------------------------------------------------------------------------------

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._connection
            except sqlite3.Error as error:
                if is_damage(error):
                    mark_suspect(self._path)
                raise in_words(error) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction; a `_writing` inside another joins it."""
        with self._reading() as connection:
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

    def _update_one(self, table: str, id: str, values: dict[str, Any]) -> None:
        columns = ", ".join(f"{column} = ?" for column in values)
        storable = [_storable(value) if isinstance(value, str) else value for value in values.values()]
        with self._writing() as connection:
            cursor = connection.execute(f"UPDATE {table} SET {columns} WHERE id = ?", (*storable, id))  # noqa: S608 - names are literals
            if cursor.rowcount != 1:
                raise _no_adapter(id) if table == "adapters" else _no_chat()

    def _begin_again(self, kept: Path) -> None:
        with self._writing() as connection:
            adapters = list(self._folders.recorded(except_for=()))
            for adapter in adapters:
                _insert_adapter(connection, adapter)
        self.notices = (
            UserFacingError(
                "The library file was damaged; a new one was begun and {count} adapters were found again.",
                hint="The damaged file is kept as {file} in the data folder.",
                count=len(adapters),
                file=kept.name,
            ),
        )


def _insert_adapter(connection: sqlite3.Connection, adapter: Adapter) -> None:
    connection.execute(
        "INSERT INTO adapters (id, name, description, notes, pack_id, base_fingerprint, rank, strength, is_saved,"
        " created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            adapter.id,
            adapter.name,
            adapter.description,
            adapter.notes,
            adapter.pack_id,
            adapter.base_fingerprint,
            adapter.rank,
            adapter.strength,
            adapter.state is AdapterState.SAVED,
            adapter.created_at,
            adapter.updated_at,
        ),
    )


def _storable(text: str) -> str:
    """Text that SQLite can hold and search: lone surrogates (from broken input) and NUL are replaced."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "�")


def _adapter(row: sqlite3.Row) -> Adapter:
    state = AdapterState.SAVED if row["is_saved"] else AdapterState.DRAFT
    return Adapter(
        id=row["id"],
        name=row["name"],
        description=row["description"],
        pack_id=row["pack_id"],
        base_fingerprint=row["base_fingerprint"],
        state=state if row["binned_at"] is None else AdapterState.BINNED,
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        rank=row["rank"],
        strength=row["strength"],
        notes=row["notes"],
    )


def _chats(connection: sqlite3.Connection, rows: Iterable[sqlite3.Row]) -> list[Chat]:
    rows = list(rows)
    uses: dict[str, list[AdapterUse]] = defaultdict(list)
    for row in connection.execute(
        "SELECT * FROM chat_adapters WHERE chat_id IN (SELECT value FROM json_each(?)) ORDER BY chat_id, position",
        (json.dumps([row["id"] for row in rows]),),
    ):
        uses[row["chat_id"]].append(AdapterUse(adapter_id=row["adapter_id"], strength=row["strength"]))
    return [
        Chat(
            id=row["id"],
            title=row["title"],
            pack_id=row["pack_id"],
            created_at=row["created_at"],
            updated_at=row["updated_at"],
            adapters=tuple(uses[row["id"]]),
        )
        for row in rows
    ]


def _set_chat_adapters(connection: sqlite3.Connection, chat_id: str, adapters: Sequence[AdapterUse]) -> None:
    connection.execute("DELETE FROM chat_adapters WHERE chat_id = ?", (chat_id,))
    connection.executemany(
        "INSERT INTO chat_adapters VALUES (?, ?, ?, ?)",
        [(chat_id, position, use.adapter_id, use.strength) for position, use in enumerate(adapters)],
    )


def _message(row: sqlite3.Row, adapters: tuple[AdapterUse, ...]) -> Message:
    return Message(
        id=row["id"],
        chat_id=row["chat_id"],
        role=Role(row["role"]),
        text=row["text"],
        created_at=row["created_at"],
        state=AnswerState(row["state"]),
        adapters=adapters,
        tokens_per_second=row["tokens_per_second"],
    )


def _no_adapter(adapter_id: str) -> UserFacingError:
    return UserFacingError("There is no adapter {id}.", hint="List the adapters to see them.", id=adapter_id[:40])


def _no_chat() -> UserFacingError:
    return UserFacingError("This chat does not exist any more.", hint="Choose another chat or begin a new one.")
