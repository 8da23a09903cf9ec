"""How soon ten thousand skills are there and found, beside plain SQL and a plain list of the same words."""

from __future__ import annotations

import random
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QEventLoop, QStringListModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QWidget

from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Adapter, AdapterState
from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.pages.library import LibraryPage
from t2l_desktop.gui.preferences import Preferences
from t2l_desktop.library.adapters import insert_adapter
from t2l_desktop.library.settings import Settings
from t2l_desktop.library.store import Library
from t2l_desktop.operations.services import Services, close_services, open_services
from tests.bench.table import Row, milliseconds, row
from tests.bench.texts import screenless

_COUNT = 10_000
_WAITING = QEventLoop.ProcessEventsFlag.WaitForMoreEvents  # as the app does, without spinning
_SEARCHES = ("a", "pirate", "formal letter 9", "俳句", "9999", "nowhere")
_WORDS = (
    "answer", "riddle", "voice", "pirate", "formal", "letter", "sort", "numbers", "capital", "city", "rewrite",
    "message", "haiku", "poem", "question", "translate", "summary", "list", "reverse", "count", "敬語", "俳句", "要約",
)  # fmt: skip


def measure(repeats: int) -> list[Row]:
    """Reading, searching, and the page from the call to the first frame that shows them."""
    application = screenless()
    with tempfile.TemporaryDirectory() as home:
        services = open_services(AppPaths.locate(Path(home)))
        try:
            _fill(services.library)
            rows = [*_searching(services.library, repeats), *_opening(application, services, repeats)]
        finally:
            close_services(services)
    return rows


def _fill(library: Library) -> None:
    draw = random.Random(1)
    with library.writing() as connection:
        for number in range(_COUNT):
            adapter = Adapter(
                id=str(uuid.UUID(int=number)),
                name=f"{draw.choice(_WORDS).title()} {number}",
                description=" ".join(draw.choices(_WORDS, k=14)),
                notes=" ".join(draw.choices(_WORDS, k=6)),
                pack_id="starter",
                base_fingerprint="",
                state=AdapterState.SAVED,
                created_at=float(number),
                updated_at=float(number),
                rank=8,
                tags=tuple(set(draw.choices(_WORDS, k=number % 4))),
            )
            insert_adapter(connection, adapter)


def _searching(library: Library, repeats: int) -> Iterator[Row]:
    every = list(_SEARCHES) * repeats
    plain = "SELECT * FROM adapters WHERE name || description || notes LIKE ? ORDER BY updated_at DESC"
    with library.reading() as connection:
        likes = [_took(lambda word=word: connection.execute(plain, (f"%{word}%",)).fetchall()) for word in every]  # type: ignore[misc]  # a default
    library.adapters()
    ours = [_took(lambda word=word: library.adapters(search=word)) for word in every]  # type: ignore[misc]  # a default
    yield row(f"a search among {_COUNT} skills", ours, unit=milliseconds, reference="at most 50 ms")
    yield row("… of plain SQL with LIKE, one word, nothing folded", likes, unit=milliseconds)


def _opening(application: QApplication, services: Services, repeats: int) -> Iterator[Row]:
    messages = MessageBus()
    runner = JobRunner(services, messages)
    preferences = Preferences(Settings(language="en"), runner)
    try:
        opened, found, plain = [], [], []
        strings = [f"{adapter.name}\n{adapter.description}" for adapter in services.library.adapters()]
        for number in range(repeats):
            page = LibraryPage(runner, messages, preferences)
            services.library.update_adapter(str(uuid.UUID(int=number)), notes="x")  # nothing is known from before
            opened.append(_until_painted(application, page, lambda page=page: _shows(page, _COUNT)))  # type: ignore[misc]  # a default
            found.append(_found(application, page))
            page.close()
            page.deleteLater()
            view = QListView()
            plain.append(_until_painted(application, view, lambda view=view: _plain(view, strings)))  # type: ignore[misc]  # a default
            view.close()
        yield row(f"opening the page of {_COUNT} skills", opened, unit=milliseconds, reference="at most 300 ms")
        yield row("… of a QListView with the same words", plain, unit=milliseconds)
        yield row("… a search there, from the pause after the last key to the frame", found, unit=milliseconds)
    finally:
        runner.cancel_all()
        runner.join(5.0)


def _shows(page: LibraryPage, count: int) -> bool:
    return page._model.rowCount() == count


def _plain(view: QListView, strings: list[str]) -> bool:
    if view.model() is None:
        view.setUniformItemSizes(True)
        view.setModel(QStringListModel(strings, view))
    return True


def _until_painted(application: QApplication, widget: QWidget, is_ready: Callable[[], bool]) -> float:
    began = time.perf_counter()
    widget.resize(1000, 760)
    widget.show()
    if isinstance(widget, LibraryPage):
        widget.reload()
    while not is_ready():
        application.processEvents(_WAITING)
    application.processEvents()
    return time.perf_counter() - began


def _found(application: QApplication, page: LibraryPage) -> float:
    QTest.keyClicks(page._search, "pirate")
    page._search_timer.stop()
    began = time.perf_counter()
    page.reload()
    while _shows(page, _COUNT):
        application.processEvents(_WAITING)
    application.processEvents()
    return time.perf_counter() - began


def _took(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
