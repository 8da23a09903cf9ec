"""What a pack was measured to do, read from a card that anybody may have written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import fmean

from t2l_desktop.core.records import Pack

_MOST = 200  # scores, and families of one
_NAME_LENGTH = 60
_GOOD, _BAD = 80.0, 60.0
_MATCHED, _BOTH = "_matched", "_both"


@dataclass(frozen=True, kw_only=True)
class Score:
    """How many of the answers were exactly right, in percent, and how many questions that stands on."""

    percent: float
    asked: int
    interval: tuple[float, float] | None = None
    families: Mapping[str, float] = field(default_factory=dict)

    @property
    def in_ten(self) -> int:
        """The same as so many of ten; 0 and 10 mean nearly none and nearly all."""
        return int(self.percent / 10 + 0.5)

    def strong_families(self, most: int) -> list[str]:
        """The kinds of task that work well, best first."""
        good = [(-percent, name) for name, percent in self.families.items() if percent >= _GOOD]
        return [name for _, name in sorted(good)[:most]]

    def weak_families(self, most: int) -> list[str]:
        """The kinds of task that often fail, worst first."""
        bad = [(percent, name) for name, percent in self.families.items() if percent < _BAD]
        return [name for _, name in sorted(bad)[:most]]


def read_scores(pack: Pack) -> dict[str, Score]:
    """The scores on the pack's card by the names of their conditions; what is malformed is left out."""
    found = {}
    for name, body in list(_table(pack.card.get("scores")).items())[:_MOST]:
        percent, asked = _percent(_table(body).get("percent")), _table(body).get("asked")
        if percent is not None and type(asked) is int and asked > 0 and len(name) <= _NAME_LENGTH:
            found[name] = Score(
                percent=percent,
                asked=asked,
                interval=_interval(_table(body).get("interval")),
                families=_families(_table(body).get("families")),
            )
    return found


def words_help(pack: Pack) -> bool:
    """Whether adapter and description together were measured to be right more often than the adapter alone.

    Every group of tasks counts alike, the strange ones as much as the many that were trained on; False for a card
    that does not say.
    """
    scores = read_scores(pack)
    groups = [name.removesuffix(_BOTH) for name in scores if name.endswith(_BOTH)]
    pairs = [(scores[group + _BOTH], scores[group + _MATCHED]) for group in groups if group + _MATCHED in scores]
    return bool(pairs) and fmean(both.percent - matched.percent for both, matched in pairs) > 0


def usual_scores(pack: Pack) -> dict[str, Score]:
    """What the app's own way of asking gives, by what was asked for: adapter and description, where that helps.

    A condition that was measured in one way only has that one.
    """
    scores, usual = read_scores(pack), _BOTH if words_help(pack) else _MATCHED
    names = dict.fromkeys(name.removesuffix(_BOTH).removesuffix(_MATCHED) for name in scores)
    ways = {name: (name + usual, name, name + _MATCHED) for name in names}
    found = {name: next((scores[way] for way in its if way in scores), None) for name, its in ways.items()}
    return {name: score for name, score in found.items() if score is not None}


def _table(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _percent(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= 100 else None


def _interval(value: object) -> tuple[float, float] | None:
    if not isinstance(value, list) or len(value) != 2:
        return None
    low, high = _percent(value[0]), _percent(value[1])
    return (low, high) if low is not None and high is not None and low <= high else None


def _families(value: object) -> dict[str, float]:
    found = {}
    for name, body in list(_table(value).items())[:_MOST]:
        percent = _percent(body)
        if percent is not None and len(name) <= _NAME_LENGTH:
            found[name] = percent
    return found
