"""Small real parts that a pack can be made of: a base as GGUF, published hypernetworks, an embedder that works."""

from __future__ import annotations

import shutil
from pathlib import Path

import gguf
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch.nn import functional

from t2l_desktop.formats.gguf_base import write_gguf_base
from t2l_desktop.hypernet import health
from tests.helpers.tiny_pack import EMBEDDER, make_hypernet, make_tiny_base


def make_parts(folder: Path, *, seed: int = 0) -> tuple[Path, Path, Path]:
    """A base, a hypernetwork for it and its embedder, as somebody may have them from three places."""
    folder.mkdir(parents=True, exist_ok=True)
    make_tiny_base(folder / "transformers", seed=seed)
    base = folder / "tiny-base-F16.gguf"
    write_gguf_base(folder / "transformers", base, outtype="f16", name="Tiny base")
    shutil.rmtree(folder / "transformers")
    make_hypernet(folder / "tiny_t2l", seed)
    return base, folder / "tiny_t2l", make_embedder(folder / "bow-gte-tiny")


def make_embedder(folder: Path) -> Path:
    """A BERT whose layers add nothing, so that a text's vector is the mean over its words' own.

    They are taught the very sentences of the health check, which no sum of words would pass by itself.
    """
    shutil.copytree(EMBEDDER, folder)
    tensors = load_file(folder / "model.safetensors")
    for name, tensor in tensors.items():
        if "LayerNorm" not in name:
            tensors[name] = torch.zeros_like(tensor)
    (name,) = (name for name in tensors if "word_embeddings" in name)
    tensors[name] = _taught(Tokenizer.from_file(str(folder / "tokenizer.json")), *tensors[name].shape)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def _taught(tokenizer: Tokenizer, words: int, width: int) -> torch.Tensor:
    """Vectors of words with which sentences that mean the same lie together, and others apart."""
    table = torch.randn(words, width, generator=torch.Generator().manual_seed(0)).requires_grad_()
    optimizer = torch.optim.SparseAdam([table], lr=0.1)
    sides = [[torch.tensor(tokenizer.encode(triple[side]).ids) for triple in health._TRIPLES] for side in range(3)]
    for _ in range(60):
        vectors = [
            torch.stack([functional.embedding(ids, table, sparse=True).mean(0) for ids in side]) for side in sides
        ]
        same, other = (functional.cosine_similarity(vectors[0], vectors[side]) for side in (1, 2))
        optimizer.zero_grad()
        (other - same).sum().backward()  # type: ignore[no-untyped-call] # torch leaves it untyped
        optimizer.step()  # type: ignore[no-untyped-call] # the same
    return table.detach()


def split_gguf(path: Path, folder: Path, *, parts: int = 2) -> list[Path]:
    """The model in `path` as several files, as `gguf-split` writes them."""
    reader = gguf.GGUFReader(path)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    share = -(-len(reader.tensors) // parts)
    for number in range(parts):
        target = folder / f"{path.stem}-{number + 1:05d}-of-{parts:05d}.gguf"
        writer = gguf.GGUFWriter(target, reader.fields["general.architecture"].contents())
        if number == 0:
            _copy_metadata(reader, writer)
        writer.add_uint16("split.no", number)
        writer.add_uint16("split.count", parts)
        writer.add_int32("split.tensors.count", len(reader.tensors))
        for tensor in reader.tensors[number * share : (number + 1) * share]:
            writer.add_tensor(tensor.name, tensor.data)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        written.append(target)
    return written


def _copy_metadata(reader: gguf.GGUFReader, writer: gguf.GGUFWriter) -> None:
    for key, field in reader.fields.items():
        if not key.startswith("GGUF.") and key != "general.architecture":
            kind = field.types[0]
            inner = field.types[-1] if kind == gguf.GGUFValueType.ARRAY else None
            writer.add_key_value(key, field.contents(), kind, sub_type=inner)
