"""Text from people: checked, cleaned, and cut down to names and titles."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence

from t2l_desktop.core.descriptions import clean
from t2l_desktop.core.errors import UserFacingError

MAX_STRENGTH = 10.0
MAX_NAME = 80
_PLUS = " + "
_TITLE_LENGTH = 48
_NAME_LENGTH = 50
_WIDE_NAME_LENGTH = 30

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
_SENTENCE_END = re.compile(r"[.!?;:](?=\s|$)|[\n。！？；：]")
_CLAUSE_END = re.compile(_SENTENCE_END.pattern + r"|[、，（]|,\s|\s[-–—]\s|\s\(|(?<=[^\x00-\x7f])\(")
_TRAILING = frozenset(
    {"a", "about", "after", "an", "and", "are", "as", "at", "be", "because", "before", "between", "but", "by", "each"}
    | {"every", "for", "from", "how", "if", "in", "into", "is", "it", "its", "like", "my", "not", "of", "on", "or"}
    | {"over", "so", "than", "that", "the", "their", "then", "these", "this", "through", "to", "under", "until", "up"}
    | {"using", "what", "when", "where", "whether", "which", "while", "who", "with", "without", "your"}
)
_RESERVED_NAMES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})


def checked_message(text: str) -> str:
    """A cleaned chat message; raises `UserFacingError` for an empty one."""
    cleaned = clean(text)
    if not cleaned:
        raise UserFacingError("The message is empty.", hint="Write something to send.")
    return cleaned


def cleaned_name(text: str) -> str:
    """A one-line name as it is kept; empty where the text says none."""
    return " ".join(clean(text).split())[:MAX_NAME].strip()


def checked_name(text: str) -> str:
    """A cleaned one-line name; raises `UserFacingError` for an empty one."""
    cleaned = cleaned_name(text)
    if not cleaned:
        raise UserFacingError("The name is empty.", hint="Give it a short name.")
    return cleaned


def checked_strength(strength: float) -> float:
    """A strength that makes sense; raises `UserFacingError` for one that is not finite or beyond ±10."""
    if not math.isfinite(strength) or abs(strength) > MAX_STRENGTH:
        raise UserFacingError(
            "The strength {strength} is not between -{limit} and {limit}.",
            hint="1 is as it was made; 0 turns the skill off.",
            strength=strength,
            limit=f"{MAX_STRENGTH:g}",
        )
    return strength


def suggest_name(description: str) -> str:
    """A short, title-like name: a description's first sentence, or as much of it as a name takes."""
    text = " ".join(clean(description).split())
    shorter = _OPENINGS.sub("", text, count=1) or text
    clause = shorter
    for end in (_SENTENCE_END, _CLAUSE_END):
        clause = _up_to(end, shorter).strip(" \"'“”‘’「」『』*#-") or shorter
        if len(clause) <= _name_length(clause):
            return _capital(clause)
    kept = clause.split(" ")
    while len(kept) > 1 and (kept[-1].casefold() in _TRAILING or len(" ".join(kept)) > _NAME_LENGTH):
        kept.pop()
    return _capital(_cut(" ".join(kept), _name_length(clause)))


def blend_name(names: Sequence[str]) -> str:
    """A name for a blend of skills of these names."""
    room = (MAX_NAME - len(_PLUS) * (len(names) - 1)) // max(1, len(names))
    whole = _PLUS.join(names)
    return whole if len(whole) <= MAX_NAME else _PLUS.join(_cut(name, room) for name in names)


def _up_to(end: re.Pattern[str], text: str) -> str:
    """All before the first such end that does not lie within quotes."""
    parts = (text[: found.start()] for found in end.finditer(text))
    return next((p for p in parts if p.count("「") == p.count("」") and p.count('"') % 2 == 0), text)


def _name_length(text: str) -> int:
    """The most letters of a name; Japanese and Chinese, which do not part words, say more with fewer."""
    return _NAME_LENGTH if " " in text or text.isascii() else _WIDE_NAME_LENGTH


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
    return text[: space if space > length // 2 else length - 1].rstrip(" ,;:、，；：") + "…"
