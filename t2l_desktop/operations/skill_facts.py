"""Everything that the library's details say about one adapter, read in one go."""

from __future__ import annotations

from dataclasses import dataclass

from t2l_desktop.core.changes import LayerChanges
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.records import Adapter
from t2l_desktop.operations.answering import fits
from t2l_desktop.operations.changes import adapter_changes
from t2l_desktop.operations.services import Services
from t2l_desktop.operations.sheets import Score, score


@dataclass(frozen=True, kw_only=True)
class SkillFacts:
    """`pack_name` is empty where the pack is not installed, `nbytes` 0 where the files are missing.

    `has_base` tells whether the pack's base is still the one that the adapter was made for.
    """

    adapter: Adapter
    pack_name: str
    has_base: bool
    nbytes: int
    changes: LayerChanges | None
    score: Score | None
    tested_at: float


def skill_facts(services: Services, *, adapter_id: str) -> SkillFacts:
    """Read them; raises `UserFacingError` where there is no such adapter."""
    adapter = services.library.adapter(adapter_id)
    sheet = services.library.sheets.get(adapter_id)
    name, has_base = _pack_of(services, adapter)
    counted = score(sheet.rows, sheet.result.skill)
    return SkillFacts(
        adapter=adapter,
        pack_name=name,
        has_base=has_base,
        nbytes=_size(services, adapter_id),
        changes=adapter_changes(services, adapter_id=adapter_id),
        score=counted if counted.of else None,
        tested_at=sheet.result.made_at,
    )


def _pack_of(services: Services, adapter: Adapter) -> tuple[str, bool]:
    try:
        pack = services.packs.pack(adapter.pack_id)
    except UserFacingError:
        return "", False
    return pack.name, pack.base is not None and fits(adapter, pack)


def _size(services: Services, adapter_id: str) -> int:
    try:
        folder = services.library.adapter_folder(adapter_id)
        return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    except (OSError, UserFacingError):
        return 0
