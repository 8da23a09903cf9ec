"""Loading the parts of a small model, with one error in words for whatever is wrong with its folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from t2l_desktop.core.errors import UserFacingError

_MOST_BYTES = {"config.json": 2**20, "tokenizer.json": 2**26, "model.safetensors": 2**33}
# What a config could use to have other files read, or kernels fetched, than those of the folder.
_NOT_OURS = ("auto_map", "quantization_config", "fusion_config", "transformers_weights")
_FLOATS = (torch.float16, torch.bfloat16, torch.float32, torch.float64)
_LIBRARIES = ("huggingface_hub", "tokenizers", "transformers")


@dataclass(frozen=True, kw_only=True)
class Blueprint:
    """Which of transformers' own classes to build, by name, and the config to build it from."""

    config_class: str
    model_class: str
    config: Mapping[str, Any]


def load_parts(
    folder: Path,
    *,
    plan: Callable[[dict[str, Any]], Blueprint],
    damaged: Callable[[str], UserFacingError],
) -> tuple[Any, Any]:
    """Model (float32) and `tokenizers.Tokenizer` in `folder`; no code of it is run and nothing is looked up elsewhere.

    `plan` makes the blueprint of a config, or raises `ValueError` for one that is not sensible: before anything is
    allocated.

    Raises:
        UserFacingError: what `damaged` makes of the detail.
    """
    import transformers  # noqa: PLC0415 - only a process that reads should pay for these imports
    from tokenizers import Tokenizer  # noqa: PLC0415
    from transformers.utils import logging as transformers_logging  # noqa: PLC0415

    # its bars and its reports on weights that we do without would fill the terminal
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    with readable(damaged):
        for name, most in _MOST_BYTES.items():
            if (folder / name).stat().st_size > most or not (folder / name).is_file():
                raise ValueError(f"{name} is larger than {most} bytes, or no file")
        blueprint = plan(json.loads((folder / "config.json").read_text(encoding="utf-8")))
        config_class, model_class = (
            getattr(transformers, name) for name in (blueprint.config_class, blueprint.model_class)
        )
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tensors = load_file(folder / "model.safetensors")
        config = config_class.from_dict({key: value for key, value in blueprint.config.items() if _is_ours(key)})
        _require_enough(model_class, config, tensors)
        # a state dict instead of the folder: no other file of it is looked at, such as one that names an adapter
        model, loading = model_class.from_pretrained(
            None, config=config, state_dict=tensors, output_loading_info=True, dtype=torch.float32
        )
        missing = sorted(name for name in loading["missing_keys"] if not name.startswith("pooler."))
        if missing:
            raise ValueError(f"missing weights: {missing[:3]}")
        if not all(map(is_finite, model.parameters())):
            raise ValueError("weights that are not finite numbers")
    return model, tokenizer


def is_plain(tensor: Tensor) -> bool:
    """Whether a tensor holds all of its values, in a kind of number that is computed with here.

    A few bytes may claim to be a huge tensor: through a stride of zero, as a sparse one, or as one without values.
    """
    is_dense = tensor.layout is torch.strided and tensor.device.type == "cpu" and tensor.dtype in _FLOATS
    return is_dense and tensor.numel() * tensor.element_size() <= tensor.untyped_storage().nbytes()


def is_finite(tensor: Tensor) -> bool:
    """Whether it is plain and no value is NaN or infinite, without a mask as large as the tensor."""
    if not is_plain(tensor):
        return False
    return tensor.numel() == 0 or bool(torch.isfinite(torch.stack(torch.aminmax(tensor.detach()))).all())


def _is_ours(key: str) -> bool:
    return not key.startswith("_") and not key.endswith("_implementation") and key not in _NOT_OURS


def _require_enough(model_class: Any, config: Any, tensors: Mapping[str, Tensor]) -> None:
    """Refuse a config that claims more weights than the file holds: what is missing would be allocated."""
    with torch.device("meta"):
        wanted = sum(
            weight.numel() for name, weight in model_class(config).named_parameters() if not name.startswith("pooler.")
        )
    if wanted > sum(tensor.numel() for tensor in tensors.values()):
        raise ValueError(f"{wanted} weights claimed, more than the file holds")


@contextmanager
def readable(damaged: Callable[[str], UserFacingError]) -> Iterator[None]:
    """Raise what `damaged` makes of the detail, instead of what transformers, tokenizers or safetensors raise."""
    try:
        yield
    except (
        OSError,
        ValueError,
        TypeError,
        LookupError,
        RuntimeError,
        AttributeError,
        ArithmeticError,
        AssertionError,
        SafetensorError,
    ) as error:
        raise damaged(str(error)) from error
    except Exception as error:
        # tokenizers raises bare Exception for a file that it cannot read, the config classes their own
        if type(error) is not Exception and type(error).__module__.partition(".")[0] not in _LIBRARIES:
            raise
        raise damaged(str(error)) from error
