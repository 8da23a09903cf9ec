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
from t2l_desktop.hypernet.attended import States
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

    @property
    def outputs(self) -> Tensor:
        """The weights of `o_proj` `(L, out, in)`."""
        return torch.stack([layer.self_attn.o_proj.weight for layer in self.model.layers])

    def read(self, texts: Sequence[str], walk: Walk | None = None) -> Tensor:
        """Vectors `(n, d)` of `texts`, of length sqrt(d); those of a long text are of its last part.

        `walk` is the one of its model, if it is compiled for sizes that stay: rows are filled up to a multiple of 64
        tokens for it.
        """
        rows, states = self._states(texts, walk)
        return self._vectors(rows, states)

    def attend(self, texts: Sequence[str], tokens: int, walk: Walk | None = None) -> tuple[Tensor, States]:
        """The vectors that `read` gives, and what the model has in mind at the last `tokens` of each text."""
        rows, states = self._states(texts, walk)
        places = torch.tensor([[max(0, len(row) - tokens + place) for place in range(tokens)] for row in rows])
        texts_of = torch.arange(len(rows))[:, None]
        keys, values = list[Tensor](), list[Tensor]()
        for layer, before in zip(self.model.layers, states, strict=False):
            normed = layer.input_layernorm(before[texts_of, places])
            for found, linear in ((keys, layer.self_attn.k_proj), (values, layer.self_attn.v_proj)):
                found.append(linear(normed).float().unflatten(-1, (-1, layer.self_attn.head_dim)))
        return self._vectors(rows, states), States(torch.stack(keys, 1), torch.stack(values, 1))

    def _states(self, texts: Sequence[str], walk: Walk | None) -> tuple[Sequence[Sequence[int]], Sequence[Tensor]]:
        """The tokens of each text, and the states `(n, t, d)` between the layers, with something behind short texts."""
        encoded = self._tokenizer.encode_batch([f"{_BEFORE}{text}{_AFTER}" for text in texts], add_special_tokens=False)
        rows = [each.ids[-self._longest :] for each in encoded]
        device = self.model.embed_tokens.weight.device
        ids = pad_sequence([torch.tensor(row) for row in rows], batch_first=True).to(device)
        if walk is not None:
            ids = F.pad(ids, (0, -ids.shape[1] % 64))
        tokens = ids.shape[1]
        positions = torch.arange(tokens, device=device).expand(len(rows), -1)
        later = torch.full((tokens, tokens), torch.finfo(torch.float32).min, device=device).triu(1)
        return rows, (walk or partial(walked, self.model))(ids, positions, later.expand(len(rows), 1, -1, -1))

    def _vectors(self, rows: Sequence[Sequence[int]], states: Sequence[Tensor]) -> Tensor:
        last = states[-1][torch.arange(len(rows)), torch.tensor([len(row) - 1 for row in rows])]
        unit: Tensor = F.normalize(self.model.norm(last).float(), dim=-1)
        scale: float = self.dimension**0.5
        return unit * scale


# from ids and positions `(b, t)` and a mask `(b, 1, t, t)`, which is added to the scores of attention, to states
Walk = Callable[[Tensor, Tensor, Tensor], Sequence[Tensor]]


def walked(model: Any, ids: Tensor, positions: Tensor, mask: Tensor) -> list[Tensor]:
    """The states `(b, t, d)` before every layer of a `transformers.LlamaModel` and after the last, L + 1 in all."""
    states = [model.embed_tokens(ids)]
    turns = model.rotary_emb(states[0], positions)
    for layer in model.layers:
        states.append(
            layer(states[-1], attention_mask=mask, position_ids=positions, position_embeddings=turns, use_cache=False)
        )
    return states


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
