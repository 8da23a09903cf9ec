"""Conversations: begun, kept, continued, asked anew."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import T2LError, WorkCancelledError
from t2l_desktop.core.messages import Progress, Say, SayTogether, Token
from t2l_desktop.core.records import AdapterState, AnswerState, Chat, HowMade, Manner, Message, Pack, Role, Sampling
from t2l_desktop.operations.answering import (
    Answer,
    answer_of,
    base_of,
    count_beyond_reach,
    files_of,
    fits,
    instructions,
    say_request,
    turns_to_send,
)
from t2l_desktop.operations.routing import Route, route_message
from t2l_desktop.operations.services import OnEvent, Services, SoFar
from t2l_desktop.operations.words import checked_message, checked_name, title_from

Routes = tuple[Route | None, ...]  # one for each manner, None where the person has chosen
OnAnswerEvent = Callable[[Progress | Token | SoFar[Routes]], None]


def start_chat(services: Services, *, pack: Pack, manner: Manner) -> Chat:
    """Begin a chat; its title is empty until the first message gives it one."""
    return services.library.add_chat(pack_id=pack.id, manner=manner)


def list_chats(services: Services, *, search: str = "", binned: bool = False) -> list[Chat]:
    """The chats, pinned ones first, then last used first, that hold every word of `search`."""
    return services.library.chats(search=search, binned=binned)


def chat_messages(services: Services, *, chat_id: str) -> list[Message]:
    """The messages of a chat's shown branch in their order."""
    return services.library.messages(chat_id)


def show_version(services: Services, *, chat_id: str, message_id: str) -> list[Message]:
    """Show another version of a message, with what followed it; gives the branch."""
    services.library.show_version(chat_id, message_id=message_id)
    return services.library.messages(chat_id)


def turn_version(services: Services, *, message: Message, step: int) -> list[Message]:
    """Show the version of a message that is `step` away from it, if there is one; gives the branch."""
    wanted = message.version + step
    for other in services.library.all_messages(message.chat_id):
        if (other.parent_id, other.version) == (message.parent_id, wanted):
            services.library.show_version(message.chat_id, message_id=other.id)
    return services.library.messages(message.chat_id)


def rename_chat(services: Services, *, chat_id: str, title: str) -> Chat:
    """Give a chat another title."""
    return services.library.update_chat(chat_id, title=checked_name(title))


def set_manner(services: Services, *, chat_id: str, manner: Manner) -> Chat:
    """Say how the chat goes on from now."""
    return services.library.update_chat(chat_id, manner=manner)


def go_on_with_pack(services: Services, *, chat_id: str, pack: Pack) -> Chat:
    """Have a chat go on with another pack's model, without the adapters that were made for another base."""
    library = services.library
    chat = library.chat(chat_id)
    known = {each.id: each for state in AdapterState for each in library.adapters(state=state)}
    uses = tuple(use for use in chat.adapters if use.adapter_id in known and fits(known[use.adapter_id], pack))
    return library.update_chat(chat_id, pack_id=pack.id, manner=dataclasses.replace(chat, adapters=uses))


def pin_chat(services: Services, *, chat_id: str, pinned: bool) -> Chat:
    """Keep a chat at the top of the list, or no longer."""
    return services.library.pin_chat(chat_id, pinned=pinned)


def bin_chat(services: Services, *, chat_id: str) -> Chat:
    """Put a chat into the bin for thirty days."""
    return services.library.bin_chat(chat_id)


def restore_chat(services: Services, *, chat_id: str) -> Chat:
    """Bring a chat back from the bin."""
    return services.library.restore_chat(chat_id)


def remove_chats(services: Services, *, chat_ids: Sequence[str]) -> None:
    """Delete chats and all their messages for good."""
    for chat_id in chat_ids:
        services.library.remove_chat(chat_id)


def default_sampling(pack: Pack) -> Sampling:
    """How a pack's model is sampled where nobody has chosen: one trained on single tasks takes the likeliest tokens."""
    longest = min(1024, max(256, pack.context_length // 2))  # a token may be a single letter
    return Sampling(temperature=0.7 if pack.keeps_history else 0.0, max_tokens=longest)


def ask(services: Services, *, chat: Chat, text: str, manners: Sequence[Manner], beside: str | None = None) -> Message:
    """Commit the user's message before `answer_question` has it answered; the chat goes on in the last of the manners.

    With `beside` it is another version of that message, and what followed that one stays on its own branch. Everything
    that can be checked is checked before the message is committed.
    """
    text, manner = checked_message(text), manners[-1]
    _Asking(services, chat, manners)
    library, made = services.library, HowMade(adapters=manner.adapters)
    question = library.add_message(chat.id, Role.USER, text=text, made=made, beside=beside)
    library.update_chat(chat.id, title=library.chat(chat.id).title or title_from(text), manner=manner)
    return question


def answer_question(
    services: Services,
    *,
    chat: Chat,
    message_id: str,
    manners: Sequence[Manner],
    on_event: OnAnswerEvent | None = None,
    cancel: CancelToken | None = None,
) -> tuple[Message, ...]:
    """Have a question answered in one manner or in several at once, commit and give the answers.

    `message_id` is the question, or an answer that gets another version. An answer that is stopped or broken off is
    kept as partial, if it has any text, before `WorkCancelledError` (its `result["message"]` is that message or None)
    or what the worker said is raised.
    """
    asking = _Asking(services, chat, manners)
    message = services.library.messages(chat.id, leaf=message_id)[-1]
    question_id = message.id if message.role is Role.USER else message.parent_id
    question = services.library.messages(chat.id, leaf=question_id)[-1]
    return asking.answers(question, on_event=on_event, cancel=cancel)


@dataclass(frozen=True)
class _Side:
    """One way in which a question is answered; `likeness` is there where its adapters were chosen for the message."""

    manner: Manner
    files: Sequence[tuple[Path, float]]
    system: str
    likeness: float | None = None


@dataclass
class _Asking:
    """One question to the model in one manner or several; what can be checked is checked when it is made."""

    services: Services
    chat: Chat
    manners: Sequence[Manner]

    def __post_init__(self) -> None:
        self._pack = self.services.packs.pack(self.chat.pack_id)
        self._base = base_of(self.services.paths, self._pack)
        self._sides = [self._side(manner) for manner in self.manners]
        self._beyond_reach = 0

    def answers(
        self, question: Message, *, on_event: OnAnswerEvent | None, cancel: CancelToken | None
    ) -> tuple[Message, ...]:
        """Ask, keep and give the answers; `on_event` is told which adapters the message was routed to, where it was."""
        pieces: list[list[str]] = [[] for _ in self.manners]

        def note(event: Progress | Token) -> None:
            if isinstance(event, Token):
                pieces[event.side].append(event.text)
            if on_event is not None:
                on_event(event)

        try:
            self._route(question.text, note=note, on_event=on_event, cancel=cancel)
            requests = self._requests(question)
            request = requests[0] if len(requests) == 1 else SayTogether(sides=tuple(requests))
            result = self.services.chatter.call(request, on_event=note, cancel=cancel)
        except WorkCancelledError as stop:
            sides = stop.result.get("sides", [stop.result])
            texts = [str(side.get("text") or "".join(said)) for side, said in zip(sides, pieces, strict=False)]
            kept = self._keep_partial(question, texts)
            raise WorkCancelledError({**stop.result, "message": kept[-1] if kept else None}) from stop
        except T2LError:
            self._keep_partial(question, ["".join(said) for said in pieces])
            raise
        results = [answer_of(side) for side in result.get("sides", [result])]
        return tuple(self._keep(question, each, side) for each, side in zip(results, self._sides, strict=True))

    def _side(self, manner: Manner, route: Route | None = None) -> _Side:
        if manner.routes:
            manner = dataclasses.replace(manner, adapters=route.adapters if route is not None else ())
        library = self.services.library
        return _Side(
            manner=manner,
            files=files_of(library, self._pack, manner.adapters),
            system=instructions(library, manner),
            likeness=route.likeness if route is not None else None,
        )

    def _route(self, text: str, *, note: OnEvent, on_event: OnAnswerEvent | None, cancel: CancelToken | None) -> None:
        """Choose the adapters of the manners that leave that to us."""
        if not any(manner.routes for manner in self.manners):
            return
        found = route_message(self.services, text=text, pack=self._pack, on_event=note, cancel=cancel)
        routes = tuple(found if manner.routes else None for manner in self.manners)
        self._sides = [self._side(manner, route) for manner, route in zip(self.manners, routes, strict=True)]
        if on_event is not None:
            on_event(SoFar(fraction=0.0, value=routes))

    def _requests(self, question: Message) -> list[Say]:
        messages = self.services.library.messages(self.chat.id, leaf=question.id)
        if self._pack.keeps_history:
            self._beyond_reach = count_beyond_reach(messages)
            messages = messages[self._beyond_reach :]
        made = []
        for side in self._sides:
            turns = turns_to_send(messages, keeps_history=self._pack.keeps_history, system=side.system)
            sampling = _with_seed(side.manner.sampling or default_sampling(self._pack))
            made.append(say_request(self._base, turns=turns, adapters=side.files, sampling=sampling))
        return made

    def _keep(self, question: Message, answer: Answer, side: _Side) -> Message:
        made = HowMade(
            adapters=side.manner.adapters,
            likeness=side.likeness,
            tokens_per_second=answer.tokens_per_second,
            context_tokens=answer.prompt_tokens + answer.tokens,
            left_out=self._beyond_reach + answer.left_out,
            stopped_by=answer.stopped_by,
        )
        return self.services.library.add_message(
            self.chat.id, Role.ASSISTANT, text=answer.text, made=made, after=question.id
        )

    def _keep_partial(self, question: Message, texts: Sequence[str]) -> list[Message]:
        return [
            self.services.library.add_message(
                self.chat.id, Role.ASSISTANT, text=text, after=question.id,
                made=HowMade(state=AnswerState.PARTIAL, adapters=side.manner.adapters, likeness=side.likeness),
            )
            for text, side in zip(texts, self._sides, strict=False)
            if text
        ]  # fmt: skip


def _with_seed(sampling: Sampling) -> Sampling:
    """A seed of zero stands for another one each time."""
    return sampling if sampling.seed else dataclasses.replace(sampling, seed=1 + secrets.randbelow(2**31 - 1))
