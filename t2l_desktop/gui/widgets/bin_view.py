"""Deleted things, which wait for thirty days to be brought back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QMenu, QWidget

from t2l_desktop.core.records import Adapter, Chat
from t2l_desktop.gui.models.records import RecordModel
from t2l_desktop.gui.widgets.basics import button, label, row, stack
from t2l_desktop.gui.widgets.icon_button import IconButton

Record = TypeVar("Record", Adapter, Chat)


class BinView(QWidget, Generic[Record]):
    """A list from which things are restored, with Enter, a double click, the button or the menu.

    Subclasses set the texts, and add what else there is to do to `buttons`.
    """

    restore_requested = Signal(object)
    left = Signal()

    def __init__(self, model: RecordModel[Record], view: QListView) -> None:
        super().__init__()
        self._model: RecordModel[Record] = model
        self._view = view
        self._back = IconButton("back")
        self._title = label("strong")
        self._note = label("muted")
        self._restore = button("plain")
        self.buttons = row()
        self._build_bin()
        self._connect_bin()

    @property
    def records(self) -> Sequence[Record]:
        return self._model.records

    @property
    def selected(self) -> list[Record]:
        """What is marked, from top to bottom."""
        rows = sorted(index.row() for index in self._view.selectionModel().selectedIndexes())
        return [self._model.records[number] for number in rows]

    def set_records(self, records: Sequence[Record]) -> None:
        """Show these; the place in the list stays, and what is marked too where they are the same."""
        if list(records) != self.records:
            at = max(0, self._view.currentIndex().row())
            self._model.set_records(records)
            self._view.setCurrentIndex(self._model.index(min(at, len(records) - 1)))
        self._restore.setEnabled(bool(records))

    def fill_menu(self, menu: QMenu) -> None:
        """What else there is to do in the menu."""

    def _build_bin(self) -> None:
        self._model.setParent(self)
        self._view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        head = row(spacing=4)
        head.addWidget(self._back)
        head.addWidget(self._title, 1)
        self.buttons.addWidget(self._restore, 1)
        column = stack(spacing=8)
        column.addLayout(head)
        column.addWidget(self._note)
        column.addWidget(self._view, 1)
        column.addLayout(self.buttons)
        self.setLayout(column)
        self.setFocusProxy(self._view)

    def _connect_bin(self) -> None:
        self._back.clicked.connect(self.left)
        self._restore.clicked.connect(self._on_restore_clicked)
        self._view.activated.connect(self._on_restore_clicked)
        self._view.customContextMenuRequested.connect(self._on_view_menu_requested)

    @Slot()
    def _on_restore_clicked(self) -> None:
        if self.selected:
            self.restore_requested.emit([record.id for record in self.selected])

    @Slot(QPoint)
    def _on_view_menu_requested(self, position: QPoint) -> None:
        if not self._view.indexAt(position).isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self._restore.text(), self._on_restore_clicked)
        self.fill_menu(menu)
        menu.popup(self._view.viewport().mapToGlobal(position))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
