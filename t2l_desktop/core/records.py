"""What the app keeps: adapters, packs, chats and messages, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class AdapterState(StrEnum):
    """A draft is swept after thirty days; saving names it and keeps it; the bin can be undone."""

    DRAFT = "draft"
    SAVED = "saved"
    BINNED = "binned"


class Role(StrEnum):
    """Who says a chat message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class AnswerState(StrEnum):
    """How an answer came to its end; `partial` means that it was cut off by Stop, an error or a crash."""

    COMPLETE = "complete"
    PARTIAL = "partial"


@dataclass(frozen=True, kw_only=True)
class Adapter:
    """One adapter of the library; its files lie in `adapters/<id>/` of the data folder."""

    id: str
    name: str
    description: str
    pack_id: str
    base_fingerprint: str
    state: AdapterState
    created_at: float
    updated_at: float
    rank: int
    strength: float = 1.0
    notes: str = ""


@dataclass(frozen=True, kw_only=True)
class AdapterUse:
    """An adapter at a strength, as one answer was given with it."""

    adapter_id: str
    strength: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Chat:
    """A conversation; its messages are kept apart."""

    id: str
    title: str
    pack_id: str
    created_at: float
    updated_at: float
    adapters: tuple[AdapterUse, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message of a chat, with what an answer was made with."""

    id: str
    chat_id: str
    role: Role
    text: str
    created_at: float
    state: AnswerState = AnswerState.COMPLETE
    adapters: tuple[AdapterUse, ...] = ()
    tokens_per_second: float | None = None


@dataclass(frozen=True, kw_only=True)
class Example:
    """A description that a pack offers to begin with, and a message to try the result with."""

    description: str
    message: str = ""
    family: str = ""


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A base model, the hypernetwork that writes adapters for it and the embedder that reads descriptions.

    `keeps_history` is false for a base that was trained on single messages: each message then stands alone.
    `descriptions` is a safetensors file with the embeddings of those it was trained on, against which the familiarity
    of a new one is measured. `card` holds what the pack was measured to do, as read from its `pack.json`.
    """

    id: str
    name: str
    folder: Path
    base: Path | None
    hypernet: Path | None
    embedder: Path | None
    descriptions: Path | None = None
    base_fingerprint: str
    context_length: int
    keeps_history: bool
    licence: str = ""
    languages: tuple[str, ...] = ("en",)
    examples: tuple[Example, ...] = ()
    card: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Sampling:
    """How the next token is drawn; temperature 0 always takes the likeliest."""

    temperature: float = 0.0
    top_p: float = 0.95
    top_k: int = 40
    min_p: float = 0.05
    repeat_penalty: float = 1.0
    seed: int = 0
    max_tokens: int = 256
