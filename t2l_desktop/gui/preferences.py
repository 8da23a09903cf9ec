"""The person's settings, live in the window and kept on the disk."""

from __future__ import annotations

import dataclasses
from typing import Any

from PySide6.QtCore import QObject, Signal

from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.library.settings import Settings, save_settings
from t2l_desktop.operations.services import Services


class Preferences(QObject):
    """Holds the settings; a change is told at once and written in the background."""

    changed = Signal()

    def __init__(self, settings: Settings, runner: JobRunner) -> None:
        super().__init__()
        self.current = settings
        self._runner = runner

    def change(self, **values: Any) -> None:
        """Set some of the settings; raises `ValueError` for a value that does not fit."""
        changed = dataclasses.replace(self.current, **values)
        if changed == self.current:
            return
        self.current = changed
        self.changed.emit()
        self._runner.run(_keep, settings=changed)


def _keep(services: Services, *, settings: Settings) -> None:
    save_settings(services.paths.settings, settings)
