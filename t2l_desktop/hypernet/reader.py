"""A hypernetwork's own reader of descriptions: a small Llama that learned to read together with it.

An embedding model knows what words mean; the reader keeps what a mean over tokens loses, such as the order of two steps
or the very letters of a quoted phrase.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.hypernet.files import Blueprint, load_parts

FOLDER = "reader"
_MOST = {"hidden_size": 4096, "num_hidden_layers": 64, "intermediate_size": 2**15, "vocab_size": 2**18}
_BEFORE, _AFTER = "<|system|>", "<|end|>"


class Reader:
    """Reads a description as the system prompt of a chat; its vector is the last state at the prompt's end."""

    def __init__(self, model: Any, tokenizer: Any) -> None:
        """`model` is a `transformers.LlamaModel`, `tokenizer` a `tokenizers.Tokenizer`."""
        self.model = model
        self._tokenizer = tokenizer
        self._longest = int(model.config.max_position_embeddings)

    @property
    def dimension(self) -> int:
        width: int = self.model.config.hidden_size
        return width

    def read(self, texts: Sequence[str], compiled: Callable[..., Any] | None = None) -> Tensor:
        """Vectors `(n, d)` of `texts`, of length sqrt(d); those of a long text are of its last part.

        `compiled` is the model compiled for sizes that stay: rows are filled up to a multiple of 64 tokens for it.
        """
        encoded = self._tokenizer.encode_batch([f"{_BEFORE}{text}{_AFTER}" for text in texts], add_special_tokens=False)
        rows = [torch.tensor(each.ids[-self._longest :]) for each in encoded]
        device = self.model.embed_tokens.weight.device
        ids = pad_sequence(rows, batch_first=True).to(device)
        last = torch.tensor([len(row) - 1 for row in rows], device=device)
        if compiled is not None:
            ids = F.pad(ids, (0, -ids.shape[1] % 64))
        states = (self.model if compiled is None else compiled)(input_ids=ids, use_cache=False)[0]
        vectors = states[torch.arange(len(rows), device=device), last].float()
        unit: Tensor = F.normalize(vectors, dim=-1)
        scale: float = self.dimension**0.5
        return unit * scale


def load_reader(folder: Path, *, device: torch.device) -> Reader:
    """The reader in `folder`, in transformers form, computed in float32.

    Raises:
        UserFacingError: a file is missing or damaged, or the model is of another kind.
    """
    model, tokenizer = load_parts(folder, plan=_plan, damaged=partial(_damaged, folder))
    return Reader(model.eval().to(device), tokenizer)


def save_reader(folder: Path, reader: Reader) -> None:
    """Write `reader` with float16 weights."""
    folder.mkdir(parents=True, exist_ok=True)
    reader._tokenizer.save(str(folder / "tokenizer.json"))  # noqa: SLF001 - its own module
    state = {name: tensor.detach().half() for name, tensor in reader.model.state_dict().items()}
    reader.model.save_pretrained(folder, state_dict=state)


def _plan(config: dict[str, Any]) -> Blueprint:
    if config.get("model_type") != "llama":
        raise ValueError(f"model type {config.get('model_type')}")
    if not all(0 < int(config[name]) <= most for name, most in _MOST.items()):
        raise ValueError("sizes beyond those of a small model")
    return Blueprint(config_class="LlamaConfig", model_class="LlamaModel", config=config)


def _damaged(folder: Path, detail: str) -> UserFacingError:
    return UserFacingError(
        "The hypernetwork's file {file} is damaged or of another kind.",
        hint="Copy or download the checkpoint folder again.",
        detail=detail,
        file=folder.name,
    )
