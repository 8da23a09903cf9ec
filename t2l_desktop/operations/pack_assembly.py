"""Bringing the parts of a pack into one folder: copied or linked, converted, hashed, and looked at once more."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import ConvertHypernet, InspectParts, Progress, Release, Token
from t2l_desktop.core.parts import BasePart, EmbedderPart, HypernetPart, decoded
from t2l_desktop.library.pack_files import Meter, base_names, copy_hashed, hash_file
from t2l_desktop.link.worker_link import WorkerLink
from t2l_desktop.operations.fit import DEFAULT_CONTEXT
from t2l_desktop.operations.services import OnEvent
from t2l_desktop.operations.words import file_stem

BaseHow = Literal["copy", "link", "reference"]

# What an embedder is read from: no code, no pickles, nothing for other engines.
_EMBEDDER_FILE = re.compile(
    r"(\d+_\w+/)?(config|tokenizer|tokenizer_config|special_tokens_map|added_tokens|modules|vocab|sentence_bert_config"
    r"|config_sentence_transformers|model\.safetensors\.index)\.json"
    r"|(\d+_\w+/)?(model|model-\d+-of-\d+)\.safetensors|vocab\.txt|merges\.txt|tokenizer\.model|LICENSE|NOTICE|README\.md",
    re.ASCII,
)
_SAME_COSINE = 0.01


def decoded_parts(found: Mapping[str, Any]) -> tuple[list[BasePart], list[HypernetPart], list[EmbedderPart]]:
    """The parts in what the generator answers to `InspectParts`."""
    return (
        [decoded(BasePart, body) for body in found["bases"]],
        [decoded(HypernetPart, body) for body in found["hypernets"]],
        [decoded(EmbedderPart, body) for body in found["embedders"]],
    )


class Assembly:
    """Takes the parts one after the other and says how far it is with the whole."""

    def __init__(
        self,
        generator: WorkerLink,
        *,
        device: str,
        base: BasePart | None,
        hypernet: HypernetPart | None,
        embedder: EmbedderPart | None,
        on_event: OnEvent | None = None,
        cancel: CancelToken | None = None,
    ) -> None:
        self._generator, self._device = generator, device
        self._base, self._hypernet, self._embedder = base, hypernet, embedder
        self._on_event = on_event or (lambda _: None)
        self._cancel = cancel or CancelToken()
        self._embedder_files = _files_of(embedder.path) if embedder is not None else []
        nbytes = sum(path.stat().st_size for path in self._embedder_files)
        # converting and loading take several times as long as copying does
        self._shares = {
            "base": base.nbytes if base is not None else 0,
            "hypernetwork": 4 * hypernet.nbytes if hypernet is not None else 0,
            "embedder": nbytes,
            "check": 2 * nbytes + 1,
        }

    def needed_bytes(self, base_how: BaseHow) -> int:
        """What the pack takes on the disk."""
        base, hypernet = self._base, self._hypernet
        copied = base.nbytes if base is not None and base_how == "copy" else 0
        # float32 at the most
        written = (hypernet.nbytes if hypernet.is_own else 4 * hypernet.parameters) if hypernet is not None else 0
        return copied + written + self._shares["embedder"]

    def fill(self, folder: Path, base_how: BaseHow) -> dict[str, Any]:
        """Bring everything into the folder; gives what `pack.json` says about it.

        Raises `UserFacingError` for files that changed meanwhile, or a full disk.
        """
        body: dict[str, Any] = {}
        imported: dict[str, Any] = {"at": datetime.now(UTC).date().isoformat()}
        if self._base is not None:
            body |= self._take_base(folder, self._base, base_how)
            imported |= {"base_file": self._base.path.name, "base_bytes": self._base.nbytes}
        if self._hypernet is not None:
            body["hypernet"], difference = self._take_hypernet(folder, self._hypernet)
            imported |= {"hypernet": self._hypernet.identity, "hypernet_folder": self._hypernet.path.name, **difference}
        if self._embedder is not None:
            body["embedder"] = self._take_embedder(folder, self._embedder)
            imported |= {"embedder": self._embedder.name, "embedder_bytes": self._embedder.nbytes}
        elif self._hypernet is not None:
            body["embedder"] = {"kind": "base"}
        self._check(folder)
        return {**body, "card": {"imported": imported}}

    def _take_base(self, folder: Path, base: BasePart, how: BaseHow) -> dict[str, Any]:
        """Bring the base in; gives what is said of it in `pack.json`."""
        self._say("base", 0.0)
        meter = self._meter("base")
        names = base_names(len(base.files))
        is_inside = how == "copy" or (how == "link" and _linked(base.files, [folder / name for name in names]))
        if how == "copy":
            sums = [copy_hashed(path, folder / name, meter) for path, name in zip(base.files, names, strict=True)]
        else:
            sums = [hash_file(path, meter) for path in base.files]
        kept = names if is_inside else [path.name for path in base.files]
        where = {"file": names[0]} if is_inside else {"at": str(base.path)}
        more = {"more": dict(zip(kept[1:], sums[1:], strict=True))} if len(sums) > 1 else {}
        return {
            "base": {**where, "sha256": sums[0], **more, "fingerprint": base.fingerprint},
            "context_length": min(base.context_length, DEFAULT_CONTEXT),
            "licence": base.licence,
        }

    def _take_hypernet(self, folder: Path, hypernet: HypernetPart) -> tuple[dict[str, Any], dict[str, float]]:
        """Bring the hypernetwork in, in our own format; gives what is said of it, and what converting it changed."""
        self._say("hypernetwork", 0.0)
        target = folder / "hypernet"
        if hypernet.is_own:
            meter = self._meter("hypernetwork")
            names = ["hypernet.json", "hypernet.safetensors"]
            names += [f"reader/{path.name}" for path in sorted(hypernet.path.glob("reader/*")) if path.is_file()]
            return {"folder": "hypernet", "sha256": self._copied(hypernet.path, names, target, meter)}, {}
        request = ConvertHypernet(
            hypernet=str(hypernet.path),
            out=str(target),
            embedder=str(self._embedder.path) if self._embedder is not None else "",
            device=self._device,
        )
        result = self._generator.call(request, on_event=self._passing("hypernetwork"), cancel=self._cancel)
        meter = self._meter("hypernetwork").silent()
        sums = {path.name: hash_file(path, meter) for path in sorted(target.iterdir())}
        difference = {key: float(result[key]) for key in ("largest_difference", "of_values_up_to")}
        return {"folder": "hypernet", "sha256": sums}, difference

    def _take_embedder(self, folder: Path, embedder: EmbedderPart) -> dict[str, Any]:
        """Bring the embedder in under its own name, which says how some of them are to be used."""
        self._say("embedder", 0.0)
        inner = f"embedder/{file_stem(embedder.path.name, otherwise='model')}"
        names = [path.relative_to(embedder.path).as_posix() for path in self._embedder_files]
        sums = self._copied(embedder.path, names, folder / inner, self._meter("embedder"))
        return {"folder": inner, "sha256": sums}

    def _check(self, folder: Path) -> None:
        """See that what came in is what was looked at before."""
        self._say("check", 0.0)
        base = self._base
        is_inside = base is not None and (folder / base_names(len(base.files))[0]).is_file()
        outside = [] if base is None or is_inside else [base.path]
        inside = [folder] if is_inside or self._hypernet is not None else []
        request = InspectParts(paths=tuple(str(path) for path in (*inside, *outside)), device=self._device)
        found = self._generator.call(request, cancel=self._cancel)
        # where open files cannot be moved, the folder could not go to its place
        self._generator.call(Release(), cancel=self._cancel)
        for body in found["problems"]:
            raise UserFacingError.decoded(**body)
        if not self._are_same(*decoded_parts(found)):
            raise UserFacingError(
                "The files were changed while they were imported.", hint="Wait until they are complete, then try again."
            )
        self._say("check", 1.0)

    def _are_same(
        self, bases: Sequence[BasePart], hypernets: Sequence[HypernetPart], embedders: Sequence[EmbedderPart]
    ) -> bool:
        wanted = [] if self._base is None else [self._base.fingerprint]
        if [each.fingerprint for each in bases] != wanted:
            return False
        before = [] if self._hypernet is None else [self._hypernet]
        if [(each.widths, each.rank, each.layers) for each in hypernets] != [
            (each.widths, each.rank, each.layers) for each in before
        ]:
            return False
        known = [] if self._embedder is None else [self._embedder]
        return len(known) == len(embedders) and all(
            old.dimension == new.dimension and abs(old.paraphrase - new.paraphrase) < _SAME_COSINE
            for old, new in zip(known, embedders, strict=True)
        )

    def _copied(self, source: Path, names: Sequence[str], target: Path, meter: Meter) -> dict[str, str]:
        return {name: copy_hashed(source / name, target / name, meter) for name in names}

    def _meter(self, stage: str) -> Meter:
        return Meter(self._shares[stage], on_progress=lambda fraction: self._say(stage, fraction), cancel=self._cancel)

    def _passing(self, stage: str) -> OnEvent:
        def pass_on(event: Progress | Token) -> None:
            if isinstance(event, Progress) and event.fraction is not None:
                self._say(stage, event.fraction)

        return pass_on

    def _say(self, stage: str, fraction: float) -> None:
        before = 0
        for each, share in self._shares.items():
            if each == stage:
                break
            before += share
        done = before + fraction * self._shares[stage]
        self._on_event(Progress(stage=stage, fraction=done / sum(self._shares.values())))


def _files_of(embedder: Path) -> list[Path]:
    files = [path for pattern in ("*", "*/*") for path in sorted(embedder.glob(pattern))]
    return [
        each for each in files if _EMBEDDER_FILE.fullmatch(each.relative_to(embedder).as_posix()) and each.is_file()
    ]


def _linked(files: Sequence[Path], names: Sequence[Path]) -> bool:
    """Whether every file got a second name; none has one where that cannot be."""
    try:
        for file, name in zip(files, names, strict=True):
            os.link(file.resolve(), name)
    except OSError:
        for name in names:
            name.unlink(missing_ok=True)
        return False
    return True
