"""The library: adapters, chats and messages in one SQLite file, their weights in folders beside it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library.adapters import AdapterStore, insert_adapter
from t2l_desktop.library.chats import ChatStore
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
        super().__init__(paths, clock=clock)
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

    def _begin_again(self, kept: Path) -> None:
        with self.writing() as connection:
            adapters = list(self._folders.recorded(except_for=()))
            for adapter in adapters:
                insert_adapter(connection, adapter)
        self.notices = (
            UserFacingError(
                "The library file was damaged; a new one was begun and {count} adapters were found again.",
                hint="The damaged file is kept as {file} in the data folder.",
                count=len(adapters),
                file=kept.name,
            ),
        )
