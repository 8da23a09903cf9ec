"""Export of a skill, from wherever a page offers it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from t2l_desktop.core.records import Adapter
from t2l_desktop.gui import files
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.gui.merging import MergeDialog
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.operations.adapter_export import ExportFormat, export_adapter


class ExportMenu(QMenu):
    """Offers the formats, asks for the place, writes, and says where it went."""

    def __init__(self, parent: QWidget, runner: JobRunner, messages: MessageBus) -> None:
        super().__init__(parent)
        self._runner = runner
        self._messages = messages
        self._adapter: Adapter | None = None
        self._strength = 1.0
        self._skill = self._offer("t2lskill")
        self._gguf = self._offer("gguf")
        self._gguf_f32 = self._offer("gguf-f32")
        self._peft = self._offer("peft")
        self._ollama = self._offer("modelfile")
        self.addSeparator()
        self._whole = self.addAction("")
        self._whole.triggered.connect(self._on_whole_triggered)
        self._retranslate()

    def set_adapter(self, adapter: Adapter | None, strength: float) -> None:
        """What the next click exports; the strength becomes part of the files."""
        self._adapter, self._strength = adapter, strength

    def _offer(self, format: ExportFormat) -> QAction:
        action = self.addAction("")
        action.triggered.connect(partial(self._export, format))
        return action

    def _retranslate(self) -> None:
        self._skill.setText(self.tr("Skill file, to give to others…"))
        self._gguf.setText(self.tr("GGUF file, for llama.cpp and its relatives…"))
        self._gguf_f32.setText(self.tr("GGUF file in full precision (32 bits)…"))
        self._peft.setText(self.tr("PEFT folder, for Python…"))
        self._ollama.setText(self.tr("Folder for Ollama (Modelfile and GGUF)…"))
        self._whole.setText(self.tr("Whole model with the skill in it (GGUF)…"))

    def _export(self, format: ExportFormat) -> None:
        if self._adapter is None:
            return
        out = files.ask_where_to_export(self.parentWidget(), self._adapter.name, format)
        if out is None:
            return
        job = self._runner.run(
            export_adapter,
            lane=Lane.GENERATOR,
            adapter_id=self._adapter.id,
            out=out,
            format=format,
            strength=self._strength,
        )
        job.succeeded.connect(self._on_export_succeeded)

    @Slot()
    def _on_whole_triggered(self) -> None:
        if self._adapter is not None:
            dialog = MergeDialog(self.parentWidget(), self._runner, adapter=self._adapter, strength=self._strength)
            dialog.exported.connect(self._on_export_succeeded)
            dialog.show()

    @Slot(object)
    def _on_export_succeeded(self, written: list[Path]) -> None:
        path = written[0]
        text = self.tr("Exported to {path}.").format(path=path)
        self._messages.offer(text, self.tr("Show the folder"), partial(files.show_folder, path.parent))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
