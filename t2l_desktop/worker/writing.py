"""The files of one adapter, as the library keeps them."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from t2l_desktop.core.recipes import Precision
from t2l_desktop.formats.base_facts import BaseFacts
from t2l_desktop.formats.changes import write_changes
from t2l_desktop.formats.gguf_adapter import BeyondFloat16Error, write_gguf_adapter
from t2l_desktop.formats.peft_folder import PeftAdapter, write_peft
from t2l_desktop.formats.sketch import write_sketch

GGUF_FILE = "adapter.gguf"


def write_adapter(
    out: Path,
    adapter: PeftAdapter,
    facts: BaseFacts | None,
    *,
    formats: Collection[str] = ("peft", "gguf", "changes"),
    precision: Precision = "f16",
    name: str = "",
    description: str = "",
) -> list[Path]:
    """Write what `formats` names into the existing folder `out`, the GGUF file in float32 if nothing less holds it.

    That file comes first: writing it finds out whether the adapter fits the base.
    """
    files: list[Path] = []
    if "gguf" in formats and facts is not None:
        target = out / GGUF_FILE
        try:
            write_gguf_adapter(target, adapter, facts, outtype=precision, name=name, description=description)
        except BeyondFloat16Error:
            write_gguf_adapter(target, adapter, facts, outtype="f32", name=name, description=description)
        files.append(target)
    if "peft" in formats:
        files += write_peft(out, adapter)
    if "changes" in formats:
        files += [*write_sketch(out, adapter), *write_changes(out, adapter)]
    return files
