"""Packs that were removed: thirty days in the bin of the data folder, from which they come back as they were."""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library.packs import read_pack_json
from t2l_desktop.library.storage import disk_errors

_TEMPORARY = ".new-"
_BINNED, _HEX = "pack-", 32
_HOUR = 3600.0
_BIN_SECONDS = 30 * 24 * _HOUR


@dataclass(frozen=True, kw_only=True)
class BinnedPack:
    """A pack in the bin, and since when it is there (seconds since 1970)."""

    pack_id: str
    name: str
    folder: Path
    binned_at: float

    @property
    def id(self) -> str:
        """What sets it apart from others in the bin, which may have been the same pack."""
        return self.folder.name


def require_added(paths: AppPaths, folder: Path) -> None:
    """Raise `UserFacingError` for the folder of a pack that came with the app, and so has to stay as it is."""
    if folder.absolute().parent != paths.packs.absolute():
        raise UserFacingError(
            "The pack {pack} came with the app: it can neither be removed nor changed.",
            hint="Choose another pack to work with instead; this one takes little room.",
            pack=folder.name,
        )


def bin_pack(paths: AppPaths, folder: Path, *, now: float) -> BinnedPack:
    """Move a pack, sound or not, from the packs folder into the bin.

    Raises `UserFacingError` for one that came with the app, or where the disk refuses.
    """
    require_added(paths, folder)
    target = paths.bin / f"{_BINNED}{uuid.uuid4().hex}-{folder.name}"
    with disk_errors(folder):
        paths.bin.mkdir(exist_ok=True)
        os.utime(folder, (now, now))
        folder.replace(target)
    return _binned(target)


def unbin_pack(paths: AppPaths, pack_id: str) -> str:
    """Bring the pack of this id (or of this `BinnedPack.id`) back, the last removed one of several; gives its id.

    Raises `UserFacingError` where there is none, or where its place has been taken since.
    """
    found = next((each for each in binned_packs(paths) if pack_id in (each.pack_id, each.id)), None)
    if found is None:
        raise UserFacingError(
            "There is no pack {pack} in the bin.",
            hint="Packs stay there for thirty days; import it again.",
            pack=pack_id[:64],
        )
    target = paths.packs / _place(found.folder)
    if target.exists():
        raise UserFacingError(
            "Another pack is called {pack} by now.", hint="Remove that one first, then restore this.", pack=found.name
        )
    with disk_errors(target):
        found.folder.replace(target)
    return found.pack_id


def remove_binned(paths: AppPaths, binned_id: str) -> None:
    """Delete a pack of the bin for good; one that is gone already is no error."""
    found = next((each for each in binned_packs(paths) if each.id == binned_id), None)
    if found is not None:
        with disk_errors(found.folder):
            shutil.rmtree(found.folder)


def binned_packs(paths: AppPaths) -> list[BinnedPack]:
    """The packs in the bin, the last one first."""
    found = []
    for folder in _folders(paths.bin, _BINNED):
        with contextlib.suppress(OSError):
            found.append(_binned(folder))
    return sorted(found, key=lambda each: each.binned_at, reverse=True)


def _binned(folder: Path) -> BinnedPack:
    pack_id = name = _place(folder)
    with contextlib.suppress(UserFacingError):
        body = read_pack_json(folder)
        pack_id, name = str(body.get("id", pack_id)), str(body.get("name", name))
    return BinnedPack(pack_id=pack_id, name=name, folder=folder, binned_at=folder.stat().st_mtime)


def _place(folder: Path) -> str:
    """What the folder was called before it went into the bin."""
    return folder.name.removeprefix(_BINNED)[_HEX + 1 :]


def sweep_packs(paths: AppPaths, *, now: float) -> None:
    """Delete what imports left behind when they were killed, and packs that were removed thirty days ago."""
    for folder in _folders(paths.packs, _TEMPORARY):
        if not _is_at_work(folder) or _last_change(folder) < now - _HOUR:
            shutil.rmtree(folder, ignore_errors=True)
    for folder in _folders(paths.bin, _BINNED):
        with contextlib.suppress(OSError):
            if folder.stat().st_mtime < now - _BIN_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def _folders(parent: Path, beginning: str) -> list[Path]:
    try:
        return [each for each in parent.iterdir() if each.name.startswith(beginning) and not each.is_symlink()]
    except OSError:
        return []


def temporary_name() -> str:
    """What the folder of a pack in the making is called, which also says who makes it."""
    return f"{_TEMPORARY}{os.getpid()}-{uuid.uuid4().hex}"


def _is_at_work(folder: Path) -> bool:
    """Whether the process that makes this pack still runs."""
    import psutil  # noqa: PLC0415 - hardly ever needed

    pid = folder.name.removeprefix(_TEMPORARY).partition("-")[0]
    return pid.isascii() and pid.isdigit() and int(pid) < 2**31 and psutil.pid_exists(int(pid))


def _last_change(folder: Path) -> float:
    """When something below the folder was last written: another process may be at it for long."""
    return max(_times(folder), default=0.0)


def _times(folder: Path) -> Iterator[float]:
    for path in (folder, *folder.rglob("*")):
        with contextlib.suppress(OSError):
            yield path.lstat().st_mtime
