"""What a chat's page keeps while one looks elsewhere: unsent work, one's place in the list, and the names in use."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from t2l_desktop.core.records import AdapterUse, Chat, HowMade, Manner, Role
from t2l_desktop.gui.pages.chat import ChatPage
from t2l_desktop.gui.pages.chat_list import ChatList
from t2l_desktop.gui.pages.message_view import MessageView
from t2l_desktop.gui.widgets.inputs import SendingEdit
from tests.gui.conftest import Rig
from tests.gui.library_user import click


def add(rig: Rig, title: str, *, exchanges: int = 1, uses: tuple[AdapterUse, ...] = ()) -> Chat:
    library = rig.services.library
    chat = library.add_chat(pack_id="test-pack", title=title, manner=Manner(adapters=uses))
    for number in range(exchanges):
        library.add_message(chat.id, Role.USER, text=f"{title} {number}?")
        library.add_message(chat.id, Role.ASSISTANT, text="Line.\n\n" * 12, made=HowMade(adapters=uses))
    return library.chat(chat.id)


def open_page(qtbot: QtBot, rig: Rig) -> ChatPage:
    rig.window.show_page("chat")
    rig.desktop.reload()
    expected = len(rig.services.library.chats())
    qtbot.waitUntil(lambda: len(listed(rig).chats) == expected)
    return rig.desktop.chat


def listed(rig: Rig) -> ChatList:
    return rig.desktop.chat._shelf._list


def titles(rig: Rig) -> list[str]:
    return [chat.title for chat in listed(rig).chats]


def press(rig: Rig, title: str, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    """Click on a chat of the list; what the right button asks for comes as on a screen."""
    view = listed(rig)._view
    at = view.visualRect(listed(rig)._model.index(titles(rig).index(title))).center()
    QTest.mouseClick(view.viewport(), button, Qt.KeyboardModifier.NoModifier, at)
    if button == Qt.MouseButton.RightButton:
        reason = QContextMenuEvent.Reason.Mouse
        QApplication.sendEvent(view.viewport(), QContextMenuEvent(reason, at, view.viewport().mapToGlobal(at)))


def take(words: str) -> None:
    """Take an entry of the menu that is open."""
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.close()


def is_shown(page: ChatPage, title: str) -> bool:
    return page._head.title == title and page._transcript.texts[:1] == [f"{title} 0?"]


def questions(page: ChatPage) -> list[MessageView]:
    return [view for view in page._transcript._views if view._is_question]


def begin_change(view: MessageView, text: str) -> SendingEdit:
    click(view._edit)
    field = view.findChildren(SendingEdit)[-1]
    field.setPlainText(text)
    return field


# --- unsent work ------------------------------------------------------------------------------------------------------


def test_a_change_to_a_question_is_there_again_when_one_comes_back_to_its_chat(qtbot: QtBot, rig: Rig) -> None:
    add(rig, "Sea")
    add(rig, "Sun")
    page = open_page(qtbot, rig)
    press(rig, "Sea")
    qtbot.waitUntil(lambda: is_shown(page, "Sea"))
    begin_change(questions(page)[0], "How deep is the sea?")
    press(rig, "Sun")
    qtbot.waitUntil(lambda: is_shown(page, "Sun"))
    assert page._transcript.findChildren(SendingEdit) == []
    press(rig, "Sea")
    qtbot.waitUntil(lambda: is_shown(page, "Sea"))
    (field,) = page._transcript.findChildren(SendingEdit)
    assert (field.toPlainText(), field.isVisible()) == ("How deep is the sea?", True)

    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page._transcript.texts == ["How deep is the sea?", "Hello there."])
    qtbot.waitUntil(lambda: not page._answers._given and page._transcript._live is None)
    click(questions(page)[0]._earlier)
    qtbot.waitUntil(lambda: is_shown(page, "Sea"))
    assert page._transcript.findChildren(SendingEdit) == [], "what was sent is no unsent change any more"


def test_a_change_to_a_question_outlasts_a_long_look_at_the_rest_of_the_chat(qtbot: QtBot, rig: Rig) -> None:
    add(rig, "Sea", exchanges=60)
    page = open_page(qtbot, rig)
    press(rig, "Sea")
    bar = page._transcript.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() == bar.maximum() > 0)
    begin_change(questions(page)[-1], "Something else?")
    page._composer.setFocus()
    while "Sea 59?" in page._transcript.texts:
        bar.setValue(bar.value() - 200)
    assert page._transcript.findChildren(MessageView)[0].text != ""
    while "Sea 59?" not in page._transcript.texts:
        bar.setValue(bar.value() + 200)
    (field,) = questions(page)[-1].findChildren(SendingEdit)
    assert field.toPlainText() == "Something else?"


def test_what_was_set_for_a_new_chat_waits_until_one_comes_back_to_it(qtbot: QtBot, rig: Rig) -> None:
    add(rig, "Sea")
    pirate = rig.saved_adapter("Pirate")
    page = open_page(qtbot, rig)
    bar = page._composer._bar
    qtbot.waitUntil(lambda: bar.skills.rows[0].skills.findText("Pirate") >= 0)
    bar.skills.rows[0].skills.setCurrentIndex(bar.skills.rows[0].skills.findText("Pirate"))
    bar.details.prompt.setPlainText("Be brief.")
    wanted = (["Be brief."], [pirate.id])

    def is_set() -> tuple[list[str], list[str]]:
        manner = page._composer.manner
        return [manner.system_prompt], [use.adapter_id for use in manner.adapters]

    QTest.keyClick(rig.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert is_set() == wanted
    press(rig, "Sea")
    qtbot.waitUntil(lambda: is_shown(page, "Sea"))
    assert is_set() == ([""], [])
    better = rig.saved_adapter("Captain")
    page.replace_skill(pirate.id, better)
    page.begin_new()
    assert is_set() == (["Be brief."], [better.id])

    page._composer.set_text("Hello")
    click(page._composer._send)
    qtbot.waitUntil(lambda: "Hello" in titles(rig) and not page._answers._given)
    assert is_set() == (["Be brief."], [better.id])
    page.begin_new()
    assert is_set() == ([""], []), "it has begun, and the next one begins as usual"


def test_a_chat_that_was_begun_with_a_skill_waits_as_well(qtbot: QtBot, rig: Rig) -> None:
    add(rig, "Sea")
    page = open_page(qtbot, rig)
    pirate = rig.saved_adapter("Pirate")
    page.begin_with(pirate, 0.5, in_words=True)
    press(rig, "Sea")
    qtbot.waitUntil(lambda: is_shown(page, "Sea"))
    assert page._composer.manner.adapters == ()
    page.begin_new()
    wanted = Manner(adapters=(AdapterUse(adapter_id=pirate.id, strength=0.5),), in_words=True)
    assert page._composer.manner == wanted


def test_what_takes_a_skills_place_takes_it_on_both_sides(qtbot: QtBot, rig: Rig) -> None:
    pirate, poet = rig.saved_adapter("Pirate"), rig.saved_adapter("Poet")
    page = open_page(qtbot, rig)
    page.begin_with(poet, 1.0)
    click(page._head._compare)
    left = page._composer._other.skills.rows[0].skills
    qtbot.waitUntil(lambda: left.findText("Pirate") >= 0)
    left.setCurrentIndex(left.findText("Pirate"))
    captain = rig.saved_adapter("Captain")
    page.replace_skill(pirate.id, captain)
    sides = (page._composer.other_manner, page._composer.manner)
    assert [[use.adapter_id for use in side.adapters] for side in sides if side] == [[captain.id], [poet.id]]


# --- one's place in the list ------------------------------------------------------------------------------------------


def test_tab_ends_a_new_name_and_begins_no_other(qtbot: QtBot, rig: Rig) -> None:
    add(rig, "Sea")
    add(rig, "Sun")
    rig.window.activateWindow()
    page = open_page(qtbot, rig)
    press(rig, "Sun")
    qtbot.waitUntil(lambda: is_shown(page, "Sun"))
    listed(rig)._rename_key.trigger()
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    QTest.keyClicks(editor, "Moon")
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: titles(rig) == ["Moon", "Sea"])
    assert page._head.title == "Moon"
    assert not any(each.isVisible() for each in listed(rig)._view.findChildren(QLineEdit))


def test_a_right_click_asks_for_the_menu_of_a_chat_and_opens_none(qtbot: QtBot, rig: Rig) -> None:
    add(rig, "Sea")
    add(rig, "Sun")
    page = open_page(qtbot, rig)
    press(rig, "Sea")
    qtbot.waitUntil(lambda: is_shown(page, "Sea"))
    press(rig, "Sun", Qt.MouseButton.RightButton)
    assert is_shown(page, "Sea")
    take("Delete")
    qtbot.waitUntil(lambda: titles(rig) == ["Sea"])
    assert is_shown(page, "Sea")
    assert listed(rig)._view.currentIndex().row() == 0


def test_after_a_chat_is_deleted_the_keyboard_is_at_the_next_or_at_the_end_at_the_one_before(
    qtbot: QtBot, rig: Rig
) -> None:
    for title in ("Four", "Three", "Two", "One"):
        add(rig, title)
    rig.window.activateWindow()
    page = open_page(qtbot, rig)
    assert titles(rig) == ["One", "Two", "Three", "Four"]
    view = listed(rig)._view
    press(rig, "Two")
    view.setFocus()
    listed(rig)._delete_key.trigger()
    qtbot.waitUntil(lambda: titles(rig) == ["One", "Three", "Four"] and is_shown(page, "Three"))
    assert view.hasFocus()
    assert str(view.currentIndex().data()) == "Three"

    listed(rig)._delete_key.trigger()
    listed(rig)._delete_key.trigger()
    qtbot.waitUntil(lambda: titles(rig) == ["One"] and is_shown(page, "One"))
    assert view.hasFocus()
    listed(rig)._delete_key.trigger()
    qtbot.waitUntil(lambda: titles(rig) == [] and page._head.title == "New chat")


# --- names ------------------------------------------------------------------------------------------------------------


def test_the_open_chat_calls_everybody_as_they_are_called_by_now(qtbot: QtBot, rig: Rig) -> None:
    pirate = rig.saved_adapter("Pirate")
    add(rig, "Sea")
    add(rig, "Ship", uses=(AdapterUse(adapter_id=pirate.id),))
    page = open_page(qtbot, rig)
    press(rig, "Ship")
    qtbot.waitUntil(lambda: is_shown(page, "Ship"))

    def names() -> list[str]:
        return [view._who.text() for view in page._transcript._views]

    qtbot.waitUntil(lambda: names() == ["You", "Pirate"])
    rig.desktop.library._actions.rename(pirate, "Captain")
    qtbot.waitUntil(lambda: names() == ["You", "Captain"])
    field = begin_change(questions(page)[0], "Where?")
    rig.desktop.preferences.change(language="ja")
    qtbot.waitUntil(lambda: names()[0] != "You")
    assert page._transcript._views[0]._body.accessibleName().startswith(names()[0])
    assert field.accessibleName() != "Change the message"
    press(rig, "Sea")
    qtbot.waitUntil(lambda: is_shown(page, "Sea"))
    assert names()[0] == page._conversation.names.you
    rig.desktop.preferences.change(language="en")
    qtbot.waitUntil(lambda: names() == ["You", "Base model"])


def test_two_answers_beside_each_other_are_named_anew_as_well(qtbot: QtBot, rig: Rig) -> None:
    pirate = rig.saved_adapter("Pirate")
    page = open_page(qtbot, rig)
    skills = page._composer._bar.skills.rows[0].skills
    qtbot.waitUntil(lambda: skills.findText("Pirate") >= 0)
    skills.setCurrentIndex(skills.findText("Pirate"))
    click(page._head._compare)
    page._composer.set_text("Hello")
    click(page._composer._send)
    qtbot.waitUntil(lambda: page._conversation.pair is not None and len(page._conversation.messages) == 2)
    pair = page._conversation.pair
    assert pair is not None
    rig.desktop.library._actions.rename(pirate, "Captain")
    qtbot.waitUntil(lambda: [side.view._who.text() for side in pair.sides] == ["Base model", "Captain"])
    assert pair.texts == ["Hello there.", "Hello there."]
