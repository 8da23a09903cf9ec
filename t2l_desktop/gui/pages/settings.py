"""Language, look, typing and device; every change acts at once."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel

from t2l_desktop import __version__
from t2l_desktop.gui.errors import system_report
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.preferences import Preferences
from t2l_desktop.gui.widgets.basics import Choice, Page, button, label, margins, row
from t2l_desktop.library.settings import field_of

_TEXT_SIZES = (85, 100, 115, 130, 150, 175)
_CHOICES: dict[str, tuple[object, ...]] = {
    **{name: field_of(name)["choices"] for name in ("language", "theme", "send_key", "device")},
    "text_size": _TEXT_SIZES,
}
_ORDER = ("language", "theme", "text_size", "send_key", "device")


class SettingsPage(Page):
    """A table of choices and what to say about this version."""

    def __init__(self, messages: MessageBus, preferences: Preferences) -> None:
        super().__init__()
        self._messages = messages
        self._preferences = preferences
        self._title = label("title")
        self._names: dict[str, QLabel] = {name: label("plain") for name in _ORDER}
        self._notes: dict[str, QLabel] = {name: label("muted") for name in _ORDER}
        self._choices: dict[str, Choice] = {name: Choice() for name in _ORDER}
        self._about = label("heading")
        self._version = label("muted")
        self._copy = button("plain")
        self._build_ui()
        self._connect_signals()
        self._retranslate()

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
            self._choices[name].setObjectName(name)
            self._choices[name].setMinimumContentsLength(16)
        self.column.addWidget(card)
        self.column.addSpacing(8)
        self.column.addWidget(self._about)
        self.column.addWidget(self._version)
        buttons = row()
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        self.column.addLayout(buttons)
        self.column.addStretch(1)
        self.setFocusProxy(self._choices[_ORDER[0]])

    def _connect_signals(self) -> None:
        for choice in self._choices.values():
            choice.activated.connect(self._on_choice_activated)
        self._copy.clicked.connect(self._on_copy_clicked)

    def _retranslate(self) -> None:
        self._title.setText(self.tr("Settings"))
        self._about.setText(self.tr("About"))
        version = self.tr("T2L Desktop {version}. It works without a network and sends nothing anywhere.")
        self._version.setText(version.format(version=__version__))
        self._copy.setText(self.tr("Copy report"))
        self._copy.setToolTip(self.tr("Versions of the app and of this computer's system, to send with a question"))
        for name, (title, note) in self._words().items():
            self._names[name].setText(title)
            self._notes[name].setText(note)
            self._choices[name].setAccessibleName(title)
            self._choices[name].setAccessibleDescription(note)
        self._fill()

    def _words(self) -> dict[str, tuple[str, str]]:
        return {
            "language": (self.tr("Language"), self.tr("Of the window; models answer in the languages they know.")),
            "theme": (self.tr("Theme"), self.tr("Light, dark, or as the system has it.")),
            "text_size": (self.tr("Text size"), self.tr("On top of the system's own size.")),
            "send_key": (self.tr("Sending key"), self.tr("Shift+Enter always begins a new line.")),
            "device": (self.tr("Device"), self.tr("Where models run; automatic takes the fastest there is.")),
        }

    def _labels(self) -> dict[object, str]:
        return {
            "en": "English",
            "ja": "日本語",
            "light": self.tr("Light"),
            "dark": self.tr("Dark"),
            "enter": self.tr("Enter"),
            "ctrl_enter": self.tr("Ctrl+Enter"),
            "auto": self.tr("Automatic"),
            "cuda": self.tr("NVIDIA graphics card (CUDA)"),
            "mps": self.tr("Apple graphics (MPS)"),
            "cpu": self.tr("Processor"),
            **{size: self.tr("{percent} %").format(percent=size) for size in _TEXT_SIZES},
        }

    def _fill(self) -> None:
        labels = self._labels()
        as_system = self.tr("As the system")
        for name, choice in self._choices.items():
            current = getattr(self._preferences.current, name)
            choice.clear()
            for value in _CHOICES[name]:
                choice.addItem(as_system if value == "system" else labels[value], value)
            row_of_current = choice.findData(current)
            if row_of_current < 0:
                choice.addItem(self.tr("{percent} %").format(percent=current), current)
                row_of_current = choice.count() - 1
            choice.setCurrentIndex(row_of_current)

    @Slot()
    def _on_choice_activated(self) -> None:
        choice: QObject | None = self.sender()
        if isinstance(choice, Choice):
            self._preferences.change(**{choice.objectName(): choice.currentData()})

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(system_report())
        self._messages.info(self.tr("The report was copied."))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
