"""Write a small Llama model from a transformers folder as a GGUF base model."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import gguf
import numpy.typing as npt

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.recipes import Precision
from t2l_desktop.formats.architectures import permute_rows
from t2l_desktop.formats.files import read_json
from t2l_desktop.formats.gguf_file import packed, save_gguf
from t2l_desktop.formats.safetensors_file import FloatArray, read_safetensors, require_finite

_MAX_WEIGHT_BYTES = 8 * 1024**3
# The pre-tokeniser that llama.cpp calls "smollm": single digits, then the GPT-2 expression.
_PRE_TOKENIZER = "smollm"
_LAYER_NAMES = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
}
_FILE_TYPES: Mapping[Precision, gguf.LlamaFileType] = {
    "f32": gguf.LlamaFileType.ALL_F32,
    "f16": gguf.LlamaFileType.MOSTLY_F16,
    "q8_0": gguf.LlamaFileType.MOSTLY_Q8_0,
}
_OUTER_NAMES = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}


def write_gguf_base(
    model_folder: Path, out: Path, *, outtype: Precision = "f16", name: str, chat_template: str | None = None
) -> None:
    """Write the LlamaForCausalLM in `model_folder` (config, `model.safetensors`, `tokenizer.json`) as GGUF file `out`.

    Norms stay float32, all else becomes `outtype`. Without `chat_template` the folder's own is taken, if it has one.
    Raises `UserFacingError` for another architecture or tokeniser.
    """
    config = read_json(model_folder / "config.json")
    tokenizer = read_json(model_folder / "tokenizer.json")
    _require_plain_llama(config)
    _require_smollm_tokenizer(tokenizer)
    weights_file = model_folder / "model.safetensors"
    weights = read_safetensors(weights_file, max_bytes=_MAX_WEIGHT_BYTES)
    require_finite(weights_file, weights.items())
    writer = gguf.GGUFWriter(None, "llama")
    writer.add_type(gguf.GGUFType.MODEL)
    writer.add_name(name)
    _add_dimensions(writer, config, outtype)
    _add_tokenizer(writer, tokenizer, config)
    writer.add_chat_template(_chat_template(model_folder) if chat_template is None else chat_template)
    save_gguf(out, writer, dict(_tensors(weights, config, outtype)))


def _require_plain_llama(config: Mapping[str, Any]) -> None:
    rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
    plain = (
        config.get("architectures") == ["LlamaForCausalLM"]
        and config.get("hidden_act", "silu") == "silu"
        and not config.get("attention_bias")
        and not config.get("mlp_bias")
        and rope.get("rope_type", "default") == "default"
    )
    if not plain:
        raise UserFacingError(
            "This model cannot be written as GGUF here: only plain Llama models can.",
            hint="Use a Llama model with SiLU, without biases and without rope scaling.",
            detail=f"{config.get('architectures')} {config.get('hidden_act')} {rope}",
        )


def _require_smollm_tokenizer(tokenizer: Mapping[str, Any]) -> None:
    steps: list[dict[str, Any]] = (tokenizer.get("pre_tokenizer") or {}).get("pretokenizers") or []
    digits, byte_level = steps if len(steps) == 2 else ({}, {})
    fits = (
        tokenizer.get("normalizer") is None
        and tokenizer.get("model", {}).get("type") == "BPE"
        and (digits.get("type"), digits.get("individual_digits")) == ("Digits", True)
        and (byte_level.get("type"), byte_level.get("add_prefix_space")) == ("ByteLevel", False)
        and byte_level.get("use_regex", True)
    )
    if not fits:
        raise UserFacingError(
            "This model's tokenizer cannot be written as GGUF here.",
            hint="Only byte-level BPE that splits single digits is supported.",
            detail=json.dumps(tokenizer.get("pre_tokenizer"))[:500],
        )


def _add_dimensions(writer: gguf.GGUFWriter, config: Mapping[str, Any], outtype: Precision) -> None:
    heads = config["num_attention_heads"]
    head_dim = config.get("head_dim") or config["hidden_size"] // heads
    rope = config.get("rope_parameters") or {}
    writer.add_vocab_size(config["vocab_size"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(config.get("num_key_value_heads") or heads)
    writer.add_key_length(head_dim)
    writer.add_value_length(head_dim)
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_dimension_count(head_dim)
    writer.add_rope_freq_base(rope.get("rope_theta") or config.get("rope_theta") or 10000.0)
    writer.add_file_type(_FILE_TYPES[outtype])
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)


def _add_tokenizer(writer: gguf.GGUFWriter, tokenizer: Mapping[str, Any], config: Mapping[str, Any]) -> None:
    model = tokenizer["model"]
    tokens = [f"[UNUSED{i}]" for i in range(config["vocab_size"])]
    types = [gguf.TokenType.UNUSED] * len(tokens)
    for text, index in model["vocab"].items():
        tokens[index], types[index] = text, gguf.TokenType.NORMAL
    for added in tokenizer["added_tokens"]:
        tokens[added["id"]] = added["content"]
        types[added["id"]] = gguf.TokenType.CONTROL if added["special"] else gguf.TokenType.USER_DEFINED
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(_PRE_TOKENIZER)
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_merges([merge if isinstance(merge, str) else " ".join(merge) for merge in model["merges"]])
    writer.add_bool(gguf.Keys.Tokenizer.ADD_BOS, False)  # noqa: FBT003 - the library takes values by position
    add = {"bos": writer.add_bos_token_id, "eos": writer.add_eos_token_id, "pad": writer.add_pad_token_id}
    for kind, add_id in add.items():
        index = config.get(f"{kind}_token_id")
        if index is not None:
            add_id(index[0] if isinstance(index, list) else index)


def _chat_template(model_folder: Path) -> str:
    file = model_folder / "chat_template.jinja"
    if file.is_file():
        return file.read_text(encoding="utf-8")
    settings = model_folder / "tokenizer_config.json"
    return str(read_json(settings).get("chat_template", "")) if settings.is_file() else ""


def _tensors(
    weights: Mapping[str, FloatArray], config: Mapping[str, Any], outtype: Precision
) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    heads = config["num_attention_heads"]
    for hf_name, weight in weights.items():
        if hf_name == "lm_head.weight" and config.get("tie_word_embeddings"):
            continue
        path = hf_name.removesuffix(".weight")
        tensor = weight
        if path.endswith("self_attn.q_proj"):
            tensor = permute_rows(weight, heads)
        elif path.endswith("self_attn.k_proj"):
            tensor = permute_rows(weight, config.get("num_key_value_heads") or heads)
        yield _gguf_name(path), packed(tensor, outtype) if tensor.ndim > 1 else tensor


def _gguf_name(path: str) -> str:
    if path in _OUTER_NAMES:
        return f"{_OUTER_NAMES[path]}.weight"
    layer, _, module = path.removeprefix("model.layers.").partition(".")
    return f"blk.{int(layer)}.{_LAYER_NAMES[module]}.weight"
