"""Chat templates: how a model wants a conversation to be written down."""

from __future__ import annotations

import datetime as dt
import logging
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension, loopcontrols
from jinja2.nodes import Node
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from t2l_desktop.core.errors import UserFacingError

TEMPLATE_LIMIT = 64 * 1024  # characters
RENDERED_LIMIT = 1024 * 1024  # characters of the template's own text
PLAIN_TEMPLATE = (
    "{% for message in messages %}{{ message['role'] | capitalize }}: {{ message['content'] }}\n\n{% endfor %}"
    "{% if add_generation_prompt %}Assistant:{% endif %}"
)
# A template comes with the model: whatever Python's operators raise in it is the template's fault.
_TEMPLATE_ERRORS = (
    jinja2.TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
# Whitespace that no template writes itself: where it is gone from around a text, the template trims its texts.
_TRIMMED = "\u2003"

_THOUGHT = "</think>"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Piece:
    """A stretch of a prompt: the template's own text, or what somebody wrote (`is_message`)."""

    text: str
    is_message: bool


class ChatTemplate:
    """A template in a sandbox; one that is missing, huge or broken is replaced by plain "User: ..." lines."""

    def __init__(self, source: str, *, bos: str = "", eos: str = "") -> None:
        self._tokens = {"bos_token": bos, "eos_token": eos}
        self._drops_thoughts = _THOUGHT in source
        self._template = _compile(PLAIN_TEMPLATE)
        self.is_plain = True
        if source and len(source) <= TEMPLATE_LIMIT:
            try:
                self._template = _compile(source)
                self._render([{"role": "user", "text": "x"}])
                self.is_plain = False
            except _TEMPLATE_ERRORS as error:
                _log.info("the chat template of the model cannot be used: %s", error)
                self._template = _compile(PLAIN_TEMPLATE)
        self.has_system_role = self._takes_system()

    def pieces(self, messages: Sequence[dict[str, str]]) -> list[Piece]:
        """Write `messages` (`role`, `text`) down as pieces, up to where the answer begins.

        A system message goes into the first user turn where the template has no place for one, and neighbours of one
        role become one turn where the template insists on turns. Raises `UserFacingError` when it refuses even then.
        """
        turns = [dict(message) for message in messages]
        if not self.has_system_role:
            turns = _without_system(turns)
        try:
            return self._render(turns)
        except _TEMPLATE_ERRORS:
            pass
        try:
            return self._render(_joined(turns))
        except _TEMPLATE_ERRORS as error:
            raise UserFacingError(
                "The model's chat template refuses this conversation.",
                hint="Start a new chat, or use another model.",
                detail=str(error),
            ) from error

    def without_thoughts(self, messages: Sequence[dict[str, str]]) -> list[dict[str, str]]:
        """What is to be read of `messages`, where the template leaves out earlier thoughts.

        Such templates look for the end of a thought in texts that they never get to see from `pieces`.
        """
        if not self._drops_thoughts:
            return list(messages)
        return [
            {**message, "text": message["text"].rpartition(_THOUGHT)[2].lstrip()}
            if message["role"] == "assistant"
            else message
            for message in messages
        ]

    def _takes_system(self) -> bool:
        try:
            pieces = self._render([{"role": "system", "text": "system"}, {"role": "user", "text": "user"}])
        except _TEMPLATE_ERRORS:
            return False
        return Piece("system", is_message=True) in pieces

    def _render(self, messages: Sequence[dict[str, str]]) -> list[Piece]:
        """Marks stand in for the texts while the template runs, so that no text can pass for a part of it."""
        key = secrets.token_hex(8)
        marked = [
            {
                "role": message["role"],
                "content": f"{_TRIMMED}\ue000{key}-{index}\ue001{_TRIMMED}" if message["text"] else "",
            }
            for index, message in enumerate(messages)
        ]
        rendered, size = [], 0
        for part in self._template.generate(messages=marked, add_generation_prompt=True, **self._tokens):
            size += len(part)
            if size > RENDERED_LIMIT + 64 * len(marked):
                raise ValueError("the rendered template is too long")
            rendered.append(part)
        return _split("".join(rendered), key, messages)


def _split(rendered: str, key: str, messages: Sequence[dict[str, str]]) -> list[Piece]:
    pieces: list[Piece] = []
    end, found = 0, -1
    for match in re.finditer(f"({_TRIMMED}?)\ue000{key}-([0-9]+)\ue001({_TRIMMED}?)", rendered):
        pieces.append(Piece(rendered[end : match.start()], is_message=False))
        found, text = int(match[2]), messages[int(match[2])]["text"]
        text = text if match[1] else text.lstrip()
        pieces.append(Piece(text if match[3] else text.rstrip(), is_message=True))
        end = match.end()
    pieces.append(Piece(rendered[end:], is_message=False))
    if messages[-1]["text"] and found != len(messages) - 1:
        raise ValueError("the template leaves the last message out")
    return [piece for piece in pieces if piece.text]


class _Sandbox(ImmutableSandboxedEnvironment):
    """Refuses powers too: the compiler itself would work out `9**9**9`, for ever."""

    intercepted_binops = frozenset({"**"})

    def call_binop(self, context: object, operator: str, left: object, right: object) -> NoReturn:
        raise SecurityError(f"{left} {operator} {right}")


class _GenerationBlock(Extension):
    """`{% generation %}` marks what models were trained on; it changes nothing in the text."""

    tags = {"generation"}  # noqa: RUF012 - as Jinja declares it

    def parse(self, parser: Parser) -> list[Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def _compile(source: str) -> jinja2.Template:
    environment = _Sandbox(
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
        extensions=[loopcontrols, _GenerationBlock],
    )
    environment.globals.update(raise_exception=_refuse, strftime_now=_now, tools=None, documents=None)
    return environment.from_string(source)


def _refuse(message: object) -> NoReturn:
    raise jinja2.TemplateError(str(message))


def _now(form: str) -> str:
    return dt.datetime.now(tz=dt.UTC).astimezone().strftime(form)


def _without_system(messages: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    system = [message["text"] for message in messages if message["role"] == "system" and message["text"]]
    turns = [message for message in messages if message["role"] != "system"]
    if not system:
        return turns
    text = "\n\n".join(system)
    for index, turn in enumerate(turns):
        if turn["role"] == "user":
            return [*turns[:index], {**turn, "text": f"{text}\n\n{turn['text']}"}, *turns[index + 1 :]]
    return [{"role": "user", "text": text}, *turns]


def _joined(messages: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    turns: list[dict[str, Any]] = []
    for message in messages:
        if turns and turns[-1]["role"] == message["role"]:
            turns[-1]["text"] = f"{turns[-1]['text']}\n\n{message['text']}"
        else:
            turns.append(dict(message))
    return turns
