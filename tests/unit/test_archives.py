"""Zip files as other programs make them: with names of Japanese Windows, locked, or packed in ways of their own."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from t2l_desktop.core.archives import open_archive
from t2l_desktop.core.errors import UserFacingError


def packed(path: Path, *names: bytes) -> Path:
    """A zip of members that are called by these bytes, of which it does not say what letters they are."""
    stand_ins = {f"{number}".rjust(len(name), "x").encode(): name for number, name in enumerate(names)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for stand_in, name in stand_ins.items():
            archive.writestr(stand_in.decode(), b"content of " + name)
    data = path.read_bytes()
    for stand_in, name in stand_ins.items():
        assert data.count(stand_in) == 2
        data = data.replace(stand_in, name)
    path.write_bytes(data)
    return path


def test_names_of_japanese_windows_are_read_as_they_were_meant(tmp_path: Path) -> None:
    names = ["能力/予定表.gguf", "ソ", "能力/readme.txt", "plain.json"]
    path = packed(tmp_path / "a.zip", "能力/".encode("cp932"), *(name.encode("cp932") for name in names))
    with open_archive(path) as archive:
        assert list(archive.members) == names
        for name in names:
            assert archive.read(name, most=1000) == b"content of " + name.encode("cp932")
        archive.extract(names[0], tmp_path / "out", most=1000)
    assert (tmp_path / "out").stat().st_size


def test_names_of_other_letters_stay_as_they_are(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", "é.gguf".encode("cp437"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("能力.gguf", b"in UTF-8, which is said")
    with open_archive(path) as opened:
        assert list(opened.members) == ["é.gguf", "能力.gguf"]


@pytest.mark.parametrize("name", ["..\\能.gguf", "能\\..\\..\\up.gguf", "能/../../up.gguf", "C:能.gguf", "/能.gguf"])
def test_japanese_letters_hide_no_way_out(tmp_path: Path, name: str) -> None:
    with (
        pytest.raises(UserFacingError, match="things that a sound file would not"),
        open_archive(packed(tmp_path / "a.zip", name.encode("cp932"))),
    ):
        pass


@pytest.mark.parametrize(
    ("locked", "method", "words"),
    [(1, 8, "locked with a password"), (1, 99, "locked with a password"), (0, 9, "packed in a way")],
)
def test_what_is_locked_or_packed_otherwise_is_said_to_be(tmp_path: Path, locked: int, method: int, words: str) -> None:
    path = packed(tmp_path / "a.zip", b"a.gguf")
    data = bytearray(path.read_bytes())
    struct.pack_into("<HH", data, data.index(b"PK\1\2") + 8, locked, method)
    path.write_bytes(data)
    with pytest.raises(UserFacingError, match=words) as caught, open_archive(path):
        pass
    assert "another program" in caught.value.hint
