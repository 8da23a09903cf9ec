"""Sums, lower ranks and parts of adapters, held against the matrices that are never formed elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.formats.blending import (
    Change,
    as_adapter,
    changes_of,
    kept_by_rank,
    kept_energy,
    only,
    reduced,
    root_of_layers,
    weighted_sum,
)
from t2l_desktop.formats.peft_folder import MAX_RANK, PeftAdapter, read_peft, write_peft
from t2l_desktop.formats.sketch import sketch

Matrix = npt.NDArray[np.float64]
SIZES = {"self_attn.q_proj": (24, 24), "self_attn.v_proj": (24, 12), "mlp.up_proj": (24, 40)}
Q, V, UP = SIZES


def make(seed: int, *modules: str, rank: int = 4, scale: float = 1.0, **more: Any) -> PeftAdapter:
    """A random adapter of two layers with these modules."""
    rng = np.random.default_rng(seed)
    tensors = {}
    for layer in range(2):
        for module in modules or (Q, V):
            width_in, width_out = SIZES[module]
            name = f"base_model.model.model.layers.{layer}.{module}"
            tensors[f"{name}.lora_A.weight"] = rng.normal(size=(rank, width_in)).astype(np.float32)
            tensors[f"{name}.lora_B.weight"] = (scale * rng.normal(size=(width_out, rank))).astype(np.float32)
    return PeftAdapter(**{"tensors": tensors, "rank": rank, "alpha": 6.0, "target_modules": (), **more})


def whole(adapter: PeftAdapter) -> dict[str, Matrix]:
    """ΔW of every module as PEFT computes it."""
    return {
        pair.path: (pair.b.astype(np.float64) @ pair.a)
        * (adapter.alpha_of(pair.path) / (np.sqrt(pair.rank) if adapter.use_rslora else pair.rank))
        for pair in adapter.pairs()
    }


PARTS = [
    (make(1, Q, V), 0.6),
    (make(2, V, UP, rank=7, alpha=3.0, use_rslora=True), -0.4),
    (make(3, UP, rank=2, alpha_pattern={r"layers\.1\.mlp\.up_proj": 11.0}), 1.5),
]


def test_a_blend_is_the_weighted_sum_of_its_parts_whatever_their_ranks_and_modules(tmp_path: Any) -> None:
    blended = as_adapter(weighted_sum([(changes_of(adapter), weight) for adapter, weight in PARTS]), base_name="tiny")
    write_peft(tmp_path, blended)
    read = read_peft(tmp_path)
    ranks = {pair.path: pair.rank for pair in read.pairs()}
    assert ranks == {f"model.layers.{n}.{module}": rank for n in (0, 1) for module, rank in ((Q, 4), (V, 11), (UP, 9))}
    expected: dict[str, Matrix] = {}
    for adapter, weight in PARTS:
        for path, matrix in whole(adapter).items():
            expected[path] = expected.get(path, 0) + weight * matrix
    found = whole(read)
    assert found.keys() == expected.keys()
    for path, matrix in expected.items():
        assert np.abs(found[path] - matrix).max() < 1e-6 * np.abs(matrix).max()
    assert len(read.rank_pattern) <= 2, "one pattern for all layers of a module"


def test_modules_of_one_name_may_differ_in_rank_from_layer_to_layer(tmp_path: Any) -> None:
    changes = changes_of(make(1, Q, V, UP))
    first = changes[f"model.layers.0.{Q}"]
    mixed = {**changes, f"model.layers.0.{Q}": Change(first.a[:2], first.b[:, :2])}
    write_peft(tmp_path, as_adapter(mixed))
    for path, change in changes_of(read_peft(tmp_path)).items():
        np.testing.assert_allclose(change.b @ change.a, mixed[path].b @ mixed[path].a, atol=1e-5)


def test_a_reduced_blend_is_the_nearest_one_and_says_how_near() -> None:
    exact = weighted_sum([(changes_of(adapter), weight) for adapter, weight in PARTS])
    shares = kept_by_rank(exact)
    assert len(shares) == 11
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0, abs=1e-12)
    for rank in (1, 3, 8):
        small = reduced(exact, rank)
        kept = total = 0.0
        for path, change in exact.items():
            u, s, v = np.linalg.svd(change.b @ change.a, full_matrices=False)
            best = (u[:, :rank] * s[:rank]) @ v[:rank]
            np.testing.assert_allclose(small[path].b @ small[path].a, best, atol=1e-9 * s[0])
            assert small[path].rank == min(rank, change.rank)
            kept, total = kept + float((s[:rank] ** 2).sum()), total + float((s**2).sum())
        assert shares[rank - 1] == pytest.approx(kept / total, abs=1e-9)
        assert kept_energy(exact, changes_of(as_adapter(small))) == pytest.approx(kept / total, abs=1e-6)


def test_parts_of_an_adapter_keep_their_share() -> None:
    changes = changes_of(make(1, Q, V, UP))
    squares = {path: float((matrix**2).sum()) for path, matrix in whole(make(1, Q, V, UP)).items()}
    attention, mlp = only(changes, "attention"), only(changes, "mlp")
    assert {path.rpartition(".")[2] for path in attention} == {"q_proj", "v_proj"}
    assert set(attention) | set(mlp) == set(only(changes, "all")) == set(changes)
    wanted = sum(square for path, square in squares.items() if "mlp" in path) / sum(squares.values())
    assert kept_energy(changes, mlp) == pytest.approx(wanted)
    assert kept_energy(changes, attention) == pytest.approx(1 - wanted)


@pytest.mark.parametrize("prefix", ["model.language_model", "language_model.model"])
def test_an_adapter_of_a_model_that_reads_images_too_changes_the_same_layers(prefix: str) -> None:
    plain = make(1)
    names = {name: name.replace("model.model.layers", f"model.{prefix}.layers") for name in plain.tensors}
    nested = replace(plain, tensors={names[name]: tensor for name, tensor in plain.tensors.items()})
    assert kept_energy(changes_of(nested), changes_of(plain)) == 1.0
    assert weighted_sum([(changes_of(nested), 0.5), (changes_of(plain), 0.5)]).keys() == changes_of(plain).keys()
    # what is written is for the model that it was made for
    again = as_adapter(reduced(changes_of(nested), 2), root=root_of_layers(nested))
    assert again.tensors.keys() == nested.tensors.keys()


def test_what_comes_to_nothing_keeps_everything_and_what_is_left_out_is_refused() -> None:
    changes = changes_of(make(1))
    nothing = weighted_sum([(changes, 0.5), (changes, -0.5)])
    assert kept_by_rank(nothing)[-1] == pytest.approx(1.0)
    assert max(np.abs(change.b @ change.a).max() for change in reduced(nothing, 2).values()) < 1e-12
    zero = changes_of(make(1, scale=0.0))
    assert kept_by_rank(zero) == [1.0] * 4
    assert kept_energy(zero, reduced(zero, 1)) == 1.0
    assert not sketch(zero).any()
    assert weighted_sum([(changes, 0.0)]) == {}
    with pytest.raises(UserFacingError, match="Nothing would be left"):
        as_adapter({})


def test_unsound_parts_are_refused() -> None:
    other = {path: Change(change.a[:, :-1], change.b) for path, change in changes_of(make(1)).items()}
    with pytest.raises(UserFacingError, match=r"do not agree in the size of model\.layers\.0\.self_attn\.q_proj"):
        weighted_sum([(changes_of(make(2)), 1.0), (other, 1.0)])
    for weight in (float("nan"), float("inf")):
        with pytest.raises(UserFacingError, match="is not a number"):
            weighted_sum([(changes_of(make(1)), weight)])
    broken = make(1)
    next(iter(broken.tensors.values()))[0, 0] = np.nan
    with pytest.raises(UserFacingError, match="not numbers"):
        changes_of(broken)
    with pytest.raises(UserFacingError, match="not numbers"):
        as_adapter(weighted_sum([(changes_of(make(1, scale=1e30)), 1e30)])).pairs()
    huge = Change(np.ones((MAX_RANK + 1, 3)), np.ones((3, MAX_RANK + 1)))
    with pytest.raises(UserFacingError, match=f"{MAX_RANK} can be used"):
        as_adapter({"model.layers.0.self_attn.q_proj": huge})


def cosine(one: dict[str, Change], other: dict[str, Change]) -> float:
    def product(x: dict[str, Change], y: dict[str, Change]) -> float:
        return sum(float(((x[p].b @ x[p].a) * (y[p].b @ y[p].a)).sum()) for p in x.keys() & y.keys())

    return product(one, other) / float(np.sqrt(product(one, one) * product(other, other)))


def test_sketches_are_near_where_changes_are_alike_whatever_their_strength() -> None:
    one, other = changes_of(make(1, Q, V, UP)), changes_of(make(2, Q, V, UP))
    for weight in (0.0, 0.5, 1.0, 3.0):
        mixed = weighted_sum([(one, 1.0), (other, weight)])
        assert float(sketch(one) @ sketch(mixed)) == pytest.approx(cosine(one, mixed), abs=0.25)
    stronger = weighted_sum([(one, 7.0)])
    np.testing.assert_allclose(sketch(stronger), sketch(one), atol=1e-6)
    np.testing.assert_allclose(sketch(weighted_sum([(one, -1.0)])), -sketch(one), atol=1e-6)
    assert np.linalg.norm(sketch(one)) == pytest.approx(1.0, abs=1e-6)


def test_a_sketch_is_the_same_everywhere_and_however_the_change_is_written() -> None:
    """The figures were computed once; another version or machine has to find them again."""
    changes = {
        f"model.layers.{layer}.{module}": Change(
            np.cos(np.arange(2 * width_in) + layer).reshape(2, width_in),
            np.sin(np.arange(2 * width_out) + layer).reshape(width_out, 2),
        )
        for layer in range(2)
        for module, (width_in, width_out) in SIZES.items()
    }
    vector = sketch(changes)
    assert vector.dtype == np.float32
    assert vector.shape == (256,)
    np.testing.assert_allclose(vector[[0, 1, 100, 255]], [0.0291638, 0.0565435, 0.0127560, 0.0738575], atol=1e-6)
    np.testing.assert_allclose(sketch({path: change.nearest(2) for path, change in changes.items()}), vector, atol=1e-6)
    np.testing.assert_allclose(sketch(dict(reversed(changes.items()))), vector, atol=1e-6)
