"""Code in an answer: its colours, and the line above it with its language and a button to copy it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QTextCharFormat, QTextDocument, QTextLayout
from PySide6.QtWidgets import QWidget

from t2l_desktop.gui.theme import code_color
from t2l_desktop.gui.widgets.basics import button, label, row
from t2l_desktop.gui.widgets.translated import Translated

if TYPE_CHECKING:
    from pygments.lexer import Lexer

MOST_COLOURED = 20_000  # characters
_SLICE_SECONDS = 0.003
_REST = 8  # times as long as it took: code that still grows is not coloured all the time
COPIED_MS = 1500
_LONGEST_NAME = 24
# by the ends of Pygments' token types, the more special one first
_KINDS = (
    ("Comment", "comment"),
    ("Generic.Deleted", "deleted"),
    ("Generic.Inserted", "string"),
    ("Generic.Heading", "keyword"),
    ("Generic.Subheading", "keyword"),
    ("Keyword.Constant", "number"),
    ("Keyword", "keyword"),
    ("Operator.Word", "keyword"),
    ("Literal.String", "string"),
    ("Literal.Number", "number"),
    ("Name.Attribute", "name"),
    ("Name.Builtin", "name"),
    ("Name.Class", "name"),
    ("Name.Decorator", "name"),
    ("Name.Exception", "name"),
    ("Name.Function", "name"),
    ("Name.Tag", "name"),
)

Runs = list[tuple[int, int, str]]
Format = QTextLayout.FormatRange


class CodeColours(QObject):
    """Colours blocks of code a few milliseconds at a time, so that typing never waits for it."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._document = document
        self._waiting: dict[int, tuple[str, str]] = {}
        self._at, self._line = 0, 0
        self._lines: Iterator[Runs] | None = None
        self._cost = 0.0
        self._formats: dict[str, QTextCharFormat] = {}
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_timer_timeout)

    @property
    def is_busy(self) -> bool:
        """Whether some of the code has yet to get its colours."""
        return bool(self._waiting) or self._lines is not None

    def ask(self, at: int, language: str, code: str) -> None:
        """Colour the lines from document position `at` on, which say `code`; asked again, once it has rested."""
        if not language or len(code) > MOST_COLOURED:
            return
        is_again = at == self._at and bool(self._cost)
        self._waiting[at] = (language, code)
        if not self._timer.isActive():
            self._timer.start(round(self._cost * _REST * 1000) if is_again else 0)

    def forget(self, start: int = 0) -> None:
        """What stood from `start` on is there no longer."""
        self._waiting = {at: wanted for at, wanted in self._waiting.items() if at < start}
        if self._at >= start:
            self._lines, self._cost = None, 0.0
        self._formats = {}

    @Slot()
    def _on_timer_timeout(self) -> None:
        began = time.perf_counter()
        if self._lines is None:
            if not self._waiting:
                return
            self._begin()
        self._colour(until=began + _SLICE_SECONDS)
        self._cost += time.perf_counter() - began
        if self.is_busy:
            rests = self._lines is None and self._at in self._waiting
            self._timer.start(round(self._cost * _REST * 1000) if rests else 1)

    def _begin(self) -> None:
        at = min(self._waiting)
        language, code = self._waiting.pop(at)
        self._at, self._line, self._cost = at, 0, 0.0
        self._lines = coloured_lines(language, code)

    def _colour(self, *, until: float) -> None:
        lines = self._lines
        assert lines is not None
        first = block = self._document.findBlockByNumber(self._document.findBlock(self._at).blockNumber() + self._line)
        end = block.position()
        for runs in lines:
            if not block.isValid():
                break
            block.layout().setFormats([self._format(*run) for run in runs])
            end = block.position() + block.length()
            block = block.next()
            self._line += 1
            if time.perf_counter() > until:
                break
        else:
            self._lines = None
        if end > first.position():
            self._document.markContentsDirty(first.position(), end - first.position())

    def _format(self, start: int, length: int, kind: str) -> Format:
        made = Format()
        made.start, made.length = start, length
        if kind not in self._formats:
            self._formats[kind] = QTextCharFormat()
            self._formats[kind].setForeground(code_color(kind))
        made.format = self._formats[kind]
        return made


def coloured_lines(language: str, code: str) -> Iterator[Runs]:
    """For each line of `code`, (start, length, kind) in UTF-16 units as Qt counts; nothing in an unknown language."""
    lexer = _lexer(language)
    if lexer is None:
        return
    runs: Runs = []
    column = 0
    try:
        # lexers count on the last line to end like all others
        for _, token, value in lexer.get_tokens_unprocessed(f"{code}\n"):
            kind = _kind(str(token))
            for number, piece in enumerate(value.split("\n")):
                if number:
                    yield runs
                    runs, column = [], 0
                length = len(piece) if piece.isascii() else len(piece.encode("utf-16-le", "replace")) // 2
                if kind and length:
                    _add(runs, column, length, kind)
                column += length
    except Exception:  # noqa: BLE001 - a lexer that fails on somebody's code leaves the rest of it plain
        return


def _add(runs: Runs, start: int, length: int, kind: str) -> None:
    """One run for neighbours of one kind."""
    if runs and runs[-1][2] == kind and sum(runs[-1][:2]) == start:
        start, length = runs[-1][0], runs[-1][1] + length
        runs.pop()
    runs.append((start, length, kind))


def language_name(language: str) -> str:
    """How a language is called: "Python" for `py`; unknown ones keep the word that they were given with."""
    word = language.split(maxsplit=1)[0].strip("{}.") if language.split() else ""
    return _names().get(word.lower(), word[:_LONGEST_NAME])


@cache
def _names() -> dict[str, str]:
    # Not at the top: no window needs it before its first paint.
    from pygments.lexers import get_all_lexers  # noqa: PLC0415

    return {alias: name for name, aliases, _, _ in get_all_lexers(plugins=False) for alias in aliases}


def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import find_lexer_class  # noqa: PLC0415

    made = find_lexer_class(language_name(language))
    return made() if made is not None else None


def _kind(token: str) -> str:
    name = token.removeprefix("Token.")
    return next((kind for beginning, kind in _KINDS if name.startswith(beginning)), "")


class CodeHeader(Translated, QWidget):
    """Lies above a block of code: what language it is in, and a button to copy it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._language = ""
        self._code = ""
        self._name = label("muted", wraps=False)
        self.copy = button("link")
        self._copied = QTimer(self, singleShot=True, interval=COPIED_MS)
        across = row(spacing=8)
        across.setContentsMargins(12, 2, 4, 2)
        across.addWidget(self._name, 1)
        across.addWidget(self.copy)
        self.setLayout(across)
        self.copy.clicked.connect(self._on_copy_clicked)
        self._copied.timeout.connect(self._retranslate)
        self._retranslate()

    def show_code(self, language: str, code: str) -> None:
        """Stand above this code from now on."""
        self._code = code
        if language != self._language:
            self._language = language
            self._retranslate()

    @Slot()
    def _retranslate(self) -> None:
        self._name.setText(language_name(self._language) if self._language else self.tr("Code"))
        is_copied = self._copied.isActive()
        self.copy.setText(self.tr("Copied") if is_copied else self.tr("Copy"))
        self.copy.setAccessibleName(self.tr("Copied") if is_copied else self.tr("Copy this code"))

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._code)
        self._copied.start()
        self._retranslate()
