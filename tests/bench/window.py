"""How soon the window is there, and what it weighs, beside an empty PySide6 window; on a virtual screen of its own."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.bench.table import Row, megabytes, row, seconds

_SETTLED_SECONDS = 8.0
_EMPTY = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Window(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, lambda: print("first paint", file=sys.stderr, flush=True))
application = QApplication([])
window = Window()
window.resize(1120, 780)
window.show()
application.exec()
"""


def measure(repeats: int) -> list[Row]:
    """First paint of both windows, run in turn, and the memory of ours once its workers are up."""
    ours, empty, ready = [], [], []
    with _screen() as screen, tempfile.TemporaryDirectory() as home:
        app = [str(Path(sys.executable).with_name("t2l-desktop"))]  # as `make run` starts it
        environment = {**screen, "T2L_HOME": home, "T2L_TRACE_START": "1"}
        for _ in range(repeats):
            empty.append(_started([sys.executable, "-c", _EMPTY], environment)[0])
            ours.append(_started(app, environment)[0])
            ready.append(_started(app, environment, until="ready to type")[0])
        memory = [_started(app, environment, wait=_SETTLED_SECONDS)[1] for _ in range(3)]
    ratio = statistics.median(ours) / statistics.median(empty)
    return [
        row("process start to first paint", ours, unit=seconds, reference=f"{ratio:.2f} times the next; at most 1.5"),
        row("… of an empty PySide6 window", empty, unit=seconds),
        row("process start to ready to type", ready, unit=seconds),
        row("window process, resident", memory, unit=megabytes, reference="at most 150 MB"),
    ]


@contextmanager
def _screen() -> Iterator[Mapping[str, str]]:
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"],
        pass_fds=(write,), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    try:
        with os.fdopen(read) as pipe:
            display = pipe.readline().strip()
        yield {**os.environ, "DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb"}
    finally:
        server.terminate()
        server.wait()


def _started(
    command: list[str], environment: Mapping[str, str], *, until: str = "first paint", wait: float = 0.0
) -> tuple[float, int]:
    """Seconds from the start of the process until it says so, and its resident bytes `wait` later."""
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        while until not in process.stderr.readline():
            if process.poll() is not None:
                raise RuntimeError(f"{command} ended before it was there")
        took = time.perf_counter() - began
        time.sleep(wait)
        return took, psutil.Process(process.pid).memory_info().rss
    finally:
        process.terminate()
        process.wait()
        process.stderr.close()
