"""Write LoRA adapters as llama.cpp loads them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import numpy.typing as npt

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.recipes import Precision
from t2l_desktop.formats.architectures import SUPPORTED, Architecture, by_gguf_name, permute_rows
from t2l_desktop.formats.base_facts import BaseFacts
from t2l_desktop.formats.gguf_file import packed, save_gguf
from t2l_desktop.formats.peft_folder import LoraPair, PeftAdapter

_PATH = re.compile(r"(?:model\.|language_model\.)*layers\.(?P<layer>\d{1,5})\.(?P<module>\w+\.\w+)", re.ASCII)


class UnfitBaseError(UserFacingError):
    """The adapter cannot be used with this base model; with one of another architecture it might."""


class AnotherBaseError(UnfitBaseError):
    """The adapter is sound, but was made for another base model."""


def made_for_another(adapter: Path, base: str, detail: str) -> AnotherBaseError:
    """What to say of an adapter's file that does not fit the base of this name."""
    return AnotherBaseError(
        "The adapter {file} was made for another base model than {base}.",
        hint="Use it with the model that it was made for, or make a new one for this model.",
        detail=detail,
        file=adapter.name,
        base=base,
    )


class BeyondFloat16Error(UserFacingError):
    """The adapter is sound, but needs float32."""


def write_gguf_adapter(
    path: Path,
    adapter: PeftAdapter,
    base: BaseFacts,
    *,
    outtype: Precision = "f16",
    name: str = "",
    description: str = "",
) -> None:
    """Write `adapter` as GGUF file `path` for `base`, whole or not at all.

    llama.cpp scales by `alpha / rank` with one alpha for the file; rank-stabilised scaling goes into that alpha, and
    what differs from module to module into B. Raises `UserFacingError` for an adapter of another base, an
    architecture or module that llama.cpp has no adapters for, values beyond float16, or a full disk.
    With "q8_0" only what has rows of whole blocks is packed: B has rows as long as the rank, and is mostly float16.
    """
    row = architecture_of(base)
    alpha = adapter.alpha * (math.sqrt(adapter.rank) if adapter.use_rslora else 1.0)
    tensors = _tensors(adapter, base, row, file_alpha=alpha)
    if outtype != "f32":
        tensors = {name: _packed(tensor, outtype) for name, tensor in tensors.items()}
    writer = gguf.GGUFWriter(None, row.gguf_name)
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, alpha)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_string(gguf.Keys.General.NAME, _encodable(name))
    writer.add_string("t2l.description", _encodable(description))
    writer.add_string("t2l.base_fingerprint", base.fingerprint)
    save_gguf(path, writer, tensors)


def architecture_of(base: BaseFacts) -> Architecture:
    """The row of the table for a base; raises `UnfitBaseError` where no adapter can be written for it."""
    row = by_gguf_name(base.architecture)
    if row is None:
        raise UnfitBaseError(
            "Adapters cannot be written for the architecture {architecture}.",
            hint="These are supported: {supported}.",
            architecture=base.architecture[:80],
            supported=SUPPORTED,
        )
    return row


def _tensors(
    adapter: PeftAdapter, base: BaseFacts, row: Architecture, *, file_alpha: float
) -> dict[str, npt.NDArray[Any]]:
    sizes = module_sizes(base)
    tensors: dict[str, npt.NDArray[Any]] = {}
    for pair in adapter.pairs():
        layer, module = _place(pair, row)
        if layer >= base.layers or (pair.a.shape[1], pair.b.shape[0]) != sizes[module]:
            raise _another_base(adapter, base, pair, sizes[module])
        target = f"blk.{layer}.{row.modules[module]}.weight"
        if f"{target}.lora_a" in tensors:
            raise UserFacingError("The adapter changes {module} twice.", hint="Choose another one.", module=pair.path)
        b = pair.b
        if row.permutes and module == "self_attn.q_proj":
            b = permute_rows(b, base.heads)
        elif row.permutes and module == "self_attn.k_proj":
            b = permute_rows(b, base.kv_heads)
        # What llama.cpp will multiply by is file_alpha / rank; PEFT's own factor may differ by module.
        alpha = adapter.alpha_of(pair.path) * (math.sqrt(pair.rank) if adapter.use_rslora else 1.0)
        tensors[f"{target}.lora_a"] = pair.a
        tensors[f"{target}.lora_b"] = b if alpha == file_alpha else b * np.float32(alpha / file_alpha)
    return tensors


def module_sizes(base: BaseFacts) -> Mapping[str, tuple[int, int]]:
    """Input and output width of every module that adapters may change."""
    q, kv = base.heads * base.head_dim, base.kv_heads * base.head_dim
    return {
        "self_attn.q_proj": (base.hidden, q),
        "self_attn.k_proj": (base.hidden, kv),
        "self_attn.v_proj": (base.hidden, kv),
        "self_attn.qkv_proj": (base.hidden, q + 2 * kv),
        "self_attn.o_proj": (q, base.hidden),
        "mlp.gate_proj": (base.hidden, base.intermediate),
        "mlp.up_proj": (base.hidden, base.intermediate),
        "mlp.gate_up_proj": (base.hidden, 2 * base.intermediate),
        "mlp.down_proj": (base.intermediate, base.hidden),
    }


def _place(pair: LoraPair, row: Architecture) -> tuple[int, str]:
    match = _PATH.fullmatch(pair.path)
    if match and match["module"] in row.modules:
        return int(match["layer"]), match["module"]
    fused = "self_attn.qkv_proj" in row.modules
    if fused and match and match["module"] in ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"):
        raise UnfitBaseError(
            "This adapter changes q, k and v apart, but {architecture} keeps the three in one matrix.",
            hint="Train the adapter on qkv_proj instead, or use it with PEFT.",
            architecture=row.gguf_name,
        )
    raise UnfitBaseError(
        "This adapter changes {module}, which llama.cpp has no adapters for in {architecture}.",
        hint="Use an adapter that changes only {modules}.",
        module=pair.path,
        architecture=row.gguf_name,
        modules=", ".join(module.partition(".")[2] for module in row.modules),
    )


def _another_base(adapter: PeftAdapter, base: BaseFacts, pair: LoraPair, expected: tuple[int, int]) -> AnotherBaseError:
    detail = f"{pair.path}: A {pair.a.shape}, B {pair.b.shape}; the base has {base.layers} layers and {expected}"
    if adapter.base_name:
        return AnotherBaseError(
            "This adapter was made for another base model: its sizes do not fit {base}.",
            hint="It was made for {wanted}; choose that model as the base.",
            detail=detail,
            base=base.name,
            wanted=adapter.base_name,
        )
    return AnotherBaseError(
        "This adapter was made for another base model: its sizes do not fit {base}.",
        hint="Choose the model that it was trained on as the base.",
        detail=detail,
        base=base.name,
    )


def _packed(tensor: npt.NDArray[Any], outtype: Precision) -> npt.NDArray[Any]:
    with np.errstate(over="ignore"):
        half = packed(tensor, "f16")
    if not np.isfinite(half).all():
        raise BeyondFloat16Error("The adapter's values are too large for float16.", hint="Write it as float32 instead.")
    return half if outtype == "f16" else packed(tensor, outtype)


def _encodable(text: str) -> str:
    """The text without the lone surrogates that JSON may carry and UTF-8 cannot."""
    return text.encode("utf-8", errors="replace").decode("utf-8")
