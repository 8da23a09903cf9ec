"""Settings act at once and last."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from t2l_desktop.core.devices import Device, DeviceUse, Why
from t2l_desktop.core.messages import FindDevices, WorkerKind
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.gui import language
from t2l_desktop.gui.tokens import TOKENS
from t2l_desktop.gui.widgets.basics import Choice
from t2l_desktop.library.settings import Settings, load_settings
from tests.gui.conftest import Rig, RigMaker
from tests.gui.library_user import turn_wheel
from tests.gui.test_i18n import i18n
from tests.gui.test_look import contrast


def choose(rig: Rig, name: str, value: object) -> None:
    choice: Choice = rig.desktop.settings._choices[name]
    choice.setCurrentIndex(choice.findData(value))
    choice.activated.emit(choice.currentIndex())


def test_theme_and_text_size_change_live_and_are_kept(qtbot: QtBot, rig: Rig, paths: AppPaths) -> None:
    rig.window.show_page("settings")
    choose(rig, "theme", "dark")
    assert QGuiApplication.palette().window().color().name().upper() == TOKENS["dark"]["window"]
    choose(rig, "text_size", 150)
    assert QApplication.font().pointSizeF() == pytest.approx(15.75)
    qtbot.waitUntil(lambda: load_settings(paths.settings).text_size == 150)
    assert load_settings(paths.settings).theme == "dark"
    choose(rig, "text_size", 100)


def test_the_language_changes_live_everywhere(
    qtbot: QtBot, rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(i18n.TS.parent, tmp_path / "resources" / "i18n")
    i18n.compile_qm(tmp_path / "resources" / "i18n" / i18n.TS.name)
    monkeypatch.setattr(language, "resources_folder", lambda: tmp_path / "resources")

    choose(rig, "language", "ja")
    qtbot.waitUntil(lambda: rig.desktop.create._create.text() == "作成")
    assert rig.window._rail._buttons["library"].text() == "ライブラリ"
    assert rig.desktop.settings._choices["theme"].currentText() == "ライト"
    choose(rig, "language", "en")
    qtbot.waitUntil(lambda: rig.desktop.create._create.text() == "Create")


def test_without_compiled_translations_the_window_speaks_english(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "resources_folder", lambda: tmp_path)
    choose(rig, "language", "ja")
    assert rig.desktop.create._create.text() == "Create"


def test_a_text_size_from_the_file_that_is_not_offered_is_shown(make_rig: RigMaker) -> None:
    rig = make_rig(settings=Settings(language="en", theme="light", text_size=90))
    choice = rig.desktop.settings._choices["text_size"]
    assert choice.currentText() == "90 %"
    rig.desktop.preferences.change(text_size=100)
    assert choice.currentText() == "100 %"


def test_as_many_threads_are_offered_as_the_processor_has(
    qtbot: QtBot, make_rig: RigMaker, paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 6)
    rig = make_rig(settings=Settings(language="en", theme="light", threads=7))
    choice = rig.desktop.settings._choices["threads"]
    assert [choice.itemText(place) for place in range(choice.count())] == ["Automatic", *"123456", "7"]
    assert choice.currentText() == "7"
    choose(rig, "threads", 2)
    qtbot.waitUntil(lambda: load_settings(paths.settings).threads == 2)
    choose(rig, "threads", 0)
    assert choice.currentText() == "Automatic"


def test_many_threads_are_offered_in_steps(make_rig: RigMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 24)
    choice = make_rig().desktop.settings._choices["threads"]
    assert [choice.itemData(place) for place in range(choice.count())] == [*range(17), 20, 24]


def test_only_devices_that_the_system_can_have_are_offered(rig: Rig) -> None:
    choice = rig.desktop.settings._choices["device"]
    card = "cuda" if sys.platform != "darwin" else "mps"
    assert [choice.itemData(place) for place in range(choice.count())] == ["auto", card, "cpu"]


def test_the_report_can_be_copied_from_the_settings_too(qtbot: QtBot, rig: Rig) -> None:
    QGuiApplication.clipboard().clear()
    rig.desktop.settings._copy.click()
    qtbot.waitUntil(lambda: bool(rig.notices))
    assert "test-pack: complete" in QGuiApplication.clipboard().text()


def test_a_turning_wheel_moves_the_page_and_not_the_choice_below_the_pointer(qtbot: QtBot, rig: Rig) -> None:
    rig.window.resize(rig.window.width(), 400)
    rig.window.show_page("settings")
    before, bar = rig.desktop.preferences.current, rig.desktop.settings.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    turn_wheel(rig.desktop.settings._choices["theme"])
    assert bar.value() > 0
    assert rig.desktop.preferences.current == before


def test_what_the_workers_use_stands_below_the_device(qtbot: QtBot, rig: Rig) -> None:
    rig.desktop.begin()
    line = rig.desktop.settings._devices
    qtbot.waitUntil(lambda: "Models answer on the processor: no graphics card was found." in line.text())
    assert "Skills are made on the processor: no graphics card was found." in line.text()
    choose(rig, "device", "cuda")
    qtbot.waitUntil(
        lambda: [each.device for each in rig.generator.requests if isinstance(each, FindDevices)] == ["auto", "cuda"]
    )


def test_a_graphics_card_is_named_with_its_memory(rig: Rig) -> None:
    card = Device(kind="cuda", name="NVIDIA H100", memory=80 * 2**30)
    use = DeviceUse(found=(card,), used=card, why=Why.FASTEST)
    missing = DeviceUse(found=(), used=Device(kind="mps"), why=Why.MISSING)
    rig.desktop.settings.show_devices({WorkerKind.CHATTER: use, WorkerKind.GENERATOR: missing})
    assert rig.desktop.settings._devices.text() == (
        "Skills are made on Apple graphics: chosen here, but not found; choose another.\n"
        "Models answer on NVIDIA H100 (80 GB): the fastest that was found."
    )


def test_a_chosen_text_that_does_not_fit_ends_in_an_ellipsis(qtbot: QtBot) -> None:
    choice = Choice()
    qtbot.addWidget(choice)
    choice.addItems(["Make a checklist with brackets before the items", "Short"])
    choice.resize(200, 38)
    shown = []
    for number in range(2):
        choice.setCurrentIndex(number)
        option = QStyleOptionComboBox()
        choice.initStyleOption(option)
        shown.append(option.currentText)
    assert shown[0].endswith("…")
    assert shown[0].startswith("Make a")
    assert shown[1] == "Short"


def test_the_list_of_a_choice_shows_every_entry_whole_and_the_chosen_one_in_ink(qtbot: QtBot, rig: Rig) -> None:
    rig.window.show_page("settings")
    choice: Choice = rig.desktop.settings._choices["theme"]
    choice.addItem("An entry that is a good deal longer than the box it is chosen in")
    choice.setMaximumWidth(160)
    choice.showPopup()
    view = choice.view()
    qtbot.waitUntil(view.isVisible)
    assert view.viewport().width() >= view.sizeHintForColumn(0)
    shown = view.viewport().grab(view.visualRect(view.currentIndex())).toImage()
    seen = {shown.pixelColor(x, y).name().upper() for x in range(shown.width()) for y in range(shown.height())}
    theme = TOKENS["light"]
    assert theme["accent_soft"] in seen
    assert max(contrast(each, theme["accent_soft"]) for each in seen) > 7
    choice.hidePopup()
