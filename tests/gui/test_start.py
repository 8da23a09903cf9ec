"""The start: light, soon painted, and never a crash."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from t2l_desktop.core.messages import LoadBase, WarmGenerator
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.gui import app
from t2l_desktop.gui.language import Language
from t2l_desktop.gui.main_window import MainWindow
from t2l_desktop.gui.theme import Theme
from t2l_desktop.library.settings import Settings
from t2l_desktop.library.store import Library
from tests.gui.conftest import Rig, RigMaker

ENGINES = ("torch", "transformers", "llama_cpp", "gguf", "peft", "accelerate", "numpy", "safetensors")


def test_the_window_imports_no_engine() -> None:
    code = (
        "import sys, t2l_desktop.gui.app, t2l_desktop.gui.desktop\n"
        f"print([name for name in {ENGINES!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_the_shell_is_painted_before_the_rest_is_even_imported() -> None:
    code = (
        "import sys, t2l_desktop.gui.app\n"
        "heavy = ('t2l_desktop.gui.desktop', 't2l_desktop.library.store', 'sqlite3', 't2l_desktop.link.worker_link')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_workers_start_and_warm_up_once_the_window_is_there(qtbot: QtBot, rig: Rig) -> None:
    assert not [*rig.generator.requests, *rig.chatter.requests]
    rig.desktop.begin()
    qtbot.waitUntil(lambda: any(isinstance(request, WarmGenerator) for request in rig.generator.requests))
    qtbot.waitUntil(lambda: any(isinstance(request, LoadBase) for request in rig.chatter.requests))


def test_every_page_is_ready_to_be_typed_into(qtbot: QtBot, rig: Rig) -> None:
    rig.window.activateWindow()
    fields = {
        "chat": rig.desktop.chat._composer._input,
        "create": rig.desktop.create._description,
        "settings": rig.desktop.settings._choices["language"],
    }
    for page, field in fields.items():
        rig.window.show_page(page)
        assert rig.window.focusWidget() is field, page


def test_closing_in_mid_answer_keeps_the_part(qtbot: QtBot, make_rig: RigMaker, paths: AppPaths) -> None:
    rig = make_rig()
    rig.window.show_page("chat")
    rig.chatter.gate.clear()
    rig.desktop.chat._on_composer_send_requested("Tell me everything")
    qtbot.waitUntil(lambda: rig.desktop.chat._transcript.texts[-1:] == ["Hello"])
    rig.desktop.close()
    assert (rig.generator.closed, rig.chatter.closed) == (True, True)

    with Library(paths) as library:
        texts = [message.text for message in library.messages(library.chats()[0].id)]
    assert texts[0] == "Tell me everything"
    assert texts[1].startswith("Hello")


def test_a_data_folder_that_cannot_be_used_is_said_in_the_window(
    qtbot: QtBot, qapp: QApplication, paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths.database.mkdir()
    window = MainWindow()
    qtbot.addWidget(window)
    start = app.Start(
        paths, settings=Settings(), window=window, theme=Theme(qapp), language=Language(qapp), began=time.perf_counter()
    )
    window.show()
    qtbot.waitUntil(lambda: start.status == 1)
    assert window._pile.count() == 1
    start.close()


def test_the_first_paint_is_reported_on_request(paths: AppPaths) -> None:
    code = (
        "import sys\n"
        "from t2l_desktop.core.paths import AppPaths\n"
        "from t2l_desktop.gui import app\n"
        "build = app.Start._build\n"
        "app.Start._build = lambda self: (build(self), app.QApplication.quit())\n"
        "sys.exit(app.main(AppPaths.locate()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False, env=_environment(paths)
    )
    assert "first paint" in done.stderr, done.stderr
    assert done.returncode == 0


def _environment(paths: AppPaths) -> dict[str, str]:
    return {**os.environ, "T2L_TRACE_START": "1", "T2L_HOME": str(paths.data.parent), "QT_QPA_PLATFORM": "offscreen"}
