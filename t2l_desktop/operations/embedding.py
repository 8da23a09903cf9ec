"""What texts look like to an embedder."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.messages import EmbedTogether
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
