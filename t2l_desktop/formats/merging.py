"""Write a base model with an adapter added into it as one GGUF file: a few rows at a time, however large it is.

Tensors that the adapter changes are unpacked, changed and stored as Q8_0 or float16, for a change of low rank would
drown in the rounding of four bits. All others, and the metadata, are copied byte for byte.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

import gguf
import numpy as np
from gguf import quants

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.formats.files import reading, replacing, too_large
from t2l_desktop.formats.gguf_adapter import made_for_another
from t2l_desktop.formats.gguf_header import GgufHeader, GgufTensor, read_header
from t2l_desktop.formats.gguf_tensors import is_readable, read_bytes, read_rows, type_name
from t2l_desktop.formats.safetensors_file import FloatArray

MergedType = Literal["q8_0", "f16"]

_Type = gguf.GGMLQuantizationType
_Q8_0, _F16 = int(_Type.Q8_0), int(_Type.F16)
_BLOCKS = {int(kind): (int(block), int(nbytes)) for kind, (block, nbytes) in gguf.GGML_QUANT_SIZES.items()}
_LORA = re.compile(r"(?P<target>.{1,200})\.lora_(?P<side>[ab])")
_ROWS_BYTES = 16 * 1024 * 1024
_COPY_BYTES = 8 * 1024 * 1024
_MAX_SIDE_BYTES = 256 * 1024 * 1024
_MAX_METADATA_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True)
class _Change:
    """What is added to a tensor: `scale` times B `(out, rank)` times A `(rank, in)`."""

    a: GgufTensor
    b: GgufTensor
    scale: float


@dataclass(frozen=True)
class MergePlan:
    """What is to be written; `nbytes` is the size of the file, `changed` counts the tensors that become others."""

    base: Path
    adapter: Path
    header: GgufHeader
    changes: Mapping[str, _Change]
    types: Mapping[str, int]
    nbytes: int
    seen: tuple[int, int]  # the base's time of change and size when it was looked at

    @property
    def changed(self) -> int:
        return len(self.changes)


def plan_merge(base: Path, adapter: Path, *, outtype: MergedType = "q8_0") -> MergePlan:
    """Look at the headers of a GGUF base and a GGUF adapter, without reading any weights.

    Raises:
        AnotherBaseError: the adapter is for another architecture, or for tensors that the base has not.
        UserFacingError: a file is unsound, the base is one part of several, or numbers of it cannot be read.
    """
    seen = _stamp(base)
    header = read_header(base)
    if header.metadata_end > _MAX_METADATA_BYTES:
        raise too_large(base)
    if (header.integer("split.count") or 1) > 1:
        raise UserFacingError(
            "The base model {file} is only one part of several.",
            hint="Join the parts first, with llama-gguf-split --merge.",
            file=base.name,
        )
    changes = _changes(base, header, adapter)
    types: dict[str, int] = {}
    for tensor in header.tensors:
        is_changed = tensor.name in changes
        if tensor.type not in _BLOCKS or (is_changed and not is_readable(tensor)):
            raise _unreadable(base, tensor)
        types[tensor.name] = tensor.type
        if is_changed:
            fits_blocks = outtype == "q8_0" and tensor.shape[1] % _BLOCKS[_Q8_0][0] == 0
            types[tensor.name] = _Q8_0 if fits_blocks else _F16
    nbytes = len(_written_header(base, header, types))
    nbytes += sum(_aligned(_size(tensor, types), header.alignment) for tensor in header.tensors)
    return MergePlan(base, adapter, header, changes, types, nbytes, seen)


def write_merged(
    plan: MergePlan, out: Path, *, strength: float = 1.0, on_progress: Callable[[float], None] = lambda _: None
) -> None:
    """Write the base with `strength` times the adapter in it to `out`, whole or not at all.

    `on_progress` is told the share that is written, several times a second; what it raises stops the work. Raises
    `UserFacingError` for a full disk, values that are no numbers, and files that changed since they were looked at.
    """
    with (
        reading(plan.base),
        plan.base.open("rb") as base,
        plan.adapter.open("rb") as adapter,
        replacing(out) as temporary,
        temporary.open("wb") as file,
    ):
        writer = _Writer(file, plan.nbytes, on_progress)
        writer.write(_written_header(plan.base, plan.header, plan.types))
        for tensor in plan.header.tensors:
            if tensor.name in plan.changes:
                _write_changed(writer, plan, tensor, (base, adapter), strength)
            else:
                _copy(writer, plan.base, base, tensor)
            writer.pad(plan.header.alignment)
        if _stamp(plan.base) != plan.seen:
            raise UserFacingError(
                "The file {file} changed while it was read.",
                hint="Wait until nothing writes to it, then try again.",
                file=plan.base.name,
            )


def _stamp(path: Path) -> tuple[int, int]:
    with reading(path):
        stat = path.stat()
    return stat.st_mtime_ns, stat.st_size


class _Writer:
    """A file that tells how much of it is there."""

    def __init__(self, file: BinaryIO, total: int, on_progress: Callable[[float], None]) -> None:
        self._file = file
        self._total = total
        self._on_progress = on_progress
        self._written = 0

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._written += len(data)
        self._on_progress(self._written / self._total)

    def pad(self, alignment: int) -> None:
        """Fill up to the next multiple."""
        self.write(bytes(-self._written % alignment))


def _copy(writer: _Writer, path: Path, base: BinaryIO, tensor: GgufTensor) -> None:
    for start in range(0, tensor.nbytes, _COPY_BYTES):
        writer.write(read_bytes(path, base, tensor.offset + start, min(_COPY_BYTES, tensor.nbytes - start)))


def _write_changed(
    writer: _Writer, plan: MergePlan, tensor: GgufTensor, files: tuple[BinaryIO, BinaryIO], strength: float
) -> None:
    base, adapter = files
    change = plan.changes[tensor.name]
    a = read_rows(plan.adapter, adapter, change.a) * np.float32(change.scale * strength)
    b = read_rows(plan.adapter, adapter, change.b)
    rows, columns = tensor.shape
    step = max(1, _ROWS_BYTES // (4 * columns))
    for first in range(0, rows, step):
        values = read_rows(plan.base, base, tensor, first=first, count=step)
        writer.write(_packed(plan, tensor, values + b[first : first + step] @ a))


def _packed(plan: MergePlan, tensor: GgufTensor, values: FloatArray) -> bytes:
    # The scale of a block of Q8_0 is its largest value by 127, in float16.
    limit = float(np.finfo(np.float16).max) * (127 if plan.types[tensor.name] == _Q8_0 else 1)
    if not np.abs(values).max() < limit:
        raise UserFacingError(
            "The skill changes {tensor} so strongly that the result cannot be stored.",
            hint="Choose a smaller strength.",
            tensor=tensor.name,
        )
    return bytes(np.ascontiguousarray(quants.quantize(values, _Type(plan.types[tensor.name]))).data)


def _changes(base: Path, header: GgufHeader, adapter: Path) -> dict[str, _Change]:
    added = read_header(adapter)
    alpha = added.metadata.get("adapter.lora.alpha")
    if added.text("adapter.type") != "lora" or type(alpha) is not float or not math.isfinite(alpha):
        raise UserFacingError(
            "{file} is not an adapter.", hint="Choose a LoRA adapter in the GGUF format.", file=adapter.name
        )
    if added.text("general.architecture") != header.text("general.architecture"):
        raise made_for_another(adapter, base.name, f"{added.text('general.architecture')[:40]}")
    sides: dict[str, dict[str, GgufTensor]] = {}
    for tensor in added.tensors:
        match = _LORA.fullmatch(tensor.name)
        if match is None or not is_readable(tensor) or 4 * math.prod(tensor.shape) > _MAX_SIDE_BYTES:
            raise _damaged(adapter, tensor.name)
        sides.setdefault(match["target"], {})[match["side"]] = tensor
    targets = {tensor.name: tensor for tensor in header.tensors}
    changes = {}
    for name, pair in sides.items():
        a, b, target = pair.get("a"), pair.get("b"), targets.get(name)
        if a is None or b is None or len(a.shape) != 2 or len(b.shape) != 2:
            raise _damaged(adapter, name)
        if not a.shape[0] == b.shape[1] > 0 or not a.shape[1] or not b.shape[0]:
            raise _damaged(adapter, name)
        if target is None or target.shape != (b.shape[0], a.shape[1]):
            raise made_for_another(adapter, base.name, f"{name} {target.shape if target else ''} {b.shape} {a.shape}")
        changes[name] = _Change(a, b, alpha / a.shape[0] if alpha else 1.0)
    return changes


def _written_header(base: Path, header: GgufHeader, types: Mapping[str, int]) -> bytes:
    """The base's own metadata, then the table of tensors with what becomes of them."""
    with base.open("rb") as file:
        start = read_bytes(base, file, 0, header.metadata_end)
    parts = [start]
    offset = 0
    for tensor in header.tensors:
        name = tensor.name.encode()
        parts.append(struct.pack(f"<Q{len(name)}sI", len(name), name, len(tensor.shape)))
        parts.append(struct.pack(f"<{len(tensor.shape)}Q", *reversed(tensor.shape)))
        parts.append(struct.pack("<IQ", types[tensor.name], offset))
        offset += _aligned(_size(tensor, types), header.alignment)
    table = b"".join(parts)
    return table.ljust(_aligned(len(table), header.alignment), b"\0")


def _size(tensor: GgufTensor, types: Mapping[str, int]) -> int:
    block, block_bytes = _BLOCKS[types[tensor.name]]
    return math.prod(tensor.shape) // block * block_bytes


def _aligned(size: int, alignment: int) -> int:
    return -(-size // alignment) * alignment


def _unreadable(base: Path, tensor: GgufTensor) -> UserFacingError:
    return UserFacingError(
        "The base model {file} holds numbers of the type {type}, which cannot be read here.",
        hint="Use the base model in another quantisation, such as Q8_0 or Q4_K_M.",
        detail=tensor.name,
        file=base.name,
        type=type_name(tensor),
    )


def _damaged(path: Path, detail: str) -> UserFacingError:
    return UserFacingError(
        "The file {file} is damaged or cut short.",
        hint="Get it again from its source.",
        detail=detail[:200],
        file=path.name,
    )
