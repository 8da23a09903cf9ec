"""Other wordings of a skill's description, tried on its test sheet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from t2l_desktop.core.records import Adapter
from t2l_desktop.core.sheets import SheetRow
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.shortcuts import Key, shown
from t2l_desktop.gui.widgets.basics import button, label, margins, row, stack
from t2l_desktop.gui.widgets.busy import BusyRow
from t2l_desktop.gui.widgets.inputs import SendingEdit
from t2l_desktop.gui.widgets.score_bar import ScoreBar
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.operations.sheets import Score, questions_of, score
from t2l_desktop.operations.wordings import MAX_WORDINGS, Trials, WordingTrial


class WordingsPanel(Translated, QWidget):
    """Wordings are typed, tried by whoever hears the wish, shown with their scores; the best one can be kept."""

    try_requested = Signal(list)
    keep_requested = Signal(object)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._adapter: Adapter | None = None
        self._trials: Trials = ()
        self._best: WordingTrial | None = None
        self._rows: tuple[SheetRow, ...] = ()
        self._is_lenient = False
        self._is_free = True
        self._intro = label("muted")
        self._present = label("plain")
        self._wordings = SendingEdit(least_lines=3, most_lines=8, sends_with_enter=False)
        self._try = button("filled")
        self._keys = label("muted", wraps=False)
        self._busy = BusyRow()
        self._table = QFrame()
        self._grid = QGridLayout(self._table)
        self._keep = button("plain")
        self._verdict = label("muted")
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    def set_skill(self, adapter: Adapter) -> None:
        """Whose wordings these are from now on; those of the same skill stay, with what came of them."""
        if self._adapter is None or self._adapter.id != adapter.id:
            self._wordings.clear()
            self._trials = ()
        self._adapter = adapter
        self._retranslate()

    def set_rows(self, rows: tuple[SheetRow, ...], *, lenient: bool) -> None:
        """What the wordings are scored on, and how."""
        if (rows, lenient) != (self._rows, self._is_lenient):
            self._rows, self._is_lenient = rows, lenient
            self._show_trials()

    def set_free(self, free: bool) -> None:
        """Whether nothing else is being asked of the sheet."""
        self._is_free = free
        self._show_state()

    def follow(self, job: Job) -> None:
        """Show how far a try has come, with Cancel."""
        self._busy.follow(job, self.tr("Making a draft from every wording and asking it every input…"))

    def show_trials(self, trials: Trials) -> None:
        """Show what has been tried so far."""
        self._trials = trials
        self._show_trials()

    def _build_ui(self) -> None:
        action = row(spacing=12)
        action.addWidget(self._try)
        action.addWidget(self._keys)
        action.addStretch(1)
        self._table.setProperty("role", "card")
        margins(self._grid, 16)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 1)
        below = row(spacing=12)
        below.addWidget(self._keep)
        below.addWidget(self._verdict, 1)
        whole = stack()
        for each in (self._intro, self._present, self._wordings):
            whole.addWidget(each)
        whole.addLayout(action)
        whole.addWidget(self._busy)
        whole.addWidget(self._table)
        whole.addLayout(below)
        whole.addStretch(1)
        self.setLayout(whole)
        self.setFocusProxy(self._wordings)

    def _connect_signals(self) -> None:
        self._wordings.textChanged.connect(self._show_state)
        self._wordings.send_requested.connect(self._on_try_clicked)
        self._wordings.refused.connect(self.refused)
        self._try.clicked.connect(self._on_try_clicked)
        self._keep.clicked.connect(self._on_keep_clicked)

    def _retranslate(self) -> None:
        self._intro.setText(
            self.tr(
                "The same wish in other words can make a better skill. Write up to {count} other wordings, one a line:"
                " from each a draft is made, and it answers all inputs of the sheet."
            ).format(count=MAX_WORDINGS)
        )
        description = " ".join(self._adapter.description.split()) if self._adapter is not None else ""
        self._present.setText(self.tr("Now: {description}").format(description=description))
        self._wordings.setAccessibleName(self.tr("Other wordings, one a line"))
        self._wordings.setPlaceholderText(self.tr("Other wordings, one a line"))
        self._try.setText(self.tr("Try them"))
        self._keys.setText(shown(Key.CREATE))
        self._keep.setText(self.tr("Keep the best"))
        self._show_trials()

    def _show_trials(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        scores = [score(self._rows, trial.answers, lenient=self._is_lenient) for trial in self._trials]
        self._best = self._best_of(scores)
        for number, (trial, reached) in enumerate(zip(self._trials, scores, strict=True)):
            is_best = trial is self._best
            words = label("strong" if is_best else "plain")
            words.setText(" ".join(trial.adapter.description.split()))
            bar = ScoreBar("accent" if is_best else "outline")
            bar.set_fraction(reached.fraction)
            bar.setAccessibleName(words.text())
            figure = label("strong" if is_best else "plain", wraps=False)
            figure.setText(self.tr("{right} of {all} right").format(right=reached.right, all=reached.of))
            for column, widget in enumerate((words, bar, figure)):
                self._grid.addWidget(widget, number, column)
        self._table.setVisible(bool(self._trials))
        self._show_state()

    @Slot()
    def _show_state(self) -> None:
        has_words = bool(self._wordings.toPlainText().strip())
        self._try.setEnabled(self._is_free and has_words and bool(self._rows))
        best = self._best
        is_other = best is not None and self._adapter is not None and best.adapter.id != self._adapter.id
        self._keep.setVisible(bool(self._trials))
        self._keep.setEnabled(self._is_free and is_other)
        words = ""
        if not self._rows:
            words = self.tr("The sheet has no inputs yet to try wordings on.")
        elif is_other:
            words = self.tr(
                "It takes over the name, the chats and this sheet; the skill as it is now goes to “Deleted skills”."
            )
        elif best is not None and self._is_free:
            words = self.tr("None of them does better than the present wording.")
        self._verdict.setText(words)

    def _best_of(self, scores: Sequence[Score]) -> WordingTrial | None:
        """The finished trial with the most right answers; of two as good the earlier, so rather the present wording."""
        questions = questions_of(self._rows)
        finished = [
            (trial, reached.right)
            for trial, reached in zip(self._trials, scores, strict=True)
            if all(question in trial.answers for question in questions)
        ]
        return max(finished, key=lambda pair: pair[1])[0] if finished else None

    @Slot()
    def _on_try_clicked(self) -> None:
        if self._try.isEnabled():
            self.try_requested.emit(self._wordings.toPlainText().splitlines())

    @Slot()
    def _on_keep_clicked(self) -> None:
        self.keep_requested.emit(self._best)
