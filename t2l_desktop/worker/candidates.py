"""Which files and folders may be parts of a pack: a quick look, before anything large is read."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.outside import reading

_MOST_ENTRIES, _DEEPEST = 4096, 3
_MOST_CONFIG = 1024 * 1024
_HYPERNET = frozenset({"hypernet.json", "hypernet.safetensors", "hypermod.pt", "args.yaml"})
_EMBEDDER = frozenset({"tokenizer.json", "model.safetensors", "pytorch_model.bin"})
_ADAPTER = frozenset({"adapter_model.safetensors", "adapter_model.bin"})
_KNOWN = _HYPERNET | _EMBEDDER | _ADAPTER | {"adapter_config.json", "config.json", "modules.json"}
_LATER_PART = re.compile(r"(.+)-(\d{5})-of-(\d{5}\.gguf)", re.DOTALL)
_GGUF, _ZIP, _PACK_JSON = b"GGUF", b"PK\x03\x04", b"pack.json"


class Kind(StrEnum):
    """What something may be; the last two are models in a form that packs are not made of."""

    BASE = "base"
    HYPERNET = "hypernet"
    EMBEDDER = "embedder"
    BUNDLE = "bundle"
    ADAPTER = "adapter"
    TRANSFORMERS = "transformers"


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Something to look at closely; `is_named` where the person has chosen it and not just a folder around it."""

    kind: Kind
    path: Path
    is_named: bool


def candidates(path: Path) -> list[Candidate]:
    """What may be a part of a pack in a file, or in a folder and the folders below it; links are followed.

    Raises `UserFacingError` where it cannot be read.
    """
    with reading(path):
        if path.is_dir():
            return list(_in_folder(path, _DEEPEST, is_named=True))
        if path.name in _KNOWN:
            return list(_of_folder(path.parent, _names(path.parent), is_named=True))
        kind = _kind_of_file(path)
    return [] if kind is None else [Candidate(kind=kind, path=path, is_named=True)]


def _in_folder(folder: Path, depth: int, *, is_named: bool) -> Iterator[Candidate]:
    names = _names(folder)
    parts = list(_of_folder(folder, names, is_named=is_named))
    yield from parts
    for name in names:
        match = _LATER_PART.fullmatch(name)
        is_later = match is not None and match[2] != "00001" and f"{match[1]}-00001-of-{match[3]}" in names
        if name.endswith(".gguf") and not is_later and (folder / name).is_file():
            yield Candidate(kind=Kind.BASE, path=folder / name, is_named=False)
    if depth and not any(part.kind in (Kind.HYPERNET, Kind.EMBEDDER) for part in parts):
        for name in names:
            if not name.startswith(".") and (folder / name).is_dir():
                yield from _in_folder(folder / name, depth - 1, is_named=False)


def _of_folder(folder: Path, names: list[str], *, is_named: bool) -> Iterator[Candidate]:
    """What the folder itself is; one that holds everything side by side is several things."""
    there = set(names)
    if there & _HYPERNET:
        yield Candidate(kind=Kind.HYPERNET, path=folder, is_named=is_named)
    elif there & _ADAPTER and "adapter_config.json" in there:
        yield Candidate(kind=Kind.ADAPTER, path=folder, is_named=is_named)
    if "modules.json" in there:
        yield Candidate(kind=Kind.EMBEDDER, path=folder, is_named=is_named)
    elif "config.json" in there and there & _EMBEDDER:
        kind = Kind.TRANSFORMERS if _writes_text(folder / "config.json") else Kind.EMBEDDER
        yield Candidate(kind=kind, path=folder, is_named=is_named)


def _names(folder: Path) -> list[str]:
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry, _ in zip(entries, range(_MOST_ENTRIES + 1), strict=False))
    if len(names) > _MOST_ENTRIES:
        raise UserFacingError(
            "The folder {folder} holds too much to look through.",
            hint="Choose the files and folders of the model themselves.",
            folder=folder.name,
        )
    return names


def _kind_of_file(path: Path) -> Kind | None:
    if path.exists() and not path.is_file():
        return None  # a pipe would be waited for without end
    with path.open("rb") as file:
        start = file.read(64)
    if start[:4] == _GGUF or path.suffix.lower() == ".gguf":
        return Kind.BASE
    # the name of an archive's first file stands at byte 30
    if start[:4] == _ZIP and start[30:].startswith(_PACK_JSON):
        return Kind.BUNDLE
    return None


def _writes_text(config: Path) -> bool:
    """Whether a config is that of a language model in transformers form, whose weights packs cannot use."""
    try:
        if not config.is_file() or config.stat().st_size > _MOST_CONFIG:
            return False
        said = json.loads(config.read_bytes())
        names = said.get("architectures")
        return isinstance(names, list) and any(str(name).endswith(("ForCausalLM", "LMHeadModel")) for name in names)
    except (OSError, ValueError, AttributeError, RecursionError):
        return False  # looking closely says what is wrong
