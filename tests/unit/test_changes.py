"""How strongly an adapter changes each part of its base: measured, kept, and read with care."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from t2l_desktop.core.changes import CHANGES_FILE, MAX_LAYERS, LayerChanges, decode_changes
from t2l_desktop.formats.changes import measure_changes, write_changes
from t2l_desktop.formats.peft_folder import PeftAdapter


def make_adapter(*paths: str, **options: object) -> PeftAdapter:
    rng = np.random.default_rng(0)
    tensors = {}
    for path in paths:
        tensors[f"base_model.model.{path}.lora_A.weight"] = rng.normal(size=(4, 12)).astype(np.float32)
        tensors[f"base_model.model.{path}.lora_B.weight"] = rng.normal(size=(20, 4)).astype(np.float32)
    return PeftAdapter(tensors=tensors, rank=4, alpha=8.0, target_modules=(), **options)  # type: ignore[arg-type]  # by name


def norm_of(adapter: PeftAdapter, path: str, scale: float) -> float:
    a, b = (adapter.tensors[f"base_model.model.{path}.lora_{side}.weight"] for side in "AB")
    return float(np.linalg.norm(scale * b.astype(np.float64) @ a.astype(np.float64)))


def test_norms_are_those_of_the_added_weights_with_each_modules_own_alpha() -> None:
    q, v = "model.layers.0.self_attn.q_proj", "model.layers.2.self_attn.v_proj"
    adapter = make_adapter(q, v, alpha_pattern={"v_proj": 2.0})
    norms = measure_changes(adapter).norms
    assert [norm is None for norm in (*norms["q_proj"], *norms["v_proj"])] == [False, True, True, True, True, False]
    assert norms["q_proj"][0] == pytest.approx(norm_of(adapter, q, 2.0))
    assert norms["v_proj"][2] == pytest.approx(norm_of(adapter, v, 0.5))
    stabilised = measure_changes(make_adapter(q, use_rslora=True)).norms
    assert stabilised["q_proj"][0] == pytest.approx(norm_of(adapter, q, 4.0))


def test_experts_count_as_one_and_what_has_no_layer_is_left_out(tmp_path: Path) -> None:
    one, other = "model.layers.1.mlp.experts.0.up_proj", "model.layers.1.mlp.experts.7.up_proj"
    adapter = make_adapter(one, other, "lm_head", "model.layers.999999.mlp.up_proj")
    ((first, second),) = measure_changes(adapter).norms.values()
    assert first is None
    assert second == pytest.approx(np.hypot(norm_of(adapter, one, 2.0), norm_of(adapter, other, 2.0)))
    assert write_changes(tmp_path, make_adapter("lm_head")) == []
    assert write_changes(tmp_path, adapter) == [tmp_path / CHANGES_FILE]
    assert decode_changes((tmp_path / CHANGES_FILE).read_bytes()) == measure_changes(adapter)


def test_what_is_written_can_be_read() -> None:
    changes = LayerChanges(norms={"q_proj": (0.5, None), "v_proj": (0.0, 2.0)})
    assert decode_changes(changes.encoded()) == changes
    assert (changes.layers, changes.largest) == (2, 2.0)


@pytest.mark.parametrize(
    "norms",
    [
        {},
        [],
        {"q": []},
        {"q": [1, 2], "v": [1]},
        {"q": [-1]},
        {"q": [True]},
        {"q": ["1"]},
        {"q": [float("nan")]},
        {"q": [float("inf")]},
        {"q": [10**400]},
        {"q": [1.0] * (MAX_LAYERS + 1)},
        {"q" * 65: [1]},
        {str(number): [1] for number in range(33)},
    ],
)
def test_tables_that_are_none_are_refused(norms: object) -> None:
    with pytest.raises(ValueError, match=r"table|rows"):
        decode_changes(json.dumps({"format": 1, "norms": norms}).encode())


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b"{}", b'{"format": 2, "norms": {"q": [1]}}', b"[" * 100_000])
def test_files_that_are_none_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - one of json's own, or ours
        decode_changes(data)
