"""Base models that were split into several GGUF files, as `gguf-split` names them."""

from __future__ import annotations

import re
from pathlib import Path

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.formats.gguf_header import GgufHeader, read_header

_NAME = re.compile(r"(?P<stem>.+)-(?P<number>\d{5})-of-(?P<count>\d{5})\.gguf", re.DOTALL)
_MOST_PARTS = 1024
_NUMBER, _COUNT, _TENSORS = "split.no", "split.count", "split.tensors.count"


def part_name(stem: str, number: int, count: int) -> str:
    """The name of a part, counted from 1, under which llama.cpp looks for it."""
    return f"{stem}-{number:05d}-of-{count:05d}.gguf"


def read_headers(path: Path) -> dict[Path, GgufHeader]:
    """The headers of all files of the model that `path` belongs to, the first file first.

    Raises `UserFacingError` for a missing part, one under another name, or one that belongs elsewhere.
    """
    header = read_header(path)
    count = header.integer(_COUNT) or 1
    if count <= 1:
        return {path: header}
    match = _NAME.fullmatch(path.name)
    number = header.integer(_NUMBER)
    if count > _MOST_PARTS or match is None or (int(match["count"]), int(match["number"]) - 1) != (count, number):
        raise UserFacingError(
            "The file {file} is one of the {count} parts of a model, but its name does not say so.",
            hint="Give all parts the names that they had where they come from.",
            file=path.name,
            count=count,
        )
    parts = [path.with_name(part_name(match["stem"], each, count)) for each in range(1, count + 1)]
    for part in parts:
        if not part.is_file():
            raise UserFacingError(
                "The model {file} is incomplete: its part {part} is missing.",
                hint="Put all {count} parts into one folder.",
                file=match["stem"],
                part=part.name,
                count=count,
            )
    headers = {part: read_header(part) for part in parts}
    _require_together(headers)
    return headers


def _require_together(headers: dict[Path, GgufHeader]) -> None:
    tensors = [tensor.name for header in headers.values() for tensor in header.tensors]
    claimed = next(iter(headers.values())).integer(_TENSORS)
    for number, (path, header) in enumerate(headers.items()):
        belongs = header.integer(_COUNT) == len(headers) and header.integer(_NUMBER) == number
        if not belongs or claimed not in (None, len(tensors)) or len(set(tensors)) < len(tensors):
            raise UserFacingError(
                "The file {file} is not a part of the same model as the files beside it.",
                hint="Get all parts again from one source.",
                file=path.name,
            )
