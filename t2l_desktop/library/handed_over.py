"""Folders for files that somebody outside is about to take; nobody says when that is done, so they are swept."""

from __future__ import annotations

import logging
import shutil
import uuid
from pathlib import Path

from t2l_desktop.core.paths import AppPaths

logger = logging.getLogger(__name__)

_TAKEN_SECONDS = 3600.0


def new_handover_folder(paths: AppPaths) -> Path:
    """Where to write such files; the folder is not made yet."""
    return _root(paths) / uuid.uuid4().hex


def sweep_handed_over(paths: AppPaths, *, now: float) -> None:
    """Delete what was handed over long ago."""
    root = _root(paths)
    try:
        for folder in root.iterdir() if root.is_dir() else ():
            if folder.stat().st_mtime < now - _TAKEN_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        logger.info("files that were handed over could not be swept: %s", error.strerror)


def _root(paths: AppPaths) -> Path:
    return paths.state / "handed-over"
