"""What those meet who do not look at the screen or do not use a mouse: names, roles, order, focus, announcements."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
    QWidgetItem,
)
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from t2l_desktop.gui.main_window import MainWindow
from t2l_desktop.gui.tab_order import move_focus
from t2l_desktop.gui.widgets import banner
from t2l_desktop.gui.widgets.markdown import MarkdownView
from t2l_desktop.gui.widgets.skill_map import SkillMap
from tests.gui.conftest import Rig
from tests.gui.tour import tour

# what is scrolled as a whole, and a picture with a list of the same beside it: Qt has no role for these
_CANVASES = (QAbstractScrollArea, SkillMap)
_NO_ROLE = (QAccessible.Role.NoRole, QAccessible.Role.Client)


def test_everything_that_takes_the_keyboard_has_a_name_and_a_role(qtbot: QtBot, rig: Rig) -> None:
    poor = set()
    for stop in tour(qtbot, rig):
        for widget in stops(rig.window):
            name, role = told(widget)
            if not name.strip() or (role in _NO_ROLE and not isinstance(widget, _CANVASES)):
                poor.add(f"{stop}: {said(widget)} {role.name}")
    assert not poor, "\n".join(sorted(poor))


def test_the_keyboard_goes_through_every_page_as_one_reads_it(qtbot: QtBot, rig: Rig) -> None:
    astray = set()
    for stop in tour(qtbot, rig):
        order = stops(rig.window)
        for one, next_one in pairwise(order):
            if not one.isAncestorOf(next_one) and is_backward(one, next_one, rig.window):
                astray.add(f"{stop}: {said(one)} before {said(next_one)}")
    assert not astray, "\n".join(sorted(astray))


def test_looking_for_the_next_stop_keeps_nothing_of_a_layout(qtbot: QtBot) -> None:
    """A kept item of a layout is deleted with its widget, and the next object at its address is taken for it."""
    window, inner = QWidget(), QGridLayout()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    lines = [QLineEdit() for _ in range(4)]
    column.addWidget(lines[0])
    column.addLayout(inner)
    inner.addWidget(lines[2], 0, 1)
    inner.addWidget(lines[1], 0, 0)
    column.addWidget(lines[3])
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    before = len(_layout_items())
    lines[0].setFocus()
    for line in (*lines[1:], lines[0]):
        assert move_focus(window, forward=True)
        assert QApplication.focusWidget() is line
    assert len(_layout_items()) == before


def _layout_items() -> list[object]:
    return [each for each in Shiboken.getAllValidWrappers() if type(each) is QWidgetItem]


def test_one_sees_where_the_keyboard_is(qtbot: QtBot, rig: Rig) -> None:
    rig.window.activateWindow()
    unseen = set()
    for stop in tour(qtbot, rig):
        for widget in stops(rig.window):
            bring_into_view(widget)
            widget.clearFocus()
            before = picture(widget, rig.window)
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            QApplication.processEvents()
            if picture(widget, rig.window) == before:
                unseen.add(f"{stop}: {said(widget)}")
    assert not unseen, "\n".join(sorted(unseen))


def test_the_arrow_keys_lead_through_the_rail_and_tab_into_the_page(rig: Rig) -> None:
    rig.window.activateWindow()
    rig.window.show_page("create")
    rig.window._rail.take_keyboard()
    went = []
    for _ in range(5):
        pressed(Qt.Key.Key_Down)
        went.append(rig.window.page_name)
    assert went == ["chat", "library", "models", "help", "settings"]
    pressed(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is rig.desktop.settings._choices["language"]
    pressed(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert told(focused())[0] == "Settings"
    pressed(Qt.Key.Key_Up)
    assert rig.window.page_name == "help"


def test_everything_is_done_without_a_mouse(qtbot: QtBot, rig: Rig) -> None:
    """Create, save, chat, find it in the library, choose another language: with the keys that anybody tries."""
    rig.window.activateWindow()
    rig.desktop.begin()
    rig.window.show_page("create")
    QTest.keyClicks(focused(), "Answer briefly.")
    go_to("Create")
    pressed(Qt.Key.Key_Space)
    qtbot.waitUntil(rig.desktop.create._result.isVisible)
    go_to("Name of the skill")
    QTest.keyClick(focused(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(focused(), "Brief")
    go_to("Save")
    pressed(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: [each.name for each in rig.services.library.adapters()] == ["Brief"])
    go_to("Chat with it")
    pressed(Qt.Key.Key_Space)
    assert rig.window.page_name == "chat"
    QTest.keyClicks(focused(), "Hello?")
    pressed(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: rig.desktop.chat._transcript.texts == ["Hello?", "Hello there."])

    rig.window._rail.take_keyboard()
    pressed(Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: rig.desktop.library._model.rowCount() == 1)
    go_to("Skills")
    pressed(Qt.Key.Key_Down)
    pressed(Qt.Key.Key_F2)
    QTest.keyClicks(focused(), "Briefer")
    pressed(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [each.name for each in rig.services.library.adapters()] == ["Briefer"])

    press = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(focused(), Qt.Key.Key_4, press)
    go_to("Choose a folder…")
    QTest.keyClick(focused(), Qt.Key.Key_Comma, press)
    go_to("Theme")
    pressed(Qt.Key.Key_Down)
    assert rig.desktop.preferences.current.theme == "dark"
    QTest.keyClick(focused(), Qt.Key.Key_W, press)
    assert not rig.window.isVisible()


def test_a_finished_answer_is_announced_once(qtbot: QtBot, rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    announced: list[str] = []

    def note(event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            announced.append(event.message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", note)
    rig.window.show_page("chat")
    field = rig.desktop.chat._composer._input
    field.setPlainText("Good morning")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: announced == ["Answer: Hello there."])
    qtbot.wait(100)
    assert len(announced) == 1
    view = rig.desktop.chat._transcript.findChildren(MarkdownView)[-1]
    assert told(view)[0] == "Base model: Hello there."


def test_a_notice_stays_while_the_keyboard_is_on_it(qtbot: QtBot, rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(banner, "_STAY_MS", 50)
    rig.window.activateWindow()
    rig.desktop.messages.undoable("It was deleted.", lambda: None)
    rig.desktop.banner._bars[0]._action.setFocus()
    qtbot.wait(200)
    assert len(rig.desktop.banner.notices) == 1
    rig.desktop.create.setFocus()
    qtbot.waitUntil(lambda: rig.desktop.banner.notices == [])


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def pressed(key: Qt.Key, with_key: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(focused(), key, with_key)


def go_to(name: str) -> None:
    """Press Tab until the keyboard is there."""
    for _ in range(100):
        if (focused().accessibleName() or told(focused())[0]) == name:
            return
        pressed(Qt.Key.Key_Tab)
    raise LookupError(f"Tab does not lead to “{name}”")


def bring_into_view(widget: QWidget) -> None:
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget)
        around = around.parentWidget()
    QApplication.processEvents()


def stops(window: MainWindow) -> list[QWidget]:
    """Where Tab stops, in its order, from the rail on and back to it.

    Walked with the key: `nextInFocusChain` makes Python take each widget for the child of the one before it.
    """
    window.activateWindow()
    first = next(each for each in window._rail._buttons.values() if each.isChecked())
    first.setFocus()
    found: list[QWidget] = []
    while (widget := QApplication.focusWidget()) is not None and widget not in found:
        found.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
        assert len(found) < 200
    assert widget is first, f"the keyboard does not get out of {said(found[-1])}"
    return found


def is_backward(one: QWidget, other: QWidget, window: QWidget) -> bool:
    """Whether what comes next stands wholly above, in the same column."""
    first, second = (each.rect().translated(each.mapTo(window, QPoint(0, 0))) for each in (one, other))
    shares_column = first.left() < second.right() and second.left() < first.right()
    return second.bottom() <= first.top() and shares_column


def picture(widget: QWidget, window: QWidget) -> QImage:
    """A widget with what is right around it."""
    area = widget.rect().adjusted(-3, -3, 3, 3).translated(widget.mapTo(window, QPoint(0, 0)))
    return window.grab(area).toImage()


def told(widget: QWidget) -> tuple[str, QAccessible.Role]:
    """What a screen reader is told; nobody holds on to Qt's object, which lives no longer than the widget."""
    found = QAccessible.queryAccessibleInterface(widget)
    return found.text(QAccessible.Text.Name), found.role()


def said(widget: QWidget) -> str:
    return f"{type(widget).__name__} {told(widget)[0]!r}"
