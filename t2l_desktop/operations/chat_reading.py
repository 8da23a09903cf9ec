"""Reading a chat out of a JSON file, which is hostile until every field of it has been checked."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.records import AdapterUse, AnswerState, Chat, HowMade, Manner, Message, Role
from t2l_desktop.library.presets import sampling_from_json
from t2l_desktop.library.storage import read_whole
from t2l_desktop.operations.words import MAX_STRENGTH, checked_name, title_from

FORMAT = "t2l-desktop-chat"
VERSION = 1
MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_MESSAGES = 100_000
MAX_TEXT = 8_000_000  # characters
_MAX_VALUES = 8_000_000
_MAX_SKILLS = 1000
_MAX_USES = 100
_MOST_LIKENESS = 1e3
_MAX_COUNT = 2**31
_STOPS = ("end", "length", "context")


@dataclass(frozen=True, kw_only=True)
class FileSkill:
    """A skill as a file names it; the uses in the chat say `key` where a library's would say the adapter's id."""

    key: str
    id: str
    name: str
    description: str


@dataclass(frozen=True, kw_only=True)
class FileChat:
    """What a file holds; ids are those of the file, and `shown` is the last message of the branch that is shown."""

    chat: Chat
    messages: Sequence[Message]
    shown: str
    skills: Sequence[FileSkill] = ()


def read_chat(path: Path) -> FileChat:
    """The chat in a file of our format, or in a plain list of `messages` with `role` and `content`.

    Raises `UserFacingError` that says what is wrong with it.
    """
    part = _Part(path.name, _read_object(path))
    return _read_ours(part) if "format" in part.body else _read_plain(part)


@dataclass(frozen=True)
class _Part:
    """An object of a file, whose fields come out only in the shape that they must have."""

    file: str
    body: dict[str, Any]
    place: int = 0

    def refuse(self, field: str) -> NoReturn:
        """Say which field of what is not usable; `place` counts the messages from 1, 0 is the chat itself."""
        hint = "The file was changed or damaged on the way; export the chat once more."
        if self.place:
            raise UserFacingError(
                "Message {number} in {file} has no usable “{field}”.",
                hint=hint,
                number=self.place,
                file=self.file,
                field=field,
            )
        raise UserFacingError("The chat in {file} has no usable “{field}”.", hint=hint, file=self.file, field=field)

    def text(self, field: str, default: str | None = None) -> str:
        value = self.body.get(field, default)
        if not isinstance(value, str):
            self.refuse(field)
        if len(value) > MAX_TEXT:
            raise UserFacingError(
                "A text in {file} is too long: it has {length} characters; the limit is {limit}.",
                hint="Choose another file.",
                file=self.file,
                length=len(value),
                limit=MAX_TEXT,
            )
        return value

    def whole(self, field: str, default: int | None = None) -> int:
        value = self.body.get(field, default)
        if type(value) is not int or not 0 <= value < _MAX_COUNT:
            self.refuse(field)
        return value

    def number(self, field: str, *, least: float, most: float, default: float | None = None) -> float:
        value = self.body.get(field, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            self.refuse(field)
        return float(value)

    def flag(self, field: str) -> bool:
        value = self.body.get(field, False)
        if not isinstance(value, bool):
            self.refuse(field)
        return value

    def moment(self, field: str, default: float) -> float:
        """A time as seconds; one that lies ahead counts as now."""
        if self.body.get(field) is None:
            return default
        try:
            given = datetime.fromisoformat(self.text(field))
            moment = (given if given.tzinfo is not None else given.replace(tzinfo=UTC)).timestamp()
        except (ValueError, OverflowError):
            self.refuse(field)
        return min(max(moment, 0.0), time.time())

    def part(self, field: str) -> _Part:
        value = self.body.get(field, {})
        if not isinstance(value, dict):
            self.refuse(field)
        return dataclasses.replace(self, body=value)

    def parts(self, field: str, *, most: int) -> list[_Part]:
        values = self.body.get(field, [])
        if not isinstance(values, list) or len(values) > most or not all(isinstance(value, dict) for value in values):
            self.refuse(field)
        return [dataclasses.replace(self, body=value) for value in values]

    def messages(self) -> list[_Part]:
        """The messages, at least one, each with its place in the list."""
        values = self.body.get("messages")
        if not isinstance(values, list) or not values:
            raise _no_chat(self.file)
        if len(values) > MAX_MESSAGES:
            raise UserFacingError(
                "{file} has {count} messages; the limit is {limit}.",
                hint="Choose another file.",
                file=self.file,
                count=len(values),
                limit=MAX_MESSAGES,
            )
        if not all(isinstance(value, dict) for value in values):
            raise _no_chat(self.file)
        return [_Part(self.file, value, place) for place, value in enumerate(values, start=1)]


def _read_object(path: Path) -> dict[str, Any]:
    data = read_whole(path, most=MAX_FILE_BYTES, too_large=_too_large(path.name))
    # What JSON becomes in memory grows with the number of its values, which no chat has as many of.
    if sum(data.count(mark) for mark in (b"{", b"[", b",")) > _MAX_VALUES:
        raise _too_large(path.name)
    try:
        body = json.loads(data, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise _no_chat(path.name, detail=str(error)) from error
    if not isinstance(body, dict):
        raise _no_chat(path.name)
    return body


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _too_large(file: str) -> UserFacingError:
    return UserFacingError(
        "{file} is too large to be a chat; at most {limit} MB are allowed.",
        hint="Choose another file.",
        file=file,
        limit=MAX_FILE_BYTES // 1024**2,
    )


def _no_chat(file: str, *, detail: str = "") -> UserFacingError:
    return UserFacingError(
        "{file} holds no chat.",
        hint="Choose a .json file that a chat was exported to.",
        detail=detail,
        file=file,
    )


def _read_ours(part: _Part) -> FileChat:
    _check_version(part)
    skills = [
        FileSkill(
            key=str(place), id=each.text("id", ""), name=each.text("name", ""), description=each.text("description", "")
        )
        for place, each in enumerate(part.parts("skills", most=_MAX_SKILLS))
    ]
    messages, shown = _read_messages(part, skills)
    title = part.text("title", "").strip() or _first_words(messages)
    chat = Chat(
        id="",
        title=checked_name(title) if title else "",
        pack_id=part.part("pack").text("id", ""),
        created_at=part.moment("created", messages[0].created_at),
        updated_at=part.moment("updated", max(message.created_at for message in messages)),
        **vars(_read_manner(part.part("manner"), skills)),
    )
    return FileChat(chat=chat, messages=messages, shown=shown, skills=skills)


def _check_version(part: _Part) -> None:
    version = part.body.get("version")
    if part.body["format"] != FORMAT or type(version) is not int or version < 1:
        raise _no_chat(part.file)
    if version > VERSION:
        raise UserFacingError(
            "{file} was written by a newer version of the app (format {version}; this one knows {known}).",
            hint="Install the newest version of the app.",
            file=part.file,
            version=version,
            known=VERSION,
        )


def _read_manner(part: _Part, skills: Sequence[FileSkill]) -> Manner:
    return Manner(
        adapters=_uses(part, skills),
        routes=part.flag("routes"),
        in_words=part.flag("in_words"),
        system_prompt=part.text("system_prompt", ""),
        sampling=sampling_from_json(json.dumps(part.body.get("sampling"))),
    )


def _first_words(messages: Sequence[Message]) -> str:
    return next((title_from(message.text) for message in messages if message.role is Role.USER), "")


def _read_messages(part: _Part, skills: Sequence[FileSkill]) -> tuple[list[Message], str]:
    messages: dict[int, Message] = {}
    for each in part.messages():
        number = each.whole("number")
        if number in messages:
            each.refuse("number")
        after = None if each.body.get("after") is None else each.whole("after")
        if after is not None and after not in messages:
            raise UserFacingError(
                "Message {number} in {file} follows message {after}, which does not come before it.",
                hint="The file was changed or damaged on the way; export the chat once more.",
                number=each.place,
                file=part.file,
                after=after,
            )
        messages[number] = Message(
            id=str(number),
            chat_id="",
            role=_role(each),
            text=each.text("text"),
            created_at=each.moment("created", time.time()),
            parent_id="" if after is None else str(after),
            **vars(_how_made(each, skills)),
        )
    shown = next(reversed(messages)) if part.body.get("shown") is None else part.whole("shown")
    if shown not in messages:
        part.refuse("shown")
    return list(messages.values()), str(shown)


def _role(part: _Part) -> Role:
    role = part.text("role")
    if role not in (Role.USER, Role.ASSISTANT):
        part.refuse("role")
    return Role(role)


def _how_made(part: _Part, skills: Sequence[FileSkill]) -> HowMade:
    state = part.text("state", AnswerState.COMPLETE.value)
    if state not in tuple(AnswerState):
        part.refuse("state")
    speed, tokens = part.body.get("tokens_per_second"), part.body.get("context_tokens")
    likeness = part.body.get("likeness")
    stop = part.text("stopped_by", "end")
    return HowMade(
        state=AnswerState(state),
        adapters=_uses(part, skills),
        likeness=None if likeness is None else part.number("likeness", least=-_MOST_LIKENESS, most=_MOST_LIKENESS),
        tokens_per_second=None if speed is None else part.number("tokens_per_second", least=0.0, most=1e9),
        context_tokens=None if tokens is None else part.whole("context_tokens"),
        left_out=part.whole("left_out", 0),
        stopped_by=stop if stop in _STOPS else "end",
    )


def _uses(part: _Part, skills: Sequence[FileSkill]) -> tuple[AdapterUse, ...]:
    uses = []
    for each in part.parts("skills", most=_MAX_USES):
        place = each.whole("skill")
        if place >= len(skills):
            each.refuse("skill")
        strength = each.number("strength", least=-MAX_STRENGTH, most=MAX_STRENGTH, default=1.0)
        uses.append(AdapterUse(adapter_id=skills[place].key, strength=strength))
    return tuple(uses)


def _read_plain(part: _Part) -> FileChat:
    """A chat as many programs write it; system messages become the system prompt, those of tools are left out."""
    now = time.time()
    prompts: list[str] = []
    messages: list[Message] = []
    for each in part.messages():
        role, text = each.text("role"), _content(each)
        if role in ("system", "developer"):
            prompts.append(text)
        elif role not in (Role.USER, Role.ASSISTANT, "tool", "function"):
            each.refuse("role")
        elif role in tuple(Role) and text.strip():
            before = messages[-1].id if messages else ""
            number = str(len(messages) + 1)
            messages.append(
                Message(id=number, chat_id="", role=Role(role), text=text, created_at=now, parent_id=before)
            )
    if not messages:
        raise _no_chat(part.file)
    title = part.body.get("title")
    title = title_from(title) if isinstance(title, str) else ""
    chat = Chat(
        id="",
        title=title or _first_words(messages),
        pack_id="",
        created_at=now,
        updated_at=now,
        system_prompt="\n\n".join(text for text in prompts if text),
    )
    return FileChat(chat=chat, messages=messages, shown=messages[-1].id)


def _content(part: _Part) -> str:
    """The text of a message, of its text parts where it has several, or none for a call of a tool."""
    content = part.body.get("content")
    if content is None:
        return ""
    if isinstance(content, list):
        texts = [each.text("text", "") for each in part.parts("content", most=_MAX_SKILLS)]
        return "\n".join(text for text in texts if text)
    return part.text("content")
