"""The test sheet of one skill: run it, look at what differs, try other wordings on it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from t2l_desktop.core.records import Adapter
from t2l_desktop.core.sheets import Sheet, SheetConditions, SheetResult
from t2l_desktop.gui import files
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.models.sheet import SheetModel
from t2l_desktop.gui.pages.sheet_rows import SheetRows
from t2l_desktop.gui.pages.sheet_scores import SheetScores
from t2l_desktop.gui.pages.wordings import WordingsPanel
from t2l_desktop.gui.preferences import Preferences
from t2l_desktop.gui.widgets.aside import AsidePage
from t2l_desktop.gui.widgets.basics import Check, button, row, stack
from t2l_desktop.gui.widgets.busy import BusyRow
from t2l_desktop.gui.widgets.chips import ChipChoice
from t2l_desktop.gui.widgets.strength import StrengthSlider
from t2l_desktop.operations.services import SoFar
from t2l_desktop.operations.sheet_files import write_results
from t2l_desktop.operations.sheet_runs import SheetRun, run_sheet
from t2l_desktop.operations.sheets import OpenedSheet, Setup, conditions_of, open_sheet, questions_of, save_sheet
from t2l_desktop.operations.wordings import Trials, WordingTrial, keep_wording, take_back_wording, try_wordings

_ROWS, _WORDINGS = _VIEWS = ("rows", "wordings")


class SheetPage(AsidePage):
    """Not on the rail: it is opened for a skill and left again."""

    skill_replaced = Signal(str, object)

    def __init__(self, runner: JobRunner, messages: MessageBus, preferences: Preferences) -> None:
        super().__init__()
        self._runner = runner
        self._messages = messages
        self._preferences = preferences
        self._adapter: Adapter | None = None
        self._base: str | None = None  # what the conditions of now need; None until the sheet has been read
        self._job: Job | None = None
        self._model = SheetModel(self)
        self._views = ChipChoice(_VIEWS)
        self._strength = StrengthSlider()
        self._in_words = Check()
        self._run = button("filled")
        self._busy = BusyRow()
        self._scores = SheetScores()
        self._rows = SheetRows(runner, messages, self._model)
        self._wordings = WordingsPanel()
        self._pile = QStackedWidget()
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    def open(self, adapter: Adapter, strength: float, *, in_words: bool = False) -> None:
        """Show a skill's sheet as it would be run at this strength; what runs on another sheet is stopped."""
        is_same = self._adapter is not None and self._adapter.id == adapter.id
        self._adapter = adapter
        self._strength.set_strength(strength)
        self._in_words.setChecked(in_words)
        self._retranslate()
        if is_same and self._job is not None:
            return
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._base = None
        self._rows.set_skill("", None)  # what is undone meanwhile goes into the library
        self._wordings.set_skill(adapter)
        self._read()
        self._show_state()

    def _read(self) -> None:
        if self._adapter is not None:
            self._runner.run(open_sheet, adapter=self._adapter).succeeded.connect(self._on_open_succeeded)

    def _build_ui(self) -> None:
        setup = row(spacing=24)
        setup.addWidget(self._strength, 1)
        setup.addWidget(self._in_words)
        inside = stack(spacing=12)
        action = row(spacing=16)
        action.addWidget(self._run, alignment=Qt.AlignmentFlag.AlignLeft)
        action.addWidget(self._busy, 1)
        inside.addLayout(action)
        inside.addWidget(self._scores)
        inside.addWidget(self._rows, 1)
        panel = QWidget()
        panel.setLayout(inside)
        self._pile.addWidget(panel)
        self._pile.addWidget(self._wordings)
        self.column.addWidget(self._views)
        self.column.addLayout(setup)
        self.column.addWidget(self._pile, 1)
        self.setFocusProxy(self._rows)

    def _connect_signals(self) -> None:
        self._views.chosen.connect(self._on_view_chosen)
        self._strength.strength_changed.connect(self._show_state)
        self._in_words.toggled.connect(self._show_state)
        self._run.clicked.connect(self._on_run_clicked)
        self._model.rows_edited.connect(self._on_rows_edited)
        self._rows.leniency_changed.connect(self._show_state)
        self._rows.export_requested.connect(self._on_export_requested)
        self._rows.put_back_elsewhere.connect(self._on_rows_put_back_elsewhere)
        self._wordings.refused.connect(self._messages.info)
        self._wordings.try_requested.connect(self._on_try_requested)
        self._wordings.keep_requested.connect(self._on_keep_requested)

    def _retranslate(self) -> None:
        super()._retranslate()
        name = self._adapter.name if self._adapter is not None else ""
        self._title.setText(self.tr("Test sheet of “{name}”").format(name=name))
        self._views.set_words(_ROWS, self.tr("Inputs and answers"))
        self._views.set_words(_WORDINGS, self.tr("Other wordings"))
        self._in_words.setText(self.tr("Also tell the model the description"))
        self._in_words.setToolTip(self.tr("The model also reads the description with every input."))
        self._show_state()

    @property
    def _sheet(self) -> Sheet:
        return Sheet(rows=tuple(self._model.rows), result=self._model.result)

    @property
    def _setup(self) -> Setup:
        adapter_id = self._adapter.id if self._adapter is not None else ""
        return Setup(adapter_id=adapter_id, strength=self._strength.strength, in_words=self._in_words.isChecked())

    @property
    def _conditions(self) -> SheetConditions | None:
        if self._adapter is None or self._base is None:
            return None
        return conditions_of(self._adapter, self._setup, self._base)

    @property
    def _missing(self) -> int:
        """How many inputs one of the two sides has not answered."""
        result = self._model.result
        return sum(each not in result.base or each not in result.skill for each in questions_of(self._model.rows))

    @Slot()
    def _show_state(self) -> None:
        result, now, missing = self._model.result, self._conditions, self._missing
        is_free = self._job is None and now is not None
        has_any = bool(result.base or result.skill)
        words = self.tr("Run")
        if has_any and self._job is None:
            words = self.tr("Go on") if missing and result.conditions == now else self.tr("Run again")
        self._run.setText(words)
        self._run.setEnabled(is_free and any(each.question for each in self._model.rows))
        self._strength.setEnabled(is_free)
        self._in_words.setEnabled(is_free)
        self._rows.set_locked(not is_free)
        self._scores.setVisible(has_any)
        is_told = self._job is None
        self._scores.show_scores(self._model.scores(), result, now=now if is_told else None, missing=is_told * missing)
        self._wordings.set_rows(tuple(self._model.rows), lenient=self._rows.is_lenient)
        self._wordings.set_free(is_free)

    def _begin(self, job: Job) -> None:
        self._job = job
        job.finished.connect(self._on_job_finished)
        self._show_state()

    @Slot(object)
    def _on_open_succeeded(self, opened: OpenedSheet) -> None:
        if self._adapter is None or opened.adapter_id != self._adapter.id:
            return
        self._base = opened.base
        self._model.set_sheet(opened.sheet.rows, opened.sheet.result)
        self._rows.set_skill(opened.adapter_id, opened.example)
        self._show_state()

    @Slot(str)
    def _on_rows_put_back_elsewhere(self, adapter_id: str) -> None:
        if self._adapter is not None and self._adapter.id == adapter_id:
            self._read()

    @Slot()
    def _on_rows_edited(self) -> None:
        self._save()
        self._show_state()

    def _save(self) -> None:
        if self._adapter is not None and self._base is not None:
            self._runner.run(save_sheet, adapter_id=self._adapter.id, sheet=self._sheet)

    @Slot(str)
    def _on_view_chosen(self, name: str) -> None:
        self._pile.setCurrentIndex(_VIEWS.index(name))

    @Slot()
    def _on_run_clicked(self) -> None:
        sheet = self._sheet
        if not self._missing and sheet.result.conditions == self._conditions:
            sheet = replace(sheet, result=SheetResult())
        job = self._runner.run(run_sheet, lane=Lane.SHEETS, setup=self._setup, sheet=sheet)
        job.progressed.connect(self._on_run_progressed)
        job.succeeded.connect(self._on_run_succeeded)
        self._busy.follow(job, self.tr("Asking every input without the skill and with it…"))
        self._begin(job)

    @Slot(object)
    def _on_run_progressed(self, so_far: SoFar[SheetResult]) -> None:
        if self.sender() is self._job:
            self._model.set_result(so_far.value)
            self._show_state()

    @Slot(object)
    def _on_run_succeeded(self, run: SheetRun) -> None:
        if self.sender() is self._job:
            self._model.set_result(run.result)
            base, skill = self._model.scores()
            words = self.tr("{right} of {all} are right with the skill, {base} without it.")
            words = words.format(right=skill.right, all=skill.of, base=base.right)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
        if run.problem is not None:
            self._messages.exception(run.problem)

    @Slot()
    def _on_job_finished(self) -> None:
        if self.sender() is self._job:
            self._job = None
            # A removal that was undone meanwhile is not in what the run has kept.
            self._save()
            self._show_state()

    @Slot(list)
    def _on_try_requested(self, wordings: list[str]) -> None:
        job = self._runner.run(
            try_wordings,
            lane=Lane.SHEETS,
            setup=self._setup,
            sheet=self._sheet,
            wordings=wordings,
            device=self._preferences.current.device,
        )
        job.progressed.connect(self._on_try_progressed)
        self._wordings.follow(job)
        self._begin(job)

    @Slot(object)
    def _on_try_progressed(self, so_far: SoFar[Trials]) -> None:
        if self.sender() is self._job:
            self._wordings.show_trials(so_far.value)

    @Slot(object)
    def _on_keep_requested(self, trial: WordingTrial) -> None:
        if self._adapter is None:
            return
        former = self._adapter
        job = self._runner.run(keep_wording, adapter_id=former.id, trial=trial, sheet=self._sheet)
        job.succeeded.connect(partial(self._on_keep_succeeded, former.id))
        self._begin(job)

    def _on_keep_succeeded(self, former_id: str, kept: Adapter) -> None:
        self._replace(former_id, kept)
        text = self.tr("“{name}” is now made from this wording: {wording}")
        text = text.format(name=kept.name, wording=" ".join(kept.description.split()))
        self._messages.undoable(text, partial(self._take_back, kept.id, former_id))

    def _take_back(self, kept_id: str, former_id: str) -> None:
        job = self._runner.run(take_back_wording, kept_id=kept_id, former_id=former_id)
        job.succeeded.connect(partial(self._replace, kept_id))

    def _replace(self, former_id: str, adapter: Adapter) -> None:
        if self._adapter is not None and self._adapter.id == former_id:
            self.open(adapter, self._strength.strength, in_words=self._in_words.isChecked())
        self.skill_replaced.emit(former_id, adapter)

    @Slot()
    def _on_export_requested(self) -> None:
        path = files.ask_for_results(self, self._adapter.name) if self._adapter is not None else None
        if path is not None:
            table = [self._model.titles(), *(self._model.texts(number) for number in range(len(self._model.rows)))]
            job = self._runner.run(write_results, path=path, table=table)
            job.succeeded.connect(self._on_export_succeeded)

    @Slot(object)
    def _on_export_succeeded(self, path: Path) -> None:
        files.tell_of_export(self._messages, path)
