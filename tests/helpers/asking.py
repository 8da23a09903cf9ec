"""Asking in a chat and having it answered, one after the other as the window has it."""

from __future__ import annotations

from t2l_desktop.core.records import Chat, Manner, Message
from t2l_desktop.operations.chats import OnAnswerEvent, answer_question, ask
from t2l_desktop.operations.services import Services


def send_message(
    services: Services,
    *,
    chat: Chat,
    text: str,
    manner: Manner,
    beside: str | None = None,
    on_event: OnAnswerEvent | None = None,
) -> Message:
    """Commit a message and give its answer."""
    question = ask(services, chat=chat, text=text, manners=[manner], beside=beside)
    return answer_question(services, chat=chat, message_id=question.id, manners=[manner], on_event=on_event)[0]
