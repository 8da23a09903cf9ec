"""Tasks of one's own, a folder each: `descriptions.json`, `train.jsonl` and `test.jsonl`.

`descriptions.json` is a list of sentences; every fifth one, and one at least, is kept for testing. A line of the other
two files is an object with `input` and `output`.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from pathlib import Path

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.training.tasks.pools import Split
from t2l_desktop.training.tasks.task import Kind, Wordings

_FILES = ("descriptions.json", "train.jsonl", "test.jsonl")
_MAX_BYTES = 256 * 1024 * 1024
Samples = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FolderTask:
    """A task that is known by its samples."""

    name: str
    wordings: Wordings
    train: Samples
    test: Samples
    family: str = "own"
    japanese: Wordings = field(default_factory=Wordings)
    kind: Kind = "named"

    def draw(self, rng: random.Random, split: Split) -> tuple[str, str]:
        """One of the samples of this split."""
        return rng.choice(self.train if split == "train" else self.test)


def load_tasks(folder: Path) -> tuple[FolderTask, ...]:
    """Every task below `folder`, in the order of their names.

    Raises:
        UserFacingError: there is none, or a file is missing, empty or malformed (the file and its line are named).
    """
    folders = sorted(path.parent for path in folder.glob("*/*") if path.name in _FILES)
    if not folders:
        raise UserFacingError(
            "The folder {folder} holds no tasks.",
            hint="Each task is a folder with descriptions.json, train.jsonl and test.jsonl.",
            folder=folder,
        )
    return tuple(_load(each) for each in dict.fromkeys(folders))


def _load(folder: Path) -> FolderTask:
    file = folder / "descriptions.json"
    text = _text(file)
    try:
        said = json.loads(text)
    except ValueError as error:
        raise _malformed(file, getattr(error, "lineno", 1), str(error)) from error
    if not isinstance(said, list):
        raise _malformed(file, 1, "not a list of sentences")
    odd = next((place for place, each in enumerate(said) if not (isinstance(each, str) and each.strip())), None)
    if odd is not None:
        raise _malformed(file, _line_of(text, odd), "not a sentence")
    said = list(dict.fromkeys(each.strip() for each in said))  # a sentence must not be for training and testing both
    if len(said) < 2:
        raise _malformed(file, 1, "at least two different descriptions are needed, one of them for testing")
    every = min(5, len(said))
    test = tuple(text for place, text in enumerate(said, 1) if place % every == 0)
    train = tuple(text for place, text in enumerate(said, 1) if place % every)
    learned, held_out = (_samples(folder / f"{split}.jsonl") for split in ("train", "test"))
    inputs = {text for text, _ in learned.values()}
    for line, (text, _) in held_out.items():
        if text in inputs:
            raise _malformed(folder / "test.jsonl", line, "an input that stands in train.jsonl as well")
    return FolderTask(folder.name, Wordings(train, test), tuple(learned.values()), tuple(held_out.values()))


def _line_of(array: str, place: int) -> int:
    """The line on which an element of this well-formed JSON array begins."""
    decoder, at = json.JSONDecoder(), array.index("[")
    for _ in range(place + 1):
        at += 1 + len(array[at + 1 :]) - len(array[at + 1 :].lstrip())
        start = at
        _, at = decoder.raw_decode(array, at)
        at += len(array[at:]) - len(array[at:].lstrip())
    return array.count("\n", 0, start) + 1


def _samples(file: Path) -> dict[int, tuple[str, str]]:
    """The samples by their lines."""
    found = {}
    # not splitlines: a line of JSON may hold Unicode's own line breaks
    for number, line in enumerate(_text(file).split("\n"), 1):
        if not line.strip():
            continue
        try:
            body = json.loads(line)
        except ValueError as error:
            raise _malformed(file, number, str(error)) from error
        pair = (body.get("input"), body.get("output")) if isinstance(body, dict) else (None, None)
        if not all(isinstance(text, str) and text for text in pair):
            raise _malformed(file, number, "not an object with the texts input and output")
        found[number] = str(pair[0]), str(pair[1])
    if not found:
        raise _malformed(file, 1, "no samples")
    return found


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > _MAX_BYTES:
            raise _malformed(file, 1, f"more than {_MAX_BYTES} bytes")
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise _malformed(file, 1, "not UTF-8") from error
    except OSError as error:
        raise UserFacingError(
            "The task {task} lacks its file {file}.",
            hint="Each task is a folder with descriptions.json, train.jsonl and test.jsonl.",
            detail=str(error),
            task=file.parent.name,
            file=file.name,
        ) from error


def _malformed(file: Path, line: int, detail: str) -> UserFacingError:
    return UserFacingError(
        "Line {line} of {file} is no part of a task.",
        hint="descriptions.json is a list of sentences; a line of the others is an object with input and output, and no"
        " input is in both.",
        detail=detail,
        line=line,
        file=f"{file.parent.name}/{file.name}",
    )
