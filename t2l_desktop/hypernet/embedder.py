"""Embedding models that turn a description into one vector."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from torch import Tensor

from t2l_desktop.core.descriptions import tidy
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.hypernet.families import plan_embedder, positions_of
from t2l_desktop.hypernet.files import load_parts, readable
from t2l_desktop.hypernet.sentence_folder import Recipe, read_recipe

MAX_TOKENS = 8192
# From the states of texts of one length `(n, t, d)`, so without padding, to one vector each `(n, d)`.
_POOLS: dict[str, Callable[[Tensor], Tensor]] = {
    "cls": lambda states: states[:, 0],
    "mean": lambda states: states.mean(1),
    "max": lambda states: states.amax(1),
    "lasttoken": lambda states: states[:, -1],
}


class Embedder(Protocol):
    """Reads descriptions; vectors are L2-normalised and then multiplied by sqrt(dimension)."""

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Tensor:
        """Vectors `(n, d)` of `texts`, float32 on the CPU."""
        ...


def scaled(vectors: Tensor) -> Tensor:
    """`vectors (n, d)` at the length that hypernetworks read: L2-normalised, then times sqrt(d)."""
    unit = F.normalize(vectors, dim=-1)
    length: float = vectors.shape[-1] ** 0.5
    return unit * length


class FolderEmbedder:
    """An embedding model in a folder of transformers or sentence-transformers, computed in float32."""

    def __init__(self, folder: Path, *, device: torch.device) -> None:
        self.name = folder.name
        self._folder = folder
        self._device = device
        damaged = partial(_unreadable, folder)
        with readable(damaged):
            recipe = read_recipe(folder)
        _require_files(recipe.transformer, folder.name)
        self._model, self._tokenizer = load_parts(recipe.transformer, plan=plan_embedder, damaged=damaged)
        self._model.eval().to(device)
        config = self._model.config
        # the tokenizer file may ask for padding to a fixed length: that would change nothing but the time
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_length=min(MAX_TOKENS, positions_of(config)))
        self._vocabulary = int(config.vocab_size)
        self._pool = _POOLS[_pooling(folder, recipe, config.model_type)]
        self._dense = recipe.dense
        self.dimension = int(config.hidden_size)
        for layer in self._dense:
            if layer.weight.shape[1] != self.dimension:
                raise damaged(f"a dense layer for {layer.weight.shape[1]} numbers after {self.dimension}")
            self.dimension = layer.weight.shape[0]

    @torch.inference_mode()
    def embed(self, texts: Sequence[str]) -> Tensor:
        """Vectors `(n, d)` of `texts`, those of one length together: without padding each is exact."""
        encoded = [each.ids for each in self._tokenizer.encode_batch([tidy(text) for text in texts])]
        if not all(ids and max(ids) < self._vocabulary for ids in encoded):
            raise _unreadable(self._folder, "the tokenizer is not that of the model")
        vectors = torch.empty(len(texts), self.dimension)
        for length in {len(ids) for ids in encoded}:
            places = [place for place, ids in enumerate(encoded) if len(ids) == length]
            ids = torch.tensor([encoded[place] for place in places], device=self._device)
            states = self._model(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
            pooled = self._pool(states.float()).cpu()
            for layer in self._dense:
                pooled = layer(pooled)
            vectors[places] = pooled
        return scaled(vectors)


class StoredState:
    """A hidden state `(d,)` that the base model computed elsewhere, in place of an embedder's vector."""

    name = "base"

    def __init__(self, state: Tensor) -> None:
        self._state = state
        self.dimension = len(state)

    def embed(self, texts: Sequence[str]) -> Tensor:
        """The vector `(n, d)` of the one text that the state was computed for, as often as there are `texts`."""
        return scaled(self._state.float().expand(len(texts), -1))


def load_embedder(folder: Path, *, device: torch.device) -> Embedder:
    """The embedder in `folder`; no code from it is run and nothing is looked up elsewhere.

    Raises:
        UserFacingError: the folder is missing, incomplete, damaged or of a kind that is not supported.
    """
    return FolderEmbedder(folder, device=device)


def _pooling(folder: Path, recipe: Recipe, kind: str) -> str:
    """CLS for folders called gte, else what the folder says, else CLS for gte models and the mean for others."""
    if folder.name.startswith("gte-"):
        return "cls"
    return recipe.pooling or ("cls" if kind == "gte" else "mean")


def _require_files(folder: Path, name: str) -> None:
    if (folder / "pytorch_model.bin").is_file() and not (folder / "model.safetensors").is_file():
        raise UserFacingError(
            "The embedder in {folder} has its weights as pytorch_model.bin only, which could carry harmful code.",
            hint="Get it with the file model.safetensors; most publishers offer both.",
            folder=name,
        )
    for part in ("config.json", "model.safetensors", "tokenizer.json"):
        if not (folder / part).is_file():
            raise UserFacingError(
                "The embedder in {folder} lacks its file {file}.",
                hint="Copy the whole embedder folder again; the starter's is prepared by “make” or the installer.",
                folder=name,
                file=part,
            )


def _unreadable(folder: Path, detail: str) -> UserFacingError:
    return UserFacingError(
        "The embedder in {folder} is damaged or of a kind that is not supported.",
        hint="Use a BERT-like embedding model such as all-MiniLM-L6-v2, with its weights as safetensors.",
        detail=detail,
        folder=folder.name,
    )
