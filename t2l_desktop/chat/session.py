"""A base model that answers, with adapters attached, weighed and taken off while it runs."""

from __future__ import annotations

import codecs
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from t2l_desktop.chat.adapters import AdapterShelf
from t2l_desktop.chat.native import DEFAULT_CONTEXT, NativeContext, NativeModel, free_sampler
from t2l_desktop.chat.template import TEMPLATE_LIMIT, ChatTemplate
from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError, WorkCancelledError
from t2l_desktop.core.records import Sampling

TEXT_INTERVAL = 0.05  # seconds between two calls of `on_text`


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer and what it took; `seconds` by "prompt" and "answer".

    `left_out` is how many of the oldest messages did not fit. `stopped_by` is "end", "length" or "context", and "stop"
    in what a cancel leaves.
    """

    text: str
    tokens: int
    prompt_tokens: int
    left_out: int
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
        self._threads = threads
        self._voices: list[_Voice] = []
        self._model = NativeModel(
            path, gpu_layers=gpu_layers, on_progress=on_progress or (lambda _: None), cancel=cancel or CancelToken()
        )
        self.context_length = min(context_length or DEFAULT_CONTEXT, self._model.trained_length)
        try:
            self._voice(0)
        except BaseException:
            self.close()
            raise
        self._template = ChatTemplate(
            self._model.metadata("tokenizer.chat_template", limit=4 * TEMPLATE_LIMIT),
            bos=self._model.special_text("bos"),
            eos=self._model.special_text("eos"),
        )
        self.has_system_role = self._template.has_system_role
        self.architecture = self._model.metadata("general.architecture")

    @property
    def voices(self) -> int:
        """How many conversations have a context by now."""
        return len(self._voices)

    def set_adapters(self, adapters: Sequence[tuple[Path, float]], *, voice: int = 0) -> dict[str, float]:
        """Answer with exactly these adapters (GGUF file, strength) from now on; gives the seconds of "load" and "set".

        A second `voice` has a context and adapters of its own on the same model. Raises `UserFacingError` for a file
        that is no adapter for this base; the old ones then stay.
        """
        return self._voice(voice).shelf.use(adapters)

    def reply(
        self,
        messages: Sequence[dict[str, str]],
        sampling: Sampling,
        *,
        on_text: Callable[[str], None],
        cancel: CancelToken,
    ) -> Reply:
        """Answer the last of `messages` (`role`, `text`); `on_text` gets the answer as it grows.

        The oldest messages are left out where all do not fit, system messages never. Raises `UserFacingError` where the
        last one alone does not fit and for an answer that breaks down, and `WorkCancelledError` with the fields of the
        `Reply` so far.
        """
        (reply,) = self.reply_together([(messages, sampling)], on_text=lambda _, text: on_text(text), cancel=cancel)
        return reply

    def reply_together(
        self,
        sides: Sequence[tuple[Sequence[dict[str, str]], Sampling]],
        *,
        on_text: Callable[[int, str], None],
        cancel: CancelToken,
    ) -> list[Reply]:
        """Answer several conversations, each with the voice of its number, a token of each in turn.

        `WorkCancelledError` carries `sides`, the fields of the replies so far (those of the only one for one side).
        """
        answers = []
        for number, (messages, sampling) in enumerate(sides):
            prompt, left_out = self._prompt(messages, reserve=sampling.max_tokens)
            answer = _Answer(partial(on_text, number), prompt, left_out=left_out)
            answers.append((answer, self._written(self._voice(number).context, answer, sampling, cancel)))
        running = [steps for _, steps in answers]
        try:
            while running:
                running = [steps for steps in running if next(steps, None) is not None]
        except WorkCancelledError:
            so_far = [asdict(answer.reply("stop")) for answer, _ in answers]
            raise WorkCancelledError(so_far[0] if len(so_far) == 1 else {"sides": so_far}) from None
        finally:
            for _, steps in answers:
                steps.close()
        return [answer.reply(answer.stopped_by) for answer, _ in answers]

    def last_state(self, text: str, *, cancel: CancelToken) -> list[float]:
        """The state `(d,)` at the last token of `text` after the final norm, without adapters.

        A text beyond the length that the model was trained for is cut. Raises as `reply` does.
        """
        tokens = self._model.with_bos(self._model.tokenize(text, special=False))[: self._model.trained_length]
        context = NativeContext(self._model, context_length=len(tokens), threads=self._threads, gives_states=True)
        try:
            context.read_prompt(tokens, cancel)
            return context.last_state()
        finally:
            context.close()

    def close(self) -> None:
        """Free the adapters and the model; a second call does nothing."""
        for voice in self._voices:
            voice.close()
        self._voices = []
        self._model.close()

    def _voice(self, number: int) -> _Voice:
        while len(self._voices) <= number:
            context = NativeContext(self._model, context_length=self.context_length, threads=self._threads)
            self._voices.append(_Voice(context, AdapterShelf(self._model, context)))
        return self._voices[number]

    def _written(
        self, context: NativeContext, answer: _Answer, sampling: Sampling, cancel: CancelToken
    ) -> Generator[bool]:
        """Read the prompt and write the answer; yields after each token."""
        room = self.context_length - len(answer.prompt)
        limit = min(room, sampling.max_tokens)
        sampler = self._model.make_sampler(sampling)
        try:
            answer.began = answer.read = time.perf_counter()
            context.read_prompt(answer.prompt, cancel)
            answer.read = time.perf_counter()
            while answer.tokens < limit:
                cancel.raise_if_cancelled()
                if not context.logits_are_numbers():
                    raise UserFacingError(
                        "The answer broke down: the model's numbers grew too large.",
                        hint="Lower the strength of the skills.",
                    )
                token = context.sample(sampler)
                if self._model.ends_answer(token):
                    answer.stopped_by = "end"
                    break
                answer.add(self._model.piece(token, first=answer.tokens == 0))
                if answer.tokens < limit:
                    context.append(token)
                yield True
            else:
                answer.stopped_by = "context" if room < sampling.max_tokens else "length"
        finally:
            free_sampler(sampler)
            answer.finish()

    def _prompt(self, messages: Sequence[dict[str, str]], *, reserve: int) -> tuple[list[int], int]:
        """Tokens of the conversation, and how many of its oldest messages were left out to fit.

        At most half of the context is kept free for an answer of `reserve` tokens.
        """
        messages = self._template.without_thoughts(messages)
        room = self.context_length - min(reserve, self.context_length // 2)
        first = next((at for at, message in enumerate(messages) if message["role"] != "system"), 0)
        start = first + self._too_many(messages[first:], room)
        while True:
            # templates want a conversation to begin with a question
            while start < len(messages) - 1 and start > first and messages[start]["role"] != "user":
                start += 1
            tokens = self._tokens([*messages[:first], *messages[start:]])
            if len(tokens) <= room or start >= len(messages) - 1:
                break
            start += 1
        if len(tokens) >= self.context_length:
            if first and len(self._tokens(messages[-1:])) < self.context_length:
                raise UserFacingError(
                    "The system prompt is too long: {tokens} tokens with the message; the model has room for {limit}.",
                    hint="Shorten the system prompt, or tell the model fewer descriptions.",
                    tokens=len(tokens),
                    limit=self.context_length - 1,
                )
            raise UserFacingError(
                "The message is too long: {tokens} tokens, and the model has room for {limit}.",
                hint="Shorten the message.",
                tokens=len(tokens),
                limit=self.context_length - 1,
            )
        return tokens, start - first

    def _too_many(self, messages: Sequence[dict[str, str]], room: int) -> int:
        """How many of the oldest messages cannot fit into `room` tokens, by their texts alone; the last one stays."""
        total = 0
        for at in range(len(messages) - 1, -1, -1):
            text = messages[at]["text"]
            # no token is longer than some dozens of bytes: a text of a thousand times the room need not be counted
            total += len(text) if len(text) > 64 * room else len(self._model.tokenize(text, special=False))
            if total > room:
                return min(at + 1, len(messages) - 1)
        return 0

    def _tokens(self, messages: Sequence[dict[str, str]]) -> list[int]:
        """Tokens in which no text can act as a special token.

        Tokenised as a whole the prompt is as in training; where a text then yields special tokens, the pieces are
        tokenised apart instead.
        """
        pieces = self._template.pieces(messages)
        apart: list[int] = []
        for piece in pieces:
            apart += self._model.tokenize(piece.text, special=not piece.is_message)
        whole = self._model.tokenize("".join(piece.text for piece in pieces), special=True)
        same = self._model.control_tokens(whole) == self._model.control_tokens(apart)
        return self._model.with_bos(whole if same else apart)


@dataclass(frozen=True)
class _Voice:
    """A context and the adapters on it."""

    context: NativeContext
    shelf: AdapterShelf

    def close(self) -> None:
        self.shelf.close()
        self.context.close()


class _Answer:
    """Puts tokens together to text and passes it on: the first piece at once, then in batches."""

    def __init__(self, on_text: Callable[[str], None], prompt: list[int], *, left_out: int) -> None:
        self.prompt = prompt
        self.tokens = 0
        self.stopped_by = "stop"
        self.began = self.read = time.perf_counter()
        self._left_out = left_out
        self._text = ""
        self._on_text = on_text
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._passed_on = 0  # characters
        self._next = 0.0
        self._ended = 0.0

    def add(self, piece: bytes) -> None:
        self.tokens += 1
        self._text += self._decoder.decode(piece)
        if time.perf_counter() >= self._next:
            self._flush()

    def finish(self) -> None:
        """Pass on what is left; bytes of an unfinished character are left out."""
        self._ended = time.perf_counter()
        self._flush()

    def reply(self, stopped_by: str) -> Reply:
        answered = max(0.0, (self._ended or time.perf_counter()) - self.read)
        return Reply(
            text=self._text,
            tokens=self.tokens,
            prompt_tokens=len(self.prompt),
            left_out=self._left_out,
            tokens_per_second=self.tokens / answered if answered > 0 else 0.0,
            stopped_by=stopped_by,
            seconds={"prompt": self.read - self.began, "answer": answered},
        )

    def _flush(self) -> None:
        waiting = self._text[self._passed_on :]
        if waiting:
            self._passed_on = len(self._text)
            self._next = time.perf_counter() + TEXT_INTERVAL
            self._on_text(waiting)
