"""A disk that is full or read-only at whatever is being written: a sentence, nothing half written, all as it was."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library.store import Library
from t2l_desktop.operations.backups import back_up_data, restore_data
from t2l_desktop.operations.data_folder import move_data
from t2l_desktop.operations.services import close_services, open_services
from tests.helpers.filled_library import contents, fill
from tests.helpers.refusals import full_disk, obey_permissions, tree
from tests.helpers.writes import WRITES, Scene, outcome, scene


@pytest.fixture
def made(paths: AppPaths, tmp_path: Path) -> Iterator[Scene]:
    with scene(paths, tmp_path) as found:
        yield found


def rows(library: Library) -> list[str]:
    return list(library._connection.iterdump())


@pytest.mark.parametrize("most", [0, 3000, 30_000])
@pytest.mark.parametrize("name", WRITES)
def test_a_full_disk_is_a_sentence_and_leaves_all_as_it_was(
    made: Scene, paths: AppPaths, tmp_path: Path, name: str, most: int
) -> None:
    before, outside, inside = rows(made.library), tree(tmp_path), tree(paths.data.parent)
    with full_disk(most):
        came = outcome(WRITES[name], made)
    if came == "done":
        assert most, "nothing was written"
        return
    assert "Traceback" not in came, came
    assert "room" in came or "cannot be written" in came
    assert rows(made.library) == before
    assert tree(tmp_path) == outside
    assert tree(paths.data.parent) == inside
    assert outcome(WRITES[name], made) == "done", "there is room again"


@pytest.mark.parametrize("most", [0, 3000, 30_000])
def test_opening_restoring_and_moving_on_a_full_disk(paths: AppPaths, tmp_path: Path, most: int) -> None:
    before = fill(paths, "One", "Two")
    services = open_services(paths)
    backup = back_up_data(services, out=tmp_path / "backup.t2lbackup", with_packs=True)
    close_services(services)
    inside = tree(paths.data.parent)
    with full_disk(most):
        for refused in (
            lambda: restore_data(paths, file=backup),
            lambda: move_data(paths, target=tmp_path / "new"),
        ):
            with pytest.raises(UserFacingError, match=r"room|written"):
                refused()
        with contextlib.suppress(UserFacingError):
            close_services(open_services(paths))
    assert not (tmp_path / "new").exists()
    assert tree(paths.data.parent) == inside
    assert contents(paths) == before


def test_a_home_that_becomes_read_only_is_said_at_every_write(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("folders there have no permission to write that a program could take away so simply")
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.writes", str(tmp_path / "home")],
        capture_output=True, text=True, check=False, timeout=200,
        preexec_fn=obey_permissions if os.geteuid() == 0 else None,
    )  # fmt: skip
    if done.returncode == 77:
        pytest.skip("root cannot be made to obey permissions here")
    assert done.returncode == 0, done.stderr
    came: dict[str, str] = json.loads(done.stdout)
    assert [words for words in came.values() if "Traceback" in words] == []
    refused = {name for name, words in came.items() if words != "done"}
    # An open database can still be written; nothing new can be made.
    assert refused >= {name for name in came if name.startswith(("export", "import a pack", "create", "keep", "back"))}
    assert {"save settings", "change a pack", "import a skill"} <= refused
    home = tmp_path / "home"
    assert not [path for path in home.rglob("*") if ".part" in path.name or path.name.startswith(".new")]
    for folder in (home, *(path for path in home.rglob("*") if path.is_dir())):
        folder.chmod(0o755)


def test_a_home_that_is_read_only_from_the_start_is_said(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("as above")
    home = tmp_path / "home"
    fill(AppPaths.locate(home).ensure(), "One")
    code = (
        "import sys, pathlib\n"
        "from t2l_desktop.core.errors import UserFacingError\n"
        "from t2l_desktop.core.paths import AppPaths\n"
        "from t2l_desktop.operations.opening import open_app\n"
        "try:\n    open_app(AppPaths.locate(pathlib.Path(sys.argv[1])))\n"
        "except UserFacingError as error:\n    print(error.message)\n"
    )
    places = [home, *home.rglob("*")]
    for path in places:
        path.chmod(0o555 if path.is_dir() else 0o444)
    done = subprocess.run(
        [sys.executable, "-c", code, str(home)], capture_output=True, text=True, check=False, timeout=60,
        preexec_fn=obey_permissions if os.geteuid() == 0 else None,
    )  # fmt: skip
    for path in places:
        path.chmod(0o755)
    if done.returncode == 77:
        pytest.skip("root cannot be made to obey permissions here")
    assert "cannot be written" in done.stdout, done.stderr
