"""How the window bears long answers, long chats and typing meanwhile; on Qt's screenless platform."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psutil
from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QPlainTextEdit, QTextBrowser, QVBoxLayout, QWidget

from t2l_desktop.core.records import Message, Pack, Role
from t2l_desktop.gui.app import make_application
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.pages.transcript import Transcript
from t2l_desktop.gui.theme import Theme
from t2l_desktop.gui.widgets.basics import Page
from t2l_desktop.gui.widgets.inputs import SendingEdit
from t2l_desktop.gui.widgets.markdown import MarkdownView
from t2l_desktop.operations.adapters import create_adapter
from tests.bench.creating import starter_services
from tests.bench.table import Row, milliseconds, row

_PIECE = 12  # characters that come between two updates, at some 50 tokens a second
_UPDATE_SECONDS = 0.06
_KEY_SECONDS = 0.02
_HOUR = 20_000  # updates
_JOIN_SECONDS = 5.0
_PART = """## Part {number}

Some **prose** that tells about `things` at length, with a [link](https://example.org) and words to fill a line or two.

- one thing, that is *explained*
- another thing

```python
def function_{number}(value: int) -> int:
    return value * 2  # twice
```

| a | b |
|---|---|
| 1 | 2 |

"""


def measure(repeats: int) -> list[Row]:
    """Updates of a growing answer, memory over an hour of them, keys meanwhile, and a chat of 2,000 messages."""
    application = screenless()
    return [
        *_growing(application, repeats),
        _memory(),
        *_typing(application),
        *_opening(application, repeats),
    ]


def screenless() -> QApplication:
    """The application object on Qt's screenless platform, made once."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else make_application()
    Theme(application).apply("light", 100)
    return application


def _growing(application: QApplication, repeats: int) -> Iterator[Row]:
    for size in (1_000, 10_000, 30_000):
        text = _answer(size + repeats * _PIECE)
        with_all = _updates(application, _Browser(), text, size)
        view = MarkdownView()
        ours = _updates(application, view, text, size)
        ratio = statistics.median(ours) / statistics.median(with_all)
        name = f"an update of an answer at {size // 1000} KB"
        yield row(name, ours, unit=milliseconds, reference=f"{ratio:.2f} times the next; at most 16 ms")
        yield row("… of a QTextBrowser that is given all of it anew", with_all, unit=milliseconds)


def _updates(application: QApplication, view: MarkdownView | _Browser, text: str, size: int) -> list[float]:
    page = _shown(application, view)
    view.show_text(text[:size])
    QTest.qWait(300)  # until all the code has its colours
    taken = []
    for end in range(size + _PIECE, len(text) + 1, _PIECE):
        _forgo_rest(view)
        began = time.perf_counter()
        view.show_text(text[:end])
        application.processEvents()
        taken.append(time.perf_counter() - began)
    page.close()
    return taken


def _memory() -> Row:
    """Measured in a process that has loaded nothing but the window's own libraries."""
    command = [sys.executable, "-m", "tests.bench.texts"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    before, after = (float(number) for number in said)
    return Row(
        name="memory over an hour of streaming",
        measured=f"{100 * (after - before) / before:+.1f} %",
        reference=f"from {before / 1e6:.0f} MB; at most 5 %",
    )


def _stream_for_an_hour() -> tuple[int, int]:
    """Resident bytes after a tenth of an hour's updates and after all; no waits between them, answers of 5 KB."""
    application = screenless()
    view = MarkdownView()
    page = _shown(application, view)
    process = psutil.Process()
    text = _answer(5_000)
    ends = [end for _ in range(1 + _HOUR // (len(text) // _PIECE)) for end in range(_PIECE, len(text), _PIECE)]
    before = 0
    for number, end in enumerate(ends[:_HOUR]):
        if number == _HOUR // 10:
            before = process.memory_info().rss
        _forgo_rest(view)
        view.show_text(text[:end])
        application.processEvents()
    page.close()
    return before, process.memory_info().rss


def _typing(application: QApplication) -> Iterator[Row]:
    """Keys every 20 ms, from when each was due to when it was painted."""
    text = _answer(10_000)
    field = SendingEdit(least_lines=1, most_lines=8, sends_with_enter=True)
    view = MarkdownView()
    page = _shown(application, view, field)
    view.show_text(text[:8_000])
    QTest.qWait(500)

    def stream(update: int) -> None:
        view.show_text(text[: 8_000 + update * _PIECE])

    ours = _keys(application, field, stream)
    with _creator() as create:

        def stream_and_create(update: int) -> None:
            stream(update)
            create()

        busy = _keys(application, field, stream_and_create)
        made = create.finished
    page.close()
    plain = QPlainTextEdit()
    page = _shown(application, plain)
    empty = _keys(application, plain, lambda _: None)
    page.close()
    yield _slowest("a key in the field while an answer of 10 KB streams", ours, "at most 16 ms")
    yield _slowest("… and adapters are created without a pause", busy, f"at most 16 ms; {made} adapters meanwhile")
    yield _slowest("… in an empty QPlainTextEdit", empty)


class _Creator:
    """Has the generator write one adapter after the other, as the Create page does."""

    def __init__(self, runner: JobRunner, pack: Pack) -> None:
        self.finished = 0
        self._runner, self._pack = runner, pack
        self._is_busy = False

    def __call__(self) -> None:
        """Begin another one, unless one is being written."""
        if not self._is_busy:
            self._is_busy = True
            words = f"Put {self.finished + 2} words into capital letters."
            job = self._runner.run(create_adapter, lane=Lane.GENERATOR, description=words, pack=self._pack)
            job.finished.connect(self._on_job_finished)

    def _on_job_finished(self) -> None:
        self.finished += 1
        self._is_busy = False


@contextmanager
def _creator() -> Iterator[_Creator]:
    with tempfile.TemporaryDirectory() as folder, starter_services(Path(folder)) as (services, pack):
        runner = JobRunner(services, MessageBus())
        yield _Creator(runner, pack)
        runner.cancel_all()
        runner.join(_JOIN_SECONDS)


def _keys(application: QApplication, field: QPlainTextEdit, update: Callable[[int], None]) -> list[float]:
    taken = []
    began = time.perf_counter()
    next_update = 0
    for number in range(500):
        due = began + number * _KEY_SECONDS
        while (now := time.perf_counter()) < due:
            if now >= began + next_update * _UPDATE_SECONDS:
                next_update += 1
                update(next_update)
            application.processEvents()
            time.sleep(0.0005)
        QTest.keyClick(field, Qt.Key.Key_A)
        application.processEvents()
        taken.append(time.perf_counter() - due)
    return taken


def _slowest(name: str, taken: list[float], reference: str = "") -> Row:
    in_order = sorted(taken)
    return Row(
        name=f"{name}, 99th percentile ({len(taken)} keys)",
        measured=milliseconds(in_order[round(0.99 * len(in_order)) - 1]),
        spread=f"{milliseconds(in_order[0])} to {milliseconds(in_order[-1])}",
        reference=reference,
    )


def _opening(application: QApplication, repeats: int) -> Iterator[Row]:
    messages = [
        Message(
            id=str(number),
            chat_id="chat",
            role=Role.USER if number % 2 == 0 else Role.ASSISTANT,
            text=f"Question {number}?" if number % 2 == 0 else _answer(200 + number * 37 % 1800),
            created_at=0.0,
        )
        for number in range(2_000)
    ]
    transcript, listing = Transcript(), QListView()
    for widget in (transcript, listing):
        widget.resize(880, 700)
        widget.show()
    ours, rows = [], []
    for _ in range(repeats):
        transcript.show_messages((), _who)
        listing.setModel(QStringListModel())
        application.processEvents()
        ours.append(_timed(application, partial(transcript.show_messages, messages, _who)))
        model = QStringListModel([message.text for message in messages])
        rows.append(_timed(application, partial(_show_rows, listing, model)))
    transcript.close()
    listing.close()
    yield row("open a chat of 2,000 messages", ours, unit=milliseconds, reference="at most 300 ms")
    yield row("… the same texts in a QListView, from its end", rows, unit=milliseconds)


def _show_rows(listing: QListView, model: QStringListModel) -> None:
    listing.setModel(model)
    listing.scrollToBottom()


def _timed(application: QApplication, work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    application.processEvents()
    return time.perf_counter() - began


class _Browser(QTextBrowser):
    """What showing an answer would be without this app's view."""

    def show_text(self, text: str) -> None:
        self.document().setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        self.setFixedHeight(round(self.document().size().height()))


def _shown(application: QApplication, *widgets: QWidget) -> QWidget:
    """The first widget in a page as answers are, the others below it."""
    window = QWidget()
    column = QVBoxLayout(window)
    page = Page()
    page.column.addWidget(widgets[0])
    page.column.addStretch(1)
    bar = page.verticalScrollBar()
    bar.rangeChanged.connect(lambda _, end: bar.setValue(end))
    column.addWidget(page)
    for widget in widgets[1:]:
        column.addWidget(widget)
    window.resize(880, 700)
    window.show()
    application.processEvents()
    return window


def _forgo_rest(view: object) -> None:
    """Have every update shown, however much they cost."""
    if isinstance(view, MarkdownView):
        view._rest.stop()


def _answer(size: int) -> str:
    return "".join(_PART.format(number=number) for number in range(1 + size // 200))[:size]


def _who(_: Message) -> str:
    return "Base model"


if __name__ == "__main__":
    print(*_stream_for_an_hour())  # noqa: T201 - for the process that measures
