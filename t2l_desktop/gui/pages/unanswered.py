"""What a second start says where the first one neither takes its files nor ends."""

from __future__ import annotations

from t2l_desktop.gui.widgets.empty import EmptyState
from t2l_desktop.gui.widgets.translated import Translated


class UnansweredPage(Translated, EmptyState):
    """A sentence on what happened, and one on what to do."""

    def __init__(self) -> None:
        super().__init__("close")
        self._retranslate()

    def _retranslate(self) -> None:
        self.say(
            self.tr("T2L Desktop is open already, but does not answer."),
            self.tr(
                "Close this window, wait a moment and start the app again. If that does not help, end the other one"
                " first, or restart the computer."
            ),
        )
