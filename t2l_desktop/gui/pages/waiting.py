"""What the window shows while there is no library to work with: that one waits, or why there is none."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.gui import errors, files
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.theme import GAP, WIDE
from t2l_desktop.gui.widgets.basics import COLUMN_WIDTH, button, centred, label, margins
from t2l_desktop.gui.widgets.busy import BusyRow
from t2l_desktop.gui.widgets.flow import FlowLayout
from t2l_desktop.gui.widgets.translated import Translated


class WaitingPage(QWidget):
    """Says what is being done, how far it is, and offers Cancel where that is possible."""

    def __init__(self, job: Job, doing: str, *, can_cancel: bool) -> None:
        super().__init__()
        self._busy = BusyRow()
        column = _column(self)
        column.addStretch(1)
        column.addWidget(self._busy)
        column.addStretch(2)
        self.follow(job, doing, can_cancel=can_cancel)

    def follow(self, job: Job, doing: str, *, can_cancel: bool) -> None:
        """Wait for another job from now on."""
        self._busy.follow(job, doing, can_cancel=can_cancel)


class FailurePage(Translated, QWidget):
    """Why the library cannot be opened, and what can be done about it."""

    retry_requested = Signal()
    folder_chosen = Signal(object)
    anew_requested = Signal()

    def __init__(self, error: UserFacingError, *, can_choose: bool) -> None:
        """`can_choose` says that another data folder may be chosen, as where this one was moved away."""
        super().__init__()
        self._error = error
        self._can_choose = can_choose
        self._title = label("heading")
        self._text = label("muted")
        self.retry = button("plain")
        self.choose = button("plain")
        self.anew = button("plain")
        self._anew_note = label("muted")
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    def _build_ui(self) -> None:
        buttons = QWidget()
        line = FlowLayout(buttons, 8)
        for each in (self.retry, self.choose, self.anew):
            line.addWidget(each)
        column = _column(self)
        column.addStretch(1)
        for widget in (self._title, self._text, buttons, self._anew_note):
            column.addWidget(widget)
        column.addStretch(2)
        for offered in (self.choose, self.anew, self._anew_note):
            offered.setVisible(self._can_choose)
        self.setFocusProxy(self.retry)

    def _connect_signals(self) -> None:
        self.retry.clicked.connect(self.retry_requested)
        self.choose.clicked.connect(self._on_choose_clicked)
        self.anew.clicked.connect(self.anew_requested)

    def _retranslate(self) -> None:
        message, hint = errors.translated(self._error)
        self._title.setText(message)
        self._text.setText(hint)
        self._text.setVisible(bool(hint))
        self.retry.setText(self.tr("Try again"))
        self.choose.setText(self.tr("Choose the folder…"))
        self.anew.setText(self.tr("Begin anew"))
        self._anew_note.setText(
            self.tr(
                "“Begin anew” starts without skills and chats in the usual folder. What is on the drive stays there."
            )
        )
        self.setAccessibleName(message)

    @Slot()
    def _on_choose_clicked(self) -> None:
        folder: Path | None = files.ask_for_data_folder(self)
        if folder is not None:
            self.folder_chosen.emit(folder)


def _column(page: QWidget) -> QVBoxLayout:
    """One column in the middle of the page, not wider than text is read well."""
    inner = QWidget()
    column = QVBoxLayout(inner)
    margins(column, WIDE)
    column.setSpacing(GAP)
    page.setLayout(centred(inner, COLUMN_WIDTH))
    return column
