"""Likenesses as the generator computes them, on vectors whose angles are known, and on the starter from end to end."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import EmbedTogether, FindAlike
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Manner
from t2l_desktop.core.resources import resources_folder
from t2l_desktop.library.packs import load_pack
from t2l_desktop.operations.adapters import create_adapter, save_adapter
from t2l_desktop.operations.chats import start_chat
from t2l_desktop.operations.services import close_services, open_services
from t2l_desktop.worker.likeness import LikenessFinder, write_vectors
from tests.helpers.asking import send_message

# by a word's first letter; lengths differ, as those of embedders do
AXES = {"a": (3.0, 0.0), "b": (0.0, 2.0), "c": (1.0, 1.0), "d": (1.0, -1.0)}
USUAL = ("b", "c", "d")


class Axes:
    """Reads nothing but first letters."""

    name = "axes"
    dimension = 2

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> Tensor:
        self.texts += texts
        return torch.tensor([AXES[text[0]] for text in texts])


@pytest.fixture
def embedder() -> Axes:
    return Axes()


def written(tmp_path: Path, embedder: Axes, *groups: tuple[str, ...]) -> Path:
    out = tmp_path / "vectors.f32"
    write_vectors(EmbedTogether(groups=groups, embedder="", out=str(out)), embedder)
    return out


def find(finder: LikenessFinder, file: Path, embedder: Axes, text: str, *, most: int = 8) -> list[tuple[int, float]]:
    request = FindAlike(text=text, usual=USUAL, vectors=str(file), embedder="e", most=most)
    result = finder.find(request, embedder)
    return list(zip(result["places"], result["likenesses"], strict=True))


def test_a_group_lies_between_its_first_text_and_the_mean_of_the_others(tmp_path: Path, embedder: Axes) -> None:
    file = written(tmp_path, embedder, ("a",), ("a", "b"), ("a", "c", "d"))
    half = np.sqrt(0.5)
    expected = [[1, 0], [half, half], [1, 0]]
    np.testing.assert_allclose(np.fromfile(file, "<f4").reshape(-1, 2), expected, atol=1e-6)


def test_likeness_counts_deviations_from_what_usual_texts_are_like_at_best(tmp_path: Path, embedder: Axes) -> None:
    file = written(tmp_path, embedder, ("a",), ("b",))
    found = find(LikenessFinder(), file, embedder, "a message")
    usual = np.array([[0, np.sqrt(0.5), np.sqrt(0.5)], [1, np.sqrt(0.5), -np.sqrt(0.5)]])
    deviations = (usual - usual.mean(1)[:, None]) / usual.std(1)[:, None]
    at_best = deviations.max(0)
    expected = ((np.array([1, 0]) - usual.mean(1)) / usual.std(1) - at_best.mean()) / at_best.std()
    assert [place for place, _ in found] == [0, 1]
    np.testing.assert_allclose([likeness for _, likeness in found], expected, rtol=1e-5)


def test_equal_ones_keep_their_order_and_no_more_come_than_asked_for(tmp_path: Path, embedder: Axes) -> None:
    file = written(tmp_path, embedder, ("b",), ("a",), ("a", "a"), ("a",))
    assert [place for place, _ in find(LikenessFinder(), file, embedder, "a", most=3)] == [1, 2, 3]


def test_what_usual_texts_cannot_tell_apart_is_no_division_by_zero(tmp_path: Path, embedder: Axes) -> None:
    file = written(tmp_path, embedder, ("a",))
    request = FindAlike(text="a", usual=("c", "c"), vectors=str(file), embedder="e")
    assert np.isfinite(LikenessFinder().find(request, embedder)["likenesses"]).all()


def test_a_file_that_changes_is_read_again_and_the_usual_texts_are_not(tmp_path: Path, embedder: Axes) -> None:
    finder = LikenessFinder()
    file = written(tmp_path, embedder, ("a",), ("b",))
    assert find(finder, file, embedder, "a")[0][0] == 0
    file = written(tmp_path, embedder, ("b",), ("a",))
    os.utime(file, ns=(1, 1))
    embedder.texts.clear()
    assert find(finder, file, embedder, "a")[0][0] == 1
    assert embedder.texts == ["a"]
    finder.release()
    find(finder, file, embedder, "a")
    assert embedder.texts == ["a", *USUAL, "a"]


@pytest.mark.parametrize("data", [b"", b"\0" * 12])
def test_a_file_of_another_size_is_refused(tmp_path: Path, embedder: Axes, data: bytes) -> None:
    file = tmp_path / "vectors.f32"
    file.write_bytes(data)
    with pytest.raises(UserFacingError, match="damaged"):
        find(LikenessFinder(), file, embedder, "a")


def test_a_file_that_is_gone_is_refused(tmp_path: Path, embedder: Axes) -> None:
    with pytest.raises(UserFacingError):
        find(LikenessFinder(), tmp_path / "gone.f32", embedder, "a")


def test_the_right_skills_of_the_starter_answer(paths: AppPaths) -> None:
    pack = load_pack(resources_folder() / "starter")
    wanted = {
        "Give the capital city of the country.": "Japan",
        "Turn the date into the ISO format.": "14 March 2021",
        "Make a numbered list of the items.": "apple, bread, cheese",
    }
    services = open_services(paths)
    try:
        for description in wanted:
            made = create_adapter(services, description=description, pack=pack).adapter
            save_adapter(services, adapter_id=made.id, name=description)
        chat = start_chat(services, pack=pack, manner=Manner(routes=True))
        for description, message in wanted.items():
            answer = send_message(services, chat=chat, text=message, manner=Manner(routes=True))
            (use,) = answer.adapters
            assert services.library.adapter(use.adapter_id).description == description
            assert answer.text
        alone = send_message(
            services, chat=chat, text="I feel so happy about this morning!", manner=Manner(routes=True)
        )
        assert alone.adapters == ()
        assert alone.likeness is not None
    finally:
        close_services(services)
