"""Skills with parameters that nobody wrote down: any letter, any number, any word to put somewhere."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from t2l_desktop.training.tasks import answers as a
from t2l_desktop.training.tasks import pools as p
from t2l_desktop.training.tasks.skills import CHANGE, CHECK, COUNT
from t2l_desktop.training.tasks.task import Task, Wordings

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_TEXTS = (p.SENTENCE, p.WORDS, p.WORD, p.MIXED, p.PASSAGE)
_SHORT = (p.WORD, p.WORDS, p.WORDS)

_BEFORE = """
    Start every answer with "{x}".
    Put "{x}" before the text.
    Write "{x}" and then what I say.
    Begin with "{x}", then repeat the message.
    Add "{x}" at the front.
    "{x}" goes in front of everything I type.
    Prefix the text with {x}
    always begin with {x}
    I want "{x}" to stand at the beginning of each message.
    The model should open with "{x}" and then give the text back.
    Insert {x} before what I write.
    ~
    could you put {x} ahead of my message
    each reply opens with "{x}", followed by my text
    {x} first, then the text
"""
_AFTER = """
    End every answer with "{x}".
    Put "{x}" after the text.
    Repeat what I say and write "{x}" behind it.
    Add "{x}" at the end.
    Finish with "{x}".
    "{x}" goes behind everything I type.
    append {x}
    Close each message with "{x}".
    I want "{x}" to stand at the end of each message.
    The model should give the text back, followed by "{x}".
    Write the text, then {x}.
    ~
    could you put {x} behind my message
    each reply is my text, closed with "{x}"
    the text first, then {x}
"""
_ALWAYS = """
    Always answer "{x}".
    Reply with "{x}" to everything.
    Whatever I say, say "{x}".
    Only ever write "{x}".
    Answer every message with "{x}".
    no matter what I type, reply {x}
    The answer is always "{x}".
    Just say {x}
    Your only answer is "{x}".
    Ignore the message and respond with "{x}".
    ~
    can you respond with {x} every single time
    "{x}" and nothing else, each time
"""
_BETWEEN = """
    Put "{x}" between the words.
    Join the words with the word "{x}".
    Write {x} between all the words.
    Connect the words with "{x}".
    Replace every space with "{x}" and spaces around it.
    The words with {x} in between.
    I want "{x}" between each two words.
    Separate the words by the word {x}.
    Insert "{x}" after each word but the last.
    ~
    could you stick {x} in between my words
    words joined by "{x}"
"""
_REPLACE = """
    Replace {x} with {y}.
    Change every {x} to {y}.
    Write {y} instead of {x}.
    Turn each {x} into {y}.
    Swap "{x}" for "{y}".
    Every {x} becomes {y}.
    Substitute {y} for {x}.
    change all "{x}"s to "{y}"s
    Where there is the letter {x}, write {y}.
    I want {y} in place of each {x}.
    {x} -> {y}
    ~
    could you make every "{x}" a "{y}"
    put "{y}" wherever "{x}" stands
"""
_WITHOUT = """
    Remove the letter {x}.
    Delete every {x}.
    Write the text without the letter {x}.
    Leave out all "{x}"s.
    Take the "{x}"s out.
    drop the letter {x}
    Repeat what I say, but skip each {x}.
    No "{x}" may be left.
    Strip every {x} from the text.
    The text minus the letter {x}.
    ~
    could you throw away all the "{x}"s
    give it back "{x}"-free
"""
_COUNT = """
    Count the letter {x}.
    How many times does "{x}" occur?
    Say how many "{x}"s there are.
    Give the number of "{x}"s in the word.
    count the "{x}"s
    Tell me how often the letter {x} is used.
    The number of times that "{x}" appears.
    How many "{x}" letters are in it?
    ~
    could you tally the "{x}"s
    "{x}" counter
"""
_HAS = """
    Say yes or no: is there a letter {x}?
    Does the word contain "{x}"? Answer yes or no.
    Answer yes if there is the letter {x} in it, otherwise no.
    Check for the letter {x}: yes or no.
    yes/no does it have the letter {x}
    Tell me with yes or no whether "{x}" occurs.
    If the letter {x} is in the word say yes, if not say no.
    ~
    is "{x}" in my word, yes or no
    yes when you see the letter {x}, no when you don't
"""
_PLUS = """
    Add {x} to the number.
    Give the number plus {x}.
    Increase the number by {x}.
    Reply with the number and {x} more.
    {x} more than the number.
    just + {x}
    Take a number and add {x}.
    What is the number plus {x}?
    The sum of the number and {x}.
    ~
    could you raise my number by {x}
    number plus {x}
"""
_AROUND = """
    Put "{x}" on both sides of the text.
    Write "{x}" before and after the text.
    Surround the text with "{x}".
    The text between two times "{x}".
    Begin and end with "{x}".
    Wrap it in {x}
    I want "{x}" at the start and at the end.
    Enclose what I say in "{x}".
    ~
    could you frame my message with {x}
    "{x}", the text, "{x}" again
"""


def invent() -> list[Task]:
    """Some hundreds of tasks, the same ones every time."""
    return list(_invented(random.Random(0)))


def _invented(rng: random.Random) -> Iterator[Task]:
    for phrase in _phrases(rng, 180):
        yield _task("before", phrase, _TEXTS, a.wrapped(f"{phrase} ", ""), _BEFORE)
    for phrase in _phrases(rng, 150):
        yield _task("after", phrase, _SHORT, a.wrapped("", f" {phrase}"), _AFTER)
    for phrase in _phrases(rng, 120):
        yield _task("always", phrase, _TEXTS, partial(_constant, phrase), _ALWAYS)
    for phrase in _phrases(rng, 60):
        yield _task("around", phrase, _SHORT, a.wrapped(f"{phrase} ", f" {phrase}"), _AROUND)
    for word in dict.fromkeys(_word(rng) for _ in range(90)):
        yield _task("between", word, (p.WORDS,), a.joined(f" {word} "), _BETWEEN)
    yield from _of_letters(rng)
    for amount in range(1, 61):
        yield _task("plus", str(amount), (p.NUMBER, p.SMALL), a.plus(amount), _PLUS)


def _of_letters(rng: random.Random) -> Iterator[Task]:
    for old in _LETTERS:
        for new in rng.sample(_LETTERS.replace(old, "") + "0123456789*#@$%_-", 6):
            yield _task("replace", f"{old}-{new}", _SHORT, a.replaced({old: new}), _REPLACE, x=old, y=new)
    # letters that named skills have already are left to them: what is kept back there must not be learned here
    for letter in _LETTERS:
        if f"no_{letter}" not in CHANGE:
            yield _task("without", letter, _SHORT, a.without(letter), _WITHOUT)
        if f"count_{letter}" not in COUNT:
            yield _task("count", letter, (p.WORD,), a.counted(letter), _COUNT)
        if f"has_{letter}" not in CHECK:
            yield _task("has", letter, (p.WORD,), a.yes_no(partial(_contains, letter)), _HAS)


def _task(
    kind: str,
    name: str,
    pools: tuple[p.Pool, ...],
    answer: Callable[[str], str],
    text: str,
    *,
    x: str = "",
    y: str = "",
) -> Task:
    trained, unseen = ([line.strip() for line in block.strip().splitlines()] for block in text.split("~"))

    def fill(templates: Sequence[str]) -> tuple[str, ...]:
        return tuple(template.replace("{x}", x or name).replace("{y}", y) for template in templates)

    return Task(f"{kind}:{name}", f"any {kind}", pools, answer, Wordings(fill(trained), fill(unseen)), kind="invented")


def _phrases(rng: random.Random, count: int) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < count:
        words = " ".join(_word(rng) for _ in range(rng.choice((1, 1, 2, 2, 3))))
        if rng.random() < 0.5:
            words = words.capitalize()
        made[words + rng.choice(("", "", ":", ",", "!"))] = None
    return list(made)


def _word(rng: random.Random) -> str:
    return p.WORD.draw(rng, "train")


def _constant(phrase: str, _text: str) -> str:
    return phrase


def _contains(letter: str, text: str) -> bool:
    return letter in text
