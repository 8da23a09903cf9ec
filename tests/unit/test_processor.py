"""The processor is asked before an engine ends in an illegal instruction."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from t2l_desktop.core import processor
from t2l_desktop.core.errors import UserFacingError

CORE_2 = 0x80002209  # ECX of leaf 1
_ASK = """
from t2l_desktop.core.processor import missing_features
missing = sorted(missing_features())
print(missing)
raise SystemExit(bool(missing))
"""
EMULATOR = shutil.which("qemu-x86_64")


def test_this_computer_will_do() -> None:
    processor.require_processor()


def test_an_old_processor_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(processor, "_features_of_leaf_1", lambda: CORE_2)
    with pytest.raises(UserFacingError, match=r"too old for this app: it lacks POPCNT, SSE4.1, SSE4.2\."):
        processor.require_processor()


def test_a_processor_that_cannot_be_asked_is_not_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(processor, "_features_of_leaf_1", lambda: None)
    processor.require_processor()
    monkeypatch.setattr(processor, "_features_of_leaf_1", lambda: 0)
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    processor.require_processor()


@pytest.mark.skipif(EMULATOR is None, reason="no emulator: install qemu-user")
@pytest.mark.parametrize(("model", "status"), [("core2duo", 1), ("Nehalem", 0)])
def test_the_app_itself_asks_an_emulated_processor(model: str, status: int) -> None:
    assert EMULATOR is not None
    python = str(Path(sys.executable).resolve())
    code = f"import sys; sys.path[:0] = {sys.path!r}\n{_ASK}"
    done = subprocess.run(
        [EMULATOR, "-cpu", model, python, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == status, done.stderr
    assert ("SSE4.2" in done.stdout) == bool(status)
