"""What adapters were made of, and the vectors that they are laid out by, kept and read with care."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import SpreadOut
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.recipes import Ingredient, Recipe, decode_recipe
from t2l_desktop.core.records import Adapter
from t2l_desktop.core.sketches import SKETCH_FILE, SKETCH_LENGTH, checked_vector
from t2l_desktop.library.migrations import STEPS, migrate
from t2l_desktop.library.store import Library
from t2l_desktop.library.vectors import WEIGHTS
from t2l_desktop.worker.loop import Job
from t2l_desktop.worker.spread import principal_plane, spread_out

RECIPE = Recipe(
    parts=(
        Ingredient(adapter_id="a" * 36, name="Pirate 海賊", weight=0.6),
        Ingredient(adapter_id="b" * 36, name="Formal", weight=-0.4),
    ),
    rank=4,
    kept=0.875,
)
BODY = json.loads(RECIPE.encoded())
VECTOR = array("f", [0.5] * SKETCH_LENGTH).tobytes()


@pytest.fixture
def library(paths: AppPaths) -> Iterator[Library]:
    with Library(paths) as opened:
        yield opened


def add(library: Library, *, sketch: bytes | None = VECTOR, recipe: Recipe | None = None) -> Adapter:
    folder = library.new_adapter_folder(needed_bytes=1000)
    (folder / "adapter.gguf").write_bytes(b"gguf")
    if sketch is not None:
        (folder / SKETCH_FILE).write_bytes(sketch)
    added = library.add_adapter(
        folder, name="Sea", description="Arr.", pack_id="tiny", base_fingerprint="ab", rank=4, recipe=recipe
    )
    return library.update_adapter(added.id, is_saved=True)


def test_a_recipe_comes_back_as_it_was(library: Library, paths: AppPaths) -> None:
    added = add(library, recipe=RECIPE)
    library.close()
    with Library(paths) as again:
        assert again.adapter(added.id).recipe == RECIPE
    half = Recipe(parts=RECIPE.parts[:1], modules="mlp", precision="q8_0")
    assert decode_recipe(half.encoded()) == half


@pytest.mark.parametrize(
    "change",
    [
        {"rank": 0},
        {"rank": True},
        {"rank": "4"},
        {"modules": "heads"},
        {"modules": []},
        {"precision": "f8"},
        {"kept": "much"},
        {"kept": float("nan")},
        {"parts": []},
        {"parts": [{}]},
        {"parts": BODY["parts"] * 4},
        {"parts": [{**BODY["parts"][0], "weight": None}]},
    ],
)
def test_damaged_recipes_are_none(change: dict[str, Any]) -> None:
    assert decode_recipe(json.dumps({**BODY, **change})) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", "[" * 100_000, " " * 20_000 + RECIPE.encoded()])
def test_texts_that_are_no_recipe_are_none(text: str) -> None:
    assert decode_recipe(text) is None


def test_adapters_of_the_fourth_version_have_neither_recipe_nor_vector(paths: AppPaths) -> None:
    old = sqlite3.connect(paths.ensure().database, isolation_level=None)
    migrate(old, paths.database, steps=STEPS[:4])
    old.execute(
        "INSERT INTO adapters VALUES (?, 'Sea', 'Arr.', '', 'tiny', 'ab', 8, 0.5, 1, 1.0, 2.0, NULL, '')", ("a" * 36,)
    )
    old.close()
    with Library(paths) as library:
        (adapter,) = library.adapters()
        assert adapter.recipe is None
        assert library.vectors.lacking(WEIGHTS) == [adapter.id]


def test_a_vector_is_taken_with_the_adapter_and_goes_with_it(library: Library) -> None:
    adapter, other = add(library), add(library, sketch=None)
    assert library.vectors.all(WEIGHTS) == {adapter.id: VECTOR}
    assert library.vectors.lacking(WEIGHTS) == [other.id]
    library.bin_adapter(adapter.id)
    assert library.vectors.all(WEIGHTS) == {}
    library.restore_adapter(adapter.id)
    assert library.vectors.all(WEIGHTS) == {adapter.id: VECTOR}
    library.remove_adapter(adapter.id)
    library.vectors.put(WEIGHTS, {adapter.id: VECTOR})
    assert library.vectors.all(WEIGHTS) == {}


def test_vectors_of_words_go_when_the_words_change_and_those_of_weights_stay(library: Library) -> None:
    adapter = add(library)
    library.vectors.put("words tiny", {adapter.id: VECTOR})
    library.update_adapter(adapter.id, notes="Mine.", strength=0.5, name="Sea")
    assert library.vectors.all("words tiny") == {adapter.id: VECTOR}
    library.update_adapter(adapter.id, name="Ocean")
    assert library.vectors.all("words tiny") == {}
    assert library.vectors.all(WEIGHTS) == {adapter.id: VECTOR}


@pytest.mark.parametrize(
    "data", [b"", VECTOR[:-1], VECTOR + b"\0" * 4, VECTOR[:-4] + array("f", [float("nan")]).tobytes()]
)
def test_files_that_are_no_vector_are_left_out(library: Library, data: bytes) -> None:
    adapter = add(library, sketch=data)
    assert library.vectors.lacking(WEIGHTS) == [adapter.id]
    assert checked_vector(data, length=SKETCH_LENGTH) is None


# --- laid out ---------------------------------------------------------------------------------------------------------


def test_the_plane_shows_what_varies_most_and_is_the_same_each_time() -> None:
    rng = np.random.default_rng(0)
    axes = np.linalg.qr(rng.normal(size=(30, 30)))[0]
    rows = 5 * axes[0] + rng.normal(size=(40, 1)) * axes[1] + 0.4 * rng.normal(size=(40, 1)) * axes[2]
    rows += 0.01 * rng.normal(size=rows.shape)
    share, points = principal_plane(rows)
    assert share > 0.98
    assert np.abs(points).max() == pytest.approx(1.0)
    assert points[:, 0].std() > 2 * points[:, 1].std()
    again = principal_plane(3.0 * rows)
    np.testing.assert_allclose(again[1], points, atol=1e-9)
    order = rng.permutation(40)
    np.testing.assert_allclose(principal_plane(rows[order])[1], points[order], atol=1e-9)


@pytest.mark.parametrize("rows", [np.ones((1, 8)), np.ones((3, 8)), np.zeros((4, 8))])
def test_what_does_not_differ_lies_in_the_middle(rows: Any) -> None:
    share, points = principal_plane(rows)
    assert share == 0.0
    assert not points.any()


def test_one_dimension_is_enough(tmp_path: Path) -> None:
    share, points = principal_plane(np.array([[1.0], [-1.0]]))
    assert (share, points.shape) == (1.0, (2, 2))


def test_the_way_that_shows_more_is_taken(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    noise = rng.normal(size=(20, 16))
    plane = np.c_[rng.normal(size=(20, 2)), 0.1 * rng.normal(size=(20, 2))]
    files = []
    for name, rows in (("noise", noise), ("plane", plane)):
        files.append((str(tmp_path / name), rows.shape[1]))
        (tmp_path / name).write_bytes(rows.astype("<f4").tobytes())
    request = SpreadOut(ways=tuple(files), out=str(tmp_path / "out"))
    result = spread_out(request, Job(request, lambda event: None))
    assert result["way"] == 1
    assert result["share"] > 0.9
    assert np.fromfile(tmp_path / "out", "<f4").reshape(20, 2).std() > 0.1


@pytest.mark.parametrize(("data", "length"), [(b"", 4), (b"\0" * 20, 4), (b"\0" * 16, 0), (b"\xff" * 16, 4)])
def test_damaged_vectors_are_refused(tmp_path: Path, data: bytes, length: int) -> None:
    (tmp_path / "rows").write_bytes(data)
    request = SpreadOut(ways=((str(tmp_path / "rows"), length),), out=str(tmp_path / "out"))
    with pytest.raises(UserFacingError, match="damaged or cut short"):
        spread_out(request, Job(request, lambda event: None))
