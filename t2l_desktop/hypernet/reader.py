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
from t2l_desktop.hypernet.attended import Gist
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

    def read(self, texts: Sequence[str], compiled: Callable[..., Any] | None = None) -> Tensor:
        """Vectors `(n, d)` of `texts`, of length sqrt(d); those of a long text are of its last part.

        `compiled` is the model compiled for sizes that stay: rows are filled up to a multiple of 64 tokens for it.
        """
        ids, lengths = self._encoded(texts, is_filled=compiled is not None)
        states = (self.model if compiled is None else compiled)(input_ids=ids, use_cache=False)[0]
        return self._vectors(states, lengths)

    def gist(self, texts: Sequence[str], tokens: int, walk: Walk | None = None) -> tuple[Tensor, Gist]:
        """The vectors that `read` gives, and what the model has in mind at the last `tokens` of each text.

        `walk` is `walked` for the model, compiled for sizes that stay.
        """
        ids, lengths = self._encoded(texts, is_filled=walk is not None)
        count, longest = ids.shape
        positions = torch.arange(longest, device=ids.device).expand(count, -1)
        later = torch.full((longest, longest), torch.finfo(torch.float32).min, device=ids.device).triu(1)
        states = (walk or partial(walked, self.model))(ids, positions, later.expand(count, 1, -1, -1))
        places = (lengths[:, None] - tokens + torch.arange(tokens, device=ids.device)).clamp(min=0)
        keys, values = list[Tensor](), list[Tensor]()
        for layer, before in zip(self.model.layers, states, strict=False):
            normed = layer.input_layernorm(before[torch.arange(count, device=ids.device)[:, None], places])
            for found, linear in ((keys, layer.self_attn.k_proj), (values, layer.self_attn.v_proj)):
                found.append(linear(normed).float().unflatten(-1, (-1, layer.self_attn.head_dim)))
        vectors = self._vectors(self.model.norm(states[-1]), lengths)
        return vectors, Gist(torch.stack(keys, 1), torch.stack(values, 1))

    def _encoded(self, texts: Sequence[str], *, is_filled: bool) -> tuple[Tensor, Tensor]:
        """Ids `(n, t)`, with something behind short texts, and the number of tokens of each."""
        encoded = self._tokenizer.encode_batch([f"{_BEFORE}{text}{_AFTER}" for text in texts], add_special_tokens=False)
        rows = [torch.tensor(each.ids[-self._longest :]) for each in encoded]
        device = self.model.embed_tokens.weight.device
        ids = pad_sequence(rows, batch_first=True).to(device)
        if is_filled:
            ids = F.pad(ids, (0, -ids.shape[1] % 64))
        return ids, torch.tensor([len(row) for row in rows], device=device)

    def _vectors(self, states: Tensor, lengths: Tensor) -> Tensor:
        last = states[torch.arange(len(lengths), device=states.device), lengths - 1].float()
        unit: Tensor = F.normalize(last, dim=-1)
        scale: float = self.dimension**0.5
        return unit * scale


# from ids and positions `(b, t)` and a mask `(b, 1, t, t)`, which is added to the scores of attention, to states
Walk = Callable[[Tensor, Tensor, Tensor], Sequence[Tensor]]


def walked(model: Any, ids: Tensor, positions: Tensor, mask: Tensor) -> list[Tensor]:
    """The states `(b, t, d)` before every layer of a `transformers.LlamaModel` and after the last, L + 1 in all.

    The last norm is not among them.
    """
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
