"""Try a frozen build: both worker modes, the report, and the main job, in a home of its own with a Japanese name.

Usage: python packaging/smoke_frozen.py [dist/t2l-desktop]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WAIT_SECONDS = 120


def run(program: Path, home: Path, *arguments: str) -> str:
    """The standard output of one command, which must succeed."""
    done = subprocess.run(
        [program, "--home", home, *arguments], capture_output=True, text=True, check=False, timeout=WAIT_SECONDS
    )
    if done.returncode:
        raise SystemExit(f"{arguments} gave {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def check_worker(program: Path, kind: str) -> None:
    """The worker says that it is ready, and ends when nobody listens any more."""
    with subprocess.Popen([program, "--worker", kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        assert (ready["kind"], ready["worker"]) == ("ready", kind), ready
        process.stdin.close()
        assert process.wait(WAIT_SECONDS) == 0


def check_window(program: Path, home: Path) -> None:
    """The window paints; on a machine without a screen Qt draws into memory."""
    environment = {**os.environ, "T2L_HOME": str(home), "T2L_TRACE_START": "1"}
    if not environment.get("DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    with subprocess.Popen([program], env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        # without a screen Qt says first that it cannot tell window managers about sizes
        line = next((each for each in process.stderr if "first paint" in each), "nothing was painted")
        time.sleep(5)
        state = process.poll()
        process.terminate()
        assert "first paint" in line, line
        assert state is None, f"the window ended with {state}"
    print(f"window: {line.strip()}")


def main(folder: Path) -> int:
    """Run every check; prints what it saw."""
    window = folder / ("t2l-desktop.exe" if sys.platform == "win32" else "t2l-desktop")
    program = folder / "t2l-desktop-console.exe" if sys.platform == "win32" else window
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary) / "花子"
        for kind in ("generator", "chatter"):
            check_worker(window, kind)
        print(run(program, home, "doctor"))
        run(program, home, "generate", "Write the text in capital letters.", "--save")
        saved = json.loads(run(program, home, "adapters", "list", "--json"))
        assert len(saved) == 1, saved
        reply = run(program, home, "chat", "--adapter", saved[0]["id"], "--message", "the old robot")
        print(f"“the old robot” with the new adapter: {reply.strip()}")
        assert reply.strip()
        check_window(window, home)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    print(f"the frozen build works; {size / 1e6:.0f} MB installed")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "dist" / "t2l-desktop"))
