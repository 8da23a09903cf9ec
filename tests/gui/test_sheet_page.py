"""The test sheet of a skill, from opening it to keeping a better wording."""

from __future__ import annotations

import csv
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from t2l_desktop.core.errors import WorkerDiedError
from t2l_desktop.core.messages import Generate, Say
from t2l_desktop.core.records import Adapter, AdapterState, AdapterUse
from t2l_desktop.core.sheets import Sheet, SheetRow
from t2l_desktop.gui import files
from t2l_desktop.gui.at_once import MOST_AT_ONCE
from t2l_desktop.gui.models.sheet import BASE, EXPECTED, QUESTION, SKILL
from t2l_desktop.gui.pages.sheet import SheetPage
from t2l_desktop.gui.widgets.inputs import SendingEdit
from t2l_desktop.operations.sheet_files import MAX_ROWS
from tests.gui.conftest import Rig

ANSWERS = {"Japan": "Tokyo", "Peru": "lima.", "Italy": "Rome", "Spain": "Madrid"}
PASTED = "Japan\tTokyo\nPeru\tLima\nItaly\tMilan\n"


def answer(request: Say) -> str:
    """The base knows Italy only."""
    question = request.messages[-1]["text"]
    return ANSWERS[question] if request.adapters or question == "Italy" else "?"


def click(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def open_sheet(qtbot: QtBot, rig: Rig, adapter: Adapter | None = None) -> SheetPage:
    """Open it from the library, as a person does."""
    rig.chatter.answer = answer
    adapter = adapter or rig.saved_adapter("Capitals", "Name the capital.")
    rig.desktop.reload()
    rig.window.show_page("library")
    library = rig.desktop.library
    qtbot.waitUntil(lambda: library._model.index_of(adapter.id).isValid())
    library.select(adapter.id)
    click(library._details.skill._sheet)
    page = rig.desktop.sheet
    qtbot.waitUntil(lambda: page._base is not None and page._rows._adapter_id == adapter.id)
    return page


def paste(page: SheetPage, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    click(page._rows._paste)


def shown(page: SheetPage, column: int = QUESTION) -> list[str]:
    table = page._rows._table._filter
    return [str(table.index(row, column).data()) for row in range(table.rowCount())]


def drop(page: SheetPage, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page._rows.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))


def kept(rig: Rig, adapter_id: str) -> Sheet:
    return rig.services.library.sheets.get(adapter_id)


def cell_editor(page: SheetPage) -> SendingEdit:
    """The one that is open; closed ones go a little later."""
    (editor,) = (each for each in page._rows._table._view.findChildren(SendingEdit) if each.isVisible())
    return editor


def run(qtbot: QtBot, page: SheetPage) -> None:
    click(page._run)
    qtbot.waitUntil(lambda: page._job is None)


def test_it_opens_from_the_library_and_goes_back_with_escape(qtbot: QtBot, rig: Rig) -> None:
    page = open_sheet(qtbot, rig)
    assert rig.window.page_name == ""
    assert "Capitals" in page._title.text()
    assert page._rows._empty.isVisible()
    assert not page._run.isEnabled()
    QTest.keyClick(page._rows._add, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: rig.window.page_name == "library")


def test_the_keyboard_begins_where_rows_are_added_or_in_those_that_there_are(qtbot: QtBot, rig: Rig) -> None:
    rig.window.activateWindow()
    page = open_sheet(qtbot, rig)
    qtbot.waitUntil(page._rows._add.isEnabled)
    assert QApplication.focusWidget() is page._rows._add
    filled = rig.saved_adapter("Countries", "Name the country.")
    rig.services.library.sheets.put(filled.id, Sheet(rows=(SheetRow(question="Tokyo", expected="Japan"),)))
    open_sheet(qtbot, rig, filled)
    qtbot.waitUntil(lambda: shown(page) == ["Tokyo"])
    assert QApplication.focusWidget() is page._rows._table._view


def test_it_opens_from_the_result_of_create_at_its_strength(qtbot: QtBot, rig: Rig) -> None:
    rig.desktop.create._description.setPlainText("Answer with one word: yes or no.")
    click(rig.desktop.create._create)
    card = rig.desktop.create._result
    qtbot.waitUntil(card.isVisible)
    card._strength.set_strength(0.7)
    click(card._sheet)
    page = rig.desktop.sheet
    qtbot.waitUntil(lambda: page._base is not None)
    assert page._strength.strength == 0.7
    assert "yes or no" in page._rows._empty._button.text()
    click(page._rows._empty._button)
    assert shown(page) == ["Is snow white?", "Is grass red?"]
    click(page._back)
    assert rig.window.page_name == "create"


def test_paste_run_filter_and_see_it_again(qtbot: QtBot, rig: Rig) -> None:
    adapter = rig.saved_adapter("Capitals", "Name the capital.")
    page = open_sheet(qtbot, rig, adapter)
    QGuiApplication.clipboard().setText(PASTED)
    QTest.keyClick(page._rows._empty, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(shown(page)) == 3)
    assert not page._scores.isVisible()
    run(qtbot, page)

    assert [each.text() for each in page._scores._figures] == ["0 of 3 right (0 %)", "1 of 3 right (33 %)"]
    assert "strength 1.00" in page._scores._made.text()
    assert not page._scores._warning.isVisible()
    assert page._run.text() == "Run again"
    filters = page._rows._filters
    click(filters._chips["differing"])
    assert (shown(page), shown(page, SKILL)) == (["Japan", "Peru"], ["Tokyo", "lima."])
    click(filters._chips["wrong"])
    assert (shown(page), shown(page, BASE)) == (["Peru", "Italy"], ["?", "Rome"])
    page._rows._lenient.click()
    assert shown(page) == ["Italy"]
    assert page._scores._figures[1].text().startswith("2 of 3")

    rig.desktop.sheet.open(rig.saved_adapter("Another"), 1.0)
    qtbot.waitUntil(lambda: shown(page) == [])
    rig.desktop.sheet.open(adapter, 1.0)
    qtbot.waitUntil(lambda: len(page._model.rows) == 3)
    assert page._scores._figures[1].text().startswith("2 of 3")
    assert rig.notices == []


def test_changed_settings_are_said_and_run_again(qtbot: QtBot, rig: Rig) -> None:
    page = open_sheet(qtbot, rig)
    paste(page, PASTED)
    run(qtbot, page)
    rig.chatter.requests.clear()
    page._strength.set_strength(0.5)
    page._in_words.click()
    assert "changed" in page._scores._warning.text()
    run(qtbot, page)
    assert not page._scores._warning.isVisible()
    assert "0.50" in page._scores._made.text()
    said = [request for request in rig.chatter.requests if isinstance(request, Say)]
    assert {(request.adapters[0][1], len(request.messages)) for request in said} == {(0.5, 2)}
    run(qtbot, page)
    assert len(rig.chatter.requests) > 2 * len(said), "unchanged settings ask everything anew"


def test_cancel_keeps_the_part_and_go_on_does_the_rest(qtbot: QtBot, rig: Rig) -> None:
    adapter = rig.saved_adapter("Capitals")
    page = open_sheet(qtbot, rig, adapter)
    paste(page, PASTED)

    def wait_at_italy(request: Say) -> str:
        if request.messages[-1]["text"] == "Italy":
            rig.chatter.gate.clear()
        return answer(request)

    rig.chatter.answer = wait_at_italy
    click(page._run)
    qtbot.waitUntil(lambda: shown(page, BASE)[:2] == ["?", "?"])
    assert not page._rows._add.isEnabled()
    assert page._model.flags(page._model.index(0, EXPECTED)) & Qt.ItemFlag.ItemIsEditable == Qt.ItemFlag.NoItemFlags
    qtbot.waitUntil(page._busy.isVisible, timeout=2000)
    QTest.mouseClick(page._busy._cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page._job is None)
    rig.chatter.gate.set()
    rig.chatter.answer = answer
    assert page._run.text() == "Go on"
    assert "3 inputs" in page._scores._warning.text()
    assert len(kept(rig, adapter.id).result.base) >= 2
    before = len(rig.chatter.requests)
    run(qtbot, page)
    assert shown(page, SKILL) == ["Tokyo", "lima.", "Rome"]
    assert len([r for r in rig.chatter.requests[before:] if isinstance(r, Say)]) <= 4


def test_a_worker_that_dies_is_said_and_go_on_works(qtbot: QtBot, rig: Rig) -> None:
    page = open_sheet(qtbot, rig)
    paste(page, PASTED)

    def die_at_peru(request: Say) -> str:
        if request.messages[-1]["text"] == "Peru" and request.adapters:
            raise WorkerDiedError("It has ended.", hint="Try again.")
        return answer(request)

    rig.chatter.answer = die_at_peru
    run(qtbot, page)
    assert [notice.text for notice in rig.notices] == ["It has ended."]
    assert shown(page, SKILL) == ["Tokyo", "", ""]
    rig.chatter.answer = answer
    assert page._run.text() == "Go on"
    run(qtbot, page)
    assert shown(page, SKILL) == ["Tokyo", "lima.", "Rome"]


def test_another_sheet_stops_the_run_and_chats_get_their_turn(qtbot: QtBot, rig: Rig) -> None:
    first, second = rig.saved_adapter("First"), rig.saved_adapter("Second")
    page = open_sheet(qtbot, rig, first)
    paste(page, PASTED)
    rig.chatter.gate.clear()
    click(page._run)
    qtbot.waitUntil(lambda: any(isinstance(request, Say) for request in rig.chatter.requests))
    page.open(first, 1.0)
    assert page._job is not None, "the same sheet goes on"
    page.open(second, 1.0)
    rig.chatter.gate.set()
    qtbot.waitUntil(lambda: page._base is not None)
    assert shown(page) == []
    assert len(kept(rig, first.id).rows) == 3


def test_edit_a_cell_with_the_keyboard(qtbot: QtBot, rig: Rig) -> None:
    adapter = rig.saved_adapter("Capitals")
    page = open_sheet(qtbot, rig, adapter)
    click(page._rows._add)
    editor = cell_editor(page)
    editor.setPlainText("Spain")
    QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert editor.toPlainText().count("\n") == 1
    editor.setPlainText("Spain")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: kept(rig, adapter.id).rows == (SheetRow(question="Spain", expected=""),))
    page._rows._table.choose(0, edit=True)
    editor = cell_editor(page)
    editor.setPlainText("Something else")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert (shown(page), rig.window.page_name) == (["Spain"], ""), "Escape gives up the cell, not the page"
    QTest.keyClick(page._rows._table._view, Qt.Key.Key_Escape)
    assert rig.window.page_name == "library"
    rig.window.show_aside(page)
    run(qtbot, page)
    assert page._scores._figures[1].text() == "–"
    page._model.setData(page._model.index(0, EXPECTED), "Madrid")
    assert page._scores._figures[1].text().startswith("1 of 1")
    page._model.setData(page._model.index(0, QUESTION), "Italy")
    assert page._run.text() == "Go on"
    assert page._rows._table._texts[SKILL].toPlainText() == ""


def test_removed_rows_come_back_with_undo_even_from_another_sheet(qtbot: QtBot, rig: Rig) -> None:
    adapter = rig.saved_adapter("Capitals")
    page = open_sheet(qtbot, rig, adapter)
    paste(page, PASTED)
    page._rows._table.choose(1)
    page._rows._table._delete_key.trigger()
    assert shown(page) == ["Japan", "Italy"]
    click(rig.desktop.banner._bars[-1]._action)
    assert shown(page) == ["Japan", "Peru", "Italy"]

    page._rows._table._view.selectAll()
    click(page._rows._remove)
    assert page._rows._empty.isVisible()
    page.open(rig.saved_adapter("Another"), 1.0)
    qtbot.waitUntil(lambda: page._base is not None)
    click(rig.desktop.banner._bars[-1]._action)
    qtbot.waitUntil(lambda: len(kept(rig, adapter.id).rows) == 3)
    assert shown(page) == []


@pytest.mark.parametrize("is_same", [True, False])
def test_undo_while_a_sheet_is_still_being_read_is_for_the_sheet_it_was_taken_from(
    qtbot: QtBot, rig: Rig, is_same: bool
) -> None:
    adapter, other = rig.saved_adapter("Capitals"), rig.saved_adapter("Another")
    page = open_sheet(qtbot, rig, other)
    paste(page, "Spain\tMadrid")
    page.open(adapter, 1.0)
    qtbot.waitUntil(lambda: page._base is not None)
    paste(page, PASTED)
    page._rows._table.choose(1)
    click(page._rows._remove)
    is_free = threading.Event()
    rig.desktop.runner.run(lambda _: is_free.wait(5))
    page.open(adapter if is_same else other, 1.0)
    click(rig.desktop.banner._bars[-1]._action)
    is_free.set()
    qtbot.waitUntil(lambda: shown(page) == (["Japan", "Peru", "Italy"] if is_same else ["Spain"]))
    qtbot.waitUntil(lambda: [row.question for row in kept(rig, adapter.id).rows] == ["Japan", "Peru", "Italy"])
    assert [row.question for row in kept(rig, other.id).rows] == ["Spain"]


def test_rows_that_were_removed_one_by_one_all_come_back(qtbot: QtBot, rig: Rig) -> None:
    page = open_sheet(qtbot, rig)
    paste(page, PASTED)
    for row in (0, 1, 0):
        page._rows._table.choose(row)
        click(page._rows._remove)
    assert shown(page) == []
    (bar,) = rig.desktop.banner._bars
    for left in (["Peru"], ["Peru", "Italy"], ["Japan", "Peru", "Italy"]):
        assert rig.desktop.banner._bars == [bar]
        click(bar._action)
        assert shown(page) == left
    assert rig.desktop.banner._bars == []


def test_a_file_is_imported_by_button_or_dropped(
    qtbot: QtBot, rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_sheet(qtbot, rig)
    good, bad = tmp_path / "表.csv", tmp_path / "bad.csv"
    good.write_text("入力,答え\nJapan,Tokyo\n", encoding="cp932")
    bad.write_text("a,b\nonly one\n", encoding="utf-8")
    monkeypatch.setattr(files, "ask_for_sheet", lambda parent: good)
    click(page._rows._import)
    qtbot.waitUntil(lambda: shown(page) == ["Japan"])
    for path in (bad, good):
        drop(page, path)
    qtbot.waitUntil(lambda: shown(page) == ["Japan", "Japan"])
    assert ["Line 2" in notice.text for notice in rig.notices] == [True]


def test_all_files_that_are_dropped_at_once_are_read_in_their_order(qtbot: QtBot, rig: Rig, tmp_path: Path) -> None:
    page = open_sheet(qtbot, rig)
    qtbot.waitUntil(page._rows._add.isEnabled)
    paths = [tmp_path / f"{country}.csv" for country in ("Spain", "Japan", "Peru")]
    for path in paths:
        path.write_text(f"{path.stem},x\n", encoding="utf-8")
    drop(page, *paths)
    qtbot.waitUntil(lambda: shown(page) == ["Spain", "Japan", "Peru"])
    drop(page, *paths * (MOST_AT_ONCE // 3 + 1))
    assert "can be imported at a time" in rig.notices[-1].text


def test_a_thousand_rows_scroll_and_one_more_is_refused(qtbot: QtBot, rig: Rig) -> None:
    page = open_sheet(qtbot, rig)
    paste(page, "".join(f"Italy\t{number}\n" for number in range(MAX_ROWS)))
    view = page._rows._table._view
    view.scrollToBottom()
    view.grab()
    assert view.indexAt(view.viewport().rect().bottomLeft()).row() == MAX_ROWS - 1
    paste(page, "one\tmore")
    assert len(page._model.rows) == MAX_ROWS
    assert "1000" in rig.notices[-1].text
    run(qtbot, page)
    assert len([request for request in rig.chatter.requests if isinstance(request, Say)]) == 2


def test_results_are_exported(qtbot: QtBot, rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_sheet(qtbot, rig)
    paste(page, PASTED)
    run(qtbot, page)
    path = tmp_path / "results.csv"
    monkeypatch.setattr(files, "ask_for_results", lambda parent, name: path)
    click(page._rows._export)
    qtbot.waitUntil(lambda: bool(rig.notices))
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    assert table[0] == ["Input", "Expected", "Without the skill", "With the skill"]
    assert table[2] == ["Peru", "Lima", "?", "lima."]


def try_wordings(qtbot: QtBot, page: SheetPage, text: str) -> None:
    click(page._views._chips["wordings"])
    page._wordings._wordings.setPlainText(text)
    click(page._wordings._try)
    qtbot.waitUntil(lambda: page._job is None)


def better_with_another_draft(rig: Rig, adapter: Adapter) -> None:
    """Only a skill other than `adapter` knows Japan and Peru."""

    def answered(request: Say) -> str:
        is_other = bool(request.adapters) and adapter.id not in request.adapters[0][0]
        return {"Japan": "Tokyo", "Peru": "Lima"}.get(request.messages[-1]["text"], "?") if is_other else "?"

    rig.chatter.answer = answered


def test_the_best_wording_takes_the_place_everywhere_and_undo_brings_the_former_back(
    qtbot: QtBot, rig: Rig, qapp: QApplication
) -> None:
    adapter = rig.saved_adapter("Capitals", "Name the capital.")
    rig.desktop.chat.begin_with(adapter, 0.9)
    page = open_sheet(qtbot, rig, adapter)
    paste(page, PASTED)
    run(qtbot, page)
    better_with_another_draft(rig, adapter)
    run(qtbot, page)
    try_wordings(qtbot, page, "Say the capital.\n\nName the capital.")
    panel = page._wordings
    assert [trial.adapter.description for trial in panel._trials] == ["Name the capital.", "Say the capital."]
    assert "takes over" in panel._verdict.text()
    click(panel._keep)
    library = rig.services.library
    qtbot.waitUntil(lambda: [each.description for each in library.adapters()] == ["Say the capital."])
    qtbot.waitUntil(lambda: page._base is not None and page._job is None)

    new = library.adapters()[0]
    assert (new.name, library.adapter(adapter.id).state) == ("Capitals", AdapterState.BINNED)
    assert page._scores._figures[1].text().startswith("2 of 3")
    assert not page._scores._warning.isVisible()
    assert rig.desktop.chat._composer.manner.adapters == (AdapterUse(adapter_id=new.id, strength=0.9),)
    qtbot.waitUntil(lambda: rig.desktop.library._model.index_of(new.id).isValid())

    click(rig.desktop.banner._bars[-1]._action)
    qtbot.waitUntil(lambda: [each.id for each in library.adapters()] == [adapter.id])
    qtbot.waitUntil(lambda: page._base is not None and page._rows._adapter_id == adapter.id)
    assert page._scores._figures[1].text().startswith("0 of 3")
    assert rig.desktop.chat._composer.manner.adapters[0].adapter_id == adapter.id


def test_wordings_that_were_tried_while_another_page_was_shown_are_there_to_be_kept(qtbot: QtBot, rig: Rig) -> None:
    adapter = rig.saved_adapter("Capitals", "Name the capital.")
    page = open_sheet(qtbot, rig, adapter)
    paste(page, PASTED)
    better_with_another_draft(rig, adapter)
    click(page._views._chips["wordings"])
    page._wordings._wordings.setPlainText("Say the capital.")
    rig.chatter.gate.clear()
    click(page._wordings._try)
    qtbot.waitUntil(lambda: any(isinstance(request, Say) for request in rig.chatter.requests))
    rig.window.show_page("create")
    rig.chatter.gate.set()
    qtbot.waitUntil(lambda: page._job is None)

    rig.window.show_page("library")
    click(rig.desktop.library._details.skill._sheet)
    qtbot.waitUntil(page._wordings._keep.isEnabled)
    assert page._wordings._wordings.toPlainText() == "Say the capital."
    assert [trial.adapter.description for trial in page._wordings._trials] == ["Name the capital.", "Say the capital."]
    open_sheet(qtbot, rig, rig.saved_adapter("Another"))
    assert (page._wordings._wordings.toPlainText(), page._wordings._trials) == ("", ())


def test_no_better_wording_changes_nothing(qtbot: QtBot, rig: Rig) -> None:
    page = open_sheet(qtbot, rig)
    paste(page, PASTED)
    try_wordings(qtbot, page, "Say the capital.")
    assert not page._wordings._keep.isEnabled()
    assert "None of them" in page._wordings._verdict.text()
    assert len([request for request in rig.generator.requests if isinstance(request, Generate)]) == 1
    try_wordings(qtbot, page, "\n".join(f"Wording {letter}" for letter in "abcdef"))
    assert "6 wordings" in rig.notices[-1].text


def test_the_result_card_goes_on_with_the_draft_that_was_kept(qtbot: QtBot, rig: Rig) -> None:
    rig.chatter.answer = answer
    rig.desktop.create._description.setPlainText("Name the capital.")
    click(rig.desktop.create._create)
    card = rig.desktop.create._result
    qtbot.waitUntil(card.isVisible)
    draft = rig.services.library.adapters(state=AdapterState.DRAFT)[0]
    click(card._sheet)
    page = rig.desktop.sheet
    qtbot.waitUntil(lambda: page._base is not None)
    paste(page, PASTED)
    better_with_another_draft(rig, draft)
    try_wordings(qtbot, page, "Say the capital.")
    click(page._wordings._keep)
    qtbot.waitUntil(lambda: rig.services.library.adapter(draft.id).state is AdapterState.BINNED)
    qtbot.waitUntil(lambda: card._adapter is not None and card._adapter.id != draft.id)
    click(page._back)
    click(card._save)
    qtbot.waitUntil(lambda: [each.description for each in rig.services.library.adapters()] == ["Say the capital."])
