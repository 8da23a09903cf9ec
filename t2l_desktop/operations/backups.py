"""Backups: those that the app keeps by itself, and whole ones in a file that the person keeps."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library.backups import Backups
from t2l_desktop.library.data_bundle import (
    DATABASE,
    SETTINGS,
    BackupFacts,
    may_hold,
    open_data_bundle,
    require_sound_library,
    write_data_bundle,
)
from t2l_desktop.library.database import remove_database
from t2l_desktop.library.restoring import KeptData, drop_staging, kept_data, new_staging, swap_in
from t2l_desktop.library.storage import check_free_space, disk_errors, free_path, replacing
from t2l_desktop.operations.services import OnEvent, Services, metered

BACKUP_SUFFIX = ".t2lbackup"
_DAY = 24 * 3600.0


@dataclass(frozen=True, kw_only=True)
class Restored:
    """The folders after a restore, and what was there before, which can be brought back."""

    paths: AppPaths
    kept: KeptData


def keep_daily_backup(services: Services) -> None:
    """Keep a backup of the library's file unless there is one from the last day."""
    backups = Backups(services.paths.backups)
    now = time.time()
    newest = next((each.at for each in backups.all()), None)
    # a date in the future is no reason to go without
    if newest is None or not 0 <= now - newest < _DAY:
        backups.keep(services.library.back_up_to, now=now)


def keep_backup_of_changes(services: Services) -> None:
    """Keep a backup of what this session has changed, if it has."""
    if services.library.has_changed:
        Backups(services.paths.backups).keep(services.library.back_up_to, now=time.time())


def backup_name() -> str:
    """What a backup of today is called."""
    return f"T2L-{datetime.now().astimezone():%Y-%m-%d}{BACKUP_SUFFIX}"


def back_up_data(
    services: Services,
    *,
    out: Path,
    with_packs: bool = False,
    on_event: OnEvent | None = None,
    cancel: CancelToken | None = None,
) -> Path:
    """Write skills, chats and settings, and the added packs where asked for, as one file; gives the file.

    `out` may be a folder, which gets `T2L-<date>.t2lbackup`, and nothing in it is replaced. `Progress` has the stage
    "backup". Raises `UserFacingError` for a full disk or a damaged library; nothing is left behind then.
    """
    with disk_errors(out):
        target = (free_path(out, backup_name()) if out.is_dir() else out).absolute()
    with replacing(target) as part, _snapshot(services, target) as snapshot:
        files, facts = _contents(services.paths, snapshot, with_packs=with_packs)
        nbytes = sum(file.stat().st_size for file in files.values())
        check_free_space(target.parent, nbytes)
        write_data_bundle(part, files, metered("backup", nbytes, on_event, cancel), facts=facts)
    return target


def look_at_backup(services: Services, *, file: Path) -> BackupFacts:
    """What a backup says of itself; raises `UserFacingError` for what is none, or unsound at the first look."""
    del services
    with open_data_bundle(file) as bundle:
        return bundle.facts


def restore_data(
    paths: AppPaths, *, file: Path, on_event: OnEvent | None = None, cancel: CancelToken | None = None
) -> Restored:
    """Put what a backup holds into the place of the present data, which are kept; settings as well.

    The whole backup is unpacked and checked before anything is touched. `Progress` has the stage "restore". Raises
    `UserFacingError` for a backup that is damaged or of a newer version, a full disk, or a library that is in use.
    """
    with open_data_bundle(file) as bundle:
        check_free_space(paths.data, bundle.facts.nbytes)
        staged = new_staging(paths)
        try:
            bundle.unpack(staged, metered("restore", bundle.facts.nbytes, on_event, cancel))
            if cancel is not None:
                cancel.raise_if_cancelled()
            return _swapped(paths, staged)
        finally:
            drop_staging(paths, staged)


def bring_back(paths: AppPaths, *, kept: KeptData) -> Restored:
    """Undo a restore: what it had put aside comes back, and what is there now is kept in its turn."""
    if kept not in kept_data(paths):
        raise UserFacingError("This is not there any more.", hint="Restore a backup from a file instead.")
    require_sound_library(kept.folder / DATABASE, kept.folder.name)
    return _swapped(paths, kept.folder)


def _swapped(paths: AppPaths, staged: Path) -> Restored:
    now = time.time()
    while any(each.at >= int(now) for each in kept_data(paths)):
        now += 1
    folder = swap_in(paths, staged, now=now)
    # Should the library be damaged later, it must not come back as it was before this.
    with contextlib.suppress(UserFacingError):
        Backups(paths.backups).keep(lambda target: _copy(paths.database, target), now=time.time())
    return Restored(paths=paths, kept=next(each for each in kept_data(paths) if each.folder == folder))


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)


@contextmanager
def _snapshot(services: Services, target: Path) -> Iterator[Path]:
    path = target.with_name(f".t2l-{uuid.uuid4().hex}.sqlite3")
    with contextlib.suppress(OSError):  # of a library that is gone, which is said below
        check_free_space(target.parent, services.paths.database.stat().st_size)
    try:
        services.library.back_up_to(path)
        yield path
    finally:
        remove_database(path)


def _contents(paths: AppPaths, snapshot: Path, *, with_packs: bool) -> tuple[dict[str, Path], dict[str, float]]:
    """The files of a backup by their names in it, and what it says of itself."""
    with closing(sqlite3.connect(snapshot)) as connection:
        ids = [str(row[0]) for row in connection.execute("SELECT id FROM adapters")]
        chats = connection.execute("SELECT count(*) FROM chats WHERE binned_at IS NULL").fetchone()[0]
        adapters = connection.execute("SELECT count(*) FROM adapters WHERE is_saved AND binned_at IS NULL").fetchone()
    files = {DATABASE: snapshot}
    with disk_errors(paths.data):
        for folder in [paths.adapters / each for each in ids] + ([paths.packs] if with_packs else []):
            for path in sorted(folder.rglob("*")):
                name = path.relative_to(paths.data).as_posix()
                if path.is_file() and may_hold(name):
                    files[name] = path
    if paths.settings.is_file():
        files[SETTINGS] = paths.settings
    return files, {"created_at": time.time(), "adapters": adapters[0], "chats": chats}
