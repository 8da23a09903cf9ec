"""Reading small outside files with limits, and writing files whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from t2l_desktop.core.errors import UserFacingError

_MAX_JSON_BYTES = 16 * 1024 * 1024


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give the path of a temporary file beside `path`, which takes its place once the block has ended well.

    Raises `UserFacingError` where the file cannot be written; `path` is then as it was.
    """
    temporary = path.with_name(f".t2l-{uuid.uuid4().hex}.part")
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise UserFacingError(
                "There is not enough room on the disk to write {file}.",
                hint="Free some space and try again; nothing was changed.",
                detail=str(error),
                file=path.name,
            ) from error
        raise UserFacingError(
            "The file {file} cannot be written.",
            hint="Check that its folder exists and may be written to.",
            detail=str(error),
            file=path.name,
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in a file; raises `UserFacingError` for a missing, oversized or malformed one."""
    with reading(path) as file_size:
        if file_size > _MAX_JSON_BYTES:
            raise too_large(path)
        data = path.read_bytes()
    return parse_json_object(data, path)


def parse_json_object(data: bytes, path: Path) -> dict[str, Any]:
    """The JSON object that was read from `path`; raises `UserFacingError` for anything else."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _not_json(path, str(error)) from error
    if not isinstance(value, dict):
        raise _not_json(path, "not an object")
    return value


@contextmanager
def reading(path: Path) -> Iterator[int]:
    """Give the size of `path` in bytes, and turn what goes wrong while it is read into words."""
    try:
        if path.exists() and not path.is_file():
            raise UserFacingError("{file} is not a file.", hint="Choose another file.", file=path.name)
        yield path.stat().st_size
    except FileNotFoundError as error:
        raise UserFacingError(
            "The file {file} is missing.", hint="Choose a complete folder.", detail=str(error), file=path.name
        ) from error
    except OSError as error:
        raise UserFacingError(
            "The file {file} cannot be read.",
            hint="Check that it is there and that you may read it.",
            detail=str(error),
            file=path.name,
        ) from error


def too_large(path: Path) -> UserFacingError:
    """What to say of a file that nobody has made for what it is called."""
    return UserFacingError(
        "The file {file} is far too large to be what it claims.", hint="Choose another file.", file=path.name
    )


def _not_json(path: Path, detail: str) -> UserFacingError:
    return UserFacingError(
        "The file {file} is not valid JSON.", hint="Get it again from its source.", detail=detail, file=path.name
    )
