"""Whether a description is in a script that a pack's embedder can read."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

# Unicode names of letters begin with their script's name.
_SCRIPTS = {
    "ja": ("HIRAGANA", "KATAKANA", "CJK", "LATIN", "FULLWIDTH", "HALFWIDTH"),
    "zh": ("CJK", "LATIN", "FULLWIDTH"),
    "ko": ("HANGUL", "LATIN"),
    "ru": ("CYRILLIC", "LATIN"),
    "uk": ("CYRILLIC", "LATIN"),
    "el": ("GREEK", "LATIN"),
    "ar": ("ARABIC", "LATIN"),
    "he": ("HEBREW", "LATIN"),
    "hi": ("DEVANAGARI", "LATIN"),
    "th": ("THAI", "LATIN"),
}
_LATIN = ("LATIN", "FULLWIDTH")
_FOREIGN_SHARE = 0.3


def looks_foreign(text: str, *, languages: Sequence[str] = ("en",)) -> bool:
    """Whether a good part of the letters belong to scripts that none of `languages` is written in."""
    covered = {script for language in languages for script in _SCRIPTS.get(language[:2].lower(), _LATIN)}
    letters = [character for character in text if unicodedata.category(character).startswith("L")]
    foreign = sum(_script(character) not in covered for character in letters)
    return foreign > _FOREIGN_SHARE * len(letters)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").replace("-", " ").split(" ", maxsplit=1)[0]
