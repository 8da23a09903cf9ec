"""Every word on every page can be read, in both languages, at both ends of what is usual."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import pytest
from pytestqt.exceptions import TimeoutError as QtBotTimeoutError
from pytestqt.qtbot import QtBot

from t2l_desktop.gui import language
from t2l_desktop.library.settings import Settings
from tests.gui.conftest import Rig, RigMaker
from tests.gui.fitting import cut_texts
from tests.gui.test_i18n import i18n
from tests.gui.tour import tour

USUAL = (1120, 780)


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The translations of the source tree as the window would load them."""
    shutil.copytree(i18n.TS.parent, tmp_path / "resources" / "i18n")
    i18n.compile_qm(tmp_path / "resources" / "i18n" / i18n.TS.name)
    monkeypatch.setattr(language, "resources_folder", lambda: tmp_path / "resources")


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("size", [100, 200])
@pytest.mark.parametrize("code", ["en", "ja"])
def test_nothing_is_cut(qtbot: QtBot, make_rig: RigMaker, code: str, size: int) -> None:
    rig = make_rig(settings=Settings(language=code, theme="light", text_size=size, shows_first_steps=False))
    cut = set()
    for stop in tour(qtbot, rig):
        for name in ("usual", "smallest"):
            resize(qtbot, rig, name)
            with contextlib.suppress(QtBotTimeoutError):  # layouts settle over a few rounds
                qtbot.waitUntil(lambda: not list(cut_texts(rig.window)), timeout=2000)
            cut |= {f"{stop}, {name}: {text}" for text in cut_texts(rig.window)}
        resize(qtbot, rig, "usual")
    rig.desktop.preferences.change(text_size=100)
    assert not cut, "\n".join(sorted(cut))


def resize(qtbot: QtBot, rig: Rig, name: str) -> None:
    if name == "usual":
        rig.window.resize(*USUAL)
    else:
        rig.window.resize(rig.window.minimumSizeHint())
    qtbot.wait(30)
