"""How far a share of right answers may be off."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Sequence

_Z = 1.96
_SAMPLES = 2000


def wilson(right: int, asked: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share, from 0 to 1; answers count as independent."""
    share = right / asked
    middle = share + _Z**2 / (2 * asked)
    half = _Z * math.sqrt(share * (1 - share) / asked + _Z**2 / (4 * asked**2))
    return max(0.0, (middle - half) / (1 + _Z**2 / asked)), min(1.0, (middle + half) / (1 + _Z**2 / asked))


def over_tasks(shares: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of the mean of tasks' shares, by drawing tasks again (percentile bootstrap)."""
    rng = random.Random(0)
    means = sorted(statistics.fmean(rng.choices(shares, k=len(shares))) for _ in range(_SAMPLES))
    share = statistics.fmean(shares)
    return min(share, means[int(0.025 * _SAMPLES)]), max(share, means[int(0.975 * _SAMPLES) - 1])
