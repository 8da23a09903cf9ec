"""A backup in one file: a plain zip archive, nothing compressed, with `backup.json` last.

What comes from outside is checked before the first byte is unpacked: every name, size and sum stands in `backup.json`.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from t2l_desktop import __version__
from t2l_desktop.core.archives import Archive, open_archive
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.library.database import close_sound, in_words, is_damage
from t2l_desktop.library.migrations import NewerVersionError, migrate
from t2l_desktop.library.pack_files import Meter, hash_file
from t2l_desktop.library.storage import disk_errors

FORMAT = 1
DATABASE, SETTINGS = "library.sqlite3", "settings.toml"
_MANIFEST = "backup.json"
_MOST_MEMBERS = 200_000
_MAX_MANIFEST_BYTES = 64 * 1024 * 1024
_MAX_SETTINGS_BYTES = 64 * 1024
_LATEST = 2.0**33
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_FORBIDDEN = frozenset('\\:*?"<>|\0')


@dataclass(frozen=True, kw_only=True)
class BackupFacts:
    """What a backup says of itself; `created_at` is in seconds since 1970, `nbytes` what it takes when unpacked."""

    created_at: float
    adapters: int
    chats: int
    has_packs: bool
    nbytes: int


def write_data_bundle(path: Path, files: Mapping[str, Path], meter: Meter, *, facts: Mapping[str, float]) -> None:
    """Write `files` by their names into the new file `path`; raises `UserFacingError` where that is not possible."""
    listed: dict[str, dict[str, object]] = {}
    with disk_errors(path), zipfile.ZipFile(path, "x", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for name, file in files.items():
            with archive.open(zipfile.ZipInfo(name, _LONG_AGO), "w", force_zip64=True) as out:
                digest = hash_file(file, meter, out=out)
            listed[name] = {"bytes": archive.getinfo(name).file_size, "sha256": digest}
        body = {"format": FORMAT, "app": __version__, **facts, "files": listed}
        archive.writestr(zipfile.ZipInfo(_MANIFEST, _LONG_AGO), json.dumps(body, indent=1).encode())


class DataBundle:
    """A backup in an opened file; `facts` is what it says of itself."""

    def __init__(self, path: Path, archive: Archive) -> None:
        """Raises `UserFacingError` for what is no backup, one of another kind, and names or sizes that are unsound."""
        self._path = path
        self._archive = archive
        if _MANIFEST not in archive.members:
            raise UserFacingError("The file {file} is not a backup.", hint="Choose another file.", file=path.name)
        self._files: dict[str, dict[str, Any]] = {}
        try:
            self.facts = self._read(json.loads(archive.read(_MANIFEST, most=_MAX_MANIFEST_BYTES)))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            raise self._unsound(str(error)) from error
        self._require_listed()

    def unpack(self, folder: Path, meter: Meter) -> None:
        """Write everything into `folder`, and see that the library in it is sound and of a version that is known.

        Raises `UserFacingError` for a full disk, a file that is not as listed, and for what is wrong with the library.
        """
        for name, listed in self._files.items():
            target = folder / name
            digest = hashlib.sha256()
            with disk_errors(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("xb") as file:
                    for chunk in self._archive.chunks(name, most=listed["bytes"]):
                        digest.update(chunk)
                        file.write(chunk)
                        meter.add(len(chunk))
            if digest.hexdigest() != listed["sha256"]:
                raise self._unsound(f"{name} has another sum")
        with disk_errors(folder):
            (folder / "adapters").mkdir(exist_ok=True)
        require_sound_library(folder / DATABASE, self._path.name)

    def _read(self, body: dict[str, Any]) -> BackupFacts:
        if body["format"] != FORMAT:
            raise _newer(self._path.name)
        created_at = float(body["created_at"])
        if not 0 <= created_at <= _LATEST:
            raise ValueError("created_at")
        self._files = {str(name): dict(listed) for name, listed in body["files"].items()}
        return BackupFacts(
            created_at=created_at,
            adapters=int(body["adapters"]),
            chats=int(body["chats"]),
            has_packs=any(name.startswith("packs/") for name in self._files),
            nbytes=sum(int(listed["bytes"]) for listed in self._files.values()),
        )

    def _require_listed(self) -> None:
        members = self._archive.members
        folded = {name.casefold() for name in members}
        if set(members) != {_MANIFEST, *self._files} or len(folded) < len(members) or DATABASE not in members:
            raise self._unsound("the list of files and the files differ")
        for name, listed in self._files.items():
            info = members[name]
            is_stored = info.compress_type == zipfile.ZIP_STORED and info.compress_size == info.file_size
            if not is_stored or listed.get("bytes") != info.file_size or not may_hold(name):
                raise self._unsound(name[:80])
        # members that lie over each other would let a small file fill the disk
        too_large = SETTINGS in members and members[SETTINGS].file_size > _MAX_SETTINGS_BYTES
        if too_large or self.facts.nbytes > self._path.stat().st_size:
            raise self._unsound("files larger than the backup")

    def _unsound(self, detail: str) -> UserFacingError:
        return _damaged(self._path.name, detail)


@contextmanager
def open_data_bundle(path: Path) -> Iterator[DataBundle]:
    """Open a backup and check all of its list; raises `UserFacingError` for anything unsound."""
    with open_archive(path, most=_MOST_MEMBERS) as archive:
        yield DataBundle(path, archive)


def require_sound_library(database: Path, file: str) -> None:
    """Bring the library of the backup `file` up to date; raises `UserFacingError` where it is unsound or too new."""
    try:
        close_sound(database)
        with closing(sqlite3.connect(database)) as connection, closing(sqlite3.connect(":memory:")) as fresh:
            migrate(fresh, None)
            foreign = _acting(connection) - _acting(fresh)
    except NewerVersionError as error:
        raise _newer(file) from error
    except sqlite3.Error as error:
        words = in_words(error)
        is_ours = isinstance(words, UserFacingError) and not is_damage(error)
        raise (words if is_ours else _damaged(file, str(error))) from error
    if foreign:
        raise _damaged(file, "it would act by itself")


def _acting(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """What a database does by itself when it is read or written."""
    query = "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"
    return {(str(name), str(sql)) for name, sql in connection.execute(query)}


def may_hold(name: str) -> bool:
    """Whether a file of this name belongs into a backup; what begins with a dot is still being made."""
    parts = PurePosixPath(name).parts
    if "/".join(parts) != name or set(name) & _FORBIDDEN or any(part.startswith(".") for part in parts):
        return False
    if name in (DATABASE, SETTINGS):
        return True
    if parts[0] == "adapters":
        return len(parts) == 3 and _is_id(parts[1])
    return parts[0] == "packs" and len(parts) > 2


def _is_id(name: str) -> bool:
    try:
        return str(uuid.UUID(name)) == name
    except ValueError:
        return False


def _damaged(file: str, detail: str) -> UserFacingError:
    return UserFacingError(
        "The backup {file} is damaged or was put together wrongly.",
        hint="Choose another backup; nothing was changed.",
        detail=detail,
        file=file,
    )


def _newer(file: str) -> UserFacingError:
    return UserFacingError(
        "The backup {file} was written by a newer version of the app.",
        hint="Install the newest version of the app, then restore it; nothing was changed.",
        file=file,
    )
