"""Sound files made unsound: most of their structure stays, so that what reads them gets far before it has to refuse."""

from __future__ import annotations

import io
import json
import math
import os
import random
import shutil
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
import yaml

_NUMBERS = (0, 1, 2, 7, 2**8 - 1, 2**15, 2**31 - 1, 2**31, 2**32 - 1, 2**40, 2**62, 2**63, 2**64 - 8, 2**64 - 1)
_NESTED: list[Any] = []
for _ in range(200):
    _NESTED = [_NESTED]
_VALUES: tuple[Any, ...] = (
    None, True, False, -1, 0, 1, 3, 2**31, 2**63, 2**70, -8, 0.5, 1e308, math.inf, math.nan, "", "x" * 3000, "0",
    "../../outside", "/etc/passwd", "C:\\x", "\0", "\ud800", "日本語", [], {}, [1, "2", None], {"a": {}}, _NESTED,
)  # fmt: skip
_SCALAR_BYTES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_STRING, _ARRAY = 8, 9


def spoil(folder: Path, rng: random.Random) -> str:
    """Do something to one of the files below `folder`, which may be links to others; says what."""
    file = rng.choice(sorted(path for path in folder.rglob("*") if path.is_file()))
    name = str(file.relative_to(folder))
    if rng.random() < 0.06:
        return f"{name}: {_replaced(file, rng)}"
    data = file.read_bytes()
    file.unlink()
    file.write_bytes(spoilt(file.name, data, rng))
    return name


def spoilt(name: str, data: bytes, rng: random.Random) -> bytes:
    """The content of a file of this name, unsound in a way that fits its kind, or just in a few bytes."""
    change = _KINDS.get(Path(name).suffix, _bytes)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        try:
            data = change(data, rng) if rng.random() < 0.75 else _bytes(data, rng)
        except Exception:  # noqa: BLE001 - what was spoilt once may not be understood a second time
            data = _bytes(data, rng)
    return data


def _replaced(file: Path, rng: random.Random) -> str:
    what = rng.choice(("missing", "empty", "folder", "link to nowhere", "link to itself", "pipe", "endless"))
    file.unlink()
    if what == "empty":
        file.touch()
    elif what == "folder":
        file.mkdir()
    elif what == "pipe":
        os.mkfifo(file)
    elif what != "missing":
        file.symlink_to({"link to nowhere": "nowhere", "link to itself": file.name}.get(what, "/dev/zero"))
    return what


def _bytes(data: bytes, rng: random.Random) -> bytes:
    """Some bytes or numbers changed, more in the head; sometimes cut short, grown or doubled."""
    found = bytearray(data)
    for _ in range(rng.randint(1, 5)):
        width = rng.choice((1, 1, 4, 8))
        _put(found, _place(found, rng), width, rng)
    kind, at = rng.random(), _place(found, rng)
    if kind < 0.1:
        del found[at:]
    elif kind < 0.2:
        found[at:at] = rng.randbytes(rng.choice((1, 8, 64)))
    elif kind < 0.3:
        del found[at : at + rng.choice((1, 4, 8, 32))]
    elif kind < 0.35:
        found += found[at:]
    return bytes(found)


def _place(data: bytes | bytearray, rng: random.Random) -> int:
    return rng.randrange(max(1, min(len(data), 600) if rng.random() < 0.6 else len(data)))


def _put(data: bytearray, at: int, width: int, rng: random.Random) -> None:
    value = rng.choice((*_NUMBERS, rng.getrandbits(64))) % 2 ** (8 * width)
    data[at : at + width] = value.to_bytes(width, "little")


# --- GGUF -------------------------------------------------------------------------------------------------------------


def _gguf(data: bytes, rng: random.Random) -> bytes:
    """Lengths, counts, types, dimensions and offsets that say something else."""
    found = bytearray(data)
    places = list(_gguf_places(data))
    for _ in range(rng.choice((1, 1, 2))):
        at, width = rng.choice(places)
        _put(found, at, width, rng)
    return bytes(found)


def _gguf_places(data: bytes) -> Iterator[tuple[int, int]]:
    """Where the numbers of a header stand, and how wide they are; raises `struct.error` for one that is not sound."""

    def number(at: int, width: int) -> int:
        return int(struct.unpack_from("<I" if width == 4 else "<Q", data, at)[0])

    yield from ((4, 4), (8, 8), (16, 8))
    at = 24
    for _ in range(number(16, 8)):
        yield at, 8
        at += 8 + number(at, 8)
        yield at, 4
        kind, count, at = number(at, 4), 1, at + 4
        if kind == _ARRAY:
            yield from ((at, 4), (at + 4, 8))
            kind, count, at = number(at, 4), number(at + 4, 8), at + 12
        for index in range(count if kind == _STRING else 0):
            if index < 4:
                yield at, 8
            at += 8 + number(at, 8)
        if kind != _STRING:
            yield at, _SCALAR_BYTES.get(kind, 8)
            at += count * _SCALAR_BYTES.get(kind, 8)
    for _ in range(number(8, 8)):
        yield at, 8
        at += 8 + number(at, 8)
        yield at, 4
        dimensions, at = min(4, number(at, 4)), at + 4
        yield from ((at + 8 * index, 8) for index in range(dimensions))
        at += 8 * dimensions
        yield from ((at, 4), (at + 4, 8))
        at += 12


# --- trees: JSON and YAML ---------------------------------------------------------------------------------------------


def _json(data: bytes, rng: random.Random) -> bytes:
    return json.dumps(_tree(json.loads(data), rng)).encode()


def _yaml(data: bytes, rng: random.Random) -> bytes:
    return yaml.safe_dump(_tree(yaml.safe_load(data), rng), allow_unicode=True).encode("utf-8", "replace")


def _tree(value: Any, rng: random.Random) -> Any:
    """One place in a tree of objects and lists replaced, taken out, renamed or doubled."""
    if not isinstance(value, dict | list) or not value or rng.random() < 0.02:
        return rng.choice(_VALUES)
    inner = [at for at in _keys(value) if isinstance(value[at], dict | list)]
    copy = value.copy()
    if inner and rng.random() < 0.7:
        at = rng.choice(inner)
        copy[at] = _tree(value[at], rng)
        return copy
    at, kind = rng.choice(_keys(value)), rng.random()
    if kind < 0.6:
        copy[at] = rng.choice(_VALUES)
    elif kind < 0.8:
        del copy[at]
    elif isinstance(copy, dict):
        copy[rng.choice((f"{at}x", "unknown", "", "__class__", "../x"))] = copy.pop(at)
    else:
        copy.extend(copy[at:])
    return copy


def _keys(value: Any) -> list[Any]:
    return list(value) if isinstance(value, dict) else list(range(len(value)))


# --- tensors ----------------------------------------------------------------------------------------------------------


def _safetensors(data: bytes, rng: random.Random) -> bytes:
    """Another header over the same numbers, or numbers that are none."""
    length = int.from_bytes(data[:8], "little")
    if length > len(data) or rng.random() < 0.2:
        found = bytearray(data)
        at = min(len(data), 8 + length) + 4 * rng.randrange(max(1, (len(data) - length) // 4))
        found[at : at + 4] = rng.choice((b"\0\0\xc0\x7f", b"\0\x7c\0\x7c", b"\xff\xff\x7f\x7f", b"\0\0\x80\xff"))
        return bytes(found)
    header = json.loads(data[8 : 8 + length])
    if rng.random() < 0.3 and isinstance(header, dict) and header:
        entry = header[rng.choice(list(header))]
        if isinstance(entry, dict):
            entry["dtype"] = rng.choice(("F64", "F32", "F16", "BF16", "I8", "I64", "BOOL", "F8_E4M3", "C64", "X"))
    text = json.dumps(_tree(header, rng) if rng.random() < 0.8 else header).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + data[8 + length :]


def _pickled(data: bytes, rng: random.Random) -> bytes:
    """Tensors of other shapes and kinds, or the same archive with other bytes in its members."""
    if rng.random() < 0.4:
        return _zip(data, rng)
    tensors = torch.load(io.BytesIO(data), weights_only=True)
    name = rng.choice(list(tensors))
    tensors[name] = rng.choice(_TENSORS)(tensors[name])
    if rng.random() < 0.3:
        tensors[rng.choice(("unknown", "heads.x.weight", f"{name}.x", 7))] = tensors.pop(name)
    out = io.BytesIO()
    torch.save(tensors, out, _use_new_zipfile_serialization=rng.random() < 0.9)
    return out.getvalue()


def _sparse(tensor: torch.Tensor) -> torch.Tensor:
    with warnings.catch_warnings(action="ignore"):
        return torch.sparse_coo_tensor(torch.zeros(2, 1, dtype=torch.long), torch.ones(1), (2**40, 2**20))


_TENSORS: tuple[Callable[[Any], Any], ...] = (
    lambda tensor: torch.full_like(tensor, math.nan),
    lambda tensor: torch.full_like(tensor, math.inf),
    lambda tensor: tensor * 1e38,
    lambda tensor: tensor[:-1],
    lambda tensor: tensor[:0],
    lambda tensor: tensor.reshape(-1),
    lambda tensor: tensor.T.contiguous(),
    lambda tensor: tensor[None],
    lambda tensor: tensor.sum(),
    lambda tensor: torch.cat([tensor, tensor]),
    lambda tensor: tensor.to(torch.int32),
    lambda tensor: tensor.to(torch.complex64),
    lambda tensor: tensor.to(torch.bfloat16),
    lambda tensor: tensor.to(torch.float8_e4m3fn),
    lambda tensor: tensor.double(),
    lambda tensor: tensor > 0,
    lambda tensor: tensor.flatten()[:1].expand(2**20, 2**20),
    lambda tensor: tensor.flatten()[:1].expand(tensor.shape),
    lambda tensor: torch.empty(2**20, 2**20, device="meta"),
    torch.nn.Parameter,
    _sparse,
    lambda tensor: None,
    lambda tensor: "text",
    lambda tensor: [tensor],
    lambda tensor: {"weight": tensor},
)


# --- archives ---------------------------------------------------------------------------------------------------------


def _zip(data: bytes, rng: random.Random) -> bytes:
    """A member with another name or content, there twice or missing, or wrong numbers in the list of members."""
    if rng.random() < 0.3:
        found = bytearray(data)
        start = max(0, data.find(b"PK\1\2"))
        for _ in range(rng.randint(1, 4)):
            _put(found, rng.randrange(start, len(data)), rng.choice((1, 2, 4, 8)), rng)
        return bytes(found)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(info, archive.read(info)) for info in archive.infolist()]
    at = rng.randrange(len(members))
    info, content = members[at]
    kind = rng.random()
    if kind < 0.6:
        members[at] = (info, spoilt(info.filename, content, rng))
    elif kind < 0.7:
        del members[at]
    elif kind < 0.8:
        members.append(members[at])
    elif kind < 0.9:
        other = zipfile.ZipInfo(rng.choice(("../x", "/x", "a\\b", "a/", "x" * 300, info.filename.upper(), "日本.gguf")))
        members[at] = (other, content)
    else:
        info.external_attr = rng.choice((0o120777, 0o060666, 0o040777)) << 16
    return _packed(members, rng)


def _packed(members: list[tuple[zipfile.ZipInfo, bytes]], rng: random.Random) -> bytes:
    out = io.BytesIO()
    is_small = sum(len(content) for _, content in members) < 100_000
    packing = (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA) if is_small else ()
    method = rng.choice((None, None, None, *packing))
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(out, "w") as archive:
        for info, content in members:
            archive.writestr(info, content, compress_type=method)
    return out.getvalue()


_KINDS: dict[str, Callable[[bytes, random.Random], bytes]] = {
    ".gguf": _gguf,
    ".json": _json,
    ".yaml": _yaml,
    ".safetensors": _safetensors,
    ".pt": _pickled,
    ".bin": _pickled,
    ".zip": _zip,
    ".t2lskill": _zip,
    ".t2lpack": _zip,
}


def copy_linked(source: Path, target: Path) -> Path:
    """The same files in another folder without copying them: they are to be replaced, never written to."""
    return Path(shutil.copytree(source, target, copy_function=os.link))
