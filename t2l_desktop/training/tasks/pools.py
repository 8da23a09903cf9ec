"""Input pools: one generator of inputs serves many tasks, so that an input never gives its task away.

Every pool draws from a training and a held-out vocabulary that share no word; facts (countries, verbs)
must be known to be asked for, so there the two are the same.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from t2l_desktop.training.tasks import vocabulary as v

Split = Literal["train", "test"]


@dataclass(frozen=True)
class Pool:
    """A named generator of inputs: `draw(random, split)` gives one input text."""

    name: str
    draw: Callable[[random.Random, Split], str]


def part(words: Sequence[str], split: Split) -> Sequence[str]:
    """Every fifth word is held out for testing."""
    return [word for number, word in enumerate(words) if (number % 5 == 4) == (split == "test")]


def _word_list(rng: random.Random, split: Split) -> str:
    return " ".join(rng.sample([*part(v.NOUNS, split), *part(v.ADJECTIVES, split)], rng.randint(3, 6)))


def _word(rng: random.Random, split: Split) -> str:
    return rng.choice([*part(v.NOUNS, split), *part(v.ADJECTIVES, split)])


def _sentence(rng: random.Random, split: Split) -> str:
    nouns, adjectives = part(v.NOUNS, split), part(v.ADJECTIVES, split)
    verb = rng.choice(part(sorted(v.VERBS_PAST), split))
    first, second = rng.sample(list(nouns), 2)
    adjective, other = rng.sample(list(adjectives), 2)
    shape = rng.choice(
        (
            "The {adjective} {first} {past} the {second}.",
            "The {first} {past} a {adjective} {second}.",
            "My {adjective} {first} and the {other} {second} {past}.",
            "{name} {past} the {adjective} {first}.",
            "A {first} is {adjective} and {other}.",
            "We {past} near the {adjective} {second}.",
        )
    )
    return shape.format(
        adjective=adjective, other=other, first=first, second=second, past=v.VERBS_PAST[verb],
        name=rng.choice(part(v.FIRST_NAMES, split)),
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
    return f"{rng.choice(part(v.FIRST_NAMES, split))} {rng.choice(part(v.LAST_NAMES, split))}"


def _date(rng: random.Random, split: Split) -> str:
    while True:
        day, month, year = rng.randint(1, 28), rng.choice(v.MONTHS), rng.randint(1900, 2059)
        if ((day + year) % 5 == 0) == (split == "test"):
            return f"{day} {month} {year}"


WORDS = Pool("words", _word_list)
WORD = Pool("word", _word)
SENTENCE = Pool("sentence", _sentence)
NUMBERS = Pool("numbers", _numbers)
NUMBER = Pool("number", _number)
PERSON = Pool("person", _person)
DATE = Pool("date", _date)
VERB = Pool("verb", lambda rng, _split: rng.choice(sorted(v.VERBS_PAST)))
COUNTRY = Pool("country", lambda rng, _split: rng.choice(sorted(v.COUNTRIES)))
