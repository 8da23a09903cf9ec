"""Test sheets in the library: one a skill, as JSON that is read back with suspicion."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable

from t2l_desktop.core.sheets import Answers, Sheet, SheetConditions, SheetResult, SheetRow
from t2l_desktop.library.transactions import Transactions


class SheetTable:
    """The sheets of one library, whose transactions they share."""

    def __init__(self, transactions: Transactions, clock: Callable[[], float]) -> None:
        self._transactions = transactions
        self._clock = clock

    def get(self, adapter_id: str) -> Sheet:
        """The sheet of a skill, empty where it has none; what is damaged in it is left out."""
        with self._transactions.reading() as connection:
            found = connection.execute("SELECT rows, result FROM sheets WHERE adapter_id = ?", (adapter_id,)).fetchone()
        if found is None:
            return Sheet()
        return Sheet(rows=_rows(_parsed(found["rows"])), result=_result(_parsed(found["result"])))

    def put(self, adapter_id: str, sheet: Sheet) -> None:
        """Keep a skill's sheet, unless the skill is gone; a draft that is still worked on has its thirty days again."""
        rows = json.dumps([[row.question, row.expected] for row in sheet.rows])
        result = json.dumps(dataclasses.asdict(sheet.result))
        now = self._clock()
        with self._transactions.writing() as connection:
            connection.execute(
                "INSERT INTO sheets (adapter_id, rows, result, updated_at)"
                " SELECT id, ?, ?, ? FROM adapters WHERE id = ? ON CONFLICT (adapter_id) DO UPDATE"
                " SET rows = excluded.rows, result = excluded.result, updated_at = excluded.updated_at",
                (rows, result, now, adapter_id),
            )
            connection.execute("UPDATE adapters SET updated_at = ? WHERE id = ? AND is_saved = 0", (now, adapter_id))


def _parsed(text: str) -> object:
    try:
        parsed: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return parsed


def _rows(value: object) -> tuple[SheetRow, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(
        SheetRow(question=each[0], expected=each[1])
        for each in value
        if isinstance(each, list) and len(each) == 2 and all(isinstance(text, str) for text in each)
    )


def _result(value: object) -> SheetResult:
    if not isinstance(value, dict):
        return SheetResult()
    made_at = value.get("made_at")
    return SheetResult(
        base=_answers(value.get("base")),
        skill=_answers(value.get("skill")),
        conditions=_conditions(value.get("conditions")),
        made_at=made_at if isinstance(made_at, float) else 0.0,
    )


def _answers(value: object) -> Answers:
    if not isinstance(value, dict):
        return {}
    return {question: answer for question, answer in value.items() if answer is None or isinstance(answer, str)}


def _conditions(value: object) -> SheetConditions | None:
    if not isinstance(value, dict):
        return None
    kinds = {"base": str, "description": str, "strength": float, "in_words": bool}
    if value.keys() != kinds.keys() or not all(type(value[name]) is kind for name, kind in kinds.items()):
        return None
    return SheetConditions(**value)
