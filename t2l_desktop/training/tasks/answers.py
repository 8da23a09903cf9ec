"""Right answers: functions from an input text to what the model should say."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from t2l_desktop.training.tasks import vocabulary as v

Answer = Callable[[str], str]


def nth_word(index: int) -> Answer:
    """The word at `index`, counted from the end when negative."""
    return lambda text: text.split()[index]


def joined(glue: str) -> Answer:
    """The words with `glue` between them."""
    return lambda text: glue.join(text.split())


def reordered(order: Callable[[list[str]], Sequence[str]]) -> Answer:
    """The words as `order` arranges them."""
    return lambda text: " ".join(order(text.split()))


def of_numbers(choose: Callable[[list[int]], int]) -> Answer:
    """One of the numbers of a list."""
    return lambda text: str(choose([int(number) for number in text.split()]))


def sorted_numbers(*, descending: bool) -> Answer:
    """The numbers in order."""
    return lambda text: " ".join(sorted(text.split(), key=int, reverse=descending))


def plus(amount: int) -> Answer:
    """The number with `amount` added."""
    return lambda text: str(int(text) + amount)


def country(fact: int) -> Answer:
    """One fact of a country: capital, continent, language or people."""
    return lambda text: v.COUNTRIES[text][fact]


def past(text: str) -> str:
    return v.VERBS_PAST[text]


def title(text: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in text.split(" "))


def times_ten(text: str) -> str:
    return text + "0"


def parity(text: str) -> str:
    return "odd" if int(text) % 2 else "even"


def initials(text: str) -> str:
    return "".join(f"{name[0]}." for name in text.split())


def surname_first(text: str) -> str:
    given, family = text.split()
    return f"{family}, {given}"


def email(text: str) -> str:
    return f"{'.'.join(text.lower().split())}@example.com"


def login(text: str) -> str:
    given, family = text.lower().split()
    return given[0] + family


def iso_date(text: str) -> str:
    day, month, year = text.split()
    return f"{year}-{v.MONTHS.index(month) + 1:02}-{int(day):02}"


def american_date(text: str) -> str:
    day, month, year = text.split()
    return f"{month} {day}, {year}"


def slash_date(text: str) -> str:
    day, month, year = text.split()
    return f"{int(day):02}/{v.MONTHS.index(month) + 1:02}/{year}"


def month_number(text: str) -> str:
    return str(v.MONTHS.index(text.split()[1]) + 1)


def numbered(text: str) -> str:
    return "\n".join(f"{number}. {word}" for number, word in enumerate(text.split(), start=1))


def bullets(text: str) -> str:
    return "\n".join(f"- {word}" for word in text.split())
