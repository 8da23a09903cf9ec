"""What counts as a tag; window, command line and library agree on it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

MAX_TAGS = 30  # of one adapter
MAX_TAG_LENGTH = 40  # characters


def clean_tags(given: Iterable[str]) -> tuple[str, ...]:
    """Tags on one line each, without those that differ in case or width only, and no more than there is room for."""
    tags: dict[str, str] = {}
    for each in given:
        tag = " ".join(each.encode("utf-8", "replace").decode("utf-8").replace("\0", " ").split())[:MAX_TAG_LENGTH]
        if tag.strip():
            tags.setdefault(folded(tag), tag.strip())
    return tuple(tags.values())[:MAX_TAGS]


def folded(text: str) -> str:
    """Text as search compares it: without case, widths and compatibility forms."""
    return unicodedata.normalize("NFKC", text).casefold()
