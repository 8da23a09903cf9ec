"""A bounded reader of safetensors files that takes bfloat16 too, which numpy does not know."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.formats.files import parse_json_object, reading, too_large

FloatArray = npt.NDArray[np.float32]

_MAX_HEADER_BYTES = 16 * 1024 * 1024
_MAX_DIMENSIONS = 8
_TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"}
_SIZES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2}


@dataclass(frozen=True)
class _Entry:
    dtype: str
    shape: tuple[int, ...]
    start: int


def read_safetensors(path: Path, *, max_bytes: int) -> dict[str, FloatArray]:
    """All tensors of a file as float32, in the file's order; raises `UserFacingError` for anything unsound.

    The header is checked against the size of the file before any tensor is read.
    """
    with reading(path) as size, path.open("rb") as file:
        if size > max_bytes:
            raise too_large(path)
        entries = _entries(path, file, size)
        return {name: _tensor(path, file, entry) for name, entry in entries.items()}


def _entries(path: Path, file: BinaryIO, size: int) -> dict[str, _Entry]:
    header_size = int.from_bytes(file.read(8), "little")
    start = 8 + header_size
    if header_size > _MAX_HEADER_BYTES or start > size:
        raise _damaged(path, "header longer than the file")
    header = parse_json_object(file.read(header_size), path)
    header.pop("__metadata__", None)
    entries = {}
    total = 0
    for name, described in header.items():
        entries[name] = entry = _entry(path, described, start)
        nbytes = math.prod(entry.shape) * _SIZES[entry.dtype]
        total += nbytes
        # The sum is bounded too: entries that overlap could otherwise make a small file fill the memory.
        if entry.start + nbytes > size or total > size - start:
            raise _damaged(path, f"{name} reaches past the end of the file")
    return entries


def _entry(path: Path, described: Any, data_start: int) -> _Entry:
    if not isinstance(described, dict):
        raise _damaged(path, "an entry is not an object")
    dtype, shape, offsets = (
        described.get("dtype"),
        _counts(described.get("shape")),
        _counts(described.get("data_offsets")),
    )
    if shape is None or offsets is None or len(offsets) != 2:
        raise _damaged(path, "an entry has no proper shape or offsets")
    if not isinstance(dtype, str) or dtype not in _TYPES:
        raise UserFacingError(
            "The file {file} holds numbers of type {type}, which are not read here.",
            hint="Save it as float32, float16 or bfloat16.",
            file=path.name,
            type=str(dtype)[:40],
        )
    if math.prod(shape) * _SIZES[dtype] != offsets[1] - offsets[0]:
        raise _damaged(path, "an entry's shape and length disagree")
    return _Entry(dtype, shape, data_start + offsets[0])


def _counts(values: Any) -> tuple[int, ...] | None:
    """The values as a short tuple of sizes, or nothing where they are not that."""
    if not isinstance(values, list) or len(values) > _MAX_DIMENSIONS:
        return None
    return tuple(values) if all(type(value) is int and 0 <= value < 2**48 for value in values) else None


def _tensor(path: Path, file: BinaryIO, entry: _Entry) -> FloatArray:
    nbytes = math.prod(entry.shape) * _SIZES[entry.dtype]
    file.seek(entry.start)
    data = file.read(nbytes)
    if len(data) < nbytes:
        raise _damaged(path, "the file ends too early")
    raw = np.frombuffer(data, dtype=_TYPES[entry.dtype])
    if entry.dtype == "BF16":
        # bfloat16 is the upper half of a float32.
        return (raw.astype(np.uint32) << 16).view(np.float32).reshape(entry.shape)
    with np.errstate(over="ignore", invalid="ignore"):
        return raw.astype(np.float32).reshape(entry.shape)


def require_finite(path: Path, tensors: Iterable[tuple[str, FloatArray]]) -> None:
    """Raise `UserFacingError` where a tensor holds NaN or infinity."""
    for name, tensor in tensors:
        if not np.isfinite(tensor).all():
            raise UserFacingError(
                "The file {file} holds values that are not numbers.",
                hint="It was probably damaged in training or on the way; get it again.",
                detail=name[:200],
                file=path.name,
            )


def _damaged(path: Path, reason: str) -> UserFacingError:
    return UserFacingError(
        "The file {file} is damaged or cut short.", hint="Get it again from its source.", detail=reason, file=path.name
    )
