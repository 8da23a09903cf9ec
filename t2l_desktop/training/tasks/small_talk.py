"""What people say to a model that has no skill yet, and what it answers."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("wordings") / "small_talk.toml"


@dataclass(frozen=True)
class Intent:
    """One thing that people say in many ways, those of `unseen` never in training, and its answer."""

    name: str
    says: tuple[str, ...]
    unseen: tuple[str, ...]
    answer: str


@cache
def intents() -> tuple[Intent, ...]:
    """All of them."""
    return tuple(
        Intent(name, tuple(body["says"]), tuple(body["says_unseen"]), body["answers"][0])
        for name, body in tomllib.loads(_FILE.read_text(encoding="utf-8")).items()
    )


def draw_talk(rng: random.Random) -> tuple[str, str]:
    """A message and its answer."""
    intent = rng.choice(intents())
    return rng.choice(intent.says), intent.answer
