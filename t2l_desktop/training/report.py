"""A comparison as a table, a picture and data."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from t2l_desktop.training.scores import wilson

_COLUMNS = (
    "trained tasks, input alone",
    "trained tasks, in words too",
    "unseen tasks, input alone",
    "unseen tasks, in words too",
)


def write_report(folder: Path, results: Sequence[Mapping[str, Any]], *, plan: Mapping[str, Any]) -> Path:
    """Write report.md, report.json and report.png into `folder`; gives the first of them."""
    rows = [_row(name, [each for each in results if each["method"] == name]) for name in _names(results)]
    (folder / "report.json").write_text(json.dumps({"plan": plan, "rows": rows}, indent=1), encoding="utf-8")
    _draw(rows, folder / "report.png")
    file = folder / "report.md"
    file.write_text(_markdown(rows, results, plan), encoding="utf-8")
    return file


def _names(results: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(str(each["method"]) for each in results))


def _row(name: str, results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Means over the seeds; intervals over all answers of all seeds."""
    row: dict[str, Any] = {
        "method": name,
        "seeds": len(results),
        "parameters": results[0]["parameters"],
        "minutes": statistics.fmean(each["minutes"] for each in results),
    }
    for column in _COLUMNS:
        right, asked = (sum(each[column][key] for each in results) for key in ("right", "asked"))
        low, high = wilson(right, asked)
        row[column] = {
            "share": right / asked,
            "low": low,
            "high": high,
            "spread": statistics.pstdev(each[column]["share"] for each in results),
            "tokens": statistics.fmean(each[column]["tokens"] for each in results),
        }
    return row


def _markdown(rows: Sequence[Mapping[str, Any]], results: Sequence[Mapping[str, Any]], plan: Mapping[str, Any]) -> str:
    tasks, unseen, rounds = len(plan["tasks"]), len(plan["unseen"]), plan["scale"]["rounds"]
    about = (
        f"{tasks} trained and {unseen} unseen tasks, {rounds} held-out inputs each, wordings never trained on. "
        "Exact answers in percent with Wilson's 95 % interval. Tokens are those of prompt and answer, inputs alone."
    )
    lines = [
        "# Methods compared",
        "",
        about,
        "",
        f"| method | seeds | parameters | minutes | tokens | {' | '.join(_COLUMNS)} |",
        "|---|---|---|---|---|" + "---|" * len(_COLUMNS),
    ]
    for row in rows:
        cells = [
            f"{100 * row[column]['share']:.1f} ({100 * row[column]['low']:.0f}–{100 * row[column]['high']:.0f})"
            for column in _COLUMNS
        ]
        lines.append(
            f"| {row['method']} | {row['seeds']} | {row['parameters']:,} | {row['minutes']:.1f} | "
            f"{row[_COLUMNS[0]]['tokens']:.0f} | {' | '.join(cells)} |"
        )
    lines += _rank_lines(results)
    families = sorted({family for each in results for column in _COLUMNS for family in each[column]["families"]})
    names = _names(results)
    lines += ["", "## By family, input alone", "", f"| family | {' | '.join(names)} |", "|---|" + "---|" * len(names)]
    for family in families:
        lines.append(f"| {family} | {' | '.join(_family(results, name, family) for name in names)} |")
    return "\n".join(lines) + "\n"


def _rank_lines(results: Sequence[Mapping[str, Any]]) -> list[str]:
    """A table of adapters with fewer ranks, for the methods that have them."""
    with_ranks = [each for each in results if each.get("ranks")]
    if not with_ranks:
        return []
    names = list(with_ranks[0]["ranks"])
    lines = ["", "## Fewer ranks, trained tasks, input alone", "", f"| method, seed | {' | '.join(names)} |"]
    lines.append("|---|" + "---|" * len(names))
    for each in with_ranks:
        cells = " | ".join(f"{100 * each['ranks'][name]:.1f}" for name in names)
        lines.append(f"| {each['method']}, {each['seed']} | {cells} |")
    return lines


def _family(results: Sequence[Mapping[str, Any]], name: str, family: str) -> str:
    """A family's mean over seeds: trained tasks, and unseen ones after a slash."""
    cells = []
    for column in (_COLUMNS[0], _COLUMNS[2]):
        shares = [
            each[column]["families"][family]
            for each in results
            if each["method"] == name and family in each[column]["families"]
        ]
        cells.append(f"{100 * statistics.fmean(shares):.0f}" if shares else "–")
    return " / ".join(cells)


def _draw(rows: Sequence[Mapping[str, Any]], file: Path) -> None:
    figure = Figure(figsize=(9, 1.5 + 0.55 * len(rows)), layout="constrained")
    axes = figure.subplots()
    height = 0.8 / len(_COLUMNS)
    for number, column in enumerate(_COLUMNS):
        places = [place + number * height for place in range(len(rows))]
        shares = [100 * row[column]["share"] for row in rows]
        errors = [
            [100 * (row[column]["share"] - row[column]["low"]) for row in rows],
            [100 * (row[column]["high"] - row[column]["share"]) for row in rows],
        ]
        axes.barh(places, shares, height=height, xerr=errors, label=column, error_kw={"elinewidth": 0.8})
    axes.set_yticks([place + 0.4 - height / 2 for place in range(len(rows))], [row["method"] for row in rows])
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel("exact answers (%)")
    axes.legend(loc="lower right")
    axes.grid(axis="x", alpha=0.3)
    figure.savefig(file, format="png", dpi=110)
