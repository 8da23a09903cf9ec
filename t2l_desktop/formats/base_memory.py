"""What a base model will take in memory, from its GGUF header alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from t2l_desktop.formats.gguf_header import GgufArray, GgufHeader
from t2l_desktop.formats.gguf_split import read_headers

_BATCH = 256  # tokens that llama.cpp reads at once here
_FLOAT, _HALF = 4, 2
_MOST = 2**31


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


def _number(header: GgufHeader, key: str) -> int:
    """A dimension, or 0 where the file does not give one that makes sense."""
    value = header.integer(f"{header.text('general.architecture')}.{key}")
    return value if value is not None and 0 < value < _MOST else 0
