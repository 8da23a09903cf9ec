"""How formatted text looks where Qt's own look of Markdown does not fit a page."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import (
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextTable,
)

from t2l_desktop.gui.theme import color

SAFE_SCHEMES = ("http", "https")
_LINE_GAP = 5.0
_CELL_PADDING = 6.0
_QUOTE_INDENT = 16.0
_LARGE_HEADINGS = 2  # levels; in Qt's next larger size, which is 1.2 times the text's and below that of the page's own
_ABOVE_HEADING = 10.0
_AROUND_ITEM = 2.0
_ABOVE_TABLE, _BELOW_TABLE = 18.0, 10.0  # above, also the ground under code has to end


def dress(document: QTextDocument) -> None:
    """Roomy lines, calm headings, tables with hairlines; marks of tasks on tasks alone, and of links on real ones."""
    cursor = QTextCursor(document)
    block = document.begin()
    while block.isValid():
        cursor.setPosition(block.position())
        around = cursor.currentFrame()
        _unlink(block)
        if isinstance(around, QTextTable):
            _dress_table(around)
        elif is_empty(block):
            shrink(cursor)
        else:
            _dress_block(cursor, block)
        block = block.next()


def roomy(document: QTextDocument) -> None:
    """Roomy lines for plain text."""
    cursor = QTextCursor(document)
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.mergeBlockFormat(_roomy())


def is_empty(block: QTextBlock) -> bool:
    """Whether a block shows nothing; a ruler has no letters either."""
    return block.length() == 1 and not block.blockFormat().hasProperty(
        QTextFormat.Property.BlockTrailingHorizontalRulerWidth
    )


def shrink(cursor: QTextCursor) -> None:
    """Take the height from a line that Qt needs beside a table and nobody wrote."""
    flat = QTextBlockFormat()
    flat.setLineHeight(1.0, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
    cursor.setBlockFormat(flat)


def _roomy() -> QTextBlockFormat:
    made = QTextBlockFormat()
    made.setLineHeight(_LINE_GAP, QTextBlockFormat.LineHeightTypes.LineDistanceHeight.value)
    return made


def _dress_block(cursor: QTextCursor, block: QTextBlock) -> None:
    given = block.blockFormat()
    wanted = _roomy()
    level = given.headingLevel()
    quote = given.intProperty(QTextFormat.Property.BlockQuoteLevel)
    if level:
        wanted.setTopMargin(_ABOVE_HEADING)
    if block.textList() is not None:
        wanted.setTopMargin(_AROUND_ITEM)
        wanted.setBottomMargin(_AROUND_ITEM)
    if given.hasProperty(QTextFormat.Property.BlockTrailingHorizontalRulerWidth):
        wanted.setBackground(color("border"))
    if quote:
        wanted.setLeftMargin(_QUOTE_INDENT * quote)
    if given.marker() != QTextBlockFormat.MarkerType.NoMarker and block.textList() is None:
        # WORKAROUND: Qt 6.10 leaves the mark of the last task on the blocks that come after it.
        wanted.setMarker(QTextBlockFormat.MarkerType.NoMarker)
    wanted.setNonBreakableLines(False)
    cursor.mergeBlockFormat(wanted)
    if level or quote:
        _dress_letters(cursor, block, level)


def _unlink(block: QTextBlock) -> None:
    """Leave of links their words alone where a click would do nothing, as with the addresses that Markdown links."""
    cursor = QTextCursor(block)
    runs, place = [], block.begin()
    while not place.atEnd():
        runs.append(place.fragment())
        place += 1
    for run in runs:
        letters = run.charFormat()
        if letters.isAnchor() and QUrl(letters.anchorHref()).scheme() not in SAFE_SCHEMES:
            for each in (QTextFormat.Property.IsAnchor, QTextFormat.Property.AnchorHref):
                letters.clearProperty(each)
            letters.clearForeground()
            letters.setFontUnderline(False)
            cursor.setPosition(run.position())
            cursor.setPosition(run.position() + run.length(), QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(letters)


def _dress_letters(cursor: QTextCursor, block: QTextBlock, level: int) -> None:
    letters = QTextCharFormat()
    if level:
        letters.setProperty(QTextFormat.Property.FontSizeAdjustment, int(level <= _LARGE_HEADINGS))
        letters.setFontWeight(QFont.Weight.DemiBold)
    else:
        letters.setForeground(color("muted"))
    cursor.setPosition(block.position())
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    cursor.mergeCharFormat(letters)


def _dress_table(table: QTextTable) -> None:
    """Hairlines and some air."""
    look = table.format()
    if look.cellPadding() == _CELL_PADDING:
        return
    look.setCellPadding(_CELL_PADDING)
    look.setCellSpacing(0)
    look.setTopMargin(_ABOVE_TABLE)
    look.setBottomMargin(_BELOW_TABLE)
    look.setBorder(1)
    look.setBorderCollapse(True)
    look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    look.setBorderBrush(color("border"))
    table.setFormat(look)
    # WORKAROUND: Qt 6.10 may begin the first cell with an empty line.
    first = table.cellAt(0, 0)
    if first.firstCursorPosition().block() != first.lastCursorPosition().block():
        first.firstCursorPosition().deleteChar()
