"""Input pools: one generator of inputs serves many tasks, so that an input never gives its task away.

Pools of words, sentences and names draw from a training and a held-out vocabulary that share no word. Facts (countries,
verbs, what a thing is) must be known to be asked for, and small numbers and units are few: there both splits have the
same, and only wordings are new in a test. In training a good part of the words are made up: whoever has seen only a
few hundred words learns those by heart instead of learning to copy, spell and change any word.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from t2l_desktop.training.tasks import answers as a
from t2l_desktop.training.tasks import vocabulary as v

Split = Literal["train", "test"]
MADE_UP_SHARE = 0.7
_LONGEST = 11  # letters of a made-up word
_MOST_SENTENCES = 29  # with one more they are some 200 words
_ONSETS = (
    "b bl br c ch cl cr d dr f fl fr g gl gr h j k l m n p pl pr qu r s sc sh sl sp st str t th tr v w wh y z"
).split()
_VOWELS = "a a e e i i o o u y ai ea ee oa oo ou".split()
_CODAS = ("", "", "", *"b ck ct d ff g l ll lm m mp n nd ng nk nt p r rd rk rm rn rt s sh sk ss st t th tch x".split())


@dataclass(frozen=True)
class Pool:
    """A named generator of inputs: `draw(random, split)` gives one input text."""

    name: str
    draw: Callable[[random.Random, Split], str]


@cache
def part(words: tuple[str, ...], split: Split) -> tuple[str, ...]:
    """Every fifth word is held out for testing."""
    return tuple(word for number, word in enumerate(words) if (number % 5 == 4) == (split == "test"))


_WORDS = (*v.NOUNS, *v.ADJECTIVES)
_HELD_OUT_WORDS = frozenset(word for words in (v.NOUNS, v.ADJECTIVES) for word in part(words, "test"))
_VERBS = tuple(sorted(v.VERBS_PAST))
_RUDE = (
    "anus arse bitch boob chink clit cock coon crap cum cunt damn dick dyke fag fuck fuk gook homo jizz kike nazi nig "
    "penis piss poop porn prick puss rape semen sex shit slut spic tard tit turd twat vagin wank whore"
).split()
_TRAINED_WORDS = [word for word in _WORDS if word not in _HELD_OUT_WORDS]


def made_up(rng: random.Random) -> str:
    """A word that sounds like one and is neither held out nor rude: two training words spliced, or random syllables."""
    while True:
        if rng.random() < 0.5:
            first, second = rng.sample(_TRAINED_WORDS, 2)
            word = first[: rng.randint(1, len(first) - 1)] + second[rng.randint(1, len(second) - 1) :]
        else:
            count = rng.choice((1, 1, 2, 2, 2, 3))
            parts = (rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS) for _ in range(count))
            word = "".join(parts)
        if len(word) <= _LONGEST and word not in _HELD_OUT_WORDS:
            # by a luck of its own, so that what is drawn afterwards stays the same
            return made_up(random.Random(word)) if _is_rude(word) else word


def _is_rude(word: str) -> bool:
    return word in ("ass", "hell") or any(each in word for each in _RUDE)


def pick(words: tuple[str, ...], rng: random.Random, split: Split) -> str:
    """One of the words of this split, or in training often a made-up one in the same case."""
    word = rng.choice(part(words, split))
    if split == "test" or rng.random() >= MADE_UP_SHARE:
        return word
    new = made_up(rng)
    return new.capitalize() if word[0].isupper() else new


def _different(words: tuple[str, ...], count: int, rng: random.Random, split: Split) -> list[str]:
    chosen: dict[str, None] = {}
    while len(chosen) < count:
        chosen[pick(words, rng, split)] = None
    return list(chosen)


def _word_list(rng: random.Random, split: Split) -> str:
    return " ".join(_different(_WORDS, rng.randint(3, 6), rng, split))


def _word(rng: random.Random, split: Split) -> str:
    return pick(_WORDS, rng, split)


def _of_different_lengths(rng: random.Random, split: Split) -> str:
    words: dict[int, str] = {}
    count = rng.randint(3, 5)
    while len(words) < count:
        word = _word(rng, split)
        words.setdefault(len(word), word)
    return " ".join(words.values())


def _with_digits(rng: random.Random, split: Split) -> str:
    """Words that figures stand in or at, so that taking these out leaves one space between words."""

    def spoiled(word: str) -> str:
        place = rng.choice((0, len(word), rng.randint(0, len(word))))
        return f"{word[:place]}{rng.randint(1, 999)}{word[place:]}"

    first, *others = _different(_WORDS, rng.randint(1, 4), rng, split)
    words = [rng.choice((first, first.capitalize())), *others]
    chosen = rng.randrange(len(words))
    return " ".join(spoiled(word) if n == chosen or rng.random() < 0.4 else word for n, word in enumerate(words))


def _past(verbs: frozenset[str], rng: random.Random, split: Split) -> str:
    return v.VERBS_PAST[rng.choice([verb for verb in part(_VERBS, split) if verb in verbs])]


def _sentence(rng: random.Random, split: Split) -> str:
    first, second = _different(v.NOUNS, 2, rng, split)
    adjective, other = _different(v.ADJECTIVES, 2, rng, split)
    shape = rng.choice(
        (
            "The {adjective} {first} {past} the {second}.",
            "The {first} {past} {an_adjective} {second}.",
            "My {adjective} {first} and the {other} {second} {alone}.",
            "{name} {past} the {adjective} {first}.",
            "{A_first} is {adjective} and {other}.",
            "We {alone} near the {adjective} {second}.",
        )
    )
    return shape.format(
        adjective=adjective, an_adjective=a.article(adjective), other=other, first=first,
        A_first=a.article(first).capitalize(), second=second, past=_past(v.WITH_OBJECT, rng, split),
        alone=_past(v.ALONE, rng, split), name=pick(v.FIRST_NAMES, rng, split),
    )  # fmt: skip


def _numbers(rng: random.Random, split: Split) -> str:
    # held-out lists are those whose sum has residue 0 modulo 5
    while True:
        numbers = rng.sample(range(100), rng.randint(3, 5))
        if (sum(numbers) % 5 == 0) == (split == "test"):
            return " ".join(map(str, numbers))


def _number(rng: random.Random, split: Split) -> str:
    while True:
        number = rng.randint(10, 999)
        if (number % 7 == 3) == (split == "test"):
            return str(number)


def _person(rng: random.Random, split: Split) -> str:
    return f"{pick(v.FIRST_NAMES, rng, split)} {pick(v.LAST_NAMES, rng, split)}"


def _date(rng: random.Random, split: Split) -> str:
    while True:
        day, month, year = rng.randint(1, 28), rng.choice(v.MONTHS), rng.randint(1900, 2059)
        if ((day + year) % 5 == 0) == (split == "test"):
            return f"{day} {month} {year}"


def _items(rng: random.Random, split: Split) -> str:
    return ", ".join(_different(_WORDS, rng.randint(3, 6), rng, split))


def _text(rng: random.Random, split: Split) -> str:
    count = rng.randint(6, 20) if rng.random() < 0.08 else rng.choice((2, 2, 3, 3, 4))
    return " ".join(_sentence(rng, split) for _ in range(count))


def _mixed(rng: random.Random, split: Split) -> str:
    """A sentence that a person might send: a statement, question or wish, with names, numbers and times in it."""
    first, second = _different(v.NOUNS, 2, rng, split)
    shape = rng.choice(
        (
            "I need {number} {firsts} by {time}.",
            "Can you bring the {first} to {name}?",
            "{name} paid {number} euros for the {second}.",
            "The {first} leaves at {time}.",
            "Where is my {first}?",
            "There are {number} {firsts} and {a_second} in the box.",
            "Please call {name} about the {adjective} {first}.",
            "Why did {name} paint the {first}?",
            "Meet {name} at {time}.",
            "Is the {first} {adjective}?",
            "I think the {second} is {adjective}.",
            "what time does the {first} open",
            "we have {number} {firsts} and {other} {seconds}",
        )
    )
    number, other = rng.sample(range(2, 100), 2)
    return shape.format(
        first=first, firsts=a.plural(first), second=second, a_second=a.article(second), seconds=a.plural(second),
        adjective=pick(v.ADJECTIVES, rng, split), name=pick(v.FIRST_NAMES, rng, split), number=number, other=other,
        time=_time(rng, split),
    )  # fmt: skip


def _such(pool: Pool, fits: Callable[[str], bool]) -> Callable[[random.Random, Split], str]:
    """Inputs of the pool that are as asked for."""

    def draw(rng: random.Random, split: Split) -> str:
        while not fits(text := pool.draw(rng, split)):
            pass
        return text

    return draw


def _has_one_number(text: str) -> bool:
    return sum(each.isdigit() for each in text.split()) == 1 and ":" not in text


def _has_a_name(text: str) -> bool:
    return any(word.strip("?.") in v.FIRST_NAMES for word in text.split())


def _begins_with_no_name(text: str) -> bool:
    return text.startswith(("The ", "My ", "A ", "An ", "We "))


def _has_its_mark(text: str) -> bool:
    return text.endswith((".", "?"))


def _says_nothing(text: str) -> bool:
    """Whether there is nothing in a sentence that any skill looks for: no name, colour or opinion."""
    return _begins_with_no_name(text) and not any(word in text for word in (*v.COLOURS, *v.PRAISE, *v.BLAME))


def _some(rng: random.Random, most: int) -> int:
    """A number from 1 to `most`, as often below its root as above."""
    return round(math.exp(rng.uniform(0, math.log(most))))


def _passage(rng: random.Random, split: Split) -> str:
    """Two to twelve sentences of all kinds."""
    return " ".join(rng.choice((SENTENCE, ENDED)).draw(rng, split) for _ in range(1 + _some(rng, 11)))


def within(pool: Pool, most: int = _MOST_SENTENCES) -> Pool:
    """Inputs of the pool somewhere among up to `most` sentences that say nothing that any skill looks for."""

    def draw(rng: random.Random, split: Split) -> str:
        sentences = [NOTHING.draw(rng, split) for _ in range(_some(rng, most))]
        sentences.insert(rng.randint(0, len(sentences)), pool.draw(rng, split))
        return " ".join(sentences)

    return Pool(f"{pool.name}, within a text", draw)


def also_within(pool: Pool, most: int = _MOST_SENTENCES) -> tuple[Pool, ...]:
    """The pool alone three times in four."""
    return pool, pool, pool, within(pool, most)


def _contact(rng: random.Random, split: Split) -> str:
    given, family = pick(v.FIRST_NAMES, rng, split).lower(), pick(v.LAST_NAMES, rng, split).lower()
    address = f"{given}.{family}@{pick(v.NOUNS, rng, split)}.{rng.choice(('com', 'org', 'net'))}"
    shape = rng.choice(
        (
            "Write to {a} today.",
            "My email is {a}.",
            "Please send it to {a}",
            "Contact {a} for more.",
            "{a} is my address.",
        )
    )
    return shape.format(a=address)


def _time(rng: random.Random, split: Split) -> str:
    while True:
        hour, minute = rng.randint(0, 23), rng.randrange(0, 60, 5)
        if ((hour + minute // 5) % 5 == 0) == (split == "test"):
            return f"{hour}:{minute:02}"


def _small(rng: random.Random, split: Split) -> str:
    while True:
        number = rng.randint(1, 99)
        if (number % 6 == 1) == (split == "test"):
            return str(number)


def _pair(rng: random.Random, split: Split) -> str:
    while True:
        first, second = rng.sample(range(1, 60), 2)
        if ((first + 2 * second) % 5 == 0) == (split == "test"):
            return f"{first} {second}"


def _repeats(rng: random.Random, split: Split) -> str:
    words = _different(_WORDS, rng.randint(2, 4), rng, split)
    chosen = words + [rng.choice(words) for _ in range(rng.randint(1, 3))]
    rng.shuffle(chosen)
    return " ".join(chosen)


def _with_commas(pool: Pool) -> Pool:
    return Pool(f"{pool.name}, with commas", lambda rng, split: pool.draw(rng, split).replace(" ", ", "))


def _review(rng: random.Random, split: Split) -> str:
    thing = pick(v.REVIEWED, rng, split)
    word = rng.choice(rng.choice((v.PRAISE, v.BLAME)))
    shape = rng.choice(
        (
            "The {thing} was {word}.",
            "I think this {thing} is {word}.",
            "What {a_word} {thing}!",
            "We had {a_word} {thing}.",
            "My {thing} is {word}, I tell you.",
            "{word} {thing}",
        )
    )
    text = shape.format(thing=thing, word=word, a_word=a.article(word))
    return text[0].upper() + text[1:]


def known(words: Iterable[str]) -> Callable[[random.Random, Split], str]:
    """Facts must be known to be asked for: the same in training and testing."""
    known = sorted(words)
    return lambda rng, _split: rng.choice(known)


WORDS = Pool("words", _word_list)
WORD = Pool("word", _word)
SENTENCE = Pool("sentence", _sentence)
ITEMS = Pool("items", _items)
TEXT = Pool("text", _text)
LONG_TEXT = Pool(
    "long text",
    lambda rng, split: " ".join(_sentence(rng, split) for _ in range(1 + _some(rng, _MOST_SENTENCES))),
)
MIXED = Pool("message", _mixed)
MARKED = Pool("message whose questions have their mark", _such(MIXED, lambda text: not text.startswith("what")))
NUMBERED_SENTENCE = Pool("sentence with a number", _such(MIXED, _has_one_number))
NAMED_SENTENCE = Pool("sentence with a name", _such(MIXED, _has_a_name))
UNTIMED = Pool("message without a time", _such(MIXED, lambda text: ":" not in text))
ENDED = Pool("message with its mark", _such(MIXED, _has_its_mark))
PASSAGE = Pool("passage", _passage)
NOTHING = Pool("sentence without a name, colour or opinion", _such(SENTENCE, _says_nothing))
STATEMENT = Pool("sentence that begins with no name", _such(SENTENCE, _begins_with_no_name))
CONTACT = Pool("sentence with an address", _contact)
REVIEW = Pool("review", _review)
REPEATS = Pool("words with repeats", _repeats)
NUMBERS = Pool("numbers", _numbers)
LENGTHS = Pool("words of different lengths", _of_different_lengths)
WITH_DIGITS = Pool("words with digits in them", _with_digits)
REPEATED_ITEMS, LISTED_NUMBERS, LISTED_LENGTHS = map(_with_commas, (REPEATS, NUMBERS, LENGTHS))
NUMBER = Pool("number", _number)
SMALL = Pool("small number", _small)
PAIR = Pool("pair of numbers", _pair)
PERSON = Pool("person", _person)
DATE = Pool("date", _date)
TIME = Pool("time", _time)
VERB = Pool("verb", known(_VERBS))
COUNTRY = Pool("country", known(v.COUNTRIES))
CAPITAL = Pool("capital", known(facts[0] for facts in v.COUNTRIES.values()))
NOUN = Pool("noun", known(v.COUNTED))
PLURAL = Pool("several of a thing", known(map(a.plural, v.COUNTED)))
COMPARABLE = Pool("adjective", known(v.COMPARABLE))
OPPOSED = Pool("word with an opposite", known(v.OPPOSITES))
THING = Pool("thing", known(v.KINDS))
NOISY = Pool("animal with a sound", known(v.SOUNDS))
PARENT = Pool("animal with young", known(v.YOUNG))
COLOURED = Pool("thing with a colour", known(v.FRUIT_COLOURS))
TRANSLATED = Pool("common word", known(v.TRANSLATIONS))
WEEKDAY = Pool("weekday", known(v.WEEKDAYS))
MONTH = Pool("month", known(v.MONTHS))
LETTER = Pool("letter", known("abcdefghijklmnopqrstuvwxyz"))
