"""From which likeness on a description may be called familiar: where most tasks succeed."""

from __future__ import annotations

import math
from collections.abc import Sequence

WANTED = 0.85
_FEWEST = 100  # of thirty answers nearly all may be right by luck
_STEP = 0.05


def calibrate(seen: Sequence[tuple[float, bool]]) -> dict[str, object]:
    """The threshold and the curve for answers `(cosine to the nearest known description, whether it was right)`.

    `threshold` is the lowest cosine above which at least `WANTED` of the answers are right, of a hundred at least; None
    where there is none. `curve` holds `[cosine from, answers, share right]` in steps of 0.05.
    """
    threshold = None
    ordered = sorted(seen, reverse=True)
    right = 0
    for count, (cosine, is_right) in enumerate(ordered, 1):
        right += is_right
        is_last_of_its_cosine = count == len(ordered) or ordered[count][0] < cosine
        if is_last_of_its_cosine and count >= _FEWEST and right / count >= WANTED:
            threshold = round(cosine, 4)
    bins: dict[int, list[bool]] = {}
    for cosine, is_right in seen:
        bins.setdefault(math.floor(cosine / _STEP + 1e-9), []).append(is_right)
    curve = [
        [round(place * _STEP, 2), len(each), round(sum(each) / len(each), 3)] for place, each in sorted(bins.items())
    ]
    return {"threshold": threshold, "wanted": WANTED, "curve": curve}
