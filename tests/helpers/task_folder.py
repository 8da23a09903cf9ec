"""A folder of small tasks, as somebody would bring along."""

from __future__ import annotations

import json
from pathlib import Path

_TASKS = {
    "upper": (str.upper, ["Write it in capitals.", "Use upper case.", "All caps, please.", "Make it capital letters."]),
    "twice": (lambda text: f"{text} {text}", ["Say it twice.", "Repeat it.", "Two times the same.", "Double it."]),
    "first": (lambda text: text[0], ["Give the first letter.", "The initial letter.", "Only the first letter."]),
}
_WORDS = "fox dog bird fish lion bear wolf frog goat swan".split()  # noqa: SIM905 - reads better as text


def make_tasks(folder: Path) -> Path:
    """Three tasks of ten samples each."""
    for name, (answer, descriptions) in _TASKS.items():
        task = folder / name
        task.mkdir(parents=True)
        (task / "descriptions.json").write_text(json.dumps(descriptions))
        for split, words in (("train", _WORDS[:7]), ("test", _WORDS[7:])):
            lines = [json.dumps({"input": word, "output": answer(word)}) for word in words]
            (task / f"{split}.jsonl").write_text("\n".join(lines) + "\n")
    return folder
