"""Scores are read from any card without a stumble."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from t2l_desktop.core.records import Pack
from t2l_desktop.core.resources import resources_folder
from t2l_desktop.operations.scores import Score, read_scores, usual_scores, words_help


def pack(card: dict[str, object]) -> Pack:
    return Pack(
        id="p", name="P", folder=Path(), base=None, hypernet=None, embedder=None,
        base_fingerprint="", context_length=0, keeps_history=False, card=card,
    )  # fmt: skip


def test_the_starters_card_is_understood() -> None:
    card = json.loads((resources_folder() / "starter" / "pack.json").read_text(encoding="utf-8"))["card"]
    scores = read_scores(pack(card))
    assert scores.keys() == card["scores"].keys()
    main = scores["trained_tasks_matched"]
    assert main.asked > 1000
    assert main.families == card["scores"]["trained_tasks_matched"]["families"]


@pytest.mark.parametrize(
    "scores",
    [
        None,
        [1],
        {"a": 1},
        {"a": {"percent": True, "asked": 5}},
        {"a": {"percent": 101, "asked": 5}},
        {"a": {"percent": 10**400, "asked": 5}},
        {"a": {"percent": 5.0, "asked": 0}},
        {"a": {"percent": 5.0, "asked": "many"}},
        {"a" * 500: {"percent": 5.0, "asked": 5}},
    ],
)
def test_what_is_no_score_is_left_out(scores: object) -> None:
    assert read_scores(pack({"scores": scores})) == {}


def test_a_bad_part_costs_that_part_alone() -> None:
    body = {"percent": 50, "asked": 8, "interval": [60, 40], "families": {"dates": 70, "verbs": None, "lists": -1}}
    assert read_scores(pack({"scores": {"a": body, "b": []}})) == {
        "a": Score(percent=50.0, asked=8, families={"dates": 70.0})
    }


@pytest.mark.parametrize(("percent", "in_ten"), [(0, 0), (4.9, 0), (5, 1), (87.1, 9), (94.9, 9), (95, 10), (100, 10)])
def test_ten_answers_stand_for_all(percent: float, in_ten: int) -> None:
    assert Score(percent=percent, asked=100).in_ten == in_ten


def test_families_are_told_best_and_worst_first() -> None:
    score = Score(percent=70, asked=9, families={"a": 80, "b": 100, "c": 70, "d": 10, "e": 59.9, "f": 90})
    assert score.strong_families(2) == ["b", "f"]
    assert score.weak_families(9) == ["d", "e"]


def test_the_usual_scores_are_those_of_the_apps_own_way_of_asking() -> None:
    def usual(**percents: float) -> dict[str, float]:
        scores = {name: {"percent": it, "asked": 9} for name, it in percents.items()}
        return {name: score.percent for name, score in usual_scores(pack({"scores": scores})).items()}

    ways = {"new_tasks_matched": 4.0, "new_tasks_both": 80.0, "junk": 10.0, "hurry": 70.0, "hurry_both": 60.0}
    assert usual(**ways) == {"new_tasks": 80.0, "junk": 10.0, "hurry": 60.0}
    alone = {"new_tasks_matched": 80.0, "new_tasks_both": 4.0, "hurry": 70.0, "hurry_both": 60.0, "pairs_matched": 5.0}
    assert usual(**alone) == {"new_tasks": 80.0, "hurry": 70.0, "pairs": 5.0}
    assert usual() == {}


def test_words_help_where_both_together_score_above_the_adapter_on_average_over_the_groups() -> None:
    def helps(**percents: object) -> bool:
        return words_help(pack({"scores": {name: {"percent": it, "asked": 9} for name, it in percents.items()}}))

    assert not helps(trained_tasks_matched=90, trained_tasks_both=88)
    assert helps(trained_tasks_matched=90, trained_tasks_both=88, new_tasks_matched=4, new_tasks_both=80)
    assert not helps(trained_tasks_matched=90, trained_tasks_in_prompt=95)
    assert not helps(trained_tasks_matched="many", trained_tasks_both=99)
    assert not helps()
