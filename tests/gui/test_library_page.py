"""Finding, renaming and deleting skills."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from t2l_desktop.core.changes import CHANGES_FILE, LayerChanges
from t2l_desktop.core.records import AdapterState
from tests.gui.conftest import Rig, RigMaker


def shown(rig: Rig) -> list[str]:
    model = rig.desktop.library._model
    return [str(model.index(row).data()) for row in range(model.rowCount())]


def open_page(qtbot: QtBot, rig: Rig, count: int) -> None:
    rig.desktop.reload()
    rig.window.show_page("library")
    qtbot.waitUntil(lambda: rig.desktop.library._model.rowCount() == count)


def test_an_empty_library_leads_to_create(qtbot: QtBot, rig: Rig) -> None:
    open_page(qtbot, rig, 0)
    page = rig.desktop.library
    assert page._empty.isVisible()
    assert not page._chat.isEnabled()
    QTest.mouseClick(page._empty._button, Qt.MouseButton.LeftButton)
    assert rig.window.page_name == "create"


def test_search_as_one_types_and_nothing_found(qtbot: QtBot, rig: Rig) -> None:
    rig.saved_adapter("Formal letters")
    rig.saved_adapter("ことわざ", "Answer with a proverb.")
    open_page(qtbot, rig, 2)
    page = rig.desktop.library
    page._search.setText("proverb")
    qtbot.waitUntil(lambda: shown(rig) == ["ことわざ"])
    page._search.setText("nowhere")
    qtbot.waitUntil(page._empty.isVisible)
    QTest.mouseClick(page._empty._button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(shown(rig)) == 2)


def test_delete_with_the_key_and_undo_from_the_banner(qtbot: QtBot, rig: Rig) -> None:
    rig.saved_adapter("Haiku")
    open_page(qtbot, rig, 1)
    page = rig.desktop.library
    page._view.setCurrentIndex(page._model.index(0))
    page._delete_key.trigger()
    qtbot.waitUntil(lambda: shown(rig) == [])
    assert rig.services.library.adapters(state=AdapterState.BINNED)[0].name == "Haiku"
    bar = rig.desktop.banner._bars[0]
    assert bar._action.text() == "Undo"
    QTest.mouseClick(bar._action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown(rig) == ["Haiku"])
    assert rig.desktop.banner.notices == []


def test_rename_in_place_reaches_the_chat_picker(qtbot: QtBot, rig: Rig) -> None:
    adapter = rig.saved_adapter("Old")
    open_page(qtbot, rig, 1)
    rig.desktop.library._model.setData(rig.desktop.library._model.index(0), "新しい名前")
    qtbot.waitUntil(lambda: shown(rig) == ["新しい名前"])
    assert rig.services.library.adapter(adapter.id).name == "新しい名前"
    qtbot.waitUntil(lambda: rig.desktop.chat._composer._bar.skills.rows[0].skills.findText("新しい名前") > 0)


def test_chat_with_it(qtbot: QtBot, rig: Rig) -> None:
    adapter = rig.saved_adapter("Pirate")
    open_page(qtbot, rig, 1)
    page = rig.desktop.library
    page._view.setCurrentIndex(page._model.index(0))
    QTest.mouseClick(page._chat, Qt.MouseButton.LeftButton)
    assert rig.window.page_name == "chat"
    assert [use.adapter_id for use in rig.desktop.chat._composer.manner.adapters] == [adapter.id]


def test_a_chat_begins_in_words_where_the_card_says_that_it_helps(qtbot: QtBot, make_rig: RigMaker) -> None:
    scores = {"a_matched": {"percent": 4.0, "asked": 50}, "a_both": {"percent": 80.0, "asked": 50}}
    rig = make_rig(card={"scores": scores})
    rig.saved_adapter("Pirate")
    open_page(qtbot, rig, 1)
    page = rig.desktop.library
    page._view.setCurrentIndex(page._model.index(0))
    QTest.mouseClick(page._chat, Qt.MouseButton.LeftButton)
    assert rig.desktop.chat._composer.manner.in_words


def test_the_chosen_skill_shows_what_it_changes(qtbot: QtBot, rig: Rig) -> None:
    drawn = rig.saved_adapter("Pirate")
    changes = LayerChanges(norms={"v_proj": (0.5, 1.0)})
    (rig.services.library.adapter_folder(drawn.id) / CHANGES_FILE).write_bytes(changes.encoded())
    rig.saved_adapter("Older")
    open_page(qtbot, rig, 2)
    page = rig.desktop.library
    page.select(drawn.id)
    qtbot.waitUntil(page._picture.isVisible)
    page._view.setCurrentIndex(page._model.index(1 - page._view.currentIndex().row()))
    qtbot.waitUntil(lambda: not page._picture.isVisible())
    page.select(drawn.id)
    qtbot.waitUntil(page._picture.isVisible)
    page._delete_key.trigger()
    qtbot.waitUntil(lambda: not page._picture.isVisible())


def test_ten_thousand_rows_can_be_scrolled_through(qtbot: QtBot, rig: Rig) -> None:
    one = rig.saved_adapter("Skill")
    many = [dataclasses.replace(one, id=str(number), name=f"Skill {number}") for number in range(10_000)]
    rig.window.show_page("library")
    page = rig.desktop.library
    page._model.set_records(many)
    page._show_state()
    page._view.scrollToBottom()
    page._view.grab()
    assert page._view.indexAt(page._view.viewport().rect().bottomLeft() - QPoint(0, 8)).row() == 9_999
