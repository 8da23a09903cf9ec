"""The library: adapters, chats and messages in one SQLite file, their weights in folders beside it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library.adapters import AdapterStore, insert_adapter, renew_adapter
from t2l_desktop.library.backups import Backups
from t2l_desktop.library.chats import ChatStore, delete_chats
from t2l_desktop.library.description_vectors import DescriptionVectors
from t2l_desktop.library.folders import AdapterFolders
from t2l_desktop.library.recovery import open_or_recover
from t2l_desktop.library.sheets import SheetTable

_HOUR = 3600.0
_DAY = 24 * _HOUR
DRAFT_DAYS = 30
BIN_DAYS = 30


class Library(AdapterStore, ChatStore):
    """One user's adapters and chats; every method may be called from any thread.

    `notices` holds what the person should be told about the opening, such as a damaged file that was set aside.
    Every method raises `UserFacingError` where the disk or the database refuses.
    """

    def __init__(self, paths: AppPaths, *, clock: Callable[[], float] = time.time) -> None:
        self._paths = paths
        self.notices: tuple[UserFacingError, ...] = ()
        super().__init__(paths, clock=clock)
        self.sheets = SheetTable(self, clock)
        self.descriptions = DescriptionVectors(self)

    def sweep(self) -> None:
        """Forget drafts that no chat goes on with and binned things after thirty days, empty chats, stray folders."""
        now = self._clock()
        with self.reading() as connection:
            stale = connection.execute(
                "SELECT id FROM adapters"
                " WHERE binned_at < ? OR (is_saved = 0 AND binned_at IS NULL AND updated_at < ?"
                " AND id NOT IN (SELECT adapter_id FROM chat_adapters))",
                (now - BIN_DAYS * _DAY, now - DRAFT_DAYS * _DAY),
            ).fetchall()
        for row in stale:
            self.remove_adapter(row["id"])
        with self.writing() as connection:
            binned = connection.execute("SELECT id FROM chats WHERE binned_at < ?", (now - BIN_DAYS * _DAY,)).fetchall()
            delete_chats(connection, [row["id"] for row in binned])
            connection.execute(
                "DELETE FROM chats WHERE updated_at < ? AND id NOT IN (SELECT chat_id FROM messages)", (now - _HOUR,)
            )
            known = {row["id"] for row in connection.execute("SELECT id FROM adapters")}
        self._folders.sweep(known, now=now, untouched_for=_HOUR, binned_for=BIN_DAYS * _DAY)

    def _open(self, path: Path) -> sqlite3.Connection:
        folders = AdapterFolders(self._paths.adapters, self._paths.bin)

        def find(connection: sqlite3.Connection) -> int:
            known = {row["id"] for row in connection.execute("SELECT id FROM adapters")}
            connection.execute("BEGIN")
            found = 0
            for adapter in folders.recorded(except_for=()):
                if adapter.id in known:
                    renew_adapter(connection, adapter)
                else:
                    insert_adapter(connection, adapter)
                    found += 1
            connection.execute("COMMIT")
            return found

        connection, recovery = open_or_recover(
            path,
            backups=Backups(self._paths.backups),
            can_find=lambda: any(folders.recorded(except_for=())),
            find=find,
        )
        if recovery is not None:
            self.notices = (recovery.words,)
        return connection
