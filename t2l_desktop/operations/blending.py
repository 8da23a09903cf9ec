"""Several adapters of one base as one new adapter."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.descriptions import MAX_DESCRIPTION
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import Blend, MeasureBlend
from t2l_desktop.core.recipes import MAX_PARTS, Ingredient, Recipe
from t2l_desktop.core.records import Adapter, AdapterState, AdapterUse, Pack
from t2l_desktop.library.folders import ADAPTER_WEIGHTS
from t2l_desktop.library.storage import disk_errors
from t2l_desktop.operations.adapter_export import base_of_adapter
from t2l_desktop.operations.services import OnEvent, Services
from t2l_desktop.operations.words import blend_name, checked_name, checked_strength

_LEAST_PARTS = 2
# The parts' weights in float32 and once more in float16, with some room for the rest.
_GROWTH = 2


@dataclass(frozen=True, kw_only=True)
class BlendedAdapter:
    """A new draft, the pack that it is for, and the share of the exact sum that is in it."""

    adapter: Adapter
    pack: Pack
    kept: float


@dataclass(frozen=True, kw_only=True)
class _Part:
    adapter: Adapter
    folder: Path
    weight: float


def blend_adapters(
    services: Services,
    *,
    parts: Sequence[AdapterUse],
    rank: int | None = None,
    name: str = "",
    replaces: str = "",
    on_event: OnEvent | None = None,
    cancel: CancelToken | None = None,
) -> BlendedAdapter:
    """Commit the weighted sum of two to six adapters as a draft: exactly, or reduced to `rank`.

    What the new adapter does at strength 1 is the sum of what its parts do at theirs times their weights. `replaces` is
    an earlier draft that nobody needs any more once the new one stands. Raises `UserFacingError` for parts that are
    gone, too few, too many or of different bases, and for weights that come to nothing.
    """
    chosen = _checked(services, parts)
    base, pack = base_of_adapter(services, chosen[0].adapter)
    request = _request(chosen, base, rank=rank, name=name)
    needed = _GROWTH * sum(_size(part.folder) for part in chosen)
    folder = services.library.new_adapter_folder(needed_bytes=needed)
    try:
        result = services.generator.call(replace(request, out=str(folder)), on_event=on_event, cancel=cancel)
        recipe = Recipe(parts=_ingredients(chosen), rank=rank, kept=float(result["kept"]))
        adapter = services.library.add_adapter(
            folder,
            name=request.name,
            description=request.description,
            pack_id=pack.id,
            base_fingerprint=chosen[0].adapter.base_fingerprint,
            rank=int(result["rank"]),
            recipe=recipe,
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    discard_draft(services, adapter_id=replaces)
    return BlendedAdapter(adapter=adapter, pack=pack, kept=recipe.kept)


def measure_blend(
    services: Services, *, parts: Sequence[AdapterUse], cancel: CancelToken | None = None
) -> tuple[float, ...]:
    """The share of the exact sum that is kept at the ranks 1, 2, 3 …, the last being the sum's own."""
    request = MeasureBlend(parts=_on_the_wire(_checked(services, parts)))
    return tuple(float(share) for share in services.generator.call(request, cancel=cancel)["kept"])


def discard_draft(services: Services, *, adapter_id: str) -> None:
    """Remove a draft for good; what was saved meanwhile, or is gone, is left as it is."""
    if not adapter_id:
        return
    try:
        state = services.library.adapter(adapter_id).state
    except UserFacingError:
        return
    if state is AdapterState.DRAFT:
        services.library.remove_adapter(adapter_id)


def _checked(services: Services, parts: Sequence[AdapterUse]) -> list[_Part]:
    """The parts that count, each there, once, of the same base, and with a weight."""
    if not _LEAST_PARTS <= len(parts) <= MAX_PARTS:
        raise UserFacingError(
            "A blend is made of {least} to {most} skills.",
            hint="Choose a number of skills within these limits.",
            least=_LEAST_PARTS,
            most=MAX_PARTS,
        )
    chosen: list[_Part] = []
    for use in parts:
        adapter = services.library.adapter(use.adapter_id)
        if adapter.state is AdapterState.BINNED:
            raise UserFacingError(
                "The skill {name} is in the bin.", hint="Restore it, or go on without it.", name=adapter.name
            )
        if any(part.adapter.id == adapter.id for part in chosen):
            raise UserFacingError(
                "The skill {name} is in the blend twice.", hint="Give it one larger weight.", name=adapter.name
            )
        _require_same_base(chosen, adapter)
        folder = services.library.adapter_folder(adapter.id)
        chosen.append(_Part(adapter=adapter, folder=folder, weight=checked_strength(use.strength)))
    weighty = [part for part in chosen if part.weight]
    if not weighty:
        raise UserFacingError("All weights are 0.", hint="Give at least one skill a weight.")
    return weighty


def _require_same_base(chosen: Sequence[_Part], adapter: Adapter) -> None:
    first = chosen[0].adapter if chosen else adapter
    if first.base_fingerprint != adapter.base_fingerprint:
        raise UserFacingError(
            "The skills {one} and {other} were made for different base models.",
            hint="Only skills of one base model can be blended.",
            one=first.name,
            other=adapter.name,
        )


def _checked_rank(rank: int | None) -> int:
    """The rank as the worker is told; 0 means that nothing is reduced."""
    if rank is not None and rank < 1:
        raise UserFacingError("The rank {rank} is too small.", hint="Choose a rank of 1 or more.", rank=rank)
    return rank or 0


def _on_the_wire(parts: Sequence[_Part]) -> tuple[tuple[str, float], ...]:
    return tuple((str(part.folder), part.weight) for part in parts)


def _request(chosen: Sequence[_Part], base: Path, *, rank: int | None, name: str) -> Blend:
    """What the worker is asked, but for the folder to write into."""
    return Blend(
        parts=_on_the_wire(chosen),
        base=str(base),
        out="",
        rank=_checked_rank(rank),
        name=checked_name(name or blend_name([part.adapter.name for part in chosen])),
        description=_description([part.adapter for part in chosen if part.weight > 0]),
    )


def _ingredients(parts: Sequence[_Part]) -> tuple[Ingredient, ...]:
    return tuple(Ingredient(adapter_id=part.adapter.id, name=part.adapter.name, weight=part.weight) for part in parts)


def _description(adapters: Sequence[Adapter]) -> str:
    """What the parts are for, one after the other: a model that is told so reads it as instructions."""
    texts = dict.fromkeys(adapter.description for adapter in adapters if adapter.description)
    return "\n\n".join(texts)[:MAX_DESCRIPTION].rstrip()


def _size(folder: Path) -> int:
    with disk_errors(folder):
        return (folder / ADAPTER_WEIGHTS).stat().st_size
