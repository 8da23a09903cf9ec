"""The Linux installers around a stub of the app: what they lay where, and that they leave everything else alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import compare_builds
import pytest
from installers import linux

TOOLS = ("dpkg-deb", "dpkg-shlibdeps", "makeself", "xz", "tar")
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not all(map(shutil.which, TOOLS)), reason=f"needs {', '.join(TOOLS)}"
)


@pytest.fixture(scope="module")
def stub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like the frozen app's, of a few kilobytes."""
    folder = tmp_path_factory.mktemp("dist") / "t2l-desktop"
    (folder / "_internal" / "resources").mkdir(parents=True)
    (folder / "licences").mkdir()
    (folder / "licences" / "LICENSE").write_text("Apache", encoding="utf-8")
    program = folder / "t2l-desktop"
    program.write_text('#!/bin/sh\necho "started with $*"\n', encoding="utf-8")
    program.chmod(0o755)
    (folder / "_internal" / "resources" / "a").write_bytes(os.urandom(40_000))
    (folder / "_internal" / "link").symlink_to("resources/a")
    return folder


@pytest.fixture(scope="module")
def runner(stub: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The .run file of the stub."""
    out = tmp_path_factory.mktemp("run")
    return linux.make_run(linux.make_tar(stub, out), out)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of somebody with a Japanese name, a space and a character that shells like."""
    folder = tmp_path / "花子 $山田"
    folder.mkdir()
    return folder


def run(runner: Path, home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    # under dash makeself names its folder by the process ID alone and leaves it there when the file is damaged
    temporary = Path(tempfile.mkdtemp(dir=home.parent))
    environment = {"HOME": str(home), "TMPDIR": str(temporary), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", **more}
    return subprocess.run(
        ["sh", str(runner), *(("--", *arguments) if arguments else ())],
        env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def uninstall(app: Path, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {"HOME": str(home), "PATH": os.environ["PATH"]}
    command = ["sh", str(app / "uninstall.sh")]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def start_from_menu(home: Path) -> str:
    """What the program says when the menu entry is started as the standard says."""
    entry = (home / ".local/share/applications/t2l-desktop.desktop").read_text(encoding="utf-8")
    line = next(line for line in entry.splitlines() if line.startswith("Exec="))
    text = line.removeprefix("Exec=").replace("\\\\", "\\")  # first as any string
    quoted, _, rest = text.removeprefix('"').rpartition('"')
    assert rest == " %U"
    for character in '"`$\\':
        quoted = quoted.replace(f"\\{character}", character)
    return subprocess.run([quoted, "skill.t2lskill"], capture_output=True, text=True, check=True).stdout


# Debian


def test_the_package_lays_everything_where_debian_looks(
    stub: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linux, "shared_library_packages", lambda _: ["libc6 (>= 2.36)", "libx11-6"])
    linux.stage_deb(stub, tmp_path)
    assert (tmp_path / "opt/t2l-desktop/t2l-desktop").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "opt/t2l-desktop/_internal/resources/a").stat().st_mode & 0o777 == 0o644
    assert (tmp_path / "usr/bin/t2l-desktop").readlink() == Path("/opt/t2l-desktop/t2l-desktop")
    for part in (
        "applications/t2l-desktop.desktop",
        "mime/packages/t2l-desktop.xml",
        "metainfo/io.github.t2l_desktop.metainfo.xml",
        "icons/hicolor/scalable/apps/t2l-desktop.svg",
        "doc/t2l-desktop/copyright",
    ):
        assert (tmp_path / "usr/share" / part).is_file(), part
    control = (tmp_path / "DEBIAN/control").read_text(encoding="utf-8")
    assert "Depends: libc6 (>= 2.36), libx11-6\n" in control
    assert "Recommends: fonts-noto-cjk" in control
    sums = (tmp_path / "DEBIAN/md5sums").read_text(encoding="utf-8")
    assert "  opt/t2l-desktop/t2l-desktop\n" in sums
    assert "DEBIAN" not in sums
    checked = subprocess.run(["md5sum", "--check", "--quiet", "DEBIAN/md5sums"], cwd=tmp_path, check=False)
    assert checked.returncode == 0


def test_the_same_app_gives_the_same_package(stub: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linux, "shared_library_packages", lambda _: ["libc6"])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    files = []
    for name in ("one", "two"):
        out = tmp_path / name
        out.mkdir()
        files.append(linux.make_deb(stub, out).read_bytes())
        assert [each.name for each in out.iterdir()] == [linux.make_deb(stub, out).name]
    assert files[0] == files[1]


@pytest.mark.skipif(
    not Path("/usr/lib/x86_64-linux-gnu/liblzma.so.5").exists(), reason="needs a library of the system's"
)
def test_what_the_app_takes_from_the_system_is_named_with_versions(stub: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "t2l-desktop"
    shutil.copytree(stub, bundle, symlinks=True)
    shutil.copyfile("/usr/bin/xz", bundle / "_internal" / "tool")
    depends = linux.shared_library_packages(bundle)
    assert [each for each in depends if each.startswith("libc6 (>= 2.")]
    assert [each for each in depends if each.startswith("liblzma5")]
    inside = bundle / "_internal" / "liblzma.so.5"
    shutil.copyfile(Path("/usr/lib/x86_64-linux-gnu/liblzma.so.5"), inside)
    assert not [each for each in linux.shared_library_packages(bundle) if each.startswith("liblzma5")]
    shutil.copyfile("/usr/bin/xz", bundle / "_internal" / "libggml-vulkan.so")
    (bundle / "_internal" / "tool").unlink()
    inside.unlink()
    with pytest.raises(SystemExit, match="dpkg-shlibdeps"):  # nothing is left that could be asked for
        linux.shared_library_packages(bundle)


def test_every_difference_between_two_builds_is_named(stub: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(stub, other, symlinks=True)
    assert compare_builds.differences(stub, other) == []
    (other / "t2l-desktop").chmod(0o700)
    (other / "licences" / "LICENSE").write_text("apache", encoding="utf-8")
    (other / "_internal" / "link").unlink()
    (other / "_internal" / "new").touch()
    names = ["_internal/link", "_internal/new", "licences/LICENSE", "t2l-desktop"]
    assert compare_builds.differences(stub, other) == names
    with pytest.raises(SystemExit, match="nowhere is no folder"):
        compare_builds.main(stub, tmp_path / "nowhere")


# portable


def test_the_archive_is_the_same_each_time_and_starts_where_it_is_unpacked(stub: Path, tmp_path: Path) -> None:
    archives = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        archives.append(linux.make_tar(stub, tmp_path / name))
        linux.make_run(archives[-1], tmp_path / name)
    assert len(list((tmp_path / "one").iterdir())) == 2
    assert compare_builds.differences(tmp_path / "one", tmp_path / "two") == []
    place = tmp_path / "日本 語"
    place.mkdir()
    with tarfile.open(archives[0]) as archive:
        archive.extractall(place, filter="data")
    assert {each.name for each in next(place.iterdir()).iterdir()} == set(linux.OWN)
    program = next(place.iterdir()) / "t2l-desktop"
    assert "started with x" in subprocess.run([program, "x"], capture_output=True, text=True, check=True).stdout


# into the home of somebody without root


def test_the_run_file_installs_starts_and_removes(runner: Path, home: Path) -> None:
    data = home / ".local/share/t2l-desktop/library.sqlite3"
    data.parent.mkdir(parents=True)
    data.write_bytes(b"skills")
    done = run(runner, home)
    assert done.returncode == 0, done.stderr
    assert "started with skill.t2lskill" in start_from_menu(home)
    assert (home / ".local/bin/t2l-desktop").resolve() == (home / ".local/opt/t2l-desktop/t2l-desktop").resolve()
    assert (home / ".local/share/mime/packages/t2l-desktop.xml").is_file()
    icon = home / ".local/share/icons/hicolor/48x48/apps/t2l-desktop.png"
    assert icon.is_file()
    assert [each.name for each in (home / ".local/opt").iterdir()] == ["t2l-desktop"]

    assert uninstall(home / ".local/opt/t2l-desktop", home).returncode == 0
    assert not (home / ".local/opt/t2l-desktop").exists()
    left = [file for file in home.rglob("*") if file.is_file() and "cache" not in file.name]
    assert [file for file in left if file.parent.parent.name != "mime" and file.parent.name != "mime"] == [data]


@pytest.mark.parametrize("state", ["whole", "half removed", "empty"])
def test_an_older_one_is_replaced_whatever_is_left_of_it(runner: Path, home: Path, state: str) -> None:
    app = home / ".local/opt/t2l-desktop"
    if state == "empty":
        app.mkdir(parents=True)
    else:
        assert run(runner, home).returncode == 0
        (app / "_internal/old").write_text("of an older version", encoding="utf-8")
    if state == "half removed":
        (app / "t2l-desktop").unlink()
        (app / "uninstall.sh").unlink()
    done = run(runner, home)
    assert done.returncode == 0, done.stderr
    assert not (app / "_internal/old").exists()
    assert "started with" in start_from_menu(home)


def test_somebodys_own_folder_is_not_replaced(runner: Path, home: Path) -> None:
    papers = home / "documents"
    papers.mkdir()
    (papers / "thesis").write_text("years of work", encoding="utf-8")
    done = run(runner, home, "--to", str(papers))
    assert done.returncode == 1
    assert "holds something else" in done.stderr
    assert [each.name for each in papers.iterdir()] == ["thesis"]
    assert not [each for each in home.iterdir() if each.name.startswith(".t2l")]


@pytest.mark.parametrize("inside", [("_internal/lib.so", "otherapp"), ("_internal/lib.so", "T2L Desktop/skill")])
def test_a_folder_that_holds_more_than_this_app_is_not_replaced(
    runner: Path, home: Path, inside: tuple[str, ...]
) -> None:
    app = home / "otherapp"
    for name in inside:
        (app / name).parent.mkdir(parents=True, exist_ok=True)
        (app / name).write_text("years of work", encoding="utf-8")
    done = run(runner, home, "--to", str(app))
    assert done.returncode == 1
    assert "holds something else" in done.stderr
    assert all((app / name).read_text(encoding="utf-8") == "years of work" for name in inside)


def test_removing_the_app_leaves_what_is_not_its_own_and_says_where_the_skills_are(runner: Path, home: Path) -> None:
    app = home / "big drive"
    assert run(runner, home, "--to", str(app)).returncode == 0
    skill = app / "T2L Desktop" / "skill"
    skill.parent.mkdir()
    skill.write_text("mine", encoding="utf-8")
    pointer = home / ".config" / "t2l-desktop" / "data-folder"
    pointer.parent.mkdir(parents=True)
    pointer.write_bytes(os.fsencode(skill.parent))
    done = uninstall(app, home)
    assert done.returncode == 0, done.stderr
    assert [each for each in app.rglob("*") if each.is_file()] == [skill]
    assert f"still in {skill.parent}" in done.stdout


def test_an_app_that_runs_is_neither_replaced_nor_removed(runner: Path, home: Path) -> None:
    app = home / "app"
    assert run(runner, home, "--to", str(app)).returncode == 0
    program = app / "t2l-desktop"
    program.unlink()
    shutil.copy2(shutil.which("sleep") or "", program)
    before = sorted(app.rglob("*"))
    with subprocess.Popen([program, "60"]) as running:
        try:
            for done in (run(runner, home, "--to", str(app)), uninstall(app, home)):
                assert done.returncode == 1
                assert "is still running. Close it, then run this again." in done.stderr
        finally:
            running.kill()
    assert sorted(app.rglob("*")) == before
    assert uninstall(app, home).returncode == 0


def test_too_little_room_is_said_before_anything_is_unpacked(runner: Path, home: Path, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "df").write_text("#!/bin/sh\necho head\necho x 100 90 5 95% /\n", encoding="utf-8")
    (tools / "df").chmod(0o755)
    # makeself looks at the room for its own few files too
    done = run(runner, home, PATH=f"{tools}:{os.environ['PATH']}", MAKESELF_SKIP_SPACE_CHECK="1")
    assert done.returncode == 1
    assert "MB are free" in done.stderr or "space" in done.stderr.lower()
    assert not (home / ".local/opt/t2l-desktop").exists()


def test_a_home_that_cannot_be_written_is_said_in_words(runner: Path, home: Path) -> None:
    (home / ".local").write_text("a file where a folder should be", encoding="utf-8")
    done = run(runner, home)
    assert done.returncode == 1
    assert "cannot be made" in done.stderr
    assert "--to" in done.stderr


def test_a_damaged_run_file_installs_nothing(runner: Path, home: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.run"
    content = bytearray(runner.read_bytes())
    content[-5000] ^= 0xFF
    damaged.write_bytes(content)
    assert run(damaged, home).returncode != 0
    assert not (home / ".local").exists()
