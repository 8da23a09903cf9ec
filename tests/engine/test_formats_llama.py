"""Our GGUF files in a real llama.cpp, held against transformers and PEFT on the same weights."""

from __future__ import annotations

import ctypes
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import gguf
import llama_cpp
import numpy as np
import numpy.typing as npt
import peft
import pytest
import torch
from transformers import AutoTokenizer, LlamaForCausalLM

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.recipes import Precision
from t2l_desktop.formats import gguf_adapter
from t2l_desktop.formats.base_facts import fingerprint, read_base_facts
from t2l_desktop.formats.gguf_adapter import write_gguf_adapter
from t2l_desktop.formats.gguf_base import write_gguf_base
from t2l_desktop.formats.peft_folder import PeftAdapter, write_peft
from tests.helpers.tiny_pack import CHAT_TEMPLATE, HEADS, HIDDEN, INTERMEDIATE, KV_HEADS, LAYERS, make_tiny_base

TOKENS = [3, 17, 99, 250, 300, 7, 45, 120, 121, 122, 10, 4, 399, 200, 201, 1, 4, 60]


class Tiny:
    """One random base, as transformers folder and as GGUF, of float32 usually, in a running llama.cpp."""

    def __init__(self, folder: Path, *, tied: bool, outtype: Precision = "f32") -> None:
        self.folder = make_tiny_base(folder / "hf", seed=1, tied=tied)
        self.gguf = folder / "base.gguf"
        write_gguf_base(self.folder, self.gguf, outtype=outtype, name="Tiny")
        self.llama = llama_cpp.Llama(
            str(self.gguf),
            n_ctx=64,
            n_threads=1,
            logits_all=True,
            type_k=llama_cpp.GGML_TYPE_F32,
            type_v=llama_cpp.GGML_TYPE_F32,
            flash_attn=False,
            verbose=False,
        )

    def reference_logits(self, adapter: Path | None = None) -> npt.NDArray[np.float32]:
        model = LlamaForCausalLM.from_pretrained(self.folder)
        if adapter is not None:
            model = peft.PeftModel.from_pretrained(model, adapter)
        with torch.no_grad():
            return np.array(model(torch.tensor([TOKENS])).logits[0].numpy())

    def logits(self, adapter: Path | None = None) -> npt.NDArray[np.float32]:
        llama = self.llama
        llama.reset()
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(llama.ctx), True)  # noqa: FBT003 - a C function
        if adapter is None:
            llama.eval(TOKENS)
            return np.array(llama.scores[: len(TOKENS)])
        loaded = llama_cpp.llama_adapter_lora_init(llama.model, str(adapter).encode())
        assert loaded
        one = (llama_cpp.llama_adapter_lora_p_ctypes * 1)(loaded)
        scale = (ctypes.c_float * 1)(1.0)
        assert llama_cpp.llama_set_adapters_lora(llama.ctx, one, 1, scale) == 0
        llama.eval(TOKENS)
        scores = np.array(llama.scores[: len(TOKENS)])
        assert llama_cpp.llama_set_adapters_lora(llama.ctx, one, 0, scale) == 0
        llama_cpp.llama_adapter_lora_free(loaded)
        return scores


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tiny]:
    base = Tiny(tmp_path_factory.mktemp("tiny"), tied=True)
    yield base
    base.llama.close()


def _random_adapter(**more: Any) -> PeftAdapter:
    """All seven modules of both layers; the second layer's MLP at another rank."""
    rng = np.random.default_rng(5)
    kv = HIDDEN // HEADS * KV_HEADS
    sizes = {
        "self_attn.q_proj": (HIDDEN, HIDDEN),
        "self_attn.k_proj": (HIDDEN, kv),
        "self_attn.v_proj": (HIDDEN, kv),
        "self_attn.o_proj": (HIDDEN, HIDDEN),
        "mlp.gate_proj": (HIDDEN, INTERMEDIATE),
        "mlp.up_proj": (HIDDEN, INTERMEDIATE),
        "mlp.down_proj": (INTERMEDIATE, HIDDEN),
    }
    tensors = {}
    for layer in range(LAYERS):
        for module, (width_in, width_out) in sizes.items():
            rank = 3 if layer == 1 and module.startswith("mlp") else 6
            for side, shape in (("A", (rank, width_in)), ("B", (width_out, rank))):
                name = f"base_model.model.model.layers.{layer}.{module}.lora_{side}.weight"
                tensors[name] = rng.normal(size=shape, scale=0.15).astype(np.float32)
    return PeftAdapter(
        tensors=tensors,
        rank=6,
        alpha=4.0,
        target_modules=tuple(module.partition(".")[2] for module in sizes),
        rank_pattern={r"layers\.1\.mlp\.\w+": 3},
        **more,
    )


def test_the_base_gives_the_logits_of_transformers(tiny: Tiny) -> None:
    np.testing.assert_allclose(tiny.logits(), tiny.reference_logits(), atol=2e-4)


def test_an_output_matrix_of_its_own_is_written_too(tmp_path: Path) -> None:
    untied = Tiny(tmp_path, tied=False)
    np.testing.assert_allclose(untied.logits(), untied.reference_logits(), atol=2e-4)
    untied.llama.close()


def test_a_base_of_eight_bits_is_nearly_the_same_with_adapters_too(tiny: Tiny, tmp_path: Path) -> None:
    small = Tiny(tmp_path, tied=True, outtype="q8_0")
    types = {tensor.name: tensor.tensor_type.name for tensor in gguf.GGUFReader(small.gguf).tensors}
    assert types["token_embd.weight"] == types["blk.1.ffn_down.weight"] == "Q8_0"
    assert types["output_norm.weight"] == "F32"
    write_gguf_adapter(tmp_path / "adapter.gguf", _random_adapter(), read_base_facts(small.gguf))
    for adapter in (None, tmp_path / "adapter.gguf"):
        exact, near = tiny.logits(adapter), small.logits(adapter)
        # 5 % with random weights
        assert 0 < np.linalg.norm(near - exact) < 0.1 * np.linalg.norm(exact)
    small.llama.close()


# peft itself asks transformers by a name that is on its way out.
@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")
@pytest.mark.parametrize(
    "settings", [{}, {"use_rslora": True, "alpha_pattern": {"v_proj": 9, r"layers\.0\.mlp\.up_proj": 1}}]
)
def test_an_adapter_does_in_llama_cpp_what_it_does_in_peft(
    tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, Any]
) -> None:
    adapter, out = _random_adapter(**settings), tmp_path / "adapter.gguf"
    write_peft(tmp_path, adapter)
    write_gguf_adapter(out, adapter, read_base_facts(tiny.gguf), outtype="f32")
    expected = tiny.reference_logits(tmp_path)
    assert np.abs(expected - tiny.reference_logits()).max() > 0.5
    np.testing.assert_allclose(tiny.logits(out), expected, atol=1e-3)

    monkeypatch.setattr(gguf_adapter, "permute_rows", lambda weight, _: weight)
    write_gguf_adapter(out, adapter, read_base_facts(tiny.gguf), outtype="f32")
    assert np.abs(tiny.logits(out) - expected).max() > 0.05, "this test would not see a forgotten permutation"


def test_the_tokens_are_those_of_transformers(tiny: Tiny) -> None:
    tokenizer = AutoTokenizer.from_pretrained(tiny.folder)
    rng = random.Random(0)
    pieces = [
        *(
            "the ",
            "Answer",
            " fox's",
            "they'll",
            "WE'RE",
            "12",
            "3.14159",
            " 2024",
            "٣½",
            "²",
            "\n",
            "\n\n",
            "  ",
            "\t",
            "\r\n",
        ),
        *(
            "é",
            "日本語",
            "naïve",
            "🏴‍☠️",
            "…",
            "!?",
            "--",
            "_x_",
            " ",
            "\u3000",
            "a\u0301",
            "\x00",
            "<|user|>",
            "<|end|>",
            "<|x|>",
        ),
    ]
    for _ in range(600):
        text = "".join(rng.choices(pieces, k=rng.randint(1, 12)))
        expected = tokenizer(text, add_special_tokens=False)["input_ids"]
        assert tiny.llama.tokenize(text.encode(), add_bos=True, special=True) == expected, repr(text)


def test_the_chat_template_and_the_end_token_come_along(tiny: Tiny) -> None:
    metadata = tiny.llama.metadata
    assert metadata["tokenizer.chat_template"] == CHAT_TEMPLATE
    assert tiny.llama.detokenize([tiny.llama.token_eos()], special=True) == b"<|end|>"


def test_gguf_and_config_tell_the_same_facts(tiny: Tiny, tmp_path: Path) -> None:
    facts = read_base_facts(tiny.gguf)
    assert facts.has_chat_template
    blank: dict[str, Any] = {"fingerprint": "", "name": "", "has_chat_template": False}
    assert replace(facts, **blank) == replace(read_base_facts(tiny.folder), **blank)
    write_gguf_base(tiny.folder, tmp_path / "half.gguf", outtype="f16", name="Half", chat_template="")
    assert fingerprint(tmp_path / "half.gguf") == facts.fingerprint
    assert not read_base_facts(tmp_path / "half.gguf").has_chat_template
    other = make_tiny_base(tmp_path / "other", seed=2)
    write_gguf_base(other, tmp_path / "other.gguf", outtype="f16", name="Other")
    assert fingerprint(tmp_path / "other.gguf") != facts.fingerprint


def test_other_models_are_not_written_as_a_base(tmp_path: Path, parity: Path) -> None:
    for case in ("qwen2", "gemma2"):
        folder = tmp_path / case
        folder.mkdir()
        (folder / "config.json").write_bytes((parity / "gguf" / case / "base" / "config.json").read_bytes())
        (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
        with pytest.raises(UserFacingError, match="only plain Llama"):
            write_gguf_base(folder, tmp_path / "out.gguf", name="x")
