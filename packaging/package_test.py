"""Try the installers on a clean machine: a bare Debian without a network, as a user with a Japanese name.

Usage: python packaging/package_test.py [--keep]      (as root, after `make package`; `--keep` leaves the root folder)
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
from collections.abc import Callable, Sequence
from pathlib import Path

import smoke_frozen
from check_system import missing_packages
from clean_machine import (
    HANAKO,
    JIRO,
    LANGUAGE,
    SCREENSHOTS,
    TARO,
    CleanMachine,
    Window,
    foreign_sockets,
    picture,
    screen,
    waited,
)
from installers import linux
from installers.facts import NAME, ROOT, version

OUT = ROOT / "dist"
DEB = "/tmp/app.deb"  # noqa: S108 - on the machine
GIFT = "/home/贈り物 1.t2lskill"
DESCRIPTION = "Write the text in capital letters."
OLDER = "0.0.1"


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
        with screen():
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


def install(machine: CleanMachine) -> None:
    """A bare Debian takes the package, with what it depends on and nothing else."""
    machine.build()
    machine.as_root("apt-get", "update", "-q")
    shutil.copyfile(_deb(), machine.path(DEB))
    machine.install(DEB)
    missing = machine.as_root("sh", "-c", f"find /opt/{NAME} -name '*.so*' -exec ldd {{}} + 2>/dev/null || true")
    lacking = {line.split()[0] for line in missing.splitlines() if "not found" in line} - {"libvulkan.so.1"}
    own = {file.name for file in machine.path(f"/opt/{NAME}").rglob("*.so*")}
    assert not lacking - own, lacking - own
    machine.install("locales")
    machine.as_root("localedef", "-i", "ja_JP", "-f", "UTF-8", LANGUAGE)


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
    exported = f"{HANAKO.home}/書き出し.t2lskill"
    machine.as_user(NAME, "adapters", "export", saved["id"], "--out", exported, "--format", "t2lskill")
    shutil.copyfile(machine.path(exported), machine.path(GIFT))


def in_the_window(machine: CleanMachine) -> None:
    """The main job in the window: paint, describe, create, quit, start again."""
    machine.install("fonts-noto-cjk")  # recommended
    before = machine.skills()
    window = Window(machine)
    picture("first-start")
    window.type(DESCRIPTION)
    window.press("ctrl+Return")
    waited(lambda: machine.skills() - before, "no skill was made in the window")
    time.sleep(3)  # for the picture: the answers come
    picture("created")
    print(window.close().strip())
    again = Window(machine)
    picture("second-start")
    again.close()


def file_from_another(machine: CleanMachine) -> None:
    """While one user has the app open, another opens a skill file of theirs, as a file manager does."""
    machine.install("libglib2.0-bin", "shared-mime-info", "desktop-file-utils")  # every desktop has them
    hanakos, taros = Window(machine), Window(machine, person=TARO)
    machine.as_user("gio", "open", GIFT, person=TARO)
    waited(lambda: machine.skills(TARO), "the file was not opened in the window that was there")
    time.sleep(1)
    picture("opened-file")
    (skill,) = json.loads(machine.as_user(NAME, "adapters", "list", "--json", person=TARO))
    assert skill["description"] == DESCRIPTION, skill
    taros.close()
    hanakos.close()


def no_room(machine: CleanMachine) -> None:
    """A full disk at the first start is said in words, and all goes well once there is room."""
    with machine.disk(JIRO.home, "-o", "size=4m,mode=0777"):
        filling = machine.path(f"{JIRO.home}/filling")
        subprocess.run(["dd", "if=/dev/zero", f"of={filling}"], stderr=subprocess.DEVNULL, check=False)
        _refused(machine, "room", "generate", DESCRIPTION, "--save")
        _does_not_open(machine, "full-disk")
        again = Window(machine, person=JIRO, until="first paint")
        time.sleep(3)
        filling.unlink()
        again.press("space")  # “Try again” has the cursor
        again.wait("ready to type")
        again.close()
        Window(machine, person=JIRO).close()


def no_leave_to_write(machine: CleanMachine) -> None:
    """A home that cannot be written is said in words."""
    with machine.disk(JIRO.home, "-o", "ro,mode=0555"):
        _refused(machine, "cannot be written", "generate", DESCRIPTION, "--save")
        _does_not_open(machine, "read-only-home")


def _does_not_open(machine: CleanMachine, name: str) -> None:
    """The window says what is wrong, for a picture of this name, and ends as a failure."""
    window = Window(machine, person=JIRO, until="first paint")
    time.sleep(3)
    picture(name)
    assert "ready to type" not in window.said()
    window.close(status=1)


def older_processors(machine: CleanMachine) -> None:
    """Processors of each kind answer, and one below the floor is refused in a sentence."""
    smoke_frozen.check_processors(machine.path(f"/opt/{NAME}"))


def graphics_card(machine: CleanMachine) -> None:
    """Once there is a Vulkan driver, here Mesa's that computes on the processor, llama.cpp computes with it."""
    machine.install("libvulkan1", "mesa-vulkan-drivers")
    chosen = {"GGML_VK_VISIBLE_DEVICES": "0"}  # nobody means a processor, unless it is asked for
    report = json.loads(machine.as_user(NAME, "doctor", "--json", **chosen))
    assert "llvmpipe" in report["devices"]["chatter uses"], report["devices"]
    assert machine.as_user(NAME, "chat", "--message", "hello", **chosen).strip()


def upgrade_and_remove(machine: CleanMachine) -> None:
    """An older version, half of it lost, is replaced whole with the data kept; removal leaves nothing but these."""
    machine.as_root("apt-get", "purge", "-y", "-q", NAME)
    _repack_as_older(machine)
    machine.install("/tmp/older.deb")  # noqa: S108 - on the machine
    machine.as_user(NAME, "generate", "Count the vowels.", "--save")
    skills, listed = machine.skills(), machine.as_user(NAME, "adapters", "list", "--json")
    app = machine.path(f"/opt/{NAME}")
    shutil.rmtree(app / "_internal" / "torch")
    (app / NAME).unlink()
    machine.install(DEB)
    assert not machine.as_root("dpkg", "--verify", NAME)
    assert not (app / "_internal" / "of the older version").exists()
    assert machine.as_user(NAME, "adapters", "list", "--json") == listed
    Window(machine).close()
    machine.as_root("apt-get", "purge", "-y", "-q", NAME)
    left = machine.as_root("sh", "-c", f"find / -xdev -path /proc -prune -o -name '*{NAME}*' -print")
    elsewhere = ("/home/", "/proc", "/var/lib/dpkg", "/var/log")
    own = [line for line in left.splitlines() if not line.startswith(elsewhere)]
    assert not own, own
    assert machine.skills() == skills


def without_root(machine: CleanMachine) -> None:
    """The .run file does the same without root, and finds the skills that are there."""
    machine.install("xz-utils", *_runtime_packages())
    runner = machine.path(f"{HANAKO.home}/app.run")
    shutil.copyfile(_run(), runner)
    runner.chmod(0o755)
    machine.as_user("sh", "./app.run", "--quiet")
    program = f"{HANAKO.home}/.local/bin/{NAME}"
    assert json.loads(machine.as_user(program, "adapters", "list", "--json"))
    window = Window(machine, program)
    picture("without-root")
    window.close()
    machine.as_user("sh", f"{HANAKO.home}/.local/opt/{NAME}/uninstall.sh")
    assert not machine.path(f"{HANAKO.home}/.local/opt/{NAME}").exists()
    assert machine.skills()


def no_network(machine: CleanMachine) -> None:
    """Nothing in all this has asked for a socket that is not local."""
    trace = machine.sockets.read_text(errors="replace")
    assert ".X11-unix" in trace, "the windows were not watched"
    assert not foreign_sockets(trace), foreign_sockets(trace)[:5]


CHECKS: Sequence[Callable[[CleanMachine], None]] = (
    install, workers_and_report, first_day, in_the_window, file_from_another, no_room, no_leave_to_write,
    older_processors, graphics_card, upgrade_and_remove, without_root, no_network,
)  # fmt: skip


def _refused(machine: CleanMachine, why: str, *arguments: str) -> None:
    """The app says why it cannot do this, in a line or two."""
    status, _, said = machine.outcome(NAME, *arguments, person=JIRO)
    assert status == 1, said
    assert why in said, said
    assert len(said.splitlines()) < 4, said


def _repack_as_older(machine: CleanMachine) -> None:
    """Make a package of the same app with a lower version, and a file that the newer one does not have."""
    with tempfile.TemporaryDirectory(dir=machine.path("/tmp")) as temporary:  # noqa: S108 - on the machine
        subprocess.run(["dpkg-deb", "--raw-extract", str(_deb()), temporary], check=True)
        control = Path(temporary, "DEBIAN", "control")
        text = control.read_text(encoding="utf-8")
        control.write_text(re.sub(r"^Version: .*$", f"Version: {OLDER}", text, flags=re.M), encoding="utf-8")
        Path(temporary, "opt", NAME, "_internal", "of the older version").touch()
        target = str(machine.path("/tmp/older.deb"))  # noqa: S108 - on the machine
        subprocess.run(["dpkg-deb", "-Znone", "--build", temporary, target], check=True, stdout=subprocess.DEVNULL)


def _deb() -> Path:
    return next(iter(sorted(OUT.glob(f"{NAME}_{version()}_*.deb"))), OUT / f"{NAME}_{version()}.deb")


def _run() -> Path:
    return OUT / f"{linux.stem()}.run"


def _runtime_packages() -> list[str]:
    """What the package depended on, by name: systems with a desktop have it."""
    fields = subprocess.run(["dpkg-deb", "--field", str(_deb()), "Depends"], capture_output=True, text=True, check=True)
    return [each.split()[0] for each in fields.stdout.split(",")]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
