"""What the pack in use can do, as it was measured: in words, and in figures under Details."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Slot
from PySide6.QtWidgets import QLabel, QWidget

from t2l_desktop.core.records import Pack
from t2l_desktop.gui import errors
from t2l_desktop.gui.card_words import condition_names, family_names, modest_words, told_names
from t2l_desktop.gui.language import language_name, listed
from t2l_desktop.gui.widgets.basics import button, label, row
from t2l_desktop.gui.widgets.section import Cell, Section, Table
from t2l_desktop.library.packs import STARTER
from t2l_desktop.operations.scores import Score, read_scores, usual_scores

_MAIN = "trained_tasks"
_MOST_FAMILIES = 6


class PackSection(Section):
    """What it is for, how often it is right, what works well and what does not."""

    def __init__(self) -> None:
        super().__init__()
        self._pack: Pack | None = None
        self._scores: dict[str, Score] = {}  # all of them, and those that the app's usual way of asking has
        self._usual: dict[str, Score] = {}
        self._about = label("plain")
        self._measured = label("plain")
        self._told = Table(0)
        self._strong = label("plain")
        self._weak = label("plain")
        self._details_button = button("plain")
        self._details = QWidget()
        self._figures = Table(0)
        self._build_ui()
        self._details_button.toggled.connect(self._on_details_toggled)
        self._retranslate()

    def set_pack(self, pack: Pack | None) -> None:
        """Tell about this pack from now on."""
        self._pack = pack
        self._scores = read_scores(pack) if pack is not None else {}
        self._usual = usual_scores(pack) if pack is not None else {}
        self._retranslate()

    def _build_ui(self) -> None:
        self._details_button.setCheckable(True)
        self._details.setLayout(self._figures)
        self._details.hide()
        self.column.addWidget(self._about)
        self.column.addWidget(self._measured)
        self.column.addLayout(self._told)
        self.column.addWidget(self._strong)
        self.column.addWidget(self._weak)
        line = row()
        line.addWidget(self._details_button)
        line.addStretch(1)
        self.column.addLayout(line)
        self.column.addWidget(self._details)

    def _retranslate(self) -> None:
        self.heading.setText(self.tr("What it can do, and what it cannot"))
        self._about.setText(self._nature())
        self._measured.setText(self._measurement())
        self._measured.setVisible(self._pack is not None)
        self._details_button.setText(self.tr("Details"))
        self._details_button.setVisible(bool(self._scores))
        self._fill_told()
        self._fill_figures()
        main = self._usual.get(_MAIN, Score(percent=0, asked=1))
        self._list(self._strong, self.tr("Works well: {kinds}."), main.strong_families(_MOST_FAMILIES))
        self._list(self._weak, self.tr("Often goes wrong: {kinds}."), main.weak_families(_MOST_FAMILIES))

    def _nature(self) -> str:
        if self._pack is None:
            return self.tr("No model is installed. Add one on the Models page.")
        languages = listed(language_name(code) for code in self._pack.languages)
        parts = [self.tr("The model “{pack}” reads {languages}.").format(pack=self._pack.name, languages=languages)]
        if self._pack.id == STARTER:
            not_for = self.tr("It cannot write e-mails, does not know the news and gives no advice.")
            parts.append(errors.joined(modest_words(self._pack), not_for))
        if not self._pack.keeps_history:
            parts.append(self.tr("Each message stands alone: it does not remember the one before."))
        return "\n".join(parts)

    def _measurement(self) -> str:
        main = self._usual.get(_MAIN)
        if not self._scores:
            return self.tr("How often its answers are right was not measured. Try it, and see for yourself.")
        if main is None:
            return self.tr("An answer counts only when it is right to the letter. Right answers:")
        text = self.tr(
            "Up to {count} questions of each sort were put to it as the app does by itself, described in words that it"
            " had not seen before. An answer counts only when it is right to the letter. Right answers:"
        )
        return text.format(count=QLocale().toString(main.asked))

    def _fill_told(self) -> None:
        told = [(words, self._of_ten(self._usual[name])) for name, words in told_names().items() if name in self._usual]
        self._told.fill(((words, "plain"), (share, "strong")) for words, share in told)

    def _fill_figures(self) -> None:
        names, locale = condition_names(), QLocale()
        heads: tuple[Cell, ...] = (
            (self.tr("What was asked"), "muted"),
            (self.tr("Exactly right"), "muted"),
            (self.tr("Questions"), "muted"),
        )
        rows: list[Sequence[Cell]] = [heads]
        known = [name for name in names if name in self._scores]
        for name in (*known, *(name for name in self._scores if name not in names)):
            score = self._scores[name]
            asked = locale.toString(score.asked)
            rows.append(((names.get(name, name), "plain"), (self._share(score), "plain"), (asked, "plain")))
        self._figures.fill(rows)

    def _share(self, score: Score) -> str:
        share = self.tr("{percent} %").format(percent=QLocale().toString(score.percent, "f", 1))
        if score.interval is None:
            return share
        low, high = (QLocale().toString(end, "f", 1) for end in score.interval)
        return self.tr("{share} ({low} to {high})").format(share=share, low=low, high=high)

    def _of_ten(self, score: Score) -> str:
        if score.in_ten == 10:
            return self.tr("nearly all")
        return self.tr("{count} of 10").format(count=score.in_ten) if score.in_ten else self.tr("hardly any")

    def _list(self, where: QLabel, text: str, families: list[str]) -> None:
        names = family_names()
        kinds = listed(names.get(family, family) for family in families)
        where.setText(text.format(kinds=kinds))
        where.setVisible(bool(families))

    @Slot(bool)
    def _on_details_toggled(self, shown: bool) -> None:
        self._details.setVisible(shown)
