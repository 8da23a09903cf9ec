"""Everything that reads files from outside, on thousands of files that are not quite what they seem.

Whatever is in a file: it is read, or refused in words; nothing else is raised, nothing takes long or much memory, and
nothing is left behind. The suite tries a few of each kind; all of them once:

    T2L_FUZZ_CASES=20000 python -m pytest tests/engine/test_fuzz.py -o timeout=0
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, cast

import psutil
import pytest
import torch
from safetensors.torch import load_file

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import Request
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Role
from t2l_desktop.formats.memory import read_base_memory
from t2l_desktop.formats.merging import plan_merge, write_merged
from t2l_desktop.hypernet.checkpoint import load_hypernet, save_hypernet
from t2l_desktop.hypernet.reader import load_reader
from t2l_desktop.library.packs import PackShelf, load_pack, verify_pack
from t2l_desktop.library.settings import Settings, load_settings, save_settings
from t2l_desktop.library.store import Library
from t2l_desktop.link.worker_link import WorkerLink
from t2l_desktop.operations.adapter_export import export_adapter
from t2l_desktop.operations.adapter_import import import_adapter
from t2l_desktop.operations.adapters import create_adapter, save_adapter
from t2l_desktop.operations.chat_files import export_chat, import_chat
from t2l_desktop.operations.pack_bundles import export_pack, import_bundle
from t2l_desktop.operations.pack_import import import_pack, inspect_parts
from t2l_desktop.operations.services import OnEvent, Services
from t2l_desktop.operations.sheet_files import read_sheet
from t2l_desktop.worker.generator import Generator
from t2l_desktop.worker.loop import Job
from tests.helpers.mutations import copy_linked, spoil
from tests.helpers.tiny_pack import make_tiny_pack
from tests.helpers.tiny_parts import make_parts, split_gguf

CASES = int(os.environ.get("T2L_FUZZ_CASES", "320"))
FIRST = int(os.environ.get("T2L_FUZZ_FIRST", "0"))
LONGEST_SECONDS, MOST_BYTES = 5.0, 1024**3
CPU = torch.device("cpu")


class _HangError(BaseException):
    """Not to be caught by what it interrupts."""


class _Here:
    """The generator in this process, so that what it does can be watched."""

    pid = None

    def __init__(self) -> None:
        self._handlers = Generator().handlers()

    def call(
        self, request: Request, *, on_event: OnEvent | None = None, cancel: CancelToken | None = None
    ) -> dict[str, Any]:
        del on_event, cancel
        return self._handlers[type(request)](request, Job(request, lambda event: None))


def _here() -> WorkerLink:
    return cast("WorkerLink", _Here())


@dataclass(frozen=True)
class Bench:
    """A pack, and sound examples of everything that comes from outside, each in a folder of its own."""

    starter: Path
    examples: Path


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    root = tmp_path_factory.mktemp("fuzz")
    examples = root / "examples"
    starter = make_tiny_pack(root / "starter")
    paths = AppPaths.locate(root / "home").ensure()
    with Library(paths) as library:
        shelf = PackShelf(paths, starter=starter)
        services = Services(paths=paths, library=library, packs=shelf, generator=_here(), chatter=_here())
        _make_parts(examples)
        _make_adapters(services, examples)
        _make_texts(services, examples)
    return Bench(starter, examples)


def _make_parts(examples: Path) -> None:
    base, hypernet, embedder = make_parts(examples / "base")
    split_gguf(base, examples / "split")
    for name in ("published", "own", "embedder"):
        (examples / name).mkdir()
    save_hypernet(examples / "own" / "hypernet", load_hypernet(hypernet, device=CPU))
    shutil.move(hypernet, examples / "published" / "hypernet")
    shutil.move(embedder, examples / "embedder" / "embedder")
    make_tiny_pack(examples / "pack" / "pack")


def _make_adapters(services: Services, examples: Path) -> None:
    pack = services.packs.packs()[0]
    draft = create_adapter(services, description="Give the capital of the country.", pack=pack).adapter
    made = save_adapter(services, adapter_id=draft.id, name="Capitals")
    for name in ("t2lskill", "gguf", "peft", "pickled", "zip", "merge", "bundle"):
        (examples / name).mkdir()
    export_adapter(services, adapter_id=made.id, out=examples / "t2lskill", format="t2lskill")
    export_adapter(services, adapter_id=made.id, out=examples / "gguf" / "a.gguf", format="gguf")
    (folder,) = export_adapter(services, adapter_id=made.id, out=examples / "peft", format="peft")
    tensors = load_file(folder / "adapter_model.safetensors")
    torch.save(tensors, examples / "pickled" / "adapter_model.bin")
    shutil.copy(folder / "adapter_config.json", examples / "pickled")
    with zipfile.ZipFile(examples / "zip" / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in folder.iterdir():
            archive.write(file, f"inside/{file.name}")
    shutil.copy(examples / "gguf" / "a.gguf", examples / "merge")
    assert pack.base is not None
    shutil.copy(pack.base, examples / "merge" / "base.gguf")
    export_pack(services, pack=pack, out=examples / "bundle")


def _make_texts(services: Services, examples: Path) -> None:
    for name in ("chat", "sheet", "settings"):
        (examples / name).mkdir()
    chat = services.library.add_chat(pack_id="tiny-0", title="Sea 海")
    services.library.add_message(chat.id, Role.USER, text="Ahoy?")
    services.library.add_message(chat.id, Role.ASSISTANT, text="Arr.")
    export_chat(services, chat_id=chat.id, out=examples / "chat" / "chat.json", format="json")
    (examples / "sheet" / "a.csv").write_text('question,answer\n"Is snow\nwhite?",Yes\n赤い？,はい\n', encoding="utf-8")
    rows = [{"question": "a", "answer": "b"}, {"question": "c", "answer": "d"}]
    (examples / "sheet" / "b.json").write_text(json.dumps(rows))
    save_settings(examples / "settings" / "settings.toml", Settings())


# What a part is imported with.
_TOGETHER = {"published": "embedder", "embedder": "published"}

# --- what is done with a folder of unsound files ----------------------------------------------------------------------


def _import_parts(services: Services, folder: Path) -> None:
    report = inspect_parts(services, paths=[folder, *folder.glob("*.gguf")])
    if report.base is not None:
        read_base_memory(report.base.path)
    if report.bundle is not None:
        pack = import_bundle(services, file=report.bundle)
    else:
        pack = import_pack(services, parts=report, name="Fuzzed")
    if pack.folder.is_relative_to(services.paths.packs):
        shutil.rmtree(pack.folder)


def _import_adapter(services: Services, folder: Path) -> None:
    inside = list(folder.iterdir())
    found = import_adapter(services, path=inside[0] if len(inside) == 1 else folder)
    if found.is_new:
        services.library.remove_adapter(found.adapter.id)


def _load_pack(services: Services, folder: Path) -> None:
    del services
    pack = load_pack(folder / "pack")
    verify_pack(pack)
    if pack.hypernet is not None:
        load_hypernet(pack.hypernet, device=CPU)


def _load_own(services: Services, folder: Path) -> None:
    del services
    hypernet = load_hypernet(folder / "hypernet", device=CPU)
    hypernet.generate(torch.zeros(hypernet.embedding_dimension))
    with suppress(UserFacingError):
        load_reader(folder / "hypernet", device=CPU)


def _merge(services: Services, folder: Path) -> None:
    del services
    plan = plan_merge(folder / "base.gguf", folder / "a.gguf")
    write_merged(plan, folder / "merged.gguf", strength=1.0)


def _read_chat(services: Services, folder: Path) -> None:
    services.library.bin_chat(import_chat(services, path=folder / "chat.json").chat.id)


def _read_sheet(services: Services, folder: Path) -> None:
    for path in folder.iterdir():
        read_sheet(services, path=path)


def _load_settings(services: Services, folder: Path) -> None:
    del services
    load_settings(folder / "settings.toml")


READERS: dict[str, Callable[[Services, Path], None]] = {
    "base": _import_parts,
    "split": _import_parts,
    "published": _import_parts,
    "own": _load_own,
    "embedder": _import_parts,
    "bundle": _import_parts,
    "pack": _load_pack,
    "gguf": _import_adapter,
    "peft": _import_adapter,
    "pickled": _import_adapter,
    "zip": _import_adapter,
    "t2lskill": _import_adapter,
    "merge": _merge,
    "chat": _read_chat,
    "sheet": _read_sheet,
    "settings": _load_settings,
}


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Threads that wait for each other on a busy machine look like a hang."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def services(bench: Bench, paths: AppPaths) -> Iterator[Services]:
    """A library of its own for each kind, and a generator that has seen nothing yet."""
    with Library(paths) as library:
        packs = PackShelf(paths, starter=bench.starter)
        yield Services(paths=paths, library=library, packs=packs, generator=_here(), chatter=_here())


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", READERS)
def test_files_that_are_not_what_they_seem_are_read_or_refused_in_words(
    bench: Bench, services: Services, tmp_path: Path, kind: str, expected_logs: list[str]
) -> None:
    expected_logs.append("settings were dropped")
    refused = 0
    for seed in range(FIRST, FIRST + -(-CASES // len(READERS))):
        folder = copy_linked(bench.examples / kind, tmp_path / "case")
        what = spoil(folder, random.Random(f"{kind} {seed}"))
        if kind in _TOGETHER:
            copy_linked(bench.examples / _TOGETHER[kind], folder / "beside")
        with _watched(f"{kind} {seed}: {what}"):
            try:
                READERS[kind](services, folder)
            except UserFacingError as error:
                refused += 1
                _require_sound_refusal(error)
        shutil.rmtree(folder)
        assert not list(services.paths.packs.iterdir()), f"{kind} {seed} left something of a pack"
        assert not list(services.paths.adapters.iterdir()), f"{kind} {seed} left something of an adapter"
    assert refused or kind == "settings"


@contextmanager
def _watched(case: str) -> Iterator[None]:
    """No more than a gigabyte on top of what is taken already, and no more than five seconds."""
    limits = resource.getrlimit(resource.RLIMIT_AS)
    former = signal.signal(signal.SIGUSR1, _interrupt)
    main = threading.main_thread().ident
    assert main is not None
    alarm = threading.Timer(LONGEST_SECONDS, signal.pthread_kill, (main, signal.SIGUSR1))
    resource.setrlimit(resource.RLIMIT_AS, (psutil.Process().memory_info().vms + MOST_BYTES, limits[1]))
    began = time.monotonic()
    try:
        alarm.start()
        yield
    except BaseException as error:
        raise AssertionError(f"{case}: {type(error).__name__} {str(error)[:300]}") from error
    finally:
        alarm.cancel()
        signal.signal(signal.SIGUSR1, former)
        resource.setrlimit(resource.RLIMIT_AS, limits)
    assert time.monotonic() - began < LONGEST_SECONDS, case


def _interrupt(*_: object) -> NoReturn:
    raise _HangError


def _require_sound_refusal(refusal: UserFacingError) -> None:
    """It is a sentence, and not the word for an allocation that the limit kept from happening."""
    assert refusal.message.endswith(".")
    error: BaseException | None = refusal
    while error is not None:
        text = f"{error} {getattr(error, 'detail', '')}".casefold()
        assert not isinstance(error, MemoryError)
        assert "allocate" not in text
        assert "not enough memory" not in text
        error = error.__cause__ or error.__context__
