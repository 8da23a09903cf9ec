"""From a description to an adapter that is attached and ready, warm and cold, and switching between two."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from t2l_desktop.core.messages import Say
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Pack
from t2l_desktop.core.resources import resources_folder
from t2l_desktop.library.folders import ADAPTER_GGUF
from t2l_desktop.library.packs import load_pack
from t2l_desktop.operations.adapters import create_adapter, warm_generator
from t2l_desktop.operations.answering import load_base
from t2l_desktop.operations.services import Services, close_services, open_services
from tests.bench.table import Row, milliseconds, row, seconds

STAGES = ("embed", "generate", "write", "check", "load", "set")


def measure(repeats: int) -> list[Row]:
    """Rows for creating, switching and the cold command."""
    with tempfile.TemporaryDirectory() as folder, starter_services(Path(folder)) as (services, pack):
        return [*_creating(services, pack, repeats), *_switching(services, pack, repeats), _cold(Path(folder), repeats)]


@contextmanager
def starter_services(folder: Path) -> Iterator[tuple[Services, Pack]]:
    """The app's services on an empty data folder, with the starter loaded in both workers."""
    services = open_services(AppPaths.locate(folder))
    try:
        pack = load_pack(resources_folder() / "starter")
        warm_generator(services, pack=pack)
        load_base(services, pack=pack)
        yield services, pack
    finally:
        close_services(services)


def _creating(services: Services, pack: Pack, repeats: int) -> list[Row]:
    totals: list[float] = []
    stages: dict[str, list[float]] = {stage: [] for stage in STAGES}
    for number in range(repeats + 1):
        began = time.perf_counter()
        created = create_adapter(services, description=f"Put {number + 2} words into capital letters.", pack=pack)
        made = time.perf_counter() - began
        answered = _attach(services, pack, services.library.adapter_folder(created.adapter.id) / ADAPTER_GGUF)
        if number == 0:
            continue  # the first message of a chat warms llama.cpp up
        took = {**created.seconds, **answered}
        totals.append(made + sum(answered[stage] for stage in ("check", "load", "set")))
        for stage in STAGES:
            stages[stage].append(took[stage])
    whole = row(
        "description to adapter attached and ready, warm", totals, unit=milliseconds, reference="at most 100 ms"
    )
    return [
        whole,
        *(row(f"… of it {stage}", stages[stage], unit=milliseconds) for stage in STAGES),
    ]


def _switching(services: Services, pack: Pack, repeats: int) -> list[Row]:
    files = []
    for description in ("Sort the numbers.", "Reverse the words."):
        created = create_adapter(services, description=description, pack=pack)
        files.append(services.library.adapter_folder(created.adapter.id) / ADAPTER_GGUF)
        _attach(services, pack, files[-1])
    took = [_attach(services, pack, files[number % 2]) for number in range(repeats)]
    switched = [each["check"] + each["load"] + each["set"] for each in took]
    return [
        row("switching adapters", switched, unit=milliseconds, reference="at most 5 ms plus the prompt"),
        row("… and the prompt", [each["prompt"] for each in took], unit=milliseconds),
    ]


def _attach(services: Services, pack: Pack, adapter: Path) -> dict[str, float]:
    assert pack.base is not None
    request = Say(
        base=str(pack.base), messages=({"role": "user", "text": "the old robot"},), adapters=((str(adapter), 1.0),),
        context_length=pack.context_length, gpu_layers=-1, max_tokens=1,
    )  # fmt: skip
    took: dict[str, float] = services.chatter.call(request)["seconds"]
    return took


def _cold(folder: Path, repeats: int) -> Row:
    took = []
    for number in range(repeats):
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "t2l_desktop", "--home", str(folder / "cold"), "generate", "Sort the numbers.",
             "--out", str(folder / f"out{number}")],
            check=True, capture_output=True,
        )  # fmt: skip
        took.append(time.perf_counter() - began)
    return row("`t2l-desktop generate`, cold", took, unit=seconds, reference="at most 6 s")
