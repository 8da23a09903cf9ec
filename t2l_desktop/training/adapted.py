"""A base that computes with adapters: another one for every row of a batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from torch import Tensor, nn
from transformers import PreTrainedModel

from t2l_desktop.hypernet.model import Pair, TargetModule


@contextmanager
def adapted(model: PreTrainedModel, pairs: Mapping[str, Pair], scaling: float) -> Iterator[None]:
    """Let `model` compute with one adapter per row of the batch: A `(b, L, r, in)`, B `(b, L, out, r)` per module."""
    linears = switchable(model, tuple(pairs))
    for name, linear, number in linears:
        a, b = pairs[name]
        linear.adapter = (a[:, number], scaling * b[:, number])
    try:
        yield
    finally:
        for _, linear, _ in linears:
            linear.adapter = None


def switchable(model: PreTrainedModel, names: Sequence[str]) -> list[tuple[str, Any, int]]:
    """The linear layers of these names, each with its block's number, ready for an adapter.

    Their hooks stay: compiled code does not notice one that comes or goes.
    """
    found = []
    for number, layer in enumerate(model.model.layers):
        for name in names:
            linear = _linear(layer, name)
            if not hasattr(linear, "adapter"):
                linear.adapter = None
                linear.register_forward_hook(_add_adapter)
            found.append((name, linear, number))
    return found


def _add_adapter(linear: Any, inputs: tuple[Tensor, ...], output: Tensor) -> Tensor:
    if linear.adapter is None:
        return output
    a, b = linear.adapter
    changed: Tensor = output + (inputs[0] @ a.transpose(-1, -2)) @ b.transpose(-1, -2)
    return changed


def target_modules(model: PreTrainedModel, names: Sequence[str]) -> tuple[TargetModule, ...]:
    """The linear layers of these names in every block of `model`; raises `ValueError` for a name that is none."""
    found = []
    for name in names:
        linear = _linear(model.model.layers[0], name)
        if not isinstance(linear, nn.Linear):
            raise ValueError(f"the base has no linear layer {name}")  # noqa: TRY004 - a wrong name, not a wrong type
        found.append(TargetModule(name=name, in_features=linear.in_features, out_features=linear.out_features))
    return tuple(found)


def _linear(layer: nn.Module, name: str) -> Any:
    return getattr(layer.self_attn, name, None) or getattr(layer.mlp, name, None)
