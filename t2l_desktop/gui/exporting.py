"""Export of a skill, from wherever a page offers it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QEvent, Slot
from PySide6.QtWidgets import QMenu, QWidget

from t2l_desktop.core.records import Adapter
from t2l_desktop.gui import files
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.operations.adapter_export import export_adapter


class ExportMenu(QMenu):
    """Offers the formats, asks for the place, writes, and says where it went."""

    def __init__(self, parent: QWidget, runner: JobRunner, messages: MessageBus) -> None:
        super().__init__(parent)
        self._runner = runner
        self._messages = messages
        self._adapter: Adapter | None = None
        self._strength = 1.0
        self._gguf = self.addAction("")
        self._peft = self.addAction("")
        self._gguf.triggered.connect(self._on_gguf_triggered)
        self._peft.triggered.connect(self._on_peft_triggered)
        self._retranslate()

    def set_adapter(self, adapter: Adapter | None, strength: float) -> None:
        """What the next click exports; the strength becomes part of the files."""
        self._adapter, self._strength = adapter, strength

    def _retranslate(self) -> None:
        self._gguf.setText(self.tr("GGUF file, for llama.cpp and its relatives…"))
        self._peft.setText(self.tr("PEFT folder, for Python…"))

    @Slot()
    def _on_gguf_triggered(self) -> None:
        if self._adapter is not None:
            self._export(files.ask_for_gguf(self.parentWidget(), self._adapter.name), "gguf")

    @Slot()
    def _on_peft_triggered(self) -> None:
        if self._adapter is not None:
            self._export(files.ask_for_folder(self.parentWidget()), "peft")

    def _export(self, out: Path | None, format: Literal["gguf", "peft"]) -> None:
        if out is None or self._adapter is None:
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

    @Slot(object)
    def _on_export_succeeded(self, written: list[Path]) -> None:
        path = written[0]
        text = self.tr("Exported to {path}.").format(path=path)
        self._messages.offer(text, self.tr("Show the folder"), partial(files.show_folder, path.parent))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
