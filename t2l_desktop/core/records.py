"""What the app keeps: adapters, packs, chats and messages, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from t2l_desktop.core.recipes import Recipe


class AdapterState(StrEnum):
    """A draft is swept after thirty days unless a chat uses it; saving keeps it; the bin can be undone."""

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
    """One adapter of the library; its files lie in `adapters/<id>/` of the data folder.

    `origin` is the name of the file that it was imported from, at `created_at`; empty for one that was made here.
    `recipe` says what it was made of, where that is other adapters.
    """

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
    origin: str = ""
    tags: tuple[str, ...] = ()
    is_favourite: bool = False
    recipe: Recipe | None = None


class AdapterOrder(StrEnum):
    """How adapters are sorted."""

    CHANGED = "changed"
    NEWEST = "newest"
    OLDEST = "oldest"
    NAME = "name"


@dataclass(frozen=True, kw_only=True)
class AdapterUse:
    """An adapter at a strength, as one answer was given with it."""

    adapter_id: str
    strength: float = 1.0


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


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How a model is talked to.

    Where `routes` is true, each message is answered with the adapter of the library whose description is most like it,
    and `adapters` are none. `in_words` has the descriptions of the adapters said to the model as well. `sampling` is
    None where nobody has chosen one: then the pack decides.
    """

    adapters: tuple[AdapterUse, ...] = ()
    routes: bool = False
    in_words: bool = False
    system_prompt: str = ""
    sampling: Sampling | None = None


PLAIN = Manner()


@dataclass(frozen=True, kw_only=True)
class Chat(Manner):
    """A conversation, with the manner in which it goes on; its messages are kept apart."""

    id: str
    title: str
    pack_id: str
    created_at: float
    updated_at: float
    is_pinned: bool = False


@dataclass(frozen=True, kw_only=True)
class Preset:
    """A way to talk to a model, kept under a name."""

    name: str
    system_prompt: str = ""
    sampling: Sampling = Sampling()


@dataclass(frozen=True, kw_only=True)
class HowMade:
    """How an answer came about.

    `context_tokens` is what prompt and answer took of the context, `left_out` how many earlier messages the model could
    not read any more, `stopped_by` is "end", "length" or "context". `likeness` is there where the app chose the adapter
    for the message: how like the message was to the best description, which may be too little for any adapter.
    """

    state: AnswerState = AnswerState.COMPLETE
    adapters: tuple[AdapterUse, ...] = ()
    likeness: float | None = None
    tokens_per_second: float | None = None
    context_tokens: int | None = None
    left_out: int = 0
    stopped_by: str = "end"


@dataclass(frozen=True, kw_only=True)
class Message(HowMade):
    """One message of a chat; `parent_id` is the one before it, or empty.

    Messages with one parent are versions of each other; `version` counts them from 1 in the order of their making.
    """

    id: str
    chat_id: str
    role: Role
    text: str
    created_at: float
    parent_id: str = ""
    version: int = 1
    versions: int = 1


@dataclass(frozen=True, kw_only=True)
class Example:
    """A description that a pack offers to begin with, a message to try the result with, and a small test sheet.

    `language` is that of the description; the window offers those in its own.
    """

    description: str
    message: str = ""
    family: str = ""
    language: str = "en"
    sheet: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A base model, the hypernetwork that writes adapters for it and the embedder that reads descriptions.

    `keeps_history` is false for a base that was trained on single messages: each message then stands alone.
    Where `embeds_with_base` is true the base itself reads descriptions, and there is no embedder.
    `descriptions` is a safetensors file with the embeddings of those it was trained on, against which the familiarity
    of a new one is measured. `card` holds what the pack was measured to do, as read from its `pack.json`.
    """

    id: str
    name: str
    folder: Path
    base: Path | None
    hypernet: Path | None
    embedder: Path | None
    embeds_with_base: bool = False
    descriptions: Path | None = None
    base_fingerprint: str
    context_length: int
    keeps_history: bool
    licence: str = ""
    languages: tuple[str, ...] = ("en",)
    examples: tuple[Example, ...] = ()
    card: dict[str, object] = field(default_factory=dict)

    @property
    def can_create(self) -> bool:
        """Whether there is something that writes adapters, and something that reads descriptions for it."""
        return self.hypernet is not None and (self.embedder is not None or self.embeds_with_base)

    @property
    def can_create_and_chat(self) -> bool:
        """Whether what it creates can be tried here, too."""
        return self.can_create and self.base is not None
