"""Chats to files and from files, from wherever the list of chats offers it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from t2l_desktop.core.records import Chat
from t2l_desktop.gui import errors, files
from t2l_desktop.gui.at_once import refuses, sum_up
from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.gui.language import listed
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.operations.chat_files import ChatFormat, ImportedChat, export_chat, import_chat
from t2l_desktop.operations.chat_markdown import ChatWords


class ChatExchange(QObject):
    """Asks for the place, reads or writes, and says what came of it."""

    chat_imported = Signal(object)

    def __init__(self, parent: QWidget, runner: JobRunner, messages: MessageBus) -> None:
        super().__init__(parent)
        self._parent = parent
        self._runner = runner
        self._messages = messages

    @Slot(object, str)
    def export(self, chat: Chat, format: ChatFormat) -> None:
        """Write a chat where the person says."""
        out = files.ask_for_chat_file(self._parent, chat.title or self.tr("New chat"), format)
        if out is not None:
            job = self._runner.run(export_chat, chat_id=chat.id, out=out, format=format, words=self._words())
            job.succeeded.connect(self._on_export_succeeded)

    @Slot()
    def ask_and_import(self) -> None:
        """Take in the chats that the person chooses."""
        self.take_in(files.ask_for_chats(self._parent))

    def take_in(self, paths: Sequence[Path]) -> None:
        """Take in the chats of these files, each by itself: one that is refused holds no other up."""
        if refuses(paths, self._messages):
            return
        jobs = [self._runner.run(import_chat, path=path) for path in paths]
        for job in jobs:
            job.succeeded.connect(self._on_import_succeeded)
        sum_up(jobs, self._messages)

    def _words(self) -> ChatWords:
        return ChatWords(
            untitled=self.tr("New chat"),
            you=self.tr("You"),
            base_model=self.tr("Base model"),
            gone=self.tr("A skill that is not there any more"),
            system_prompt=self.tr("System prompt"),
            cut_off=self.tr("(The answer was cut off.)"),
        )

    @Slot(object)
    def _on_export_succeeded(self, path: Path) -> None:
        files.tell_of_export(self._messages, path)

    @Slot(object)
    def _on_import_succeeded(self, imported: ImportedChat) -> None:
        self.chat_imported.emit(imported.chat)
        text = self.tr("“{name}” was imported.").format(name=imported.chat.title or self.tr("New chat"))
        names = listed(dict.fromkeys(name for name in imported.missing if name))
        if names:
            missing = self.tr("It uses skills that are not in your library: {names}.").format(names=names)
            text = errors.joined(text, missing)
        self._messages.info(text)
