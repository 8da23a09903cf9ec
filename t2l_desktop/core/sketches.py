"""The vectors by which adapters are laid out on a map: what they change, and what their descriptions say."""

from __future__ import annotations

import math
from array import array

SKETCH_FILE = "sketch.f32"
SKETCH_LENGTH = 256
_BYTES = 4


def checked_vector(data: bytes, *, length: int | None = None) -> bytes | None:
    """The little-endian float32 numbers in `data`, if that is what they are, all finite and so many; else None."""
    if not data or len(data) % _BYTES or (length is not None and len(data) != length * _BYTES):
        return None
    return data if all(map(math.isfinite, floats(data))) else None


def floats(data: bytes) -> array[float]:
    """The numbers of a vector; every machine that this runs on has them in this order."""
    values = array("f")
    values.frombytes(data)
    return values
