"""The map of the library with what belongs to it: measuring what is missing, zoom, and the same as a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QListView, QWidget

from t2l_desktop.core.records import Adapter, Pack
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.gui.models.records import Index
from t2l_desktop.gui.preferences import Preferences
from t2l_desktop.gui.recipe_words import percent_text
from t2l_desktop.gui.verbatim import tip
from t2l_desktop.gui.widgets.basics import button, label, row, stack
from t2l_desktop.gui.widgets.busy import BusyRow
from t2l_desktop.gui.widgets.empty import EmptyState
from t2l_desktop.gui.widgets.skill_map import ZOOM_STEP, SkillMap
from t2l_desktop.gui.widgets.translated import Fitted, Translated
from t2l_desktop.operations.skill_map import SkillPositions, fill_vectors, lay_out

_LEAST_SKILLS = 2
_LIST_EMS = 16


class _Names(QStringListModel):
    """Names that are too long for the list can be read in full in the tooltip."""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(super().data(index, Qt.ItemDataRole.DisplayRole))
        return super().data(index, role)


class MapView(Translated, Fitted, QWidget):
    """Shows the saved skills; the list has them all, those most like the selected one first.

    It works only while it is shown: nothing else that is asked of the generator has to wait for what nobody looks at.
    """

    opened = Signal(str)

    def __init__(self, runner: JobRunner, preferences: Preferences) -> None:
        super().__init__()
        self._runner = runner
        self._preferences = preferences
        self._pack: Pack | None = None
        self._names: dict[str, str] = {}
        self._positions = SkillPositions()
        self._order: list[str] = []  # of the list
        self._fill_job: Job | None = None
        self._refused: set[str] = set()  # the skills that were there when the person stopped the measuring
        self._job: Job | None = None
        self.map = SkillMap()
        self._list_title = label("muted")
        self._list_model = _Names(self)
        self._list = QListView()
        self._caption = label("muted")
        self._nearer = button("plain")
        self._further = button("plain")
        self._all = button("plain")
        self._busy = BusyRow()
        self._empty = EmptyState("library")
        self._body = QWidget()
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    def set_pack(self, pack: Pack | None) -> None:
        """The pack whose embedder reads the descriptions."""
        self._pack = pack

    def set_skills(self, adapters: Sequence[Adapter]) -> None:
        """Show these skills of the library; those that were never measured appear as soon as they are."""
        self._names = {adapter.id: adapter.name for adapter in adapters}
        self.map.set_positions(self._positions.points, self._names)
        if self.isVisible():
            self._begin()
        self._show_state()

    def select(self, adapter_id: str) -> None:
        """Select a skill on the map and say what is like it."""
        self.map.select(adapter_id)
        self._show_list()

    def _build_ui(self) -> None:
        self._list.setModel(self._list_model)
        self._list.setProperty("role", "framed")
        self._list.setUniformItemSizes(True)
        self._list.setSpacing(2)
        self._list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        beside = stack(spacing=8)
        beside.addWidget(self._list_title)
        beside.addWidget(self._list, 1)
        side = QWidget()
        side.setLayout(beside)
        self._side = side
        controls = row(spacing=8)
        controls.addStretch(1)
        for each in (self._further, self._nearer, self._all):
            controls.addWidget(each)
        picture = stack(spacing=8)
        picture.addWidget(self.map, 1)
        picture.addWidget(self._caption)
        picture.addLayout(controls)
        across = QHBoxLayout(self._body)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(16)
        across.addLayout(picture, 1)
        across.addWidget(side)
        whole = stack(spacing=8)
        whole.addWidget(self._busy)
        whole.addWidget(self._body, 1)
        whole.addWidget(self._empty, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.map)
        self._fit()

    def _connect_signals(self) -> None:
        self.map.selected.connect(self._show_list)
        self.map.opened.connect(self.opened)
        self._empty.action_requested.connect(self._measure)
        self._list.clicked.connect(self._on_list_clicked)
        self._list.activated.connect(self._on_list_activated)
        self._nearer.clicked.connect(self._on_nearer_clicked)
        self._further.clicked.connect(self._on_further_clicked)
        self._all.clicked.connect(self.map.show_all)

    def _retranslate(self) -> None:
        self._nearer.setText("+")
        self._nearer.setAccessibleName(self.tr("Zoom in"))
        self._nearer.setToolTip(self.tr("Zoom in"))
        self._further.setText("−")
        self._further.setAccessibleName(self.tr("Zoom out"))
        self._further.setToolTip(self.tr("Zoom out"))
        self._all.setText(self.tr("Show all"))
        self._list.setAccessibleName(self.tr("Skills on the map"))
        self._show_state()

    def _show_state(self) -> None:
        has_map, has_skills = (len(each) >= _LEAST_SKILLS for each in (self._shown(), self._names))
        is_measuring = has_skills and (self._fill_job is not None or self._job is not None)
        self._body.setVisible(has_map)
        self._empty.setVisible(not has_map and not is_measuring)
        self._explain_emptiness(has_skills=has_skills)
        self._caption.setText(self._caption_text() if has_map else "")
        self._caption.setToolTip(self._share_text() if has_map else "")
        self._show_list()

    def _explain_emptiness(self, *, has_skills: bool) -> None:
        if has_skills:
            self._empty.say(
                self.tr("Fewer than two skills are measured"),
                self.tr("The map shows those that are. Measuring goes on where it was stopped."),
                action=self.tr("Measure them"),
            )
        else:
            self._empty.say(
                self.tr("The map needs two skills or more"),
                self.tr("Skills that are alike lie near each other. Save or import some, and they appear here."),
            )

    def _caption_text(self) -> str:
        if self._positions.by == "descriptions":
            return self.tr("Near each other: skills that are described alike.")
        return self.tr("Near each other: skills that do similar things.")

    def _share_text(self) -> str:
        text = self.tr("The picture holds {percent} of the differences between the skills.")
        return text.format(percent=percent_text(self._positions.share))

    @Slot()
    def _show_list(self) -> None:
        chosen = self.map.chosen
        if chosen:
            self._order = self.map.nearest(chosen)
            self._list_title.setText(self.tr("Most like “{name}”").format(name=self._names.get(chosen, "")))
        else:
            self._order = sorted(self._shown(), key=lambda each: self._names[each].casefold())
            self._list_title.setText(self.tr("All skills on the map"))
        self._list_model.setStringList([self._names[each] for each in self._order])

    def _shown(self) -> list[str]:
        return [each for each in self._positions.points if each in self._names]

    def _fit(self) -> None:
        self._side.setFixedWidth(_LIST_EMS * self.fontMetrics().height())
        for each in (self._nearer, self._further):
            each.setFixedWidth(3 * self.fontMetrics().height())

    def _begin(self) -> None:
        self._stop()
        self._lay_out()
        if not self._refused.issuperset(self._names):
            self._measure()

    def _stop(self) -> None:
        """Let go of what is being done; what was measured so far is kept."""
        jobs = self._job, self._fill_job
        self._job = self._fill_job = None
        for job in jobs:
            if job is not None:
                job.cancel()

    def _lay_out(self) -> None:
        self._job = self._runner.run(lay_out, lane=Lane.GENERATOR, pack=self._pack)
        self._job.succeeded.connect(self._on_lay_out_succeeded)
        self._job.finished.connect(self._on_job_finished)

    @Slot()
    def _measure(self) -> None:
        self._refused.clear()
        device = self._preferences.current.device
        self._fill_job = self._runner.run(fill_vectors, lane=Lane.GENERATOR, pack=self._pack, device=device)
        self._fill_job.succeeded.connect(self._on_fill_ended)
        self._fill_job.cancelled.connect(self._on_fill_cancelled)
        self._fill_job.cancelled.connect(self._on_fill_ended)
        self._fill_job.finished.connect(self._on_job_finished)
        self._busy.follow(self._fill_job, self.tr("Measuring skills for the map…"))
        self._show_state()

    @Slot(object)
    def _on_lay_out_succeeded(self, positions: SkillPositions) -> None:
        if self.sender() is self._job:
            self._positions = positions
            self.map.set_positions(positions.points, self._names)

    @Slot()
    def _on_fill_cancelled(self) -> None:
        if self.sender() is self._fill_job:
            self._refused = set(self._names)

    @Slot(object)
    def _on_fill_ended(self, count: int | None) -> None:
        """Nobody knows how many were measured where it was stopped: the map shows them."""
        if self.sender() is self._fill_job and count != 0:
            self._lay_out()

    @Slot()
    def _on_job_finished(self) -> None:
        if self.sender() is self._fill_job:
            self._fill_job = None
        if self.sender() is self._job:
            self._job = None
        self._show_state()

    @Slot(QModelIndex)
    def _on_list_clicked(self, index: QModelIndex) -> None:
        """The list stays as it is below the pointer."""
        self.map.select(self._order[index.row()])

    @Slot(QModelIndex)
    def _on_list_activated(self, index: QModelIndex) -> None:
        """Enter and double click go on from there: to what is most like it."""
        self._on_list_clicked(index)
        self._show_list()

    @Slot()
    def _on_nearer_clicked(self) -> None:
        self.map.zoom_by(ZOOM_STEP)

    @Slot()
    def _on_further_clicked(self) -> None:
        self.map.zoom_by(1 / ZOOM_STEP)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self._refused.clear()
            self._begin()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._stop()
