"""The variants of one skill as a table: what each is, how large, what it keeps, and how well it does."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from t2l_desktop.gui.recipe_words import cut_meaning, cut_text, percent_text
from t2l_desktop.gui.sizes import small_size_text
from t2l_desktop.operations.sheets import Score
from t2l_desktop.operations.variants import Scores, Variant, VariantSize, VariantTable

Index = QModelIndex | QPersistentModelIndex
NAME, SIZE, KEPT, SCORE = range(4)
_NOWHERE = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class VariantModel(QAbstractTableModel):
    """The first row is the skill as it is."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sizes: tuple[VariantSize, ...] = ()
        self._scores: Scores = {}

    @property
    def sizes(self) -> tuple[VariantSize, ...]:
        return self._sizes

    @property
    def scores(self) -> Scores:
        return self._scores

    def set_table(self, table: VariantTable | None) -> None:
        """Show the variants of a skill, without scores."""
        self.beginResetModel()
        self._sizes = table.sizes if table is not None else ()
        self._scores = {}
        self.endResetModel()

    def set_scores(self, scores: Scores) -> None:
        """Show how well they do, as far as that is known."""
        self._scores = scores
        if self._sizes:
            self.dataChanged.emit(self.index(0, SCORE), self.index(len(self._sizes) - 1, SCORE))

    def name_of(self, variant: Variant) -> str:
        """What a variant is called in the table."""
        if self._sizes and variant == self._sizes[0].variant:
            return self.tr("As it is (rank {rank})").format(rank=variant.rank)
        text = cut_text(rank=variant.rank, modules=variant.modules, precision=variant.precision)
        return text[:1].upper() + text[1:]

    def score_text(self, score: Score | None) -> str:
        """A score in words; nothing where there is none."""
        if score is None or not score.of:
            return ""
        text = self.tr("{right} of {all} right ({percent})")
        return text.format(right=score.right, all=score.of, percent=percent_text(score.fraction))

    def titles(self) -> tuple[str, ...]:
        """The heads of the columns."""
        return (self.tr("Variant"), self.tr("Size"), self.tr("Keeps"), self.tr("Score"))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._sizes)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.titles())

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._sizes):
            return None
        size = self._sizes[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == NAME:
            return cut_meaning(modules=size.variant.modules, precision=size.variant.precision)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if index.column() in (SIZE, KEPT) else None
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            NAME: lambda: self.name_of(size.variant),
            SIZE: lambda: small_size_text(size.nbytes),
            KEPT: lambda: percent_text(size.kept),
            SCORE: lambda: self.score_text(self._scores.get(size.variant)),
        }[index.column()]()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.titles()[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in (SIZE, KEPT) else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None
