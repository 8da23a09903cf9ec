"""How the model is talked to: skills with strengths, their words, and the finer points behind a button."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QFrame

from t2l_desktop.core.records import Adapter, Manner, Pack
from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.pages.manner_details import MannerDetails
from t2l_desktop.gui.pages.skill_rows import SkillRows
from t2l_desktop.gui.widgets.basics import Check, label, margins, row, set_role, stack
from t2l_desktop.gui.widgets.icon_button import IconButton
from t2l_desktop.gui.widgets.shrinking import ShrinkingArea
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.operations.chats import default_sampling


class MannerBar(Translated, QFrame):
    """One manner; a chat that compares has two of these beside each other, each with a title."""

    changed = Signal()

    def __init__(self, runner: JobRunner, messages: MessageBus) -> None:
        super().__init__()
        self._title = label("strong", wraps=False)
        self._routing = label("muted")
        self.skills = SkillRows()
        self.words = Check()
        self.more = IconButton("tune", checked_tint="accent")
        self.details = MannerDetails(runner, messages)
        self._details_area = ShrinkingArea(self.details)
        self._build_ui()
        self._connect_signals()
        self._retranslate()
        self.set_title("")
        self._show_state()

    @property
    def manner(self) -> Manner:
        """What is chosen now."""
        return Manner(
            adapters=self.skills.uses,
            routes=self.skills.routes,
            in_words=self.words.isChecked() and self._has_skills,
            system_prompt=self.details.system_prompt,
            sampling=self.details.sampling,
        )

    def show_manner(self, manner: Manner) -> None:
        """Show what a chat goes on with."""
        blocker = QSignalBlocker(self.words)
        self.words.setChecked(manner.in_words)
        blocker.unblock()
        self.skills.choose(manner.adapters, routes=manner.routes)
        self.details.show_values(manner.system_prompt, manner.sampling)
        self._show_state()

    def set_pack(self, pack: Pack | None) -> None:
        """Whose model is talked to."""
        self.skills.set_offers_routing(pack is not None)
        if pack is not None:
            self.details.set_default(default_sampling(pack))

    def set_adapters(self, adapters: Sequence[Adapter], known: Mapping[str, Adapter]) -> None:
        """Offer these skills, and of all known ones those that the shown manner uses."""
        self.skills.set_adapters(adapters, known)

    def set_title(self, title: str) -> None:
        """Say which side it is; a bar that stands alone has no title, no frame and all the room."""
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self.skills.set_side(title)
        for each in (self.words, self.more):
            each.setAccessibleDescription(title)
        self.details.set_narrow(bool(title))
        set_role(self, "card" if title else "answer")
        margins(self._whole, 12 if title else 0)

    def _build_ui(self) -> None:
        line = row(spacing=8)
        line.addWidget(self.words)
        line.addStretch(1)
        line.addWidget(self.more)
        self._whole = stack(spacing=6)
        self._whole.addWidget(self._title)
        self._whole.addWidget(self.skills)
        self._whole.addWidget(self._routing)
        self._whole.addLayout(line)
        self._whole.addWidget(self._details_area)
        self._whole.addStretch(1)
        self.setLayout(self._whole)
        self.more.setCheckable(True)
        self._details_area.hide()

    def _connect_signals(self) -> None:
        self.skills.changed.connect(self._on_skills_changed)
        self.words.toggled.connect(self.changed)
        self.details.changed.connect(self.changed)
        self.more.toggled.connect(self._on_more_toggled)

    def _retranslate(self) -> None:
        self._routing.setText(self.tr("Each message is answered by the skill whose description is most like it."))
        self.words.setText(self.tr("Also tell the model the description"))
        self.words.setToolTip(self.tr("The model also reads the skill's description with every message."))
        self.more.set_words(self.tr("System prompt, temperature and more"))

    @property
    def _has_skills(self) -> bool:
        return self.skills.routes or bool(self.skills.uses)

    def _show_state(self) -> None:
        self.words.setEnabled(self._has_skills)
        self._routing.setVisible(self.skills.routes)

    @Slot()
    def _on_skills_changed(self) -> None:
        self._show_state()
        self.changed.emit()

    @Slot(bool)
    def _on_more_toggled(self, shown: bool) -> None:
        self._details_area.setVisible(shown)
        if shown:
            self.details.reload()
            self.details.presets.setFocus()
