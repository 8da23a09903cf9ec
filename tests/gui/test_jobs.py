"""The job contract, with real threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import WorkCancelledError
from t2l_desktop.core.messages import Progress, Token
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.gui.messages import Level, MessageBus, Notice
from t2l_desktop.operations.services import Services
from tests.gui.fakes import a_failure

SERVICES = cast("Services", object())
OnEvent = Callable[[Progress | Token], None]


@pytest.fixture
def messages(qapp: QApplication) -> MessageBus:
    return MessageBus()


@pytest.fixture
def runner(messages: MessageBus) -> Iterator[JobRunner]:
    made = JobRunner(SERVICES, messages)
    yield made
    made.cancel_all()
    assert made.join(5)


def recorded(job: Job) -> list[tuple[str, object]]:
    """What a job signals, in order, and that it signals it in the window's thread."""
    seen: list[tuple[str, object]] = []

    def note(name: str) -> Callable[..., None]:
        def slot(*values: object) -> None:
            assert QThread.currentThread() is QApplication.instance().thread()  # type: ignore[union-attr] # it is there
            seen.append((name, values[0] if len(values) == 1 else values))

        return slot

    for name in ("started", "progressed", "text_arrived", "succeeded", "failed", "cancelled", "finished"):
        getattr(job, name).connect(note(name))
    return seen


def names(seen: list[tuple[str, object]]) -> list[str]:
    return [name for name, _ in seen]


def test_a_job_signals_its_way_its_outcome_and_then_finished(qtbot: QtBot, runner: JobRunner) -> None:
    def work(services: Services, *, number: int, on_event: OnEvent) -> int:
        assert services is SERVICES
        assert threading.current_thread().name == "t2l-lane-chatter"
        on_event(Progress(stage="load", fraction=0.5))
        on_event(Token(text="a"))
        on_event(Token(text="b"))
        return number + 1

    job = runner.run(work, lane=Lane.CHATTER, number=41)
    seen = recorded(job)
    qtbot.waitUntil(lambda: "finished" in names(seen))

    assert names(seen)[0] == "started"
    assert names(seen)[-2:] == ["succeeded", "finished"]
    assert ("succeeded", 42) in seen
    texts = [cast("tuple[str, str]", value) for name, value in seen if name == "text_arrived"]
    assert "".join(piece for _, piece in texts) == "ab"


def test_a_flood_of_tokens_is_gathered_and_none_is_lost(qtbot: QtBot, runner: JobRunner) -> None:
    pieces = [f"{number}," for number in range(3000)]

    def work(services: Services, *, on_event: OnEvent) -> None:
        pause = threading.Event()
        for number, piece in enumerate(pieces):
            on_event(Token(text=piece))
            if number % 10 == 0:
                pause.wait(0.001)

    seen = recorded(runner.run(work))
    qtbot.waitUntil(lambda: "finished" in names(seen), timeout=10_000)

    texts = [cast("tuple[str, str]", value)[1] for name, value in seen if name == "text_arrived"]
    assert "".join(texts) == "".join(pieces)
    assert len(texts) < 60


def test_a_lane_works_in_order_and_a_waiting_job_can_be_taken_out(qtbot: QtBot, runner: JobRunner) -> None:
    gate = threading.Event()
    done: list[str] = []

    def work(services: Services, *, name: str) -> None:
        assert gate.wait(5)
        done.append(name)

    jobs = {name: runner.run(work, name=name) for name in ("first", "second", "third")}
    seen = {name: recorded(job) for name, job in jobs.items()}
    qtbot.waitUntil(lambda: names(seen["first"]) == ["started"])
    jobs["second"].cancel()
    qtbot.waitUntil(lambda: names(seen["second"]) == ["cancelled", "finished"])
    gate.set()
    qtbot.waitUntil(lambda: "finished" in names(seen["third"]))

    assert done == ["first", "third"]


def test_lanes_do_not_wait_for_each_other(qtbot: QtBot, runner: JobRunner) -> None:
    gate = threading.Event()

    def slow(services: Services) -> None:
        assert gate.wait(5)

    def quick(services: Services) -> None:
        gate.set()

    seen = recorded(runner.run(slow, lane=Lane.GENERATOR))
    runner.run(quick, lane=Lane.LIBRARY)
    qtbot.waitUntil(lambda: "succeeded" in names(seen))


def test_a_running_job_sees_the_cancel_and_keeps_what_it_had(qtbot: QtBot, runner: JobRunner) -> None:
    def work(services: Services, *, cancel: CancelToken) -> None:
        told = threading.Event()
        cancel.on_cancel(told.set)
        assert told.wait(5)
        raise WorkCancelledError({"text": "half"})

    job = runner.run(work)
    seen = recorded(job)
    qtbot.waitUntil(lambda: "started" in names(seen))
    job.cancel()
    qtbot.waitUntil(lambda: "finished" in names(seen))

    assert seen[-2:] == [("cancelled", {"text": "half"}), ("finished", ())]


def test_a_failure_is_said_on_the_bus_in_its_own_words(qtbot: QtBot, runner: JobRunner, messages: MessageBus) -> None:
    notices: list[Notice] = []
    messages.posted.connect(notices.append)

    def work(services: Services) -> None:
        raise a_failure()

    seen = recorded(runner.run(work))
    qtbot.waitUntil(lambda: bool(notices))

    assert names(seen)[-2:] == ["failed", "finished"]
    assert (notices[0].text, notices[0].hint) == ("The gearbox broke.", "Mend it.")
    assert notices[0].level is Level.ERROR
    assert "bolt 3" in notices[0].details


def test_a_bug_becomes_one_sentence_and_a_report_without_anything_private(
    qtbot: QtBot, runner: JobRunner, messages: MessageBus, expected_logs: list[str]
) -> None:
    expected_logs.append("a bug: ValueError")
    notices: list[Notice] = []
    messages.posted.connect(notices.append)

    def work(services: Services, *, prompt: str) -> None:
        raise ValueError(f"cannot read {prompt} in /home/hanako/secret")

    runner.run(work, prompt="my diary")
    qtbot.waitUntil(lambda: bool(notices))

    assert notices[0].text == "Something went wrong inside the app."
    assert "ValueError" in notices[0].details
    assert "test_jobs.py" in notices[0].details
    for private in ("my diary", "hanako", "secret"):
        assert private not in notices[0].details


def test_closing_drops_what_waits_and_tells_nobody(qtbot: QtBot, messages: MessageBus) -> None:
    runner = JobRunner(SERVICES, messages)
    notices: list[Any] = []
    messages.posted.connect(notices.append)
    started = threading.Event()
    done: list[int] = []

    def work(services: Services, *, cancel: CancelToken) -> None:
        started.set()
        told = threading.Event()
        cancel.on_cancel(told.set)
        assert told.wait(5)
        done.append(1)
        raise a_failure()

    runner.run(work)
    runner.run(work)
    assert started.wait(5)
    runner.cancel_all()
    assert runner.join(5)
    qtbot.wait(50)

    assert done == [1]
    assert notices == []


def test_what_the_library_was_told_last_is_kept_when_the_app_closes(runner: JobRunner) -> None:
    is_closing, kept = threading.Event(), list[str]()

    def read(services: Services) -> None:
        assert is_closing.wait(5)

    def write(services: Services, *, note: str) -> None:
        kept.append(note)

    runner.run(read)
    runner.run(write, note="the last one")
    runner.run(write, lane=Lane.FILES, note="a file that nobody waits for")
    assert runner.join(0) is False
    runner.cancel_all()
    runner.run(write, note="too late")
    is_closing.set()
    assert runner.join(5)
    assert "the last one" in kept
    assert "too late" not in kept
