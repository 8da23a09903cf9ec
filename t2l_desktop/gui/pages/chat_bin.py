"""The deleted chats."""

from __future__ import annotations

from PySide6.QtCore import QEvent

from t2l_desktop.core.records import Chat
from t2l_desktop.gui.models.records import ChatModel
from t2l_desktop.gui.pages.chat_list import chat_view
from t2l_desktop.gui.widgets.bin_view import BinView


class ChatBin(BinView[Chat]):
    """Chats are brought back one by one: the page shows the one that came."""

    def __init__(self) -> None:
        model = ChatModel()
        super().__init__(model, chat_view(model))
        self._retranslate()

    def _retranslate(self) -> None:
        self._back.set_words(self.tr("Back to the chats"))
        self._title.setText(self.tr("Deleted chats"))
        self._note.setText(self.tr("They stay here for thirty days."))
        self._view.setAccessibleName(self.tr("Deleted chats"))
        self._restore.setText(self.tr("Restore"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
