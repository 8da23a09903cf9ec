"""The starter's training and its measurement, from the first command to the scores on the card, in small."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from t2l_desktop.cli.app import main
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library.packs import load_pack
from t2l_desktop.training import commands, evaluation
from t2l_desktop.training.base import BaseArguments
from t2l_desktop.training.hyper_arguments import STARTER
from t2l_desktop.training.tasks.catalogue import named_tasks, shown_to_base, shown_to_hypernet, unmet_tasks
from t2l_desktop.training.tasks.small_talk import intents
from t2l_desktop.training.tasks.strangers import load_requests

TASKS = (*shown_to_hypernet(named_tasks())[:3], unmet_tasks()[0][0])


@dataclass(frozen=True, kw_only=True)
class SmallBase(BaseArguments):
    width: int = 32
    layers: int = 2
    heads: int = 2
    kv_heads: int = 1
    intermediate: int = 48
    vocabulary: int = 400
    rows: int = 2
    steps: int = 2
    warmup_steps: int = 1
    corpus_samples: int = 200


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few tasks and small sizes."""
    starter = replace(
        STARTER, latent_size=16, head_in_size=16, rank=2, tasks_per_step=2, rehearsal_rows=1, warmup_steps=1
    )
    monkeypatch.setattr(commands, "STARTER", starter)
    monkeypatch.setattr(commands, "BaseArguments", SmallBase)
    monkeypatch.setattr(commands, "all_tasks", lambda: TASKS)
    for name, few in {
        "all_tasks": TASKS,
        "named_tasks": TASKS,
        "unmet_tasks": (TASKS[3:], unmet_tasks()[1][:1]),
        "intents": intents()[:2],
        "load_requests": load_requests()[:2],
    }.items():
        monkeypatch.setattr(evaluation, name, lambda few=few: few)
    monkeypatch.setattr(evaluation, "_MOST_TOKENS", 4)


def run(*arguments: str, home: Path) -> int:
    return main(["train", *arguments], AppPaths.locate(home))


@pytest.mark.usefixtures("small")
def test_a_starter_is_trained_measured_and_trained_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown_to_base(TASKS) == TASKS
    steps = ["--base-steps", "2", "--hypernet-steps", "2"]
    folder = tmp_path / "run"
    assert run("starter", "--folder", str(folder), *steps, home=tmp_path) == 0
    out = Path(capsys.readouterr().out.strip())
    pack = load_pack(out)
    assert pack.can_create_and_chat
    recipe = pack.card["recipe"]
    assert isinstance(recipe, dict)
    assert (recipe["tasks"], recipe["hypernetwork and base together"]["rehearsal"]["width"]) == (3, 32)

    assert run("evaluate", "--pack", str(out), "--inputs", "1", "--write-card", home=tmp_path) == 0
    told = json.loads(capsys.readouterr().out)
    card = load_pack(out).card
    assert card["scores"] == {name: scores for name, scores in told.items() if name != "familiarity"}
    assert [told[f"{name}_tasks_both"]["asked"] for name in ("trained", "unseen", "new")] == [3, 1, 1]
    assert "unseen_pairs_both" not in told, "there were none"
    assert told["strangers_both"]["asked"] == sum(len(each.examples) for each in load_requests()[:2])
    familiarity = card["familiarity"]
    assert isinstance(familiarity, dict)
    assert familiarity["near"] == told["familiarity"]["near"]

    again = [*steps, "--start-from", str(out), "--out", str(tmp_path / "next")]
    assert run("starter", "--folder", str(tmp_path / "more"), *again, home=tmp_path) == 0
    later = load_pack(tmp_path / "next").card["recipe"]
    assert isinstance(later, dict)
    assert later["earlier"] == recipe

    assert run("starter", "--folder", str(folder), "--base-steps", "3", home=tmp_path) == 1
    assert "is of another training: steps" in capsys.readouterr().err
