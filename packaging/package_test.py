"""Try the installers on a clean machine: a bare Debian without a network, as a user with a Japanese name.

Usage: python packaging/package_test.py [--keep]      (as root, after `make package`; `--keep` leaves the root folder)

The screen, Xvfb, runs outside and shares its socket alone: nothing that it brings hides what the package forgot.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import smoke_frozen
from check_system import missing_packages
from installers import linux
from installers.facts import NAME, ROOT, version

OUT = ROOT / "dist"
SCREENSHOTS = ROOT / "build" / "package-test"
USER, HOME = "hanako", "/home/山田 花子"
APP = f"/opt/{NAME}/{NAME}"
DISPLAY = ":97"
SUITE = "bookworm"
WAIT_SECONDS = 180
DESCRIPTION = "Write the text in capital letters."
# What a library says on stderr that is nobody's fault. Anything else fails the test.
EXPECTED_ON_STDERR = (
    r"first paint \d",  # asked for
    r"ready to type \d",  # asked for
)


class CleanMachine:
    """A Debian root folder with one ordinary user."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def build(self) -> None:
        """Install the smallest Debian there is, and the user."""
        command = ["debootstrap", "--variant=minbase", SUITE, str(self.root)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        shutil.copyfile("/etc/resolv.conf", self.root / "etc/resolv.conf")
        for name in ("sources.list", "apt.conf.d"):
            _copy(Path("/etc/apt") / name, self.root / "etc/apt" / name)
        self.as_root("useradd", "--create-home", "--home-dir", HOME, "--shell", "/bin/sh", USER)
        for folder in ("proc", "dev/shm", "tmp/.X11-unix"):
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        self._mount("--bind", "/tmp/.X11-unix", "tmp/.X11-unix")  # noqa: S108 - where X keeps its sockets
        self._mount("-t", "proc", "proc", "proc")
        self._mount("--bind", "/dev", "dev")

    def close(self) -> None:
        """Undo the mounts, the last one first."""
        for folder in ("dev", "proc", "tmp/.X11-unix"):
            subprocess.run(["umount", str(self.root / folder)], check=False, stderr=subprocess.DEVNULL)

    def as_root(self, *command: str) -> str:
        """Run a command that may use the network, as installing does."""
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            ["chroot", str(self.root), *command], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{command} gave {done.returncode}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
        return done.stdout

    def command(self, *command: str, **more: str) -> list[str]:
        """The line that runs a command as the user, in a network of its own in which there is nothing."""
        environment = {
            "HOME": HOME, "USER": USER, "LANG": "C.UTF-8", "LANGUAGE": "ja", "PATH": "/usr/bin:/bin",
            "DISPLAY": DISPLAY, **more,
        }  # fmt: skip
        return [
            "unshare", "--net", "chroot", f"--userspec={USER}:{USER}", str(self.root), "/usr/bin/env", "-i",
            "-C", HOME, *(f"{name}={value}" for name, value in environment.items()), *command,
        ]  # fmt: skip

    def as_user(self, *command: str, **more: str) -> str:
        """The standard output of a command of the user, which must succeed and say nothing unexpected on stderr."""
        done = subprocess.run(
            self.command(*command, **more), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            timeout=WAIT_SECONDS,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"{command} gave {done.returncode}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
        require_quiet(done.stderr)
        return done.stdout

    def _mount(self, *arguments: str) -> None:
        *options, folder = arguments
        subprocess.run(["mount", *options, str(self.root / folder)], check=True)


class Window:
    """The app's window on the shared screen, driven by keys from outside."""

    def __init__(self, machine: CleanMachine, program: str) -> None:
        self._said = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed with the window
        command = machine.command(program, T2L_TRACE_START="1")
        self._process = subprocess.Popen(command, stderr=self._said, stdin=subprocess.DEVNULL)
        self.id = _waited(lambda: _keys("search", "--onlyvisible", "--name", "T2L").split(), "no window came")[-1]
        _waited(lambda: "ready to type" in self.said(), "the window never got ready")

    def said(self) -> str:
        self._said.seek(0)
        return self._said.read()

    def type(self, text: str, *keys: str) -> None:
        _keys("windowfocus", "--sync", self.id)
        _keys("type", "--delay", "20", text)
        _keys("key", *keys)

    def close(self) -> str:
        """Quit as by the keyboard; gives what was said on stderr."""
        _keys("windowfocus", "--sync", self.id)
        _keys("key", "ctrl+q")
        assert self._process.wait(WAIT_SECONDS) == 0, self.said()
        said = self.said()
        self._said.close()
        require_quiet(said)
        return said


def main(arguments: Sequence[str]) -> int:
    """Run every check; prints each with its time."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args(arguments)
    require_ready()
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    machine = CleanMachine(Path(tempfile.mkdtemp(prefix="t2l-clean-", dir=ROOT / "build")))
    machine.root.chmod(0o755)
    try:
        with _screen():
            for check in CHECKS:
                began = time.monotonic()
                check(machine)
                print(f"{(check.__doc__ or '').splitlines()[0]} {time.monotonic() - began:.0f} s", flush=True)
    finally:
        machine.close()
        if not options.keep:
            shutil.rmtree(machine.root)
    print(f"the installers work; pictures lie in {SCREENSHOTS.relative_to(ROOT)}")
    return 0


def require_ready() -> None:
    """End in words where the test cannot be run."""
    if os.geteuid():
        raise SystemExit("The test builds a Debian of its own: run it as root.")
    missing = missing_packages("package-test")
    if missing:
        raise SystemExit(f"Install what is missing first:\n\n    apt-get install -y {' '.join(missing)}\n")
    for file in (_deb(), _run()):
        if not file.is_file():
            raise SystemExit(f"{file.name} is missing: run make package first.")


def require_quiet(said: str) -> None:
    """Fail on anything on stderr that is not expected."""
    surprising = [
        line
        for line in said.splitlines()
        if line.strip() and not any(re.match(each, line) for each in EXPECTED_ON_STDERR)
    ]
    if surprising:
        raise SystemExit("Unexpected on stderr:\n" + "\n".join(surprising[:40]))


def install(machine: CleanMachine) -> None:
    """A bare Debian takes the package, with what it depends on and nothing else."""
    machine.build()
    machine.as_root("apt-get", "update", "-q")
    shutil.copyfile(_deb(), machine.root / "tmp" / "app.deb")
    machine.as_root("apt-get", "install", "-y", "-q", "--no-install-recommends", "/tmp/app.deb")  # noqa: S108
    missing = machine.as_root("sh", "-c", f"find /opt/{NAME} -name '*.so*' -exec ldd {{}} + 2>/dev/null || true")
    lacking = {line.split()[0] for line in missing.splitlines() if "not found" in line} - {"libvulkan.so.1"}
    own = {file.name for file in (machine.root / "opt" / NAME).rglob("*.so*")}
    assert not lacking - own, lacking - own


def workers_and_report(machine: CleanMachine) -> None:
    """The report is sound, and both workers answer."""
    report = json.loads(machine.as_user(NAME, "doctor", "--json"))
    assert report["versions"]["t2l-desktop"] == version(), report
    assert "FAILED" not in str(report), report
    for kind in ("generator", "chatter"):
        smoke_frozen.check_worker(machine.command(NAME, "--worker", kind), kind)


def first_day(machine: CleanMachine) -> None:
    """The main job by the command line: create, chat, export."""
    machine.as_user(NAME, "generate", DESCRIPTION, "--save")
    (saved,) = json.loads(machine.as_user(NAME, "adapters", "list", "--json"))
    reply = machine.as_user(NAME, "chat", "--adapter", saved["id"], "--message", "the old robot")
    assert reply.strip(), "no answer came"
    exported = f"{HOME}/書き出し.t2lskill"
    machine.as_user(NAME, "adapters", "export", saved["id"], "--out", exported, "--format", "t2lskill")
    assert (machine.root / exported.lstrip("/")).stat().st_size > 0


def in_the_window(machine: CleanMachine) -> None:
    """The main job in the window: paint, describe, create, quit, start again."""
    machine.as_root("apt-get", "install", "-y", "-q", "--no-install-recommends", "fonts-noto-cjk")  # recommended
    before = _skills(machine)
    window = Window(machine, NAME)
    _picture("first-start.png")
    window.type(DESCRIPTION, "ctrl+Return")
    _waited(lambda: _skills(machine) - before, "no skill was made in the window")
    time.sleep(3)  # for the picture: the answers come
    _picture("created.png")
    print(window.close().strip())
    again = Window(machine, NAME)
    _picture("second-start.png")
    again.close()


def file_types(machine: CleanMachine) -> None:
    """Files of our kinds are known, and lead to the app."""
    kinds = (machine.root / "usr/share/mime/packages" / f"{NAME}.xml").read_text(encoding="utf-8")
    assert "application/x-t2lskill" in kinds
    entry = (machine.root / "usr/share/applications" / f"{NAME}.desktop").read_text(encoding="utf-8")
    assert f"Exec={NAME} %U" in entry


def older_processors(machine: CleanMachine) -> None:
    """Processors of each kind answer, and one below the floor is refused in a sentence."""
    smoke_frozen.check_processors(machine.root / "opt" / NAME)


def graphics_card(machine: CleanMachine) -> None:
    """Once there is a Vulkan driver, here Mesa's that computes on the processor, llama.cpp computes with it."""
    machine.as_root("apt-get", "install", "-y", "-q", "--no-install-recommends", "libvulkan1", "mesa-vulkan-drivers")
    chosen = {"GGML_VK_VISIBLE_DEVICES": "0"}  # nobody means a processor, unless it is asked for
    report = json.loads(machine.as_user(NAME, "doctor", "--json", **chosen))
    assert "llvmpipe" in report["devices"]["chatter uses"], report["devices"]
    assert machine.as_user(NAME, "chat", "--message", "hello", **chosen).strip()


def no_network(machine: CleanMachine) -> None:
    """Nothing of the main job asks for a socket that is not local."""
    trace = SCREENSHOTS / "sockets.txt"
    for arguments in (("generate", DESCRIPTION), ("doctor",)):
        command = ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(trace), *machine.command(NAME, *arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        asked = [line for line in trace.read_text(errors="replace").splitlines() if re.search(r"\(AF_(?!UNIX)", line)]
        assert not asked, asked[:5]


def upgrade_and_remove(machine: CleanMachine) -> None:
    """An upgrade keeps the data, and removal leaves nothing but them."""
    skills = _skills(machine)
    machine.as_root("apt-get", "install", "-y", "-q", "--reinstall", "/tmp/app.deb")  # noqa: S108
    assert _skills(machine) == skills
    machine.as_root("apt-get", "purge", "-y", "-q", NAME)
    left = machine.as_root("sh", "-c", f"find / -xdev -path /proc -prune -o -name '*{NAME}*' -print")
    own = [line for line in left.splitlines() if not line.startswith((HOME, "/proc", "/var/lib/dpkg", "/var/log"))]
    assert not own, own
    assert _skills(machine) == skills


def without_root(machine: CleanMachine) -> None:
    """The .run file does the same without root, and finds the skills that are there."""
    machine.as_root("apt-get", "install", "-y", "-q", "xz-utils", *_runtime_packages())
    runner = machine.root / HOME.lstrip("/") / "app.run"
    shutil.copyfile(_run(), runner)
    runner.chmod(0o755)
    machine.as_user("sh", "./app.run", "--quiet")
    program = f"{HOME}/.local/bin/{NAME}"
    assert json.loads(machine.as_user(program, "adapters", "list", "--json"))
    window = Window(machine, program)
    _picture("without-root.png")
    window.close()
    machine.as_user("sh", f"{HOME}/.local/opt/{NAME}/uninstall.sh")
    assert not (machine.root / f"{HOME}/.local/opt/{NAME}".lstrip("/")).exists()
    assert _skills(machine)


CHECKS: Sequence[Callable[[CleanMachine], None]] = (
    install, workers_and_report, first_day, in_the_window, file_types, older_processors, graphics_card, no_network,
    upgrade_and_remove, without_root,
)  # fmt: skip


def _deb() -> Path:
    return next(iter(sorted(OUT.glob(f"{NAME}_{version()}_*.deb"))), OUT / f"{NAME}_{version()}.deb")


def _run() -> Path:
    return OUT / f"{linux.stem()}.run"


def _runtime_packages() -> list[str]:
    """What the package depended on, by name: systems with a desktop have it."""
    fields = subprocess.run(["dpkg-deb", "--field", str(_deb()), "Depends"], capture_output=True, text=True, check=True)
    return [each.split()[0] for each in fields.stdout.split(",")]


def _skills(machine: CleanMachine) -> set[str]:
    folder = machine.root / HOME.lstrip("/") / ".local/share" / NAME / "adapters"
    return {each.name for each in folder.iterdir()} if folder.is_dir() else set()


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    elif source.is_file() and not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        shutil.copymode(source, target)


def _keys(*arguments: str) -> str:
    environment = {**os.environ, "DISPLAY": DISPLAY}
    done = subprocess.run(["xdotool", *arguments], env=environment, capture_output=True, text=True, check=False)
    return done.stdout


def _waited(look: Callable[[], object], otherwise: str) -> list[str]:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        found = look()
        if found:
            return list(found) if isinstance(found, list) else []
        time.sleep(0.3)
    raise SystemExit(otherwise)


def _picture(name: str) -> None:
    code = (
        "import sys; from PySide6.QtGui import QGuiApplication as A; a = A(sys.argv[:1]);"
        "raise SystemExit(not a.primaryScreen().grabWindow(0).save(sys.argv[1]))"
    )
    environment = {**os.environ, "DISPLAY": DISPLAY, "QT_QPA_PLATFORM": "xcb"}
    subprocess.run([sys.executable, "-c", code, str(SCREENSHOTS / name)], env=environment, check=True)


@contextmanager
def _screen() -> Iterator[None]:
    with subprocess.Popen(["Xvfb", DISPLAY, "-ac", "-screen", "0", "1280x900x24"], stderr=subprocess.DEVNULL) as screen:
        try:
            socket = Path(f"/tmp/.X11-unix/X{DISPLAY[1:]}")  # noqa: S108 - where X keeps its sockets
            _waited(socket.exists, "Xvfb did not start")
            yield
        finally:
            screen.terminate()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
