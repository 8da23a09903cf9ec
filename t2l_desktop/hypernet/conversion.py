"""A published hypernetwork in our own format: read once, written tensor by tensor, and measured against itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.parts import HypernetPart
from t2l_desktop.hypernet.checkpoint import (
    CONFIG,
    PUBLISHED_ADAPTER,
    PUBLISHED_ARGS,
    PUBLISHED_WEIGHTS,
    WEIGHTS,
    HypernetContents,
    build_hypernet,
    load_hypernet,
    read_contents,
    write_config,
)
from t2l_desktop.hypernet.embedder import Embedder
from t2l_desktop.hypernet.reader import FOLDER as READER
from t2l_desktop.hypernet.reader import load_reader

TRIED_WITH = ("Answer with one word: yes or no.", "Rewrite the message in a formal tone.", "Name the capital city.")
_CHUNK_BYTES = 4 * 1024 * 1024
_NAMES = {torch.float16: "F16", torch.float32: "F32"}
_SMALL = 2 * 1024 * 1024  # numbers; for one that has no more, exactness costs less than a picture does


@dataclass(frozen=True, kw_only=True)
class Difference:
    """How far the values of adapters lie apart before and after, and the largest value that they have."""

    largest: float
    of_values_up_to: float


def describe_hypernet(folder: Path, *, cancel: CancelToken) -> HypernetPart:
    """What the hypernetwork in `folder` reads and writes; raises `UserFacingError` where it is none."""
    contents = read_contents(folder)
    is_own = (folder / CONFIG).is_file()
    names = (CONFIG, WEIGHTS) if is_own else (PUBLISHED_ARGS, PUBLISHED_ADAPTER, PUBLISHED_WEIGHTS)
    files = [folder / name for name in names]
    spec, own_part = contents.spec, 0
    if contents.has_reader:
        own_part = load_reader(folder / READER, device=torch.device("cpu")).dimension
        files += sorted(each for each in (folder / READER).rglob("*") if each.is_file())
    return HypernetPart(
        path=folder,
        nbytes=sum(file.stat().st_size for file in files),
        variant=spec.variant,
        parameters=sum(tensor.numel() for tensor in contents.tensors.values()),
        layers=spec.layers,
        rank=spec.rank + (contents.attended.rows if contents.attended else 0),
        widths={module.name: (module.in_features, module.out_features) for module in spec.modules},
        embedding_dimension=spec.embedding_dimension - own_part,
        base_name=contents.base_name[:200],
        embedder_name=contents.embedder_name[:200],
        is_own=is_own,
        identity=_identity(files, cancel),
    )


def convert_hypernet(
    source: Path,
    target: Path,
    *,
    embedder: Embedder | None = None,
    on_progress: Callable[[float], None],
    cancel: CancelToken,
) -> Difference:
    """Write the hypernetwork in `source` into the folder `target` in our own format, a large one in float16.

    The adapters that both generate are compared, for a few descriptions where there is an `embedder`, else for vectors
    drawn at random. `cancel` is looked at between tensors.
    """
    contents = read_contents(source)
    embeddings = _embeddings(contents.spec.embedding_dimension, embedder)
    before = _adapters(contents, embeddings)
    on_progress(0.3)
    target.mkdir(parents=True, exist_ok=True)
    write_weights(
        target / WEIGHTS, contents.tensors, on_progress=lambda part: on_progress(0.3 + 0.4 * part), cancel=cancel
    )
    write_config(target, contents)
    cancel.raise_if_cancelled()
    converted = load_hypernet(target, device=torch.device("cpu"))
    largest = of_values = 0.0
    for embedding, adapter in zip(embeddings, before, strict=True):
        for name, tensor in converted.generate(embedding).items():
            largest = max(largest, float((tensor - adapter[name]).abs().max()))
            of_values = max(of_values, float(adapter[name].abs().max()))
    on_progress(1.0)
    return Difference(largest=largest, of_values_up_to=of_values)


def write_weights(
    path: Path, tensors: Mapping[str, Tensor], *, on_progress: Callable[[float], None], cancel: CancelToken
) -> None:
    """Write a safetensors file with one tensor in memory at a time.

    All are float16, but for those with values beyond that, and those of a small network: they stay float32.
    """
    is_small = sum(tensor.numel() for tensor in tensors.values()) <= _SMALL
    header: dict[str, object] = {}
    kinds: dict[str, torch.dtype] = {}
    end = 0
    for name, tensor in tensors.items():
        cancel.raise_if_cancelled()
        is_wide = tensor.numel() > 0 and float(tensor.abs().max()) > torch.finfo(torch.float16).max
        kinds[name] = torch.float32 if is_wide or is_small else torch.float16
        start, end = end, end + tensor.numel() * kinds[name].itemsize
        header[name] = {"dtype": _NAMES[kinds[name]], "shape": list(tensor.shape), "data_offsets": [start, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for done, (name, tensor) in enumerate(tensors.items(), 1):
            cancel.raise_if_cancelled()
            file.write(tensor.detach().to("cpu", kinds[name]).contiguous().numpy().tobytes())
            on_progress(done / len(tensors))


def _adapters(contents: HypernetContents, embeddings: Sequence[Tensor]) -> list[dict[str, Tensor]]:
    hypernet = build_hypernet(contents, device=torch.device("cpu"))
    return [hypernet.generate(embedding) for embedding in embeddings]


def _embeddings(dimension: int, embedder: Embedder | None) -> list[Tensor]:
    if embedder is not None and embedder.dimension == dimension:
        return list(embedder.embed(TRIED_WITH))
    drawn = torch.randn(len(TRIED_WITH), dimension, generator=torch.Generator().manual_seed(0))
    scale: float = dimension**0.5
    return list(torch.nn.functional.normalize(drawn, dim=-1) * scale)


def _identity(files: Sequence[Path], cancel: CancelToken) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.name} {path.stat().st_size}\n".encode())
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                cancel.raise_if_cancelled()
                digest.update(chunk)
    return digest.hexdigest()
