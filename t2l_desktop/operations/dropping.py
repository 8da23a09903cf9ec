"""What files are for that somebody dropped on the window, or opened with it: by name, and by a glance inside."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from t2l_desktop.core.archives import MACOS_LEFTOVERS, open_archive
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.library.folders import ADAPTER_CONFIG, ADAPTER_WEIGHTS
from t2l_desktop.operations.backups import BACKUP_SUFFIX
from t2l_desktop.operations.services import Services
from t2l_desktop.operations.skill_file import ENDING as SKILL_ENDING

_WEIGHTS = (ADAPTER_WEIGHTS, "adapter_model.bin")
_HYPERNET = ("hypermod.pt", "args.yaml")  # whose folder has the configuration of an adapter, too
_CHAT_ENDING = ".json"
# of models and embedders; any other file of this ending may be a chat
_PART_NAMES = frozenset(
    {"adapter_config.json", "config.json", "modules.json", "tokenizer.json", "tokenizer_config.json", "hypernet.json"}
    | {"special_tokens_map.json", "sentence_bert_config.json", "config_sentence_transformers.json", "vocab.json"}
    | {"generation_config.json", "model.safetensors.index.json", "pack.json"}
)
_ZIP_ENDING = ".zip"
_GGUF, _GGUF_ENDING = b"GGUF", ".gguf"
# "general.type", a string of seven letters; it stands among the first keys
_ADAPTER_TYPE = b"general.type" + (8).to_bytes(4, "little") + (7).to_bytes(8, "little") + b"adapter"
_GLANCE_BYTES = 16 * 1024


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """Files and folders by what they are for; `parts` are of models, or of nothing known."""

    skills: tuple[Path, ...] = ()
    chats: tuple[Path, ...] = ()
    backups: tuple[Path, ...] = ()
    parts: tuple[Path, ...] = ()


def sort_dropped(services: Services, *, paths: Sequence[Path]) -> Dropped:
    """Say what each is for; what cannot be read counts by its name."""
    del services
    kinds = {path: _kind(path) for path in paths}
    return Dropped(
        skills=tuple(path for path in paths if kinds[path] == "skill"),
        chats=tuple(path for path in paths if kinds[path] == "chat"),
        backups=tuple(path for path in paths if kinds[path] == "backup"),
        parts=tuple(path for path in paths if kinds[path] == "part"),
    )


def _kind(path: Path) -> str:
    by_ending = {SKILL_ENDING: "skill", BACKUP_SUFFIX: "backup", _CHAT_ENDING: "chat"}
    with contextlib.suppress(OSError, UserFacingError):
        if _is_skill_folder(path) or (path.name in (ADAPTER_CONFIG, *_WEIGHTS) and _is_skill_folder(path.parent)):
            return "skill"
        if path.is_file() and (_is_adapter(path) or _holds_adapter(path)):
            return "skill"
    return "part" if path.name in _PART_NAMES else by_ending.get(path.suffix.casefold(), "part")


def _is_skill_folder(folder: Path) -> bool:
    has_weights = any((folder / name).is_file() for name in _WEIGHTS)
    return (
        has_weights and (folder / ADAPTER_CONFIG).is_file() and not any((folder / name).exists() for name in _HYPERNET)
    )


def _is_adapter(file: Path) -> bool:
    with file.open("rb") as opened:
        return _begins_as_adapter(opened.read(_GLANCE_BYTES))


def _begins_as_adapter(beginning: bytes) -> bool:
    return beginning.startswith(_GGUF) and _ADAPTER_TYPE in beginning


def _holds_adapter(file: Path) -> bool:
    if file.suffix.casefold() != _ZIP_ENDING:
        return False
    with open_archive(file) as archive:
        names = {PurePosixPath(name).name for name in archive.members}
        if ADAPTER_CONFIG in names:
            return names.isdisjoint(_HYPERNET)
        # a zip of several is refused by whoever unpacks it, with a word on why
        for name, member in archive.members.items():
            if name.casefold().endswith(_GGUF_ENDING) and not name.startswith(MACOS_LEFTOVERS):
                return _begins_as_adapter(next(archive.chunks(name, most=member.file_size), b"")[:_GLANCE_BYTES])
    return False
