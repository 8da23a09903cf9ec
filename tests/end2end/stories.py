"""What a person does with the app, told for `tests.helpers.window_user`."""

from __future__ import annotations

import os
import time
from itertools import count
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QListView

from t2l_desktop.gui.pages.message_view import MessageView
from tests.helpers.window_user import Condition, Story, answer_dialogs, choose, drop, press, reads, shown, write


def _answered(count: int) -> bool:
    """Whether so many messages stand there, none of them still being written."""
    views = shown(MessageView)
    return len(views) == count and all(view.message is not None for view in views) and not reads("Answering…")


def first_day(exports: str) -> Story:
    """From the first start to a chat that was compared and changed, and a skill that goes out and is known again."""
    yield lambda: reads("Welcome")
    press("Next")
    press("Show me an example")
    yield lambda: reads("Your new skill")
    yield lambda: reads("Without the skill") and not reads("Stop")
    press("Done")
    write("Name of the skill", "Capitals")
    press("Save")
    yield lambda: reads("Saved")

    press("Test sheet…")
    yield lambda: reads("Test sheet of “Capitals”") and reads("Insert an example")
    example = next(button for button in shown(QAbstractButton) if button.text().startswith("Insert an example"))
    press(example.text())
    press("Run")
    yield lambda: reads("Run again") and reads("of 8 right")
    press("Back (Esc)")

    press("Chat with it")
    write("Message", "France")
    press("Send")
    yield lambda: _answered(2)
    press("Answer once more")
    yield lambda: _answered(2) and reads("2 / 2")
    press("The version before")
    yield lambda: _answered(2) and reads("1 / 2")
    press("Change this message and ask anew")
    write("Change the message", "Spain")
    press("Ask anew")
    yield lambda: _answered(2) and reads("Spain")
    press("Compare two answers")
    write("Message", "Italy")
    press("Send")
    yield lambda: reads("Go on with this one") and not reads("Answering…")
    press("Go on with this one")
    press("Compare two answers")

    (skills,) = (box for box in shown(QComboBox, "Skill") if box.currentText() == "Capitals")
    skills.setCurrentIndex(0)
    write("Message", "And Peru?")
    press("Send")
    yield lambda: _answered(6)

    press("Library")
    yield lambda: bool(shown(QListView, "Skills"))
    (view,) = shown(QListView, "Skills")
    view.setCurrentIndex(view.model().index(0, 0))
    answer_dialogs(Path(exports))
    choose("PEFT folder, for Python…")
    config = Path(exports) / "Capitals" / "adapter_config.json"
    yield lambda: reads("Exported to") and config.is_file()
    answer_dialogs(config)
    press("Import…")
    yield lambda: reads("This skill is in your library already, as “Capitals”.")


def next_day() -> Story:
    """Everything is still there, and the window is on the page where it was left."""
    yield lambda: bool(shown(QListView, "Skills"))
    press("Create")
    yield lambda: reads("What should your model be good at?")
    assert not reads("Welcome"), "the first steps come once"
    press("Chat")
    yield lambda: bool(shown(QListView, "Chats")) and shown(QListView, "Chats")[0].model().rowCount() == 1
    (chats,) = shown(QListView, "Chats")
    chats.setCurrentIndex(chats.model().index(0, 0))
    yield lambda: _answered(6)
    texts = [view.text for view in shown(MessageView)]
    assert texts[0::2] == ["Spain", "Italy", "And Peru?"], texts

    press("Library")
    yield lambda: bool(shown(QListView, "Skills"))
    (view,) = shown(QListView, "Skills")
    view.setCurrentIndex(view.model().index(0, 0))
    press("Test sheet…")
    yield lambda: reads("Run again") and reads("of 8 right")
    press("Back (Esc)")
    QTest.keyClick(chats.window(), Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)


def a_model_of_ones_own(base: str, hypernet: str, embedder: str) -> Story:
    """Three parts are dropped on the window and become a model that writes skills, is verified, removed, restored."""
    yield lambda: reads("Welcome")
    press("Skip the first steps")
    drop(base)
    yield lambda: reads("not there yet") and not reads("Looking at the files…")
    drop(hypernet, embedder)
    yield lambda: reads("Add this model") and not reads("not there yet")
    press("Add this model")
    yield lambda: reads("“Tiny base” was added.")
    press("Use it now")
    yield lambda: reads("In use") and reads("Verify: Tiny base") and reads("Use this model: Starter")
    press("Verify: Tiny base")
    yield lambda: reads("Everything is in order: all")

    press("Create")
    write("What should your model be good at?", "Answer like a pirate.")
    press("Create", which=1)
    yield lambda: reads("Your new skill")
    press("Chat with it")
    write("Message", "Ahoy")
    press("Send")
    yield lambda: _answered(2)

    press("Models")
    press("Details", which=1)
    assert reads("tiny_t2l"), "where it came from"
    assert reads("exact"), "what converting it changed"
    bundle = Path(base).with_name("一式.t2lpack")
    answer_dialogs(bundle)
    press("Export…", which=1)
    yield lambda: reads("Exported to") and bundle.is_file()
    press("Remove: Tiny base")
    yield lambda: reads("“Tiny base” was removed.") and not reads("Remove: Tiny base")
    drop(str(bundle))
    yield lambda: reads("Whole model") and not reads("Looking at the files…")
    press("Add this model")
    yield lambda: reads("“Tiny base” was added.") and reads("Use this model: Starter")
    assert not reads("Use it now"), "it was in use before, and is again"
    press("Remove: Tiny base")
    yield lambda: reads("“Tiny base” was removed.") and not reads("Remove: Tiny base")
    press("Undo")
    yield lambda: reads("Remove: Tiny base")


def endless(journal: str) -> Story:
    """Skills are created and kept and messages are sent until somebody ends it; notes what the window has confirmed.

    Whoever ends it kills workers as well: what does not come within a while is given up, and the next thing is done.
    """
    yield lambda: reads("What should your model be good at?")
    if reads("Skip the first steps"):
        press("Skip the first steps")
    for number in count(1):
        name = f"Skill {os.getpid()}-{number}"
        press("Create")
        write("What should your model be good at?", f"Put {number + 1} words into capital letters.")
        yield _within(10, _can_create)
        if not _can_create():
            continue
        press("Create", which=1)
        yield _within(20, _can_create)  # once more: then this one is there, or could not be made
        if any(field.text().startswith("Put") for field in shown(QLineEdit, "Name of the skill")):
            write("Name of the skill", name)
            press("Save")
            yield _within(5, lambda: reads("Saved"))
            if reads("Saved"):
                _note(journal, "skill", name)
        press("Chat")
        text = f"Message {os.getpid()}-{number}"
        write("Message", text)
        press("Send")
        yield _within(5, lambda text=text: _is_kept(text))  # type: ignore[misc] # mypy cannot infer the default
        if _is_kept(text):
            _note(journal, "message", text)
        yield _within(2, lambda: not reads("Answering…"))
        if reads("Answering…"):
            press("Stop")
            yield _within(5, lambda: not reads("Answering…"))
            if reads("Answering…"):
                raise RuntimeError("an answer can neither be waited for nor stopped")


def _can_create() -> bool:
    return any(button.isEnabled() for button in shown(QAbstractButton, "Create")[1:])  # the first one is the rail's


def _is_kept(text: str) -> bool:
    return any(view.message is not None and view.text == text for view in shown(MessageView))


def _within(seconds: float, condition: Condition) -> Condition:
    """The condition, or that it has been waited for long enough."""
    end = time.monotonic() + seconds
    return lambda: condition() or time.monotonic() > end


def _note(journal: str, kind: str, name: str) -> None:
    with Path(journal).open("a", encoding="utf-8") as file:
        file.write(f"{kind}\t{name}\n")
        file.flush()
        os.fsync(file.fileno())
