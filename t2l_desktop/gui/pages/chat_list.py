"""The chats, last used first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QListView, QMenu, QWidget

from t2l_desktop.core.records import Chat
from t2l_desktop.gui.models.records import ChatModel
from t2l_desktop.gui.widgets.basics import label, stack
from t2l_desktop.gui.widgets.records import RecordDelegate


class ChatList(QWidget):
    """Tells which chat is chosen, and what is wished for it."""

    chat_chosen = Signal(object)
    rename_requested = Signal(str, str)
    delete_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._is_setting = False
        self._model = ChatModel(self)
        self._view = QListView()
        self._empty = label("muted")
        self._delete_key = QAction(self._view)
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    @property
    def chats(self) -> Sequence[Chat]:
        return self._model.records

    def chat(self, chat_id: str) -> Chat | None:
        """A chat of the list; None where it is not in it."""
        return self._model.record(self._model.index_of(chat_id))

    def set_chats(self, chats: Sequence[Chat], current_id: str) -> None:
        """Show these chats with one of them marked; that is no choice by the person."""
        self._is_setting = True
        self._model.set_records(chats)
        self._view.setCurrentIndex(self._model.index_of(current_id))
        self._is_setting = False
        self._empty.setVisible(not chats)
        self._view.setVisible(bool(chats))

    def edit_title(self, chat_id: str) -> None:
        """Let the person type another title."""
        index = self._model.index_of(chat_id)
        if index.isValid():
            self._view.setFocus()
            self._view.edit(index)

    def _build_ui(self) -> None:
        self._view.setModel(self._model)
        self._view.setItemDelegate(RecordDelegate(self._view, has_line_below=False))
        self._view.setUniformItemSizes(True)
        self._view.setMouseTracking(True)
        self._view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.setEditTriggers(QListView.EditTrigger.EditKeyPressed)
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._delete_key.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        self._delete_key.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._view.addAction(self._delete_key)
        column = stack(spacing=8)
        column.addWidget(self._empty)
        column.addWidget(self._view, 1)
        column.addStretch(0)
        self.setLayout(column)

    def _connect_signals(self) -> None:
        self._model.rename_requested.connect(self.rename_requested)
        self._view.selectionModel().currentChanged.connect(self._on_view_current_changed)
        self._view.customContextMenuRequested.connect(self._on_view_menu_requested)
        self._delete_key.triggered.connect(self._on_delete_triggered)

    def _retranslate(self) -> None:
        self._view.setAccessibleName(self.tr("Chats"))
        self._empty.setText(self.tr("Your chats are kept here, on this computer."))

    @property
    def _current(self) -> Chat | None:
        return self._model.record(self._view.currentIndex())

    @Slot()
    def _on_view_current_changed(self) -> None:
        if self._current is not None and not self._is_setting:
            self.chat_chosen.emit(self._current)

    @Slot()
    def _on_delete_triggered(self) -> None:
        if self._current is not None:
            self.delete_requested.emit(self._current.id)

    @Slot()
    def _on_rename_triggered(self) -> None:
        if self._current is not None:
            self.edit_title(self._current.id)

    @Slot(QPoint)
    def _on_view_menu_requested(self, position: QPoint) -> None:
        if self._current is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Rename"), self._on_rename_triggered)
        menu.addSeparator()
        menu.addAction(self.tr("Delete"), self._on_delete_triggered)
        menu.popup(self._view.viewport().mapToGlobal(position))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
