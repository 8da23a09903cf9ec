"""How much memory there is, asked of the operating system in one place."""

from __future__ import annotations

import sys
from collections.abc import Callable

_STEP, _SHORTEST = 256, 512  # tokens


def free_memory() -> int:
    """Bytes that programs can have without anything being swapped out or killed."""
    import psutil  # noqa: PLC0415 - the window starts without it

    return int(psutil.virtual_memory().available)


def is_short() -> bool:
    """Whether so little is free that others would be slowed down: a tenth of all, a gigabyte at the most."""
    import psutil  # noqa: PLC0415

    memory = psutil.virtual_memory()
    return int(memory.available) < min(memory.total // 10, 10**9)


def held_memory(pid: int) -> int:
    """Bytes that would be free without the process `pid`; 0 where it is gone."""
    import psutil  # noqa: PLC0415

    try:
        memory = psutil.Process(pid).memory_info()
    except psutil.Error:
        return 0
    # Linux counts the pages of mapped files as free already.
    mapped = memory.shared if sys.platform == "linux" else 0
    return max(0, int(memory.rss - mapped))


def longest_context(below: int, *, fits: Callable[[int], bool]) -> int | None:
    """The longest context of fewer than `below` tokens that fits; None where not even a short conversation does."""
    longest = (below - 1) // _STEP * _STEP
    return next((tokens for tokens in range(longest, _SHORTEST - 1, -_STEP) if fits(tokens)), None)


def in_words(nbytes: int) -> str:
    """A size as people read it."""
    return f"{nbytes / 1e9:.1f} GB" if nbytes >= 1e9 else f"{max(1, round(nbytes / 1e6))} MB"
