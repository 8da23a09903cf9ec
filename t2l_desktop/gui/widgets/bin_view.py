"""Deleted things, which wait for thirty days to be brought back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QBoxLayout, QListView, QMenu, QWidget

from t2l_desktop.core.records import Adapter, Chat
from t2l_desktop.gui.models.records import RecordModel
from t2l_desktop.gui.shortcuts import Key
from t2l_desktop.gui.widgets.basics import button, frame, label, row, stack
from t2l_desktop.gui.widgets.icon_button import IconButton
from t2l_desktop.gui.widgets.records import record_list
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.library.pack_bin import BinnedPack

Record = TypeVar("Record", bound=Adapter | Chat | BinnedPack)


def bin_list(model: RecordModel[Record]) -> QListView:
    """A framed list of which several are marked at a time."""
    view = record_list(model)
    view.setProperty("role", "framed")
    view.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
    return view


class BinView(Translated, QWidget, Generic[Record]):
    """A list from which things are restored, with Enter, a double click, the button or the menu, or taken away.

    Subclasses set the texts; one that is narrow has its buttons below each other.
    """

    restore_requested = Signal(object)
    remove_requested = Signal(object)
    left = Signal()

    def __init__(self, model: RecordModel[Record], view: QListView, *, narrow: bool = False) -> None:
        super().__init__()
        self._model: RecordModel[Record] = model
        self._view = view
        self._back = IconButton("back")
        self._title = label("strong")
        self._note = label("muted")
        self._restore = button("plain")
        self._remove = button("plain")
        self._remove_key = QAction(view)
        self._column = stack(spacing=8)
        self._build_bin(narrow=narrow)
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
        for each in (self._restore, self._remove):
            each.setEnabled(bool(records))

    def _build_bin(self, *, narrow: bool) -> None:
        self._model.setParent(self)
        self._view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        head = row(spacing=4)
        head.addWidget(self._back)
        head.addWidget(self._title, 1)
        self._remove_key.setShortcut(QKeySequence(Key.DELETE))
        self._remove_key.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._view.addAction(self._remove_key)
        buttons: QBoxLayout = stack(spacing=8) if narrow else row()
        buttons.addWidget(self._restore)
        buttons.addWidget(self._remove)
        if not narrow:
            buttons.addStretch(1)
        self._column.addLayout(head)
        self._column.addWidget(self._note)
        self._column.addWidget(self._view, 1)
        self._column.addLayout(buttons)
        self.setLayout(self._column)
        self.setFocusProxy(self._view)

    def _connect_bin(self) -> None:
        self._back.clicked.connect(self.left)
        self._restore.clicked.connect(self._on_restore_clicked)
        self._view.activated.connect(self._on_restore_clicked)
        self._view.customContextMenuRequested.connect(self._on_view_menu_requested)
        self._remove.clicked.connect(self._on_remove_clicked)
        self._remove_key.triggered.connect(self._on_remove_clicked)

    def _retranslate(self) -> None:
        raise NotImplementedError

    @Slot()
    def _on_restore_clicked(self) -> None:
        if self.selected:
            self.restore_requested.emit([record.id for record in self.selected])

    @Slot()
    def _on_remove_clicked(self) -> None:
        if self.selected:
            self.remove_requested.emit([record.id for record in self.selected])

    @Slot(QPoint)
    def _on_view_menu_requested(self, position: QPoint) -> None:
        if not self._view.indexAt(position).isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self._restore.text(), self._on_restore_clicked)
        menu.addAction(self._remove.text(), self._on_remove_clicked)
        menu.popup(self._view.viewport().mapToGlobal(position))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class AskingBin(BinView[Record]):
    """Deletes for good: that is asked once, in a bar below the list that holds the keyboard at No.

    Subclasses say whose bin it is, and how to ask.
    """

    def __init__(self, model: RecordModel[Record], view: QListView, *, narrow: bool = False) -> None:
        super().__init__(model, view, narrow=narrow)
        self._doomed: Sequence[Record] = ()
        self._bar = frame("notice")
        self._question = label("strong")
        self._yes = button("plain")
        self._no = button("plain")
        inside: QBoxLayout = stack(spacing=8) if narrow else row()
        inside.setContentsMargins(16, 8, 8, 8)
        inside.addWidget(self._question, 1)
        inside.addWidget(self._yes)
        inside.addWidget(self._no)
        self._bar.setLayout(inside)
        self._column.addWidget(self._bar)
        self._bar.hide()
        self._yes.clicked.connect(self._on_yes_clicked)
        self._no.clicked.connect(self._on_no_clicked)

    def set_records(self, records: Sequence[Record]) -> None:
        """Show these; a question about one that is gone is not asked any more."""
        super().set_records(records)
        if not {each.id for each in self._doomed} <= {each.id for each in records}:
            self._ask(())

    def question(self, records: Sequence[Record]) -> str:
        """How to ask whether these shall be deleted for good."""
        raise NotImplementedError

    def _retranslate(self) -> None:
        self._note.setText(self.tr("They stay here for thirty days, then they are deleted for good."))
        self._restore.setText(self.tr("Restore"))
        self._remove.setText(self.tr("Delete for good…"))
        self._yes.setText(self.tr("Delete for good"))
        self._no.setText(self.tr("Keep"))
        self._ask(self._doomed)

    def _ask(self, records: Sequence[Record]) -> None:
        self._doomed = records
        text = self.question(records) if records else ""
        self._question.setText(text)
        self._bar.setAccessibleName(text)
        self._bar.setVisible(bool(records))

    @Slot()
    def _on_remove_clicked(self) -> None:
        self._ask(self.selected)
        self._no.setFocus()

    @Slot()
    def _on_yes_clicked(self) -> None:
        self.remove_requested.emit([record.id for record in self._doomed])
        self._on_no_clicked()

    @Slot()
    def _on_no_clicked(self) -> None:
        self._ask(())
        self._view.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._doomed:
            self._on_no_clicked()
        else:
            super().keyPressEvent(event)
