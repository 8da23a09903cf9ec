"""How to say what a skill should do, and the keys: the parts of Help that are the same for every pack."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot

from t2l_desktop.gui.preferences import Preferences
from t2l_desktop.gui.shortcuts import Key, page_key, shown
from t2l_desktop.gui.widgets.basics import label
from t2l_desktop.gui.widgets.rail import PAGES
from t2l_desktop.gui.widgets.section import Cell, Section, Table


class WordsSection(Section):
    """Tips for a good description, with pairs of a good one and a poor one."""

    def __init__(self) -> None:
        super().__init__()
        self._tips = label("plain")
        self._pairs = Table(0, 1)
        self.column.addWidget(self._tips)
        self.column.addLayout(self._pairs)
        self._retranslate()

    def _retranslate(self) -> None:
        self.heading.setText(self.tr("How to say it"))
        self._tips.setText(
            self.tr(
                "Say one thing, in one plain sentence, as you would tell a new colleague: what comes in, and what"
                " should come out. Begin with what is to be done. If the answers are not what you meant, say it in"
                " other words and create it again; it only takes a moment."
            )
        )
        heads: tuple[Cell, ...] = ((self.tr("Rather like this"), "muted"), (self.tr("Not like this"), "muted"))
        pairs: list[Sequence[Cell]] = [
            ((good, "plain"), (f"{poor}\n{why}", "muted")) for good, poor, why in self._examples()
        ]
        self._pairs.fill([heads, *pairs])

    def _examples(self) -> tuple[tuple[str, str, str], ...]:
        return (
            (
                self.tr("“Give the capital city of the country.”"),
                self.tr("“Geography”"),
                self.tr("One word does not say what to do."),
            ),
            (
                self.tr("“Put square brackets around the text.”"),
                self.tr("“Never leave the text without brackets.”"),
                self.tr("Say what to do, not what to avoid."),
            ),
            (
                self.tr("“Write the initials of the person with dots.”"),
                self.tr("“Be helpful with names, letters and the like.”"),
                self.tr("Several things at once, and none of them exactly."),
            ),
        )


class KeysSection(Section):
    """The keyboard, from the list that the shortcuts are made of."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self._grid = Table(1)
        self.column.addLayout(self._grid)
        preferences.changed.connect(self._on_preferences_changed)
        self._retranslate()

    def _retranslate(self) -> None:
        self.heading.setText(self.tr("Keys"))
        self._on_preferences_changed()

    @Slot()
    def _on_preferences_changed(self) -> None:
        first, last = shown(page_key(1)), shown(page_key(len(PAGES)))
        pages = self.tr("{first} to {last}").format(first=first, last=last)
        words = self._words()
        rows = [(pages, self.tr("Go to one of the pages on the left")), *((shown(key), words[key]) for key in Key)]
        rows += [
            ("← → ↑ ↓", self.tr("Go from skill to skill on the map; Enter opens the one you are at")),
            ("+ − 0", self.tr("Zoom in on the map, out of it, and back to all of it")),
            (shown("Ctrl+V"), self.tr("Paste rows into a test sheet")),
        ]
        self._grid.fill(((keys, "strong"), (text, "plain")) for keys, text in rows)

    def _words(self) -> dict[Key, str]:
        sends = self._preferences.current.send_key == "enter"
        return {
            Key.HELP: self.tr("Open this Help"),
            Key.CREATE: self.tr("Create the skill or try other wordings; in a chat, send the message"),
            Key.SEND: self.tr("Send the message") if sends else self.tr("Begin a new line in a message"),
            Key.NEW_LINE: self.tr("Begin a new line in a message"),
            Key.NEW_CHAT: self.tr("Begin a new chat"),
            Key.FIND: self.tr("Find a chat or a skill, on their pages"),
            Key.RENAME: self.tr("Rename the chosen chat or skill"),
            Key.FAVOURITE: self.tr("Make the chosen skills favourites, or remove them from there"),
            Key.DELETE: self.tr(
                "Delete the chosen chat or skill, which can be undone, or rows of a test sheet; among what was deleted,"
                " for good, after a question"
            ),
            Key.LEAVE: self.tr(
                "Stop an answer, leave the first steps, a test sheet, a blend, the variants or what was deleted, or"
                " give up changing a name or a message"
            ),
            Key.SETTINGS: self.tr("Open the settings"),
            Key.CLOSE: self.tr("Close the window, and the app with it"),
            Key.QUIT: self.tr("Close the app"),
        }
