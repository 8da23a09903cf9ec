"""llama.cpp built so that it runs on every processor: one library a kind, chosen when the app starts."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from installers.facts import ROOT
from installers.macos import OLDEST_SYSTEM

_CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
_HEADERS = ROOT / "packaging" / "llama"
_PACKAGE = "llama_cpp_python"
# Everything beside the package's other libraries, and found from there, wherever the bundle lies.
_DEFINES = {
    "GGML_NATIVE": "OFF",
    "GGML_BACKEND_DL": "ON",
    "LLAVA_BUILD": "OFF",  # pictures and sound
    "CMAKE_INSTALL_BINDIR": "llama_cpp/lib",
    "CMAKE_INSTALL_LIBDIR": "llama_cpp/lib",
    "CMAKE_INSTALL_RPATH": "$ORIGIN",
}
_HAS_VARIANTS = ("linux", "win32")


def defines(platform: str, *, vulkan: bool) -> dict[str, str]:
    """What CMake is told; on macOS one build fits every processor of its kind, and Metal is on by itself."""
    if platform not in _HAS_VARIANTS:
        return {"GGML_NATIVE": "OFF", "LLAVA_BUILD": "OFF", "CMAKE_OSX_DEPLOYMENT_TARGET": OLDEST_SYSTEM}
    wanted = {**_DEFINES, "GGML_CPU_ALL_VARIANTS": "ON", "GGML_VULKAN": "ON" if vulkan else "OFF"}
    # in front of Debian's headers, which lack a structure
    return {**wanted, "Vulkan_INCLUDE_DIR": str(_HEADERS)} if vulkan and platform == "linux" else wanted


def wheel(folder: Path) -> Path:
    """The built package in `folder`, compiled on the first call; that takes half an hour on two cores."""
    there = sorted(folder.glob(f"{_PACKAGE}-{pinned()}-*.whl"))
    if there:
        return there[0]
    vulkan = shutil.which("glslc") is not None
    print(f"Compiling llama.cpp for every processor{', and for Vulkan' if vulkan else ''}; this takes long, once.")
    settings = [f"--config-settings=cmake.define.{k}={v}" for k, v in defines(sys.platform, vulkan=vulkan).items()]
    command = [
        sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-cache-dir", "--no-binary", _PACKAGE,
        "--wheel-dir", str(folder), *settings, f"{_PACKAGE}=={pinned()}",
    ]  # fmt: skip
    subprocess.run(command, check=True)
    return next(folder.glob(f"{_PACKAGE}-*.whl"))


def unpack(wheel: Path, folder: Path) -> Path:
    """Lay the package out in `folder`, to be found before the one that development uses."""
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.startswith(("llama_cpp/", f"{_PACKAGE}-"))]
        if not any("ggml-cpu" in name for name in names):
            raise SystemExit(f"{wheel.name} holds no library for processors")
        archive.extractall(folder, names)
    _link_copies(folder / "llama_cpp" / "lib")
    return folder


def _link_copies(folder: Path) -> None:
    """Make one file of each library: a wheel knows no links and holds three, `.so`, `.so.0` and `.so.0.1.2`."""
    for library in folder.glob("*.so"):
        real = folder / f"{library.name}.0"
        if real.is_file():
            for copy in (library, *folder.glob(f"{real.name}.*")):
                copy.unlink()
            library.symlink_to(real.name)


def pinned() -> str:
    """The version that the project has been tested with."""
    for line in _CONSTRAINTS.read_text(encoding="utf-8").splitlines():
        name, _, version = line.partition("==")
        if name.replace("-", "_").lower() == _PACKAGE:
            return version
    raise SystemExit(f"{_CONSTRAINTS.name} does not pin {_PACKAGE}")
