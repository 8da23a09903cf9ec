"""Which pack a command line means."""

from __future__ import annotations

import argparse
from pathlib import Path

from t2l_desktop.core.outside import reading
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Pack
from t2l_desktop.library.packs import PACK_FILE, PackShelf, load_pack
from t2l_desktop.library.settings import load_settings


def chosen_pack(name: str | None, paths: AppPaths) -> Pack:
    """The pack with this id or in this folder; without a name the one in use."""
    shelf = PackShelf(paths)
    if name is None:
        return shelf.default(load_settings(paths.settings).pack)
    folder = Path(name)
    with reading(folder):
        if (folder / PACK_FILE).is_file() or folder.name != name:
            return load_pack(folder)
    return shelf.pack(name)


def add_json(parser: argparse.ArgumentParser) -> None:
    """The option that every verb with output has."""
    parser.add_argument("--json", action="store_true", help="print JSON")
