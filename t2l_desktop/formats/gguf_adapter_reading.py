"""Read LoRA adapters in GGUF, from anywhere, back into what PEFT calls them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.formats.architectures import Architecture, unpermute_rows
from t2l_desktop.formats.base_facts import BaseFacts
from t2l_desktop.formats.files import too_large
from t2l_desktop.formats.gguf_adapter import architecture_of, made_for_another, module_sizes
from t2l_desktop.formats.gguf_header import GgufHeader, GgufTensor, read_header
from t2l_desktop.formats.gguf_tensors import is_readable, read_rows, type_name
from t2l_desktop.formats.peft_folder import MAX_RANK, MAX_WEIGHT_BYTES, PeftAdapter, more_than_lora
from t2l_desktop.formats.safetensors_file import FloatArray

_NAME = re.compile(r"(?P<target>blk\.(?P<layer>\d{1,5})\.(?P<part>\w{1,40})\.weight)\.lora_(?P<side>[ab])", re.ASCII)
_MAX_TEXT = 2000


@dataclass(frozen=True, kw_only=True)
class GgufAdapter:
    """An adapter with what its file says about it; the texts are empty where it says nothing."""

    adapter: PeftAdapter
    name: str = ""
    description: str = ""


def read_gguf_adapter(path: Path, base: BaseFacts) -> GgufAdapter:
    """Read a GGUF adapter for `base`; rows of q and k are put back into PEFT's order, so that nothing is lost.

    Raises:
        AnotherBaseError: it is for another architecture, other sizes, or names another base.
        UserFacingError: it is no LoRA adapter, damaged, hostile, or changes what PEFT has no name for.
    """
    header = read_header(path)
    row = architecture_of(base)
    alpha = _checked_alpha(path, header)
    _require_base(path, header, base)
    pairs = _pairs(path, header, row)
    tensors: dict[str, FloatArray] = {}
    ranks: dict[str, int] = {}
    sizes = module_sizes(base)
    with path.open("rb") as file:
        for (layer, module), sides in pairs.items():
            ranks[f"model.layers.{layer}.{module}"] = _checked_rank(path, base, sides, layer, sizes[module])
            for side, tensor in sides.items():
                values = read_rows(path, file, tensor)
                if side == "b" and row.permutes and module in ("self_attn.q_proj", "self_attn.k_proj"):
                    values = unpermute_rows(values, base.heads if module.endswith("q_proj") else base.kv_heads)
                tensors[f"base_model.model.model.layers.{layer}.{module}.lora_{side.upper()}.weight"] = values
    return GgufAdapter(
        adapter=_adapter(tensors, ranks, alpha, base),
        name=header.text("general.name")[:_MAX_TEXT],
        description=(header.text("t2l.description") or header.text("general.description"))[:_MAX_TEXT],
    )


def _checked_alpha(path: Path, header: GgufHeader) -> float:
    if header.text("general.type") != "adapter" or header.text("adapter.type") != "lora":
        raise UserFacingError(
            "{file} is not an adapter.", hint="Choose a LoRA adapter in the GGUF format.", file=path.name
        )
    if "adapter.alora.invocation_tokens" in header.metadata:
        raise more_than_lora(["aLoRA"])
    alpha = header.metadata.get("adapter.lora.alpha")
    if type(alpha) is not float or not math.isfinite(alpha) or abs(alpha) >= 1e9:
        raise _damaged(path, f"alpha {str(alpha)[:40]}")
    return alpha


def _require_base(path: Path, header: GgufHeader, base: BaseFacts) -> None:
    architecture, wanted = header.text("general.architecture"), header.text("t2l.base_fingerprint")
    if architecture != base.architecture or (wanted and base.fingerprint and wanted != base.fingerprint):
        raise made_for_another(path, base.name, f"{architecture[:40]} {wanted[:64]}; the base is {base.architecture}")


def _pairs(path: Path, header: GgufHeader, row: Architecture) -> dict[tuple[int, str], dict[str, GgufTensor]]:
    """The tensors a and b of each layer's module, all of them readable and none too many to hold in memory."""
    modules = {part: module for module, part in row.modules.items()}
    pairs: dict[tuple[int, str], dict[str, GgufTensor]] = {}
    for tensor in header.tensors:
        match = _NAME.fullmatch(tensor.name)
        if match is None or match["part"] not in modules:
            raise UserFacingError(
                "This adapter changes {module}, a part of the model that cannot be changed here.",
                hint="Use an adapter that changes only {modules}.",
                module=tensor.name[:200],
                modules=", ".join(module.partition(".")[2] for module in row.modules),
            )
        if not is_readable(tensor):
            raise UserFacingError(
                "The file {file} holds numbers of type {type}, which are not read here.",
                hint="Save it as float32, float16 or bfloat16.",
                file=path.name,
                type=type_name(tensor),
            )
        pairs.setdefault((int(match["layer"]), modules[match["part"]]), {})[match["side"]] = tensor
    if not pairs:
        raise UserFacingError("The adapter is empty.", hint="Choose another file.")
    if sum(4 * math.prod(tensor.shape) for tensor in header.tensors) > MAX_WEIGHT_BYTES:
        raise too_large(path)
    return pairs


def _checked_rank(
    path: Path, base: BaseFacts, sides: Mapping[str, GgufTensor], layer: int, size: tuple[int, int]
) -> int:
    a, b = sides.get("a"), sides.get("b")
    if a is None or b is None or len(a.shape) != 2 or len(b.shape) != 2 or a.shape[0] != b.shape[1]:
        raise _damaged(path, f"{[(tensor.name, tensor.shape) for tensor in sides.values()]}")
    if not 0 < a.shape[0] <= MAX_RANK:
        raise _damaged(path, f"rank {a.shape[0]}")
    if layer >= base.layers or (a.shape[1], b.shape[0]) != size:
        raise made_for_another(
            path, base.name, f"{a.name}: {a.shape}, {b.shape}; the base has {base.layers} layers and {size}"
        )
    return a.shape[0]


def _adapter(tensors: Mapping[str, FloatArray], ranks: Mapping[str, int], alpha: float, base: BaseFacts) -> PeftAdapter:
    """What PEFT does with alpha / rank is what llama.cpp does; an alpha of 0 means that there is no such factor."""
    counts = list(ranks.values())
    rank = max(set(counts), key=counts.count)
    patterns = {path.replace(".", r"\."): each for path, each in ranks.items()}
    return PeftAdapter(
        tensors=tensors,
        rank=rank,
        alpha=alpha or float(rank),
        target_modules=tuple(dict.fromkeys(path.rpartition(".")[2] for path in ranks)),
        rank_pattern={path: each for path, each in patterns.items() if each != rank},
        alpha_pattern={} if alpha else {path: float(each) for path, each in patterns.items() if each != rank},
        base_name=base.name,
    )


def _damaged(path: Path, detail: str) -> UserFacingError:
    return UserFacingError(
        "The file {file} is damaged or cut short.", hint="Get it again from its source.", detail=detail, file=path.name
    )
