"""What tests do on the library's page, and read from it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from t2l_desktop.gui.pages.skill_details import SkillDetails
from tests.gui.conftest import Rig


def open_page(qtbot: QtBot, rig: Rig, count: int) -> None:
    """Show the page once it has read so many skills."""
    rig.desktop.reload()
    rig.window.show_page("library")
    qtbot.waitUntil(lambda: rig.desktop.library._model.rowCount() == count)


def shown(rig: Rig) -> list[str]:
    """The names in the list."""
    model = rig.desktop.library._model
    return [str(model.index(row).data()) for row in range(model.rowCount())]


def selected(rig: Rig) -> list[str]:
    return [adapter.name for adapter in rig.desktop.library._view.selected]


def details(rig: Rig) -> SkillDetails:
    return rig.desktop.library._details.skill


def facts(rig: Rig) -> list[str]:
    """What the table of facts says."""
    return [each.text() for each in details(rig)._facts.findChildren(QLabel) if not each.isHidden()]


def index(rig: Rig, name: str) -> QModelIndex:
    return rig.desktop.library._model.index(shown(rig).index(name))


def choose(rig: Rig, *names: str) -> None:
    """Click on rows, the further ones with Ctrl held."""
    view = rig.desktop.library._view
    for number, name in enumerate(names):
        view.scrollTo(index(rig, name))
        keys = Qt.KeyboardModifier.ControlModifier if number else Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, keys, view.visualRect(index(rig, name)).center())


def click(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def pick(menu: QMenu, text: str) -> None:
    """Choose an entry of a menu."""
    next(action for action in menu.actions() if action.text() == text).trigger()


def turn_wheel(widget: QWidget) -> None:
    """Turn the wheel by one step towards oneself, with the pointer over a widget."""
    window = widget.window()
    QTest.wheelEvent(window.windowHandle(), widget.mapTo(window, widget.rect().center()), QPoint(0, -120))


def press_undo(rig: Rig) -> None:
    """Click Undo in the latest notice."""
    bar = rig.desktop.banner._bars[-1]
    assert bar._action.text() == "Undo"
    click(bar._action)


def compose(field: QWidget, text: str) -> None:
    """Enter text as an input method does: any script, all at once."""
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(field, event)
