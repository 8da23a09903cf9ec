"""How strongly an adapter changes each layer and module of its base: written by the generator, shown by the window."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

CHANGES_FILE = "changes.json"
MAX_CHANGES_BYTES = 256 * 1024
MAX_LAYERS = 512
_MAX_MODULES, _MAX_NAME, _MAX_NORM = 32, 64, 1e12


@dataclass(frozen=True, kw_only=True)
class LayerChanges:
    """The Frobenius norms of what an adapter adds, by module (such as `q_proj`) one a layer, the first layer first.

    None where a layer's module is left alone. The norms are those of the added weights themselves, not shares of the
    base's weights: they compare the parts of one adapter, and adapters of one base, with each other.
    """

    norms: Mapping[str, tuple[float | None, ...]]

    @property
    def layers(self) -> int:
        return max((len(row) for row in self.norms.values()), default=0)

    @property
    def largest(self) -> float:
        return max((norm for row in self.norms.values() for norm in row if norm is not None), default=0.0)

    def encoded(self) -> bytes:
        """The content of `changes.json`."""
        return json.dumps({"format": 1, "norms": self.norms}, indent=1).encode()


def decode_changes(data: bytes) -> LayerChanges:
    """The changes in the content of a `changes.json`; raises `ValueError` for anything else."""
    try:
        body = json.loads(data)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    rows = body.get("norms") if isinstance(body, dict) and body.get("format") == 1 else None
    if not isinstance(rows, dict) or not 0 < len(rows) <= _MAX_MODULES or any(len(name) > _MAX_NAME for name in rows):
        raise ValueError("no table of changes")
    if not all(isinstance(row, list) and 0 < len(row) <= MAX_LAYERS for row in rows.values()):
        raise ValueError("rows that are none")
    if len({len(row) for row in rows.values()}) > 1 or not all(_is_norm(norm) for row in rows.values() for norm in row):
        raise ValueError("rows of different lengths, or values that are no norms")
    return LayerChanges(
        norms={name: tuple(None if norm is None else float(norm) for norm in row) for name, row in rows.items()}
    )


def _is_norm(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _MAX_NORM)
