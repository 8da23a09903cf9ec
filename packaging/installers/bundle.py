"""The frozen app: resources with the wanted pack, llama.cpp for every processor, and everything else by PyInstaller."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from installers import licences, llama
from installers.facts import NAME, ROOT, build_time
from installers.icons import SOURCES as ICONS
from installers.icons import write_icns, write_ico

SPEC = ROOT / "packaging" / "pyinstaller" / "t2l_desktop.spec"
CONTENTS = "contents.json"
_TABLE_ROWS = 12


def freeze(build: Path, dist: Path, *, pack: Path | None = None, wheel: Path | None = None) -> Path:
    """Build the app's folder below `dist`, everything inside; gives the folder."""
    build.mkdir(parents=True, exist_ok=True)
    resources = stage_resources(build / "resources", pack)
    packages = llama.unpack(wheel or llama.wheel(build / "wheels"), build / "llama")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(packages), str(ROOT)]),
        "PYTHONHASHSEED": "0",  # the order in which sets are walked ends up in the files
        "SOURCE_DATE_EPOCH": str(build_time()),
    }
    command = [
        sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR",
        "--distpath", str(dist), "--workpath", str(build / "work"), str(SPEC),
        "--", "--resources", str(resources), "--contents", str(build / CONTENTS), *_icon(build),
    ]  # fmt: skip
    subprocess.run(command, check=True, env=environment)
    folder = dist / NAME
    contents = json.loads((build / CONTENTS).read_text(encoding="utf-8"))
    licences.write(contents, folder / "licences")
    return folder


def stage_resources(target: Path, pack: Path | None) -> Path:
    """Copy the resources, with another default pack in the starter's place where one is given."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(ROOT / "resources", target)
    if pack is not None:
        shutil.rmtree(target / "starter")
        unpack_pack(pack, target / "starter")
    return target


def unpack_pack(file: Path, folder: Path) -> None:
    """Unpack a `.t2lpack` file with all the checks that the app itself makes."""
    sys.path.insert(0, str(ROOT))
    from t2l_desktop.core.errors import UserFacingError  # noqa: PLC0415 - the rest of the build needs no part of the app
    from t2l_desktop.library.pack_bundle import open_bundle  # noqa: PLC0415
    from t2l_desktop.library.pack_files import Meter  # noqa: PLC0415
    from t2l_desktop.library.packs import PACK_FILE, load_pack  # noqa: PLC0415

    folder.mkdir(parents=True)
    try:
        with open_bundle(file) as bundle:
            bundle.unpack(folder, Meter(bundle.nbytes, on_progress=None, cancel=None))
            text = json.dumps(bundle.body, indent=1, ensure_ascii=False)
        (folder / PACK_FILE).write_text(text, encoding="utf-8")
        load_pack(folder)
    except UserFacingError as error:
        raise SystemExit(f"{file.name} cannot be put inside: {error.message} {error.hint}") from error


def size_table(folder: Path) -> str:
    """What fills the folder, largest part first, as Markdown."""
    parts: Counter[str] = Counter()
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink():
            parts[_part(file.relative_to(folder))] += file.stat().st_size
    largest = parts.most_common(_TABLE_ROWS)
    rest = sum(parts.values()) - sum(size for _, size in largest)
    rows = [*largest, ("everything else", rest), ("**together**", sum(parts.values()))]
    return "\n".join(["| part | MB |", "|---|---|", *(f"| {name} | {size / 1e6:,.0f} |" for name, size in rows)])


def _part(path: Path) -> str:
    """The package or library that a file of the bundle belongs to."""
    parts = [each for each in path.parts if each != "_internal"]
    if len(parts) == 1:
        return "libraries of the system" if ".so" in parts[0] else "programs and Python"
    return "Qt (PySide6)" if parts[0] == "PySide6" else parts[0].removesuffix(".libs")


def _icon(build: Path) -> list[str]:
    """The program's own picture, where systems keep it inside the program."""
    svg = ICONS / f"{NAME}.svg"
    if sys.platform == "win32":
        write_ico(svg, build / f"{NAME}.ico")
        return ["--icon", str(build / f"{NAME}.ico")]
    if sys.platform == "darwin":
        write_icns(svg, build / f"{NAME}.icns")
        return ["--icon", str(build / f"{NAME}.icns")]
    return []
