"""The skills of the library as a list: chosen, starred, deleted, dragged out."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QListView

from t2l_desktop.core.records import Adapter
from t2l_desktop.gui.dragging import drag_skills
from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.gui.models.records import AdapterModel
from t2l_desktop.gui.shortcuts import Key
from t2l_desktop.gui.widgets.skill_delegate import SkillDelegate


class SkillList(QListView):
    """Tells what is wished for the selected skills; a click on a star is for its row alone and selects nothing."""

    selection_changed = Signal()
    favourite_requested = Signal(object, bool)
    rename_requested = Signal()
    delete_requested = Signal()

    def __init__(self, model: AdapterModel, runner: JobRunner) -> None:
        super().__init__()
        self._skills = model
        self._runner = runner
        self._is_setting = False
        self._build_ui()
        self._connect_signals()

    @property
    def selected(self) -> list[Adapter]:
        """The selected skills, from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [self._skills.records[number] for number in rows]

    @property
    def _current(self) -> tuple[int, str]:
        record = self._skills.record(self.currentIndex())
        return self.currentIndex().row(), record.id if record is not None else ""

    def show_skills(self, adapters: Sequence[Adapter], *, select: Collection[str]) -> None:
        """Show these with those selected that are among them, or else one where the selection was.

        The list stays where it was scrolled to, unless another skill is the current one or it has another place.
        """
        bar, before = self.verticalScrollBar(), self._current
        was_at, current = bar.value(), max(0, self.currentIndex().row())
        self._is_setting = True
        self.setAutoScroll(False)
        self._skills.set_records(adapters)
        wanted = [index for each in select if (index := self._skills.index_of(each)).isValid()]
        if wanted:
            self._select([index.row() for index in wanted])
        elif adapters:
            self.setCurrentIndex(self._skills.index(min(current, len(adapters) - 1)))
        if was_at:
            self.doItemsLayout()  # until then there is nowhere to scroll to
            bar.setValue(was_at)
        self.setAutoScroll(True)
        self._is_setting = False
        if self._current != before:
            self.scrollTo(self.currentIndex())
        self.selection_changed.emit()

    def _select(self, rows: Sequence[int]) -> None:
        selection = QItemSelection()
        first = before = rows[0]
        for number in (*sorted(rows)[1:], -1):
            if number != before + 1:
                selection.select(self._skills.index(first), self._skills.index(before))
                first = number
            before = number
        flag = QItemSelectionModel.SelectionFlag
        if self.currentIndex().row() not in rows:
            self.selectionModel().setCurrentIndex(self._skills.index(rows[0]), flag.NoUpdate)
        self.selectionModel().select(selection, flag.ClearAndSelect)

    def _build_ui(self) -> None:
        self.setModel(self._skills)
        self.setProperty("role", "framed")
        self.setItemDelegate(SkillDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setDragEnabled(True)
        self.setDragDropMode(QListView.DragDropMode.DragOnly)

    def _connect_signals(self) -> None:
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        for key, slot in (
            (Key.DELETE, self.delete_requested.emit),
            (Key.RENAME, self.rename_requested.emit),
            (Key.FAVOURITE, self._on_favourite_triggered),
        ):
            action = QAction(self)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(slot)
            self.addAction(action)

    @Slot()
    def _on_selection_changed(self) -> None:
        if not self._is_setting:
            self.selection_changed.emit()

    @Slot()
    def _on_favourite_triggered(self) -> None:
        skills = self.selected
        if skills:
            self.favourite_requested.emit(skills, not all(each.is_favourite for each in skills))

    def startDrag(self, supportedActions: Qt.DropAction) -> None:  # noqa: N803 - Qt's name
        if self.selected:
            drag_skills(self, self._runner, self.selected).carry()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        adapter = self._skills.record(index)
        star = SkillDelegate.star_area(self.visualRect(index), self.font())
        is_star = adapter is not None and star.contains(event.position().toPoint())
        if adapter is not None and is_star and event.button() == Qt.MouseButton.LeftButton:
            self.favourite_requested.emit([adapter], not adapter.is_favourite)
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two clicks on a star are two clicks on a star."""
        index = self.indexAt(event.position().toPoint())
        if SkillDelegate.star_area(self.visualRect(index), self.font()).contains(event.position().toPoint()):
            self.mousePressEvent(event)
            return
        super().mouseDoubleClickEvent(event)
