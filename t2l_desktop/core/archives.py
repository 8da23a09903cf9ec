"""Zip files from outside: looked through before anything is unpacked, and never unpacked by their own names."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError

MAX_MEMBERS = 10_000
MACOS_LEFTOVERS = "__MACOSX/"  # where its archiver puts what belongs to no file
_MAX_ENTRY_BYTES = 840  # in the list of members, on an average
_CHUNK_BYTES = 1024 * 1024
_END, _END64, _LOCATOR = b"PK\5\6", b"PK\6\6", b"PK\6\7"
_END_BYTES, _MAX_COMMENT, _LOCATOR_BYTES = 22, 65535, 20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED, _IN_UTF8 = 1, 1 << 11


class Archive:
    """The files of an opened zip by their path in it; folders are left out."""

    def __init__(self, path: Path, opened: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo]) -> None:
        self._path = path
        self._opened = opened
        self.members = members

    def read(self, name: str, *, most: int) -> bytes:
        """The content of a member; raises `UserFacingError` where it is larger or damaged."""
        with _damage(self._path), self._member(name, most) as member:
            return self._checked(member.read(most + 1), most)

    def extract(self, name: str, target: Path, *, most: int, cancel: CancelToken | None = None) -> None:
        """Write a member as the new file `target`; what it claims to be long is not believed.

        Raises `UserFacingError` where it is larger than `most` or damaged, and `OSError` where it cannot be written.
        """
        with target.open("xb") as file:
            for chunk in self.chunks(name, most=most):
                if cancel is not None:
                    cancel.raise_if_cancelled()
                file.write(chunk)

    def chunks(self, name: str, *, most: int) -> Iterator[bytes]:
        """The content of a member bit by bit; raises `UserFacingError` where it is larger than `most` or damaged."""
        left = most
        with self._member(name, most) as member:
            while True:
                with _damage(self._path):
                    chunk = self._checked(member.read(min(_CHUNK_BYTES, left + 1)), left)
                if not chunk:
                    return
                left -= len(chunk)
                yield chunk

    @contextmanager
    def _member(self, name: str, most: int) -> Iterator[IO[bytes]]:
        info = self.members[name]
        if info.file_size > most:
            raise _too_large(self._path)
        with _damage(self._path):
            member = self._opened.open(info)
        with member:
            yield member

    def _checked(self, data: bytes, most: int) -> bytes:
        if len(data) > most:
            raise _too_large(self._path)
        return data


@contextmanager
def open_archive(path: Path, *, most: int = MAX_MEMBERS) -> Iterator[Archive]:
    """Open a zip file and look at every name in it.

    Raises `UserFacingError` for one that is damaged, encrypted, packed in an unusual way, has more than `most` members,
    or any whose name leads out of the folder that it would be unpacked into, is there twice, or belongs to a link.
    """
    with _damage(path):
        file = path.open("rb")
    with file:
        with _damage(path):
            if _directory_bytes(file) > most * _MAX_ENTRY_BYTES:
                raise _too_large(path)
            opened = zipfile.ZipFile(file)
        yield Archive(path, opened, _members(path, opened, most))


def _members(path: Path, opened: zipfile.ZipFile, most: int) -> dict[str, zipfile.ZipInfo]:
    members: dict[str, zipfile.ZipInfo] = {}
    for info in opened.infolist():
        name = _name(info)
        _require_harmless(path, info, name)
        if name in members or len(members) >= most:
            raise _hostile(path, name)
        if not name.endswith("/"):
            members[name] = info
    return members


def _name(info: zipfile.ZipInfo) -> str:
    """What a member is called: where nothing is said of its letters, they may well be those of Japanese Windows.

    The second byte of one of them may be that of a backslash, which is none then.
    """
    if info.flag_bits & _IN_UTF8:
        return info.filename
    try:
        return info.orig_filename.encode("cp437").decode("cp932")
    except UnicodeDecodeError:
        return info.filename


def _require_harmless(path: Path, info: zipfile.ZipInfo, name: str) -> None:
    pure = PurePosixPath(name)
    leads_out = pure.is_absolute() or ".." in pure.parts or not pure.parts or set(name) & set("\\:\0")
    kind = stat.S_IFMT(info.external_attr >> 16)
    is_special = kind not in (0, stat.S_IFREG, stat.S_IFDIR)
    if leads_out or is_special:
        raise _hostile(path, name)
    if info.flag_bits & _ENCRYPTED:
        raise UserFacingError(
            "The file {file} is locked with a password.",
            hint="Unpack it with another program, and import what was in it.",
            file=path.name,
        )
    if info.compress_type not in _METHODS:
        raise UserFacingError(
            "The file {file} is packed in a way that cannot be read here.",
            hint="Unpack it with another program, and import what was in it.",
            detail=f"method {info.compress_type}",
            file=path.name,
        )


def _directory_bytes(file: IO[bytes]) -> int:
    """How long the list of members claims to be, which Python reads whole; found where Python looks for it."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_BYTES - _MAX_COMMENT - _LOCATOR_BYTES))
    tail = file.read()
    at = len(tail) - _END_BYTES
    if at < 0 or tail[at : at + 4] != _END or tail[-2:] != b"\0\0":
        at = tail.rfind(_END)
    if at < 0:
        raise zipfile.BadZipFile("no end of a zip file")
    locator = tail[max(0, at - _LOCATOR_BYTES) : at]
    if locator[:4] == _LOCATOR:
        # The longer form stands right before, 56 bytes of it.
        file.seek(max(0, size - len(tail) + at - _LOCATOR_BYTES - 56))
        longer = file.read(56)
        if longer[:4] == _END64:
            return int.from_bytes(longer[40:48], "little")
    return int.from_bytes(tail[at + 12 : at + 16], "little")


@contextmanager
def _damage(path: Path) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise UserFacingError(
            "The file {file} is damaged or cut short.",
            hint="Get it again from its source.",
            detail=str(error),
            file=path.name,
        ) from error
    except OSError as error:
        raise UserFacingError(
            "The file {file} cannot be read.",
            hint="Check that it is there and that you may read it.",
            detail=str(error),
            file=path.name,
        ) from error


def _too_large(path: Path) -> UserFacingError:
    return UserFacingError(
        "What is in the file {file} is far too large to be what it claims.",
        hint="Get it again from a source that you trust.",
        file=path.name,
    )


def _hostile(path: Path, name: str) -> UserFacingError:
    return UserFacingError(
        "The file {file} holds things that a sound file would not: it was not imported.",
        hint="Get it again from a source that you trust.",
        detail=repr(name[:200]),
        file=path.name,
    )
