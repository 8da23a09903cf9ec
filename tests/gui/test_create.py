"""From a sentence to a skill that is tried, named and kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from t2l_desktop.core.messages import Generate, Say
from t2l_desktop.core.records import AdapterState
from t2l_desktop.gui import files
from t2l_desktop.gui.widgets.busy import SHOW_AFTER_MS
from tests.gui.conftest import Rig, RigMaker
from tests.gui.fakes import a_failure

YES_OR_NO = "Answer with one word: yes or no."


def describe(qtbot: QtBot, rig: Rig, text: str) -> None:
    rig.desktop.create._description.setPlainText(text)
    QTest.keyClick(rig.desktop.create._description, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def create(qtbot: QtBot, rig: Rig, text: str = YES_OR_NO) -> None:
    describe(qtbot, rig, text)
    qtbot.waitUntil(rig.desktop.create._result.isVisible)


def test_an_example_is_created_and_tried_at_once_on_both_sides(qtbot: QtBot, rig: Rig) -> None:
    rig.chatter.pieces, rig.chatter.adapted_pieces = ("It ", "depends."), ("Yes.",)
    page = rig.desktop.create
    chips = page._chips_area.findChildren(QPushButton)
    assert [chip.text() for chip in chips][1] == YES_OR_NO
    QTest.mouseClick(chips[1], Qt.MouseButton.LeftButton)
    QTest.mouseClick(page._create, Qt.MouseButton.LeftButton)

    trying = page._result._trying
    qtbot.waitUntil(lambda: trying._answers["adapted"].given == "Yes.")

    assert trying._answers["base"].given == "It depends."
    assert page._result._name.text() == "Answer with one word"
    requests = [request for request in rig.generator.requests if isinstance(request, Generate)]
    assert [request.description for request in requests] == [YES_OR_NO]
    said = [request for request in rig.chatter.requests if isinstance(request, Say)]
    assert [bool(request.adapters) for request in said] == [False, True]
    assert rig.notices == []


def test_save_names_the_draft_and_keeps_its_strength(qtbot: QtBot, rig: Rig) -> None:
    create(qtbot, rig, "Write like a pirate.")
    card = rig.desktop.create._result
    assert rig.services.library.adapters(state=AdapterState.SAVED) == []
    card._name.setText("海賊")
    card._strength.set_strength(1.35)
    QTest.mouseClick(card._save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card._save.text() == "Saved")

    saved = rig.services.library.adapters(state=AdapterState.SAVED)
    assert [(adapter.name, adapter.strength) for adapter in saved] == [("海賊", 1.35)]
    assert not card._save.isEnabled()
    card._name.setText("海賊王")
    assert card._save.isEnabled()
    qtbot.waitUntil(lambda: rig.desktop.library._model.rowCount() == 1)


def test_quick_work_shows_no_progress_and_slow_work_can_be_cancelled(qtbot: QtBot, rig: Rig) -> None:
    page = rig.desktop.create
    create(qtbot, rig)
    assert not page._busy.isVisible()
    page._result.hide()

    rig.generator.gate.clear()
    describe(qtbot, rig, "Write like a pirate.")
    qtbot.wait(SHOW_AFTER_MS // 2)
    assert not page._busy.isVisible()
    assert not page._create.isEnabled()
    qtbot.waitUntil(page._busy.isVisible, timeout=2000)
    QTest.mouseClick(page._busy._cancel, Qt.MouseButton.LeftButton)
    rig.generator.error = None
    rig.generator.gate.set()
    qtbot.waitUntil(page._create.isEnabled)
    qtbot.waitUntil(lambda: not page._busy.isVisible(), timeout=2000)


def test_a_failure_says_what_to_do_and_leaves_the_description(qtbot: QtBot, rig: Rig) -> None:
    rig.generator.error = a_failure()
    describe(qtbot, rig, YES_OR_NO)
    qtbot.waitUntil(lambda: bool(rig.desktop.banner.notices))

    assert rig.desktop.banner.notices[0].hint == "Mend it."
    assert rig.desktop.create._description.toPlainText() == YES_OR_NO
    assert rig.desktop.create._create.isEnabled()
    assert not rig.desktop.create._result.isVisible()


def test_a_description_that_the_pack_cannot_read_is_noted_before_it_is_used(qtbot: QtBot, rig: Rig) -> None:
    page = rig.desktop.create
    page._description.setPlainText("敬語で丁寧に答えてください。")
    qtbot.waitUntil(page._note.isVisible)
    assert "English" in page._note.text()
    assert page._create.isEnabled()
    page._description.setPlainText("Answer politely.")
    qtbot.waitUntil(lambda: not page._note.isVisible())


def test_without_a_pack_the_page_says_what_to_do(make_rig: RigMaker) -> None:
    rig = make_rig(has_pack=False)
    rig.desktop.begin()
    assert rig.desktop.create._empty.isVisible()
    assert not rig.desktop.create._form.isVisible()
    assert rig.generator.started == 0


def test_export_bakes_the_strength_in(qtbot: QtBot, rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create(qtbot, rig, "Write like a pirate.")
    card = rig.desktop.create._result
    card._strength.set_strength(0.5)
    monkeypatch.setattr(files, "ask_for_folder", lambda parent: tmp_path)
    card._export_menu._peft.trigger()
    qtbot.waitUntil(lambda: bool(rig.notices))

    folder = next(path for path in tmp_path.iterdir() if (path / "adapter_config.json").is_file())
    assert json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))["lora_alpha"] == 8
    assert str(folder) in rig.notices[0].text


def test_chat_with_it_takes_the_draft_and_its_strength_along(qtbot: QtBot, rig: Rig) -> None:
    create(qtbot, rig, "Write like a pirate.")
    card = rig.desktop.create._result
    card._strength.set_strength(0.7)
    QTest.mouseClick(card._chat, Qt.MouseButton.LeftButton)

    assert rig.window.page_name == "chat"
    (use,) = rig.desktop.chat._composer.manner.adapters
    draft = rig.services.library.adapters(state=AdapterState.DRAFT)[0]
    assert (use.adapter_id, use.strength) == (draft.id, 0.7)
