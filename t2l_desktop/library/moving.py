"""Moving the data folder: copied, then pointed to, then removed where it was; killed at any point, nothing is lost.

While it goes on, a file in the config folder names both folders, and a mark lies in the new one. The pointer decides
which of them is in use: the other one is cleared at the next start.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library.database import out_of_reach, sole_user
from t2l_desktop.library.pack_files import Meter, copy_hashed
from t2l_desktop.library.storage import disk_errors, sync_entries, sync_folder, write_whole

FOLDER_NAME = "T2L Desktop"
_MARK = "unfinished-move"
_JOURNAL = "data-folder-move"
_OURS = ("library*.sqlite3*", "adapters", "packs", "bin", "backups", "before-restore-*")
_DATABASE = "library.sqlite3"
_LATER = frozenset(_DATABASE + ending for ending in ("", "-wal", "-shm", "-journal"))  # copied through SQLite


def place_for(paths: AppPaths, folder: Path) -> Path:
    """Where the data go when a person chooses `folder`: an empty one itself, else a folder in it.

    Raises `UserFacingError` for places that are taken, or inside the present data folder or the installed app.
    """
    target = folder.absolute()
    with disk_errors(target):
        if _is_taken(target):
            target = target / FOLDER_NAME
        if target == paths.data or paths.data in target.parents:
            raise UserFacingError(
                "The data folder cannot be moved into itself.", hint="Choose another folder, or another drive."
            )
        if getattr(sys, "frozen", False) and Path(sys.executable).resolve().parent in target.resolve().parents:
            raise UserFacingError(
                "The data cannot be kept in the folder of the app, which an update replaces.",
                hint="Choose another folder, or another drive.",
            )
        if _is_taken(target):
            raise UserFacingError("There are files in {folder} already.", hint="Choose an empty folder.", folder=target)
    return target


def needed_bytes(paths: AppPaths, target: Path) -> int:
    """What has to be free where `target` will be: next to nothing on the same drive, where files get a second name."""
    existing = next((each for each in (target, *target.parents) if each.exists()), target)
    sizes = dict(data_files(paths.data))
    return sizes.get(paths.database, 0) if _can_link(paths.data, existing) else sum(sizes.values())


def data_files(folder: Path) -> Iterator[tuple[Path, int]]:
    """Every file that belongs to the data in a folder, and its size; raises `UserFacingError` where that is gone."""
    try:
        items = _ours(folder)
    except OSError as error:
        raise out_of_reach(str(error)) from error
    for item in items:
        for path in (item, *item.rglob("*")) if item.is_dir() and not item.is_symlink() else (item,):
            with contextlib.suppress(FileNotFoundError):  # gone since it was listed
                if path.is_symlink() or path.is_file():
                    yield path, path.lstat().st_size


def move(paths: AppPaths, target: Path, meter: Meter) -> AppPaths:
    """Copy all data to `target`, use them there from now on, and remove the old ones; gives the new paths.

    Raises `UserFacingError` where the library is in use or the disk refuses, and `WorkCancelledError`; then everything
    is where it was, and what had been copied is gone.
    """
    journal = paths.config / _JOURNAL
    with sole_user(paths.database) as connection:
        write_whole(journal, b"\0".join(map(os.fsencode, (paths.data, target))))
        try:
            with disk_errors(target):
                _clear(target)  # of a move that was interrupted
                target.mkdir(parents=True, exist_ok=True)
                (target / _MARK).touch()
                _copy(paths.data, target, meter)
                _back_up(connection, target / _DATABASE)
                meter.add((target / _DATABASE).stat().st_size)
                sync_folder(target)
            point_to(paths, target)
        except BaseException:
            _clear(target)
            journal.unlink(missing_ok=True)
            raise
    settle_move(paths.with_data(target))
    return paths.with_data(target)


def settle_move(paths: AppPaths) -> bool:
    """Finish a move that was interrupted, or clear what it had copied; true for the latter.

    Does nothing while another process moves.
    """
    journal = paths.config / _JOURNAL
    try:
        source, target = (Path(os.fsdecode(part)) for part in journal.read_bytes().split(b"\0"))
    except (OSError, ValueError):
        return False
    was_unfinished = False
    if paths.data == target and paths.holds_data:
        (target / _MARK).unlink(missing_ok=True)
        _clear(source)
    elif paths.data == source and (target / _MARK).exists():
        try:
            with sole_user(paths.database):
                _clear(target)
        except UserFacingError:
            return False
        was_unfinished = True
    journal.unlink(missing_ok=True)
    return was_unfinished


def point_to(paths: AppPaths, folder: Path) -> None:
    """Use `folder` as the data folder from the next start on."""
    if folder == paths.usual_data:
        with disk_errors(paths.pointer):
            paths.pointer.unlink(missing_ok=True)
    else:
        write_whole(paths.pointer, os.fsencode(folder))
    with disk_errors(paths.pointer):
        sync_entries(paths.config)


def forget_move(paths: AppPaths) -> None:
    """Leave both folders of an unfinished move as they are: the person has chosen one of them, or another."""
    with disk_errors(paths.config):
        (paths.config / _JOURNAL).unlink(missing_ok=True)


def _is_taken(folder: Path) -> bool:
    return folder.exists() and not (folder / _MARK).exists() and any(folder.iterdir())


def _ours(folder: Path) -> list[Path]:
    return sorted(each for each in folder.iterdir() if any(fnmatchcase(each.name, ours) for ours in _OURS))


def _copy(source: Path, target: Path, meter: Meter) -> None:
    can_link = _can_link(source, target)
    for folder in (each for each in _ours(source) if each.is_dir() and not each.is_symlink()):
        for path in (folder, *folder.rglob("*")):
            if path.is_dir() and not path.is_symlink():
                (target / path.relative_to(source)).mkdir(parents=True, exist_ok=True)
    for path, size in data_files(source):
        place = target / path.relative_to(source)
        if path.parent == source and path.name in _LATER:
            continue
        if path.is_symlink():
            place.symlink_to(path.parent / path.readlink())
        elif can_link:
            place.hardlink_to(path)
            meter.add(size)
        else:
            _copy_file(path, place, meter)


def _copy_file(path: Path, place: Path, meter: Meter) -> None:
    temporary = place.with_name(f"{place.name}.part")
    copy_hashed(path, temporary, meter)
    shutil.copystat(path, temporary)
    temporary.replace(place)


def _back_up(connection: sqlite3.Connection, copy: Path) -> None:
    with contextlib.closing(sqlite3.connect(copy)) as written:
        connection.backup(written)


def _can_link(source: Path, folder: Path) -> bool:
    """Whether files of `source` can have a second name in `folder`: the same drive, and one that knows of such."""
    probe = folder / f"{_MARK}.probe"
    try:
        with contextlib.suppress(FileNotFoundError):
            probe.unlink()
        probe.hardlink_to(next(path for path, _ in data_files(source)))
        probe.unlink()
    except (OSError, StopIteration):
        return False
    return True


def _clear(folder: Path) -> None:
    """Remove the data in a folder, and the folder where nothing else is in it."""
    with contextlib.suppress(OSError):
        for item in _ours(folder):
            if item.is_dir() and not item.is_symlink():
                shutil.rmtree(item, ignore_errors=True)
            else:
                item.unlink(missing_ok=True)
        (folder / _MARK).unlink(missing_ok=True)
        folder.rmdir()
