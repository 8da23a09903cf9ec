"""Many files at a time: how many the window takes, and what is said of those that are refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale

from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.messages import MessageBus

MOST_AT_ONCE = 200


def refuses(paths: Sequence[Path], messages: MessageBus) -> bool:
    """Whether these are too many, which is said then; whoever dropped a whole disk meant something else."""
    if len(paths) <= MOST_AT_ONCE:
        return False
    number, translate = QLocale(), QCoreApplication.translate
    text = translate(
        "files", "These are {count} files; at most {most} can be imported at a time. Nothing was imported."
    )
    messages.error(text.format(count=number.toString(len(paths)), most=number.toString(MOST_AT_ONCE)))
    return True


def sum_up(jobs: Sequence[Job], messages: MessageBus) -> None:
    """Say at the end how many of these imports were refused: of more than one only the last ones can still be seen."""
    refused: list[object] = []

    def say(_: object) -> None:
        if len(refused) > 1:
            text = QCoreApplication.translate("files", "{refused} of {all} files were not imported.")
            messages.error(text.format(refused=len(refused), all=len(jobs)))

    for job in jobs:
        job.failed.connect(refused.append)
    for job in jobs[-1:]:
        job.succeeded.connect(say)
        job.failed.connect(say)
