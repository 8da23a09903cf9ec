"""Loading a base to train through: any chat model in transformers form whose blocks are like Llama's."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from torch import Tensor
from transformers import AutoModelForCausalLM, PreTrainedModel
from transformers.utils import logging as transformers_logging

from t2l_desktop.core.errors import UserFacingError

# both take a mask of their own; on a CPU the backward pass of SDPA in bfloat16 takes more than twice as long
ATTENTION = "sdpa" if torch.cuda.is_available() else "eager"
_LOOKED_AT = 1024  # numbers of a tensor by which it is known again


def load_base(folder: Path) -> PreTrainedModel:
    """The base in `folder`, in float32; no code of it is run and nothing is looked up elsewhere.

    Raises:
        UserFacingError: it cannot be loaded, or is built in a way that the training does not know.
    """
    transformers_logging.disable_progress_bar()
    try:
        model, loading = AutoModelForCausalLM.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False, use_safetensors=True, dtype=torch.float32,
            attn_implementation=ATTENTION, output_loading_info=True,
        )  # fmt: skip
    except (OSError, ValueError, RuntimeError, KeyError, SafetensorError) as error:
        raise UserFacingError(
            "The base in {folder} cannot be loaded.",
            hint="Choose the folder of a chat model in transformers form, with its weights as safetensors.",
            detail=str(error),
            folder=folder.name,
        ) from error
    missing = sorted(loading["missing_keys"])
    if missing:
        raise UserFacingError(
            "The base in {folder} lacks some of its weights.",
            hint="Copy the whole folder again.",
            detail=", ".join(missing[:3]),
            folder=folder.name,
        )
    blocks = getattr(getattr(model, "model", None), "layers", None) or [None]
    is_like_llama = all(hasattr(blocks[0], part) for part in ("self_attn", "mlp"))
    caps = [getattr(model.config, name, None) for name in ("final_logit_softcapping", "attn_logit_softcapping")]
    if not is_like_llama or not hasattr(model, "lm_head") or any(caps):
        raise UserFacingError(
            "Bases of the kind {kind} cannot be trained through.",
            hint="Choose a base that is built like Llama.",
            kind=str(model.config.model_type),
        )
    base: PreTrainedModel = model
    return base


def compiled(blocks: Callable[..., Any]) -> Any:
    """The blocks of a model, or what is made of them, compiled anew for every size of a batch."""
    # sizes are few: usual and long rows, descriptions filled up, each with and without adapters
    return torch.compile(  # type: ignore[call-overload]  # torch's own gap
        blocks, dynamic=False, recompile_limit=64
    )


def tensors_digest(tensors: Mapping[str, Tensor]) -> str:
    """Tells tensors from others of the same names and sizes, by some numbers of each."""
    digest = hashlib.sha256()
    for name, tensor in sorted(tensors.items()):
        some = tensor.detach().flatten()[:: max(1, tensor.numel() // _LOOKED_AT)]
        digest.update(f"{name} {tuple(tensor.shape)}".encode() + some.float().cpu().numpy().tobytes())
    return digest.hexdigest()[:16]


def fingerprint(folder: Path) -> str:
    """Tells the weights, settings and tokenizer of one base from those of another."""
    digest = hashlib.sha256()
    for file in sorted(
        each for each in folder.iterdir() if each.suffix in (".safetensors", ".json", ".jinja", ".model")
    ):
        with file.open("rb") as opened:
            digest.update(file.name.encode() + hashlib.file_digest(opened, "sha256").digest())
    return digest.hexdigest()[:16]
