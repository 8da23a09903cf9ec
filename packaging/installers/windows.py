"""The installer for Windows, by NSIS: for one user, without an administrator."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from installers.facts import NAME, PUBLISHER, ROOT, TITLE, version
from installers.icons import SOURCES as ICONS
from installers.icons import write_ico

SCRIPT = ROOT / "packaging" / "windows" / "installer.nsi"
# The thumbprint of a certificate in the user's store; without one the installer is unsigned, and Windows warns of it.
CERTIFICATE_VARIABLE = "T2L_WINDOWS_CERTIFICATE"
# What compilers of Microsoft's link against: only its own installer puts them on a computer.
_RUNTIME = ("msvcp140", "msvcp140_1", "vcomp140", "vcruntime140", "vcruntime140_1")
_TIMESTAMPS = "http://timestamp.digicert.com"


def make_installer(bundle: Path, build: Path, out: Path) -> Path:
    """Compile the installer for the frozen app; gives the file."""
    target = out / f"{NAME}-{version()}-windows-x86_64.exe"
    for name in (NAME, "application-x-t2lskill", "application-x-t2lpack"):
        write_ico(ICONS / f"{name}.svg", build / f"{name}.ico")
    for program in sorted(bundle.glob("*.exe")):
        sign(program)
    subprocess.run([*makensis(bundle=bundle, icons=build, target=target), str(SCRIPT)], check=True)
    sign(target)
    return target


def runtime_libraries() -> list[tuple[str, str]]:
    """PyInstaller's entries for Microsoft's runtime, at the top, where libraries of any folder find it."""
    folder = Path(os.environ["SYSTEMROOT"]) / "System32"
    files = [folder / f"{name}.dll" for name in _RUNTIME]
    missing = [file.name for file in files if not file.is_file()]
    if missing:
        raise SystemExit(f"Install Microsoft's Visual C++ Redistributable: {', '.join(missing)} is missing.")
    return [(str(file), ".") for file in files]


def makensis(*, bundle: Path, icons: Path, target: Path) -> list[str]:
    """The compiler's command line, all but the script."""
    kibibytes = sum(-(-file.stat().st_size // 1024) for file in bundle.rglob("*") if file.is_file())
    fields = {
        "NAME": NAME,
        "TITLE": TITLE,
        "PUBLISHER": PUBLISHER,
        "VERSION": version(),
        "BUNDLE": str(bundle),
        "ICONS": str(icons),
        "TARGET": str(target),
        "KIBIBYTES": str(kibibytes),
    }
    if signing():
        fields["SIGN"] = subprocess.list2cmdline(signing())
    return ["makensis", "-V2", "-INPUTCHARSET", "UTF8", *(f"-D{name}={value}" for name, value in fields.items())]


def sign(program: Path) -> None:
    """Sign with the certificate that the environment names; nothing happens without one."""
    if signing():
        subprocess.run([*signing(), str(program)], check=True)


def signing() -> list[str]:
    """The command that signs the file named after it; empty without a certificate."""
    thumbprint = os.environ.get(CERTIFICATE_VARIABLE)
    if not thumbprint:
        return []
    return ["signtool", "sign", "/sha1", thumbprint, "/fd", "sha256", "/tr", _TIMESTAMPS, "/td", "sha256"]
