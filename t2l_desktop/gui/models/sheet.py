"""The rows of a test sheet with what was answered to them, and the choice of those to be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)

from t2l_desktop.core.sheets import Answers, SheetResult, SheetRow
from t2l_desktop.gui.icons import icon
from t2l_desktop.gui.verbatim import tip
from t2l_desktop.operations.sheets import Score, is_right, same, with_rows_back

QUESTION, EXPECTED, BASE, SKILL = range(4)
ALL, DIFFERING, WRONG = FILTERS = ("all", "differing", "wrong")
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True)
class _Verdict:
    """What is known of a row: None where it was not asked or expects nothing."""

    base: bool | None = None
    skill: bool | None = None
    differs: bool = False


class SheetModel(QAbstractTableModel):
    """Four columns: input, expected answer, the base's and the skill's; the first two can be edited."""

    rows_edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[SheetRow] = []
        self._verdicts: list[_Verdict] = []
        self._result = SheetResult()
        self._is_lenient = False
        self._is_locked = False

    @property
    def rows(self) -> Sequence[SheetRow]:
        return self._rows

    @property
    def result(self) -> SheetResult:
        return self._result

    def set_sheet(self, rows: Iterable[SheetRow], result: SheetResult) -> None:
        """Show another sheet."""
        self.beginResetModel()
        self._rows, self._result = list(rows), result
        self._judge_all()
        self.endResetModel()

    def set_result(self, result: SheetResult) -> None:
        """Show other answers to the same rows; only what is new about them is drawn again."""
        before, self._result = self._result, result
        changed = [
            number
            for number, row in enumerate(self._rows)
            if _answer(before.base, row) != _answer(result.base, row)
            or _answer(before.skill, row) != _answer(result.skill, row)
        ]
        for number in changed:
            self._verdicts[number] = self._judged(self._rows[number])
        if changed:
            self.dataChanged.emit(self.index(changed[0], BASE), self.index(changed[-1], SKILL))

    def set_lenient(self, lenient: bool) -> None:
        """Whether case and punctuation at the end are ignored."""
        self._is_lenient = lenient
        self._judge_all()
        if self._rows:
            self.dataChanged.emit(self.index(0, BASE), self.index(len(self._rows) - 1, SKILL))

    def set_locked(self, locked: bool) -> None:
        """Whether the rows cannot be edited, as while they are being asked."""
        self._is_locked = locked

    def add(self, rows: Sequence[SheetRow]) -> None:
        """Add rows at the end."""
        if rows:
            self.beginInsertRows(_NOWHERE, len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows += rows
            self._verdicts += [self._judged(row) for row in rows]
            self.endInsertRows()
            self.rows_edited.emit()

    def put_back(self, removed: Mapping[int, SheetRow]) -> None:
        """Put rows that were taken out where they were."""
        self.set_sheet(with_rows_back(self._rows, removed), self._result)
        self.rows_edited.emit()

    def remove(self, numbers: Iterable[int]) -> None:
        """Take rows out."""
        for number in sorted(numbers, reverse=True):
            self.beginRemoveRows(_NOWHERE, number, number)
            del self._rows[number], self._verdicts[number]
            self.endRemoveRows()
        self.rows_edited.emit()

    def scores(self) -> tuple[Score, Score]:
        """The base's and the skill's."""
        return _score(each.base for each in self._verdicts), _score(each.skill for each in self._verdicts)

    def count(self, name: str) -> int:
        """How many rows a filter lets through."""
        return sum(self.passes(number, name) for number in range(len(self._rows)))

    def passes(self, number: int, name: str) -> bool:
        """Whether a filter shows this row."""
        verdict = self._verdicts[number]
        return name == ALL or (verdict.differs if name == DIFFERING else verdict.skill is False)

    def texts(self, number: int) -> tuple[str, str, str, str]:
        """All of a row."""
        row = self._rows[number]
        return row.question, row.expected, self._said(self._result.base, row), self._said(self._result.skill, row)

    def titles(self) -> tuple[str, str, str, str]:
        """The columns' names."""
        return self.tr("Input"), self.tr("Expected"), self.tr("Without the skill"), self.tr("With the skill")

    def _said(self, answers: Answers, row: SheetRow) -> str:
        if row.question not in answers:
            return ""
        answer = answers[row.question]
        return self.tr("(could not be answered)") if answer is None else answer or self.tr("(no answer)")

    def _judge_all(self) -> None:
        self._verdicts = [self._judged(row) for row in self._rows]

    def _judged(self, row: SheetRow) -> _Verdict:
        base, skill = self._result.base.get(row.question), self._result.skill.get(row.question)
        return _Verdict(
            base=is_right(row, self._result.base, lenient=self._is_lenient),
            skill=is_right(row, self._result.skill, lenient=self._is_lenient),
            differs=base is not None and skill is not None and not same(base, skill, lenient=self._is_lenient),
        )

    def _verdict(self, index: Index) -> bool | None:
        verdict = self._verdicts[index.row()]
        return {BASE: verdict.base, SKILL: verdict.skill}.get(index.column())

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.titles()[section] if orientation is Qt.Orientation.Horizontal else str(section + 1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        verdict = self._verdict(index)
        if role == Qt.ItemDataRole.DecorationRole:
            return None if verdict is None else _mark(verdict)
        text = self.texts(index.row())[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text.replace("\n", " ⏎ ")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return text if verdict is None else f"{self.tr('Right') if verdict else self.tr('Wrong')}: {text}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(text)
        return text if role == Qt.ItemDataRole.EditRole else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or self._is_locked or index.column() not in (QUESTION, EXPECTED):
            return False
        number, text = index.row(), str(value).strip()
        before = self._rows[number]
        row = replace(before, question=text) if index.column() == QUESTION else replace(before, expected=text)
        if row != before:
            self._rows[number] = row
            self._verdicts[number] = self._judged(row)
            self.dataChanged.emit(self.index(number, 0), self.index(number, SKILL))
            self.rows_edited.emit()
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        editable = not self._is_locked and index.column() in (QUESTION, EXPECTED)
        return super().flags(index) | (Qt.ItemFlag.ItemIsEditable if editable else Qt.ItemFlag.NoItemFlags)


class SheetFilter(QSortFilterProxyModel):
    """Shows all rows, those where base and skill differ, or those that the skill has wrong."""

    def __init__(self, model: SheetModel) -> None:
        super().__init__(model)
        self._model = model
        self._name = ALL
        self.setSourceModel(model)

    def set_filter(self, name: str) -> None:
        """Show what this filter lets through."""
        self._name = name
        self.invalidate()

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        return self._model.passes(source_row, self._name)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Rows keep the numbers that they have in the whole sheet."""
        if orientation is Qt.Orientation.Vertical:
            section = self.mapToSource(self.index(section, 0)).row()
        return self._model.headerData(section, orientation, role)


def _answer(answers: Answers, row: SheetRow) -> tuple[bool, str | None]:
    return row.question in answers, answers.get(row.question)


def _score(verdicts: Iterable[bool | None]) -> Score:
    known = [verdict for verdict in verdicts if verdict is not None]
    return Score(right=sum(known), of=len(known))


def _mark(verdict: bool) -> Any:
    return icon("check", tint="accent", side=16) if verdict else icon("close", tint="error", side=16)
