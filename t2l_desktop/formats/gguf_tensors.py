"""Reading the numbers of a GGUF file's matrices, whatever they are packed in, a few rows at a time."""

from __future__ import annotations

import math
from pathlib import Path
from typing import BinaryIO

import gguf
import numpy as np
from gguf import quants

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.formats.files import reading
from t2l_desktop.formats.gguf_header import GgufTensor
from t2l_desktop.formats.safetensors_file import FloatArray

_Type = gguf.GGMLQuantizationType
_PLAIN = {int(_Type.F32): "<f4", int(_Type.F16): "<f2"}


def type_name(tensor: GgufTensor) -> str:
    """What llama.cpp calls the type of a tensor, or its number."""
    try:
        return str(_Type(tensor.type).name)
    except ValueError:
        return str(tensor.type)


def is_readable(tensor: GgufTensor) -> bool:
    """Whether its numbers can be read, row by row."""
    if tensor.type in _PLAIN:
        return True
    try:
        kind = _Type(tensor.type)
        block, block_bytes = gguf.GGML_QUANT_SIZES[kind]
        # The library can only be asked by trying: a block of zeros.
        quants.dequantize(np.zeros((1, block_bytes), np.uint8), kind)
    except (ValueError, KeyError, NotImplementedError):
        return False
    return math.prod(tensor.shape[-1:]) % int(block) == 0


def read_bytes(path: Path, file: BinaryIO, start: int, count: int) -> bytes:
    """Exactly so many bytes of the opened `path`; raises `UserFacingError` where they are not there any more."""
    with reading(path):
        file.seek(start)
        data = file.read(count)
    if len(data) < count:
        raise UserFacingError(
            "The file {file} is damaged or cut short.",
            hint="Get it again from its source.",
            detail=f"{count} bytes at {start}",
            file=path.name,
        )
    return data


def read_rows(
    path: Path, file: BinaryIO, tensor: GgufTensor, *, first: int = 0, count: int | None = None
) -> FloatArray:
    """Rows of a readable matrix `(rows, columns)` as float32; all of them without a `count`.

    Raises `UserFacingError` for values that are not finite, too.
    """
    rows, columns = tensor.shape
    count = rows - first if count is None else min(count, rows - first)
    row_bytes = tensor.nbytes // rows
    data = read_bytes(path, file, tensor.offset + first * row_bytes, count * row_bytes)
    # Infinities among packed scales are found below.
    with np.errstate(all="ignore"):
        if tensor.type in _PLAIN:
            values = np.frombuffer(data, dtype=_PLAIN[tensor.type]).astype(np.float32).reshape(count, columns)
        else:
            packed = np.frombuffer(data, dtype=np.uint8).reshape(count, row_bytes)
            values = quants.dequantize(packed, _Type(tensor.type)).reshape(count, columns)
    if not np.isfinite(values).all():
        raise UserFacingError(
            "The file {file} holds values that are not numbers.",
            hint="It was probably damaged in training or on the way; get it again.",
            detail=tensor.name,
            file=path.name,
        )
    return np.asarray(values, np.float32)
