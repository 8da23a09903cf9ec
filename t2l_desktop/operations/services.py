"""What every operation works with: the library, the packs and the two workers."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.devices import DeviceUse
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import Progress, Token, WorkerKind
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library.handed_over import sweep_handed_over
from t2l_desktop.library.moving import settle_move
from t2l_desktop.library.pack_bin import sweep_packs
from t2l_desktop.library.pack_files import Meter
from t2l_desktop.library.packs import PackShelf
from t2l_desktop.library.restoring import finish_restore, sweep_restores
from t2l_desktop.library.run_marker import RunMarker
from t2l_desktop.library.storage import sweep_parts
from t2l_desktop.library.store import Library
from t2l_desktop.link.worker_link import LinkState, WorkerLink

logger = logging.getLogger(__name__)

_HOUR = 3600.0
OnEvent = Callable[[Progress | Token], None]
Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True)
class Services:
    """Passed to every operation; made by `open_services`. `devices` is what each worker last said that it uses.

    `marker` is there where the run is marked, as that of the window.
    """

    paths: AppPaths
    library: Library
    packs: PackShelf
    generator: WorkerLink
    chatter: WorkerLink
    marker: RunMarker | None = None
    devices: dict[WorkerKind, DeviceUse] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SoFar(Generic[Value]):
    """What long work has come to by now, and how far it is between 0 and 1."""

    fraction: float
    value: Value


def metered(stage: str, nbytes: int, on_event: OnEvent | None, cancel: CancelToken | None) -> Meter:
    """A meter for work on `nbytes`, which tells as `Progress` of `stage` how far that is."""
    tell = None if on_event is None else lambda fraction: on_event(Progress(stage=stage, fraction=fraction))
    return Meter(nbytes, on_progress=tell, cancel=cancel)


def open_services(paths: AppPaths, *, marker: RunMarker | None = None) -> Services:
    """Settle what was interrupted, open the library and sweep it; no worker starts before it is called.

    Raises `UserFacingError` where the data folder cannot be used.
    """
    notices = _settle(paths)
    library = Library(paths.ensure())
    library.notices = (*notices, *library.notices)
    try:
        library.sweep()
        sweep_packs(paths, now=time.time())
        sweep_handed_over(paths, now=time.time())
    except UserFacingError as error:
        logger.info("the library was not swept: %s", error.detail)
    return Services(
        paths=paths,
        library=library,
        packs=PackShelf(paths),
        generator=open_worker(WorkerKind.GENERATOR, paths, marker=marker),
        chatter=open_worker(WorkerKind.CHATTER, paths, marker=marker),
        marker=marker,
    )


def _settle(paths: AppPaths) -> list[UserFacingError]:
    """Finish or clear what was interrupted, before anything is opened; gives what the person should be told."""
    was_moving = settle_move(paths)
    finish_restore(paths)
    sweep_restores(paths, now=time.time())
    for folder in (paths.data, paths.backups, paths.config, paths.state):
        sweep_parts(folder, before=time.time() - _HOUR)
    if not was_moving:
        return []
    return [
        UserFacingError(
            "Moving the data folder was interrupted: everything is where it was.",
            hint="Move it again from the Settings page.",
        )
    ]


def close_services(services: Services) -> None:
    """End the workers, then let go of the library."""
    services.generator.close()
    services.chatter.close()
    services.library.close()


def open_worker(kind: WorkerKind, paths: AppPaths, *, marker: RunMarker | None = None) -> WorkerLink:
    """A link to a worker that has not been started; that it gave up is noted in the mark of this run."""

    def note(state: LinkState) -> None:
        if marker is not None and state is LinkState.GIVEN_UP:
            marker.note_given_up(kind.value)

    return WorkerLink(kind, stderr_log=paths.logs / f"{kind}.log", on_state=note)
