"""GGUF adapters and zip files from elsewhere: whatever is in them, they are read or refused in words."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.formats.base_facts import BaseFacts
from t2l_desktop.formats.gguf_adapter import AnotherBaseError, write_gguf_adapter
from t2l_desktop.formats.gguf_adapter_reading import read_gguf_adapter
from t2l_desktop.formats.gguf_file import save_gguf
from t2l_desktop.formats.merging import plan_merge, write_merged
from t2l_desktop.formats.peft_folder import PeftAdapter

BASE = BaseFacts(
    architecture="llama",
    hf_architecture="LlamaForCausalLM",
    layers=2,
    hidden=32,
    heads=4,
    kv_heads=2,
    head_dim=8,
    intermediate=40,
    vocabulary=100,
    context_length=64,
    fingerprint="ab" * 32,
    name="Tiny Llama",
)
UP, DOWN = "blk.0.ffn_up.weight", "blk.1.ffn_down.weight"
Tensors = dict[str, Any]


def _sound() -> Tensors:
    rng = np.random.default_rng(0)
    shapes = {f"{UP}.lora_a": (4, 32), f"{UP}.lora_b": (40, 4), f"{DOWN}.lora_a": (4, 40), f"{DOWN}.lora_b": (32, 4)}
    return {name: rng.normal(size=shape).astype(np.float16) for name, shape in shapes.items()}


def _write(
    path: Path,
    tensors: Tensors,
    *,
    alpha: float = 8.0,
    type: str = "adapter",
    architecture: str = "llama",
    invocation: Sequence[int] = (),
) -> Path:
    writer = gguf.GGUFWriter(None, architecture)
    writer.add_type(type)
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", alpha)
    if invocation:
        writer.add_array("adapter.alora.invocation_tokens", invocation)
    writer.add_string("general.name", "Pirate")
    save_gguf(path, writer, tensors)
    return path


def test_half_precision_and_names_are_taken_over(tmp_path: Path) -> None:
    found = read_gguf_adapter(_write(tmp_path / "a.gguf", _sound()), BASE)
    assert (found.name, found.adapter.rank, found.adapter.alpha) == ("Pirate", 4, 8.0)
    assert found.adapter.target_modules == ("up_proj", "down_proj")
    up = found.adapter.tensors["base_model.model.model.layers.0.mlp.up_proj.lora_A.weight"]
    np.testing.assert_array_equal(up, _sound()[f"{UP}.lora_a"].astype(np.float32))


def _spoilt(name: str, change: Callable[[Any], Any]) -> Tensors:
    tensors = _sound()
    tensors[name] = change(tensors[name])
    return tensors


@pytest.mark.parametrize(
    ("tensors", "words"),
    [
        (_spoilt(f"{UP}.lora_a", lambda a: np.full_like(a, np.nan)), "not numbers"),
        (_spoilt(f"{UP}.lora_a", lambda a: np.full_like(a, np.inf)), "not numbers"),
        (_spoilt(f"{UP}.lora_a", lambda a: a.astype(np.int32)), "numbers of type I32"),
        (_spoilt(f"{UP}.lora_a", lambda a: a[:3]), "damaged"),
        (_spoilt(f"{UP}.lora_a", lambda a: a.reshape(2, 2, 32)), "damaged"),
        (_spoilt(f"{UP}.lora_a", lambda a: a[:, :31]), "another base model than Tiny Llama"),
        (_spoilt(f"{UP}.lora_b", lambda b: np.concatenate([b, b])), "another base model than Tiny Llama"),
        ({f"{UP}.lora_a": _sound()[f"{UP}.lora_a"]}, "damaged"),
        ({f"blk.7.ffn_up.weight.lora_{s}": _sound()[f"{UP}.lora_{s}"] for s in "ab"}, "another base model"),
        ({f"token_embd.weight.lora_{s}": _sound()[f"{UP}.lora_{s}"] for s in "ab"}, "changes token_embd"),
        ({f"../../x.lora_{s}": _sound()[f"{UP}.lora_{s}"] for s in "ab"}, "cannot be changed here"),
        (
            {f"{UP}.lora_{s}": np.zeros(shape, np.float16) for s, shape in (("a", (5000, 32)), ("b", (40, 5000)))},
            "damaged",
        ),
        ({}, "empty"),
    ],
)
def test_tensors_that_are_no_sound_adapter_are_refused(tmp_path: Path, tensors: Tensors, words: str) -> None:
    with pytest.raises(UserFacingError, match=words) as caught:
        read_gguf_adapter(_write(tmp_path / "a.gguf", tensors), BASE)
    assert caught.value.hint


def test_a_packed_tensor_of_no_dimensions_is_damage(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.gguf", {**_sound(), f"{UP}.lora_a": np.zeros((), np.float16)})
    header = bytearray(path.read_bytes())
    at = header.index(f"{UP}.lora_a".encode()) + len(f"{UP}.lora_a")
    assert header[at : at + 8] == bytes([0, 0, 0, 0, 1, 0, 0, 0]), "no dimensions, F16"
    header[at + 4] = int(gguf.GGMLQuantizationType.BF16)
    path.write_bytes(header)
    with pytest.raises(UserFacingError, match="damaged"):
        read_gguf_adapter(path, BASE)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"alpha": float("nan")}, "damaged"),
        ({"alpha": float("inf")}, "damaged"),
        ({"type": "model"}, "is not an adapter"),
        ({"architecture": "qwen2"}, "another base model"),
        ({"architecture": "mamba"}, "another base model"),
        ({"invocation": [1, 2]}, "more than a plain LoRA: it uses aLoRA"),
    ],
)
def test_settings_that_are_no_sound_adapter_are_refused(tmp_path: Path, settings: dict[str, Any], words: str) -> None:
    with pytest.raises(UserFacingError, match=words):
        read_gguf_adapter(_write(tmp_path / "a.gguf", _sound(), **settings), BASE)


def test_a_base_of_an_unknown_architecture_and_one_that_the_adapter_does_not_name_are_refused(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.gguf", _sound())
    with pytest.raises(UserFacingError, match="architecture mamba") as caught:
        read_gguf_adapter(path, replace(BASE, architecture="mamba"))
    assert "Qwen3, Gemma 2" in caught.value.hint
    ours = tmp_path / "ours.gguf"
    tensors = {
        f"base_model.model.model.layers.0.mlp.up_proj.lora_{s}.weight": np.ones(shape, np.float32)
        for s, shape in (("A", (4, 32)), ("B", (40, 4)))
    }
    write_gguf_adapter(ours, PeftAdapter(tensors, 4, 8.0, ("up_proj",)), BASE)
    read_gguf_adapter(ours, BASE)
    with pytest.raises(AnotherBaseError):
        read_gguf_adapter(ours, replace(BASE, fingerprint="cd" * 32))


def test_a_merge_holds_no_whole_tensor_in_memory(tmp_path: Path) -> None:
    """What is measured with a tensor of 64 MB holds for those of several gigabytes too: rows go through in pieces."""
    touched, kept = np.ones((8192, 4096), np.float16), np.ones((4096, 8192), np.float16)
    base = _write(tmp_path / "base.gguf", {UP: touched, DOWN: kept}, type="model")
    sides = {f"{UP}.lora_a": np.ones((8, 4096), np.float16), f"{UP}.lora_b": np.ones((8192, 8), np.float16)}
    adapter = _write(tmp_path / "adapter.gguf", sides)
    plan = plan_merge(base, adapter)
    tracemalloc.start()
    write_merged(plan, tmp_path / "merged.gguf")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < touched.nbytes
    assert (tmp_path / "merged.gguf").stat().st_size == plan.nbytes
