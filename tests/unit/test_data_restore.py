"""Backups in a file: complete, refused when unsound, and a restore that can be undone and is never left half done."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError, WorkCancelledError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library import transactions
from t2l_desktop.library.data_bundle import BackupFacts, open_data_bundle
from t2l_desktop.library.database import close_sound
from t2l_desktop.library.migrations import STEPS, migrate
from t2l_desktop.library.restoring import kept_data
from t2l_desktop.library.store import Library
from t2l_desktop.operations.backups import back_up_data, bring_back, restore_data
from t2l_desktop.operations.services import close_services, open_services
from tests.helpers.filled_library import Contents, contents, fill
from tests.helpers.refusals import full_disk

Members = dict[str, bytes]


def back_up(paths: AppPaths, out: Path, *, with_packs: bool = False) -> Path:
    services = open_services(paths)
    try:
        return back_up_data(services, out=out, with_packs=with_packs)
    finally:
        close_services(services)


def facts_of(file: Path) -> BackupFacts:
    with open_data_bundle(file) as bundle:
        return bundle.facts


@pytest.fixture
def backup(paths: AppPaths, tmp_path: Path) -> Path:
    """One of an adapter and a chat named "Then"; the library has gone on since."""
    fill(paths, "Then", theme="light")
    file = back_up(paths, tmp_path / "backup.t2lbackup", with_packs=True)
    fill(paths, "Since", theme="dark")
    return file


THEN = Contents(frozenset({"Then"}), frozenset({"Then"}), "light", frozenset({"Then"}))
SINCE = Contents(frozenset({"Then", "Since"}), frozenset({"Then", "Since"}), "dark", frozenset({"Then", "Since"}))


def test_a_backup_takes_everything_to_another_computer(paths: AppPaths, backup: Path, tmp_path: Path) -> None:
    facts = facts_of(backup)
    assert (facts.adapters, facts.chats, facts.has_packs) == (1, 1, True)
    assert abs(facts.created_at - time.time()) < 60
    other = AppPaths.locate(tmp_path / "other").ensure()
    restored = restore_data(other, file=backup)
    assert contents(restored.paths) == THEN
    assert contents(paths) == SINCE


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files there")
def test_a_full_stick_and_one_that_spoils_what_is_written_are_not_taken_for_a_damaged_library(
    paths: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(paths, "Then")
    services, stick = open_services(paths), tmp_path / "stick"
    stick.mkdir()
    with full_disk(3000), pytest.raises(UserFacingError) as full:
        back_up_data(services, out=stick)

    def spoil(copy: Path) -> None:
        copy.write_bytes(b"?" * copy.stat().st_size)
        close_sound(copy)

    monkeypatch.setattr(transactions, "close_sound", spoil)
    with pytest.raises(UserFacingError) as spoilt:
        back_up_data(services, out=stick)
    assert full.value.message == spoilt.value.message == f"{stick} cannot be written."
    monkeypatch.setattr("t2l_desktop.library.storage.free_bytes", lambda _: 1000)
    monkeypatch.setattr(services.library, "back_up_to", None)
    with pytest.raises(UserFacingError, match="not enough room"):
        back_up_data(services, out=stick)
    close_services(services)
    assert list(stick.iterdir()) == []
    assert not list(paths.data.glob("*.suspect"))


def test_packs_go_only_where_asked_for_and_then_stay(paths: AppPaths, tmp_path: Path) -> None:
    fill(paths, "Then", theme="light")
    folder = tmp_path / "backups"
    folder.mkdir()
    without, again = back_up(paths, folder), back_up(paths, folder)
    assert without.name != again.name
    assert without.suffix == ".t2lbackup"
    assert not facts_of(without).has_packs
    fill(paths, "Since")
    assert contents(restore_data(paths, file=without).paths) == Contents(
        THEN.adapters, THEN.chats, THEN.theme, SINCE.packs
    )
    assert sorted(folder.iterdir()) == sorted([without, again])


def test_a_restore_can_be_undone_and_done_again(paths: AppPaths, backup: Path) -> None:
    restored = restore_data(paths, file=backup)
    assert contents(paths) == THEN
    undone = bring_back(paths, kept=restored.kept)
    assert contents(paths) == SINCE
    bring_back(paths, kept=undone.kept)
    assert contents(paths) == THEN
    assert len(kept_data(paths)) == 1
    with pytest.raises(UserFacingError, match="not there any more"):
        bring_back(paths, kept=restored.kept)


def test_what_was_kept_goes_after_thirty_days(paths: AppPaths, backup: Path) -> None:
    kept = restore_data(paths, file=backup).kept.folder
    close_services(open_services(paths))
    assert kept.exists()
    old = kept.with_name("before-restore-20240101-000000Z")
    kept.rename(old)
    leftover = paths.data / ".restore-999999999-abc"
    leftover.mkdir()
    close_services(open_services(paths))
    assert not old.exists()
    assert not leftover.exists()


def test_after_a_restore_a_damaged_library_comes_back_as_restored(
    paths: AppPaths, backup: Path, expected_logs: list[str]
) -> None:
    expected_logs.append("damaged")
    restore_data(paths, file=backup)
    paths.database.write_bytes(b"?" * 5000)
    with Library(paths) as library:
        assert [chat.title for chat in library.chats()] == ["Then"]


def test_a_damaged_library_is_no_obstacle(paths: AppPaths, backup: Path) -> None:
    paths.database.write_bytes(b"?" * 5000)
    kept = restore_data(paths, file=backup).kept.folder
    assert contents(paths) == THEN
    assert (kept / paths.database.name).read_bytes() == b"?" * 5000


def rewritten(file: Path, change: Callable[[Members], None], *, listed: bool = True) -> Path:
    """The backup with other members; `backup.json` fits them unless `listed` is false."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    if listed:
        body = json.loads(members["backup.json"])
        body["files"] = {
            name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in members.items()
            if name != "backup.json"
        }
        members["backup.json"] = json.dumps(body).encode()
    target = file.with_name("changed.t2lbackup")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target


def body_with(**changes: object) -> Callable[[Members], None]:
    def change(members: Members) -> None:
        members["backup.json"] = json.dumps({**json.loads(members["backup.json"]), **changes}).encode()

    return change


def database_with(*statements: str) -> Callable[[Members], None]:
    def change(members: Members) -> None:
        path = Path(os.environ["T2L_HOME"]) / "changed.sqlite3"
        path.write_bytes(members["library.sqlite3"])
        connection = sqlite3.connect(path)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()
        members["library.sqlite3"] = path.read_bytes()

    return change


def first_adapter_file(members: Members) -> str:
    return next(name for name in members if name.startswith("adapters/"))


def spoil_sum(members: Members) -> None:
    name = first_adapter_file(members)
    members[name] = members[name][:-1] + b"?"


def add(name: str) -> Callable[[Members], None]:
    return lambda members: members.update({name: b"x"})


@pytest.mark.parametrize(
    ("change", "listed", "words"),
    [
        (spoil_sum, False, "damaged or was put together wrongly"),
        (add("adapters/0b5f8c1e-6f0c-4b39-9d4c-2a3f7f7f0d11/new"), False, "damaged or was put together wrongly"),
        (add("../evil"), True, "holds things"),
        (add("library.sqlite3-wal"), True, "damaged or was put together wrongly"),
        (add("adapters/not-an-id/file"), True, "damaged or was put together wrongly"),
        (add("packs/../adapters/x"), True, "holds things"),
        (add("packs/.hidden/file"), True, "damaged or was put together wrongly"),
        (lambda members: members.pop("library.sqlite3"), True, "damaged or was put together wrongly"),
        (lambda members: members.pop("backup.json"), False, "is not a backup"),
        (lambda members: members.update({"backup.json": b"[" * 100_000}), False, "damaged or was put together wrongly"),
        (lambda members: members.update({"backup.json": b"{}"}), False, "damaged or was put together wrongly"),
        (body_with(created_at=1e300), True, "damaged or was put together wrongly"),
        (body_with(created_at="NaN"), True, "damaged or was put together wrongly"),
        (body_with(files=[]), False, "damaged or was put together wrongly"),
        (body_with(format=2), True, "newer version"),
        (database_with("PRAGMA user_version = 999"), True, "newer version"),
        (database_with("CREATE TRIGGER t AFTER INSERT ON chats BEGIN DELETE FROM adapters; END"), True, "damaged"),
        (database_with("DROP TABLE messages"), True, "damaged or was put together wrongly"),
        (lambda members: members.update({"library.sqlite3": b"?" * 9000}), True, "damaged or was put together wrongly"),
    ],
)
def test_an_unsound_backup_is_refused_before_anything_is_touched(
    paths: AppPaths, backup: Path, change: Callable[[Members], None], listed: bool, words: str
) -> None:
    bad = rewritten(backup, change, listed=listed)
    before = sorted(path.name for path in paths.data.iterdir())
    with pytest.raises(UserFacingError, match=words) as caught:
        restore_data(paths, file=bad)
    assert caught.value.hint
    assert sorted(path.name for path in paths.data.iterdir()) == before
    assert contents(paths) == SINCE


@pytest.mark.parametrize("size", [0, 10, 1000, 20_000])
def test_a_backup_that_is_cut_short_is_refused(paths: AppPaths, backup: Path, size: int) -> None:
    os.truncate(backup, size)
    with pytest.raises(UserFacingError, match=r"damaged|cut short"):
        restore_data(paths, file=backup)
    assert contents(paths) == SINCE


def test_a_backup_of_an_older_version_is_brought_up_to_date(paths: AppPaths, backup: Path, tmp_path: Path) -> None:
    older = sqlite3.connect(tmp_path / "older.sqlite3")
    migrate(older, None, steps=STEPS[:1])
    older.execute(
        "INSERT INTO chats (id, title, pack_id, created_at, updated_at) VALUES (?, 'Old', 'tiny', 1, 2)", ["c" * 36]
    )
    older.execute(
        "INSERT INTO messages (id, chat_id, role, text, created_at, state) VALUES (?, ?, 'user', 'Old', 1, 'complete')",
        ["m" * 36, "c" * 36],
    )
    older.commit()
    older.close()
    data = (tmp_path / "older.sqlite3").read_bytes()
    restore_data(paths, file=rewritten(backup, lambda members: members.update({"library.sqlite3": data})))
    assert contents(paths).chats == {"Old"}


def test_cancel_and_a_library_in_use_leave_everything(
    paths: AppPaths, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("t2l_desktop.library.database.BUSY_SECONDS", 0.1)
    cancel = CancelToken()
    with pytest.raises(WorkCancelledError):
        restore_data(paths, file=backup, on_event=lambda _: cancel.cancel(), cancel=cancel)
    with Library(paths) as other:
        other.chats()
        with pytest.raises(UserFacingError, match="in use by another program"):
            restore_data(paths, file=backup)
    assert contents(paths) == SINCE
    assert kept_data(paths) == []


def test_a_disk_that_fails_in_the_middle_of_the_swap_leaves_everything(
    paths: AppPaths, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.rename

    def fails(self: Path, target: Path) -> Path:
        if self.name == "packs":
            monkeypatch.undo()
            raise PermissionError(13, "in use")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(UserFacingError, match="cannot be written"):
        restore_data(paths, file=backup)
    assert contents(paths) == SINCE
    assert not (paths.data / "restore.json").exists()


def refuse_after(changes: int, kinds: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many changes of names, of these kinds, no further one is possible."""
    left = changes

    def counted(real: Callable[[Path, Path], Path]) -> Callable[[Path, Path], Path]:
        def call(self: Path, target: Path) -> Path:
            nonlocal left
            left -= 1
            if left < 0:
                raise OSError(5, "Input/output error")
            return real(self, target)

        return call

    for kind in kinds:
        monkeypatch.setattr(Path, kind, counted(getattr(Path, kind)))


@pytest.mark.parametrize("kinds", [("rename",), ("rename", "replace")])
def test_a_disk_that_refuses_from_some_point_on_loses_nothing(
    paths: AppPaths, backup: Path, monkeypatch: pytest.MonkeyPatch, kinds: tuple[str, ...]
) -> None:
    """What can be neither finished nor undone is settled at the next start."""
    saved = paths.data.with_name("saved")
    shutil.copytree(paths.data.parent, saved, ignore=shutil.ignore_patterns("saved"))
    outcomes = []
    for changes in range(100):
        with monkeypatch.context() as refusing:
            refuse_after(changes, kinds, refusing)
            try:
                restore_data(paths, file=backup)
                is_done = True
            except UserFacingError:
                is_done = False
        close_services(open_services(paths))
        outcomes.append(contents(paths))
        assert outcomes[-1] in (THEN, SINCE), changes
        assert not (paths.data / "restore.json").exists()
        if is_done:
            break
        for folder in (paths.data, paths.config):
            shutil.rmtree(folder)
            shutil.copytree(saved / folder.name, folder)
    assert len(outcomes) > 1
    assert outcomes[-1] == THEN
    bring_back(paths, kept=kept_data(paths)[0])
    assert contents(paths) == SINCE


def test_an_undoing_goes_on_though_what_came_from_the_backup_is_gone(
    paths: AppPaths, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as refusing:
        refuse_after(4, ("rename",), refusing)
        with pytest.raises(UserFacingError, match="cannot be written"):
            restore_data(paths, file=backup)
    (staged,) = paths.data.glob(".restore-*")
    assert json.loads((paths.data / "restore.json").read_text())["kept"] == staged.name
    shutil.rmtree(staged)
    close_services(open_services(paths))
    assert contents(paths) == SINCE


_DIE = """
import os, sys, pathlib
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.operations.backups import restore_data
left = int(sys.argv[2])
def counted(real):
    def call(*args, **options):
        global left
        left -= 1
        if left == 0:
            os._exit(9)
        return real(*args, **options)
    return call
for name in ("rename", "replace", "mkdir", "unlink"):
    setattr(pathlib.Path, name, counted(getattr(pathlib.Path, name)))
restore_data(AppPaths.locate(), file=pathlib.Path(sys.argv[1]))
"""


def test_a_restore_that_is_killed_is_done_or_not_begun(paths: AppPaths, backup: Path) -> None:
    """Killed before each single change to a folder in turn, until it gets through."""
    saved = paths.data.with_name("saved")
    shutil.copytree(paths.data.parent, saved, ignore=shutil.ignore_patterns("saved"))
    outcomes = []
    for step in range(1, 100):
        done = subprocess.run([sys.executable, "-c", _DIE, str(backup), str(step)], check=False)
        close_services(open_services(paths))
        outcomes.append(contents(paths))
        assert outcomes[-1] in (THEN, SINCE), step
        assert not (paths.data / "restore.json").exists()
        assert not list(paths.data.glob(".restore-*"))
        if outcomes[-1] == THEN:
            bring_back(paths, kept=kept_data(paths)[0])
            assert contents(paths) == SINCE, step
        if done.returncode == 0:
            break
        assert done.returncode == 9
        for folder in (paths.data, paths.config):
            shutil.rmtree(folder)
            shutil.copytree(saved / folder.name, folder)
    assert outcomes[0] == SINCE
    assert outcomes[-1] == THEN
    assert outcomes.index(THEN) < len(outcomes) - 5
