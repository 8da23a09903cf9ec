"""Packs on the disk: reading `pack.json` from untrusted folders, and checking that every part is what it says."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Example, Pack
from t2l_desktop.core.resources import resources_folder

PACK_FILE = "pack.json"
STARTER = "starter"
MAX_JSON_BYTES = 4 * 1024 * 1024
_MAX_CONTEXT = 2**24
_CHUNK_BYTES = 4 * 1024 * 1024
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FINGERPRINT = re.compile(r"[0-9a-f]{0,64}")


@dataclass(frozen=True, kw_only=True)
class BrokenPack:
    """A pack folder that cannot be used, and why."""

    folder: Path
    error: UserFacingError


class PartState(StrEnum):
    """What became of a pack's file."""

    SOUND = "sound"
    MISSING = "missing"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True)
class PartCheck:
    """The verdict on one file of a pack, named relative to the pack's folder."""

    part: str
    state: PartState


class PackShelf:
    """The packs that are there: the bundled starter first, then those in the data folder by name."""

    def __init__(self, paths: AppPaths, *, starter: Path | None = None) -> None:
        self._added = paths.packs
        self._starter = starter

    def packs(self) -> list[Pack]:
        """Every usable pack."""
        return self._scan()[0]

    def broken(self) -> list[BrokenPack]:
        """The folders with a `pack.json` that cannot be used."""
        return self._scan()[1]

    def pack(self, pack_id: str) -> Pack:
        """The pack with this id; raises `UserFacingError` where there is none, or what is wrong with its folder."""
        packs, broken = self._scan()
        for pack in packs:
            if pack.id == pack_id:
                return pack
        for each in broken:
            if each.folder.name == pack_id:
                raise each.error
        raise UserFacingError(
            "The pack {pack} is not installed.",
            hint="Install it, or choose one of the packs that are there.",
            pack=pack_id[:64],
        )

    def default(self, preferred: str = "") -> Pack:
        """The usable pack of this id, else the first one; raises what is wrong with the starter where there is none."""
        packs, broken = self._scan()
        if packs:
            return next((pack for pack in packs if pack.id == preferred), packs[0])
        if broken:
            raise broken[0].error
        raise UserFacingError("No pack is installed.", hint="Import a .t2lpack file, or install the app again.")

    def _scan(self) -> tuple[list[Pack], list[BrokenPack]]:
        packs: dict[str, Pack] = {}
        broken: list[BrokenPack] = []
        for folder in self._folders():
            try:
                pack = load_pack(folder)
                if pack.id in packs:
                    raise UserFacingError(
                        "The pack {pack} is there twice.",
                        hint="Remove one of the two folders.",
                        detail=folder.name,
                        pack=pack.id,
                    )
                packs[pack.id] = pack
            except UserFacingError as error:
                broken.append(BrokenPack(folder=folder, error=error))
        return list(packs.values()), broken

    def _folders(self) -> list[Path]:
        starter = self._starter or resources_folder() / STARTER
        try:
            added = sorted(self._added.iterdir(), key=lambda folder: folder.name)
        except OSError:
            added = []
        added = [folder for folder in added if not folder.name.startswith(".")]  # imports that are not done yet
        return [folder for folder in (starter, *added) if (folder / PACK_FILE).is_file()]


def load_pack(folder: Path) -> Pack:
    """Read a pack's `pack.json` and check that its parts are there.

    Raises `UserFacingError` for a malformed file, a part that lies outside the folder, or one that is missing.
    """
    body = read_pack_json(folder)
    if body.get("format") != 1:
        raise UserFacingError(
            "The pack {pack} is of a kind that this version does not know.",
            hint="Install the newest version of the app.",
            detail=f"format {str(body.get('format'))[:20]}",
            pack=folder.name,
        )
    base = _table(folder, body, "base")
    for part in part_sums(folder, body):
        if not (folder / part).is_file():
            raise _moved(folder, part) if Path(part).is_absolute() else _incomplete(folder, part)
    return Pack(
        id=_text(folder, body, "id", pattern=_ID),
        name=_text(folder, body, "name"),
        folder=folder.absolute(),
        base=_base_file(folder, base) if base else None,
        hypernet=_part(folder, _table(folder, body, "hypernet"), "folder"),
        embedder=_part(folder, _embedder_folder(folder, body), "folder"),
        embeds_with_base=_embeds_with_base(folder, body),
        descriptions=_part(folder, _table(folder, body, "descriptions"), "file"),
        base_fingerprint=_text(folder, base, "fingerprint", pattern=_FINGERPRINT, default="") if base else "",
        context_length=_whole_number(folder, body, "context_length"),
        keeps_history=_flag(folder, body, "keeps_history"),
        licence=_text(folder, body, "licence", default=""),
        languages=tuple(_texts(folder, body, "languages")) or ("en",),
        examples=_examples(folder, body),
        card=_table(folder, body, "card") or {},
    )


def verify_pack(
    pack: Pack,
    *,
    on_progress: Callable[[float], None] | None = None,
    cancel: CancelToken | None = None,
) -> list[PartCheck]:
    """Compare the SHA-256 of every file that `pack.json` lists; raises `WorkCancelledError` when stopped."""
    sums = part_sums(pack.folder, read_pack_json(pack.folder))
    sizes = {part: _size(pack.folder / part) for part in sums}
    total, read = max(1, sum(sizes.values())), 0
    checks = []
    for part, expected in sums.items():
        digest = hashlib.sha256()
        try:
            with (pack.folder / part).open("rb") as file:
                while chunk := file.read(_CHUNK_BYTES):
                    if cancel is not None:
                        cancel.raise_if_cancelled()
                    digest.update(chunk)
                    read += len(chunk)
                    if on_progress is not None:
                        on_progress(min(1.0, read / total))
            state = PartState.SOUND if digest.hexdigest() == expected else PartState.CHANGED
        except OSError:
            state = PartState.MISSING
        checks.append(PartCheck(part=part, state=state))
    return checks


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def read_pack_json(folder: Path) -> dict[str, Any]:
    """The object in a folder's `pack.json`; what is in it is checked by whoever looks at it."""
    path = folder / PACK_FILE
    try:
        if not path.is_file():
            raise FileNotFoundError(PACK_FILE)
        with path.open("rb") as file:
            data = file.read(MAX_JSON_BYTES + 1)
    except OSError as error:
        raise UserFacingError(
            "The folder {pack} holds no pack.",
            hint="Choose a folder with a pack.json in it.",
            detail=str(error),
            pack=folder.name,
        ) from error
    return parse_pack_json(folder, data)


def parse_pack_json(folder: Path, data: bytes) -> dict[str, Any]:
    """The object in what was read of a folder's `pack.json`."""
    try:
        if len(data) > MAX_JSON_BYTES:
            raise ValueError("too large")
        body = json.loads(data, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise _unsound(folder, str(error)) from error
    if not isinstance(body, dict):
        raise _unsound(folder, "not an object")
    return body


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def part_sums(folder: Path, body: Mapping[str, Any]) -> dict[str, str]:
    """The SHA-256 of every listed file by its path relative to the folder; absolute is only a base somewhere else."""
    sums: dict[str, str] = {}
    for file, expected in base_sums(folder, body).items():
        is_inside = file.is_relative_to(folder.absolute())
        sums[file.relative_to(folder.absolute()).as_posix() if is_inside else str(file)] = expected
    descriptions = _table(folder, body, "descriptions")
    if descriptions:
        part = _inside(folder, _text(folder, descriptions, "file"))
        sums[part] = _text(folder, descriptions, "sha256", pattern=_SHA256)
    for table in (_table(folder, body, "hypernet"), _embedder_folder(folder, body)):
        if table:
            inner = _inside(folder, _text(folder, table, "folder"))
            listed = _table(folder, table, "sha256") or {}
            for name in listed:
                sums[f"{inner}/{_inside(folder, name)}"] = _text(folder, listed, name, pattern=_SHA256)
    return sums


def _embeds_with_base(folder: Path, body: Mapping[str, Any]) -> bool:
    embedder = _table(folder, body, "embedder") or {}
    if embedder.get("kind", "folder") not in ("folder", "base"):
        raise _unsound(folder, "embedder")
    return embedder.get("kind") == "base"


def _embedder_folder(folder: Path, body: Mapping[str, Any]) -> dict[str, Any] | None:
    return None if _embeds_with_base(folder, body) else _table(folder, body, "embedder")


def base_sums(folder: Path, body: Mapping[str, Any]) -> dict[Path, str]:
    """The SHA-256 of every file of the base model, the first one first; a split model has several beside each other."""
    base = _table(folder, body, "base")
    if not base:
        return {}
    first = _base_file(folder, base)
    sums = {first: _text(folder, base, "sha256", pattern=_SHA256)}
    more = _table(folder, base, "more") or {}
    for name in more:
        sums[first.with_name(PurePosixPath(_inside(folder, name)).name)] = _text(folder, more, name, pattern=_SHA256)
    return sums


def _base_file(folder: Path, base: Mapping[str, Any]) -> Path:
    """Where the base model is: in the folder, or where it was when the pack was made."""
    if "at" not in base:
        return folder.absolute() / _inside(folder, _text(folder, base, "file"))
    path = Path(_text(folder, base, "at"))
    if not path.is_absolute() or "\0" in str(path):
        raise _unsound(folder, "at")
    return path


def _part(folder: Path, table: Mapping[str, Any] | None, key: str) -> Path | None:
    if not table:
        return None
    name = _inside(folder, _text(folder, table, key))
    path = folder.absolute() / name
    if not (path.is_file() if key == "file" else path.is_dir()):
        raise _incomplete(folder, name)
    return path


def _inside(folder: Path, name: str) -> str:
    """A relative path in the folder, or `UserFacingError` for one that leads out of it."""
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or not pure.parts or set(name) & set('\\:*?"<>|\0'):
        raise _unsound(folder, f"the part {name[:80]!r}")
    return str(pure)


def _table(folder: Path, body: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    value = body.get(key)
    if value is not None and not isinstance(value, dict):
        raise _unsound(folder, key)
    return value


def _text(
    folder: Path,
    body: Mapping[str, Any],
    key: str,
    *,
    pattern: re.Pattern[str] | None = None,
    default: str | None = None,
) -> str:
    value = body.get(key, default)
    if not isinstance(value, str) or (default is None and not value) or len(value) > 2000:
        raise _unsound(folder, key)
    if pattern is not None and pattern.fullmatch(value) is None:
        raise _unsound(folder, key)
    return value


def _texts(folder: Path, body: Mapping[str, Any], key: str) -> list[str]:
    values = body.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) and len(value) <= 2000 for value in values):
        raise _unsound(folder, key)
    return values


def _examples(folder: Path, body: Mapping[str, Any]) -> tuple[Example, ...]:
    values = body.get("examples", [])
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise _unsound(folder, "examples")
    return tuple(
        Example(
            description=_text(folder, value, "description"),
            message=_text(folder, value, "message", default=""),
            family=_text(folder, value, "family", default=""),
            language=_text(folder, value, "language", default="en"),
            sheet=_pairs(folder, value),
        )
        for value in values
    )


def _pairs(folder: Path, body: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    values = body.get("sheet", [])
    is_sound = isinstance(values, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(text, str) and len(text) <= 2000 for text in pair)
        for pair in values
    )
    if not is_sound:
        raise _unsound(folder, "sheet")
    return tuple((question, expected) for question, expected in values)


def _whole_number(folder: Path, body: Mapping[str, Any], key: str) -> int:
    value = body.get(key, 0)
    if type(value) is not int or not 0 <= value <= _MAX_CONTEXT:
        raise _unsound(folder, key)
    return value


def _flag(folder: Path, body: Mapping[str, Any], key: str) -> bool:
    value = body.get(key, True)
    if not isinstance(value, bool):
        raise _unsound(folder, key)
    return value


def _incomplete(folder: Path, part: str) -> UserFacingError:
    return UserFacingError(
        "The pack {pack} is incomplete: {part} is missing.",
        hint="Install the pack again; in a source checkout, run `make setup`.",
        pack=folder.name,
        part=part,
    )


def _moved(folder: Path, part: str) -> UserFacingError:
    return UserFacingError(
        "The base model of the pack {pack} is not where it was: {path}.",
        hint="Put it back there, or import it again from where it is now.",
        pack=folder.name,
        path=part,
    )


def _unsound(folder: Path, detail: str) -> UserFacingError:
    return UserFacingError(
        "The pack.json of the pack {pack} is damaged or not meant for this app.",
        hint="Install the pack again.",
        detail=detail,
        pack=folder.name,
    )
