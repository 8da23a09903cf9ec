"""Where no window can open, one reads why: not what Qt says when it ends the process."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

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


def start(tmp_path: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key not in {"QT_QPA_PLATFORM", "WAYLAND_DISPLAY"}}
    environment |= {"DISPLAY": ":987", "LANG": "en_US.UTF-8", "PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", **more}
    return subprocess.run(
        [sys.executable, *(arguments or ("-m", "t2l_desktop"))], env=environment, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip


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


@pytest.mark.parametrize("before", [None, "/of/the/user"])
def test_programs_of_the_system_do_not_meet_the_libraries_of_the_frozen_app(tmp_path: Path, before: str | None) -> None:
    (tmp_path / "bin").mkdir()
    said = tmp_path / "said"
    zenity = tmp_path / "bin" / "zenity"
    code = f'#!/bin/sh\necho "${{LD_LIBRARY_PATH-none}} $PYINSTALLER_RESET_ENVIRONMENT" > "{said}"\n'
    zenity.write_text(code, encoding="utf-8")
    zenity.chmod(0o755)
    inside = tmp_path / "_internal"
    inside.mkdir()
    (inside / "libxcb-cursor.so.0").write_bytes(b"")
    original = {} if before is None else {"LD_LIBRARY_PATH_ORIG": before}
    frozen = "import sys; sys.frozen = True; sys.argv[1:] = []; from t2l_desktop.__main__ import main; sys.exit(main())"
    done = start(tmp_path, "-c", frozen, LD_LIBRARY_PATH=str(inside), **original)
    assert "this system lacks libxcb-cursor.so.0" in done.stderr
    assert said.read_text(encoding="utf-8") == f"{before or 'none'} 1\n"


def test_windows_says_it_in_a_box_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    boxes: list[tuple[object, ...]] = []
    user32 = SimpleNamespace(MessageBoxW=lambda *asked: boxes.append(asked))
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(user32=user32), raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    refusal.say(UserFacingError("It is so.", hint="Do this."), has_window=True, speaks_qt=False)
    assert boxes == [(None, "It is so.\n\nDo this.", "T2L Desktop", 0x10)]


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
