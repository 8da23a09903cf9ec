"""The base model in an embedder's place, for hypernetworks that were trained with its own states."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.messages import EmbedWithBase
from t2l_desktop.link.worker_link import WorkerLink
from t2l_desktop.operations.answering import Base
from t2l_desktop.operations.services import OnEvent


@contextmanager
def base_vector(
    chatter: WorkerLink,
    *,
    base: Base,
    description: str,
    on_event: OnEvent | None = None,
    cancel: CancelToken | None = None,
) -> Iterator[Path]:
    """The file with the base's state at the end of a description, for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="t2l-") as folder:
        out = Path(folder) / "state.safetensors"
        request = EmbedWithBase(
            description=description,
            out=str(out),
            base=str(base.path),
            context_length=base.context_length,
            threads=base.threads,
            gpu_layers=base.gpu_layers,
        )
        chatter.call(request, on_event=on_event, cancel=cancel)
        yield out
