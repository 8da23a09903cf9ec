"""Which of many descriptions a text is most like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import EmbedTogether, FindAlike
from t2l_desktop.hypernet.embedder import Embedder
from t2l_desktop.library.storage import disk_errors

MAX_VECTORS = 1024 * 1024 * 1024
_LEAST_SPREAD = 0.01  # of cosines; all texts are as like to what has less, so that nothing can be told by it
_LEAST_SPREAD_AT_BEST = 0.05  # of their deviations
Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class _Held:
    """Vectors `(n, d)` of length 1, and what usual texts are like.

    `mean` and `spread` `(n,)` are of the cosines that these have to each vector, `mean_at_best` and `spread_at_best` of
    how like each of them is to the vector that it is most like.
    """

    vectors: Vectors
    mean: Vectors
    spread: Vectors
    mean_at_best: float
    spread_at_best: float


class LikenessFinder:
    """Keeps the vectors of the last request: reading those of ten thousand descriptions takes longer than comparing."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._held: _Held | None = None
        self._usual_key: tuple[object, ...] = ()
        self._usual: Vectors | None = None

    def find(self, request: FindAlike, embedder: Embedder) -> dict[str, Any]:
        """What `FindAlike` answers."""
        held = self._hold(request, embedder)
        text = _unit(embedder, [request.text])[0]
        deviations = (held.vectors @ text - held.mean) / held.spread
        likeness = (deviations - held.mean_at_best) / held.spread_at_best
        best = np.argsort(-likeness, kind="stable")[: request.most]
        return {"places": best.tolist(), "likenesses": [float(likeness[place]) for place in best]}

    def release(self) -> None:
        """Let go of what is kept."""
        self._key, self._held = (), None
        self._usual_key, self._usual = (), None

    def _hold(self, request: FindAlike, embedder: Embedder) -> _Held:
        path = Path(request.vectors)
        with disk_errors(path):
            stat = path.stat()
        key = (request.vectors, stat.st_mtime_ns, stat.st_size, request.embedder, request.device, request.usual)
        if self._held is None or self._key != key:
            vectors = _read(path, stat.st_size, width=embedder.dimension)
            cosines = vectors @ self._usual_of(request, embedder).T
            self._key, self._held = key, _held(vectors, cosines)
        return self._held

    def _usual_of(self, request: FindAlike, embedder: Embedder) -> Vectors:
        key = (request.usual, request.embedder, request.device)
        if self._usual is None or self._usual_key != key:
            self._usual_key, self._usual = key, _unit(embedder, request.usual)
        return self._usual


def _held(vectors: Vectors, cosines: Vectors) -> _Held:
    """Vectors with what their cosines with usual texts `(n, m)` say of these."""
    mean, spread = cosines.mean(axis=1), np.maximum(cosines.std(axis=1), _LEAST_SPREAD)
    best = ((cosines - mean[:, None]) / spread[:, None]).max(axis=0)
    return _Held(vectors, mean, spread, float(best.mean()), max(float(best.std()), _LEAST_SPREAD_AT_BEST))


def write_vectors(request: EmbedTogether, embedder: Embedder) -> dict[str, Any]:
    """What `EmbedTogether` wants."""
    texts = list(dict.fromkeys(text for group in request.groups for text in group))
    vectors = dict(zip(texts, _unit(embedder, texts), strict=True))
    made = [_together([vectors[text] for text in group]) for group in request.groups]
    out = Path(request.out)
    with disk_errors(out):
        out.write_bytes(np.stack(made).astype("<f4").tobytes())
    return {"dimension": embedder.dimension}


def _together(vectors: Sequence[Vectors]) -> Vectors:
    first, others = vectors[0], vectors[1:]
    return _normal(first + _normal(np.mean(others, axis=0))) if others else first


def _read(path: Path, size: int, *, width: int) -> Vectors:
    if size > MAX_VECTORS or size == 0 or size % (4 * width):
        raise UserFacingError("The file {file} is damaged.", hint="Delete it; it will be made again.", file=path.name)
    with disk_errors(path):
        return np.fromfile(path, dtype="<f4").reshape(-1, width).astype(np.float32, copy=False)


def _unit(embedder: Embedder, texts: Sequence[str]) -> Vectors:
    return _normal(embedder.embed(texts).cpu().numpy())


def _normal(vectors: Vectors) -> Vectors:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Vectors = (vectors / np.maximum(length, np.finfo(np.float32).tiny)).astype(np.float32)
    return unit
