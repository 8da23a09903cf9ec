"""Chats and their messages; a chat is a tree of which one branch is shown."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence

from t2l_desktop.core.records import PLAIN, AdapterUse, AnswerState, Chat, HowMade, Manner, Message, Role
from t2l_desktop.core.tags import folded
from t2l_desktop.library.presets import sampling_from_json, sampling_to_json
from t2l_desktop.library.transactions import Transactions, gone, storable

_COMPLETE = HowMade()


class ChatStore(Transactions):
    """Messages are never changed, and go only with their chat: another version stands beside the first."""

    def add_chat(self, *, pack_id: str, title: str = "", manner: Manner = PLAIN) -> Chat:
        """Begin a conversation."""
        now, chat_id = self._clock(), str(uuid.uuid4())
        with self.writing() as connection:
            connection.execute(
                "INSERT INTO chats (id, title, pack_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
                (chat_id, storable(title), pack_id, now, now),
            )
            _set_manner(self, connection, chat_id, manner)
        return self.chat(chat_id)

    def add_whole_chat(self, chat: Chat, messages: Sequence[Message], *, shown: str) -> Chat:
        """Take in a chat and its messages with their dates, all under new ids, in one transaction.

        A message's `parent_id` names one that stands before it in `messages`, or none; the branch that ends with the
        message `shown` is shown.
        """
        chat_id = str(uuid.uuid4())
        with self.writing() as connection:
            connection.execute(
                "INSERT INTO chats (id, title, pack_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
                (chat_id, storable(chat.title), storable(chat.pack_id), chat.created_at, chat.updated_at),
            )
            _set_manner(self, connection, chat_id, chat)
            numbers: dict[str, int] = {}
            for message in messages:
                fresh = dataclasses.replace(message, id=str(uuid.uuid4()), chat_id=chat_id)
                numbers[message.id] = _insert_message(connection, fresh, numbers.get(message.parent_id))
            connection.execute("UPDATE chats SET leaf = ? WHERE id = ?", (numbers.get(shown), chat_id))
        return self.chat(chat_id)

    def chat(self, chat_id: str) -> Chat:
        """One chat, binned or not; raises `UserFacingError` where there is none."""
        with self.reading() as connection:
            row = connection.execute("SELECT * FROM chats WHERE id = ?", (chat_id,)).fetchone()
            if row is None:
                raise gone("chats", chat_id)
            return _chats(connection, [row])[0]

    def chats(self, *, search: str = "", binned: bool = False) -> list[Chat]:
        """The chats, pinned ones first, then last used first; each word of `search` is in the title or the messages."""
        words = folded(search).split()
        found = "".join(
            " AND (instr(folded(title), ?) OR EXISTS "
            "(SELECT 1 FROM messages WHERE chat_id = chats.id AND instr(folded(text), ?)))"
            for _ in words
        )
        where = "binned_at IS NOT NULL" if binned else "binned_at IS NULL"
        order = "pinned_at IS NULL, updated_at DESC, id"
        query = f"SELECT * FROM chats WHERE {where}{found} ORDER BY {order}"  # noqa: S608 - parts are literals
        with self.reading() as connection:
            rows = connection.execute(query, [word for word in words for _ in range(2)]).fetchall()
            return _chats(connection, rows)

    def update_chat(
        self, chat_id: str, *, title: str | None = None, pack_id: str | None = None, manner: Manner | None = None
    ) -> Chat:
        """Change what is given and leave the rest."""
        values = {"title": title, "pack_id": pack_id}
        changed = {name: value for name, value in values.items() if value is not None}
        with self.writing() as connection:
            if changed:
                self.update_one("chats", chat_id, changed)
            if manner is not None:
                _set_manner(self, connection, chat_id, manner)
        return self.chat(chat_id)

    def pin_chat(self, chat_id: str, *, pinned: bool) -> Chat:
        """Keep a chat at the top of the list, or let it go where its date puts it."""
        self.update_one("chats", chat_id, {"pinned_at": self._clock() if pinned else None})
        return self.chat(chat_id)

    def bin_chat(self, chat_id: str) -> Chat:
        """Put a chat into the bin, from which `restore_chat` brings it back."""
        self.update_one("chats", chat_id, {"binned_at": self._clock()})
        return self.chat(chat_id)

    def restore_chat(self, chat_id: str) -> Chat:
        """Bring a chat back from the bin."""
        self.update_one("chats", chat_id, {"binned_at": None})
        return self.chat(chat_id)

    def remove_chat(self, chat_id: str) -> None:
        """Delete a chat and all its messages for good."""
        with self.writing() as connection:
            delete_chats(connection, [chat_id])

    def add_message(
        self,
        chat_id: str,
        role: Role,
        *,
        text: str,
        made: HowMade = _COMPLETE,
        after: str | None = None,
        beside: str | None = None,
    ) -> Message:
        """Commit a message to the disk; it is there after this returns, whatever happens then.

        It follows the message `after`, or becomes another version of the message `beside`; where neither is named it
        goes to the end of the branch that is shown. That branch ends with it from now on.
        """
        message = Message(
            id=str(uuid.uuid4()),
            chat_id=chat_id,
            role=role,
            text=storable(text),
            created_at=self._clock(),
            **vars(made),
        )
        with self.writing() as connection:
            self.update_one("chats", chat_id, {"updated_at": message.created_at})
            if beside is not None:
                parent = _one(connection, "SELECT parent FROM messages WHERE id = ? AND chat_id = ?", beside, chat_id)
            elif after is not None:
                parent = _one(connection, "SELECT number FROM messages WHERE id = ? AND chat_id = ?", after, chat_id)
            else:
                parent = _one(connection, "SELECT leaf FROM chats WHERE id = ?", chat_id)
            number = _insert_message(connection, message, parent)
            connection.execute("UPDATE chats SET leaf = ? WHERE id = ?", (number, chat_id))
            before = connection.execute("SELECT id FROM messages WHERE number = ?", (parent,)).fetchone()
            count = "SELECT count(*) FROM messages WHERE chat_id = ? AND parent IS ?"
            (versions,) = connection.execute(count, (chat_id, parent)).fetchone()
        parent_id = before["id"] if before else ""
        return dataclasses.replace(message, parent_id=parent_id, version=versions, versions=versions)

    def messages(self, chat_id: str, *, leaf: str | None = None) -> list[Message]:
        """The branch of a chat that is shown, from its first message on; or the one that ends with message `leaf`."""
        with self.reading() as connection:
            tree = _Tree(connection, chat_id)
            last = tree.leaf if leaf is None else tree.number_of(leaf)
            return _messages(connection, chat_id, tree, tree.branch(last))

    def all_messages(self, chat_id: str) -> list[Message]:
        """Every version of every message of a chat in the order of their making."""
        with self.reading() as connection:
            tree = _Tree(connection, chat_id)
            return _messages(connection, chat_id, tree, sorted(tree.parents))

    def show_version(self, chat_id: str, *, message_id: str) -> None:
        """Show the branch that goes through a message, as far as it was last continued."""
        with self.writing() as connection:
            tree = _Tree(connection, chat_id)
            leaf = tree.newest_below(tree.number_of(message_id))
            connection.execute("UPDATE chats SET leaf = ? WHERE id = ?", (leaf, chat_id))


class _Tree:
    """The numbers of a chat's messages and who follows whom."""

    def __init__(self, connection: sqlite3.Connection, chat_id: str) -> None:
        """Raises `UserFacingError` where there is no such chat."""
        row = connection.execute("SELECT leaf FROM chats WHERE id = ?", (chat_id,)).fetchone()
        if row is None:
            raise gone("chats", chat_id)
        self.leaf: int | None = row["leaf"]
        self.parents: dict[int, int | None] = {}
        self.ids: dict[int, str] = {}
        self.versions: dict[int | None, list[int]] = defaultdict(list)
        query = "SELECT number, id, parent FROM messages WHERE chat_id = ? ORDER BY number"
        for number, message_id, parent in connection.execute(query, (chat_id,)):
            self.parents[number], self.ids[number] = parent, message_id
            self.versions[parent].append(number)

    def number_of(self, message_id: str) -> int:
        """Raises `UserFacingError` where the chat has no such message."""
        number = next((number for number, each in self.ids.items() if each == message_id), None)
        if number is None:
            raise gone("chats", message_id)
        return number

    def branch(self, leaf: int | None) -> list[int]:
        """The numbers from the first message to `leaf`."""
        numbers: list[int] = []
        while leaf is not None and leaf in self.parents and len(numbers) <= len(self.parents):
            numbers.append(leaf)
            leaf = self.parents[leaf]
        return numbers[::-1]

    def newest_below(self, number: int) -> int:
        """The end of the branch that goes on from `number`, the newest version at every fork."""
        while self.versions.get(number):
            number = self.versions[number][-1]
        return number


def _one(connection: sqlite3.Connection, query: str, *values: str) -> int | None:
    row = connection.execute(query, values).fetchone()
    if row is None:
        raise gone("chats", values[-1])
    number: int | None = row[0]
    return number


def _chats(connection: sqlite3.Connection, rows: Iterable[sqlite3.Row]) -> list[Chat]:
    rows = list(rows)
    uses: dict[str, list[AdapterUse]] = defaultdict(list)
    for row in connection.execute(
        "SELECT * FROM chat_adapters WHERE chat_id IN (SELECT value FROM json_each(?)) ORDER BY chat_id, position",
        (json.dumps([row["id"] for row in rows]),),
    ):
        uses[row["chat_id"]].append(AdapterUse(adapter_id=row["adapter_id"], strength=row["strength"]))
    return [
        Chat(
            id=row["id"],
            title=row["title"],
            pack_id=row["pack_id"],
            created_at=row["created_at"],
            updated_at=row["updated_at"],
            adapters=tuple(uses[row["id"]]),
            is_pinned=row["pinned_at"] is not None,
            system_prompt=row["system_prompt"],
            routes=bool(row["routes"]),
            in_words=bool(row["in_words"]),
            sampling=sampling_from_json(row["sampling"]),
        )
        for row in rows
    ]


def _set_manner(store: Transactions, connection: sqlite3.Connection, chat_id: str, manner: Manner) -> None:
    values = {
        "system_prompt": manner.system_prompt,
        "routes": manner.routes,
        "in_words": manner.in_words,
        "sampling": sampling_to_json(manner.sampling),
    }
    store.update_one("chats", chat_id, values)
    connection.execute("DELETE FROM chat_adapters WHERE chat_id = ?", (chat_id,))
    connection.executemany(
        "INSERT INTO chat_adapters VALUES (?, ?, ?, ?)",
        [(chat_id, position, use.adapter_id, use.strength) for position, use in enumerate(manner.adapters)],
    )


def delete_chats(connection: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Delete chats and their messages; these are taken apart first, as SQLite follows no more than a thousand links."""
    for chat_id in ids:
        connection.execute("UPDATE messages SET parent = NULL WHERE chat_id = ?", (chat_id,))
        connection.execute("DELETE FROM chats WHERE id = ?", (chat_id,))


def _insert_message(connection: sqlite3.Connection, message: Message, parent: int | None) -> int:
    cursor = connection.execute(
        "INSERT INTO messages (id, chat_id, role, text, created_at, state, tokens_per_second, parent, context_tokens,"
        " left_out, stopped_by, likeness) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            message.id, message.chat_id, message.role.value, storable(message.text), message.created_at,
            message.state.value, message.tokens_per_second, parent, message.context_tokens, message.left_out,
            message.stopped_by, message.likeness,
        ),
    )  # fmt: skip
    number = cursor.lastrowid
    assert number is not None
    connection.executemany(
        "INSERT INTO message_adapters VALUES (?, ?, ?, ?)",
        [(number, position, use.adapter_id, use.strength) for position, use in enumerate(message.adapters)],
    )
    return number


def _messages(connection: sqlite3.Connection, chat_id: str, tree: _Tree, numbers: Sequence[int]) -> list[Message]:
    uses: dict[int, list[AdapterUse]] = defaultdict(list)
    for row in connection.execute(
        "SELECT message_number, adapter_id, strength FROM message_adapters WHERE message_number IN"
        " (SELECT number FROM messages WHERE chat_id = ?) ORDER BY message_number, position",
        (chat_id,),
    ):
        uses[row[0]].append(AdapterUse(adapter_id=row[1], strength=row[2]))
    query = "SELECT * FROM messages WHERE chat_id = ? AND number IN (SELECT value FROM json_each(?))"
    rows = {row["number"]: row for row in connection.execute(query, (chat_id, json.dumps(list(numbers))))}
    places = {number: place for group in tree.versions.values() for place, number in enumerate(group, start=1)}
    made = []
    for number in numbers:
        row = rows[number]
        made.append(
            Message(
                id=row["id"],
                chat_id=chat_id,
                role=Role(row["role"]),
                text=row["text"],
                created_at=row["created_at"],
                state=AnswerState(row["state"]),
                adapters=tuple(uses[number]),
                likeness=row["likeness"],
                tokens_per_second=row["tokens_per_second"],
                context_tokens=row["context_tokens"],
                left_out=row["left_out"],
                stopped_by=row["stopped_by"],
                parent_id=tree.ids.get(row["parent"], ""),
                version=places[number],
                versions=len(tree.versions[tree.parents[number]]),
            )
        )
    return made
