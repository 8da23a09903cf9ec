"""Whom one chats with: the model, and the skills that were made for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from t2l_desktop.core.records import Adapter, AdapterState, Chat, Manner, Pack
from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.gui.pages.new_chat import NewChat
from t2l_desktop.library.pack_bin import BinnedPack
from t2l_desktop.operations.adapters import list_adapters
from t2l_desktop.operations.answering import fits
from t2l_desktop.operations.packs import removed_packs


class ChatPartner(QObject):
    """A chat stays with its own pack; a new one is with the newest, or with that of the skills it was begun with."""

    pack_changed = Signal()
    changed = Signal()  # the skills that fit the pack, or what they and packs are called

    def __init__(self, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._chat: Chat | None = None
        self._new_chat = NewChat()
        self._packs: dict[str, Pack] = {}
        self._names: dict[str, str] = {}  # of packs, those that were removed too
        self._skills: dict[AdapterState, dict[str, Adapter]] = {state: {} for state in AdapterState}
        self.pack: Pack | None = None
        self.newest: Pack | None = None
        self.lacks_skills = False  # as far as they have been read

    @property
    def missing(self) -> str:
        """What the chat's model is called, where that is not there."""
        if self._chat is None or self.pack is not None:
            return ""
        return self._names.get(self._chat.pack_id, self._chat.pack_id)

    @property
    def known(self) -> Mapping[str, Adapter]:
        """All skills, unsaved and binned ones too."""
        return {adapter_id: each for skills in self._skills.values() for adapter_id, each in skills.items()}

    @property
    def fitting(self) -> Sequence[Adapter]:
        """The saved skills that were made for the pack's base."""
        saved = self._skills[AdapterState.SAVED].values()
        return [each for each in saved if self.pack is None or fits(each, self.pack)]

    @property
    def new_manner(self) -> Manner:
        """How a new chat begins."""
        return self._new_chat.manner(self.pack)

    def set_packs(self, packs: Sequence[Pack]) -> None:
        """All packs that are there."""
        self._packs = {pack.id: pack for pack in packs}
        self._names |= {pack.id: pack.name for pack in packs}
        self._turn()

    def set_newest(self, pack: Pack | None) -> bool:
        """Begin new chats with this pack from now on; says whether it is another one.

        What was set for a new chat stays where the pack itself has only been changed.
        """
        former, self.newest = self.newest, pack
        is_other = former is None or pack is None or former.id != pack.id
        if is_other:
            self._new_chat.forget()
        self._turn()
        return is_other

    def turn_to(self, chat: Chat | None) -> None:
        """Talk to the pack of this chat, or to nobody where it is gone; without a chat, to that of a new one."""
        self._chat = chat
        self._turn()

    def begin_with(self, adapters: Sequence[Adapter], manner: Manner) -> None:
        """Begin a new chat in this manner, with the pack of the first of its skills, which may not have been read."""
        for each in adapters:
            self.note(each)
        self._new_chat.keep(self._packs.get(adapters[0].pack_id, self.newest), manner)

    def keep_new(self, manner: Manner) -> None:
        """Begin a new chat so, whenever one comes back to it."""
        self._new_chat.keep(self.pack, manner)

    def forget_new(self) -> None:
        """Begin a new chat as usual again."""
        self._new_chat.forget()

    def note(self, adapter: Adapter) -> None:
        """Take note of a skill that may not have been read yet."""
        self._skills[adapter.state][adapter.id] = adapter
        self.changed.emit()

    def replace_skill(self, former_id: str, adapter: Adapter) -> None:
        """Go on with what has taken a skill's place."""
        self._new_chat.replace_skill(former_id, adapter)
        self.note(adapter)

    def reload(self) -> None:
        """Read skills, and what removed packs were called, again."""
        self._runner.run(removed_packs).succeeded.connect(self._on_removed_succeeded)
        for state in AdapterState:
            job = self._runner.run(list_adapters, state=state)
            job.succeeded.connect(partial(self._on_adapters_succeeded, state))

    def _turn(self) -> None:
        if self._chat is not None:
            pack = self._packs.get(self._chat.pack_id)
        else:
            pack = self._new_chat.pack(self._packs, self.newest)
        if pack != self.pack:
            self.pack = pack
            self.pack_changed.emit()
            self.changed.emit()

    @Slot(object)
    def _on_removed_succeeded(self, removed: list[BinnedPack]) -> None:
        self._names |= {each.pack_id: each.name for each in removed}
        self.changed.emit()

    def _on_adapters_succeeded(self, state: AdapterState, adapters: list[Adapter]) -> None:
        self._skills[state] = {adapter.id: adapter for adapter in adapters}
        if state is AdapterState.SAVED:
            self.lacks_skills = not adapters
        self.changed.emit()
