"""The command line as people run it: a process, real workers, a small random pack."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.helpers.tiny_pack import make_tiny_pack
from tests.helpers.tiny_parts import make_parts

ROOT = Path(__file__).parents[2]
DESCRIPTION = "Answer like a pirate."
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_pack(tmp_path_factory.mktemp("packs") / "tiny パック")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "家 home"


@pytest.fixture
def run(home: Path, tmp_path: Path) -> Run:
    """Run a verb in an ASCII locale, as services and containers have it."""

    def run_verb(*argv: str | Path, expect: int = 0, text: str = "") -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command(home, *argv), cwd=tmp_path, env=environment(), input=text, capture_output=True, encoding="utf-8",
            timeout=200, check=False,
        )  # fmt: skip
        assert done.returncode == expect, done.stderr
        assert "Traceback" not in done.stderr
        return done

    return run_verb


def command(home: Path, *argv: str | Path) -> list[str]:
    return [sys.executable, "-m", "t2l_desktop", "--home", str(home), *map(str, argv)]


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    return {**kept, "PYTHONPATH": str(ROOT), "LC_ALL": "C", "OMP_NUM_THREADS": "1"}


def test_generate_then_chat_with_the_file(run: Run, pack: Path, tmp_path: Path, home: Path) -> None:
    made = run("generate", DESCRIPTION, "--pack", pack, "--out", tmp_path / "out")
    folder, gguf = made.stdout.splitlines()
    assert {path.name for path in Path(folder).iterdir()} >= {
        "adapter.gguf",
        "adapter_model.safetensors",
        "adapter_config.json",
    }
    assert not (home / "data" / "library.sqlite3").exists()

    def reply(*argv: str) -> str:
        return run("chat", "--pack", pack, "--message", "Hello", "--max-tokens", "24", *argv).stdout

    plain, full = reply(), reply("--adapter", gguf)
    assert plain == reply("--adapter", f"{gguf}=0")
    assert full != plain
    assert full.endswith("\n")
    other = make_tiny_pack(tmp_path / "other", seed=1) / "base.gguf"
    refused = run("chat", "--model", other, "--adapter", gguf, "--message", "Hello", expect=1)
    assert "another base model" in refused.stderr
    assert "nope.gguf" in run("chat", "--model", "nope.gguf", "--message", "Hello", expect=1).stderr


def test_a_bare_hypernetwork_needs_no_base_until_gguf_is_wanted(run: Run, pack: Path, tmp_path: Path) -> None:
    bare = ("--hypernet", pack / "hypernet", "--embedder", pack / "embedder")
    made = run("generate", DESCRIPTION, *bare, "--json")
    facts = json.loads(made.stdout)
    assert Path(facts["folder"]) == tmp_path / "Answer-like-a-pirate"
    assert {Path(path).name for path in facts["files"]} >= {"adapter_model.safetensors", "adapter_config.json"}
    assert "--base" in run("generate", DESCRIPTION, *bare, "--format", "gguf", expect=1).stderr
    config = pack / "base-hf" / "config.json"
    for base, name in ((config, "config.gguf"), (pack / "base.gguf", "file.gguf")):
        done = run("convert", facts["folder"], "--base", base, "--out", name)
        assert done.stdout == f"{name}\n"
        assert (tmp_path / name).read_bytes()[:4] == b"GGUF"
    refused = run("convert", tmp_path / "other", "--base", config, "--out", "x.gguf", expect=1)
    assert "adapter_config.json is missing" in refused.stderr
    assert not (tmp_path / "x.gguf").exists()


def test_a_saved_adapter_is_kept_and_used_by_its_id(run: Run, pack: Path, tmp_path: Path) -> None:
    made = run("generate", DESCRIPTION, "--pack", pack, "--save", "--name", "海賊", "--json")
    adapter_id = json.loads(made.stdout)["id"]
    assert run("adapters", "list").stdout.split("\t")[:3] == [adapter_id, "海賊", "saved"]
    run("adapters", "tag", adapter_id, "仕事", "sea")
    run("adapters", "star", adapter_id)
    listed = run("adapters", "list", "--tag", "仕事", "--favourites", "--sort", "name").stdout
    assert listed.rstrip().split("\t")[-2:] == ["★", "仕事, sea"]
    run("adapters", "unstar", adapter_id)
    assert run("adapters", "list", "--favourites").stdout == ""
    options = ("--adapter", f"{adapter_id}=0.5", "--max-tokens", "8")
    lines = run("chat", "--pack", pack, *options, "--json", text="Hello\n\nAgain\n").stdout.splitlines()
    assert [json.loads(line)["tokens"] > 0 for line in lines] == [True, True]
    plain, told = (run("chat", "--pack", pack, *options, "--message", "Hello", *more) for more in ((), ("--in-words",)))
    assert told.stdout != plain.stdout
    other = make_tiny_pack(tmp_path / "other", seed=1)
    refused = run("chat", "--pack", other, *options, "--message", "Hello", expect=1)
    assert "another base model" in refused.stderr
    assert refused.stdout == ""
    run("adapters", "delete", adapter_id)
    assert "in the bin" in run("chat", "--pack", pack, *options, "--message", "Hello", expect=1).stderr


def test_adapters_go_out_into_files_and_come_back(run: Run, home: Path, tmp_path: Path) -> None:
    make_tiny_pack(home / "data" / "packs" / "tiny")
    made = run("generate", DESCRIPTION, "--pack", "tiny-0", "--save", "--name", "海賊", "--json")
    adapter_id, gift = json.loads(made.stdout)["id"], tmp_path / "贈り物.t2lskill"
    assert run("adapters", "export", adapter_id, "--format", "t2lskill", "--out", gift).stdout == f"{gift}\n"
    assert "贈り物.t2lskill is in the library already, as 海賊." in run("adapters", "import", gift).stderr
    run("adapters", "delete", adapter_id)
    found = json.loads(run("adapters", "import", gift, "--name", "Captain", "--json").stdout)
    assert (found["name"], found["origin"], found["pack_id"], found["is_new"]) == (
        "Captain",
        gift.name,
        "tiny-0",
        True,
    )
    assert run("adapters", "list").stdout.split("\t")[:2] == [found["id"], "Captain"]
    whole = run("adapters", "export", found["id"], "--format", "merged", "--out", tmp_path / "whole.gguf")
    assert "the base alone is" in whole.stderr
    chat = ("--message", "Hello", "--max-tokens", "8")
    assert run("chat", "--model", tmp_path / "whole.gguf", *chat).stdout
    refused = run("adapters", "import", gift, "--pack", "starter", expect=1)
    assert "made for another base model: Tiny pack. Install the pack" in refused.stderr
    assert "goes with one PATH" in run("adapters", "import", gift, gift, "--name", "x", expect=2).stderr


def test_adapters_are_blended(run: Run, home: Path) -> None:
    make_tiny_pack(home / "data" / "packs" / "tiny")
    ids = []
    for text, name in ((DESCRIPTION, "海賊"), ("Sort the words by length.", "Sorted")):
        made = run("generate", text, "--pack", "tiny-0", "--save", "--name", name, "--json")
        ids.append(json.loads(made.stdout)["id"])
    exact = json.loads(run("adapters", "blend", f"{ids[0]}=0.6", ids[1], "--json").stdout)
    assert (exact["name"], exact["state"], exact["rank"]) == ("海賊 + Sorted", "saved", 16)
    assert [part["weight"] for part in exact["recipe"]["parts"]] == [0.6, 1.0]
    small = run("adapters", "blend", f"{ids[0]}=0.6", f"{ids[1]}=-0.4", "--rank", "4", "--name", "Small")
    assert small.stdout.split("\t")[1:3] == ["Small", "saved"]
    assert "Rank 4; " in small.stderr
    assert "made of 2 to 6 skills" in run("adapters", "blend", ids[0], expect=1).stderr
    assert "All weights are 0" in run("adapters", "blend", f"{ids[0]}=0", f"{ids[1]}=0", expect=1).stderr


def test_a_pack_is_imported_used_passed_on_removed_and_restored(run: Run, home: Path, tmp_path: Path) -> None:
    base, hypernet, embedder = make_parts(tmp_path / "parts")
    given = ("--base", base, "--hypernet", hypernet, "--embedder", embedder)
    assert run("packs", "import", *given, "--name", "My 海賊", "--link").stdout == "my\tMy 海賊\t\n"
    assert "in the pack my already" in run("packs", "import", tmp_path / "parts").stderr
    assert "my\tMy 海賊" in run("packs", "list").stdout
    assert json.loads(run("packs", "show", "my", "--json").stdout)["context_length"] == 512
    verified = run("packs", "verify", "my").stdout
    assert "sound\tbase.gguf" in verified
    assert "differently with a skill" in verified
    assert "is free" in run("packs", "fit", "my").stdout
    _, gguf = run("generate", DESCRIPTION, "--pack", "my", "--out", tmp_path / "out").stdout.splitlines()
    assert run("chat", "--pack", "my", "--message", "Hello", "--adapter", gguf, "--max-tokens", "8").stdout

    written = run("packs", "export", "my", tmp_path / "my.t2lpack").stdout.strip()
    assert run("packs", "remove", "my").stdout == "my\tMy 海賊\tbinned\n"
    assert "my" not in run("packs", "list").stdout.split()
    run("packs", "restore", "my")
    run("packs", "remove", "my")
    assert json.loads(run("packs", "import", written, "--json").stdout)["id"] == "my"

    with (home / "data" / "packs" / "my" / "base.gguf").open("rb+") as file:
        file.seek(-4, os.SEEK_END)
        file.write(b"HURT")
    assert "base.gguf" in run("packs", "verify", "my", expect=1).stderr
    assert "came with the app" in run("packs", "remove", "starter", expect=1).stderr
    assert "nothing to import" in run("packs", "import", expect=1).stderr
    missing = run("packs", "import", "--hypernet", hypernet, expect=1)
    assert "embedder is missing" in missing.stderr


def test_doctor_finds_the_workers_well_and_names_nobody(run: Run, home: Path, pack: Path) -> None:
    facts = json.loads(run("doctor", "--json").stdout)
    assert all(value.startswith("answers after") for value in facts["workers"].values())
    for secret in (str(home), str(Path.home()), str(ROOT)):
        assert secret not in str(facts)


def test_ctrl_c_ends_with_130_and_leaves_no_worker(home: Path, pack: Path, tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no SIGINT for one process")
    argv = command(home, "generate", DESCRIPTION, "--pack", pack, "--out", tmp_path / "out")
    with subprocess.Popen(
        argv, env=environment(), stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        deadline = time.monotonic() + 60
        while not (children := psutil.Process(process.pid).children()) and time.monotonic() < deadline:
            time.sleep(0.02)
        # A terminal tells the workers too.
        os.killpg(process.pid, signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
    assert (process.returncode, stderr) == (130, "")
    assert psutil.wait_procs(children, timeout=10)[1] == []
    assert not (tmp_path / "out").exists()


def test_a_reader_that_leaves_early_is_no_error(home: Path, pack: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    argv = command(home, "packs", "show", str(pack))
    done = subprocess.run(argv, env=environment(), stdout=writing, stderr=subprocess.PIPE, check=False, timeout=60)
    os.close(writing)
    assert done.stderr == b""
    assert done.returncode == 141


def test_the_demo_shows_the_main_job(home: Path, tmp_path: Path) -> None:
    make_tiny_pack(home / "data" / "packs" / "tiny")
    script = (
        "import pathlib, sys; from t2l_desktop.cli.demo import main; from t2l_desktop.core.paths import AppPaths;"
        "sys.exit(main(AppPaths.locate(pathlib.Path(sys.argv[1]))))"
    )
    argv = [sys.executable, "-c", script, str(home)]
    done = subprocess.run(argv, env=environment(), capture_output=True, encoding="utf-8", check=False, timeout=200)
    assert done.returncode == 0, done.stderr
    assert "no display" in done.stderr
    for words in ("Description:", "Without:", "With it:"):
        assert done.stdout.count(words) == 3
