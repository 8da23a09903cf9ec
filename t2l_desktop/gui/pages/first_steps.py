"""Three steps for whoever opens the app for the first time, above the Create page, which works all the while."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from t2l_desktop.gui.pages.create import CreatePage
from t2l_desktop.gui.preferences import Preferences
from t2l_desktop.gui.shortcuts import Key
from t2l_desktop.gui.theme import GAP, WIDE
from t2l_desktop.gui.widgets.basics import COLUMN_WIDTH, button, centred, frame, label, row, stack
from t2l_desktop.gui.widgets.preference_choice import PreferenceChoice
from t2l_desktop.gui.widgets.translated import Translated

_STEPS = 3
_CHOICES = ("language", "theme")


class FirstSteps(Translated, QWidget):
    """The Create page, and above it a card with the step that is on; hidden until `begin`."""

    def __init__(self, create: CreatePage, preferences: Preferences) -> None:
        super().__init__()
        self.setObjectName("page")
        self._create = create
        self._preferences = preferences
        self._step = 0
        self._strip = QWidget()
        self._number = label("muted", wraps=False)
        self._title = label("strong", wraps=False)
        self._text = label("plain")
        self._choices_row = QWidget()
        self._names: dict[str, QLabel] = {name: label("plain", wraps=False) for name in _CHOICES}
        self._choices = {name: PreferenceChoice(preferences, name) for name in _CHOICES}
        self._go_on = button("plain")
        self._skip = button("link")
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    @property
    def step(self) -> int:
        """The step that is shown; 0 for none."""
        return self._step

    def begin(self) -> None:
        """Show the first step."""
        self._show_step(1)
        self._go_on.setFocus()

    def _build_ui(self) -> None:
        card = frame("question")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(20, 14, 20, 14)
        inside.setSpacing(8)
        head = row(spacing=12)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._number)
        choices = row(spacing=8)
        for name in _CHOICES:
            self._names[name].setBuddy(self._choices[name])
            choices.addWidget(self._names[name])
            choices.addWidget(self._choices[name])
            choices.addSpacing(12)
        choices.addStretch(1)
        self._choices_row.setLayout(choices)
        buttons = row(spacing=4)
        buttons.addWidget(self._go_on)
        buttons.addWidget(self._skip)
        buttons.addStretch(1)
        inside.addLayout(head)
        inside.addWidget(self._text)
        inside.addWidget(self._choices_row)
        inside.addLayout(buttons)
        self._strip.setLayout(centred(card, COLUMN_WIDTH))
        self._align()
        whole = stack(spacing=0)
        whole.addWidget(self._strip)
        whole.addWidget(self._create, 1)
        self.setLayout(whole)
        self._strip.hide()
        self._go_on.setAutoDefault(True)  # so that Enter goes on, too
        self.setFocusProxy(self._create)

    def _connect_signals(self) -> None:
        self._go_on.clicked.connect(self._on_go_on_clicked)
        self._skip.clicked.connect(self._close)
        self._create.verticalScrollBar().rangeChanged.connect(self._align)
        self._create.created.connect(self._on_create_created)
        self._create.chat_requested.connect(self._on_create_chat_requested)

    def _retranslate(self) -> None:
        self._names["language"].setText(self.tr("Language"))
        self._names["theme"].setText(self.tr("Theme"))
        for name in _CHOICES:
            self._choices[name].setAccessibleName(self._names[name].text())
        self._skip.setText(self.tr("Skip the first steps"))
        self._say()

    def _say(self) -> None:
        title, text, go_on = self._words()[max(self._step, 1)]
        self._number.setText(self.tr("Step {number} of {count}").format(number=self._step, count=_STEPS))
        self._title.setText(title)
        self._text.setText(text)
        self._go_on.setText(go_on)
        self._go_on.setAccessibleDescription(f"{self._number.text()}. {title}. {text}")

    def _words(self) -> dict[int, tuple[str, str, str]]:
        return {
            1: (
                self.tr("Welcome"),
                self.tr(
                    "Say in a sentence what you need, and this app writes a skill: a small add-on that makes its"
                    " language model good at just that. Everything stays on this computer, and no internet is needed."
                ),
                self.tr("Next"),
            ),
            2: (
                self.tr("Try it"),
                self.tr(
                    "Type a sentence into the field below and press Create. Or lean back and watch how it is done with"
                    " an example."
                ),
                self.tr("Show me an example"),
            ),
            3: (
                self.tr("Your skill is ready"),
                self.tr(
                    "It is below, with two answers to compare: one without it, one with it. “Chat with it” opens a"
                    " chat, “Save” keeps it in your Library, on the left. More is in Help ({key})."
                ).format(key=Key.HELP),
                self.tr("Done"),
            ),
        }

    def _show_step(self, step: int) -> None:
        self._step = step
        self._strip.setVisible(step > 0)
        self._choices_row.setVisible(step == 1)
        self._skip.setVisible(step < _STEPS)
        self._go_on.setVisible(step != 2 or self._create.can_show_how)
        if step > 0:
            self._say()
            words = self._go_on.accessibleDescription()
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
        if step in (0, _STEPS):
            self._preferences.change(shows_first_steps=False)

    @Slot()
    def _align(self) -> None:
        """Stay in line with the column below, which a scroll bar moves."""
        bar = self._create.verticalScrollBar()
        right = WIDE + (bar.sizeHint().width() if bar.maximum() > 0 else 0)
        self._strip.setContentsMargins(WIDE, GAP, right, 8)

    @Slot()
    def _close(self) -> None:
        self._show_step(0)
        self._create.setFocus()

    @Slot()
    def _on_go_on_clicked(self) -> None:
        if self._step == 1:
            self._show_step(2)
        elif self._step == 2:
            self._create.show_how()
        else:
            self._close()

    @Slot()
    def _on_create_created(self) -> None:
        if 0 < self._step < _STEPS:
            self._show_step(_STEPS)

    @Slot()
    def _on_create_chat_requested(self) -> None:
        if self._step == _STEPS:
            self._show_step(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._step:
            self._close()
        else:
            super().keyPressEvent(event)
