"""Tags as chips that can be taken away, and a line to add one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QPushButton, QWidget

from t2l_desktop.core.tags import MAX_TAG_LENGTH, clean_tags, folded
from t2l_desktop.gui.verbatim import caption, tip
from t2l_desktop.gui.widgets.basics import button
from t2l_desktop.gui.widgets.flow import FlowLayout
from t2l_desktop.gui.widgets.translated import Fitted, Translated

_PARTING = re.compile("[,，、\n]")
_LINE_EMS = 9


class TagEdit(Translated, Fitted, QWidget):
    """Enter, a comma or leaving the line adds what was typed, in the spelling of a tag that is known already."""

    tags_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._tags: tuple[str, ...] = ()
        self._known: dict[str, str] = {}
        self._chips: list[QPushButton] = []
        self._line = QLineEdit(maxLength=MAX_TAG_LENGTH)
        self._names = QStringListModel(self)
        self._offered = QListView()
        self._flow = FlowLayout(self, 6)
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    def set_tags(self, tags: Sequence[str]) -> None:
        """Show these tags; what is being typed stays."""
        if tuple(tags) != self._tags:
            self._tags = tuple(tags)
            self._fill()

    def set_known(self, tags: Sequence[str]) -> None:
        """Offer these while one types."""
        if list(self._known.values()) != list(tags):
            self._known = {folded(tag): tag for tag in tags}
            self._offer()

    def clear_line(self) -> None:
        """Forget what was typed: it was meant for what is shown no longer."""
        self._line.clear()

    def _build_ui(self) -> None:
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._offered.setProperty("role", "popup")
        completer.setPopup(self._offered)
        self._line.setCompleter(completer)
        self._flow.addWidget(self._line)
        self._fit()

    def _connect_signals(self) -> None:
        self._line.textEdited.connect(self._on_line_text_edited)
        self._line.editingFinished.connect(self._on_line_editing_finished)
        self._line.completer().activated.connect(self._on_completer_activated, Qt.ConnectionType.QueuedConnection)

    def _retranslate(self) -> None:
        self._line.setPlaceholderText(self.tr("Add a tag"))
        self._line.setAccessibleName(self.tr("Add a tag"))
        self._fill()

    def _fit(self) -> None:
        self._line.setFixedWidth(_LINE_EMS * self.fontMetrics().height())

    def _fill(self) -> None:
        self._chips = [self._chip(tag) for tag in self._tags]
        self._flow.fill((*self._chips, self._line))
        # not while the completer hands over what was chosen: it looks at its list once more after that
        QTimer.singleShot(0, self, self._offer)
        self.updateGeometry()

    def _offer(self) -> None:
        had = {folded(tag) for tag in self._tags}
        self._names.setStringList([tag for key, tag in self._known.items() if key not in had])

    def _chip(self, tag: str) -> QPushButton:
        chip = button("chip")
        chip.setText(f"{caption(tag)}  ×")
        words = self.tr("Remove the tag “{tag}”").format(tag=tag)
        chip.setAccessibleName(words)
        chip.setToolTip(tip(words))
        chip.clicked.connect(partial(self._remove, tag))
        return chip

    def _remove(self, tag: str) -> None:
        self._line.setFocus()
        self._set([each for each in self._tags if each != tag])

    def _add(self, texts: Sequence[str]) -> None:
        spelled = [self._known.get(folded(text.strip()), text) for text in texts]
        self._set([*self._tags, *spelled])

    def _set(self, tags: Sequence[str]) -> None:
        wanted = clean_tags(tags)
        if wanted != self._tags:
            self.set_tags(wanted)
            self.tags_changed.emit(wanted)

    @Slot(str)
    def _on_line_text_edited(self, text: str) -> None:
        *whole, rest = _PARTING.split(text)
        if whole:
            self._line.setText(rest)
            self._add(whole)

    @Slot()
    def _on_line_editing_finished(self) -> None:
        text = self._line.text()
        self._line.clear()
        self._add([text])

    @Slot()
    def _on_completer_activated(self) -> None:
        self._on_line_editing_finished()
