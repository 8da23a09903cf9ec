"""A base model that answers, with adapters attached, weighed and taken off while it runs."""

from __future__ import annotations

import codecs
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from t2l_desktop.chat.adapters import AdapterShelf
from t2l_desktop.chat.native import NativeModel, free_sampler
from t2l_desktop.chat.template import TEMPLATE_LIMIT, ChatTemplate
from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError, WorkCancelledError
from t2l_desktop.core.records import Sampling

TEXT_INTERVAL = 0.05  # seconds between two calls of `on_text`


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer and what it took; `seconds` by "prompt" and "answer".

    `stopped_by` is "end", "length" or "context", and "stop" in what a cancel leaves.
    """

    text: str
    tokens: int
    prompt_tokens: int
    tokens_per_second: float
    stopped_by: str
    seconds: dict[str, float]


class ChatSession:
    """One base model and the adapters on it; not for use from two threads at once.

    `context_length` is in tokens: 0 is the model's own, at most 4096. `threads` 0 suits the machine, `gpu_layers`
    below 0 means all. Raises `UserFacingError` for a file that cannot be loaded, `WorkCancelledError` when stopped.
    """

    def __init__(
        self,
        path: Path,
        *,
        context_length: int = 0,
        threads: int = 0,
        gpu_layers: int = 0,
        on_progress: Callable[[float], None] | None = None,
        cancel: CancelToken | None = None,
    ) -> None:
        self._model = NativeModel(
            path,
            context_length=context_length,
            threads=threads,
            gpu_layers=gpu_layers,
            on_progress=on_progress or (lambda _: None),
            cancel=cancel or CancelToken(),
        )
        self._shelf = AdapterShelf(self._model)
        self._template = ChatTemplate(
            self._model.metadata("tokenizer.chat_template", limit=4 * TEMPLATE_LIMIT),
            bos=self._model.special_text("bos"),
            eos=self._model.special_text("eos"),
        )
        self._closed = False
        self.context_length = self._model.context_length
        self.has_system_role = self._template.has_system_role
        self.architecture = self._model.metadata("general.architecture")

    def set_adapters(self, adapters: Sequence[tuple[Path, float]]) -> dict[str, float]:
        """Answer with exactly these adapters (GGUF file, strength) from now on; gives the seconds of "load" and "set".

        Raises `UserFacingError` for a file that is no adapter for this base; the old ones then stay.
        """
        return self._shelf.use(adapters)

    def reply(
        self,
        messages: Sequence[dict[str, str]],
        sampling: Sampling,
        *,
        on_text: Callable[[str], None],
        cancel: CancelToken,
    ) -> Reply:
        """Answer the last of `messages` (`role`, `text`); `on_text` gets the answer as it grows.

        Raises `UserFacingError` for a conversation that does not fit and for an answer that breaks down, and
        `WorkCancelledError` with the fields of the `Reply` so far.
        """
        prompt = self._prompt(messages)
        answer = _Answer(on_text)
        sampler = self._model.make_sampler(sampling)
        room = self.context_length - len(prompt)
        began = read = time.perf_counter()
        try:
            self._model.read_prompt(prompt, cancel)
            read = time.perf_counter()
            stopped_by = self._write(answer, sampler, min(room, sampling.max_tokens), cancel)
        except WorkCancelledError:
            stopped_by = "stop"
        finally:
            free_sampler(sampler)
        answer.flush()
        if stopped_by == "length" and room < sampling.max_tokens:
            stopped_by = "context"
        seconds = {"prompt": read - began, "answer": time.perf_counter() - read}
        reply = Reply(
            text=answer.text,
            tokens=answer.tokens,
            prompt_tokens=len(prompt),
            tokens_per_second=answer.tokens / seconds["answer"] if seconds["answer"] > 0 else 0.0,
            stopped_by=stopped_by,
            seconds=seconds,
        )
        if stopped_by == "stop":
            raise WorkCancelledError(asdict(reply))
        return reply

    def close(self) -> None:
        """Free the adapters and the model; a second call does nothing."""
        if not self._closed:
            self._closed = True
            self._shelf.close()
            self._model.close()

    def _write(self, answer: _Answer, sampler: Any, limit: int, cancel: CancelToken) -> str:
        while answer.tokens < limit:
            cancel.raise_if_cancelled()
            if not self._model.logits_are_numbers():
                raise UserFacingError(
                    "The answer broke down: the model's numbers grew too large.",
                    hint="Lower the strength of the adapters.",
                )
            token = self._model.sample(sampler)
            if self._model.ends_answer(token):
                return "end"
            answer.add(self._model.piece(token, first=answer.tokens == 0))
            if answer.tokens < limit:
                self._model.append(token)
        return "length"

    def _prompt(self, messages: Sequence[dict[str, str]]) -> list[int]:
        """Tokens of the conversation, in which no text can act as a special token.

        Tokenised as a whole the prompt is as in training; where a text then yields special tokens, the pieces are
        tokenised apart instead.
        """
        pieces = self._template.pieces(messages)
        apart: list[int] = []
        for piece in pieces:
            apart += self._model.tokenize(piece.text, special=not piece.is_message)
        whole = self._model.tokenize("".join(piece.text for piece in pieces), special=True)
        same = self._model.control_tokens(whole) == self._model.control_tokens(apart)
        tokens = self._model.with_bos(whole if same else apart)
        if len(tokens) >= self.context_length:
            raise UserFacingError(
                "The conversation is too long: {tokens} tokens, and the model has room for {limit}.",
                hint="Shorten the message, or start a new chat.",
                tokens=len(tokens),
                limit=self.context_length - 1,
            )
        return tokens


class _Answer:
    """Puts tokens together to text and passes it on: the first piece at once, then in batches."""

    def __init__(self, on_text: Callable[[str], None]) -> None:
        self.text = ""
        self.tokens = 0
        self._on_text = on_text
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._passed_on = 0  # characters
        self._next = 0.0

    def add(self, piece: bytes) -> None:
        self.tokens += 1
        self.text += self._decoder.decode(piece)
        if time.perf_counter() >= self._next:
            self.flush()

    def flush(self) -> None:
        """Pass on what is complete; bytes of an unfinished character wait, and are left out at the end."""
        waiting = self.text[self._passed_on :]
        if waiting:
            self._passed_on = len(self.text)
            self._next = time.perf_counter() + TEXT_INTERVAL
            self._on_text(waiting)
