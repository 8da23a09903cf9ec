"""`doctor`: what a bug report needs, without prompts and without the names of anybody's folders."""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from t2l_desktop import __version__
from t2l_desktop.cli import output
from t2l_desktop.cli.choosing import add_json
from t2l_desktop.cli.running import worker
from t2l_desktop.core.errors import T2LError, UserFacingError
from t2l_desktop.core.messages import Release, WorkerKind
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library.packs import PackShelf
from t2l_desktop.library.settings import load_settings
from t2l_desktop.library.store import Library

_PACKAGES = ("torch", "transformers", "llama-cpp-python", "gguf", "safetensors", "numpy", "PySide6-Essentials")
_GIB = 2**30


def add_parsers(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = verbs.add_parser("doctor", help="check the installation and report on it", allow_abbrev=False)
    add_json(parser)
    parser.set_defaults(run=_doctor)


def _doctor(args: argparse.Namespace, paths: AppPaths) -> int:
    facts: dict[str, dict[str, str]] = {
        "versions": _versions(),
        "folders": _folders(paths),
        "packs": _packs(paths),
        "devices": {"setting": load_settings(paths.settings).device, "automatic": _tried(_automatic_device, paths)},
        "workers": {kind.value: _tried(lambda kind=kind: _start(kind, paths), paths) for kind in WorkerKind},  # type: ignore[misc] # mypy cannot infer a default argument
    }
    if args.json:
        output.json_line(facts)
    else:
        for section, values in facts.items():
            output.result(f"{section}:")
            for name, value in values.items():
                output.result(f"  {name}: {value}")
    return 1 if "FAILED" in str(facts) else 0


def _versions() -> dict[str, str]:
    found = {"t2l-desktop": __version__, "python": platform.python_version(), "system": platform.platform(terse=True)}
    for package in _PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = "not installed"
    return {**found, "processors": str(os.cpu_count())}


def _folders(paths: AppPaths) -> dict[str, str]:
    def room(folder: Path) -> str:
        existing = next(each for each in (folder, *folder.absolute().parents) if each.exists())
        free = shutil.disk_usage(existing).free / _GIB
        state = "there" if folder.exists() else "not made yet"
        return f"{state}, {'writable' if os.access(existing, os.W_OK) else 'FAILED: not writable'}, {free:.1f} GiB free"

    found = {name: room(getattr(paths, name)) for name in ("data", "config", "state")}
    if paths.database.exists():
        found["library"] = _tried(lambda: _library(paths), paths)
    return found


def _library(paths: AppPaths) -> str:
    with Library(paths) as library:
        notices = "; ".join(notice.message for notice in library.notices)
        return notices or f"sound, {len(library.adapters())} adapters, {len(library.chats())} chats"


def _packs(paths: AppPaths) -> dict[str, str]:
    shelf = PackShelf(paths)
    found = {pack.id: "complete" for pack in shelf.packs()}
    for broken in shelf.broken():
        found[broken.folder.name] = f"FAILED: {_without_homes(broken.error.message, paths)}"
    return found or {"none": "FAILED: no pack is installed"}


def _automatic_device() -> str:
    from t2l_desktop.hypernet.device import choose_device  # noqa: PLC0415 - torch is slow to import

    return str(choose_device("auto"))


def _start(kind: WorkerKind, paths: AppPaths) -> str:
    started = time.perf_counter()
    with worker(kind, paths) as link:
        link.call(Release())
        return f"answers after {time.perf_counter() - started:.1f} s"


def _tried(check: Callable[[], str], paths: AppPaths) -> str:
    try:
        return check()
    except T2LError as error:
        text = error.message if isinstance(error, UserFacingError) else str(error)
        return f"FAILED: {_without_homes(text, paths)}"
    except ImportError as error:
        return f"FAILED: {error.name} cannot be imported"


def _without_homes(text: str, paths: AppPaths) -> str:
    known: dict[Any, str] = {paths.data: "<data>", paths.config: "<config>", paths.state: "<state>", Path.home(): "~"}
    for folder, name in known.items():
        text = text.replace(str(folder), name)
    return text
