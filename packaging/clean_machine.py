"""A bare Debian in a folder, its users, and their windows on a screen outside.

The screen, Xvfb, shares its socket alone: nothing that it brings hides what the package forgot.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from installers.facts import NAME, ROOT

SCREENSHOTS = ROOT / "build" / "package-test"
DISPLAY = ":97"
SUITE = "bookworm"
LANGUAGE = "ja_JP.UTF-8"
WAIT_SECONDS = 180
# What a library says on stderr that is nobody's fault. Anything else fails the test.
EXPECTED_ON_STDERR = (
    r"first paint \d",  # asked for
    r"ready to type \d",  # asked for
    r"Fontconfig error: No writable cache directories",  # in a home that cannot be written
)


class Person(NamedTuple):
    """A user of the machine, without any rights."""

    name: str
    home: str


HANAKO, TARO, JIRO = Person("hanako", "/home/山田 花子"), Person("taro", "/home/太郎"), Person("jiro", "/home/jiro")


class CleanMachine:
    """A Debian root folder; `sockets` is the file with whatever its users' programs ask of networks."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sockets = root.with_suffix(".sockets")

    def build(self) -> None:
        """Install the smallest Debian there is, and its users."""
        command = ["debootstrap", "--variant=minbase", SUITE, str(self.root)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        shutil.copyfile("/etc/resolv.conf", self.root / "etc/resolv.conf")
        for name in ("sources.list", "apt.conf.d"):
            _copy(Path("/etc/apt") / name, self.root / "etc/apt" / name)
        for person in (HANAKO, TARO, JIRO):
            self.as_root("useradd", "--create-home", "--home-dir", person.home, "--shell", "/bin/sh", person.name)
        for folder in ("proc", "dev/shm", "tmp/.X11-unix"):
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        self._mount("--bind", "/tmp/.X11-unix", "tmp/.X11-unix")  # noqa: S108 - where X keeps its sockets
        self._mount("-t", "proc", "proc", "proc")
        self._mount("--bind", "/dev", "dev")

    def close(self) -> None:
        """Undo the mounts, the last one first."""
        for folder in ("dev", "proc", "tmp/.X11-unix"):
            subprocess.run(["umount", str(self.root / folder)], check=False, stderr=subprocess.DEVNULL)
        self.sockets.unlink(missing_ok=True)

    def path(self, inside: str) -> Path:
        """Where a path of the machine lies outside."""
        return self.root / inside.lstrip("/")

    @contextmanager
    def disk(self, folder: str, *options: str) -> Iterator[None]:
        """A small disk of its own at a folder."""
        self._mount("-t", "tmpfs", *options, "tmpfs", folder.lstrip("/"))
        try:
            yield
        finally:
            subprocess.run(["umount", str(self.path(folder))], check=True)

    def as_root(self, *command: str) -> str:
        """Run a command that may use the network, as installing does."""
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            ["chroot", str(self.root), *command], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{command} gave {done.returncode}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
        return done.stdout

    def install(self, *packages: str) -> None:
        """Have apt install packages, or files of them, and nothing that they merely recommend."""
        self.as_root("apt-get", "install", "-y", "-q", "--no-install-recommends", *packages)

    def command(self, *command: str, person: Person = HANAKO, **more: str) -> list[str]:
        """The line that runs a command as a user, watched, in a network of its own in which there is nothing."""
        environment = {
            "HOME": person.home, "USER": person.name, "LANG": LANGUAGE, "PATH": "/usr/bin:/bin",
            "DISPLAY": DISPLAY, **more,
        }  # fmt: skip
        return [
            "strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=network", "-A", "-o", str(self.sockets),
            "unshare", "--net", "chroot", f"--userspec={person.name}:{person.name}", str(self.root),
            "/usr/bin/env", "-i", "-C", person.home, *(f"{key}={value}" for key, value in environment.items()),
            *command,
        ]  # fmt: skip

    def as_user(self, *command: str, person: Person = HANAKO, **more: str) -> str:
        """The standard output of a command of a user, which must succeed and say nothing unexpected on stderr."""
        status, out, said = self.outcome(*command, person=person, **more)
        if status:
            raise SystemExit(f"{command} gave {status}:\n{out[-3000:]}\n{said[-3000:]}")
        require_quiet(said)
        return out

    def outcome(self, *command: str, person: Person = HANAKO, **more: str) -> tuple[int, str, str]:
        """The status of a command of a user, and what it says on stdout and stderr."""
        done = subprocess.run(
            self.command(*command, person=person, **more), stdin=subprocess.DEVNULL, capture_output=True, text=True,
            check=False, timeout=WAIT_SECONDS,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    def skills(self, person: Person = HANAKO) -> set[str]:
        """The skills that the user's data folder holds."""
        folder = self.path(f"{person.home}/.local/share/{NAME}/adapters")
        return {each.name for each in folder.iterdir()} if folder.is_dir() else set()

    def _mount(self, *arguments: str) -> None:
        *options, folder = arguments
        subprocess.run(["mount", *options, str(self.root / folder)], check=True)


class Window:
    """The app's window on the shared screen, driven by keys from outside."""

    def __init__(
        self, machine: CleanMachine, program: str = NAME, *, person: Person = HANAKO, until: str = "ready to type"
    ) -> None:
        self._said = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed with the window
        others = _windows()
        command = machine.command(program, person=person, T2L_TRACE_START="1")
        self._process = subprocess.Popen(command, stderr=self._said, stdin=subprocess.DEVNULL)
        self._id = str(waited(lambda: sorted(_windows() - others), "no window came")[-1])
        self.wait(until)

    def said(self) -> str:
        """All of its stderr up to now."""
        self._said.seek(0)
        return self._said.read()

    def wait(self, said: str) -> None:
        """Until it has said so on stderr."""
        waited(lambda: [said] if said in self.said() else [], f"the window never said “{said}”: {self.said()}")

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        _xdotool("windowfocus", "--sync", self._id)
        _xdotool("key", *keys)

    def type(self, text: str) -> None:
        """Type where the window has its cursor."""
        _xdotool("windowfocus", "--sync", self._id)
        _xdotool("type", "--delay", "20", text)

    def close(self, *, status: int = 0) -> str:
        """Quit as by the keyboard; gives what was said on stderr."""
        self.press("ctrl+q")
        ended = self._process.wait(WAIT_SECONDS)
        said = self.said()
        assert ended == status, f"{ended}: {said}"
        self._said.close()
        require_quiet(said)
        return said


def require_quiet(said: str) -> None:
    """Fail on anything on stderr that is not expected."""
    surprising = [
        line
        for line in said.splitlines()
        if line.strip() and not any(re.match(each, line) for each in EXPECTED_ON_STDERR)
    ]
    if surprising:
        raise SystemExit("Unexpected on stderr:\n" + "\n".join(surprising[:40]))


def foreign_sockets(trace: str) -> list[str]:
    """Of strace's lines those that are about sockets other than the machine's own."""
    return [line for line in trace.splitlines() if re.search(r"\b[AP]F_(?!UNIX\b|LOCAL\b)", line)]


def waited(look: Callable[[], Collection[object]], otherwise: str) -> list[object]:
    """What `look` gives, once that is not nothing."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        found = look()
        if found:
            return list(found)
        time.sleep(0.3)
    raise SystemExit(otherwise)


def picture(name: str) -> None:
    """Keep what is on the screen."""
    code = (
        "import sys; from PySide6.QtGui import QGuiApplication as A; a = A(sys.argv[:1]);"
        "raise SystemExit(not a.primaryScreen().grabWindow(0).save(sys.argv[1]))"
    )
    environment = {**os.environ, "DISPLAY": DISPLAY, "QT_QPA_PLATFORM": "xcb"}
    subprocess.run([sys.executable, "-c", code, str(SCREENSHOTS / f"{name}.png")], env=environment, check=True)


@contextmanager
def screen() -> Iterator[None]:
    """The screen, for the length of a block."""
    with subprocess.Popen(["Xvfb", DISPLAY, "-ac", "-screen", "0", "1280x900x24"], stderr=subprocess.DEVNULL) as server:
        try:
            socket = Path(f"/tmp/.X11-unix/X{DISPLAY[1:]}")  # noqa: S108 - where X keeps its sockets
            waited(lambda: [socket] if socket.exists() else [], "Xvfb did not start")
            yield
        finally:
            server.terminate()


def _windows() -> set[str]:
    return set(_xdotool("search", "--onlyvisible", "--name", "T2L").split())


def _xdotool(*arguments: str) -> str:
    environment = {**os.environ, "DISPLAY": DISPLAY}
    done = subprocess.run(["xdotool", *arguments], env=environment, capture_output=True, text=True, check=False)
    return done.stdout


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    elif source.is_file() and not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        shutil.copymode(source, target)
