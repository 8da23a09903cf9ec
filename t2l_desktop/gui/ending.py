"""The end of a desktop, as far as it takes its time."""

from __future__ import annotations

import logging
import threading

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.operations.backups import keep_backup_of_changes
from t2l_desktop.operations.services import Services

logger = logging.getLogger(__name__)

_JOIN_SECONDS = 15.0  # what the library was still to be told is written meanwhile


class Ending:
    """What is left to do once everything was asked to stop; in any thread."""

    def __init__(self, services: Services, runner: JobRunner) -> None:
        self._services = services
        self._runner = runner
        self._lock = threading.Lock()
        self._is_done = False

    def finish(self) -> None:
        """End the workers, keep a backup and let go of the library; where another thread is at it, wait for that."""
        with self._lock:
            if self._is_done:
                return
            self._is_done = True
            self._services.generator.close()
            self._services.chatter.close()
            if self._runner.join(_JOIN_SECONDS):
                self._keep_backup()
            self._services.library.close()

    def _keep_backup(self) -> None:
        """Nobody sees the window any more: what goes wrong is for the log."""
        try:
            keep_backup_of_changes(self._services)
        except UserFacingError as error:
            logger.info("no backup was kept: %s", error.detail)
