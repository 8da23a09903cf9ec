"""Talking to the base model, with a skill or without."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QLocale, QUrl, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from t2l_desktop.core.records import Adapter, AdapterUse, Chat, Manner, Message, Pack, Role
from t2l_desktop.gui.jobs.job import Job, JobState
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.pages.chat_list import ChatList
from t2l_desktop.gui.pages.composer import Composer
from t2l_desktop.gui.pages.transcript import Transcript
from t2l_desktop.gui.preferences import Preferences
from t2l_desktop.gui.widgets.basics import COLUMN_WIDTH, ElidedLabel, frame, row, stack
from t2l_desktop.gui.widgets.empty import EmptyState
from t2l_desktop.gui.widgets.icon_button import IconButton
from t2l_desktop.operations.adapters import list_adapters
from t2l_desktop.operations.chats import (
    bin_chat,
    chat_messages,
    list_chats,
    rename_chat,
    restore_chat,
    send_message,
    start_chat,
)
from t2l_desktop.operations.words import title_from


@dataclass
class _Answer:
    """An answer that is being given, perhaps in a chat that is not shown."""

    job: Job
    chat_id: str
    question: str
    uses: tuple[AdapterUse, ...]
    text: str = ""


class ChatPage(QWidget):
    """Chats at the left, the chosen one at the right; an unsaved new chat is an empty page until something is sent."""

    def __init__(self, runner: JobRunner, messages: MessageBus, preferences: Preferences) -> None:
        super().__init__()
        self.setObjectName("page")
        self._runner = runner
        self._messages = messages
        self._preferences = preferences
        self._pack: Pack | None = None
        self._chat: Chat | None = None
        self._is_starting = False
        self._adapters: dict[str, Adapter] = {}
        self._answers: dict[str, _Answer] = {}
        self._list = ChatList()
        self._title = ElidedLabel("strong")
        self._title.setMinimumHeight(36)
        self._rename = IconButton("rename")
        self._delete = IconButton("delete")
        self._transcript = Transcript()
        self._empty = EmptyState("chat")
        self._pile = QStackedWidget()
        self._composer = Composer()
        self._new_key = QShortcut(QKeySequence("Ctrl+N"), self)
        self._build_ui()
        self._connect_signals()
        self._retranslate()
        self._on_preferences_changed()
        self._show_chat(None)

    def set_pack(self, pack: Pack | None) -> None:
        """Begin new chats with this pack from now on."""
        self._pack = pack
        self._composer.set_sendable(pack is not None)
        self._composer.set_languages(pack.languages if pack is not None else ())
        self._retranslate()

    def begin_with(self, adapter: Adapter, strength: float) -> None:
        """Open an empty chat with a skill attached."""
        self._adapters.setdefault(adapter.id, adapter)
        self._show_chat(None)
        self._composer.choose((AdapterUse(adapter_id=adapter.id, strength=strength),), extra=adapter)
        self._composer.setFocus()

    @Slot()
    def reload(self) -> None:
        """Read chats and skills again."""
        self._runner.run(list_chats).succeeded.connect(self._on_chats_succeeded)
        self._runner.run(list_adapters).succeeded.connect(self._on_adapters_succeeded)

    def _build_ui(self) -> None:
        head = row(spacing=4)
        head.setContentsMargins(24, 8, 16, 8)
        head.addWidget(self._title, 1)
        head.addWidget(self._rename)
        head.addWidget(self._delete)
        self._pile.addWidget(self._transcript)
        self._pile.addWidget(self._empty)
        self._composer.setMaximumWidth(COLUMN_WIDTH)
        centred = row()
        centred.setContentsMargins(24, 12, 24, 16)
        centred.addStretch(1)
        centred.addWidget(self._composer, 1000)
        centred.addStretch(1)
        right = stack(spacing=0)
        right.addLayout(head)
        right.addWidget(frame("line"))
        right.addWidget(self._pile, 1)
        right.addWidget(frame("line"))
        right.addLayout(centred)
        across = row(spacing=0)
        across.addWidget(self._list, 1)
        across.addLayout(right, 3)
        self.setLayout(across)
        self.setFocusProxy(self._composer)

    def _connect_signals(self) -> None:
        self._list.chat_chosen.connect(self._on_list_chat_chosen)
        self._list.new_requested.connect(self._on_new_requested)
        self._list.rename_requested.connect(self._on_list_rename_requested)
        self._list.delete_requested.connect(self._on_list_delete_requested)
        self._new_key.activated.connect(self._on_new_requested)
        self._rename.clicked.connect(self._on_rename_clicked)
        self._delete.clicked.connect(self._on_delete_clicked)
        self._transcript.retry_requested.connect(self._send)
        self._transcript.link_clicked.connect(self._on_transcript_link_clicked)
        self._composer.send_requested.connect(self._on_composer_send_requested)
        self._composer.stop_requested.connect(self._on_composer_stop_requested)
        self._preferences.changed.connect(self._on_preferences_changed)

    def _retranslate(self) -> None:
        self._rename.set_words(self.tr("Rename this chat"))
        self._delete.set_words(self.tr("Delete this chat"))
        if self._pack is None:
            text = self.tr("Chats need a pack, which holds the model. Install one, then start the app again.")
            self._empty.say(self.tr("No pack is installed"), text)
        else:
            text = self.tr("Choose a skill below, or none, and write a message.")
            self._empty.say(self.tr("A new chat"), text)
        alone = self._pack is not None and not self._pack.keeps_history
        note = self.tr("Each message stands alone; the model does not see earlier ones.")
        self._composer.set_note(note if alone else "")
        self._show_head()
        self._show_status()

    # --- the chosen chat ----------------------------------------------------------------------------------------------

    def _show_chat(self, chat: Chat | None) -> None:
        self._chat = chat
        self._show_head()
        self._composer.choose(chat.adapters if chat is not None else ())
        self._transcript.show_messages((), self._name_of)
        self._pile.setCurrentWidget(self._empty if chat is None else self._transcript)
        self._list.set_chats(self._list.chats, chat.id if chat is not None else "")
        self._show_status()
        if chat is not None:
            self._read_messages(chat.id)

    def _show_head(self) -> None:
        title = self._chat.title if self._chat is not None else ""
        self._title.setText(title or self.tr("New chat"))
        for each in (self._rename, self._delete):
            each.setVisible(self._chat is not None)

    def _read_messages(self, chat_id: str) -> None:
        job = self._runner.run(chat_messages, chat_id=chat_id)
        job.succeeded.connect(partial(self._on_messages_succeeded, chat_id))

    def _on_messages_succeeded(self, chat_id: str, messages: list[Message]) -> None:
        if self._chat is None or self._chat.id != chat_id:
            return
        answer = self._answers.get(chat_id)
        self._transcript.show_messages(messages, self._name_of)
        self._pile.setCurrentWidget(self._transcript)
        if answer is not None:
            if not any(message.text == answer.question for message in messages[-1:]):
                self._transcript.add_question(answer.question, self.tr("You"))
            self._transcript.show_live(answer.text, self._answering_name(answer.uses))
        self._show_status(next((m for m in reversed(messages) if m.role is Role.ASSISTANT), None))

    def _name_of(self, message: Message) -> str:
        return self.tr("You") if message.role is Role.USER else self._answering_name(message.adapters)

    def _answering_name(self, uses: Sequence[AdapterUse]) -> str:
        if not uses:
            return self.tr("Base model")
        adapter = self._adapters.get(uses[0].adapter_id)
        name = adapter.name if adapter is not None else self.tr("A skill that is not there any more")
        strength = uses[0].strength
        return name if strength == 1.0 else f"{name} × {QLocale().toString(strength, 'f', 2)}"

    def _show_status(self, last: Message | None = None) -> None:
        answer = self._answers.get(self._chat.id) if self._chat is not None else None
        self._composer.set_busy(answer is not None)
        if answer is not None:
            is_waiting = answer.job.state is JobState.WAITING
            self._composer.set_status(self.tr("Waiting for the model…") if is_waiting else self.tr("Answering…"))
        elif last is not None and last.tokens_per_second:
            rate = QLocale().toString(last.tokens_per_second, "f", 1)
            self._composer.set_status(self.tr("{rate} tokens/s").format(rate=rate))
        else:
            self._composer.set_status("")

    # --- sending ------------------------------------------------------------------------------------------------------

    @Slot(str)
    def _on_composer_send_requested(self, text: str) -> None:
        self._composer.clear_input()
        self._send(text)

    @Slot(str)
    def _send(self, text: str) -> None:
        if self._chat is not None:
            self._ask(self._chat, text)
        elif self._pack is not None and not self._is_starting:
            self._is_starting = True
            job = self._runner.run(start_chat, pack=self._pack, manner=Manner(adapters=self._composer.uses))
            job.succeeded.connect(partial(self._on_start_succeeded, text))
            job.failed.connect(self._on_start_failed)

    def _on_start_succeeded(self, text: str, chat: Chat) -> None:
        self._is_starting = False
        self._chat = dataclasses.replace(chat, title=title_from(text))
        self._list.set_chats([self._chat, *self._list.chats], chat.id)
        self._show_head()
        self._ask(chat, text)

    @Slot()
    def _on_start_failed(self) -> None:
        self._is_starting = False

    def _ask(self, chat: Chat, text: str) -> None:
        if chat.id in self._answers:
            return
        uses = self._composer.uses
        job = self._runner.run(send_message, lane=Lane.CHATTER, chat=chat, text=text, manner=Manner(adapters=uses))
        answer = _Answer(job=job, chat_id=chat.id, question=text, uses=uses)
        self._answers[chat.id] = answer
        job.started.connect(partial(self._on_answer_started, answer))
        job.text_arrived.connect(partial(self._on_answer_text_arrived, answer))
        job.succeeded.connect(partial(self._on_answer_succeeded, answer))
        job.finished.connect(partial(self._on_answer_finished, answer))
        self._pile.setCurrentWidget(self._transcript)
        self._transcript.add_question(text, self.tr("You"))
        self._show_status()

    def _on_answer_started(self, answer: _Answer) -> None:
        if self._is_shown(answer):
            self._show_status()

    def _on_answer_text_arrived(self, answer: _Answer, _side: str, piece: str) -> None:
        answer.text += piece
        if self._is_shown(answer):
            self._transcript.show_live(answer.text, self._answering_name(answer.uses))

    def _on_answer_succeeded(self, answer: _Answer, message: Message) -> None:
        if self._is_shown(answer):
            words = self.tr("Answer: {text}").format(text=message.text)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _on_answer_finished(self, answer: _Answer) -> None:
        self._answers.pop(answer.chat_id, None)
        if self._is_shown(answer):
            self._show_status()
            self._read_messages(answer.chat_id)
        self.reload()

    def _is_shown(self, answer: _Answer) -> bool:
        return self._chat is not None and self._chat.id == answer.chat_id

    @Slot()
    def _on_composer_stop_requested(self) -> None:
        answer = self._answers.get(self._chat.id) if self._chat is not None else None
        if answer is not None:
            answer.job.cancel()

    # --- the list -----------------------------------------------------------------------------------------------------

    @Slot(object)
    def _on_chats_succeeded(self, chats: list[Chat]) -> None:
        current_id = self._chat.id if self._chat is not None else ""
        self._list.set_chats(chats, current_id)
        current = next((chat for chat in chats if chat.id == current_id), None)
        if current is not None:
            self._chat = current
            self._show_head()

    @Slot(object)
    def _on_adapters_succeeded(self, adapters: list[Adapter]) -> None:
        self._adapters.update({adapter.id: adapter for adapter in adapters})
        self._composer.set_adapters(adapters)

    @Slot(object)
    def _on_list_chat_chosen(self, chat: Chat) -> None:
        self._show_chat(chat)

    @Slot()
    def _on_new_requested(self) -> None:
        self._show_chat(None)
        self._composer.setFocus()

    @Slot()
    def _on_rename_clicked(self) -> None:
        if self._chat is not None:
            self._list.edit_title(self._chat.id)

    @Slot(str, str)
    def _on_list_rename_requested(self, chat_id: str, title: str) -> None:
        self._runner.run(rename_chat, chat_id=chat_id, title=title).succeeded.connect(self.reload)

    @Slot()
    def _on_delete_clicked(self) -> None:
        if self._chat is not None:
            self._on_list_delete_requested(self._chat)

    @Slot(object)
    def _on_list_delete_requested(self, chat: Chat) -> None:
        answer = self._answers.get(chat.id)
        if answer is not None:
            answer.job.cancel()
        self._runner.run(bin_chat, chat_id=chat.id).succeeded.connect(self._on_bin_succeeded)

    @Slot(object)
    def _on_bin_succeeded(self, chat: Chat) -> None:
        if self._chat is not None and self._chat.id == chat.id:
            self._show_chat(None)
        self.reload()
        text = self.tr("“{name}” was deleted.").format(name=chat.title or self.tr("New chat"))
        self._messages.undoable(text, partial(self._restore, chat.id))

    def _restore(self, chat_id: str) -> None:
        job = self._runner.run(restore_chat, chat_id=chat_id)
        job.succeeded.connect(self._on_restore_succeeded)

    @Slot(object)
    def _on_restore_succeeded(self, chat: Chat) -> None:
        self._show_chat(chat)
        self.reload()

    # --- the rest -----------------------------------------------------------------------------------------------------

    @Slot(str)
    def _on_transcript_link_clicked(self, address: str) -> None:
        text = self.tr("The answer links to {address}.").format(address=address)
        self._messages.offer(text, self.tr("Open in the browser"), partial(_open, address))

    @Slot()
    def _on_preferences_changed(self) -> None:
        self._composer.set_sends_with_enter(self._preferences.current.send_key == "enter")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


def _open(address: str) -> None:
    QDesktopServices.openUrl(QUrl(address))
