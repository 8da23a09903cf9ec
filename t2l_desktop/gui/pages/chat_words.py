"""What a chat tells below its messages: what the model does, what an answer took, what one should know."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject

from t2l_desktop.core.records import Message, Pack
from t2l_desktop.gui.jobs.job import JobState
from t2l_desktop.gui.pages.answers import GivenAnswer

_NEARLY_FULL = 0.75  # of the context


class ChatWords(QObject):
    """Words for the line and the note below a chat."""

    def doing(self, answer: GivenAnswer) -> str:
        """What goes on until an answer is there."""
        if answer.job.state is JobState.WAITING:
            return self.tr("Waiting for the model…")
        if answer.reading is not None:
            reading = self.tr("Reading what your skills are for… {percent} %")
            return reading.format(percent=round(100 * answer.reading))
        if answer.loading is not None:
            loading = self.tr("Loading the model… {percent} %")
            return loading.format(percent=round(100 * answer.loading))
        return self.tr("Choosing a skill…") if answer.is_choosing else self.tr("Answering…")

    def taken(self, last: Message | None, pack: Pack | None) -> str:
        """How fast the last answer came, and how much of the model's memory the conversation fills."""
        parts = []
        if last is not None and last.tokens_per_second:
            rate = QLocale().toString(last.tokens_per_second, "f", 1)
            parts.append(self.tr("{rate} tokens/s").format(rate=rate))
        limit = _limit(pack)
        if last is not None and last.context_tokens and limit:
            used = self.tr("{used} of {limit} tokens used")
            parts.append(used.format(used=last.context_tokens, limit=limit))
        return "  ·  ".join(parts)

    def note(self, last: Message | None, pack: Pack | None, missing: str) -> str:
        """What the model does not see, or that it is not there: `missing` is its name."""
        if missing:
            return self.tr("This chat's model {name} is not installed.").format(name=missing)
        if pack is None:
            return ""
        if not pack.keeps_history:
            return self.tr("Each message stands alone; the model does not see earlier ones.")
        if last is not None and last.context_tokens and last.context_tokens > _NEARLY_FULL * _limit(pack):
            return self.tr("The model's memory is nearly full: soon it will not see the oldest messages any more.")
        return ""


def _limit(pack: Pack | None) -> int:
    """How many tokens a conversation may have; 0 where the model does not read earlier messages."""
    return pack.context_length if pack is not None and pack.keeps_history else 0
