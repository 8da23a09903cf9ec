"""What models will take in memory, from the headers of their files alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from t2l_desktop.formats.gguf_header import GgufArray, GgufHeader
from t2l_desktop.formats.gguf_split import read_headers

_BATCH = 256  # tokens that llama.cpp reads at once here
_FLOAT, _HALF = 4, 2
_MOST = 2**31
_MOST_HEADER = 16 * 1024 * 1024
_WIDTHS = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2}


@dataclass(frozen=True, kw_only=True)
class BaseMemory:
    """Bytes of the weights, of each token of context (keys and values in float16), and of computing."""

    weights: int
    per_token: int
    computing: int
    trained_length: int

    def total(self, context_length: int) -> int:
        return self.weights + self.per_token * context_length + self.computing


def read_base_memory(path: Path) -> BaseMemory:
    """What the GGUF model `path` takes; raises `UserFacingError` for a file that is none.

    Measured with llama.cpp, computing takes a float for each token of a batch and each of vocabulary, hidden and twice
    the intermediate width.
    """
    headers = read_headers(path)
    header = headers[next(iter(headers))]
    heads, hidden = _number(header, "attention.head_count"), _number(header, "embedding_length")
    head_dim = hidden // max(1, heads)
    keys = _number(header, "attention.key_length") or head_dim
    values = _number(header, "attention.value_length") or head_dim
    kv_heads = _number(header, "attention.head_count_kv") or heads
    tokens = header.metadata.get("tokenizer.ggml.tokens")
    vocabulary = tokens.count if isinstance(tokens, GgufArray) else 0
    width = vocabulary + hidden + 2 * _number(header, "feed_forward_length")
    return BaseMemory(
        weights=sum(each.stat().st_size for each in headers),
        per_token=_number(header, "block_count") * kv_heads * (keys + values) * _HALF,
        computing=_BATCH * _FLOAT * width,
        trained_length=_number(header, "context_length"),
    )


def stored_bytes(folder: Path) -> int:
    """What the weights below a folder take as they are stored, which is how hypernetworks hold theirs."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.suffix in (".safetensors", ".pt"))


def float_bytes(folder: Path) -> int:
    """What the weights below a folder take in float32, in which embedders compute."""
    return sum(_floats_of(path) for path in folder.rglob("*.safetensors"))


def _number(header: GgufHeader, key: str) -> int:
    """A dimension, or 0 where the file does not give one that makes sense."""
    value = header.integer(f"{header.text('general.architecture')}.{key}")
    return value if value is not None and 0 < value < _MOST else 0


def _floats_of(path: Path) -> int:
    """The size of a safetensors file's values in float32; for one that is not understood, that of a float16 file."""
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(min(length, _MOST_HEADER)))
        kinds = {entry["dtype"] for name, entry in header.items() if name != "__metadata__"}
        return size * 4 // min(_WIDTHS.get(kind, 4) for kind in kinds)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return 2 * size
