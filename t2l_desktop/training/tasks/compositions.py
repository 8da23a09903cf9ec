"""Two skills in one description, one after the other: tasks by the thousand out of skills by the hundred."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping

from t2l_desktop.training.tasks.task import Task, Wordings

_COUNT = 1600
_TRAINED_WORDINGS, _UNSEEN_WORDINGS = 14, 4
# what comes out of a first skill decides what may come second
_TO_WORDS = frozenset({"drop words", "order of words"})
_TO_WORD = frozenset({"pick words", "extraction"})
_TO_NAME = frozenset(
    {"given_name", "surname", "year", "month", "capital", "continent", "language", "people_of", "opposite", "plural",
     "past", "kind", "young", "next_weekday", "next_month", "season", "spanish", "french", "german", "find_name"}
)  # fmt: skip
_TO_NUMBER = frozenset({"largest", "smallest", "find_number", "word_count", "letter_count", "plus_one", "times_ten"})
_AFTER_ANY = frozenset({"wrap text", "put before", "put after"})
_PLAIN_CASES = frozenset({"upper", "lower", "title"})
_AFTER_WORD = frozenset(
    {"upper", "title", "spell", "spell_spaces", "spell_dots", "reverse_letters", "no_vowels", "first_letter", "twice",
     "twice_comma", "letter_count", "last_letter", "capital_letter", "double_letters", "two_letters"}
)  # fmt: skip
_TO_ONE_WORD = frozenset(
    {"first_word", "second_word", "third_word", "last_word", "next_to_last_word", "longest_word", "shortest_word"}
)

_TRAINED = (
    "First {a}, then {b}.",
    "{A} and {b}.",
    "{A}, then {b}.",
    "{A}. Then {b}.",
    "I want you to {a} and then {b}.",
    "{A} and after that {b}.",
    "For every message, {a} and {b}.",
    "please {a} and {b}",
    "{a}, {b}",
    "{a} then {b}",
    "The model should {a} and then {b}.",
    "Step one: {a}. Step two: {b}.",
    "You {a}, and then you {b}.",
    "Could you {a} and then {b}?",
    "{A}; {b}.",
)
_UNSEEN = (
    "would you {a} and also {b} please",
    "do two things: {a}, next {b}",
    "I'd like it to {a}, and once that is done {b}.",
    "1) {a} 2) {b}",
    "Take what I write, {a}, and finally {b}.",
    "{b}, but before that {a}",
)


def compose(tasks: Iterable[Task]) -> list[Task]:
    """Pairs of `tasks` that fit together, an even share of every kind of pair; the same ones every time."""
    worded = [task for task in tasks if task.wordings.steps]
    pairs: dict[tuple[str, str], list[tuple[Task, Task]]] = {}
    for first in worded:
        for second in worded:
            if first.name != second.name and _fits(first, second) and _does_something(first, second):
                pairs.setdefault((first.family, second.family), []).append((first, second))
    rng = random.Random(0)
    for each in pairs.values():
        rng.shuffle(each)
    chosen: list[tuple[Task, Task]] = []
    while len(chosen) < _COUNT and any(pairs.values()):
        for each in pairs.values():
            chosen += [each.pop() for _ in range(4) if each]
    # what reads in two ways is left out last, so that it moves no other pair
    return [_composed(first, second, rng) for first, second in chosen if _reads_in_one_way(first, second)]


def _fits(first: Task, second: Task) -> bool:
    if second.family in _AFTER_ANY or second.name in _PLAIN_CASES:
        return (
            first.family in _TO_WORDS | _TO_WORD | {"letter case", "letters", "change letters", "join words", "repeat"}
            or first.name in _TO_NAME | _TO_NUMBER
        ) and first.family != second.family
    if second.name in _AFTER_WORD:
        return (first.name in _TO_ONE_WORD or first.name in _TO_NAME - {"capital"}) and first.family != second.family
    if second.family in ("join words", "lists"):
        return first.family in _TO_WORDS and second.name != "commas_to_spaces"
    if second.family == "order of words":
        return first.family == "drop words"
    return second.name in ("plus_one", "times_ten") and first.name in ("largest", "smallest", "find_number")


def _does_something(first: Task, second: Task) -> bool:
    """Whether the second step is seen in the answer: a number in capitals is the same number."""
    rng = random.Random(0)
    answers = [first.draw(rng, "train")[1] for _ in range(6)]
    return any(second.answer(answer) != answer for answer in answers)


def _reads_in_one_way(first: Task, second: Task) -> bool:
    """Whether the second step is meant for what comes out of the first, and is sure of its answer there."""
    if first.family == "counting":  # "count the words and put the text in quotes"
        return False
    if first.name == "continent":  # some have two words
        return second.name not in _AFTER_WORD - _PLAIN_CASES
    return second.name != "by_length"  # words of one length have no order


def _composed(first: Task, second: Task, rng: random.Random) -> Task:
    pools = first.pools
    if second.family == "join words":  # in words that stand between commas these would stay, or go
        pools = tuple(pool for pool in pools if "," not in pool.draw(random.Random(0), "train"))
    return Task(
        name=f"{first.name}+{second.name}",
        family="two in one",
        pools=pools,
        answer=_one_after_the_other(first.answer, second.answer),
        wordings=Wordings(
            _worded(_TRAINED, first, second, _TRAINED_WORDINGS, rng),
            _worded(_UNSEEN, first, second, _UNSEEN_WORDINGS, rng),
        ),
        kind="pair",
    )


def _one_after_the_other(first: Callable[[str], str], second: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: second(first(text))


def _worded(templates: tuple[str, ...], first: Task, second: Task, count: int, rng: random.Random) -> tuple[str, ...]:
    made: dict[str, None] = {}
    for template in rng.sample(templates, min(count, len(templates))):
        steps: Mapping[str, str] = {"a": rng.choice(first.wordings.steps), "b": rng.choice(second.wordings.steps)}
        made[template.format_map({**steps, "A": steps["a"][0].upper() + steps["a"][1:]})] = None
    return tuple(made)
