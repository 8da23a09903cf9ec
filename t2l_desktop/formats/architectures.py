"""Which model architectures adapters can be written for, and what each calls its tensors in GGUF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from t2l_desktop.core.parts import ADAPTABLE
from t2l_desktop.formats.safetensors_file import FloatArray

_ATTENTION_OUT = {"self_attn.o_proj": "attn_output", "mlp.down_proj": "ffn_down"}
_SPLIT = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    **_ATTENTION_OUT,
}
_FUSED = {"self_attn.qkv_proj": "attn_qkv", "mlp.gate_up_proj": "ffn_up", **_ATTENTION_OUT}
# What transformers assumes where a published config.json leaves the figure out.
_GEMMA_DEFAULTS = {"num_attention_heads": 8, "num_key_value_heads": 4, "head_dim": 256, "vocab_size": 256000}


@dataclass(frozen=True)
class Architecture:
    """One row of the table; `modules` maps module paths to GGUF names, `permutes` means reordered q and k rows."""

    gguf_name: str
    model_type: str
    hf_names: tuple[str, ...]
    modules: Mapping[str, str] = field(default_factory=lambda: _SPLIT)
    permutes: bool = False
    defaults: Mapping[str, int] = field(default_factory=dict)


ARCHITECTURES = (
    Architecture("llama", "llama", ("LlamaForCausalLM",), permutes=True),
    Architecture("llama", "mistral", ("MistralForCausalLM",), permutes=True, defaults={"num_key_value_heads": 8}),
    Architecture("qwen2", "qwen2", ("Qwen2ForCausalLM",)),
    Architecture("qwen3", "qwen3", ("Qwen3ForCausalLM",), defaults={"head_dim": 128}),
    Architecture("gemma2", "gemma2", ("Gemma2ForCausalLM",), defaults=_GEMMA_DEFAULTS),
    Architecture(
        "gemma3",
        "gemma3_text",
        ("Gemma3ForCausalLM", "Gemma3ForConditionalGeneration"),
        defaults={**_GEMMA_DEFAULTS, "vocab_size": 262208},
    ),
    Architecture("phi3", "phi3", ("Phi3ForCausalLM",), modules=_FUSED),
)
SUPPORTED = ADAPTABLE


def by_gguf_name(name: str) -> Architecture | None:
    """The first architecture that GGUF calls `name`."""
    return next((row for row in ARCHITECTURES if row.gguf_name == name), None)


def by_hf_config(config: Mapping[str, Any]) -> Architecture | None:
    """The architecture that a `config.json` names, by class name or else by model type."""
    names = config.get("architectures")
    name = names[0] if isinstance(names, list) and names else None
    model_type = config.get("model_type")
    for row in ARCHITECTURES:
        if name in row.hf_names or (name is None and model_type == row.model_type):
            return row
    return None


def permute_rows(weight: FloatArray, heads: int) -> FloatArray:
    """Reorder the rows of a q or k matrix `(heads * head_dim, n)` from rotate-half to llama.cpp's interleaved rope."""
    rows, columns = weight.shape
    halves = weight.reshape(heads, 2, rows // heads // 2, columns)
    return halves.swapaxes(1, 2).reshape(rows, columns)


def unpermute_rows(weight: FloatArray, heads: int) -> FloatArray:
    """Undo `permute_rows`."""
    rows, columns = weight.shape
    pairs = weight.reshape(heads, rows // heads // 2, 2, columns)
    return pairs.swapaxes(1, 2).reshape(rows, columns)
