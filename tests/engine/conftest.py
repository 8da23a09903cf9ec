"""Services on a library of their own, with real workers; the `packs` fixture of a file says which packs there are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from t2l_desktop.core.messages import FindDevices, WorkerKind
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library.packs import PackShelf
from t2l_desktop.library.store import Library
from t2l_desktop.link.worker_link import WorkerLink
from t2l_desktop.operations.services import Services


@pytest.fixture(scope="module")
def workers() -> Iterator[tuple[WorkerLink, WorkerLink]]:
    generator, chatter = WorkerLink(WorkerKind.GENERATOR), WorkerLink(WorkerKind.CHATTER)
    for each in (generator, chatter):
        each.call(FindDevices())  # started here, so that no test is said to leave them running
    yield generator, chatter
    generator.close()
    chatter.close()


@pytest.fixture
def services(paths: AppPaths, packs: Path, workers: tuple[WorkerLink, WorkerLink]) -> Iterator[Services]:
    with Library(paths) as library:
        yield Services(
            paths=paths,
            library=library,
            packs=PackShelf(paths, starter=packs),
            generator=workers[0],
            chatter=workers[1],
        )
        assert [path.name for path in paths.adapters.iterdir() if path.name.startswith(".")] == [], "left behind"
