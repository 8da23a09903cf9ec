"""A chat as a Markdown text to read, print or pass on; what was said in it cannot break the text's structure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from t2l_desktop.core.records import AdapterUse, AnswerState, Chat, Message, Role

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&])")
_DEEPEST = 6
_MOST_MARKS = 16  # of lists and quotations in one line; more are nobody's
_BELOW = 2  # a chat's title is the first level, who speaks the second
_LINE_END = re.compile(r"\r\n|\r|\n")
_QUOTES = re.compile(r"(?:[ ]{0,3}>[ ]?)*")
_MARK = re.compile(r"[ ]{0,3}(?:>[ ]?|(?:[-*+]|\d{1,9}[.)])(?:[ ]{1,4}(?![ ])|[ ]|$))")
_RULE = re.compile(r"[ ]{0,3}([-*_])[ ]*(?:\1[ ]*){2,}$")
_HEADING = re.compile(r"^([ ]{0,3})(#{1,6})(?=\s|$)")
_UNDERLINE = re.compile(r"[ ]{0,3}(=+|-+)\s*$")
_PARAGRAPH = re.compile(r"[ ]{0,3}(?![#>|=~`]|[-*+](?:\s|$)|\d{1,9}[.)](?:\s|$)|(?:[-*_]\s*){3,}$)\S")
_HTML = re.compile(r"^([ ]{0,3})(?=<[a-zA-Z/!?])(?!<[a-zA-Z][a-zA-Z0-9+.-]{1,31}:)")
_OPENING = re.compile(r"[ ]{0,3}(`{3,}(?=[^`]*$)|~{3,})")
_CLOSING = re.compile(r"[ ]{0,3}(`{3,}|~{3,})[ \t]*$")


@dataclass(frozen=True, kw_only=True)
class ChatWords:
    """The words of a chat that is written out; the window says them in its own language."""

    untitled: str = "New chat"
    you: str = "You"
    base_model: str = "Base model"
    gone: str = "A skill that is not there any more"
    system_prompt: str = "System prompt"
    cut_off: str = "(The answer was cut off.)"


def chat_as_markdown(chat: Chat, messages: Sequence[Message], *, names: Mapping[str, str], words: ChatWords) -> str:
    """Title, date, system prompt and the messages in their order; `names` are those of the adapters by id."""
    parts = [f"# {_inline(chat.title or words.untitled)}", _moment(chat.created_at)]
    if chat.system_prompt:
        quoted = "\n".join(f"> {line}".rstrip() for line in chat.system_prompt.splitlines())
        parts += [f"**{_inline(words.system_prompt)}**", quoted]
    for message in messages:
        who = words.you if message.role is Role.USER else _skills(message.adapters, names, words)
        parts += [f"## {_inline(who)}", tamed(message.text)]
        if message.state is AnswerState.PARTIAL:
            parts.append(f"*{_inline(words.cut_off)}*")
    return "\n\n".join(part for part in parts if part) + "\n"


def tamed(text: str) -> str:
    """Markdown whose headings come below ours, with its code blocks closed and no HTML that would run on."""
    tamer = _Tamer()
    for line in _LINE_END.split(text):
        tamer.add(line)
    return "\n".join(tamer.finished()).strip("\n")


class _Tamer:
    """Reads as much of Markdown as is needed to tell code from headings: quotations, list items and fences."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._items = [0]  # how far in the texts of the open list items stand, those in another last
        self._fence = ""
        self._indent = 0  # of the open fence
        self._depth = 0  # that it stands in

    def add(self, whole: str) -> None:
        text = whole.lstrip(" \t")
        line = whole[: len(whole) - len(text)].expandtabs(4) + text
        while line.strip() and _spaces(line) < self._items[-1]:
            self._items.pop()
            self._fence = ""
        inside, line = line[: self._items[-1]], line[self._items[-1] :]
        if self._fence and _quotes(line).count(">") >= self._depth:
            self._lines.append(whole)
            found = _CLOSING.match(line.split(">", self._depth)[-1])
            if found is not None and found[1].startswith(self._fence):
                self._fence = ""
            return
        self._fence = ""
        self._add_text(inside, line)

    def finished(self) -> list[str]:
        """The lines; a quotation ends its code by itself."""
        if self._fence and not self._depth:
            self._lines.append(" " * self._indent + self._fence)
        return self._lines

    def _add_text(self, inside: str, line: str) -> None:
        quotes = _quotes(line)
        if self._lines and self._lines[-1].strip(" >") and _UNDERLINE.match(line[len(quotes) :]):
            self._add_underline(inside + quotes, line[len(quotes) :])
            return
        lead, rest = self._parted(line)
        opening = _OPENING.match(rest)
        if opening is not None:
            self._fence, self._depth = opening[1], lead.count(">")
            self._indent = len(inside + lead) + opening.start(1)
        else:
            rest = _HEADING.sub(lambda found: found[1] + "#" * min(_DEEPEST, len(found[2]) + _BELOW), rest, count=1)
            rest = _HTML.sub(r"\1\\", rest, count=1)
        self._lines.append(inside + lead + rest)

    def _parted(self, line: str) -> tuple[str, str]:
        """The marks of quotations and list items that a line begins with, and the rest; such items are open now."""
        end = 0
        for _ in range(_MOST_MARKS):
            mark = None if _RULE.match(line, end) else _MARK.match(line, end)
            if mark is None:
                break
            if ">" not in line[: mark.end()]:
                self._items.append(self._items[-1] + len(mark[0]))
            end = mark.end()
        return line[:end], line[end:]

    def _add_underline(self, lead: str, line: str) -> None:
        """Make a line and its underline a heading with marks; where it may be none, see to it that it is none."""
        before = self._lines[-1]
        if not lead and _PARAGRAPH.match(before):
            self._lines[-1] = f"{'#' * (_BELOW + (1 if '=' in line else 2))} {before.strip()}"
        elif "=" in line:
            self._lines.append(f"{lead}\\{line.lstrip()}")
        else:
            self._lines += [lead.rstrip(), lead + line]


def _quotes(line: str) -> str:
    found = _QUOTES.match(line)
    return found[0] if found is not None else ""


def _spaces(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _skills(uses: Sequence[AdapterUse], names: Mapping[str, str], words: ChatWords) -> str:
    if not uses:
        return words.base_model
    return ", ".join(f"{names.get(use.adapter_id, words.gone)} × {use.strength:.2f}" for use in uses)


def _moment(moment: float) -> str:
    return datetime.fromtimestamp(moment).astimezone().strftime("%Y-%m-%d %H:%M")


def _inline(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
