"""The chats at the left of the page, and what is done to them there: found, renamed, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QFrame

from t2l_desktop.core.records import Chat
from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.pages.chat_list import ChatList
from t2l_desktop.gui.shortcuts import Key, shown
from t2l_desktop.gui.widgets.basics import button, stack
from t2l_desktop.operations.chats import bin_chat, list_chats, rename_chat, restore_chat


class ChatShelf(QFrame):
    """Owns the list and its work; tells what the page must know: which chat is chosen, changed or gone."""

    chat_chosen = Signal(object)
    new_requested = Signal()
    chat_changed = Signal(object)
    chat_removed = Signal(str)

    def __init__(self, runner: JobRunner, messages: MessageBus) -> None:
        super().__init__()
        self.setProperty("role", "side")
        self._runner = runner
        self._messages = messages
        self._current_id = ""
        self._new = button("plain")
        self._list = ChatList()
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    @property
    def chats(self) -> Sequence[Chat]:
        """What the list shows."""
        return self._list.chats

    @Slot()
    def reload(self) -> None:
        """Read the chats again."""
        self._runner.run(list_chats).succeeded.connect(self._on_chats_succeeded)

    def mark(self, chat_id: str) -> None:
        """Mark the chat that the page shows; none where the id is empty."""
        self._current_id = chat_id
        self._list.set_chats(self._list.chats, chat_id)

    def add(self, chat: Chat) -> None:
        """Show a chat that has just been begun, marked, before the list is read again."""
        self._current_id = chat.id
        pinned = [each for each in self._list.chats if each.is_pinned]
        others = [each for each in self._list.chats if not each.is_pinned]
        self._list.set_chats([*pinned, chat, *others], chat.id)

    def rename(self, chat_id: str) -> None:
        """Let the person type another title in the list."""
        self._list.edit_title(chat_id)

    def delete(self, chat_id: str) -> None:
        """Put a chat into the bin and offer to undo that."""
        self._runner.run(bin_chat, chat_id=chat_id).succeeded.connect(self._on_bin_succeeded)

    def _build_ui(self) -> None:
        column = stack(spacing=8)
        column.setContentsMargins(12, 16, 12, 16)
        column.addWidget(self._new)
        column.addWidget(self._list, 1)
        self.setLayout(column)
        self._fit()

    def _connect_signals(self) -> None:
        self._new.clicked.connect(self.new_requested)
        self._list.chat_chosen.connect(self._on_list_chat_chosen)
        self._list.rename_requested.connect(self._on_list_rename_requested)
        self._list.delete_requested.connect(self.delete)

    def _retranslate(self) -> None:
        self._new.setText(self.tr("New chat"))
        self._new.setToolTip(shown(Key.NEW_CHAT))

    def _fit(self) -> None:
        letter = self.fontMetrics().horizontalAdvance("n")
        self.setMinimumWidth(letter * 15)
        self.setMaximumWidth(letter * 28)

    def _tell_change(self, before: Chat | None, now: Chat) -> None:
        if now.id == self._current_id and now != before:
            self.chat_changed.emit(now)

    @Slot(object)
    def _on_chats_succeeded(self, chats: list[Chat]) -> None:
        before = self._list.chat(self._current_id)
        self._list.set_chats(chats, self._current_id)
        now = self._list.chat(self._current_id)
        if now is not None:
            self._tell_change(before, now)

    @Slot(object)
    def _on_list_chat_chosen(self, chat: Chat) -> None:
        self._current_id = chat.id
        self.chat_chosen.emit(chat)

    @Slot(str, str)
    def _on_list_rename_requested(self, chat_id: str, title: str) -> None:
        self._runner.run(rename_chat, chat_id=chat_id, title=title).succeeded.connect(self._on_rename_succeeded)

    @Slot(object)
    def _on_rename_succeeded(self, chat: Chat) -> None:
        self._tell_change(None, chat)
        self.reload()

    @Slot(object)
    def _on_bin_succeeded(self, chat: Chat) -> None:
        self.chat_removed.emit(chat.id)
        self.reload()
        text = self.tr("“{name}” was deleted.").format(name=chat.title or self.tr("New chat"))
        self._messages.undoable(text, partial(self._restore, chat.id))

    def _restore(self, chat_id: str) -> None:
        self._runner.run(restore_chat, chat_id=chat_id).succeeded.connect(self._on_restore_succeeded)

    @Slot(object)
    def _on_restore_succeeded(self, chat: Chat) -> None:
        self._on_list_chat_chosen(chat)
        self.reload()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._fit()
        super().changeEvent(event)
