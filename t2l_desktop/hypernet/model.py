"""The Text-to-LoRA hypernetwork in its variants L, M and S (arXiv 2506.06105, section 3 and appendix).

Shapes: `n` descriptions, `d` embedding dimension, `L` layers of the base, `r` LoRA rank, `h` latent size,
`k` head input size. Parameter names are those of the published checkpoints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from torch import Tensor, nn

DROPOUT = 0.05
ROTARY_BASE = 10000.0
_SLICE = 2**19  # values of a float16 head that are made float32 at a time: what stays in a processor's cache


@dataclass(frozen=True, kw_only=True)
class TargetModule:
    """A linear module of the base that gets an adapter: `(out, in)` is the shape of its weight."""

    name: str
    in_features: int
    out_features: int


@dataclass(frozen=True, kw_only=True)
class HypernetSpec:
    """Everything that decides the shapes and the data path of a hypernetwork.

    Variant L has none of the three flags, M `shared_head`, S all three; `per_rank` without `rank_embedding` is the
    rotary variant, `per_rank` without `shared_head` the unshared one. `modules` stand in the order of the type
    embedding's rows.
    """

    embedding_dimension: int
    layers: int
    modules: tuple[TargetModule, ...]
    rank: int = 8
    latent_size: int = 128
    head_in_size: int = 512
    shared_head: bool = True
    per_rank: bool = True
    rank_embedding: bool = True

    @property
    def variant(self) -> str:
        """The paper's letter, with what differs from it."""
        if not self.per_rank:
            return "M" if self.shared_head else "L"
        name = "S" if self.shared_head else "S-unshared"
        return name if self.rank_embedding else f"{name}-rotary"

    def head_width(self, module: TargetModule) -> int:
        """How many values the head of `module` emits at a time."""
        sides = (module.in_features, module.out_features)
        width = max(sides) if self.shared_head else sum(sides)
        return width if self.per_rank else width * self.rank


# The values of A (n, L, r, in) and of B (n, L, r, out), B one row per rank: transpose it for PEFT.
Pair = tuple[Tensor, Tensor]


class Residual(nn.Module):
    """x + MLP(LayerNorm(x)) at width `h`, with four times the width inside."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.mlp = nn.Sequential(
            nn.LayerNorm(size), nn.Linear(size, 4 * size), nn.SiLU(), nn.Dropout(DROPOUT),
            nn.Linear(4 * size, size), nn.SiLU(), nn.Dropout(DROPOUT),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        change: Tensor = self.mlp(x)
        return x + change


class TaskEncoder(nn.Module):
    """Projects a description's embedding to half of the latent size."""

    def __init__(self, dimension: int, size: int) -> None:
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(dimension, size), nn.LayerNorm(size))

    def forward(self, x: Tensor) -> Tensor:
        encoded: Tensor = self.mlp(x)
        return encoded


class Head(nn.Linear):
    """A linear layer computed in float32 whose weights may be stored in float16.

    Heads hold nearly all of a hypernetwork's weights, half a gigabyte for an 8 B base, and each is read once.
    """

    def forward(self, x: Tensor) -> Tensor:
        if self.weight.dtype == self.bias.dtype == torch.float32:
            return super().forward(x)
        rows = max(1, _SLICE // self.in_features)
        slices = zip(torch.split(self.weight, rows), torch.split(self.bias, rows), strict=True)
        return torch.cat([F.linear(x, weight.float(), bias.float()) for weight, bias in slices], dim=-1)


class HyperNetwork(nn.Module):
    """Writes a whole LoRA adapter in one forward pass from the embedding of a task's description."""

    def __init__(self, spec: HypernetSpec) -> None:
        super().__init__()
        self.spec = spec
        h, k = spec.latent_size, spec.head_in_size
        self.task_encoder = TaskEncoder(spec.embedding_dimension, h // 2)
        self.layer_depth_encoder = nn.Sequential(nn.Embedding(spec.layers, h // 4), nn.LayerNorm(h // 4))
        self.layer_type_encoder = nn.Sequential(nn.Embedding(len(spec.modules), h // 4), nn.LayerNorm(h // 4))
        self.mixer = nn.Sequential(
            nn.Dropout(DROPOUT), nn.Linear(h, 4 * h), nn.SiLU(), nn.Dropout(DROPOUT),
            nn.Linear(4 * h, h), nn.SiLU(), nn.Dropout(DROPOUT),
        )  # fmt: skip
        self.mlp1 = Residual(h)
        self.mlp2 = Residual(h)
        self.mlp3 = nn.Sequential(
            nn.LayerNorm(h), nn.Linear(h, 4 * h), nn.SiLU(), nn.Dropout(DROPOUT), nn.Linear(4 * h, k), nn.SiLU()
        )
        if spec.per_rank and spec.rank_embedding:
            self.pos_emb = nn.Sequential(nn.Embedding(spec.rank, h), nn.LayerNorm(h))
        if spec.shared_head:
            self.out_emb = nn.ModuleDict(
                {m.name: nn.ParameterDict({side: torch.randn(h) for side in "AB"}) for m in spec.modules}
            )
            self.out_emb_norm = nn.LayerNorm(h)
        self.heads = nn.ModuleDict({m.name: Head(k, spec.head_width(m)) for m in spec.modules})

    def forward(self, embeddings: Tensor) -> dict[str, Pair]:
        """Adapters for `embeddings (n, d)`: per module A `(n, L, r, in)` and B `(n, L, r, out)`, without strength."""
        n, layers = embeddings.shape[0], self.spec.layers
        device = embeddings.device
        task = self.task_encoder(embeddings)[:, None].expand(n, layers, -1)
        depth = self.layer_depth_encoder(torch.arange(layers, device=device)).expand(n, layers, -1)
        pairs = {}
        for number, module in enumerate(self.spec.modules):
            kind = self.layer_type_encoder(torch.tensor(number, device=device)).expand(n, layers, -1)
            x = self.mlp1(self.mixer(torch.cat([task, depth, kind], dim=-1)))
            pairs[module.name] = self._emit(module, x)
        return pairs

    def _emit(self, module: TargetModule, x: Tensor) -> Pair:
        """From the latent `x (n, L, h)` to the values of one module."""
        sizes = [module.in_features, module.out_features]
        head = self.heads[module.name]
        if not self.spec.shared_head:
            y = self._per_rank(x, unshared=True) if self.spec.per_rank else self.mlp2(x)
            values = head(self.mlp3(y))
            if self.spec.per_rank:
                a, b = values.split(sizes, dim=-1)
                return a, b
            a, b = values.split([size * self.spec.rank for size in sizes], dim=-1)
            return a.unflatten(-1, (self.spec.rank, -1)), b.unflatten(-1, (self.spec.rank, -1))
        sides = []
        for side, size in zip("AB", sizes, strict=True):
            y = self.mlp2(x + self.out_emb_norm(self._out_embedding(module, side)))
            values = head(self.mlp3(self._per_rank(y) if self.spec.per_rank else y))
            rows = values if self.spec.per_rank else values.unflatten(-1, (self.spec.rank, -1))
            sides.append(rows[..., :size])
        return sides[0], sides[1]

    def _out_embedding(self, module: TargetModule, side: str) -> Tensor:
        vectors = self.out_emb[module.name]
        assert isinstance(vectors, nn.ParameterDict)
        vector: Tensor = vectors[side]
        return vector

    def _per_rank(self, y: Tensor, *, unshared: bool = False) -> Tensor:
        """One latent per rank row, `(n, L, r, h)`, from `y (n, L, h)`."""
        positions = torch.arange(self.spec.rank, device=y.device)
        y = y[..., None, :]
        if not self.spec.rank_embedding:
            rotated: Tensor = self.mlp2(rotary(y, positions))
            return rotated
        if unshared:
            summed: Tensor = self.mlp2(y + self.pos_emb(positions))
            return summed
        shifted: Tensor = y + self.mlp2(self.pos_emb(positions))
        return shifted


def rotary(y: Tensor, positions: Tensor) -> Tensor:
    """Rotate-half position encoding of `y (..., 1, h)` at `positions (r,)`, giving `(..., r, h)`."""
    size = y.shape[-1]
    exponents = torch.arange(0, size, 2, device=y.device, dtype=torch.float32) / size
    angles = positions[:, None].float() * ROTARY_BASE**-exponents
    angles = torch.cat([angles, angles], dim=-1)
    first, second = y.chunk(2, dim=-1)
    return y * angles.cos() + torch.cat([-second, first], dim=-1) * angles.sin()


class AdapterOutput(nn.Module):
    """What happens to A and B after the heads: z-scores undone, scales divided out, offsets added.

    `A` tensors are `(L, r, in)`, `B` tensors `(L, out, r)`, as the checkpoints store them.
    """

    def __init__(self, *, divide_by: float = 1.0, tensors: Mapping[str, Tensor] | None = None) -> None:
        super().__init__()
        self.divide_by = divide_by
        self.tensors = dict(tensors or {})

    def apply_to(self, module: str, pair: Pair) -> Pair:
        """The final A `(n, L, r, in)` and B `(n, L, out, r)` of `module`."""
        finished = []
        for side, values in zip("AB", (pair[0], pair[1].transpose(-1, -2)), strict=True):
            result = values / self.divide_by
            std = self.tensors.get(f"std_recon_target.{side}.{module}")
            if std is not None:
                result = result * (std + 1e-10) + self.tensors[f"mean_recon_target.{side}.{module}"]
            offset = self.tensors.get(f"AB_offset.{side}.{module}")
            finished.append(result if offset is None else result + offset)
        return finished[0], finished[1]


def beside(pairs: Mapping[str, Pair], rows: Mapping[str, Pair], *, scaling: float) -> dict[str, Pair]:
    """Finished `pairs` with further `rows` that count as they are where B times A is multiplied with `scaling`.

    Modules that have none get empty ones: all modules of an adapter have the same rank.
    """
    (count,) = {a.shape[2] for a, _ in rows.values()}
    joined = {}
    for name, (a, b) in pairs.items():
        further = rows.get(name) or (a.new_zeros(*a.shape[:2], count, a.shape[3]), b.new_zeros(*b.shape[:3], count))
        joined[name] = torch.cat([a, further[0]], dim=2), torch.cat([b, further[1] / scaling], dim=3)
    return joined


MODULE_PATHS = {"q_proj": "self_attn", "k_proj": "self_attn", "v_proj": "self_attn", "o_proj": "self_attn",
          "qkv_proj": "self_attn", "gate_proj": "mlp", "up_proj": "mlp", "down_proj": "mlp",
          "gate_up_proj": "mlp"}  # fmt: skip


def peft_names(pairs: Mapping[str, Pair], *, number: int = 0) -> dict[str, Tensor]:
    """The `number`-th adapter of finished pairs under PEFT's names: float32, CPU, contiguous."""
    named: dict[str, Any] = {}
    for module, (a, b) in pairs.items():
        for layer in range(a.shape[1]):
            prefix = f"base_model.model.model.layers.{layer}.{MODULE_PATHS[module]}.{module}"
            named[f"{prefix}.lora_A.weight"] = a[number, layer].float().cpu().contiguous()
            named[f"{prefix}.lora_B.weight"] = b[number, layer].float().cpu().contiguous()
    return named
