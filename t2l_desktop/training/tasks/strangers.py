"""What a hundred strangers would ask for: written without a look at the tasks, before any training, and set aside."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("strangers.json")


@dataclass(frozen=True)
class StrangersRequest:
    """A wish in three people's words, and inputs with all answers that are right."""

    name: str
    wordings: tuple[str, ...]
    examples: tuple[tuple[str, tuple[str, ...]], ...]


def load_requests() -> tuple[StrangersRequest, ...]:
    """All of them."""
    return tuple(
        StrangersRequest(
            body["name"],
            tuple(body["wordings"]),
            tuple((example["input"], tuple(example["answers"])) for example in body["examples"]),
        )
        for body in json.loads(_FILE.read_text(encoding="utf-8"))
    )
