"""Whether a GGUF file is a base model that can be chatted with, and what adapters have to fit into."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.parts import BasePart
from t2l_desktop.formats.architectures import by_gguf_name
from t2l_desktop.formats.base_facts import read_gguf_facts
from t2l_desktop.formats.gguf_header import GgufArray, GgufHeader
from t2l_desktop.formats.gguf_split import read_headers

_ENCODERS = ("bert", "t5encoder", "t5")


def read_base_part(path: Path) -> BasePart:
    """What the GGUF file (or one part of a split one) is as a base; raises `UserFacingError` where it cannot be one."""
    headers = read_headers(path)
    first, header = next(iter(headers.items()))
    _require_text_model(first, headers)
    facts = read_gguf_facts(headers)
    return BasePart(
        path=first,
        files=tuple(headers),
        nbytes=sum(each.stat().st_size for each in headers),
        name=facts.name[:200],
        architecture=facts.architecture,
        layers=facts.layers,
        hidden=facts.hidden,
        context_length=facts.context_length,
        fingerprint=facts.fingerprint,
        widths=_widths(headers, facts.architecture, facts.layers),
        licence=header.text("general.license")[:200],
        has_chat_template=facts.has_chat_template,
    )


def _require_text_model(path: Path, headers: Mapping[Path, GgufHeader]) -> None:
    header = headers[path]
    kind, architecture = header.text("general.type"), header.text("general.architecture")
    if kind == "adapter":
        raise UserFacingError(
            "The file {file} is an adapter, not a base model.",
            hint="Import it as a skill; for a pack, choose the model that it belongs to.",
            file=path.name,
        )
    if kind not in ("", "model") or architecture == "clip":
        raise UserFacingError(
            "The file {file} is not a base model.", hint="Choose the GGUF file of a whole model.", file=path.name
        )
    if any(name in architecture for name in _ENCODERS) or _embeds(header, architecture):
        raise UserFacingError(
            "The file {file} is an embedding model: it does not write text.",
            hint="Choose a chat model as the base.",
            detail=f"architecture {architecture[:80]}",
            file=path.name,
        )
    if not isinstance(header.metadata.get("tokenizer.ggml.tokens"), GgufArray):
        raise UserFacingError(
            "The file {file} holds no vocabulary.", hint="Choose the GGUF file of a chat model.", file=path.name
        )
    if not any(tensor.name.startswith("blk.") for each in headers.values() for tensor in each.tensors):
        raise UserFacingError(
            "The file {file} holds a vocabulary only, and no model.",
            hint="Choose the GGUF file of a whole model.",
            file=path.name,
        )


def _embeds(header: GgufHeader, architecture: str) -> bool:
    """Decoders that were made into embedding models say how their states are pooled."""
    pooling = header.integer(f"{architecture}.pooling_type")
    return bool(pooling) or header.metadata.get(f"{architecture}.attention.causal") is False


def _widths(headers: Mapping[Path, GgufHeader], architecture: str, layers: int) -> dict[str, tuple[int, int]]:
    """What goes in and out of each module that adapters can change and that is the same in every layer."""
    row = by_gguf_name(architecture)
    if row is None:
        return {}
    shapes = {tensor.name: tensor.shape for header in headers.values() for tensor in header.tensors}
    widths = {}
    for module, name in row.modules.items():
        found = {shapes.get(f"blk.{layer}.{name}.weight", ()) for layer in range(min(layers, len(shapes)))}
        shape = found.pop() if len(found) == 1 else ()
        if len(shape) == 2:
            widths[module.rpartition(".")[2]] = (shape[1], shape[0])
    return widths
