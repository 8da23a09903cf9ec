"""The report that goes with a question: what is installed and how it is; no prompts, no chats, nobody's home folder."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path

from t2l_desktop import __version__
from t2l_desktop.core.devices import Device, DeviceUse, Why
from t2l_desktop.core.errors import T2LError, UserFacingError, fill
from t2l_desktop.core.messages import WorkerKind
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library.packs import PackShelf
from t2l_desktop.library.settings import load_settings
from t2l_desktop.library.storage import free_bytes
from t2l_desktop.library.store import Library
from t2l_desktop.operations.services import Services

Section = Mapping[str, str]
FAILED = "FAILED"
_PACKAGES = ("torch", "transformers", "llama-cpp-python", "gguf", "safetensors", "numpy", "PySide6-Essentials")
_REASONS = {
    Why.ASKED: "as the setting says",
    Why.FASTEST: "the fastest that was found",
    Why.ONLY: "no graphics card was found",
    Why.NO_SUPPORT: "this build cannot use graphics cards",
    Why.BROKEN: "the graphics card failed at a first small computation",
    Why.MISSING: f"{FAILED}: the setting names it, but it was not found",
}
_GIB = 2**30
_HOMES = re.compile(r"(/home/|/Users/|/media/|/run/media/|[A-Za-z]:\\Users\\)[^/\\\s'\"]+")


def installation_report(services: Services) -> str:
    """The report as text, about the library that is open."""
    facts = installation_facts(services.paths, packs=services.packs, library=services.library)
    facts["devices"] = {**facts["devices"], **device_facts(services.devices)}
    return as_text(facts)


def installation_facts(paths: AppPaths, *, packs: PackShelf, library: Library | None = None) -> dict[str, Section]:
    """The report by section; a library that is not open is opened for it. What is broken says `FAILED`."""
    settings = load_settings(paths.settings)
    return {
        "versions": versions(),
        "folders": _folders(paths, library),
        "packs": _packs(packs, paths),
        "devices": {"setting": settings.device, "threads": str(settings.threads or "automatic")},
    }


def device_facts(uses: Mapping[WorkerKind, DeviceUse]) -> Section:
    """What each worker found, what it uses of that, and why."""
    facts = {}
    for worker, use in uses.items():
        facts[f"{worker} found"] = ", ".join(map(_device, use.found))
        facts[f"{worker} uses"] = f"{_device(use.used)}: {_REASONS[use.why]}"
    return facts


def _device(device: Device) -> str:
    memory = f", {device.memory / _GIB:.1f} GiB" if device.memory else ""
    return f"{device.kind} ({device.name}{memory})" if device.name else f"{device.kind}{memory}"


def as_text(facts: Mapping[str, Section]) -> str:
    """One line a fact, below the name of its section."""
    return "\n".join(
        line
        for section, values in facts.items()
        for line in (f"{section}:", *(f"  {name}: {value}" for name, value in values.items()))
    )


@cache
def versions() -> Section:
    """Those of the app, of what it stands on and of this computer's system."""
    found = {"t2l-desktop": __version__, "python": platform.python_version(), "system": platform.platform(terse=True)}
    for package in _PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = "not installed"
    return {**found, "machine": platform.machine(), "processors": str(os.cpu_count())}


def tried(check: Callable[[], str], paths: AppPaths) -> str:
    """What `check` finds, or why it could not."""
    try:
        return check()
    except T2LError as error:
        text = error.message if isinstance(error, UserFacingError) else str(error)
        return f"{FAILED}: {without_homes(text, paths)}"
    except ImportError as error:
        return f"{FAILED}: {error.name} cannot be imported"


def without_homes(text: str, paths: AppPaths | None = None) -> str:
    """Text in which nobody's home folder is named, nor where the app keeps its files."""
    folders = {} if paths is None else {paths.data: "<data>", paths.config: "<config>", paths.state: "<state>"}
    for folder, name in (*folders.items(), (Path.home(), "~")):
        text = text.replace(str(folder), name)
    return _HOMES.sub("~", text)


def _folders(paths: AppPaths, library: Library | None) -> Section:
    folders = {"data": paths.data, "config": paths.config, "state": paths.state}
    found = {name: tried(partial(_room, folder), paths) for name, folder in folders.items()}
    if library is not None:
        found["library"] = tried(lambda: _contents(library), paths)
    elif paths.database.exists():
        found["library"] = tried(lambda: _contents_of(paths), paths)
    return found


def _room(folder: Path) -> str:
    free = free_bytes(folder) / _GIB
    existing = next((each for each in (folder, *folder.absolute().parents) if each.exists()), folder)
    state = "there" if folder.exists() else "not made yet"
    writable = "writable" if os.access(existing, os.W_OK) else f"{FAILED}: not writable"
    return f"{state}, {writable}, {free:.1f} GiB free"


def _contents_of(paths: AppPaths) -> str:
    with Library(paths) as library:
        return _contents(library)


def _contents(library: Library) -> str:
    notices = "; ".join(notice.message for notice in library.notices)
    return notices or f"sound, {len(library.adapters())} adapters, {len(library.chats())} chats"


def _packs(shelf: PackShelf, paths: AppPaths) -> Section:
    found = {pack.id: "complete" for pack in shelf.packs()}
    for broken in shelf.broken():
        # a base that is used where it lies may lie anywhere, in folders whose names are nobody else's business
        named = {
            name: Path(text).name if Path(text).is_absolute() else text for name, text in broken.error.fields.items()
        }
        found[broken.folder.name] = f"{FAILED}: {without_homes(fill(broken.error.template, named), paths)}"
    return found or {"none": f"{FAILED}: no pack is installed"}
