"""Disks that refuse: full ones and read-only ones, made by the operating system itself."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_DROP = 24  # prctl's PR_CAPBSET_DROP
_OVERRIDES = (1, 2)  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH


@contextmanager
def full_disk(most: int = 0) -> Iterator[None]:
    """In this block no file can be written beyond its first `most` bytes; the error is that of a quota or a full disk.

    The limit is the kernel's own, for every write of this process, SQLite's and zipfile's included.
    """
    if sys.platform == "win32":
        pytest.skip("Windows has no limit on the size of files")
    import resource  # noqa: PLC0415 - not there on Windows

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def obey_permissions() -> None:
    """For `preexec_fn` of a child: root is refused what permissions refuse anybody."""
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in _OVERRIDES:
        if libc.prctl(_DROP, capability, 0, 0, 0) != 0:
            os._exit(77)


def tree(folder: Path) -> dict[str, bytes | None]:
    """Every path below a folder with what is in it; databases and their journals are left out: they change inside."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
        if "library.sqlite3" not in path.name or path.suffix == ".part"
    }
