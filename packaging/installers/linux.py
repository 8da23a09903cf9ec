"""The installers for Linux: a Debian package, a portable archive, and that archive with an installer for one's home."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from installers.facts import NAME, ROOT, TITLE, appstream_releases, build_time, filled, version
from installers.icons import write_theme

SOURCES = ROOT / "packaging" / "linux"
_DEBIAN_NAMES = {"x86_64": "amd64", "aarch64": "arm64"}
_OPT = Path("opt") / NAME
# All that an installed or unpacked folder holds: whatever else lies in it is somebody's, and stays.
OWN = ("_internal", "licences", "share", "install.sh", "uninstall.sh", NAME)
# Loaded only where the system has it: the app runs without.
_OPTIONAL = ("libggml-vulkan",)
_ELF = b"\x7fELF"


def stem() -> str:
    """How the names of portable files begin."""
    return f"{NAME}-{version()}-linux-{platform.machine()}"


def write_share(share: Path, *, command: str) -> None:
    """What a desktop reads: menu entry, kinds of files, facts for software centres, icons."""
    files = {
        share / "applications" / f"{NAME}.desktop": filled(SOURCES / f"{NAME}.desktop", EXEC=command),
        share / "mime" / "packages" / f"{NAME}.xml": filled(SOURCES / f"{NAME}.xml"),
        share / "metainfo" / "io.github.t2l_desktop.metainfo.xml": filled(
            SOURCES / f"{NAME}.metainfo.xml", RELEASES=appstream_releases()
        ),
    }
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    write_theme(share)


def make_deb(bundle: Path, out: Path) -> Path:
    """Build the package from the frozen app; gives the file."""
    target = out / f"{NAME}_{version()}_{_DEBIAN_NAMES[platform.machine()]}.deb"
    with tempfile.TemporaryDirectory(dir=out, prefix=".deb-") as temporary:
        root = Path(temporary)
        stage_deb(bundle, root)
        _settle_times(root)
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(build_time())}
        command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", str(root), str(target)]
        subprocess.run(command, check=True, env=environment)
    return target


def stage_deb(bundle: Path, root: Path) -> None:
    """Lay out what the package installs, and what it says about itself.

    No scripts run at installation: Debian's own triggers see to the databases of menus, kinds of files and icons.
    """
    shutil.copytree(bundle, root / _OPT, symlinks=True)
    command = root / "usr" / "bin" / NAME
    command.parent.mkdir(parents=True)
    command.symlink_to(Path("/") / _OPT / NAME)
    write_share(root / "usr" / "share", command=NAME)
    documents = root / "usr" / "share" / "doc" / NAME
    documents.mkdir(parents=True)
    (documents / "copyright").write_text(filled(SOURCES / "copyright"), encoding="utf-8")
    shutil.copyfile(ROOT / "CHANGELOG.md", documents / "CHANGELOG.md")
    _settle_modes(root)
    control = root / "DEBIAN"
    control.mkdir(mode=0o755)  # by which dpkg-shlibdeps, too, knows the root of a package
    depends = shared_library_packages(root / _OPT)
    (control / "control").write_text(control_text(root, depends), encoding="utf-8")
    (control / "md5sums").write_text(_sums(root), encoding="utf-8")


def control_text(root: Path, depends: Sequence[str]) -> str:
    """The package's `control` file."""
    kibibytes = sum(-(-file.lstat().st_size // 1024) for file in root.rglob("*") if not file.is_dir())
    return filled(
        SOURCES / "control",
        ARCHITECTURE=_DEBIAN_NAMES[platform.machine()],
        INSTALLED_SIZE=str(kibibytes),
        DEPENDS=", ".join(depends),
    )


def shared_library_packages(bundle: Path) -> list[str]:
    """The Debian packages of the libraries that the bundle takes from the system, with the oldest versions that do."""
    programs = [file for file in elf_files(bundle) if not file.name.startswith(_OPTIONAL)]
    private = sorted({str(file.parent) for file in programs if ".so" in file.name})
    with tempfile.TemporaryDirectory() as temporary:
        (Path(temporary) / "debian").mkdir()
        (Path(temporary) / "debian" / "control").write_text(
            f"Source: {NAME}\n\nPackage: {NAME}\nArchitecture: any\n", encoding="utf-8"
        )
        command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", *(f"-l{folder}" for folder in private)]
        done = subprocess.run(
            [*command, *(f"-e{file}" for file in programs)],
            cwd=temporary, capture_output=True, text=True, check=False,
        )  # fmt: skip
    found = re.search(r"^shlibs:Depends=(.+)$", done.stdout, re.MULTILINE)
    if done.returncode or found is None:
        raise SystemExit(f"dpkg-shlibdeps cannot tell what the app depends on:\n{done.stderr}")
    outside = _needed(programs) - {file.name for file in bundle.rglob("*.so*")}
    # it names the packages of what lies inside, too
    return [each for each in map(str.strip, found[1].split(",")) if outside & _files_of(each.split()[0])]


def _needed(programs: Sequence[Path]) -> set[str]:
    """The names of the libraries that these are linked against."""
    done = subprocess.run(["objdump", "-p", *map(str, programs)], capture_output=True, text=True, check=True)
    return set(re.findall(r"^ +NEEDED +(\S+)$", done.stdout, re.MULTILINE))


def _files_of(package: str) -> set[str]:
    listed = subprocess.run(["dpkg-query", "--listfiles", package], capture_output=True, text=True, check=True)
    return {line.rpartition("/")[2] for line in listed.stdout.splitlines()}


def elf_files(folder: Path) -> list[Path]:
    """Programs and libraries below `folder`."""
    found = []
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink():
            with file.open("rb") as opened:
                if opened.read(4) == _ELF:
                    found.append(file)
    return found


def make_tar(bundle: Path, out: Path) -> Path:
    """The portable archive: unpack it anywhere and start what is inside."""
    target = out / f"{stem()}.tar.xz"
    with tempfile.TemporaryDirectory(dir=out, prefix=".tar-") as temporary:
        folder = Path(temporary) / stem()
        shutil.copytree(bundle, folder, symlinks=True)
        write_share(folder / "share", command=NAME)
        for script in ("install.sh", "uninstall.sh"):
            (folder / script).write_text(filled(SOURCES / script, OWN=" ".join(OWN)), encoding="utf-8")
        _settle_modes(folder)
        command = ["tar", "--create", "--xz", "--file", str(target), *_tar_options(), "-C", temporary, stem()]
        subprocess.run(command, check=True, env={**os.environ, "XZ_OPT": "-6 -T0"})
    return target


def make_run(tarball: Path, out: Path) -> Path:
    """One file that installs the portable archive into the home of whoever starts it."""
    target = out / f"{stem()}.run"
    with tempfile.TemporaryDirectory(dir=out, prefix=".run-") as temporary:
        folder = Path(temporary) / "content"
        folder.mkdir()
        (folder / tarball.name).hardlink_to(tarball)
        setup = folder / "setup.sh"
        fields = {"ARCHIVE": tarball.name, "FOLDER": stem(), "OWN": " ".join(OWN)}
        setup.write_text(filled(SOURCES / "setup.sh", **fields), encoding="utf-8")
        setup.chmod(0o755)
        when = datetime.fromtimestamp(build_time(), UTC)
        # the archive inside is compressed already
        command = [
            "makeself", "--quiet", "--nocomp", "--sha256", "--nomd5", "--nocrc", "--nox11", "--tar-quietly",
            "--packaging-date", f"{when:%Y-%m-%d %H:%M:%S}", "--tar-extra", " ".join(_tar_options()),
            folder.name, target.name, f"{TITLE} {version()}", "./setup.sh",
        ]  # fmt: skip
        # from there, because the command line ends up in the file
        subprocess.run(command, check=True, cwd=temporary)
        (Path(temporary) / target.name).replace(target)
    return target


def _tar_options() -> list[str]:
    """What makes two archives of the same files the same."""
    return ["--sort=name", f"--mtime=@{build_time()}", "--owner=0", "--group=0", "--numeric-owner", "--format=gnu"]


def _settle_modes(root: Path) -> None:
    """Readable by everyone, writable by the owner, runnable where it is a program or a script."""
    for path in (root, *root.rglob("*")):
        if path.is_symlink():
            continue
        runs = path.is_dir() or path.stat().st_mode & 0o111 or path.suffix == ".sh"
        path.chmod(0o755 if runs else 0o644)


def _settle_times(root: Path) -> None:
    moment = build_time()
    for path in (root, *root.rglob("*")):
        os.utime(path, (moment, moment), follow_symlinks=False)


def _sums(root: Path) -> str:
    files = sorted(file for file in root.rglob("*") if file.is_file() and not file.is_symlink())
    lines = []
    for file in files:
        if file.relative_to(root).parts[0] != "DEBIAN":
            with file.open("rb") as opened:
                digest = hashlib.file_digest(opened, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
            lines.append(f"{digest}  {file.relative_to(root).as_posix()}\n")
    return "".join(lines)
