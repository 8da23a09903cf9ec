"""Build installers: the one way in, on every system.

Usage: python packaging/build.py --target deb --target run --target tar     (on Linux, as `make package` does)
       python packaging/build.py --target windows | --target macos          (on those systems)

What is made lies in dist/, and what fills it is printed. `--pack FILE.t2lpack` puts another default pack inside.
"""

from __future__ import annotations

import argparse
import functools
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import smoke_frozen
from check_system import missing_packages
from installers import bundle, linux, macos, windows
from installers.facts import NAME, ROOT

TARGETS = ("deb", "run", "tar", "windows", "macos")
_SYSTEMS = {"windows": "win32", "macos": "darwin"}
_MEGABYTE = 1e6


def main(arguments: Sequence[str]) -> int:
    """Freeze the app once, then wrap it as wanted."""
    options = _parser().parse_args(arguments)
    require_system(options.target)
    build, out = ROOT / "build" / "package", ROOT / "dist"
    out.mkdir(exist_ok=True)
    folder = out / NAME
    if not options.keep_frozen or not folder.is_dir():
        began = time.monotonic()
        folder = bundle.freeze(build, out, pack=options.pack, wheel=options.llama_wheel)
        print(f"frozen in {time.monotonic() - began:.0f} s\n\n{bundle.size_table(folder)}\n")
        # on macOS the folder becomes an app of its own, which is what people get
        smoke_frozen.main(out / macos.APP / "Contents" / "MacOS" if sys.platform == "darwin" else folder)
    for target in options.target:
        began = time.monotonic()
        made = _make(target, folder, build, out)
        print(f"{made.relative_to(ROOT)}: {made.stat().st_size / _MEGABYTE:.0f} MB, {time.monotonic() - began:.0f} s")
    return 0


def require_system(targets: Sequence[str]) -> None:
    """End in words where a target belongs to another system, or one of its tools is missing."""
    for target in targets:
        if sys.platform != _SYSTEMS.get(target, "linux"):
            raise SystemExit(f"--target {target} cannot be built on this system.")
    if "windows" in targets and shutil.which("makensis") is None:
        raise SystemExit("makensis is missing: install NSIS 3 and put its folder on the PATH.")
    if "windows" in targets and shutil.which("glslc") is None:
        raise SystemExit("glslc is missing: install the Vulkan SDK and put its Bin folder on the PATH.")
    missing = missing_packages("package") if sys.platform == "linux" else []
    if missing:
        raise SystemExit(f"Install what is missing first:\n\n    sudo apt-get install -y {' '.join(missing)}\n")
    import torch  # noqa: PLC0415 - what is missing is said first, to whoever has set nothing up

    if torch.version.cuda is not None:
        raise SystemExit(
            "This torch is for CUDA, gigabytes large: remove .venv, then run"
            " PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu make setup."
        )


def _make(target: str, folder: Path, build: Path, out: Path) -> Path:
    if target == "windows":
        return windows.make_installer(folder, build, out)
    if target == "macos":
        return macos.dmg(out / macos.APP, out)
    if target == "deb":
        return linux.make_deb(folder, out)
    return _archive(folder, out) if target == "tar" else linux.make_run(_archive(folder, out), out)


@functools.cache  # packing takes minutes
def _archive(folder: Path, out: Path) -> Path:
    return linux.make_tar(folder, out)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Build installers.", allow_abbrev=False)
    parser.add_argument("--target", action="append", choices=TARGETS, required=True, help="may be given several times")
    parser.add_argument("--pack", type=Path, metavar="FILE.t2lpack", help="the default pack, in the starter's place")
    parser.add_argument("--llama-wheel", type=Path, metavar="FILE.whl", help="llama-cpp-python, already compiled")
    parser.add_argument("--keep-frozen", action="store_true", help="wrap the app that lies in dist/ already")
    return parser


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
