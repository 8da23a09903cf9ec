"""What a blend or a variant was made of: kept as data, so that the window can say it in any language."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from t2l_desktop.core.descriptions import clean

MAX_PARTS = 6
MAX_RECIPE_CHARACTERS = 16 * 1024
_MAX_NAME = 200
_MAX_RANK = 1_000_000

ModuleSet = Literal["all", "attention", "mlp"]  # which modules of its layers an adapter changes
Precision = Literal["f32", "f16", "q8_0"]  # how the numbers of a GGUF adapter are kept


@dataclass(frozen=True, kw_only=True)
class Ingredient:
    """An adapter under the name that it had then, and how much of it was taken.

    `adapter_id` is empty for one of another library.
    """

    adapter_id: str
    name: str
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Several parts make a blend, one part a variant of it.

    `rank` is None where nothing was reduced; `kept` is the share of the squared norm of the weights that is still
    there.
    """

    parts: tuple[Ingredient, ...]
    rank: int | None = None
    modules: ModuleSet = "all"
    precision: Precision = "f16"
    kept: float = 1.0

    def encoded(self) -> str:
        """The recipe as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def decode_recipe(text: str) -> Recipe | None:
    """The recipe in a text that a database may have kept for years; None for anything else."""
    if not text or len(text) > MAX_RECIPE_CHARACTERS:
        return None
    try:
        return recipe_of(json.loads(text))
    except (ValueError, RecursionError):
        return None


def recipe_of(body: Any) -> Recipe | None:
    """The recipe in what was read as JSON; None for anything else."""
    try:
        rank, modules, precision = body["rank"], body["modules"], body["precision"]
        if rank is not None and (type(rank) is not int or not 0 < rank <= _MAX_RANK):
            return None
        if modules not in get_args(ModuleSet) or precision not in get_args(Precision):
            return None
        return Recipe(
            parts=_parts(body["parts"]), rank=rank, modules=modules, precision=precision, kept=_number(body["kept"])
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _parts(value: object) -> tuple[Ingredient, ...]:
    if not isinstance(value, list) or not 0 < len(value) <= MAX_PARTS:
        raise ValueError("parts")
    return tuple(
        Ingredient(adapter_id=_text(part["adapter_id"]), name=_text(part["name"]), weight=_number(part["weight"]))
        for part in value
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return clean(value[:_MAX_NAME])


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("no number")
    return float(value)
