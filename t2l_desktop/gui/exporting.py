"""Export of a skill, from wherever a page offers it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from t2l_desktop.core.records import Adapter
from t2l_desktop.gui import files
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.gui.merging import MergeDialog
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.widgets.busy import BusyRow
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.operations.adapter_export import ExportFormat, ManyExports, export_adapter, export_adapters


class ExportMenu(Translated, QMenu):
    """Offers the formats, asks for the place, writes, and says where it went; `busy` is for the page that offers it."""

    def __init__(self, parent: QWidget, runner: JobRunner, messages: MessageBus) -> None:
        super().__init__(parent)
        self._runner = runner
        self._messages = messages
        self.busy = BusyRow()
        self._adapters: Sequence[Adapter] = ()
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
        self._adapters, self._strength = [adapter] if adapter is not None else [], strength
        self._whole.setEnabled(True)

    def set_adapters(self, adapters: Sequence[Adapter]) -> None:
        """The next click exports all of these into one folder, each at its own strength."""
        self._adapters = adapters
        self._whole.setEnabled(len(adapters) == 1)

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
        # another skill may take its place while the person chooses where to
        adapters, strength = self._adapters, self._strength
        if len(adapters) > 1:
            self._export_many(adapters, format)
            return
        out = files.ask_where_to_export(self.parentWidget(), adapters[0].name, format) if adapters else None
        if out is None:
            return
        job = self._runner.run(
            export_adapter, lane=Lane.GENERATOR, adapter_id=adapters[0].id, out=out, format=format, strength=strength
        )
        job.succeeded.connect(self._on_export_succeeded)
        self.busy.follow(job, self.tr("Exporting…"))

    def _export_many(self, adapters: Sequence[Adapter], format: ExportFormat) -> None:
        folder = files.ask_for_export_folder(self.parentWidget())
        if folder is None:
            return
        ids = [adapter.id for adapter in adapters]
        job = self._runner.run(export_adapters, lane=Lane.GENERATOR, adapter_ids=ids, out=folder, format=format)
        job.succeeded.connect(partial(self._on_many_succeeded, folder))
        self.busy.follow(job, self.tr("Exporting {count} skills…").format(count=len(ids)))

    def _on_many_succeeded(self, folder: Path, done: ManyExports) -> None:
        for error in done.refused[:1]:
            self._messages.exception(error)
        if done.written:
            text = self.tr("%n skills were exported to {path}.", n=len(done.written)).format(path=folder)
            files.offer_folder(self._messages, text, folder)

    @Slot()
    def _on_whole_triggered(self) -> None:
        if self._adapters:
            adapter = self._adapters[0]
            dialog = MergeDialog(self.parentWidget(), self._runner, adapter=adapter, strength=self._strength)
            dialog.exported.connect(self._on_export_succeeded)
            dialog.show()

    @Slot(object)
    def _on_export_succeeded(self, written: list[Path]) -> None:
        files.tell_of_export(self._messages, written[0])
