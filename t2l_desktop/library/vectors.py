"""The vectors of the library's adapters: a few for each, of what it changes and of what is said about it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from t2l_desktop.core.sketches import SKETCH_FILE, SKETCH_LENGTH, checked_vector
from t2l_desktop.library.transactions import Transactions

WEIGHTS = "weights"  # the way of what is measured in an adapter itself; all others are of its words


class VectorTable:
    """The vectors of one library, whose transactions they share: little-endian float32."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def all(self, way: str) -> dict[str, bytes]:
        """The sound vectors of adapters that are neither drafts nor binned, by adapter."""
        with self._transactions.reading() as connection:
            rows = connection.execute(
                "SELECT adapter_id, vector FROM adapter_vectors JOIN adapters ON id = adapter_id"
                " WHERE way = ? AND is_saved = 1 AND binned_at IS NULL",
                (way,),
            ).fetchall()
        return {row["adapter_id"]: row["vector"] for row in rows if row["vector"] and len(row["vector"]) % 4 == 0}

    def lacking(self, way: str) -> list[str]:
        """The adapters, neither drafts nor binned, that have no such vector, newest first."""
        with self._transactions.reading() as connection:
            rows = connection.execute(
                "SELECT id FROM adapters WHERE is_saved = 1 AND binned_at IS NULL"
                " AND id NOT IN (SELECT adapter_id FROM adapter_vectors WHERE way = ?) ORDER BY updated_at DESC, id",
                (way,),
            ).fetchall()
        return [row["id"] for row in rows]

    def put(self, way: str, vectors: Mapping[str, bytes]) -> None:
        """Keep vectors by adapter; those of adapters that are gone by now are left out."""
        with self._transactions.writing() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO adapter_vectors (adapter_id, way, vector)"
                " SELECT id, ?, ? FROM adapters WHERE id = ?",
                [(way, vector, adapter_id) for adapter_id, vector in vectors.items()],
            )

    def keep_only(self, way: str, *, of: str) -> None:
        """Let go of the vectors of other ways that are called `of` and something more."""
        with self._transactions.writing() as connection:
            connection.execute(
                "DELETE FROM adapter_vectors WHERE way <> ? AND substr(way || ' ', 1, length(?)) = ?",
                (way, f"{of} ", f"{of} "),
            )

    def take_sketch(self, adapter_id: str, folder: Path) -> bool:
        """Keep the vector that lies in an adapter's folder; false where there is no sound one."""
        try:
            with (folder / SKETCH_FILE).open("rb") as file:
                vector = checked_vector(file.read(4 * SKETCH_LENGTH + 1), length=SKETCH_LENGTH)
        except OSError:
            return False
        if vector is None:
            return False
        self.put(WEIGHTS, {adapter_id: vector})
        return True
