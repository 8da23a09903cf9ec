"""Many chats: found, pinned, renamed, exported, imported, deleted and restored."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from PySide6.QtCore import QDateTime, QPoint, Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from t2l_desktop.core.records import AdapterUse, Chat, HowMade, Manner, Role
from t2l_desktop.gui import files
from t2l_desktop.gui.messages import Level
from t2l_desktop.gui.models.records import MARK_ROLE, PARTED_ROLE, spoken_date
from t2l_desktop.gui.pages.chat_shelf import ChatShelf
from t2l_desktop.operations.chat_files import export_chat
from tests.gui.conftest import Rig


def add(rig: Rig, title: str, text: str = "Hello", manner: Manner | None = None) -> Chat:
    library = rig.services.library
    chat = library.add_chat(pack_id="test-pack", title=title, manner=manner or Manner())
    library.add_message(chat.id, Role.USER, text=text)
    library.add_message(chat.id, Role.ASSISTANT, text="# Answer", made=HowMade(adapters=chat.adapters))
    return library.chat(chat.id)


def open_page(qtbot: QtBot, rig: Rig) -> ChatShelf:
    rig.window.show_page("chat")
    shelf = rig.desktop.chat._shelf
    shelf.reload()
    expected = len(rig.services.library.chats())
    qtbot.waitUntil(lambda: len(shelf._list.chats) == expected)
    return shelf


def titles(shelf: ChatShelf) -> list[str]:
    return [chat.title for chat in shelf._list.chats]


def pick(shelf: ChatShelf, row: int, *path: str) -> None:
    """Open the menu of a row and take one of its entries."""
    view = shelf._list._view
    view.customContextMenuRequested.emit(view.visualRect(shelf._list._model.index(row)).center())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    for words in path[:-1]:
        menu = next(each for each in menu.findChildren(QMenu) if each.title() == words)
    entry(menu, path[-1]).trigger()
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()


def entry(menu: QMenu, words: str) -> QAction:
    return next(action for action in menu.actions() if action.text() == words)


def test_search_as_one_types_in_titles_and_messages(qtbot: QtBot, rig: Rig) -> None:
    add(rig, "Sea", "Where do pirates live?")
    add(rig, "Ｓｕｎ", "What is warm?")
    shelf = open_page(qtbot, rig)
    QTest.keyClicks(shelf._search, "sun")
    qtbot.waitUntil(lambda: titles(shelf) == ["Ｓｕｎ"])
    shelf._search.setText("pirates sea")
    qtbot.waitUntil(lambda: titles(shelf) == ["Sea"])
    QTest.keyClicks(shelf._search, " nowhere")
    qtbot.waitUntil(shelf._list._empty.isVisible)
    assert shelf._list._empty.text() == "No chat holds these words."
    QTest.keyClick(shelf._search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(titles(shelf)) == 2)
    assert shelf._search.text() == ""


def test_the_keyboard_leads_from_the_search_to_a_chat_and_renames_and_deletes_it(qtbot: QtBot, rig: Rig) -> None:
    add(rig, "Sea", "Salt")
    add(rig, "Sun")
    shelf, page = open_page(qtbot, rig), rig.desktop.chat
    view = shelf._list._view
    shelf._search.setText("salt")
    qtbot.waitUntil(lambda: titles(shelf) == ["Sea"])
    QTest.keyClick(shelf._search, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page._transcript.texts == ["Salt", "# Answer"])
    QTest.keyClick(view, Qt.Key.Key_F2)
    field = view.findChild(QLineEdit)
    assert field is not None
    field.setText("Ocean")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._head.title == "Ocean" and titles(shelf) == ["Ocean"])
    qtbot.waitUntil(lambda: view.findChild(QLineEdit) is None)
    shelf._list._delete_key.trigger()
    qtbot.waitUntil(lambda: titles(shelf) == [])
    assert page._head.title == "New chat"
    assert [chat.title for chat in rig.services.library.chats(binned=True)] == ["Ocean"]


def test_a_chat_that_the_search_hides_is_renamed_from_above_it(qtbot: QtBot, rig: Rig) -> None:
    add(rig, "Sea")
    sun = add(rig, "Sun")
    shelf, page = open_page(qtbot, rig), rig.desktop.chat
    page._show_chat(sun)
    shelf._search.setText("sea")
    qtbot.waitUntil(lambda: titles(shelf) == ["Sea"])
    QTest.mouseClick(page._head._rename, Qt.MouseButton.LeftButton)
    view = shelf._list._view
    qtbot.waitUntil(lambda: view.findChild(QLineEdit) is not None)
    field = view.findChild(QLineEdit)
    assert field is not None
    assert (field.text(), shelf._search.text()) == ("Sun", "")
    field.setText("Moon")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._head.title == "Moon")


def test_pinned_chats_come_first_with_a_mark_and_a_line_below(qtbot: QtBot, rig: Rig) -> None:
    for title in ("Old", "Middle", "New"):
        add(rig, title)
    shelf = open_page(qtbot, rig)
    model = shelf._list._model
    pick(shelf, 2, "Pin to the top")
    qtbot.waitUntil(lambda: titles(shelf) == ["Old", "New", "Middle"])
    rows = [model.index(row) for row in range(3)]
    assert [bool(row.data(MARK_ROLE)) for row in rows] == [True, False, False]
    assert [row.data(PARTED_ROLE) for row in rows] == [False, True, False]
    assert str(rows[0].data(Qt.ItemDataRole.AccessibleDescriptionRole)).startswith("Pinned, Today")
    shelf._list._view.grab()
    pick(shelf, 0, "Unpin")
    qtbot.waitUntil(lambda: titles(shelf) == ["New", "Middle", "Old"])


def test_a_title_that_is_being_typed_survives_a_reload(qtbot: QtBot, rig: Rig) -> None:
    chat = add(rig, "Sea")
    shelf = open_page(qtbot, rig)
    shelf.rename(chat.id)
    field = shelf._list._view.findChild(QLineEdit)
    assert field is not None
    field.setText("Half a ti")
    add(rig, "Another")
    with qtbot.waitSignals([rig.desktop.runner.run(_nothing).succeeded]):
        shelf.reload()
    QTest.qWait(50)
    assert (field.text(), titles(shelf)) == ("Half a ti", ["Sea"])
    QTest.keyClick(field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: titles(shelf) == ["Another", "Sea"])
    assert rig.services.library.chat(chat.id).title == "Sea"


def _nothing(services: object) -> None:
    del services


def test_deleted_chats_are_listed_at_the_foot_and_restored(qtbot: QtBot, rig: Rig) -> None:
    for title in ("Sea", "Sun"):
        add(rig, title)
    shelf, page = open_page(qtbot, rig), rig.desktop.chat
    assert not shelf._to_bin.isVisible()
    pick(shelf, 0, "Delete")
    pick(shelf, 1, "Delete")
    qtbot.waitUntil(lambda: shelf._to_bin.text() == "Deleted chats (2)" and shelf._to_bin.isVisible())
    QTest.mouseClick(shelf._to_bin, Qt.MouseButton.LeftButton)
    assert [chat.title for chat in shelf._bin.records] == ["Sun", "Sea"]
    QTest.keyClick(shelf._bin._view, Qt.Key.Key_Escape)
    assert not shelf._bin.isVisible()
    QTest.mouseClick(shelf._to_bin, Qt.MouseButton.LeftButton)
    QTest.keyClick(shelf._bin._view, Qt.Key.Key_Down)
    QTest.mouseClick(shelf._bin._restore, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: titles(shelf) == ["Sea"] and page._head.title == "Sea")
    assert shelf._bin.isVisible()
    shelf._bin._view.activated.emit(shelf._bin._view.currentIndex())
    qtbot.waitUntil(lambda: len(titles(shelf)) == 2 and not shelf._bin.isVisible())
    assert not shelf._to_bin.isVisible()


def test_a_deleted_chat_is_deleted_for_good_after_one_question(qtbot: QtBot, rig: Rig) -> None:
    sea, sun = add(rig, "Sea"), add(rig, "Sun")
    library = rig.services.library
    for chat in (sea, sun):
        library.bin_chat(chat.id)
    shelf = open_page(qtbot, rig)
    qtbot.waitUntil(shelf._to_bin.isVisible)
    QTest.mouseClick(shelf._to_bin, Qt.MouseButton.LeftButton)
    doomed = shelf._bin.selected[0]
    QTest.mouseClick(shelf._bin._remove, Qt.MouseButton.LeftButton)
    assert shelf._bin._question.text() == f"Delete “{doomed.title}” for good? This cannot be undone."
    assert len(library.chats(binned=True)) == 2
    QTest.mouseClick(shelf._bin._yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(shelf._bin.records) == 1)
    assert library.all_messages(next(each.id for each in (sea, sun) if each.id != doomed.id))
    assert doomed.id not in {each.id for each in library.chats(binned=True)}


def test_a_chat_is_exported_from_its_menu_and_from_the_button(
    qtbot: QtBot, rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    adapter = rig.saved_adapter("Pirate")
    chat = add(rig, "Sea", manner=Manner(adapters=(AdapterUse(adapter_id=adapter.id, strength=0.5),)))
    shelf = open_page(qtbot, rig)
    asked: list[tuple[str, str]] = []

    def answer(_parent: object, title: str, format: str) -> Path:
        asked.append((title, format))
        return tmp_path / f"out.{format}"

    monkeypatch.setattr(files, "ask_for_chat_file", answer)
    pick(shelf, 0, "Export", "Text to read (Markdown)…")
    qtbot.waitUntil(lambda: len(rig.notices) == 1)
    assert "## Pirate × 0.50\n\n### Answer" in (tmp_path / "out.markdown").read_text(encoding="utf-8")
    assert rig.notices[0].action_label == "Show the folder"

    shelf._menu.aboutToShow.emit()
    assert not shelf._export_whole.isEnabled()
    rig.desktop.chat._show_chat(chat)
    shelf._menu.aboutToShow.emit()
    shelf._export_whole.trigger()
    qtbot.waitUntil(lambda: len(rig.notices) == 2)
    assert json.loads((tmp_path / "out.json").read_bytes())["title"] == "Sea"
    assert asked == [("Sea", "markdown"), ("Sea", "json")]


def test_the_name_for_an_export_gets_its_ending(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    suggested: list[str] = []

    def save(_parent: object, _title: str, path: str, _kinds: str) -> tuple[str, str]:
        suggested.append(Path(path).name)
        return str(tmp_path / "given"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", save)
    assert files.ask_for_chat_file(None, "Sea / sun?", "markdown") == tmp_path / "given.md"
    assert files.ask_for_chat_file(None, "???", "json") == tmp_path / "given.json"
    assert suggested == ["Sea-sun.md", "chat.json"]


def test_an_ending_that_makes_it_the_name_of_another_file_is_asked_about(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    there = tmp_path / "given.md"
    there.write_text("of before")
    asked: list[Path] = []
    answers = [str(tmp_path / "given"), ""]

    def save(_parent: object, _title: str, path: str, _kinds: str) -> tuple[str, str]:
        asked.append(Path(path))
        return answers[len(asked) - 1], ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", save)
    assert files.ask_for_chat_file(None, "Sea", "markdown") is None
    assert asked[1:] == [there], "the dialog is shown again, and asks about the file that is there"
    asked.clear()
    answers[1] = str(there)
    assert files.ask_for_chat_file(None, "Sea", "markdown") == there
    asked.clear()
    answers[1] = str(tmp_path / "other")
    assert files.ask_for_chat_file(None, "Sea", "markdown") == tmp_path / "other.md"


def test_chats_are_imported_and_what_is_none_is_said(
    qtbot: QtBot, rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    adapter = rig.saved_adapter("Pirate")
    chat = add(rig, "Sea", manner=Manner(adapters=(AdapterUse(adapter_id=adapter.id),)))
    good = export_chat(rig.services, chat_id=chat.id, out=tmp_path / "sea.json", format="json")
    good.write_text(good.read_text(encoding="utf-8").replace("Pirate", "Captain").replace(adapter.id, "other"))
    bad = tmp_path / "bad.json"
    bad.write_text("{}")
    shelf = open_page(qtbot, rig)
    monkeypatch.setattr(files, "ask_for_chats", lambda _parent: [bad, good])
    shelf._search.setText("nowhere")
    shelf._import.trigger()
    qtbot.waitUntil(lambda: titles(shelf) == ["Sea", "Sea"] and len(rig.notices) == 2)
    assert (rig.notices[0].level, rig.notices[0].text) == (Level.ERROR, "bad.json holds no chat.")
    assert rig.notices[1].text == "“Sea” was imported. It uses skills that are not in your library: Captain."
    page = rig.desktop.chat
    assert page._chat is not None
    assert page._chat.id != chat.id
    qtbot.waitUntil(lambda: page._transcript.texts == ["Hello", "# Answer"])


def test_a_chat_file_is_dropped_onto_the_window(qtbot: QtBot, rig: Rig, tmp_path: Path) -> None:
    path = tmp_path / "plain.json"
    path.write_text(json.dumps({"messages": [{"role": "user", "content": "From elsewhere"}]}))
    shelf = open_page(qtbot, rig)
    rig.window.files_dropped.emit([path])
    qtbot.waitUntil(lambda: titles(shelf) == ["From elsewhere"])


def test_a_chat_that_is_chosen_again_has_the_manner_it_was_given(qtbot: QtBot, rig: Rig) -> None:
    chat = add(rig, "Sea")
    shelf = open_page(qtbot, rig)
    view = shelf._list._view
    view.setCurrentIndex(shelf._list._model.index(0))
    rig.desktop.chat._composer.show_manner(Manner(system_prompt="Be brief."))
    rig.desktop.chat._composer.manner_changed.emit()
    qtbot.waitUntil(lambda: rig.services.library.chat(chat.id).system_prompt == "Be brief.")
    qtbot.waitUntil(lambda: shelf._list.chats[0].system_prompt == "Be brief.")


def test_dates_are_said_as_people_say_them() -> None:
    now = QDateTime.currentDateTime()

    def said(days: int) -> str:
        return spoken_date(now.addDays(-days).toSecsSinceEpoch())

    assert said(0).startswith("Today ")
    assert said(1) == "Yesterday"
    noon = QDateTime.fromString("2019-05-03T12:00:00", Qt.DateFormat.ISODate)
    assert spoken_date(noon.toSecsSinceEpoch()) == "3 May 2019"
    day = now.date().dayOfYear()
    other = now.addDays(-2 if day > 2 else 5)
    assert spoken_date(other.toSecsSinceEpoch()) == f"{other.date().day()} {other.date().toString('MMMM')}"


def test_ten_thousand_chats_can_be_scrolled_through_and_stay_where_they_are(qtbot: QtBot, rig: Rig) -> None:
    one = add(rig, "Chat")
    many = [dataclasses.replace(one, id=str(number), title=f"Chat {number}") for number in range(10_000)]
    shelf = open_page(qtbot, rig)
    view = shelf._list._view
    shelf._list.set_chats(many, "3")
    view.scrollToBottom()
    view.grab()
    assert view.indexAt(view.viewport().rect().bottomLeft() - QPoint(-20, 8)).row() == 9_999
    at = view.verticalScrollBar().value()
    shelf._list.set_chats([many[77], *many[:77], *many[78:]], "3")
    assert view.verticalScrollBar().value() == at


@pytest.mark.parametrize(
    "answer",
    [
        "# A\n\n## B\n\nText\n===\n\nmore\n---",
        "```\n# code\n```\n# after",
        "```python\n# never closed",
        "1. Run:\n   ```bash\n   # a comment",
        "- a\n\n  ~~~\n  # b\n\n# c",
        "> # quoted\n> ```\n\n# after",
        "<!-- open\n# x",
        "<script>\n<div>\n\n# y",
        "| a |\n|---|\n| 1 |\n\n---\n# z",
    ],
)
def test_no_answer_breaks_the_structure_of_the_exported_text(rig: Rig, tmp_path: Path, answer: str) -> None:
    library = rig.services.library
    chat = library.add_chat(pack_id="test-pack", title="# <b>Title</b>")
    for role, text in ((Role.USER, "Hello"), (Role.ASSISTANT, answer), (Role.USER, "Bye")):
        library.add_message(chat.id, role, text=text)
    out = export_chat(rig.services, chat_id=chat.id, out=tmp_path / "chat.md", format="markdown")
    document = QTextDocument()
    document.setMarkdown(out.read_text(encoding="utf-8"))
    blocks = [document.findBlockByNumber(number) for number in range(document.blockCount())]
    ours = [(b.blockFormat().headingLevel(), b.text()) for b in blocks if 1 <= b.blockFormat().headingLevel() <= 2]
    assert ours == [(1, "# <b>Title</b>"), (2, "You"), (2, "Base model"), (2, "You")]
