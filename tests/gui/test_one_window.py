"""One window for one set of folders, and whatever it is asked to open, by real starts of the app."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from t2l_desktop.__main__ import names_file
from t2l_desktop.core.paths import HOME_VARIABLE, AppPaths
from t2l_desktop.gui import single_instance
from t2l_desktop.gui.arrivals import files_from
from t2l_desktop.gui.main_window import MainWindow
from t2l_desktop.gui.pages.unanswered import UnansweredPage
from t2l_desktop.gui.single_instance import LETTER_SUFFIX, Letter, Outcome, SingleInstance, take_letters

only_where_processes_can_be_held = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGSTOP")


class Start:
    """A start of the app, and what it says."""

    def __init__(self, home: Path, *files: str, patience: float = 20.0) -> None:
        environment = {
            **os.environ,
            HOME_VARIABLE: str(home),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONUTF8": "1",
            "PATIENCE": str(patience),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.first_window", *files],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8",
        )  # fmt: skip
        self._timer = threading.Timer(60, self.process.kill)
        self._timer.start()

    def says(self, line: str) -> bool:
        """Read on until it says this; false where it ends without."""
        assert self.process.stdout is not None
        return any(said.rstrip("\n") == line for said in self.process.stdout)

    def rest(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.read()

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self._timer.cancel()
        self._timer.join()


@pytest.fixture
def starts() -> Iterator[list[Start]]:
    made: list[Start] = []
    yield made
    for start in made:
        start.end()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """As long as a path may be in no socket's address."""
    return tmp_path / ("長い名前 with spaces " + "x" * 150)


def begin(starts: list[Start], home: Path, *files: str, patience: float = 20.0) -> Start:
    starts.append(Start(home, *files, patience=patience))
    return starts[-1]


def test_a_second_start_hands_its_files_over_and_ends(starts: list[Start], home: Path) -> None:
    first = begin(starts, home)
    assert first.says("ready")
    second = begin(starts, home, "/tmp/山田 太郎.t2lskill", "file:///tmp/a%20b%20%E7%B5%B5.gguf", "minimise")
    assert second.process.wait() == 0
    assert second.rest() == ""
    assert first.says("open /tmp/山田 太郎.t2lskill")
    assert first.says("open /tmp/a b 絵.gguf")
    assert first.says("minimised True")
    assert begin(starts, home).process.wait() == 0
    third = begin(starts, home, "last.t2lpack")
    assert third.process.wait() == 0
    assert first.says(f"open {Path.cwd() / 'last.t2lpack'}")
    assert first.says("minimised False")


def test_files_of_the_first_start_are_opened_once_there_are_pages(starts: list[Start], home: Path) -> None:
    first = begin(starts, home, "/tmp/one.t2lskill")
    assert first.says("open /tmp/one.t2lskill")
    assert first.says("ready")


def test_a_file_that_macos_hands_over_is_opened(starts: list[Start], home: Path) -> None:
    first = begin(starts, home, "/tmp/as a Mac does.gguf")
    assert first.says("open /from/the/Finder")


def test_another_home_is_another_window(starts: list[Start], tmp_path: Path) -> None:
    assert begin(starts, tmp_path / "one").says("ready")
    assert begin(starts, tmp_path / "two").says("ready")


def test_after_a_kill_the_next_start_is_the_first(starts: list[Start], home: Path) -> None:
    first = begin(starts, home)
    assert first.says("ready")
    first.end()
    assert begin(starts, home, "/tmp/x.gguf").says("open /tmp/x.gguf")


def test_after_a_close_the_next_start_is_the_first(starts: list[Start], home: Path) -> None:
    first = begin(starts, home)
    assert first.says("ready")
    assert begin(starts, home, "close").process.wait() == 0
    assert first.process.wait() == 0
    assert begin(starts, home).says("ready")


@only_where_processes_can_be_held
def test_a_window_that_hangs_is_said_and_its_letter_taken_back(starts: list[Start], home: Path) -> None:
    first = begin(starts, home)
    assert first.says("ready")
    first.process.send_signal(signal.SIGSTOP)
    second = begin(starts, home, "/tmp/x.gguf", patience=0.3)
    assert second.process.wait() == 1
    assert "T2L Desktop is open already, but does not answer." in second.rest()
    assert list((home / "state" / "letters").iterdir()) == []
    first.process.send_signal(signal.SIGCONT)


@only_where_processes_can_be_held
def test_a_start_that_waits_takes_the_place_of_a_window_that_ends(starts: list[Start], home: Path) -> None:
    first = begin(starts, home)
    assert first.says("ready")
    first.process.send_signal(signal.SIGSTOP)
    second = begin(starts, home, "/tmp/x.gguf")
    letters = home / "state" / "letters"
    while not list(letters.glob(f"*{LETTER_SUFFIX}")):
        assert second.process.poll() is None
    first.process.kill()
    assert second.says("open /tmp/x.gguf")


def test_a_folder_that_cannot_be_written_keeps_nobody_from_starting(tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(b"")
    assert SingleInstance(tmp_path / "state").start([]) is Outcome.FIRST


def test_no_letter_can_be_left_where_there_is_no_folder_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_instance, "_PATIENCE_SECONDS", 0.0)
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert first.start([]) is Outcome.FIRST
    first.letters.write_bytes(b"")
    assert second.start([]) is Outcome.UNANSWERED
    first.release()
    assert second.start([]) is Outcome.FIRST
    second.release()


def test_what_is_no_letter_is_thrown_away(tmp_path: Path) -> None:
    good = {"files": ["/tmp/a.gguf"], "token": "wayland\0token"}
    bodies = {
        "0": b"\xff\x00", "1": b"[" * 100_000, "2": b"[]", "3": b'{"files": "x", "token": ""}',
        "4": b'{"files": [1], "token": ""}', "5": b'{"files": [], "token": 1}', "6": json.dumps(good).encode(),
        "7": json.dumps(good).encode(),
    }  # fmt: skip
    for name, body in bodies.items():
        (tmp_path / f"{name}{LETTER_SUFFIX}").write_bytes(body)
    os.utime(tmp_path / f"6{LETTER_SUFFIX}", (0, 0))
    (tmp_path / f"8{LETTER_SUFFIX}").mkdir()
    assert take_letters(tmp_path) == [Letter((Path("/tmp/a.gguf"),), "waylandtoken")]
    assert [path.name for path in tmp_path.iterdir()] == [f"8{LETTER_SUFFIX}"]


@pytest.mark.parametrize(
    ("argument", "is_file"),
    [
        ("chat", False), ("packs", False), ("--help", False), ("-x.gguf", False), ("", False), ("there", False),
        ("a.gguf", True), ("./chat", True), ("/home/山田/スキル", True), ("file:///a%20b", True),
        ("スキル.T2LSKILL", True),
        ("already here", True), ("答えは海賊のように。" * 30, False),
    ],
)  # fmt: skip
def test_a_verb_wins_over_a_file_of_its_name(
    argument: str, is_file: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("chat", "there", "already here"):
        Path(name).write_bytes(b"")
    assert names_file(argument) is is_file


def test_files_come_as_paths_and_as_urls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    given = ["a b.gguf", "/x/y.t2lskill", "file:///tmp/%E6%97%A5%20%25.gguf", "file://elsewhere/share/x.gguf"]
    found = files_from(given)
    assert found[:3] == [tmp_path / "a b.gguf", Path("/x/y.t2lskill"), Path("/tmp/日 %.gguf")]
    assert not found[3].exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such modes")
def test_letters_are_nobody_elses(paths: AppPaths) -> None:
    instance = SingleInstance(paths.state)
    assert instance.start([]) is Outcome.FIRST
    letter = SingleInstance(paths.state)._post(Letter((Path("/tmp/x"),)))
    assert letter is not None
    assert instance.letters.stat().st_mode & 0o077 == 0
    instance.release()


def test_a_start_that_is_not_answered_says_so_in_its_window(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.fill_with(UnansweredPage())
    window.show()
    words = [label.text() for label in window.findChildren(QLabel) if label.isVisible() and label.text()]
    assert words[0] == "T2L Desktop is open already, but does not answer."
    assert "start the app again" in words[1]
