"""The data folder: what is in it, moving it, and choosing another one.

What changes the folder as a whole works on paths alone: the library must not be open meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library.backups import Backups
from t2l_desktop.library.moving import data_files, forget_move, move, needed_bytes, place_for, point_to
from t2l_desktop.library.restoring import KeptData, kept_data
from t2l_desktop.library.storage import check_free_space, free_bytes
from t2l_desktop.operations.services import OnEvent, Services, metered


@dataclass(frozen=True, kw_only=True)
class DataFacts:
    """The data folder in numbers; `backed_up_at` is when the app last kept a backup by itself, if ever."""

    folder: Path
    nbytes: int
    packs_nbytes: int
    free: int
    backed_up_at: float | None
    kept: tuple[KeptData, ...]


@dataclass(frozen=True, kw_only=True)
class MovePlan:
    """Where the data folder would go."""

    target: Path


@dataclass(frozen=True, kw_only=True)
class Moved:
    """The folders after a move."""

    paths: AppPaths


def measure_data(services: Services) -> DataFacts:
    """Count what the data folder takes."""
    return measure_folder(services.paths)


def measure_folder(paths: AppPaths) -> DataFacts:
    """Count what a data folder takes; raises `UserFacingError` where it cannot be read."""
    sizes = dict(data_files(paths.data))
    backups = Backups(paths.backups).all()
    return DataFacts(
        folder=paths.data,
        nbytes=sum(sizes.values()),
        packs_nbytes=sum(size for path, size in sizes.items() if path.is_relative_to(paths.packs)),
        free=free_bytes(paths.data),
        backed_up_at=backups[0].at if backups else None,
        kept=tuple(kept_data(paths)),
    )


def plan_move(services: Services, *, folder: Path) -> MovePlan:
    """Look whether the data can go into `folder`; raises `UserFacingError` where they cannot."""
    return plan_folder_move(services.paths, folder=folder)


def plan_folder_move(paths: AppPaths, *, folder: Path) -> MovePlan:
    """As `plan_move`, without the library."""
    target = place_for(paths, folder)
    check_free_space(target, needed_bytes(paths, target))
    return MovePlan(target=target)


def move_data(
    paths: AppPaths, *, target: Path, on_event: OnEvent | None = None, cancel: CancelToken | None = None
) -> Moved:
    """Copy the data to `target`, use them there, and remove them where they were; `Progress` has the stage "move".

    Raises `UserFacingError` while another program has the library open, or where the disk refuses; nothing is moved
    then.
    """
    check_free_space(target, needed_bytes(paths, target))
    total = sum(size for _, size in data_files(paths.data))
    return Moved(paths=move(paths, target, metered("move", total, on_event, cancel)))


def use_data_folder(paths: AppPaths, *, folder: Path) -> AppPaths:
    """Work with a data folder that is there already, as after its drive got another letter.

    Raises `UserFacingError` where `folder` holds no data of the app.
    """
    chosen = paths.with_data(folder.absolute())
    if not (chosen.holds_data and chosen.database.is_file()):
        raise UserFacingError(
            "{folder} holds no data of this app.",
            hint="Choose the folder that holds the file library.sqlite3.",
            folder=folder,
        )
    forget_move(paths)
    point_to(paths, chosen.data)
    return chosen


def begin_anew(paths: AppPaths) -> AppPaths:
    """Go back to the usual data folder; the one that was in use stays as it is, wherever it is."""
    forget_move(paths)
    point_to(paths, paths.usual_data)
    return paths.with_data(paths.usual_data)
