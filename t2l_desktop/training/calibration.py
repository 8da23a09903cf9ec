"""From which likeness on a description may be called familiar, and from which on somewhat so."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

WANTED = 0.85
_FEWEST = 100  # of thirty answers nearly all may be right by luck
_STEP = 0.05


def calibrate(seen: Sequence[tuple[float, bool]], practised: Sequence[float]) -> dict[str, object]:
    """The bounds and the curve for answers `(cosine to the nearest known description, whether it was right)`.

    `curve` holds `[cosine from, answers, share right]` in steps of 0.05. `threshold` is the lowest step down to which
    every one has at least `WANTED` of its answers right: many right ones far above it must not make up for it. A step
    of less than a hundred answers counts with the next one. None where there is no such. `near` is the cosine that nine
    in ten of the `practised` descriptions have: what is farther off is hardly a practised one told in other words.
    """
    bins: dict[int, list[bool]] = {}
    for cosine, is_right in seen:
        bins.setdefault(math.floor(cosine / _STEP + 1e-9), []).append(is_right)
    curve = [
        [round(place * _STEP, 2), len(each), round(sum(each) / len(each), 3)] for place, each in sorted(bins.items())
    ]
    threshold = None
    stretch: list[bool] = []
    for place, each in sorted(bins.items(), reverse=True):
        stretch += each
        if len(stretch) >= _FEWEST:
            if sum(stretch) < WANTED * len(stretch):
                break
            threshold, stretch = round(place * _STEP, 2), []
    near = round(statistics.quantiles(practised, n=10)[0], 2) if len(practised) > 1 else None
    return {"threshold": threshold, "near": near, "wanted": WANTED, "curve": curve}
