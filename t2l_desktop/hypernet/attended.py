"""Adapter rows that bring over what a base's own attention would take from a description.

A base that is told in its prompt what to do weighs the keys of the description's tokens, and adds up their values. Here
learned queries weigh those of the last tokens once, and what they find becomes rows of B. What these say of a task is
the base's own: little is learned beside it, so that tasks which no training has met are served by what the base
understands of them. The base has to be one that puts all of a description into its last tokens, its gist.

Shapes: `n` descriptions, `t` tokens of a gist, `L` layers, `r` rows, `g` key-value heads of `s` numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from t2l_desktop.hypernet.model import Pair, TargetModule

MODULES = ("v_proj", "o_proj", "down_proj")
_NEAR = 4.0  # what one of the tokens has in its favour, in turn, before anything is learned
_FIRST_STRENGTH = 0.1


@dataclass(frozen=True)
class Gist:
    """What a base has in mind at the ends of descriptions.

    Keys, without their positions, and values are `(n, L, t, g, s)`.
    """

    keys: Tensor
    values: Tensor


@dataclass(frozen=True, kw_only=True)
class AttendedSpec:
    """Everything that decides the shapes: `rows` for each of `modules`, read off the last `tokens` of a description.

    The rows of `v_proj` are values; those of the other `MODULES`, which write to the residual stream, are values after
    the base's own `o_proj`.
    """

    layers: int
    heads: int
    head_size: int
    modules: tuple[TargetModule, ...]
    rows: int = 8
    tokens: int = 4

    def fits(self, base: Any) -> bool:
        """Whether these are the sizes of a base with the config `base` of a `transformers.LlamaModel`."""
        mine = (self.layers, self.heads, self.head_size)
        return mine == (base.num_hidden_layers, base.num_key_value_heads, base.head_dim) and all(
            module.name in MODULES
            and module.out_features == (self.heads * self.head_size if module.name == "v_proj" else base.hidden_size)
            for module in self.modules
        )


class Rows(nn.Module):
    """One module's rows: queries, the places that they favour, A, and how strongly each head's find counts."""

    def __init__(self, spec: AttendedSpec, module: TargetModule) -> None:
        super().__init__()
        layers, rows, heads = spec.layers, spec.rows, spec.heads
        self.query = nn.Parameter(0.3 * torch.randn(layers, rows, heads, spec.head_size))
        place = torch.zeros(layers, rows, heads, spec.tokens)
        for token in range(spec.tokens):
            place[:, token :: spec.tokens, :, token] = _NEAR
        self.place = nn.Parameter(place)
        bound = module.in_features**-0.5
        self.a = nn.Parameter(torch.empty(layers, rows, module.in_features).uniform_(-bound, bound))
        self.strength = nn.Parameter(torch.full((layers, rows, heads), _FIRST_STRENGTH))

    def find(self, gist: Gist) -> Tensor:
        """What the queries find, `(n, L, r, g, s)`."""
        likeness = torch.einsum("lrgs,nltgs->nlrgt", self.query, gist.keys) * self.query.shape[-1] ** -0.5
        weights = (likeness + self.place).softmax(-1)
        return torch.einsum("nlrgt,nltgs->nlrgs", weights, gist.values) * self.strength[..., None]


class AttendedRows(nn.Module):
    """The rows of all modules."""

    def __init__(self, spec: AttendedSpec) -> None:
        super().__init__()
        self.spec = spec
        self.rows = nn.ModuleDict({module.name: Rows(spec, module) for module in spec.modules})

    def forward(self, gist: Gist, outputs: Tensor) -> Mapping[str, Pair]:
        """Per module A `(n, L, r, in)` and B `(n, L, out, r)`; `outputs (L, out, in)` are the weights of `o_proj`."""
        pairs = {}
        for name, rows in self.rows.items():
            assert isinstance(rows, Rows)
            found = rows.find(gist)
            if name == "v_proj":
                b = found.flatten(-2)
            else:
                shared = outputs.shape[-1] // (found.shape[-2] * found.shape[-1])  # heads that share keys and values
                b = torch.einsum("loh,nlrh->nlro", outputs, found.repeat_interleave(shared, dim=-2).flatten(-2))
            pairs[name] = rows.a.expand(len(b), -1, -1, -1), b.transpose(-1, -2)
        return pairs
