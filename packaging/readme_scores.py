"""Write the README's table of scores from the starter's card; a test holds the one to the other.

Usage: python packaging/readme_scores.py
"""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from t2l_desktop.training.tasks.catalogue import named_tasks, shown_to_hypernet

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- scores: written by packaging/readme_scores.py -->", "<!-- end of scores -->"
_ROWS = {
    "trained_tasks_matched": "**adapter from the right description**",
    "trained_tasks_both": "… and the description in the prompt",
    "trained_tasks_in_prompt": "base with the description in the prompt",
    "trained_tasks_no_adapter": "base alone",
    "trained_tasks_shuffled": "adapter from the description of another task over the same inputs",
    "trained_tasks_junk": "adapter from a text that describes nothing",
    "trained_tasks_sloppy": "adapter from a misspelt description in small letters",
    "trained_tasks_sloppy_both": "… and that description in the prompt",
    "trained_tasks_japanese": "adapter from a Japanese description",
    "trained_tasks_japanese_both": "… and that description in the prompt",
    "long_messages_matched": "messages of several sentences (over 200 letters), adapter",
    "long_messages_both": "… and the description in the prompt",
    "long_messages_in_prompt": "… base with the description in the prompt",
    "small_talk": "small talk without a skill",
    "unseen_tasks_matched": "tasks that the hypernetwork never met, adapter",
    "unseen_tasks_both": "… and the description in the prompt",
    "unseen_tasks_in_prompt": "… base with the description in the prompt",
    "unseen_tasks_japanese_both": "… and the description in the prompt, both in Japanese",
    "unseen_pairs_matched": "two tasks in one that it never met, adapter",
    "unseen_pairs_both": "… and the description in the prompt",
    "unseen_pairs_in_prompt": "… base with the description in the prompt",
    "unseen_inventions_matched": "tasks with letters and words of one's own that it never met, adapter",
    "unseen_inventions_both": "… and the description in the prompt",
    "unseen_inventions_in_prompt": "… base with the description in the prompt",
    "new_tasks_matched": "tasks that the base never met either, adapter",
    "new_tasks_both": "… and the description in the prompt",
    "new_tasks_in_prompt": "… base with the description in the prompt",
    "strangers_matched": "strangers' requests, adapter",
    "strangers_both": "… and the description in the prompt",
    "strangers_in_prompt": "… base with the description in the prompt",
}
_WEAKEST = 3


def section(card: Mapping[str, Any]) -> str:
    """The table, and the families that do worst."""
    scores = card["scores"]
    main = scores["trained_tasks_matched"]
    tasks = len(shown_to_hypernet(named_tasks()))
    asked = f"{tasks} tasks in {len(main['families'])} families, {main['asked'] // tasks} inputs each:"
    lines = [asked, "", "| | exact | questions |", "|---|---|---|"]
    for key, words in _ROWS.items():
        if key in scores:
            lines.append(f"| {words} | {scores[key]['percent']:.1f} % | {scores[key]['asked']:,} |")
    families = sorted(main["families"].items(), key=lambda item: item[1])
    weakest = ", ".join(f"{name} ({percent:.1f} %)" for name, percent in families[:_WEAKEST])
    return "\n".join(
        [BEGIN, "", *lines, "", f"Weakest, by the adapter alone: {weakest}.", "", *_unpractised(scores), "", END]
    )


def _unpractised(scores: Mapping[str, Any]) -> list[str]:
    share = {name: f"{score['percent']:.0f} %" for name, score in scores.items()}
    text = (
        "It does less well at what it has not practised. Asked as the app asks, it gets right"
        f" {share['unseen_tasks_both']} of the tasks that the hypernetwork never met"
        f" ({share['unseen_tasks_matched']} by the adapter alone), {share['new_tasks_both']} of those that the base"
        f" never met either, and {share['strangers_both']} of a hundred requests by people who had not seen the tasks,"
        " each worded three ways."
    )
    return textwrap.wrap(text, width=120, break_on_hyphens=False)


def replaced(readme: str, card: Mapping[str, Any]) -> str:
    """The README with its section made anew; raises `ValueError` where the section's marks are missing."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the README has no section for scores")
    return f"{before}{section(card)}{after}"


def main() -> int:
    """Rewrite the README."""
    card = json.loads((ROOT / "resources" / "starter" / "pack.json").read_text(encoding="utf-8"))["card"]
    file = ROOT / "README.md"
    file.write_text(replaced(file.read_text(encoding="utf-8"), card), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
