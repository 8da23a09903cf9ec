"""The removed models: brought back, or deleted for good."""

from __future__ import annotations

from collections.abc import Sequence

from t2l_desktop.gui.models.records import BinnedPackModel
from t2l_desktop.gui.widgets.bin_view import AskingBin, bin_list
from t2l_desktop.library.pack_bin import BinnedPack


class PackBin(AskingBin[BinnedPack]):
    """They take the most room of all that waits for thirty days."""

    def __init__(self) -> None:
        model = BinnedPackModel()
        super().__init__(model, bin_list(model))
        self._retranslate()

    def question(self, records: Sequence[BinnedPack]) -> str:
        if len(records) == 1:
            return self.tr("Delete “{name}” for good? This cannot be undone.").format(name=records[0].name)
        return self.tr("Delete {count} models for good? This cannot be undone.").format(count=len(records))

    def _retranslate(self) -> None:
        super()._retranslate()
        self._back.set_words(self.tr("Back to the models"))
        self._title.setText(self.tr("Removed models"))
        self._view.setAccessibleName(self.tr("Removed models"))
