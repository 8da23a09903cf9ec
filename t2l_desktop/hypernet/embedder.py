"""Embedding models that turn a description into one vector."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from torch import Tensor

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.hypernet.files import load_parts

MAX_TOKENS = 8192
Pooling = Callable[[Tensor, Tensor], Tensor]


class Embedder(Protocol):
    """Reads descriptions; vectors are L2-normalised and then multiplied by sqrt(dimension)."""

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Tensor:
        """Vectors `(n, d)` of `texts`, float32 on the CPU."""
        ...


def tidy(text: str) -> str:
    """Strip, and end a description that ends in a letter with a full stop, as the method was trained."""
    stripped = text.strip()
    return stripped + "." if stripped[-1:].isalpha() else stripped


def pool_cls(states: Tensor, mask: Tensor) -> Tensor:
    """The first token's state of `states (n, t, d)`."""
    del mask
    return states[:, 0]


def pool_mean(states: Tensor, mask: Tensor) -> Tensor:
    """The mean over the tokens of `states (n, t, d)` that `mask (n, t)` keeps."""
    weights = mask[..., None].to(states.dtype)
    return (states * weights).sum(1) / weights.sum(1).clamp(min=1e-9)


class BertEmbedder:
    """Any BERT-like folder in transformers form, computed in float32."""

    def __init__(self, folder: Path, *, device: torch.device) -> None:
        self.name = folder.name
        self._device = device
        self._pool = pooling_of(folder)
        self._model, self._tokenizer = _load_parts(folder)
        self._model.eval().to(device, torch.float32)
        positions = int(getattr(self._model.config, "max_position_embeddings", MAX_TOKENS))
        # the tokenizer file may ask for padding to a fixed length: that would change nothing but the time
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_length=min(MAX_TOKENS, positions))
        self.dimension = int(self._model.config.hidden_size)

    @torch.inference_mode()
    def embed(self, texts: Sequence[str]) -> Tensor:
        """Vectors `(n, d)` of `texts`, those of one length together: without padding each is exact."""
        encoded = [each.ids for each in self._tokenizer.encode_batch([tidy(text) for text in texts])]
        vectors = torch.empty(len(texts), self.dimension)
        for length in {len(ids) for ids in encoded}:
            places = [place for place, ids in enumerate(encoded) if len(ids) == length]
            ids = torch.tensor([encoded[place] for place in places], device=self._device)
            mask = torch.ones_like(ids)
            states = self._model(input_ids=ids, attention_mask=mask).last_hidden_state
            vectors[places] = self._pool(states.float(), mask).cpu()
        unit = F.normalize(vectors, dim=-1)
        scale: float = self.dimension**0.5
        return unit * scale


def load_embedder(folder: Path, *, device: torch.device) -> Embedder:
    """The embedder in `folder`; no code from it is run and nothing is looked up elsewhere.

    Raises:
        UserFacingError: the folder is missing, incomplete, damaged or of a kind that is not supported.
    """
    return BertEmbedder(folder, device=device)


def pooling_of(folder: Path) -> Pooling:
    """CLS for gte models, else what `1_Pooling/config.json` says, else the mean."""
    if folder.name.startswith("gte-"):
        return pool_cls
    try:
        said = json.loads((folder / "1_Pooling" / "config.json").read_text(encoding="utf-8"))
        return pool_cls if said.get("pooling_mode_cls_token") is True else pool_mean
    except FileNotFoundError:
        return pool_mean
    except (OSError, ValueError, AttributeError) as error:
        raise _unreadable(folder, str(error)) from error


def _load_parts(folder: Path) -> tuple[Any, Any]:
    for part in ("config.json", "model.safetensors", "tokenizer.json"):
        if not (folder / part).is_file():
            raise UserFacingError(
                "The embedder in {folder} lacks its file {file}.",
                hint="Copy the whole embedder folder again; the starter's is prepared by “make” or the installer.",
                folder=folder.name,
                file=part,
            )
    return load_parts(folder, model_type="bert", damaged=partial(_unreadable, folder), add_pooling_layer=False)


def _unreadable(folder: Path, detail: str) -> UserFacingError:
    return UserFacingError(
        "The embedder in {folder} is damaged or of a kind that is not supported.",
        hint="Use a BERT-like embedding model such as all-MiniLM-L6-v2, with its weights as safetensors.",
        detail=detail,
        folder=folder.name,
    )
