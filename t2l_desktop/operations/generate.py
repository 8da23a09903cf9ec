"""An adapter straight into a folder, without the library."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.descriptions import checked_description
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import Generate
from t2l_desktop.library.storage import check_free_space, disk_errors
from t2l_desktop.link.worker_link import WorkerLink
from t2l_desktop.operations.adapters import ADAPTER_BYTES
from t2l_desktop.operations.services import OnEvent


@dataclass(frozen=True, kw_only=True)
class Generated:
    """The files that were written, their rank, and the seconds of each stage."""

    files: tuple[Path, ...]
    rank: int
    seconds: dict[str, float]


def generate_to_folder(
    generator: WorkerLink,
    *,
    description: str,
    hypernet: Path,
    embedder: Path | None,
    out: Path,
    name: str = "",
    base: Path | None = None,
    formats: Sequence[str] = ("peft", "gguf"),
    device: str = "auto",
    vector: Path | None = None,
    on_event: OnEvent | None = None,
    cancel: CancelToken | None = None,
) -> Generated:
    """Write the adapter for a description into `out`, whole or not at all; other files in it are left alone.

    `vector`, of `base_vector`, stands in for an embedder.
    Raises `UserFacingError` for a description that says nothing, or when "gguf" is asked for without a base.
    """
    description = checked_description(description)
    if "gguf" in formats and base is None:
        raise UserFacingError(
            "A GGUF adapter can only be written for a known base model.",
            hint="Name it with --base CONFIG.json or --base FILE.gguf, or ask for --format peft.",
        )
    out = out.absolute()
    check_free_space(out, ADAPTER_BYTES)
    with disk_errors(out):
        # what is beside a folder may be another drive, or not ours to write
        parent = out if out.is_dir() else out.parent
        temporary = parent / f".{out.name}-{uuid.uuid4().hex}.part"
        temporary.mkdir(parents=True)
    try:
        request = Generate(
            description=description,
            hypernet=str(hypernet.absolute()),
            embedder=str(embedder.absolute()) if embedder is not None else "",
            out=str(temporary),
            base=str(base.absolute()) if base is not None else "",
            name=name,
            formats=tuple(formats),
            device=device,
            vector=str(vector) if vector is not None else "",
        )
        result = generator.call(request, on_event=on_event, cancel=cancel)
        with disk_errors(out):
            out.mkdir(exist_ok=True)
            names = sorted(path.name for path in temporary.iterdir())
            for each in names:
                (temporary / each).replace(out / each)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return Generated(
        files=tuple(out / each for each in names), rank=int(result["rank"]), seconds=dict(result.get("seconds", {}))
    )
