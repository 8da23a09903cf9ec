"""A whole window on scripted workers and a real library, without a screen."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Adapter, Pack
from t2l_desktop.gui.desktop import Desktop
from t2l_desktop.gui.language import Language
from t2l_desktop.gui.main_window import MainWindow
from t2l_desktop.gui.messages import MessageBus, Notice
from t2l_desktop.gui.theme import Theme
from t2l_desktop.library.settings import Settings
from t2l_desktop.operations.opening import look_around
from t2l_desktop.operations.services import Services
from tests.gui.fakes import FakeLink, make_pack, make_services


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The screenless platform warns that it has no window manager, to be told sizes, and raises no menu."""
    said = ("propagateSizeHints", "does not support raise", "does not support grabbing the keyboard")
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore(*said, extend=True))


@dataclass
class Rig:
    """The window and everything around it that a test looks at."""

    services: Services
    generator: FakeLink
    chatter: FakeLink
    desktop: Desktop
    window: MainWindow
    notices: list[Notice]
    pack: Pack | None

    def saved_adapter(
        self, name: str = "Formal tone", description: str = "Write formally.", *, base: str = "ab12"
    ) -> Adapter:
        """Put a skill into the library without the window's doing."""
        folder = self.services.library.new_adapter_folder(needed_bytes=1)
        (folder / "adapter.gguf").write_bytes(b"GGUF")
        (folder / "adapter_model.safetensors").write_bytes(b"weights")
        (folder / "adapter_config.json").write_text('{"lora_alpha": 16}', encoding="utf-8")
        adapter = self.services.library.add_adapter(
            folder, name=name, description=description, pack_id="test-pack", base_fingerprint=base, rank=8
        )
        return self.services.library.update_adapter(adapter.id, is_saved=True)


RigMaker = Callable[..., Rig]


@pytest.fixture
def make_rig(qtbot: QtBot, qapp: QApplication, paths: AppPaths, tmp_path: Path) -> Iterator[RigMaker]:
    """Builds a window in English; keyword arguments say what is different."""
    made: list[Rig] = []

    def make(*, has_pack: bool = True, settings: Settings | None = None, **pack_changes: Any) -> Rig:
        starter = tmp_path / "starter"
        pack = make_pack(starter, **pack_changes) if has_pack else None
        services, generator, chatter = make_services(paths, starter)
        wanted = settings or Settings(language="en", theme="light", shows_first_steps=False)
        window = MainWindow()
        qtbot.addWidget(window)
        theme, language = Theme(qapp), Language(qapp)
        theme.apply(wanted.theme, wanted.text_size)
        language.apply(wanted.language)
        desktop = Desktop(look_around(services), settings=wanted, window=window, theme=theme, language=language)
        rig = Rig(services, generator, chatter, desktop, window, _kept(desktop.messages), pack)
        made.append(rig)
        window.show()
        qtbot.waitExposed(window)
        return rig

    yield make
    for rig in made:
        rig.desktop.preferences.change(language="en", theme="light")
        rig.window.hide()
        rig.desktop.close()


@pytest.fixture
def rig(make_rig: RigMaker) -> Rig:
    """The usual window: a pack, no skills, no chats."""
    return make_rig()


@pytest.fixture(autouse=True)
def _empty_clipboard(qapp: QApplication) -> Iterator[None]:
    """What a test leaves on the clipboard would be freed after Qt itself, at the exit."""
    yield
    qapp.clipboard().clear()


def _kept(messages: MessageBus) -> list[Notice]:
    kept: list[Notice] = []
    messages.posted.connect(kept.append)
    return kept
