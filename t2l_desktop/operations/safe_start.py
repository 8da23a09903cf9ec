"""What brought the app or a worker down is not loaded again by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from t2l_desktop.core.messages import WorkerKind
from t2l_desktop.core.records import Pack
from t2l_desktop.library.run_marker import Load
from t2l_desktop.library.settings import load_settings
from t2l_desktop.operations.services import Services


@contextmanager
def noted(services: Services, worker: WorkerKind, pack: Pack) -> Iterator[None]:
    """Have the mark of this run name what is loaded in this block."""
    if services.marker is None:
        yield
        return
    device = load_settings(services.paths.settings).device
    with services.marker.loading(Load(worker.value, pack.id, device)):
        yield


def brought_down(services: Services, pack: Pack, *, device: str) -> set[WorkerKind]:
    """The workers that should not load this pack by themselves, as on this device that ended badly before."""
    marker = services.marker
    if marker is None:
        return set()
    return {worker for worker in WorkerKind if marker.is_fatal(Load(worker.value, pack.id, device))}
