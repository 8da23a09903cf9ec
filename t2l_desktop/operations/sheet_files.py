"""Test sheets from files and the clipboard, which are hostile until read, and results back into files."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from t2l_desktop.core.descriptions import clean
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.sheets import SheetRow
from t2l_desktop.library.storage import read_whole, write_whole
from t2l_desktop.operations.services import Services

MAX_ROWS = 1000
MAX_FILE_BYTES = 8 * 1024 * 1024
MAX_CELL = 20_000  # characters; more than any model of ours has room for

_QUESTION_NAMES = ("input", "question", "prompt", "text", "message", "入力", "質問", "問い")
_EXPECTED_NAMES = ("expected", "answer", "output", "label", "期待する答え", "答え", "正解", "出力")
_DELIMITERS = ("\t", ",", ";")
_SNIFFED_RECORDS = 20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_KANA = re.compile("[ぁ-ゖァ-ヺ]")
_KANJI = "\u4e00-\u9fff"
_KANJI_RUN = re.compile(f"[{_KANJI}]{{2,}}")
_LONE_KANJI = re.compile(f"(?<![{_KANJI}])[{_KANJI}](?![{_KANJI}])")

Record = tuple[int, list[str]]  # the line that it begins in, from 1, and its cells


def read_sheet(services: Services, *, path: Path) -> tuple[SheetRow, ...]:
    """The rows of a CSV, TSV or JSONL file; raises `UserFacingError` that names the line for what is not a sheet."""
    del services
    data = read_whole(path, most=MAX_FILE_BYTES, too_large=_too_large(path.name))
    return parse_sheet(_decoded(data, path.name))


def write_results(services: Services, *, path: Path, table: Sequence[Sequence[str]]) -> Path:
    """Write a table as CSV; the mark at its beginning tells spreadsheets that it is UTF-8."""
    del services
    text = io.StringIO(newline="")
    csv.writer(text).writerows(table)
    write_whole(path, codecs.BOM_UTF8 + text.getvalue().encode("utf-8"))
    return path


def parse_sheet(text: str) -> tuple[SheetRow, ...]:
    """The rows in a text of two columns (tabs, commas or semicolons between them) or of JSON objects, one a line.

    A header is recognised by its names; without one the first two columns count. Raises `UserFacingError`.
    """
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise UserFacingError(
            "This is not a text file: it contains binary data.", hint="Save it as CSV in UTF-8 and import it again."
        )
    is_json = text.lstrip().startswith("{")
    rows: list[SheetRow] = []
    for line, question, expected in _json_pairs(text) if is_json else _column_pairs(text):
        row = SheetRow(question=_cell(question, line), expected=_cell(expected, line))
        if not row.question and not row.expected:
            continue
        if not row.question:
            raise UserFacingError("Line {line} has an answer but no input.", hint="Give every row an input.", line=line)
        if len(rows) == MAX_ROWS:
            raise too_many_rows(line)
        rows.append(row)
    if not rows:
        raise UserFacingError(
            "There are no rows in it.", hint="Give it two columns: the input and the expected answer, one pair a line."
        )
    return tuple(rows)


def too_many_rows(line: int = 0) -> UserFacingError:
    """What to say where a sheet has no room for more."""
    if not line:
        return UserFacingError("A sheet has room for {limit} rows.", hint="Remove some, or add fewer.", limit=MAX_ROWS)
    return UserFacingError(
        "A sheet has room for {limit} rows; line {line} would be one more.",
        hint="Import a part of it.",
        limit=MAX_ROWS,
        line=line,
    )


def _too_large(file: str) -> UserFacingError:
    return UserFacingError(
        "The file {file} is larger than {limit} MB, far more than a sheet needs.",
        hint="Import a part of it: the limit is {rows} rows.",
        file=file,
        limit=MAX_FILE_BYTES // 1024**2,
        rows=MAX_ROWS,
    )


def _decoded(data: bytes, name: str) -> str:
    """UTF-8, UTF-16 that says so, Shift-JIS where that gives Japanese, or Windows' Latin letters."""
    marked = next((encoding for mark, encoding in _BOMS if data.startswith(mark)), None)
    for encoding in (marked,) if marked is not None else ("utf-8", "cp932", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "cp932" or _is_japanese(text):
            return text
    raise UserFacingError(
        "The text encoding of {file} cannot be recognised.",
        hint="Save it as CSV in UTF-8 and import it again.",
        file=name,
    )


def _is_japanese(text: str) -> bool:
    """Whether Shift-JIS was meant: Latin letters with accents, read so, give lone Chinese characters at best."""
    return bool(_KANA.search(text)) or len(_KANJI_RUN.findall(text)) > len(_LONE_KANJI.findall(text))


def _cell(text: str, line: int) -> str:
    cleaned = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(cleaned) > MAX_CELL:
        raise _too_long(line)
    return cleaned


def _too_long(line: int) -> UserFacingError:
    return UserFacingError(
        "A text in line {line} is longer than {limit} characters.",
        hint="Shorten it; no model reads that much at once.",
        line=line,
        limit=MAX_CELL,
    )


def _folded(name: object) -> str:
    return unicodedata.normalize("NFKC", str(name)).strip().casefold()


def _place(names: Sequence[object], known: Sequence[str]) -> int | None:
    """Where the first of the known names stands among a header's."""
    folded = [_folded(name) for name in names]
    return next((folded.index(name) for name in known if name in folded), None)


# --- columns ----------------------------------------------------------------------------------------------------------


def _column_pairs(text: str) -> Iterator[tuple[int, str, str]]:
    records = _records(text, _sniffed(text))
    question, expected = 0, 1
    for number, (line, cells) in enumerate(records):
        if number == 0:
            named = _place(cells, _QUESTION_NAMES), _place(cells, _EXPECTED_NAMES)
            # Both, as "text" alone may well be an input.
            if named[0] is not None and named[1] is not None:
                question, expected = named[0], named[1]
                continue
        if len(cells) <= max(question, expected):
            raise UserFacingError(
                "Line {line} has too few columns.",
                hint="Every line needs the input and the expected answer, with a tab, a comma or a semicolon between.",
                line=line,
            )
        yield line, cells[question], cells[expected]


def _records(text: str, delimiter: str) -> Iterator[Record]:
    """The records that are not empty; where tabs part the columns, a stray quotation mark is only that."""
    try:
        yield from list(_read(text, delimiter))
    except _StrayQuoteError as error:
        if delimiter != "\t":
            raise UserFacingError(
                "The quotation marks in line {line} do not match.",
                hint='Close them, and write a quotation mark within them twice: "".',
                line=error.line,
            ) from error
        yield from _read(text, delimiter, quotes=False)


class _StrayQuoteError(Exception):
    """A record whose quotation marks are not closed, or are followed by something."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _read(text: str, delimiter: str, *, quotes: bool = True) -> Iterator[Record]:
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE,
        strict=True,
        skipinitialspace=True,
    )
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise (_too_long(line) if "field limit" in str(error) else _StrayQuoteError(line)) from error
        if any(cell.strip() for cell in cells):
            yield line, cells


def _sniffed(text: str) -> str:
    """The delimiter that gives most lines two columns or more, then the one that gives exactly two."""
    return max(_DELIMITERS, key=lambda delimiter: _fitness(text, delimiter))


def _fitness(text: str, delimiter: str) -> tuple[int, int]:
    widths = []
    try:
        for _, cells in _read(text, delimiter):
            widths.append(len(cells))
            if len(widths) == _SNIFFED_RECORDS:
                break
    except (_StrayQuoteError, UserFacingError):
        widths = [line.count(delimiter) + 1 for line in text.split("\n", _SNIFFED_RECORDS)[:_SNIFFED_RECORDS]]
    return sum(width >= 2 for width in widths), sum(width == 2 for width in widths)


# --- JSON lines -------------------------------------------------------------------------------------------------------


def _json_pairs(text: str) -> Iterator[tuple[int, str, str]]:
    for line, written in enumerate(io.StringIO(text), start=1):
        if not written.strip():
            continue
        try:
            values = json.loads(written)
        except (ValueError, RecursionError):
            values = None
        if not isinstance(values, dict):
            raise UserFacingError(
                "Line {line} is not a JSON object.",
                hint="Write one a line, such as {example}.",
                line=line,
                example='{"input": "Japan", "expected": "Tokyo"}',
            )
        yield line, *_json_pair(values, line)


def _json_pair(values: dict[str, object], line: int) -> tuple[str, str]:
    names = list(values)
    question, expected = _place(names, _QUESTION_NAMES), _place(names, _EXPECTED_NAMES)
    others = [place for place in range(len(names)) if place not in (question, expected)]
    if question is None and others:
        question = others.pop(0)
    if expected is None and others:
        expected = others.pop(0)
    if question is None or expected is None:
        raise UserFacingError(
            "Line {line} has too few fields.", hint="Every line needs the input and the expected answer.", line=line
        )
    return _json_text(values[names[question]], line), _json_text(values[names[expected]], line)


def _json_text(value: object, line: int) -> str:
    if isinstance(value, dict | list):
        raise UserFacingError(
            "Line {line} has something other than a text in it.",
            hint="Input and expected answer are texts or numbers.",
            line=line,
        )
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)
