"""What texts look like to an embedder."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.messages import EmbedTogether
from t2l_desktop.core.outside import reading
from t2l_desktop.operations.services import Services


def embed_together(
    services: Services,
    groups: Sequence[tuple[str, ...]],
    *,
    embedder: Path,
    device: str,
    cancel: CancelToken | None = None,
) -> list[bytes]:
    """A vector of little-endian float32 for each group of texts, as `EmbedTogether` makes it."""
    with tempfile.TemporaryDirectory(prefix="t2l-") as folder:
        out = Path(folder) / "vectors.f32"
        request = EmbedTogether(groups=tuple(groups), embedder=str(embedder), out=str(out), device=device)
        services.generator.call(request, cancel=cancel)
        data = out.read_bytes()
    width = len(data) // len(groups)
    return [data[place * width : (place + 1) * width] for place in range(len(groups))]


def identity_of(embedder: Path) -> str:
    """Tells an embedder from every other one, and from itself once a file of it has changed.

    Raises `UserFacingError` where its folder cannot be read.
    """
    with reading(embedder):
        files = sorted(path for path in embedder.rglob("*") if path.is_file())
        stats = [
            (path.relative_to(embedder).as_posix(), path.stat().st_size, path.stat().st_mtime_ns) for path in files
        ]
    return hashlib.sha256(json.dumps(stats).encode()).hexdigest()
