"""The map works for whoever looks at it, and leaves the generator to others meanwhile."""

from __future__ import annotations

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from t2l_desktop.core.messages import Generate, MeasureSketch, Request, SpreadOut
from t2l_desktop.gui.jobs.runner import Lane
from t2l_desktop.gui.pages.map_view import MapView
from tests.gui.conftest import Rig
from tests.gui.library_user import click, open_page


def asked(rig: Rig, kind: type[Request]) -> int:
    """How often the generator was asked for this."""
    return sum(isinstance(request, kind) for request in rig.generator.requests)


def settle(qtbot: QtBot, rig: Rig) -> None:
    """Let the library be read again, and everything that follows from it be begun and ended."""
    rig.desktop.reload()
    for lane in (Lane.LIBRARY, Lane.GENERATOR):
        with qtbot.waitSignal(rig.desktop.runner.run(_nothing, lane=lane).finished):
            pass
    QTest.qWait(10)


def _nothing(services: object) -> None:
    del services


def begin(qtbot: QtBot, rig: Rig) -> MapView:
    """Open the map of three skills; the first is still being measured."""
    for name in ("One", "Two", "Three"):
        rig.saved_adapter(name, f"Do {name}.")
    open_page(qtbot, rig, 3)
    rig.generator.gate.clear()
    click(rig.desktop.library._as_map)
    qtbot.waitUntil(lambda: asked(rig, MeasureSketch) == 1)
    return rig.desktop.library._map


def test_who_leaves_the_map_does_not_wait_for_its_measuring(qtbot: QtBot, rig: Rig) -> None:
    view = begin(qtbot, rig)
    create = rig.desktop.create
    rig.window.show_page("create")
    create._description.setPlainText("Write like a pirate.")
    click(create._create)
    qtbot.waitUntil(lambda: asked(rig, Generate) == 1)
    assert asked(rig, MeasureSketch) == 1
    rig.generator.gate.set()
    qtbot.waitUntil(create._result.isVisible)

    rig.window.show_page("library")
    qtbot.waitUntil(lambda: len(view.map._points) == 3 and view.map.isVisible())
    assert asked(rig, MeasureSketch) == 3, "what was measured before is kept"


def test_the_list_stops_the_measuring_and_nothing_is_laid_out_while_nobody_looks(qtbot: QtBot, rig: Rig) -> None:
    view = begin(qtbot, rig)
    click(rig.desktop.library._as_list)
    rig.generator.gate.set()
    settle(qtbot, rig)
    assert asked(rig, MeasureSketch) == 1
    click(rig.desktop.library._as_map)
    qtbot.waitUntil(lambda: len(view.map._points) == 3 and view._job is None)
    rig.window.show_page("create")
    before = asked(rig, SpreadOut)
    rig.saved_adapter("Four")
    settle(qtbot, rig)
    assert (asked(rig, SpreadOut), asked(rig, MeasureSketch)) == (before, 3)
    rig.window.show_page("library")
    qtbot.waitUntil(lambda: len(view.map._points) == 4)


def test_measuring_that_was_cancelled_begins_again_only_with_a_reason(qtbot: QtBot, rig: Rig) -> None:
    view = begin(qtbot, rig)
    qtbot.waitUntil(view._busy.isVisible, timeout=2000)
    click(view._busy._cancel)
    rig.generator.gate.set()
    qtbot.waitUntil(view._empty._button.isVisible)
    settle(qtbot, rig)
    assert (asked(rig, MeasureSketch), view._empty._button.isVisible()) == (1, True)
    rig.saved_adapter("Four")
    settle(qtbot, rig)
    qtbot.waitUntil(lambda: len(view.map._points) == 4)
