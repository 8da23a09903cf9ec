"""Rows of the benchmark's table."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Row:
    """A measured median beside what it is held against; `spread` gives the fastest and the slowest run."""

    name: str
    measured: str
    spread: str = ""
    reference: str = ""


def row(name: str, values: Sequence[float], *, unit: Callable[[float], str], reference: str = "") -> Row:
    """The median of `values` and their range, written with `unit`."""
    return Row(
        name=f"{name} ({len(values)} runs)",
        measured=unit(statistics.median(values)),
        spread=f"{unit(min(values))} to {unit(max(values))}",
        reference=reference,
    )


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.3g} ms"


def seconds(value: float) -> str:
    return f"{value:.2f} s"


def rate(tokens_per_second: float) -> str:
    return f"{tokens_per_second:.1f} tokens/s"


def megabytes(value: float) -> str:
    return f"{value / 1e6:.0f} MB"


def markdown(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| what | median | range | held against |", "|---|---|---|---|"]
    lines += [f"| {r.name} | {r.measured} | {r.spread} | {r.reference} |" for r in rows]
    return "\n".join(lines)
