"""A pack's examples as chips: a handful to begin with, the rest by family."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from t2l_desktop.core.records import Example
from t2l_desktop.gui.card_words import family_names
from t2l_desktop.gui.verbatim import caption, tip
from t2l_desktop.gui.widgets.basics import button, label, stack
from t2l_desktop.gui.widgets.flow import FlowLayout
from t2l_desktop.gui.widgets.translated import Translated

_HANDFUL = 6
_MOST_FAMILIES, _MOST_CHIPS = 16, 24
_CHIP_LETTERS = 64


class ExampleChips(Translated, QWidget):
    """A quiet row of families, and the chips of the one that is chosen; a few examples stand without the row.

    The families are one stop for the Tab key; the arrow keys go from one to the next.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._examples: Sequence[Example] = ()
        self._groups: dict[str, list[Example]] = {}
        self._heading = label("muted")
        self._tabs_area, self._chips_area = QWidget(), QWidget()
        self._tabs = FlowLayout(self._tabs_area, 4)
        self._chips = FlowLayout(self._chips_area, 8)
        self._tab_group = QButtonGroup(self)
        self._build_ui()
        self._retranslate()

    def set_examples(self, examples: Sequence[Example]) -> None:
        """Offer these from now on; nothing is shown where there are none."""
        self._examples = examples
        self._retranslate()
        self.setVisible(bool(examples))

    def _build_ui(self) -> None:
        whole = stack(spacing=8)
        for each in (self._heading, self._tabs_area, self._chips_area):
            whole.addWidget(each)
        self.setLayout(whole)
        self._tab_group.idToggled.connect(self._on_tab_toggled)
        self.hide()

    def _retranslate(self) -> None:
        self._heading.setText(self.tr("Or begin with an example:"))
        self._groups = self._grouped()
        for tab in self._tab_group.buttons():
            self._tab_group.removeButton(tab)
        tabs = []
        for number, name in enumerate(self._groups if len(self._groups) > 1 else ()):
            tab = button("tab")
            tab.setText(caption(name))
            tab.setCheckable(True)
            tab.setChecked(number == 0)
            self._tab_group.addButton(tab, number)
            tabs.append(tab)
        self._tabs.fill(tabs)
        self._tabs_area.setVisible(len(self._groups) > 1)
        self._fill(0)

    def _grouped(self) -> dict[str, list[Example]]:
        """The examples under each tab: first one of every family in turn, as far as a handful goes."""
        if len(self._examples) <= _HANDFUL:
            return {"": list(self._examples)}
        names = family_names()
        families: dict[str, list[Example]] = {}
        for example in self._examples:
            name = _title(names.get(example.family, example.family)) or self.tr("Other")
            families.setdefault(name, []).append(example)
        if len(families) == 1:
            families = {self.tr("All"): list(self._examples)}
        depth = max(len(family) for family in families.values())
        in_turn = [family[place] for place in range(depth) for family in families.values() if place < len(family)]
        shown = dict(list(families.items())[:_MOST_FAMILIES])
        return {self.tr("A few of each"): in_turn[:_HANDFUL], **shown}

    def _fill(self, tab: int) -> None:
        chips = []
        examples = list(self._groups.values())[tab][:_MOST_CHIPS]
        for example in examples:
            chip = button("chip")
            text = " ".join(example.description.split())
            fitting = _shortened(text)
            chip.setText(caption(fitting))
            chip.setToolTip(tip(text) if fitting != text else "")
            chip.setAccessibleName(text)
            chip.setProperty("description", example.description)
            chip.clicked.connect(self._on_chip_clicked)
            chips.append(chip)
        self._chips.fill(chips)
        self._chips_area.updateGeometry()

    @Slot(int, bool)
    def _on_tab_toggled(self, tab: int, is_chosen: bool) -> None:
        if is_chosen:
            self._fill(tab)

    @Slot()
    def _on_chip_clicked(self) -> None:
        chip = self.sender()
        if isinstance(chip, QPushButton):
            self.chosen.emit(str(chip.property("description")))


def _title(family: str) -> str:
    text = " ".join(family.split())
    return text[:1].upper() + text[1:]


def _shortened(text: str) -> str:
    return text if len(text) <= _CHIP_LETTERS else f"{text[: _CHIP_LETTERS - 1].rstrip()}…"
