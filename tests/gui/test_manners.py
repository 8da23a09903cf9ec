"""What is expected of any window: it stays as it was left, takes files and keys, and heeds the system's wishes."""

from __future__ import annotations

import json
import os
import struct
import sys
import time
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from t2l_desktop.core.messages import InspectParts
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Role
from t2l_desktop.gui import files, motion
from t2l_desktop.gui.mac_menu import MacMenu
from t2l_desktop.gui.main_window import MainWindow
from t2l_desktop.gui.manners import Manners
from t2l_desktop.gui.motion import Motion, is_still
from t2l_desktop.gui.shortcuts import Key
from t2l_desktop.gui.theme import Theme
from t2l_desktop.gui.tokens import HIGH_CONTRAST, TOKENS
from t2l_desktop.gui.widgets.busy import _AT_REST, _Line
from t2l_desktop.gui.widgets.split import Split
from t2l_desktop.gui.window_state import WindowState
from t2l_desktop.operations.backups import back_up_data
from t2l_desktop.operations.chat_files import export_chat
from t2l_desktop.operations.chat_markdown import ChatWords
from tests.gui.conftest import Rig, RigMaker

# --- as it was left ---------------------------------------------------------------------------------------------------


def opened(qtbot: QtBot, paths: AppPaths) -> tuple[MainWindow, WindowState]:
    """A window at the start of the app, before it is shown."""
    window = MainWindow()
    qtbot.addWidget(window)
    state = WindowState(paths.state / "window.json", window)
    state.restore(with_page=True)
    return window, state


def test_size_place_and_page_are_kept(qtbot: QtBot, paths: AppPaths, rig: Rig) -> None:
    window, state = opened(qtbot, paths)
    window.setGeometry(30, 40, 640, 520)
    window.show()
    window.fill(QWidget(), {name: QWidget() for name in rig.window._pages})
    window.show_page("models")
    window.folders["skills"] = "/tmp/スキル"
    window.close()
    state.write()

    again, _ = opened(qtbot, paths)
    assert again.geometry() == QRect(30, 40, 640, 520)
    assert again.folders == {"skills": "/tmp/スキル"}
    again.fill(QWidget(), {name: QWidget() for name in rig.window._pages})
    assert again.page_name == "models"


def test_a_page_that_is_chosen_while_the_library_opens_is_shown_then(qtbot: QtBot, rig: Rig) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    QTest.mouseClick(window._rail._buttons["models"], Qt.MouseButton.LeftButton)
    window.fill(QWidget(), {name: QWidget() for name in rig.window._pages})
    assert window.page_name == "models"


def test_a_large_window_fits_a_small_screen(qtbot: QtBot, paths: AppPaths) -> None:
    window, state = opened(qtbot, paths)
    room = window.screen().availableGeometry()
    assert room.contains(QRect(QPoint(0, 0), window.size())), "at the very first start too"
    window.setGeometry(5000, 4000, 3000, 2000)
    window.show()
    window.close()
    state.write()
    again, _ = opened(qtbot, paths)
    again.show()
    assert room.contains(again.geometry().center())
    assert again.width() <= room.width()


def test_a_maximised_window_comes_back_so_and_knows_its_size(qtbot: QtBot, paths: AppPaths) -> None:
    window, state = opened(qtbot, paths)
    window.resize(640, 500)
    window.showMaximized()
    window.close()
    state.write()
    again, _ = opened(qtbot, paths)
    assert again.isMaximized()
    assert again.normalGeometry().width() == 640


def test_the_first_part_of_a_split_keeps_its_share(qtbot: QtBot, make_rig: RigMaker, paths: AppPaths) -> None:
    rig = make_rig()
    state = WindowState(paths.state / "window.json", rig.window)
    rig.window.show_page("library")
    rig.saved_adapter()
    rig.desktop.reload()
    (split,) = rig.window.findChildren(Split)
    qtbot.waitUntil(split.isVisible)
    split.moveSplitter(split.width() * 6 // 10, 1)
    share = split.share
    assert 0.5 < share < 0.7
    rig.window.close()
    state.write()

    other = make_rig()
    restored = WindowState(paths.state / "window.json", other.window)
    restored.restore(with_page=False)
    restored.restore_splits()
    (split,) = other.window.findChildren(Split)
    assert split.share == pytest.approx(share)
    other.window.show_page("library")
    other.desktop.reload()
    qtbot.waitUntil(split.isVisible)
    assert split.sizes()[0] / sum(split.sizes()) == pytest.approx(share, abs=0.02)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\xff", b"[]", b'{"geometry": 1, "page": 3, "folders": [], "splits": "x"}', b"[" * 100_000,
        b'{"geometry": "AAAA", "page": "nowhere", "folders": {"a": 1, "b": "\\u0000"}, "splits": {"skills": 7.0}}',
        b" " * 300_000,
    ],
)  # fmt: skip
def test_a_state_that_makes_no_sense_counts_for_nothing(qtbot: QtBot, paths: AppPaths, body: bytes) -> None:
    (paths.state / "window.json").write_bytes(body)
    window, state = opened(qtbot, paths)
    assert window.origin == "create"
    assert window.folders == {}
    assert state._shares == {}
    assert window.width() > 300


def test_a_state_that_cannot_be_written_is_no_trouble(qtbot: QtBot, paths: AppPaths) -> None:
    (paths.state / "window.json").mkdir()
    window, state = opened(qtbot, paths)
    window.show()
    window.close()
    state.write()
    assert [path.name for path in paths.state.iterdir() if path.name.endswith(".part")] == []


def test_dialogs_begin_where_they_were_last_for_the_same_purpose(
    qtbot: QtBot, rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    models, exports = tmp_path / "models", tmp_path / "書き出し"
    models.mkdir()
    exports.mkdir()

    def choose(parent: QWidget, title: str, folder: str, kinds: str) -> tuple[list[str], str]:
        asked.append(folder)
        return [str(models / "a.gguf")], ""

    def save(parent: QWidget, title: str, suggested: str, kinds: str) -> tuple[str, str]:
        asked.append(suggested)
        return str(exports / "a"), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", choose)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", save)
    for _ in range(2):
        files.ask_for_models(rig.desktop.models)
        files.ask_for_bundle(rig.desktop.models, "Pack")
    assert asked[2:] == [str(models), str(exports / "Pack.t2lpack")]
    models.rmdir()
    files.ask_for_models(rig.desktop.models)
    assert asked[-1] == asked[0], "a folder that is gone is not offered"
    places = [str(tmp_path / "Documents"), str(tmp_path)]
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: places[0])
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    files.ask_for_models(None)
    (tmp_path / "Documents").mkdir()
    files.ask_for_models(None)
    assert asked[-2:] == places[::-1], "the home where there is no folder of documents"


# --- files ------------------------------------------------------------------------------------------------------------


def looked_at(rig: Rig) -> list[list[Path]]:
    """What the Models page has had looked at, each time."""
    return [[Path(path) for path in each.paths] for each in rig.generator.requests if isinstance(each, InspectParts)]


def test_skills_and_models_go_where_they_belong(qtbot: QtBot, rig: Rig, tmp_path: Path) -> None:
    rig.desktop.open_files([tmp_path / "a.T2Lskill", tmp_path / "b.t2lskill"])
    qtbot.waitUntil(lambda: rig.window.page_name == "library")
    qtbot.waitUntil(lambda: len(rig.notices) == 3)
    assert "2 of 2 files were not imported." in [notice.text for notice in rig.notices]
    rig.notices.clear()
    rig.desktop.open_files([tmp_path / "a.t2lskill", tmp_path / "model.gguf"])
    qtbot.waitUntil(lambda: looked_at(rig) == [[tmp_path / "model.gguf"]])
    assert rig.window.page_name == "models"
    qtbot.waitUntil(lambda: len(rig.notices) >= 1)


def test_adapters_chats_and_backups_go_where_they_belong_too(qtbot: QtBot, rig: Rig, tmp_path: Path) -> None:
    adapter, folder = tmp_path / "adapter.gguf", tmp_path / "peft"
    kind = b"general.type" + struct.pack("<IQ", 8, 7) + b"adapter"
    adapter.write_bytes(b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 12) + kind)
    folder.mkdir()
    for name in ("adapter_config.json", "adapter_model.safetensors"):
        (folder / name).write_bytes(b"{}")
    rig.window.show_page("chat")
    packed = tmp_path / "packed.ZIP"
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("adapter_config.json", "adapter_model.safetensors"):
            archive.writestr(f"packed/{name}", b"{ }")
    alone = tmp_path / "alone.zip"
    with zipfile.ZipFile(alone, "w") as archive:
        archive.writestr("__MACOSX/._alone.gguf", b"left over")
        archive.writestr("alone.gguf", adapter.read_bytes() + b"another")
    rig.desktop.open_files([adapter, folder, packed, alone])
    qtbot.waitUntil(lambda: len(rig.services.library.adapters()) == 4)
    assert rig.window.page_name == "library"
    assert looked_at(rig) == []

    chat = rig.services.library.add_chat(pack_id="test-pack", title="Tea")
    rig.services.library.add_message(chat.id, Role.USER, text="Tea, please")
    words = ChatWords(untitled="", you="", base_model="", gone="", system_prompt="", cut_off="")
    file = export_chat(rig.services, chat_id=chat.id, out=tmp_path / "tea.json", format="json", words=words)
    rig.desktop.open_files([file])
    qtbot.waitUntil(lambda: len(rig.services.library.chats()) == 2)
    assert rig.window.page_name == "chat"

    backup = back_up_data(rig.services, out=tmp_path / "mine.t2lbackup")
    rig.desktop.open_files([backup])
    qtbot.waitUntil(rig.desktop.settings.data.go.isVisible)
    assert rig.window.page_name == "settings"


def test_what_is_no_part_of_a_model_does_not_keep_the_next_one_out(qtbot: QtBot, rig: Rig, tmp_path: Path) -> None:
    adding = rig.desktop.models.adding
    for name in ("photo.png", "model.gguf"):
        rig.desktop.open_files([tmp_path / name])
        qtbot.waitUntil(lambda: adding._report is not None and adding._job is None)
    qtbot.waitUntil(lambda: looked_at(rig) == [[tmp_path / "photo.png"], [tmp_path / "model.gguf"]])


def test_files_that_come_while_others_are_looked_at_wait(qtbot: QtBot, rig: Rig, tmp_path: Path) -> None:
    adding = rig.desktop.models.adding
    rig.desktop.open_files([tmp_path / "a.gguf"])
    rig.desktop.open_files([tmp_path / "b.gguf"])
    qtbot.waitUntil(lambda: looked_at(rig) == [[tmp_path / "a.gguf"], [tmp_path / "b.gguf"]])
    qtbot.waitUntil(lambda: adding._job is None)


def test_ten_thousand_files_are_refused_in_one_sentence(qtbot: QtBot, rig: Rig, tmp_path: Path) -> None:
    before = set(rig.desktop.runner._jobs)
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(tmp_path / f"{number}.t2lskill")) for number in range(10_000)])
    copy, left, no_key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for target in (rig.window, rig.desktop.library):
        began = time.monotonic()
        entered = QDragEnterEvent(QPoint(300, 300), copy, carried, left, no_key)
        QApplication.sendEvent(target, entered)
        assert entered.isAccepted()
        QApplication.sendEvent(target, QDropEvent(QPointF(300, 300), copy, carried, left, no_key))
        assert time.monotonic() - began < 5, "the window hangs"
    assert [notice.text for notice in rig.notices] == [
        "These are 10,000 files; at most 200 can be imported at a time. Nothing was imported."
    ] * 2
    assert set(rig.desktop.runner._jobs) <= before


# --- language ---------------------------------------------------------------------------------------------------------


def test_another_language_keeps_what_was_typed_and_where(qtbot: QtBot, rig: Rig) -> None:
    rig.window.activateWindow()
    rig.window.show_page("create")
    description = rig.desktop.create._description
    QTest.keyClicks(description, "Answer like a pirate")
    rig.desktop.chat._composer.set_text("まだ送っていない\n二行目")
    rig.desktop.chat._composer._bar.details.prompt.setPlainText("Be kind.")
    rig.desktop.models.adding.name.setText("My model")
    for code in ("ja", "en"):
        rig.desktop.preferences.change(language=code)
        QApplication.processEvents()
        assert description.toPlainText() == "Answer like a pirate"
        assert description.textCursor().position() == len("Answer like a pirate")
        assert rig.desktop.chat._composer.text == "まだ送っていない\n二行目"
        assert rig.desktop.chat._composer._bar.details.prompt.toPlainText() == "Be kind."
        assert rig.desktop.models.adding.name.text() == "My model"
        assert QApplication.focusWidget() is description


# --- keys -------------------------------------------------------------------------------------------------------------


def press(rig: Rig, key: Qt.Key) -> None:
    QTest.keyClick(rig.window, key, Qt.KeyboardModifier.ControlModifier)


def test_the_usual_keys_do_the_usual_things(qtbot: QtBot, rig: Rig) -> None:
    rig.window.activateWindow()
    rig.saved_adapter()
    rig.desktop.reload()
    press(rig, Qt.Key.Key_Comma)
    assert rig.window.page_name == "settings"
    press(rig, Qt.Key.Key_F)
    assert rig.window.page_name == "settings"
    rig.window.show_page("library")
    library = rig.desktop.library
    qtbot.waitUntil(library._search.isEnabled)
    library._search.setText("formal")
    library._view.setFocus()
    press(rig, Qt.Key.Key_F)
    assert QApplication.focusWidget() is library._search
    assert library._search.selectedText() == "formal"
    press(rig, Qt.Key.Key_W)
    assert not rig.window.isVisible()


def test_help_names_every_key(rig: Rig) -> None:
    words = rig.desktop.help._keys._words()
    assert words.keys() == set(Key)
    assert all(words.values())


def test_the_menu_of_a_mac_leads_to_the_same_pages(rig: Rig) -> None:
    menu = MacMenu(rig.window)
    about, settings, leave = menu._menu.actions()
    assert about.menuRole() is QAction.MenuRole.AboutRole
    settings.trigger()
    assert rig.window.page_name == "settings"
    about.trigger()
    assert rig.window.page_name == "help"
    leave.trigger()
    assert not rig.window.isVisible()
    menu.deleteLater()


# --- the system's wishes ----------------------------------------------------------------------------------------------


@pytest.fixture
def theme(qtbot: QtBot, qapp: QApplication) -> Theme:
    return Theme(qapp)


def ground() -> str:
    return QGuiApplication.palette().window().color().name().upper()


def test_the_systems_theme_is_followed_while_the_app_runs(
    rig: Rig, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme.apply("system", 100)
    for name in ("dark", "light"):
        monkeypatch.setattr(Theme, "is_dark", name == "dark")
        # no more than a signal: this platform has no scheme of its own
        QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Unknown)
        assert ground() == TOKENS[name]["window"]


def test_high_contrast_is_followed_in_both_themes(rig: Rig, theme: Theme) -> None:
    for name in ("dark", "light"):
        theme.apply(name, 100)
        theme.show_contrast(is_high=True)
        assert ground() == HIGH_CONTRAST[name]["window"]
        theme.show_contrast(is_high=False)
        assert ground() == TOKENS[name]["window"]
    theme.follow_contrast()
    assert ground() == TOKENS["light"]["window"]


def still_by_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    """Put a `gsettings` first that gives this answer."""
    program = tmp_path / "gsettings"
    program.write_text(f'#!/bin/sh\n[ "$3" = enable-animations ] && echo {answer}\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("XDG_CURRENT_DESKTOP", raising=False)


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands in for the system")
def test_nothing_moves_where_the_system_wants_it_so(
    qtbot: QtBot, rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    still_by_the_system(tmp_path, monkeypatch, "false")
    made = Motion(rig.desktop.preferences)
    qtbot.waitUntil(is_still)
    line = _Line()
    qtbot.addWidget(line)
    line.set_running(True)
    qtbot.waitUntil(lambda: line._position == _AT_REST)
    rig.desktop.create._typist.type("All at once")
    assert rig.desktop.create._description.toPlainText() == "All at once"

    still_by_the_system(tmp_path, monkeypatch, "true")
    made.look()
    qtbot.waitUntil(lambda: not is_still())
    qtbot.waitUntil(lambda: line._position != _AT_REST)
    rig.desktop.preferences.change(motion="reduced")
    assert is_still()
    rig.desktop.preferences.change(motion="full")
    assert not is_still()
    line.set_running(False)
    made.close()


def test_plasma_says_it_in_a_file(rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(motion, "_kde_file", lambda: str(tmp_path / "kdeglobals"))
    made = Motion(rig.desktop.preferences)
    for line, wanted in (("0", True), ("0.0", True), ("0.5", False), ("1", False)):
        (tmp_path / "kdeglobals").write_text(f"[KDE]\nAnimationDurationFactor={line}\n", encoding="utf-8")
        made.look()
        assert is_still() is wanted, line
    made.close()


def test_the_window_is_served_from_its_first_paint_to_its_end(
    qtbot: QtBot, rig: Rig, theme: Theme, paths: AppPaths
) -> None:
    manners = Manners(rig.window, theme, state=paths.state, letters=paths.state / "letters", files=[])
    manners.restore(with_page=False)
    manners.begin(rig.desktop)
    rig.window.show_page("help")
    rig.window.close()
    manners.close()
    assert json.loads((paths.state / "window.json").read_bytes())["page"] == "help"
