"""A bounded reader of GGUF headers: whatever a file claims, it costs little time and little memory.

Arrays are skipped; only where they lie is kept. Nothing is allocated by a length that the file states before it has
been held against the file's size.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.formats.files import reading

_MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_MAX_KEYS = 4096
_MAX_KEY_BYTES = 1024
_MAX_STRING_BYTES = 4 * 1024 * 1024
_MAX_KEPT_BYTES = 64 * 1024 * 1024
_MAX_ARRAY_STRINGS = 4 * 1024 * 1024
_MAX_NUMBERS = 1024
_MAX_TENSORS = 65536
_MAX_DIMENSIONS = 4
_MAX_ALIGNMENT = 65536
_WINDOW_BYTES = 1024 * 1024
_STRING, _ARRAY = 8, 9
_SCALARS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
# Values and bytes of a block of each GGML type, as `gguf.GGML_QUANT_SIZES` has them: importing that costs numpy.
_BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 9: (32, 40), 10: (256, 84),
    11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292), 16: (256, 66), 17: (256, 74),
    18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110), 22: (256, 82), 23: (256, 136), 24: (1, 1), 25: (1, 2),
    26: (1, 4), 27: (1, 8), 28: (1, 8), 29: (256, 56), 30: (1, 2), 34: (256, 54), 35: (256, 66), 39: (32, 17),
    40: (64, 36), 41: (128, 18),
}  # fmt: skip


@dataclass(frozen=True)
class GgufArray:
    """An array that was skipped: element type, number of elements, and the bytes of the elements in the file.

    A short one of numbers, as there may be one for each layer, has its `numbers` as well.
    """

    type: int
    count: int
    offset: int
    nbytes: int
    numbers: tuple[int | float, ...] = ()


Value = int | float | bool | str | GgufArray


@dataclass(frozen=True)
class GgufTensor:
    """One tensor: shape as torch has it, GGML type number, and its bytes in the file (0 of them: type unknown)."""

    name: str
    shape: tuple[int, ...]
    type: int
    offset: int
    nbytes: int


@dataclass(frozen=True)
class GgufHeader:
    """What stands before the tensors' data; the metadata end at the byte `metadata_end`."""

    version: int
    metadata: Mapping[str, Value]
    tensors: tuple[GgufTensor, ...]
    alignment: int
    metadata_end: int

    def integer(self, key: str) -> int | None:
        """The value of `key` where it is a whole number."""
        value = self.metadata.get(key)
        return value if type(value) is int else None

    def integers(self, key: str) -> tuple[int, ...]:
        """The whole numbers of `key`, where it is one or a short array of them."""
        value = self.metadata.get(key)
        numbers = value.numbers if isinstance(value, GgufArray) else (value,)
        return tuple(number for number in numbers if type(number) is int)

    def text(self, key: str) -> str:
        """The value of `key` where it is a string, else an empty one."""
        value = self.metadata.get(key)
        return value if isinstance(value, str) else ""


class _MalformedError(Exception):
    """The file breaks the format or a limit."""


def read_header(path: Path) -> GgufHeader:
    """Read the header of a little-endian GGUF file of version 2 or 3; raises `UserFacingError` for anything else."""
    with reading(path) as size, path.open("rb") as file:
        try:
            return _read(_Cursor(file, size), path)
        except _MalformedError as error:
            raise UserFacingError(
                "The file {file} is damaged or cut short.",
                hint="Get it again from its source.",
                detail=str(error),
                file=path.name,
            ) from error


def _read(cursor: _Cursor, path: Path) -> GgufHeader:
    if cursor.size < 24 or cursor.take(4) != _MAGIC:
        raise UserFacingError("The file {file} is not a GGUF file.", hint="Choose another file.", file=path.name)
    version = cursor.number("<I")
    if version not in _VERSIONS:
        raise UserFacingError(
            "The file {file} is in a GGUF version that is not supported.",
            hint="Only little-endian files of version 2 and 3 are; convert it again with a current llama.cpp.",
            detail=f"version {version:#x}",
            file=path.name,
        )
    tensor_count, key_count = cursor.number("<Q"), cursor.number("<Q")
    if tensor_count > _MAX_TENSORS or key_count > _MAX_KEYS:
        raise _MalformedError(f"{tensor_count} tensors and {key_count} keys")
    metadata: dict[str, Value] = {}
    for _ in range(key_count):
        key = cursor.string(limit=_MAX_KEY_BYTES)
        if key in metadata:
            raise _MalformedError("a key comes twice")
        metadata[key] = _value(cursor, cursor.number("<I"))
    alignment, metadata_end = _alignment(metadata), cursor.position
    return GgufHeader(version, metadata, _tensors(cursor, tensor_count, alignment), alignment, metadata_end)


def _value(cursor: _Cursor, kind: int) -> Value:
    if kind in _SCALARS:
        return cursor.scalar(_SCALARS[kind])
    if kind == _STRING:
        return cursor.string(limit=_MAX_STRING_BYTES)
    if kind != _ARRAY:
        raise _MalformedError(f"value type {kind}")
    kind, count = cursor.number("<I"), cursor.number("<Q")
    offset = cursor.position
    numbers: tuple[int | float, ...] = ()
    if kind in _SCALARS and count <= _MAX_NUMBERS:
        numbers = tuple(cursor.scalar(_SCALARS[kind]) for _ in range(count))
    elif kind in _SCALARS:
        cursor.skip(count * struct.calcsize(_SCALARS[kind]))
    elif kind == _STRING:
        cursor.skip_strings(count)
    else:
        raise _MalformedError(f"array of type {kind}")
    return GgufArray(kind, count, offset, cursor.position - offset, numbers)


def _alignment(metadata: Mapping[str, Value]) -> int:
    alignment = metadata.get("general.alignment", 32)
    if type(alignment) is not int or not 8 <= alignment <= _MAX_ALIGNMENT or alignment % 8:
        raise _MalformedError("alignment")
    return alignment


def _tensors(cursor: _Cursor, count: int, alignment: int) -> tuple[GgufTensor, ...]:
    described = []
    for _ in range(count):
        name = cursor.string(limit=_MAX_KEY_BYTES)
        dimensions = cursor.number("<I")
        if dimensions > _MAX_DIMENSIONS:
            raise _MalformedError(f"{dimensions} dimensions")
        shape = tuple(cursor.number("<Q") for _ in range(dimensions))[::-1]
        described.append((name, shape, cursor.number("<I"), cursor.number("<Q")))
    if len({name for name, *_ in described}) != count:
        raise _MalformedError("a tensor comes twice")
    start = -(-cursor.position // alignment) * alignment
    return tuple(_tensor(name, shape, kind, start + at, cursor.size) for name, shape, kind, at in described)


def _tensor(name: str, shape: tuple[int, ...], kind: int, offset: int, file_size: int) -> GgufTensor:
    # Types newer than the gguf package have no known size: their data is left to llama.cpp's own checks.
    block, block_bytes = _BLOCKS.get(kind, (1, 0))
    elements = math.prod(shape)
    if elements % block or elements >= 2**48:
        raise _MalformedError(f"shape {shape} of a tensor of type {kind}")
    nbytes = elements // block * block_bytes
    if offset + nbytes > file_size:
        raise _MalformedError("a tensor reaches past the end of the file")
    return GgufTensor(name, shape, kind, offset, nbytes)


class _Cursor:
    """A position in a file, read in windows; every length is held against the file's end first."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self.size = size
        self._file = file
        self._window = b""
        self._start = 0
        self._at = 0
        self._kept = 0

    @property
    def position(self) -> int:
        return self._start + self._at

    def take(self, count: int) -> bytes:
        """The next `count` bytes."""
        self._ensure(count)
        data = self._window[self._at : self._at + count]
        self._at += count
        return data

    def scalar(self, layout: str) -> int | float | bool:
        value: int | float | bool = struct.unpack(layout, self.take(struct.calcsize(layout)))[0]
        return value

    def number(self, layout: str) -> int:
        return int(self.scalar(layout))

    def string(self, *, limit: int) -> str:
        """The next string; all strings together may not pass a limit either."""
        length = self.number("<Q")
        self._kept += length
        if length > limit or self._kept > _MAX_KEPT_BYTES:
            raise _MalformedError(f"a string of {length} bytes")
        return self.take(length).decode("utf-8", errors="replace")

    def skip(self, count: int) -> None:
        """Move on by `count` bytes without reading them."""
        if count > self.size - self.position:
            raise _MalformedError("the file ends too early")
        self._at += count

    def skip_strings(self, count: int) -> None:
        """Move on by `count` strings: a tight loop, for vocabularies have 256,000 of them."""
        if count > _MAX_ARRAY_STRINGS or count * 8 > self.size - self.position:
            raise _MalformedError(f"an array of {count} strings")
        unpack = struct.Struct("<Q").unpack_from
        while count:
            self._ensure(8)
            window, at = self._window, self._at
            last = len(window) - 8
            while count and at <= last:
                at += 8 + unpack(window, at)[0]
                count -= 1
            self._at = at
            if self.position > self.size:
                raise _MalformedError("the file ends too early")

    def _ensure(self, count: int) -> None:
        if self._at + count <= len(self._window):
            return
        if count > self.size - self.position:
            raise _MalformedError("the file ends too early")
        self._start, self._at = self.position, 0
        self._file.seek(self._start)
        self._window = self._file.read(max(count, _WINDOW_BYTES))
        if len(self._window) < count:
            raise _MalformedError("the file ends too early")
