"""Help tells what the pack was measured to do, which keys there are, and what to send with a question."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from t2l_desktop import __version__
from t2l_desktop.gui.card_words import condition_names, family_names
from t2l_desktop.gui.shortcuts import Key
from t2l_desktop.gui.widgets.rail import PAGES
from t2l_desktop.training.tasks.skills import FAMILIES
from tests.gui.conftest import Rig
from tests.packaging.test_setup import script

CARD: dict[str, object] = {
    "scores": {
        "trained_tasks_matched": {
            "percent": 87.1,
            "interval": [85.2, 88.8],
            "asked": 1340,
            "families": {"countries": 100.0, "verbs": 91.0, "lists": 52.5, "sorting": 42.5, "dates": 70.0},
        },
        "unseen_tasks_matched": {"percent": 4.4, "asked": 160},
        "a_new_condition": {"percent": 50.0, "asked": 10},
    }
}


def texts(widget: QWidget) -> list[str]:
    """What can be read in a widget, in the order in which it was put there."""
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget) and label.text()]


def show_card(rig: Rig, card: dict[str, object]) -> QWidget:
    assert rig.pack is not None
    rig.desktop.help.set_pack(dataclasses.replace(rig.pack, card=card, licence="CC0-1.0"))
    return rig.desktop.help._pack


def test_the_cards_figures_are_told_in_words_and_in_figures_under_details(rig: Rig) -> None:
    section = show_card(rig, CARD)
    read = texts(section)
    assert any(text.startswith("Up to 1,340 questions of each sort") for text in read)
    assert read[read.index("Kinds of task that it has learned") + 1] == "9 of 10"
    assert read[read.index("Kinds of task that it has not learned") + 1] == "hardly any"
    assert "Works well: countries and capitals and forms of verbs." in read
    assert "Often goes wrong: sorting and making lists." in read
    assert "87.1 % (85.2 to 88.8)" not in read

    QTest.mouseClick(rig.desktop.help._pack._details_button, Qt.MouseButton.LeftButton)
    read = texts(section)
    for words in ("87.1 % (85.2 to 88.8)", "1,340", "4.4 %", "160", "a_new_condition", "50.0 %"):
        assert words in read


def test_what_is_told_in_words_is_the_apps_own_way_of_asking(rig: Rig) -> None:
    ways = {"unseen_tasks_matched": 10.0, "unseen_tasks_both": 70.0, "trained_tasks_matched": 86.0}
    section = show_card(rig, {"scores": {name: {"percent": it, "asked": 100} for name, it in ways.items()}})
    read = texts(section)
    assert read[read.index("Kinds of task that it has not learned") + 1] == "7 of 10"
    assert read[read.index("Kinds of task that it has learned") + 1] == "9 of 10"
    rig.desktop.help._pack._details_button.click()
    read = texts(section)
    assert read[read.index("Kinds of task that it has not learned, skill alone") + 1] == "10.0 %"
    assert read[read.index("Not learned, skill and description together") + 1] == "70.0 %"


@pytest.mark.parametrize("card", [{}, {"scores": None}, {"scores": {"trained_tasks_matched": {"percent": "9 of 10"}}}])
def test_a_pack_that_was_not_measured_is_said_to_be_so(rig: Rig, card: dict[str, object]) -> None:
    section = show_card(rig, card)
    read = texts(section)
    assert any("was not measured" in text for text in read)
    assert any("reads English" in text and "stands alone" in text for text in read)
    assert not any(" of 10" in text or "Works well" in text or "Often" in text for text in read)
    assert not rig.desktop.help._pack._details_button.isVisibleTo(section)


def test_every_kind_of_task_and_every_score_of_the_starter_has_plain_words() -> None:
    assert not FAMILIES.keys() - family_names().keys()
    assert not script("readme_scores")._ROWS.keys() - condition_names().keys()


def test_f1_opens_help_and_the_arrow_keys_scroll_it(qtbot: QtBot, rig: Rig) -> None:
    rig.window.activateWindow()
    field = rig.desktop.create._description
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_F1)
    assert rig.window.page_name == "help"
    assert rig.window.focusWidget() is rig.desktop.help
    QTest.keyClick(rig.desktop.help, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: rig.desktop.help.verticalScrollBar().value() > 0)


def test_every_page_has_its_number_and_help_names_all_keys(rig: Rig) -> None:
    for number, name in enumerate(PAGES, start=1):
        QTest.keyClick(rig.window, Qt.Key(Qt.Key.Key_0.value + number), Qt.KeyboardModifier.ControlModifier)
        assert rig.window.page_name == name
    assert PAGES[-2:] == ("help", "settings")
    read = texts(rig.desktop.help._keys)
    assert f"Ctrl+1 to Ctrl+{len(PAGES)}" in read
    assert set(Key) <= set(read)
    assert {"← → ↑ ↓", "+ − 0", "Ctrl+V"} <= set(read)
    assert read[read.index(Key.SEND) + 1] == "Send the message"
    rig.desktop.preferences.change(send_key="ctrl_enter")
    read = texts(rig.desktop.help._keys)
    assert read[read.index(Key.SEND) + 1] == "Begin a new line in a message"


def test_help_says_where_a_larger_model_comes_from(rig: Rig) -> None:
    section = rig.desktop.help._larger
    read = " ".join(texts(section))
    for words in ("SakanaAI/text-to-lora", "gte-large-en-v1.5", "gemma-2-2b-it-Q4_K_M.gguf", "/llama_8b_t2l"):
        assert words in read
    able = Qt.TextInteractionFlag.TextSelectableByMouse
    assert all(each.textInteractionFlags() & able for each in section.findChildren(QLabel))


def test_the_report_says_how_things_are_and_names_nobody(qtbot: QtBot, rig: Rig) -> None:
    skill = rig.saved_adapter(name="My secret", description="Write to Aunt Mary.")
    chat = rig.services.library.add_chat(title="Dear diary", pack_id="test-pack")
    QGuiApplication.clipboard().clear()
    QTest.mouseClick(rig.desktop.help._trouble._copy, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(rig.notices))

    report = QGuiApplication.clipboard().text()
    assert f"t2l-desktop: {__version__}" in report
    assert "test-pack: complete" in report
    assert "sound, 1 adapters, 1 chats" in report
    for secret in (skill.name, skill.description, chat.title, str(Path.home()), str(rig.services.paths.data)):
        assert secret not in report


def test_the_data_folder_is_opened_or_else_named(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []
    works = True

    def open_url(url: QUrl) -> bool:
        opened.append(url)
        return works

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    button = rig.desktop.help._trouble._open
    button.click()
    assert opened[0].toLocalFile() == str(rig.services.paths.data)
    assert rig.notices == []
    works = False
    button.click()
    assert str(rig.services.paths.data) in rig.notices[0].text


def test_about_names_the_version_and_the_licences(rig: Rig) -> None:
    show_card(rig, {})
    read = " ".join(texts(rig.desktop.help._about))
    for words in (__version__, "Apache License 2.0", "LGPL", "llama.cpp", "MIT", "CC0-1.0"):
        assert words in read
