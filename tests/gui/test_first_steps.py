"""The first start leads to a first skill, gets in nobody's way, and is remembered."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from t2l_desktop.core.messages import Generate
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.gui.pages.first_steps import FirstSteps
from t2l_desktop.library.settings import Settings, load_settings
from tests.gui.conftest import Rig, RigMaker
from tests.gui.fakes import a_failure

NEW = Settings(language="en", theme="light")
EXAMPLE = "Rewrite the message in a formal tone."


@pytest.fixture
def first(make_rig: RigMaker) -> Rig:
    """The window of somebody who has never seen it."""
    rig = make_rig(settings=NEW)
    rig.desktop.begin()
    rig.window.activateWindow()
    return rig


def descriptions(rig: Rig) -> list[str]:
    return [request.description for request in rig.generator.requests if isinstance(request, Generate)]


def press(steps: FirstSteps) -> None:
    """Press the button that goes on, by keyboard."""
    steps._go_on.setFocus()
    QTest.keyClick(steps._go_on, Qt.Key.Key_Return)


def test_the_steps_lead_to_a_skill_that_is_really_made(qtbot: QtBot, first: Rig, paths: AppPaths) -> None:
    steps, page = first.desktop.first_steps, first.desktop.create
    assert steps.step == 1
    assert steps._strip.isVisible()
    assert first.window.focusWidget() is steps._go_on
    assert steps._go_on.accessibleDescription().startswith("Step 1 of 3. Welcome. ")
    press(steps)
    assert steps.step == 2
    assert steps._go_on.accessibleDescription().startswith("Step 2 of 3. ")
    press(steps)
    qtbot.waitUntil(lambda: steps.step == 3)

    assert page._description.toPlainText() == EXAMPLE
    assert descriptions(first) == [EXAMPLE]
    assert page._result.isVisible()
    qtbot.waitUntil(lambda: not load_settings(paths.settings).shows_first_steps)
    press(steps)
    assert steps.step == 0
    assert not steps._strip.isVisible()


def test_language_and_theme_are_at_hand_in_the_first_step_only(first: Rig) -> None:
    steps = first.desktop.first_steps
    theme = steps._choices["theme"]
    theme.setCurrentIndex(theme.findData("dark"))
    theme.activated.emit(theme.currentIndex())
    assert first.desktop.preferences.current.theme == "dark"
    assert first.desktop.settings._choices["theme"].currentData() == "dark"
    assert steps._choices_row.isVisible()
    press(steps)
    assert not steps._choices_row.isVisible()


@pytest.mark.parametrize("way", ["button", "escape"])
def test_skipping_is_remembered_at_the_next_start(
    qtbot: QtBot, first: Rig, make_rig: RigMaker, paths: AppPaths, way: str
) -> None:
    steps, field = first.desktop.first_steps, first.desktop.create._description
    if way == "button":
        QTest.mouseClick(steps._skip, Qt.MouseButton.LeftButton)
    else:
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_Escape)
    assert steps.step == 0
    assert first.window.focusWidget() is field
    qtbot.waitUntil(lambda: not load_settings(paths.settings).shows_first_steps)

    again = make_rig(settings=load_settings(paths.settings))
    again.desktop.begin()
    assert again.desktop.first_steps.step == 0
    assert not again.desktop.first_steps._strip.isVisible()


def test_the_page_below_works_all_the_while(qtbot: QtBot, first: Rig) -> None:
    steps, page = first.desktop.first_steps, first.desktop.create
    page._description.setPlainText("Write like a pirate.")
    QTest.mouseClick(page._create, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: steps.step == 3)
    assert descriptions(first) == ["Write like a pirate."]

    QTest.mouseClick(page._result._chat, Qt.MouseButton.LeftButton)
    assert first.window.page_name == "chat"
    assert steps.step == 0


def test_words_that_are_there_are_created_and_not_written_over(qtbot: QtBot, first: Rig) -> None:
    steps, page = first.desktop.first_steps, first.desktop.create
    press(steps)
    page._description.setPlainText("Write like a pirate.")
    press(steps)
    qtbot.waitUntil(lambda: steps.step == 3)
    assert descriptions(first) == ["Write like a pirate."]


def test_whoever_types_too_is_not_typed_over(qtbot: QtBot, first: Rig) -> None:
    steps, page = first.desktop.first_steps, first.desktop.create
    press(steps)
    press(steps)
    qtbot.waitUntil(lambda: page._description.toPlainText().startswith("Rew"))
    page._description.setPlainText("Mine")
    qtbot.waitUntil(lambda: not page._typist.is_typing)
    assert page._description.toPlainText() == "Mine"
    assert descriptions(first) == []


def test_a_failed_example_can_be_shown_again(qtbot: QtBot, first: Rig) -> None:
    steps = first.desktop.first_steps
    press(steps)
    first.generator.error = a_failure()
    press(steps)
    qtbot.waitUntil(lambda: bool(first.notices))
    assert steps.step == 2
    first.generator.error = None
    qtbot.waitUntil(first.desktop.create._create.isEnabled)
    press(steps)
    qtbot.waitUntil(lambda: steps.step == 3)


def test_tab_goes_through_the_card_and_on_to_the_field(first: Rig) -> None:
    steps = first.desktop.first_steps
    wanted = [steps._choices["theme"], steps._go_on, steps._skip, first.desktop.create._description]
    steps._choices["language"].setFocus()
    for widget in wanted:
        QTest.keyClick(first.window.focusWidget(), Qt.Key.Key_Tab)
        assert first.window.focusWidget() is widget


def test_help_shows_them_again(first: Rig) -> None:
    steps = first.desktop.first_steps
    QTest.mouseClick(steps._skip, Qt.MouseButton.LeftButton)
    first.window.show_page("help")
    QTest.mouseClick(first.desktop.help._skill._first_steps, Qt.MouseButton.LeftButton)
    assert first.window.page_name == "create"
    assert steps.step == 1


def test_without_a_pack_there_are_none(make_rig: RigMaker) -> None:
    rig = make_rig(has_pack=False, settings=NEW)
    rig.desktop.begin()
    assert rig.desktop.first_steps.step == 0
    assert rig.desktop.preferences.current.shows_first_steps
    rig.window.show_page("help")
    assert not rig.desktop.help._skill._first_steps.isVisible()


def test_a_model_that_cannot_create_has_no_first_steps_either(make_rig: RigMaker) -> None:
    rig = make_rig(hypernet=None, settings=NEW)
    rig.desktop.begin()
    assert rig.desktop.first_steps.step == 0
    assert rig.desktop.preferences.current.shows_first_steps
    rig.window.show_page("help")
    assert not rig.desktop.help._skill._first_steps.isVisible()
