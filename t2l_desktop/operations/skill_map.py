"""The library as points on a plane: skills that do alike, or are said to do alike, lie near each other."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.descriptions import MAX_DESCRIPTION, clean
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import MeasureSketch, SpreadOut
from t2l_desktop.core.records import Adapter, Pack
from t2l_desktop.core.sketches import SKETCH_LENGTH, floats
from t2l_desktop.library.storage import disk_errors
from t2l_desktop.library.vectors import WEIGHTS
from t2l_desktop.operations.embedding import embed_together, identity_of
from t2l_desktop.operations.services import Services, SoFar

logger = logging.getLogger(__name__)

_BATCH = 32  # descriptions that are embedded at once: between two batches it can be stopped


@dataclass(frozen=True, kw_only=True)
class SkillPositions:
    """x and y of each adapter, between -1 and 1; `by` says what the nearness is of, `share` how much of it is seen."""

    points: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    by: Literal["weights", "descriptions"] = "weights"
    share: float = 0.0


def fill_vectors(
    services: Services,
    *,
    pack: Pack | None = None,
    device: str = "auto",
    on_event: Callable[[SoFar[None]], None] | None = None,
    cancel: CancelToken | None = None,
) -> int:
    """Measure the saved adapters that were never measured, and embed descriptions with the embedder of `pack`.

    Each is kept at once, so that the next run goes on where this one was stopped. Gives how many were done; what
    cannot be measured is left out.
    """
    library = services.library
    unmeasured = [library.adapter(each) for each in library.vectors.lacking(WEIGHTS)]
    unread: list[Adapter] = []
    way = _words(pack) if pack is not None else ""
    if pack is not None and way:
        unread = [library.adapter(each) for each in library.vectors.lacking(way)]
        if unread:
            library.vectors.keep_only(way, of=f"words {pack.id}")
    total, done, failed = len(unmeasured) + len(unread), 0, 0

    def tell() -> None:
        if on_event is not None:
            on_event(SoFar(fraction=done / total, value=None))

    for adapter in unmeasured:
        if cancel is not None:
            cancel.raise_if_cancelled()
        failed += not _measure(services, adapter, cancel)
        done += 1
        tell()
    for batch in _batches(unread):
        assert pack is not None
        if not _embed(services, batch, pack, device, cancel):
            break
        done += len(batch)
        tell()
    return done - failed


def lay_out(services: Services, *, pack: Pack | None = None, cancel: CancelToken | None = None) -> SkillPositions:
    """Where the saved adapters lie, by what they change or by what is said of them, whichever the plane shows more of.

    Adapters that were not measured yet are left out; descriptions count where those of all others are known.
    """
    weights = {
        adapter_id: vector
        for adapter_id, vector in services.library.vectors.all(WEIGHTS).items()
        if len(vector) == 4 * SKETCH_LENGTH
    }
    if not weights:
        return SkillPositions()
    ids = sorted(weights)
    ways = [[weights[each] for each in ids]]
    way = _words(pack) if pack is not None else ""
    words = services.library.vectors.all(way) if way else {}
    if all(each in words for each in ids) and len({len(words[each]) for each in ids}) == 1:
        ways.append([words[each] for each in ids])
    with tempfile.TemporaryDirectory(prefix="t2l-") as folder:
        files = [Path(folder) / f"{place}.f32" for place in range(len(ways))]
        for file, vectors in zip(files, ways, strict=True):
            with disk_errors(file):
                file.write_bytes(b"".join(vectors))
        request = SpreadOut(
            ways=tuple((str(file), len(vectors[0]) // 4) for file, vectors in zip(files, ways, strict=True)),
            out=str(Path(folder) / "points.f32"),
        )
        result = services.generator.call(request, cancel=cancel)
        numbers = iter(floats(Path(request.out).read_bytes()))
    return SkillPositions(
        points=dict(zip(ids, zip(numbers, numbers, strict=True), strict=True)),
        by="descriptions" if result["way"] else "weights",
        share=float(result["share"]),
    )


def _measure(services: Services, adapter: Adapter, cancel: CancelToken | None) -> bool:
    try:
        folder = services.library.adapter_folder(adapter.id)
        if services.library.vectors.take_sketch(adapter.id, folder):
            return True
        services.generator.call(MeasureSketch(peft=str(folder)), cancel=cancel)
        return services.library.vectors.take_sketch(adapter.id, folder)
    except UserFacingError as error:
        logger.info("an adapter was not measured for the map: %s", error.template)
        return False


def _embed(
    services: Services, adapters: tuple[Adapter, ...], pack: Pack, device: str, cancel: CancelToken | None
) -> bool:
    """Whether it could be done; the embedder cannot read the others either where it could not."""
    assert pack.embedder is not None
    texts = [(clean(adapter.description or adapter.name)[:MAX_DESCRIPTION],) for adapter in adapters]
    try:
        vectors = embed_together(services, texts, embedder=pack.embedder, device=device, cancel=cancel)
    except UserFacingError as error:
        logger.info("descriptions were not embedded for the map: %s", error.template)
        return False
    ids = [adapter.id for adapter in adapters]
    services.library.vectors.put(_words(pack), dict(zip(ids, vectors, strict=True)))
    return True


def _words(pack: Pack) -> str:
    """The way of vectors that the embedder of a pack makes of descriptions; empty where it has none to be read."""
    if pack.embedder is None:
        return ""
    try:
        return f"words {pack.id} {identity_of(pack.embedder)}"
    except UserFacingError as error:
        logger.info("descriptions are left out of the map: %s", error.template)
        return ""


def _batches(adapters: list[Adapter]) -> Iterable[tuple[Adapter, ...]]:
    return [tuple(adapters[start : start + _BATCH]) for start in range(0, len(adapters), _BATCH)]
