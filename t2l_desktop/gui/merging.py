"""Export of a base model with a skill in it: said beforehand what it takes, then done, with Cancel."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QWidget

from t2l_desktop.core.records import Adapter
from t2l_desktop.gui import files
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.gui.sizes import size_text
from t2l_desktop.gui.widgets.basics import Choice, button, label, margins, row, stack
from t2l_desktop.gui.widgets.busy import BusyRow
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.operations.adapter_export import MergedFormat, MergeSize, export_adapter, measure_merge

_WIDTH_EMS = 36
_FORMATS: tuple[MergedFormat, ...] = ("merged", "merged-f16")


class MergeDialog(Translated, QDialog):
    """Stays until the file is written; `exported` carries what was."""

    exported = Signal(object)

    def __init__(self, parent: QWidget | None, runner: JobRunner, *, adapter: Adapter, strength: float) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._runner = runner
        self._adapter = adapter
        self._strength = strength
        self._size: MergeSize | None = None
        self._job: Job | None = None
        self._heading = label("heading")
        self._text = label("plain")
        self._precision_label = label("plain", wraps=False)
        self._precision = Choice()
        self._note = label("muted")
        self._busy = BusyRow()
        self._save = button("filled")
        self._close = button("plain")
        self._build_ui()
        self._connect_signals()
        self._retranslate()
        self._measure()

    def _build_ui(self) -> None:
        for each in _FORMATS:
            self._precision.addItem("", each)
        self._precision_label.setBuddy(self._precision)
        precision = row(spacing=12)
        precision.addWidget(self._precision_label)
        precision.addWidget(self._precision, 1)
        buttons = row()
        buttons.addStretch(1)
        buttons.addWidget(self._close)
        buttons.addWidget(self._save)
        column = stack()
        margins(column, 24)
        column.addWidget(self._heading)
        column.addWidget(self._text)
        column.addLayout(precision)
        column.addWidget(self._note)
        column.addStretch(1)
        column.addWidget(self._busy)
        column.addLayout(buttons)
        self.setLayout(column)
        kept = self._busy.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self._busy.setSizePolicy(kept)
        self.setMinimumWidth(_WIDTH_EMS * self.fontMetrics().height())

    def _connect_signals(self) -> None:
        self._precision.currentIndexChanged.connect(self._measure)
        self._save.clicked.connect(self._on_save_clicked)
        self._close.clicked.connect(self.reject)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Export the whole model"))
        self._heading.setText(self.tr("Whole model with the skill in it"))
        self._precision_label.setText(self.tr("Changed parts"))
        self._precision.setAccessibleName(self.tr("Changed parts"))
        self._precision.setItemText(0, self.tr("8 bits a number (recommended)"))
        self._precision.setItemText(1, self.tr("16 bits a number (larger, more exact)"))
        self._note.setText(self.tr("Everything that the skill does not change is copied as it is."))
        self._save.setText(self.tr("Save as…"))
        self._close.setText(self.tr("Cancel"))
        self._show_state()

    def _show_state(self) -> None:
        self._save.setEnabled(self._size is not None and self._job is None)
        self._precision.setEnabled(self._job is None)
        self._close.setVisible(self._job is None)
        self._text.setText(self._words())
        self._fit()

    def _words(self) -> str:
        if self._size is None:
            return self.tr("Working out how large the file will be…")
        text = self.tr(
            "“{skill}” at strength {strength} becomes part of a copy of the base model of {base}."
            " The file takes {size} on the disk; the base model alone takes {base_size}."
        )
        return text.format(
            skill=self._adapter.name,
            strength=QLocale().toString(self._strength, "f", 2),
            base=self._size.base_name,
            size=size_text(self._size.nbytes),
            base_size=size_text(self._size.base_nbytes),
        )

    def _fit(self) -> None:
        """No layout makes a window higher because a text in it has more lines now."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.setMinimumHeight(layout.totalHeightForWidth(max(self.width(), self.minimumWidth())))

    @property
    def _format(self) -> MergedFormat:
        return cast("MergedFormat", self._precision.currentData())

    @Slot()
    def _measure(self) -> None:
        self._size = None
        job = self._runner.run(measure_merge, lane=Lane.GENERATOR, adapter_id=self._adapter.id, format=self._format)
        job.succeeded.connect(self._on_measure_succeeded)
        job.failed.connect(self.reject)
        self._show_state()

    @Slot(object)
    def _on_measure_succeeded(self, size: MergeSize) -> None:
        self._size = size
        self._show_state()

    @Slot()
    def _on_save_clicked(self) -> None:
        out = files.ask_where_to_export(self, self._adapter.name, self._format)
        if out is None:
            return
        self._job = self._runner.run(
            export_adapter,
            lane=Lane.GENERATOR,
            adapter_id=self._adapter.id,
            out=out,
            format=self._format,
            strength=self._strength,
        )
        self._job.succeeded.connect(self._on_export_succeeded)
        self._job.finished.connect(self._on_export_finished)
        self._busy.follow(self._job, self.tr("Writing the model…"))
        self._show_state()

    @Slot(object)
    def _on_export_succeeded(self, written: object) -> None:
        self.exported.emit(written)
        self._job = None
        self.accept()

    @Slot()
    def _on_export_finished(self) -> None:
        self._job = None
        self._show_state()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def done(self, result: int) -> None:
        """Every way out comes through here; what is being written is stopped."""
        if self._job is not None:
            self._job.cancel()
        super().done(result)
