"""How far a share of right answers may be off."""

from __future__ import annotations

import math

_Z = 1.96


def wilson(right: int, asked: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share, from 0 to 1; answers count as independent."""
    share = right / asked
    middle = share + _Z**2 / (2 * asked)
    half = _Z * math.sqrt(share * (1 - share) / asked + _Z**2 / (4 * asked**2))
    return max(0.0, (middle - half) / (1 + _Z**2 / asked)), min(1.0, (middle + half) / (1 + _Z**2 / asked))
