"""What the library's page shows, read in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from t2l_desktop.core.records import Adapter, AdapterOrder, AdapterState
from t2l_desktop.operations.services import Services


@dataclass(frozen=True, kw_only=True)
class Browsed:
    """The adapters that fit, of `total` saved ones; all tags, those of the most adapters first; drafts, and the bin."""

    adapters: list[Adapter]
    total: int
    has_favourites: bool
    tags: list[str]
    drafts: list[Adapter]
    binned: list[Adapter]


def browse(
    services: Services, *, search: str = "", tags: Sequence[str] = (), favourites: bool = False, order: str = ""
) -> Browsed:
    """Look for adapters that hold every word of `search` and have every tag."""
    library = services.library
    found = library.adapters(
        search=search, tags=tags, favourites=favourites, order=AdapterOrder(order) if order else AdapterOrder.CHANGED
    )
    total, starred = library.count_adapters()
    return Browsed(
        adapters=found,
        total=total,
        has_favourites=starred > 0,
        tags=library.tags(),
        drafts=library.adapters(state=AdapterState.DRAFT),
        binned=library.adapters(state=AdapterState.BINNED),
    )
