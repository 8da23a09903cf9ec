"""One skill in several sizes: what each is worth, and keeping or exporting one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QLineEdit, QTableView, QVBoxLayout

from t2l_desktop.core.records import Adapter
from t2l_desktop.core.sheets import SheetRow
from t2l_desktop.gui import files
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.models.variants import NAME, VariantModel
from t2l_desktop.gui.recipe_words import cut_text
from t2l_desktop.gui.theme import line_height
from t2l_desktop.gui.widgets.aside import AsidePage
from t2l_desktop.gui.widgets.basics import button, label, margins, row, stack
from t2l_desktop.gui.widgets.busy import BusyRow
from t2l_desktop.gui.widgets.translated import Fitted
from t2l_desktop.gui.widgets.variant_plot import PlotPoint, VariantPlot
from t2l_desktop.operations.services import SoFar
from t2l_desktop.operations.sheets import OpenedSheet, open_sheet
from t2l_desktop.operations.variants import (
    Scores,
    Variant,
    VariantTable,
    export_variant,
    measure_variants,
    save_variant,
    score_variants,
)
from t2l_desktop.operations.words import MAX_NAME

_PADDING = 12


class VariantsPage(Fitted, AsidePage):
    """Not on the rail: it is opened for a skill and left again."""

    saved = Signal(object)
    sheet_requested = Signal(object, float)

    def __init__(self, runner: JobRunner, messages: MessageBus) -> None:
        super().__init__()
        self._runner = runner
        self._messages = messages
        self._adapter: Adapter | None = None
        self._rows: tuple[SheetRow, ...] = ()  # of the test sheet, as far as they have an answer
        self._job: Job | None = None
        self._is_keeping = False  # whether the job writes something that lasts
        self._is_named = False  # by the person
        self._model = VariantModel(self)
        self._intro = label("muted")
        self._score = button("filled")
        self._sheet = button("plain")
        self._note = label("muted")
        self._busy = BusyRow()
        self._view = QTableView()
        self._plot = VariantPlot()
        self._name_label = label("plain", wraps=False)
        self._name = QLineEdit(maxLength=MAX_NAME)
        self._save = button("plain")
        self._export = button("plain")
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    def start(self, adapter: Adapter) -> None:
        """Show the variants of a skill; what was measured of another one is forgotten, what is kept of it finished."""
        self._stop()
        self._adapter = adapter
        self._rows, self._is_named = (), False
        self._model.set_table(None)
        job = self._runner.run(measure_variants, lane=Lane.GENERATOR, adapter_id=adapter.id)
        job.succeeded.connect(self._on_measure_succeeded)
        self._follow(job, self.tr("Making every variant once to see how large it is…"))
        self._retranslate()

    def replace_skill(self, former_id: str, adapter: Adapter) -> None:
        """Another skill stands in a skill's place from now on."""
        if self._adapter is not None and self._adapter.id == former_id:
            self.start(adapter)

    def _build_ui(self) -> None:
        scoring = row(spacing=12)
        for each in (self._score, self._sheet):
            scoring.addWidget(each)
        scoring.addWidget(self._note, 1)
        self._prepare_view()
        name = row(spacing=12)
        name.addWidget(self._name_label)
        name.addWidget(self._name, 1)
        self._name_label.setBuddy(self._name)
        actions = row()
        actions.addWidget(self._save)
        actions.addWidget(self._export)
        actions.addStretch(1)
        picture = QFrame()
        picture.setProperty("role", "card")
        inside = QVBoxLayout(picture)
        margins(inside, 16)
        inside.addWidget(self._plot)
        keeping = stack(spacing=12)
        keeping.addLayout(name)
        keeping.addLayout(actions)
        self.column.addWidget(self._intro)
        self.column.addLayout(scoring)
        self.column.addWidget(self._busy)
        self.column.addWidget(self._view)
        self.column.addLayout(keeping)
        self.column.addWidget(picture)
        self.column.addStretch(1)
        self.setFocusProxy(self._view)

    def _prepare_view(self) -> None:
        view = self._view
        view.setModel(self._model)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setTabKeyNavigation(False)
        view.setCornerButtonEnabled(False)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)

    def _connect_signals(self) -> None:
        self._score.clicked.connect(self._on_score_clicked)
        self._sheet.clicked.connect(self._on_sheet_clicked)
        self._view.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self._plot.chosen.connect(self._on_plot_chosen)
        self._name.textEdited.connect(self._on_name_edited)
        self._name.returnPressed.connect(self._on_save_clicked)
        self._save.clicked.connect(self._on_save_clicked)
        self._export.clicked.connect(self._on_export_clicked)

    def _retranslate(self) -> None:
        super()._retranslate()
        name = self._adapter.name if self._adapter is not None else ""
        self._title.setText(self.tr("Variants of “{name}”").format(name=name))
        self._intro.setText(
            self.tr("The same skill in smaller or more exact files. “Keeps” says how much of what it changes is left.")
        )
        self._score.setText(self.tr("Score them"))
        self._sheet.setText(self.tr("Test sheet…"))
        self._view.setAccessibleName(self.tr("Variants"))
        self._name_label.setText(self.tr("Name"))
        self._name.setAccessibleName(self.tr("Name of the new skill"))
        self._save.setText(self.tr("Save as a skill of its own"))
        self._export.setText(self.tr("Export as GGUF…"))
        self._model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self._model.columnCount() - 1)
        self._show_state()

    @property
    def _chosen(self) -> Variant | None:
        place = self._view.currentIndex().row()
        return self._model.sizes[place].variant if 0 <= place < len(self._model.sizes) else None

    @Slot()
    def _show_state(self) -> None:
        is_free, chosen = self._job is None, self._chosen
        has_table = bool(self._model.sizes)
        self._score.setEnabled(is_free and has_table and bool(self._rows))
        self._note.setText(self._note_text() if has_table else "")
        self._name.setEnabled(is_free and chosen is not None)
        self._save.setEnabled(is_free and chosen is not None and bool(self._name.text().strip()))
        self._export.setEnabled(is_free and chosen is not None)
        if not self._is_named:
            self._name.setText(self._suggested(chosen))
            self._name.setCursorPosition(0)
        self._show_plot()
        self._fit()

    def _note_text(self) -> str:
        if not self._rows:
            return self.tr("Scores need a test sheet: inputs with the answers that you expect.")
        text = self.tr("Inputs with an expected answer: {rows}. Every variant is asked all of them.")
        return text.format(rows=len(self._rows))

    def _suggested(self, variant: Variant | None) -> str:
        if self._adapter is None or variant is None:
            return ""
        cut = cut_text(rank=variant.rank, modules=variant.modules, precision=variant.precision)
        return self.tr("{name} ({variant})").format(name=self._adapter.name, variant=cut)[:MAX_NAME]

    def _show_plot(self) -> None:
        """Scores once there are any; what each variant keeps until then."""
        scores = self._model.scores
        points = []
        for size in self._model.sizes:
            found = scores.get(size.variant)
            value = size.kept if not scores else found.fraction if found is not None else None
            name = self._model.name_of(size.variant)
            points.append(PlotPoint(name=name, nbytes=size.nbytes, value=value) if value is not None else None)
        title = self.tr("Right answers") if scores else self.tr("Share kept of what the skill changes")
        self._plot.set_points(tuple(points), title)

    def _fit(self) -> None:
        """Heights in lines of the font that is on: the table shows all of its rows."""
        line = line_height(self.font()) + _PADDING
        self._view.verticalHeader().setDefaultSectionSize(line)
        rows = max(self._model.rowCount(), 1)
        self._view.setFixedHeight(rows * line + self._view.horizontalHeader().sizeHint().height() + _PADDING)

    def _follow(self, job: Job, doing: str, *, keeping: bool = False) -> None:
        self._job, self._is_keeping = job, keeping
        job.finished.connect(self._on_job_finished)
        self._busy.follow(job, doing)

    def _stop(self) -> None:
        if self._job is not None and not self._is_keeping:
            self._job.cancel()
        self._job = None

    @Slot(object)
    def _on_measure_succeeded(self, table: VariantTable) -> None:
        if self.sender() is self._job:
            self._rows = table.rows
            self._model.set_table(table)
            self._view.selectRow(0)
            self._show_state()

    @Slot(object)
    def _on_open_sheet_succeeded(self, opened: OpenedSheet) -> None:
        rows = opened.sheet.counting
        if self._adapter is not None and opened.adapter_id == self._adapter.id and rows != self._rows:
            self._rows = rows
            self._model.set_scores({})
            self._show_state()

    @Slot()
    def _on_score_clicked(self) -> None:
        if self._adapter is None:
            return
        variants = [size.variant for size in self._model.sizes]
        job = self._runner.run(score_variants, lane=Lane.SHEETS, adapter_id=self._adapter.id, variants=variants)
        job.progressed.connect(self._on_score_progressed)
        job.succeeded.connect(self._on_score_succeeded)
        self._follow(job, self.tr("Asking every variant the inputs of the test sheet…"))
        self._model.set_scores({})
        self._show_state()

    @Slot(object)
    def _on_score_progressed(self, so_far: SoFar[Scores]) -> None:
        if self.sender() is self._job:
            self._model.set_scores(so_far.value)
            self._show_plot()

    @Slot(object)
    def _on_score_succeeded(self, scores: Scores) -> None:
        if self.sender() is self._job:
            self._model.set_scores(scores)
            words = self.tr("All variants have a score.")
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    @Slot()
    def _on_job_finished(self) -> None:
        if self.sender() is self._job:
            self._job = None
            self._show_state()

    @Slot()
    def _on_row_changed(self) -> None:
        self._is_named = False
        self._plot.choose(self._view.currentIndex().row())
        self._show_state()

    @Slot(int)
    def _on_plot_chosen(self, place: int) -> None:
        self._view.selectRow(place)
        self._view.setFocus()

    @Slot()
    def _on_name_edited(self) -> None:
        self._is_named = True
        self._show_state()

    @Slot()
    def _on_save_clicked(self) -> None:
        variant = self._chosen
        if self._adapter is None or variant is None or not self._save.isEnabled():
            return
        name = self._name.text()
        job = self._runner.run(
            save_variant, lane=Lane.GENERATOR, adapter_id=self._adapter.id, variant=variant, name=name
        )
        job.succeeded.connect(self._on_save_succeeded)
        self._follow(job, self.tr("Saving…"), keeping=True)
        self._show_state()

    @Slot(object)
    def _on_save_succeeded(self, adapter: Adapter) -> None:
        self._messages.info(self.tr("“{name}” is in the library.").format(name=adapter.name))
        self.saved.emit(adapter)

    @Slot()
    def _on_export_clicked(self) -> None:
        adapter, variant = self._adapter, self._chosen
        if adapter is None or variant is None:
            return
        out = files.ask_where_to_export(self, self._name.text() or adapter.name, "gguf")
        if out is None:
            return
        job = self._runner.run(export_variant, lane=Lane.GENERATOR, adapter_id=adapter.id, variant=variant, out=out)
        job.succeeded.connect(self._on_export_succeeded)
        self._follow(job, self.tr("Exporting…"), keeping=True)
        self._show_state()

    @Slot(object)
    def _on_export_succeeded(self, path: Path) -> None:
        files.tell_of_export(self._messages, path)

    @Slot()
    def _on_sheet_clicked(self) -> None:
        if self._adapter is not None:
            self.sheet_requested.emit(self._adapter, self._adapter.strength)

    def showEvent(self, event: QShowEvent) -> None:
        """The person may come from the test sheet, and have stopped something by going there."""
        super().showEvent(event)
        if self._adapter is None or event.spontaneous():
            return
        self._show_state()
        if self._model.sizes:
            self._runner.run(open_sheet, adapter=self._adapter).succeeded.connect(self._on_open_sheet_succeeded)
        elif self._job is None:
            self.start(self._adapter)

    def hideEvent(self, event: QHideEvent) -> None:
        """However the person leaves, what only this page shows is stopped; what is saved or exported is finished."""
        super().hideEvent(event)
        if not event.spontaneous() and not self._is_keeping:
            self._stop()
