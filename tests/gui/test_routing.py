"""A chat in which each message finds its skill."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from t2l_desktop.core.messages import FindAlike, Say
from t2l_desktop.core.records import AdapterUse
from t2l_desktop.gui.pages.chat import ChatPage
from t2l_desktop.gui.pages.message_view import MessageView
from t2l_desktop.gui.pages.skill_picker import SkillPicker
from t2l_desktop.gui.widgets.likeness import RouteLine
from tests.gui.conftest import Rig, RigMaker
from tests.gui.fakes import a_failure
from tests.gui.test_chat import choose, is_answered, last_view, say

THE_RIGHT_ONE = "Whichever fits"


def skills(rig: Rig, **likenesses: float) -> dict[str, str]:
    """Saved skills by name, with the likeness of every message to each; gives their ids."""
    ids = {}
    for name, likeness in likenesses.items():
        rig.generator.likenesses[f"Do {name}."] = likeness
        ids[name] = rig.saved_adapter(name, f"Do {name}.").id
    rig.desktop.reload()
    rig.window.show_page("chat")
    return ids


def leave_it(qtbot: QtBot, page: ChatPage) -> None:
    """Have each message choose."""
    qtbot.waitUntil(lambda: len(page._partner.fitting) > 0)
    choose(qtbot, page, THE_RIGHT_ONE, 1.0)


def line(view: MessageView) -> RouteLine:
    return view._route


def open_picker(qtbot: QtBot, rig: Rig) -> SkillPicker:
    page = rig.desktop.chat
    asked = len(looked(rig))
    qtbot.waitUntil(lambda: line(last_view(page)).other.isVisible() and not page._answers._given)
    QTest.mouseClick(line(last_view(page)).other, Qt.MouseButton.LeftButton)
    picker = page._picker
    qtbot.waitUntil(lambda: picker.isVisible() and picker._job is None and len(looked(rig)) > asked)
    return picker


def looked(rig: Rig) -> list[FindAlike]:
    return [request for request in rig.generator.requests if isinstance(request, FindAlike)]


def names(picker: SkillPicker) -> list[str]:
    return [adapter.name for adapter in picker._model.records]


def test_the_right_skill_answers_and_it_is_said_how_well_it_fits(qtbot: QtBot, rig: Rig) -> None:
    ids = skills(rig, Pirate=1.0, Capitals=4.0)
    page = rig.desktop.chat
    leave_it(qtbot, page)
    bar = page._composer._bar
    assert bar._routing.isVisible()
    assert not bar.skills.rows[0].strength.isEnabled()
    assert not bar.skills.rows[0].button.isEnabled()
    assert bar.words.isEnabled()
    rig.chatter.gate.clear()
    say(qtbot, rig, "Japan")
    qtbot.waitUntil(lambda: page._transcript.texts == ["Japan", "Hello"])
    live = last_view(page)
    assert live._who.text() == "Capitals"
    assert line(live).isVisible()
    assert not line(live).other.isVisible()

    rig.chatter.gate.set()
    qtbot.waitUntil(lambda: is_answered(page, messages=2))
    view = last_view(page)
    assert view._who.text() == "Capitals"
    assert line(view)._words.text() == "Chosen for this message: fits well"
    assert line(view)._bar.filled == 3
    assert "99 of 100" in line(view).accessibleDescription()
    chat = rig.services.library.chats()[0]
    assert (chat.routes, chat.adapters) == (True, ())
    assert rig.services.library.messages(chat.id)[1].adapters == (AdapterUse(adapter_id=ids["Capitals"]),)


def test_where_nothing_fits_the_base_answers_alone_and_says_so(qtbot: QtBot, rig: Rig) -> None:
    skills(rig, Pirate=0.5)
    page = rig.desktop.chat
    leave_it(qtbot, page)
    say(qtbot, rig, "Hello?")
    qtbot.waitUntil(lambda: is_answered(page, messages=2))
    assert last_view(page)._who.text() == "Base model"
    assert line(last_view(page))._words.text() == "No skill fits: the base model answers alone"
    assert line(last_view(page))._bar.filled == 1


def test_another_skill_answers_again_and_the_chat_goes_on_choosing(qtbot: QtBot, rig: Rig) -> None:
    skills(rig, Haiku=0.0, Pirate=1.0, Capitals=4.0)
    page = rig.desktop.chat
    leave_it(qtbot, page)
    say(qtbot, rig, "Japan")
    qtbot.waitUntil(lambda: is_answered(page, messages=2))
    picker = open_picker(qtbot, rig)
    assert names(picker) == ["Pirate", "Haiku"], "the others, the likeliest first"
    assert looked(rig)[-1].text.startswith("Japan")
    assert picker._model.aside(picker._model.records[0]) == "may fit"

    rig.chatter.pieces = ("Arr.",)
    QTest.keyClick(picker._search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._transcript.texts == ["Japan", "Arr."] and is_answered(page, messages=2))
    view = last_view(page)
    assert not picker.isVisible()
    assert (view._who.text(), view._version.text()) == ("Pirate", "2 / 2")
    assert not line(view).isVisible(), "the person has chosen"
    assert page._composer.manner.routes
    say(qtbot, rig, "Spain")
    qtbot.waitUntil(lambda: is_answered(page, messages=4))
    assert last_view(page)._who.text() == "Capitals"


def test_the_picker_is_searched_and_moved_through_by_keys(qtbot: QtBot, rig: Rig) -> None:
    skills(rig, Haiku=0.1, Pirate=0.2, Capitals=0.3)
    page = rig.desktop.chat
    leave_it(qtbot, page)
    say(qtbot, rig, "Japan")
    qtbot.waitUntil(lambda: is_answered(page, messages=2))
    picker = open_picker(qtbot, rig)
    assert names(picker) == ["Capitals", "Pirate", "Haiku"]
    assert not picker._base.isVisible(), "the base alone has answered already"
    QTest.keyClick(picker._search, Qt.Key.Key_Escape)
    assert not picker.isVisible()

    picker = open_picker(qtbot, rig)
    QTest.keyClicks(picker._search, "PIR")
    assert names(picker) == ["Pirate"]
    QTest.keyClicks(picker._search, " nothing")
    assert names(picker) == []
    QTest.keyClick(picker._search, Qt.Key.Key_Return)
    assert picker.isVisible()
    picker._search.clear()
    QTest.keyClick(picker._search, Qt.Key.Key_Down)
    QTest.keyClick(picker._search, Qt.Key.Key_Down)
    QTest.keyClick(picker._search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: last_view(page)._who.text() == "Haiku" and is_answered(page, messages=2))


def test_what_one_points_at_stays_chosen_when_the_likeliest_come_first(qtbot: QtBot, rig: Rig) -> None:
    skills(rig, Haiku=0.1, Pirate=0.2, Capitals=0.3)
    page = rig.desktop.chat
    leave_it(qtbot, page)
    say(qtbot, rig, "Japan")
    qtbot.waitUntil(lambda: is_answered(page, messages=2))
    rig.generator.gate.clear()
    QTest.mouseClick(line(last_view(page)).other, Qt.MouseButton.LeftButton)
    picker = page._picker
    qtbot.waitUntil(picker.isVisible)
    QTest.keyClick(picker._search, Qt.Key.Key_Down)
    wanted = names(picker)[1]
    rig.generator.gate.set()
    qtbot.waitUntil(lambda: picker._job is None)
    assert names(picker)[0] != wanted
    QTest.keyClick(picker._search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: last_view(page)._who.text() == wanted and is_answered(page, messages=2))


def test_the_base_alone_can_be_asked_instead(qtbot: QtBot, rig: Rig) -> None:
    skills(rig, Capitals=4.0)
    page = rig.desktop.chat
    leave_it(qtbot, page)
    say(qtbot, rig, "Japan")
    qtbot.waitUntil(lambda: is_answered(page, messages=2))
    picker = open_picker(qtbot, rig)
    assert names(picker) == []
    QTest.mouseClick(picker._base, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: last_view(page)._version.text() == "2 / 2" and is_answered(page, messages=2))
    assert last_view(page)._who.text() == "Base model"
    assert [len(each.adapters) for each in rig.chatter.requests if isinstance(each, Say)] == [1, 0]


def test_the_choice_is_compared_with_the_base(qtbot: QtBot, rig: Rig) -> None:
    skills(rig, Capitals=4.0)
    rig.chatter.adapted_pieces = ("Tokyo",)
    page = rig.desktop.chat
    leave_it(qtbot, page)
    QTest.mouseClick(page._head._compare, Qt.MouseButton.LeftButton)
    say(qtbot, rig, "Japan")
    qtbot.waitUntil(
        lambda: page._conversation.pair is not None and page._conversation.pair.texts == ["Hello there.", "Tokyo"]
    )
    pair = page._conversation.pair
    assert pair is not None
    qtbot.waitUntil(pair.sides[0].choose.isVisible)
    assert [side.view._who.text() for side in pair.sides] == ["Base model", "Capitals"]
    assert [line(side.view).isVisible() for side in pair.sides] == [False, True]
    named = [side.view._body.accessibleName() for side in pair.sides]
    assert named == ["Base model: Hello there.", "Capitals: Tokyo"]


def test_a_chat_comes_back_choosing_and_its_answers_still_say_so(qtbot: QtBot, rig: Rig) -> None:
    skills(rig, Capitals=1.0)
    page = rig.desktop.chat
    leave_it(qtbot, page)
    say(qtbot, rig, "Japan")
    qtbot.waitUntil(lambda: is_answered(page, messages=2))
    page.begin_new()
    assert not bool(page._composer.manner.routes)  # so that mypy does not take it for settled
    page._show_chat(rig.services.library.chats()[0])
    qtbot.waitUntil(lambda: page._transcript.texts == ["Japan", "Hello there."])
    assert page._composer.manner.routes
    assert line(last_view(page))._words.text() == "Chosen for this message: may fit"


def test_leaving_the_choice_takes_the_other_rows_away(qtbot: QtBot, rig: Rig) -> None:
    skills(rig, Pirate=0.0, Brief=0.0)
    page = rig.desktop.chat
    rows = page._composer._bar.skills
    choose(qtbot, page, "Pirate", 1.0)
    QTest.mouseClick(rows.rows[0].button, Qt.MouseButton.LeftButton)
    choose(qtbot, page, "Brief", 1.0, row=1)
    assert rows.rows[1].skills.findText(THE_RIGHT_ONE) < 0
    choose(qtbot, page, THE_RIGHT_ONE, 1.0)
    assert len(rows.rows) == 1
    manner = page._composer.manner
    assert (manner.routes, manner.adapters) == (True, ())
    choose(qtbot, page, "Pirate", 1.0)
    assert not page._composer.manner.routes


def test_a_failing_choice_is_said_and_can_be_tried_again(qtbot: QtBot, rig: Rig) -> None:
    skills(rig, Capitals=4.0)
    page = rig.desktop.chat
    leave_it(qtbot, page)
    rig.generator.error = a_failure()
    say(qtbot, rig, "Japan")
    qtbot.waitUntil(lambda: bool(rig.desktop.banner.notices) and is_answered(page, messages=1))
    assert page._transcript.texts == ["Japan"]
    rig.generator.error = None
    qtbot.waitUntil(last_view(page)._retry.isVisible)
    QTest.mouseClick(last_view(page)._retry, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: is_answered(page, messages=2) and last_view(page)._who.text() == "Capitals")


def test_stop_ends_the_search_for_a_skill(qtbot: QtBot, rig: Rig) -> None:
    skills(rig, Capitals=4.0)
    page = rig.desktop.chat
    leave_it(qtbot, page)
    rig.generator.gate.clear()
    say(qtbot, rig, "Japan")
    qtbot.waitUntil(
        lambda: page._composer._status.text() in ("Choosing a skill…", "Reading what your skills are for… 0 %")
    )
    QTest.mouseClick(page._composer._send, Qt.MouseButton.LeftButton)
    rig.generator.gate.set()
    qtbot.waitUntil(lambda: page._composer._send.text() == "Send")
    assert page._answers._given == {}


def test_without_a_pack_there_is_nothing_to_choose_for(make_rig: RigMaker) -> None:
    rig = make_rig(has_pack=False)
    rig.window.show_page("chat")
    assert rig.desktop.chat._composer._bar.skills.rows[0].skills.findText(THE_RIGHT_ONE) < 0
