"""PEFT folders: what is sound is read and written back, all else is refused in words."""

from __future__ import annotations

import json
import shutil
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.formats.peft_folder import CONFIG_FILE, WEIGHTS_FILE, PeftAdapter, read_peft, write_peft

Q_PROJ = "base_model.model.model.layers.0.self_attn.q_proj"


@pytest.fixture
def folder(tmp_path: Path, parity: Path) -> Path:
    return Path(shutil.copytree(parity / "gguf" / "llama" / "peft", tmp_path / "peft"))


def _configure(folder: Path, **changes: Any) -> None:
    file = folder / CONFIG_FILE
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), **changes}), encoding="utf-8")


def _raw(folder: Path, header: object, data: bytes = b"") -> None:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    (folder / WEIGHTS_FILE).write_bytes(struct.pack("<Q", len(text)) + text + data)


def test_what_was_read_is_written_back(folder: Path, tmp_path: Path) -> None:
    patterns = {"rank_pattern": {"layers.0.self_attn.q_proj": 4}, "alpha_pattern": {r"^model\..*\.k_proj": 2.5}}
    _configure(folder, use_rslora=True, **patterns)
    adapter = read_peft(folder)
    assert (adapter.rank, adapter.alpha, adapter.base_name) == (4, 8.0, "tiny/llama")
    assert (adapter.alpha_of("model.layers.1.self_attn.k_proj"), adapter.alpha_of("x.q_proj")) == (2.5, 8.0)
    out = tmp_path / "out"
    out.mkdir()
    files = write_peft(out, adapter)
    assert sorted(out.iterdir()) == sorted(files)
    again = read_peft(out)
    assert replace(again, tensors={}) == replace(adapter, tensors={})
    assert all((again.tensors[name] == tensor).all() for name, tensor in adapter.tensors.items())
    assert again.tensors.keys() == adapter.tensors.keys()


@pytest.mark.parametrize("dtype", ["BF16", "F16", "F64"])
def test_other_number_types_are_converted(folder: Path, dtype: str) -> None:
    values = np.array([[0.5, -2.0, 3.0, 0.0]] * 4, np.float32)
    packed = {
        "BF16": (values.view(np.uint32) >> 16).astype("<u2"),
        "F16": values.astype("<f2"),
        "F64": values.astype("<f8"),
    }
    data = packed[dtype].tobytes()
    entries = {
        f"{Q_PROJ}.lora_{side}.weight": {"dtype": dtype, "shape": [4, 4], "data_offsets": [at, at + len(data)]}
        for side, at in (("A", 0), ("B", len(data)))
    }
    _raw(folder, {"__metadata__": {"format": "pt"}, **entries}, data * 2)
    for tensor in read_peft(folder).tensors.values():
        assert tensor.dtype == np.float32
        assert (tensor == values).all()


def test_a_regular_expression_for_target_modules_is_replaced_by_names(folder: Path) -> None:
    _configure(folder, target_modules="all-linear")
    assert set(read_peft(folder).target_modules) == {
        *("q_proj", "k_proj", "v_proj", "o_proj"),
        *("gate_proj", "up_proj", "down_proj"),
    }


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"use_dora": True}, "DoRA"),
        ({"modules_to_save": ["lm_head"]}, "modules_to_save"),
        ({"bias": "all"}, "bias"),
        ({"lora_bias": True}, "lora_bias"),
        ({"peft_type": "IA3"}, "IA3"),
        ({"init_lora_weights": "pissa_niter_4"}, "pissa"),
        ({"r": 0}, "for r"),
        ({"r": "4"}, "for r"),
        ({"r": 8}, "do not fit each other"),
        ({"lora_alpha": float("nan")}, "lora_alpha"),
        ({"lora_alpha": 0}, "lora_alpha"),
        ({"lora_alpha": None}, "lora_alpha"),
        ({"rank_pattern": {"q_proj": 2}}, "do not fit each other"),
        ({"rank_pattern": ["q_proj"]}, "rank_pattern"),
        ({"alpha_pattern": {"q_proj": "8"}}, "alpha_pattern"),
        ({"alpha_pattern": {"(": 8}}, "alpha_pattern"),
        ({"alpha_pattern": {r"((\w+)+)+x": 8}}, "alpha_pattern"),
        ({"alpha_pattern": {".*" * 50 + "x": 8}}, "alpha_pattern"),
    ],
)
def test_configurations_that_are_not_plain_lora_are_refused(folder: Path, changes: dict[str, Any], words: str) -> None:
    _configure(folder, **changes)
    with pytest.raises(UserFacingError, match=words):
        read_peft(folder)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        (f"{Q_PROJ}.lora_A.weight", np.full((4, 64), np.nan), "not numbers"),
        (f"{Q_PROJ}.lora_B.weight", np.full((64, 4), np.inf), "not numbers"),
        (f"{Q_PROJ}.lora_B.weight", np.ones((64, 3)), "do not fit"),
        (f"{Q_PROJ}.lora_B.weight", np.ones((64, 4, 1)), "do not fit"),
        (f"{Q_PROJ}.lora_A.weight", np.ones((4, 0)), "do not fit"),
        ("base_model.model.model.layers.7.mlp.up_proj.lora_A.weight", np.ones((4, 64)), "do not fit"),
        ("base_model.model.lm_head.weight", np.ones((4, 64)), "lm_head"),
        ("base_model.model.model.embed_tokens.lora_embedding_A", np.ones((4, 64)), "lora_embedding_A"),
    ],
)
def test_tensors_that_are_no_sound_lora_are_refused(folder: Path, name: str, value: Any, words: str) -> None:
    tensors = dict(read_peft(folder).tensors)
    tensors[name] = value.astype(np.float32)
    (folder / WEIGHTS_FILE).write_bytes(safetensors.numpy.save(tensors))
    with pytest.raises(UserFacingError, match=words):
        read_peft(folder)
    adapter = PeftAdapter(tensors, 4, 8.0, ("q_proj",))
    before = (folder / WEIGHTS_FILE).read_bytes()
    with pytest.raises(UserFacingError, match=words):
        write_peft(folder, adapter)
    assert (folder / WEIGHTS_FILE).read_bytes() == before


@pytest.mark.parametrize(
    "header",
    [
        b"[" * 200_000,
        b"{",
        [],
        {"t": 5},
        {"t": {"dtype": "F32", "shape": [4], "data_offsets": [0, 2**40]}},
        {"t": {"dtype": "F32", "shape": [2**40, 2**40], "data_offsets": [0, 16]}},
        {"t": {"dtype": "F32", "shape": [-4], "data_offsets": [0, 16]}},
        {"t": {"dtype": "F32", "shape": [4.0], "data_offsets": [0, 16]}},
        {"t": {"dtype": "F32", "shape": [4], "data_offsets": [-16, 0]}},
        {"t": {"dtype": "I64", "shape": [2], "data_offsets": [0, 16]}},
        {"t": {"dtype": [], "shape": [2], "data_offsets": [0, 16]}},
        {f"t{i}": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]} for i in range(9)},
        {},
    ],
)
def test_hostile_safetensors_are_refused(folder: Path, header: object) -> None:
    _raw(folder, header, bytes(16))
    with pytest.raises(UserFacingError):
        read_peft(folder)


def test_files_cut_anywhere_are_refused(folder: Path) -> None:
    sound = (folder / WEIGHTS_FILE).read_bytes()
    for length in [0, 7, 8, 9, *range(100, len(sound), 4999), len(sound) - 1]:
        (folder / WEIGHTS_FILE).write_bytes(sound[:length])
        with pytest.raises(UserFacingError):
            read_peft(folder)


def test_missing_files_and_pickles_are_named(folder: Path) -> None:
    (folder / WEIGHTS_FILE).rename(folder / "adapter_model.bin")
    with pytest.raises(UserFacingError, match=r"adapter_model\.bin, a format that can run code"):
        read_peft(folder)
    (folder / "adapter_model.bin").unlink()
    with pytest.raises(UserFacingError, match=r"adapter_model\.safetensors is missing"):
        read_peft(folder)
    (folder / CONFIG_FILE).unlink()
    with pytest.raises(UserFacingError, match=r"adapter_config\.json is missing"):
        read_peft(folder)
    with pytest.raises(UserFacingError, match="cannot be written"):
        write_peft(
            folder / "none", PeftAdapter({f"{Q_PROJ}.lora_{s}.weight": np.eye(4, dtype="f4") for s in "AB"}, 4, 8, ())
        )
