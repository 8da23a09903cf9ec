"""Which skill was chosen for a message, and how well it fits, in words and a small bar."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from t2l_desktop.gui.widgets.basics import button, label, row
from t2l_desktop.gui.widgets.familiarity import StrokeBar
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.operations.routing import Fit, Route, fit_of


class RouteLine(Translated, QWidget):
    """Stands above an answer; hidden where the person chose the skill. The button wants another one."""

    other_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._route: Route | None = None
        self._bar = StrokeBar()
        self._words = label("muted")
        self.other = button("link")
        line = row()
        line.addWidget(self._bar)
        line.addWidget(self._words, 1)
        line.addWidget(self.other)
        self.setLayout(line)
        self.other.clicked.connect(self.other_requested)
        self.other.hide()
        self._retranslate()

    def show_route(self, route: Route | None, *, can_change: bool = False) -> None:
        """Say how a message was routed; `can_change` offers another skill."""
        self._route = route
        self.other.setVisible(can_change)
        self._retranslate()

    def _retranslate(self) -> None:
        route = self._route
        self.setVisible(route is not None)
        self.other.setText(self.tr("Another one…"))
        self.other.setToolTip(self.tr("Have this answered by a skill that you choose"))
        if route is None:
            return
        fit = fit_of(route.likeness) if route.adapters else Fit.NONE
        words = {
            Fit.GOOD: self.tr("Chosen for this message: fits well"),
            Fit.SOMEWHAT: self.tr("Chosen for this message: may fit"),
            Fit.NONE: self.tr("No skill fits: the base model answers alone"),
        }[fit]
        self._words.setText(words)
        self._bar.filled = fit
        self._bar.update()
        meaning = self._meaning(route.likeness)
        self.setToolTip(meaning)
        self.setAccessibleName(self.tr("Chosen skill"))
        self.setAccessibleDescription(f"{words}\n{meaning}")

    def _meaning(self, likeness: float) -> str:
        meant = self.tr("Skills are chosen by how like your message is to their descriptions; the model is not asked.")
        if likeness <= 0:
            return meant
        most = self.tr(
            "Your message is closer to its best-matching description than {count} of 100 everyday messages are to"
            " theirs."
        )
        return f"{meant}\n{most.format(count=min(99, math.floor(100 * _share_below(likeness))))}"


def _share_below(deviations: float) -> float:
    """The share of a normal distribution that lies below so many standard deviations above its mean."""
    return (1 + math.erf(deviations / math.sqrt(2))) / 2
