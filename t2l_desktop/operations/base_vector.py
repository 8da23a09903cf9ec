"""The base model in an embedder's place, for hypernetworks that were trained with its own states."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.messages import EmbedWithBase
from t2l_desktop.core.records import Pack
from t2l_desktop.link.worker_link import WorkerLink
from t2l_desktop.operations.answering import Base, base_of
from t2l_desktop.operations.services import OnEvent, Services


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


@contextmanager
def pack_vector(
    services: Services,
    pack: Pack,
    *,
    description: str,
    on_event: OnEvent | None = None,
    cancel: CancelToken | None = None,
) -> Iterator[str]:
    """`base_vector` with a pack's base; "" for a pack that has an embedder."""
    if not pack.embeds_with_base:
        yield ""
        return
    base = base_of(services.paths, pack)
    with base_vector(services.chatter, base=base, description=description, on_event=on_event, cancel=cancel) as vector:
        yield str(vector)
