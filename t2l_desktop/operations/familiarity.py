"""How close a description is to what a pack has practised, and whether it is in a script that the pack can read."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import takewhile
from typing import Any

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.descriptions import MAX_DESCRIPTION
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import Familiarity
from t2l_desktop.core.records import Pack
from t2l_desktop.operations.services import Services

logger = logging.getLogger(__name__)

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
_CLOSE, _NEAR = 0.8, 0.6  # of the cosines of the embedders that packs come with; for packs that were not calibrated
_HALF_RIGHT = 0.5


class Closeness(IntEnum):
    """How close a description is to those that a pack was trained on."""

    NEW = 1
    SOMEWHAT_NEW = 2
    CLOSE = 3


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """The cosine to the nearest description that a pack knows, and what it comes to."""

    cosine: float
    closeness: Closeness


def has_gauge(pack: Pack) -> bool:
    """Whether a pack knows the descriptions that it was trained on."""
    return pack.descriptions is not None and pack.embedder is not None


def measure_familiarity(
    services: Services, *, description: str, pack: Pack, device: str = "auto", cancel: CancelToken | None = None
) -> Likeness | None:
    """How close a description is to what the pack has practised.

    None where it cannot be told: for a text that is no description, one in a script that the pack does not read, and
    a pack without (or with damaged) descriptions. The gauge is a hint, so that what hinders it is not the person's
    trouble; what hinders Create says so itself.
    """
    if not has_gauge(pack) or looks_foreign(description[:MAX_DESCRIPTION], languages=pack.languages):
        return None
    request = Familiarity(
        description=description, embedder=str(pack.embedder), known=str(pack.descriptions),
        hypernet=str(pack.hypernet or ""), device=device,
    )  # fmt: skip
    try:
        cosine = float(services.generator.call(request, cancel=cancel)["cosine"])
    except UserFacingError as error:
        logger.info("familiarity was not measured: %s", error.template)
        return None
    close, near = familiarity_thresholds(pack)
    closeness = Closeness.CLOSE if cosine >= close else Closeness.SOMEWHAT_NEW if cosine >= near else Closeness.NEW
    return Likeness(cosine=cosine, closeness=closeness)


def familiarity_thresholds(pack: Pack) -> tuple[float, float]:
    """The cosines from which on a description is close to the practised ones, and from which on only somewhat new.

    The first is the card's calibrated threshold, the second its `near`. Where there is none, that is where the curve
    falls below one right answer in two, or as far below the first as is usual where there is no curve.
    """
    familiarity = _table(pack.card.get("familiarity"))
    close = _part(familiarity.get("threshold"))
    if close is None:
        return _CLOSE, _NEAR
    near = _part(familiarity.get("near"))
    if near is not None and near <= close:
        return close, near
    below = sorted((point for point in _curve(familiarity.get("curve")) if point[0] < close), reverse=True)
    half_right = [start for start, _ in takewhile(lambda point: point[1] >= _HALF_RIGHT, below)]
    return close, (half_right[-1] if half_right else close) if below else close - (_CLOSE - _NEAR)


def looks_foreign(text: str, *, languages: Sequence[str] = ("en",)) -> bool:
    """Whether a good part of the letters belong to scripts that none of `languages` is written in."""
    covered = {script for language in languages for script in _SCRIPTS.get(language[:2].lower(), _LATIN)}
    letters = [character for character in text if unicodedata.category(character).startswith("L")]
    foreign = sum(_script(character) not in covered for character in letters)
    return foreign > _FOREIGN_SHARE * len(letters)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").replace("-", " ").split(" ", maxsplit=1)[0]


def _curve(value: object) -> list[tuple[float, float]]:
    """The beginning of each stretch of cosines, and the share of right answers in it."""
    points = []
    for point in value if isinstance(value, list) else ():
        if isinstance(point, list) and len(point) == 3:
            start, right = _part(point[0]), _part(point[2])
            if start is not None and right is not None:
                points.append((start, right))
    return points


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _part(value: object) -> float | None:
    """A cosine or a share: a number between -1 and 1."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= 1 else None
