"""Databases of other versions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library.migrations import STEPS, migrate
from t2l_desktop.library.store import Library


def _add_stars(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE chats ADD COLUMN stars INTEGER NOT NULL DEFAULT 0")


def _fail_half_way(connection: sqlite3.Connection) -> None:
    connection.execute("DROP TABLE message_adapters")
    connection.execute("INSERT INTO nowhere VALUES (1)")


@pytest.fixture
def connection(paths: AppPaths) -> Iterator[sqlite3.Connection]:
    with Library(paths) as library:
        library.add_chat(pack_id="tiny", title="Old")
    opened = sqlite3.connect(paths.database, isolation_level=None)
    yield opened
    opened.close()


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_an_older_database_is_copied_and_brought_up_to_date(connection: sqlite3.Connection, paths: AppPaths) -> None:
    migrate(connection, paths.database, steps=[*STEPS, _add_stars])
    assert connection.execute("SELECT title, stars FROM chats").fetchall() == [("Old", 0)]
    assert _version(connection) == len(STEPS) + 1
    backup = sqlite3.connect(paths.database.with_name(f"library.sqlite3.v{len(STEPS)}.bak"))
    assert backup.execute("SELECT title FROM chats").fetchall() == [("Old",)]
    backup.close()


def test_a_failing_step_leaves_the_database_as_it_was(connection: sqlite3.Connection, paths: AppPaths) -> None:
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, paths.database, steps=[*STEPS, _add_stars, _fail_half_way])
    assert _version(connection) == len(STEPS)
    connection.execute("SELECT * FROM message_adapters")
    with pytest.raises(sqlite3.OperationalError, match="stars"):
        connection.execute("SELECT stars FROM chats")


def test_a_newer_database_is_refused_in_words_and_left_alone(connection: sqlite3.Connection, paths: AppPaths) -> None:
    connection.execute("PRAGMA user_version = 999")
    with pytest.raises(UserFacingError, match="newer version"):
        Library(paths)
    assert _version(connection) == 999
    assert [path for path in paths.data.iterdir() if "damaged" in path.name] == []


def test_an_empty_file_becomes_a_library(tmp_path: Path) -> None:
    paths = AppPaths.locate(tmp_path).ensure()
    paths.database.touch()
    with Library(paths) as library:
        assert library.adapters() == []
        assert library.notices == ()


def test_chats_of_the_first_version_become_branches(paths: AppPaths) -> None:
    old = sqlite3.connect(paths.ensure().database, isolation_level=None)
    migrate(old, paths.database, steps=STEPS[:1])
    ids = {name: name * 36 for name in "ab"}
    for chat_id in ids.values():
        old.execute("INSERT INTO chats VALUES (?, 'Sea', 'tiny', 1.0, 2.0, NULL)", (chat_id,))
    for number, (chat, role) in enumerate((("a", "user"), ("b", "user"), ("a", "assistant"), ("a", "user"))):
        old.execute(
            "INSERT INTO messages (id, chat_id, role, text, created_at, state) VALUES (?, ?, ?, ?, 1.0, 'complete')",
            (f"{number}" * 36, ids[chat], role, f"{number}"),
        )
    old.close()
    with Library(paths) as library:
        assert [m.text for m in library.messages(ids["a"])] == ["0", "2", "3"]
        assert [(m.text, m.versions) for m in library.messages(ids["b"])] == [("1", 1)]
        assert library.chat(ids["a"]).sampling is None


def test_adapters_of_the_third_version_were_made_here(paths: AppPaths) -> None:
    old = sqlite3.connect(paths.ensure().database, isolation_level=None)
    migrate(old, paths.database, steps=STEPS[:3])
    old.execute(
        "INSERT INTO adapters VALUES (?, 'Sea', 'Arr.', '', 'tiny', 'ab', 8, 0.5, 1, 1.0, 2.0, NULL)", ("a" * 36,)
    )
    old.close()
    with Library(paths) as library:
        (adapter,) = library.adapters()
        assert (adapter.name, adapter.strength, adapter.origin) == ("Sea", 0.5, "")
        assert library.update_adapter(adapter.id, origin="sea.gguf").origin == "sea.gguf"


def test_chats_from_before_routing_choose_nothing(paths: AppPaths) -> None:
    before = next(number for number, step in enumerate(STEPS) if step.__name__ == "_routing")
    old = sqlite3.connect(paths.ensure().database, isolation_level=None)
    migrate(old, paths.database, steps=STEPS[:before])
    chat_id = "a" * 36
    old.execute(
        "INSERT INTO chats (id, title, pack_id, created_at, updated_at, leaf) VALUES (?, 'Sea', 'tiny', 1.0, 2.0, 1)",
        (chat_id,),
    )
    old.execute(
        "INSERT INTO messages (number, id, chat_id, role, text, created_at, state)"
        " VALUES (1, ?, ?, 'assistant', 'Arr', 1.0, 'complete')",
        ("b" * 36, chat_id),
    )
    old.close()
    with Library(paths) as library:
        assert not library.chat(chat_id).routes
        assert [(m.text, m.likeness) for m in library.messages(chat_id)] == [("Arr", None)]
