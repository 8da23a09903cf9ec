"""Curves of a training run as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.figure import Figure

_EXACT = "exact, "


def plot_history(history: Sequence[Mapping[str, float]], file: Path) -> None:
    """Losses and scores over the steps, below each other, into the PNG `file`; a missing value leaves a gap."""
    names = list(dict.fromkeys(name for row in history for name in row if name != "step"))
    losses = [name for name in names if not name.startswith(_EXACT)]
    scores = [name for name in names if name.startswith(_EXACT)]
    figure = Figure(figsize=(8, 6), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True)
    for axes, some, factor in ((upper, losses, 1.0), (lower, scores, 100.0)):
        for name in some:
            rows = [row for row in history if name in row]
            axes.plot(
                [row["step"] for row in rows],
                [factor * row[name] for row in rows],
                marker="o" if len(rows) < 2 else None,
                label=name.removeprefix(_EXACT),
            )
        if some:
            axes.legend()
        axes.grid(alpha=0.3)
    upper.set_ylabel("loss")
    lower.set_ylabel("exact answers (%)")
    lower.set_xlabel("step")
    figure.savefig(file, format="png", dpi=110)
