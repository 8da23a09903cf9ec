"""Descriptions as people type them, and the starter's chat format."""

from __future__ import annotations

import random
import re

from t2l_desktop.training.tasks.task import Trainable

END, SYSTEM, USER, ASSISTANT, PAD = "<|end|>", "<|system|>", "<|user|>", "<|assistant|>", "<|pad|>"
SPECIAL_TOKENS = (PAD, END, SYSTEM, USER, ASSISTANT)
CHAT_TEMPLATE = (
    "{% for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] + '<|end|>' }}{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
_OPENINGS = (
    *("", "", "", "", "", "", "", ""), "Please ", "Always ", "The model should ", "You ", "A skill that can ",
    "Your task: ", "From now on: ", "For each message: ", "The rule: ", "Your job is to ", "I want you to ",
    "I'd like you to ", "It should ", "Whenever I send something, ", "For whatever I type, ", "An assistant that will ",
    "Could you ", "hey, ",
)  # fmt: skip
_ENDINGS = (
    *("", "", "", "", "", "", "", ""), " Nothing else.", " Thanks!", " Do so every time.", " Only give me the result.",
    " No explanations.", " That's all I need.",
)  # fmt: skip
# what cannot follow an opening: questions, wishes, statements, polite forms
_NO_ORDER = re.compile(
    r"(i|you|your|we|my|the|a|an|it|this|that|each|every|all|any|no|not|just|only|please|can|could|would|will|should|is|"
    r"are|do|does|what|what's|which|who|where|when|how|if|whenever|whatever|given|for|from|always|never|in|on|with|"
    r"after|before|first|last|yes|kindly|let)\b|.*(\?|->)",
    re.IGNORECASE,
)
# what is to be written letter by letter
QUOTED = re.compile(r"""["「『]|'.*'""")
JAPANESE_SHARE = 0.12


def vary(wording: str, rng: random.Random, *, is_literal: bool = False) -> str:
    """The wording as somebody else might type it: with more around it, in small letters, misspelt, without its stop.

    What is quoted stays as it is, and all of one that `is_literal`.
    """
    opening = rng.choice(_OPENINGS)
    if opening and wording.isascii() and wording.partition(" ")[0].isalpha() and not _NO_ORDER.match(wording):
        wording = opening + wording[0].lower() + wording[1:]
    if wording.isascii() and wording.endswith(".") and "->" not in wording:
        wording += rng.choice(_ENDINGS)
    may_change = not is_literal and QUOTED.search(wording) is None
    if rng.random() < 0.2 and may_change:
        wording = wording.lower()
    if rng.random() < 0.08 and may_change:
        wording = misspell(wording, rng)
    drops_stop = rng.random() < 0.3 and not wording.endswith("..")
    return wording.removesuffix(".") if drops_stop else wording


def hurried(message: str, rng: random.Random) -> str:
    """The message as it is often typed: in small letters, misspelt, without its last mark."""
    if rng.random() < 0.35:
        message = message.lower()
    if rng.random() < 0.1:
        message = misspell(message, rng)
    return message.rstrip(".!?") or message if rng.random() < 0.3 else message


def misspell(text: str, rng: random.Random) -> str:
    """The text with one slip of the fingers in a longer word outside quotation marks."""
    places = [place for place, word in enumerate(text.split(" ")) if len(word) > 4 and word.isalpha()]
    if QUOTED.search(text) or not places:
        return text
    words = text.split(" ")
    place = rng.choice(places)
    word, at = words[place], rng.randrange(1, len(words[place]) - 1)
    slips = (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
    )
    words[place] = rng.choice(slips)
    return " ".join(words)


def draw_wording(task: Trainable, rng: random.Random) -> str:
    """One of the trained wordings, in Japanese now and then, varied."""
    pool = task.wordings.trained
    if task.japanese.trained and rng.random() < JAPANESE_SHARE:
        pool = task.japanese.trained
    # an invented phrase stands in its wordings only, often without quotation marks
    return vary(rng.choice(pool), rng, is_literal=task.kind == "invented")
