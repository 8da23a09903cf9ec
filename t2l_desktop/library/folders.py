"""The folders of adapters on the disk: made aside, moved into place whole, swept when nobody knows them."""

from __future__ import annotations

import json
import logging
import os
import shutil
import sys
import uuid
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, TypeVar

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.recipes import decode_recipe
from t2l_desktop.core.records import Adapter, AdapterState
from t2l_desktop.core.tags import clean_tags
from t2l_desktop.library.database import out_of_reach
from t2l_desktop.library.storage import disk_errors, sync_entries, sync_folder, write_whole

logger = logging.getLogger(__name__)

ADAPTER_GGUF = "adapter.gguf"
ADAPTER_WEIGHTS = "adapter_model.safetensors"
ADAPTER_CONFIG = "adapter_config.json"
Number = TypeVar("Number", int, float)
_RECORD = "record.json"
_MAX_RECORD_BYTES = 256 * 1024
_MAX_RANK = 1_000_000
_TEMPORARY = ".new-"
_RECORDED = ("name", "description", "pack_id", "base_fingerprint", "rank", "created_at")
_ALSO_RECORDED = ("updated_at", "strength", "notes", "origin", "tags", "is_favourite")


class AdapterFolders:
    """The adapter folders below one data folder."""

    def __init__(self, root: Path, bin: Path) -> None:
        self._root = root
        self._bin = bin

    def of(self, adapter_id: str) -> Path:
        """Where the files of an adapter lie; raises `UserFacingError` for an id that is not one of ours."""
        if not _is_id(adapter_id):
            raise UserFacingError("There is no skill {id}.", hint="List the skills to see them.", id=adapter_id[:40])
        return self._root / adapter_id

    def new(self) -> Path:
        """An empty folder, on the same disk, to write an adapter into."""
        folder = self._root / f"{_TEMPORARY}{uuid.uuid4().hex}"
        with disk_errors(folder):
            try:
                folder.mkdir()
            except FileNotFoundError as error:
                raise out_of_reach(str(error)) from error
        return folder

    def move_in(self, folder: Path, adapter: Adapter) -> None:
        """Bring a finished folder to the disk and to its place; its record lets a lost database be made again."""
        _write_record(folder, adapter)
        with disk_errors(folder):
            sync_folder(folder)
            folder.replace(self.of(adapter.id))
            sync_entries(self._root)

    def note(self, adapter: Adapter) -> None:
        """Keep beside an adapter's files what has become of it; the database counts, so a refusal is no error."""
        try:
            folder = self.of(adapter.id)
            if folder.is_dir():
                _write_record(folder, adapter)
        except UserFacingError as error:
            logger.info("the record of an adapter could not be written: %s", error.detail)

    def remove(self, adapter_id: str) -> None:
        """Delete an adapter's files for good; what is left after a failure is swept later."""
        shutil.rmtree(self.of(adapter_id), ignore_errors=True)

    def recorded(self, *, except_for: Collection[str]) -> Iterator[Adapter]:
        """The adapters whose complete folders stand here and whose ids are not in `except_for`."""
        for entry in self._entries(self._root):
            if _is_id(entry.name) and entry.name not in except_for:
                adapter = _read_record(Path(entry.path))
                if adapter is not None:
                    yield adapter

    def sweep(self, known: Collection[str], *, now: float, untouched_for: float, binned_for: float) -> None:
        """Delete old temporary folders, bin the folders that nobody knows, and empty the bin of old ones."""
        for entry in self._entries(self._root):
            if entry.name in known or not _older(entry, now - untouched_for):
                continue
            if entry.name.startswith(_TEMPORARY):
                shutil.rmtree(entry.path, ignore_errors=True)
            elif _is_id(entry.name):
                self._put_in_bin(Path(entry.path), now)
        for entry in self._entries(self._bin):
            if _is_id(entry.name) and _older(entry, now - binned_for):
                shutil.rmtree(entry.path, ignore_errors=True)

    def _put_in_bin(self, folder: Path, now: float) -> None:
        try:
            self._bin.mkdir(exist_ok=True)
            os.utime(folder, (now, now))
            folder.replace(self._bin / folder.name)
        except OSError as error:
            logger.info("an unknown adapter folder could not be put into the bin: %s", error.strerror)

    @staticmethod
    def _entries(folder: Path) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                return [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
        except OSError:
            return []


def _older(entry: os.DirEntry[str], moment: float) -> bool:
    try:
        return entry.stat(follow_symlinks=False).st_mtime < moment
    except OSError:
        return False


def _is_id(name: str) -> bool:
    try:
        return str(uuid.UUID(name)) == name
    except ValueError:
        return False


def _read_record(folder: Path) -> Adapter | None:
    try:
        path = folder / _RECORD
        if path.stat().st_size > _MAX_RECORD_BYTES or not (folder / ADAPTER_GGUF).is_file():
            return None
        body = json.loads(path.read_bytes())
        values: dict[str, Any] = {name: body[name] for name in _RECORDED}
        return Adapter(
            id=folder.name,
            name=_text(values["name"]),
            description=_text(values["description"]),
            pack_id=str(values["pack_id"]),
            base_fingerprint=str(values["base_fingerprint"]),
            rank=_number(int(values["rank"]), least=1, most=_MAX_RANK),
            created_at=_number(float(values["created_at"])),
            state=AdapterState.SAVED,
            **_extras(body),
        )
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def _extras(body: dict[str, Any]) -> dict[str, Any]:
    """What the records of older versions lack; raises `TypeError` or `ValueError` for what cannot be used."""
    return {
        "updated_at": _number(float(body.get("updated_at", body["created_at"]))),
        "strength": _number(float(body.get("strength", 1.0))),
        "notes": _text(body.get("notes", "")),
        "origin": _text(body.get("origin", "")),
        "tags": clean_tags(map(str, body.get("tags", ()))),
        "is_favourite": body.get("is_favourite") is True,
        "recipe": decode_recipe(str(body.get("recipe", ""))),
    }


def _number(value: Number, *, least: float = -sys.float_info.max, most: float = sys.float_info.max) -> Number:
    """The value, where the database would take it; NaN is between no two numbers."""
    if not least <= value <= most:
        raise ValueError(value)
    return value


def _text(value: object) -> str:
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _write_record(folder: Path, adapter: Adapter) -> None:
    record = {name: getattr(adapter, name) for name in (*_RECORDED, *_ALSO_RECORDED)}
    if adapter.recipe is not None:
        record["recipe"] = adapter.recipe.encoded()
    write_whole(folder / _RECORD, json.dumps(record, ensure_ascii=False, indent=1).encode("utf-8", "replace"))
