"""Training for a base and tasks of one's own, through the command line."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import peft
import pytest
import torch
from accelerate import Accelerator
from safetensors.torch import load_file, save_file
from transformers import LlamaForCausalLM

from t2l_desktop.cli.app import main
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.resources import resources_folder
from t2l_desktop.hypernet.checkpoint import load_hypernet
from t2l_desktop.training.tasks.folder import load_tasks
from tests.helpers.task_folder import make_tasks
from tests.helpers.tiny_pack import EMBEDDER, make_tiny_base

SIZES = ["--rank", "2", "--steps", "4", "--warmup-steps", "1", "--save-every", "2", "--row-length", "64"]
HYPER = ["--latent-size", "16", "--head-in-size", "16", "--tasks-per-step", "2", "--embedder", str(EMBEDDER)]


@pytest.fixture(scope="module")
def bring(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """A base and tasks, as the command line takes them."""
    folder = tmp_path_factory.mktemp("own")
    make_tiny_base(folder / "base", seed=0)
    return ["--base", str(folder / "base"), "--tasks", str(make_tasks(folder / "tasks"))]


def train(part: str, *arguments: str, home: Path) -> int:
    return main(["train", part, *arguments], AppPaths.locate(home))


@pytest.mark.parametrize("variant", ["S", "M", "L"])
@pytest.mark.parametrize("method", ["sft", "distillation"])
def test_a_hypernetwork_learns_through_a_frozen_base(
    bring: list[str], method: str, variant: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    more = ["--method", method, "--variant", variant, "--learning-rate", "0.01"]
    assert train("hypernet", *bring, *SIZES, *HYPER, *more, "--folder", str(run), home=tmp_path) == 0
    written = Path(capsys.readouterr().out.strip())
    hypernet = load_hypernet(written, device=torch.device("cpu"))
    assert hypernet.network.spec.variant == variant
    assert hypernet.reader is None
    adapter = hypernet.generate(torch.randn(hypernet.embedding_dimension))
    assert any("lora_B" in name and tensor.any() for name, tensor in adapter.items())


# peft itself asks transformers by a name that is on its way out.
@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")
def test_a_hypernetwork_writes_a_library_again(bring: list[str], tmp_path: Path) -> None:
    library = tmp_path / "library"
    assert train("adapters", *bring, *SIZES, "--learning-rate", "0.05", "--folder", str(library), home=tmp_path) == 0
    folders = sorted(path.name for path in (library / "adapters").iterdir())
    assert folders == ["first", "twice", "upper"]
    base = LlamaForCausalLM.from_pretrained(bring[1])
    peft.PeftModel.from_pretrained(base, library / "adapters" / "upper")
    more = [*HYPER, "--method", "reconstruction", "--adapters", str(library / "adapters"), "--tasks-per-step", "3"]
    longer = [*SIZES, "--steps", "200", "--save-every", "200"]
    telling_apart = ["--embedder", str(resources_folder() / "starter" / "embedder")]  # random weights do not
    for distance, left in (("product", 0.4), ("numbers", 0.8)):
        run = tmp_path / distance
        told = [*telling_apart, "--distance", distance, "--folder", str(run)]
        assert train("hypernet", *bring, *longer, *more, *told, home=tmp_path) == 0
        history = json.loads((run / "hyper-history.json").read_text())
        distances = [row["distance"] for row in history if "distance" in row]
        assert distances[-1] < left * distances[0]
    # trained adapters are kept: a second call has nothing to do
    before = (library / "adapters" / "upper" / "adapter_model.safetensors").stat().st_mtime_ns
    assert train("adapters", *bring, *SIZES, "--learning-rate", "0.05", "--folder", str(library), home=tmp_path) == 0
    assert (library / "adapters" / "upper" / "adapter_model.safetensors").stat().st_mtime_ns == before


def in_processes(count: int, command: list[str], home: Path) -> subprocess.CompletedProcess[str]:
    start = ["-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={count}", "-m", "t2l_desktop", "train"]
    environment = {**os.environ, "ACCELERATE_USE_CPU": "1", "OMP_NUM_THREADS": "1", "T2L_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, *start, *command], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert f"1 of {count} processes" in done.stderr
    return done


def test_two_processes_train_a_library_in_a_new_folder(bring: list[str], tmp_path: Path) -> None:
    run = tmp_path / "run"
    in_processes(2, ["adapters", *bring, *SIZES, "--folder", str(run)], tmp_path)
    assert sorted(path.name for path in (run / "adapters").iterdir()) == ["first", "twice", "upper"]


def test_more_processes_than_a_step_has_work_for_are_refused(
    bring: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Accelerator, "num_processes", 5)
    for part, what in (("adapters", "rows"), ("hypernet", "tasks")):
        more = ["--folder", str(tmp_path / part), *(HYPER * (part == "hypernet"))]
        assert train(part, *bring, *SIZES, *more, home=tmp_path) == 1
        assert f"there are fewer {what} a step" in capsys.readouterr().err


def test_two_processes_give_the_losses_of_one(bring: list[str], tmp_path: Path) -> None:
    losses = {}
    for count in (1, 2):
        run = tmp_path / str(count)
        steps = ["--steps", "22", "--save-every", "22", "--learning-rate", "0.003"]
        in_processes(count, ["hypernet", *bring, *SIZES, *HYPER, *steps, "--folder", str(run)], tmp_path)
        history = json.loads((run / "hyper-history.json").read_text())
        losses[count] = [row["with adapters"] for row in history if "with adapters" in row]
    assert len(losses[1]) == len(losses[2]) == 3
    assert losses[1][-1] < 0.8 * losses[1][0]
    assert losses[2] == pytest.approx(losses[1], rel=0.06)


def test_ctrl_c_and_sigterm_save_and_the_same_command_goes_on(bring: list[str], tmp_path: Path) -> None:
    run = tmp_path / "run"
    steps = ["--steps", "100000", "--save-every", "100000"]
    command = [
        sys.executable,
        "-m",
        "t2l_desktop",
        "train",
        "hypernet",
        *bring,
        *SIZES,
        *HYPER,
        *steps,
        "--folder",
        str(run),
    ]
    environment = {**os.environ, "ACCELERATE_USE_CPU": "1", "T2L_HOME": str(tmp_path)}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("step 10:"):
            process.send_signal(signal.SIGINT)
            break
    rest = process.stderr.read()
    assert process.wait(60) == 130, rest
    process.stderr.close()
    assert "the same command goes on" in rest
    saved = torch.load(run / "hyper.pt", weights_only=True)["step"]
    assert saved >= 11
    again = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    assert again.stderr is not None
    first = next(line for line in again.stderr if line.startswith("step "))
    again.terminate()  # as a system does that shuts down
    rest = again.stderr.read()
    assert again.wait(60) == 130, rest
    again.stderr.close()
    assert int(first.split()[1].rstrip(":")) >= saved
    assert torch.load(run / "hyper.pt", weights_only=True)["step"] > saved


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("train.jsonl", '{"input": "a", "output": "A"}\n{"input": "b"}\n', "Line 2 of upper/train.jsonl"),
        ("test.jsonl", '{"input": "a", "output": "A"}\n\nnonsense\n', "Line 3 of upper/test.jsonl"),
        ("test.jsonl", "", "Line 1 of upper/test.jsonl"),
        ("train.jsonl", '{"input": "a", "output": 5}\n', "Line 1 of upper/train.jsonl"),
        ("train.jsonl", '{"input": "a", "output": "A"}\n{"input": "\u2028b"}\n', "Line 2 of upper/train.jsonl"),
        ("descriptions.json", '{"one": 1}', "Line 1 of upper/descriptions.json"),
        ("descriptions.json", '["one",\n 2]', "Line 2 of upper/descriptions.json"),
        ("descriptions.json", '[\n"one, [two]",\n "",\n "three"]', "Line 3 of upper/descriptions.json"),
        ("descriptions.json", '\n[ "one" , [\n] ]', "Line 2 of upper/descriptions.json"),
        ("descriptions.json", '["one",\n "two"', "Line 2 of upper/descriptions.json"),
        ("descriptions.json", '["only one"]', "Line 1 of upper/descriptions.json"),
        ("descriptions.json", '["only one", "only one "]', "Line 1 of upper/descriptions.json"),
        (
            "test.jsonl",
            '{"input": "new", "output": "NEW"}\n{"input": "fox", "output": "FOX"}',
            "Line 2 of upper/test.jsonl",
        ),
        ("train.jsonl", None, "The task upper lacks its file train.jsonl"),
        ("descriptions.json", None, "The task upper lacks its file descriptions.json"),
    ],
)
def test_malformed_tasks_name_their_file_and_line(file: str, content: str | None, message: str, tmp_path: Path) -> None:
    folder = make_tasks(tmp_path / "tasks")
    target = folder / "upper" / file
    if content is None:
        target.unlink()
    else:
        target.write_text(content, encoding="utf-8")
    with pytest.raises(UserFacingError, match=message):
        load_tasks(folder)


def test_a_sample_may_hold_what_unicode_calls_a_line_break(tmp_path: Path) -> None:
    folder = make_tasks(tmp_path / "tasks")
    lines = '{"input": "a\u2028b\u0085c", "output": "A"}\r\n{"input": "d", "output": "D"}\r\n'
    (folder / "upper" / "train.jsonl").write_bytes(lines.encode())
    task = next(each for each in load_tasks(folder) if each.name == "upper")
    assert task.train == (("a\u2028b\u0085c", "A"), ("d", "D"))


@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")
def test_a_library_or_checkpoint_of_another_base_tasks_or_adapters_is_refused(
    bring: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_tiny_base(tmp_path / "base", seed=0)
    other_base = ["--base", str(tmp_path / "base")]
    weights = load_file(tmp_path / "base" / "model.safetensors")
    weights["model.layers.0.self_attn.q_proj.weight"] += 0.01  # as a merged LoRA changes it, and nothing else
    save_file(weights, tmp_path / "base" / "model.safetensors", metadata={"format": "pt"})
    tasks = make_tasks(tmp_path / "tasks")
    other_tasks = ["--tasks", str(tasks)]
    (tasks / "upper" / "train.jsonl").write_text('{"input": "fox", "output": "OXF"}\n')

    library = ["--folder", str(tmp_path / "library")]
    assert train("adapters", *bring, *SIZES, *library, home=tmp_path) == 0
    for other, words in ((other_base, "other settings: base"), (other_tasks, "other settings: task upper")):
        assert train("adapters", *bring, *other, *SIZES, *library, home=tmp_path) != 0
        assert words in capsys.readouterr().err
    run = ["--folder", str(tmp_path / "run")]
    assert train("hypernet", *bring, *SIZES, *HYPER, *run, home=tmp_path) == 0
    for other, words in ((other_base, "another training: base"), (other_tasks, "another training: tasks")):
        assert train("hypernet", *bring, *other, *SIZES, *HYPER, *run, home=tmp_path) != 0
        assert words in capsys.readouterr().err

    again = ["--folder", str(tmp_path / "again"), "--method", "reconstruction"]
    more = ["--adapters", str(tmp_path / "library" / "adapters")]
    assert train("hypernet", *bring, *SIZES, *HYPER, *again, *more, home=tmp_path) == 0
    calmer = ["--folder", str(tmp_path / "calmer"), "--learning-rate", "0.05"]
    assert train("adapters", *bring, *SIZES, *calmer, home=tmp_path) == 0
    more = ["--adapters", str(tmp_path / "calmer" / "adapters")]
    assert train("hypernet", *bring, *SIZES, *HYPER, *again, *more, home=tmp_path) != 0
    assert "another training: library" in capsys.readouterr().err


@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")
def test_a_library_goes_on_with_a_lower_learning_rate(bring: list[str], tmp_path: Path) -> None:
    library = ["--folder", str(tmp_path / "library")]
    assert train("adapters", *bring, *SIZES, *library, home=tmp_path) == 0
    shutil.rmtree(tmp_path / "library" / "adapters" / "upper")
    assert train("adapters", *bring, *SIZES, *library, "--learning-rate", "1e-4", home=tmp_path) == 0
    assert (tmp_path / "library" / "adapters" / "upper" / "adapter_model.safetensors").is_file()


@pytest.mark.parametrize("part", ["adapters", "hypernet"])
def test_a_killed_run_goes_on(bring: list[str], part: str, tmp_path: Path) -> None:
    run = tmp_path / "run"
    more = ["--folder", str(run), "--steps", "60", "--save-every", "5", *(HYPER * (part == "hypernet"))]
    command = [sys.executable, "-m", "t2l_desktop", "train", part, *bring, *SIZES, *more]
    environment = {**os.environ, "ACCELERATE_USE_CPU": "1", "OMP_NUM_THREADS": "1", "T2L_HOME": str(tmp_path)}
    for _ in range(2):
        process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        next(line for line in process.stderr if line.startswith("step "))
        time.sleep(0.3 * random.random())
        process.kill()  # while it saves, trains or asks: as it falls
        process.stderr.read()
        process.stderr.close()
        assert process.wait(60) == -signal.SIGKILL
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    first, twice, upper = (Path("adapters") / name for name in ("first", "twice", "upper"))
    found = [first, twice, upper] if part == "adapters" else [Path("hypernet"), Path("recipe.json")]
    assert all((run / each).exists() for each in found)
    if part == "hypernet":
        unbroken = [str(tmp_path / "unbroken") if each == str(run) else each for each in command]
        subprocess.run(unbroken, env=environment, capture_output=True, check=True)
        once, broken = (load_file(each / "hypernet" / "hypernet.safetensors") for each in (tmp_path / "unbroken", run))
        assert all(torch.equal(once[name], broken[name]) for name in once)


def test_a_nested_hypernetwork_learns_with_its_first_ranks(bring: list[str], tmp_path: Path) -> None:
    runs = {}
    for name, more in {"whole": [], "nested": ["--nested"]}.items():
        run = tmp_path / name
        told = [*SIZES, *HYPER, *more, "--steps", "8", "--save-every", "8", "--learning-rate", "0.01"]
        assert train("hypernet", *bring, *told, "--folder", str(run), home=tmp_path) == 0
        runs[name] = json.loads((run / "recipe.json").read_text())["nested"], torch.load(run / "hyper.pt")["modules"]
    assert [is_nested for is_nested, _ in runs.values()] == [False, True]
    (_, whole), (_, nested) = runs.values()
    assert any(not torch.equal(whole["network"][name], nested["network"][name]) for name in whole["network"])


def test_bad_calls_are_refused_in_words(bring: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = ["--folder", str(tmp_path / "run")]
    (tmp_path / "file").write_text("")
    empty = tmp_path / "empty"
    empty.mkdir()
    for arguments, words in (
        (["--method", "reconstruction"], "needs a library"),
        (["--target-modules", "q_proj,nonsense"], "no linear layer nonsense"),
        (["--steps", "0"], "at least 1"),
        (["--learning-rate", "nan"], "learning rate"),
        (["--tasks", str(empty)], "holds no tasks"),
        (["--base", str(empty)], "cannot be loaded"),
        (["--folder", str(tmp_path / "file")], "cannot be written"),
    ):
        assert train("hypernet", *bring, *SIZES, *HYPER, *run, *arguments, home=tmp_path) != 0
        assert words in capsys.readouterr().err


def test_a_missing_adapter_of_the_library_is_named(
    bring: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ["--method", "reconstruction", "--adapters", str(tmp_path / "nowhere"), "--folder", str(tmp_path / "run")]
    assert train("hypernet", *bring, *SIZES, *HYPER, *more, home=tmp_path) != 0
    assert "adapter" in capsys.readouterr().err
