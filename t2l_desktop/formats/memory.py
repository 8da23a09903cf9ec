"""What models will take in memory, from the headers of their files alone."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from t2l_desktop.core.devices import Device
from t2l_desktop.formats.gguf_header import GgufArray, GgufHeader
from t2l_desktop.formats.gguf_split import read_headers

_BATCH = 256  # tokens that llama.cpp reads at once here
_CARD_RESERVE = 512 * 1024 * 1024  # what drivers and the screen take while it is used
_FLOAT, _HALF = 4, 2
_LAYER = re.compile(r"blk\.(\d{1,5})\.", re.ASCII)
_MOST, _MOST_LAYERS = 2**31, 1024
_MOST_HEADER = 16 * 1024 * 1024
_WIDTHS = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2}


@dataclass(frozen=True, kw_only=True)
class BaseMemory:
    """Bytes of the weights, of each token of context (keys and values in float16), and of computing.

    `layers` are the weights of each layer, which are a part of `weights`.
    """

    weights: int
    per_token: int
    computing: int
    trained_length: int
    layers: tuple[int, ...] = ()

    def total(self, context_length: int, contexts: int = 1) -> int:
        return self.weights + contexts * (self.per_token * context_length + self.computing)


@dataclass(frozen=True, kw_only=True)
class Placement:
    """How many layers lie on graphics cards, and the bytes there and in the computer's memory.

    What comes before and after the layers counts as one more, as it does for llama.cpp, and goes last.
    """

    gpu_layers: int
    on_cards: int
    in_memory: int


def placed(base: BaseMemory, tokens: int, gpu_layers: int, *, contexts: int = 1, shares: bool = False) -> Placement:
    """Where everything lies with so many layers on cards, which may share the computer's memory.

    As in llama.cpp it is the last layers that go to the cards, each with its part of every context.
    """
    total = base.total(tokens, contexts)
    count = min(gpu_layers, len(base.layers))
    if count <= 0:
        return Placement(gpu_layers=0, on_cards=0, in_memory=total)
    context = contexts * base.per_token * tokens // len(base.layers)
    moved = sum(base.layers[-count:]) + count * context
    # The embeddings stay in memory, and computing needs room on both sides.
    ends = base.weights - sum(base.layers) if gpu_layers > count else 0
    on_cards = moved + ends + contexts * base.computing
    return Placement(gpu_layers=gpu_layers, on_cards=on_cards, in_memory=total if shares else total - moved)


def best_placement(
    base: BaseMemory, tokens: int, cards: Sequence[Device], *, contexts: int = 1, most: int = -1
) -> Placement:
    """With as many layers on `cards` as their free memory holds, and no more than `most` where that is not negative."""
    place = partial(placed, base, tokens, contexts=contexts, shares=all(card.shares_memory for card in cards))
    # Each card but the first may be left with less room than a layer takes, and computes as well.
    lost = max(0, len(cards) - 1) * (max(base.layers, default=0) + contexts * base.computing)
    room = max(0, card_room(cards) - lost)
    limit = len(base.layers) + 1 if cards else 0
    counts = range(1, (limit if most < 0 else min(most, limit)) + 1)
    return place(bisect_right(counts, room, key=lambda count: place(count).on_cards))


def card_room(cards: Sequence[Device]) -> int:
    """Bytes that a model may take on these cards together."""
    return sum(max(0, card.free - _CARD_RESERVE) for card in cards)


def read_base_memory(path: Path) -> BaseMemory:
    """What the GGUF model `path` takes; raises `UserFacingError` for a file that is none.

    Measured with llama.cpp, computing takes a float for each token of a batch and each of vocabulary, hidden and twice
    the intermediate width.
    """
    headers = read_headers(path)
    header = headers[next(iter(headers))]
    layers, hidden = _number(header, "block_count"), _number(header, "embedding_length")
    heads = _numbers(header, "attention.head_count")
    head_dim = hidden // max(1, *heads)
    keys = _number(header, "attention.key_length") or head_dim
    values = _number(header, "attention.value_length") or head_dim
    kv_heads = _numbers(header, "attention.head_count_kv")
    if not any(kv_heads):
        kv_heads = heads
    tokens = header.metadata.get("tokenizer.ggml.tokens")
    vocabulary = tokens.count if isinstance(tokens, GgufArray) else 0
    width = vocabulary + hidden + 2 * max(_numbers(header, "feed_forward_length"))
    # one figure holds for all layers, otherwise each has its own
    cached = layers * kv_heads[0] if len(kv_heads) == 1 else sum(kv_heads)
    return BaseMemory(
        weights=sum(each.stat().st_size for each in headers),
        per_token=cached * (keys + values) * _HALF,
        computing=_BATCH * _FLOAT * width,
        trained_length=_number(header, "context_length"),
        layers=_layer_weights(headers.values(), layers),
    )


def stored_bytes(folder: Path) -> int:
    """What the weights below a folder take as they are stored, which is how hypernetworks hold theirs."""
    files = [path for path in folder.rglob("*") if path.suffix in (".safetensors", ".pt") and path.is_file()]
    return sum(path.stat().st_size for path in files)


def float_bytes(folder: Path) -> int:
    """What the weights below a folder take in float32, in which embedders compute."""
    return sum(_floats_of(path) for path in folder.rglob("*.safetensors") if path.is_file())


def _layer_weights(headers: Iterable[GgufHeader], count: int) -> tuple[int, ...]:
    """The bytes of each layer's tensors, as far as their names say which layer they belong to."""
    sizes: Counter[int] = Counter()
    for header in headers:
        for tensor in header.tensors:
            match = _LAYER.match(tensor.name)
            if match is not None:
                sizes[int(match[1])] += tensor.nbytes
    return tuple(sizes[number] for number in range(min(count, _MOST_LAYERS)))


def _number(header: GgufHeader, key: str) -> int:
    """A dimension, or 0 where the file does not give one that makes sense."""
    return max(_numbers(header, key))


def _numbers(header: GgufHeader, key: str) -> tuple[int, ...]:
    """A dimension of all layers, or that of each layer; 0 for what makes no sense."""
    found = header.integers(f"{header.text('general.architecture')}.{key}")
    return tuple(number if 0 < number < _MOST else 0 for number in found) or (0,)


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
