"""`make torture`: kill -9 for the window and its workers at random moments; nothing that was kept may be lost.

Usage: python -m tests.end2end.torture [--kills N] [--seed N]
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

import psutil
from safetensors.numpy import load_file

from t2l_desktop.core.paths import HOME_VARIABLE, AppPaths
from t2l_desktop.core.resources import resources_folder
from t2l_desktop.formats.base_facts import read_base_facts
from t2l_desktop.formats.gguf_adapter_reading import read_gguf_adapter
from t2l_desktop.library.folders import ADAPTER_GGUF, ADAPTER_WEIGHTS

TARGETS = ("window", "generator", "chatter")
_LONGEST_LIFE = 3.0  # seconds from whatever was waited for to the kill
_AT_WORK = 0.8  # share of kills that wait until the window gets on with its work; the others may hit its start
_PROGRESS_SECONDS = 90.0
_ORPHAN_SECONDS = 10.0


class Torture:
    """One home, in which the app lives, is killed and starts again."""

    def __init__(self, folder: Path, *, seed: int) -> None:
        self.killed: Counter[str] = Counter()
        self._rng = random.Random(seed)
        self._journal = folder / "journal.tsv"
        self._journal.touch()
        self._home = folder / "home"
        self._errors = folder / "stderr.txt"
        self._base = read_base_facts(resources_folder() / "starter" / "base.gguf")
        self._unknown: set[str] = set()  # folders moved in just before their rows, at most one a killed window
        self._window: subprocess.Popen[bytes] | None = None

    def run(self, kills: int) -> None:
        """Kill so many processes; raises `AssertionError` as soon as something is lost, broken or left over."""
        try:
            while self.killed.total() < kills:
                window = self._running()
                if self._rng.random() < _AT_WORK:
                    self._await_progress(window)
                time.sleep(self._rng.uniform(0.0, _LONGEST_LIFE))
                target = self._rng.choice(TARGETS)
                if target == "window":
                    self._kill_window(window)
                else:
                    self._kill_worker(window, target)
            self._kill_window(self._running())
        finally:
            self._kill_window(self._window)

    @property
    def confirmed(self) -> Counter[str]:
        """How many things of each kind the window had confirmed."""
        return Counter(kind for kind, _ in self._kept())

    def _running(self) -> subprocess.Popen[bytes]:
        if self._window is not None:
            assert self._window.poll() is None, f"the window ended by itself: {self._last_words}"
            return self._window
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", HOME_VARIABLE: str(self._home), "LANG": "C.UTF-8"}
        with self._errors.open("wb") as errors:
            self._window = subprocess.Popen(
                [sys.executable, "-m", "tests.helpers.window_user", "endless", str(self._journal)],
                env=environment, stderr=errors, stdout=errors,
            )  # fmt: skip
        return self._window

    def _await_progress(self, window: subprocess.Popen[bytes]) -> None:
        """Until the window has confirmed something more."""
        before, end = self.confirmed.total(), time.monotonic() + _PROGRESS_SECONDS
        while self.confirmed.total() == before:
            assert window.poll() is None, f"the window ended by itself: {self._last_words}"
            assert time.monotonic() < end, f"nothing gets done any more: {self._last_words}"
            time.sleep(0.05)

    @property
    def _last_words(self) -> str:
        return self._errors.read_text("utf-8", "replace")[-2000:]

    def _kill_worker(self, window: subprocess.Popen[bytes], kind: str) -> None:
        with suppress(psutil.NoSuchProcess):
            for child in psutil.Process(window.pid).children():
                if kind in child.cmdline():
                    child.kill()
                    self.killed[kind] += 1

    def _kill_window(self, window: subprocess.Popen[bytes] | None) -> None:
        if window is None:
            return
        self._window = None
        workers = []
        with suppress(psutil.NoSuchProcess):
            workers = psutil.Process(window.pid).children(recursive=True)
        window.kill()
        window.wait()
        self.killed["window"] += 1
        _, orphans = psutil.wait_procs(workers, timeout=_ORPHAN_SECONDS)
        assert not orphans, f"orphans: {orphans}"
        self._check()

    def _kept(self) -> list[tuple[str, str]]:
        lines = self._journal.read_text("utf-8").splitlines()
        return [(kind, name) for kind, name in (line.split("\t") for line in lines)]

    def _check(self) -> None:
        paths = AppPaths.locate(self._home)
        if not paths.database.exists():
            assert not self._kept()
            return
        with closing(sqlite3.connect(paths.database)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert not connection.execute("PRAGMA foreign_key_check").fetchall()
            adapters = dict(connection.execute("SELECT name, id FROM adapters WHERE is_saved = 1"))
            drafts = [row[0] for row in connection.execute("SELECT id FROM adapters WHERE is_saved = 0")]
            messages = {row[0] for row in connection.execute("SELECT text FROM messages")}
        for kind, name in self._kept():
            assert name in (adapters if kind == "skill" else messages), f"{kind} {name} is lost"
        for adapter_id in (*adapters.values(), *drafts):
            folder = paths.adapters / adapter_id
            read_gguf_adapter(folder / ADAPTER_GGUF, self._base)
            load_file(folder / ADAPTER_WEIGHTS)
        names = {path.name for path in paths.adapters.iterdir()}
        half = {name for name in names if name not in (*adapters.values(), *drafts) and not name.startswith(".new-")}
        self._unknown |= half
        assert len(self._unknown) <= self.killed["window"], f"folders that no row knows: {self._unknown}"


def main() -> int:
    """Run it at length and say what was seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200, metavar="N", help="processes to kill")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="for the moments and the order")
    args = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        torture = Torture(Path(folder), seed=args.seed)
        torture.run(args.kills)
        killed = ", ".join(f"{number} times the {kind}" for kind, number in sorted(torture.killed.items()))
        there = ", ".join(f"{number} {kind}s" for kind, number in sorted(torture.confirmed.items()))
    minutes = (time.monotonic() - began) / 60
    sys.stdout.write(f"killed {killed} in {minutes:.1f} minutes; all is there: {there}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
