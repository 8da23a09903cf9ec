"""Where a larger model comes from: the part of Help for whoever wants more than the one that came with the app."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from t2l_desktop.gui.widgets.basics import label
from t2l_desktop.gui.widgets.section import Section, Table


class LargerModelSection(Section):
    """Names to look for on another computer; they can be copied, and lead nowhere by themselves."""

    def __init__(self) -> None:
        super().__init__()
        self._text = label("plain")
        self._models = Table(1)
        self._how = label("plain")
        self._others = label("plain")
        self.column.addWidget(self._text)
        self.column.addLayout(self._models)
        self.column.addWidget(self._how)
        self.column.addWidget(self._others)
        self._retranslate()

    def _retranslate(self) -> None:
        self.heading.setText(self.tr("A larger model"))
        self._text.setText(
            self.tr(
                "Sakana AI has published Text-to-LoRA hypernetworks, which write skills, for three larger models. Each"
                " needs three things from the Hugging Face hub, which any browser fetches: a base model, its"
                " hypernetwork, which is a folder of SakanaAI/text-to-lora, and the embedder, which is the folder of"
                " Alibaba-NLP/gte-large-en-v1.5 for all three."
            )
        )
        self._models.fill(((name, "strong"), (parts, "plain")) for name, parts in self._rows())
        self._how.setText(
            self.tr(
                "Drop the three anywhere on the window, press “Add this model”, then “Use it now”. The app says"
                " whether it fits in memory before it loads anything."
            )
        )
        self._others.setText(
            self.tr(
                "Any other GGUF chat model of the Llama, Mistral, Qwen 2, Qwen 3, Gemma 2, Gemma 3 or Phi-3 kind can be"
                " added alone: it chats, and takes skills that others give you."
            )
        )
        for each in self.findChildren(QLabel):
            each.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def _rows(self) -> tuple[tuple[str, str], ...]:
        words = self.tr("{base} (about {size} GB)\n{hypernetwork}\nLicence: {licence}")
        rows = (
            ("Gemma 2 2B", "gemma-2-2b-it-Q4_K_M.gguf", "1.7", "gemma_2b_t2l", "Gemma terms of use"),
            ("Mistral 7B", "mistral-7b-instruct-v0.2.Q4_K_M.gguf", "4.4", "mistral_7b_t2l", "Apache 2.0"),
            ("Llama 3.1 8B", "Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf", "4.9", "llama_8b_t2l", "Llama 3.1 Community"),
        )
        return tuple(
            (name, words.format(base=base, size=size, hypernetwork=f"trained_t2l/{folder}", licence=licence))
            for name, base, size, folder, licence in rows
        )
