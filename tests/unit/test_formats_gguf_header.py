"""The GGUF header reader: right on sound files, quick and clear on hostile ones."""

from __future__ import annotations

import struct
from pathlib import Path

import gguf
import pytest

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.formats.gguf_header import GgufArray, read_header


def _string(text: bytes) -> bytes:
    return struct.pack("<Q", len(text)) + text


def _file(
    *pairs: bytes, tensors: bytes = b"", tensor_count: int = 0, version: int = 3, keys: int | None = None
) -> bytes:
    head = struct.pack("<4sIQQ", b"GGUF", version, tensor_count, len(pairs) if keys is None else keys)
    return head + b"".join(pairs) + tensors


def _pair(key: bytes, kind: int, value: bytes) -> bytes:
    return _string(key) + struct.pack("<I", kind) + value


def _array(kind: int, count: int, body: bytes = b"") -> bytes:
    return _pair(b"a", 9, struct.pack("<IQ", kind, count) + body)


def _tensor(name: bytes = b"t", shape: tuple[int, ...] = (4,), kind: int = 0, offset: int = 0) -> bytes:
    dimensions = struct.pack(f"<I{len(shape)}Q", len(shape), *shape)
    return _string(name) + dimensions + struct.pack("<IQ", kind, offset)


def _write(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "file.gguf"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("case", ["llama/expected-f16", "gemma2/expected-f32"])
def test_it_finds_what_the_library_finds(parity: Path, case: str) -> None:
    path = parity / "gguf" / f"{case}.gguf"
    header = read_header(path)
    library = gguf.GGUFReader(path)
    assert header.metadata == {
        key: field.contents() for key, field in library.fields.items() if not key.startswith("GGUF.")
    }
    assert [(t.name, t.shape[::-1], t.type, t.offset, t.nbytes) for t in header.tensors] == [
        (t.name, tuple(t.shape.tolist()), t.tensor_type, t.data_offset, t.n_bytes) for t in library.tensors
    ]


def test_every_kind_of_value_is_read_and_arrays_are_only_located(tmp_path: Path) -> None:
    scalars = {0: ("<B", 7), 3: ("<h", -5), 6: ("<f", 0.5), 7: ("<?", True), 10: ("<Q", 2**40), 12: ("<d", 0.25)}
    pairs = [_pair(b"k%d" % kind, kind, struct.pack(*packed)) for kind, packed in scalars.items()]
    tokens = b"".join(_string(b"token" * (i % 7)) for i in range(1000))
    pairs += [_pair(b"s", 8, _string("é".encode())), _array(8, 1000, tokens), _pair(b"last", 5, struct.pack("<i", -1))]
    path = _write(tmp_path, _file(*pairs, version=2))
    metadata = dict(read_header(path).metadata)
    array = metadata.pop("a")
    assert metadata == {**{f"k{kind}": value for kind, (_, value) in scalars.items()}, "s": "é", "last": -1}
    assert isinstance(array, GgufArray)
    assert (array.type, array.count) == (8, 1000)
    assert path.read_bytes()[array.offset : array.offset + array.nbytes] == tokens


def test_a_vocabulary_of_256_000_words_is_skipped(tmp_path: Path) -> None:
    body = b"".join(_string(b"token%d" % i) for i in range(256_000))
    path = _write(tmp_path, _file(_array(8, 256_000, body), _pair(b"z", 6, struct.pack("<f", 1))))
    assert read_header(path).metadata["z"] == 1.0


HOSTILE = {
    "empty": b"",
    "other magic": b"PK\3\4" + bytes(40),
    "version 1": _file(version=1),
    "big endian": struct.pack(">4sIQQ", b"GGUF", 3, 0, 0),
    "countless keys": _file(keys=2**63),
    "countless tensors": _file(tensor_count=2**63),
    "more keys than there are": _file(keys=5),
    "endless key": _file(struct.pack("<Q", 2**62) + b"k"),
    "endless string": _file(_pair(b"s", 8, struct.pack("<Q", 2**63 - 1))),
    "long string that is not there": _file(_pair(b"s", 8, struct.pack("<Q", 4_000_000))),
    "endless array of numbers": _file(_array(6, 2**62)),
    "endless array of strings": _file(_array(8, 2**62)),
    "array whose last string is too long": _file(_array(8, 2, _string(b"a") + struct.pack("<Q", 2**60) + b"b")),
    "array whose strings wrap around": _file(_array(8, 2, struct.pack("<Q", 2**64 - 8) + bytes(8))),
    "array of arrays": _file(_array(9, 1, struct.pack("<IQ", 9, 1) * 1000)),
    "array of unknown type": _file(_array(77, 1, bytes(64))),
    "value of unknown type": _file(_pair(b"k", 99, bytes(64))),
    "key twice": _file(*[_pair(b"k", 0, b"\1")] * 2),
    "odd alignment": _file(_pair(b"general.alignment", 4, struct.pack("<I", 7))),
    "no alignment": _file(_pair(b"general.alignment", 4, struct.pack("<I", 0))),
    "many dimensions": _file(tensors=_tensor(shape=(1,) * 9) + bytes(99), tensor_count=1),
    "tensor past the end": _file(tensors=_tensor(offset=2**50) + bytes(99), tensor_count=1),
    "tensor larger than the file": _file(tensors=_tensor(shape=(2**40, 2**40)) + bytes(99), tensor_count=1),
    "half a block": _file(tensors=_tensor(shape=(33,), kind=8) + bytes(99), tensor_count=1),
    "tensor twice": _file(tensors=_tensor() * 2 + bytes(99), tensor_count=2),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_files_are_refused_at_once(tmp_path: Path, data: bytes) -> None:
    path = _write(tmp_path, data)
    with pytest.raises(UserFacingError, match=r"file\.gguf"):
        read_header(path)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match=r"none\.gguf is missing"):
        read_header(tmp_path / "none.gguf")
    with pytest.raises(UserFacingError, match="is not a file"):
        read_header(tmp_path)
