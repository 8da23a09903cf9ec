"""A comparison as a table, a picture and data."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from t2l_desktop.training.scores import over_tasks

COLUMNS = (
    "trained tasks, input alone",
    "trained tasks, in words too",
    "unseen tasks, input alone",
    "unseen tasks, in words too",
    "new tasks, input alone",
    "new tasks, in words too",
)
_ABOUT = """
Exact answers in percent, means over seeds; in brackets the 95 % interval over tasks (bootstrap). Wordings were never
trained on; inputs are held out but for facts, which have to be known. *Unseen* tasks were kept from every method but
the LoRA of the task itself; the base has met their descriptions. *New* tasks were kept from the base as well. Tokens
are those of prompt and answer, input alone. Minutes are those of training, a library's counted for each method that
needs it; parameters are those stored beside base and embedder.
""".strip()
Results = Sequence[Mapping[str, Any]]


def write_report(folder: Path, results: Results, *, plan: Mapping[str, Any]) -> Path:
    """Write report.md, report.json and report.png into `folder`; gives the first of them."""
    columns = [column for column in COLUMNS if any(each[column]["tasks"] for each in results)]
    rows = [_row(name, _of(results, name), columns) for name in _names(results)]
    (folder / "report.json").write_text(json.dumps({"plan": plan, "rows": rows}, indent=1), encoding="utf-8")
    _draw(rows, columns, folder / "report.png")
    file = folder / "report.md"
    file.write_text(_markdown(rows, columns, results, plan), encoding="utf-8")
    return file


def _names(results: Results) -> list[str]:
    return list(dict.fromkeys(str(each["method"]) for each in results))


def _of(results: Results, name: str) -> list[Mapping[str, Any]]:
    return [each for each in results if each["method"] == name]


def _row(name: str, results: Results, columns: Sequence[str]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "method": name,
        "seeds": len(results),
        "parameters": results[0]["parameters"],
        "minutes": statistics.fmean(each["minutes"] for each in results),
        "tokens": statistics.fmean(each[columns[0]]["tokens"] for each in results),
    }
    for column in columns:
        tasks = results[0][column]["tasks"]
        shares = [statistics.fmean(each[column]["tasks"][task][0] for each in results) for task in tasks]
        low, high = over_tasks(shares)
        seeds = [statistics.fmean(share for share, _ in each[column]["tasks"].values()) for each in results]
        row[column] = {"share": statistics.fmean(shares), "low": low, "high": high, "seeds": seeds}
    return row


def _markdown(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], results: Results, plan: Mapping[str, Any]
) -> str:
    counts = ", ".join(f"{len(names)} {group}" for group, names in plan["tasks"].items() if names)
    lines = [
        "# Methods compared",
        "",
        f"Tasks: {counts}; {plan['scale']['rounds']} inputs each. Base: {plan['base']}; embedder: {plan['embedder']}.",
        "",
        _ABOUT,
        "",
        f"| method | seeds | parameters | minutes | tokens | {' | '.join(columns)} |",
        "|---|---|---|---|---|" + "---|" * len(columns),
    ]
    for row in rows:
        cells = " | ".join(
            f"{100 * row[column]['share']:.1f} ({100 * row[column]['low']:.0f}–{100 * row[column]['high']:.0f})"
            for column in columns
        )
        lines.append(
            f"| {row['method']} | {row['seeds']} | {row['parameters']:,} | {row['minutes']:.1f} | "
            f"{row['tokens']:.0f} | {cells} |"
        )
    return "\n".join([*lines, *_rank_lines(results), *_family_lines(results, columns)]) + "\n"


def _rank_lines(results: Results) -> list[str]:
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


def _family_lines(results: Results, columns: Sequence[str]) -> list[str]:
    """A table by family and method: trained tasks, then after a slash each other group, input alone."""
    names = _names(results)
    alone = [column for column in columns if column.endswith("input alone")]
    families = sorted({family for each in results for column in alone for _, family in each[column]["tasks"].values()})
    title = " / ".join(column.partition(",")[0] for column in alone)
    lines = ["", f"## By family, input alone: {title}", "", f"| family | {' | '.join(names)} |"]
    lines.append("|---|" + "---|" * len(names))
    for family in families:
        cells = []
        for name in names:
            shares = [_family_share(_of(results, name), column, family) for column in alone]
            cells.append(" / ".join("–" if share is None else f"{100 * share:.0f}" for share in shares))
        lines.append(f"| {family} | {' | '.join(cells)} |")
    return lines


def _family_share(results: Results, column: str, family: str) -> float | None:
    shares = [share for each in results for share, its in each[column]["tasks"].values() if its == family]
    return statistics.fmean(shares) if shares else None


def _draw(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], file: Path) -> None:
    figure = Figure(figsize=(9, 1.5 + 0.6 * len(rows)), layout="constrained")
    axes = figure.subplots()
    height = 0.8 / len(columns)
    for number, column in enumerate(columns):
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
