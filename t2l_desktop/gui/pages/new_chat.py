"""The chat in which nothing has been sent yet."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from t2l_desktop.core.records import Adapter, Manner, Pack
from t2l_desktop.operations.scores import words_help


class NewChat:
    """Keeps what the person has set for it while other chats are looked at."""

    def __init__(self) -> None:
        self._kept: tuple[str, Manner] | None = None  # with the id of its pack

    def keep(self, pack: Pack | None, manner: Manner) -> None:
        """Begin so, until it has begun."""
        self._kept = pack.id if pack is not None else "", manner

    def forget(self) -> None:
        """Begin as usual again."""
        self._kept = None

    def replace_skill(self, former_id: str, adapter: Adapter) -> None:
        """Begin with what has taken a skill's place."""
        if self._kept is not None:
            pack_id, manner = self._kept
            self._kept = pack_id, with_skill_replaced(manner, former_id, adapter)

    def pack(self, packs: Mapping[str, Pack], newest: Pack | None) -> Pack | None:
        """Whom it is with: the newest of these packs, unless what was set is for another one."""
        return newest if self._kept is None else packs.get(self._kept[0], newest)

    def manner(self, pack: Pack | None) -> Manner:
        """How it begins; the words of skills are said as well where the pack was measured to need them."""
        usual = Manner(in_words=pack is not None and words_help(pack))
        if self._kept is None:
            return usual
        _, manner = self._kept
        has_skills = manner.routes or manner.adapters
        return manner if has_skills else dataclasses.replace(manner, in_words=usual.in_words)


def with_skill_replaced(manner: Manner, former_id: str, adapter: Adapter) -> Manner:
    """The same manner with another skill in the place of one, at its strength."""
    uses = (
        dataclasses.replace(use, adapter_id=adapter.id) if use.adapter_id == former_id else use
        for use in manner.adapters
    )
    return dataclasses.replace(manner, adapters=tuple(uses))
