"""What counts as a description of a task; window, command line and worker agree on it."""

from __future__ import annotations

import unicodedata

from t2l_desktop.core.errors import UserFacingError

MAX_DESCRIPTION = 2000  # characters


def clean(text: str) -> str:
    """Text that every process can pass on: lone surrogates and NUL replaced, ends stripped."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ").strip()


def checked_description(text: str) -> str:
    """A cleaned description; raises `UserFacingError` for one that says nothing or far too much."""
    cleaned = clean(text)
    if not cleaned:
        raise UserFacingError(
            "The description is empty.", hint="Write one sentence about what the model should be good at."
        )
    if not any(unicodedata.category(character).startswith("L") for character in cleaned):
        raise UserFacingError(
            "The description has no words in it.", hint="Write one sentence about what the model should be good at."
        )
    if len(cleaned) > MAX_DESCRIPTION:
        raise UserFacingError(
            "The description has {length} characters; the limit is {limit}.",
            hint="Say it in a sentence or two.",
            length=len(cleaned),
            limit=MAX_DESCRIPTION,
        )
    return cleaned


def tidy(text: str) -> str:
    """Strip, and end a description that ends in a letter with a full stop, as the method was trained."""
    stripped = text.strip()
    return stripped + "." if stripped[-1:].isalpha() else stripped
