"""A PEFT adapter folder as a GGUF adapter."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.messages import Convert
from t2l_desktop.library.storage import disk_errors
from t2l_desktop.link.worker_link import WorkerLink
from t2l_desktop.operations.services import OnEvent


def convert_adapter(
    generator: WorkerLink,
    *,
    peft: Path,
    base: Path,
    out: Path,
    outtype: Literal["f16", "f32"] = "f16",
    on_event: OnEvent | None = None,
    cancel: CancelToken | None = None,
) -> Path:
    """Write the PEFT folder as the GGUF file `out` for `base` (a GGUF model or a `config.json`); gives `out`."""
    out = out.absolute()
    with disk_errors(out):
        out.parent.mkdir(parents=True, exist_ok=True)
    request = Convert(peft=str(peft.absolute()), base=str(base.absolute()), out=str(out), outtype=outtype)
    generator.call(request, on_event=on_event, cancel=cancel)
    return out
