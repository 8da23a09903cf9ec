"""The chats at the left of the page, and what is done to them there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QMenu, QStackedWidget, QToolButton, QWidget

from t2l_desktop.core.records import Chat
from t2l_desktop.gui.chat_exchange import ChatExchange
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.pages.chat_bin import ChatBin
from t2l_desktop.gui.pages.chat_list import ChatList
from t2l_desktop.gui.shortcuts import Key, shown
from t2l_desktop.gui.widgets.basics import button, row, stack
from t2l_desktop.gui.widgets.icon_button import IconButton
from t2l_desktop.gui.widgets.inputs import SearchField
from t2l_desktop.gui.widgets.translated import Fitted, Translated
from t2l_desktop.operations.chat_files import ChatFormat
from t2l_desktop.operations.chats import bin_chat, list_chats, pin_chat, remove_chats, rename_chat, restore_chat

_SEARCH_AFTER_MS = 150


class ChatShelf(Translated, Fitted, QFrame):
    """Owns list, search and bin with their work; tells the page which chat is chosen, changed or gone."""

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
        self._renamed_id = ""  # the chat whose title is to be typed when the list has been read
        self._search_job: Job | None = None
        self._exchange = ChatExchange(self, runner, messages)
        self._new = button("plain")
        self._more = IconButton("more")
        self._menu = QMenu(self)
        self._export_text = self._menu.addAction("")
        self._export_whole = self._menu.addAction("")
        self._menu.addSeparator()
        self._import = self._menu.addAction("")
        self._search = SearchField()
        self._list = ChatList()
        self._to_bin = button("tab")
        self._bin = ChatBin()
        self._pile = QStackedWidget()
        self._search_timer = QTimer(self, singleShot=True, interval=_SEARCH_AFTER_MS)
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    def take(self, paths: Sequence[Path]) -> None:
        """Import the chats that were dropped elsewhere on the window."""
        self._exchange.take_in(paths)

    @Slot()
    def reload(self) -> None:
        """Read the chats again, with the search that is on."""
        if self._search_job is not None:
            self._search_job.cancel()
        search = self._search.text().strip()
        self._search_job = self._runner.run(list_chats, search=search)
        self._search_job.succeeded.connect(partial(self._on_chats_succeeded, bool(search)))
        self._runner.run(list_chats, binned=True).succeeded.connect(self._on_binned_succeeded)

    def mark(self, chat_id: str) -> None:
        """Mark the chat that the page shows; none where the id is empty."""
        self._current_id = chat_id
        self._list.mark(chat_id)

    def add(self, chat: Chat) -> None:
        """Show a chat that has just been begun, marked, before the list is read again."""
        self._current_id = chat.id
        if not self._search.text():
            pinned = [each for each in self._list.chats if each.is_pinned]
            others = [each for each in self._list.chats if not each.is_pinned]
            self._list.set_chats([*pinned, chat, *others], chat.id)

    @Slot(object)
    def note(self, chat: Chat) -> None:
        """Take note of what a chat has become."""
        self._list.replace(chat)

    def rename(self, chat_id: str) -> None:
        """Let the person type another title in the list; a search that hides the chat ends."""
        self._show_list()
        if self._list.chat(chat_id) is None:
            self._search.clear()
            self._renamed_id = chat_id
            self.reload()
        else:
            self._list.edit_title(chat_id)

    @Slot(str)
    def delete(self, chat_id: str) -> None:
        """Put a chat into the bin and offer to undo that."""
        self._runner.run(bin_chat, chat_id=chat_id).succeeded.connect(self._on_bin_succeeded)

    def _build_ui(self) -> None:
        self._more.setMenu(self._menu)
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        head = row(spacing=4)
        head.addWidget(self._new, 1)
        head.addWidget(self._more)
        chats = stack(spacing=8)
        chats.addLayout(head)
        chats.addWidget(self._search)
        chats.addWidget(self._list, 1)
        chats.addWidget(self._to_bin, alignment=Qt.AlignmentFlag.AlignLeft)
        front = QWidget()
        front.setLayout(chats)
        self._pile.addWidget(front)
        self._pile.addWidget(self._bin)
        column = stack(spacing=0)
        column.setContentsMargins(12, 16, 12, 12)
        column.addWidget(self._pile)
        self.setLayout(column)
        self._to_bin.hide()
        self._fit()

    def _connect_signals(self) -> None:
        self._new.clicked.connect(self.new_requested)
        self._menu.aboutToShow.connect(self._on_menu_about_to_show)
        self._export_text.triggered.connect(partial(self._export_current, "markdown"))
        self._export_whole.triggered.connect(partial(self._export_current, "json"))
        self._import.triggered.connect(self._exchange.ask_and_import)
        self._search.textChanged.connect(self._on_search_text_changed)
        self._search.results_wanted.connect(self._on_search_results_wanted)
        self._search_timer.timeout.connect(self.reload)
        self._list.chat_chosen.connect(self._on_list_chat_chosen)
        self._list.rename_requested.connect(self._on_list_rename_requested)
        self._list.pin_requested.connect(self._on_list_pin_requested)
        self._list.export_requested.connect(self._exchange.export)
        self._list.delete_requested.connect(self.delete)
        self._to_bin.clicked.connect(self._on_to_bin_clicked)
        self._bin.restore_requested.connect(self._on_bin_restore_requested)
        self._bin.remove_requested.connect(self._on_bin_remove_requested)
        self._bin.left.connect(self._show_list)
        self._exchange.chat_imported.connect(self._on_chat_imported)

    def _retranslate(self) -> None:
        self._new.setText(self.tr("New chat"))
        self._new.setToolTip(shown(Key.NEW_CHAT))
        self._more.set_words(self.tr("More"))
        self._import.setText(self.tr("Import chats…"))
        self._export_text.setText(self.tr("Export this chat as text (Markdown)…"))
        self._export_whole.setText(self.tr("Export this chat whole (JSON)…"))
        self._search.setPlaceholderText(self.tr("Search chats"))
        self._search.setAccessibleName(self.tr("Search titles and messages"))
        self._search.setToolTip(self.tr("Search titles and messages"))
        self._to_bin.setText(self.tr("Deleted chats ({count})").format(count=len(self._bin.records)))

    def _fit(self) -> None:
        letter = self.fontMetrics().horizontalAdvance("n")
        self.setMaximumWidth(letter * 32)

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(max(least.width(), self.fontMetrics().horizontalAdvance("n") * 18), least.height())

    @Slot()
    def _show_list(self) -> None:
        self._pile.setCurrentIndex(0)

    def _tell_change(self, before: Chat | None, now: Chat) -> None:
        if now.id == self._current_id and now != before:
            self.chat_changed.emit(now)

    # --- reading and searching ----------------------------------------------------------------------------------------

    def _on_chats_succeeded(self, is_searching: bool, chats: list[Chat]) -> None:
        before = self._list.chat(self._current_id)
        self._list.set_chats(chats, self._current_id, is_searching=is_searching)
        now = self._list.chat(self._current_id)
        if now is not None:
            self._tell_change(before, now)
        if self._renamed_id and not is_searching:
            renamed_id, self._renamed_id = self._renamed_id, ""
            self._list.edit_title(renamed_id)

    @Slot(object)
    def _on_binned_succeeded(self, chats: list[Chat]) -> None:
        self._bin.set_records(chats)
        self._to_bin.setVisible(bool(chats))
        self._retranslate()
        if not chats:
            self._show_list()

    @Slot()
    def _on_search_text_changed(self) -> None:
        self._search_timer.start()

    @Slot()
    def _on_search_results_wanted(self) -> None:
        if self._list.chats:
            self._list.take_focus()

    @Slot(object)
    def _on_list_chat_chosen(self, chat: Chat) -> None:
        self._current_id = chat.id
        self.chat_chosen.emit(chat)

    # --- what is done to a chat ---------------------------------------------------------------------------------------

    @Slot(str, str)
    def _on_list_rename_requested(self, chat_id: str, title: str) -> None:
        self._runner.run(rename_chat, chat_id=chat_id, title=title).succeeded.connect(self._on_change_succeeded)

    @Slot(str, bool)
    def _on_list_pin_requested(self, chat_id: str, pinned: bool) -> None:
        self._runner.run(pin_chat, chat_id=chat_id, pinned=pinned).succeeded.connect(self._on_change_succeeded)

    @Slot(object)
    def _on_change_succeeded(self, chat: Chat) -> None:
        self._tell_change(None, chat)
        self.reload()

    @Slot(object)
    def _on_bin_succeeded(self, chat: Chat) -> None:
        self.chat_removed.emit(chat.id)
        self.reload()
        text = self.tr("“{name}” was deleted.").format(name=chat.title or self.tr("New chat"))
        self._messages.undoable(text, partial(self._restore, chat.id))

    @Slot()
    def _on_to_bin_clicked(self) -> None:
        self._pile.setCurrentWidget(self._bin)
        self._bin.setFocus()

    @Slot(object)
    def _on_bin_restore_requested(self, chat_ids: Sequence[str]) -> None:
        for chat_id in chat_ids:
            self._restore(chat_id)

    @Slot(object)
    def _on_bin_remove_requested(self, chat_ids: Sequence[str]) -> None:
        self._runner.run(remove_chats, chat_ids=chat_ids).succeeded.connect(self.reload)

    def _restore(self, chat_id: str) -> None:
        self._runner.run(restore_chat, chat_id=chat_id).succeeded.connect(self._on_restore_succeeded)

    @Slot(object)
    def _on_restore_succeeded(self, chat: Chat) -> None:
        self._on_list_chat_chosen(chat)
        self.reload()

    @Slot(object)
    def _on_chat_imported(self, chat: Chat) -> None:
        self._show_list()
        self._search.clear()
        self._on_list_chat_chosen(chat)
        self.reload()

    # --- files ----------------------------------------------------------------------------------------------------

    @Slot()
    def _on_menu_about_to_show(self) -> None:
        is_there = self._list.chat(self._current_id) is not None
        self._export_text.setEnabled(is_there)
        self._export_whole.setEnabled(is_there)

    def _export_current(self, format: ChatFormat) -> None:
        chat = self._list.chat(self._current_id)
        if chat is not None:
            self._exchange.export(chat, format)
