"""The chats, pinned ones first, then last used first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QListView, QMenu, QWidget

from t2l_desktop.core.records import Chat
from t2l_desktop.gui.models.records import ChatModel
from t2l_desktop.gui.shortcuts import Key
from t2l_desktop.gui.widgets.basics import label, stack
from t2l_desktop.gui.widgets.records import record_list
from t2l_desktop.gui.widgets.translated import Translated


class _OpeningView(QListView):
    """Choosing a chat opens it, a right click only asks for a menu, and Tab ends a new name and goes to no other."""

    def closeEditor(self, editor: QWidget, _hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.RightButton:
            super().mousePressEvent(event)


def chat_view(model: ChatModel, view: QListView | None = None) -> QListView:
    """A list of chats."""
    view = record_list(model, view)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return view


class ChatList(Translated, QWidget):
    """Tells which chat is chosen, and what is wished for it."""

    chat_chosen = Signal(object)
    rename_requested = Signal(str, str)
    pin_requested = Signal(str, bool)
    export_requested = Signal(object, str)
    delete_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._is_setting = False
        self._is_searching = False
        self._waiting: tuple[Sequence[Chat], str] | None = None
        self._model = ChatModel(self)
        self._view = chat_view(self._model, _OpeningView())
        self._leaving: set[str] = set()  # chats of the list that are to be deleted
        self._empty = label("muted")
        self._rename_key = QAction(self._view)
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

    def set_chats(self, chats: Sequence[Chat], current_id: str, *, is_searching: bool = False) -> None:
        """Show these chats with one of them marked; that is no choice by the person, and takes no field from them."""
        self._is_searching = is_searching
        if self._view.state() == QListView.State.EditingState:
            self._waiting = (chats, current_id)
            return
        bar = self._view.verticalScrollBar()
        was_current, was_at = self._current, bar.value()
        self._is_setting = True
        self._model.set_records(chats)
        self._leaving.clear()
        self._is_setting = False
        self.mark(current_id)
        if was_current is not None and was_current.id == current_id:
            self._view.doItemsLayout()
            bar.setValue(was_at)
        self._view.setVisible(bool(chats))
        self._empty.setVisible(not chats)
        self._retranslate()

    def mark(self, chat_id: str) -> None:
        """Mark a chat, or none; that is no choice by the person either."""
        self._is_setting = True
        self._view.setCurrentIndex(self._model.index_of(chat_id))
        self._is_setting = False

    def replace(self, chat: Chat) -> None:
        """Show what a chat has become, in its place."""
        self._model.replace(chat)

    def edit_title(self, chat_id: str) -> None:
        """Let the person type another title."""
        index = self._model.index_of(chat_id)
        if index.isValid():
            self._view.setFocus()
            self._view.scrollTo(index)
            self._view.edit(index)

    def take_focus(self) -> None:
        """Go to the list with the keyboard, to the first chat where none is marked."""
        self._view.setFocus()
        if not self._view.currentIndex().isValid():
            self._view.setCurrentIndex(self._model.index(0))

    def _build_ui(self) -> None:
        self._view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)  # which is by Return on a Mac
        for action, key in ((self._rename_key, Key.RENAME), (self._delete_key, Key.DELETE)):
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self._view.addAction(action)
        column = stack(spacing=8)
        column.addWidget(self._empty)
        column.addWidget(self._view, 1)
        column.addStretch(0)
        self.setLayout(column)

    def _connect_signals(self) -> None:
        self._model.rename_requested.connect(self.rename_requested)
        self._view.selectionModel().currentChanged.connect(self._on_view_current_changed)
        self._view.customContextMenuRequested.connect(self._on_view_menu_requested)
        self._view.itemDelegate().closeEditor.connect(self._on_editor_closed, Qt.ConnectionType.QueuedConnection)
        self._rename_key.triggered.connect(self._on_rename_triggered)
        self._delete_key.triggered.connect(self._on_delete_triggered)

    def _retranslate(self) -> None:
        self._view.setAccessibleName(self.tr("Chats"))
        kept = self.tr("Your chats are kept here, on this computer.")
        self._empty.setText(self.tr("No chat holds these words.") if self._is_searching else kept)

    @property
    def _current(self) -> Chat | None:
        return self._model.record(self._view.currentIndex())

    @Slot()
    def _on_view_current_changed(self) -> None:
        if self._current is not None and not self._is_setting:
            self.chat_chosen.emit(self._current)

    @Slot()
    def _on_editor_closed(self) -> None:
        if self._waiting is not None:
            (chats, current_id), self._waiting = self._waiting, None
            self.set_chats(chats, current_id, is_searching=self._is_searching)

    @Slot()
    def _on_rename_triggered(self) -> None:
        if self._current is not None:
            self.edit_title(self._current.id)

    @Slot()
    def _on_delete_triggered(self) -> None:
        if self._current is not None:
            self._delete(self._current)

    @Slot(QPoint)
    def _on_view_menu_requested(self, position: QPoint) -> None:
        chat = self._model.record(self._view.indexAt(position))
        if chat is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Rename"), partial(self.edit_title, chat.id))
        words = self.tr("Unpin") if chat.is_pinned else self.tr("Pin to the top")
        menu.addAction(words, partial(self.pin_requested.emit, chat.id, not chat.is_pinned))
        export = menu.addMenu(self.tr("Export"))
        export.addAction(self.tr("Text to read (Markdown)…"), partial(self.export_requested.emit, chat, "markdown"))
        export.addAction(self.tr("Whole chat (JSON)…"), partial(self.export_requested.emit, chat, "json"))
        menu.addSeparator()
        menu.addAction(self.tr("Delete"), partial(self._delete, chat))
        menu.popup(self._view.viewport().mapToGlobal(position))

    def _delete(self, chat: Chat) -> None:
        """Wish for it; from the chat that is open one goes on to the next, or at the end to the one before."""
        self._leaving.add(chat.id)
        row = self._model.index_of(chat.id).row()
        around = (*self.chats[row + 1 :], *reversed(self.chats[:row]))
        others = [each.id for each in around if each.id not in self._leaving]
        if others and self._current is not None and self._current.id == chat.id:
            self._view.setCurrentIndex(self._model.index_of(others[0]))
        self.delete_requested.emit(chat.id)
