"""What a pack is put together from, as it was recognised in files from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

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
    context_length: int
    fingerprint: str
    widths: Widths = field(default_factory=dict)
    licence: str = ""
    has_chat_template: bool = True


@dataclass(frozen=True, kw_only=True)
class HypernetPart:
    """The folder of a hypernetwork, as it was published or in our own format (`is_own`)."""

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


@dataclass(frozen=True, kw_only=True)
class EmbedderPart:
    """The folder of an embedding model, and how alike it finds two paraphrases and sentences that are unrelated."""

    path: Path
    nbytes: int
    name: str
    dimension: int
    paraphrase: float
    unrelated: float
