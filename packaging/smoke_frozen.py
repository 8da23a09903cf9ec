"""Try a frozen build: both worker modes, the report, and the main job, in a home of its own with a Japanese name.

Usage: python packaging/smoke_frozen.py [dist/t2l-desktop]
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WAIT_SECONDS = 300
TRIES, MOST_TIMES = 4, 2.5
TOO_OLD = "core2duo"
# The emulator knows no processor with AVX-512.
PROCESSORS = ("Nehalem", "SandyBridge", "IvyBridge", "Haswell")


def run(program: Path, home: Path, *arguments: str) -> str:
    """The standard output of one command, which must succeed."""
    done = subprocess.run(
        [program, "--home", home, *arguments], capture_output=True, encoding="utf-8", check=False, timeout=WAIT_SECONDS
    )
    if done.returncode:
        raise SystemExit(f"{arguments} gave {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def check_worker(command: Sequence[str], kind: str) -> None:
    """The worker that `command` starts says that it is ready, and ends when nobody listens any more."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        assert (ready["kind"], ready["worker"]) == ("ready", kind), ready
        process.stdin.close()
        assert process.wait(WAIT_SECONDS) == 0


def check_processors(folder: Path) -> None:
    """An emulated processor of each kind answers with the library that is made for it; one below the floor is refused.

    PyInstaller's loader starts itself anew, which would leave the emulator: it is told that it has done so already.
    """
    emulator = shutil.which("qemu-x86_64")
    if emulator is None:
        raise SystemExit("qemu-x86_64 is missing: install qemu-user.")
    inside = folder / "_internal"
    environment = {
        **os.environ,
        "LD_LIBRARY_PATH": str(inside),
        "_PYI_APPLICATION_HOME_DIR": str(inside),
        "_PYI_ARCHIVE_FILE": str(folder / "t2l-desktop"),
        "_PYI_PARENT_PROCESS_LEVEL": "0",
    }
    worker = [str(folder / "t2l-desktop"), "--worker", "chatter"]
    refused = subprocess.run(
        [emulator, "-cpu", TOO_OLD, *worker], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        check=False, timeout=WAIT_SECONDS,
    )  # fmt: skip
    assert refused.returncode == 1, refused
    assert "too old for this app" in refused.stderr, refused.stderr
    base = inside / "resources" / "starter" / "base.gguf"
    for processor in PROCESSORS:
        said = answer([emulator, "-cpu", processor, *worker], environment, base)
        print(f"{processor}, emulated: {said!r}")


def answer(command: Sequence[str], environment: Mapping[str, str], base: Path) -> str:
    """What the chatter that `command` starts says to a greeting; it must say something."""
    request = {"v": 1, "kind": "say", "id": 1, "base": str(base), "messages": [{"role": "user", "text": "hello"}]}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        print(json.dumps({**request, "max_tokens": 8}), file=process.stdin, flush=True)
        last = {}
        for line in process.stdout:
            last = json.loads(line)
            if last["kind"] in {"done", "failed"}:
                break
        process.stdin.close()
        assert last.get("kind") == "done", f"{last} {process.stderr.read()[-2000:]}"
    return str(last["result"]["text"])


def seconds_to_paint(command: Sequence[str], home: Path) -> float:
    """How long the window takes from the start of its process; on a machine without a screen Qt draws into memory."""
    environment = {**os.environ, "T2L_HOME": str(home), "T2L_TRACE_START": "1"}
    if not environment.get("DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    began = time.monotonic()
    with subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        # without a screen Qt says first that it cannot tell window managers about sizes
        line = next((each for each in process.stderr if "first paint" in each), "nothing was painted")
        seconds = time.monotonic() - began
        ready = next((each for each in process.stderr if "ready to type" in each), "the window never got ready")
        state = process.poll()
        process.terminate()
    assert "first paint" in line, line
    assert "ready to type" in ready, ready
    assert state is None, f"the window ended with {state}"
    return seconds


def compare_start(program: Path, home: Path) -> None:
    """The frozen app paints nearly as soon as the source tree does; both as quick as they get in some tries."""
    source = [sys.executable, "-m", "t2l_desktop"]
    frozen, plain = (min(seconds_to_paint(each, home) for _ in range(TRIES)) for each in ([str(program)], source))
    print(f"first paint: frozen {frozen:.2f} s, source tree {plain:.2f} s, {frozen / plain:.2f} times that")
    assert frozen <= MOST_TIMES * plain


def main(folder: Path) -> int:
    """Run every check; prints what it saw."""
    window = folder / ("t2l-desktop.exe" if sys.platform == "win32" else "t2l-desktop")
    program = folder / "t2l-desktop-console.exe" if sys.platform == "win32" else window
    # On Windows a program that was ended a moment ago may still hold its files.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        home = Path(temporary) / "花子"
        for kind in ("generator", "chatter"):
            check_worker([str(program), "--worker", kind], kind)
        print(run(program, home, "doctor"))
        run(program, home, "generate", "Write the text in capital letters.", "--save")
        saved = json.loads(run(program, home, "adapters", "list", "--json"))
        assert len(saved) == 1, saved
        reply = run(program, home, "chat", "--adapter", saved[0]["id"], "--message", "the old robot")
        print(f"“the old robot” with the new adapter: {reply.strip()}")
        assert reply.strip()
        compare_start(window, home)
    if sys.platform == "linux" and platform.machine() == "x86_64":
        check_processors(folder)
    print("the frozen build works")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "dist" / "t2l-desktop"))
