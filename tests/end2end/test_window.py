"""The app as its user meets it: real window, real workers, real starter, one day and the next."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from clean_machine import foreign_sockets

from t2l_desktop.core.paths import HOME_VARIABLE
from t2l_desktop.core.resources import resources_folder
from tests.end2end.torture import Torture
from tests.helpers.tiny_parts import make_parts

pytestmark = pytest.mark.skipif(
    not (resources_folder() / "starter" / "embedder" / "model.safetensors").is_file(), reason="no embedder: run make"
)


def tell(story: str, *arguments: str, home: Path) -> None:
    """Run the app with a story, as somebody whose folders have Japanese names; nothing may look for a network."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", HOME_VARIABLE: str(home), "LANG": "en_US.UTF-8"}
    sockets = home.with_name("sockets")
    watch = ["strace", "-qq", "-f", "--seccomp-bpf", "-e", "trace=network", "-o", str(sockets)]
    told = subprocess.run(
        [*(watch if can_watch() else ()), sys.executable, "-m", "tests.helpers.window_user", story, *arguments],
        env=environment, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr[-4000:]
    if can_watch():
        assert foreign_sockets(sockets.read_text(errors="replace")) == []


@functools.cache
def can_watch() -> bool:
    """Whether processes may be looked over the shoulder here."""
    strace = shutil.which("strace")
    return strace is not None and subprocess.run([strace, "-qq", "-o", os.devnull, "true"], check=False).returncode == 0


def test_a_first_day_and_the_next(tmp_path: Path) -> None:
    home, exports = tmp_path / "山田 太郎", tmp_path / "書き出し"
    exports.mkdir()
    tell("first_day", str(exports), home=home)
    tell("next_day", home=home)


def test_a_model_of_ones_own(tmp_path: Path) -> None:
    parts = make_parts(tmp_path / "部品")
    tell("a_model_of_ones_own", *map(str, parts), home=tmp_path / "home")


def test_kill_9_loses_nothing(tmp_path: Path) -> None:
    """The short form of `make torture`."""
    torture = Torture(tmp_path, seed=1)
    torture.run(9)
    assert torture.killed["window"] > 1
    assert torture.confirmed["message"]
