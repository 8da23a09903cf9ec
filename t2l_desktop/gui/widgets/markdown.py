"""Answers as formatted text that loads nothing and opens nothing by itself."""

from __future__ import annotations

import math
import re
import time
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSizeF, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QFontDatabase,
    QKeyEvent,
    QMoveEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextDocumentFragment,
    QTextTable,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser

from t2l_desktop.gui.theme import color, line_height
from t2l_desktop.gui.widgets.code import CodeColours, CodeHeader
from t2l_desktop.gui.widgets.focus_ring import FocusRing
from t2l_desktop.gui.widgets.markdown_look import SAFE_SCHEMES, dress, is_empty, roomy, shrink
from t2l_desktop.gui.widgets.markdown_parts import Part, parts_of

_FEATURES = QTextDocument.MarkdownFeature(
    QTextDocument.MarkdownFeature.MarkdownDialectGitHub.value | QTextDocument.MarkdownFeature.MarkdownNoHTML.value
)
_OPENING = "「『（【《〈〔“‘"
_CLOSING = "」』）】》〉〕”’。、！？：；"
_CODE_OR_STRONG = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|(\*\*|__)(?=\S)([^\n]+?)(?<=\S)\1", re.DOTALL)
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:[ \t]*\S.*$", re.MULTILINE)
_LINE_BREAK = re.compile("\r\n?|\u2029")
_SOFT_BREAK = re.compile(r"(?<=\S)\n(?=[ \t]*\S)")  # Markdown makes a space of it, where models mean a new line
_CODE_PADDING = 12
_CODE_GAP = 6
_MOST_NAMED = 4000  # letters that a screen reader is given at once; it can read on in the text
_RADIUS = 8.0
_SCROLL_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_QUICK_SECONDS = 0.010
_REST = 4  # times as long as showing took: an answer of any length leaves the window four fifths of its time


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


@dataclass(frozen=True)
class _Shown:
    """A part and where it is in the document: what is cut at `cut` leaves what stood there before."""

    part: Part
    cut: int
    begin: int


class MarkdownView(QTextBrowser):
    """Shows text at its full height, for selecting and reading; a link only tells that it was clicked.

    Text that goes on where the last one ended is added to what is shown, so that an answer costs the same at its end
    as at its beginning, and what is selected in it stays selected.
    """

    link_clicked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._source = ""
        self._speaker = ""
        self._is_markdown = True
        self._shown: list[_Shown] = []
        self._definitions: list[str] = []
        self._is_begun = False
        self._look = (color("text"), self.font())
        self._headers: list[CodeHeader] = []
        self._boxes: list[tuple[Part, QRectF]] = []
        self.setDocument(_Document(self))
        self._colours = CodeColours(self.document())
        self._rest = QTimer(self, singleShot=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.document().setUndoRedoEnabled(False)
        self.document().documentLayout().documentSizeChanged.connect(self._on_document_size_changed)
        self.anchorClicked.connect(self._on_anchor_clicked)
        self._rest.timeout.connect(self._show)
        self.setFixedHeight(self.fontMetrics().lineSpacing())
        self._ring = FocusRing(self, room=5)

    @property
    def given(self) -> str:
        """The text as it was given."""
        return self._source

    def set_speaker(self, words: str) -> None:
        """Who says the text; whoever does not see it is told both."""
        self._speaker = words
        self._name()

    def _name(self) -> None:
        text = self._source[:_MOST_NAMED]
        self.setAccessibleName(f"{self._speaker}: {text}" if self._speaker and text else self._speaker)

    def show_text(self, text: str, *, is_markdown: bool = True) -> None:
        """Replace what is shown; plain text keeps its line breaks and marks."""
        goes_on = is_markdown and self._is_markdown and bool(self._source) and text.startswith(self._source)
        self._source, self._is_markdown = text, is_markdown
        self._name()
        if goes_on and self._rest.isActive():
            return
        if not goes_on:
            self._rest.stop()
            self._clear()
        self._show()

    @Slot()
    def _show(self) -> None:
        began = time.perf_counter()
        if self._is_markdown:
            self._show_parts(_LINE_BREAK.sub("\n", self._source))
        else:
            self.document().setPlainText(self._source)
            roomy(self.document())
        if not self._is_begun:
            # Qt took the cursor along with what was inserted
            self.setTextCursor(QTextCursor(self.document()))
            self._is_begun = True
        self._place_headers()
        took = time.perf_counter() - began
        if took > _QUICK_SECONDS:
            self._rest.start(round(took * _REST * 1000))

    def _clear(self) -> None:
        self._shown, self._boxes = [], []
        self._is_begun = False
        self._colours.forget()
        self.document().clear()
        self._look = (color("text"), self.font())
        self.document().setDefaultFont(self.font())
        self.document().setIndentWidth(self.fontMetrics().horizontalAdvance("000."))

    def _show_parts(self, source: str) -> None:
        definitions = _DEFINITION.findall(source) if "]:" in source else []
        if definitions != self._definitions:
            self._definitions = definitions
            self._clear()
        whole = QTextCursor(self.document())
        whole.beginEditBlock()
        self._show_rest(source)
        whole.endEditBlock()

    def _show_rest(self, source: str) -> None:
        if not self._shown:
            parts = parts_of(source)
        else:
            last = self._shown.pop()
            parts = parts_of(source, start=last.part.start, dedent=last.part.dedent)
            grown = self._grown(last, parts[0]) if parts else None
            if grown is not None:
                self._shown.append(grown)
                del parts[0]
            else:
                self._cut(last)
        for part in parts:
            self._append(part)

    # --- parts --------------------------------------------------------------------------------------------------------

    def _grown(self, last: _Shown, part: Part) -> _Shown | None:
        """The last part with what has been added to it, where that can be done without showing it anew."""
        if part == last.part:
            return last
        if last.part.language is None or part.language != last.part.language:
            return None
        if not part.text.startswith(last.part.text):
            return None
        cursor = self._end()
        cursor.setBlockFormat(_code_line(self._header_height() if not last.part.text.count("\n") else 0))
        cursor.insertText(part.text[len(last.part.text) :])
        return self._finish_code(part, last.cut, last.begin)

    def _cut(self, last: _Shown) -> None:
        cursor = QTextCursor(self.document())
        cursor.setPosition(last.cut)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        self._colours.forget(last.begin)

    def _append(self, part: Part) -> None:
        cursor = self._end()
        cut = cursor.position()
        adds_block = not is_empty(cursor.block())
        if part.language is None:
            self._insert_prose(cursor, part.text)
            begin = cut + adds_block
            self._shown.append(_Shown(part, cut, begin))
            return
        if adds_block:
            cursor.insertBlock()
        cursor.setBlockFormat(_code_line(0))
        cursor.setBlockCharFormat(_code_letters())
        begin = cursor.position()
        cursor.insertText(part.text, _code_letters())
        self._shown.append(self._finish_code(part, cut, begin))

    def _finish_code(self, part: Part, cut: int, begin: int) -> _Shown:
        """Room above and below, and colours once there is time."""
        top = QTextBlockFormat()
        top.setTopMargin(self._header_height() + _CODE_GAP)
        bottom = QTextBlockFormat()
        bottom.setBottomMargin(_CODE_PADDING + _CODE_GAP)
        QTextCursor(self.document().findBlock(begin)).mergeBlockFormat(top)
        self._end().mergeBlockFormat(bottom)
        self._colours.ask(begin, part.language or "", part.text)
        return _Shown(part, cut, begin)

    def _insert_prose(self, cursor: QTextCursor, text: str) -> None:
        """Insert a part as it would look in the midst of a text: after a letter, which is left out of the fragment."""
        made = QTextDocument()
        made.setDefaultFont(self.font())
        definitions = "\n".join(self._definitions) if "[" in text else ""
        prose = with_japanese_emphasis(_SOFT_BREAK.sub("  \n", text))
        made.setMarkdown(f"x\n\n{prose}\n\n{definitions}", _FEATURES)
        dress(made)
        fragment = QTextCursor(made)
        fragment.setPosition(1)
        fragment.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        before = cursor.block() if is_empty(cursor.block()) else None
        at = cursor.position()
        if before is not None:
            cursor.setBlockCharFormat(QTextCharFormat())
        cursor.insertFragment(QTextDocumentFragment(fragment))
        if before is None:
            return
        cursor.setPosition(at)
        after = QTextCursor(before.next())
        if before.next().isValid() and not isinstance(after.currentFrame(), QTextTable):
            cursor.deleteChar()
        else:
            shrink(cursor)

    def _end(self) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        return cursor

    # --- blocks of code -----------------------------------------------------------------------------------------------

    def _header_height(self) -> int:
        return line_height(self.font()) + 16

    def _measure(self) -> int:
        """Find where the blocks of code are, all that may have moved, and say how many have not."""
        codes = [number for number, shown in enumerate(self._shown) if shown.part.language is not None]
        known = max(0, min(len(self._boxes), len(codes)) - 1)
        del self._boxes[known:]
        document, header = self.document(), self._header_height()
        for number in codes[known:]:
            is_last = number + 1 == len(self._shown)
            end = document.characterCount() - 1 if is_last else self._shown[number + 1].cut
            first, last = document.findBlock(self._shown[number].begin), document.findBlock(end)
            top = document.documentLayout().blockBoundingRect(first).top() - header
            bottom = document.documentLayout().blockBoundingRect(last).bottom() + _CODE_PADDING
            self._boxes.append((self._shown[number].part, QRectF(0.0, top, self.viewport().width(), bottom - top)))
        return known

    def _place_headers(self) -> None:
        """Lay a header over the room above each block of code, and take as much height as there is text."""
        known = self._measure()
        while len(self._headers) < len(self._boxes):
            self._headers.append(CodeHeader(self.viewport()))
        for header in self._headers[len(self._boxes) :]:
            header.hide()
        height = self._header_height()
        for header, (part, box) in zip(self._headers[known:], self._boxes[known:], strict=False):
            header.show_code(part.language or "", part.text)
            header.setGeometry(0, math.floor(box.top()), math.floor(box.width()), height)
            header.show()
        self._fit(self._boxes[-1][1].bottom() + _CODE_GAP if self._boxes else 0.0)

    def _fit(self, least: float) -> None:
        bar = self.horizontalScrollBar()
        height = max(math.ceil(max(self.document().size().height(), least)), self.fontMetrics().lineSpacing())
        height += bar.sizeHint().height() if bar.maximum() > 0 else 0
        if height != self.height():
            self.setFixedHeight(height)

    @Slot(QSizeF)
    def _on_document_size_changed(self) -> None:
        self._place_headers()

    @Slot(QUrl)
    def _on_anchor_clicked(self, url: QUrl) -> None:
        if url.scheme() in SAFE_SCHEMES:
            self.link_clicked.emit(url.toString())

    def paintEvent(self, event: QPaintEvent) -> None:
        shown = [box for _, box in self._boxes if box.intersects(QRectF(event.rect()))]
        if shown:
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("sunken"))
            for box in shown:
                painter.drawRoundedRect(box, _RADIUS, _RADIUS)
            painter.end()
        super().paintEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ring.come(self, event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring.hide()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._ring.follow(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._ring.follow(self)
        self._boxes = []
        self._place_headers()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        if abs(turned.x()) > abs(turned.y()) and self.horizontalScrollBar().maximum() > 0:
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # there is nothing to scroll in here, but around it
        if event.key() in _SCROLL_KEYS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        looks_other = self._look != (color("text"), self.font())
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange) and looks_other and self._source:
            self._clear()
            self._show()


def _code_line(top: int) -> QTextBlockFormat:
    made = QTextBlockFormat()
    made.setTopMargin(top)
    made.setLeftMargin(_CODE_PADDING)
    made.setRightMargin(_CODE_PADDING)
    return made


def _code_letters() -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFontFamilies([QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()])
    made.setFontFixedPitch(True)
    return made
