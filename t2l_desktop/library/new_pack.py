"""A pack in the making: a folder aside that takes its place whole, or leaves nothing behind."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Pack
from t2l_desktop.library.pack_bin import temporary_name
from t2l_desktop.library.packs import PACK_FILE, PackShelf, load_pack
from t2l_desktop.library.storage import check_free_space, disk_errors, sync_entries, sync_folder, write_whole

_MOST_ID = 48


class NewPack:
    """To be used in a `with` block: what was not finished by its end is deleted."""

    def __init__(self, paths: AppPaths, *, needed_bytes: int) -> None:
        """Raises `UserFacingError` unless there is room for `needed_bytes`."""
        check_free_space(paths.packs, needed_bytes)
        self.folder = paths.packs / temporary_name()
        self._packs = paths.packs
        with disk_errors(self.folder):
            self.folder.mkdir()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def finish(self, shelf: PackShelf, body: Mapping[str, Any]) -> Pack:
        """Write `body` as its `pack.json` under an id that no other pack has, and move it to its place.

        Raises `UserFacingError` where the parts that `body` names are not there.
        """
        write_pack_json(self.folder, {"format": 1, "id": suggest_id(str(body.get("name"))), **body})
        wanted = load_pack(self.folder).id
        taken = {pack.id for pack in shelf.packs()} | {broken.folder.name for broken in shelf.broken()}
        pack_id, number = wanted, 2
        while pack_id in taken or (self._packs / pack_id).exists():
            pack_id, number = f"{wanted[:_MOST_ID]}-{number}", number + 1
        write_pack_json(self.folder, {"format": 1, **body, "id": pack_id})
        target = self._packs / pack_id
        with disk_errors(target):
            sync_folder(self.folder)
            self.folder.replace(target)
            sync_entries(self._packs)
        return load_pack(target)


def write_pack_json(folder: Path, body: Mapping[str, Any]) -> None:
    """Write a pack's `pack.json` whole."""
    ordered = {"format": body["format"], "id": body["id"], **body}
    write_whole(folder / PACK_FILE, json.dumps(ordered, indent=1, ensure_ascii=False).encode("utf-8", "replace"))


def suggest_id(name: str) -> str:
    """An id out of a name: small ASCII letters, digits and single strokes."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").casefold()
    return re.sub(r"[^a-z0-9.]+", "-", plain)[:_MOST_ID].strip("-.") or "pack"
