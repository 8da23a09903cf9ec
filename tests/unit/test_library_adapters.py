"""Adapters in the library: tags, favourites, order, copies, and the record beside their files."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError, WorkCancelledError
from t2l_desktop.core.messages import WorkerKind
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Adapter, AdapterOrder, AdapterState
from t2l_desktop.core.sheets import Sheet, SheetRow
from t2l_desktop.core.tags import MAX_TAG_LENGTH, MAX_TAGS, clean_tags
from t2l_desktop.library.handed_over import sweep_handed_over
from t2l_desktop.library.migrations import STEPS, migrate
from t2l_desktop.library.packs import PackShelf
from t2l_desktop.library.store import Library
from t2l_desktop.operations import adapters as operations
from t2l_desktop.operations.adapter_export import export_adapters
from t2l_desktop.operations.handing_over import Handover, hand_over
from t2l_desktop.operations.services import Services, SoFar, open_worker
from t2l_desktop.operations.skill_facts import skill_facts
from tests.unit.test_library import Clock, add


@pytest.fixture
def library(paths: AppPaths) -> Iterator[Library]:
    with Library(paths, clock=Clock()) as opened:
        yield opened


@pytest.fixture
def services(library: Library, paths: AppPaths, tmp_path: Path) -> Services:
    return Services(
        paths=paths,
        library=library,
        packs=PackShelf(paths, starter=tmp_path / "none"),
        generator=open_worker(WorkerKind.GENERATOR, paths),
        chatter=open_worker(WorkerKind.CHATTER, paths),
    )


def saved(library: Library, name: str, description: str = "Talk like a pirate.") -> Adapter:
    return library.update_adapter(add(library, name, description).id, is_saved=True)


def names(found: list[Adapter]) -> list[str]:
    return [adapter.name for adapter in found]


def test_tags_are_tidied() -> None:
    assert clean_tags([" work ", "Work", "ｗｏｒｋ", "", "two\n words", "俳句"]) == ("work", "two words", "俳句")
    assert len(clean_tags(map(str, range(100)))) == MAX_TAGS
    assert clean_tags(["x" * 100]) == ("x" * MAX_TAG_LENGTH,)


def test_tags_and_favourites_are_found_filtered_and_counted(library: Library) -> None:
    first, second, third = (saved(library, name) for name in ("One", "Two", "Three"))
    library.set_tags({first.id: ["仕事", "Poems"], second.id: ["Poems"]})
    library.set_favourite([second.id, third.id], favourite=True)
    assert names(library.adapters(tags=["Poems"])) == ["Two", "One"]
    assert names(library.adapters(tags=["Poems", "仕事"])) == ["One"]
    assert library.adapters(tags=["Poem"]) == []
    assert names(library.adapters(favourites=True)) == ["Three", "Two"]
    assert names(library.adapters(search="poems 仕事")) == ["One"]
    assert library.tags() == ["Poems", "仕事"]
    library.bin_adapter(second.id)
    library.set_tags({first.id: []})
    assert library.tags() == []
    assert library.adapters(search="poems") == []


def test_marks_leave_the_date_of_the_last_change(library: Library) -> None:
    older, newer = saved(library, "older"), saved(library, "newer")
    library.set_tags({older.id: ["x"]})
    library.set_favourite([older.id], favourite=True)
    library.restore_adapter(library.bin_adapter(older.id).id)
    assert names(library.adapters()) == ["newer", "older"]
    library.update_adapter(older.id, notes="changed")
    assert names(library.adapters()) == ["older", "newer"]
    assert newer == library.adapter(newer.id)


@pytest.mark.parametrize(
    ("order", "wanted"),
    [
        (AdapterOrder.CHANGED, ["Ant", "cow", "Bee", "ant hill"]),
        (AdapterOrder.NEWEST, ["cow", "Bee", "ant hill", "Ant"]),
        (AdapterOrder.OLDEST, ["Ant", "ant hill", "Bee", "cow"]),
        (AdapterOrder.NAME, ["Ant", "ant hill", "Bee", "cow"]),
    ],
)
def test_orders(library: Library, order: AdapterOrder, wanted: list[str]) -> None:
    made = [saved(library, name) for name in ("Ant", "ant hill", "Bee", "cow")]
    library.update_adapter(made[0].id, notes="zebra")
    assert names(library.adapters(order=order)) == wanted


def test_search_follows_every_change_also_of_another_process(library: Library, paths: AppPaths) -> None:
    adapter = saved(library, "Pirate")
    assert names(library.adapters(search="pirate")) == ["Pirate"]
    with Library(paths) as other:
        other.update_adapter(adapter.id, name="Poet", notes="Käpt’n")
    assert names(library.adapters(search="KÄPT’N poet")) == ["Poet"]
    with pytest.raises(UserFacingError), library.writing():  # noqa: PT012 - what it takes back
        library.update_adapter(adapter.id, name="Nobody")
        assert names(library.adapters()) == ["Nobody"]
        library.adapter("nobody")
    assert names(library.adapters()) == ["Poet"]


def test_marks_of_many_are_all_set_or_none(library: Library) -> None:
    adapter = saved(library, "One")
    with pytest.raises(UserFacingError, match="no skill"):
        library.set_tags({adapter.id: ["x"], "nobody": ["x"]})
    assert library.adapter(adapter.id).tags == ()


def test_a_rebuilt_library_has_tags_notes_and_favourites(paths: AppPaths, expected_logs: list[str]) -> None:
    expected_logs.append("damaged")
    with Library(paths) as library:
        adapter = saved(library, "海賊")
        library.update_adapter(adapter.id, notes="For\nKäpt’n", strength=0.5, origin="a.t2lskill")
        library.set_tags({adapter.id: ["sea", "仕事"]})
        (kept,) = library.set_favourite([adapter.id], favourite=True)
        plain = saved(library, "Old record")
        record = paths.adapters / plain.id / "record.json"
        body = json.loads(record.read_text(encoding="utf-8"))
        old = ("name", "description", "pack_id", "base_fingerprint", "rank", "created_at")
        record.write_text(json.dumps({name: body[name] for name in old}), encoding="utf-8")
    paths.database.write_bytes(b"?" * 5000)
    with Library(paths) as library:
        assert library.adapter(kept.id) == kept
        assert names(library.adapters(search="仕事 käpt’n")) == ["海賊"]
        assert library.adapter(plain.id).tags == ()


@pytest.mark.parametrize(
    "change", [{"rank": 0}, {"created_at": float("nan")}, {"strength": float("inf")}, {"tags": 3}, {"updated_at": "x"}]
)
def test_a_record_that_no_row_would_take_is_passed_over(
    paths: AppPaths, expected_logs: list[str], change: dict[str, object]
) -> None:
    expected_logs.append("damaged")
    with Library(paths) as library:
        good, bad = saved(library, "good"), saved(library, "bad")
    record = paths.adapters / bad.id / "record.json"
    record.write_text(json.dumps({**json.loads(record.read_bytes()), **change}), encoding="utf-8")
    paths.database.write_bytes(b"?" * 5000)
    with Library(paths) as library:
        assert [adapter.id for adapter in library.adapters()] == [good.id]


def test_adapters_of_the_fourth_version_are_found_by_their_words(paths: AppPaths) -> None:
    old = sqlite3.connect(paths.ensure().database, isolation_level=None)
    migrate(old, paths.database, steps=STEPS[:4])
    old.execute(
        "INSERT INTO adapters VALUES (?, 'Sea', 'ARR.', 'ﾒﾓ', 'tiny', 'ab', 8, 0.5, 1, 1.0, 2.0, NULL, '')", ("a" * 36,)
    )
    old.close()
    with Library(paths) as library:
        (adapter,) = library.adapters(search="sea arr メモ")
        assert (adapter.tags, adapter.is_favourite) == ((), False)


def test_a_copy_has_everything_but_the_star(services: Services) -> None:
    library = services.library
    original = saved(library, "Pirate")
    library.update_adapter(original.id, notes="Ahoy", strength=0.5, origin="a.gguf")
    library.set_tags({original.id: ["sea"]})
    library.set_favourite([original.id], favourite=True)
    (library.adapter_folder(original.id) / "changes.bin").write_bytes(b"changes")
    library.sheets.put(original.id, Sheet(rows=(SheetRow(question="q", expected="a"),)))
    copy = operations.duplicate_adapter(services, adapter_id=original.id, name="Pirate copy")
    assert copy == library.adapter(copy.id)
    assert (copy.name, copy.notes, copy.strength, copy.tags) == ("Pirate copy", "Ahoy", 0.5, ("sea",))
    assert (copy.origin, copy.is_favourite, copy.state) == ("a.gguf", False, AdapterState.SAVED)
    assert copy.created_at > original.created_at
    assert (library.adapter_folder(copy.id) / "changes.bin").read_bytes() == b"changes"
    assert library.sheets.get(copy.id) == library.sheets.get(original.id)
    library.remove_adapter(original.id)
    assert (library.adapter_folder(copy.id) / "adapter.gguf").is_file()


def test_a_copy_that_fails_leaves_nothing(services: Services, paths: AppPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    original = saved(services.library, "Pirate")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copytree", full)
    with pytest.raises(UserFacingError, match="not enough room"):
        operations.duplicate_adapter(services, adapter_id=original.id, name="Copy")
    assert [path.name for path in paths.adapters.iterdir()] == [original.id]
    with pytest.raises(UserFacingError, match="name is empty"):
        operations.duplicate_adapter(services, adapter_id=original.id, name=" ")


def test_many_go_into_the_bin_and_come_back_or_go_for_good(services: Services, paths: AppPaths) -> None:
    ids = [saved(services.library, name).id for name in ("a", "b", "c")]
    with pytest.raises(UserFacingError):
        operations.bin_adapters(services, adapter_ids=[ids[0], "nobody"])
    assert len(operations.list_adapters(services)) == 3
    operations.bin_adapters(services, adapter_ids=ids[:2])
    operations.bin_adapters(services, adapter_ids=ids[2:])
    assert names(operations.list_adapters(services, state=AdapterState.BINNED)) == ["c", "b", "a"]
    operations.restore_adapters(services, adapter_ids=ids[:1])
    operations.remove_adapters(services, adapter_ids=ids[1:])
    assert names(operations.list_adapters(services)) == ["a"]
    assert [path.name for path in paths.adapters.iterdir()] == ids[:1]


def test_many_are_exported_and_what_is_missing_holds_no_other_up(services: Services, tmp_path: Path) -> None:
    ids = [saved(services.library, "Same").id for _ in range(3)]
    (services.library.adapter_folder(ids[1]) / "adapter.gguf").unlink()
    told: list[SoFar[int]] = []
    done = export_adapters(services, adapter_ids=ids, out=tmp_path / "out", format="t2lskill", on_event=told.append)
    assert [path.name for path in done.written] == ["Same.t2lskill", "Same-2.t2lskill"]
    assert "missing" in done.refused[0].message
    assert [each.value for each in told] == [0, 1, 2]


def test_what_was_handed_over_is_swept_when_it_has_been_taken(services: Services) -> None:
    adapter = saved(services.library, "Pirate")
    handover = Handover()
    hand_over(services, adapter_ids=[adapter.id], handover=handover)
    (path,) = handover.wait(0.0)
    assert path.name == "Pirate.t2lskill"
    sweep_handed_over(services.paths, now=time.time() + 600)
    assert path.is_file()
    sweep_handed_over(services.paths, now=time.time() + 86400)
    assert not path.parent.exists()


def test_who_waits_for_what_cannot_be_written_gets_nothing(services: Services) -> None:
    handover = Handover()
    with pytest.raises(UserFacingError, match="no skill"):
        hand_over(services, adapter_ids=["nobody"], handover=handover)
    assert handover.wait(60.0) == []


def test_what_nobody_takes_any_more_is_written_no_further(services: Services) -> None:
    ids = [saved(services.library, name).id for name in ("One", "Two")]
    handover, cancel = Handover(), CancelToken()
    cancel.cancel()
    with pytest.raises(WorkCancelledError):
        hand_over(services, adapter_ids=ids, handover=handover, cancel=cancel)
    assert handover.wait(60.0) == []
    assert list(services.paths.state.rglob("*.t2lskill")) == []


def test_facts_say_what_is_missing(services: Services) -> None:
    adapter = saved(services.library, "Pirate")
    facts = skill_facts(services, adapter_id=adapter.id)
    assert (facts.pack_name, facts.has_base, facts.score, facts.changes) == ("", False, None, None)
    assert facts.nbytes > 0
    (services.library.adapter_folder(adapter.id) / "adapter.gguf").unlink()
    assert skill_facts(services, adapter_id=adapter.id).nbytes == 0
