"""Which skills are at work and how strongly: one row a skill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSignalBlocker,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtWidgets import QBoxLayout, QWidget

from t2l_desktop.core.records import Adapter, AdapterUse
from t2l_desktop.gui.widgets.basics import Choice, label, row, stack
from t2l_desktop.gui.widgets.icon_button import IconButton
from t2l_desktop.gui.widgets.strength import StrengthSlider
from t2l_desktop.gui.widgets.translated import Translated

_NOWHERE = QModelIndex()
_ROUTES = "*"  # stands for no skill but for the choice of one
_LEAST_LETTERS = 20
MOST_ROWS = 4  # the chatter keeps as many adapters loaded


class _Offer(QAbstractListModel):
    """Names with ids; a combo box of its own kind would take a moment for each of ten thousand."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._names: list[tuple[str, str]] = []
        self._rows: dict[str, int] = {}

    def set_names(self, names: list[tuple[str, str]]) -> None:
        """Offer these ids and names."""
        self.beginResetModel()
        self._names = names
        self._rows = {each: number for number, (each, _) in enumerate(names)}
        self.endResetModel()

    def row_of(self, id: str) -> int:
        """Where an id stands; -1 where it does not."""
        return self._rows.get(id, -1)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._names)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role == Qt.ItemDataRole.UserRole:
            return self._names[index.row()][0]
        return self._names[index.row()][1] if role == Qt.ItemDataRole.DisplayRole else None


class SkillRow(Translated, QWidget):
    """A skill and its strength; the first row of several has the button for another one, the others one to go."""

    changed = Signal()
    add_requested = Signal()
    remove_requested = Signal()

    def __init__(self, *, is_first: bool) -> None:
        super().__init__()
        self._is_first = is_first
        self._offers_routing = False
        self._adapters: Sequence[Adapter] = ()
        self._label = label("plain", wraps=False)
        self.skills = Choice()
        self.skills.setMinimumContentsLength(_LEAST_LETTERS)
        self._offer = _Offer(self)
        self.skills.setModel(self._offer)
        self.strength = StrengthSlider()
        self.button = IconButton("add" if is_first else "close")
        self._label.setBuddy(self.skills)
        left, right = row(spacing=12), row(spacing=12)
        left.addWidget(self._label)
        left.addWidget(self.skills, 1)
        right.addWidget(self.strength, 1)
        right.addWidget(self.button)
        self._line = row(spacing=12)
        self._line.addLayout(left, 1)
        self._line.addLayout(right, 1)
        self.setLayout(self._line)
        self.skills.currentIndexChanged.connect(self._on_skills_index_changed)
        self.strength.strength_changed.connect(self.changed)
        self.button.clicked.connect(self.add_requested if is_first else self.remove_requested)
        self._retranslate()

    @property
    def use(self) -> AdapterUse | None:
        """The chosen skill at its strength, if one is chosen."""
        adapter_id = self.skills.currentData()
        if not adapter_id or self.routes:
            return None
        return AdapterUse(adapter_id=adapter_id, strength=self.strength.strength)

    @property
    def routes(self) -> bool:
        """Whether the choice is left to us."""
        return bool(self.skills.currentData() == _ROUTES)

    def set_offers_routing(self, offers: bool) -> None:
        """Whether each message may choose its skill."""
        self._offers_routing = offers and self._is_first
        self.set_adapters(self._adapters)

    def set_side(self, side: str) -> None:
        """On which of two sides it is, where there is half the room: the strength then stands below the skill."""
        direction = QBoxLayout.Direction.TopToBottom if side else QBoxLayout.Direction.LeftToRight
        self._line.setDirection(direction)
        self._line.setSpacing(2 if side else 12)
        self.skills.setAccessibleDescription(side)

    def choose(self, use: AdapterUse | None, *, routes: bool = False) -> None:
        """Show this skill at its strength, or that each message chooses; that is no choice by the person."""
        blockers = [QSignalBlocker(self.skills), QSignalBlocker(self.strength)]
        self._fill(use.adapter_id if use is not None else _ROUTES if routes else "")
        self.strength.set_strength(use.strength if use is not None else 1.0)
        for blocker in blockers:
            blocker.unblock()
        self._show_state()

    def set_adapters(self, adapters: Sequence[Adapter]) -> None:
        """Offer these skills; the chosen one stays chosen."""
        self._adapters = adapters
        blocker = QSignalBlocker(self.skills)
        self._fill(self.skills.currentData() or "")
        blocker.unblock()
        self._show_state()

    def _fill(self, chosen: str) -> None:
        names = [("", self.tr("Base model alone"))]
        if self._offers_routing or chosen == _ROUTES:
            names.append((_ROUTES, self.tr("Whichever fits")))
        names += [(adapter.id, adapter.name) for adapter in self._adapters]
        if chosen not in ("", _ROUTES) and all(adapter.id != chosen for adapter in self._adapters):
            names.append((chosen, self.tr("A skill that is not there any more")))
        self._offer.set_names(names)
        self.skills.setCurrentIndex(self._offer.row_of(chosen))

    def _show_state(self) -> None:
        chosen = self.skills.currentText() if self.use is not None else ""
        self.strength.setEnabled(bool(chosen))
        self.strength.set_subject(chosen)
        if not self._is_first:
            self.button.setAccessibleDescription(chosen)

    def _retranslate(self) -> None:
        first, further = self.tr("Skill"), self.tr("and")
        self._label.setText(first if self._is_first else further)
        widest = max(self.fontMetrics().horizontalAdvance(text) for text in (first, further))
        self._label.setMinimumWidth(widest + 2)
        self.skills.setAccessibleName(self.tr("Skill"))
        add, remove = self.tr("Use another skill as well"), self.tr("Remove this skill")
        self.button.set_words(add if self._is_first else remove)
        blocker = QSignalBlocker(self.skills)
        self._fill(self.skills.currentData() or "")
        blocker.unblock()
        self._show_state()

    @Slot()
    def _on_skills_index_changed(self) -> None:
        self._show_state()
        self.changed.emit()


class SkillRows(QWidget):
    """Up to four skills at once, each with its strength."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._adapters: list[Adapter] = []
        self._known: Mapping[str, Adapter] = {}
        self._used: list[str] = []
        self._offered: list[Adapter] = []
        self._offers_routing = False
        self.rows: list[SkillRow] = []
        self._side = ""
        self._column = stack(spacing=6)
        self.setLayout(self._column)
        self._add_row()

    @property
    def uses(self) -> tuple[AdapterUse, ...]:
        """The chosen skills, each once."""
        chosen = {use.adapter_id: use for each in self.rows if (use := each.use) is not None}
        return tuple(chosen.values())

    @property
    def routes(self) -> bool:
        """Whether each message chooses its skill."""
        return self.rows[0].routes

    def set_offers_routing(self, offers: bool) -> None:
        """Whether each message may choose its skill."""
        self._offers_routing = offers
        self.rows[0].set_offers_routing(offers)

    def set_adapters(self, adapters: Sequence[Adapter], known: Mapping[str, Adapter]) -> None:
        """Offer these skills, and of all known ones those that the shown manner uses; what is chosen stays chosen."""
        self._adapters, self._known = list(adapters), known
        self._offer()

    def set_side(self, side: str) -> None:
        """Which of two sides this is, each with half the room; empty where it stands alone."""
        self._side = side
        for each in self.rows:
            each.set_side(side)

    def choose(self, uses: Sequence[AdapterUse], *, routes: bool = False) -> None:
        """Show these skills, or that each message chooses."""
        self._used = [use.adapter_id for use in uses]
        self._offer()
        while len(self.rows) > max(1, len(uses)):
            self._remove_row(self.rows[-1])
        while len(self.rows) < len(uses):
            self._add_row()
        for number, each in enumerate(self.rows):
            each.choose(uses[number] if number < len(uses) else None, routes=routes and number == 0)
        self._show_state()

    def _offer(self) -> None:
        listed = {adapter.id for adapter in self._adapters}
        unlisted = [self._known[each] for each in self._used if each in self._known and each not in listed]
        offered = [*unlisted, *self._adapters]
        if offered != self._offered:
            self._offered = offered
            for each in self.rows:
                each.set_adapters(offered)

    def _add_row(self) -> SkillRow:
        made = SkillRow(is_first=not self.rows)
        made.set_adapters(self._offered)
        made.set_side(self._side)
        made.changed.connect(self._on_row_changed)
        made.add_requested.connect(self._on_row_add_requested)
        made.remove_requested.connect(self._on_row_remove_requested)
        self.rows.append(made)
        self._column.addWidget(made)
        self._show_state()
        return made

    def _remove_row(self, each: SkillRow) -> None:
        self.rows.remove(each)
        each.hide()
        each.setParent(None)
        each.deleteLater()
        self._show_state()

    def _show_state(self) -> None:
        first = self.rows[0]
        first.button.setEnabled(first.use is not None and len(self.rows) < MOST_ROWS)

    @Slot()
    def _on_row_changed(self) -> None:
        while self.routes and len(self.rows) > 1:
            self._remove_row(self.rows[-1])
        self._show_state()
        self.changed.emit()

    @Slot()
    def _on_row_add_requested(self) -> None:
        self._add_row().skills.setFocus()

    @Slot()
    def _on_row_remove_requested(self) -> None:
        sender = self.sender()
        if isinstance(sender, SkillRow):
            self._remove_row(sender)
            self.rows[0].skills.setFocus()
            self.changed.emit()
