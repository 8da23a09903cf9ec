"""What the packages bring along and the app never loads; every line says why it may go.

The frozen app runs the whole job without all of this: `packaging/smoke_frozen.py` does so after every build.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import NamedTuple

Entry = tuple[str, str, str]  # PyInstaller's: path in the bundle, source (of a link: its target), kind


class LeftOut(NamedTuple):
    """A module, or a pattern of paths inside the bundle, and the reason why it stays behind."""

    pattern: str
    why: str


MODULES = (
    LeftOut("t2l_desktop.training", "an extra for those who train: its verbs say so"),
    LeftOut("accelerate", "training alone"),
    LeftOut("peft", "training alone"),
    LeftOut("matplotlib", "draws losses of training"),
    LeftOut("mpl_toolkits", "comes with matplotlib"),
    LeftOut("PIL", "transformers would read pictures with it"),
    LeftOut("pytest", "tests"),
    LeftOut("_pytest", "tests"),
    LeftOut("mypy", "checks of the source"),
    LeftOut("setuptools", "installs packages, which a bundle never does"),
    LeftOut("pip", "installs packages"),
    LeftOut("tkinter", "another window system"),
    LeftOut("IPython", "notebooks"),
    LeftOut("pandas", "optional for transformers"),
    LeftOut("scipy", "optional for transformers"),
    LeftOut("sklearn", "optional for transformers"),
    LeftOut("datasets", "optional for transformers"),
    LeftOut("tensorboard", "optional for torch"),
    LeftOut("torch.utils.tensorboard", "needs tensorboard"),
    LeftOut("fastapi", "llama-cpp-python's server"),
    LeftOut("uvicorn", "llama-cpp-python's server"),
    LeftOut("llama_cpp.server", "the app has no server"),
    LeftOut("hf_xet", "downloads from a hub, which the app never does"),
    LeftOut("fsspec", "reads files of a hub, which the app never does"),
    LeftOut("requests", "a client for HTTP"),
    LeftOut("urllib3", "a client for HTTP"),
    LeftOut("certifi", "certificates for HTTP"),
    LeftOut("charset_normalizer", "guesses encodings of what came by HTTP"),
    LeftOut("typer", "transformers' own commands"),
    LeftOut("click", "transformers' own commands"),
    LeftOut("rich", "transformers' own commands"),
    LeftOut("pydantic", "transformers' own server"),
    LeftOut("networkx", "torch's compiler"),
    LeftOut("readline", "GPL; the app has no prompt of Python's"),
    LeftOut("_gdbm", "GPL"),
    LeftOut("_dbm", "may stand on a GPL library"),
    LeftOut("PySide6.QtQml", "the window is made of widgets"),
    LeftOut("PySide6.QtQuick", "the window is made of widgets"),
    LeftOut("PySide6.QtOpenGL", "nothing is drawn with OpenGL"),
    LeftOut("PySide6.QtNetwork", "no network"),
    LeftOut("PySide6.QtSql", "the library speaks to SQLite itself"),
    LeftOut("PySide6.QtTest", "tests"),
    LeftOut("PySide6.QtDesigner", "a tool for building windows"),
)

# Paths as they would lie in the bundle, with forward slashes; `*` crosses folders.
FILES = (
    LeftOut("torch/test/*", "torch's own tests"),
    LeftOut("torch/include/*", "headers"),
    LeftOut("torch/share/*", "files for CMake"),
    LeftOut("torch/bin/*test*", "torch's own tests"),
    LeftOut("torch/bin/*Test", "torch's own tests"),
    LeftOut("torch/bin/protoc*", "a compiler"),
    LeftOut("torch/bin/upgrader_models/*", "models for torch's own tests"),
    LeftOut("torch/lib/*.a", "for linking"),
    LeftOut("torch/lib/*.lib", "for linking"),
    LeftOut("torch/lib/*_test.so", "torch's own tests"),
    LeftOut("torch/lib/libaoti_custom_ops.so", "torch's own tests"),
    LeftOut("torch/lib/libbackend_with_compiler.so", "torch's own tests"),
    LeftOut("torch/lib/*shm_windows/*", "sources"),
    LeftOut("torch/_inductor/codegen/*", "writes code for compilers; sources that nobody reads"),
    LeftOut("torch/_inductor/kernel/*", "writes code for compilers; sources that nobody reads"),
    LeftOut("torch/_inductor/fx_passes/*", "writes code for compilers; sources that nobody reads"),
    LeftOut("torch/testing/_internal/*", "torch's own tests; what is imported of them lies in the archive"),
    LeftOut("torchgen/packaged/*", "generates torch's sources"),
    LeftOut("llama_cpp/lib/*.a", "for linking"),
    LeftOut("llama_cpp/lib/*.lib", "for linking"),
    LeftOut("llama_cpp/lib/cmake/*", "for compilers"),
    LeftOut("llama_cpp/lib/pkgconfig/*", "for compilers"),
    LeftOut("llama_cpp/lib/*mtmd*", "pictures and sound"),
    LeftOut("llama_cpp/lib/*ggml-cpu-sapphirerapids*", "crashes with AMX: GCC before 12.4 sets up its tiles at random"),
    LeftOut("llama_cpp/lib/*llama-common*", "for llama.cpp's own programs, a client for HTTP among it"),
    LeftOut("*.pyi", "types for those who write code"),
    LeftOut("*virtualkeyboard*", "GPL, and nothing that the app asks for"),
    LeftOut("*VirtualKeyboard*", "GPL, and nothing that the app asks for"),
    LeftOut("PySide6/Qt*/plugins/egldeviceintegrations/*", "screens without a window system"),
    LeftOut("PySide6/Qt*/plugins/generic/*", "screens without a window system"),
    LeftOut("PySide6/Qt*/plugins/platforms/*eglfs*", "screens without a window system"),
    LeftOut("PySide6/Qt*/plugins/platforms/*linuxfb*", "screens without a window system"),
    LeftOut("PySide6/Qt*/plugins/platforms/*minimal*", "for tests of Qt"),
    LeftOut("PySide6/Qt*/plugins/platforms/*vkkhr*", "screens without a window system"),
    LeftOut("PySide6/Qt*/plugins/platforms/*vnc*", "opens a port"),
    LeftOut("PySide6/Qt*/plugins/platformthemes/*gtk3*", "would bring all of GTK"),
    LeftOut("PySide6/Qt*/plugins/xcbglintegrations/*", "nothing is drawn with OpenGL"),
    LeftOut("PySide6/Qt*/plugins/wayland-graphics-integration-*", "nothing is drawn with OpenGL"),
    LeftOut("PySide6/Qt*/plugins/tls/*", "no network"),
    LeftOut("PySide6/Qt*/plugins/networkinformation/*", "no network"),
    LeftOut("PySide6/Qt*/plugins/sqldrivers/*", "the library speaks to SQLite itself"),
    LeftOut("PySide6/Qt*/plugins/qml*", "the window is made of widgets"),
    LeftOut("PySide6/Qt*/plugins/imageformats/*pdf*", "the app shows icons of its own alone: SVG"),
    LeftOut("PySide6/Qt*/plugins/imageformats/*gif*", "the app shows icons of its own alone: SVG"),
    LeftOut("PySide6/Qt*/plugins/imageformats/*jpeg*", "the app shows icons of its own alone: SVG"),
    LeftOut("PySide6/Qt*/plugins/imageformats/*tga*", "the app shows icons of its own alone: SVG"),
    LeftOut("PySide6/Qt*/plugins/imageformats/*tiff*", "the app shows icons of its own alone: SVG"),
    LeftOut("PySide6/Qt*/plugins/imageformats/*wbmp*", "the app shows icons of its own alone: SVG"),
    LeftOut("PySide6/Qt*/plugins/imageformats/*webp*", "the app shows icons of its own alone: SVG"),
    LeftOut("PySide6/Qt*/qml/*", "the window is made of widgets"),
    LeftOut("PySide6/Qt*/lib/*Qml*", "the window is made of widgets"),
    LeftOut("PySide6/Qt*/lib/*Quick*", "the window is made of widgets"),
    LeftOut("PySide6/Qt*/lib/*Pdf*", "read by a plugin that stays behind"),
    LeftOut("PySide6/Qt*/lib/*EglFS*", "screens without a window system"),
    LeftOut("PySide6/opengl32sw.dll", "nothing is drawn with OpenGL"),
    LeftOut("resources/i18n/*.ts", "the sources of the translations"),
    LeftOut("resources/icons/*.png", "made for desktops, which find them elsewhere"),
)

# Of transformers' models those that read descriptions, and what they themselves import.
KEPT_MODELS = ("auto", "bert", "distilbert", "gte", "llama", "modernbert", "mpnet", "roberta", "xlm_roberta")

# Only English and Japanese are spoken, and Qt needs no words of its own for English.
KEPT_TRANSLATIONS = ("PySide6/Qt*/translations/qtbase_ja.qm",)
TRANSLATIONS = "PySide6/Qt*/translations/*"

# Libraries that must be the system's own: drivers load newer ones into the same process, or the loader belongs to them.
# A system that can run Qt's window has them all; the Debian package names them as what it depends on.
SYSTEM_LIBRARIES = (
    LeftOut("libstdc++.so.*", "drivers need the newest, and an older one inside would shadow it"),
    LeftOut("libgcc_s.so.*", "as libstdc++"),
    LeftOut("libX11.so.*", "belongs to the display"),
    LeftOut("libX11-xcb.so.*", "belongs to the display"),
    LeftOut("libxcb.so.*", "belongs to the display"),
    LeftOut("libXau.so.*", "belongs to the display"),
    LeftOut("libXdmcp.so.*", "belongs to the display"),
    LeftOut("libEGL.so.*", "belongs to the graphics driver"),
    LeftOut("libGL.so.*", "belongs to the graphics driver"),
    LeftOut("libGLX.so.*", "belongs to the graphics driver"),
    LeftOut("libGLdispatch.so.*", "belongs to the graphics driver"),
    LeftOut("libOpenGL.so.*", "belongs to the graphics driver"),
    LeftOut("libdrm.so.*", "belongs to the graphics driver"),
    LeftOut("libgbm.so.*", "belongs to the graphics driver"),
    LeftOut("libvulkan.so.*", "finds the graphics driver"),
    LeftOut("libwayland-*.so.*", "belongs to the display"),
    LeftOut("libfontconfig.so.*", "reads the system's own settings"),
    LeftOut("libfreetype.so.*", "fontconfig and drivers use it"),
    LeftOut("libexpat.so.*", "fontconfig and drivers use it"),
    LeftOut("libz.so.*", "drivers use it"),
    LeftOut("libdbus-1.so.*", "speaks to the system's own daemon"),
    LeftOut("libsystemd.so.*", "comes with libdbus"),
    LeftOut("libcap.so.*", "comes with libsystemd"),
    LeftOut("libgcrypt.so.*", "comes with libsystemd"),
    LeftOut("libgpg-error.so.*", "comes with libsystemd"),
    LeftOut("liblz4.so.*", "comes with libsystemd"),
    LeftOut("libzstd.so.*", "comes with libsystemd"),
    LeftOut("libglib-2.0.so.*", "Qt's event loop is the desktop's"),
    LeftOut("libgthread-2.0.so.*", "comes with glib"),
    LeftOut("libpcre2-8.so.*", "comes with glib"),
    LeftOut("libbrotli*.so.*", "comes with freetype"),
    LeftOut("libpng16.so.*", "comes with freetype"),
    LeftOut("libbsd.so.*", "comes with libX11"),
    LeftOut("libmd.so.*", "comes with libX11"),
    LeftOut("libcudart.so*", "belongs to the graphics driver"),
)
# Folders of libraries that are there only because others need them.
_SHARED_FOLDERS = ("", "PySide6/Qt/lib")


# Qt's wheel for Windows lays its files out without a folder of their own.
_ON_WINDOWS = re.compile(r"^PySide6/(?:(?P<folder>plugins|qml|translations)/|(?=Qt6\w+\.dll$))")


def is_left_out(path: str, *, platform: str) -> bool:
    """Whether the file that would lie at `path` in the bundle stays behind."""
    path = _ON_WINDOWS.sub(_place_elsewhere, path.replace("\\", "/"))
    if fnmatchcase(path, TRANSLATIONS):
        return not any(fnmatchcase(path, pattern) for pattern in KEPT_TRANSLATIONS)
    if platform == "linux" and is_system_library(path):
        return True
    # what lies in the folder of models itself stays
    if path.count("/") > 2 and is_module_left_out(path.replace("/", ".")):
        return True
    return any(fnmatchcase(path, each.pattern) for each in FILES)


def _place_elsewhere(found: re.Match[str]) -> str:
    return f"PySide6/Qt/{found['folder'] or 'lib'}/"


def is_module_left_out(name: str) -> bool:
    """Whether a module stays behind as a model that reads no descriptions."""
    parts = name.split(".")
    return parts[:2] == ["transformers", "models"] and len(parts) > 2 and parts[2] not in KEPT_MODELS


def is_system_library(path: str) -> bool:
    """Whether `path` is a copy of a library of which the system's own has to be used."""
    folder, _, name = path.rpartition("/")
    # a package's private copy, under a name of its own or in its own folder, is meant for that package
    return folder in _SHARED_FOLDERS and any(fnmatchcase(name, each.pattern) for each in SYSTEM_LIBRARIES)


def kept(entries: Iterable[Entry], *, platform: str) -> list[Entry]:
    """Of PyInstaller's entries those that go in."""
    return [entry for entry in entries if not is_left_out(entry[0], platform=platform)]


def without_orphans(entries: Sequence[Entry], needs: Callable[[str], Iterable[str]]) -> list[Entry]:
    """The entries without those libraries that only something left behind would have needed.

    `needs` names the libraries that a file is linked against.
    """
    shared = {_name(path): source for path, source, kind in entries if _is_shared(path) and kind != "SYMLINK"}
    waiting = [source for path, source, kind in entries if kind != "SYMLINK" and not _is_shared(path)]
    needed: set[str] = set()
    while waiting:
        for name in map(_name, needs(waiting.pop())):
            if name in shared and name not in needed:
                needed.add(name)
                waiting.append(shared[name])
    return without_dead_links(
        entry for entry in entries if entry[2] == "SYMLINK" or not _is_shared(entry[0]) or _name(entry[0]) in needed
    )


def without_doubles(entries: Sequence[Entry], *, beside: str = "") -> list[Entry]:
    """The entries without libraries that lie beside what needs them already, in a folder that begins like `beside`.

    Loaded from two places, llama.cpp's would each keep a list of processors of its own, and the one in use be empty.
    """
    places = [(path.replace("\\", "/"), source, kind) for path, source, kind in entries]
    inside = {source for path, source, kind in places if "/" in path and path.startswith(beside) and kind != "SYMLINK"}
    return [
        entry
        for entry, (path, source, kind) in zip(entries, places, strict=True)
        if "/" in path or kind == "SYMLINK" or source not in inside
    ]


def without_dead_links(entries: Iterable[Entry]) -> list[Entry]:
    """The entries without links to what is not among them."""
    entries = list(entries)
    there = {path for path, _, kind in entries if kind != "SYMLINK"}
    return [
        (path, source, kind)
        for path, source, kind in entries
        if kind != "SYMLINK" or (PurePosixPath(path).parent / source).as_posix() in there
    ]


def _is_shared(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return folder in _SHARED_FOLDERS and ".so" in name and not name.startswith("libpython")


def _name(path: str) -> str:
    return path.rpartition("/")[2]
