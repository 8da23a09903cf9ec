"""The installed packs, which of them is in use, and how to add more; the window calls them models."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.records import Pack
from t2l_desktop.gui import errors, files
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.gui.messages import MessageBus, Notice
from t2l_desktop.gui.pages.pack_bin import PackBin
from t2l_desktop.gui.pages.pack_card import PackCard
from t2l_desktop.gui.pages.pack_import import PackImport
from t2l_desktop.gui.widgets.basics import Page, button, label, row, stack
from t2l_desktop.gui.widgets.busy import BusyRow
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.library.pack_bin import BinnedPack
from t2l_desktop.library.packs import STARTER, BrokenPack
from t2l_desktop.operations.fit import Fit, look_at_fit
from t2l_desktop.operations.pack_bundles import export_pack
from t2l_desktop.operations.pack_test import PackCheck, verify_pack
from t2l_desktop.operations.packs import (
    list_packs,
    remove_pack,
    remove_packs_for_good,
    removed_packs,
    restore_pack,
    set_context_length,
)


class ModelsPage(Translated, Page):
    """A card a pack, the broken ones with what is wrong with them, and the card to add one."""

    packs_changed = Signal(object)
    use_requested = Signal(object)

    def __init__(self, runner: JobRunner, messages: MessageBus) -> None:
        super().__init__()
        self._runner = runner
        self._messages = messages
        self._current_id = ""
        self._offers: dict[str, Notice] = {}  # by the pack that can be used now
        self.cards: dict[str, PackCard] = {}
        self._title = label("title")
        self._cards = stack()
        self._broken = stack(spacing=8)
        self.adding = PackImport(runner)
        self._broken_packs: Sequence[BrokenPack] = ()
        self._broken_words: dict[str, str] = {}  # as they are shown, by the names of the folders
        self._front = QWidget()
        self._to_bin = button("tab")
        self._bin = PackBin()
        self._busy = BusyRow()
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    def set_current(self, pack: Pack | None) -> None:
        """Which pack the app works with now."""
        self._current_id = pack.id if pack is not None else ""
        offer = self._withdraw_offer(self._current_id)
        if offer is not None:
            # What was in use before it was removed is so again at once.
            self._messages.info(offer.text)
        for card in self.cards.values():
            card.set_current(card.pack.id == self._current_id)

    def take(self, paths: Sequence[Path]) -> None:
        """Look at what was dropped on the window."""
        self._show_models()
        self.adding.add(paths)
        self.ensureWidgetVisible(self.adding, 0, 24)

    @Slot()
    def reload(self) -> None:
        """Read the packs again."""
        self._runner.run(list_packs).succeeded.connect(self._on_packs_succeeded)
        self._runner.run(removed_packs).succeeded.connect(self._on_removed_succeeded)

    @Slot()
    def measure(self) -> None:
        """Look again at what fits: what there is for models may have changed."""
        for pack_id, card in self.cards.items():
            job = self._runner.run(look_at_fit, pack=card.pack)
            job.succeeded.connect(partial(self._on_fit_succeeded, pack_id))

    def _build_ui(self) -> None:
        front = stack()
        front.addWidget(self._title)
        cards = QWidget()
        cards.setLayout(self._cards)
        front.addWidget(cards)
        front.addLayout(self._broken)
        front.addWidget(self.adding)
        front.addWidget(self._to_bin, alignment=Qt.AlignmentFlag.AlignLeft)
        front.addStretch(1)
        self._front.setLayout(front)
        self.column.addWidget(self._front)
        self.column.addWidget(self._bin)
        self.column.addWidget(self._busy)
        self.setFocusProxy(self.adding.choose_files)
        self._to_bin.hide()
        self._bin.hide()

    def _connect_signals(self) -> None:
        self._to_bin.clicked.connect(self._on_to_bin_clicked)
        self._bin.left.connect(self._show_models)
        self._bin.restore_requested.connect(self._on_bin_restore_requested)
        self._bin.remove_requested.connect(self._on_bin_remove_requested)
        self.adding.imported.connect(self._on_imported)
        self.use_requested.connect(self._on_use_requested)

    def _retranslate(self) -> None:
        self._title.setText(self.tr("Models"))
        self.setAccessibleName(self._title.text())
        self._to_bin.setText(self.tr("Removed models ({count})").format(count=len(self._bin.records)))
        self._to_bin.setVisible(bool(self._bin.records))
        self._show_broken()

    def _show_broken(self) -> None:
        words = {each.folder.name: errors.in_one_line(each.error) for each in self._broken_packs}
        if words == self._broken_words:
            return
        self._broken_words = words
        while (item := self._broken.takeAt(0)) is not None:
            former = item.widget()
            if former is not None:
                former.hide()
                former.deleteLater()
        for name, text in words.items():
            self._broken.addWidget(self._broken_row(name, text))

    def _broken_row(self, name: str, words: str) -> QWidget:
        made, across = QWidget(), row()
        text, remove = label("error"), button("plain")
        text.setText(f"{name}: {words}")
        remove.setText(self.tr("Remove"))
        remove.setAccessibleName(f"{remove.text()}: {name}")
        remove.clicked.connect(partial(self._remove_broken, name, remove))
        across.addWidget(text, 1)
        across.addWidget(remove)
        made.setLayout(across)
        remove.setVisible(name != STARTER)
        return made

    def _remove_broken(self, name: str, pressed: QPushButton) -> None:
        pressed.setEnabled(False)
        self._remove(name).failed.connect(self._on_remove_broken_failed)

    @Slot()
    def _on_remove_broken_failed(self) -> None:
        self._broken_words = {}  # to have the rows made anew
        self._show_broken()

    @Slot()
    def _on_to_bin_clicked(self) -> None:
        self._front.hide()
        self._bin.show()
        self._bin.setFocus()

    @Slot()
    def _show_models(self) -> None:
        if self._bin.isVisibleTo(self):
            self._bin.hide()
            self._front.show()
            if self.isVisible():
                self.adding.choose_files.setFocus()

    @Slot(object)
    def _on_removed_succeeded(self, removed: list[BinnedPack]) -> None:
        self._bin.set_records(removed)
        if not removed:
            self._show_models()
        self._retranslate()

    @Slot(object)
    def _on_bin_restore_requested(self, binned_ids: Sequence[str]) -> None:
        for binned_id in binned_ids:
            self._restore(binned_id)

    @Slot(object)
    def _on_bin_remove_requested(self, binned_ids: Sequence[str]) -> None:
        job = self._runner.run(remove_packs_for_good, lane=Lane.FILES, binned_ids=binned_ids)
        job.finished.connect(self._on_bin_remove_finished)
        self._busy.follow(job, self.tr("Deleting for good…"), can_cancel=False)
        self._bin.setEnabled(False)

    @Slot()
    def _on_bin_remove_finished(self) -> None:
        self._bin.setEnabled(True)
        if self._bin.isVisible():
            self._bin.setFocus()
        self.reload()

    @Slot(object)
    def _on_packs_succeeded(self, found: tuple[list[Pack], list[BrokenPack]]) -> None:
        packs, self._broken_packs = found
        if [pack.id for pack in packs] != list(self.cards) or any(self.cards[p.id].pack != p for p in packs):
            self._fill(packs)
        self._retranslate()
        self.packs_changed.emit(packs)

    def _fill(self, packs: Sequence[Pack]) -> None:
        before = self.cards
        for pack_id in before.keys() - {pack.id for pack in packs}:
            before[pack_id].hide()
            before[pack_id].setParent(None)
            before[pack_id].deleteLater()
        # what is being done with a model, and was found, stays in sight while others come and go
        self.cards = {pack.id: before.get(pack.id) or self._card(pack) for pack in packs}
        for pack in packs:
            if self.cards[pack.id].pack != pack:
                self.cards[pack.id].show_pack(pack)
        for pack_id, card in self.cards.items():
            self._cards.addWidget(card)
            card.raise_()  # to where screen readers come to it in its turn
            card.set_current(pack_id == self._current_id)
        self.measure()

    def _card(self, pack: Pack) -> PackCard:
        card = PackCard(pack)
        card.use_requested.connect(self.use_requested)
        card.verify_requested.connect(self._on_card_verify_requested)
        card.export_requested.connect(self._on_card_export_requested)
        card.remove_requested.connect(self._on_card_remove_requested)
        card.context_requested.connect(self._on_card_context_requested)
        return card

    def _on_fit_succeeded(self, pack_id: str, fit: Fit | UserFacingError) -> None:
        if pack_id in self.cards:
            self.cards[pack_id].show_fit(fit)

    @Slot(object)
    def _on_card_verify_requested(self, pack: Pack) -> None:
        job = self._runner.run(verify_pack, lane=Lane.GENERATOR, pack=pack)
        job.succeeded.connect(partial(self._on_verify_succeeded, pack.id))
        self.cards[pack.id].hold(job)
        self.cards[pack.id].busy.follow(job, self.tr("Looking at every file, and trying it…"))

    def _on_verify_succeeded(self, pack_id: str, checks: list[PackCheck]) -> None:
        if pack_id in self.cards:
            self.cards[pack_id].show_checks(checks)

    @Slot(object)
    def _on_card_export_requested(self, pack: Pack) -> None:
        out = files.ask_for_bundle(self, pack.name)
        if out is None:
            return
        job = self._runner.run(export_pack, lane=Lane.FILES, pack=pack, out=out)
        job.succeeded.connect(self._on_export_succeeded)
        self.cards[pack.id].hold(job)
        self.cards[pack.id].busy.follow(job, self.tr("Exporting…"))

    @Slot(object)
    def _on_export_succeeded(self, path: Path) -> None:
        files.tell_of_export(self._messages, path)

    @Slot(object)
    def _on_card_remove_requested(self, pack: Pack) -> None:
        self.cards[pack.id].hold(self._remove(pack.id))

    def _remove(self, pack_id: str) -> Job:
        job = self._runner.run(remove_pack, pack_id=pack_id)
        job.succeeded.connect(self._on_remove_succeeded)
        return job

    @Slot(object, int)
    def _on_card_context_requested(self, pack: Pack, tokens: int) -> None:
        job = self._runner.run(set_context_length, pack_id=pack.id, context_length=tokens)
        job.succeeded.connect(self.reload)
        job.failed.connect(self.measure)  # which has the card show again what holds

    @Slot(object)
    def _on_remove_succeeded(self, binned: BinnedPack) -> None:
        self._withdraw_offer(binned.pack_id)
        text = self.tr("“{name}” was removed.").format(name=binned.name)
        self._messages.undoable(text, partial(self._restore, binned.pack_id))
        self.reload()

    def _restore(self, pack_id: str) -> None:
        # one that is broken is back all the same
        self._runner.run(restore_pack, pack_id=pack_id).finished.connect(self.reload)

    @Slot(object)
    def _on_imported(self, pack: Pack) -> None:
        text = self.tr("“{name}” was added.").format(name=pack.name)
        label, use = self.tr("Use it now"), partial(self.use_requested.emit, pack)
        self._offers[pack.id] = self._messages.offer(text, label, use)
        self.reload()

    @Slot(object)
    def _on_use_requested(self, pack: Pack) -> None:
        self._withdraw_offer(pack.id)

    def _withdraw_offer(self, pack_id: str) -> Notice | None:
        offer = self._offers.pop(pack_id, None)
        if offer is not None:
            self._messages.withdraw(offer)
        return offer
