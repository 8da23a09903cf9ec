"""The answers that are being given, in whichever chat."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QObject, Signal

from t2l_desktop.core.messages import Progress
from t2l_desktop.core.records import Chat, Manner, Message
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.operations.chats import Routes, answer_again, compare_answers, send_message
from t2l_desktop.operations.routing import STAGE, Route
from t2l_desktop.operations.services import SoFar


@dataclass(eq=False)
class GivenAnswer:
    """An answer on its way, or two that are compared; `question` is empty where it stands in the chat already.

    `reading` is how many of the skills' descriptions have been read, between 0 and 1, while that goes on.
    """

    job: Job
    chat_id: str
    manners: tuple[Manner, ...]
    question: str = ""
    replaced_id: str = ""
    texts: list[str] = field(default_factory=list)
    routes: Routes = ()
    reading: float | None = None
    kept: tuple[Message, ...] = ()
    has_failed: bool = False

    @property
    def is_choosing(self) -> bool:
        """Whether a skill is still looked for."""
        return not self.routes and any(manner.routes for manner in self.manners)

    def route(self, side: int) -> Route | None:
        """The skill that was chosen for a side; None where the person did, or before it is known."""
        return self.routes[side] if self.routes else None


class Answers(QObject):
    """One answer a chat at a time; the signals carry the `GivenAnswer`."""

    began = Signal(object)
    grew = Signal(object)
    ended = Signal(object)

    def __init__(self, runner: JobRunner) -> None:
        super().__init__()
        self._runner = runner
        self._given: dict[str, GivenAnswer] = {}

    def of(self, chat_id: str) -> GivenAnswer | None:
        """What is being answered in a chat, if anything."""
        return self._given.get(chat_id)

    def stop(self, chat_id: str) -> None:
        """Stop a chat's answer; what there is of it is kept."""
        if chat_id in self._given:
            self._given[chat_id].job.cancel()

    def send(self, chat: Chat, text: str, manner: Manner, *, beside: str = "") -> None:
        """Ask something new, or another version of the question `beside`."""
        if chat.id in self._given:
            return
        job = self._runner.run(
            send_message, lane=Lane.CHATTER, chat=chat, text=text, manner=manner, beside=beside or None
        )
        self._follow(GivenAnswer(job, chat.id, (manner,), question=text, replaced_id=beside))

    def again(self, chat: Chat, message: Message, manner: Manner, *, keeps_manner: bool = True) -> None:
        """Have a question answered once more; `message` is the question or an answer to it."""
        if chat.id in self._given:
            return
        job = self._runner.run(
            answer_again, lane=Lane.CHATTER, chat=chat, message_id=message.id, manner=manner, keeps_manner=keeps_manner
        )
        self._follow(GivenAnswer(job, chat.id, (manner,), replaced_id=message.id))

    def compare(self, chat: Chat, text: str, manners: tuple[Manner, Manner]) -> None:
        """Ask something new in two manners at once."""
        if chat.id in self._given:
            return
        job = self._runner.run(compare_answers, lane=Lane.CHATTER, chat=chat, text=text, manners=manners)
        self._follow(GivenAnswer(job, chat.id, manners, question=text))

    def _follow(self, answer: GivenAnswer) -> None:
        answer.texts = [""] * len(answer.manners)
        self._given[answer.chat_id] = answer
        answer.job.started.connect(partial(self.grew.emit, answer))
        answer.job.progressed.connect(partial(self._on_progressed, answer))
        answer.job.text_arrived.connect(partial(self._on_text_arrived, answer))
        answer.job.succeeded.connect(partial(self._on_succeeded, answer))
        answer.job.failed.connect(partial(self._on_failed, answer))
        answer.job.finished.connect(partial(self._on_finished, answer))
        self.began.emit(answer)

    def _on_progressed(self, answer: GivenAnswer, event: Progress | SoFar[Routes]) -> None:
        if isinstance(event, SoFar):
            answer.routes, answer.reading = event.value, None
        elif event.stage == STAGE:
            answer.reading = event.fraction
        else:
            return
        self.grew.emit(answer)

    def _on_text_arrived(self, answer: GivenAnswer, side: str, piece: str) -> None:
        answer.texts[int(side)] += piece
        self.grew.emit(answer)

    def _on_succeeded(self, answer: GivenAnswer, kept: Message | tuple[Message, ...]) -> None:
        answer.kept = kept if isinstance(kept, tuple) else (kept,)

    def _on_failed(self, answer: GivenAnswer, _error: object) -> None:
        answer.has_failed = True

    def _on_finished(self, answer: GivenAnswer) -> None:
        self._given.pop(answer.chat_id, None)
        self.ended.emit(answer)
