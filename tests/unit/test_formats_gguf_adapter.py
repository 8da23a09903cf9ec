"""GGUF adapters: the same bytes as llama.cpp's converter, the right strength, refusals in words."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import gguf
import numpy as np
import numpy.typing as npt
import pytest

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.formats.base_facts import BaseFacts, read_base_facts
from t2l_desktop.formats.gguf_adapter import write_gguf_adapter
from t2l_desktop.formats.gguf_header import read_header
from t2l_desktop.formats.peft_folder import PeftAdapter, read_peft

BASE = BaseFacts(
    architecture="qwen3",
    hf_architecture="Qwen3ForCausalLM",
    layers=2,
    hidden=32,
    heads=4,
    kv_heads=2,
    head_dim=12,
    intermediate=40,
    vocabulary=100,
    context_length=64,
    name="Tiny Qwen",
)


def _tensors(path: Path) -> dict[str, npt.NDArray[Any]]:
    return {tensor.name: np.array(tensor.data) for tensor in gguf.GGUFReader(path).tensors}


def _adapter(shapes: dict[str, tuple[int, int, int]], **more: Any) -> PeftAdapter:
    """A random adapter; `shapes` gives (rank, in, out) by module path."""
    rng = np.random.default_rng(0)
    tensors = {}
    for path, (rank, width_in, width_out) in shapes.items():
        for side, shape in (("A", (rank, width_in)), ("B", (width_out, rank))):
            name = f"base_model.model.model.layers.{path}.lora_{side}.weight"
            tensors[name] = rng.normal(size=shape).astype(np.float32)
    return PeftAdapter(**{"tensors": tensors, "rank": 4, "alpha": 8.0, "target_modules": (), **more})


@pytest.mark.parametrize("outtype", ["f32", "f16"])
@pytest.mark.parametrize("case", ["llama", "qwen2", "gemma2"])
def test_it_writes_what_llama_cpp_writes(
    parity: Path, tmp_path: Path, case: str, outtype: Literal["f16", "f32"]
) -> None:
    folder, out = parity / "gguf" / case, tmp_path / "adapter.gguf"
    write_gguf_adapter(out, read_peft(folder / "peft"), read_base_facts(folder / "base"), outtype=outtype)
    expected_file = folder / f"expected-{outtype}.gguf"
    expected, ours = _tensors(expected_file), _tensors(out)
    assert ours.keys() == expected.keys()
    for name, tensor in expected.items():
        assert ours[name].dtype == tensor.dtype
        np.testing.assert_array_equal(ours[name], tensor)
    assert (
        read_header(out).metadata.items()
        >= {key: value for key, value in read_header(expected_file).metadata.items() if key != "general.name"}.items()
    )


@pytest.mark.parametrize("use_rslora", [False, True])
def test_every_module_has_the_strength_that_peft_gives_it(tmp_path: Path, *, use_rslora: bool) -> None:
    shapes = {"0.self_attn.q_proj": (4, 32, 48), "0.mlp.down_proj": (2, 40, 32), "1.mlp.down_proj": (4, 40, 32)}
    patterns = {"rank_pattern": {r"layers\.0\.mlp\.down_proj": 2}, "alpha_pattern": {"down_proj": 5.0}}
    adapter = _adapter(shapes, use_rslora=use_rslora, **patterns)
    out = tmp_path / "adapter.gguf"
    write_gguf_adapter(out, adapter, BASE, outtype="f32")
    tensors, alpha = _tensors(out), read_header(out).metadata["adapter.lora.alpha"]
    assert isinstance(alpha, float)
    targets = {"q_proj": ("attn_q", 8.0), "down_proj": ("ffn_down", 5.0)}
    for path, (rank, _, _) in shapes.items():
        name, module_alpha = targets[path.rpartition(".")[2]]
        b, a = (tensors[f"blk.{path[0]}.{name}.weight.lora_{side}"] for side in "ba")
        pair = next(pair for pair in adapter.pairs() if pair.path.endswith(path))
        wanted = module_alpha / (rank**0.5 if use_rslora else rank) * (pair.b @ pair.a)
        np.testing.assert_allclose(alpha / rank * (b @ a), wanted, rtol=1e-5, atol=1e-5)


def test_phi_3_and_gemma_3_bear_their_own_names(tmp_path: Path) -> None:
    out = tmp_path / "adapter.gguf"
    fused = _adapter({"1.self_attn.qkv_proj": (4, 32, 96), "1.mlp.gate_up_proj": (4, 32, 80)})
    write_gguf_adapter(out, fused, replace(BASE, architecture="phi3"))
    assert set(_tensors(out)) == {f"blk.1.{name}.weight.lora_{s}" for name in ("attn_qkv", "ffn_up") for s in "ab"}
    plain = _adapter({"1.self_attn.k_proj": (4, 32, 24)})
    nested = {name.replace("model.layers", "language_model.layers"): t for name, t in plain.tensors.items()}
    write_gguf_adapter(out, replace(plain, tensors=nested), replace(BASE, architecture="gemma3"))
    assert set(_tensors(out)) == {"blk.1.attn_k.weight.lora_a", "blk.1.attn_k.weight.lora_b"}


def test_name_description_and_fingerprint_go_along(tmp_path: Path) -> None:
    out = tmp_path / "日本.gguf"
    adapter, base = _adapter({"0.mlp.up_proj": (4, 32, 40)}), replace(BASE, fingerprint="ab" * 32)
    write_gguf_adapter(out, adapter, base, name="Pirate 🏴", description="Speak\nlike a pirate \ud800")
    header = read_header(out)
    assert header.text("general.name") == "Pirate 🏴"
    assert header.text("t2l.description") == "Speak\nlike a pirate ?"
    assert header.text("t2l.base_fingerprint") == "ab" * 32


@pytest.mark.parametrize(
    ("architecture", "path", "shape", "words"),
    [
        ("mamba", "0.mlp.up_proj", (4, 32, 40), r"mamba.*"),
        ("phi3", "0.self_attn.q_proj", (4, 32, 48), "three in one matrix"),
        ("qwen3", "0.self_attn.qkv_proj", (4, 32, 96), "qkv_proj, which llama.cpp has no adapters for"),
        ("qwen3", "0.block_sparse_moe.gate", (4, 32, 8), "block_sparse_moe.gate"),
        ("qwen3", "0.mlp.up_proj", (4, 64, 40), "another base model: its sizes do not fit Tiny Qwen"),
        ("qwen3", "0.self_attn.q_proj", (4, 32, 32), "another base model"),
        ("qwen3", "2.mlp.up_proj", (4, 32, 40), "another base model"),
    ],
)
def test_what_llama_cpp_could_not_load_is_refused(
    tmp_path: Path, architecture: str, path: str, shape: tuple[int, int, int], words: str
) -> None:
    with pytest.raises(UserFacingError, match=words) as caught:
        write_gguf_adapter(tmp_path / "out.gguf", _adapter({path: shape}), replace(BASE, architecture=architecture))
    assert caught.value.hint
    assert not list(tmp_path.iterdir())


def test_the_base_that_an_adapter_wants_is_named(tmp_path: Path) -> None:
    adapter = _adapter({"0.mlp.up_proj": (4, 64, 40)}, base_name="maker/model")
    with pytest.raises(UserFacingError) as caught:
        write_gguf_adapter(tmp_path / "out.gguf", adapter, BASE)
    assert "maker/model" in caught.value.hint


def test_values_beyond_float16_are_refused_there_and_kept_in_float32(tmp_path: Path) -> None:
    adapter = _adapter({"0.mlp.up_proj": (4, 32, 40)})
    large = replace(adapter, tensors={name: tensor * 1e6 for name, tensor in adapter.tensors.items()})
    with pytest.raises(UserFacingError, match="too large for float16"):
        write_gguf_adapter(tmp_path / "out.gguf", large, BASE)
    write_gguf_adapter(tmp_path / "out.gguf", large, BASE, outtype="f32")


@pytest.mark.skipif(sys.platform == "win32", reason="no file size limit to stand in for a full disk")
def test_a_full_disk_leaves_the_old_file_alone(tmp_path: Path) -> None:
    import resource  # noqa: PLC0415 - POSIX only

    out = tmp_path / "adapter.gguf"
    adapter = _adapter({"0.mlp.up_proj": (4, 32, 40)})
    write_gguf_adapter(out, adapter, BASE)
    size = out.stat().st_size
    out.write_bytes(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        for room in (0, 200, size // 2, size - 1):
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
            with pytest.raises(UserFacingError, match=r"not enough room on the disk to write adapter\.gguf"):
                write_gguf_adapter(out, adapter, BASE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [file.name for file in tmp_path.iterdir()] == ["adapter.gguf"]
    assert out.read_bytes() == b"old"
