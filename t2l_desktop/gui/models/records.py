"""List models of skills, chats and removed packs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QDateTime,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from t2l_desktop.core.records import Adapter, Chat
from t2l_desktop.gui.verbatim import tip
from t2l_desktop.library.pack_bin import BinnedPack

ID_ROLE = Qt.ItemDataRole.UserRole + 1
BELOW_ROLE = Qt.ItemDataRole.UserRole + 2
ASIDE_ROLE = Qt.ItemDataRole.UserRole + 3
MARK_ROLE = Qt.ItemDataRole.UserRole + 4
PARTED_ROLE = Qt.ItemDataRole.UserRole + 5
STAR_ROLE = Qt.ItemDataRole.UserRole + 6
TAGS_ROLE = Qt.ItemDataRole.UserRole + 7
Index = QModelIndex | QPersistentModelIndex
Record = TypeVar("Record", bound=Adapter | Chat | BinnedPack)
_NOWHERE = QModelIndex()


class RecordModel(QAbstractListModel, Generic[Record]):
    """Records in their order; editing a name only tells that it is wished for."""

    rename_requested = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._records: list[Record] = []
        self._rows: dict[str, int] = {}
        self._readers: dict[int, Callable[[Record], str]] = {
            Qt.ItemDataRole.DisplayRole: self.name_of,
            Qt.ItemDataRole.EditRole: self.name_of,
            Qt.ItemDataRole.ToolTipRole: lambda record: tip(self.below(record) or self.name_of(record)),
            Qt.ItemDataRole.AccessibleDescriptionRole: self.below,
            ID_ROLE: lambda record: record.id,
            BELOW_ROLE: self.below,
            ASIDE_ROLE: self.aside,
            MARK_ROLE: self.mark,
        }

    @property
    def records(self) -> Sequence[Record]:
        return self._records

    def set_records(self, records: Sequence[Record]) -> None:
        """Show other records; the same ones leave the view as it is."""
        if list(records) == self._records:
            return
        self.beginResetModel()
        self._records = list(records)
        self._rows = {record.id: row for row, record in enumerate(self._records)}
        self.endResetModel()

    def record(self, index: Index) -> Record | None:
        """The record of a row, or None for no row."""
        return self._records[index.row()] if index.isValid() and index.row() < len(self._records) else None

    def index_of(self, id: str) -> QModelIndex:
        """Where a record is; an invalid index where it is not."""
        row = self._rows.get(id)
        return QModelIndex() if row is None else self.index(row)

    def replace(self, record: Record) -> None:
        """Show what a record has become, where it is in the list."""
        index = self.index_of(record.id)
        if index.isValid():
            self._records[index.row()] = record
            self.dataChanged.emit(index, index)

    def name_of(self, record: Record) -> str:
        raise NotImplementedError

    def below(self, record: Record) -> str:
        return ""

    def aside(self, record: Record) -> str:
        return ""

    def mark(self, record: Record) -> str:
        """The icon that stands at the end of a row."""
        return ""

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._records)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        record = self.record(index)
        reader = self._readers.get(role)
        return reader(record) if record is not None and reader is not None else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        record = self.record(index)
        name = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or record is None or not name or name == self.name_of(record):
            return False
        self.rename_requested.emit(record.id, name)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable


class AdapterModel(RecordModel[Adapter]):
    """Skills by name, with their description, tags and the date that they are sorted by."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shows_creation = False

    def set_order(self, order: str) -> None:
        """Show when a skill was made or when it was changed, whichever it is sorted by."""
        self._shows_creation = order in ("newest", "oldest")

    def name_of(self, record: Adapter) -> str:
        return record.name

    def below(self, record: Adapter) -> str:
        return " ".join(record.description.split())

    def aside(self, record: Adapter) -> str:
        return short_date(record.created_at if self._shows_creation else record.updated_at)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        record = self.record(index)
        if record is None:
            return None
        if role == STAR_ROLE:
            return record.is_favourite
        if role == TAGS_ROLE:
            return record.tags
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            marks = ([self.tr("Favourite")] if record.is_favourite else []) + list(record.tags)
            return ", ".join([*marks, self.below(record)])
        return super().data(index, role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled


class ChatModel(RecordModel[Chat]):
    """Chats by title with the day of their last message; a line parts the pinned ones from the others."""

    def name_of(self, record: Chat) -> str:
        return record.title or self.tr("New chat")

    def below(self, record: Chat) -> str:
        return spoken_date(record.updated_at)

    def mark(self, record: Chat) -> str:
        return "pin" if record.is_pinned else ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        record = self.record(index)
        if role == PARTED_ROLE:
            return record is not None and index.row() > 0 and _parts(self._records[index.row() - 1], record)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole and record is not None and record.is_pinned:
            return f"{self.tr('Pinned')}, {self.below(record)}"
        if role == Qt.ItemDataRole.ToolTipRole and record is not None:
            return tip(self.name_of(record))
        return super().data(index, role)


class BinnedPackModel(RecordModel[BinnedPack]):
    """Removed packs by name, with when they were removed."""

    def name_of(self, record: BinnedPack) -> str:
        return record.name

    def below(self, record: BinnedPack) -> str:
        return spoken_date(record.binned_at)


def _parts(before: Chat, after: Chat) -> bool:
    return before.is_pinned and not after.is_pinned


def date_and_time(moment: float) -> str:
    """A moment as the person's country writes it."""
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(moment)), QLocale.FormatType.ShortFormat)


def short_date(moment: float) -> str:
    """Today's time or another day's date, as the person's country writes it."""
    then = QDateTime.fromSecsSinceEpoch(int(moment))
    if then.date() == QDateTime.currentDateTime().date():
        return QLocale().toString(then.time(), QLocale.FormatType.ShortFormat)
    return QLocale().toString(then.date(), QLocale.FormatType.ShortFormat)


def spoken_date(moment: float) -> str:
    """A moment as people say it: "Today 14:05", "Yesterday", "3 May", "3 May 2024"."""
    then, today = QDateTime.fromSecsSinceEpoch(int(moment)), QDateTime.currentDateTime().date()
    days = then.date().daysTo(today)
    if days == 0:
        time = QLocale().toString(then.time(), QLocale.FormatType.ShortFormat)
        return QCoreApplication.translate("dates", "Today {time}").format(time=time)
    if days == 1:
        return QCoreApplication.translate("dates", "Yesterday")
    if then.date().year() == today.year():
        return QLocale().toString(then.date(), QCoreApplication.translate("dates", "d MMMM"))
    return QLocale().toString(then.date(), QCoreApplication.translate("dates", "d MMMM yyyy"))
