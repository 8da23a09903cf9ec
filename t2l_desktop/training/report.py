"""A comparison as tables, a picture and data."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from t2l_desktop.training.arms import (
    BASELINES,
    HYPERNETS,
    LARGE,
    METHODS,
    PATIENT,
    REBUILT,
    SCALING,
    SMALL,
    TASK_LORA,
)
from t2l_desktop.training.scores import Difference, over_tasks, paired
from t2l_desktop.training.steering import TRAINED_WORDING

COLUMNS = (
    "trained tasks, input alone",
    "trained tasks, in words too",
    "unseen tasks, input alone",
    "unseen tasks, in words too",
    "new tasks, input alone",
    "new tasks, in words too",
)
_ALONE, _WORDED = COLUMNS[::2], COLUMNS[1::2]
_ABOUT = """
Exact answers in percent, means over seeds; in brackets the 95 % interval over tasks (bootstrap), and from the worst to
the best seed where there are several. Wordings were never trained on; inputs are held out but for facts, which have to
be known, units and small numbers. *Input alone* means that the base is not told the description; hypernetworks always
read it. *Unseen* tasks were kept from every method but the LoRA of the task itself and the samples in the prompt; the
base has met their descriptions. *New* tasks were kept from the base as well. The multi-task LoRA, and those that Arrow
chooses from, learn with the description in every prompt. A starter's base has learned along with a T2L-L of its own on
the trained tasks, in their words and through adapters. Tokens of a question are those of prompt and answer, input alone
and in words. Beside them T2L costs one pass of embedder and hypernetwork for every description, an adapter per input
one for every question, and Arrow the products with all of its adapters for every token. Tokens trained on and minutes
are those of all that a method needs, a library of LoRAs included (for the LoRA of the task, those of the trained tasks
alone); parameters are those stored beside base and embedder. Where a quarter of the tasks was learned, trained tasks
are these.
""".strip()
Results = Sequence[Mapping[str, Any]]
Lines = list[str]


def write_report(folder: Path, results: Results, *, plan: Mapping[str, Any]) -> Path:
    """Write report.md, report.json and report.png into `folder`; gives the first of them."""
    by_name = {name: [each for each in results if each["method"] == name] for name in METHODS}
    by_name = {name: its for name, its in by_name.items() if its}
    columns = [column for column in COLUMNS if any(each[column]["tasks"] for each in results)]
    rows = [_row(name, its, columns) for name, its in by_name.items()]
    differences = _differences(by_name, columns)
    found = {"plan": plan, "rows": rows, "differences": [_as_data(of, each) for of, each in differences.items()]}
    (folder / "report.json").write_text(json.dumps(found, indent=1, allow_nan=False), encoding="utf-8")
    main = [row for row in rows if row["method"] not in SCALING]
    _draw(main, columns, folder / "report.png")
    counts = ", ".join(f"{len(names)} {group}" for group, names in plan["tasks"].items() if names)
    lines = [
        "# Methods compared", "",
        f"Tasks: {counts}; {plan['scale']['rounds']} inputs each. Base: {plan['base']}; embedder: {plan['embedder']}.",
        "", _ABOUT, "",
        *_table(("method", *_COSTS, *columns), [_cells(row, columns) for row in main]),
        *_difference_lines(differences, by_name, columns),
        *_rebuilt_lines(by_name),
        *_told_lines(by_name),
        *_scaling_lines(rows, columns),
        *_rank_lines(results),
        *_surprise_lines(by_name, columns),
        *_family_lines({name: its for name, its in by_name.items() if name not in SCALING}, columns),
    ]  # fmt: skip
    file = folder / "report.md"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


_COSTS = ("seeds", "parameters", "minutes", "tokens trained on", "tokens of a question", "of one in words")


def _row(name: str, results: Results, columns: Sequence[str]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "method": name,
        "seeds": len(results),
        "parameters": results[0]["parameters"],
        "minutes": statistics.fmean(each["minutes"] for each in results),
        "devices": sorted({each["device"] for each in results}),
        "tokens trained on": results[0]["tokens trained"],
        "tokens of a question": statistics.fmean(each[columns[0]]["tokens"] for each in results),
        "of one in words": statistics.fmean(each[columns[1]]["tokens"] for each in results),
    }
    for column in columns:
        shares = list(_shares(results, column).values())
        low, high = over_tasks(shares)
        seeds = [statistics.fmean(task["exact"] for task in each[column]["tasks"].values()) for each in results]
        row[column] = {"share": statistics.fmean(shares), "low": low, "high": high, "seeds": seeds}
    return row


def _shares(results: Results, column: str, value: str = "exact") -> dict[str, float]:
    """The mean over seeds for every task."""
    tasks = results[0][column]["tasks"]
    return {task: statistics.fmean(each[column]["tasks"][task][value] for each in results) for task in tasks}


def _cells(row: Mapping[str, Any], columns: Sequence[str]) -> Lines:
    costs = [
        str(row["seeds"]), f"{row['parameters']:,}", f"{row['minutes']:.1f} on {' and '.join(row['devices'])}",
        f"{row['tokens trained on']:,}", f"{row['tokens of a question']:.0f}", f"{row['of one in words']:.0f}",
    ]  # fmt: skip
    return [row["method"], *costs, *(_share_cell(row[column]) for column in columns)]


def _share_cell(share: Mapping[str, Any]) -> str:
    text = f"{100 * share['share']:.1f} ({100 * share['low']:.0f}–{100 * share['high']:.0f}"
    if len(share["seeds"]) > 1:
        text += f"; seeds {100 * min(share['seeds']):.1f}–{100 * max(share['seeds']):.1f}"
    return f"{text})"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Lines:
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]


def _section(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Lines:
    return ["", f"## {title}", "", *_table(head, rows)] if rows else []


def _differences(by_name: Mapping[str, Results], columns: Sequence[str]) -> dict[tuple[str, str, str], Difference]:
    """Every hypernetwork against every baseline and against L, by both names and the column."""
    found = {}
    for ours in HYPERNETS:
        for theirs in (*BASELINES, LARGE):
            if ours != theirs and {ours, theirs} <= by_name.keys():
                for column in columns:
                    one, other = _shares(by_name[ours], column), _shares(by_name[theirs], column)
                    found[ours, theirs, column] = paired([one[task] for task in other], list(other.values()))
    return found


def _as_data(of: tuple[str, str, str], difference: Difference) -> dict[str, Any]:
    """With None where a share of nothing would be no number."""
    data = {"ours": of[0], "theirs": of[1], "column": of[2], **asdict(difference)}
    return data | {"lost": None, "lost_interval": None} if math.isnan(difference.lost) else data


def _difference_lines(
    differences: Mapping[tuple[str, str, str], Difference], by_name: Mapping[str, Results], columns: Sequence[str]
) -> Lines:
    worded = [column for column in columns if column in _WORDED]
    heads = [(ours, column) for ours in (SMALL, LARGE) if ours in by_name for column in worded]
    rows = [
        [theirs, *(_more(differences[ours, theirs, column]) for ours, column in heads)]
        for theirs in BASELINES
        if theirs in by_name
    ]
    lines = _section(
        "Points more than others, in words too", ["against", *(f"{ours}, {column}" for ours, column in heads)],
        rows if heads else [],
    )  # fmt: skip
    against_large = [
        [ours, column, _more(difference), _lost(difference)]
        for (ours, theirs, column), difference in differences.items()
        if theirs == LARGE
    ]
    return lines + _section(f"Against {LARGE}", ["method", "tasks", "points more", "relative loss"], against_large)


def _more(difference: Difference) -> str:
    low, high = difference.more_interval
    return f"{100 * difference.more:+.1f} ({100 * low:+.1f} to {100 * high:+.1f})"


def _lost(difference: Difference) -> str:
    if math.isnan(difference.lost):
        return "–"
    low, high = difference.lost_interval
    return f"{100 * difference.lost:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


def _rebuilt_lines(by_name: Mapping[str, Results]) -> Lines:
    """What is lost where one hypernetwork takes the place of the library of task LoRAs, told in wordings that it knows.

    Those that were trained end to end never saw the library: they take its place all the same.
    """
    if TASK_LORA not in by_name:
        return []
    library, column = by_name[TASK_LORA], COLUMNS[0]
    size, whole = library[0]["parameters"], _shares(library, column)
    rows = [[TASK_LORA, f"{size:,}", "", f"{100 * statistics.fmean(whole.values()):.1f}", ""]]
    for name in (*REBUILT, *HYPERNETS, PATIENT):
        for each in (it for it in by_name.get(name, []) if "told" in it):
            tasks = each["told"][TRAINED_WORDING]["tasks"]
            mine = [tasks[task]["exact"] for task in whole]
            rows.append([
                name, f"{each['parameters']:,}", f"{100 * (1 - each['parameters'] / size):.0f} %",
                f"{100 * statistics.fmean(mine):.1f}", _lost(paired(mine, list(whole.values()))),
            ])  # fmt: skip
    head = ("trained tasks, trained wordings, input alone", "parameters", "fewer", "exact", "relative loss")
    return _section("Compression: one hypernetwork instead of the library of LoRAs", head, rows)


def _told_lines(by_name: Mapping[str, Results]) -> Lines:
    told = {name: its[0]["told"] for name, its in by_name.items() if "told" in its[0]}
    ways = list(dict.fromkeys(way for each in told.values() for way in each))
    rows = []
    for name, each in told.items():
        asked = [by_name[name][0][COLUMNS[0]], *(each.get(way) for way in ways)]
        rows.append([name, *("–" if it is None else f"{100 * _exact(it):.1f}" for it in asked)])
    return _section(
        "Told otherwise: trained tasks, input alone, one seed", ["the adapter's description", "unseen wording", *ways],
        rows,
    )  # fmt: skip


def _exact(asked: Mapping[str, Any]) -> float:
    return statistics.fmean(task["exact"] for task in asked["tasks"].values())


def _scaling_lines(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> Lines:
    cells = [_cells(row, columns) for row in rows if row["method"] in (LARGE, *SCALING)]
    return _section(f"{LARGE} with one thing changed", [LARGE, *_COSTS, *columns], cells if len(cells) > 1 else [])


def _rank_lines(results: Results) -> Lines:
    with_ranks = [each for each in results if each.get("ranks")]
    names = list(dict.fromkeys(name for each in with_ranks for name in each["ranks"]))
    rows = [
        [f"{each['method']}, {each['seed']}", *(f"{100 * each['ranks'][name]:.1f}" for name in names)]
        for each in with_ranks
    ]
    return _section("Fewer ranks, trained tasks, input alone", ["method, seed", *names], rows)


def _surprise_lines(by_name: Mapping[str, Results], columns: Sequence[str]) -> Lines:
    """Tells methods apart where none of them gets whole answers right."""
    rows = [
        [name, *(f"{statistics.fmean(_shares(its, column, 'surprise').values()):.2f}" for column in columns)]
        for name, its in by_name.items()
    ]
    return _section("Surprise at the right answer, in nats a token", ["method", *columns], rows)


def _family_lines(by_name: Mapping[str, Results], columns: Sequence[str]) -> Lines:
    """Trained tasks, then after a slash each other group, input alone."""
    alone = [column for column in columns if column in _ALONE]
    every = [each[column]["tasks"].values() for its in by_name.values() for each in its for column in alone]
    families = sorted({task["family"] for tasks in every for task in tasks})
    rows = []
    for family in families:
        shares = [[_family_share(its, column, family) for column in alone] for its in by_name.values()]
        cells = [
            " / ".join("–" if share is None else f"{100 * share:.0f}" for share in its_shares) for its_shares in shares
        ]
        rows.append([family, *cells])
    title = " / ".join(column.partition(",")[0] for column in alone)
    return _section(f"By family, input alone: {title}", ["family", *by_name], rows)


def _family_share(results: Results, column: str, family: str) -> float | None:
    tasks = [task for each in results for task in each[column]["tasks"].values() if task["family"] == family]
    return statistics.fmean(task["exact"] for task in tasks) if tasks else None


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
