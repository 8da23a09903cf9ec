"""What brought a run down is known to the next one, and only that."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from t2l_desktop.core.errors import UserFacingError, WorkerDiedError
from t2l_desktop.core.messages import FindDevices, WorkerKind
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library.run_marker import Load, RunMarker
from t2l_desktop.link.worker_link import WorkerLink
from t2l_desktop.operations.services import open_worker

BASE = Load("chatter", "mine", "auto")


def marks(paths: AppPaths) -> list[Path]:
    return list(paths.state.glob("run-*.json"))


_RUN = """
import os, sys, pathlib
from t2l_desktop.library.run_marker import Load, RunMarker
marker = RunMarker(pathlib.Path(sys.argv[1]))
with marker.loading(Load("generator", "mine", "auto")):
    pass
load = marker.loading(Load("chatter", "mine", "auto"))
if sys.argv[2] != "idle":
    load.__enter__()
if sys.argv[2] == "quit":
    marker.close()
os._exit(0)
"""


def run(paths: AppPaths, how: str) -> None:
    subprocess.run([sys.executable, "-c", _RUN, str(paths.state), how], check=True)


def test_a_run_that_ended_while_loading_is_remembered_until_it_works(paths: AppPaths) -> None:
    run(paths, "loading")
    first = RunMarker(paths.state)
    assert first.is_fatal(BASE)
    assert not first.is_fatal(Load("generator", "mine", "auto"))
    assert not first.is_fatal(Load("chatter", "other", "auto"))
    assert not first.is_fatal(Load("chatter", "mine", "cpu"))
    first.close()
    second = RunMarker(paths.state)
    assert second.is_fatal(BASE)
    with second.loading(BASE):
        pass
    assert not second.is_fatal(BASE)
    second.close()
    assert marks(paths) == []


@pytest.mark.parametrize("how", ["idle", "quit"])
def test_other_ends_are_nobodys_fault(paths: AppPaths, how: str) -> None:
    run(paths, how)
    marker = RunMarker(paths.state)
    assert not marker.is_fatal(BASE)
    marker.close()


def test_a_worker_that_dies_is_to_blame_but_a_refusal_is_none(paths: AppPaths) -> None:
    marker = RunMarker(paths.state)
    with pytest.raises(UserFacingError), marker.loading(BASE):
        raise UserFacingError("The file is bad.")
    assert not marker.is_fatal(BASE)
    with pytest.raises(WorkerDiedError), marker.loading(BASE):
        raise WorkerDiedError("It died.")
    assert marker.is_fatal(BASE)
    marker.close()
    again = RunMarker(paths.state)
    assert again.is_fatal(BASE)
    with again.loading(BASE):
        pass
    quitting = again.loading(BASE)
    quitting.__enter__()
    again.close()
    # the worker was ended by the app itself
    assert not quitting.__exit__(WorkerDiedError, WorkerDiedError("It died."), None)
    assert marks(paths) == []


def test_a_run_that_goes_on_is_left_alone(paths: AppPaths) -> None:
    first = RunMarker(paths.state)
    with first.loading(BASE):
        (mark,) = marks(paths)
        other = mark.with_name("run-1.json")
        other.write_bytes(mark.read_bytes())
        assert not RunMarker(paths.state).is_fatal(BASE)
        assert other.exists()
        body = json.loads(other.read_text())
        other.write_text(json.dumps({**body, "began": body["began"] - 1}))  # its number was given to another process
        assert RunMarker(paths.state).is_fatal(BASE)
        assert not other.exists()


@pytest.mark.parametrize("nonsense", ["", "[", "[1]", '{"pid": "x"}', '{"pid": 1, "began": 2, "loading": [[1]]}'])
def test_nonsense_is_passed_over(paths: AppPaths, nonsense: str) -> None:
    (paths.state / "run-1.json").write_text(nonsense)
    RunMarker(paths.state).close()
    assert marks(paths) == []


def test_a_state_folder_that_cannot_be_written_is_no_obstacle(paths: AppPaths) -> None:
    (paths.state / f"run-{os.getpid()}.json").mkdir()
    marker = RunMarker(paths.state)
    with marker.loading(BASE):
        pass
    marker.close()


@pytest.fixture
def dying(paths: AppPaths, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[WorkerLink, RunMarker]]:
    monkeypatch.setattr(
        "t2l_desktop.link.worker_link.worker_command", lambda _: [sys.executable, "-c", "raise SystemExit(3)"]
    )
    monkeypatch.setattr("t2l_desktop.link.worker_link._BACK_OFF_SECONDS", 0)
    marker = RunMarker(paths.state)
    link = open_worker(WorkerKind.CHATTER, paths, marker=marker)
    yield link, marker
    link.close()
    marker.close()


def test_a_worker_that_gives_up_is_to_blame(dying: tuple[WorkerLink, RunMarker], paths: AppPaths) -> None:
    link, marker = dying
    with marker.loading(BASE):
        pass
    for _ in range(4):
        with pytest.raises(UserFacingError):
            link.call(FindDevices())
    assert marker.is_fatal(BASE)
    assert json.loads(marks(paths)[0].read_text())["fatal"] == [["chatter", "mine", "auto"]]
