"""Which skills of the library are shown: favourites, and those with certain tags."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from t2l_desktop.gui.icons import icon
from t2l_desktop.gui.verbatim import caption
from t2l_desktop.gui.widgets.basics import button
from t2l_desktop.gui.widgets.flow import FlowLayout
from t2l_desktop.gui.widgets.translated import Translated

_HANDFUL = 6  # tags that have a chip; the others wait in a menu


class SkillFilters(Translated, QWidget):
    """Chips to switch on and off; hidden where there is nothing to choose among."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._all: list[str] = []
        self._tags: list[str] = []
        self._chips: list[QPushButton] = []
        self._favourites = button("chip")
        self._more = button("tab")
        self._menu = QMenu(self)
        self._flow = FlowLayout(self, 6)
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    @property
    def favourites(self) -> bool:
        return self._favourites.isChecked()

    @property
    def tags(self) -> tuple[str, ...]:
        """What each skill that is shown must have."""
        return tuple(self._tags)

    @property
    def is_on(self) -> bool:
        """Whether anything is kept out."""
        return self.favourites or bool(self._tags)

    def set_offer(self, tags: Sequence[str], *, has_favourites: bool) -> None:
        """Offer these tags, and favourites where there are any; what is chosen stays, as far as it is still there."""
        self._favourites.setVisible(has_favourites or self.favourites)
        self.setVisible(bool(tags) or not self._favourites.isHidden())
        gone = [tag for tag in self._tags if tag not in tags]
        if list(tags) != self._all:
            self._all = list(tags)
            self._tags = [tag for tag in self._tags if tag in tags]
            self._fill()
        if gone:
            self.changed.emit()

    def clear(self) -> None:
        """Show all."""
        if self.is_on:
            self._tags = []
            self._favourites.setChecked(False)
            self._fill()
            self.changed.emit()

    def _build_ui(self) -> None:
        self._favourites.setCheckable(True)
        self._favourites.hide()
        self._more.hide()
        self._more.setMenu(self._menu)
        self._flow.addWidget(self._favourites)
        self._flow.addWidget(self._more)
        self._tint()
        self.hide()

    def _connect_signals(self) -> None:
        self._favourites.clicked.connect(self.changed)
        self._menu.aboutToShow.connect(self._on_menu_about_to_show)

    def _retranslate(self) -> None:
        self._favourites.setText(self.tr("Favourites"))
        self._more.setText(self.tr("More tags…"))
        self._fill()

    def _tint(self) -> None:
        self._favourites.setIcon(icon("starred", tint="accent", side=16))

    def _fill(self) -> None:
        # those that are switched on are always in sight
        chosen = [tag for tag in self._tags if tag not in self._all[:_HANDFUL]]
        self._chips = [self._chip(tag) for tag in (*self._all[:_HANDFUL], *chosen)]
        self._flow.fill((self._favourites, *self._chips, self._more))
        self._more.setVisible(len(self._all) > len(self._chips))
        self.updateGeometry()

    def _chip(self, tag: str) -> QPushButton:
        chip = button("chip")
        chip.setCheckable(True)
        chip.setText(caption(tag))
        chip.setChecked(tag in self._tags)
        chip.setAccessibleName(self.tr("Only skills with the tag “{tag}”").format(tag=tag))
        chip.clicked.connect(partial(self._choose, tag))
        return chip

    def _choose(self, tag: str, chosen: bool = True) -> None:
        self._tags = [each for each in self._tags if each != tag] + ([tag] if chosen else [])
        self.changed.emit()

    @Slot()
    def _on_menu_about_to_show(self) -> None:
        self._menu.clear()
        for tag in self._all[_HANDFUL:]:
            if tag not in self._tags:
                self._menu.addAction(caption(tag), partial(self._choose_in_menu, tag))

    def _choose_in_menu(self, tag: str) -> None:
        self._choose(tag)
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()
        super().changeEvent(event)
