"""Answers as formatted text that loads nothing and opens nothing by itself."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QEvent, QSizeF, Qt, QUrl, Signal, Slot
from PySide6.QtGui import (
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextTable,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser

from t2l_desktop.gui.theme import color

_FEATURES = QTextDocument.MarkdownFeature(
    QTextDocument.MarkdownFeature.MarkdownDialectGitHub.value | QTextDocument.MarkdownFeature.MarkdownNoHTML.value
)
_SAFE_SCHEMES = ("http", "https")
_OPENING = "「『（【《〈〔“‘"
_CLOSING = "」』）】》〉〕”’。、！？：；"
_CODE_OR_STRONG = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|(\*\*|__)(?=\S)([^\n]+?)(?<=\S)\1", re.DOTALL)
_LINE_GAP = 5.0
_CODE_PADDING = 10.0
_CELL_PADDING = 6.0


def with_japanese_emphasis(text: str) -> str:
    """Markdown in which emphasis next to full-width punctuation is seen as such: `**「…」**の` -> `「**…**」の`.

    CommonMark (section 6.2) wants a space or punctuation on the outer side of such a mark; Japanese has neither.
    """

    def moved(match: re.Match[str]) -> str:
        mark, inner = match[1], match[2]
        if mark is None:
            return match[0]
        core = inner.lstrip(_OPENING).rstrip(_CLOSING)
        if not core or core == inner:
            return match[0]
        start = len(inner) - len(inner.lstrip(_OPENING))
        return f"{inner[:start]}{mark}{core}{mark}{inner[start + len(core) :]}"

    return _CODE_OR_STRONG.sub(moved, text)


class _Document(QTextDocument):
    """A document whose pictures and style sheets are never fetched, from wherever an answer says."""

    def loadResource(self, type: int, name: QUrl | str) -> object:
        return None


class MarkdownView(QTextBrowser):
    """Shows text at its full height, for selecting and reading; a link only tells that it was clicked."""

    link_clicked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._source = ""
        self._is_markdown = True
        self.setDocument(_Document(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.document().setUndoRedoEnabled(False)
        self.document().documentLayout().documentSizeChanged.connect(self._on_document_size_changed)
        self.anchorClicked.connect(self._on_anchor_clicked)
        self.setFixedHeight(self.fontMetrics().lineSpacing())

    @property
    def given(self) -> str:
        """The text as it was given."""
        return self._source

    def show_text(self, text: str, *, is_markdown: bool = True) -> None:
        """Replace what is shown; plain text keeps its line breaks and marks."""
        self._source, self._is_markdown = text, is_markdown
        document = self.document()
        document.setDefaultFont(self.font())
        if is_markdown:
            document.setMarkdown(with_japanese_emphasis(text), _FEATURES)
        else:
            document.setPlainText(text)
        self._dress()

    def _dress(self) -> None:
        """Roomy lines, and a ground under code."""
        document = self.document()
        cursor = QTextCursor(document)
        roomy = QTextBlockFormat()
        roomy.setLineHeight(_LINE_GAP, QTextBlockFormat.LineHeightTypes.LineDistanceHeight.value)
        code: list[tuple[int, int]] = []
        block = document.begin()
        while block.isValid():
            cursor.setPosition(block.position())
            around = cursor.currentFrame()
            if _is_code(block):
                end = block.position() + block.length() - 1
                goes_on = bool(code) and code[-1][1] + 1 == block.position()
                code[-1:] = [(code[-1][0], end)] if goes_on else [*code[-1:], (block.position(), end)]
            elif isinstance(around, QTextTable):
                _dress_table(around)
            else:
                cursor.mergeBlockFormat(roomy)
            block = block.next()
        for start, end in reversed(code):
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertFrame(_code_frame())

    @Slot(QSizeF)
    def _on_document_size_changed(self, size: QSizeF) -> None:
        height = max(math.ceil(size.height()), self.fontMetrics().lineSpacing())
        if height != self.height():
            self.setFixedHeight(height)

    @Slot(QUrl)
    def _on_anchor_clicked(self, url: QUrl) -> None:
        if url.scheme() in _SAFE_SCHEMES:
            self.link_clicked.emit(url.toString())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationPaletteChange) and self._source:
            self.show_text(self._source, is_markdown=self._is_markdown)


def _is_code(block: QTextBlock) -> bool:
    return block.isValid() and block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence)


def _code_frame() -> QTextFrameFormat:
    made = QTextFrameFormat()
    made.setBackground(color("sunken"))
    made.setPadding(_CODE_PADDING)
    made.setBottomMargin(_CODE_PADDING)
    return made


def _dress_table(table: QTextTable) -> None:
    """Hairlines and some air."""
    look = table.format()
    if look.cellPadding() == _CELL_PADDING:
        return
    look.setCellPadding(_CELL_PADDING)
    look.setCellSpacing(0)
    look.setBorder(1)
    look.setBorderCollapse(True)
    look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    look.setBorderBrush(color("border"))
    table.setFormat(look)
    # WORKAROUND: after a block of code, Qt 6.10 begins the first cell with an empty line.
    first = table.cellAt(0, 0)
    if first.firstCursorPosition().block() != first.lastCursorPosition().block():
        first.firstCursorPosition().deleteChar()
