"""The list of skills: found, filtered, sorted, chosen, and what is done to many of them."""

from __future__ import annotations

import dataclasses
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDrag, QDragEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from t2l_desktop.core.records import AdapterState
from t2l_desktop.gui import files
from t2l_desktop.gui.dragging import drag_skills
from t2l_desktop.gui.widgets.skill_delegate import SkillDelegate
from t2l_desktop.library.settings import Settings, load_settings
from tests.gui.conftest import Rig, RigMaker
from tests.gui.fakes import make_pack
from tests.gui.library_user import choose, click, compose, details, index, open_page, pick, press_undo, selected, shown


def test_an_empty_library_leads_to_create(qtbot: QtBot, rig: Rig) -> None:
    open_page(qtbot, rig, 0)
    page = rig.desktop.library
    qtbot.waitUntil(page._empty.isVisible)
    assert not page._filters.isVisible()
    click(page._empty._button)
    assert rig.window.page_name == "create"


def test_search_as_one_types_and_nothing_found(qtbot: QtBot, rig: Rig) -> None:
    rig.saved_adapter("Formal letters")
    rig.saved_adapter("ことわざ", "Answer with a proverb.")
    open_page(qtbot, rig, 2)
    page = rig.desktop.library
    page._search.setText("proverb")
    qtbot.waitUntil(lambda: shown(rig) == ["ことわざ"])
    assert selected(rig) == ["ことわざ"]
    assert page._count.text() == "1 of 2 skills"
    page._search.setText("nowhere")
    qtbot.waitUntil(page._empty.isVisible)
    click(page._empty._button)
    qtbot.waitUntil(lambda: len(shown(rig)) == 2)
    assert page._count.text() == "Skills: 2"


def test_filters_by_tag_and_favourites_go_together_with_the_search(qtbot: QtBot, rig: Rig) -> None:
    made = {name: rig.saved_adapter(name) for name in ("One", "Two", "Three")}
    library = rig.services.library
    library.set_tags({made["One"].id: ["仕事", "fun"], made["Two"].id: ["仕事"]})
    library.set_favourite([made["Two"].id, made["Three"].id], favourite=True)
    open_page(qtbot, rig, 3)
    filters = rig.desktop.library._filters
    chips = {chip.text(): chip for chip in filters._chips}
    assert list(chips) == ["仕事", "fun"]
    click(chips["仕事"])
    qtbot.waitUntil(lambda: shown(rig) == ["Two", "One"])
    click(filters._favourites)
    qtbot.waitUntil(lambda: shown(rig) == ["Two"])
    click(chips["fun"])
    qtbot.waitUntil(rig.desktop.library._empty.isVisible)
    click(rig.desktop.library._empty._button)
    qtbot.waitUntil(lambda: len(shown(rig)) == 3)
    assert not any(chip.isChecked() for chip in (*filters._chips, filters._favourites))


def test_a_filter_ends_with_the_last_skill_that_has_the_tag(qtbot: QtBot, rig: Rig) -> None:
    one = rig.saved_adapter("One")
    rig.saved_adapter("Two")
    rig.services.library.set_tags({one.id: ["fun"]})
    open_page(qtbot, rig, 2)
    click(rig.desktop.library._filters._chips[0])
    qtbot.waitUntil(lambda: shown(rig) == ["One"])
    click(details(rig)._tags._chips[0])
    qtbot.waitUntil(lambda: sorted(shown(rig)) == ["One", "Two"])
    assert not rig.desktop.library._filters.isVisible()


def test_rare_tags_wait_in_a_menu(qtbot: QtBot, rig: Rig) -> None:
    adapter = rig.saved_adapter("One")
    rig.services.library.set_tags({adapter.id: [f"tag {number}" for number in range(9)]})
    open_page(qtbot, rig, 1)
    filters = rig.desktop.library._filters
    assert len(filters._chips) == 6
    filters._menu.aboutToShow.emit()
    pick(filters._menu, "tag 8")
    assert filters.tags == ("tag 8",)
    assert filters._chips[-1].text() == "tag 8"
    assert filters._chips[-1].isChecked()


def test_the_order_is_kept(qtbot: QtBot, rig: Rig) -> None:
    for name in ("cow", "Ant", "bee"):
        rig.saved_adapter(name)
    open_page(qtbot, rig, 3)
    order = rig.desktop.library._order
    assert shown(rig) == ["bee", "Ant", "cow"]
    for text, wanted in (("By name", ["Ant", "bee", "cow"]), ("Oldest first", ["cow", "Ant", "bee"])):
        order.setCurrentIndex(order.findText(text))
        order.activated.emit(order.currentIndex())
        qtbot.waitUntil(lambda wanted=wanted: shown(rig) == wanted)  # type: ignore[misc]  # a default
    settings = rig.services.paths.settings
    qtbot.waitUntil(lambda: settings.is_file() and load_settings(settings).library_order == "oldest")


def test_a_star_by_mouse_and_by_key(qtbot: QtBot, rig: Rig) -> None:
    for name in ("One", "Two"):
        rig.saved_adapter(name)
    open_page(qtbot, rig, 2)
    view = rig.desktop.library._view
    assert selected(rig) == ["Two"]
    star = SkillDelegate.star_area(view.visualRect(index(rig, "One")), view.font())
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=star.center())
    qtbot.waitUntil(lambda: [each.name for each in rig.services.library.adapters(favourites=True)] == ["One"])
    qtbot.waitUntil(lambda: "Favourite" in str(index(rig, "One").data(Qt.ItemDataRole.AccessibleDescriptionRole)))
    assert selected(rig) == ["Two"]
    assert shown(rig) == ["Two", "One"]
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(rig.services.library.adapters(favourites=True)) == 2)


def test_the_list_stays_where_it_was_scrolled_to(qtbot: QtBot, rig: Rig) -> None:
    made = [rig.saved_adapter(f"Skill {number}") for number in range(40)]
    open_page(qtbot, rig, 40)
    view, bar = rig.desktop.library._view, rig.desktop.library._view.verticalScrollBar()
    assert selected(rig) == ["Skill 39"]
    bar.setValue(400)
    index_of_star = view.indexAt(view.viewport().rect().center())
    star = SkillDelegate.star_area(view.visualRect(index_of_star), view.font())
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=star.center())
    qtbot.waitUntil(lambda: len(rig.services.library.adapters(favourites=True)) == 1)
    rig.window.show_page("chat")
    rig.services.library.set_favourite([made[-1].id], favourite=True)
    rig.desktop.reload()
    qtbot.waitUntil(lambda: rig.desktop.library._model.records[0].is_favourite)
    rig.window.show_page("library")
    qtbot.wait(20)
    assert bar.value() == 400
    assert selected(rig) == ["Skill 39"]
    rig.desktop.library.select(made[-1].id)
    assert bar.value() == 0, "who wishes for a skill sees it"


def test_delete_with_the_key_and_undo_from_the_banner(qtbot: QtBot, rig: Rig) -> None:
    for name in ("Haiku", "Pirate", "Poet"):
        rig.saved_adapter(name)
    open_page(qtbot, rig, 3)
    choose(rig, "Pirate")
    view = rig.desktop.library._view
    QTest.keyClick(view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: shown(rig) == ["Poet", "Haiku"])
    assert selected(rig) == ["Haiku"]
    assert rig.services.library.adapters(state=AdapterState.BINNED)[0].name == "Pirate"
    press_undo(rig)
    qtbot.waitUntil(lambda: shown(rig) == ["Poet", "Pirate", "Haiku"])
    assert selected(rig) == ["Pirate"]
    assert rig.desktop.banner.notices == []


def test_what_reads_the_same_is_undone_step_by_step(qtbot: QtBot, rig: Rig) -> None:
    made = [rig.saved_adapter(name) for name in ("One", "Two")]
    library = rig.services.library
    open_page(qtbot, rig, 2)
    choose(rig, "One", "Two")
    tags = rig.desktop.library._details.several._tags
    for count, tag in enumerate(("sea", "sun"), start=1):
        compose(tags._line, f"{tag}、")
        qtbot.waitUntil(lambda count=count: len(rig.notices) == count)  # type: ignore[misc]  # a default
    for left in (("sea",), ()):
        press_undo(rig)
        qtbot.waitUntil(lambda left=left: {library.adapter(each.id).tags for each in made} == {left})  # type: ignore[misc]  # a default
    assert rig.desktop.banner.notices == []
    for _ in range(2):
        rig.desktop.messages.info("It is done.")
    assert [notice.text for notice in rig.desktop.banner.notices] == ["It is done."]


def test_many_are_deleted_at_once_and_all_come_back(qtbot: QtBot, rig: Rig) -> None:
    for name in "abcd":
        rig.saved_adapter(name)
    open_page(qtbot, rig, 4)
    view, panel = rig.desktop.library._view, rig.desktop.library._details.several
    choose(rig, "a", "c")
    assert panel._title.text() == "2 skills selected"
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert selected(rig) == ["d", "c", "b", "a"]
    click(panel._delete)
    qtbot.waitUntil(rig.desktop.library._empty.isVisible)
    assert rig.notices[-1].text == "4 skills were deleted."
    press_undo(rig)
    qtbot.waitUntil(lambda: shown(rig) == ["d", "c", "b", "a"])
    assert len(selected(rig)) == 4


def test_many_are_tagged_at_once_and_that_can_be_undone(qtbot: QtBot, rig: Rig) -> None:
    made = [rig.saved_adapter(name) for name in ("One", "Two")]
    library = rig.services.library
    library.set_tags({made[0].id: ["both", "mine"], made[1].id: ["both"]})
    open_page(qtbot, rig, 2)
    choose(rig, "One", "Two")
    tags = rig.desktop.library._details.several._tags
    assert tags._tags == ("both",)
    compose(tags._line, "new、")
    qtbot.waitUntil(lambda: library.adapter(made[1].id).tags == ("both", "new"))
    assert library.adapter(made[0].id).tags == ("mine", "both", "new")
    qtbot.waitUntil(lambda: [each.text for each in rig.notices] == ["The tags of 2 skills were changed."])
    assert selected(rig) == ["Two", "One"]
    press_undo(rig)
    qtbot.waitUntil(lambda: [library.adapter(each.id).tags for each in made] == [("both", "mine"), ("both",)])


def test_many_become_favourites_and_no_longer(qtbot: QtBot, rig: Rig) -> None:
    made = [rig.saved_adapter(name) for name in ("One", "Two")]
    rig.services.library.set_favourite([made[0].id], favourite=True)
    open_page(qtbot, rig, 2)
    choose(rig, "One", "Two")
    button = rig.desktop.library._details.several._favourite
    for count, text in ((2, "Remove from favourites"), (0, "Make them favourites")):
        click(button)
        qtbot.waitUntil(
            lambda count=count: len(rig.services.library.adapters(favourites=True)) == count  # type: ignore[misc]
        )
        qtbot.waitUntil(lambda text=text: button.text() == text)  # type: ignore[misc]  # a default


def test_many_are_exported_into_a_folder(
    qtbot: QtBot, rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [rig.saved_adapter(name) for name in ("One", "Two", "海賊")]
    (rig.services.library.adapter_folder(made[1].id) / "adapter.gguf").unlink()
    open_page(qtbot, rig, 3)
    rig.desktop.library._view.selectAll()
    monkeypatch.setattr(files, "ask_for_export_folder", lambda parent: tmp_path / "out")
    menu = rig.desktop.library._details.several._export_menu
    assert not menu._whole.isEnabled()
    pick(menu, "Skill file, to give to others…")
    qtbot.waitUntil(lambda: len(rig.notices) == 2)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["One.t2lskill", "海賊.t2lskill"]
    assert "are missing" in rig.notices[0].text
    assert rig.notices[1].text == f"2 skills were exported to {tmp_path / 'out'}."


def test_a_chat_with_several_and_why_not_with_some(qtbot: QtBot, rig: Rig) -> None:
    made = {name: rig.saved_adapter(name) for name in "abcde"}
    open_page(qtbot, rig, 5)
    panel = rig.desktop.library._details.several
    rig.desktop.library._view.selectAll()
    assert not panel._chat.isEnabled()
    assert panel._why_no_chat.text() == "A chat takes at most 4 skills."
    choose(rig, "a", "c")
    click(panel._chat)
    assert rig.window.page_name == "chat"
    uses = rig.desktop.chat._composer.manner.adapters
    assert {use.adapter_id for use in uses} == {made["a"].id, made["c"].id}
    other = dataclasses.replace(made["a"], base_fingerprint="ffff")
    panel.set_skills([other, made["b"]])
    assert "different models" in panel._why_no_chat.text()


def test_the_menu_offers_what_the_buttons_offer(qtbot: QtBot, rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.saved_adapter("One")
    open_page(qtbot, rig, 1)
    opened: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda self, *_: opened.append(self))
    view = rig.desktop.library._view
    view.customContextMenuRequested.emit(view.visualRect(index(rig, "One")).center())
    wanted = ["Chat with it", "Test sheet…", "Blend…", "Variants…", "Export…", "Duplicate"]
    wanted += ["Create again…", "Delete"]
    assert [action.text() for action in opened[0].actions()] == wanted
    pick(opened[0], "Delete")
    qtbot.waitUntil(rig.desktop.library._empty.isVisible)


def test_a_double_click_chats(qtbot: QtBot, rig: Rig) -> None:
    adapter = rig.saved_adapter("Pirate")
    open_page(qtbot, rig, 1)
    rig.desktop.library._view.activated.emit(index(rig, "Pirate"))
    assert rig.window.page_name == "chat"
    assert [use.adapter_id for use in rig.desktop.chat._composer.manner.adapters] == [adapter.id]


def test_a_chat_begins_in_words_where_the_card_says_that_it_helps(qtbot: QtBot, make_rig: RigMaker) -> None:
    scores = {"a_matched": {"percent": 4.0, "asked": 50}, "a_both": {"percent": 80.0, "asked": 50}}
    rig = make_rig(card={"scores": scores})
    rig.saved_adapter("Pirate")
    open_page(qtbot, rig, 1)
    click(details(rig)._chat)
    assert rig.desktop.chat._composer.manner.in_words


def test_a_chat_goes_by_the_card_of_the_model_that_the_skill_is_for(qtbot: QtBot, rig: Rig) -> None:
    scores = {"a_matched": {"percent": 4.0, "asked": 50}, "a_both": {"percent": 80.0, "asked": 50}}
    make_pack(rig.services.paths.packs / "gemma", id="gemma", name="Gemma", card={"scores": scores})
    adapter = rig.saved_adapter("Pirate")
    rig.services.library.update_one("adapters", adapter.id, {"pack_id": "gemma"})
    open_page(qtbot, rig, 1)
    qtbot.waitUntil(lambda: len(rig.desktop.models.cards) == 2)
    click(details(rig)._chat)
    assert rig.desktop.chat._composer.manner.in_words
    rig.window.show_page("library")
    click(details(rig)._sheet)
    assert rig.desktop.sheet._in_words.isChecked()


def test_what_is_dragged_out_is_a_skill_file(qtbot: QtBot, rig: Rig) -> None:
    adapters = [rig.saved_adapter(name) for name in ("One", "海賊")]
    open_page(qtbot, rig, 2)
    data = drag_skills(rig.desktop.library._view, rig.desktop.runner, adapters).mimeData()
    assert data.hasUrls()
    paths = [Path(url.toLocalFile()) for url in data.urls()]
    assert [path.name for path in paths] == ["One.t2lskill", "海賊.t2lskill"]
    assert all(path.read_bytes().startswith(b"PK") for path in paths)
    assert paths[0].is_relative_to(rig.services.paths.state)
    rig.services.library.adapter_folder(adapters[0].id).rename(rig.services.paths.data / "elsewhere")
    lost = drag_skills(rig.desktop.library._view, rig.desktop.runner, adapters[:1]).mimeData()
    assert lost.urls() == []
    qtbot.waitUntil(lambda: bool(rig.notices))
    assert "are missing" in rig.notices[0].text


@pytest.mark.parametrize(("outcome", "written"), [(Qt.DropAction.IgnoreAction, 0), (Qt.DropAction.CopyAction, 2)])
def test_what_is_dragged_nowhere_is_not_written(
    qtbot: QtBot, rig: Rig, monkeypatch: pytest.MonkeyPatch, outcome: Qt.DropAction, written: int
) -> None:
    for name in ("One", "Two"):
        rig.saved_adapter(name)
    open_page(qtbot, rig, 2)
    monkeypatch.setattr(QDrag, "exec", lambda _drag, _actions: outcome)
    gate = threading.Event()
    rig.desktop.runner.run(lambda _: gate.wait(5))
    view = rig.desktop.library._view
    view.selectAll()
    view.startDrag(Qt.DropAction.CopyAction)
    gate.set()
    with qtbot.waitSignal(rig.desktop.runner.run(lambda _: None).finished):
        pass
    assert len(list(rig.services.paths.state.rglob("*.t2lskill"))) == written


def test_what_comes_from_the_window_itself_is_not_imported(
    qtbot: QtBot, rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.saved_adapter("One")
    open_page(qtbot, rig, 1)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.t2lskill"))])
    monkeypatch.setattr(QDragEnterEvent, "source", lambda self: rig.desktop.library._view)
    position, no_key = QPoint(50, 50), Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(position, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, no_key)
    event.ignore()
    QApplication.sendEvent(rig.window, event)
    assert not event.isAccepted()
    assert not rig.window._drop.veil.isVisible()


def test_ten_thousand_rows_can_be_scrolled_through_and_chosen(qtbot: QtBot, rig: Rig) -> None:
    one = rig.saved_adapter("Skill")
    many = [dataclasses.replace(one, id=str(number), name=f"Skill {number}") for number in range(10_000)]
    rig.window.show_page("library")
    view = rig.desktop.library._view
    view.show_skills(many, select=["7", "8", "9999"])
    assert selected(rig) == ["Skill 7", "Skill 8", "Skill 9999"]
    rig.desktop.library._show_state()
    view.scrollToBottom()
    view.grab()
    assert view.indexAt(view.viewport().rect().bottomLeft() - QPoint(0, 8)).row() == 9_999
    view.selectAll()
    assert rig.desktop.library._details.several._title.text() == "10000 skills selected"


def test_the_details_go_below_the_list_where_there_is_no_room_beside_it(qtbot: QtBot, make_rig: RigMaker) -> None:
    rig = make_rig(settings=Settings(language="en", theme="light", shows_first_steps=False, text_size=150))
    rig.saved_adapter("One")
    rig.window.resize(1600, 780)
    open_page(qtbot, rig, 1)
    view, panel = rig.desktop.library._view, rig.desktop.library._details

    def corner(widget: object) -> QPointF:
        return QPointF(widget.mapTo(rig.window, QPoint(0, 0)))  # type: ignore[attr-defined]

    qtbot.waitUntil(lambda: corner(panel).x() > corner(view).x() + view.width())
    rig.window.resize(rig.window.minimumSizeHint().width(), 780)
    qtbot.waitUntil(lambda: corner(panel).y() >= corner(view).y() + view.height())
    assert view.width() > 400
