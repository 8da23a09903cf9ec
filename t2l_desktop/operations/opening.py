"""Opening everything that the window works with; all of it may wait for a slow drive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Pack
from t2l_desktop.library.packs import BrokenPack
from t2l_desktop.library.run_marker import RunMarker
from t2l_desktop.operations.packs import current_pack, list_packs
from t2l_desktop.operations.services import Services, open_services


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The services, the packs that were found, and which of them to work with."""

    services: Services
    packs: Sequence[Pack]
    broken: Sequence[BrokenPack]
    pack: Pack | None


def open_app(paths: AppPaths) -> Opened:
    """Open the library for a window, and mark that it runs; raises `UserFacingError` where that is not possible."""
    marker = RunMarker(paths.state)
    try:
        return look_around(open_services(paths, marker=marker))
    except BaseException:
        marker.close()
        raise


def look_around(services: Services) -> Opened:
    """What there is to work with."""
    packs, broken = list_packs(services)
    return Opened(services=services, packs=packs, broken=broken, pack=current_pack(services))
