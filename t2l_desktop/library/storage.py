"""Writing below the data folder: whole files or none, room looked at first, the disk's refusals put into words."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.outside import no_such_file, reading

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_ENDINGS = (".gguf", ".t2lskill", ".t2lpack", ".t2lbackup")
_RESERVE_BYTES = 16 * 1024 * 1024


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn what the operating system refuses while `path` is written into a `UserFacingError`."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise _no_room(path, str(error)) from error
        raise UserFacingError(
            "{path} cannot be written.",
            hint="Check that its folder exists and that you may write there.",
            detail=str(error),
            path=path,
        ) from error


def free_bytes(folder: Path) -> int:
    """What is free where `folder` is, or will be."""
    with disk_errors(folder):
        existing = next((parent for parent in (folder, *folder.absolute().parents) if parent.exists()), folder)
        return shutil.disk_usage(existing).free


def check_free_space(folder: Path, needed: int) -> None:
    """Raise `UserFacingError` unless `needed` bytes and a small reserve are free where `folder` is (or will be)."""
    free = free_bytes(folder)
    if free < needed + _RESERVE_BYTES:
        raise _no_room(folder, f"{free} bytes are free, {needed} are needed")


def free_path(folder: Path, name: str) -> Path:
    """`folder / name`, with a number before the ending where that is taken; other dots, as of "v1.5", end nothing."""
    ending = next((each for each in _ENDINGS if name.endswith(each)), "")
    path, number = folder / name, 2
    with disk_errors(path):
        while path.exists():
            path = folder / f"{name.removesuffix(ending)}-{number}{ending}"
            number += 1
    return path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give the path of a temporary file, which takes the place of `path`, even after a power cut, once the block ends.

    Raises `UserFacingError` where the disk refuses; `path` is then as it was.
    """
    temporary = path.with_name(f".t2l-{uuid.uuid4().hex}.part")
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield temporary
            sync_file(temporary)
            temporary.replace(path)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> None:
    """Write `path` so that it holds either all of `data` or what it held before."""
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def sweep_parts(folder: Path, *, before: float) -> None:
    """Delete what a killed app was writing in `folder`, unless it was touched since `before`."""
    for part in folder.glob(".*.part*"):
        with contextlib.suppress(OSError):
            if part.stat().st_mtime < before:
                part.unlink()


def read_whole(path: Path, *, most: int, too_large: UserFacingError) -> bytes:
    """The bytes of a file from outside, `most` at the most: nobody wants a gigabyte in memory to be told of it.

    Raises:
        UserFacingError: there is no such file, it cannot be read, or it is `too_large`.
    """
    with reading(path):
        if not path.is_file():
            raise no_such_file(path)
        if path.stat().st_size > most:
            raise too_large
        with path.open("rb") as file:
            data = file.read(most + 1)
    if len(data) > most:
        raise too_large
    return data


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file so that `target` holds either all of it or what it held before."""
    with replacing(target) as temporary:
        check_free_space(target.parent, source.stat().st_size)
        shutil.copyfile(source, temporary)


def sync_file(path: Path) -> None:
    """Bring a file to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Bring every file of `folder` and, where the system can do so, the folder's own entries to the disk."""
    for path in sorted(folder.rglob("*")):
        # what may not be written was not written here either: a second name of somebody's read-only file
        if path.is_file() and os.access(path, os.W_OK):
            sync_file(path)
    sync_entries(folder)


def sync_entries(folder: Path) -> None:
    """Bring the names in `folder` to the disk; Windows does so by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _no_room(path: Path, detail: str) -> UserFacingError:
    return UserFacingError(
        "There is not enough room on the disk for {path}.",
        hint="Free some space and try again; nothing was changed.",
        detail=detail,
        path=path,
    )
