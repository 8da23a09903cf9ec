"""What a base model is, read from its GGUF header or its `config.json` without loading any weights."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import gguf

from t2l_desktop.core import outside
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.formats.architectures import SUPPORTED, by_gguf_name, by_hf_config
from t2l_desktop.formats.files import read_json, reading, too_large
from t2l_desktop.formats.gguf_header import GgufArray, GgufHeader
from t2l_desktop.formats.gguf_split import read_headers

_MAX_HASHED_BYTES = 256 * 1024 * 1024
_CHUNK_BYTES = 1024 * 1024
_TOKENS = "tokenizer.ggml.tokens"


@dataclass(frozen=True, kw_only=True)
class BaseFacts:
    """A base model's dimensions; `architecture` is GGUF's name for it, `fingerprint` is empty without a GGUF file.

    `hf_architecture` is empty for a GGUF architecture that no adapter can be written for. There heads and the
    intermediate width are 0 where the model has none, or another figure in each layer.
    """

    architecture: str
    hf_architecture: str
    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_dim: int
    intermediate: int
    vocabulary: int
    context_length: int
    fingerprint: str = ""
    name: str = ""
    has_chat_template: bool = False


def read_base_facts(path: Path) -> BaseFacts:
    """Read a GGUF base model, a `config.json` or a folder that holds one; a GGUF file is known by its content.

    Raises `UserFacingError` for a file that is neither, an adapter, or a `config.json` of an unknown architecture.
    """
    with outside.reading(path):
        file = path / "config.json" if path.is_dir() else path
    with reading(file), file.open("rb") as opened:
        is_gguf = opened.read(4) == b"GGUF"
    if is_gguf:
        return read_gguf_facts(read_headers(file))
    if file.suffix == ".gguf":
        raise UserFacingError("The file {file} is not a GGUF file.", hint="Choose another file.", file=file.name)
    return _facts_of_config(file, read_json(file))


def read_gguf_facts(headers: Mapping[Path, GgufHeader]) -> BaseFacts:
    """The facts about a GGUF base model with these files and headers, as `read_headers` gives them."""
    first, header = next(iter(headers.items()))
    facts = _facts_of_header(first, header)
    return replace(facts, fingerprint=_fingerprint(headers, facts))


def fingerprint(path_to_gguf: Path) -> str:
    """SHA-256 over what all quantisations of one model share: architecture, dimensions, tokens, float32 norms."""
    return read_gguf_facts(read_headers(path_to_gguf)).fingerprint


def _facts_of_header(path: Path, header: GgufHeader) -> BaseFacts:
    if header.text("general.type") not in ("", "model"):
        raise UserFacingError(
            "The file {file} is not a base model.", hint="Choose the GGUF file of a whole model.", file=path.name
        )
    architecture = header.text("general.architecture")

    def need(key: str, default: int | None = None) -> int:
        value = header.integer(f"{architecture}.{key}")
        return _positive(path, key, default if value is None else value)

    def need_for_adapters(key: str, default: int = 0) -> int:
        value = header.integer(f"{architecture}.{key}")
        value = default if value is None else value
        return _positive(path, key, value) if value or row is not None else 0

    row = by_gguf_name(architecture)
    heads, hidden = need_for_adapters("attention.head_count"), need("embedding_length")
    tokens = header.metadata.get(_TOKENS)
    return BaseFacts(
        architecture=architecture,
        hf_architecture=row.hf_names[0] if row else "",
        layers=need("block_count"),
        hidden=hidden,
        heads=heads,
        kv_heads=need_for_adapters("attention.head_count_kv", heads),
        head_dim=need_for_adapters("attention.key_length", hidden // heads if heads else 0),
        intermediate=need_for_adapters("feed_forward_length"),
        vocabulary=tokens.count if isinstance(tokens, GgufArray) else need("vocab_size"),
        context_length=need("context_length"),
        name=header.text("general.name") or path.stem,
        has_chat_template=bool(header.text("tokenizer.chat_template")),
    )


def _facts_of_config(path: Path, config: Mapping[str, Any]) -> BaseFacts:
    row = by_hf_config(config)
    if row is None:
        raise UserFacingError(
            "Adapters cannot be written for the architecture {architecture}.",
            hint="These are supported: {supported}.",
            architecture=str(config.get("architectures") or config.get("model_type") or "?")[:80],
            supported=SUPPORTED,
        )
    nested = config.get("text_config")
    values = {**row.defaults, **_given(config), **(_given(nested) if isinstance(nested, dict) else {})}

    def need(key: str, default: int | None = None) -> int:
        return _positive(path, key, values.get(key, default))

    heads, hidden = need("num_attention_heads"), need("hidden_size")
    return BaseFacts(
        architecture=row.gguf_name,
        hf_architecture=row.hf_names[0],
        layers=need("num_hidden_layers"),
        hidden=hidden,
        heads=heads,
        kv_heads=need("num_key_value_heads", heads),
        head_dim=need("head_dim", hidden // heads),
        intermediate=need("intermediate_size"),
        vocabulary=need("vocab_size"),
        context_length=need("max_position_embeddings", 131072 if row.gguf_name == "gemma3" else None),
        name=str(config.get("_name_or_path") or path.absolute().parent.name)[:200],
    )


def _given(config: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in config.items() if value is not None}


def _positive(path: Path, key: str, value: Any) -> int:
    if type(value) is not int or not 0 < value < 2**31:
        raise UserFacingError(
            "The file {file} does not say how large the model is.",
            hint="Choose the complete file of a language model.",
            detail=f"{key} is {str(value)[:40]}",
            file=path.name,
        )
    return value


def _fingerprint(headers: Mapping[Path, GgufHeader], facts: BaseFacts) -> str:
    dimensions = (facts.layers, facts.hidden, facts.heads, facts.kv_heads, facts.head_dim, facts.intermediate)
    digest = hashlib.sha256(f"{facts.architecture} {dimensions} {facts.vocabulary}".encode())
    first, header = next(iter(headers.items()))
    tokens = header.metadata.get(_TOKENS)
    spans = [(_TOKENS, first, tokens.offset, tokens.nbytes)] if isinstance(tokens, GgufArray) else []
    spans += sorted(
        (tensor.name, path, tensor.offset, tensor.nbytes)
        for path, each in headers.items()
        for tensor in each.tensors
        if tensor.type == gguf.GGMLQuantizationType.F32 and len(tensor.shape) == 1 and "norm" in tensor.name
    )
    if sum(nbytes for *_, nbytes in spans) > _MAX_HASHED_BYTES:
        raise too_large(first)
    for name, path, offset, nbytes in spans:
        digest.update(f"\n{name} {nbytes}\n".encode())
        _hash_span(path, offset, nbytes, digest)
    return digest.hexdigest()


def _hash_span(path: Path, offset: int, nbytes: int, digest: hashlib._Hash) -> None:
    with reading(path), path.open("rb") as file:
        file.seek(offset)
        for start in range(0, nbytes, _CHUNK_BYTES):
            digest.update(file.read(min(_CHUNK_BYTES, nbytes - start)))
