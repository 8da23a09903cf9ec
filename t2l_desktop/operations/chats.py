"""Conversations: begun, kept, continued."""

from __future__ import annotations

from collections.abc import Sequence

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import T2LError, WorkCancelledError
from t2l_desktop.core.messages import Progress, Token
from t2l_desktop.core.records import AdapterUse, AnswerState, Chat, Message, Pack, Role, Sampling
from t2l_desktop.operations.answering import ask, base_of, files_of, turns_to_send
from t2l_desktop.operations.services import OnEvent, Services
from t2l_desktop.operations.words import checked_message, checked_name, title_from


def start_chat(services: Services, *, pack: Pack, adapters: Sequence[AdapterUse] = ()) -> Chat:
    """Begin a chat; its title is empty until the first message gives it one."""
    return services.library.add_chat(pack_id=pack.id, adapters=adapters)


def list_chats(services: Services, *, search: str = "", binned: bool = False) -> list[Chat]:
    """The chats, last used first, that hold every word of `search`."""
    return services.library.chats(search=search, binned=binned)


def chat_messages(services: Services, *, chat_id: str) -> list[Message]:
    """The messages of a chat in their order."""
    return services.library.messages(chat_id)


def rename_chat(services: Services, *, chat_id: str, title: str) -> Chat:
    """Give a chat another title."""
    return services.library.update_chat(chat_id, title=checked_name(title))


def bin_chat(services: Services, *, chat_id: str) -> Chat:
    """Put a chat into the bin for thirty days."""
    return services.library.bin_chat(chat_id)


def restore_chat(services: Services, *, chat_id: str) -> Chat:
    """Bring a chat back from the bin."""
    return services.library.restore_chat(chat_id)


def send_message(
    services: Services,
    *,
    chat: Chat,
    text: str,
    adapters: Sequence[AdapterUse],
    sampling: Sampling,
    on_event: OnEvent | None = None,
    cancel: CancelToken | None = None,
) -> Message:
    """Commit the user's message, have it answered, commit and give the answer.

    An answer that is stopped or broken off is kept as partial, if it has any text, before `WorkCancelledError` (its
    `result["message"]` is that message or None) or what the worker said is raised. Everything that can be checked is
    checked before the message is committed.
    """
    text = checked_message(text)
    pack = services.packs.pack(chat.pack_id)
    base = base_of(services.paths, pack)
    files = files_of(services.library, pack, adapters)
    library = services.library
    question = library.add_message(chat.id, Role.USER, text=text, adapters=adapters)
    current = library.chat(chat.id)
    library.update_chat(chat.id, title=current.title or title_from(text), adapters=adapters)
    pieces: list[str] = []

    def note(event: Progress | Token) -> None:
        if isinstance(event, Token):
            pieces.append(event.text)
        if on_event is not None:
            on_event(event)

    def keep_partial(so_far: str) -> Message | None:
        if not so_far:
            return None
        state = AnswerState.PARTIAL
        return library.add_message(chat.id, Role.ASSISTANT, text=so_far, state=state, adapters=adapters)

    turns = turns_to_send(_until(question, library.messages(chat.id)), keeps_history=pack.keeps_history)
    try:
        answer = ask(
            services.chatter, base, turns=turns, adapters=files, sampling=sampling, on_event=note, cancel=cancel
        )
    except WorkCancelledError as stop:
        message = keep_partial(str(stop.result.get("text") or "".join(pieces)))
        raise WorkCancelledError({**stop.result, "message": message}) from stop
    except T2LError:
        keep_partial("".join(pieces))
        raise
    return library.add_message(
        chat.id,
        Role.ASSISTANT,
        text=answer.text,
        adapters=adapters,
        tokens_per_second=answer.tokens_per_second,
    )


def _until(question: Message, messages: Sequence[Message]) -> list[Message]:
    """What there is up to `question`; a second window may have written on meanwhile."""
    ids = [message.id for message in messages]
    return list(messages[: ids.index(question.id) + 1])
