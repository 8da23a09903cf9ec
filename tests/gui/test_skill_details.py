"""The details of one skill: changed, copied, made again; and the bin."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from t2l_desktop.core.changes import CHANGES_FILE, LayerChanges
from t2l_desktop.core.records import AdapterState
from t2l_desktop.core.sheets import Sheet, SheetResult, SheetRow
from t2l_desktop.gui.tokens import TOKENS
from t2l_desktop.gui.widgets.strength import StrengthSlider
from tests.gui.conftest import Rig
from tests.gui.library_user import (
    choose,
    click,
    compose,
    details,
    facts,
    open_page,
    press_undo,
    selected,
    shown,
    turn_wheel,
)


def test_a_name_is_changed_by_f2_and_reaches_the_chat_picker(qtbot: QtBot, rig: Rig) -> None:
    adapter = rig.saved_adapter("Old")
    open_page(qtbot, rig, 1)
    view, name = rig.desktop.library._view, details(rig)._name
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_F2)
    assert name.selectedText() == "Old"
    QTest.keyClicks(name, "x")
    QTest.keyClick(name, Qt.Key.Key_Escape)
    assert name.text() == "Old"
    name.clear()
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert name.text() == "Old"
    name.setText("新しい名前")
    QTest.keyClick(name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown(rig) == ["新しい名前"])
    assert rig.services.library.adapter(adapter.id).name == "新しい名前"
    qtbot.waitUntil(lambda: rig.desktop.chat._composer._bar.skills.rows[0].skills.findText("新しい名前") > 0)


def test_notes_are_kept_after_a_pause_and_when_one_turns_away(qtbot: QtBot, rig: Rig) -> None:
    one, two = rig.saved_adapter("One"), rig.saved_adapter("Two")
    library = rig.services.library
    open_page(qtbot, rig, 2)
    choose(rig, "One")
    notes = details(rig)._notes
    QTest.keyClicks(notes, "after a pause")
    qtbot.waitUntil(lambda: library.adapter(one.id).notes == "after a pause")
    qtbot.waitUntil(lambda: shown(rig) == ["One", "Two"])
    QTest.keyClicks(notes, " and more")
    choose(rig, "Two")
    assert notes.toPlainText() == ""
    qtbot.waitUntil(lambda: library.adapter(one.id).notes == "after a pause and more")
    QTest.keyClicks(notes, "left the page")
    rig.window.show_page("create")
    qtbot.waitUntil(lambda: library.adapter(two.id).notes == "left the page")
    rig.desktop.library.reload()
    rig.window.show_page("library")
    qtbot.waitUntil(lambda: notes.toPlainText() == "left the page")


def test_what_is_being_typed_outlives_a_reading_of_the_library(qtbot: QtBot, rig: Rig) -> None:
    adapter = rig.saved_adapter("One")
    open_page(qtbot, rig, 1)
    panel = details(rig)
    panel._timer.setInterval(60_000)
    QTest.keyClicks(panel._notes, "half a")
    QTest.keyClicks(panel._tags._line, "half")
    panel._strength._slider.setValue(10)
    rig.services.library.set_favourite([adapter.id], favourite=True)
    rig.desktop.reload()
    qtbot.waitUntil(panel._starred.isVisible)
    assert panel._notes.toPlainText() == "half a"
    assert panel._tags._line.text() == "half"
    panel.keep()
    qtbot.waitUntil(lambda: rig.services.library.adapter(adapter.id).strength == 0.5)
    assert rig.services.library.adapter(adapter.id).notes == "half a"


def test_a_turning_wheel_moves_the_details_and_not_the_strength_below_the_pointer(qtbot: QtBot, rig: Rig) -> None:
    rig.saved_adapter("One")
    rig.window.resize(rig.window.width(), 400)
    open_page(qtbot, rig, 1)
    strength = details(rig)._strength
    (area,) = (each for each in rig.window.findChildren(QScrollArea) if each.isAncestorOf(strength))
    qtbot.waitUntil(lambda: "Test pack" in facts(rig) and area.verticalScrollBar().maximum() > 0)
    area.ensureWidgetVisible(strength)
    before = area.verticalScrollBar().value()
    turn_wheel(strength._slider)
    assert area.verticalScrollBar().value() > before
    assert strength.strength == 1.0


def test_a_strength_beyond_the_slider_stays_until_it_is_moved(qtbot: QtBot) -> None:
    strength = StrengthSlider()
    qtbot.addWidget(strength)
    for given, figure in ((3.0, "3.00"), (-1.0, "-1.00"), (0.333, "0.33"), (0.0, "Off")):
        strength.set_strength(given)
        assert (strength.strength, strength._value.text()) == (given, figure)
    strength.set_strength(1.02)
    with qtbot.waitSignal(strength.strength_changed) as changed:
        QTest.mouseDClick(strength._slider, Qt.MouseButton.LeftButton)
    assert changed.args == [1.0]
    strength.set_strength(3.0)
    for place in (39, 40):
        with qtbot.waitSignal(strength.strength_changed) as changed:
            strength._slider.setValue(place)
        assert changed.args == [round(place * 0.05, 2)]


def test_tags_are_added_in_the_spelling_that_is_known_and_taken_away(qtbot: QtBot, rig: Rig) -> None:
    one, two = rig.saved_adapter("One"), rig.saved_adapter("Two")
    library = rig.services.library
    library.set_tags({two.id: ["Poems"]})
    open_page(qtbot, rig, 2)
    choose(rig, "One")
    tags = details(rig)._tags
    compose(tags._line, "poems,仕事")
    QTest.keyClick(tags._line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: library.adapter(one.id).tags == ("Poems", "仕事"))
    qtbot.waitUntil(lambda: [chip.text() for chip in rig.desktop.library._filters._chips] == ["Poems", "仕事"])
    assert tags._chips[0].accessibleName() == "Remove the tag “Poems”"
    click(tags._chips[0])
    qtbot.waitUntil(lambda: library.adapter(one.id).tags == ("仕事",))
    assert tags._line.text() == ""


def test_tags_are_offered_that_it_does_not_have_yet_on_a_ground_of_their_own(qtbot: QtBot, rig: Rig) -> None:
    library = rig.services.library
    one, two = rig.saved_adapter("One"), rig.saved_adapter("Two")
    library.set_tags({one.id: ["Poems", "Prose", "Proverbs"], two.id: ["poems"]})
    open_page(qtbot, rig, 2)
    choose(rig, "Two")
    tags = details(rig)._tags
    line, completer, offered = tags._line, tags._line.completer(), tags._offered
    qtbot.waitUntil(lambda: tags._names.stringList() == ["Prose", "Proverbs"])
    line.setFocus()
    QTest.keyClicks(line, "p")
    qtbot.waitUntil(offered.isVisible)
    assert completer.completionCount() == 2
    image = offered.grab().toImage()
    assert image.pixelColor(3, 3).name().upper() == TOKENS["light"]["surface"]
    QTest.keyClick(offered, Qt.Key.Key_Down)
    QTest.keyClick(offered, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: library.adapter(two.id).tags == ("poems", "Prose"))
    qtbot.wait(50)
    assert tags._tags == ("poems", "Prose"), "what Return chose, and nothing after it"
    assert tags._names.stringList() == ["Proverbs"]


def test_a_tag_is_shown_with_its_ampersand(qtbot: QtBot, rig: Rig) -> None:
    rig.services.library.set_tags({rig.saved_adapter("One").id: ["R&D"]})
    open_page(qtbot, rig, 1)
    (chip,) = details(rig)._tags._chips
    assert chip.text() == "R&&D  ×", "a single one underlines the next letter, and makes it a key"
    assert chip.shortcut().isEmpty()


def test_the_facts_say_where_a_skill_comes_from_and_what_is_missing(qtbot: QtBot, rig: Rig) -> None:
    made = rig.saved_adapter("Made here")
    given = rig.saved_adapter("Given")
    library = rig.services.library
    library.update_adapter(given.id, origin="friend.t2lskill")
    rows = tuple(SheetRow(question=str(number), expected=str(number)) for number in range(4))
    result = SheetResult(skill={"0": "0", "1": "1", "2": "2", "3": "no"}, made_at=1e9)
    library.sheets.put(made.id, Sheet(rows=rows, result=result))
    with library.writing() as connection:
        connection.execute("UPDATE adapters SET pack_id = 'gone-7b' WHERE id = ?", (given.id,))
    (library.adapter_folder(given.id) / "adapter.gguf").unlink()
    open_page(qtbot, rig, 2)
    choose(rig, "Made here")
    qtbot.waitUntil(lambda: "Test pack" in facts(rig))
    assert any(words.startswith("3 of 4 right (75 %)") for words in facts(rig))
    assert any(words.endswith("on this computer") for words in facts(rig))
    (rank,) = (each for each in details(rig)._facts.findChildren(QLabel) if each.text() == "Rank" and each.isVisible())
    assert "a lower rank takes less room" in rank.toolTip()
    choose(rig, "Given")
    qtbot.waitUntil(lambda: "gone-7b: this model is not installed" in facts(rig))
    assert any(words.endswith("from friend.t2lskill") for words in facts(rig))
    assert "Its files are missing. Create it again from its description." in facts(rig)


def test_a_base_that_was_replaced_is_said(qtbot: QtBot, rig: Rig) -> None:
    adapter = rig.saved_adapter("One")
    with rig.services.library.writing() as connection:
        connection.execute("UPDATE adapters SET base_fingerprint = 'ffff' WHERE id = ?", (adapter.id,))
    open_page(qtbot, rig, 1)
    qtbot.waitUntil(lambda: "another base model than Test pack has now" in facts(rig))


def test_the_chosen_skill_shows_what_it_changes(qtbot: QtBot, rig: Rig) -> None:
    drawn = rig.saved_adapter("Pirate")
    changes = LayerChanges(norms={"v_proj": (0.5, 1.0)})
    (rig.services.library.adapter_folder(drawn.id) / CHANGES_FILE).write_bytes(changes.encoded())
    rig.saved_adapter("Older")
    open_page(qtbot, rig, 2)
    picture = details(rig)._picture
    choose(rig, "Pirate")
    qtbot.waitUntil(picture.isVisible)
    choose(rig, "Older")
    qtbot.waitUntil(lambda: not picture.isVisible())
    choose(rig, "Pirate")
    qtbot.waitUntil(picture.isVisible)
    click(details(rig)._delete)
    qtbot.waitUntil(lambda: selected(rig) == ["Older"] and not picture.isVisible())


def test_a_copy_is_made_selected_and_can_be_undone(qtbot: QtBot, rig: Rig) -> None:
    rig.saved_adapter("Pirate")
    open_page(qtbot, rig, 1)
    click(details(rig)._duplicate)
    qtbot.waitUntil(lambda: selected(rig) == ["Pirate copy"])
    assert shown(rig) == ["Pirate copy", "Pirate"]
    assert rig.notices[-1].text == "The skill was duplicated as “Pirate copy”."
    press_undo(rig)
    qtbot.waitUntil(lambda: shown(rig) == ["Pirate"])


def test_create_again_opens_create_with_the_description(qtbot: QtBot, rig: Rig) -> None:
    adapter = rig.saved_adapter("Pirate", "Talk like a pirate.")
    open_page(qtbot, rig, 1)
    click(details(rig)._again)
    assert rig.window.page_name == "create"
    create = rig.desktop.create
    assert create._description.toPlainText() == "Talk like a pirate."
    QTest.keyClicks(create._description, " Be brief.")
    click(create._create)
    qtbot.waitUntil(lambda: len(rig.services.library.adapters(state=AdapterState.DRAFT)) == 1)
    (draft,) = rig.services.library.adapters(state=AdapterState.DRAFT)
    assert draft.description == "Talk like a pirate. Be brief."
    assert rig.services.library.adapter(adapter.id).description == "Talk like a pirate."


def test_the_star_of_the_details(qtbot: QtBot, rig: Rig) -> None:
    adapter = rig.saved_adapter("One")
    open_page(qtbot, rig, 1)
    click(details(rig)._star)
    qtbot.waitUntil(details(rig)._starred.isVisible)
    click(details(rig)._starred)
    qtbot.waitUntil(details(rig)._star.isVisible)
    assert not rig.services.library.adapter(adapter.id).is_favourite


# --- the bin ----------------------------------------------------------------------------------------------------------


def test_the_bin_gives_back_and_deletes_for_good_after_one_question(qtbot: QtBot, rig: Rig) -> None:
    made = {name: rig.saved_adapter(name) for name in ("One", "Two", "Three")}
    library, page = rig.services.library, rig.desktop.library
    open_page(qtbot, rig, 3)
    assert not page._to_bin.isVisible()
    page._view.selectAll()
    click(page._details.several._delete)
    qtbot.waitUntil(lambda: page._to_bin.isVisible() and page._to_bin.text() == "Deleted skills (3)")
    click(page._to_bin)
    deleted = page._bin
    assert deleted.isVisible()
    assert "thirty days" in deleted._note.text()
    deleted._view.setCurrentIndex(deleted._model.index(0))
    first = deleted.selected[0]
    click(deleted._restore)
    qtbot.waitUntil(lambda: shown(rig) == [first.name] and len(deleted.records) == 2)
    deleted._view.setFocus()
    deleted._view.selectAll()
    QTest.keyClick(deleted._view, Qt.Key.Key_Delete)
    assert deleted._question.text() == "Delete 2 skills for good? This cannot be undone."
    QTest.keyClick(deleted._no, Qt.Key.Key_Escape)
    assert not deleted._bar.isVisible()
    assert len(library.adapters(state=AdapterState.BINNED)) == 2
    deleted._view.selectAll()
    click(deleted._remove)
    click(deleted._yes)
    qtbot.waitUntil(lambda: not deleted.isVisible())
    assert {adapter.id for adapter in library.adapters()} == {first.id}
    assert {path.name for path in rig.services.paths.adapters.iterdir()} == {first.id}
    assert first.id in {adapter.id for adapter in made.values()}
    assert not page._to_bin.isVisible()


def test_what_was_not_saved_yet_is_found_again_and_saved_or_deleted(qtbot: QtBot, rig: Rig) -> None:
    library, page = rig.services.library, rig.desktop.library
    for name in ("One", "Two", "Three"):
        library.update_adapter(rig.saved_adapter(name).id, is_saved=False)
    open_page(qtbot, rig, 0)
    qtbot.waitUntil(lambda: page._to_drafts.isVisible() and page._to_drafts.text() == "Not saved yet (3)")
    click(page._to_drafts)
    first, second, _ = page._drafts.records
    page._drafts._view.setCurrentIndex(page._drafts._model.index(0))
    click(page._drafts._restore)
    qtbot.waitUntil(lambda: shown(rig) == [first.name] and len(page._drafts.records) == 2)
    page._drafts._view.setCurrentIndex(page._drafts._model.index(0))
    click(page._drafts._remove)
    qtbot.waitUntil(lambda: len(page._drafts.records) == 1)
    assert library.adapter(second.id).state is AdapterState.BINNED
    undo = rig.notices[-1].action
    assert undo is not None
    undo()
    qtbot.waitUntil(lambda: len(page._drafts.records) == 2)
    QTest.keyClick(page._drafts._view, Qt.Key.Key_Escape)
    assert not page._drafts.isVisible()


def test_a_skill_that_was_created_a_moment_ago_is_among_those_not_saved_yet(qtbot: QtBot, rig: Rig) -> None:
    rig.desktop.create.describe("Write like a pirate.")
    click(rig.desktop.create._create)
    rig.window.show_page("library")
    qtbot.waitUntil(rig.desktop.library._to_drafts.isVisible)


def test_what_is_marked_in_the_bin_stays_marked_while_nothing_in_it_changes(qtbot: QtBot, rig: Rig) -> None:
    for name in ("One", "Two", "Three"):
        rig.services.library.bin_adapter(rig.saved_adapter(name).id)
    page = rig.desktop.library
    open_page(qtbot, rig, 0)
    qtbot.waitUntil(page._to_bin.isVisible)
    click(page._to_bin)
    page._bin._view.selectAll()
    rig.saved_adapter("Four")
    rig.window.activated.emit()
    qtbot.waitUntil(lambda: shown(rig) == ["Four"])
    assert len(page._bin.selected) == 3


def test_a_question_is_not_asked_about_what_has_been_restored_elsewhere(qtbot: QtBot, rig: Rig) -> None:
    adapter, other = rig.saved_adapter("One"), rig.saved_adapter("Two")
    library, page = rig.services.library, rig.desktop.library
    library.bin_adapter(adapter.id)
    library.bin_adapter(other.id)
    open_page(qtbot, rig, 0)
    qtbot.waitUntil(page._to_bin.isVisible)
    click(page._to_bin)
    page._bin._view.selectAll()
    click(page._bin._remove)
    library.restore_adapter(adapter.id)
    page.reload()
    qtbot.waitUntil(lambda: not page._bin._bar.isVisible())
    QTest.keyClick(page._bin._view, Qt.Key.Key_Escape)
    assert not page._bin.isVisible()


def test_the_export_of_one_is_at_its_own_strength(qtbot: QtBot, rig: Rig) -> None:
    adapter = rig.saved_adapter("One")
    rig.services.library.update_adapter(adapter.id, strength=0.5)
    open_page(qtbot, rig, 1)
    assert details(rig)._strength.strength == 0.5
    assert details(rig)._export_menu._strength == 0.5


def test_what_was_just_set_is_what_one_goes_on_with(qtbot: QtBot, rig: Rig) -> None:
    rig.saved_adapter("One")
    open_page(qtbot, rig, 1)
    details(rig)._strength.set_strength(0.5)
    click(details(rig)._chat)
    assert rig.window.page_name == "chat"
    assert [use.strength for use in rig.desktop.chat._composer.manner.adapters] == [0.5]
