"""What a sentence-transformers folder says about the way from token states to one vector."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from safetensors.torch import load_file
from torch import Tensor

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.hypernet.files import is_finite

Step = Callable[[Tensor], Tensor]

_MODULES = "modules.json"
_MAX_TEXT = 2**20
_MAX_DENSE = 2**28
_POOLINGS = {
    "pooling_mode_cls_token": "cls",
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_lasttoken": "lasttoken",
}
_ACTIVATIONS: dict[str, Step] = {
    "Identity": lambda x: x, "Tanh": torch.tanh, "ReLU": F.relu, "GELU": F.gelu, "Sigmoid": torch.sigmoid,
}  # fmt: skip


@dataclass(frozen=True)
class Dense:
    """A linear layer after the pooling: weight `(out, in)`, bias `(out,)`."""

    weight: Tensor
    bias: Tensor | None
    activation: Step

    def __call__(self, vectors: Tensor) -> Tensor:
        return self.activation(F.linear(vectors, self.weight, self.bias))


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """The folder with the transformer, how to pool its states ("" where nothing says so), and what comes after."""

    transformer: Path
    pooling: str = ""
    dense: Sequence[Dense] = ()


def read_recipe(folder: Path) -> Recipe:
    """The recipe in `modules.json`, or in `1_Pooling` where there is only that.

    Raises:
        UserFacingError: a step that is not known, which would be left out otherwise.
        ValueError, KeyError, TypeError, OSError: the files are damaged.
    """
    if not (folder / _MODULES).is_file():
        pooling = folder / "1_Pooling"
        has_pooling = (pooling / "config.json").is_file()
        return Recipe(transformer=folder, pooling=_pooling(folder, pooling) if has_pooling else "")
    steps = [(str(step["type"]).rpartition(".")[2], _inside(folder, step["path"])) for step in _json(folder / _MODULES)]
    kinds = [kind for kind, _ in steps]
    ending = kinds[2:-1] if kinds[-1:] == ["Normalize"] else kinds[2:]
    if kinds[:2] != ["Transformer", "Pooling"] or set(ending) - {"Dense"}:
        raise _unknown(folder, " → ".join(kinds))
    return Recipe(
        transformer=steps[0][1],
        pooling=_pooling(folder, steps[1][1]),
        dense=[_dense(folder, path) for kind, path in steps if kind == "Dense"],
    )


def _pooling(folder: Path, path: Path) -> str:
    config = _json(path / "config.json")
    modes = [name for name, value in config.items() if name.startswith("pooling_mode_") and value]
    named = [_POOLINGS.get(mode, mode) for mode in modes] or [str(config.get("pooling_mode", "mean"))]
    if len(named) != 1 or named[0] not in _POOLINGS.values():
        raise _unknown(folder, f"Pooling: {', '.join(named)}")
    return str(named[0])


def _dense(folder: Path, path: Path) -> Dense:
    config = _json(path / "config.json")
    activation = str(config.get("activation_function", "Tanh")).rpartition(".")[2]
    if activation not in _ACTIVATIONS:
        raise _unknown(folder, f"Dense: {activation}")
    weights = path / "model.safetensors"
    if weights.stat().st_size > _MAX_DENSE or not weights.is_file():
        raise ValueError(f"{weights.name} is larger than {_MAX_DENSE} bytes, or no file")
    tensors = {name: tensor.float() for name, tensor in load_file(weights).items()}
    weight, bias = tensors["linear.weight"], tensors.get("linear.bias")
    if weight.ndim != 2 or (bias is not None and bias.shape != weight.shape[:1]):
        raise ValueError(f"a dense layer of the shape {tuple(weight.shape)}")
    if not all(map(is_finite, tensors.values())):
        raise ValueError("weights that are not finite numbers")
    return Dense(weight, bias, _ACTIVATIONS[activation])


def _json(path: Path) -> Any:
    if path.stat().st_size > _MAX_TEXT or not path.is_file():
        raise ValueError(f"{path.name} is larger than {_MAX_TEXT} bytes, or no file")
    return json.loads(path.read_text(encoding="utf-8"))


def _inside(folder: Path, name: str) -> Path:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"the path {name[:80]!r}")
    return path


def _unknown(folder: Path, detail: str) -> UserFacingError:
    return UserFacingError(
        "The embedder in {folder} makes its vectors in a way that is not supported: {steps}.",
        hint="Use one with a transformer, a pooling (cls, mean, max or lasttoken) and, at most, dense layers after it.",
        folder=folder.name,
        steps=detail[:200],
    )
