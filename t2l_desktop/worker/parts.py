"""Recognising what a pack can be made of, whatever the files and folders are called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.parts import BasePart, EmbedderPart, HypernetPart, encoded
from t2l_desktop.formats.base_part import read_base_part
from t2l_desktop.hypernet.conversion import describe_hypernet
from t2l_desktop.hypernet.embedder import Embedder
from t2l_desktop.hypernet.health import embedder_health
from t2l_desktop.worker.candidates import Candidate, Kind, candidates

_Part = TypeVar("_Part", HypernetPart, EmbedderPart)
Signature = tuple[tuple[str, int, int], ...]


@dataclass
class FoundParts:
    """What was recognised; the same part reached by two ways counts once."""

    bases: dict[Path, BasePart] = field(default_factory=dict)
    hypernets: dict[Path, HypernetPart] = field(default_factory=dict)
    embedders: dict[Path, EmbedderPart] = field(default_factory=dict)
    bundles: list[Path] = field(default_factory=list)
    problems: list[UserFacingError] = field(default_factory=list)
    strangers: list[UserFacingError] = field(default_factory=list)

    def is_empty(self) -> bool:
        return not (self.bases or self.hypernets or self.embedders or self.bundles)

    def encoded(self) -> dict[str, Any]:
        """What `InspectParts` answers; what lies beside the parts matters only where there are none."""
        problems = [*self.problems, *(self.strangers if self.is_empty() else ())]
        unique = {(problem.message, problem.hint): problem for problem in problems}
        return {
            "bases": [encoded(part) for part in self.bases.values()],
            "hypernets": [encoded(part) for part in self.hypernets.values()],
            "embedders": [encoded(part) for part in self.embedders.values()],
            "bundles": [str(path) for path in self.bundles],
            "problems": [problem.encoded() for problem in unique.values()],
        }


class PartsReader:
    """Looks into files; what it found out about a folder is remembered until something in there changes."""

    def __init__(self, load: Callable[[str, str], Embedder]) -> None:
        """`load` gives the embedder of a folder on a device."""
        self._load = load
        self._known: dict[tuple[Path, Signature], HypernetPart | EmbedderPart] = {}

    def inspect(self, paths: Sequence[Path], *, device: str, cancel: CancelToken) -> FoundParts:
        """Everything that a pack can be made of in these files and folders; cancelled between the parts."""
        found = FoundParts()
        for path in paths:
            try:
                places = candidates(path)
                if not places:
                    raise _nothing(path)
            except UserFacingError as error:
                found.problems.append(error)
                continue
            for place in places:
                cancel.raise_if_cancelled()
                try:
                    self._take(found, place, device, cancel)
                except UserFacingError as error:
                    (found.problems if place.is_named or place.kind is not Kind.BASE else found.strangers).append(error)
        return found

    def _take(self, found: FoundParts, place: Candidate, device: str, cancel: CancelToken) -> None:
        path = place.path
        key = path.resolve()
        if place.kind is Kind.BASE:
            base = read_base_part(path)
            found.bases[base.path.resolve()] = base
        elif place.kind is Kind.HYPERNET:
            found.hypernets[key] = self._remembered(path, lambda: describe_hypernet(path, cancel=cancel))
        elif place.kind is Kind.EMBEDDER:
            found.embedders[key] = self._remembered(
                path, lambda: _look_at_embedder(path, self._load(str(path), device))
            )
        elif place.kind is Kind.BUNDLE:
            found.bundles.append(path)
        else:
            (found.problems if place.is_named else found.strangers).append(_stranger(place))

    def _remembered(self, folder: Path, look: Callable[[], _Part]) -> _Part:
        key = (folder, signature(folder))
        if key not in self._known:
            self._known[key] = look()
        return cast("_Part", self._known[key])


def _look_at_embedder(folder: Path, embedder: Embedder) -> EmbedderPart:
    health = embedder_health(embedder)
    if health.error is not None:
        raise health.error
    return EmbedderPart(
        path=folder,
        nbytes=sum(file.stat().st_size for file in folder.rglob("*.safetensors")),
        name=embedder.name,
        dimension=embedder.dimension,
        paraphrase=health.paraphrase,
        unrelated=health.unrelated,
    )


def signature(folder: Path) -> Signature:
    """What is another one once something in the folder, or in one directly below it, has changed."""
    files = [path for pattern in ("*", "*/*") for path in sorted(folder.glob(pattern)) if path.is_file()]
    stats = [(str(path), path.stat()) for path in files]
    return tuple((path, stat.st_size, stat.st_mtime_ns) for path, stat in stats)


def _nothing(path: Path) -> UserFacingError:
    return UserFacingError(
        "There is nothing in {file} that a pack can be made of.",
        hint="Choose a base model (a .gguf file), the folder of a hypernetwork (args.yaml, adapter_config.json and "
        "hypermod.pt) or the folder of an embedder (config.json, model.safetensors and tokenizer.json).",
        file=path.name,
    )


def _stranger(place: Candidate) -> UserFacingError:
    if place.kind is Kind.ADAPTER:
        return UserFacingError(
            "The folder {folder} holds an adapter.",
            hint="Import it as a skill; a pack needs a hypernetwork, which writes adapters.",
            folder=place.path.name,
        )
    return UserFacingError(
        "The model in {folder} is in the form of transformers, which cannot be chatted with here.",
        hint="Choose the same model as a GGUF file.",
        folder=place.path.name,
    )
