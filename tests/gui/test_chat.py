"""Talking: streaming, stopping, retrying, and keeping every word."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from t2l_desktop.core.messages import Say
from t2l_desktop.core.records import AdapterUse, AnswerState, HowMade, Manner, Preset, Role
from t2l_desktop.gui.pages.chat import ChatPage
from t2l_desktop.gui.pages.message_view import MessageView
from t2l_desktop.gui.widgets.inputs import SendingEdit
from t2l_desktop.operations.packs import remove_pack
from tests.gui.conftest import Rig, RigMaker
from tests.gui.fakes import a_failure, make_pack
from tests.gui.library_user import click


def say(qtbot: QtBot, rig: Rig, text: str) -> None:
    rig.window.show_page("chat")
    field = rig.desktop.chat._composer._input
    field.setPlainText(text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def choose(qtbot: QtBot, page: ChatPage, name: str, strength: float, *, row: int = 0) -> None:
    chosen = page._composer._bar.skills.rows[row]
    qtbot.waitUntil(lambda: chosen.skills.findText(name) >= 0)
    chosen.skills.setCurrentIndex(chosen.skills.findText(name))
    chosen.strength.set_strength(strength)


def last_view(page: ChatPage) -> MessageView:
    return page._transcript.findChildren(MessageView)[-1]


def is_answered(page: ChatPage, *, messages: int) -> bool:
    is_settled = not page._answers._given and page._transcript._live is None
    return is_settled and len(page._transcript.texts) == messages


def test_an_answer_streams_and_is_kept_with_its_speed(qtbot: QtBot, rig: Rig) -> None:
    page = rig.desktop.chat
    rig.chatter.gate.clear()
    say(qtbot, rig, "Good morning")
    qtbot.waitUntil(lambda: page._transcript.texts == ["Good morning", "Hello"])
    assert page._composer._send.text() == "Stop"
    chat = rig.services.library.chats()[0]
    assert [message.text for message in rig.services.library.messages(chat.id)] == ["Good morning"]

    rig.chatter.gate.set()
    qtbot.waitUntil(lambda: is_answered(page, messages=2))
    assert page._transcript.texts == ["Good morning", "Hello there."]
    assert page._composer._status.text() == "42.5 tokens/s"
    assert page._composer._send.text() == "Send"
    qtbot.waitUntil(lambda: [chat.title for chat in page._shelf._list.chats] == ["Good morning"])


def test_stop_keeps_the_part_and_retry_asks_again(qtbot: QtBot, rig: Rig) -> None:
    page = rig.desktop.chat
    rig.chatter.gate.clear()
    say(qtbot, rig, "Tell me a story")
    qtbot.waitUntil(lambda: page._transcript.texts[-1:] == ["Hello"])
    QTest.mouseClick(page._composer._send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: is_answered(page, messages=2))

    chat = rig.services.library.chats()[0]
    answer = rig.services.library.messages(chat.id)[-1]
    assert (answer.role, answer.text, answer.state) == (Role.ASSISTANT, "Hello", AnswerState.PARTIAL)

    def is_marked() -> bool:
        return last_view(page)._mark.isVisible()

    # the saved message takes the place of the streamed one at the next turn of the event loop
    qtbot.waitUntil(is_marked)

    rig.chatter.gate.set()
    QTest.mouseClick(last_view(page)._retry, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: page._transcript.texts == ["Tell me a story", "Hello there."] and is_answered(page, messages=2)
    )
    assert last_view(page)._version.text() == "2 / 2"
    QTest.mouseClick(last_view(page)._earlier, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page._transcript.texts == ["Tell me a story", "Hello"])
    assert last_view(page)._version.text() == "1 / 2"


def test_escape_stops_an_answer_but_not_while_a_message_is_changed(qtbot: QtBot, rig: Rig) -> None:
    page = rig.desktop.chat
    say(qtbot, rig, "One")
    qtbot.waitUntil(lambda: is_answered(page, messages=2))
    question = page._transcript.findChildren(MessageView)[0]
    QTest.mouseClick(question._edit, Qt.MouseButton.LeftButton)
    rig.chatter.gate.clear()
    say(qtbot, rig, "Two")
    qtbot.waitUntil(lambda: page._transcript.texts[2:] == ["Two", "Hello"])
    QTest.keyClick(question.findChildren(SendingEdit)[0], Qt.Key.Key_Escape)
    assert question._body.isVisible()
    assert page._composer._send.text() == "Stop"
    assert not any(answer.job.token.is_cancelled for answer in page._answers._given.values())
    QTest.keyClick(page._composer._input, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: is_answered(page, messages=4))
    assert rig.services.library.messages(rig.services.library.chats()[0].id)[-1].state is AnswerState.PARTIAL


def test_a_new_chat_is_begun_by_key_from_every_page(qtbot: QtBot, rig: Rig) -> None:
    say(qtbot, rig, "Old")
    qtbot.waitUntil(lambda: is_answered(rig.desktop.chat, messages=2))
    rig.window.show_page("library")
    QTest.keyClick(rig.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert rig.window.page_name == "chat"
    assert rig.desktop.chat._head.title == "New chat"


def test_who_has_no_skills_yet_is_led_to_where_one_is_created(qtbot: QtBot, rig: Rig) -> None:
    page = rig.desktop.chat
    rig.window.show_page("chat")
    rig.desktop.reload()
    qtbot.waitUntil(page._empty._button.isVisible)
    draft = rig.saved_adapter("Pirate")
    page.begin_with(draft, 1.0)
    assert not page._empty._button.isVisible(), "the skill that was created just now is there already"
    skills = page._composer._bar.skills.rows[0].skills
    skills.setCurrentIndex(skills.findText("Base model alone"))
    page.begin_new()
    QTest.mouseClick(page._empty._button, Qt.MouseButton.LeftButton)
    assert rig.window.page_name == "create"
    rig.window.show_page("chat")
    rig.desktop.reload()
    qtbot.waitUntil(lambda: not page._empty._button.isVisible())


def test_a_model_that_is_loaded_first_says_how_far_it_is(qtbot: QtBot, rig: Rig) -> None:
    page = rig.desktop.chat
    rig.chatter.loading = 0.4
    rig.chatter.gate.clear()
    say(qtbot, rig, "Good morning")
    qtbot.waitUntil(lambda: page._composer._status.text() == "Loading the model… 40 %")
    assert page._composer._send.text() == "Stop"
    rig.chatter.gate.set()
    qtbot.waitUntil(lambda: is_answered(page, messages=2))


def test_a_chat_whose_model_was_removed_says_so_and_goes_on_with_another_when_asked_to(qtbot: QtBot, rig: Rig) -> None:
    library, page = rig.services.library, rig.desktop.chat
    gemma = make_pack(rig.services.paths.packs / "gemma", id="gemma", name="Gemma")
    fitting, other = rig.saved_adapter("Pirate"), rig.saved_adapter("Captain", base="cd34")
    uses = tuple(AdapterUse(adapter_id=each.id) for each in (fitting, other))
    chat = library.add_chat(pack_id="gemma", title="Ahoy", manner=Manner(adapters=uses, system_prompt="Be brief."))
    library.add_message(chat.id, Role.USER, text="Hello")
    remove_pack(rig.services, pack_id=gemma.id)
    rig.window.show_page("chat")
    assert page._head.model == "Test pack", "what a new chat is with"
    rig.desktop.reload()
    page._show_chat(chat)
    qtbot.waitUntil(lambda: page._composer._note.text() == "This chat's model Gemma is not installed.")
    assert (page._head.model, page._transcript.texts) == ("Gemma", ["Hello"])
    page._composer.set_text("Anybody there?")
    assert not page._composer._send.isEnabled()

    assert page._composer._note_action.text() == "Go on with Test pack"
    QTest.mouseClick(page._composer._note_action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page._composer._send.isEnabled)
    assert page._head.model == "Test pack"
    assert not page._composer._note_action.isVisible()
    chat = library.chat(chat.id)
    assert (chat.pack_id, chat.system_prompt) == ("test-pack", "Be brief.")
    assert [use.adapter_id for use in chat.adapters] == [fitting.id], "the other one was made for another base"


def test_a_failure_keeps_the_question_and_offers_to_ask_again(qtbot: QtBot, rig: Rig) -> None:
    rig.chatter.pieces, rig.chatter.error = (), a_failure()
    say(qtbot, rig, "Anybody there?")
    qtbot.waitUntil(lambda: bool(rig.desktop.banner.notices))
    page = rig.desktop.chat
    qtbot.waitUntil(lambda: is_answered(page, messages=1))

    def may_retry() -> bool:
        return page._transcript.findChildren(MessageView)[-1]._retry.isVisible()

    qtbot.waitUntil(may_retry)


def test_enter_belongs_to_the_input_method_while_it_composes(qtbot: QtBot, make_rig: RigMaker) -> None:
    rig = make_rig()
    rig.window.show_page("chat")
    field = rig.desktop.chat._composer._input
    field.setPlainText("にほ")
    QApplication.sendEvent(field, QInputMethodEvent("ん", []))
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert rig.services.library.chats() == []
    commit = QInputMethodEvent("", [])
    commit.setCommitString("本")
    QApplication.sendEvent(field, commit)
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert "\n" in field.toPlainText()

    rig.desktop.preferences.change(send_key="ctrl_enter")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.toPlainText().count("\n") == 2
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: is_answered(rig.desktop.chat, messages=2))


def test_a_skill_is_attached_at_its_strength_and_named_above_the_answer(qtbot: QtBot, rig: Rig) -> None:
    adapter = rig.saved_adapter("Pirate")
    rig.desktop.reload()
    page = rig.desktop.chat
    choose(qtbot, page, "Pirate", 0.5)
    say(qtbot, rig, "Hello")
    qtbot.waitUntil(lambda: is_answered(page, messages=2))

    request = next(request for request in rig.chatter.requests if isinstance(request, Say))
    assert [strength for _, strength in request.adapters] == [0.5]
    assert page._transcript.findChildren(MessageView)[-1]._who.text() == "Pirate × 0.50"
    chat = rig.services.library.chats()[0]
    assert [use.adapter_id for use in chat.adapters] == [adapter.id]


def test_a_draft_keeps_its_name_in_the_chats_that_use_it_and_is_offered_in_no_other(qtbot: QtBot, rig: Rig) -> None:
    library = rig.services.library
    draft, deleted = rig.saved_adapter("Draft"), rig.saved_adapter("Deleted")
    library.update_adapter(draft.id, is_saved=False)
    library.bin_adapter(deleted.id)
    uses = (AdapterUse(adapter_id=draft.id), AdapterUse(adapter_id=deleted.id))
    chat = library.add_chat(pack_id="test-pack", manner=Manner(adapters=uses))
    library.add_message(chat.id, Role.USER, text="Hello")
    library.add_message(chat.id, Role.ASSISTANT, text="Ahoy", made=HowMade(adapters=uses))
    rig.window.show_page("chat")
    rig.desktop.reload()
    page = rig.desktop.chat
    qtbot.waitUntil(lambda: len(page._conversation.names._adapters) == 2)
    page._show_chat(chat)
    qtbot.waitUntil(lambda: page._transcript.texts == ["Hello", "Ahoy"])
    assert last_view(page)._who.text() == "Draft + Deleted"
    rows = page._composer._bar.skills.rows
    assert [each.skills.currentText() for each in rows] == ["Draft", "Deleted"]
    page.begin_new()
    assert rows[0].skills.findText("Draft") < 0
    assert rows[0].skills.currentText() == "Base model alone"
    page._show_chat(chat)
    library.remove_adapter(deleted.id)
    rig.desktop.reload()
    qtbot.waitUntil(lambda: rows[1].skills.currentText() == "A skill that is not there any more")
    assert last_view(page)._who.text() == "Draft + Deleted", "the answer keeps the name that it was given under"


def test_several_skills_are_at_work_each_at_its_strength(qtbot: QtBot, rig: Rig) -> None:
    first, second = rig.saved_adapter("Pirate", "Talk like a pirate."), rig.saved_adapter("Brief", "Be brief.")
    rig.desktop.reload()
    page = rig.desktop.chat
    rows = page._composer._bar.skills.rows
    assert not rows[0].button.isEnabled(), "without a first skill there is no second one"
    choose(qtbot, page, "Pirate", 1.0)
    QTest.mouseClick(rows[0].button, Qt.MouseButton.LeftButton)
    choose(qtbot, page, "Brief", 0.5, row=1)
    page._composer._bar.words.setChecked(True)
    say(qtbot, rig, "Hello")
    qtbot.waitUntil(lambda: is_answered(page, messages=2))
    request = next(request for request in rig.chatter.requests if isinstance(request, Say))
    assert [strength for _, strength in request.adapters] == [1.0, 0.5]
    assert [turn["text"] for turn in request.messages] == ["Talk like a pirate.\n\nBe brief.", "Hello"]
    assert last_view(page)._who.text() == "Pirate + Brief × 0.50"

    QTest.mouseClick(rows[1].button, Qt.MouseButton.LeftButton)
    page._composer._bar.words.setChecked(False)
    say(qtbot, rig, "And now?")
    qtbot.waitUntil(lambda: is_answered(page, messages=4))
    assert last_view(page)._who.text() == "Pirate"
    kept = rig.services.library.messages(rig.services.library.chats()[0].id)
    assert [use.adapter_id for use in kept[1].adapters] == [first.id, second.id]
    assert [use.adapter_id for use in kept[3].adapters] == [first.id]


def test_a_question_is_changed_and_the_old_branch_kept(qtbot: QtBot, rig: Rig) -> None:
    page = rig.desktop.chat
    say(qtbot, rig, "One")
    qtbot.waitUntil(lambda: is_answered(page, messages=2))
    say(qtbot, rig, "Two")
    qtbot.waitUntil(lambda: is_answered(page, messages=4))
    first = page._transcript.findChildren(MessageView)[0]
    QTest.mouseClick(first._edit, Qt.MouseButton.LeftButton)
    field = first.findChildren(SendingEdit)[0]
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert first._body.isVisible()
    QTest.mouseClick(first._edit, Qt.MouseButton.LeftButton)
    field = first.findChildren(SendingEdit)[-1]
    field.setPlainText("Uno")
    rig.chatter.pieces = ("Ciao.",)
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page._transcript.texts == ["Uno", "Ciao."] and is_answered(page, messages=2))
    view = page._transcript.findChildren(MessageView)[0]
    assert view._version.text() == "2 / 2"
    QTest.mouseClick(view._earlier, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page._transcript.texts == ["One", "Hello there.", "Two", "Hello there."])


def test_nothing_is_asked_anew_while_an_answer_is_given(qtbot: QtBot, rig: Rig) -> None:
    page = rig.desktop.chat
    say(qtbot, rig, "One")
    qtbot.waitUntil(lambda: is_answered(page, messages=2))
    question, answer = page._transcript.findChildren(MessageView)
    QTest.mouseClick(question._edit, Qt.MouseButton.LeftButton)
    field = question.findChildren(SendingEdit)[0]
    field.setPlainText("Uno")
    rig.chatter.gate.clear()
    say(qtbot, rig, "Two")
    qtbot.waitUntil(lambda: page._transcript.texts[2:] == ["Two", "Hello"])
    assert not question._edit.isEnabled()
    assert not answer._again.isEnabled()
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert (field.isVisible(), field.toPlainText()) == (True, "Uno")
    rig.chatter.gate.set()
    qtbot.waitUntil(lambda: is_answered(page, messages=4))
    assert answer._again.isEnabled()
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page._transcript.texts == ["Uno", "Hello there."])


def test_after_two_answers_everything_can_be_asked_anew(qtbot: QtBot, rig: Rig) -> None:
    page = rig.desktop.chat
    say(qtbot, rig, "One")
    qtbot.waitUntil(lambda: is_answered(page, messages=2))
    QTest.mouseClick(page._head._compare, Qt.MouseButton.LeftButton)
    rig.chatter.gate.clear()
    say(qtbot, rig, "Two")
    question = page._transcript.findChildren(MessageView)[0]
    assert not question._edit.isEnabled()
    rig.chatter.gate.set()
    qtbot.waitUntil(question._edit.isEnabled)


def test_the_keyboard_stays_in_the_page_after_what_is_done_with_it(qtbot: QtBot, rig: Rig) -> None:
    rig.window.activateWindow()
    page = rig.desktop.chat
    say(qtbot, rig, "Tell me")
    qtbot.waitUntil(lambda: is_answered(page, messages=2))
    last_view(page)._again.setFocus()
    QTest.keyClick(last_view(page)._again, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: is_answered(page, messages=2) and last_view(page)._version.text() == "2 / 2")
    assert page._composer._input.hasFocus()
    page._head._delete.setFocus()
    QTest.keyClick(page._head._delete, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(rig.desktop.banner._bars))
    assert page._composer._input.hasFocus()
    undo = rig.desktop.banner._bars[0]._action
    undo.setFocus()
    QTest.keyClick(undo, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page._transcript.texts == ["Tell me", "Hello there."])
    focused = QApplication.focusWidget()
    assert focused is not None
    assert page.isAncestorOf(focused)


def test_another_answer_is_another_version(qtbot: QtBot, rig: Rig) -> None:
    page = rig.desktop.chat
    say(qtbot, rig, "Tell me")
    qtbot.waitUntil(lambda: is_answered(page, messages=2))
    rig.chatter.pieces = ("Or so.",)
    QTest.mouseClick(last_view(page)._again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page._transcript.texts == ["Tell me", "Or so."] and is_answered(page, messages=2))
    assert last_view(page)._version.text() == "2 / 2"


def test_two_answers_are_compared_and_one_is_chosen(qtbot: QtBot, rig: Rig) -> None:
    rig.saved_adapter("Pirate")
    rig.desktop.reload()
    rig.chatter.adapted_pieces = ("Arr", ", matey.")
    page = rig.desktop.chat
    rig.window.show_page("chat")
    choose(qtbot, page, "Pirate", 1.0)
    QTest.mouseClick(page._head._compare, Qt.MouseButton.LeftButton)
    assert page._composer._other.isVisible()
    say(qtbot, rig, "Hello")
    qtbot.waitUntil(
        lambda: page._conversation.pair is not None and page._conversation.pair.texts == ["Hello there.", "Arr, matey."]
    )
    pair = page._conversation.pair
    assert pair is not None
    qtbot.waitUntil(lambda: pair.sides[0].choose.isVisible() and len(page._conversation.messages) == 2)
    assert page._conversation.messages[-1].text == "Arr, matey."
    QTest.mouseClick(pair.sides[0].choose, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page._conversation.messages[-1].text == "Hello there.")
    QTest.mouseClick(page._head._compare, Qt.MouseButton.LeftButton)
    say(qtbot, rig, "Go on")
    qtbot.waitUntil(lambda: is_answered(page, messages=4))
    assert page._transcript.texts == ["Hello", "Hello there.", "Go on", "Arr, matey."]


def test_the_manner_of_a_chat_is_kept_with_it(qtbot: QtBot, make_rig: RigMaker) -> None:
    rig = make_rig(keeps_history=True)
    page = rig.desktop.chat
    rig.window.show_page("chat")
    details = page._composer._bar.details
    QTest.mouseClick(page._composer._bar.more, Qt.MouseButton.LeftButton)
    details.prompt.setPlainText("Be brief.")
    details.numbers["temperature"].setValue(1.3)
    QTest.mouseClick(details.save, Qt.MouseButton.LeftButton)
    QTest.keyClicks(details.name, "Short")
    QTest.keyClick(details.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: details.presets.currentText() == "Short")
    say(qtbot, rig, "Hello")
    qtbot.waitUntil(lambda: is_answered(page, messages=2))
    request = next(request for request in rig.chatter.requests if isinstance(request, Say))
    assert (request.messages[0]["text"], request.temperature) == ("Be brief.", 1.3)
    assert page._composer._status.text() == "42.5 tokens/s  ·  403 of 512 tokens used"
    assert "nearly full" in page._composer._note.text()

    page.begin_new()
    assert (details.system_prompt, details.sampling) == ("", None)
    assert (details.presets.currentText(), details.remove.isVisible()) == ("Choose a preset", False)
    details.presets.setCurrentIndex(details.presets.findText("Short"))
    details.presets.activated.emit(details.presets.currentIndex())
    assert (details.system_prompt, details.numbers["temperature"].value()) == ("Be brief.", 1.3)
    QTest.mouseClick(details.remove, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(rig.notices) and details.presets.findText("Short") < 0)
    undo = rig.notices[-1].action
    assert undo is not None
    undo()
    qtbot.waitUntil(lambda: details.presets.findText("Short") > 0)
    chat = rig.services.library.chats()[0]
    page._show_chat(chat)
    assert (details.system_prompt, details.numbers["temperature"].value()) == ("Be brief.", 1.3)


def test_what_was_refused_before_it_was_kept_goes_back_into_the_field(qtbot: QtBot, rig: Rig) -> None:
    adapter = rig.saved_adapter("Pirate")
    rig.desktop.reload()
    page = rig.desktop.chat
    choose(qtbot, page, "Pirate", 1.0)
    rig.services.library.bin_adapter(adapter.id)
    say(qtbot, rig, "A long thought")
    qtbot.waitUntil(lambda: page._composer.text == "A long thought")
    assert "was deleted" in rig.notices[-1].text


def test_a_message_that_still_waits_is_kept_when_it_is_stopped(qtbot: QtBot, rig: Rig) -> None:
    page = rig.desktop.chat
    rig.chatter.gate.clear()
    say(qtbot, rig, "First")
    qtbot.waitUntil(lambda: page._transcript.texts == ["First", "Hello"])
    page.begin_new()
    say(qtbot, rig, "A long thought")
    qtbot.waitUntil(lambda: page._composer._status.text() == "Waiting for the model…")
    chat = next(each for each in rig.services.library.chats() if each.title != "First")
    qtbot.waitUntil(lambda: [each.text for each in rig.services.library.messages(chat.id)] == ["A long thought"])
    QTest.mouseClick(page._composer._send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page._composer._send.text() == "Send" and last_view(page)._retry.isVisible())
    assert (page._transcript.texts, page._composer.text) == (["A long thought"], "")
    rig.chatter.gate.set()
    QTest.mouseClick(last_view(page)._retry, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page._transcript.texts == ["A long thought", "Hello there."])


def test_what_is_refused_does_not_take_the_place_of_what_is_written(qtbot: QtBot, rig: Rig) -> None:
    adapter = rig.saved_adapter("Pirate")
    rig.desktop.reload()
    page = rig.desktop.chat
    choose(qtbot, page, "Pirate", 1.0)
    rig.services.library.bin_adapter(adapter.id)
    say(qtbot, rig, "A long thought")
    page._composer.set_text("And another")
    qtbot.waitUntil(lambda: page._composer.text == "A long thought\n\nAnd another")


def test_a_chat_keeps_the_manner_in_which_it_was_sent_and_does_not_pull_the_page_back(qtbot: QtBot, rig: Rig) -> None:
    library = rig.services.library
    pirate = rig.saved_adapter("Pirate")
    other = library.add_chat(pack_id="test-pack", title="Other", manner=Manner(system_prompt="Be brief."))
    rig.desktop.reload()
    page = rig.desktop.chat
    choose(qtbot, page, "Pirate", 1.0)
    say(qtbot, rig, "Hello")
    page._show_chat(other)
    qtbot.waitUntil(lambda: any(each.title == "Hello" for each in page._shelf._list.chats))
    qtbot.waitUntil(lambda: not page._answers._given)
    chat = next(each for each in library.chats() if each.id != other.id)
    assert ([use.adapter_id for use in chat.adapters], chat.system_prompt) == ([pirate.id], "")
    assert [each.text for each in library.messages(chat.id)] == ["Hello", "Hello there."]
    assert page._chat == other
    assert library.messages(other.id) == []
    qtbot.waitUntil(lambda: {each.title for each in page._shelf._list.chats} == {"Hello", "Other"})


def test_a_chat_that_begins_late_does_not_take_the_place_of_a_newer_one(qtbot: QtBot, rig: Rig) -> None:
    rig.window.show_page("chat")
    page = rig.desktop.chat
    for text in ("One", "Two"):
        page._composer.set_text(text)
        click(page._composer._send)
        page.begin_new()
    page._composer.set_text("Three")
    library = rig.services.library
    qtbot.waitUntil(lambda: {each.title for each in page._shelf._list.chats} == {"One", "Two"})
    qtbot.waitUntil(lambda: not page._answers._given)
    assert sorted(len(library.messages(each.id)) for each in library.chats()) == [2, 2]
    assert page._chat is None
    assert page._composer.text == "Three"


def test_a_manner_that_is_changed_during_an_answer_is_kept(qtbot: QtBot, make_rig: RigMaker) -> None:
    rig = make_rig(keeps_history=True)
    page = rig.desktop.chat
    details = page._composer._bar.details
    rig.chatter.gate.clear()
    say(qtbot, rig, "Hello")
    qtbot.waitUntil(lambda: page._transcript.texts == ["Hello", "Hello"])
    details.prompt.setPlainText("Be brief.")
    page.begin_new()
    assert details.system_prompt == ""
    rig.chatter.gate.set()
    chat = rig.services.library.chats()[0]
    qtbot.waitUntil(lambda: rig.services.library.chat(chat.id).system_prompt == "Be brief.")
    qtbot.waitUntil(lambda: not page._answers._given)
    assert rig.services.library.chat(chat.id).system_prompt == "Be brief."


def test_a_chat_goes_on_with_what_has_taken_its_skills_place(qtbot: QtBot, rig: Rig) -> None:
    former, better = rig.saved_adapter("Pirate"), rig.saved_adapter("Captain")
    chat = rig.services.library.add_chat(
        pack_id="test-pack", manner=Manner(adapters=(AdapterUse(adapter_id=former.id, strength=0.5),))
    )
    page = rig.desktop.chat
    page._show_chat(chat)
    page.replace_skill(former.id, better)
    wanted = (AdapterUse(adapter_id=better.id, strength=0.5),)
    assert page._composer.manner.adapters == wanted
    qtbot.waitUntil(lambda: rig.services.library.chat(chat.id).adapters == wanted)


def test_an_answer_goes_on_in_a_chat_that_is_not_shown(qtbot: QtBot, rig: Rig) -> None:
    page = rig.desktop.chat
    rig.chatter.gate.clear()
    say(qtbot, rig, "First")
    qtbot.waitUntil(lambda: page._transcript.texts == ["First", "Hello"])
    first = page._chat
    assert first is not None
    page.begin_new()
    assert page._transcript.texts == []
    assert page._composer._send.text() == "Send"
    page._show_chat(first)
    qtbot.waitUntil(lambda: page._transcript.texts == ["First", "Hello"])
    rig.chatter.gate.set()
    qtbot.waitUntil(lambda: page._transcript.texts == ["First", "Hello there."])


def test_copying_a_message_shows_for_a_moment_that_it_was_copied(qtbot: QtBot, rig: Rig) -> None:
    page = rig.desktop.chat
    say(qtbot, rig, "Good morning")
    qtbot.waitUntil(lambda: is_answered(page, messages=2))
    copy = last_view(page)._copy
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert (QApplication.clipboard().text(), copy.accessibleName()) == ("Hello there.", "Copied")
    qtbot.waitUntil(lambda: copy.accessibleName() == "Copy this answer")


def test_a_system_prompt_that_is_replaced_can_be_brought_back_in_its_chat(qtbot: QtBot, make_rig: RigMaker) -> None:
    rig = make_rig(keeps_history=True)
    rig.window.show_page("chat")
    page = rig.desktop.chat
    details = page._composer._bar.details
    QTest.mouseClick(page._composer._bar.more, Qt.MouseButton.LeftButton)
    details.prompt.setPlainText("Be brief.")
    details._keep(Preset(name="Long", system_prompt="Be long."))
    qtbot.waitUntil(lambda: details.presets.currentText() == "Long")
    details.presets.activated.emit(details.presets.currentIndex())
    assert details.system_prompt == "Be long."
    QTest.mouseClick(details.reset, Qt.MouseButton.LeftButton)
    assert details.system_prompt == ""
    (notice,) = rig.desktop.banner.notices
    assert notice.action is not None
    notice.action()
    assert details.system_prompt == "Be long."

    QTest.mouseClick(details.reset, Qt.MouseButton.LeftButton)
    details.prompt.setPlainText("Something new")
    assert rig.desktop.banner.notices == []
    QTest.mouseClick(details.reset, Qt.MouseButton.LeftButton)
    page.begin_new()
    assert rig.desktop.banner.notices == []


def test_a_deleted_chat_comes_back_with_undo(qtbot: QtBot, rig: Rig) -> None:
    page = rig.desktop.chat
    say(qtbot, rig, "Keep me")
    qtbot.waitUntil(lambda: is_answered(page, messages=2))
    QTest.mouseClick(page._head._delete, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(rig.notices))
    assert rig.services.library.chats() == []
    assert page._transcript.texts == []
    undo = rig.notices[0].action
    assert undo is not None
    undo()
    qtbot.waitUntil(lambda: page._transcript.texts == ["Keep me", "Hello there."])
    qtbot.waitUntil(lambda: len(page._shelf._list.chats) == 1)


def test_a_chat_is_renamed_in_place(qtbot: QtBot, rig: Rig) -> None:
    page = rig.desktop.chat
    say(qtbot, rig, "Old title")
    qtbot.waitUntil(lambda: is_answered(page, messages=2) and len(page._shelf._list.chats) == 1)
    page._shelf._list._model.setData(page._shelf._list._model.index(0), "新しい題")
    qtbot.waitUntil(lambda: page._head.title == "新しい題")
    assert rig.services.library.chats()[0].title == "新しい題"


def test_the_note_about_history_follows_the_pack(make_rig: RigMaker) -> None:
    alone = make_rig()
    alone.window.show_page("chat")
    assert alone.desktop.chat._composer._note.isVisible()
    assert "stands alone" in alone.desktop.chat._composer._note.text()


def test_a_message_that_the_pack_cannot_read_is_noted(qtbot: QtBot, rig: Rig) -> None:
    rig.window.show_page("chat")
    composer = rig.desktop.chat._composer
    composer._input.setPlainText("海賊のように話す")
    qtbot.waitUntil(composer._foreign.isVisible)
    assert "English" in composer._foreign.text()
    composer._input.setPlainText("Talk like a pirate")
    qtbot.waitUntil(lambda: not composer._foreign.isVisible())


def test_a_chat_goes_on_with_its_pack_as_that_is_by_now(rig: Rig) -> None:
    page = rig.desktop.chat
    chat = rig.services.library.add_chat(pack_id="test-pack", manner=Manner(system_prompt="Be brief."))
    rig.window.show_page("chat")
    page._show_chat(chat)
    assert page._composer._note.isVisible()
    assert rig.pack is not None
    page.set_packs([dataclasses.replace(rig.pack, keeps_history=True)])
    assert not page._composer._note.isVisible()
    assert page._composer.manner.system_prompt == "Be brief."
    page.set_packs([])
    page.set_pack(None)
    assert not page._composer._can_send
    page.set_packs([rig.pack])
    assert page._composer._can_send


def test_a_pack_that_keeps_history_has_no_such_note(make_rig: RigMaker) -> None:
    rig = make_rig(keeps_history=True)
    rig.window.show_page("chat")
    assert not rig.desktop.chat._composer._note.isVisible()


def test_a_link_is_offered_and_never_just_opened(qtbot: QtBot, rig: Rig) -> None:
    rig.chatter.pieces = ("See [this](https://example.org/a) and [that](file:///etc/passwd).",)
    say(qtbot, rig, "Links?")
    page = rig.desktop.chat
    qtbot.waitUntil(lambda: is_answered(page, messages=2))
    body = page._transcript.findChildren(MessageView)[-1]._body
    body._on_anchor_clicked(QUrl("file:///etc/passwd"))
    assert rig.notices == []
    body._on_anchor_clicked(QUrl("https://example.org/a"))
    assert "https://example.org/a" in rig.notices[0].text
    assert rig.notices[0].action_label == "Open in the browser"
