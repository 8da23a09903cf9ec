"""Samples as a base model reads them: its own chat template around description, input and answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from transformers import AutoTokenizer, PreTrainedTokenizerBase

from t2l_desktop.core.errors import UserFacingError

_MARKS = ("\u2460system\u2460", "\u2461user\u2461", "\u2462assistant\u2462")
Sample = tuple[str, str, str]


@dataclass(frozen=True)
class Encoded:
    """Token ids of one sample; the answer starts at `answer_start`.

    What comes from `gist_end` on is not to see what stands before `gist_start`.
    """

    ids: list[int]
    answer_start: int
    gist_start: int = 0
    gist_end: int = 0


class Prompting:
    """Encodes samples in the chat format of one base.

    The template is rendered once, with marks for the texts, and cut at them: whatever a template puts around the texts
    is kept, at no cost for each sample. A template without a system role gets the description before the input.
    """

    def __init__(self, tokenizer: PreTrainedTokenizerBase) -> None:
        """`tokenizer` is a fast one of transformers, with a chat template."""
        self.tokenizer = tokenizer
        pad = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else tokenizer.eos_token_id
        self.pad = int(pad) if pad is not None else 0
        system, user, assistant = _MARKS
        asked = {"role": "user", "content": user}
        self._bare = self._cut([asked], (user,))
        try:
            self._described = self._cut([{"role": "system", "content": system}, asked], (system, user))
        except Exception:  # noqa: BLE001 - templates without a system role refuse it by whatever error they like
            before, after = self._bare
            self._described = (before, "\n\n", after)
        whole = tokenizer.apply_chat_template([asked, {"role": "assistant", "content": assistant}], tokenize=False)
        self._end = str(whole).partition(assistant)[2].rstrip("\n") or (tokenizer.eos_token or "")

    def _cut(self, messages: Sequence[dict[str, str]], marks: Sequence[str]) -> tuple[str, ...]:
        text = str(self.tokenizer.apply_chat_template(list(messages), tokenize=False, add_generation_prompt=True))
        pieces = []
        for mark in marks:
            before, found, text = text.partition(mark)
            if not found:
                raise ValueError(mark)
            pieces.append(before)
        return (*pieces, text)

    def prompt(self, description: str, text: str) -> str:
        """What the base reads before it answers `text`; without a description when that is empty."""
        if not description:
            return f"{self._bare[0]}{text}{self._bare[1]}"
        return f"{self._described[0]}{description}{self._described[1]}{text}{self._described[2]}"

    def encode(self, samples: Sequence[Sample]) -> list[Encoded]:
        """Encode `(description or "", input, answer)` triples, each ended as the template ends a turn."""
        return self.encode_prompts([(self.prompt(words, text), answer) for words, text, answer in samples])

    def encode_prompts(self, pairs: Sequence[tuple[str, str]]) -> list[Encoded]:
        """Encode whole prompts with their answers."""
        backend = self.tokenizer.backend_tokenizer
        heads = backend.encode_batch([prompt for prompt, _ in pairs], add_special_tokens=False)
        tails = backend.encode_batch([f"{answer}{self._end}" for _, answer in pairs], add_special_tokens=False)
        return [Encoded(head.ids + tail.ids, len(head.ids)) for head, tail in zip(heads, tails, strict=True)]

    def retold(self, description: str, text: str, sample: Encoded) -> Encoded:
        """A sample over `text` with the same answer tokens, but with a description in its prompt."""
        head = self.tokenizer.backend_tokenizer.encode(self.prompt(description, text), add_special_tokens=False).ids
        return Encoded(head + sample.ids[sample.answer_start :], len(head))


def load_prompting(folder: Path) -> Prompting:
    """The chat format of the base in `folder`; nothing is looked up elsewhere and no code of it is run.

    Raises:
        UserFacingError: there is no fast tokenizer or no chat template.
    """
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        if not tokenizer.is_fast:
            raise ValueError("no fast tokenizer")
        return Prompting(tokenizer)
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise UserFacingError(
            "The base in {folder} has no tokenizer with a chat template.",
            hint="Choose the folder of a chat model in transformers form, with its tokenizer files.",
            detail=str(error),
            folder=folder.name,
        ) from error
