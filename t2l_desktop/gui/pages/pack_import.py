"""Making a pack of what was dropped: what was recognised, what is missing, and Import."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.records import Pack
from t2l_desktop.gui import errors, files
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.gui.sizes import size_text
from t2l_desktop.gui.widgets.basics import Choice, button, label, row, stack
from t2l_desktop.gui.widgets.busy import BusyRow
from t2l_desktop.gui.widgets.section import Cell, Section, Table
from t2l_desktop.operations.pack_bundles import import_bundle
from t2l_desktop.operations.pack_import import PartsReport, import_pack, inspect_parts
from t2l_desktop.operations.words import MAX_NAME


class PackImport(Section):
    """Gathers files until they are a pack; every file that is added is looked at together with the others."""

    imported = Signal(object)

    def __init__(self, runner: JobRunner) -> None:
        super().__init__()
        self._runner = runner
        self._paths: list[Path] = []
        self._late: list[Path] = []
        self._report: PartsReport | None = None
        self._job: Job | None = None
        self._lead = label("muted")
        self.choose_files = button("plain")
        self.choose_folder = button("plain")
        self.again = button("link")
        self._busy = BusyRow()
        self._result = QWidget()
        self._table = Table(1)
        self._problems = label("warn")
        self._notes = label("muted")
        self._form = QWidget()
        self._names = QWidget()  # a whole model has a name
        self._name_label = label("plain", wraps=False)
        self.name = QLineEdit(maxLength=MAX_NAME)
        self._how_label = label("plain", wraps=False)
        self.how = Choice()
        self.go = button("filled")
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    def add(self, paths: Iterable[Path]) -> None:
        """Look at these as well, after what is being looked at or added now."""
        if self._job is not None:
            self._late += paths
            return
        self._paths += [path for path in paths if path not in self._paths]
        if self._paths:
            self._inspect()

    def _build_ui(self) -> None:
        choose = row()
        for each in (self.choose_files, self.choose_folder, self.again):
            choose.addWidget(each)
        choose.addStretch(1)
        names = row(spacing=12)
        self._names.setLayout(names)
        names.addWidget(self._name_label)
        names.addWidget(self.name, 1)
        names.addWidget(self._how_label)
        names.addWidget(self.how, 1)
        action = row()
        action.addWidget(self.go)
        action.addStretch(1)
        form = stack(spacing=12)
        form.addWidget(self._names)
        form.addLayout(action)
        self._form.setLayout(form)
        self._name_label.setBuddy(self.name)
        self._how_label.setBuddy(self.how)
        result = stack(spacing=12)
        result.addLayout(self._table)
        for shown in (self._problems, self._notes, self._form):
            result.addWidget(shown)
        self._result.setLayout(result)
        self.column.addWidget(self._lead)
        self.column.addLayout(choose)
        self.column.addWidget(self._busy)
        self.column.addWidget(self._result)
        self._result.hide()

    def _connect_signals(self) -> None:
        self.choose_files.clicked.connect(self._on_files_clicked)
        self.choose_folder.clicked.connect(self._on_folder_clicked)
        self.again.clicked.connect(self._on_again_clicked)
        self.go.clicked.connect(self._on_go_clicked)

    def _retranslate(self) -> None:
        self.heading.setText(self.tr("Add a model"))
        self._lead.setText(
            self.tr(
                "Drop a model (.gguf), the folder of a Text-to-LoRA hypernetwork for it and the folder of its embedder"
                " anywhere on the window, together or one by one. A model alone chats; a .t2lpack file holds all three."
            )
        )
        self.choose_files.setText(self.tr("Choose files…"))
        self.choose_folder.setText(self.tr("Choose a folder…"))
        self.again.setText(self.tr("Begin again"))
        self._name_label.setText(self.tr("Name"))
        self.name.setAccessibleName(self.tr("Name of the model in this app"))
        self._how_label.setText(self.tr("Model file"))
        self.how.setAccessibleName(self.tr("What happens to the model file"))
        chosen = max(0, self.how.currentIndex())
        self.how.clear()
        self.how.addItem(self.tr("Copy it into the app's folder"), "copy")
        self.how.addItem(
            self.tr("Link it (no extra room; on another drive the file is used where it is and must stay there)"),
            "link",
        )
        self.how.addItem(self.tr("Use it where it is (it must stay there)"), "reference")
        self.how.setCurrentIndex(chosen)
        self.go.setText(self.tr("Add this model"))
        self._show_report()

    def _show_report(self) -> None:
        report = self._report
        self.again.setVisible(report is not None and self._job is None)
        self._result.setVisible(report is not None)
        if report is None:
            return
        self._table.fill(self._rows(report))
        self._names.setVisible(report.bundle is None)
        self._problems.setText(_lines(report.problems))
        self._problems.setVisible(bool(report.problems))
        notes = _lines(report.notes)
        if report.existing is not None:
            known = self.tr("These are in the app already, as “{name}”.").format(name=report.existing.name)
            notes = f"{known}\n{notes}".strip()
        self._notes.setText(notes)
        self._notes.setVisible(bool(notes))
        self._form.setVisible(report.is_importable and report.existing is None)
        self.go.setEnabled(self._job is None)
        for each in (self._how_label, self.how):
            each.setVisible(report.base is not None)

    def _rows(self, report: PartsReport) -> list[Sequence[Cell]]:
        if report.bundle is not None:
            return [((self.tr("Whole model"), "muted"), (report.bundle.name, "plain"))]
        if not (report.base or report.hypernet or report.embedder):
            return []
        missing = self.tr("not there yet")
        base, hypernet, embedder = missing, missing, missing
        if report.base is not None:
            part = report.base
            base = f"{part.path.name}, {part.architecture}, {size_text(part.nbytes)}"
        if report.hypernet is not None:
            hypernet = (
                f"{report.hypernet.path.name}, T2L-{report.hypernet.variant}, {size_text(report.hypernet.nbytes)}"
            )
        if report.embedder is not None:
            embedder = f"{report.embedder.path.name}, {size_text(report.embedder.nbytes)}"
        rows = ((self.tr("Model"), base), (self.tr("Hypernetwork"), hypernet), (self.tr("Embedder"), embedder))
        return [((name, "muted"), (text, "muted" if text == missing else "plain")) for name, text in rows]

    def _inspect(self) -> None:
        self._begin(self._runner.run(inspect_parts, lane=Lane.GENERATOR, paths=tuple(self._paths)))
        assert self._job is not None
        self._job.succeeded.connect(self._on_inspect_succeeded)
        self._busy.follow(self._job, self.tr("Looking at the files…"))

    def _begin(self, job: Job) -> None:
        self._job = job
        job.finished.connect(self._on_job_finished)
        self._show_report()

    @Slot(object)
    def _on_inspect_succeeded(self, report: PartsReport) -> None:
        is_new_name = self._report is None or self.name.text() in ("", self._report.suggested_name)
        self._report = report
        # what is of no use does not stand in the way of what comes next
        self._paths = [path for path in self._paths if report.recognises(path)]
        if is_new_name:
            self.name.setText(report.suggested_name)
        self._show_report()

    @Slot()
    def _on_job_finished(self) -> None:
        self._job = None
        late, self._late = self._late, []
        self._show_report()
        if late:
            self.add(late)

    @Slot()
    def _on_files_clicked(self) -> None:
        self.add(files.ask_for_models(self))

    @Slot()
    def _on_folder_clicked(self) -> None:
        folder = files.ask_for_part_folder(self)
        self.add([folder] if folder is not None else [])

    @Slot()
    def _on_again_clicked(self) -> None:
        self._paths, self._report = [], None
        self.name.clear()
        self._show_report()
        self.choose_files.setFocus()

    @Slot()
    def _on_go_clicked(self) -> None:
        report = self._report
        if report is None or self._job is not None:
            return
        if report.bundle is not None:
            job = self._runner.run(import_bundle, lane=Lane.GENERATOR, file=report.bundle)
        else:
            job = self._runner.run(
                import_pack,
                lane=Lane.GENERATOR,
                parts=report,
                name=self.name.text().strip(),
                base_how=self.how.currentData(),
            )
        job.succeeded.connect(self._on_import_succeeded)
        self._begin(job)
        self._busy.follow(job, self.tr("Adding the model…"))

    @Slot(object)
    def _on_import_succeeded(self, pack: Pack) -> None:
        self._on_again_clicked()
        self.imported.emit(pack)


def _lines(sentences: Iterable[UserFacingError]) -> str:
    return "\n".join(errors.in_one_line(each) for each in sentences)
