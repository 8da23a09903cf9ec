"""Putting other data into the place of the present ones, which are kept beside in a dated folder for thirty days.

A journal says what is on its way, so that a killed app, or one whose disk refused, finishes it at the next start before
it opens anything. While it is there, nothing that it names is removed.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library.data_bundle import DATABASE, SETTINGS
from t2l_desktop.library.database import is_damage, sole_user
from t2l_desktop.library.settings import load_settings, save_settings
from t2l_desktop.library.storage import copy_whole, disk_errors, sync_entries, write_whole

KEPT_DAYS = 30
_KEPT = "before-restore-"
_STAGED = ".restore-"
_STAMP = "%Y%m%d-%H%M%S"
_JOURNAL = "restore.json"
_MAX_JOURNAL_BYTES = 4096

_ASIDE = tuple(DATABASE + ending for ending in ("-wal", "-shm", "-journal"))
_ITEMS = (DATABASE, "adapters", "packs")


@dataclass(frozen=True, kw_only=True)
class KeptData:
    """What was there before a restore, and the moment (seconds since 1970) of it."""

    folder: Path
    at: float


def kept_data(paths: AppPaths) -> list[KeptData]:
    """What restores have put aside, newest first."""
    try:
        found = [KeptData(folder=each, at=at) for each in paths.data.iterdir() if (at := _moment(each)) is not None]
    except OSError:
        return []
    return sorted(found, key=lambda each: each.at, reverse=True)


def new_staging(paths: AppPaths) -> Path:
    """An empty folder, on the same disk, in which to gather what takes the place of the present data."""
    folder = paths.data / f"{_STAGED}{os.getpid()}-{uuid.uuid4().hex}"
    with disk_errors(folder):
        folder.mkdir()
    return folder


def drop_staging(paths: AppPaths, staged: Path) -> None:
    """Delete what was gathered, unless a restore that could not be finished or undone still needs it."""
    if not (paths.data / _JOURNAL).exists():
        shutil.rmtree(staged, ignore_errors=True)


def swap_in(paths: AppPaths, staged: Path, *, now: float) -> Path:
    """Put what lies in `staged`, in the data folder, into the place of the present data; gives where those are now.

    Raises `UserFacingError` while another process has the library open, or where the disk refuses; then all is as it
    was, or the journal is there still for `finish_restore`.
    """
    _require_alone(paths.database)
    kept = paths.data / f"{_KEPT}{datetime.fromtimestamp(now, tz=UTC).strftime(_STAMP)}Z"
    with disk_errors(kept):
        kept.mkdir()
    try:
        _note(paths, staged, kept)
        finish_restore(paths)
    except UserFacingError:
        with contextlib.suppress(UserFacingError):
            _note(paths, kept, staged)
            finish_restore(paths)
        raise
    return kept


def finish_restore(paths: AppPaths) -> None:
    """Go on with a restore that was interrupted; does nothing where none was."""
    journal = paths.data / _JOURNAL
    try:
        with journal.open("rb") as file:
            noted = json.loads(file.read(_MAX_JOURNAL_BYTES))
        staged, kept = (paths.data / Path(str(noted[name])).name for name in ("staged", "kept"))
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError):
        journal.unlink(missing_ok=True)
        return
    with disk_errors(paths.data):
        if staged.is_dir():
            kept.mkdir(exist_ok=True)
            _swap(paths, staged, kept)
        journal.unlink(missing_ok=True)
        sync_entries(paths.data)
    shutil.rmtree(staged, ignore_errors=True)


def sweep_restores(paths: AppPaths, *, now: float) -> None:
    """Delete what was kept for thirty days, and what a killed restore had unpacked."""
    for kept in kept_data(paths):
        if kept.at < now - KEPT_DAYS * 86400:
            shutil.rmtree(kept.folder, ignore_errors=True)
    with contextlib.suppress(OSError):
        for folder in paths.data.iterdir():
            if folder.name.startswith(_STAGED) and not _is_at_work(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _note(paths: AppPaths, staged: Path, kept: Path) -> None:
    write_whole(paths.data / _JOURNAL, json.dumps({"staged": staged.name, "kept": kept.name}).encode())


def _swap(paths: AppPaths, staged: Path, kept: Path) -> None:
    """Each step can be told from what lies where, so that it may be begun again after any of them."""
    if (staged / DATABASE).exists():
        for name in _ASIDE:
            _put_aside(paths.data / name, kept)
    for name in _ITEMS:
        if (staged / name).exists():
            _put_aside(paths.data / name, kept)
            (staged / name).rename(paths.data / name)
    if (staged / SETTINGS).exists():
        if paths.settings.exists() and not (kept / SETTINGS).exists():
            copy_whole(paths.settings, kept / SETTINGS)
        save_settings(paths.settings, load_settings(staged / SETTINGS))
        (staged / SETTINGS).unlink()
    for folder in (staged, kept, paths.data):
        sync_entries(folder)


def _put_aside(path: Path, kept: Path) -> None:
    if path.exists():
        is_taken = (kept / path.name).exists()  # what came here since is none of ours
        path.rename(kept / (f"{path.name}-{uuid.uuid4().hex}" if is_taken else path.name))


def _require_alone(database: Path) -> None:
    try:
        with sole_user(database):
            pass
    except UserFacingError as error:
        # a damaged one is put aside like any other
        if not (isinstance(error.__cause__, sqlite3.Error) and is_damage(error.__cause__)):
            raise


def _is_at_work(folder: Path) -> bool:
    """Whether the process that unpacks into this folder still runs."""
    import psutil  # noqa: PLC0415 - hardly ever needed

    pid = folder.name.removeprefix(_STAGED).partition("-")[0]
    return pid.isascii() and pid.isdigit() and int(pid) < 2**31 and psutil.pid_exists(int(pid))


def _moment(folder: Path) -> float | None:
    try:
        return datetime.strptime(folder.name, f"{_KEPT}{_STAMP}Z").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None
