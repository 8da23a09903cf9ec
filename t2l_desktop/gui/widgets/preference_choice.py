"""The values of one setting to choose from, wherever a page offers them."""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QSignalBlocker, Slot

from t2l_desktop.gui.preferences import Preferences
from t2l_desktop.gui.shortcuts import shown
from t2l_desktop.gui.widgets.basics import Choice
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.library.settings import field_of

_TEXT_SIZES = (85, 100, 115, 130, 150, 175)
_THREADS = (0, *range(1, 17), *range(20, 257, 4))
_ELSEWHERE = "cuda" if sys.platform == "darwin" else "mps"  # the device that this system cannot have


class PreferenceChoice(Translated, Choice):
    """Changes its setting at once, and follows it when it is changed elsewhere."""

    def __init__(self, preferences: Preferences, name: str) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToContents)
        self._preferences = preferences
        self._name = name
        self._values = _values(name)
        self.activated.connect(self._on_activated)
        preferences.changed.connect(self._on_preferences_changed)
        self._retranslate()

    def _retranslate(self) -> None:
        blocker = QSignalBlocker(self)
        self.clear()
        for value in self._values:
            self.addItem(self._word(value), value)
        self._on_preferences_changed()
        blocker.unblock()

    def _word(self, value: object) -> str:
        if self._name == "text_size":
            return self.tr("{percent} %").format(percent=value)
        if self._name == "threads":
            return str(value) if value else self.tr("Automatic")
        words = {
            "system": self.tr("As the system"),
            "en": "English",
            "ja": "日本語",
            "light": self.tr("Light"),
            "dark": self.tr("Dark"),
            "reduced": self.tr("Less"),
            "full": self.tr("All of it"),
            "enter": self.tr("Enter"),
            "ctrl_enter": shown("Ctrl+Enter"),
            "auto": self.tr("Automatic"),
            "cuda": self.tr("NVIDIA graphics card (CUDA)"),
            "mps": self.tr("Apple graphics (MPS)"),
            "cpu": self.tr("Processor"),
            "changed": self.tr("Last changed first"),
            "newest": self.tr("Newest first"),
            "oldest": self.tr("Oldest first"),
            "name": self.tr("By name"),
        }
        return words[str(value)]

    @Slot()
    def _on_activated(self) -> None:
        self._preferences.change(**{self._name: self.currentData()})

    @Slot()
    def _on_preferences_changed(self) -> None:
        current = getattr(self._preferences.current, self._name)
        if self.findData(current) < 0:  # what only the settings' file names
            self.addItem(self._word(current), current)
        self.setCurrentIndex(self.findData(current))


def _values(name: str) -> tuple[object, ...]:
    if name == "text_size":
        return _TEXT_SIZES
    if name == "threads":
        return tuple(each for each in _THREADS if each <= (os.cpu_count() or 1))
    choices: tuple[str, ...] = field_of(name)["choices"]
    return tuple(each for each in choices if each != _ELSEWHERE)
