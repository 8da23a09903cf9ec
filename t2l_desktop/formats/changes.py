"""Measuring how strongly an adapter changes each part of its base."""

from __future__ import annotations

import math
from collections import defaultdict
from pathlib import Path

import numpy as np

from t2l_desktop.core.changes import CHANGES_FILE, MAX_LAYERS, LayerChanges
from t2l_desktop.formats.files import replacing
from t2l_desktop.formats.peft_folder import LoraPair, PeftAdapter

_MAX_DIGITS = 4


def measure_changes(adapter: PeftAdapter) -> LayerChanges:
    """The norm of what `adapter` adds to each module at strength 1; what lies outside the layers is left out.

    ‖s·B·A‖² = s²·tr(BᵀB·AAᵀ), so that two rank x rank matrices stand in for the product, which is as large as the
    base's own. Modules of one name in one layer, as experts are, count as one: the root of the sum of their squares.
    """
    squares: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for pair in adapter.pairs():
        layer, module = _place(pair.path)
        if layer is not None:
            scale = adapter.alpha_of(pair.path) / (math.sqrt(pair.rank) if adapter.use_rslora else pair.rank)
            squares[module][layer] += scale**2 * _square(pair)
    layers = 1 + max((layer for by_layer in squares.values() for layer in by_layer), default=-1)
    return LayerChanges(
        norms={
            module: tuple(math.sqrt(by_layer[layer]) if layer in by_layer else None for layer in range(layers))
            for module, by_layer in squares.items()
        }
    )


def write_changes(folder: Path, adapter: PeftAdapter) -> list[Path]:
    """Write `changes.json` into the existing `folder`, whole or not at all; nothing for an adapter outside layers."""
    changes = measure_changes(adapter)
    if not changes.norms:
        return []
    path = folder / CHANGES_FILE
    with replacing(path) as temporary:
        temporary.write_bytes(changes.encoded())
    return [path]


def _place(path: str) -> tuple[int | None, str]:
    """The layer, which is the first number in a module's path, and the module's own name, which is the last part."""
    *parts, module = path.split(".")
    numbers = (int(part) for part in parts if part.isdecimal() and len(part) <= _MAX_DIGITS)
    layer = next(numbers, MAX_LAYERS)
    return (layer if layer < MAX_LAYERS else None), module


def _square(pair: LoraPair) -> float:
    """‖B·A‖², in float64: the sum may cancel."""
    a, b = pair.a.astype(np.float64), pair.b.astype(np.float64)
    return max(0.0, float(((b.T @ b) * (a @ a.T)).sum()))
