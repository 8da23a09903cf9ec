"""What a pack is put together from, as it was recognised in files from outside."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

# The architectures that adapters can be written for, as people call them.
ADAPTABLE = "Llama, Mistral, Qwen2, Qwen3, Gemma 2, Gemma 3, Phi-3"

Widths = Mapping[str, tuple[int, int]]  # what goes in and what comes out, by module (such as `q_proj`)


@dataclass(frozen=True, kw_only=True)
class BasePart:
    """A base model as GGUF; `path` is its first file, `files` are all of them where it was split.

    `widths` holds the modules that adapters can change, none where the architecture is not one of those.
    """

    path: Path
    files: tuple[Path, ...]
    nbytes: int
    name: str
    architecture: str
    layers: int
    hidden: int
    context_length: int
    fingerprint: str
    widths: Widths = field(default_factory=dict)
    licence: str = ""
    has_chat_template: bool = True


@dataclass(frozen=True, kw_only=True)
class HypernetPart:
    """The folder of a hypernetwork, as it was published or in our own format (`is_own`).

    `embedding_dimension` is what it wants from an embedder; `identity` is a SHA-256 over its files, by which the same
    one is known again.
    """

    path: Path
    nbytes: int
    variant: str
    parameters: int
    layers: int
    rank: int
    widths: Widths
    embedding_dimension: int
    base_name: str = ""
    embedder_name: str = ""
    is_own: bool = False
    identity: str = ""


@dataclass(frozen=True, kw_only=True)
class EmbedderPart:
    """The folder of an embedding model, and how alike it finds two paraphrases and sentences that are unrelated."""

    path: Path
    nbytes: int
    name: str
    dimension: int
    paraphrase: float
    unrelated: float


Part = BasePart | HypernetPart | EmbedderPart
Kind = TypeVar("Kind", BasePart, HypernetPart, EmbedderPart)


def encoded(part: Part) -> dict[str, Any]:
    """The part as it travels between processes."""
    return {name: _plain(value) for name, value in dataclasses.asdict(part).items()}


def decoded(kind: type[Kind], body: Mapping[str, Any]) -> Kind:
    """The part that `encoded` was given."""
    values = dict(body)
    values["path"] = Path(values["path"])
    if "files" in values:
        values["files"] = tuple(Path(file) for file in values["files"])
    if "widths" in values:
        values["widths"] = {module: (int(ins), int(outs)) for module, (ins, outs) in values["widths"].items()}
    return kind(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
