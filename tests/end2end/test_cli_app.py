"""The command line without any worker: usage, refusals, exit codes, Ctrl-C."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from t2l_desktop import training
from t2l_desktop.cli.app import main
from t2l_desktop.cli.chat import parse_adapter
from t2l_desktop.cli.running import run_stoppable
from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError, WorkCancelledError, WorkerDiedError
from t2l_desktop.core.messages import Progress, Token
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library.store import Library
from tests.helpers.filled_library import contents, fill

_LONG = "x" * 300  # no file system has names as long as this


def add_adapter(paths: AppPaths, name: str) -> str:
    with Library(paths) as library:
        folder = library.new_adapter_folder(needed_bytes=0)
        (folder / "adapter.gguf").write_bytes(b"x")
        adapter = library.add_adapter(
            folder, name=name, description=f"{name}!", pack_id="tiny", base_fingerprint="ab", rank=8
        )
        return library.update_adapter(adapter.id, is_saved=True).id


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["fly"],
        ["generate"],
        ["generate", "text", "--hypernet", "x"],
        ["generate", "text", "--pack", "a", "--hypernet", "x", "--embedder", "y"],
        ["generate", "text", "--save", "--hypernet", "x", "--embedder", "y"],
        ["generate", "text", "--format", "onnx"],
        ["chat", "--pack", "a", "--model", "b"],
        ["chat", "--max-tokens", "0"],
        ["chat", "--temperature", "nan"],
        ["adapters"],
        ["adapters", "list", "--home"],
        ["convert", "x"],
    ],
)
def test_wrong_usage_is_2(argv: list[str], paths: AppPaths, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv, paths) == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["generate", ""], "description is empty"),
        (["generate", "!!!"], "no words"),
        (["generate", "Talk.", "--pack", "nope"], "nope is not installed"),
        (["generate", "Talk.", "--pack", "./nope"], "holds no pack"),
        (["generate", "Talk.", "--hypernet", "h", "--embedder", "e", "--format", "gguf"], "--base"),
        (["chat", "--adapter", "x.gguf=nan"], "strength"),
        (["chat", "--adapter", "x=-10.5"], "strength"),
        (["adapters", "show", "nope"], "no skill nope"),
        (["packs", "verify", "nope"], "nope is not installed"),
        (["packs", "show", _LONG], "cannot be read"),
        (["packs", "export", "starter", _LONG], "cannot be written"),
        (["packs", "export", "starter", f"{__file__}/x.t2lpack"], "x.t2lpack cannot be written"),
        (["adapters", "import", _LONG], "cannot be read"),
        (["data", "backup", _LONG], "cannot be written"),
        (["data", "restore", _LONG], "cannot be read"),
    ],
)
def test_what_the_user_can_mend_is_one_sentence_and_1(
    argv: list[str], words: str, paths: AppPaths, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv, paths) == 1
    written = capsys.readouterr()
    assert written.out == ""
    assert words in written.err
    assert written.err.count("\n") == 1


def test_help_and_version(paths: AppPaths, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"], paths) == 0
    text = capsys.readouterr().out
    for verb in ("generate", "chat", "convert", "adapters", "packs", "train", "doctor", "--home"):
        assert verb in text
    assert main(["--version"], paths) == 0
    assert main(["adapters", "rename", "--help"], paths) == 0


def test_home_is_taken_before_and_after_the_verb(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    elsewhere = AppPaths.locate(tmp_path / "unused")
    adapter_id = add_adapter(AppPaths.locate(tmp_path / "家").ensure(), "Pirate 海賊")
    home = str(tmp_path / "家")
    for argv in (
        ["--home", home, "adapters", "list"],
        ["adapters", "--home", home, "list"],
        ["adapters", "list", f"--home={home}"],
    ):
        assert main(argv, elsewhere) == 0
        assert capsys.readouterr().out.split("\t")[:2] == [adapter_id, "Pirate 海賊"]
    assert not elsewhere.data.exists()


def test_adapters_are_looked_after(paths: AppPaths, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = add_adapter(paths, "Pirate"), add_adapter(paths, "Poet\twith tab")

    def run(*argv: str) -> Any:
        assert main([*argv, "--json"], paths) == 0
        return json.loads(capsys.readouterr().out)

    assert run("adapters", "rename", first, "Käpt'n")["name"] == "Käpt'n"
    assert [each["name"] for each in run("adapters", "list")] == ["Käpt'n", "Poet\twith tab"]
    assert run("adapters", "delete", second)["state"] == "binned"
    assert [each["id"] for each in run("adapters", "list")] == [first]
    assert [each["id"] for each in run("adapters", "list", "--state", "binned")] == [second]
    assert run("adapters", "restore", second)["state"] == "saved"
    assert [each["id"] for each in run("adapters", "list", "--search", "POET")] == [second]
    shown = run("adapters", "show", second)
    assert Path(shown["folder"], "adapter.gguf").is_file()
    assert main(["adapters", "show", second], paths) == 0
    assert "name\tPoet with tab" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.gguf", ("a.gguf", 1.0)),
        ("a.gguf=0.5", ("a.gguf", 0.5)),
        ("dir=1/a.gguf", ("dir=1/a.gguf", 1.0)),
        ("dir=1/a.gguf=-2", ("dir=1/a.gguf", -2.0)),
        ("0b5f8c1e=1e1", ("0b5f8c1e", 10.0)),
    ],
)
def test_the_strength_stands_after_the_last_equals_sign(text: str, expected: tuple[str, float]) -> None:
    assert parse_adapter(text) == expected


@pytest.mark.parametrize("text", ["a=nan", "a=inf", "a=-inf", "a=10.1", "a=1e300"])
def test_mad_strengths_are_refused(text: str) -> None:
    with pytest.raises(UserFacingError, match="strength"):
        parse_adapter(text)


def test_training_without_its_packages_names_the_extra(
    paths: AppPaths, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    module: Any = ModuleType("t2l_desktop.training.commands")
    module.add_parser = lambda verbs: verbs.add_parser("train")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(training, "commands", module, raising=False)
    monkeypatch.setitem(sys.modules, "peft", None)
    module.run = lambda args, paths: __import__("peft")
    assert main(["train"], paths) == 1
    assert "[train]" in capsys.readouterr().err
    module.run = lambda args, paths: __import__("no_such_package")
    with pytest.raises(ModuleNotFoundError, match="no_such_package"):
        main(["train"], paths)


def test_events_are_shown_in_order_and_errors_come_through() -> None:
    main_thread = threading.current_thread()
    shown: list[str] = []

    def show(event: Progress | Token) -> None:
        assert threading.current_thread() is main_thread
        assert isinstance(event, Token)
        shown.append(event.text)

    def work(on_event: Any, cancel: CancelToken) -> str:
        for number in range(100):
            on_event(Token(text=str(number)))
        return "done"

    assert run_stoppable(work, show=show) == "done"
    assert shown == [str(number) for number in range(100)]

    def fail(on_event: Any, cancel: CancelToken) -> str:
        raise UserFacingError("No.")

    with pytest.raises(UserFacingError):
        run_stoppable(fail, show=show)


def test_ctrl_c_cancels_and_waits_for_the_partial_result() -> None:
    started = threading.Event()

    def work(on_event: Any, cancel: CancelToken) -> None:
        started.set()
        while not cancel.is_cancelled:
            time.sleep(0.005)
        raise WorkCancelledError({"text": "so far"})

    def press() -> None:
        started.wait()
        signal.raise_signal(signal.SIGINT)

    presser = threading.Thread(target=press, name="t2l-presser")
    presser.start()
    with pytest.raises(WorkCancelledError) as caught:
        run_stoppable(work, show=lambda event: None)
    presser.join()
    assert caught.value.result == {"text": "so far"}


def test_ctrl_c_that_ends_a_starting_worker_is_a_ctrl_c() -> None:
    def work(on_event: Any, cancel: CancelToken) -> None:
        signal.raise_signal(signal.SIGINT)
        raise WorkerDiedError("Gone.")

    with pytest.raises(WorkCancelledError):
        run_stoppable(work, show=lambda event: None)


def test_data_are_located_backed_up_restored_and_moved(
    paths: AppPaths, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*argv: str | Path) -> Any:
        code = main(["data", *map(str, argv), "--json"], AppPaths.locate())
        assert code == 0, capsys.readouterr().err
        return json.loads(capsys.readouterr().out)

    filled = fill(paths, "One")
    assert run("where")["folder"] == str(paths.data)
    backup = run("backup", tmp_path, "--packs")["file"]
    fill(paths, "Two")
    kept = run("restore", backup)["kept"]
    assert contents(paths) == filled
    assert run("where")["kept"] == [kept]
    run("restore", kept)
    assert contents(paths).chats == {"One", "Two"}

    assert run("move", tmp_path / "drive")["folder"] == str(tmp_path / "drive")
    assert run("where")["folder"] == str(tmp_path / "drive")
    (tmp_path / "drive").rename(tmp_path / "other letter")
    assert main(["adapters", "list"], AppPaths.locate()) == 1
    assert "is not there" in capsys.readouterr().err
    run("use", tmp_path / "other letter")
    assert main(["adapters", "list"], AppPaths.locate()) == 0
    assert "Two" in capsys.readouterr().out
    for refused in (["restore", str(tmp_path)], ["restore", "nothing.t2lbackup"], ["use", str(tmp_path)]):
        assert main(["data", *refused], AppPaths.locate()) == 1
        assert capsys.readouterr().err.count("\n") == 1
