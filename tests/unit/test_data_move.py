"""Moving the data folder: all of it, to anywhere, and nothing lost whenever it is interrupted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError, WorkCancelledError
from t2l_desktop.core.messages import Progress, Token
from t2l_desktop.core.paths import AppPaths, DataFolderMissingError
from t2l_desktop.library import moving
from t2l_desktop.library.store import Library
from t2l_desktop.operations.data_folder import (
    Moved,
    begin_anew,
    measure_folder,
    move_data,
    plan_folder_move,
    use_data_folder,
)
from t2l_desktop.operations.services import close_services, open_services
from tests.helpers.filled_library import contents, fill


def move_to(paths: AppPaths, folder: Path) -> Moved:
    return move_data(paths, target=plan_folder_move(paths, folder=folder).target)


@pytest.fixture(params=["same drive", "another drive"])
def drives(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two names for one file are only possible on one drive."""
    if request.param == "another drive":

        def refuse(*_: object) -> None:
            raise OSError(18, "Invalid cross-device link")

        monkeypatch.setattr(Path, "hardlink_to", refuse)


@pytest.mark.usefixtures("drives")
def test_everything_is_at_the_new_place_and_nothing_at_the_old_one(paths: AppPaths, tmp_path: Path) -> None:
    before = fill(paths, "One", "Two")
    (paths.data / "library-damaged-20250101-000000.sqlite3").write_bytes(b"old")
    stages: list[Progress] = []

    def note(event: Progress | Token) -> None:
        assert isinstance(event, Progress)
        stages.append(event)

    plan = plan_folder_move(paths, folder=tmp_path / "他の場所")
    moved = move_data(paths, target=plan.target, on_event=note)
    assert moved.paths == AppPaths.locate()
    assert moved.paths.data == tmp_path / "他の場所"
    assert contents(moved.paths) == before
    assert (moved.paths.data / "library-damaged-20250101-000000.sqlite3").read_bytes() == b"old"
    assert not paths.data.exists()
    assert stages[-1].fraction is not None
    assert stages[-1].fraction > 0.5
    back = move_to(moved.paths, paths.data)
    assert back.paths == AppPaths.locate() == paths
    assert contents(paths) == before
    assert not paths.pointer.exists()
    assert [path.name for path in tmp_path.iterdir()] == []


def test_the_folder_of_the_installed_app_is_no_place_for_data(
    paths: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(paths, "One")
    app = tmp_path / "app"
    app.mkdir()
    (app / "t2l-desktop").touch()
    (tmp_path / "way").symlink_to(app)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(app / "t2l-desktop"))
    for chosen in (app, app / "data", tmp_path / "way"):
        with pytest.raises(UserFacingError, match="which an update replaces"):
            plan_folder_move(paths, folder=chosen)
    assert plan_folder_move(paths, folder=tmp_path / "apple").target == tmp_path / "apple"


def test_other_peoples_files_stay_where_they_are(paths: AppPaths, tmp_path: Path) -> None:
    fill(paths, "One")
    (paths.data / "my notes.txt").write_text("mine")
    chosen = tmp_path / "chosen"
    chosen.mkdir()
    (chosen / "photo.jpg").write_bytes(b"theirs")
    moved = move_to(paths, chosen)
    assert moved.paths.data == chosen / moving.FOLDER_NAME
    assert [path.name for path in paths.data.iterdir()] == ["my notes.txt"]
    taken = tmp_path / "taken" / moving.FOLDER_NAME / "theirs"
    taken.mkdir(parents=True)
    with pytest.raises(UserFacingError, match="files in"):
        plan_folder_move(AppPaths.locate(), folder=tmp_path / "taken")
    with pytest.raises(UserFacingError, match="into itself"):
        plan_folder_move(AppPaths.locate(), folder=moved.paths.data / "packs" / "new")


def test_a_drive_that_is_too_small_is_refused_before_anything_is_copied(
    paths: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(paths, "One")
    monkeypatch.setattr("t2l_desktop.library.storage.free_bytes", lambda _: 1000)
    with pytest.raises(UserFacingError, match="not enough room"):
        move_to(paths, tmp_path / "small")
    assert not (tmp_path / "small").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no name ends in a blank there")
def test_a_folder_whose_name_ends_in_a_blank_is_found_again(paths: AppPaths, tmp_path: Path) -> None:
    before = fill(paths, "One")
    assert move_to(paths, tmp_path / "drive ").paths == AppPaths.locate()
    assert contents(AppPaths.locate()) == before


def test_a_drive_that_is_away_is_said(paths: AppPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where not even the root of such a drive is there."""
    fill(paths, "One")
    exists = Path.exists
    monkeypatch.setattr(Path, "exists", lambda self, **how: self != Path(self.anchor) and exists(self, **how))
    with pytest.raises(UserFacingError, match="cannot be written"):
        plan_folder_move(paths, folder=Path(paths.data.anchor, "away", "data"))


@pytest.mark.usefixtures("drives")
def test_cancel_leaves_everything_where_it_was(paths: AppPaths, tmp_path: Path) -> None:
    before = fill(paths, "One", "Two")
    cancel = CancelToken()
    with pytest.raises(WorkCancelledError):
        move_data(paths, target=tmp_path / "new", on_event=lambda _: cancel.cancel(), cancel=cancel)
    assert contents(AppPaths.locate()) == before
    assert AppPaths.locate() == paths
    assert not (tmp_path / "new").exists()
    assert [path.name for path in paths.config.iterdir()] == ["settings.toml"]


def test_nothing_moves_while_another_program_has_the_library(
    paths: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("t2l_desktop.library.database.BUSY_SECONDS", 0.1)
    before = fill(paths, "One")
    with Library(paths) as other:
        other.chats()
        with pytest.raises(UserFacingError, match="in use by another program"):
            move_to(paths, tmp_path / "new")
    assert contents(paths) == before
    assert not (tmp_path / "new").exists()


_DIE = """
import os, sys, pathlib
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library import moving
from t2l_desktop.operations.data_folder import move_data
name, when = sys.argv[2:]
if when == "unlinked": # as on another drive
    def refuse(*_): raise OSError(18, "Invalid cross-device link")
    pathlib.Path.hardlink_to = refuse
real = getattr(moving, name)
def die(*args, **options):
    if when != "before":
        real(*args, **options)
    os._exit(9)
if name == "_clear":  # the first one clears the place to move to
    calls = []
    def die(*args):
        calls.append(args)
        if len(calls) > 1:
            if when != "before":
                real(*args)
            os._exit(9)
        real(*args)
setattr(moving, name, die)
move_data(AppPaths.locate(), target=pathlib.Path(sys.argv[1]))
"""


@pytest.mark.parametrize("when", ["before", "after", "unlinked"])
@pytest.mark.parametrize("step", ["_copy", "_back_up", "sync_folder", "point_to", "settle_move", "_clear"])
def test_a_move_that_is_killed_loses_nothing(paths: AppPaths, tmp_path: Path, step: str, when: str) -> None:
    before = fill(paths, "One", "Two")
    target = tmp_path / "new"
    done = subprocess.run([sys.executable, "-c", _DIE, str(target), step, when], check=False)
    assert done.returncode == 9
    services = open_services(AppPaths.locate())
    notices = services.library.notices
    close_services(services)
    now = AppPaths.locate()
    assert contents(now) == before
    other = target if now.data == paths.data else paths.data
    assert not other.exists()
    assert bool(notices) == (now.data == paths.data)
    assert sorted(path.name for path in now.config.iterdir() if path.name != "data-folder") == ["settings.toml"]
    assert not list(now.data.glob("unfinished*"))
    if now.data == paths.data:
        assert contents(move_to(now, target).paths) == before


def test_a_moved_folder_that_is_gone_is_no_reason_to_begin_an_empty_one(paths: AppPaths, tmp_path: Path) -> None:
    before = fill(paths, "One")
    drive, elsewhere = tmp_path / "drive", tmp_path / "other letter"
    drive.mkdir()
    (drive / "photo.jpg").touch()
    move_to(paths, drive)
    drive.rename(elsewhere)
    with pytest.raises(DataFolderMissingError, match="is not there") as caught:
        open_services(AppPaths.locate())
    assert str(drive) in caught.value.message
    assert not drive.exists()
    with pytest.raises(UserFacingError, match="holds no data of this app"):
        use_data_folder(AppPaths.locate(), folder=elsewhere)
    found = use_data_folder(AppPaths.locate(), folder=elsewhere / moving.FOLDER_NAME)
    assert found == AppPaths.locate()
    assert contents(found) == before
    assert begin_anew(found) == AppPaths.locate() == paths
    assert contents(paths.ensure()).chats == frozenset()
    assert contents(found) == before


@pytest.mark.parametrize(
    "nonsense", [b"", b"\0\0", b"somewhere", b"\xff\xfe" * 50_000, b"relative/path\n"], ids=range(5)
)
def test_a_pointer_full_of_nonsense_is_said(paths: AppPaths, nonsense: bytes) -> None:
    paths.pointer.write_bytes(nonsense)
    with pytest.raises(DataFolderMissingError, match="is not there"):
        AppPaths.locate().ensure()


def test_the_folder_is_measured(paths: AppPaths) -> None:
    fill(paths, "One", "Two")
    facts = measure_folder(paths)
    assert facts.packs_nbytes == 2 * 3000
    assert facts.nbytes > facts.packs_nbytes + 1000
    assert facts.free > 0
    paths.data.rename(paths.data.with_name("gone"))
    with pytest.raises(UserFacingError, match="cannot be reached"):
        measure_folder(paths)
