"""Who says a message: the person, the base model, or skills at their strengths."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QLocale, QObject, Slot

from t2l_desktop.core.records import Adapter, AdapterUse, Message, Role
from t2l_desktop.gui.pages.answers import GivenAnswer


class AnswerNames(QObject):
    """Knows the skills that there are, drafts and deleted ones too, and what those were called that are gone."""

    def __init__(self) -> None:
        super().__init__()
        self._adapters: dict[str, Adapter] = {}

    @Slot(object)
    def learn(self, adapters: Iterable[Adapter]) -> None:
        """Take note of what skills are called by now."""
        self._adapters.update({adapter.id: adapter for adapter in adapters})

    @property
    def you(self) -> str:
        """The person who writes."""
        return self.tr("You")

    def of(self, message: Message) -> str:
        """Who says a message that is kept."""
        return self.you if message.role is Role.USER else self._of_uses(message.adapters)

    def giving(self, answer: GivenAnswer) -> list[str]:
        """Who gives an answer, one for each side, as far as that is known."""
        names = []
        for side, manner in enumerate(answer.manners):
            route = answer.route(side)
            if manner.routes and route is None:
                names.append(self.tr("Choosing a skill…"))
            else:
                names.append(self._of_uses(manner.adapters if route is None else route.adapters))
        return names

    def _of_uses(self, uses: Sequence[AdapterUse]) -> str:
        return " + ".join(self._of_use(use) for use in uses) or self.tr("Base model")

    def _of_use(self, use: AdapterUse) -> str:
        adapter = self._adapters.get(use.adapter_id)
        name = adapter.name if adapter is not None else self.tr("A skill that is not there any more")
        return name if use.strength == 1.0 else f"{name} × {QLocale().toString(use.strength, 'f', 2)}"
