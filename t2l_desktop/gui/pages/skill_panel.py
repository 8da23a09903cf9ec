"""Beside the list of skills: the details of one, or what can be done with several."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from t2l_desktop.core.records import Adapter
from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.pages.skill_details import SkillDetails
from t2l_desktop.gui.pages.skill_selection import SkillSelection
from t2l_desktop.gui.skill_actions import SkillActions
from t2l_desktop.gui.widgets.basics import label, stack
from t2l_desktop.gui.widgets.translated import Translated


class SkillPanel(Translated, QWidget):
    """Shows as much as is selected; its buttons are the list's menu as well."""

    chat_requested = Signal(object)

    def __init__(self, runner: JobRunner, messages: MessageBus, actions: SkillActions) -> None:
        super().__init__()
        self.skill = SkillDetails(runner, messages, actions)
        self.several = SkillSelection(runner, messages, actions)
        self._nothing = label("muted")
        whole = stack(spacing=0)
        for each in (self.skill, self.several, self._nothing):
            whole.addWidget(each)
            each.hide()
        whole.addStretch(1)
        self.setLayout(whole)
        self.skill.chat_requested.connect(self.chat_requested)
        self.several.chat_requested.connect(self.chat_requested)
        self._retranslate()

    def set_skills(self, adapters: Sequence[Adapter]) -> None:
        """Show what there is to know or to do."""
        if len(adapters) == 1:
            self.skill.set_skill(adapters[0])
        elif adapters:
            self.several.set_skills(adapters)
        self.skill.setVisible(len(adapters) == 1)
        self.several.setVisible(len(adapters) > 1)
        self._nothing.setVisible(not adapters)

    def set_known_tags(self, tags: Sequence[str]) -> None:
        """Offer these while one types a tag."""
        self.skill.set_known_tags(tags)
        self.several.set_known_tags(tags)

    def fill_menu(self, menu: QMenu) -> None:
        """Offer in a menu what the buttons offer; a button with a menu gives it away."""
        shown = self.several if self.skill.isHidden() else self.skill
        for each in shown.buttons.findChildren(QAbstractButton):
            submenu = each.menu() if hasattr(each, "menu") else None
            if submenu is not None:
                menu.addMenu(submenu).setText(each.text())
            elif not each.isHidden():
                menu.addAction(each.text(), each.click).setEnabled(each.isEnabled())

    def _retranslate(self) -> None:
        self._nothing.setText(self.tr("Choose a skill in the list to see what it is and what to do with it."))
