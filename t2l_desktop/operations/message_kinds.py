"""What a message is, in the words that descriptions of tasks have for it."""

from __future__ import annotations

import re

_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = rf"\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}|\d{{1,2}}\.? {_MONTH} \d{{2,4}}|{_MONTH} \d{{1,2}},? \d{{4}}"
_NUMBER = r"-?\d[\d.,]*"
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
# of a whole message, the first that fits
_WHOLE = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (_ADDRESS.pattern, "an email address"),
        (r"(?:https?://|www\.)\S+", "a web address"),
        (r"\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?|\d{1,2} ?[ap]m", "a time"),
        (_DATE, "a date"),
        (rf"{_MONTH} \d{{4}}", "a month and a year"),
        ("(?:mon|tues|wednes|thurs|fri|satur|sun)day", "a day of the week"),
        ("january|february|march|april|may|june|july|august|september|october|november|december", "a month"),
        (rf"[$€£¥] ?{_NUMBER}|{_NUMBER} ?(?:€|euros?|dollars?|cents?)", "an amount of money"),
        (_NUMBER, "a number"),
        (rf"{_NUMBER}(?:[,;]? +{_NUMBER})+", "some numbers"),
        (r"[\w-]+\.[a-z]{2,4}", "a file name"),
        ("[a-z]", "a letter"),
    )
)
_SEVERAL_SENTENCES = re.compile(r"[^.!?]+[.!?]+\s+[^.!?]+")
_LONG = 400  # characters, by which the kind of a text can be seen
_ITEM_WORDS = 3
_FEW_WORDS = 5


def kind_of(message: str) -> str:
    """A message's kind, such as "a date" or "a list of items"; what is in no European language is "a text"."""
    text = message[:_LONG].strip()
    for pattern, kind in _WHOLE:
        if pattern.fullmatch(text):
            return kind
    if not text.isascii() and not any(character.isascii() and character.isalpha() for character in text):
        return "a text"
    if _ADDRESS.search(text):
        return "a text with an email address"
    if text.endswith("?"):
        return "a question"
    return _kind_of_words(text)


def _kind_of_words(text: str) -> str:
    words = text.split()
    items = [item for item in re.split(r"[,;\n]", text) if item.strip()]
    if len(items) > 1 and all(len(item.split()) <= _ITEM_WORDS for item in items):
        return "a list of items"
    if len(words) <= 1:
        return "a word" if text[:1].islower() else "a name or a word"
    if text.endswith((".", "!")):
        return "a text" if _SEVERAL_SENTENCES.match(text) else "a sentence"
    if len(words) <= _ITEM_WORDS and all(word[0].isupper() for word in words) and not text.isupper():
        return "a full name"
    return "some words" if len(words) < _FEW_WORDS else "a sentence"
