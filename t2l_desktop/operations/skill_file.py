"""A skill as one file to give away: writing `.t2lskill` files, and reading them with suspicion.

A `.t2lskill` file (version 1) is a zip file that holds

    skill.json                                      what the skill is
    adapter_config.json, adapter_model.safetensors  the adapter as PEFT has it, at strength 1
    adapter.gguf                                    the same as llama.cpp has it
    sheet.json                                      the rows of its test sheet, [[input, expected answer], …], if any

and `skill.json` is one object:

    format "t2l-desktop-skill", version 1, name, description, notes
    strength    what the skill is meant to be used at, between -10 and 10
    rank        that of the adapter, for whoever shows it
    base        {fingerprint, name}     the base model that it was made for; the fingerprint may be empty
    made_of     {parts: [{name, weight}, …], rank, modules, precision, kept}    of which skills (at most six) it was
                blended, or of which one it is a variant; modules is "all", "attention" or "mlp", precision "f32",
                "f16" or "q8_0", rank null where nothing was reduced, and kept the share that is left
    created     when it was made, exported: when it was written (ISO 8601)
    files       {name: SHA-256}         of every other file that belongs to it

Whoever reads it may rely on no other field, and whoever writes it may leave out all but `format`, `version`, `name` and
`files`, and one of the two forms of the adapter. What is not named in `files` does not belong to the skill. Fields that
are not named here are ignored, and so is a `made_of` that cannot be read.
"""

from __future__ import annotations

import hashlib
import json
import math
import zipfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from t2l_desktop.core.archives import Archive
from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.recipes import Recipe, recipe_of
from t2l_desktop.core.records import Adapter
from t2l_desktop.core.sheets import SheetRow
from t2l_desktop.library.folders import ADAPTER_CONFIG, ADAPTER_GGUF, ADAPTER_WEIGHTS
from t2l_desktop.library.storage import check_free_space, disk_errors, replacing
from t2l_desktop.operations.sheet_files import MAX_CELL, MAX_ROWS
from t2l_desktop.operations.words import MAX_STRENGTH

SKILL_FILE, SHEET_FILE = "skill.json", "sheet.json"
ENDING = ".t2lskill"
FORMAT, VERSION = "t2l-desktop-skill", 1

_PEFT = (ADAPTER_CONFIG, ADAPTER_WEIGHTS)
_MAX_CARD_BYTES, _MAX_SHEET_BYTES = 1024 * 1024, 64 * 1024 * 1024
_MAX_TEXT = 20_000


@dataclass(frozen=True, kw_only=True)
class SkillCard:
    """What a `.t2lskill` file says about its skill, checked; `files` are those that belong to it, with their sums."""

    name: str
    files: dict[str, str]
    description: str = ""
    notes: str = ""
    strength: float = 1.0
    base_fingerprint: str = ""
    base_name: str = ""
    made_of: Recipe | None = None


def write_skill(
    target: Path, adapter: Adapter, folder: Path, *, base_name: str, rows: tuple[SheetRow, ...], strength: float
) -> None:
    """Write the skill whose files are in `folder` to `target`, whole or not at all."""
    contents = {name: folder / name for name in (*_PEFT, ADAPTER_GGUF)}
    sheet = json.dumps([[row.question, row.expected] for row in rows], ensure_ascii=False).encode() if rows else b""
    files = {name: _sum_of_file(path) for name, path in contents.items()}
    if sheet:
        files[SHEET_FILE] = hashlib.sha256(sheet).hexdigest()
    card = {
        "format": FORMAT,
        "version": VERSION,
        "name": adapter.name,
        "description": adapter.description,
        "notes": adapter.notes,
        "strength": strength,
        "rank": adapter.rank,
        "base": {"fingerprint": adapter.base_fingerprint, "name": base_name},
        "created": _iso(adapter.created_at),
        "exported": datetime.now(UTC).isoformat(timespec="seconds"),
        "files": files,
    }
    if adapter.recipe is not None:
        card["made_of"] = _encoded(adapter.recipe)
    with replacing(target) as temporary:
        check_free_space(target.parent, sum(path.stat().st_size for path in contents.values()) + len(sheet))
        # A zip file knows no date before 1980, which files from a container or a broken clock may have.
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=1, strict_timestamps=False) as archive:
            archive.writestr(SKILL_FILE, json.dumps(card, ensure_ascii=False, indent=1))
            if sheet:
                archive.writestr(SHEET_FILE, sheet)
            for name, path in contents.items():
                archive.write(path, name)


def read_card(archive: Archive, file: str) -> SkillCard:
    """What an opened `.t2lskill`, by the name of `file`, says about itself; raises `UserFacingError` if unsound."""
    try:
        body = json.loads(archive.read(SKILL_FILE, most=_MAX_CARD_BYTES))
    except (ValueError, RecursionError) as error:
        raise _unsound(file, str(error)) from error
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        raise _unsound(file, "no skill")
    version = body.get("version")
    if version != VERSION:
        raise UserFacingError(
            "The skill {file} was written by a newer version of the app.",
            hint="Install the newest version, then import it again.",
            detail=f"version {str(version)[:20]}",
            file=file,
        )
    base = body.get("base") or {}
    files = body.get("files")
    if not isinstance(base, dict) or not isinstance(files, dict):
        raise _unsound(file, "base or files")
    known = {name: _text(file, files, name) for name in (*_PEFT, ADAPTER_GGUF, SHEET_FILE) if name in files}
    return SkillCard(
        name=_text(file, body, "name"),
        files=known,
        description=_text(file, body, "description", default=""),
        notes=_text(file, body, "notes", default=""),
        strength=_strength(file, body),
        base_fingerprint=_text(file, base, "fingerprint", default=""),
        base_name=_text(file, base, "name", default=""),
        made_of=_recipe(body.get("made_of")),
    )


def extract_adapter(
    archive: Archive, card: SkillCard, folder: Path, *, file: str, most: int, cancel: CancelToken | None = None
) -> Path:
    """Unpack the adapter into `folder` and give what to read: the folder where it is PEFT's form, else the GGUF file.

    Raises `UserFacingError` where there is neither, or a sum is another than the card says.
    """
    is_peft = all(name in card.files for name in _PEFT)
    names = _PEFT if is_peft else (ADAPTER_GGUF,)
    missing = [name for name in names if name not in card.files or name not in archive.members]
    if missing:
        raise _unsound(file, f"{missing[0]} is missing")
    check_free_space(folder, sum(archive.members[name].file_size for name in names))
    for name in names:
        with disk_errors(folder):
            archive.extract(name, folder / name, most=most, cancel=cancel)
        if _sum_of_file(folder / name) != card.files[name]:
            raise _unsound(file, f"{name} is not what it was")
    return folder if is_peft else folder / ADAPTER_GGUF


def read_rows(archive: Archive, card: SkillCard, file: str) -> tuple[SheetRow, ...]:
    """The rows of the skill's test sheet; none where it has no sheet."""
    if SHEET_FILE not in card.files:
        return ()
    if SHEET_FILE not in archive.members:
        raise _unsound(file, f"{SHEET_FILE} is missing")
    data = archive.read(SHEET_FILE, most=_MAX_SHEET_BYTES)
    if hashlib.sha256(data).hexdigest() != card.files[SHEET_FILE]:
        raise _unsound(file, f"{SHEET_FILE} is not what it was")
    try:
        pairs = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _unsound(file, str(error)) from error
    if not isinstance(pairs, list) or len(pairs) > MAX_ROWS or not all(map(_is_row, pairs)):
        raise _unsound(file, "rows")
    return tuple(SheetRow(question=question, expected=expected) for question, expected in pairs)


def _encoded(recipe: Recipe) -> dict[str, object]:
    """A recipe without the ids of its parts, which mean nothing in another library."""
    parts = [{"name": part.name, "weight": part.weight} for part in recipe.parts]
    return {**asdict(recipe), "parts": parts}


def _recipe(value: Any) -> Recipe | None:
    parts = value.get("parts") if isinstance(value, dict) else None
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        return None
    return recipe_of({**value, "parts": [{**part, "adapter_id": ""} for part in parts]})


def _is_row(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(text, str) and len(text) <= MAX_CELL for text in value)
    )


def _strength(file: str, body: dict[str, Any]) -> float:
    strength = body.get("strength", 1.0)
    if type(strength) not in (int, float) or not math.isfinite(strength) or abs(strength) > MAX_STRENGTH:
        raise _unsound(file, "strength")
    return float(strength)


def _text(file: str, body: dict[str, Any], key: str, *, default: str | None = None) -> str:
    value = body.get(key, default)
    if not isinstance(value, str) or len(value) > _MAX_TEXT or (default is None and not value.strip()):
        raise _unsound(file, key)
    return value


def _sum_of_file(path: Path) -> str:
    with disk_errors(path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")


def _unsound(file: str, detail: str) -> UserFacingError:
    return UserFacingError(
        "The skill {file} is damaged or not what it claims to be.",
        hint="Ask whoever gave it to you to export it once more.",
        detail=detail[:200],
        file=file,
    )
