"""Skills out of files, from wherever a page offers it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from t2l_desktop.gui import files
from t2l_desktop.gui.at_once import refuses, sum_up
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.widgets.busy import BusyRow
from t2l_desktop.operations.adapter_import import ImportedAdapter, import_adapter


class SkillImport(QObject):
    """Asks for the files, has them read, and says what came of each; `busy` shows which one is being read."""

    imported = Signal(object)

    def __init__(self, parent: QWidget, runner: JobRunner, messages: MessageBus) -> None:
        super().__init__(parent)
        self._parent = parent
        self._runner = runner
        self._messages = messages
        self.busy = BusyRow()

    @Slot()
    def ask_and_import(self) -> None:
        """Take in the skills that the person chooses."""
        self.take_in(files.ask_for_skills(self._parent))

    def take_in(self, paths: Sequence[Path]) -> None:
        """Take in these files, each by itself: one that is refused holds no other up, and Cancel stops them all."""
        if refuses(paths, self._messages):
            return
        jobs = []
        for number, path in enumerate(paths):
            job = self._runner.run(import_adapter, lane=Lane.GENERATOR, path=path)
            job.succeeded.connect(self._on_import_succeeded)
            jobs.append(job)
            self.busy.cancel_requested.connect(job.cancel)
            if number == 0:
                self._follow(job, path.name)
            else:
                job.started.connect(partial(self._follow, job, path.name))
        sum_up(jobs, self._messages)

    def _follow(self, job: Job, name: str) -> None:
        self.busy.follow(job, self.tr("Importing {file}…").format(file=name))

    @Slot(object)
    def _on_import_succeeded(self, imported: ImportedAdapter) -> None:
        if imported.is_new:
            text = self.tr("“{name}” was imported.")
        else:
            text = self.tr("This skill is in your library already, as “{name}”.")
        self.imported.emit(imported.adapter)
        self._messages.info(text.format(name=imported.adapter.name))
