"""What a test sheet's run has come to: two bars, and how and when it was made."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QFrame, QGridLayout

from t2l_desktop.core.sheets import SheetConditions, SheetResult
from t2l_desktop.gui.models.records import date_and_time
from t2l_desktop.gui.widgets.basics import label, margins
from t2l_desktop.gui.widgets.score_bar import ScoreBar
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.operations.sheets import Score


class SheetScores(Translated, QFrame):
    """Shows the base's score above the skill's; the words say all that the bars do."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._names = [label("plain", wraps=False), label("strong", wraps=False)]
        self._bars = [ScoreBar("outline"), ScoreBar("accent")]
        self._figures = [label("plain", wraps=False), label("strong", wraps=False)]
        self._made = label("muted")
        self._warning = label("warn")
        self._scores = (Score(right=0, of=0), Score(right=0, of=0))
        self._result = SheetResult()
        self._now: SheetConditions | None = None
        self._missing = 0
        self._build_ui()
        self._retranslate()

    def show_scores(
        self, scores: tuple[Score, Score], result: SheetResult, *, now: SheetConditions | None, missing: int
    ) -> None:
        """Show scores, and what is to be said of a result of which `missing` inputs are not answered."""
        self._scores, self._result, self._now, self._missing = scores, result, now, missing
        self._retranslate()

    def _build_ui(self) -> None:
        grid = QGridLayout(self)
        margins(grid, 16)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for number in range(2):
            grid.addWidget(self._names[number], number, 0)
            grid.addWidget(self._bars[number], number, 1)
            grid.addWidget(self._figures[number], number, 2)
        grid.addWidget(self._made, 2, 0, 1, 3)
        grid.addWidget(self._warning, 3, 0, 1, 3)

    def _retranslate(self) -> None:
        self._names[0].setText(self.tr("Without the skill"))
        self._names[1].setText(self.tr("With the skill"))
        for name, bar, figure, score in zip(self._names, self._bars, self._figures, self._scores, strict=True):
            bar.set_fraction(score.fraction)
            bar.setAccessibleName(name.text())
            words = self.tr("{right} of {all} right ({percent} %)")
            percent = QLocale().toString(100 * score.fraction, "f", 0)
            figure.setText(words.format(right=score.right, all=score.of, percent=percent) if score.of else "–")
            bar.setAccessibleDescription(figure.text())
        self._made.setText(self._made_words())
        warning = self._warning_words()
        self._warning.setText(warning)
        self._warning.setVisible(bool(warning))

    def _made_words(self) -> str:
        made = self._result.conditions
        if made is None:
            return ""
        words = self.tr("Made on {moment} at strength {strength}.")
        if made.in_words:
            words = self.tr("Made on {moment} at strength {strength}, with the description in words as well.")
        strength = QLocale().toString(made.strength, "f", 2)
        return words.format(moment=date_and_time(self._result.made_at), strength=strength)

    def _warning_words(self) -> str:
        if self._now is not None and self._result.conditions != self._now:
            return self.tr("The settings have changed since. Run it again to see what they do.")
        if self._missing:
            return self.tr("Not finished: %n inputs are not answered yet.", n=self._missing)
        return ""
