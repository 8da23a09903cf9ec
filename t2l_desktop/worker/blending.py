"""Adapters made of other adapters, read from the library's own files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast, get_args

from t2l_desktop.core.messages import Blend, MeasureBlend
from t2l_desktop.core.recipes import ModuleSet, Precision
from t2l_desktop.formats.base_facts import BaseFacts
from t2l_desktop.formats.blending import (
    Change,
    as_adapter,
    changes_of,
    kept_by_rank,
    kept_energy,
    only,
    reduced,
    root_of_layers,
    weighted_sum,
)
from t2l_desktop.formats.gguf_adapter_reading import read_gguf_adapter
from t2l_desktop.formats.peft_folder import read_peft
from t2l_desktop.worker.loop import Job
from t2l_desktop.worker.writing import GGUF_FILE, write_adapter


def blend(request: Blend, job: Job, *, facts_of: Callable[[str], BaseFacts]) -> dict[str, Any]:
    """Do what `Blend` asks for; what is kept is measured of the file that was written."""
    assert request.modules in get_args(ModuleSet)
    assert request.precision in get_args(Precision)
    facts = facts_of(request.base)
    job.progress("reading")
    whole, base_name, root = _sum(request.parts, job)
    job.progress("blending")
    part = only(whole, cast("ModuleSet", request.modules))
    if request.rank:
        part = reduced(part, request.rank)
    job.cancel.raise_if_cancelled()
    job.progress("writing")
    out = Path(request.out)
    write_adapter(
        out,
        as_adapter(part, base_name=base_name, root=root),
        facts,
        formats=request.formats,
        precision=cast("Precision", request.precision),
        name=request.name,
        description=request.description,
    )
    job.cancel.raise_if_cancelled()
    written = changes_of(read_gguf_adapter(out / GGUF_FILE, facts).adapter)
    return {"rank": max(change.rank for change in part.values()), "kept": kept_energy(whole, written)}


def measure_blend(request: MeasureBlend, job: Job) -> dict[str, Any]:
    """Do what `MeasureBlend` asks for."""
    whole, *_ = _sum(request.parts, job)
    sets: tuple[ModuleSet, ...] = ("attention", "mlp")
    return {"kept": kept_by_rank(whole), "modules": [each for each in sets if only(whole, each)]}


def _sum(parts: Sequence[tuple[str, float]], job: Job) -> tuple[dict[str, Change], str, str]:
    """The sum, what the first part calls its base, and where its layers stand in there."""
    read, firsts = [], []
    for path, weight in parts:
        job.cancel.raise_if_cancelled()
        adapter = read_peft(Path(path))
        read.append((changes_of(adapter), weight))
        firsts.append((adapter.base_name, root_of_layers(adapter)))
    return weighted_sum(read), *firsts[0]
