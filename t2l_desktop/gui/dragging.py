"""Skills on their way out of the window: files that are written while they are being dragged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QMetaType, QMimeData, QObject, Qt, QUrl
from PySide6.QtGui import QDrag

from t2l_desktop.core.records import Adapter
from t2l_desktop.gui.icons import icon
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.operations.handing_over import Handover, hand_over

_FILES = "text/uri-list"
_LONGEST = 20.0  # seconds that whoever takes the files waits for the last of them
_SIDE = 32
_COPY = Qt.DropAction.CopyAction  # a skill is never taken out of the library by dragging it


class SkillFiles(QMimeData):
    """Promises files at once; who asks for them gets them as soon as they are written."""

    def __init__(self, handover: Handover) -> None:
        super().__init__()
        self._handover = handover

    def formats(self) -> list[str]:
        return [_FILES]

    def hasFormat(self, mimetype: str) -> bool:
        return mimetype == _FILES

    def retrieveData(self, mimetype: str, preferredType: QMetaType | QMetaType.Type) -> Any:  # noqa: N803 - Qt's name
        if mimetype != _FILES:
            return None
        return [QUrl.fromLocalFile(str(path)) for path in self._handover.wait(_LONGEST)]


class SkillDrag(QDrag):
    """A drag of skill files that are being written by a job."""

    def __init__(self, source: QObject, job: Job) -> None:
        super().__init__(source)
        self._job = job

    def carry(self) -> None:
        """Let the person drag them; where they are not dropped, the rest is not written."""
        if self.exec(_COPY) == Qt.DropAction.IgnoreAction:
            self._job.cancel()


def drag_skills(source: QObject, runner: JobRunner, adapters: Sequence[Adapter]) -> SkillDrag:
    """A drag of these skills, one `.t2lskill` file each; the files begin to be written now."""
    handover = Handover()
    job = runner.run(hand_over, adapter_ids=[adapter.id for adapter in adapters], handover=handover)
    drag = SkillDrag(source, job)
    drag.setMimeData(SkillFiles(handover))
    drag.setPixmap(icon("library", tint="accent", side=_SIDE).pixmap(_SIDE, _SIDE))
    drag.setHotSpot(drag.pixmap().rect().center())
    return drag
