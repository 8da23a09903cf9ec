"""The deleted chats, which wait for thirty days to be brought back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QMenu, QWidget

from t2l_desktop.core.records import Chat
from t2l_desktop.gui.models.records import ChatModel
from t2l_desktop.gui.pages.chat_list import chat_view
from t2l_desktop.gui.widgets.basics import button, label, row, stack
from t2l_desktop.gui.widgets.icon_button import IconButton


class ChatBin(QWidget):
    """A list from which chats are restored, with Enter, a double click, the button or the menu."""

    restore_requested = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._model = ChatModel(self)
        self._view = chat_view(self._model)
        self._back = IconButton("back")
        self._title = label("strong")
        self._note = label("muted")
        self._restore = button("plain")
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    @property
    def chats(self) -> Sequence[Chat]:
        return self._model.records

    def set_chats(self, chats: Sequence[Chat]) -> None:
        """Show these chats; the place in the list stays."""
        at = max(0, self._view.currentIndex().row())
        self._model.set_records(chats)
        self._view.setCurrentIndex(self._model.index(min(at, len(chats) - 1)))
        self._restore.setEnabled(bool(chats))

    def _build_ui(self) -> None:
        self._view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        head = row(spacing=4)
        head.addWidget(self._back)
        head.addWidget(self._title, 1)
        column = stack(spacing=8)
        column.addLayout(head)
        column.addWidget(self._note)
        column.addWidget(self._view, 1)
        column.addWidget(self._restore)
        self.setLayout(column)
        self.setFocusProxy(self._view)

    def _connect_signals(self) -> None:
        self._back.clicked.connect(self.left)
        self._restore.clicked.connect(self._on_restore_clicked)
        self._view.activated.connect(self._on_restore_clicked)
        self._view.customContextMenuRequested.connect(self._on_view_menu_requested)

    def _retranslate(self) -> None:
        self._back.set_words(self.tr("Back to the chats"))
        self._title.setText(self.tr("Deleted chats"))
        self._note.setText(self.tr("They stay here for thirty days."))
        self._view.setAccessibleName(self.tr("Deleted chats"))
        self._restore.setText(self.tr("Restore"))

    @Slot()
    def _on_restore_clicked(self) -> None:
        chat = self._model.record(self._view.currentIndex())
        if chat is not None:
            self.restore_requested.emit(chat.id)

    @Slot(QPoint)
    def _on_view_menu_requested(self, position: QPoint) -> None:
        chat = self._model.record(self._view.indexAt(position))
        if chat is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Restore"), partial(self.restore_requested.emit, chat.id))
        menu.popup(self._view.viewport().mapToGlobal(position))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
