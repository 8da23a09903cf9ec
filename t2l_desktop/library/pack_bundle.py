"""A whole pack in one file: a plain zip archive, nothing compressed, with `pack.json` first.

What comes from outside is checked before the first byte is unpacked: every name, size and sum stands in `pack.json`.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from t2l_desktop.core.archives import Archive, open_archive
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.records import Pack
from t2l_desktop.library.pack_files import Meter, base_names, hash_file
from t2l_desktop.library.packs import MAX_JSON_BYTES, PACK_FILE, base_sums, parse_pack_json, part_sums, read_pack_json
from t2l_desktop.library.storage import disk_errors

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same pack gives the same file


class Bundle:
    """A pack in an opened file: `body` is its `pack.json`, `sums` what every other member has to hash to."""

    def __init__(self, path: Path, archive: Archive) -> None:
        """Raises `UserFacingError` for members that `pack.json` does not list, and for any that it does not find."""
        self._path = path
        self._archive = archive
        if PACK_FILE not in archive.members:
            raise UserFacingError("The file {file} holds no pack.", hint="Choose another file.", file=path.name)
        self.body = parse_pack_json(Path(path.stem), archive.read(PACK_FILE, most=MAX_JSON_BYTES))
        self.sums = part_sums(Path(path.stem), self.body)
        self._sizes = self.body.get("bytes")
        self._require_listed()

    @property
    def nbytes(self) -> int:
        return sum(self._archive.members[name].file_size for name in self.sums)

    def unpack(self, folder: Path, meter: Meter) -> None:
        """Write every part into `folder`; raises `UserFacingError` for a full disk or a part that is not as listed."""
        for name, expected in self.sums.items():
            target = folder / name
            digest = hashlib.sha256()
            with disk_errors(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("xb") as file:
                    for chunk in self._archive.chunks(name, most=self._archive.members[name].file_size):
                        digest.update(chunk)
                        file.write(chunk)
                        meter.add(len(chunk))
            if digest.hexdigest() != expected:
                raise self._unsound(f"{name} has another sum")

    def _require_listed(self) -> None:
        members = self._archive.members
        folded = {name.casefold() for name in members}
        if set(members) != {PACK_FILE, *self.sums} or len(folded) < len(members):
            raise self._unsound("the list of parts and the parts differ")
        for name in self.sums:
            size = members[name].file_size
            stored = members[name].compress_type == zipfile.ZIP_STORED and members[name].compress_size == size
            if not stored or not isinstance(self._sizes, dict) or self._sizes.get(name) != size:
                raise self._unsound(f"the size of {name}")
        # members that lie over each other would let a small file fill the disk
        if self.nbytes > self._path.stat().st_size:
            raise self._unsound("parts larger than the file")
        if "at" in (self.body.get("base") or {}):
            raise self._unsound("a base that is somewhere else")

    def _unsound(self, detail: str) -> UserFacingError:
        return UserFacingError(
            "The pack in {file} is damaged or was put together wrongly.",
            hint="Get the file again, or export the pack again.",
            detail=detail,
            file=self._path.name,
        )


@contextmanager
def open_bundle(path: Path) -> Iterator[Bundle]:
    """Open a pack in one file and check all of its list; raises `UserFacingError` for anything unsound."""
    with open_archive(path) as archive:
        yield Bundle(path, archive)


def bundled_files(pack: Pack) -> dict[str, Path]:
    """Every file that the pack is made of by its name in a bundle; a base from somewhere else comes inside."""
    body = read_pack_json(pack.folder)
    files = {name: pack.folder / name for name in part_sums(pack.folder, body) if not Path(name).is_absolute()}
    outside = [path for path in base_sums(pack.folder, body) if not path.is_relative_to(pack.folder)]
    files.update(zip(base_names(len(outside)), outside, strict=True) if outside else ())
    for folder in (pack.hypernet, pack.embedder):
        for path in sorted(folder.rglob("*")) if folder is not None else ():
            if path.is_file():
                files[path.relative_to(pack.folder).as_posix()] = path
    return files


def write_bundle(pack: Pack, path: Path, meter: Meter) -> None:
    """Write the pack into a new file; raises `UserFacingError` for a full disk, or a part that is not as it was."""
    body = read_pack_json(pack.folder)
    known = {pack.folder / name: expected for name, expected in part_sums(pack.folder, body).items()}
    files = bundled_files(pack)
    sums = {name: known.get(file) or hash_file(file, meter.silent()) for name, file in files.items()}
    text = json.dumps(_described(body, files, sums), indent=1, ensure_ascii=False).encode("utf-8", "replace")
    with disk_errors(path), zipfile.ZipFile(path, "x", zipfile.ZIP_STORED, allowZip64=True) as archive:
        archive.writestr(zipfile.ZipInfo(PACK_FILE, _LONG_AGO), text)
        for name, file in files.items():
            with archive.open(zipfile.ZipInfo(name, _LONG_AGO), "w", force_zip64=True) as out:
                found = hash_file(file, meter, out=out)
            if found != sums[name]:
                raise UserFacingError(
                    "The pack {pack} is damaged: {parts}.", hint="Install the pack again.", pack=pack.name, parts=name
                )


def _described(body: Mapping[str, Any], files: Mapping[str, Path], sums: Mapping[str, str]) -> dict[str, Any]:
    """The `pack.json` of a bundle: every file listed with its sum and size, and the base inside."""
    described = {**body, "bytes": {name: file.stat().st_size for name, file in files.items()}}
    base = dict(body.get("base") or {})
    if base.pop("at", None):
        first, *more = base_names(1 + len(base.get("more") or {}))
        described["base"] = {**base, "file": first, "more": {name: sums[name] for name in more}}
    for key in ("hypernet", "embedder"):
        table = body.get(key)
        if table and "folder" in table:
            inner = f"{PurePosixPath(table['folder'])}/"
            listed = {name.removeprefix(inner): each for name, each in sums.items() if name.startswith(inner)}
            described[key] = {**table, "sha256": listed}
    return described
