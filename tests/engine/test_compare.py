"""The comparison of all methods, in the smallest size, on a random base."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from t2l_desktop.cli.app import main
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.training.methods import METHODS
from t2l_desktop.training.ranks import first_ranks, nearest_ranks, powers_of_two
from t2l_desktop.training.scores import wilson
from tests.helpers.task_folder import make_tasks
from tests.helpers.tiny_pack import EMBEDDER, make_tiny_base


# peft itself asks transformers by a name that is on its way out.
@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")
def test_every_method_is_trained_asked_and_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_tiny_base(tmp_path / "base", seed=0)
    tasks = make_tasks(tmp_path / "tasks")
    folder = tmp_path / "comparison"
    call = [
        "train", "compare", "--scale", "smoke", "--folder", str(folder), "--base", str(tmp_path / "base"),
        "--tasks", str(tasks), "--embedder", str(EMBEDDER),
    ]  # fmt: skip
    paths = AppPaths.locate(tmp_path / "home")
    assert main(call, paths) == 0
    assert capsys.readouterr().out.strip() == str(folder / "report.md")
    report = (folder / "report.md").read_text()
    assert all(f"| {name} | 1 |" in report for name in METHODS)
    assert (folder / "report.png").read_bytes().startswith(b"\x89PNG")
    rows = json.loads((folder / "report.json").read_text())["rows"]
    assert [row["method"] for row in rows] == list(METHODS)
    assert all(0 <= row["unseen tasks, input alone"]["share"] <= 1 for row in rows)
    stored = {row["method"]: row["parameters"] for row in rows}
    assert stored["base"] == 0
    assert stored["T2L-S"] < stored["T2L-M"] < stored["T2L-L"]
    assert stored["Arrow routing"] == 2 * stored["multi-task LoRA"]
    ranks = json.loads((folder / "results" / "t2l-s-0.json").read_text())["ranks"]
    assert list(ranks) == [f"{way}, {rank}" for way in ("first ranks", "nearest") for rank in (1, 2, 4, 8)]
    assert ranks["first ranks, 8"] == ranks["nearest, 8"]
    assert "| T2L-S, nested ranks, 0 |" in report
    # nothing is made twice, and what is missing is made again
    results = folder / "results"
    before = {file.name: file.stat().st_mtime_ns for file in results.iterdir()}
    (results / "base-0.json").unlink()
    assert main(call, paths) == 0
    after = {file.name: file.stat().st_mtime_ns for file in results.iterdir()}
    assert before.keys() == after.keys()
    assert [name for name in before if before[name] != after[name]] == ["base-0.json"]
    capsys.readouterr()
    assert main([*call, "--scale", "quick"], paths) != 0
    assert "another kind" in capsys.readouterr().err
    assert main([*call, "--methods", "magic"], paths) != 0
    assert "no method magic" in capsys.readouterr().err


def test_intervals_are_those_of_the_books() -> None:
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-3)
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-3)
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-3)


def test_the_nearest_adapter_of_a_rank_is_no_worse_than_the_first_rows() -> None:
    torch.manual_seed(0)
    pair = (torch.randn(2, 3, 8, 20), torch.randn(2, 3, 30, 8))
    whole = pair[1] @ pair[0]
    for rank in powers_of_two(8):
        errors = []
        for shorter in (nearest_ranks, first_ranks):
            a, b = shorter(pair, rank)
            assert a.shape[-2] == b.shape[-1] == rank
            errors.append((whole - b @ a).square().sum(dim=(-1, -2)))
        lost = torch.linalg.svdvals(whole)[..., rank:].square().sum(-1)
        assert torch.allclose(errors[0], lost, rtol=1e-3, atol=1e-3)
        assert (errors[0] <= errors[1] + 1e-3).all()
    assert powers_of_two(6) == (1, 2, 4, 6)
