"""What is shown of one chat: its messages, and the answer that is being given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from t2l_desktop.core.records import Adapter, Message, Role
from t2l_desktop.gui.pages.answer_names import AnswerNames
from t2l_desktop.gui.pages.answers import GivenAnswer
from t2l_desktop.gui.pages.pair_view import PairView
from t2l_desktop.gui.pages.transcript import Transcript


class Conversation(QObject):
    """Has the transcript show an answer as it grows, or two beside each other, of which one is chosen."""

    chosen = Signal(object)
    link_clicked = Signal(str)

    def __init__(self, transcript: Transcript) -> None:
        super().__init__()
        self._transcript = transcript
        self.names = AnswerNames()
        self.messages: Sequence[Message] = ()
        self.pair: PairView | None = None
        self._answer: GivenAnswer | None = None

    @property
    def last_answer(self) -> Message | None:
        """The newest of those that are kept."""
        return next((each for each in reversed(self.messages) if each.role is Role.ASSISTANT), None)

    def question_of(self, answer: Message) -> str:
        """What was asked, as it is written."""
        return next((each.text for each in self.messages if each.id == answer.parent_id), "")

    def show(self, messages: Sequence[Message], *, is_answering: bool = False) -> None:
        """Show these messages and nothing else."""
        self.pair = self._answer = None
        self.messages = messages
        self._transcript.show_messages(messages, self.names.of, is_answering=is_answering)

    def show_answering(self, answer: GivenAnswer, messages: Sequence[Message]) -> None:
        """Show a chat up to the answer that is being given."""
        ids = [message.id for message in messages]
        if answer.replaced_id in ids:
            at = ids.index(answer.replaced_id)
            asks_again = messages[at].role is Role.USER and not answer.question
            messages = messages[: at + 1] if asks_again else messages[:at]
        is_kept = bool(messages) and messages[-1].role is Role.USER and messages[-1].text == answer.question
        self.show(messages, is_answering=True)
        if answer.question and not is_kept:
            self._transcript.add_question(answer.question, self.names.you)
        if len(answer.manners) > 1:
            self.pair = PairView(self.names.giving(answer))
            self.pair.link_clicked.connect(self.link_clicked)
            self.pair.chosen.connect(self.chosen)
            self._transcript.set_tail(self.pair)
        self._answer = answer
        self.grow(answer)

    def learn(self, adapters: Iterable[Adapter]) -> None:
        """Take note of what skills are called by now."""
        self.names.learn(adapters)
        self.name_anew()

    def name_anew(self) -> None:
        """Say of everybody that speaks what they are called by now."""
        self._transcript.name_anew()
        if self.pair is not None and self._answer is not None:
            self.pair.name_anew(self.names.giving(self._answer))
        elif self._answer is not None:
            self.grow(self._answer)

    def grow(self, answer: GivenAnswer) -> None:
        """Show as much of the answer as there is by now."""
        names = self.names.giving(answer)
        if self.pair is not None:
            routes = [answer.route(side) for side in range(len(answer.manners))]
            self.pair.show_live(answer.texts, names, routes)
        elif answer.texts[0] or answer.routes:
            self._transcript.show_live(answer.texts[0], names[0], answer.route(0))

    def keep_pair(self, answer: GivenAnswer) -> bool:
        """Leave the two answers beside each other, as they are kept; False where there are not two."""
        if self.pair is None or len(answer.kept) < 2:
            return False
        self.pair.show_kept(answer.kept)
        return True
