"""Facts about a base model, from `config.json` files as they are published and from GGUF headers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.formats.base_facts import fingerprint, read_base_facts
from t2l_desktop.formats.base_part import read_base_part
from t2l_desktop.formats.peft_folder import read_peft

LLAMA = {
    "architectures": ["LlamaForCausalLM"],
    "hidden_size": 64,
    "intermediate_size": 96,
    "max_position_embeddings": 128,
    "num_attention_heads": 4,
    "num_hidden_layers": 2,
    "vocab_size": 256,
}


def _config(tmp_path: Path, values: dict[str, Any]) -> Path:
    path = tmp_path / "config.json"
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


def _gguf(path: Path, *, norm: float = 1.0, half: bool = False, tokens: int = 5, **more: Any) -> Path:
    """A base of one layer; `more` are its architecture, type, heads and intermediate width, if they are unusual."""
    writer = gguf.GGUFWriter(path, more.get("architecture", "llama"))
    writer.add_type(more.get("type", "model"))
    writer.add_block_count(1)
    writer.add_embedding_length(32)
    writer.add_feed_forward_length(more.get("intermediate", 64))
    writer.add_head_count(more.get("heads", 4))
    writer.add_head_count_kv(more.get("kv_heads", 2))
    writer.add_context_length(128)
    writer.add_token_list([f"t{i}" for i in range(tokens)])
    writer.add_tensor("blk.0.attn_norm.weight", np.full(32, norm, np.float32))
    writer.add_tensor("blk.0.attn_q.weight", np.ones((32, 32), np.float16 if half else np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def test_an_old_llama_config_without_head_dim_or_kv_heads(tmp_path: Path) -> None:
    facts = read_base_facts(_config(tmp_path, {**LLAMA, "rope_theta": 10000.0, "head_dim": None}))
    assert (facts.architecture, facts.heads, facts.kv_heads, facts.head_dim) == ("llama", 4, 4, 16)
    assert (facts.layers, facts.hidden, facts.intermediate, facts.vocabulary) == (2, 64, 96, 256)
    assert facts.name == tmp_path.name
    assert facts.fingerprint == ""


def test_a_folder_stands_for_its_config(parity: Path) -> None:
    facts = read_base_facts(parity / "gguf" / "gemma2" / "base")
    assert (facts.architecture, facts.head_dim, facts.kv_heads) == ("gemma2", 24, 2)


def test_gemma_3_keeps_its_figures_in_a_nested_config_and_leaves_some_out(tmp_path: Path) -> None:
    text = {"hidden_size": 2560, "intermediate_size": 10240, "model_type": "gemma3_text", "num_hidden_layers": 34}
    config = {"architectures": ["Gemma3ForConditionalGeneration"], "model_type": "gemma3", "text_config": text}
    facts = read_base_facts(_config(tmp_path, config))
    assert (facts.architecture, facts.hidden, facts.layers) == ("gemma3", 2560, 34)
    assert (facts.heads, facts.kv_heads, facts.head_dim) == (8, 4, 256)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"architectures": ["GPT2LMHeadModel"]}, "GPT2LMHeadModel"),
        ({"architectures": None, "model_type": None}, "architecture"),
        ({"hidden_size": None}, "how large"),
        ({"num_hidden_layers": -2}, "how large"),
        ({"num_attention_heads": 0}, "how large"),
        ({"num_attention_heads": True}, "how large"),
        ({"num_attention_heads": "4"}, "how large"),
        ({"intermediate_size": 10**400}, "how large"),
    ],
)
def test_unusable_configs_are_refused(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    with pytest.raises(UserFacingError, match=words):
        read_base_facts(_config(tmp_path, {**LLAMA, **change}))


@pytest.mark.parametrize("data", [b"", b"[]", b"[" * 100_000, b'{"a": ', b"\xff\xfe\0", b'{"a": ' + b"9" * 9999 + b"}"])
def test_broken_json_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(data)
    with pytest.raises(UserFacingError, match=r"config\.json is not valid JSON"):
        read_base_facts(path)


def test_a_name_that_no_file_system_takes_is_refused() -> None:
    for read in (read_base_facts, read_peft):
        with pytest.raises(UserFacingError, match="cannot be read"):
            read(Path("x" * 300))


def test_a_gguf_file_is_known_by_its_content(tmp_path: Path) -> None:
    facts = read_base_facts(_gguf(tmp_path / "model.bin"))
    assert (facts.architecture, facts.hf_architecture, facts.vocabulary) == ("llama", "LlamaForCausalLM", 5)
    assert (facts.heads, facts.kv_heads, facts.head_dim, facts.context_length) == (4, 2, 8, 128)
    assert len(facts.fingerprint) == 64


@pytest.mark.parametrize(
    "unusual", [{"intermediate": [64, 96]}, {"heads": [4, 8], "kv_heads": [0, 2]}, {"heads": 0, "kv_heads": 0}]
)
def test_what_differs_by_layer_matters_only_where_adapters_are_written(tmp_path: Path, unusual: dict[str, Any]) -> None:
    part = read_base_part(_gguf(tmp_path / "chat.gguf", architecture="granitehybrid", **unusual))
    assert (part.architecture, part.hidden, part.widths, len(part.fingerprint)) == ("granitehybrid", 32, {}, 64)
    with pytest.raises(UserFacingError, match="how large"):
        read_base_part(_gguf(tmp_path / "llama.gguf", **unusual))


def test_an_adapter_is_not_a_base(parity: Path) -> None:
    with pytest.raises(UserFacingError, match="not a base model"):
        read_base_facts(parity / "gguf" / "llama" / "expected-f16.gguf")


def test_quantisations_share_a_fingerprint_and_other_models_do_not(tmp_path: Path) -> None:
    full = fingerprint(_gguf(tmp_path / "full.gguf"))
    assert fingerprint(_gguf(tmp_path / "half.gguf", half=True)) == full
    assert fingerprint(_gguf(tmp_path / "tuned.gguf", norm=1.01)) != full
    assert fingerprint(_gguf(tmp_path / "tokens.gguf", tokens=6)) != full
    assert fingerprint(_gguf(tmp_path / "architecture.gguf", type="")) == full
