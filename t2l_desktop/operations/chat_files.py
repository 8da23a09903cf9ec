"""Chats as files: written out as Markdown or JSON, and read back from JSON.

The JSON of a chat (version 1) is one object:

    format "t2l-desktop-chat", version 1, title, created, updated (ISO 8601)
    pack      {id, name}
    skills    [{id, name, description}]            what the chat's answers were given with
    manner    {system_prompt, routes, in_words, sampling, skills: [{skill, strength}]}     how the chat goes on
    messages  [{number, after, role, text, created, state, skills, tokens_per_second, context_tokens, left_out,
               stopped_by, likeness}]
    shown     the number of the last message of the branch that is shown

`skill` counts the list of skills from 0. `number` is any whole number, once each; `after` is that of the message
before, which stands earlier in the list, or null. Messages after the same one are versions of each other. Whoever
reads it may rely on no other field, and whoever writes it may leave out all but `format`, `version` and the messages'
`number`, `role` and `text`; `after` is then null. Fields that are not named here are ignored.

Everything in a file is checked before the first row is written, and that is done in one transaction.
"""

from __future__ import annotations

import dataclasses
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from t2l_desktop.core.records import Adapter, AdapterState, AdapterUse, Chat, Message
from t2l_desktop.library.storage import check_free_space, write_whole
from t2l_desktop.operations.chat_markdown import ChatWords, chat_as_markdown
from t2l_desktop.operations.chat_reading import FORMAT, VERSION, FileSkill, read_chat
from t2l_desktop.operations.services import Services

ChatFormat = Literal["markdown", "json"]
_ENGLISH = ChatWords()


@dataclass(frozen=True, kw_only=True)
class ImportedChat:
    """A chat that came out of a file, and the names of its skills that the library has not."""

    chat: Chat
    missing: tuple[str, ...] = ()


def export_chat(
    services: Services, *, chat_id: str, out: Path, format: ChatFormat, words: ChatWords = _ENGLISH
) -> Path:
    """Write a chat to the file `out`: the branch that is shown as Markdown, or all of it as JSON."""
    library = services.library
    chat, shown = library.chat(chat_id), library.messages(chat_id)
    if format == "markdown":
        names = {adapter.id: adapter.name for adapter in _all_adapters(services)}
        text = chat_as_markdown(chat, shown, names=names, words=words)
    else:
        body = _chat_as_json(services, chat, library.all_messages(chat_id), shown=shown[-1].id if shown else "")
        text = json.dumps(body, ensure_ascii=False, indent=1) + "\n"
    data = text.encode("utf-8")
    check_free_space(out.parent, len(data))
    write_whole(out, data)
    return out


def import_chat(services: Services, *, path: Path) -> ImportedChat:
    """Take in the chat of a JSON file as a new one; also one of plain `messages` with `role` and `content`.

    Its skills are attached again where the library has them. Raises `UserFacingError` for what is no chat.
    """
    file = read_chat(path)
    ids, missing = _adapter_ids(file.skills, _all_adapters(services))
    pack_id = _pack_id(services, file.chat.pack_id)
    chat = dataclasses.replace(file.chat, pack_id=pack_id, adapters=_renamed(file.chat.adapters, ids))
    messages = [dataclasses.replace(message, adapters=_renamed(message.adapters, ids)) for message in file.messages]
    return ImportedChat(chat=services.library.add_whole_chat(chat, messages, shown=file.shown), missing=missing)


# --- writing ----------------------------------------------------------------------------------------------------------


def _chat_as_json(services: Services, chat: Chat, messages: Sequence[Message], *, shown: str) -> dict[str, Any]:
    numbers = {message.id: number for number, message in enumerate(messages, start=1)}
    used = [use.adapter_id for uses in (chat.adapters, *(m.adapters for m in messages)) for use in uses]
    skills = {adapter_id: place for place, adapter_id in enumerate(dict.fromkeys(used))}
    adapters = {adapter.id: adapter for adapter in _all_adapters(services)}
    packs = {pack.id: pack.name for pack in services.packs.packs()}
    return {
        "format": FORMAT,
        "version": VERSION,
        "title": chat.title,
        "created": _iso(chat.created_at),
        "updated": _iso(chat.updated_at),
        "pack": {"id": chat.pack_id, "name": packs.get(chat.pack_id, "")},
        "skills": [_skill_as_json(adapter_id, adapters.get(adapter_id)) for adapter_id in skills],
        "manner": {
            "system_prompt": chat.system_prompt,
            "routes": chat.routes,
            "in_words": chat.in_words,
            "sampling": None if chat.sampling is None else dataclasses.asdict(chat.sampling),
            "skills": _uses_as_json(chat.adapters, skills),
        },
        "messages": [
            {
                "number": numbers[message.id],
                "after": numbers.get(message.parent_id),
                "role": message.role.value,
                "text": message.text,
                "created": _iso(message.created_at),
                "state": message.state.value,
                "skills": _uses_as_json(message.adapters, skills),
                "tokens_per_second": message.tokens_per_second,
                "context_tokens": message.context_tokens,
                "left_out": message.left_out,
                "stopped_by": message.stopped_by,
                "likeness": message.likeness,
            }
            for message in messages
        ],
        "shown": numbers.get(shown),
    }


def _skill_as_json(adapter_id: str, adapter: Adapter | None) -> dict[str, str]:
    if adapter is None:
        return {"id": adapter_id, "name": "", "description": ""}
    return {"id": adapter_id, "name": adapter.name, "description": adapter.description}


def _uses_as_json(uses: Sequence[AdapterUse], skills: dict[str, int]) -> list[dict[str, Any]]:
    return [{"skill": skills[use.adapter_id], "strength": use.strength} for use in uses]


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="microseconds")


# --- fitting it into this library -------------------------------------------------------------------------------------


def _all_adapters(services: Services) -> list[Adapter]:
    states = (AdapterState.SAVED, AdapterState.DRAFT, AdapterState.BINNED)
    return [adapter for state in states for adapter in services.library.adapters(state=state)]


def _adapter_ids(skills: Sequence[FileSkill], adapters: Sequence[Adapter]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The library's id for each skill of a file, one that it has not where it is missing; and the names of those."""
    ids = {adapter.id for adapter in adapters}
    alike: dict[tuple[str, str], str] = {}
    for adapter in adapters:
        alike.setdefault((adapter.name, adapter.description), adapter.id)
    found, missing = {}, []
    for skill in skills:
        known = skill.id if skill.id in ids else alike.get((skill.name, skill.description))
        if known is None:
            missing.append(skill.name)
        found[skill.key] = known or (skill.id if _is_id(skill.id) else str(uuid.uuid4()))
    return found, tuple(missing)


def _is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _renamed(uses: Sequence[AdapterUse], ids: dict[str, str]) -> tuple[AdapterUse, ...]:
    return tuple(dataclasses.replace(use, adapter_id=ids[use.adapter_id]) for use in uses)


def _pack_id(services: Services, wanted: str) -> str:
    """The pack that the chat was begun with where it is installed, else the first one."""
    installed = [pack.id for pack in services.packs.packs()]
    return wanted if wanted in installed or not installed else installed[0]
