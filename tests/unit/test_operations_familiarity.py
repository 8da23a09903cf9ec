"""What a pack's card says, and the gauge that stands on it."""

from __future__ import annotations

import dataclasses
from typing import Any, cast

import pytest

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import Familiarity, Request
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Pack
from t2l_desktop.operations.familiarity import Closeness, Likeness, familiarity_thresholds, measure_familiarity
from t2l_desktop.operations.services import Services


@pytest.mark.parametrize(
    ("familiarity", "wanted"),
    [
        ({"threshold": 0.9, "curve": [[0.5, 40, 0.1], [0.7, 40, 0.6], [0.8, 40, 0.7], [0.9, 40, 0.9]]}, (0.9, 0.7)),
        ({"threshold": 0.9, "curve": [[0.7, 40, 0.9], [0.8, 40, 0.4], [0.9, 40, 0.9]]}, (0.9, 0.9)),
        ({"threshold": 0.9, "near": 0.6, "curve": [[0.7, 40, 0.6], [0.9, 40, 0.9]]}, (0.9, 0.6)),
        ({"threshold": 0.9, "near": 0.95, "curve": [[0.7, 40, 0.6], [0.9, 40, 0.9]]}, (0.9, 0.7)),
        ({"threshold": 0.9, "near": "far", "curve": [[0.7, 40, 0.6], [0.9, 40, 0.9]]}, (0.9, 0.7)),
        ({"threshold": 0.7, "curve": [[0.7, 40, 0.9]]}, (0.7, 0.5)),
        ({"threshold": 0.7, "curve": "wild"}, (0.7, 0.5)),
        ({"threshold": None, "curve": []}, (0.8, 0.6)),
        ({"threshold": 10**400}, (0.8, 0.6)),
        ({"threshold": float("nan")}, (0.8, 0.6)),
        ("none", (0.8, 0.6)),
        (None, (0.8, 0.6)),
    ],
)
def test_thresholds_come_from_the_card_or_are_the_usual_ones(
    paths: AppPaths, familiarity: object, wanted: tuple[float, float]
) -> None:
    pack = make_pack(paths, card={"familiarity": familiarity})
    assert familiarity_thresholds(pack) == pytest.approx(wanted)


class FakeGenerator:
    """Answers with one cosine, or with an error."""

    def __init__(self, answer: float | Exception) -> None:
        self.answer = answer
        self.requests: list[Request] = []

    def call(self, request: Request, *, cancel: CancelToken | None = None) -> dict[str, Any]:
        self.requests.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return {"cosine": self.answer}


def make_pack(paths: AppPaths, **changes: Any) -> Pack:
    pack = Pack(
        id="p", name="P", folder=paths.packs, base=None, hypernet=None, embedder=paths.packs / "e",
        descriptions=paths.packs / "d", base_fingerprint="", context_length=0, keeps_history=False,
        card={"familiarity": {"threshold": 0.9, "curve": [[0.7, 40, 0.6], [0.5, 40, 0.2]]}},
    )  # fmt: skip
    return dataclasses.replace(pack, **changes)


def measure(generator: FakeGenerator, pack: Pack, text: str = "Sort the words.") -> Likeness | None:
    services = cast("Services", dataclasses.make_dataclass("S", ["generator"])(generator))
    return measure_familiarity(services, description=text, pack=pack, device="cpu")


@pytest.mark.parametrize(
    ("cosine", "closeness"),
    [(0.9, Closeness.CLOSE), (0.89, Closeness.SOMEWHAT_NEW), (0.7, Closeness.SOMEWHAT_NEW), (0.69, Closeness.NEW)],
)
def test_a_cosine_becomes_a_word(paths: AppPaths, cosine: float, closeness: Closeness) -> None:
    generator = FakeGenerator(cosine)
    assert measure(generator, make_pack(paths)) == Likeness(cosine=cosine, closeness=closeness)
    (request,) = generator.requests
    assert isinstance(request, Familiarity)
    assert (request.known, request.device) == (str(paths.packs / "d"), "cpu")


def test_where_nothing_can_be_told_nothing_is_said(paths: AppPaths) -> None:
    asked = FakeGenerator(1.0)
    assert measure(asked, make_pack(paths, descriptions=None)) is None
    assert measure(asked, make_pack(paths), "敬語で丁寧に答えてください。") is None
    assert asked.requests == []
    assert measure(FakeGenerator(UserFacingError("The description has no words in it.")), make_pack(paths)) is None
    with pytest.raises(ZeroDivisionError):  # a bug is not hidden
        measure(FakeGenerator(ZeroDivisionError()), make_pack(paths))
