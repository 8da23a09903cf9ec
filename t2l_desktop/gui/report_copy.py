"""The report about this installation, copied from wherever a page offers it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.operations.report import installation_report


class ReportCopy(QObject):
    """Has the report written, puts it on the clipboard, and says so."""

    def __init__(self, parent: QObject, runner: JobRunner, messages: MessageBus) -> None:
        super().__init__(parent)
        self._runner = runner
        self._messages = messages

    @Slot()
    def copy(self) -> None:
        """Copy the report as things are now."""
        self._runner.run(installation_report).succeeded.connect(self._on_report_succeeded)

    @Slot(object)
    def _on_report_succeeded(self, report: str) -> None:
        QGuiApplication.clipboard().setText(report)
        self._messages.info(self.tr("The report was copied. Paste it into your message."))
