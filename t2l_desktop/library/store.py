"""The library: adapters, chats and messages in one SQLite file, their weights in folders beside it."""

from __future__ import annotations

import sqlite3
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Adapter, AdapterState
from t2l_desktop.library.chats import ChatStore
from t2l_desktop.library.database import folded
from t2l_desktop.library.folders import ADAPTER_GGUF, AdapterFolders
from t2l_desktop.library.sheets import SheetTable
from t2l_desktop.library.storage import check_free_space
from t2l_desktop.library.transactions import gone, storable

_HOUR = 3600.0
_DAY = 24 * _HOUR
DRAFT_DAYS = 30
BIN_DAYS = 30

_WHERE_STATE = {
    AdapterState.DRAFT: "is_saved = 0 AND binned_at IS NULL",
    AdapterState.SAVED: "is_saved = 1 AND binned_at IS NULL",
    AdapterState.BINNED: "is_saved IN (0, 1) AND binned_at IS NOT NULL",
}


class Library(ChatStore):
    """One user's adapters and chats; every method may be called from any thread.

    `notices` holds what the person should be told about the opening, such as a damaged file that was set aside.
    Every method raises `UserFacingError` where the disk or the database refuses.
    """

    def __init__(self, paths: AppPaths, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__(paths.database, clock=clock)
        self._folders = AdapterFolders(paths.adapters, paths.bin)
        self.notices: tuple[UserFacingError, ...] = ()
        self.sheets = SheetTable(self, clock)
        if self.set_aside is not None:
            self._begin_again(self.set_aside)

    def sweep(self) -> None:
        """Forget drafts and binned things after thirty days, empty chats, and folders that no row knows."""
        now = self._clock()
        with self.reading() as connection:
            stale = connection.execute(
                "SELECT id FROM adapters"
                " WHERE binned_at < ? OR (is_saved = 0 AND binned_at IS NULL AND updated_at < ?)",
                (now - BIN_DAYS * _DAY, now - DRAFT_DAYS * _DAY),
            ).fetchall()
        for row in stale:
            self.remove_adapter(row["id"])
        with self.writing() as connection:
            connection.execute("DELETE FROM chats WHERE binned_at < ?", (now - BIN_DAYS * _DAY,))
            connection.execute(
                "DELETE FROM chats WHERE updated_at < ? AND id NOT IN (SELECT chat_id FROM messages)", (now - _HOUR,)
            )
            known = {row["id"] for row in connection.execute("SELECT id FROM adapters")}
        self._folders.sweep(known, now=now, untouched_for=_HOUR, binned_for=BIN_DAYS * _DAY)

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
            name=storable(name),
            description=storable(description),
            pack_id=pack_id,
            base_fingerprint=base_fingerprint,
            state=AdapterState.DRAFT,
            created_at=now,
            updated_at=now,
            rank=rank,
        )
        self._folders.move_in(folder, adapter)
        try:
            with self.writing() as connection:
                _insert_adapter(connection, adapter)
        except BaseException:
            self._folders.remove(adapter.id)
            raise
        return adapter

    def adapter(self, adapter_id: str) -> Adapter:
        """One adapter in whatever state; raises `UserFacingError` where there is none."""
        with self.reading() as connection:
            row = connection.execute("SELECT * FROM adapters WHERE id = ?", (adapter_id,)).fetchone()
        if row is None:
            raise gone("adapters", adapter_id)
        return _adapter(row)

    def adapters(self, *, state: AdapterState = AdapterState.SAVED, search: str = "") -> list[Adapter]:
        """The adapters in one state, newest first; every word of `search` is in the name, description or notes."""
        words = folded(search).split()
        found = "".join(" AND instr(folded(name || char(10) || description || char(10) || notes), ?)" for _ in words)
        query = f"SELECT * FROM adapters WHERE {_WHERE_STATE[state]}{found} ORDER BY updated_at DESC, id"  # noqa: S608 - parts are literals
        with self.reading() as connection:
            return [_adapter(row) for row in connection.execute(query, words)]

    def update_adapter(
        self,
        adapter_id: str,
        *,
        name: str | None = None,
        notes: str | None = None,
        strength: float | None = None,
        is_saved: bool | None = None,
        origin: str | None = None,
    ) -> Adapter:
        """Change what is given and leave the rest."""
        given = {"name": name, "notes": notes, "strength": strength, "is_saved": is_saved, "origin": origin}
        changes = {column: value for column, value in given.items() if value is not None}
        self.update_one("adapters", adapter_id, {**changes, "updated_at": self._clock()})
        return self.adapter(adapter_id)

    def bin_adapter(self, adapter_id: str) -> Adapter:
        """Put an adapter into the bin, from which `restore_adapter` brings it back as it was."""
        self.update_one("adapters", adapter_id, {"binned_at": self._clock()})
        return self.adapter(adapter_id)

    def restore_adapter(self, adapter_id: str) -> Adapter:
        """Bring an adapter back from the bin; a draft has its thirty days again."""
        self.update_one("adapters", adapter_id, {"binned_at": None, "updated_at": self._clock()})
        return self.adapter(adapter_id)

    def remove_adapter(self, adapter_id: str) -> None:
        """Delete an adapter and its files for good."""
        with self.writing() as connection:
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

    def _begin_again(self, kept: Path) -> None:
        with self.writing() as connection:
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
        " created_at, updated_at, origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
            adapter.origin,
        ),
    )


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
        origin=row["origin"],
    )
