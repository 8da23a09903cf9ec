"""The list of what is inside the bundle and under which licences; nothing under the GPL may be."""

from __future__ import annotations

import importlib.metadata
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

from installers.facts import ROOT, TITLE, version

OWN_TEXTS = ROOT / "packaging" / "licences"
LIST = "THIRD-PARTY.md"
# What packages do not say in one of SPDX's words themselves; where there is a choice, what we choose.
_CHOSEN = {
    "colorama": "BSD-3-Clause",
    "diskcache": "Apache-2.0",
    "gguf": "MIT",
    "huggingface_hub": "Apache-2.0",
    "jinja2": "BSD-3-Clause",
    "markdown_it_py": "MIT",
    "mdurl": "MIT",
    "mpmath": "BSD-3-Clause",
    "numpy": "BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0 AND GPL-3.0-or-later WITH GCC-exception-3.1",
    "pyside6_essentials": "LGPL-3.0-only",
    "safetensors": "Apache-2.0",
    "shiboken6": "LGPL-3.0-only",
    "sympy": "BSD-3-Clause",
    "tokenizers": "Apache-2.0",
    "tomli_w": "MIT",
    "transformers": "Apache-2.0",
}
_INSIDE_QT = ("FreeType", "HarfBuzz", "ICU", "libpng", "PCRE2", "zlib")
_LACKING_TEXTS = {
    "llama_cpp_python": ("llama.cpp.txt",),
    # the LGPL stands on the GPL
    "pyside6_essentials": ("LGPL-3.0.txt", "GPL-3.0.txt", *(f"Qt-{name}.txt" for name in _INSIDE_QT)),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "torch": ("oneMKL.txt",),
}
# Debian's packages from which a library may come, by pattern. A new one has to be looked at before it goes in.
DEBIAN = {
    "libbz2-1.0": "bzip2-1.0.6",
    "libcom-err2": "MIT",
    "libffi8": "MIT",
    "libgssapi-krb5-2": "MIT",
    "libk5crypto3": "MIT",
    "libkeyutils1": "LGPL-2.1-or-later",
    "libkrb5*": "MIT",
    "libgomp1": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libatomic1": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "liblzma5": "0BSD",
    "libmpdec3": "BSD-2-Clause",
    "libncursesw6": "MIT-X11",
    "libpython3.*": "PSF-2.0",
    "libsqlite3-0": "blessing",
    "libssl3": "Apache-2.0",
    "libtinfo6": "MIT-X11",
    "libuuid1": "BSD-3-Clause",
    "libxcb-*": "MIT",
    "libxkbcommon*": "MIT",
    "python3.*": "PSF-2.0",
}
_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|copyright|authors)[^/]*$", re.IGNORECASE)


class Part(NamedTuple):
    """A part of the bundle; `texts` are the files with its licences."""

    name: str
    version: str
    licence: str
    texts: Sequence[Path]


def write(contents: Mapping[str, Any], folder: Path) -> None:
    """Write the list and the texts into `folder`; ends the build over a part that may not be inside."""
    parts = sorted({part.name.lower(): part for part in find_parts(contents)}.values(), key=lambda p: p.name.lower())
    refuse_gpl(parts)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE")
    for part in parts:
        for number, text in enumerate(part.texts):
            target = folder / part.name / (text.name if number == 0 else f"{number:02d}-{text.name}")
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(text, target)
    (folder / LIST).write_text(listing(parts), encoding="utf-8")


def listing(parts: Iterable[Part]) -> str:
    """The list as Markdown."""
    rows = "".join(f"| {part.name} | {part.version} | {part.licence} |\n" for part in parts)
    qt = importlib.metadata.version("PySide6_Essentials")
    sources = f"https://download.qt.io/archive/qt/{qt.rpartition('.')[0]}/{qt}/"
    bindings = f"https://code.qt.io/cgit/pyside/pyside-setup.git/?h=v{qt}"
    return (
        f"# What is inside {TITLE} {version()}\n\n"
        "The app itself is under the Apache License 2.0 (`LICENSE`). It stands on the parts below; the texts of\n"
        "their licences lie in the folders of their names. Qt is used under the LGPL: its libraries lie in a folder\n"
        "of their own and may be replaced. The sources of exactly this Qt and of its Python side are at\n"
        f"<{sources}>\nand <{bindings}>.\n\n"
        f"Qt contains parts of others: {', '.join(_INSIDE_QT)}, whose licences lie in PySide6's\n"
        "folder, and smaller ones; all stand in <https://doc.qt.io/qt-6/licenses-used-in-qt.html>.\n"
        "Portions of this software are copyright © The FreeType Project (<https://freetype.org>).\n"
        "On x86 processors torch contains Intel's oneMKL.\n\n"
        f"| part | version | licence |\n|---|---|---|\n{rows}"
    )


def refuse_gpl(parts: Iterable[Part]) -> None:
    """End the build for a part under the GPL that no exception covers, or of which no licence is known."""
    bad = [f"{part.name} ({part.licence or 'no licence known'})" for part in parts if not _is_allowed(part.licence)]
    if bad:
        raise SystemExit(f"These may not go into the bundle: {', '.join(bad)}")


def find_parts(contents: Mapping[str, Any]) -> Iterator[Part]:
    """Everything that PyInstaller put in, by the package that it came from."""
    files = [(where, Path(source)) for where, source in contents["files"]]
    modules = {name.partition(".")[0] for name in contents["modules"]}
    modules |= {where.replace("\\", "/").partition("/")[0] for where, _ in files}
    by_module = importlib.metadata.packages_distributions()
    names = {name for module in modules for name in by_module.get(module, ())} - {"t2l-desktop"}
    yield from (_from_python_package(name) for name in sorted(names))
    yield Part("Python", platform.python_version(), "PSF-2.0", _python_texts())
    loader = importlib.metadata.distribution("pyinstaller")
    yield Part("PyInstaller's loader", loader.version, "GPL-2.0-or-later WITH Bootloader-exception", _texts(loader))
    if any(where.lower() == "vcomp140.dll" for where, _ in files):
        yield Part("Microsoft Visual C++ runtime", "14", "LicenseRef-Microsoft-redistributable", [])
    packages = {_debian_package(source) for _, source in files if _is_of_the_system(source)}
    yield from (_from_debian(package) for package in sorted(packages - {""}))


def _is_allowed(licence: str) -> bool:
    """No GPL among what must all hold; an exception that covers programs like ours takes it away."""
    parts = re.split(r"\bAND\b|[();]", licence)
    return bool(licence.strip()) and not any(
        re.search(r"(?<![L])GPL|GNU General", part) and " WITH " not in part for part in parts
    )


def _from_python_package(name: str) -> Part:
    found = importlib.metadata.distribution(name)
    key = re.sub(r"[-.]+", "_", name).lower()
    fields = (found.metadata.get_all(field) or [""] for field in ("License-Expression", "License"))
    said = next((values[0] for values in fields if values[0]), "")
    lacking = [OWN_TEXTS / text for text in _LACKING_TEXTS.get(key, ())]
    licence = _CHOSEN.get(key) or " ".join(said.split())[:120]
    texts = [*_texts(found), *lacking] or ([ROOT / "LICENSE"] if licence == "Apache-2.0" else [])
    return Part(found.metadata["Name"], found.version, licence, texts)


def _texts(found: importlib.metadata.Distribution) -> list[Path]:
    names = [str(file) for file in found.files or () if ".dist-info/" in str(file) and _LICENCE_FILE.search(str(file))]
    return [path for path in (Path(str(found.locate_file(name))) for name in sorted(names)) if path.is_file()]


def _python_texts() -> list[Path]:
    candidates = (
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        Path(f"/usr/share/doc/python{sysconfig.get_python_version()}/copyright"),
    )
    return [path for path in candidates if path.is_file()][:1]


def _is_of_the_system(source: Path) -> bool:
    return sys.platform == "linux" and any(source.is_relative_to(each) for each in ("/usr/lib", "/lib", "/lib64"))


def _debian_package(source: Path) -> str:
    """The package that installed a file; empty for what belongs to none, as Python's own folders of packages."""
    for path in dict.fromkeys((source, source.resolve(), Path(str(source.resolve()).removeprefix("/usr")))):
        done = subprocess.run(["dpkg-query", "-S", str(path)], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return done.stdout.splitlines()[0].partition(":")[0]
    return ""


def _from_debian(package: str) -> Part:
    licence = next((each for pattern, each in DEBIAN.items() if fnmatchcase(package, pattern)), "")
    done = subprocess.run(
        ["dpkg-query", "-W", "-f=${Version}\n", package], capture_output=True, text=True, check=False
    )  # fmt: skip
    text = Path("/usr/share/doc") / package / "copyright"
    return Part(package, done.stdout.partition("\n")[0], licence, [text] if text.is_file() else [])
