"""The data folder in the window: measured, backed up, restored, moved, missing, gone and back."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import LoadBase, WarmGenerator
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.gui import app, files
from t2l_desktop.gui.desktop import Desktop
from t2l_desktop.gui.language import Language
from t2l_desktop.gui.main_window import MainWindow
from t2l_desktop.gui.messages import Level
from t2l_desktop.gui.theme import Theme
from t2l_desktop.library import moving
from t2l_desktop.library.backups import Backups
from t2l_desktop.library.run_marker import RunMarker
from t2l_desktop.library.settings import load_settings
from t2l_desktop.operations import services as services_module
from t2l_desktop.operations.services import Services
from tests.gui.conftest import Rig, RigMaker
from tests.gui.fakes import FakeLink, make_pack, make_services
from tests.helpers.filled_library import add_chat, contents, fill


class Run:
    """The app from its start on, with scripted workers."""

    def __init__(self, window: MainWindow, start: app.Start, qtbot: QtBot) -> None:
        self.window, self.start, self._qtbot = window, start, qtbot
        self.links: list[FakeLink] = []

    @property
    def desktop(self) -> Desktop:
        self._qtbot.waitUntil(lambda: self.start.desktop is not None, timeout=10_000)
        assert self.start.desktop is not None
        return self.start.desktop

    def anew(self, before: Desktop) -> Desktop:
        """The desktop after the library was closed and opened again."""
        self._qtbot.waitUntil(lambda: self.start.desktop not in (None, before), timeout=10_000)
        return self.desktop

    def says(self, text: str) -> bool:
        return any(text in label.text() for label in self.window.findChildren(QLabel) if label.isVisible())

    def press(self, text: str) -> None:
        buttons = self.window.findChildren(QAbstractButton)
        button = next(each for each in buttons if each.isVisible() and each.isEnabled() and each.text() == text)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def wait_for(self, text: str) -> None:
        self._qtbot.waitUntil(lambda: self.says(text), timeout=10_000)


RunMaker = Callable[[], Run]


@pytest.fixture
def make_run(qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunMaker]:
    runs: list[Run] = []
    starter = tmp_path / "starter"
    make_pack(starter)

    def open_services(paths: AppPaths, *, marker: RunMarker | None = None) -> Services:
        opened = services_module.open_services(paths, marker=marker)
        services, *links = make_services(paths, starter)
        services.library.close()
        runs[-1].links = list(links)
        return dataclasses.replace(services, library=opened.library, marker=marker)

    monkeypatch.setattr("t2l_desktop.operations.opening.open_services", open_services)

    def make() -> Run:
        window = MainWindow()
        qtbot.addWidget(window)
        paths = AppPaths.locate()
        troubles: list[UserFacingError] = []
        settings = load_settings(paths.settings, on_trouble=troubles.append)
        settings = dataclasses.replace(settings, language="en", shows_first_steps=False)
        theme, language = Theme(qapp), Language(qapp)
        theme.apply(settings.theme, settings.text_size)
        language.apply("en")
        start = app.Start(
            paths, settings=settings, window=window, theme=theme, language=language, began=0, troubles=troubles
        )
        runs.append(Run(window, start, qtbot))
        window.show()
        return runs[-1]

    yield make
    for run in runs:
        run.start.close()
    Theme(qapp).apply("light", 100)


def open_settings(run: Run | Rig, qtbot: QtBot) -> None:
    data = run.desktop.settings.data
    run.window.show_page("settings")
    qtbot.waitUntil(lambda: data._facts is not None)


def test_the_section_says_where_the_data_are_and_what_they_take(qtbot: QtBot, rig: Rig, paths: AppPaths) -> None:
    (paths.packs / "big").mkdir()
    (paths.packs / "big" / "base.gguf").write_bytes(b"x" * 3_000_000)
    open_settings(rig, qtbot)
    data = rig.desktop.settings.data
    assert data._notes["folder"].text().replace("\u200b", "") == str(paths.data)
    assert "(3 MB for models)" in data._room.text()
    assert data.with_packs.text() == "With the models (3 MB)"
    assert not data.bring_back.isVisible()


def test_a_backup_is_written_where_the_dialog_says(
    qtbot: QtBot, rig: Rig, paths: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.saved_adapter()
    open_settings(rig, qtbot)
    out = tmp_path / "mine.t2lbackup"
    monkeypatch.setattr(files, "ask_where_to_back_up", lambda _: out)
    rig.desktop.settings.data.back_up.click()
    qtbot.waitUntil(lambda: bool(rig.notices))
    assert str(out) in rig.notices[0].text
    assert out.stat().st_size > 1000
    monkeypatch.setattr(files, "ask_where_to_back_up", lambda _: tmp_path / "starter" / "pack.json" / "no")
    rig.desktop.settings.data.back_up.click()
    qtbot.waitUntil(lambda: len(rig.notices) == 2)
    assert rig.notices[1].level is Level.ERROR
    assert "cannot be written" in rig.notices[1].text


def test_a_restore_is_asked_about_done_and_undone(
    qtbot: QtBot, make_run: RunMaker, paths: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    then = fill(paths, "Then", theme="light")
    backup = tmp_path / "mine.t2lbackup"
    run = make_run()
    open_settings(run, qtbot)
    monkeypatch.setattr(files, "ask_where_to_back_up", lambda _: backup)
    monkeypatch.setattr(files, "ask_for_backup", lambda _: backup)
    run.press("Back up…")
    run.wait_for("was written to")
    add_chat(run.desktop._services.library, "Since")
    run.desktop.preferences.change(theme="dark")
    qtbot.waitUntil(lambda: load_settings(paths.settings).theme == "dark")

    before = run.desktop
    run.press("Restore…")
    run.wait_for("Chats in it: 1.")
    run.press("Not now")
    assert not run.says("Chats in it: 1.")
    run.press("Restore…")
    run.wait_for("Chats in it: 1.")
    run.press("Restore now")
    after = run.anew(before)
    run.wait_for("was restored")
    assert run.window.page_name == "settings"
    assert (after.preferences.current.theme, load_settings(paths.settings).theme) == ("light", "light")
    assert [each.title for each in after._services.library.chats()] == ["Then"]
    run.press("Undo")
    back = run.anew(after)
    run.wait_for("is back")
    assert back.preferences.current.theme == "dark"
    assert {each.title for each in back._services.library.chats()} == {"Then", "Since"}
    open_settings(run, qtbot)
    assert back.settings.data.bring_back.isVisible()
    run.start.close()
    assert contents(paths).adapters == then.adapters


def test_a_damaged_backup_is_said_and_everything_goes_on(
    qtbot: QtBot, make_run: RunMaker, paths: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(paths, "Then", theme="light")
    backup = tmp_path / "mine.t2lbackup"
    run = make_run()
    open_settings(run, qtbot)
    monkeypatch.setattr(files, "ask_where_to_back_up", lambda _: backup)
    monkeypatch.setattr(files, "ask_for_backup", lambda _: backup)
    run.press("Back up…")
    run.wait_for("was written to")
    data = bytearray(backup.read_bytes())
    data[data.index(b"Then")] ^= 1
    backup.write_bytes(data)
    before = run.desktop
    run.press("Restore…")
    run.wait_for("Chats in it")
    run.press("Restore now")
    run.anew(before)
    run.wait_for("is damaged")
    assert [each.title for each in run.desktop._services.library.chats()] == ["Then"]


def test_the_data_move_and_the_window_goes_on_there(
    qtbot: QtBot, make_run: RunMaker, paths: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = fill(paths, "One", theme="light")
    run = make_run()
    open_settings(run, qtbot)
    monkeypatch.setattr(files, "ask_for_data_folder", lambda _: tmp_path / "drive")
    before = run.desktop
    run.press("Move…")
    run.wait_for("Move everything to")
    run.press("Move now")
    after = run.anew(before)
    run.wait_for("Your data is in")
    assert not paths.data.exists()
    assert after._services.paths.data == tmp_path / "drive"
    add_chat(after._services.library, "There")
    run.start.close()
    now = contents(AppPaths.locate())
    assert now.chats == {"One", "There"}
    assert now.adapters == filled.adapters


def test_the_window_says_what_it_waits_for_while_the_workers_end(
    qtbot: QtBot, make_run: RunMaker, paths: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(paths, "One", theme="light")
    run = make_run()
    open_settings(run, qtbot)
    before, gate = run.desktop, threading.Event()
    monkeypatch.setattr(run.links[0], "close", lambda: gate.wait(10))
    monkeypatch.setattr(files, "ask_for_data_folder", lambda _: tmp_path / "drive")
    run.press("Move…")
    run.wait_for("Move everything to")
    run.press("Move now")
    run.wait_for("Moving your data…")
    assert not (tmp_path / "drive").exists(), "nothing is moved before the library is closed"
    gate.set()
    run.anew(before)
    run.wait_for("Your data is in")


def test_closing_the_window_while_the_workers_end_keeps_a_backup_and_moves_nothing(
    qtbot: QtBot, make_run: RunMaker, paths: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = fill(paths, "One", theme="light")
    run = make_run()
    open_settings(run, qtbot)
    add_chat(run.desktop._services.library, "Since")
    monkeypatch.setattr(run.links[0], "close", lambda: time.sleep(0.3))
    monkeypatch.setattr(files, "ask_for_data_folder", lambda _: tmp_path / "drive")
    run.press("Move…")
    run.wait_for("Move everything to")
    kept = len(Backups(paths.backups).all())
    run.press("Move now")
    run.start.close()
    assert len(Backups(paths.backups).all()) == kept + 1
    assert not (tmp_path / "drive").exists()
    now = contents(paths)
    assert now.chats == {"One", "Since"}
    assert now.adapters == filled.adapters


def test_a_move_can_be_cancelled(
    qtbot: QtBot, make_run: RunMaker, paths: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = fill(paths, "One", theme="light")
    gate = threading.Event()
    real = moving._copy_file

    def waiting(*arguments: object) -> None:
        gate.wait(10)
        real(*arguments)  # type: ignore[arg-type] # whatever it was called with

    monkeypatch.setattr(moving, "_can_link", lambda *_: False)
    monkeypatch.setattr(moving, "_copy_file", waiting)
    monkeypatch.setattr(files, "ask_for_data_folder", lambda _: tmp_path / "drive")
    run = make_run()
    open_settings(run, qtbot)
    before = run.desktop
    run.press("Move…")
    run.wait_for("Move everything to")
    run.press("Move now")
    run.wait_for("Moving your data…")
    run.press("Cancel")
    gate.set()
    run.anew(before)
    assert run.window.page_name == "settings"
    assert not (tmp_path / "drive").exists()
    run.start.close()
    assert contents(AppPaths.locate()) == filled


def test_a_missing_data_folder_can_be_found_or_done_without(
    qtbot: QtBot, make_run: RunMaker, paths: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = fill(paths, "One", theme="light")
    away = tmp_path / "other letter"
    paths.data.rename(away)
    paths.pointer.write_bytes(bytes(tmp_path / "drive"))
    run = make_run()
    run.wait_for("is not there")
    assert run.start.status == 1
    assert not (tmp_path / "drive").exists()
    run.press("Try again")
    run.wait_for("is not there")
    monkeypatch.setattr(files, "ask_for_data_folder", lambda _: tmp_path)
    run.press("Choose the folder…")
    run.wait_for("holds no data of this app")
    monkeypatch.setattr(files, "ask_for_data_folder", lambda _: away)
    run.press("Choose the folder…")
    assert [chat.title for chat in run.desktop._services.library.chats()] == ["One"]
    assert run.start.status == 0
    assert run.window._rail.isVisible()
    run.start.close()
    assert contents(AppPaths.locate()) == filled

    away.rename(tmp_path / "gone")
    again = make_run()
    again.wait_for("is not there")
    again.press("Begin anew")
    assert again.desktop._services.paths == paths
    assert again.desktop._services.library.chats() == []


def test_a_library_of_a_newer_version_is_refused_until_it_is_gone(
    qtbot: QtBot, make_run: RunMaker, paths: AppPaths
) -> None:
    fill(paths, "One")
    with sqlite3.connect(paths.database) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    run = make_run()
    run.wait_for("newer version")
    assert run.says("Install the newest version")
    with sqlite3.connect(paths.database) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    run.press("Try again")
    assert [chat.title for chat in run.desktop._services.library.chats()] == ["One"]


def test_a_damaged_library_is_told_in_a_banner(
    qtbot: QtBot, make_run: RunMaker, paths: AppPaths, expected_logs: list[str]
) -> None:
    expected_logs.append("damaged")
    fill(paths, "One")
    paths.database.write_bytes(b"?" * 5000)
    run = make_run()
    run.wait_for("The library file was damaged")
    assert run.says("is kept as library-damaged-")


def test_what_brought_the_app_down_waits_for_the_person(qtbot: QtBot, make_run: RunMaker, paths: AppPaths) -> None:
    mark = {"pid": 1, "began": 1.0, "loading": [["chatter", "test-pack", "auto"]], "fatal": []}
    (paths.state / "run-1.json").write_text(json.dumps(mark))
    run = make_run()
    run.wait_for("“Test pack” was not loaded")
    generator, chatter = run.links
    qtbot.waitUntil(lambda: any(isinstance(request, WarmGenerator) for request in generator.requests))
    assert not any(isinstance(request, LoadBase) for request in chatter.requests)
    run.press("Load it all the same")
    qtbot.waitUntil(lambda: any(isinstance(request, LoadBase) for request in chatter.requests))
    qtbot.wait(50)
    run.start.close()
    assert list(paths.state.glob("run-*.json")) == []
    again = make_run()
    qtbot.waitUntil(lambda: bool(again.desktop) and any(isinstance(r, LoadBase) for r in again.links[1].requests))
    assert not again.says("was not loaded")


def test_a_drive_that_goes_and_comes_back_leaves_the_window_alive(
    qtbot: QtBot, make_rig: RigMaker, paths: AppPaths, tmp_path: Path
) -> None:
    make_pack(paths.packs / "mine", id="mine", name="Mine")
    rig = make_rig()
    adapter = rig.saved_adapter()
    rig.desktop._on_use_requested(next(p for p in rig.services.packs.packs() if p.id == "mine"))
    qtbot.waitUntil(lambda: load_settings(paths.settings).pack == "mine")
    rig.desktop.reload()
    paths.data.rename(tmp_path / "unplugged")
    for _ in range(3):
        rig.desktop.reload()
    rig.window.show_page("chat")
    rig.desktop.chat._on_composer_send_requested("Hello?")
    qtbot.waitUntil(lambda: any("cannot be reached" in notice.text for notice in rig.notices))
    qtbot.wait(100)
    assert len([n for n in rig.desktop.banner.notices if "cannot be reached" in n.text]) == 1
    rig.desktop.create.describe("Count the letters.")
    rig.desktop.create._create.click()
    qtbot.waitUntil(lambda: rig.desktop.create._job is None)
    assert all("cannot be reached" in notice.text for notice in rig.notices)
    assert not paths.data.exists()
    (tmp_path / "unplugged").rename(paths.data)
    rig.notices.clear()
    rig.desktop.reload()
    qtbot.waitUntil(lambda: rig.desktop._pack is not None and rig.desktop._pack.id == "mine")
    rig.desktop.chat._on_composer_send_requested("Hello again")
    qtbot.waitUntil(lambda: rig.desktop.chat._transcript.texts[-1:] == ["Hello there."])
    assert rig.services.library.adapter(adapter.id) == adapter
    assert rig.notices == []


def test_backups_are_kept_daily_and_of_changes_at_the_end(qtbot: QtBot, make_rig: RigMaker, paths: AppPaths) -> None:
    backups = Backups(paths.backups)
    quiet = make_rig()
    quiet.desktop.close()
    assert backups.all() == []
    rig = make_rig()
    rig.desktop._backup_timer.timeout.emit()
    qtbot.waitUntil(lambda: len(backups.all()) == 1)
    first = backups.all()[0]
    rig.desktop._backup_timer.timeout.emit()
    time.sleep(1.1)
    rig.services.library.add_chat(pack_id="test-pack", title="New")
    rig.desktop.close()
    (kept,) = backups.all()
    assert kept.at > first.at
    with sqlite3.connect(kept.path) as connection:
        assert connection.execute("SELECT title FROM chats").fetchall() == [("New",)]
    connection.close()


def test_settings_that_made_no_sense_are_told_once(
    make_run: RunMaker, paths: AppPaths, expected_logs: list[str]
) -> None:
    expected_logs.append("settings were dropped")
    paths.settings.write_text('theme = "pink"\nunknown = 3\n')
    run = make_run()
    run.wait_for("Some settings could not be understood and were reset: theme, unknown.")
    run.start.close()
    again = make_run()
    assert again.desktop.banner.notices == []
