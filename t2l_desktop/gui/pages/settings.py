"""Language, look, typing and device, of which every change acts at once, the report, and where the data are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel

from t2l_desktop.core.devices import DeviceUse
from t2l_desktop.core.messages import WorkerKind
from t2l_desktop.gui.device_words import device_lines
from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.pages.data_section import DataSection
from t2l_desktop.gui.preferences import Preferences
from t2l_desktop.gui.report_copy import ReportCopy
from t2l_desktop.gui.shortcuts import shown
from t2l_desktop.gui.widgets.basics import Page, button, label, margins
from t2l_desktop.gui.widgets.preference_choice import PreferenceChoice
from t2l_desktop.gui.widgets.translated import Translated

_ORDER = ("language", "theme", "text_size", "motion", "send_key", "threads", "device")


class SettingsPage(Translated, Page):
    """A table of choices, and the data folder."""

    def __init__(self, runner: JobRunner, messages: MessageBus, preferences: Preferences) -> None:
        super().__init__()
        self._title = label("title")
        self._names: dict[str, QLabel] = {name: label("plain") for name in _ORDER}
        self._notes: dict[str, QLabel] = {name: label("muted") for name in _ORDER}
        self._devices = label("muted")
        self._diagnostics = label("plain")
        self._diagnostics_note = label("muted")
        self._report = ReportCopy(self, runner, messages)
        self._copy = button("plain")
        self._uses: Mapping[WorkerKind, DeviceUse] = {}
        self.data = DataSection(runner, messages)
        self._choices = {name: PreferenceChoice(preferences, name) for name in _ORDER}
        self._build_ui()
        self._copy.clicked.connect(self._report.copy)
        self.data.asked.connect(self._on_data_asked)
        self._retranslate()

    def show_devices(self, uses: Mapping[WorkerKind, DeviceUse]) -> None:
        """Say below the choice of the device what each worker uses, and why."""
        self._uses = dict(uses)
        self._devices.setText("\n".join(device_lines(self._uses)))
        self._devices.setVisible(bool(self._uses))

    def _build_ui(self) -> None:
        self.column.addWidget(self._title)
        card = QFrame()
        card.setProperty("role", "card")
        grid = QGridLayout(card)
        margins(grid, 20)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        for number, name in enumerate(_ORDER):
            grid.addWidget(self._names[name], 3 * number, 0)
            grid.addWidget(self._notes[name], 3 * number + 1, 0)
            grid.addWidget(self._choices[name], 3 * number, 1, 2, 1)
            if number < len(_ORDER) - 1:
                grid.setRowMinimumHeight(3 * number + 2, 16)
            self._names[name].setBuddy(self._choices[name])
            self._choices[name].setMinimumContentsLength(16)
        grid.addWidget(self._devices, 3 * len(_ORDER), 0, 1, 2)
        grid.setRowMinimumHeight(3 * len(_ORDER) - 1, 8)
        self._devices.hide()
        self._add_diagnostics(grid)
        self.column.addWidget(card)
        self.column.addWidget(self.data)
        self.column.addStretch(1)
        self.setFocusProxy(self._choices[_ORDER[0]])

    def _add_diagnostics(self, grid: QGridLayout) -> None:
        line = grid.rowCount()
        grid.setRowMinimumHeight(line, 16)
        grid.addWidget(self._diagnostics, line + 1, 0)
        grid.addWidget(self._diagnostics_note, line + 2, 0)
        grid.addWidget(self._copy, line + 1, 1, 2, 1)

    def _retranslate(self) -> None:
        self._title.setText(self.tr("Settings"))
        for name, (title, note) in self._words().items():
            self._names[name].setText(title)
            self._notes[name].setText(note)
            self._choices[name].setAccessibleName(title)
            self._choices[name].setAccessibleDescription(note)
        self._diagnostics.setText(self.tr("Diagnostics"))
        self._diagnostics_note.setText(
            self.tr("For whoever helps you; nothing of your skills and chats is in the report but how many there are.")
        )
        self._copy.setText(self.tr("Copy report"))
        self._copy.setAccessibleDescription(self._diagnostics_note.text())
        self.show_devices(self._uses)

    def _words(self) -> dict[str, tuple[str, str]]:
        return {
            "language": (self.tr("Language"), self.tr("Of the window; models answer in the languages they know.")),
            "theme": (self.tr("Theme"), self.tr("Light, dark, or as the system has it.")),
            "text_size": (self.tr("Text size"), self.tr("On top of the system's own size.")),
            "motion": (self.tr("Motion"), self.tr("“Less” means that nothing moves or types by itself.")),
            "send_key": (
                self.tr("Sending key"),
                self.tr("{key} always begins a new line.").format(key=shown("Shift+Enter")),
            ),
            "threads": (
                self.tr("Threads"),
                self.tr("Of the processor, for answers; “Automatic” suits most computers."),
            ),
            "device": (self.tr("Device"), self.tr("Where models run; “Automatic” takes the fastest there is.")),
        }

    @Slot()
    def _on_data_asked(self) -> None:
        # once the question has its place
        QTimer.singleShot(0, partial(self.ensureWidgetVisible, self.data.go))
