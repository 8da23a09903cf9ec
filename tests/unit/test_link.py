"""The link against real child processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import T2LError, UserFacingError, WorkCancelledError, WorkerDiedError
from t2l_desktop.core.messages import Convert, Done, Failed, Progress, ProtocolError, Token, WorkerKind, decode, encode
from t2l_desktop.link import worker_link
from t2l_desktop.link.worker_link import LinkState, WorkerLink, worker_command
from tests.helpers.refusals import full_disk

FAKE = [sys.executable, "-m", "tests.helpers.fake_worker"]


@pytest.fixture
def states() -> list[LinkState]:
    return []


@pytest.fixture
def link(states: list[LinkState], tmp_path: Path) -> Iterator[WorkerLink]:
    made = WorkerLink(WorkerKind.GENERATOR, command=FAKE, stderr_log=tmp_path / "log" / "w.log", on_state=states.append)
    yield made
    made.close()


def ask(what: str, out: str = "x") -> Convert:
    return Convert(peft=what, base="b", out=out)


def test_a_call_brings_events_and_the_result(link: WorkerLink, states: list[LinkState], tmp_path: Path) -> None:
    events: list[Progress | Token] = []
    assert link.call(ask("go", "日本語"), on_event=events.append)["echo"] == "日本語"
    assert events == [Progress(id=1, stage="working", fraction=0.5), Token(id=1, text="日本")]
    assert states == [LinkState.STARTING, LinkState.READY]
    link.close()
    assert "a library prints this" in (tmp_path / "log" / "w.log").read_text()


def test_what_a_person_can_mend_comes_back_whole(link: WorkerLink) -> None:
    with pytest.raises(UserFacingError) as caught:
        link.call(ask("mend", "{odd}.gguf"))
    assert caught.value.message == "The file {odd}.gguf is bad."
    assert caught.value.template == "The file {file} is bad."
    assert caught.value.hint == "Take another."


def test_a_bug_in_the_worker_brings_its_traceback(link: WorkerLink) -> None:
    with pytest.raises(T2LError, match="ZeroDivisionError: oops"):
        link.call(ask("bug"))
    assert link.call(ask("go"))["echo"] == "x", "the worker lives on"


def test_lack_of_memory_is_no_bug(link: WorkerLink) -> None:
    with pytest.raises(UserFacingError, match="not enough memory"):
        link.call(ask("huge"))


def test_file_names_that_are_not_unicode_reach_the_worker_whole(link: WorkerLink) -> None:
    name = b"caf\xe9.gguf".decode("utf-8", "surrogateescape")
    assert link.call(Convert(peft="go", base="", out=name))["echo"] == name


def test_what_no_worker_would_take_is_refused_at_once(link: WorkerLink) -> None:
    with pytest.raises(UserFacingError, match="too long"):
        link.call(ask("go", "長" * 3_000_000))
    assert link.call(ask("go"))["echo"] == "x", "the next one is answered"


def test_a_running_call_can_be_cancelled_at_once(link: WorkerLink) -> None:
    cancel = CancelToken()
    link.call(ask("go"))
    threading.Timer(0.2, cancel.cancel).start()
    with pytest.raises(WorkCancelledError):
        link.call(ask("wait"), cancel=cancel)


def test_a_waiting_call_can_be_cancelled_before_it_starts(link: WorkerLink) -> None:
    first, second = CancelToken(), CancelToken()
    outcomes: list[str] = []

    def call(name: str, cancel: CancelToken) -> None:
        try:
            link.call(ask("wait"), cancel=cancel)
        except WorkCancelledError:
            outcomes.append(name)

    threads = [threading.Thread(target=call, args=pair) for pair in (("first", first), ("second", second))]
    for thread in threads:
        thread.start()
        time.sleep(0.1)
    second.cancel()
    threads[1].join(5)
    assert outcomes == ["second"], "it does not wait for its turn to be told"
    first.cancel()
    threads[0].join(5)
    assert outcomes == ["second", "first"]


def test_callers_are_served_in_the_order_of_asking(link: WorkerLink) -> None:
    order: list[str] = []
    threads = []
    for name in "abcd":
        threads.append(threading.Thread(target=lambda name=name: order.append(link.call(ask("go", name))["echo"])))
        threads[-1].start()
        time.sleep(0.03)
    for thread in threads:
        thread.join(10)
    assert order == list("abcd")


def test_a_dead_worker_is_started_again_and_given_up_after_three(link: WorkerLink, states: list[LinkState]) -> None:
    before = link.call(ask("go"))["pid"]
    for _ in range(3):
        with pytest.raises(WorkerDiedError):
            link.call(ask("die"))
    with pytest.raises(UserFacingError, match="three times"):
        link.call(ask("go"))
    assert states[-1] is LinkState.GIVEN_UP
    link._deaths.clear()
    assert link.call(ask("go"))["pid"] != before


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_worker_killed_in_mid_request_costs_that_request_only(link: WorkerLink) -> None:
    pid = link.call(ask("go"))["pid"]
    threading.Timer(0.2, lambda: os.kill(pid, signal.SIGKILL)).start()
    with pytest.raises(WorkerDiedError):
        link.call(ask("wait"))
    assert link.call(ask("go"))["echo"] == "x"


def test_many_calls_under_one_cancel_leave_nothing_behind(link: WorkerLink) -> None:
    cancel = CancelToken()
    for _ in range(3):
        assert link.call(ask("go"), cancel=cancel)["echo"] == "x"
    assert not cancel._callbacks


def test_a_worker_that_does_not_listen_is_killed(
    link: WorkerLink, monkeypatch: pytest.MonkeyPatch, expected_logs: list[str]
) -> None:
    monkeypatch.setattr(worker_link, "CANCEL_PATIENCE_SECONDS", 0.3)
    expected_logs.append("did not stop")
    link.call(ask("go"))
    cancel = CancelToken()
    threading.Timer(0.1, cancel.cancel).start()
    with pytest.raises(WorkCancelledError):
        link.call(ask("deaf"), cancel=cancel)
    assert link.call(ask("go"))["echo"] == "x", "the next call gets another worker"
    assert not link._deaths, "being killed for deafness is no sign of trouble"


def test_a_call_can_be_cancelled_while_the_worker_still_starts(link: WorkerLink) -> None:
    slowly = "import runpy, time; time.sleep(1); runpy.run_module('tests.helpers.fake_worker', run_name='__main__')"
    link._command = [sys.executable, "-c", slowly]
    cancel = CancelToken()
    threading.Timer(0.05, cancel.cancel).start()
    with pytest.raises(WorkCancelledError):
        link.call(ask("wait"), cancel=cancel)
    assert link.call(ask("go"))["echo"] == "x", "the cancelled request does not stand in the way"


def test_what_the_callers_own_listener_raises_reaches_the_caller(link: WorkerLink) -> None:
    def listen(event: Progress | Token) -> None:
        raise LookupError(str(event))

    with pytest.raises(LookupError, match="working"):
        link.call(ask("wait"), on_event=listen)
    assert link.call(ask("go"))["echo"] == "x", "the request was cancelled, and nobody waits for ever"


def test_a_program_that_is_not_there_gets_a_sentence() -> None:
    with pytest.raises(UserFacingError, match="cannot be started"):
        WorkerLink(WorkerKind.GENERATOR, command=["/nowhere/t2l"]).call(ask("go"))


def test_a_bad_line_is_skipped_and_last_words_are_kept(link: WorkerLink, expected_logs: list[str]) -> None:
    expected_logs.append("not a message")
    link._command = [sys.executable, "-c", "print('hello', flush=True); raise SystemExit('engine trouble')"]
    with pytest.raises(WorkerDiedError) as caught:
        link.call(ask("go"))
    assert "engine trouble" in caught.value.detail


def test_a_log_that_cannot_be_written_is_no_reason_to_stop_reading(link: WorkerLink) -> None:
    with full_disk():
        assert link.call(ask("go"))["pid"] == link.call(ask("go"))["pid"]
        with pytest.raises(WorkerDiedError) as caught:
            link.call(ask("die"))
    assert caught.value.detail.count("a library prints this") == 3


def test_a_worker_runs_nothing_of_the_current_folder(tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('a stranger')")
    command = worker_command(WorkerKind.CHATTER)
    done = subprocess.run(
        command, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_frozen_worker_on_windows_is_the_program_without_a_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/app/t2l-desktop.exe")
    assert worker_command(WorkerKind.CHATTER)[0] == "/app/t2l-desktop.exe"
    monkeypatch.setattr(sys, "platform", "win32")
    assert worker_command(WorkerKind.CHATTER) == ["/app/t2l-desktop-console.exe", "--worker", "chatter"]


def test_closing_ends_even_a_busy_worker(link: WorkerLink) -> None:
    pid = link.call(ask("go"))["pid"]
    caught: list[Exception] = []

    def busy() -> None:
        try:
            link.call(ask("deaf"))
        except WorkerDiedError as error:
            caught.append(error)

    thread = threading.Thread(target=busy)
    thread.start()
    time.sleep(0.2)
    link.close()
    thread.join(30)
    assert not thread.is_alive()
    assert caught
    assert not psutil.pid_exists(pid)


def test_no_worker_outlives_its_parent() -> None:
    code = (
        "import sys, os; from tests.unit.test_link import *\n"
        "link = WorkerLink(WorkerKind.GENERATOR, command=FAKE)\n"
        "print(link.call(ask('go'))['pid'], flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    pid = int(done.stdout)
    deadline = time.monotonic() + 5
    while psutil.pid_exists(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not psutil.pid_exists(pid)


@pytest.mark.parametrize(
    "line", [b"", b"[]", b"{", b'{"v":9,"kind":"done"}', b'{"v":1,"kind":"nope"}', b'{"v":1,"kind":"done","odd":1}']
)
def test_lines_that_are_no_messages_are_refused(line: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode(line)


def test_messages_survive_the_wire() -> None:
    for message in (
        Done(id=3, result={"a": [1, 2.5, None]}),
        Failed(id=1, template="{x}", fields={"x": "é\n"}),
        Convert(id=2, peft="p", base="b", out="o"),
    ):
        line = encode(message)
        assert line.count(b"\n") == 1
        assert decode(line.strip()) == message


@pytest.mark.parametrize(("free", "released"), [("short", 1), ("plenty", 0)])
def test_an_idle_worker_lets_go_of_its_models_once_where_memory_is_short(free: str, released: int) -> None:
    link = WorkerLink(WorkerKind.GENERATOR, command=[*FAKE, "0.05", free])
    try:
        assert link.call(ask("go"))["released"] == 0
        time.sleep(0.5)
        assert link.call(ask("go"))["released"] == released
    finally:
        link.close()
