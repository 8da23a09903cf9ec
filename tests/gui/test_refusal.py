"""Where no window can open, one reads why: not what Qt says when it ends the process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.gui import refusal

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems bring what Qt needs")


def dialog(folder: Path, name: str) -> Path:
    """A program for dialogs that writes down what it is asked to show."""
    folder.mkdir(exist_ok=True)
    said = folder / f"{name}.said"
    program = folder / name
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{said}"\n', encoding="utf-8")
    program.chmod(0o755)
    return said


def start(tmp_path: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key not in {"QT_QPA_PLATFORM", "WAYLAND_DISPLAY"}}
    environment |= {"DISPLAY": ":987", "LANG": "en_US.UTF-8", "PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", **more}
    return subprocess.run(
        [sys.executable, "-m", "t2l_desktop"], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("program", ["zenity", "kdialog", "xmessage"])
def test_a_missing_library_is_named_with_the_line_that_installs_it(tmp_path: Path, program: str) -> None:
    said = dialog(tmp_path / "bin", program)
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "libxcb-cursor.so.0").write_bytes(b"")
    done = start(tmp_path, LD_LIBRARY_PATH=str(broken))
    assert done.returncode == 1
    assert "this system lacks libxcb-cursor.so.0" in done.stderr
    assert "libxcb-cursor0" in done.stderr.splitlines()[0]
    assert "this system lacks libxcb-cursor.so.0" in said.read_text(encoding="utf-8")
    assert "sudo apt install" in said.read_text(encoding="utf-8")


def test_a_desktop_without_any_such_program_still_gets_the_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    refusal.say(UserFacingError("It is {what}.", hint="Do this.", what="so"), has_window=True)
    assert capsys.readouterr().err == "It is so. Do this.\n"


def test_a_command_line_opens_no_dialog(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = dialog(tmp_path / "bin", "zenity")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    refusal.say(UserFacingError("It is so."), has_window=False)
    assert capsys.readouterr().err == "It is so.\n"
    assert not said.exists()


def test_one_way_to_a_screen_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = {"libqwayland.so": "", "libqxcb.so": "libX: cannot open shared object file"}
    monkeypatch.setattr(refusal, "_why_not", lambda plugin: tried[plugin.name])
    refusal.require_window({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"})
    with pytest.raises(UserFacingError, match=r"lacks .*libX"):
        refusal.require_window({"DISPLAY": ":0"})
