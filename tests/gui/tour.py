"""Every page as a person meets it, empty and in use, one after the other; for checks that hold everywhere."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Rig

DESCRIPTION = "Answer with one word: yes or no."


def tour(qtbot: QtBot, rig: Rig) -> Iterator[str]:
    """Name each stop once it is on the screen."""
    rig.desktop.begin()
    for stop in (_create, _chat, _library, _others):
        yield from stop(qtbot, rig)


def _create(qtbot: QtBot, rig: Rig) -> Iterator[str]:
    page = rig.desktop.create
    rig.window.show_page("create")
    yield _settled(qtbot, "create, empty")
    page._description.setPlainText(DESCRIPTION)
    QTest.keyClick(page._description, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page._result.isVisible)
    qtbot.waitUntil(lambda: page._result._trying._answers["adapted"].given != "")
    yield _settled(qtbot, "create, a skill")


def _chat(qtbot: QtBot, rig: Rig) -> Iterator[str]:
    page = rig.desktop.chat
    rig.window.show_page("chat")
    yield _settled(qtbot, "chat, empty")
    page._composer._input.setPlainText("Good morning")
    QTest.keyClick(page._composer._input, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(page._transcript.texts) == 2 and page._transcript._live is None)
    yield _settled(qtbot, "chat, an answer")
    page._composer._bar.more.click()
    yield _settled(qtbot, "chat, details")
    page._composer._bar.more.click()


def _library(qtbot: QtBot, rig: Rig) -> Iterator[str]:
    rig.window.show_page("library")
    yield _settled(qtbot, "library, empty")
    adapter = rig.saved_adapter("Formal", "Write formally.")
    rig.saved_adapter("Kurz", "Answer briefly.")
    rig.desktop.reload()
    qtbot.waitUntil(lambda: rig.desktop.library._model.rowCount() == 2)
    rig.desktop.library.select(adapter.id)
    yield _settled(qtbot, "library, a skill")
    rig.desktop.library._view.selectAll()
    yield _settled(qtbot, "library, two skills")
    both = list(rig.desktop.library._view.selected)
    rig.desktop.library._as_map.click()
    yield _settled(qtbot, "library, map")
    rig.desktop.library._as_list.click()
    rig.desktop.library.blend_requested.emit(both)
    yield _settled(qtbot, "blend")
    rig.desktop.library.variants_requested.emit(adapter)
    yield _settled(qtbot, "variants")
    rig.desktop.sheet.open(adapter, 1.0, in_words=False)
    rig.window.show_aside(rig.desktop.sheet)
    yield _settled(qtbot, "test sheet")
    rig.window.go_back()


def _others(qtbot: QtBot, rig: Rig) -> Iterator[str]:
    for name in ("models", "help", "settings"):
        rig.window.show_page(name)
        yield _settled(qtbot, name)


def _settled(qtbot: QtBot, name: str) -> str:
    qtbot.wait(60)
    return name
