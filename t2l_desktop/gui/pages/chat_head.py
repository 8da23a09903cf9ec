"""The line above a chat: what it is called, whom one talks to, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from t2l_desktop.core.records import Chat
from t2l_desktop.gui.widgets.basics import ElidedLabel, row, stack
from t2l_desktop.gui.widgets.icon_button import IconButton
from t2l_desktop.gui.widgets.translated import Translated


class ChatHead(Translated, QWidget):
    """A chat that has not begun can neither be renamed nor deleted."""

    comparing_changed = Signal(bool)
    rename_requested = Signal()
    delete_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._chat: Chat | None = None
        self._title = ElidedLabel("strong")
        self._model = ElidedLabel("muted")
        self._compare = IconButton("compare", checked_tint="accent")
        self._rename = IconButton("rename")
        self._delete = IconButton("delete")
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    @property
    def title(self) -> str:
        """What the chat is called here."""
        return self._title.text()

    @property
    def model(self) -> str:
        """Whom one talks to, as it is said here."""
        return self._model.text()

    def show_chat(self, chat: Chat | None) -> None:
        """Show what a chat is called; None is one that has not begun."""
        self._chat = chat
        self._title.setText((chat.title if chat is not None else "") or self.tr("New chat"))
        for each in (self._rename, self._delete):
            each.setVisible(chat is not None)

    def show_model(self, name: str, *, is_there: bool) -> None:
        """Show whom one talks to; only a model that is there can give two answers."""
        self._model.setText(name)
        self._compare.setEnabled(is_there)

    def _build_ui(self) -> None:
        across = row(spacing=4)
        across.setContentsMargins(24, 8, 16, 8)
        names = stack(spacing=0)
        names.addWidget(self._title)
        names.addWidget(self._model)
        across.addLayout(names, 1)
        for each in (self._compare, self._rename, self._delete):
            across.addWidget(each)
        self._compare.setCheckable(True)
        self.setLayout(across)

    def _connect_signals(self) -> None:
        self._compare.toggled.connect(self.comparing_changed)
        self._rename.clicked.connect(self.rename_requested)
        self._delete.clicked.connect(self.delete_requested)

    def _retranslate(self) -> None:
        self._compare.set_words(self.tr("Compare two answers"))
        self._rename.set_words(self.tr("Rename this chat"))
        self._delete.set_words(self.tr("Delete this chat"))
        self.show_chat(self._chat)
