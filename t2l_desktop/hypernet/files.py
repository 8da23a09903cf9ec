"""Loading the parts of a small model, with one error in words for whatever is wrong with its folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError

from t2l_desktop.core.errors import UserFacingError

_MOST_BYTES = {"config.json": 2**20, "tokenizer.json": 2**26, "model.safetensors": 2**33}
_CLASSES = {"bert": ("BertConfig", "BertModel"), "llama": ("LlamaConfig", "LlamaModel")}


def load_parts(
    folder: Path,
    *,
    model_type: str,
    damaged: Callable[[str], UserFacingError],
    sizes: Callable[[dict[str, Any]], bool] = lambda _: True,
    **how: Any,
) -> tuple[Any, Any]:
    """Model (float32) and `tokenizers.Tokenizer` in `folder`; no code of it is run and nothing is looked up elsewhere.

    `sizes` says whether a config's are sensible, before anything is allocated; `how` goes to the model's class.

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
            if (folder / name).stat().st_size > most:
                raise ValueError(f"{name} is larger than {most} bytes")
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        if config.get("model_type") != model_type:
            raise ValueError(f"model type {config.get('model_type')}")
        if not sizes(config):
            raise ValueError("sizes beyond those of a small model")
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        config_class, model_class = (getattr(transformers, name) for name in _CLASSES[model_type])
        model, loading = model_class.from_pretrained(
            folder, config=config_class.from_dict(config), local_files_only=True, use_safetensors=True,
            output_loading_info=True, dtype=torch.float32, **how,
        )  # fmt: skip
        if not all(bool(torch.isfinite(each).all()) for each in model.parameters()):
            raise ValueError("weights that are not finite numbers")
    if loading["missing_keys"]:
        raise damaged(f"missing weights: {sorted(loading['missing_keys'])[:3]}")
    return model, tokenizer


@contextmanager
def readable(damaged: Callable[[str], UserFacingError]) -> Iterator[None]:
    """Raise what `damaged` makes of the detail, instead of what transformers, tokenizers or safetensors raise."""
    try:
        yield
    except (OSError, ValueError, TypeError, KeyError, RuntimeError, AttributeError, SafetensorError) as error:
        raise damaged(str(error)) from error
    except Exception as error:
        # tokenizers raises bare Exception for a file that it cannot read
        if type(error) is not Exception:
            raise
        raise damaged(str(error)) from error
