"""Markdown taken apart into pieces that can be shown one after the other, as an answer comes in."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FENCE = re.compile(r"( *)(`{3,}|~{3,})[ \t]*([^`\n]*)")
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]")
_NUMBERED = re.compile(r"\d{1,9}[.)][ \t]")
_NUMBERED_ONE = re.compile(r"1[.)][ \t]")  # lists whose items all say 1 count on; apart, each would be a first one
_PERHAPS_ITEM = re.compile(r"[-*+]|\d{1,9}[.)]?")
_LONG_LIST = 1500  # characters; one that is longer goes on in the next part


@dataclass(frozen=True, kw_only=True)
class Part:
    """A stretch of prose, or of code where there is a language (which may be empty).

    `start` is where it begins in the source; `dedent` is how far the prose of a list's item stands in after a block of
    code within that item.
    """

    start: int
    text: str
    dedent: int = 0
    language: str | None = None


def parts_of(source: str, *, start: int = 0, dedent: int = 0) -> list[Part]:
    """The parts of `source` from `start` on, where a part began that had this `dedent`.

    Whatever is added to `source`, all parts but the last stay as they are. Prose is parted at empty lines before text
    at the left edge; every fence at any depth is a part of its own, so that code in a list has its full width.
    """
    splitter = _Splitter(start, dedent)
    lines = source[start:].split("\n")
    for line in lines[:-1]:
        splitter.take(line, is_whole=True)
    splitter.take(lines[-1], is_whole=False)
    return splitter.finish()


class _Splitter:
    def __init__(self, start: int, dedent: int) -> None:
        self._parts: list[Part] = []
        self._lines: list[str] = []
        self._at = self._start = start
        self._dedent = self._part_dedent = dedent
        self._fence: re.Match[str] | None = None

    def take(self, line: str, *, is_whole: bool) -> None:
        fence = _FENCE.fullmatch(line)
        if self._fence is not None:
            self._take_code(line, fence, is_whole=is_whole)
        elif fence is not None:
            # a line that may yet turn out to be `code` between words is kept back until it is whole
            if is_whole:
                self._flush()
                self._fence = fence
                self._dedent = len(fence[1])
        else:
            self._take_prose(line)
        self._at += len(line) + 1

    def finish(self) -> list[Part]:
        self._flush()
        return self._parts

    def _take_code(self, line: str, fence: re.Match[str] | None, *, is_whole: bool) -> None:
        opening = self._fence
        assert opening is not None
        closes = fence is not None and fence[2].startswith(opening[2]) and not fence[3].strip()
        if closes:
            self._flush(end=self._at + len(line) + 1)
            self._fence = None
        elif is_whole or line.strip() not in ("`", "``", "~", "~~"):
            self._lines.append(_dedented(line, len(opening[1])))

    def _take_prose(self, line: str) -> None:
        if self._dedent and line.strip():
            if not line.startswith(" " * self._dedent):
                self._dedent = 0
                self._flush()
            line = line[self._dedent :]
        if self._lines and self._may_part(line):
            self._flush()
        self._lines.append(line)

    def _may_part(self, line: str) -> bool:
        """Whether what stands before `line` is shown alike with it and without it."""
        if not line or line[0].isspace() or _PERHAPS_ITEM.fullmatch(line):
            return False
        first = self._lines[0]
        if _NUMBERED.match(first) and _NUMBERED_ONE.match(line):
            return False
        if not self._lines[-1].strip():
            return True
        is_long = self._at - self._start > _LONG_LIST
        return is_long and bool(_ITEM.match(first) and _ITEM.match(line))

    def _flush(self, *, end: int | None = None) -> None:
        text = "\n".join(self._lines)
        language = self._fence[3].strip() if self._fence is not None else None
        if language is not None:
            part = Part(start=self._start, text=text, dedent=self._part_dedent, language=language)
            self._parts.append(part)
        elif text.strip():
            self._parts.append(Part(start=self._start, text=text, dedent=self._part_dedent))
        self._lines = []
        self._start = self._at if end is None else end
        self._part_dedent = self._dedent


def _dedented(line: str, depth: int) -> str:
    return line[min(depth, len(line) - len(line.lstrip(" "))) :]
