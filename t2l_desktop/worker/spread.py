"""The map: what adapters change as vectors, and these as points in two dimensions, by their principal components."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import MeasureSketch, SpreadOut
from t2l_desktop.formats.peft_folder import read_peft
from t2l_desktop.formats.sketch import write_sketch
from t2l_desktop.library.storage import disk_errors
from t2l_desktop.worker.loop import Job

Points = npt.NDArray[np.float64]


def measure_sketch(request: MeasureSketch, job: Job) -> dict[str, Any]:
    """Do what `MeasureSketch` asks for."""
    del job
    folder = Path(request.peft)
    write_sketch(folder, read_peft(folder))
    return {}


def spread_out(request: SpreadOut, job: Job) -> dict[str, Any]:
    """Do what `SpreadOut` asks for; of ways that show equally much the first counts."""
    best: tuple[float, int, Points] | None = None
    for place, (path, length) in enumerate(request.ways):
        job.cancel.raise_if_cancelled()
        share, points = principal_plane(_rows(Path(path), length))
        if best is None or share > best[0]:
            best = (share, place, points)
    assert best is not None
    share, place, points = best
    out = Path(request.out)
    with disk_errors(out):
        out.write_bytes(points.astype("<f4").tobytes())
    return {"way": place, "share": share}


def principal_plane(rows: Points) -> tuple[float, Points]:
    """The share of the variance of `rows (n, d)` in their first two components, and the rows in those `(n, 2)`.

    Every row counts at length 1; the points are centred and fill the square from -1 to 1. Signs are chosen so that the
    largest part of each component is positive: the same rows give the same picture everywhere.
    """
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    centred = unit - unit.mean(axis=0)
    values, vectors = np.linalg.eigh(centred.T @ centred)
    total = float(values.clip(min=0).sum())
    if total < 1e-12 * len(rows):
        return 0.0, np.zeros((len(rows), 2))
    plane = vectors[:, :-3:-1]
    plane = plane * np.sign(plane[np.abs(plane).argmax(axis=0), range(plane.shape[1])])
    points = np.zeros((len(rows), 2))
    points[:, : plane.shape[1]] = centred @ plane
    share = float(values[-2:].clip(min=0).sum()) / total
    return share, points / np.abs(points).max()


def _rows(path: Path, length: int) -> Points:
    with disk_errors(path):
        values = np.fromfile(path, dtype="<f4").astype(np.float64)
    if length < 1 or not len(values) or len(values) % length or not np.isfinite(values).all():
        raise UserFacingError("The file {file} is damaged or cut short.", hint="Try again.", file=path.name)
    return values.reshape(-1, length)
