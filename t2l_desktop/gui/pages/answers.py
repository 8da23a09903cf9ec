"""The answers that are being given, in whichever chat."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QObject, Signal

from t2l_desktop.core.messages import Progress
from t2l_desktop.core.records import Chat, Manner, Message
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.operations.chats import Routes, answer_question, ask
from t2l_desktop.operations.routing import STAGE, Route
from t2l_desktop.operations.services import SoFar

_LOADING = "loading"  # as the worker calls it; the one that looks for skills does not say how far it is


@dataclass(eq=False)
class GivenAnswer:
    """An answer on its way, or two that are compared; `question` is empty where it stands in the chat already.

    `is_asked` is whether the question has been kept by now; `reading` is how many of the skills' descriptions have been
    read, between 0 and 1, while that goes on, and `loading` how much of the model has been loaded.
    """

    job: Job
    chat_id: str
    manners: tuple[Manner, ...]
    question: str = ""
    replaced_id: str = ""
    is_asked: bool = False
    texts: list[str] = field(default_factory=list)
    routes: Routes = ()
    reading: float | None = None
    loading: float | None = None
    kept: tuple[Message, ...] = ()

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

    def send(self, chat: Chat, text: str, manners: tuple[Manner, ...], *, beside: str = "") -> None:
        """Ask something new, or another version of the question `beside`; it is kept before it waits for the model."""
        if chat.id in self._given:
            return
        job = self._runner.run(ask, chat=chat, text=text, manners=manners, beside=beside or None)
        answer = GivenAnswer(job, chat.id, manners, question=text, replaced_id=beside)
        job.succeeded.connect(partial(self._on_asked, answer, chat))
        job.failed.connect(partial(self._end, answer))
        job.cancelled.connect(partial(self._end, answer))
        self._begin(answer)

    def again(self, chat: Chat, message: Message, manner: Manner) -> None:
        """Have a question answered once more; `message` is the question or an answer to it."""
        if chat.id in self._given:
            return
        answer = GivenAnswer(self._answer(chat, message.id, (manner,)), chat.id, (manner,), replaced_id=message.id)
        self._follow(answer)
        self._begin(answer)

    def _begin(self, answer: GivenAnswer) -> None:
        answer.texts = [""] * len(answer.manners)
        self._given[answer.chat_id] = answer
        self.began.emit(answer)

    def _end(self, answer: GivenAnswer, _outcome: object = None) -> None:
        self._given.pop(answer.chat_id, None)
        self.ended.emit(answer)

    def _answer(self, chat: Chat, message_id: str, manners: tuple[Manner, ...]) -> Job:
        return self._runner.run(answer_question, lane=Lane.CHATTER, chat=chat, message_id=message_id, manners=manners)

    def _follow(self, answer: GivenAnswer) -> None:
        answer.job.started.connect(partial(self.grew.emit, answer))
        answer.job.progressed.connect(partial(self._on_progressed, answer))
        answer.job.text_arrived.connect(partial(self._on_text_arrived, answer))
        answer.job.succeeded.connect(partial(self._on_succeeded, answer))
        answer.job.finished.connect(partial(self._end, answer))

    def _on_asked(self, answer: GivenAnswer, chat: Chat, question: Message) -> None:
        answer.is_asked = True
        if answer.job.token.is_cancelled:
            self._end(answer)
        else:
            answer.job = self._answer(chat, question.id, answer.manners)
            self._follow(answer)

    def _on_progressed(self, answer: GivenAnswer, event: Progress | SoFar[Routes]) -> None:
        if isinstance(event, SoFar):
            answer.routes, answer.reading = event.value, None
        elif event.stage == STAGE:
            answer.reading = event.fraction
        elif event.stage == _LOADING:
            answer.loading = event.fraction if event.fraction != 1 else None
        else:
            return
        self.grew.emit(answer)

    def _on_text_arrived(self, answer: GivenAnswer, side: str, piece: str) -> None:
        answer.loading = None
        answer.texts[int(side)] += piece
        self.grew.emit(answer)

    def _on_succeeded(self, answer: GivenAnswer, kept: tuple[Message, ...]) -> None:
        answer.kept = kept
