"""Several skills as one: weigh them, try the blend, keep it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from t2l_desktop.core.recipes import MAX_PARTS
from t2l_desktop.core.records import Adapter, AdapterUse
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.gui.pages.trying import TryPanel
from t2l_desktop.gui.widgets.aside import AsidePage
from t2l_desktop.gui.widgets.basics import Choice, button, frame, label, margins, row, stack
from t2l_desktop.gui.widgets.blend_size import BlendSize
from t2l_desktop.gui.widgets.busy import BusyRow
from t2l_desktop.gui.widgets.weight import STEP, WeightRow
from t2l_desktop.operations.adapters import list_adapters, save_adapter
from t2l_desktop.operations.blending import BlendedAdapter, blend_adapters, discard_draft, measure_blend
from t2l_desktop.operations.scores import words_help
from t2l_desktop.operations.words import MAX_NAME, blend_name, cleaned_name

_MEASURE_AFTER_MS = 250
_LEAST_PARTS = 2


class BlendPage(AsidePage):
    """Not on the rail: it is opened with skills and left again; the blend is a draft until Save names it."""

    saved = Signal(object)
    chat_requested = Signal(object)
    drafts_changed = Signal()

    def __init__(self, runner: JobRunner) -> None:
        super().__init__()
        self._runner = runner
        self._draft: Adapter | None = None
        self._is_fresh = False  # whether the draft is what the sliders say
        self._is_named = False  # by the person
        self._saved: Adapter | None = None
        self._then = ""  # what is to be done with the blend that is being made: "try" or "save"
        self._job: Job | None = None
        self._left_to_save: set[Job] = set()  # of blends that the page does not show any more
        self._measure_job: Job | None = None
        self._list_job: Job | None = None
        self._skills: list[Adapter] = []
        self._rows: list[WeightRow] = []
        self._intro = label("muted")
        self._parts = stack(spacing=8)
        self._add_label = label("plain", wraps=False)
        self._add = Choice()
        self._size = BlendSize()
        self._name_label = label("plain", wraps=False)
        self._name = QLineEdit(maxLength=MAX_NAME)
        self._trying = TryPanel(runner)
        self._save = button("filled")
        self._chat = button("plain")
        self._busy = BusyRow()
        self._measure_timer = QTimer(self, singleShot=True, interval=_MEASURE_AFTER_MS)
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    def start(self, adapters: Sequence[Adapter]) -> None:
        """Begin a blend of these skills, of all of them equally much; to a single one, others are added on the page."""
        self._let_go()
        for part in self._rows:
            part.deleteLater()
        self._rows, self._saved, self._is_named = [], None, False
        share = round(1 / max(len(adapters), _LEAST_PARTS) / STEP) * STEP
        for adapter in adapters[:MAX_PARTS]:
            self._put_in(adapter, share)
        self._size.reset()
        self._trying.clear()
        self._list_job = self._runner.run(list_adapters)
        self._list_job.succeeded.connect(self._on_list_succeeded)
        self._on_parts_changed()

    def _build_ui(self) -> None:
        adding = row(spacing=12)
        adding.addWidget(self._add_label)
        adding.addWidget(self._add, 1)
        self._add_label.setBuddy(self._add)
        name = row(spacing=12)
        name.addWidget(self._name_label)
        name.addWidget(self._name, 1)
        self._name_label.setBuddy(self._name)
        buttons = row()
        buttons.addWidget(self._save)
        buttons.addWidget(self._chat)
        buttons.addStretch(1)
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        margins(inside, 24)
        inside.setSpacing(20)
        inside.addWidget(self._size)
        inside.addWidget(frame("line"))
        inside.addWidget(self._trying)
        inside.addWidget(frame("line"))
        inside.addLayout(name)
        inside.addLayout(buttons)
        inside.addWidget(self._busy)
        self.column.addWidget(self._intro)
        self.column.addLayout(self._parts)
        self.column.addLayout(adding)
        self.column.addWidget(card)
        self.column.addStretch(1)

    def _connect_signals(self) -> None:
        self._add.activated.connect(self._on_add_activated)
        self._size.changed.connect(self._outdate)
        self._measure_timer.timeout.connect(self._on_measure_timer_timeout)
        self._trying.try_requested.connect(self._on_try_requested)
        self._name.textEdited.connect(self._on_name_edited)
        self._name.returnPressed.connect(self._on_save_clicked)
        self._save.clicked.connect(self._on_save_clicked)
        self._chat.clicked.connect(self._on_chat_clicked)

    def _retranslate(self) -> None:
        super()._retranslate()
        self._title.setText(self.tr("Blend skills"))
        self._intro.setText(
            self.tr("What the skills do is added up, of each as much as its slider says. The skills stay as they are.")
        )
        self._add_label.setText(self.tr("Add a skill"))
        self._add.setAccessibleName(self.tr("Add a skill to the blend"))
        self._name_label.setText(self.tr("Name"))
        self._name.setAccessibleName(self.tr("Name of the blend"))
        self._chat.setText(self.tr("Chat with it"))
        self._fill_choice()
        self._show_state()

    @property
    def _uses(self) -> list[AdapterUse]:
        return [AdapterUse(adapter_id=part.adapter.id, strength=part.weight) for part in self._rows]

    @property
    def _is_saving(self) -> bool:
        return self._job is not None and self._then == "save"

    @property
    def _can_blend(self) -> bool:
        return len(self._rows) >= _LEAST_PARTS and any(part.weight for part in self._rows)

    @Slot()
    def _show_state(self) -> None:
        is_free = self._job is None
        name = cleaned_name(self._name.text())
        is_saved = self._saved is not None and self._is_fresh and self._saved.name == name
        self._save.setText(self.tr("Saved") if is_saved else self.tr("Save"))
        self._save.setEnabled(is_free and not is_saved and self._can_blend and bool(name))
        self._chat.setVisible(is_saved)
        self._trying.setEnabled(self._can_blend)
        for part in self._rows:
            part.setEnabled(is_free)
            part.set_removable(len(self._rows) > _LEAST_PARTS)
        self._size.setEnabled(is_free)
        self._add.setEnabled(is_free and self._add.count() > 1 and len(self._rows) < MAX_PARTS)

    def _put_in(self, adapter: Adapter, weight: float) -> None:
        part = WeightRow(adapter, weight)
        part.changed.connect(self._on_weight_changed)
        part.remove_requested.connect(self._on_remove_requested)
        self._rows.append(part)
        self._parts.addWidget(part)

    def _on_parts_changed(self) -> None:
        if not self._is_named:
            self._name.setText(blend_name([part.adapter.name for part in self._rows]))
            self._name.setCursorPosition(0)
        self._fill_choice()
        self._on_weight_changed()

    def _fill_choice(self) -> None:
        """The skills of the same base that are not in the blend yet."""
        inside = {part.adapter.id for part in self._rows}
        base = self._rows[0].adapter.base_fingerprint if self._rows else ""
        self._add.clear()
        self._add.addItem(self.tr("Choose…"))
        for adapter in self._skills:
            if adapter.id not in inside and (not inside or adapter.base_fingerprint == base):
                self._add.addItem(adapter.name, adapter)

    @Slot()
    def _outdate(self) -> None:
        """What was made so far is not what the page says any more."""
        self._is_fresh = False
        self._trying.forget_skill()
        self._show_state()

    def _let_go(self) -> None:
        """Stop what runs, and remove a draft that nobody has kept or is about to keep."""
        if self._measure_job is not None:
            self._measure_job.cancel()
        if self._job is not None and self._is_saving:
            self._left_to_save.add(self._job)
        elif self._job is not None:
            self._job.cancel()
        if self._draft is not None and self._saved is None and not self._is_saving:
            self._discard(self._draft)
        self._job = self._measure_job = None
        self._trying.stop()
        self._measure_timer.stop()
        self._draft, self._is_fresh = None, False

    def _discard(self, draft: Adapter) -> None:
        self._runner.run(discard_draft, adapter_id=draft.id).finished.connect(self.drafts_changed)

    def _make(self, then: str) -> None:
        """Make the blend, unless it is there, and go on with it."""
        self._then = then
        if self._is_fresh and self._draft is not None:
            self._go_on(self._draft)
            return
        replaced = self._draft.id if self._draft is not None and self._saved is None else ""
        self._saved = None
        job = self._runner.run(
            blend_adapters,
            lane=Lane.GENERATOR,
            parts=self._uses,
            rank=self._size.rank,
            name=self._name.text(),
            replaces=replaced,
        )
        job.succeeded.connect(self._on_blend_succeeded)
        self._follow(job)

    def _follow(self, job: Job) -> None:
        self._job = job
        job.finished.connect(self._on_job_finished)
        self._busy.follow(job, self.tr("Blending…"))
        self._show_state()

    def _go_on(self, draft: Adapter) -> None:
        if self._then == "save":
            job = self._runner.run(save_adapter, adapter_id=draft.id, name=self._name.text())
            job.succeeded.connect(self._on_save_succeeded)
            self._follow(job)

    @Slot(object)
    def _on_blend_succeeded(self, blended: BlendedAdapter) -> None:
        draft = blended.adapter
        if self.sender() in self._left_to_save:
            job = self._runner.run(save_adapter, adapter_id=draft.id, name=draft.name)
            job.succeeded.connect(self._on_save_succeeded)
            return
        if self.sender() is not self._job:
            self._discard(draft)
            return
        self.drafts_changed.emit()
        self._draft, self._is_fresh = draft, True
        self._trying.set_in_words(words_help(blended.pack))
        self._trying.try_with(blended.pack, draft, now=self._then == "try")
        self._job = None
        self._go_on(draft)

    @Slot(object)
    def _on_save_succeeded(self, adapter: Adapter) -> None:
        if self.sender() is self._job:
            self._draft = self._saved = adapter
        self.saved.emit(adapter)

    @Slot()
    def _on_job_finished(self) -> None:
        self._left_to_save = {job for job in self._left_to_save if job is not self.sender()}
        if self.sender() is self._job:
            self._job = None
        self._show_state()

    @Slot(object)
    def _on_list_succeeded(self, skills: list[Adapter]) -> None:
        if self.sender() is self._list_job:
            self._skills = skills
            self._fill_choice()
            self._show_state()

    @Slot(int)
    def _on_add_activated(self, place: int) -> None:
        adapter = self._add.itemData(place)
        if isinstance(adapter, Adapter) and len(self._rows) < MAX_PARTS:
            self._put_in(adapter, self._rows[-1].weight if self._rows else 1.0)
            self._on_parts_changed()
            self._rows[-1].setFocus()

    @Slot(str)
    def _on_remove_requested(self, adapter_id: str) -> None:
        gone = next(part for part in self._rows if part.adapter.id == adapter_id)
        self._rows.remove(gone)
        gone.hide()
        gone.deleteLater()
        self._on_parts_changed()
        self._rows[0].setFocus()

    @Slot()
    def _on_weight_changed(self) -> None:
        self._outdate()
        self._measure_timer.start()

    @Slot()
    def _on_measure_timer_timeout(self) -> None:
        if self._measure_job is not None:
            self._measure_job.cancel()
            self._measure_job = None
        if self._can_blend:
            self._measure_job = self._runner.run(measure_blend, lane=Lane.GENERATOR, parts=self._uses)
            self._measure_job.succeeded.connect(self._on_measure_succeeded)

    @Slot(object)
    def _on_measure_succeeded(self, kept: tuple[float, ...]) -> None:
        if self.sender() is self._measure_job:
            self._measure_job = None
            self._size.set_kept(kept)

    @Slot()
    def _on_try_requested(self) -> None:
        if self._job is None and self._can_blend:
            self._make("try")

    @Slot()
    def _on_name_edited(self) -> None:
        self._is_named = True
        self._show_state()

    @Slot()
    def _on_save_clicked(self) -> None:
        if self._save.isEnabled():
            self._make("save")

    @Slot()
    def _on_chat_clicked(self) -> None:
        if self._saved is not None:
            self.chat_requested.emit([self._saved])

    def hideEvent(self, event: QHideEvent) -> None:
        """However the person leaves; what is to be saved is still saved."""
        super().hideEvent(event)
        if not event.spontaneous() and not self._is_saving:
            self._let_go()
