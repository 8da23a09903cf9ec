"""Looking a pack over: every file against its SHA-256, and then whether it does what it is for."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import Generate, InspectParts, Progress
from t2l_desktop.core.parts import EmbedderPart, decoded
from t2l_desktop.core.records import Pack, Sampling
from t2l_desktop.library.folders import ADAPTER_GGUF
from t2l_desktop.library.packs import PartCheck, PartState
from t2l_desktop.library.packs import verify_pack as verify_files
from t2l_desktop.library.settings import load_settings
from t2l_desktop.operations.answering import ask, base_of
from t2l_desktop.operations.base_vector import pack_vector
from t2l_desktop.operations.services import OnEvent, Services

_TRIALS = (
    ("Answer in French.", "Where is the station?"),
    ("Answer with one word.", "What is the capital of Japan?"),
    ("Answer like a pirate.", "Hello, how are you?"),
)
_MOST_TRIALS = 3
_TOKENS = 24
_FILES, _EMBEDDER, _HYPERNET, _BASE = "files", "embedder", "hypernetwork", "base"
_UNTIL = {_FILES: 0.6, _EMBEDDER: 0.7, _HYPERNET: 0.8, _BASE: 1.0}


@dataclass(frozen=True, kw_only=True)
class PackCheck:
    """One thing that was looked at: what was found, in words with a hint where it is wrong, and whether it is right.

    `part` is the file or "embedder", "hypernetwork", "base".
    """

    part: str
    passed: bool
    words: UserFacingError

    @property
    def is_of_file(self) -> bool:
        """Whether a file was compared, and nothing tried."""
        return self.part not in _UNTIL


def verify_pack(
    services: Services, *, pack: Pack, on_event: OnEvent | None = None, cancel: CancelToken | None = None
) -> list[PackCheck]:
    """Compare every file of a pack with its SHA-256, then try what the pack is for.

    The self-test asks whether the embedder tells descriptions apart, and whether a generated adapter changes what the
    base says; it is left out where files are missing or changed. `Progress` has the stages "files", "embedder",
    "hypernetwork" and "base", with a fraction of the whole.
    """
    tell = on_event or (lambda _: None)
    checks = [
        _of_file(pack, check)
        for check in verify_files(
            pack,
            on_progress=lambda part: tell(Progress(stage=_FILES, fraction=part * _UNTIL[_FILES])),
            cancel=cancel,
        )
    ]
    if not all(check.passed for check in checks):
        return checks
    trial = _Trial(services, pack, cancel or CancelToken())
    with tempfile.TemporaryDirectory(prefix="t2l-") as temporary:
        for part, look in trial.steps(Path(temporary)):
            checks.append(_tried(part, look))
            tell(Progress(stage=part, fraction=_UNTIL[part]))
            if not checks[-1].passed:
                break
    return checks


class _Trial:
    """What is tried of one pack, each step with what the one before it left."""

    def __init__(self, services: Services, pack: Pack, cancel: CancelToken) -> None:
        self._services, self._pack, self._cancel = services, pack, cancel
        self._device = load_settings(services.paths.settings).device

    def steps(self, folder: Path) -> list[tuple[str, Callable[[], UserFacingError]]]:
        """The steps that this pack can take; each gives what it found, and raises what is wrong."""
        pack = self._pack
        steps: list[tuple[str, Callable[[], UserFacingError]]] = []
        if pack.embedder is not None:
            steps.append((_EMBEDDER, self._try_embedder))
        if pack.can_create:
            steps.append((_HYPERNET, lambda: self._generate(folder)))
        if pack.base is not None:
            steps.append((_BASE, lambda: self._answer(folder)))
        return steps

    def _try_embedder(self) -> UserFacingError:
        request = InspectParts(paths=(str(self._pack.embedder),), device=self._device)
        found = self._services.generator.call(request, cancel=self._cancel)
        for problem in found["problems"]:
            raise UserFacingError.decoded(**problem)
        part = decoded(EmbedderPart, found["embedders"][0])
        return UserFacingError(
            "The embedder tells meanings apart: what means the same lies at {paraphrase}, the rest at {unrelated}.",
            paraphrase=f"{part.paraphrase:.2f}",
            unrelated=f"{part.unrelated:.2f}",
        )

    def _generate(self, folder: Path) -> UserFacingError:
        pack = self._pack
        for number, (description, _) in enumerate(self._trials()):
            out = folder / str(number)
            out.mkdir()
            request = Generate(
                description=description,
                hypernet=str(pack.hypernet),
                embedder=str(pack.embedder or ""),
                out=str(out),
                base=str(pack.base) if pack.base is not None else "",
                formats=("peft", "gguf") if pack.base is not None else ("peft",),
                device=self._device,
            )
            with pack_vector(self._services, pack, description=description, cancel=self._cancel) as vector:
                request = replace(request, vector=vector)
                seconds = self._services.generator.call(request, cancel=self._cancel)["seconds"]
        return UserFacingError(
            "The hypernetwork writes adapters, the last one in {seconds} s.", seconds=f"{sum(seconds.values()):.2f}"
        )

    def _answer(self, folder: Path) -> UserFacingError:
        for number, (_, message) in enumerate(self._trials()):
            plain = self._say(message, None)
            adapter = folder / str(number) / ADAPTER_GGUF
            if not adapter.is_file():
                return UserFacingError("The base model answers.")
            if self._say(message, adapter) != plain:
                return UserFacingError("The base model answers, and differently with a skill on it.")
        raise UserFacingError(
            "The base model answers the same with a skill as without one.",
            hint="The hypernetwork was probably made for another training of this model.",
        )

    def _say(self, message: str, adapter: Path | None) -> str:
        answer = ask(
            self._services.chatter,
            base_of(self._services.paths, self._pack),
            turns=[{"role": "user", "text": message}],
            adapters=[] if adapter is None else [(adapter, 1.0)],
            sampling=Sampling(max_tokens=_TOKENS),
            cancel=self._cancel,
        )
        return answer.text

    def _trials(self) -> list[tuple[str, str]]:
        own = [(example.description, example.message) for example in self._pack.examples if example.message]
        return [*own, *_TRIALS][:_MOST_TRIALS]


def _tried(part: str, look: Callable[[], UserFacingError]) -> PackCheck:
    try:
        return PackCheck(part=part, passed=True, words=look())
    except UserFacingError as error:
        return PackCheck(part=part, passed=False, words=error)


def _of_file(pack: Pack, check: PartCheck) -> PackCheck:
    if check.state is PartState.SOUND:
        words = UserFacingError("{part} is as it was made.", part=check.part)
    elif check.state is PartState.MISSING:
        words = UserFacingError("{part} is missing.", hint="Import the pack again.", part=check.part, pack=pack.name)
    else:
        words = UserFacingError(
            "{part} was changed or damaged.", hint="Import the pack again.", part=check.part, pack=pack.name
        )
    return PackCheck(part=check.part, passed=check.state is PartState.SOUND, words=words)
