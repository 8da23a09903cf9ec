"""Test sheets out of whatever people have: spreadsheets, exports, odd encodings, broken files."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import cast

import pytest

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.operations.services import Services
from t2l_desktop.operations.sheet_files import (
    MAX_CELL,
    MAX_FILE_BYTES,
    MAX_ROWS,
    parse_sheet,
    read_sheet,
    write_results,
)

NOBODY = cast("Services", None)


def pairs(text: str) -> list[tuple[str, str]]:
    return [(row.question, row.expected) for row in parse_sheet(text)]


def read(tmp_path: Path, data: bytes, name: str = "sheet.csv") -> list[tuple[str, str]]:
    path = tmp_path / name
    path.write_bytes(data)
    return [(row.question, row.expected) for row in read_sheet(NOBODY, path=path)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Japan\tTokyo\nPeru\tLima", [("Japan", "Tokyo"), ("Peru", "Lima")]),
        ("Japan,Tokyo\r\nPeru,Lima\r\n", [("Japan", "Tokyo"), ("Peru", "Lima")]),
        ("Japan,Tokyo\rPeru,Lima", [("Japan", "Tokyo"), ("Peru", "Lima")]),
        ("1,5;2,5\n3,5;4,5", [("1,5", "2,5"), ("3,5", "4,5")]),
        ("Hi, you\tHello, Sir\nBye, you\tFarewell, Sir", [("Hi, you", "Hello, Sir"), ("Bye, you", "Farewell, Sir")]),
        ('"a, b","1. a\n2. b"\n"say ""hi""",x', [("a, b", "1. a\n2. b"), ('say "hi"', "x")]),
        ('a, "b, c"', [("a", "b, c")]),
        ('He said "no"\tx\n"Yes" she said\ty', [('He said "no"', "x"), ('"Yes" she said', "y")]),
        ("  Japan \t Tokyo \textra", [("Japan", "Tokyo")]),
        ("\n ,  \nJapan,Tokyo\n\n,\nJapan,Tokyo\n", [("Japan", "Tokyo"), ("Japan", "Tokyo")]),
        ("Japan,\n", [("Japan", "")]),
        ("\ufeffJapan,Tokyo", [("Japan", "Tokyo")]),
    ],
)
def test_two_columns(text: str, wanted: list[tuple[str, str]]) -> None:
    assert pairs(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("id,Output, INPUT\n7,Tokyo,Japan", [("Japan", "Tokyo")]),
        ("入力\t答え\n日本\t東京", [("日本", "東京")]),
        ("question;label\na;b", [("a", "b")]),
        ("text,texts\nbook,books", [("text", "texts"), ("book", "books")]),
    ],
)
def test_a_header_is_known_by_both_of_its_names(text: str, wanted: list[tuple[str, str]]) -> None:
    assert pairs(text) == wanted


def test_json_lines_by_key_or_by_place() -> None:
    lines = (
        '{"id": [1], "expected": "Tokyo", "prompt": "Japan"}\n\n'
        '{"a": 2, "b": 4.5}\r\n{"text": "sky", "colour": "blue\\nish"}\n{"input": "x", "answer": null}\n'
    )
    assert pairs(lines) == [("Japan", "Tokyo"), ("2", "4.5"), ("sky", "blue\nish"), ("x", "")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a,b\nJapan\n", 2),
        ("a,b\n\n,Tokyo\n", 3),
        ("input,expected\na\n", 2),
        ('a,b\n"c,d\n', 2),
        ('"a\nb",c\n"d" e,f\n', 3),
        (f"a,b\nc,{'x' * (MAX_CELL + 1)}", 2),
        (f"a,b\nc,{'x' * (csv.field_size_limit() + 1)}", 2),
        ('{"input": "a", "expected": "b"}\n[1, 2]\n', 2),
        ('{"input": "a", "expected": "b"}\n{"input": "a"\n', 2),
        ('{"input": "a", "expected": "b"}\n' + '{"a":' * 100_000, 2),
        ('{"input": "a"}', 1),
        ('{"input": "a", "expected": ["b"]}', 1),
        ("a,b\n" * (MAX_ROWS + 1), MAX_ROWS + 1),
    ],
)
def test_every_refusal_names_the_line(text: str, line: int) -> None:
    with pytest.raises(UserFacingError) as refused:
        parse_sheet(text)
    assert refused.value.fields["line"] == str(line)
    assert refused.value.hint


@pytest.mark.parametrize("text", ["", " \n\t\n", "input,expected\n", "a\0,b"])
def test_what_is_no_sheet_is_refused(text: str) -> None:
    with pytest.raises(UserFacingError, match=r"no rows|binary data"):
        parse_sheet(text)


def test_a_thousand_rows_are_taken() -> None:
    assert len(parse_sheet("a\tb\n" * MAX_ROWS)) == MAX_ROWS


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("日本,東京", "utf-8"),
        ("日本,東京", "utf-8-sig"),
        ("日本,東京", "utf-16"),
        ("日本,東京", "cp932"),
        ("あか,レッド", "cp932"),
        ("née,côté\nGröße,große\nél,Ève", "cp1252"),
        ("naïve café,“déjà vu”", "cp1252"),
    ],
)
def test_encodings_are_guessed(tmp_path: Path, text: str, encoding: str) -> None:
    assert read(tmp_path, text.encode(encoding)) == [tuple(line.split(",")) for line in text.splitlines()]


def test_big_endian_with_its_mark(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xfe\xff" + "é\tè".encode("utf-16-be"), "sheet.tsv") == [("é", "è")]


@pytest.mark.parametrize(
    "data",
    [b"\xef\xbb\xbfa,\xff", b"\xff\xfea", b"a,\x81\x8d\x8f", "a,b".encode("utf-16-le"), b"\x89PNG\r\n\x1a\n\0\0,\0"],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UserFacingError, match=r"recognised|binary data"):
        read(tmp_path, data)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(1024**3)
    with pytest.raises(UserFacingError, match=f"larger than {MAX_FILE_BYTES // 1024**2} MB"):
        read_sheet(NOBODY, path=path)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.csv", Path("/dev/zero")):
        with pytest.raises(UserFacingError, match="There is no file"):
            read_sheet(NOBODY, path=path)


def test_results_can_be_read_again(tmp_path: Path) -> None:
    table = [["Input", "Expected", "Skill"], ["日本, please", "1. 東京\n2. 京都", '"x"'], ["é", "", "y"]]
    path = write_results(NOBODY, path=tmp_path / "out" / "results.csv", table=table)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert read(tmp_path, path.read_bytes()) == [("日本, please", "1. 東京\n2. 京都"), ("é", "")]
