"""Skills that the library does not list: the deleted ones, and those that were not saved yet."""

from __future__ import annotations

from collections.abc import Sequence

from t2l_desktop.core.records import Adapter
from t2l_desktop.gui.models.records import AdapterModel
from t2l_desktop.gui.widgets.bin_view import AskingBin, BinView, bin_list


class SkillBin(AskingBin[Adapter]):
    """Several are marked at a time, as in the library."""

    def __init__(self) -> None:
        model = AdapterModel()
        super().__init__(model, bin_list(model))
        self._retranslate()

    def question(self, records: Sequence[Adapter]) -> str:
        if len(records) == 1:
            return self.tr("Delete “{name}” for good? This cannot be undone.").format(name=records[0].name)
        return self.tr("Delete {count} skills for good? This cannot be undone.").format(count=len(records))

    def _retranslate(self) -> None:
        super()._retranslate()
        self._back.set_words(self.tr("Back to the skills"))
        self._title.setText(self.tr("Deleted skills"))
        self._view.setAccessibleName(self.tr("Deleted skills"))


class DraftBin(BinView[Adapter]):
    """What was created and not saved; saving brings it into the library, and deleting can be undone."""

    def __init__(self) -> None:
        model = AdapterModel()
        super().__init__(model, bin_list(model))
        self._retranslate()

    def _retranslate(self) -> None:
        self._back.set_words(self.tr("Back to the skills"))
        self._title.setText(self.tr("Not saved yet"))
        self._note.setText(self.tr("They were created and not saved. They stay here for thirty days."))
        self._view.setAccessibleName(self.tr("Not saved yet"))
        self._restore.setText(self.tr("Save"))
        self._remove.setText(self.tr("Delete"))
