"""The deleted chats."""

from __future__ import annotations

from collections.abc import Sequence

from t2l_desktop.core.records import Chat
from t2l_desktop.gui.models.records import ChatModel
from t2l_desktop.gui.pages.chat_list import chat_view
from t2l_desktop.gui.widgets.bin_view import AskingBin


class ChatBin(AskingBin[Chat]):
    """Chats are brought back one by one: the page shows the one that came."""

    def __init__(self) -> None:
        model = ChatModel()
        super().__init__(model, chat_view(model), narrow=True)
        self._retranslate()

    def question(self, records: Sequence[Chat]) -> str:
        name = self._model.name_of(records[0])
        return self.tr("Delete “{name}” for good? This cannot be undone.").format(name=name)

    def _retranslate(self) -> None:
        super()._retranslate()
        self._back.set_words(self.tr("Back to the chats"))
        self._title.setText(self.tr("Deleted chats"))
        self._view.setAccessibleName(self.tr("Deleted chats"))
