"""A short vector that stands for what an adapter changes: near where the changes are alike, whatever their strength.

Each of its numbers is Σ ± uᵀ B A v over all modules and layers, with u, v and the signs drawn once and for all from
±1. Inner products of such vectors are those of the changes themselves on average, so that 256 of them tell which
adapters are alike. Modules of one name share u and v; a sign of its own for each layer keeps the layers apart.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

from t2l_desktop.core.sketches import SKETCH_FILE, SKETCH_LENGTH
from t2l_desktop.formats.blending import Change, Changes, Factor, changes_of
from t2l_desktop.formats.files import replacing
from t2l_desktop.formats.peft_folder import PeftAdapter

_SEED = "t2l sketch 1"


def sketch(changes: Changes) -> npt.NDArray[np.float32]:
    """The vector of unit length (or of zeros for changes of nothing), float32 `(256,)`."""
    alike: dict[tuple[str, int, int], list[tuple[str, Change]]] = {}
    for path, change in changes.items():
        key = (path.rpartition(".")[2], change.a.shape[1], change.b.shape[0])
        alike.setdefault(key, []).append((path, change))
    total = np.zeros(SKETCH_LENGTH)
    for (name, width_in, width_out), several in alike.items():
        # All layers at once: a few large products take a tenth of the time of many small ones.
        inner = _signs(f"{name} in", width_in) @ np.concatenate([change.a for _, change in several]).T
        outer = _signs(f"{name} out", width_out) @ np.concatenate([change.b for _, change in several], axis=1)
        layers = [np.repeat(_signs(path, 1), change.rank, axis=1) for path, change in several]
        total += (inner * outer * np.concatenate(layers, axis=1)).sum(axis=1)
    length = float(np.linalg.norm(total))
    return np.asarray(total / length if length > 0 else total, dtype=np.float32)


def write_sketch(folder: Path, adapter: PeftAdapter) -> list[Path]:
    """Write the adapter's vector into the existing `folder`, whole or not at all."""
    path = folder / SKETCH_FILE
    with replacing(path) as temporary:
        temporary.write_bytes(sketch(changes_of(adapter)).astype("<f4").tobytes())
    return [path]


def _signs(label: str, width: int) -> Factor:
    """±1, `(256, width)`: the same for a label on every machine and in every version of everything."""
    data = hashlib.shake_256(f"{_SEED} {label}".encode()).digest(SKETCH_LENGTH * width // 8)
    bits = np.unpackbits(np.frombuffer(data, dtype=np.uint8)).reshape(SKETCH_LENGTH, width)
    return 1.0 - 2.0 * bits.astype(np.float64)
