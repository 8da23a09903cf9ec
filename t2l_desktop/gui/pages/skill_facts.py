"""What is known of a skill, as a small table."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from t2l_desktop.core.records import Adapter
from t2l_desktop.gui.models.records import date_and_time
from t2l_desktop.gui.recipe_words import rank_meaning, recipe_text
from t2l_desktop.gui.sizes import size_text
from t2l_desktop.gui.widgets.basics import stack
from t2l_desktop.gui.widgets.section import Cell, Table
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.operations.skill_facts import SkillFacts


class SkillFactsTable(Translated, QWidget):
    """Shows at once what the skill itself says, and the rest as soon as it has been looked up."""

    def __init__(self) -> None:
        super().__init__()
        self._adapter: Adapter | None = None
        self._facts: SkillFacts | None = None
        self._table = Table(1)
        self._table.setHorizontalSpacing(16)
        self._table.setVerticalSpacing(4)
        whole = stack(spacing=0)
        whole.addLayout(self._table)
        self.setLayout(whole)

    def set_adapter(self, adapter: Adapter) -> None:
        """Show another skill, of which nothing has been looked up yet, or what a skill has become."""
        if adapter != self._adapter:
            is_same = self._adapter is not None and self._adapter.id == adapter.id
            self._facts = self._facts if is_same else None
            self._adapter = adapter
            self._retranslate()

    def set_facts(self, facts: SkillFacts) -> None:
        """Show what was looked up."""
        if facts != self._facts:
            self._facts = facts
            self._retranslate()

    def _retranslate(self) -> None:
        if self._adapter is not None:
            tips = {self.tr("Rank"): rank_meaning()}
            self._table.fill((((name, "muted"), value) for name, value in self._rows(self._adapter)), tips=tips)

    def _rows(self, adapter: Adapter) -> Iterator[tuple[str, Cell]]:
        facts = self._facts
        yield self.tr("Made for"), self._base_words()
        if adapter.origin:
            text = self.tr("{date}, from {file}").format(file=adapter.origin, date=date_and_time(adapter.created_at))
            yield self.tr("Imported"), (text, "plain")
        else:
            text = self.tr("{date}, on this computer").format(date=date_and_time(adapter.created_at))
            yield self.tr("Created"), (text, "plain")
        if adapter.recipe is not None:
            yield self.tr("Made of"), (recipe_text(adapter.recipe), "plain")
        yield self.tr("Last changed"), (date_and_time(adapter.updated_at), "plain")
        if facts is not None and facts.score is not None:
            score = facts.score
            percent = QLocale().toString(100 * score.fraction, "f", 0)
            words = self.tr("{right} of {all} right ({percent} %), on {date}")
            date = date_and_time(facts.tested_at)
            text = words.format(right=score.right, all=score.of, percent=percent, date=date)
            yield self.tr("Test sheet"), (text, "plain")
        yield self.tr("Rank"), (QLocale().toString(adapter.rank), "plain")
        if facts is not None:
            yield self.tr("Size"), self._size_words(facts)

    def _base_words(self) -> Cell:
        facts = self._facts
        if facts is None:
            return "…", "plain"
        if not facts.pack_name:
            return self.tr("{pack}: this model is not installed").format(pack=facts.adapter.pack_id), "warn"
        if not facts.has_base:
            return self.tr("another base model than {pack} has now").format(pack=facts.pack_name), "warn"
        return facts.pack_name, "plain"

    def _size_words(self, facts: SkillFacts) -> Cell:
        if not facts.nbytes:
            return self.tr("Its files are missing. Create it again from its description."), "warn"
        return size_text(facts.nbytes), "plain"
