"""Choosing the skill for one answer: a list below a button, those first that the message is most like."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QWidget

from t2l_desktop.core.records import Adapter, Message, Pack
from t2l_desktop.core.tags import folded
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.gui.models.records import AdapterModel
from t2l_desktop.gui.widgets.basics import button, margins, stack
from t2l_desktop.gui.widgets.records import RecordDelegate
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.operations.routing import Candidate, Fit, find_skills, fit_of

_WIDTH_EMS, _GAP = 26, 8
_FEWEST_ROWS, _MOST_ROWS = 2, 6
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class _Offered(AdapterModel):
    """Skills with how well they fit the message at the end of their rows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.fits: dict[str, Fit] = {}

    def aside(self, record: Adapter) -> str:
        words = {Fit.GOOD: self.tr("fits well"), Fit.SOMEWHAT: self.tr("may fit")}
        return words.get(self.fits.get(record.id, Fit.NONE), "")

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Search(QLineEdit):
    """A line whose arrows move through the list below it."""

    moved = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _MOVES:
            self.moved.emit(event)
        else:
            super().keyPressEvent(event)


class SkillPicker(Translated, QFrame):
    """Closes with Escape or a click elsewhere; `chosen` carries the answer and a skill's id, "" for the base alone."""

    chosen = Signal(object, str)

    def __init__(self, parent: QWidget, runner: JobRunner) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "notice")
        self._runner = runner
        self._message: Message | None = None
        self._job: Job | None = None
        self._adapters: list[Adapter] = []
        self._folded: list[str] = []
        self._search = _Search(clearButtonEnabled=True)
        self._list = QListView()
        self._model = _Offered(self)
        self._base = button("link")
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    def ask(self, message: Message, *, question: str, pack: Pack, adapters: Sequence[Adapter], below: QWidget) -> None:
        """Let the person choose who answers the question of `message`, another answer, among `adapters`."""
        self._forget_job()
        self._message = message
        used = {use.adapter_id for use in message.adapters}
        self._model.fits = {}
        self._offer([each for each in adapters if each.id not in used])
        self._base.setVisible(bool(used))
        self._search.clear()
        self._fill()
        self._job = self._runner.run(find_skills, lane=Lane.GENERATOR, text=question, pack=pack)
        self._job.succeeded.connect(partial(self._on_job_succeeded, message))
        self._place(below)
        self.show()
        self._search.setFocus()

    def _build_ui(self) -> None:
        self._list.setModel(self._model)
        self._list.setItemDelegate(RecordDelegate(self._list))
        self._list.setUniformItemSizes(True)
        self._list.setMouseTracking(True)
        self._list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = stack(spacing=_GAP)
        margins(whole, _GAP)
        whole.addWidget(self._search)
        whole.addWidget(self._list, 1)
        whole.addWidget(self._base)
        self.setLayout(whole)

    def _connect_signals(self) -> None:
        self._search.textChanged.connect(self._fill)
        self._search.moved.connect(self._on_search_moved)
        self._search.returnPressed.connect(self._on_search_return_pressed)
        self._list.clicked.connect(self._on_list_activated)
        self._list.activated.connect(self._on_list_activated)
        self._base.clicked.connect(self._on_base_clicked)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Answer with another skill"))
        self._search.setPlaceholderText(self.tr("Answer with another skill"))
        self._search.setAccessibleName(self.tr("Find a skill"))
        self._list.setAccessibleName(self.tr("Skills"))
        self._base.setText(self.tr("The base model alone"))

    def _place(self, below: QWidget) -> None:
        """Below the button where there is room, above it elsewhere, and never beyond the screen."""
        em = self.fontMetrics().height()
        row_height = self._list.sizeHintForRow(0) if self._model.records else 2 * em
        rows = max(_FEWEST_ROWS, min(len(self._adapters), _MOST_ROWS))
        self._list.setFixedHeight(rows * row_height + 2 * self._list.frameWidth() + 2)
        self.ensurePolished()
        self.resize(_WIDTH_EMS * em, self.minimumSizeHint().height())
        screen = below.screen().availableGeometry()
        at = below.mapToGlobal(QPoint(below.width() - self.width(), below.height() + 4))
        if at.y() + self.height() > screen.bottom():
            at.setY(max(screen.top(), below.mapToGlobal(QPoint(0, -4)).y() - self.height()))
        at.setX(max(screen.left(), min(at.x(), screen.right() - self.width())))
        self.move(at)

    def _offer(self, adapters: Sequence[Adapter]) -> None:
        self._adapters = list(adapters)
        self._folded = [folded(f"{each.name}\n{each.description}") for each in self._adapters]

    @Slot()
    def _fill(self) -> None:
        words = folded(self._search.text()).split()
        pairs = zip(self._adapters, self._folded, strict=True)
        self._model.set_records([each for each, text in pairs if all(word in text for word in words)])
        self._list.setCurrentIndex(self._model.index(0))

    def _forget_job(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.cancel()

    def _choose(self, adapter_id: str) -> None:
        message, self._message = self._message, None
        self.hide()
        if message is not None:
            self.chosen.emit(message, adapter_id)

    def _on_job_succeeded(self, message: Message, candidates: list[Candidate]) -> None:
        """Put those first that the message is most like; what one has pointed at by then stays where one points."""
        self._job = None
        if message is not self._message:
            return
        self._model.fits = {each.adapter_id: fit_of(each.likeness) for each in candidates}
        places = {each.adapter_id: place for place, each in enumerate(candidates)}
        self._offer(sorted(self._adapters, key=lambda each: places.get(each.id, len(places))))
        current = self._list.currentIndex()
        pointed_at = self._model.record(current) if current.row() > 0 else None  # at the first one nobody has pointed
        self._fill()
        if pointed_at is not None:
            self._list.setCurrentIndex(self._model.index_of(pointed_at.id))

    @Slot(object)
    def _on_search_moved(self, event: QKeyEvent) -> None:
        self._list.keyPressEvent(event)

    @Slot()
    def _on_search_return_pressed(self) -> None:
        self._on_list_activated(self._list.currentIndex())

    @Slot(QModelIndex)
    def _on_list_activated(self, index: QModelIndex) -> None:
        adapter = self._model.record(index)
        if adapter is not None:
            self._choose(adapter.id)

    @Slot()
    def _on_base_clicked(self) -> None:
        self._choose("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return
        super().keyPressEvent(event)
