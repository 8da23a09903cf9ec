"""Workers that answer from a script, and everything that stands on them for real."""

from __future__ import annotations

import dataclasses
import json
import math
import threading
from array import array
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.changes import CHANGES_FILE, LayerChanges
from t2l_desktop.core.devices import Device, DeviceUse, Why
from t2l_desktop.core.errors import UserFacingError, WorkCancelledError
from t2l_desktop.core.messages import (
    Adopt,
    Blend,
    EmbedTogether,
    Familiarity,
    FindAlike,
    FindDevices,
    Generate,
    InspectParts,
    LoadBase,
    MeasureBlend,
    MeasureMerge,
    MeasureSketch,
    Merge,
    Progress,
    Request,
    Say,
    SayTogether,
    SpreadOut,
    Token,
    WarmGenerator,
)
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Example, Pack
from t2l_desktop.core.sketches import SKETCH_FILE, SKETCH_LENGTH
from t2l_desktop.library.packs import PackShelf
from t2l_desktop.library.store import Library
from t2l_desktop.link.worker_link import WorkerLink
from t2l_desktop.operations.services import Services

OnEvent = Callable[[Progress | Token], None]


PROCESSOR = Device(kind="cpu")
_WIDTH = 256  # bytes of a vector, which is the text itself


class FakeLink:
    """Does at once what a worker would do; `gate`, when cleared, holds an answer up after its first piece."""

    pid = None

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.pieces: Iterable[str] = ("Hello", " there", ".")
        self.adapted_pieces: Iterable[str] | None = None
        self.answer: Callable[[Say], str] | None = None
        self.error: Exception | None = None
        self.cosines: dict[str, float] = {}
        self.devices = DeviceUse(found=(PROCESSOR,), used=PROCESSOR, why=Why.ONLY)
        self.likenesses: dict[str, float] = {}  # of any message, by the description
        self.changes = LayerChanges(norms={"q_proj": (0.1, 0.4), "down_proj": (None, 0.2)})
        self.loading: float | None = None  # how much of the model is loaded when an answer is asked for
        self.gate = threading.Event()
        self.gate.set()
        self.closed = False

    def close(self, *, timeout: float = 3.0) -> None:
        self.closed = True
        self.gate.set()

    def call(
        self, request: Request, *, on_event: OnEvent | None = None, cancel: CancelToken | None = None
    ) -> dict[str, Any]:
        self.requests.append(request)
        if isinstance(request, Blend | MeasureBlend | MeasureSketch | SpreadOut):
            return self._blend_or_map(request, cancel)
        if isinstance(request, Adopt | MeasureMerge | Merge):
            return self._adapter_files(request, on_event, cancel)
        if isinstance(request, Generate):
            return self._generate(request, on_event, cancel)
        if isinstance(request, Say | SayTogether):
            sides = request.sides if isinstance(request, SayTogether) else (request,)
            said = [self._say(each, on_event, cancel, side=number) for number, each in enumerate(sides)]
            return {"sides": said} if isinstance(request, SayTogether) else said[0]
        if isinstance(request, EmbedTogether | FindAlike | Familiarity):
            return self._compare_texts(request, cancel)
        assert isinstance(request, FindDevices | InspectParts | WarmGenerator | LoadBase)
        nothing: dict[str, Any] = {"bases": [], "hypernets": [], "embedders": [], "bundles": [], "problems": []}
        return {FindDevices: self.devices.as_result(), InspectParts: nothing}.get(type(request), {})

    def _adapter_files(
        self, request: Adopt | MeasureMerge | Merge, on_event: OnEvent | None, cancel: CancelToken | None
    ) -> dict[str, Any]:
        if isinstance(request, Adopt):
            return self._adopt(request)
        if isinstance(request, MeasureMerge):
            return {"nbytes": 4_800_000_000 if request.outtype == "q8_0" else 5_600_000_000, "changed": 64}
        return self._merge(request, on_event, cancel)

    def _compare_texts(
        self, request: EmbedTogether | FindAlike | Familiarity, cancel: CancelToken | None
    ) -> dict[str, Any]:
        self._wait(cancel)
        if isinstance(request, Familiarity):
            return {"cosine": self.cosines.get(request.description, 0.9)}
        if self.error is not None:
            raise self.error
        if isinstance(request, EmbedTogether):
            texts = ["|".join(group).encode() for group in request.groups]
            Path(request.out).write_bytes(b"".join(text.ljust(_WIDTH, b"\0")[:_WIDTH] for text in texts))
            return {}
        data = Path(request.vectors).read_bytes()
        read = [data[at : at + _WIDTH].rstrip(b"\0").decode().split("|")[0] for at in range(0, len(data), _WIDTH)]
        likenesses = [self.likenesses.get(text, 0.0) for text in read]
        best = sorted(range(len(read)), key=lambda place: -likenesses[place])[: request.most]
        return {"places": best, "likenesses": [likenesses[place] for place in best]}

    def _adopt(self, request: Adopt) -> dict[str, Any]:
        if self.error is not None:
            raise self.error
        out, source = Path(request.out), Path(request.source)
        source = source / "adapter_model.safetensors" if source.is_dir() else source
        (out / "adapter.gguf").write_bytes(source.read_bytes())
        (out / "adapter_model.safetensors").write_bytes(source.read_bytes())
        (out / "adapter_config.json").write_text(json.dumps({"lora_alpha": 16}), encoding="utf-8")
        return {"base": 0, "rank": 4, "name": request.name, "description": request.description}

    def _blend_or_map(
        self,
        request: Blend | MeasureBlend | MeasureSketch | SpreadOut,
        cancel: CancelToken | None,
    ) -> dict[str, Any]:
        """A blend of rank 8 a part; a point for each skill, on a circle."""
        self._wait(cancel)
        if self.error is not None:
            raise self.error
        if isinstance(request, MeasureBlend):
            full = 8 * len(request.parts)
            return {"kept": [rank / full for rank in range(1, full + 1)], "modules": ["attention", "mlp"]}
        if isinstance(request, Blend):
            return self._blend(request)
        if isinstance(request, MeasureSketch):
            (Path(request.peft) / SKETCH_FILE).write_bytes(array("f", [1.0] * SKETCH_LENGTH).tobytes())
            return {}
        path, length = request.ways[0]
        count = Path(path).stat().st_size // (4 * length)
        turns = [2 * math.pi * place / count for place in range(count)]
        points = [number for turn in turns for number in (math.cos(turn), math.sin(turn))]
        Path(request.out).write_bytes(array("f", points).tobytes())
        return {"way": 0, "share": 0.4}

    def _blend(self, request: Blend) -> dict[str, Any]:
        full = 8 * len(request.parts)
        rank = min(request.rank or full, full)
        out = Path(request.out)
        (out / "adapter.gguf").write_bytes(b"G" * 1000 * rank)
        (out / "adapter_model.safetensors").write_bytes(b"weights")
        (out / "adapter_config.json").write_text(json.dumps({"lora_alpha": 16}), encoding="utf-8")
        return {"rank": rank, "kept": (0.5 if request.modules != "all" else 1.0) * rank / full}

    def _merge(self, request: Merge, on_event: OnEvent | None, cancel: CancelToken | None) -> dict[str, Any]:
        if on_event is not None:
            on_event(Progress(stage="merging", fraction=0.5))
        self._wait(cancel)
        if cancel is not None:
            cancel.raise_if_cancelled()
        Path(request.out).write_bytes(b"GGUF")
        return {}

    def _generate(self, request: Generate, on_event: OnEvent | None, cancel: CancelToken | None) -> dict[str, Any]:
        if on_event is not None:
            on_event(Progress(stage="embed"))
        self._wait(cancel)
        if self.error is not None:
            raise self.error
        out = Path(request.out)
        (out / "adapter.gguf").write_bytes(b"GGUF")
        (out / "adapter_model.safetensors").write_bytes(b"weights")
        (out / "adapter_config.json").write_text(json.dumps({"lora_alpha": 16}), encoding="utf-8")
        if "changes" in request.formats:
            (out / CHANGES_FILE).write_bytes(self.changes.encoded())
        return {"rank": 8, "files": [], "seconds": {"embed": 0.02, "generate": 0.03, "write": 0.03}}

    def _say(
        self, request: Say, on_event: OnEvent | None, cancel: CancelToken | None, *, side: int = 0
    ) -> dict[str, Any]:
        if self.loading is not None and on_event is not None:
            on_event(Progress(stage="loading", fraction=self.loading))
            self._wait(cancel)
        pieces = self.adapted_pieces if request.adapters and self.adapted_pieces is not None else self.pieces
        if self.answer is not None:
            pieces = (self.answer(request),)
        said: list[str] = []
        for piece in pieces:
            if cancel is not None and cancel.is_cancelled:
                raise WorkCancelledError({"text": "".join(said)})
            said.append(piece)
            if on_event is not None:
                on_event(Token(text=piece, side=side))
            self._wait(cancel)
        if self.error is not None:
            raise self.error
        return {"text": "".join(said), "tokens": len(said), "prompt_tokens": 400, "tokens_per_second": 42.5}

    def _wait(self, cancel: CancelToken | None) -> None:
        while not self.gate.wait(0.005):
            if cancel is not None and cancel.is_cancelled:
                return


def a_failure() -> UserFacingError:
    """An error with a template that is in nobody's translation."""
    return UserFacingError("The {thing} broke.", hint="Mend it.", detail="bolt 3", thing="gearbox")


def make_pack(folder: Path, *, keeps_history: bool = False, **changes: Any) -> Pack:
    """A pack whose parts are empty: the fake workers never look. `changes` are those to its `pack.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "base.gguf").write_bytes(b"")
    (folder / "hypernet").mkdir(exist_ok=True)
    (folder / "embedder").mkdir(exist_ok=True)
    (folder / "descriptions.safetensors").write_bytes(b"")
    examples = (
        Example(description="Rewrite the message in a formal tone.", message="hey, what's up?", family="style"),
        Example(
            description="Answer with one word: yes or no.",
            message="Is the sky blue?",
            family="format",
            sheet=(("Is snow white?", "Yes"), ("Is grass red?", "No")),
        ),
        Example(description="Sort the words by length, shortest first.", family="order"),
    )
    body = {
        "format": 1,
        "id": "test-pack",
        "name": "Test pack",
        "languages": ["en"],
        "keeps_history": keeps_history,
        "context_length": 512,
        "base": {"file": "base.gguf", "sha256": "0" * 64, "fingerprint": "ab12"},
        "hypernet": {"folder": "hypernet"},
        "embedder": {"folder": "embedder"},
        "descriptions": {"file": "descriptions.safetensors", "sha256": "0" * 64},
        "examples": [dataclasses.asdict(example) for example in examples],
        **changes,
    }
    (folder / "pack.json").write_text(json.dumps(body), encoding="utf-8")
    return PackShelf(AppPaths.locate(), starter=folder).packs()[0]


def make_services(paths: AppPaths, starter: Path) -> tuple[Services, FakeLink, FakeLink]:
    """A real library and real packs with fake workers: the services, the generator and the chatter."""
    generator, chatter = FakeLink(), FakeLink()
    services = Services(
        paths=paths,
        library=Library(paths),
        packs=PackShelf(paths, starter=starter),
        generator=cast("WorkerLink", generator),
        chatter=cast("WorkerLink", chatter),
    )
    return services, generator, chatter
