"""How far a share of right answers may be off."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

_Z = 1.96
_SAMPLES = 2000


def wilson(share: float, asked: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share of `asked` independent answers, from 0 to 1."""
    middle = share + _Z**2 / (2 * asked)
    half = _Z * math.sqrt(share * (1 - share) / asked + _Z**2 / (4 * asked**2))
    return max(0.0, (middle - half) / (1 + _Z**2 / asked)), min(1.0, (middle + half) / (1 + _Z**2 / asked))


def over_tasks(shares: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of the mean of tasks' shares, by drawing tasks again (percentile bootstrap)."""
    rng = random.Random(0)
    means = [statistics.fmean(rng.choices(shares, k=len(shares))) for _ in range(_SAMPLES)]
    return _middle(means, statistics.fmean(shares))


@dataclass(frozen=True)
class Difference:
    """How much more one method has than another, and what share of the other's it lacks, with 95 % intervals."""

    more: float
    more_interval: tuple[float, float]
    lost: float
    lost_interval: tuple[float, float]


def paired(ours: Sequence[float], theirs: Sequence[float]) -> Difference:
    """`ours` against `theirs`, both a task each in the same order, by drawing tasks again (percentile bootstrap).

    What is lost of nothing is no number.
    """
    rng = random.Random(0)
    both = list(zip(ours, theirs, strict=True))
    gaps, losses = [], []
    for _ in range(_SAMPLES):
        drawn = rng.choices(both, k=len(both))
        mine, other = (sum(side) for side in zip(*drawn, strict=True))
        gaps.append((mine - other) / len(both))
        losses.append(1 - mine / other if other else math.nan)
    lost = 1 - sum(ours) / sum(theirs) if sum(theirs) else math.nan
    known = [loss for loss in losses if not math.isnan(loss)]
    more = statistics.fmean(ours) - statistics.fmean(theirs)
    return Difference(more, _middle(gaps, more), lost, _middle(known, lost))


def _middle(drawn: Sequence[float], found: float) -> tuple[float, float]:
    """The ends between which 95 % of the `drawn` values lie, around the one that was `found`."""
    if not drawn or math.isnan(found):
        return math.nan, math.nan
    ordered = sorted(drawn)
    low, high = ordered[int(0.025 * len(ordered))], ordered[max(0, int(0.975 * len(ordered)) - 1)]
    return min(found, low), max(found, high)
