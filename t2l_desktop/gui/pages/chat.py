"""Talking to the base model, with skills or without."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from t2l_desktop.core.records import Adapter, AdapterUse, Chat, Manner, Message, Pack
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.pages.answers import Answers, GivenAnswer
from t2l_desktop.gui.pages.chat_head import ChatHead
from t2l_desktop.gui.pages.chat_partner import ChatPartner
from t2l_desktop.gui.pages.chat_shelf import ChatShelf
from t2l_desktop.gui.pages.chat_words import ChatWords
from t2l_desktop.gui.pages.composer import Composer
from t2l_desktop.gui.pages.conversation import Conversation
from t2l_desktop.gui.pages.skill_picker import SkillPicker
from t2l_desktop.gui.pages.transcript import Transcript
from t2l_desktop.gui.preferences import Preferences
from t2l_desktop.gui.widgets.basics import COLUMN_WIDTH, centred, frame, row, stack
from t2l_desktop.gui.widgets.empty import EmptyState
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.operations.chats import (
    chat_messages,
    go_on_with_pack,
    set_manner,
    show_version,
    start_chat,
    turn_version,
)
from t2l_desktop.operations.words import title_from


class ChatPage(Translated, QWidget):
    """Chats at the left, the chosen one at the right; an unsaved new chat is an empty page until something is sent."""

    create_requested = Signal()
    models_requested = Signal()

    def __init__(self, runner: JobRunner, messages: MessageBus, preferences: Preferences) -> None:
        super().__init__()
        self.setObjectName("page")
        self._runner = runner
        self._messages = messages
        self._preferences = preferences
        self._partner = ChatPartner(runner, self)
        self._chat: Chat | None = None
        self._starting: Job | None = None  # of the chat that the page shows as soon as it has begun
        self._answers = Answers(runner)
        self._shelf = ChatShelf(runner, messages)
        self._words = ChatWords()
        self._head = ChatHead()
        self._transcript = Transcript()
        self._conversation = Conversation(self._transcript)
        self._empty = EmptyState("chat")
        self._pile = QStackedWidget()
        self._composer = Composer(runner, messages)
        self._picker = SkillPicker(self, runner)
        self._build_ui()
        self._connect_signals()
        self._retranslate()
        self._on_preferences_changed()
        self._show_chat(None)

    def set_packs(self, packs: Sequence[Pack]) -> None:
        """All packs that are there: a chat stays with its own."""
        self._partner.set_packs(packs)

    def set_pack(self, pack: Pack | None) -> None:
        """Begin new chats with this pack from now on."""
        is_other = self._partner.set_newest(pack)
        self._show_status()
        if is_other and self._chat is None:
            self._composer.show_manner(self._partner.new_manner)

    @Slot()
    def begin_new(self) -> None:
        """Open an empty chat."""
        self._show_chat(None)
        self._composer.setFocus()

    def begin_with(
        self, adapter: Adapter, strength: float, *, in_words: bool = False, others: Sequence[Adapter] = ()
    ) -> None:
        """Open an empty chat with a skill attached, and `others` of the library at their own strengths."""
        beside = [AdapterUse(adapter_id=each.id, strength=each.strength) for each in others]
        uses = (AdapterUse(adapter_id=adapter.id, strength=strength), *beside)
        self._composer.settle()  # before what it was takes the place of what comes
        self._partner.begin_with((adapter, *others), Manner(adapters=uses, in_words=in_words))
        self.begin_new()

    def replace_skill(self, former_id: str, adapter: Adapter) -> None:
        """Go on with what has taken a skill's place."""
        self._partner.replace_skill(former_id, adapter)
        if self._composer.replace_skill(former_id, adapter):
            self._on_composer_manner_changed()

    def take(self, paths: Sequence[Path]) -> None:
        """Import the chats that were dropped elsewhere on the window."""
        self._shelf.take(paths)

    @Slot()
    def reload(self) -> None:
        """Read chats and skills again."""
        self._shelf.reload()
        self._partner.reload()

    def _build_ui(self) -> None:
        self._pile.addWidget(self._transcript)
        self._pile.addWidget(self._empty)
        below = centred(self._composer, COLUMN_WIDTH)
        below.setContentsMargins(24, 12, 24, 16)
        right = stack(spacing=0)
        right.addWidget(self._head)
        right.addWidget(frame("line"))
        right.addWidget(self._pile, 1)
        right.addWidget(frame("line"))
        right.addLayout(below)
        across = row(spacing=0)
        across.addWidget(self._shelf, 1)
        across.addLayout(right, 3)
        self.setLayout(across)
        self.setFocusProxy(self._composer)

    def _connect_signals(self) -> None:
        self._partner.pack_changed.connect(self._on_partner_pack_changed)
        self._partner.changed.connect(self._on_partner_changed)
        self._shelf.chat_chosen.connect(self._show_chat)
        self._shelf.new_requested.connect(self.begin_new)
        self._shelf.chat_changed.connect(self._on_shelf_chat_changed)
        self._shelf.chat_removed.connect(self._on_shelf_chat_removed)
        self._head.comparing_changed.connect(self._composer.set_comparing)
        self._empty.action_requested.connect(self._on_empty_action_requested)
        self._head.rename_requested.connect(self._on_head_rename_requested)
        self._head.delete_requested.connect(self._on_head_delete_requested)
        self._transcript.again_requested.connect(self._on_transcript_again_requested)
        self._transcript.edited.connect(self._on_transcript_edited)
        self._transcript.version_requested.connect(self._on_transcript_version_requested)
        self._transcript.other_requested.connect(self._on_transcript_other_requested)
        self._picker.chosen.connect(self._on_picker_chosen)
        self._transcript.link_clicked.connect(self._on_link_clicked)
        self._transcript.refused.connect(self._messages.info)
        self._conversation.link_clicked.connect(self._on_link_clicked)
        self._conversation.chosen.connect(self._on_conversation_chosen)
        self._composer.send_requested.connect(self._on_composer_send_requested)
        self._composer.stop_requested.connect(self._on_composer_stop_requested)
        self._composer.manner_changed.connect(self._on_composer_manner_changed)
        self._composer.note_action_requested.connect(self._on_composer_note_action_requested)
        self._answers.began.connect(self._on_answer_began)
        self._answers.grew.connect(self._on_answer_grew)
        self._answers.ended.connect(self._on_answer_ended)
        self._preferences.changed.connect(self._on_preferences_changed)

    def _retranslate(self) -> None:
        self._say_what_to_do()
        self._show_head()
        self._show_status()
        self._conversation.name_anew()

    def _say_what_to_do(self) -> None:
        pack = self._partner.pack
        if pack is None:
            text = self.tr("Add one on the Models page.")
            self._empty.say(self.tr("No model is installed"), text, action=self.tr("Choose a model"))
        elif self._partner.lacks_skills and pack.can_create and not self._composer.manner.adapters:
            text = self.tr("Create a skill first, or just write a message.")
            self._empty.say(self.tr("A new chat"), text, action=self.tr("Create a skill"))
        else:
            text = self.tr("Choose a skill below, or none, and write a message.")
            self._empty.say(self.tr("A new chat"), text)

    # --- the chosen chat ----------------------------------------------------------------------------------------------

    @Slot(object)
    def _show_chat(self, chat: Chat | None) -> None:
        self._composer.settle()
        self._chat, self._starting = chat, None
        self._partner.turn_to(chat)
        self._show_head()
        self._composer.show_manner(chat if chat is not None else self._partner.new_manner)
        self._say_what_to_do()
        self._conversation.show([])
        self._pile.setCurrentWidget(self._empty if chat is None else self._transcript)
        self._shelf.mark(chat.id if chat is not None else "")
        self._show_status()
        if chat is not None:
            self._read_messages(chat.id)

    def _show_head(self) -> None:
        self._head.show_chat(self._chat)
        pack = self._partner.pack
        self._head.show_model(pack.name if pack is not None else self._partner.missing, is_there=pack is not None)

    def _read_messages(self, chat_id: str) -> None:
        job = self._runner.run(chat_messages, chat_id=chat_id)
        job.succeeded.connect(partial(self._on_messages_succeeded, chat_id))

    def _on_messages_succeeded(self, chat_id: str, messages: list[Message]) -> None:
        if self._chat is None or self._chat.id != chat_id:
            return
        answer = self._answers.of(chat_id)
        self._pile.setCurrentWidget(self._transcript)
        if answer is None:
            self._conversation.show(messages)
        else:
            self._conversation.show_answering(answer, messages)
        self._show_status()

    def _show_status(self) -> None:
        answer = self._answers.of(self._chat.id) if self._chat is not None else None
        self._composer.set_busy(answer is not None)
        self._transcript.set_busy(answer is not None)
        pack, newest, missing = self._partner.pack, self._partner.newest, self._partner.missing
        other = newest.name if missing and newest is not None else ""
        action = self.tr("Go on with {name}").format(name=other) if other else ""
        last = self._conversation.last_answer
        self._composer.set_note(self._words.note(last, pack, missing), action=action)
        done = self._words.doing(answer) if answer is not None else self._words.taken(last, pack)
        self._composer.set_status(done)

    # --- asking -------------------------------------------------------------------------------------------------------

    @Slot(str)
    def _on_composer_send_requested(self, text: str) -> None:
        if self._chat is not None:
            self._composer.set_text("")
            self._answers.send(self._chat, text, self._manners)
        elif self._partner.pack is not None and self._starting is None:
            self._composer.set_text("")
            job = self._runner.run(start_chat, pack=self._partner.pack, manner=self._composer.manner)
            job.succeeded.connect(partial(self._on_start_succeeded, job, text, self._manners))
            job.failed.connect(partial(self._on_start_failed, job, text))
            self._starting = job
            self._partner.forget_new()

    def _on_start_succeeded(self, job: Job, text: str, manners: tuple[Manner, ...], chat: Chat) -> None:
        """Go on with the chat that has begun; who looks at another one by now stays there."""
        if self._starting is job:
            self._starting = None
            self._chat = dataclasses.replace(chat, title=title_from(text))
            self._shelf.add(self._chat)
            self._show_head()
        self._answers.send(chat, text, manners)
        self._shelf.reload()

    def _on_start_failed(self, job: Job, text: str, _error: object) -> None:
        if self._starting is job:
            self._starting = None
            self._on_composer_manner_changed()
        self._give_back(text)

    @property
    def _manners(self) -> tuple[Manner, ...]:
        """How the next message is answered; the chat goes on in the last of them."""
        other = self._composer.other_manner
        return (self._composer.manner,) if other is None else (other, self._composer.manner)

    @Slot(object)
    def _on_transcript_again_requested(self, message: Message) -> None:
        if self._chat is not None:
            self._answers.again(self._chat, message, self._composer.manner)

    @Slot(object, QWidget)
    def _on_transcript_other_requested(self, message: Message, button: QWidget) -> None:
        question, pack = self._conversation.question_of(message), self._partner.pack
        if pack is not None and self._answers.of(message.chat_id) is None:
            self._picker.ask(message, question=question, pack=pack, adapters=self._partner.fitting, below=button)

    @Slot(object, str)
    def _on_picker_chosen(self, message: Message, adapter_id: str) -> None:
        """The chat goes on choosing; this answer gets another version."""
        if self._chat is None or self._chat.id != message.chat_id:
            return
        chosen = [each for each in self._partner.fitting if each.id == adapter_id]
        uses = tuple(AdapterUse(adapter_id=each.id, strength=each.strength) for each in chosen)
        manner = dataclasses.replace(self._composer.manner, routes=False, adapters=uses)
        self._answers.again(self._chat, message, manner)

    @Slot(object, str)
    def _on_transcript_edited(self, message: Message, text: str) -> None:
        if self._chat is not None:
            self._answers.send(self._chat, text, (self._composer.manner,), beside=message.id)

    @Slot(object, int)
    def _on_transcript_version_requested(self, message: Message, step: int) -> None:
        if self._answers.of(message.chat_id) is None:
            job = self._runner.run(turn_version, message=message, step=step)
            job.succeeded.connect(partial(self._on_messages_succeeded, message.chat_id))

    @Slot()
    def _on_composer_stop_requested(self) -> None:
        if self._chat is not None:
            self._answers.stop(self._chat.id)

    @Slot()
    def _on_composer_manner_changed(self) -> None:
        if self._chat is not None:
            job = self._runner.run(set_manner, chat_id=self._chat.id, manner=self._composer.manner)
            job.succeeded.connect(self._shelf.note)
        elif self._partner.pack is not None and self._starting is None:
            self._partner.keep_new(self._composer.manner)

    @Slot()
    def _on_composer_note_action_requested(self) -> None:
        if self._chat is not None and self._partner.newest is not None:
            job = self._runner.run(go_on_with_pack, chat_id=self._chat.id, pack=self._partner.newest)
            job.succeeded.connect(self._on_go_on_succeeded)

    @Slot(object)
    def _on_go_on_succeeded(self, chat: Chat) -> None:
        self._shelf.note(chat)
        if self._chat is not None and self._chat.id == chat.id:
            self._show_chat(chat)
            self._composer.setFocus()

    @Slot(object)
    def _on_answer_began(self, answer: GivenAnswer) -> None:
        if self._is_shown(answer):
            focused = QApplication.focusWidget()
            if focused is not None and self._transcript.isAncestorOf(focused):
                self._composer.setFocus()  # what has the keyboard may make room for the answer
            self._pile.setCurrentWidget(self._transcript)
            self._conversation.show_answering(answer, self._conversation.messages)
            self._show_status()

    @Slot(object)
    def _on_answer_grew(self, answer: GivenAnswer) -> None:
        if self._is_shown(answer):
            self._conversation.grow(answer)
            self._show_status()

    @Slot(object)
    def _on_answer_ended(self, answer: GivenAnswer) -> None:
        if answer.kept and self._is_shown(answer):
            words = self.tr("Answer: {text}").format(text=answer.kept[-1].text)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
        if self._is_shown(answer):
            if self._conversation.keep_pair(answer):
                self._read_quietly(answer.chat_id)
            else:
                self._read_messages(answer.chat_id)
        if answer.question and not answer.is_asked:
            self._give_back(answer.question)
        self._shelf.reload()

    def _give_back(self, text: str) -> None:
        """What was not kept goes back into the field, before what has been written there since: it can be mended."""
        self._composer.set_text("\n\n".join(filter(None, (text, self._composer.text))))

    @Slot(object)
    def _on_conversation_chosen(self, message: Message) -> None:
        self._runner.run(show_version, chat_id=message.chat_id, message_id=message.id)
        self._read_quietly(message.chat_id)

    def _read_quietly(self, chat_id: str) -> None:
        """Take note of what is kept now, and leave the two answers where they are, beside each other."""
        job = self._runner.run(chat_messages, chat_id=chat_id)
        job.succeeded.connect(partial(self._on_quiet_messages_succeeded, chat_id))

    def _on_quiet_messages_succeeded(self, chat_id: str, messages: list[Message]) -> None:
        if self._chat is not None and self._chat.id == chat_id:
            self._conversation.messages = messages
            self._show_status()

    def _is_shown(self, answer: GivenAnswer) -> bool:
        return self._chat is not None and self._chat.id == answer.chat_id

    # --- the shelf ----------------------------------------------------------------------------------------------------

    @Slot(object)
    def _on_shelf_chat_changed(self, chat: Chat) -> None:
        self._chat = chat
        self._show_head()

    @Slot(str)
    def _on_shelf_chat_removed(self, chat_id: str) -> None:
        self._answers.stop(chat_id)
        if self._chat is not None and self._chat.id == chat_id:
            self._show_chat(None)

    @Slot()
    def _on_empty_action_requested(self) -> None:
        (self.models_requested if self._partner.pack is None else self.create_requested).emit()

    @Slot()
    def _on_head_rename_requested(self) -> None:
        if self._chat is not None:
            self._shelf.rename(self._chat.id)

    @Slot()
    def _on_head_delete_requested(self) -> None:
        if self._chat is not None:
            self._composer.setFocus()
            self._shelf.delete(self._chat.id)

    # --- the rest -----------------------------------------------------------------------------------------------------

    @Slot()
    def _on_partner_pack_changed(self) -> None:
        self._composer.set_pack(self._partner.pack)

    @Slot()
    def _on_partner_changed(self) -> None:
        self._composer.set_adapters(self._partner.fitting, self._partner.known)
        self._conversation.learn(self._partner.known.values())
        self._retranslate()

    @Slot(str)
    def _on_link_clicked(self, address: str) -> None:
        text = self.tr("The answer links to {address}.").format(address=address)
        self._messages.offer(text, self.tr("Open in the browser"), partial(_open, address))

    @Slot()
    def _on_preferences_changed(self) -> None:
        self._composer.set_sends_with_enter(self._preferences.current.send_key == "enter")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What is being changed or searched takes Escape for itself; what nobody takes stops the answer."""
        if event.key() == Qt.Key.Key_Escape and self._chat is not None and self._answers.of(self._chat.id) is not None:
            self._answers.stop(self._chat.id)
        else:
            super().keyPressEvent(event)


def _open(address: str) -> None:
    QDesktopServices.openUrl(QUrl(address))
