"""Random models of every architecture that adapters are written for, in transformers and as float32 GGUF files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import numpy.typing as npt
import torch
import transformers

from t2l_desktop.formats.architectures import permute_rows
from t2l_desktop.formats.base_facts import BaseFacts
from t2l_desktop.formats.gguf_file import save_gguf
from t2l_desktop.formats.peft_folder import PeftAdapter

LAYERS, HIDDEN, HEADS, KV_HEADS, HEAD_DIM, INTERMEDIATE, VOCABULARY, CONTEXT = 6, 64, 4, 2, 16, 96, 128, 64
_SOFT_CAPS = {"attn_logit_softcapping": 20.0, "final_logit_softcapping": 10.0}
_COMMON = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "self_attn.qkv_proj": "attn_qkv",
    "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.gate_up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "input_layernorm": "attn_norm",
}
_TWO_NORMS = {"post_attention_layernorm": "ffn_norm"}
_FOUR_NORMS = {
    "post_attention_layernorm": "post_attention_norm",
    "pre_feedforward_layernorm": "ffn_norm",
    "post_feedforward_layernorm": "post_ffw_norm",
}
_OUTER = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}


@dataclass(frozen=True)
class Kind:
    """How one architecture is made in transformers and written for llama.cpp."""

    gguf_name: str
    hf_name: str
    more: dict[str, Any]

    @property
    def is_gemma(self) -> bool:
        return self.gguf_name.startswith("gemma")


KINDS = {
    "llama": Kind("llama", "Llama", {}),
    "mistral": Kind("llama", "Mistral", {"sliding_window": None}),
    "qwen2": Kind("qwen2", "Qwen2", {}),
    "qwen3": Kind("qwen3", "Qwen3", {"head_dim": 24}),
    "gemma2": Kind(
        "gemma2", "Gemma2", {"head_dim": 24, "query_pre_attn_scalar": 24, "sliding_window": 8, **_SOFT_CAPS}
    ),
    "gemma3": Kind("gemma3", "Gemma3Text", {"head_dim": 24, "query_pre_attn_scalar": 24, "sliding_window": 8}),
    "phi3": Kind("phi3", "Phi3", {"sliding_window": None}),
}


class GeluOfATable(torch.nn.Module):
    """GELU as ggml has it: looked up in a table of float16 numbers, without which Gemma's logits lie 3e-3 apart."""

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        looked_up = torch.nn.functional.gelu(values.half().float(), approximate="tanh").half().float()
        return torch.where(values.abs() < 10, looked_up, torch.relu(values))


def make_model(kind: Kind, *, seed: int = 0) -> Any:
    """A random transformers model with norms that matter, computed eagerly in float32."""
    config = getattr(transformers, f"{kind.hf_name}Config")(
        **{
            "vocab_size": VOCABULARY,
            "hidden_size": HIDDEN,
            "intermediate_size": INTERMEDIATE,
            "num_hidden_layers": LAYERS,
            "num_attention_heads": HEADS,
            "num_key_value_heads": KV_HEADS,
            "head_dim": HEAD_DIM,
            "max_position_embeddings": CONTEXT,
            "initializer_range": 0.2,
            "tie_word_embeddings": kind.is_gemma,
            "bos_token_id": 1,
            "eos_token_id": 2,
            "pad_token_id": 0,
            "attn_implementation": "eager",
            **kind.more,
        }
    )
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        name = "Gemma3" if kind.hf_name == "Gemma3Text" else kind.hf_name
        model = getattr(transformers, f"{name}ForCausalLM")(config).eval()
        for name, parameter in model.named_parameters():
            if "norm" in name:
                torch.nn.init.normal_(parameter, mean=0.0 if kind.is_gemma else 1.0, std=0.1)
            elif name.endswith("bias"):
                torch.nn.init.normal_(parameter, std=0.2)
    if kind.is_gemma:
        for layer in model.model.layers:
            layer.mlp.act_fn = GeluOfATable()
    return model


def write_base(kind: Kind, model: Any, path: Path) -> None:
    """Write the model as a float32 GGUF base without a vocabulary."""
    writer = gguf.GGUFWriter(None, kind.gguf_name)
    writer.add_type(gguf.GGUFType.MODEL)
    writer.add_name(kind.hf_name)
    _add_dimensions(writer, model.config, kind)
    writer.add_tokenizer_model("none")
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    save_gguf(path, writer, dict(_tensors(kind, model)))


def random_adapter(facts: BaseFacts, *, rank: int = 4, seed: int = 5, scale: float = 0.15) -> PeftAdapter:
    """Every module that the base has in every layer."""
    rng = np.random.default_rng(seed)
    q, kv = facts.heads * facts.head_dim, facts.kv_heads * facts.head_dim
    split = {
        "self_attn.q_proj": (facts.hidden, q),
        "self_attn.k_proj": (facts.hidden, kv),
        "self_attn.v_proj": (facts.hidden, kv),
        "mlp.gate_proj": (facts.hidden, facts.intermediate),
        "mlp.up_proj": (facts.hidden, facts.intermediate),
    }
    fused = {
        "self_attn.qkv_proj": (facts.hidden, q + 2 * kv),
        "mlp.gate_up_proj": (facts.hidden, 2 * facts.intermediate),
    }
    sizes = {
        **(fused if facts.architecture == "phi3" else split),
        "self_attn.o_proj": (q, facts.hidden),
        "mlp.down_proj": (facts.intermediate, facts.hidden),
    }
    tensors = {
        f"base_model.model.model.layers.{layer}.{module}.lora_{side}.weight": rng.normal(
            size=(rank, width_in) if side == "A" else (width_out, rank), scale=scale
        ).astype(np.float32)
        for layer in range(facts.layers)
        for module, (width_in, width_out) in sizes.items()
        for side in "AB"
    }
    modules = tuple(module.partition(".")[2] for module in sizes)
    return PeftAdapter(tensors=tensors, rank=rank, alpha=6.0, target_modules=modules)


def _add_dimensions(writer: gguf.GGUFWriter, config: Any, kind: Kind) -> None:
    head_dim = getattr(config, "head_dim", None) or HIDDEN // HEADS
    rope = config.rope_parameters
    writer.add_vocab_size(VOCABULARY)
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(HIDDEN)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INTERMEDIATE)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_key_length(head_dim)
    writer.add_value_length(head_dim)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_dimension_count(head_dim)
    writer.add_rope_freq_base(rope.get("full_attention", rope)["rope_theta"])
    if kind.is_gemma:
        writer.add_sliding_window(config.sliding_window)
    if kind.gguf_name == "gemma2":
        writer.add_attn_logit_softcapping(config.attn_logit_softcapping)
        writer.add_final_logit_softcapping(config.final_logit_softcapping)


def _tensors(kind: Kind, model: Any) -> Iterator[tuple[str, npt.NDArray[np.float32]]]:
    names = {**_COMMON, **(_FOUR_NORMS if kind.is_gemma else _TWO_NORMS)}
    for hf_name, parameter in model.state_dict().items():
        path, _, ending = hf_name.rpartition(".")
        if path == "lm_head" and kind.is_gemma:
            continue  # tied
        value = np.array(parameter.numpy(), np.float32)
        if kind.is_gemma and "norm" in path:
            value = value + 1
        if kind.gguf_name == "llama" and path.endswith(("q_proj", "k_proj")):
            value = permute_rows(value, HEADS if path.endswith("q_proj") else KV_HEADS)
        if path in _OUTER:
            yield f"{_OUTER[path]}.{ending}", value
        else:
            layer, _, module = path.removeprefix("model.layers.").partition(".")
            yield f"blk.{layer}.{names[module]}.{ending}", value
