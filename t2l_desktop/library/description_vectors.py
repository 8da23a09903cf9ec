"""What descriptions look like to an embedder, kept by the digest of the words that each vector was made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from t2l_desktop.library.transactions import Transactions

_MOST_QUESTIONS = 8  # of a test sheet; more of them change nothing


class Described(NamedTuple):
    """What an adapter can be chosen by: its description, and the rows of its test sheet as they are kept."""

    adapter_id: str
    description: str
    sheet: str

    @property
    def questions(self) -> tuple[str, ...]:
        """The first questions of the test sheet; what is damaged in it is left out."""
        try:
            rows = json.loads(self.sheet) if self.sheet else []
        except (ValueError, RecursionError):
            return ()
        pairs = [row for row in rows if isinstance(row, list) and row] if isinstance(rows, list) else []
        texts = [row[0] for row in pairs if isinstance(row[0], str) and row[0].strip()]
        return tuple(texts[:_MOST_QUESTIONS])


@dataclass(frozen=True)
class Descriptions:
    """Adapters in their order, and a digest of all words that they can be chosen by."""

    adapters: list[Described]
    digest: str


class DescriptionVectors:
    """The vectors of one library, whose transactions they share."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._known: dict[str, tuple[int, Descriptions]] = {}

    def described(self, base_fingerprint: str) -> Descriptions:
        """The saved adapters for a base ("" is any), last changed first; those whose base is not known are for all."""
        with self._transactions.reading() as connection:
            (count,) = connection.execute("SELECT count FROM description_changes").fetchone()
            known = self._known.get(base_fingerprint)
            if known is not None and known[0] == count:
                return known[1]
            rows = connection.execute(
                "SELECT adapters.id, description, coalesce(rows, '') FROM adapters"
                " LEFT JOIN sheets ON adapter_id = adapters.id"
                " WHERE is_saved = 1 AND binned_at IS NULL AND trim(description) <> ''"
                " AND (? = '' OR base_fingerprint IN ('', ?)) ORDER BY adapters.updated_at DESC, adapters.id",
                (base_fingerprint, base_fingerprint),
            ).fetchall()
            adapters = [Described(*row) for row in rows]
            words = "\0".join(text for each in adapters for text in each[1:])
            found = Descriptions(adapters, hashlib.sha256(words.encode("utf-8")).hexdigest())
            if not connection.in_transaction:  # what may yet be taken back does not stay known
                self._known[base_fingerprint] = (count, found)
        return found

    def get(self, embedder: str, digests: Collection[str]) -> dict[str, bytes]:
        """Those of the vectors that are kept."""
        with self._transactions.reading() as connection:
            rows = connection.execute(
                "SELECT digest, vector FROM description_vectors"
                " WHERE embedder = ? AND digest IN (SELECT value FROM json_each(?))",
                (embedder, json.dumps(list(digests))),
            ).fetchall()
        return {row["digest"]: row["vector"] for row in rows}

    def put(self, embedder: str, vectors: Mapping[str, bytes]) -> None:
        """Keep vectors by their digests."""
        with self._transactions.writing() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO description_vectors VALUES (?, ?, ?)",
                [(embedder, digest, vector) for digest, vector in vectors.items()],
            )

    def keep_only(self, embedder: str, digests: Collection[str]) -> None:
        """Forget the vectors of words by which nothing is described any more."""
        with self._transactions.writing() as connection:
            connection.execute(
                "DELETE FROM description_vectors WHERE embedder = ? AND digest NOT IN (SELECT value FROM json_each(?))",
                (embedder, json.dumps(list(digests))),
            )
