"""The library: what it keeps, through crashes, damage, other processes and full disks."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import (
    Adapter,
    AdapterState,
    AdapterUse,
    AnswerState,
    HowMade,
    Manner,
    Preset,
    Role,
    Sampling,
)
from t2l_desktop.library import database, storage
from t2l_desktop.library.presets import presets, remove_preset, save_preset
from t2l_desktop.library.store import Library

DAY = 86400.0


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        self.now += 0.001
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def library(paths: AppPaths, clock: Clock) -> Iterator[Library]:
    with Library(paths, clock=clock) as opened:
        yield opened


def add(library: Library, name: str = "Pirate", description: str = "Talk like a pirate.") -> Adapter:
    folder = library.new_adapter_folder(needed_bytes=1000)
    for file in ("adapter.gguf", "adapter_model.safetensors", "adapter_config.json"):
        (folder / file).write_bytes(b"x")
    return library.add_adapter(
        folder, name=name, description=description, pack_id="tiny", base_fingerprint="ab", rank=8
    )


def test_a_draft_is_saved_binned_and_restored(library: Library, paths: AppPaths) -> None:
    draft = add(library)
    assert draft.state is AdapterState.DRAFT
    assert library.adapters() == []
    saved = library.update_adapter(draft.id, name="Käpt’n 海賊", is_saved=True)
    assert [saved] == library.adapters() == library.adapters(search="海賊 KÄPT’N")
    assert library.bin_adapter(draft.id).state is AdapterState.BINNED
    assert library.adapters() == []
    assert library.restore_adapter(draft.id).state is AdapterState.SAVED
    assert {path.name for path in paths.adapters.iterdir()} == {draft.id}
    assert (library.adapter_folder(draft.id) / "adapter.gguf").read_bytes() == b"x"


def test_everything_is_there_after_opening_again(paths: AppPaths) -> None:
    with Library(paths) as first:
        adapter = add(first)
        uses = (AdapterUse(adapter_id=adapter.id, strength=0.5), AdapterUse(adapter_id="gone", strength=-1.0))
        chat = first.add_chat(pack_id="tiny", title="Sea", manner=Manner(adapters=uses))
        first.add_message(chat.id, Role.USER, text="Ahoy?")
        made = HowMade(state=AnswerState.PARTIAL, adapters=uses, tokens_per_second=9.5)
        first.add_message(chat.id, Role.ASSISTANT, text="Arr", made=made)
    with Library(paths) as second:
        assert second.adapter(adapter.id) == adapter
        assert second.chats(search="sea AHOY") == [second.chat(chat.id)]
        assert second.chats(search="storm") == []
        assert second.chat(chat.id).adapters == uses
        question, answer = second.messages(chat.id)
        assert (question.role, question.text, question.adapters) == (Role.USER, "Ahoy?", ())
        assert (answer.state, answer.adapters, answer.tokens_per_second) == (AnswerState.PARTIAL, uses, 9.5)
        second.bin_chat(chat.id)
        assert second.chats() == []
        assert [each.id for each in second.chats(binned=True)] == [chat.id]
        second.restore_chat(chat.id)
        assert [each.id for each in second.chats()] == [chat.id]


@pytest.mark.parametrize("text", ["a\0b", "broken \udcff", "é" * 3, "' OR 1=1 --", "%_"])
def test_any_text_can_be_kept_and_searched(library: Library, text: str) -> None:
    adapter = add(library, name=text)
    found = library.adapters(state=AdapterState.DRAFT, search=library.adapter(adapter.id).name)
    assert [each.id for each in found] == [adapter.id]


def test_what_is_not_there_is_said_in_words(library: Library) -> None:
    with pytest.raises(UserFacingError, match="no skill"):
        library.adapter("nope")
    with pytest.raises(UserFacingError, match="no skill"):
        library.adapter_folder("../../etc")
    with pytest.raises(UserFacingError, match="chat"):
        library.add_message("nope", Role.USER, text="hello")
    adapter = add(library)
    (library.adapter_folder(adapter.id) / "adapter.gguf").unlink()
    with pytest.raises(UserFacingError, match="files of the skill Pirate are missing"):
        library.adapter_folder(adapter.id)


def test_sweep_forgets_the_old_and_spares_the_new(library: Library, paths: AppPaths, clock: Clock) -> None:
    old_draft, binned, saved = add(library), add(library), add(library)
    library.update_adapter(saved.id, is_saved=True)
    library.update_adapter(binned.id, is_saved=True)
    library.bin_adapter(binned.id)
    library.add_chat(pack_id="tiny")
    used = library.add_chat(pack_id="tiny")
    library.add_message(used.id, Role.USER, text="hello")
    clock.now += 31 * DAY
    new_draft = add(library)
    stray = paths.adapters / "0b5f8c1e-6f0c-4b39-9d4c-2a3f7f7f0d11"
    mine = paths.adapters / "my-own-notes"
    fresh = library.new_adapter_folder(needed_bytes=0)
    for folder in (stray, mine):
        folder.mkdir()
        os.utime(folder, (clock.now - 2 * DAY, clock.now - 2 * DAY))
    os.utime(fresh, (clock.now, clock.now))
    library.sweep()
    kept = {path.name for path in paths.adapters.iterdir()}
    assert kept == {saved.id, new_draft.id, fresh.name, "my-own-notes"}
    assert [path.name for path in paths.bin.iterdir()] == [stray.name]
    assert [chat.id for chat in library.chats()] == [used.id]
    assert {a.id for state in AdapterState for a in library.adapters(state=state)} == {saved.id, new_draft.id}
    assert old_draft.id not in kept
    clock.now += 31 * DAY
    library.sweep()
    assert list(paths.bin.iterdir()) == []
    assert not fresh.exists()


def test_a_chat_however_long_is_deleted_for_good(library: Library, clock: Clock) -> None:
    swept, removed = library.add_chat(pack_id="tiny"), library.add_chat(pack_id="tiny")
    for chat in (swept, removed):
        with library.writing():
            for number in range(1200):
                library.add_message(chat.id, Role.USER, text=str(number))
    library.remove_chat(removed.id)
    library.bin_chat(swept.id)
    clock.now += 31 * DAY
    library.sweep()
    with library.reading() as connection:
        assert connection.execute("SELECT count(*) FROM messages").fetchone()[0] == 0
    for chat in (swept, removed):
        with pytest.raises(UserFacingError):
            library.chat(chat.id)


def test_a_draft_stays_as_long_as_a_chat_goes_on_with_it(library: Library, clock: Clock) -> None:
    draft = add(library)
    chat = library.add_chat(pack_id="tiny", manner=Manner(adapters=(AdapterUse(adapter_id=draft.id),)))
    library.add_message(chat.id, Role.USER, text="hello")
    clock.now += 31 * DAY
    library.sweep()
    assert library.adapter(draft.id) == draft
    library.update_chat(chat.id, manner=Manner())
    library.sweep()
    assert library.adapters(state=AdapterState.DRAFT) == []


def test_a_failed_insert_leaves_no_folder(library: Library, paths: AppPaths) -> None:
    folder = library.new_adapter_folder(needed_bytes=0)
    with pytest.raises(sqlite3.IntegrityError):
        library.add_adapter(folder, name="x", description="x", pack_id="x", base_fingerprint="", rank=0)
    assert list(paths.adapters.iterdir()) == []


@pytest.mark.parametrize("damage", ["garbage", "truncated", "middle", "foreign"])
def test_a_damaged_database_is_kept_and_its_adapters_are_found_again(
    paths: AppPaths, expected_logs: list[str], damage: str
) -> None:
    expected_logs.append("damaged")
    with Library(paths) as library:
        adapters = [add(library, name=f"Adapter {number}") for number in range(200)]
    data = bytearray(paths.database.read_bytes())
    if damage == "garbage":
        paths.database.write_bytes(b"not a database" * 100)
    elif damage == "truncated":
        paths.database.write_bytes(data[: len(data) // 2])
    elif damage == "middle":
        data[4096 * 3 : 4096 * 12] = os.urandom(4096 * 9)
        paths.database.write_bytes(data)
    else:
        paths.database.unlink()
        other = sqlite3.connect(paths.database)
        other.executescript("CREATE TABLE adapters (x); PRAGMA user_version = 1;")
        other.close()
    broken = paths.database.read_bytes()
    with Library(paths) as library:
        assert {a.id for a in library.adapters()} == {a.id for a in adapters}
        assert {a.name for a in library.adapters()} == {a.name for a in adapters}
        (notice,) = library.notices
        assert "Skills found again: 200." in notice.message
        (kept,) = paths.data.glob("library-damaged-*.sqlite3")
        assert kept.read_bytes()[100:] == broken[100:]
        library.sweep()
    with Library(paths) as library:
        assert library.notices == ()
        assert len(library.adapters()) == 200


def test_damage_found_while_in_use_is_mended_at_the_next_start(
    paths: AppPaths, expected_logs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Large files are not checked whole at every start; what a query stumbles over is remembered."""
    expected_logs.append("damaged")
    monkeypatch.setattr(database, "_CHECKED_WHOLE_BYTES", 0)
    with Library(paths) as library:
        chat = library.add_chat(pack_id="tiny")
        for _ in range(200):
            library.add_message(chat.id, Role.USER, text="x" * 1000)
    data = bytearray(paths.database.read_bytes())
    data[len(data) // 2 :] = bytes(len(data) - len(data) // 2)
    paths.database.write_bytes(data)
    with Library(paths) as library, pytest.raises(UserFacingError, match="damaged"):
        library.messages(chat.id)
    with Library(paths) as library:
        assert "damaged" in library.notices[0].message
        assert library.chats() == []


def test_a_hostile_record_does_not_stop_the_recovery(paths: AppPaths, expected_logs: list[str]) -> None:
    expected_logs.append("damaged")
    with Library(paths) as library:
        good, *bad = [add(library) for _ in range(5)]
    for adapter, text in zip(bad, ["[", '{"name": 1}', "[" * 60000, '{"rank": 1e999}'], strict=True):
        (paths.adapters / adapter.id / "record.json").write_text(text)
    paths.database.write_bytes(b"?" * 5000)
    with Library(paths) as library:
        assert [a.id for a in library.adapters()] == [good.id]


def test_a_full_disk_is_a_sentence_and_loses_nothing(library: Library) -> None:
    chat = library.add_chat(pack_id="tiny")
    library.add_message(chat.id, Role.USER, text="kept")
    library._connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(UserFacingError, match="no room left"):
        library.add_message(chat.id, Role.USER, text="x" * 1_000_000)
    library._connection.execute("PRAGMA max_page_count = 1000000")
    library.add_message(chat.id, Role.USER, text="after")
    texts = [message.text for message in library.messages(chat.id)]
    assert texts[0] == "kept"
    assert texts[-1] == "after"


def test_room_is_looked_at_before_anything_is_written(
    library: Library, paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UserFacingError, match="not enough room"):
        library.new_adapter_folder(needed_bytes=2**62)
    assert list(paths.adapters.iterdir()) == []

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    folder = library.new_adapter_folder(needed_bytes=0)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserFacingError, match="not enough room"):
        library.add_adapter(folder, name="x", description="x", pack_id="x", base_fingerprint="", rank=8)
    assert library.adapters(state=AdapterState.DRAFT) == []


def test_a_data_folder_that_cannot_be_used_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(UserFacingError, match="cannot be written"):
        AppPaths.locate(tmp_path / "home").ensure()
    paths = AppPaths.locate(tmp_path / "other").ensure()
    paths.database.mkdir()
    with pytest.raises(UserFacingError, match="cannot be written"):
        Library(paths)


def test_where_memory_cannot_be_shared_the_library_works_for_one_process(
    paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform == "win32":
        pytest.skip("the unix-dotfile layer of SQLite stands in for a network drive")
    connect = sqlite3.connect

    def without_shared_memory(path: Path, **options: object) -> sqlite3.Connection:
        return connect(f"{path.as_uri()}?vfs=unix-dotfile", uri=True, **{**options, "timeout": 0.1})  # type: ignore[call-overload, no-any-return] # options of the caller

    monkeypatch.setattr(sqlite3, "connect", without_shared_memory)
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    with Library(paths) as library:
        adapter = add(library)
        with pytest.raises(UserFacingError, match="in use by another program"):
            Library(paths)
    with Library(paths) as library:
        assert library.adapter(adapter.id).name == "Pirate"


def test_where_the_file_for_shared_memory_cannot_be_mapped_the_library_works_too(paths: AppPaths) -> None:
    if sys.platform == "win32":
        pytest.skip("as above, with a link that SQLite does not follow")
    paths.database.with_name(f"{paths.database.name}-shm").symlink_to(paths.data / "nowhere")
    with Library(paths) as library:  # which makes the file
        adapter = add(library)
    with Library(paths) as library:
        assert library.adapter(adapter.id).name == "Pirate"


def test_a_drive_that_knows_no_locks_is_not_called_another_program(
    paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(paths.database)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(UserFacingError, match="in use by another program"):
            Library(paths)
        monkeypatch.setattr(fcntl, "lockf", refuse)
        with pytest.raises(UserFacingError, match="cannot be locked"):
            Library(paths)
    assert [path.name for path in paths.data.iterdir() if path.is_file()] == [paths.database.name]


def test_threads_and_other_connections_write_at_the_same_time(paths: AppPaths) -> None:
    with Library(paths) as library, Library(paths) as other:
        chat = library.add_chat(pack_id="tiny")
        before = library.data_version()
        failures: list[BaseException] = []

        def write(target: Library) -> None:
            try:
                for number in range(20):
                    target.add_message(chat.id, Role.USER, text=str(number))
                    target.chats()
            except BaseException as error:  # noqa: BLE001 - told to the test's own thread
                failures.append(error)

        threads = [
            threading.Thread(target=write, args=(target,), name="t2l-test") for target in (library, library, other)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert len(library.messages(chat.id)) == 60
        middle = library.data_version()
        assert middle > before
        other.update_chat(chat.id, title="Changed elsewhere")
        assert library.data_version() > middle
        same = library.data_version()
        library.chats()
        assert library.data_version() == same


_OPEN = (
    "import sys, pathlib; from t2l_desktop.core.paths import AppPaths; from t2l_desktop.library.store import Library;"
    "from t2l_desktop.core.records import Role;"
    "library = Library(AppPaths.locate(pathlib.Path(sys.argv[1])).ensure());"
)


def test_processes_may_make_the_library_at_the_same_moment(tmp_path: Path) -> None:
    script = _OPEN + "library.add_chat(pack_id='tiny'); library.close()"
    children = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path)]) for _ in range(4)]
    assert [child.wait(60) for child in children] == [0, 0, 0, 0]
    with Library(AppPaths.locate(tmp_path)) as library:
        assert len(library.chats()) == 4


def test_a_committed_message_survives_a_kill(tmp_path: Path) -> None:
    script = _OPEN + (
        "chat = library.add_chat(pack_id='tiny'); library.add_message(chat.id, Role.USER, text='kept');"
        "import os; os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False).returncode == 9
    with Library(AppPaths.locate(tmp_path)) as library:
        assert [message.text for message in library.messages(library.chats()[0].id)] == ["kept"]


def test_a_moved_data_folder_still_works(paths: AppPaths, tmp_path: Path) -> None:
    with Library(paths) as library:
        adapter = add(library)
    moved = replace(paths, data=tmp_path / "moved 日本")
    paths.data.rename(moved.data)
    with Library(moved) as library:
        assert library.adapter_folder(adapter.id).is_relative_to(moved.data)


def test_ten_thousand_adapters_are_listed_through_the_index(paths: AppPaths) -> None:
    with Library(paths) as library:
        library._connection.execute(
            "INSERT INTO adapters WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 10000)"
            " SELECT printf('00000000-0000-4000-8000-%012d', i), 'Name ' || i,"
            " 'Answer riddle ' || i || ' in the voice of a pirate.', '', 'tiny', 'ab', 8, 1.0, 1, i, i, NULL, '', '',"
            " 0, folded('Name ' || i || ' Answer riddle ' || i || ' in the voice of a pirate.'), '' FROM n"
        )
        assert len(library.adapters()) == 10000
        assert [a.name for a in library.adapters(search="riddle 9999 PIRATE")] == ["Name 9999"]
        plan = library._connection.execute(
            "EXPLAIN QUERY PLAN SELECT * FROM adapters"
            " WHERE is_saved = 1 AND binned_at IS NULL ORDER BY updated_at DESC"
        ).fetchall()
    assert "adapters_by_date" in plan[0][3]


def test_storage_replaces_whole_files_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "file"
    storage.write_whole(target, b"old")

    def fails(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(UserFacingError, match="cannot be written"):
        storage.write_whole(target, b"new")
    source = tmp_path / "source"
    source.write_bytes(b"new")
    with pytest.raises(UserFacingError, match="cannot be written"):
        storage.copy_whole(source, target)
    assert target.read_bytes() == b"old"
    assert {path.name for path in tmp_path.iterdir()} == {"file", "source"}


def test_a_chat_keeps_its_manner_and_pinned_ones_come_first(library: Library) -> None:
    manner = Manner(in_words=True, system_prompt="Be brief.", sampling=Sampling(temperature=0.3, seed=5))
    chat = library.add_chat(pack_id="tiny", title="Old", manner=manner)
    newer = library.add_chat(pack_id="tiny", title="New")
    assert (chat.in_words, chat.system_prompt, chat.sampling) == (True, "Be brief.", manner.sampling)
    assert library.pin_chat(chat.id, pinned=True).is_pinned
    assert [each.id for each in library.chats()] == [chat.id, newer.id]
    assert not library.pin_chat(chat.id, pinned=False).is_pinned


def test_presets_are_kept_and_what_is_bad_in_one_is_left_out(library: Library) -> None:
    kind = Preset(name="Kind", system_prompt="Be kind.", sampling=Sampling(temperature=1.0))
    save_preset(library, Preset(name="Kind"))
    save_preset(library, kind)
    with library.writing() as connection:
        broken = '{"temperature": "hot", "top_k": 7, "seed": -1, "colour": 3}'
        connection.execute("INSERT INTO presets VALUES ('Broken', '', ?)", (broken,))
        connection.execute("INSERT INTO presets VALUES ('Empty', '', '[')")
    assert presets(library) == [
        Preset(name="Broken", sampling=Sampling(top_k=7)), Preset(name="Empty"), kind,
    ]  # fmt: skip
    remove_preset(library, "Kind")
    assert [each.name for each in presets(library)] == ["Broken", "Empty"]


def test_the_branch_that_is_shown_goes_where_it_was_last_continued(library: Library) -> None:
    chat = library.add_chat(pack_id="tiny")
    one = library.add_message(chat.id, Role.USER, text="1")
    first = library.add_message(chat.id, Role.ASSISTANT, text="1a")
    library.add_message(chat.id, Role.USER, text="2")
    second = library.add_message(chat.id, Role.ASSISTANT, text="1b", beside=first.id)
    assert (second.parent_id, second.version, second.versions) == (one.id, 2, 2)
    assert [m.text for m in library.messages(chat.id)] == ["1", "1b"]
    library.show_version(chat.id, message_id=first.id)
    assert [(m.text, m.version, m.versions) for m in library.messages(chat.id)] == [
        ("1", 1, 1), ("1a", 1, 2), ("2", 1, 1),
    ]  # fmt: skip
    assert [m.text for m in library.messages(chat.id, leaf=second.id)] == ["1", "1b"]
    for message_id in ("nope", library.add_message(library.add_chat(pack_id="tiny").id, Role.USER, text="x").id):
        with pytest.raises(UserFacingError, match="does not exist"):
            library.show_version(chat.id, message_id=message_id)
        with pytest.raises(UserFacingError, match="does not exist"):
            library.add_message(chat.id, Role.USER, text="?", after=message_id)
