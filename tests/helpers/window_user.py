"""Drives the real app from inside its process, by what can be read on the window; run as a script.

Usage: python -m tests.helpers.window_user STORY [ARGUMENT…], STORY a function of tests.end2end.stories.
"""

from __future__ import annotations

import importlib
import sys
import time
import traceback
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLineEdit, QMenu, QPlainTextEdit, QWidget

from t2l_desktop.core.paths import AppPaths
from t2l_desktop.gui.app import main
from t2l_desktop.gui.main_window import MainWindow

Widget = TypeVar("Widget", bound=QWidget)
Condition = Callable[[], object]
Story = Generator[Condition, None, None]
_LONGEST = 90.0  # seconds that a story waits for one thing


def shown(kind: type[Widget], name: str = "", *, within: QWidget | None = None) -> list[Widget]:
    """The visible widgets of a kind with this text, placeholder or accessible name."""
    roots = [within] if within is not None else QApplication.topLevelWidgets()
    found = [widget for root in roots for widget in root.findChildren(kind) if widget.isVisible()]
    return [widget for widget in found if not name or name in _words(widget)]


def press(name: str, *, which: int = 0) -> None:
    """Click the button that says so."""
    buttons = [button for button in shown(QAbstractButton, name) if button.isEnabled()]
    if not buttons:
        there = sorted({word for button in shown(QAbstractButton) for word in _words(button) if word})
        raise LookupError(f"no button “{name}” among {there}")
    QTest.mouseClick(buttons[which], Qt.MouseButton.LeftButton)


def choose(entry: str) -> None:
    """Choose an entry of a menu; opening it would hold up whoever tells the story."""
    for window in QApplication.topLevelWidgets():
        for menu in window.findChildren(QMenu):
            for action in menu.actions():
                if action.text() == entry and action.isEnabled():
                    action.trigger()
                    return
    raise LookupError(f"no entry “{entry}”")


def write(name: str, text: str) -> QWidget:
    """Type into the field of this name."""
    for field in (*shown(QPlainTextEdit, name), *shown(QLineEdit, name)):
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(field, text)
        return field
    raise LookupError(f"no field “{name}”")


def drop(*paths: str) -> None:
    """Drop files on the window."""
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(path) for path in paths])
    (window,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow))
    copy, left, no_key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(300, 300), copy, carried, left, no_key))
    QApplication.sendEvent(window, QDropEvent(QPointF(300, 300), copy, carried, left, no_key))


def reads(text: str) -> bool:
    """Whether this stands somewhere on the window, in a label, a field, a button or an answer."""
    widgets = [widget for root in QApplication.topLevelWidgets() for widget in root.findChildren(QWidget)]
    return any(text in word for widget in widgets if widget.isVisible() for word in _words(widget))


def answer_dialogs(path: Path) -> None:
    """Have the system's file dialogs, which no script can reach, answer with `path`."""
    QFileDialog.getSaveFileName = staticmethod(lambda *_, **__: (str(path), ""))  # type: ignore[method-assign]
    QFileDialog.getOpenFileName = staticmethod(lambda *_, **__: (str(path), ""))  # type: ignore[method-assign]
    QFileDialog.getOpenFileNames = staticmethod(lambda *_, **__: ([str(path)], ""))  # type: ignore[method-assign]
    QFileDialog.getExistingDirectory = staticmethod(lambda *_, **__: str(path))  # type: ignore[method-assign]


def _words(widget: QWidget) -> list[str]:
    words = [widget.accessibleName()]
    for read in ("text", "placeholderText", "toPlainText", "title"):
        method = getattr(widget, read, None)
        if callable(method):
            words.append(str(method()))
    return words


class _Teller(QObject):
    """Goes on with the story whenever what it waits for has come; ends the app with the story."""

    def __init__(self, story: Story) -> None:
        super().__init__()
        self.failure = ""
        self._story = story
        self._waits_for: Condition = lambda: QApplication.activeWindow() or QApplication.topLevelWidgets()
        self._since = time.monotonic()
        self._timer = QTimer(self, interval=30)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._timer.start()

    @Slot()
    def _on_timer_timeout(self) -> None:
        self._timer.stop()
        try:
            if self._waits_for():
                self._waits_for = next(self._story)
                self._since = time.monotonic()
            elif time.monotonic() - self._since > _LONGEST:
                frame = getattr(self._story, "gi_frame", None)
                raise TimeoutError(f"waited in vain at line {frame.f_lineno if frame else 0} of the story")
            self._timer.start()
        except StopIteration:
            self._end()
        except Exception:  # noqa: BLE001 - whatever goes wrong is the story's failure, told by the exit status
            self.failure = traceback.format_exc()
            self._end()

    def _end(self) -> None:
        for window in QApplication.topLevelWidgets():
            window.close()
        QApplication.quit()


def run(name: str, *arguments: str) -> int:
    """Run the app with the story of this name; 1 where it went wrong."""
    story = getattr(importlib.import_module("tests.end2end.stories"), name)
    tellers: list[_Teller] = []
    real = QApplication.exec

    def exec_with_story(*_: object) -> int:
        tellers.append(_Teller(story(*arguments)))
        return real()

    QApplication.exec = staticmethod(exec_with_story)  # type: ignore[method-assign]
    status = main(AppPaths.locate())
    for teller in tellers:
        sys.stderr.write(teller.failure)
        status = status or bool(teller.failure)
    return int(status)


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]))
