"""Say which system libraries are missing before anything is installed, with the line that installs them."""

from __future__ import annotations

import ctypes
import importlib.util
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

# what is looked for, and the Debian package that brings it
COMPILER = {"gcc": "build-essential", "g++": "build-essential", "make": "build-essential"}
# Beside these, the libraries of the window: those that belong inside the app are copied from the system.
PACKAGING = {
    "dpkg-deb": "dpkg",
    "dpkg-shlibdeps": "dpkg-dev",
    "makeself": "makeself",
    "xz": "xz-utils",
    "glslc": "glslc",
    "qemu-x86_64": "qemu-user",
}
TRYING = {
    "debootstrap": "debootstrap",
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "strace": "strace",
    "qemu-x86_64": "qemu-user",
}
HEADERS = {"vulkan/vulkan.hpp": "libvulkan-dev", "spirv/unified1/spirv.hpp": "spirv-headers"}
MODULES = {"ensurepip": "python3-venv"}
SCREEN = {"Xvfb": "xvfb"}
OFFSCREEN = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
WINDOW = {
    **OFFSCREEN,
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
}


def has_library(name: str) -> bool:
    """Whether the dynamic loader finds `name`."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_program(name: str) -> bool:
    """Whether `name` is on the PATH."""
    return shutil.which(name) is not None


def has_module(name: str) -> bool:
    """Whether Python's own module `name` is there; Debian keeps some in packages of their own."""
    return importlib.util.find_spec(name) is not None


def has_header(name: str) -> bool:
    """Whether the compiler finds a header of this name."""
    return any((Path(folder) / name).is_file() for folder in ("/usr/include", "/usr/local/include"))


def missing_packages(
    purpose: str,
    *,
    library: Callable[[str], bool] = has_library,
    program: Callable[[str], bool] = has_program,
    module: Callable[[str], bool] = has_module,
    header: Callable[[str], bool] = has_header,
) -> list[str]:
    """Debian packages to install for `purpose`: "setup", "window", "test", "bench", "package" or "package-test"."""
    libraries = {
        "setup": {},
        "window": WINDOW,
        "test": OFFSCREEN,
        "bench": WINDOW,
        "package": WINDOW,
        "package-test": WINDOW,
    }[purpose]
    programs = {
        "setup": COMPILER,
        "bench": SCREEN,
        "package": {**COMPILER, **PACKAGING},
        "package-test": TRYING,
    }.get(purpose, {})
    modules = MODULES if purpose == "setup" else {}
    headers = HEADERS if purpose == "package" else {}
    missing = [package for name, package in programs.items() if not program(name)]
    missing += [package for name, package in modules.items() if not module(name)]
    missing += [package for name, package in libraries.items() if not library(name)]
    missing += [package for name, package in headers.items() if not header(name)]
    return list(dict.fromkeys(missing))


def main(purpose: str) -> int:
    """Check, and name the one command that mends what is missing."""
    if not sys.platform.startswith("linux"):
        return 0
    missing = missing_packages(purpose)
    if not missing:
        return 0
    print("Some system libraries are missing. Install them with this line, then run the command again:\n")
    print(f"    sudo apt-get install -y {' '.join(missing)}\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
