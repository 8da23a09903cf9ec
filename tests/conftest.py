"""Rules for every test: nobody's own folders are touched, and noise is a failure."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from t2l_desktop.core.paths import HOME_VARIABLE, AppPaths


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Redirect all data of the app, and keep the libraries from looking anything up."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path_factory.mktemp("home")))
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
        monkeypatch.setenv(name, "1")


@pytest.fixture
def paths() -> AppPaths:
    """The folders of a fresh home."""
    return AppPaths.locate().ensure()


@pytest.fixture(autouse=True)
def _no_unexpected_logs(caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest) -> Iterator[None]:
    """A record at WARNING or above fails the test unless it takes `expected_logs` and names a part of the text."""
    yield
    expected: list[str] = request.node.stash.get(_EXPECTED, [])
    surprising = [
        record.getMessage()
        for record in caplog.get_records("call")
        if record.levelno >= logging.WARNING
        and record.name.startswith("t2l_desktop")
        and not any(part in record.getMessage() for part in expected)
    ]
    assert not surprising, f"unexpected log records: {surprising}"


_EXPECTED: pytest.StashKey[list[str]] = pytest.StashKey()


@pytest.fixture
def expected_logs(request: pytest.FixtureRequest) -> list[str]:
    """Append parts of the warnings that a test provokes."""
    parts: list[str] = []
    request.node.stash[_EXPECTED] = parts
    return parts


@pytest.fixture(autouse=True)
def _nothing_left_running() -> Iterator[None]:
    """Fail a test that leaves a thread of ours or a child process behind."""
    threads_before = set(threading.enumerate())
    children_before = {child.pid for child in psutil.Process().children(recursive=True)}
    yield
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        threads = [t for t in set(threading.enumerate()) - threads_before if t.name.startswith("t2l-")]
        children = [c for c in psutil.Process().children(recursive=True) if c.pid not in children_before]
        if not threads and not children:
            return
        time.sleep(0.02)
    pytest.fail(f"left running: {threads} {children}")


@pytest.fixture(scope="session")
def parity() -> Path:
    """What the public tools make of small random models."""
    return Path(__file__).parent / "data" / "parity"
