"""Whether a blend is kept exactly, or reduced to a rank that keeps most of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QWidget

from t2l_desktop.gui.recipe_words import percent_text, rank_meaning
from t2l_desktop.gui.widgets.basics import Slider, label, row, stack
from t2l_desktop.gui.widgets.chips import ChipChoice
from t2l_desktop.gui.widgets.translated import Translated

_EXACT, _REDUCED = _WAYS = ("exact", "reduced")
_ENOUGH = 0.95  # what a rank that is suggested keeps


class BlendSize(Translated, QWidget):
    """The choice, the rank, and what it keeps; until the blend has been measured there is nothing to reduce."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._kept: tuple[float, ...] = ()
        self._is_chosen = False  # by the person: then it is not moved any more
        self._ways = ChipChoice(_WAYS)
        self._name = label("plain", wraps=False)
        self._slider = Slider()
        self._note = label("muted")
        self._reducing = QWidget()
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    @property
    def rank(self) -> int | None:
        """The rank to reduce to; None for all of it."""
        is_reduced = self._ways.choice == _REDUCED and len(self._kept) > 1
        return self._slider.value() if is_reduced else None

    def reset(self) -> None:
        """Begin anew, with all of it."""
        self._is_chosen = False
        self._ways.choose(_EXACT)
        self.set_kept(())

    def set_kept(self, kept: Sequence[float]) -> None:
        """What each rank keeps, from 1 on; the last is that of the whole."""
        before = self.rank
        self._kept = tuple(kept)
        if len(kept) > 1:
            with QSignalBlocker(self._slider):
                self._slider.setRange(1, len(kept) - 1)
                if not self._is_chosen:
                    enough = (rank for rank, share in enumerate(kept, start=1) if share >= _ENOUGH)
                    self._slider.setValue(next(enough, len(kept)))
        self._show_state()
        if self.rank != before:
            self.changed.emit()

    def _build_ui(self) -> None:
        self._slider.setPageStep(1)
        self._name.setBuddy(self._slider)
        line = row(spacing=12)
        line.addWidget(self._name)
        line.addWidget(self._slider, 1)
        self._reducing.setLayout(line)
        whole = stack(spacing=8)
        whole.addWidget(self._ways)
        whole.addWidget(self._reducing)
        whole.addWidget(self._note)
        self.setLayout(whole)

    def _connect_signals(self) -> None:
        self._ways.chosen.connect(self._on_choice_changed)
        self._slider.valueChanged.connect(self._on_slider_value_changed)

    def _retranslate(self) -> None:
        self._ways.set_words(_EXACT, self.tr("Exact"))
        self._ways.set_words(_REDUCED, self.tr("Reduced"))
        self._name.setText(self.tr("Rank"))
        self._name.setToolTip(rank_meaning())
        self._slider.setAccessibleName(self.tr("Rank of the blend"))
        self._show_state()

    def _show_state(self) -> None:
        is_reduced = self._ways.choice == _REDUCED
        self._reducing.setVisible(is_reduced and len(self._kept) > 1)
        self._note.setText(self._words(is_reduced=is_reduced))
        self._slider.setAccessibleDescription(self._note.text())

    def _words(self, *, is_reduced: bool) -> str:
        if not self._kept:
            return self.tr("Exactly the sum of its parts.") if not is_reduced else self.tr("Measuring…")
        if not is_reduced:
            text = self.tr("Exactly the sum of its parts: rank {rank}, the ranks of all parts together.")
            return text.format(rank=len(self._kept))
        if len(self._kept) == 1:
            return self.tr("There is nothing to reduce: the rank is 1.")
        rank = self._slider.value()
        text = self.tr(
            "Rank {rank} of {full}: keeps {kept} of what the exact blend changes, at about {size} of its size."
        )
        size = percent_text(rank / len(self._kept))
        return text.format(rank=rank, full=len(self._kept), size=size, kept=percent_text(self._kept[rank - 1]))

    @Slot()
    def _on_choice_changed(self) -> None:
        self._show_state()
        self.changed.emit()

    @Slot()
    def _on_slider_value_changed(self) -> None:
        self._is_chosen = True
        self._show_state()
        self.changed.emit()
