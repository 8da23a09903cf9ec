"""What Create has made: name it, weigh it, try it, keep it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, Signal, Slot
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from t2l_desktop.core.records import Adapter, Pack
from t2l_desktop.gui.exporting import ExportMenu
from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.pages.trying import TryPanel
from t2l_desktop.gui.widgets.basics import button, frame, label, margins, row
from t2l_desktop.gui.widgets.strength import StrengthSlider
from t2l_desktop.operations.adapters import CreatedAdapter, describe_adapter, save_adapter


class ResultCard(QFrame):
    """One new skill; it is a draft until Save names it and puts it into the library."""

    saved = Signal()
    chat_requested = Signal(object, float)

    def __init__(self, runner: JobRunner, messages: MessageBus) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._runner = runner
        self._adapter: Adapter | None = None
        self._saved_as: tuple[str, float] | None = None
        self._seconds = 0.0
        self._made_in = label("muted")
        self._name_label = label("plain", wraps=False)
        self._name = QLineEdit(maxLength=80)
        self._strength = StrengthSlider()
        self._trying = TryPanel(runner)
        self._save = button("plain")
        self._chat = button("plain")
        self._export = button("plain")
        self._export_menu = ExportMenu(self, runner, messages)
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    def show_result(self, created: CreatedAdapter, pack: Pack, message: str) -> None:
        """Show a new draft, with a message to try it with where there is one."""
        self._adapter = created.adapter
        self._saved_as = None
        self._seconds = sum(created.seconds.values())
        self._name.setText(created.adapter.name)
        self._name.setCursorPosition(0)
        self._strength.set_strength(1.0)
        self._retranslate()
        self._trying.set_strength(1.0)
        self._trying.set_skill(pack, created.adapter, message)
        self.show()

    def _build_ui(self) -> None:
        self._name_label.setBuddy(self._name)
        name = row(spacing=12)
        name.addWidget(self._name_label)
        name.addWidget(self._name, 1)
        buttons = row()
        for each in (self._save, self._chat, self._export):
            buttons.addWidget(each)
        buttons.addStretch(1)
        self._export.setMenu(self._export_menu)
        whole = QVBoxLayout(self)
        margins(whole, 20)
        whole.setSpacing(16)
        whole.addWidget(self._made_in)
        whole.addLayout(name)
        whole.addWidget(self._strength)
        whole.addWidget(frame("line"))
        whole.addWidget(self._trying)
        whole.addWidget(frame("line"))
        whole.addLayout(buttons)

    def _connect_signals(self) -> None:
        self._name.textChanged.connect(self._show_state)
        self._name.returnPressed.connect(self._on_save_clicked)
        self._strength.strength_changed.connect(self._on_strength_changed)
        self._save.clicked.connect(self._on_save_clicked)
        self._chat.clicked.connect(self._on_chat_clicked)

    def _retranslate(self) -> None:
        seconds = QLocale().toString(max(self._seconds, 0.01), "f", 2)
        self._made_in.setText(self.tr("Your new skill, made in {seconds} s").format(seconds=seconds))
        self._name_label.setText(self.tr("Name"))
        self._name.setAccessibleName(self.tr("Name of the skill"))
        self._chat.setText(self.tr("Chat with it"))
        self._export.setText(self.tr("Export…"))
        self._show_state()

    @property
    def _named(self) -> tuple[str, float]:
        return self._name.text().strip(), self._strength.strength

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

    @Slot()
    def _on_chat_clicked(self) -> None:
        if self._adapter is not None:
            self.chat_requested.emit(self._adapter, self._strength.strength)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
