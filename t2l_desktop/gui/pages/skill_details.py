"""Everything about one skill, and what can be done with it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from t2l_desktop.core.records import Adapter
from t2l_desktop.gui.exporting import ExportMenu
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.pages.skill_facts import SkillFactsTable
from t2l_desktop.gui.shortcuts import Key, shown
from t2l_desktop.gui.skill_actions import SkillActions
from t2l_desktop.gui.theme import line_height
from t2l_desktop.gui.widgets.basics import button, label, row
from t2l_desktop.gui.widgets.flow import FlowLayout
from t2l_desktop.gui.widgets.icon_button import IconButton
from t2l_desktop.gui.widgets.inputs import SendingEdit
from t2l_desktop.gui.widgets.layer_picture import LayerPicture
from t2l_desktop.gui.widgets.strength import StrengthSlider
from t2l_desktop.gui.widgets.tag_edit import TagEdit
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.operations.skill_facts import SkillFacts, skill_facts
from t2l_desktop.operations.words import MAX_NAME

_KEEP_AFTER_MS = 800
_NAME_PADDING = 14


class _Name(QLineEdit):
    """Escape gives up changing it; high enough for the fonts of every script."""

    given_up = Signal()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), line_height(self.font()) + _NAME_PADDING)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


class _Notes(SendingEdit):
    """Free words; leaving the field is told."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__(least_lines=2, most_lines=10, sends_with_enter=False, limit=20_000)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class SkillDetails(Translated, QWidget):
    """What is typed here is kept when one pauses, leaves the field, or turns to another skill."""

    chat_requested = Signal(object)
    sheet_requested = Signal(object)
    blend_requested = Signal(object)
    variants_requested = Signal(object)
    create_requested = Signal(str)

    def __init__(self, runner: JobRunner, messages: MessageBus, actions: SkillActions) -> None:
        super().__init__()
        self._runner = runner
        self._messages = messages
        self._actions = actions
        self._adapter: Adapter | None = None
        self._facts_job: Job | None = None
        self._name = _Name(maxLength=MAX_NAME)
        self._star = IconButton("star")
        self._starred = IconButton("starred")
        self._description = label("plain")
        self._chat = button("filled")
        self._sheet = button("plain")
        self._blend = button("plain")
        self._variants = button("plain")
        self._export = button("plain")
        self._duplicate = button("plain")
        self._again = button("plain")
        self._delete = button("plain")
        self._export_menu = ExportMenu(self, runner, messages)
        self._facts = SkillFactsTable()
        self._strength = StrengthSlider()
        self._shown_strength = self._strength.strength
        self._tags_label = label("strong")
        self._tags = TagEdit()
        self._notes_label = label("strong")
        self._notes = _Notes()
        self._picture = LayerPicture()
        self._timer = QTimer(self, singleShot=True, interval=_KEEP_AFTER_MS)
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    def set_skill(self, adapter: Adapter) -> None:
        """Show a skill; of the one that is shown already, what is being typed stays."""
        is_same = self._adapter is not None and self._adapter.id == adapter.id
        if not is_same:
            self.keep()
        before, self._adapter = self._adapter, adapter
        if not is_same or before is None or before.name != adapter.name:
            self._name.setText(adapter.name)
            self._name.setCursorPosition(0)
        if not is_same:
            self._tags.clear_line()
            self._notes.setPlainText(adapter.notes)
            self._picture.set_changes(None)
        elif before is not None and self._notes.toPlainText() == before.notes != adapter.notes:
            self._notes.setPlainText(adapter.notes)
        is_setting = is_same and self._strength.strength != self._shown_strength
        if not is_setting:
            self._show_strength(adapter)
        self._show_state(adapter)
        self._read(adapter)

    def set_known_tags(self, tags: Sequence[str]) -> None:
        """Offer these while one types a tag."""
        self._tags.set_known(tags)

    @Slot()
    def edit_name(self) -> None:
        """Let the person type another name."""
        self._name.setFocus()
        self._name.selectAll()

    @Slot()
    def keep(self) -> None:
        """Keep what was typed or set so far."""
        self._timer.stop()
        adapter = self._adapter
        if adapter is None:
            return
        notes, strength = self._notes.toPlainText(), self._strength.strength
        is_setting = strength != self._shown_strength
        if notes != adapter.notes or is_setting:
            self._shown_strength = strength
            self._actions.describe(
                adapter,
                notes=notes if notes != adapter.notes else None,
                strength=strength if is_setting else None,
            )
        self._keep_name(adapter)

    def _keep_name(self, adapter: Adapter) -> None:
        name = self._name.text().strip()
        if not name:
            self._name.setText(adapter.name)
        elif name != adapter.name:
            self._actions.rename(adapter, name)

    def _read(self, adapter: Adapter) -> None:
        if self._facts_job is not None:
            self._facts_job.cancel()
        self._facts_job = self._runner.run(skill_facts, adapter_id=adapter.id)
        self._facts_job.succeeded.connect(self._on_facts_succeeded)

    def _build_ui(self) -> None:
        self._name.setProperty("role", "heading")
        self._description.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._export.setMenu(self._export_menu)
        head = row(spacing=4)
        head.addWidget(self._name, 1)
        head.addWidget(self._star)
        head.addWidget(self._starred)
        self.buttons = QWidget()
        flow = FlowLayout(self.buttons, 8)
        for each in (self._chat, self._sheet, self._blend, self._variants):
            flow.addWidget(each)
        for each in (self._export, self._duplicate, self._again, self._delete):
            flow.addWidget(each)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 2, 8, 8)
        whole.setSpacing(14)
        whole.addLayout(head)
        whole.addWidget(self._description)
        whole.addWidget(self.buttons)
        whole.addWidget(self._export_menu.busy)
        whole.addWidget(self._facts)
        whole.addWidget(self._strength)
        for heading, field in ((self._tags_label, self._tags), (self._notes_label, self._notes)):
            whole.addWidget(heading)
            whole.addSpacing(-8)
            whole.addWidget(field)
        whole.addWidget(self._picture)
        whole.addStretch(1)
        self.setFocusProxy(self._name)

    def _connect_signals(self) -> None:
        self._name.editingFinished.connect(self._on_name_editing_finished)
        self._name.given_up.connect(self._on_name_given_up)
        self._star.clicked.connect(self._on_star_clicked)
        self._starred.clicked.connect(self._on_star_clicked)
        self._chat.clicked.connect(self._on_chat_clicked)
        self._sheet.clicked.connect(self._on_sheet_clicked)
        self._duplicate.clicked.connect(self._on_duplicate_clicked)
        self._blend.clicked.connect(self._on_blend_clicked)
        self._variants.clicked.connect(self._on_variants_clicked)
        self._again.clicked.connect(self._on_again_clicked)
        self._delete.clicked.connect(self._on_delete_clicked)
        self._strength.strength_changed.connect(self._on_strength_changed)
        self._tags.tags_changed.connect(self._on_tags_changed)
        self._notes.textChanged.connect(self._on_notes_changed)
        self._notes.left.connect(self.keep)
        self._notes.refused.connect(self._messages.info)
        self._timer.timeout.connect(self.keep)

    def _retranslate(self) -> None:
        self._name.setAccessibleName(self.tr("Name of the skill"))
        key = shown(Key.FAVOURITE)
        self._star.set_words(self.tr("Make it a favourite ({key})").format(key=key))
        self._starred.set_words(self.tr("Remove from favourites ({key})").format(key=key))
        self._chat.setText(self.tr("Chat with it"))
        self._sheet.setText(self.tr("Test sheet…"))
        self._export.setText(self.tr("Export…"))
        self._duplicate.setText(self.tr("Duplicate"))
        self._blend.setText(self.tr("Blend…"))
        self._blend.setToolTip(self.tr("Mix it with others into one new skill, each with a weight of its own"))
        self._variants.setText(self.tr("Variants…"))
        self._variants.setToolTip(self.tr("Make it smaller, and see what that costs"))
        self._again.setText(self.tr("Create again…"))
        self._again.setToolTip(self.tr("Change the description, and have another skill written for it"))
        self._delete.setText(self.tr("Delete"))
        self._tags_label.setText(self.tr("Tags"))
        self._notes_label.setText(self.tr("Notes"))
        self._notes.setAccessibleName(self.tr("Notes"))
        self._notes.setPlaceholderText(self.tr("What you want to remember about it"))

    def _show_state(self, adapter: Adapter) -> None:
        self._description.setText(adapter.description or self.tr("(without a description)"))
        self._again.setEnabled(bool(adapter.description.strip()))
        self._star.setVisible(not adapter.is_favourite)
        self._starred.setVisible(adapter.is_favourite)
        self._tags.set_tags(adapter.tags)
        self._facts.set_adapter(adapter)
        self._export_menu.set_adapter(adapter, adapter.strength)

    def _as_set(self, adapter: Adapter) -> Adapter:
        """The skill at the strength that is set here, which may not have been kept yet."""
        is_setting = self._strength.strength != self._shown_strength
        return dataclasses.replace(adapter, strength=self._strength.strength) if is_setting else adapter

    def _show_strength(self, adapter: Adapter) -> None:
        blocker = QSignalBlocker(self._strength)
        self._strength.set_strength(adapter.strength)
        blocker.unblock()
        self._shown_strength = self._strength.strength

    @Slot(object)
    def _on_facts_succeeded(self, facts: SkillFacts) -> None:
        if self._adapter is not None and facts.adapter.id == self._adapter.id:
            self._facts.set_facts(facts)
            self._picture.set_changes(facts.changes)

    @Slot()
    def _on_name_editing_finished(self) -> None:
        if self._adapter is not None:
            self._keep_name(self._adapter)

    @Slot()
    def _on_name_given_up(self) -> None:
        if self._adapter is not None:
            self._name.setText(self._adapter.name)

    @Slot()
    def _on_star_clicked(self) -> None:
        if self._adapter is not None:
            self._actions.set_favourite([self._adapter], favourite=not self._adapter.is_favourite)

    @Slot()
    def _on_chat_clicked(self) -> None:
        if self._adapter is not None:
            self.chat_requested.emit([self._as_set(self._adapter)])

    @Slot()
    def _on_sheet_clicked(self) -> None:
        if self._adapter is not None:
            self.sheet_requested.emit(self._as_set(self._adapter))

    @Slot()
    def _on_blend_clicked(self) -> None:
        if self._adapter is not None:
            self.blend_requested.emit([self._adapter])

    @Slot()
    def _on_variants_clicked(self) -> None:
        if self._adapter is not None:
            self.variants_requested.emit(self._adapter)

    @Slot()
    def _on_duplicate_clicked(self) -> None:
        if self._adapter is not None:
            self._actions.duplicate(self._adapter)

    @Slot()
    def _on_again_clicked(self) -> None:
        if self._adapter is not None:
            self.create_requested.emit(self._adapter.description)

    @Slot()
    def _on_delete_clicked(self) -> None:
        if self._adapter is not None:
            self._actions.delete([self._adapter])

    @Slot()
    def _on_strength_changed(self) -> None:
        self._timer.start()

    @Slot(object)
    def _on_tags_changed(self, tags: Sequence[str]) -> None:
        if self._adapter is not None:
            self._actions.set_tags([self._adapter], tags)

    @Slot()
    def _on_notes_changed(self) -> None:
        if self._adapter is not None and self._notes.toPlainText() != self._adapter.notes:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self.keep()
        super().hideEvent(event)
