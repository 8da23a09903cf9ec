"""From a sentence to a skill that is tried, named and kept."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from t2l_desktop.core.changes import LayerChanges
from t2l_desktop.core.descriptions import MAX_DESCRIPTION
from t2l_desktop.core.messages import Familiarity, Generate, Say
from t2l_desktop.core.records import AdapterState, Pack
from t2l_desktop.gui import files
from t2l_desktop.gui.messages import Level
from t2l_desktop.gui.widgets.busy import SHOW_AFTER_MS
from tests.gui.conftest import Rig, RigMaker
from tests.gui.fakes import a_failure, make_pack

YES_OR_NO = "Answer with one word: yes or no."
BETTER_IN_WORDS = {
    "scores": {"new_tasks_matched": {"percent": 4.0, "asked": 50}, "new_tasks_both": {"percent": 80.0, "asked": 50}}
}


def describe(qtbot: QtBot, rig: Rig, text: str) -> None:
    rig.desktop.create._description.setPlainText(text)
    QTest.keyClick(rig.desktop.create._description, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def create(qtbot: QtBot, rig: Rig, text: str = YES_OR_NO) -> None:
    describe(qtbot, rig, text)
    qtbot.waitUntil(rig.desktop.create._result.isVisible)


def test_an_example_is_created_and_tried_at_once_on_both_sides(qtbot: QtBot, rig: Rig) -> None:
    rig.chatter.pieces, rig.chatter.adapted_pieces = ("It ", "depends."), ("Yes.",)
    page = rig.desktop.create
    chips = page._examples._chips_area.findChildren(QPushButton)
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


@pytest.mark.parametrize("name", ["敬語　変換", "Talk  like this "])
def test_a_name_that_is_kept_with_other_spaces_counts_as_saved(qtbot: QtBot, rig: Rig, name: str) -> None:
    create(qtbot, rig, "Write like a pirate.")
    card = rig.desktop.create._result
    card._name.setText(name)
    QTest.mouseClick(card._save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card._save.text() == "Saved")
    assert [adapter.name for adapter in rig.services.library.adapters()] == [" ".join(name.split())]


def test_the_card_follows_what_becomes_of_its_skill_in_the_library(qtbot: QtBot, rig: Rig) -> None:
    create(qtbot, rig, "Write like a pirate.")
    card, actions = rig.desktop.create._result, rig.desktop.library._actions
    card._name.setText("Pirate")
    QTest.mouseClick(card._save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card._save.text() == "Saved")
    (saved,) = rig.services.library.adapters()
    actions.rename(saved, "Captain")
    qtbot.waitUntil(lambda: card._name.text() == "Captain")
    assert card._save.text() == "Saved"
    card._strength.set_strength(0.5)
    QTest.mouseClick(card._save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card._save.text() == "Saved")
    assert [(each.name, each.strength) for each in rig.services.library.adapters()] == [("Captain", 0.5)]

    card._name.setText("Admiral")
    actions.rename(saved, "Sailor")
    qtbot.waitUntil(lambda: card._adapter is not None and card._adapter.name == "Sailor")
    assert card._name.text() == "Admiral", "what is being written here stays"
    actions.delete([saved])
    qtbot.waitUntil(lambda: card._adapter is not None and card._adapter.state is AdapterState.BINNED)
    card._name.setText("Sailor")
    assert card._save.text() == "Save"
    actions.remove([saved.id])
    qtbot.waitUntil(lambda: rig.services.library.adapters(state=AdapterState.BINNED) == [])
    rig.desktop.reload()
    with qtbot.waitSignal(rig.desktop.runner.run(lambda _: None).finished):
        pass
    assert all(notice.level is not Level.ERROR for notice in rig.notices)


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


def test_progress_is_gone_when_one_comes_back_after_the_end(qtbot: QtBot, rig: Rig) -> None:
    page = rig.desktop.create
    rig.generator.gate.clear()
    describe(qtbot, rig, YES_OR_NO)
    qtbot.waitUntil(page._busy.isVisible, timeout=2000)
    rig.window.show_page("chat")
    rig.generator.gate.set()
    qtbot.waitUntil(page._create.isEnabled)
    rig.window.show_page("create")
    qtbot.waitUntil(lambda: page._result.isVisible() and not page._busy.isVisible(), timeout=2000)


def another_pack(qtbot: QtBot, rig: Rig) -> Pack:
    pack = make_pack(rig.services.paths.packs / "gemma", id="gemma", name="Gemma")
    rig.desktop.reload()
    qtbot.waitUntil(lambda: len(rig.desktop.models.cards) == 2)
    return pack


def test_a_skill_is_tried_with_the_model_that_it_was_made_for(qtbot: QtBot, rig: Rig) -> None:
    gemma = another_pack(qtbot, rig)
    page = rig.desktop.create
    rig.generator.gate.clear()
    describe(qtbot, rig, YES_OR_NO)
    rig.desktop.models.use_requested.emit(gemma)
    rig.generator.gate.set()
    qtbot.waitUntil(page._result.isVisible)
    assert page._result._trying._pack == rig.pack
    assert page._result._gauge._pack == rig.pack


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
    assert not rig.generator.requests
    for name, page in (("create", rig.desktop.create), ("chat", rig.desktop.chat)):
        rig.window.show_page(name)
        assert page._empty._title.text() == "No model is installed"
        page._empty._button.click()
        assert rig.window.page_name == "models"


def test_export_bakes_the_strength_in(qtbot: QtBot, rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create(qtbot, rig, "Write like a pirate.")
    card = rig.desktop.create._result
    card._strength.set_strength(0.5)
    monkeypatch.setattr(files, "ask_where_to_export", lambda *_: tmp_path)
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


def offered(rig: Rig) -> list[str]:
    chips = rig.desktop.create._examples._chips_area.findChildren(QPushButton)
    return [chip.text() for chip in chips if chip.isVisible()]


def test_the_examples_speak_the_language_of_the_window(qtbot: QtBot, make_rig: RigMaker) -> None:
    english = {"description": "Put it into capitals.", "message": "a cat", "family": "letter case"}
    japanese = {"description": "大文字にしてください。", "message": "a cat", "family": "letter case", "language": "ja"}
    rig = make_rig(examples=[english, japanese])
    page = rig.desktop.create
    assert offered(rig) == ["Put it into capitals."]

    rig.desktop.preferences.change(language="ja")
    qtbot.waitUntil(lambda: offered(rig) == ["大文字にしてください。"])
    assert "大文字にしてください。" in page._description.placeholderText()

    rig.desktop.preferences.change(language="en")
    qtbot.waitUntil(lambda: offered(rig) == ["Put it into capitals."])


def test_many_examples_are_a_handful_first_and_then_by_family_with_the_keyboard(
    qtbot: QtBot, make_rig: RigMaker
) -> None:
    families = [f"family {number}" for number in range(9)]
    examples = [{"description": f"{f}, {n}", "message": f"try {n}", "family": f} for f in families for n in range(3)]
    rig = make_rig(examples=examples)
    page = rig.desktop.create
    tabs = page._examples._tab_group.buttons()
    assert [tab.text() for tab in tabs] == ["A few of each", *(f"Family {number}" for number in range(9))]
    assert offered(rig) == [f"family {number}, 0" for number in range(6)]

    rig.window.activateWindow()
    page._description.setFocus()
    qtbot.waitUntil(page._description.hasFocus)
    tabs = page._examples._tab_group.buttons()
    QTest.keyClick(page._description, Qt.Key.Key_Tab)
    assert page._examples._tab_group.checkedButton() is rig.window.focusWidget()
    QTest.keyClick(tabs[0], Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: offered(rig) == [f"family 0, {number}" for number in range(3)])
    QTest.keyClick(tabs[1], Qt.Key.Key_Tab)
    QTest.keyClick(rig.window.focusWidget(), Qt.Key.Key_Space)
    assert page._description.toPlainText() == "family 0, 0"
    QTest.mouseClick(page._create, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page._result.isVisible)
    assert page._result._trying._message.text() == "try 0"


def gauge_words(rig: Rig) -> str:
    gauge = rig.desktop.create._gauge
    return gauge._words.text() if gauge.isVisible() else ""


def _has(rig: Rig, words: str) -> bool:
    return gauge_words(rig) == words


def test_the_gauge_follows_the_typing(qtbot: QtBot, make_rig: RigMaker) -> None:
    rig = make_rig(card={"familiarity": {"threshold": 0.85, "curve": [[0.7, 40, 0.6], [0.5, 40, 0.1]]}})
    rig.generator.cosines = {"Sort the words.": 0.86, "Sort the days.": 0.72, "Sing.": 0.5}
    edit = rig.desktop.create._description
    for text, words in (
        ("Sort the words.", "Close to what it has practised"),
        ("Sort the days.", "Somewhat new to it"),
        ("Sing.", "New territory"),
        ("", ""),
        ("Sort the words.", "Close to what it has practised"),
        ("敬語で丁寧に答えてください。", ""),
    ):
        edit.setPlainText(text)
        qtbot.waitUntil(partial(_has, rig, words))
        assert rig.desktop.create._doubt.isVisible() == (words == "New territory")
    assert rig.notices == []


def test_what_a_very_small_model_is_for_is_said_before_one_tries(qtbot: QtBot, make_rig: RigMaker) -> None:
    desktop = make_rig(id="starter").desktop
    assert "there to show the idea" in desktop.create._lead.text()
    desktop.models.reload()
    qtbot.waitUntil(lambda: bool(desktop.models.cards))
    assert "there to show the idea" in desktop.models.cards["starter"]._can.text()


@pytest.mark.parametrize(
    ("lacking", "words"), [("hypernet", "chats but cannot write skills"), ("base", "from the command line only")]
)
def test_with_a_model_that_cannot_create_the_page_leads_to_the_others(
    make_rig: RigMaker, lacking: str, words: str
) -> None:
    rig = make_rig(**{lacking: None})
    page = rig.desktop.create
    assert words in page._empty._title.text()
    assert not page._description.isVisible()
    QTest.mouseClick(page._empty._button, Qt.MouseButton.LeftButton)
    assert rig.window.page_name == "models"


def test_the_gauge_is_there_for_another_model_without_another_key(qtbot: QtBot, rig: Rig) -> None:
    gemma = another_pack(qtbot, rig)
    rig.desktop.create._description.setPlainText("Sort the words.")
    qtbot.waitUntil(lambda: gauge_words(rig) != "")
    rig.desktop.models.use_requested.emit(gemma)
    assert gauge_words(rig) == ""
    qtbot.waitUntil(lambda: gauge_words(rig) == "Close to what it has practised")


def test_a_pack_without_descriptions_has_no_gauge(qtbot: QtBot, make_rig: RigMaker) -> None:
    rig = make_rig(descriptions=None)
    create(qtbot, rig)
    qtbot.wait(600)
    assert gauge_words(rig) == ""
    assert not any(isinstance(request, Familiarity) for request in rig.generator.requests)


def test_the_next_key_stops_the_gauge_and_a_late_answer_is_dropped(qtbot: QtBot, rig: Rig) -> None:
    def asked() -> list[str]:
        return [request.description for request in rig.generator.requests if isinstance(request, Familiarity)]

    rig.generator.cosines = {"Sing.": 0.1}
    rig.generator.gate.clear()
    edit = rig.desktop.create._description
    edit.setPlainText("Sort the words.")
    qtbot.waitUntil(lambda: asked() == ["Sort the words."])
    edit.setPlainText("Sing.")
    qtbot.waitUntil(lambda: asked() == ["Sort the words.", "Sing."])  # so the first let go of the generator
    assert gauge_words(rig) == ""
    rig.generator.gate.set()
    qtbot.waitUntil(lambda: gauge_words(rig) == "New territory")


def test_what_was_said_of_an_earlier_text_does_not_stay(qtbot: QtBot, rig: Rig) -> None:
    edit = rig.desktop.create._description
    edit.setPlainText("Sort the words.")
    qtbot.waitUntil(lambda: gauge_words(rig) == "Close to what it has practised")
    rig.generator.gate.clear()
    edit.setPlainText("Sing.")
    qtbot.waitUntil(lambda: gauge_words(rig) == "")
    rig.generator.gate.set()
    qtbot.waitUntil(lambda: gauge_words(rig) != "")


def test_create_does_not_wait_for_the_gauge(qtbot: QtBot, rig: Rig) -> None:
    rig.generator.gate.clear()
    rig.desktop.create._description.setPlainText(YES_OR_NO)
    qtbot.waitUntil(lambda: any(isinstance(request, Familiarity) for request in rig.generator.requests))
    QTest.mouseClick(rig.desktop.create._create, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any(isinstance(request, Generate) for request in rig.generator.requests))
    rig.generator.gate.set()
    qtbot.waitUntil(rig.desktop.create._result.isVisible)
    qtbot.waitUntil(rig.desktop.create._result._gauge.isVisible)


def test_a_description_that_is_too_long_is_said_while_it_is_typed(qtbot: QtBot, rig: Rig) -> None:
    page = rig.desktop.create
    page._description.setPlainText("a" * MAX_DESCRIPTION)
    assert not page._length_note.isVisible()
    QTest.keyClicks(page._description, "b")
    assert page._length_note.isVisible()
    assert "2,001" in page._length_note.text()
    assert not page._create.isEnabled()
    QTest.keyClick(page._description, Qt.Key.Key_Backspace)
    assert not page._length_note.isVisible()
    assert page._create.isEnabled()


def test_a_pasted_book_is_cut_and_that_is_said(qtbot: QtBot, rig: Rig) -> None:
    page = rig.desktop.create
    book = QMimeData()
    book.setText("All happy families are alike. " * 35_000)
    page._description.insertFromMimeData(book)
    assert len(page._description.toPlainText()) == MAX_DESCRIPTION
    assert "first 2,000" in page._length_note.text()
    assert page._length_note.isVisible()
    assert page._create.isEnabled()
    page._description.insertFromMimeData(book)
    assert "first 2,000" in page._length_note.text()
    assert "4,00" in page._length_note.text()
    page._description.undo()
    assert not page._length_note.isVisible()


def test_the_description_goes_along_in_words_where_the_card_says_that_it_helps(
    qtbot: QtBot, make_rig: RigMaker
) -> None:
    rig = make_rig(card=BETTER_IN_WORDS)
    create(qtbot, rig)
    card = rig.desktop.create._result
    assert card._in_words.isChecked()

    def systems() -> list[list[str]]:
        said = [request for request in rig.chatter.requests if isinstance(request, Say)]
        return [[m["text"] for m in request.messages if m["role"] == "system"] for request in said]

    qtbot.waitUntil(lambda: card._trying._job is None and len(systems()) == 2)
    assert systems() == [[], [YES_OR_NO]]
    QTest.mouseClick(card._in_words, Qt.MouseButton.LeftButton, pos=QPoint(6, card._in_words.height() // 2))
    QTest.mouseClick(card._trying._try, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card._trying._job is None and len(systems()) == 4)
    assert systems()[2:] == [[], []]
    card._in_words.setChecked(True)
    QTest.mouseClick(card._chat, Qt.MouseButton.LeftButton)
    assert rig.desktop.chat._composer.manner.in_words


def test_words_stay_away_where_nothing_says_that_they_help(qtbot: QtBot, rig: Rig) -> None:
    create(qtbot, rig)
    assert not rig.desktop.create._result._in_words.isChecked()
    QTest.mouseClick(rig.desktop.create._result._chat, Qt.MouseButton.LeftButton)
    assert not rig.desktop.chat._composer.manner.in_words


def test_the_card_shows_what_the_skill_changes(qtbot: QtBot, rig: Rig) -> None:
    create(qtbot, rig)
    picture = rig.desktop.create._result._picture
    assert picture.isVisible()
    said = picture._cells.accessibleDescription()
    assert said.startswith("Where it looks (q_proj): most in layer 2 of 2, 100 % of the largest change.")
    assert "What it concludes (down_proj): most in layer 2 of 2, 50 %" in said
    row, cell = picture._cells._row_height, picture._cells._cell_width
    beside = QPoint(round(picture._cells._labels_width + cell / 2), round(row * 1.5))
    assert picture._cells._cell_words(beside) == "What it concludes (down_proj), layer 1 of 2: unchanged"
    rig.generator.changes = LayerChanges(norms={})
    create(qtbot, rig, "Write like a pirate.")
    qtbot.waitUntil(lambda: not picture.isVisible())
