"""What Create has made: name it, weigh it, try it, keep it."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLineEdit, QVBoxLayout, QWidget

from t2l_desktop.core.changes import LayerChanges
from t2l_desktop.core.records import Adapter, AdapterState, Pack
from t2l_desktop.gui.exporting import ExportMenu
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.pages.trying import TryPanel
from t2l_desktop.gui.preferences import Preferences
from t2l_desktop.gui.widgets.basics import Check, button, frame, label, margins, row, stack
from t2l_desktop.gui.widgets.familiarity import FamiliarityGauge
from t2l_desktop.gui.widgets.layer_picture import LayerPicture
from t2l_desktop.gui.widgets.strength import StrengthSlider
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.operations.adapters import CreatedAdapter, describe_adapter, find_adapter, save_adapter
from t2l_desktop.operations.changes import adapter_changes
from t2l_desktop.operations.scores import words_help
from t2l_desktop.operations.words import MAX_NAME, cleaned_name

_WIDE_EMS = 44


class ResultCard(Translated, QFrame):
    """One new skill; it is a draft until Save names it and puts it into the library."""

    saved = Signal()
    chat_requested = Signal(object, float, bool)
    sheet_requested = Signal(object, float, bool)

    def __init__(self, runner: JobRunner, messages: MessageBus, preferences: Preferences) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._runner = runner
        self._adapter: Adapter | None = None
        self._saved_as: tuple[str, float] | None = None
        self._picture_job: Job | None = None
        self._find_job: Job | None = None
        self._seconds = 0.0
        self._heading = label("heading", wraps=False)
        self._made_in = label("muted", wraps=False)
        self._gauge = FamiliarityGauge(runner, preferences)
        self._name_label = label("plain", wraps=False)
        self._name = QLineEdit(maxLength=MAX_NAME)
        self._strength = StrengthSlider()
        self._in_words = Check()
        self._in_words_note = label("muted")
        self._picture = LayerPicture()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._trying = TryPanel(runner)
        self._save = button("plain")
        self._chat = button("plain")
        self._sheet = button("plain")
        self._export = button("plain")
        self._export_menu = ExportMenu(self, runner, messages)
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    def show_result(self, created: CreatedAdapter, pack: Pack, message: str) -> None:
        """Show a new draft, with a message to try it with where there is one."""
        self._adapter = created.adapter
        self._saved_as = None
        self._find_job = None
        self._seconds = sum(created.seconds.values())
        self._name.setText(created.adapter.name)
        self._name.setCursorPosition(0)
        self._strength.set_strength(1.0)
        self._in_words.setChecked(words_help(pack))
        self._picture_job = None
        self._picture.set_changes(created.changes)
        self._gauge.set_pack(pack)
        self._gauge.measure(created.adapter.description)
        self._retranslate()
        self._trying.set_strength(1.0)
        self._trying.set_in_words(self._in_words.isChecked())
        self._trying.set_skill(pack, created.adapter, message)
        self.show()

    def stop_measuring(self) -> None:
        """Leave the generator to something else."""
        self._gauge.stop()

    def reload(self) -> None:
        """Read the skill again: it may have been renamed, weighed anew, saved or deleted elsewhere."""
        if self._adapter is not None:
            self._find_job = self._runner.run(find_adapter, adapter_id=self._adapter.id)
            self._find_job.succeeded.connect(self._on_find_succeeded)

    def replace_skill(self, former_id: str, adapter: Adapter) -> None:
        """Show the skill that has taken the place of the one shown, if that is the one."""
        if self._adapter is not None and self._adapter.id == former_id:
            self._adapter = adapter
            self._find_job = None
            self._trying.replace_skill(adapter)
            self._gauge.measure(adapter.description)
            self._picture_job = self._runner.run(adapter_changes, adapter_id=adapter.id)
            self._picture_job.succeeded.connect(self._on_picture_succeeded)
            self._show_state()

    def _build_ui(self) -> None:
        buttons = row()
        for each in (self._save, self._chat, self._sheet, self._export):
            buttons.addWidget(each)
        buttons.addStretch(1)
        self._export.setMenu(self._export_menu)
        whole = QVBoxLayout(self)
        margins(whole, 24)
        whole.setSpacing(20)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(32)
        whole.addLayout(self._built_head())
        # filled in their turn: screen readers go through a page in the order in which it was put together
        whole.addLayout(self._columns)
        self._columns.addWidget(self._built_settings(), 1)
        self._columns.addWidget(self._picture, 1)
        whole.addWidget(frame("line"))
        whole.addWidget(self._trying)
        whole.addWidget(frame("line"))
        whole.addLayout(buttons)
        whole.addWidget(self._export_menu.busy)

    def _built_head(self) -> QVBoxLayout:
        self._name_label.setBuddy(self._name)
        facts = row(spacing=16)
        facts.addWidget(self._made_in)
        facts.addWidget(self._gauge)
        facts.addStretch(1)
        head = stack(spacing=4)
        head.addWidget(self._heading)
        head.addLayout(facts)
        return head

    def _built_settings(self) -> QWidget:
        name = row(spacing=12)
        name.addWidget(self._name_label)
        name.addWidget(self._name, 1)
        words = stack(spacing=4)
        words.addWidget(self._in_words)
        words.addWidget(self._in_words_note)
        settings = QWidget()
        inside = stack(spacing=16)
        inside.addLayout(name)
        inside.addWidget(self._strength)
        inside.addLayout(words)
        inside.addStretch(1)
        settings.setLayout(inside)
        return settings

    def _connect_signals(self) -> None:
        self._name.textChanged.connect(self._show_state)
        self._name.returnPressed.connect(self._on_save_clicked)
        self._strength.strength_changed.connect(self._on_strength_changed)
        self._in_words.toggled.connect(self._on_in_words_toggled)
        self._save.clicked.connect(self._on_save_clicked)
        self._chat.clicked.connect(self._on_chat_clicked)
        self._sheet.clicked.connect(self._on_sheet_clicked)

    def _retranslate(self) -> None:
        seconds = QLocale().toString(max(self._seconds, 0.01), "f", 2)
        self._heading.setText(self.tr("Your new skill"))
        self._made_in.setText(self.tr("Made in {seconds} s").format(seconds=seconds))
        self._name_label.setText(self.tr("Name"))
        self._name.setAccessibleName(self.tr("Name of the skill"))
        self._in_words.setText(self.tr("Also tell the model the description"))
        self._in_words_note.setText(self.tr("The model also reads your description with every message."))
        self._in_words.setAccessibleDescription(self._in_words_note.text())
        self._chat.setText(self.tr("Chat with it"))
        self._sheet.setText(self.tr("Test sheet…"))
        self._export.setText(self.tr("Export…"))
        self._show_state()

    @property
    def _named(self) -> tuple[str, float]:
        return cleaned_name(self._name.text()), self._strength.strength

    @Slot()
    def _show_state(self) -> None:
        is_saved = self._named == self._saved_as
        self._save.setText(self.tr("Saved") if is_saved else self.tr("Save"))
        self._save.setEnabled(not is_saved and bool(self._named[0]))
        self._export_menu.set_adapter(self._adapter, self._strength.strength)

    @Slot(float)
    def _on_strength_changed(self, strength: float) -> None:
        self._trying.set_strength(strength)
        self._show_state()

    @Slot(bool)
    def _on_in_words_toggled(self, in_words: bool) -> None:
        self._trying.set_in_words(in_words)

    @Slot()
    def _on_save_clicked(self) -> None:
        if self._adapter is None or not self._save.isEnabled():
            return
        name, strength = self._named
        self._runner.run(describe_adapter, adapter_id=self._adapter.id, strength=strength)
        job = self._runner.run(save_adapter, adapter_id=self._adapter.id, name=name)
        job.succeeded.connect(self._on_save_succeeded)

    @Slot(object)
    def _on_save_succeeded(self, adapter: Adapter) -> None:
        if self._adapter is not None and adapter.id == self._adapter.id:
            self._adapter = adapter
            self._saved_as = (adapter.name, adapter.strength)
            self._show_state()
        self.saved.emit()

    @Slot(object)
    def _on_find_succeeded(self, found: Adapter | None) -> None:
        """Name and strength follow the library, unless the person has set others here."""
        shown = self._adapter
        if shown is None or self.sender() is not self._find_job:
            return
        self._saved_as = None
        if found is not None:
            if found.state is AdapterState.SAVED:
                self._saved_as = (found.name, found.strength)
            name, strength = self._named
            self._adapter = found
            if name == shown.name and name != found.name:
                self._name.setText(found.name)
            if strength == shown.strength:
                self._strength.set_strength(found.strength)
        self._show_state()

    @Slot()
    def _on_chat_clicked(self) -> None:
        if self._adapter is not None:
            self.chat_requested.emit(self._adapter, self._strength.strength, self._in_words.isChecked())

    @Slot(object)
    def _on_picture_succeeded(self, changes: LayerChanges | None) -> None:
        if self.sender() is self._picture_job:
            self._picture.set_changes(changes)

    @Slot()
    def _on_sheet_clicked(self) -> None:
        if self._adapter is not None:
            self.sheet_requested.emit(self._adapter, self._strength.strength, self._in_words.isChecked())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.width() >= _WIDE_EMS * self.fontMetrics().height()
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)
