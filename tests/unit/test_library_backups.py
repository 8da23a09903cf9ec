"""The library's own backups: kept, rotated, and what comes back from them after damage."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Adapter, AdapterState, Role
from t2l_desktop.library import backups as backups_module
from t2l_desktop.library.backups import Backups
from t2l_desktop.library.store import Library

DAY = 86400.0
NOON = datetime(2025, 6, 1, 12, tzinfo=UTC).timestamp()


def add(library: Library, name: str, *, is_saved: bool = True) -> Adapter:
    folder = library.new_adapter_folder(needed_bytes=1000)
    (folder / "adapter.gguf").write_bytes(b"x")
    adapter = library.add_adapter(folder, name=name, description="Talk.", pack_id="tiny", base_fingerprint="ab", rank=8)
    return library.update_adapter(adapter.id, is_saved=True) if is_saved else adapter


def say(library: Library, text: str) -> None:
    library.add_message(library.add_chat(pack_id="tiny", title=text).id, Role.USER, text=text)


def back_up(library: Library, paths: AppPaths, at: float = NOON) -> Path:
    return Backups(paths.backups).keep(library.back_up_to, now=at).path


def damage(path: Path) -> None:
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    path.write_bytes(b"not a database" * 1000)


def names(paths: AppPaths) -> set[str]:
    return {path.name for path in paths.backups.iterdir()}


def test_days_and_weeks_are_kept_and_nothing_else(paths: AppPaths) -> None:
    with Library(paths) as library:
        for day in range(40):
            for hour in (0, 3):
                back_up(library, paths, NOON + day * DAY + hour * 3600)
    kept = [datetime.fromtimestamp(backup.at, tz=UTC) for backup in Backups(paths.backups).all()]
    assert [(moment.month, moment.day) for moment in kept[:7]] == [(7, 10 - back) for back in range(7)]
    assert [(moment.month, moment.day) for moment in kept[7:]] == [(6, 29), (6, 22)]
    assert all(moment.hour == 15 for moment in kept)
    assert len(names(paths)) == len(kept)


def test_backups_of_a_large_library_take_a_bounded_room(paths: AppPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups_module, "_MOST_BYTES", 1)
    with Library(paths) as library:
        for day in range(5):
            back_up(library, paths, NOON + day * DAY)
    assert [backup.at for backup in Backups(paths.backups).all()] == [NOON + 4 * DAY, NOON + 3 * DAY]


def test_chats_come_back_with_newer_adapters_and_the_damaged_file_is_kept(
    paths: AppPaths, expected_logs: list[str]
) -> None:
    expected_logs.append("damaged")
    with Library(paths) as library:
        old = add(library, "Old")
        say(library, "before")
        back_up(library, paths)
        new = add(library, "New")
        library.update_adapter(old.id, name="Older and wiser")
        library.set_tags({old.id: ["mine"]})
        say(library, "after")
    damage(paths.database)
    with Library(paths) as library:
        assert [chat.title for chat in library.chats()] == ["before"]
        assert {adapter.name for adapter in library.adapters()} == {"Older and wiser", "New"}
        assert [adapter.id for adapter in library.adapters(search="wiser", tags=["mine"])] == [old.id]
        (notice,) = library.notices
        assert "Newer skills found: 1." in notice.message
        assert "2025-06-01" in notice.message
        (kept,) = paths.data.glob("library-damaged-*.sqlite3")
        assert kept.name in notice.hint
        assert kept.read_bytes().startswith(b"not a database")
        library.sweep()
        assert {adapter.id for adapter in library.adapters()} == {old.id, new.id}
        say(library, "goes on")
    with Library(paths) as library:
        assert library.notices == ()
        assert len(library.chats()) == 2
    assert not list(paths.data.glob("*.part*")) + list(paths.data.glob("*.recovery*"))


def test_tags_and_favourites_since_the_backup_come_back_and_drafts_stay_drafts(
    paths: AppPaths, expected_logs: list[str]
) -> None:
    expected_logs.append("damaged")
    with Library(paths) as library:
        tagged, liked, draft = add(library, "Tagged"), add(library, "Liked"), add(library, "Draft", is_saved=False)
        library.set_tags({tagged.id: ["old"]})
        back_up(library, paths)
        library.set_tags({tagged.id: ["new", "mine"]})
        library.set_favourite([liked.id], favourite=True)
    damage(paths.database)
    with Library(paths) as library:
        assert library.adapter(tagged.id).tags == ("new", "mine")
        assert [each.id for each in library.adapters(search="mine")] == [tagged.id]
        assert [each.id for each in library.adapters(favourites=True)] == [liked.id]
        assert [each.id for each in library.adapters(state=AdapterState.DRAFT)] == [draft.id]


@pytest.mark.parametrize("fault", ["garbage", "cut short", "newer version", "a folder"])
def test_a_backup_that_cannot_be_used_gives_way_to_the_one_before(
    paths: AppPaths, expected_logs: list[str], fault: str
) -> None:
    expected_logs += ["damaged", "cannot be used"]
    with Library(paths) as library:
        say(library, "sound")
        back_up(library, paths)
        say(library, "spoilt")
        newest = back_up(library, paths, NOON + DAY)
    if fault == "garbage":
        newest.write_bytes(os.urandom(9000))
    elif fault == "cut short":
        os.truncate(newest, newest.stat().st_size // 2)
    elif fault == "newer version":
        with sqlite3.connect(newest) as connection:
            connection.execute("PRAGMA user_version = 999")
        connection.close()
    else:
        newest.unlink()
        newest.mkdir()
    damage(paths.database)
    with Library(paths) as library:
        assert [chat.title for chat in library.chats()] == ["sound"]


def test_a_lost_file_comes_back_as_well(paths: AppPaths, expected_logs: list[str]) -> None:
    with Library(paths) as library:
        say(library, "kept")
        adapter = add(library, "Mine")
        back_up(library, paths)
    paths.database.unlink()
    with Library(paths) as library:
        assert [chat.title for chat in library.chats()] == ["kept"]
        assert "missing" in library.notices[0].message
    paths.database.unlink()
    shutil.rmtree(paths.backups)
    with Library(paths) as library:
        assert [each.id for each in library.adapters()] == [adapter.id]
        assert library.chats() == []


@pytest.mark.parametrize("emptiness", ["no bytes", "no tables"])
@pytest.mark.parametrize("has_backup", [True, False])
def test_an_empty_file_is_no_new_library_where_there_was_one(paths: AppPaths, emptiness: str, has_backup: bool) -> None:
    with Library(paths) as library:
        say(library, "kept")
        adapter = add(library, "Mine")
        if has_backup:
            back_up(library, paths)
    paths.database.unlink()
    paths.database.touch()
    if emptiness == "no tables":
        with closing(sqlite3.connect(paths.database)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        assert paths.database.stat().st_size
    with Library(paths) as library:
        assert "missing" in library.notices[0].message
        assert [chat.title for chat in library.chats()] == (["kept"] if has_backup else [])
        long_ago = time.time() - DAY
        os.utime(paths.adapters / adapter.id, (long_ago, long_ago))
        library.sweep()
        assert [each.id for each in library.adapters()] == [adapter.id]
        assert library.adapter_folder(adapter.id).is_dir()
    with Library(paths) as library:
        assert library.notices == ()


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_a_log_that_a_lost_file_left_is_not_played_into_the_backup(paths: AppPaths, ending: str) -> None:
    log = paths.database.with_name(paths.database.name + ending)
    with Library(paths) as library:
        say(library, "kept")
        back_up(library, paths)
    with closing(sqlite3.connect(paths.database, isolation_level=None)) as connection:
        if ending == "-journal":
            connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA cache_spill = 1")
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        connection.execute("DELETE FROM chats")
        connection.execute("CREATE TABLE filling AS SELECT randomblob(100000) AS filling")
        if ending == "-wal":
            connection.execute("COMMIT")
        left = log.read_bytes()
    assert left
    paths.database.unlink()
    log.write_bytes(left)
    with Library(paths) as library:
        assert [chat.title for chat in library.chats()] == ["kept"]
        assert "missing" in library.notices[0].message
    assert [path.read_bytes() for path in paths.data.glob(f"library-damaged-*{ending}")] == [left]


def test_the_first_start_has_nothing_to_tell(paths: AppPaths) -> None:
    with Library(paths) as library:
        assert library.notices == ()
    assert {path.name for path in paths.data.iterdir() if path.is_file()} == {paths.database.name}


def test_a_damaged_library_spoils_no_backup(
    paths: AppPaths, expected_logs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected_logs.append("damaged")
    monkeypatch.setattr("t2l_desktop.library.database._CHECKED_WHOLE_BYTES", 0)
    with Library(paths) as library:
        say(library, "sound")
        for _ in range(300):
            say(library, "x" * 1000)
        back_up(library, paths)
    before = names(paths)
    with paths.database.open("r+b") as file:
        file.seek(paths.database.stat().st_size // 2)
        file.write(os.urandom(40_000))
    with Library(paths) as library:
        for day in range(1, 9):
            with pytest.raises(UserFacingError, match="damaged"):
                back_up(library, paths, NOON + day * DAY)
    assert names(paths) == before
    with Library(paths) as library:
        assert "restored to how it was on 2025-06-01" in library.notices[0].message
        assert len(library.chats()) == 301


_DIE = """
import os, sys, pathlib
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library import recovery
from t2l_desktop.library.store import Library
place = sys.argv[2]
real = getattr(recovery, place)
setattr(recovery, place, lambda *a, **k: (real(*a, **k) if sys.argv[3] == "after" else None, os._exit(9))[0])
Library(AppPaths.locate(pathlib.Path(sys.argv[1])))
"""


@pytest.mark.parametrize("place", ["set_aside", "open_sound", "_is_usable", "close_sound", "sync_file"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_recovery_that_is_killed_is_made_again(
    paths: AppPaths, expected_logs: list[str], place: str, when: str
) -> None:
    expected_logs.append("damaged")
    with Library(paths) as library:
        say(library, "kept")
        back_up(library, paths)
        add(library, "New")
    damage(paths.database)
    done = subprocess.run([sys.executable, "-c", _DIE, str(paths.data.parent), place, when], check=False)
    assert done.returncode == 9
    with Library(paths) as library:
        assert [chat.title for chat in library.chats()] == ["kept"]
        assert [adapter.name for adapter in library.adapters()] == ["New"]


def test_a_drive_that_is_gone_is_said_and_comes_back(paths: AppPaths, tmp_path: Path) -> None:
    away = tmp_path / "unplugged"
    with Library(paths) as library:
        say(library, "before")
        version = library.data_version()
        paths.data.rename(away)
        for refused in (library.chats, lambda: say(library, "lost"), lambda: add(library, "lost"), library.sweep):
            with pytest.raises(UserFacingError, match=r"cannot be (reached|written)"):
                refused()
        assert not paths.data.exists()
        # another drive's copy of it, as after a remount
        shutil.copytree(away, paths.data)
        assert [chat.title for chat in library.chats()] == ["before"]
        say(library, "after")
        assert library.data_version() > version
    with Library(paths) as library:
        assert {chat.title for chat in library.chats()} == {"before", "after"}
