"""Help: what this is and can do, how to say it, larger models, the keys, what to do when things go wrong, and about."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from t2l_desktop import __version__
from t2l_desktop.core.records import Pack
from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.pages.help_models import LargerModelSection
from t2l_desktop.gui.pages.help_pack import PackSection
from t2l_desktop.gui.pages.help_words import KeysSection, WordsSection
from t2l_desktop.gui.preferences import Preferences
from t2l_desktop.gui.report_copy import ReportCopy
from t2l_desktop.gui.widgets.basics import Page, button, label
from t2l_desktop.gui.widgets.flow import FlowLayout
from t2l_desktop.gui.widgets.focus_ring import FocusRing
from t2l_desktop.gui.widgets.section import Section, Table
from t2l_desktop.gui.widgets.translated import Translated


class HelpPage(Translated, Page):
    """A page to read; the arrow keys scroll it."""

    first_steps_requested = Signal()

    def __init__(self, runner: JobRunner, messages: MessageBus, preferences: Preferences, *, data_folder: Path) -> None:
        super().__init__()
        self._title = label("title")
        self._skill = SkillSection()
        self._pack = PackSection()
        self._larger = LargerModelSection()
        self._words = WordsSection()
        self._keys = KeysSection(preferences)
        self._trouble = TroubleSection(runner, messages, data_folder=data_folder)
        self._about = AboutSection()
        self._build_ui()
        self._skill.first_steps_requested.connect(self.first_steps_requested)
        self._retranslate()

    def set_pack(self, pack: Pack | None) -> None:
        """Tell about this pack from now on."""
        self._skill.set_pack(pack)
        self._pack.set_pack(pack)
        self._about.set_pack(pack)

    def _build_ui(self) -> None:
        self.column.addWidget(self._title)
        for section in (self._skill, self._pack, self._words, self._larger, self._keys, self._trouble, self._about):
            self.column.addWidget(section)
        self.column.addStretch(1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._ring = FocusRing(self, room=-2)

    def _retranslate(self) -> None:
        self._title.setText(self.tr("Help"))
        self.setAccessibleName(self._title.text())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ring.come(self, event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._ring.follow(self)


class SkillSection(Section):
    """What all of this is about."""

    first_steps_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._text = label("plain")
        self._choosing = label("plain")
        self._privacy = label("plain")
        self._first_steps = button("plain")
        self._first_steps.clicked.connect(self.first_steps_requested)
        self.column.addWidget(self._text)
        self.column.addWidget(self._choosing)
        self.column.addWidget(self._privacy)
        self.column.addWidget(self._first_steps, alignment=Qt.AlignmentFlag.AlignLeft)
        self._retranslate()

    def set_pack(self, pack: Pack | None) -> None:
        """Without a pack that creates there is nothing that first steps could lead through."""
        self._first_steps.setVisible(pack is not None and pack.can_create_and_chat)

    def _retranslate(self) -> None:
        self.heading.setText(self.tr("What a skill is"))
        self._text.setText(
            self.tr(
                "On this computer lives a language model: a program that answers what you write. A skill is a small"
                " add-on that makes it good at one thing. You say in a sentence what that is, and the skill is written"
                " within a second. Switch it on in a chat, set how strongly it acts, keep it, or throw it away: the"
                " model itself stays as it is."
            )
        )
        self._choosing.setText(
            self.tr(
                "Where a chat is left to “Whichever fits”, the app chooses a skill for each message only by how similar"
                " the message is to the skills' descriptions, and is often unsure: the choice stands above the answer,"
                " and you can change it there."
            )
        )
        self._privacy.setText(
            self.tr(
                "What you write stays with you. The app has no part that uses the internet: it sends nothing,"
                " looks nothing up, and works with the cable pulled out."
            )
        )
        self._first_steps.setText(self.tr("Show the first steps again"))


class TroubleSection(Section):
    """What to do when something goes wrong."""

    def __init__(self, runner: JobRunner, messages: MessageBus, *, data_folder: Path) -> None:
        super().__init__()
        self._messages = messages
        self._report = ReportCopy(self, runner, messages)
        self._data_folder = data_folder
        self._text = label("plain")
        self._copy = button("plain")
        self._open = button("plain")
        self.column.addWidget(self._text)
        buttons = QWidget()
        line = FlowLayout(buttons, 8)
        line.addWidget(self._copy)
        line.addWidget(self._open)
        self.column.addWidget(buttons)
        self._copy.clicked.connect(self._report.copy)
        self._open.clicked.connect(self._on_open_clicked)
        self._retranslate()

    def _retranslate(self) -> None:
        self.heading.setText(self.tr("When something goes wrong"))
        self._text.setText(
            self.tr(
                "Close the app and open it again: your skills and chats are kept, even after a power cut. If that does"
                " not help, ask whoever gave you the app, and paste the report into your message. It names versions,"
                " this computer's parts, your models, and how many skills and chats there are: nothing of what is in"
                " them."
            )
        )
        self._copy.setText(self.tr("Copy report"))
        self._open.setText(self.tr("Open the data folder"))
        self._open.setToolTip(self.tr("Skills, chats and models are kept there; Settings moves it and backs it up"))

    @Slot()
    def _on_open_clicked(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._data_folder))):
            self._messages.info(self.tr("The data folder is {folder}.").format(folder=self._data_folder))


class AboutSection(Section):
    """The version, where to look for a newer one, and the licences."""

    def __init__(self) -> None:
        super().__init__()
        self._pack: Pack | None = None
        self._version = label("plain")
        self._licences = Table(1)
        self.column.addWidget(self._version)
        self.column.addLayout(self._licences)
        self._retranslate()

    def set_pack(self, pack: Pack | None) -> None:
        """Name the licence of this pack, too."""
        self._pack = pack
        self._retranslate()

    def _retranslate(self) -> None:
        self.heading.setText(self.tr("About"))
        self._version.setText(
            self.tr(
                "This is T2L Desktop {version}. It never looks for a newer version by itself; look where you got this"
                " one."
            ).format(version=__version__)
        )
        self._licences.fill(((part, "plain"), (licence, "muted")) for part, licence in self._parts())

    def _parts(self) -> list[tuple[str, str]]:
        parts = [
            ("T2L Desktop", self.tr("Apache License 2.0")),
            (
                "Qt, PySide6",
                self.tr("GNU LGPL 3: you may put other versions of its files in the place of these"),
            ),
            ("llama.cpp", self.tr("MIT License")),
            ("Pygments", self.tr("BSD 2-Clause License")),
        ]
        if self._pack is not None:
            name = self.tr("The model “{pack}”").format(pack=self._pack.name)
            parts.append((name, self._pack.licence or self.tr("names no licence")))
        return parts
