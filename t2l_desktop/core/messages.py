"""What the window and its worker processes say to each other: one JSON object per line.

A request has a `kind` and an id; the worker answers with any number of `progress` and `token` events and exactly one
of `done`, `failed` or `cancelled`. Tensors never travel: files do, by path.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, Self, TypeVar, get_type_hints

from t2l_desktop.core.errors import T2LError, UserFacingError

PROTOCOL_VERSION = 1
MAX_LINE_BYTES = 16 * 1024 * 1024


class ProtocolError(T2LError):
    """A line that is not a message of this protocol version."""


class WorkerKind(StrEnum):
    """The two child processes: torch lives in one, llama.cpp in the other."""

    GENERATOR = "generator"
    CHATTER = "chatter"


@dataclass(frozen=True, kw_only=True)
class Wire:
    """Base of everything on the wire; subclasses set `kind` and are found by it."""

    kind: ClassVar[str]
    by_kind: ClassVar[dict[str, type[Wire]]] = {}

    def __init_subclass__(cls, *, kind: str, **more: Any) -> None:
        super().__init_subclass__(**more)
        cls.kind = kind
        Wire.by_kind[kind] = cls


Message = TypeVar("Message", bound=Wire)


@dataclass(frozen=True, kw_only=True)
class Request(Wire, kind="request"):
    """Base of what is asked of a worker; the link fills in the id."""

    id: int = 0

    def with_id(self, id: int) -> Self:
        """The same request under the number by which its answers will be known."""
        return dataclasses.replace(self, id=id)


# --- to either worker -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Cancel(Request, kind="cancel"):
    """Stop the request with this id, whether it runs or waits; no answer of its own."""


@dataclass(frozen=True, kw_only=True)
class Release(Request, kind="release"):
    """Let go of loaded models; the next request loads them again."""


@dataclass(frozen=True, kw_only=True)
class FindDevices(Request, kind="find_devices"):
    """What the worker can compute on, and what the setting `device` comes to; `done` carries a `DeviceUse`."""

    device: str = "auto"


# --- to the generator -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class WarmGenerator(Request, kind="warm_generator"):
    """Load a hypernetwork and, where it has one, its embedder before they are needed."""

    hypernet: str
    embedder: str
    device: str = "auto"


@dataclass(frozen=True, kw_only=True)
class Generate(Request, kind="generate"):
    """Write the adapter for `description` into the existing folder `out`.

    `base` is a GGUF file or a `config.json` (or empty: then no GGUF can be written). `formats` is a subset of
    ("peft", "gguf", "changes"), the last being how strongly each part of the base is changed, and the vector that the
    adapter is laid out by on a map. In place of an embedder,
    `vector` is the file that `EmbedWithBase` wrote for this description. Answers `done` with `rank`, `files` and
    `seconds` of the stages embed, generate and write.
    """

    description: str
    hypernet: str
    embedder: str
    out: str
    base: str = ""
    name: str = ""
    formats: tuple[str, ...] = ("peft", "gguf")
    device: str = "auto"
    vector: str = ""


@dataclass(frozen=True, kw_only=True)
class Convert(Request, kind="convert"):
    """Write the PEFT folder `peft` as the GGUF adapter `out` for `base` (GGUF file or `config.json`)."""

    peft: str
    base: str
    out: str
    outtype: str = "f16"
    name: str = ""
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Adopt(Request, kind="adopt"):
    """Read the adapter `source` (a PEFT folder or a GGUF file) and write its PEFT files, `adapter.gguf` and changes.

    They go into the existing folder `out`, for the first of `bases` (GGUF files) that the adapter fits. Answers `done`
    with `base` (its place among them), `rank`, and the `name` and `description` that the source gives itself.
    """

    source: str
    bases: tuple[str, ...]
    out: str
    name: str = ""
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Blend(Request, kind="blend"):
    """Write the sum of the PEFT folders `parts`, each times its weight, into the existing folder `out`.

    Of one part this makes a variant: with `rank` above 0 reduced to that, with `modules` "attention" or "mlp" without
    the others; `precision` is that of `adapter.gguf`, which is for the GGUF file `base`. `formats` are those of
    `Generate`. Answers `done` with the highest `rank` and `kept`, the share of the sum's squared norm that is in the
    GGUF file.
    """

    parts: tuple[tuple[str, float], ...]
    base: str
    out: str
    rank: int = 0
    modules: str = "all"
    precision: str = "f16"
    formats: tuple[str, ...] = ("peft", "gguf", "changes")
    name: str = ""
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class MeasureBlend(Request, kind="measure_blend"):
    """What `Blend` would keep at the ranks 1, 2, 3 …: `done` carries `kept`, a list up to the exact sum's rank.

    `modules` are the sets of modules ("attention", "mlp") of which the sum changes something.
    """

    parts: tuple[tuple[str, float], ...]


@dataclass(frozen=True, kw_only=True)
class MeasureSketch(Request, kind="measure_sketch"):
    """Write the vector that an adapter is laid out by on a map into its PEFT folder."""

    peft: str


@dataclass(frozen=True, kw_only=True)
class SpreadOut(Request, kind="spread_out"):
    """Lay things out in two dimensions, by that one of several ways to see them that shows most in two.

    Each of `ways` is a file of float32 vectors, one after the other, and their length; all have the same things in the
    same order. Writes x and y of each, between -1 and 1, as float32 into `out`; `done` carries `way`, the place of the
    chosen one, and `share`, how much of its variance can be seen.
    """

    ways: tuple[tuple[str, int], ...]
    out: str


@dataclass(frozen=True, kw_only=True)
class MeasureMerge(Request, kind="measure_merge"):
    """How large the base with the GGUF adapter in it would be: `done` carries `nbytes` and `changed` (tensors)."""

    base: str
    adapter: str
    outtype: str = "q8_0"


@dataclass(frozen=True, kw_only=True)
class Merge(Request, kind="merge"):
    """Write `base` with `strength` times the GGUF `adapter` in it as `out`; `progress` from 0 to 1 on the way.

    `outtype` is what the tensors become that are changed: "q8_0" or "f16".
    """

    base: str
    adapter: str
    out: str
    strength: float = 1.0
    outtype: str = "q8_0"


@dataclass(frozen=True, kw_only=True)
class Familiarity(Request, kind="familiarity"):
    """How close `description` is to those a pack was trained on: `done` carries `cosine` to the nearest one.

    `known` is a file with their vectors: `states` of the reader of `hypernet`, or else `embeddings` of the embedder.
    """

    description: str
    embedder: str
    known: str
    hypernet: str = ""
    device: str = "auto"


@dataclass(frozen=True, kw_only=True)
class EmbedTogether(Request, kind="embed_together"):
    """Write one vector for each of `groups` into the file `out`: of length 1, float32, one after the other.

    It lies in the middle between that of a group's first text and the mean of the others', where there are others.
    """

    groups: tuple[tuple[str, ...], ...]
    embedder: str
    out: str
    device: str = "auto"


@dataclass(frozen=True, kw_only=True)
class FindAlike(Request, kind="find_alike"):
    """Which vectors of the file `vectors` (as `EmbedTogether` writes them) `text` is most like, at most `most` of them.

    `done` carries `places` and `likenesses`, best first and equal ones in their order. How far a cosine lies above the
    mean of those that the texts `usual` have to the same vector, in standard deviations, is once more counted so, among
    what each of these texts comes to with the vector that it is most like: from 0 on, `text` is more like a vector than
    such texts are to any, however many vectors there are.
    """

    text: str
    usual: tuple[str, ...]
    vectors: str
    embedder: str
    most: int = 8
    device: str = "auto"


@dataclass(frozen=True, kw_only=True)
class InspectParts(Request, kind="inspect_parts"):
    """Recognise what a pack can be made of among files and folders, by what is in them.

    `done` carries `bases`, `hypernets` and `embedders` (as `core.parts.encoded` gives them), `bundles` (paths of packs
    in one file) and `problems`: each `template`, `hint_template`, `fields` and `detail` of a `UserFacingError`.
    """

    paths: tuple[str, ...]
    device: str = "auto"


@dataclass(frozen=True, kw_only=True)
class ConvertHypernet(Request, kind="convert_hypernet"):
    """Write the published hypernetwork `hypernet` into the folder `out` in our own format.

    `done` carries `largest_difference` between the values of adapters of both, and `of_values_up_to`, their largest.
    """

    hypernet: str
    out: str
    embedder: str = ""
    device: str = "auto"


# --- to the chatter ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class LoadBase(Request, kind="load_base"):
    """Load a base model (a no-op when it is loaded already); `progress` from 0 to 1 on the way.

    `done` carries `context_length`, `has_system_role` and `seconds`.
    """

    path: str
    context_length: int = 0
    threads: int = 0
    gpu_layers: int = 0


@dataclass(frozen=True, kw_only=True)
class EmbedWithBase(Request, kind="embed_with_base"):
    """Write the base's last hidden state at the end of `description` as `state (d,)` into the safetensors file `out`.

    For hypernetworks that were trained without an embedder. The fields of the base are those of `LoadBase`.
    """

    description: str
    out: str
    base: str
    context_length: int = 0
    threads: int = 0
    gpu_layers: int = 0


@dataclass(frozen=True, kw_only=True)
class Say(Request, kind="say"):
    """Answer the last of `messages` (`{"role", "text"}` each) with `adapters` (GGUF path, strength) attached.

    Streams `token` events; `done` carries `text`, `tokens`, `prompt_tokens`, `left_out` (how many of the oldest
    messages did not fit), `tokens_per_second`, `stopped_by` ("end", "length", "context") and `seconds` of the stages
    check, load, set, prompt and answer. `cancelled` carries the same, without the first three stages.
    """

    base: str
    messages: tuple[dict[str, str], ...]
    adapters: tuple[tuple[str, float], ...] = ()
    context_length: int = 0
    threads: int = 0
    gpu_layers: int = 0
    temperature: float = 0.0
    top_p: float = 0.95
    top_k: int = 40
    min_p: float = 0.05
    repeat_penalty: float = 1.0
    seed: int = 0
    max_tokens: int = 256


@dataclass(frozen=True, kw_only=True)
class SayTogether(Request, kind="say_together"):
    """Answer several conversations with one base, a token of each in turn; the base of the first one counts.

    `token` events carry the side's number; `done` and `cancelled` carry `sides`, each as of `Say`.
    """

    sides: tuple[Say, ...]


# --- from a worker ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Event(Wire, kind="event"):
    """Base of what a worker says about the request with this id."""

    id: int = 0


@dataclass(frozen=True, kw_only=True)
class Ready(Event, kind="ready"):
    """First line of a worker: it has imported its engine and takes requests."""

    worker: str
    version: int = PROTOCOL_VERSION


@dataclass(frozen=True, kw_only=True)
class Progress(Event, kind="progress"):
    """How far the request has come: a stage's name and, where known, its fraction between 0 and 1."""

    stage: str
    fraction: float | None = None


@dataclass(frozen=True, kw_only=True)
class Token(Event, kind="token"):
    """The next piece of an answer's text; `side` says of which one where there are several."""

    text: str
    side: int = 0


@dataclass(frozen=True, kw_only=True)
class Done(Event, kind="done"):
    """The request succeeded."""

    result: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Failed(Event, kind="failed"):
    """The request failed; the fields are those of `UserFacingError`, `is_bug` marks everything else."""

    template: str
    hint_template: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    detail: str = ""
    is_bug: bool = False


@dataclass(frozen=True, kw_only=True)
class WasCancelled(Event, kind="cancelled"):
    """The request was stopped; `result` holds what there was by then."""

    result: dict[str, Any] = field(default_factory=dict)


def encode(message: Wire) -> bytes:
    """One line of ASCII JSON, newline included; escapes carry file names that are not valid Unicode too.

    Raises `UserFacingError` for a line that `decode` would not take.
    """
    body = {"v": PROTOCOL_VERSION, "kind": message.kind, **dataclasses.asdict(message)}
    line = json.dumps(body, separators=(",", ":")).encode("ascii") + b"\n"
    if len(line) > MAX_LINE_BYTES:
        raise UserFacingError(
            "This text is too long to be worked on.", hint="Shorten it.", detail=f"a line of {len(line)} bytes"
        )
    return line


def decode(line: bytes) -> Wire:
    """The message in one line; raises `ProtocolError` for anything else."""
    if len(line) > MAX_LINE_BYTES:
        raise ProtocolError(f"a line of {len(line)} bytes")
    try:
        body = json.loads(line)
    except ValueError as error:
        raise ProtocolError(f"not JSON: {error}") from error
    if not isinstance(body, dict) or body.pop("v", None) != PROTOCOL_VERSION:
        raise ProtocolError("not a message of this protocol version")
    cls = Wire.by_kind.get(str(body.pop("kind", None)))
    if cls is None:
        raise ProtocolError("unknown kind of message")
    try:
        return _built(cls, body)
    except (TypeError, KeyError, AttributeError) as error:
        raise ProtocolError(f"wrong fields for {cls.__name__}: {error}") from error


def _built(cls: type[Message], body: dict[str, Any]) -> Message:
    return cls(**{name: _shaped(cls, name, value) for name, value in body.items()})


def _shaped(cls: type[Wire], name: str, value: Any) -> Any:
    """JSON has only lists and objects: give tuples and messages back where the field is declared as such."""
    declared = get_type_hints(cls)[name]
    if declared == tuple[Say, ...]:
        return tuple(_built(Say, item) for item in value)
    if not str(declared).startswith("tuple"):
        return value
    return tuple(tuple(item) if isinstance(item, list) else item for item in value)
