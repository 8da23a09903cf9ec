"""The comparison of all methods, in the smallest size, on a random base."""

from __future__ import annotations

import json
import math
import random
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import peft
import pytest
import torch
from accelerate import Accelerator
from torch import Tensor
from transformers import PreTrainedModel

from t2l_desktop.cli.app import main
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.hypernet.embedder import load_embedder
from t2l_desktop.training.arms import METHODS, FewWordings, Hypernet
from t2l_desktop.training.asking import Asked, draw_questions, input_alone
from t2l_desktop.training.data import draw_wording
from t2l_desktop.training.hyper import HyperTraining
from t2l_desktop.training.hyper_arguments import HyperArguments
from t2l_desktop.training.lora import LoraArguments
from t2l_desktop.training.methods import AverageLora, Bench, FewShots, Method, TaskLora
from t2l_desktop.training.packing import pad_batch
from t2l_desktop.training.ranks import first_ranks, nearest_ranks, powers_of_two
from t2l_desktop.training.scores import over_tasks, paired, wilson
from t2l_desktop.training.steering import JUNK, told_otherwise
from t2l_desktop.training.tasks.folder import load_tasks
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
    # there are no more tasks and wordings than all others learn from
    idle = {"four times the tasks", "all skills", "all skills, pairs of them and inventions", "8 wordings a task"}
    names = [name for name in METHODS if name not in idle]
    assert all(f"| {name} | 1 |" in report for name in names)
    assert (folder / "report.png").read_bytes().startswith(b"\x89PNG")
    rows = json.loads((folder / "report.json").read_text())["rows"]
    assert [row["method"] for row in rows] == names
    assert all(0 <= row["unseen tasks, input alone"]["share"] <= 1 for row in rows)
    stored = {row["method"]: row["parameters"] for row in rows}
    assert stored["base"] == 0
    assert stored["T2L-S"] < stored["T2L-M"] < stored["T2L-L"]
    assert stored["Arrow routing"] == stored["average LoRA"] == 2 * stored["multi-task LoRA"]
    ranks = json.loads((folder / "results" / "t2l-s-0.json").read_text())["ranks"]
    assert list(ranks) == [f"{way}, {rank}" for way in ("first ranks", "nearest") for rank in (1, 2, 4, 8)]
    assert "| T2L-S, nested ranks, 0 |" in report
    for section in (
        "Points more than others", "Against T2L-L", "Compression", "Told otherwise", "one thing changed", "Surprise",
    ):  # fmt: skip
        assert f"\n## {section}" in report or f" {section}\n" in report, section
    told = json.loads((folder / "results" / "t2l-l-0.json").read_text())["told"]
    assert list(told) == ["a trained wording", "misspelt, small letters", "of another task", "of nothing"]
    learned = {row["method"]: row["tokens trained on"] for row in rows}
    assert learned["base"] == 0 < learned["T2L-S"] == learned["multi-task LoRA"] == learned["rank 2"]
    assert learned["T2L-S, as many tokens as the LoRAs"] == pytest.approx(learned["average LoRA"], abs=3 * 128)
    assert {device for row in rows for device in row["devices"]} <= {"cpu", "cuda", "mps"}
    # nothing is made twice, and what is missing is made again
    results = folder / "results"
    before = {file.name: file.stat().st_mtime_ns for file in results.iterdir()}
    (results / "base-0.json").unlink()
    (results / "t2l-s--nested-ranks-0.json").unlink()
    assert main([*call, "--method", "base"], paths) == 0
    assert {file.name for file in results.iterdir()} == before.keys() - {"t2l-s--nested-ranks-0.json"}
    assert main([*call, "--method", "T2L-S, nested ranks"], paths) == 0
    after = {file.name: file.stat().st_mtime_ns for file in results.iterdir()}
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} == {"base-0.json", "t2l-s--nested-ranks-0.json"}
    capsys.readouterr()
    assert main([*call, "--scale", "quick"], paths) != 0
    assert "another kind" in capsys.readouterr().err
    assert main([*call, "--method", "base", "--method", "magic"], paths) != 0
    assert "no method magic" in capsys.readouterr().err
    # other weights under the same name
    make_tiny_base(tmp_path / "base", seed=1)
    assert main(call, paths) != 0
    assert "another kind" in capsys.readouterr().err


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """Three small tasks on a random base, with adapters that are trained hard enough to say something."""
    folder = tmp_path_factory.mktemp("bench")
    make_tiny_base(folder / "base", seed=0)
    first, *others = load_tasks(make_tasks(folder / "tasks"))
    return Bench(
        folder=folder, base=folder / "base", embedder=load_embedder(EMBEDDER, device=torch.device("cpu")),
        tasks=tuple(others), more_tasks=(), others=(first,),
        hyper=HyperArguments(steps=2, warmup_steps=1, row_length=64),
        lora=LoraArguments(steps=6, warmup_steps=1, rank=2, row_length=64, learning_rate=0.05),
        accelerator=Accelerator(cpu=True),
    )  # fmt: skip


def logits(
    model: PreTrainedModel, bench: Bench, asked: list[Asked], method: Method | SwitchedFor | None = None
) -> Tensor:
    ids, _ = pad_batch(input_alone(bench.prompting)(asked), bench.prompting.pad)
    with torch.inference_mode(), method.switched_on(asked) if method else nullcontext():
        found: Tensor = model(input_ids=ids).logits
    return found


@dataclass(frozen=True)
class SwitchedFor:
    """A method whose adapters are those for one question, whatever is asked."""

    method: Method
    asked: Asked

    def switched_on(self, _: list[Asked]) -> AbstractContextManager[None]:
        return self.method.switched_on([self.asked])


@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")
def test_an_adapter_of_the_task_is_what_peft_makes_of_it(bench: Bench, tmp_path: Path) -> None:
    method = TaskLora(bench, tmp_path, 0)
    asked = draw_questions((*bench.tasks, *bench.others), rounds=1)
    ours = logits(method.model, bench, asked, method)
    plain = logits(method.model, bench, asked)
    for row, each in enumerate(asked):
        folder = bench.folder / "library-0" / "adapters" / each.task.name
        theirs = logits(peft.PeftModel.from_pretrained(bench.fresh_base(), folder), bench, asked)
        assert torch.allclose(ours[row], theirs[row], atol=1e-4)
        assert not torch.allclose(ours[row], plain[row], atol=1e-2)


@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")
def test_the_average_is_the_mean_of_the_changes(bench: Bench, tmp_path: Path) -> None:
    method = AverageLora(bench, tmp_path, 0)
    asked = draw_questions(bench.tasks, rounds=1)
    merged = bench.fresh_base()
    adapters, _ = bench.library(bench.tasks, 0)
    with torch.no_grad():
        for pairs in bench.read_library(adapters, bench.tasks).values():
            for name, (a, b) in pairs.items():
                for number, layer in enumerate(merged.model.layers):
                    change = bench.scaling * b[number] @ a[number] / len(bench.tasks)
                    getattr(layer.self_attn, name).weight.add_(change)
    assert torch.allclose(logits(method.model, bench, asked, method), logits(merged, bench, asked), atol=1e-4)
    assert method.parameters == sum(
        a.numel() + b.numel() for each in bench.read_library(adapters, bench.tasks).values() for a, b in each.values()
    )


def test_samples_in_the_prompt_are_solved_and_never_the_question(bench: Bench, tmp_path: Path) -> None:
    method = FewShots(bench, tmp_path, 0)
    for asked in draw_questions(bench.tasks, rounds=3):
        prompt = method.prompt(asked, words=False)
        shots, _, question = prompt.removeprefix("<|system|>").partition("<|end|>")
        assert question == f"<|user|>{asked.text}<|end|><|assistant|>"
        assert len(shots.splitlines()) == 3
        for shot in shots.splitlines():
            text, _, answer = shot.partition(" -> ")
            assert text != asked.text
            assert answer in {right for word, right in asked.task.train if word == text}  # type: ignore[attr-defined]
        assert method.prompt(asked, words=True) == prompt.replace("<|system|>", f"<|system|>{asked.wording}\n")


@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")
def test_a_library_of_other_settings_is_refused(bench: Bench) -> None:
    bench.library(bench.tasks, 0)
    with pytest.raises(UserFacingError, match="other settings: rank"):
        replace(bench, lora=replace(bench.lora, rank=4)).library(bench.tasks, 0)


def test_distillation_brings_the_adapted_base_nearer_to_what_it_says_in_words(bench: Bench, tmp_path: Path) -> None:
    arguments = replace(
        bench.hyper, method="distillation", steps=601, save_every=601, latent_size=16, head_in_size=16, rank=2,
        learning_rate=0.01, tasks_per_step=2,
    )  # fmt: skip
    model = bench.fresh_base()
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    training = HyperTraining(
        tmp_path, bench.tasks, arguments, model=model, prompting=bench.prompting, embedder=bench.embedder,
        accelerator=bench.accelerator, base_name="tiny",
    )  # fmt: skip

    def distance() -> float:
        training.rng.seed(7)
        torch.manual_seed(7)
        return training.gradients()[0]["with adapters"]

    first = distance()
    training.fit()
    history = json.loads((tmp_path / "hyper-history.json").read_text())
    assert all(row["with adapters"] > 0 for row in history if "with adapters" in row)
    after = distance()
    assert 0 < after < 0.8 * first, after / first
    assert all(torch.equal(before[name], tensor) for name, tensor in model.state_dict().items())


def test_intervals_are_those_of_the_books() -> None:
    assert wilson(0.0, 10) == pytest.approx((0.0, 0.2775), abs=1e-3)
    assert wilson(0.5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-3)
    assert over_tasks([1.0] * 8) == (1.0, 1.0)
    low, high = over_tasks([0.0, 1.0] * 20)
    assert 0.3 < low < 0.42
    assert 0.58 < high < 0.7
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=1e-3)


def test_two_methods_are_compared_task_by_task() -> None:
    theirs = [0.1 * number for number in range(10)]
    same = paired(theirs, theirs)
    assert (same.more, same.lost) == (0.0, 0.0)
    assert same.more_interval == same.lost_interval == (0.0, 0.0)
    # a little worse at every task: told apart although the tasks differ far more than the methods
    worse = paired([0.9 * share for share in theirs], theirs)
    assert worse.more == pytest.approx(-0.045)
    assert worse.more_interval[1] < 0
    assert worse.lost == pytest.approx(0.1)
    assert worse.lost_interval == pytest.approx((0.1, 0.1))
    nothing = paired([0.5, 0.0], [0.0, 0.0])
    assert nothing.more == 0.25
    assert math.isnan(nothing.lost)


def test_descriptions_are_told_otherwise_but_questions_stay(bench: Bench) -> None:
    questions = draw_questions((*bench.tasks, *bench.others), rounds=4)
    told = told_otherwise(questions)
    assert told == told_otherwise(questions)
    for asked, trained, misspelt, others, nothing in zip(questions, *told.values(), strict=True):
        assert asked.text == trained.text == misspelt.text == others.text == nothing.text
        assert trained.wording in asked.task.wordings.trained
        assert misspelt.wording != asked.wording
        assert others.wording not in (*asked.task.wordings.trained, *asked.task.wordings.unseen)
        assert nothing.wording in JUNK


def test_tasks_with_few_wordings_keep_the_first_ones(bench: Bench) -> None:
    for task in bench.tasks:
        few = FewWordings(task, 2)
        assert few.wordings.trained == task.wordings.trained[:2]
        assert few.wordings.unseen == task.wordings.unseen
        assert {draw_wording(few, random.Random(number)).lower() for number in range(9)}


def test_an_adapter_per_input_follows_input_and_description(bench: Bench, tmp_path: Path) -> None:
    method = METHODS["adapter per input"](bench, tmp_path, 0)
    (asked,) = draw_questions(bench.tasks[:1], rounds=1)
    with torch.no_grad():  # a new hypernetwork changes nothing
        for head in method.training.hypernet.network.heads.values():  # type: ignore[attr-defined]
            torch.nn.init.normal_(head.weight)
    found = [
        logits(method.model, bench, [asked], SwitchedFor(method, each))
        for each in (asked, replace(asked, wording="Something else."), replace(asked, text="zebra"))
    ]
    assert not torch.allclose(found[0], found[1])
    assert not torch.allclose(found[0], found[2])


def test_fewer_ranks_are_asked_with_fewer_ranks(bench: Bench, tmp_path: Path) -> None:
    method = METHODS["T2L-S"](bench, tmp_path, 0)
    assert isinstance(method, Hypernet)
    (asked,) = draw_questions(bench.tasks[:1], rounds=1)
    with torch.no_grad():  # a new hypernetwork changes nothing
        for parameter in method.training.hypernet.network.heads.parameters():
            torch.nn.init.normal_(parameter)
    plain, whole = logits(method.model, bench, [asked]), logits(method.model, bench, [asked], method)
    found = {}
    for name, shorter in method.shorter.items():
        method.shortened = shorter
        found[name] = logits(method.model, bench, [asked], method)
    rank = bench.hyper.rank
    for way in ("first ranks", "nearest"):
        assert torch.allclose(found[f"{way}, {rank}"], whole, atol=1e-3)
        assert not torch.allclose(found[f"{way}, 1"], whole, atol=1e-2)
        assert not torch.allclose(found[f"{way}, 1"], plain, atol=1e-2)


@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")
def test_arrow_with_one_adapter_to_choose_from_is_that_adapter(bench: Bench, tmp_path: Path) -> None:
    one = replace(bench, folder=tmp_path, tasks=bench.tasks[:1])
    method = METHODS["Arrow routing"](one, tmp_path / "arrow", 0)
    asked = draw_questions(one.tasks, rounds=1)
    folder = tmp_path / "library-0-in-words" / "adapters" / one.tasks[0].name
    theirs = logits(peft.PeftModel.from_pretrained(one.fresh_base(), folder), one, asked)
    assert torch.allclose(logits(method.model, one, asked), theirs, atol=1e-4)
    assert not torch.allclose(logits(one.fresh_base(), one, asked), theirs, atol=1e-2)


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
