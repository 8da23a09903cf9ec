"""Adapters: their rows in the database, and with every change the record beside their files."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.recipes import Recipe, decode_recipe
from t2l_desktop.core.records import Adapter, AdapterOrder, AdapterState
from t2l_desktop.core.tags import clean_tags, folded
from t2l_desktop.library.folders import ADAPTER_GGUF, AdapterFolders
from t2l_desktop.library.storage import check_free_space, disk_errors
from t2l_desktop.library.transactions import Transactions, gone, storable
from t2l_desktop.library.vectors import VectorTable

_WHERE_STATE = {
    AdapterState.DRAFT: "is_saved = 0 AND binned_at IS NULL",
    AdapterState.SAVED: "is_saved = 1 AND binned_at IS NULL",
    AdapterState.BINNED: "is_saved IN (0, 1) AND binned_at IS NOT NULL",
}
_ORDER_BY = {
    AdapterOrder.CHANGED: "updated_at DESC, id",
    AdapterOrder.NEWEST: "created_at DESC, id",
    AdapterOrder.OLDEST: "created_at, id",
    AdapterOrder.NAME: "search_text, id",  # which begins with the name
}


@dataclass
class _Known:
    """What was read before: making ten thousand records takes longer than finding them, as search does at every key."""

    version: int = -1
    adapters: dict[str, Adapter] = field(default_factory=dict)
    tags: list[str] | None = None


class AdapterStore(Transactions):
    """What changes an adapter gives what it has become."""

    def __init__(self, paths: AppPaths, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__(paths.database, clock=clock)
        self._folders = AdapterFolders(paths.adapters, paths.bin)
        self._known = _Known()
        self.vectors = VectorTable(self)

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
        self,
        folder: Path,
        *,
        name: str,
        description: str,
        pack_id: str,
        base_fingerprint: str,
        rank: int,
        recipe: Recipe | None = None,
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
            recipe=recipe,
        )
        self._take_in(folder, adapter)
        return adapter

    def duplicate_adapter(self, adapter_id: str, *, name: str) -> Adapter:
        """Copy an adapter with its files under another name; the copy is saved, whatever the original is."""
        source = self.adapter_folder(adapter_id)
        now = self._clock()
        adapter = replace(
            self.adapter(adapter_id),
            id=str(uuid.uuid4()),
            name=storable(name),
            state=AdapterState.SAVED,
            created_at=now,
            updated_at=now,
            is_favourite=False,
        )
        with disk_errors(source):
            size = sum(path.stat().st_size for path in source.rglob("*") if path.is_file())
        folder = self.new_adapter_folder(needed_bytes=size)
        try:
            with disk_errors(folder):
                shutil.copytree(source, folder, dirs_exist_ok=True)
            self._take_in(folder, adapter)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return adapter

    def adapter(self, adapter_id: str) -> Adapter:
        """One adapter in whatever state; raises `UserFacingError` where there is none."""
        with self.reading() as connection:
            row = connection.execute("SELECT * FROM adapters WHERE id = ?", (adapter_id,)).fetchone()
        if row is None:
            raise gone("adapters", adapter_id)
        return _adapter(row)

    def adapters(
        self,
        *,
        state: AdapterState = AdapterState.SAVED,
        search: str = "",
        tags: Sequence[str] = (),
        favourites: bool = False,
        order: AdapterOrder = AdapterOrder.CHANGED,
    ) -> list[Adapter]:
        """The adapters in one state with every tag, and every word of a search in name, description, notes or tags.

        The bin has what was put there last first, whatever the `order`.
        """
        conditions, values = [_WHERE_STATE[state]], []
        for word in folded(search).split():
            conditions.append("instr(search_text, ?)")
            values.append(word)
        for tag in tags:
            conditions.append("instr(char(10) || tags || char(10), char(10) || ? || char(10))")
            values.append(tag)
        if favourites:
            conditions.append("is_favourite")
        sorting = "binned_at DESC, id" if state is AdapterState.BINNED else _ORDER_BY[order]
        rest = f"FROM adapters WHERE {' AND '.join(conditions)} ORDER BY {sorting}"
        with self.reading() as connection:
            known = self._up_to_date(connection).adapters
            if not known:
                known.update((row["id"], _adapter(row)) for row in connection.execute(f"SELECT * {rest}", values))
                return list(known.values())
            ids = [row[0] for row in connection.execute(f"SELECT id {rest}", values)]
            missing = json.dumps([adapter_id for adapter_id in ids if adapter_id not in known])
            query = "SELECT * FROM adapters WHERE id IN (SELECT value FROM json_each(?))"
            known.update((row["id"], _adapter(row)) for row in connection.execute(query, (missing,)))
            return [known[adapter_id] for adapter_id in ids]

    def count_adapters(self) -> tuple[int, int]:
        """How many adapters are saved, and how many of them are favourites."""
        query = f"SELECT count(*), total(is_favourite) FROM adapters WHERE {_WHERE_STATE[AdapterState.SAVED]}"  # noqa: S608 - a literal
        with self.reading() as connection:
            saved, favourites = connection.execute(query).fetchone()
        return saved, int(favourites)

    def tags(self) -> list[str]:
        """The tags of the saved adapters, those of the most adapters first."""
        query = f"SELECT tags FROM adapters WHERE {_WHERE_STATE[AdapterState.SAVED]} AND tags != ''"  # noqa: S608 - a literal
        with self.reading() as connection:
            known = self._up_to_date(connection)
            if known.tags is None:
                counts = Counter(tag for row in connection.execute(query) for tag in row[0].split("\n"))
                known.tags = sorted(counts, key=lambda tag: (-counts[tag], folded(tag)))
            return list(known.tags)

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
        return self._change({adapter_id: {**changes, "updated_at": self._clock()}})[0]

    def set_tags(self, tags: Mapping[str, Sequence[str]]) -> list[Adapter]:
        """Give adapters, by their ids, these tags instead of those that they have."""
        return self._change({adapter_id: {"tags": "\n".join(clean_tags(each))} for adapter_id, each in tags.items()})

    def set_favourite(self, adapter_ids: Iterable[str], *, favourite: bool) -> list[Adapter]:
        """Make adapters favourites, or no longer."""
        return self._change({adapter_id: {"is_favourite": favourite} for adapter_id in adapter_ids})

    def bin_adapter(self, adapter_id: str) -> Adapter:
        """Put an adapter into the bin, from which `restore_adapter` brings it back as it was."""
        self.update_one("adapters", adapter_id, {"binned_at": self._clock()})
        return self.adapter(adapter_id)

    def restore_adapter(self, adapter_id: str) -> Adapter:
        """Bring an adapter back from the bin; a draft has its thirty days again."""
        with self.writing() as connection:
            self.update_one("adapters", adapter_id, {"binned_at": None})
            connection.execute(
                "UPDATE adapters SET updated_at = ? WHERE id = ? AND is_saved = 0", (self._clock(), adapter_id)
            )
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
                "The files of the skill {name} are missing.",
                hint="Create it again from its description.",
                detail=adapter_id,
                name=self.adapter(adapter_id).name,
            )
        return folder

    def _take_in(self, folder: Path, adapter: Adapter) -> None:
        self._folders.move_in(folder, adapter)
        try:
            with self.writing() as connection:
                insert_adapter(connection, adapter)
                self.vectors.take_sketch(adapter.id, self._folders.of(adapter.id))
        except BaseException:
            self._folders.remove(adapter.id)
            raise

    def _change(self, values: Mapping[str, dict[str, Any]]) -> list[Adapter]:
        """Set columns of adapters by their ids, all or none, then note it beside their files."""
        with self.writing() as connection:
            changed = []
            for adapter_id, each in values.items():
                self.update_one("adapters", adapter_id, each)
                adapter = self.adapter(adapter_id)
                connection.execute(
                    "UPDATE adapters SET search_text = ? WHERE id = ?", (_search_text(adapter), adapter_id)
                )
                changed.append(adapter)
        for adapter in changed:
            self._folders.note(adapter)
        return changed

    def _up_to_date(self, connection: sqlite3.Connection) -> _Known:
        """What is known and still true; what a transaction has not committed yet does not stay known."""
        version = -1 if connection.in_transaction else self.data_version()
        if version == -1 or version != self._known.version:
            self._known = _Known(version=version)
        return self._known


def insert_adapter(connection: sqlite3.Connection, adapter: Adapter) -> None:
    """Add a row."""
    connection.execute(
        "INSERT INTO adapters (id, name, description, notes, pack_id, base_fingerprint, rank, strength, is_saved,"
        " created_at, updated_at, origin, tags, is_favourite, search_text, recipe)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            adapter.id, adapter.name, adapter.description, adapter.notes, adapter.pack_id, adapter.base_fingerprint,
            adapter.rank, adapter.strength, adapter.state is AdapterState.SAVED, adapter.created_at, adapter.updated_at,
            adapter.origin, "\n".join(adapter.tags), adapter.is_favourite, _search_text(adapter),
            adapter.recipe.encoded() if adapter.recipe is not None else "",
        ),
    )  # fmt: skip


def renew_adapter(connection: sqlite3.Connection, adapter: Adapter) -> None:
    """Bring a row up to what its record says, unless that is older; what somebody has changed is meant to stay.

    Tags and favourites change without a new date; a draft without one is still a draft.
    """
    connection.execute(
        "UPDATE adapters SET name = ?, notes = ?, strength = ?, origin = ?, tags = ?, is_favourite = ?,"
        " search_text = ?, is_saved = is_saved OR updated_at < ?, updated_at = ? WHERE id = ? AND updated_at <= ?",
        (
            adapter.name, adapter.notes, adapter.strength, adapter.origin, "\n".join(adapter.tags),
            adapter.is_favourite, _search_text(adapter), adapter.updated_at, adapter.updated_at, adapter.id,
            adapter.updated_at,
        ),
    )  # fmt: skip


def _search_text(adapter: Adapter) -> str:
    return folded("\n".join((adapter.name, adapter.description, adapter.notes, *adapter.tags)))


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
        tags=tuple(row["tags"].split("\n")) if row["tags"] else (),
        is_favourite=bool(row["is_favourite"]),
        recipe=decode_recipe(row["recipe"]),
    )
