"""Ways to talk to a model, kept under names, and how sampling settings are written down."""

from __future__ import annotations

import dataclasses
import json

from t2l_desktop.core.records import Preset, Sampling
from t2l_desktop.library.transactions import Transactions, storable

_WHOLE = ("top_k", "seed", "max_tokens")
_RANGES = {"temperature": (0.0, 100.0), "top_p": (0.0, 1.0), "min_p": (0.0, 1.0), "repeat_penalty": (0.01, 100.0)}


def sampling_to_json(sampling: Sampling | None) -> str:
    """Text that `sampling_from_json` reads; empty for None."""
    return "" if sampling is None else json.dumps(dataclasses.asdict(sampling))


def sampling_from_json(text: str) -> Sampling | None:
    """The settings in `text`, or None where it is empty or not of ours; what is unknown or bad in it is left out."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    names = [each.name for each in dataclasses.fields(Sampling)]
    return Sampling(**{name: found[name] for name in names if name in found and _fits(name, found[name])})


def presets(store: Transactions) -> list[Preset]:
    """All presets by name."""
    with store.reading() as connection:
        rows = connection.execute("SELECT * FROM presets ORDER BY name").fetchall()
    return [
        Preset(
            name=row["name"],
            system_prompt=row["system_prompt"],
            sampling=sampling_from_json(row["sampling"]) or Sampling(),
        )
        for row in rows
    ]


def save_preset(store: Transactions, preset: Preset) -> None:
    """Keep a preset; one of the same name is replaced."""
    values = (storable(preset.name), storable(preset.system_prompt), sampling_to_json(preset.sampling))
    with store.writing() as connection:
        connection.execute("INSERT OR REPLACE INTO presets VALUES (?, ?, ?)", values)


def remove_preset(store: Transactions, name: str) -> None:
    """Forget a preset; one that is not there is no error."""
    with store.writing() as connection:
        connection.execute("DELETE FROM presets WHERE name = ?", (name,))


def _fits(name: str, value: object) -> bool:
    if name in _WHOLE:
        return type(value) is int and 0 <= value < 2**31
    least, most = _RANGES[name]
    return isinstance(value, int | float) and type(value) is not bool and least <= value <= most
