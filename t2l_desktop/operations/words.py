"""Text from people: checked, cleaned, and cut down to names and titles."""

from __future__ import annotations

import math
import re
import unicodedata

from t2l_desktop.core.descriptions import clean
from t2l_desktop.core.errors import UserFacingError

MAX_STRENGTH = 10.0
_MAX_NAME = 80
_TITLE_LENGTH = 48
_NAME_WORDS = 6
_WIDE_NAME_LENGTH = 18

_OPENINGS = re.compile(
    r"^(?:(?:please|now)\s+)?(?:"
    r"(?:i|we)(?:'d|\s+would)?\s+(?:want|need|like)\s+(?:(?:it|you|(?:the|a|my)\s+(?:model|assistant))\s+)?(?:to\s+|that\s+)?"
    r"|(?:the|this|your)\s+(?:task|goal|job|model|assistant|skill)\s+"
    r"(?:is\s+(?:to\s+)?|requires?\s+(?:you\s+)?to\s+|should\s+|will\s+|involves?\s+)"
    r"|(?:you|it)\s+(?:will\s+be|are|is)\s+(?:given|provided\s+with)\s+"
    r"|(?:you|it)\s+(?:should|must|will|can|are\s+able\s+to)\s+"
    r"|help(?:s|ing)?\s+me\s+(?:to\s+)?"
    r"|please\s+"
    r")?(?:be\s+)?(?:(?:good|great)\s+at\s+)?",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[.!?;:](?=\s|$)|[\n。！？；：、，（]|,\s|\s[-–—]\s|\s\(")
_TRAILING = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "it", "its", "of", "on", "or", "over", "so"}
    | {"that", "the", "their", "then", "these", "this", "to", "under", "up", "using", "what", "when", "where", "which"}
    | {"while", "who", "with", "without", "your"}
)
_RESERVED_NAMES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})


def checked_message(text: str) -> str:
    """A cleaned chat message; raises `UserFacingError` for an empty one."""
    cleaned = clean(text)
    if not cleaned:
        raise UserFacingError("The message is empty.", hint="Write something to send.")
    return cleaned


def checked_name(text: str) -> str:
    """A cleaned one-line name; raises `UserFacingError` for an empty one."""
    cleaned = " ".join(clean(text).split())[:_MAX_NAME].strip()
    if not cleaned:
        raise UserFacingError("The name is empty.", hint="Give it a short name.")
    return cleaned


def checked_strength(strength: float) -> float:
    """A strength that makes sense; raises `UserFacingError` for one that is not finite or beyond ±10."""
    if not math.isfinite(strength) or abs(strength) > MAX_STRENGTH:
        raise UserFacingError(
            "The strength {strength} is not between -{limit} and {limit}.",
            hint="1 is as trained; 0 turns the skill off.",
            strength=strength,
            limit=f"{MAX_STRENGTH:g}",
        )
    return strength


def suggest_name(description: str) -> str:
    """A short, title-like name out of a description's first clause."""
    text = " ".join(clean(description).split())
    shorter = _OPENINGS.sub("", text, count=1) or text
    clause = _first_clause(shorter).strip(" \"'“”‘’「」『』*#-") or shorter
    words = clause.split(" ")
    if len(words) == 1:
        # Japanese and Chinese do not part words.
        return _capital(_cut(clause, _WIDE_NAME_LENGTH if not clause.isascii() else _TITLE_LENGTH))
    kept = words[:_NAME_WORDS]
    while len(kept) > 1 and (kept[-1].casefold() in _TRAILING or len(" ".join(kept)) > _TITLE_LENGTH):
        kept.pop()
    return _capital(_cut(" ".join(kept), _TITLE_LENGTH))


def _first_clause(text: str) -> str:
    """All before the first end of a clause that does not lie within quotes."""
    clauses = (text[: end.start()] for end in _CLAUSE_END.finditer(text))
    return next((c for c in clauses if c.count("「") == c.count("」") and c.count('"') % 2 == 0), text)


def title_from(message: str) -> str:
    """The title of a chat that begins with `message`."""
    first_line = next((line.strip() for line in clean(message).splitlines() if line.strip()), "")
    return _cut(" ".join(first_line.split()), _TITLE_LENGTH)


def file_stem(name: str, *, otherwise: str = "adapter") -> str:
    """A file name, without its ending, that every system takes; `otherwise` where the name gives none."""
    kept = "".join(" " if unicodedata.category(c)[0] in "CZ" or c in '<>:"/\\|?*' else c for c in name)
    stem = "-".join(kept.split())[:60].strip(".-")
    return f"{stem}-{otherwise}" if stem.casefold() in _RESERVED_NAMES else stem or otherwise


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cut(text: str, length: int) -> str:
    """At most `length` characters, cut at a word where one ends in the second half."""
    if len(text) <= length:
        return text
    space = text[:length].rfind(" ")
    return text[: space if space > length // 2 else length - 1].rstrip() + "…"
