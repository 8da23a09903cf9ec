"""Right answers: functions from an input text to what the model should say."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from t2l_desktop.training.tasks import vocabulary as v

Answer = Callable[[str], str]


def nth_word(index: int) -> Answer:
    """The word at `index`, counted from the end when negative, without a comma after it."""
    return lambda text: text.split()[index].rstrip(",")


def joined(glue: str) -> Answer:
    """The words, or the items of a list with commas, with `glue` between them."""
    return lambda text: glue.join(split_items(text))


def reordered(order: Callable[[list[str]], Sequence[str]]) -> Answer:
    """The words as `order` arranges them."""
    return lambda text: " ".join(order(text.split()))


def of_numbers(choose: Callable[[list[int]], int]) -> Answer:
    """One of the numbers of a list."""
    return lambda text: str(choose([int(number) for number in split_items(text)]))


def sorted_numbers(*, descending: bool) -> Answer:
    """The numbers in order."""
    return words(lambda numbers: sorted(numbers, key=int, reverse=descending))


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


def words(change: Callable[[list[str]], Sequence[str]]) -> Answer:
    """The words as `change` makes them, or the items where there are commas; these stay."""
    return lambda text: (", " if ", " in text else " ").join(change(split_items(text)))


def items(make: Callable[[list[str]], str]) -> Answer:
    """What `make` gives for the items of a list, with commas or without."""
    return lambda text: make(split_items(text))


def split_items(text: str) -> list[str]:
    """The items of a list, at its commas if it has any, else at its spaces."""
    return text.split(", ") if ", " in text else text.split()


def wrapped(before: str, after: str) -> Answer:
    """The text between `before` and `after`."""
    return lambda text: f"{before}{text}{after}"


def without(letters: str) -> Answer:
    """The text without these letters, in either case."""
    gone = set(letters.lower() + letters.upper())
    return lambda text: "".join(letter for letter in text if letter not in gone)


def replaced(pairs: dict[str, str]) -> Answer:
    """The text with letters replaced, both cases of each by the same."""
    table = str.maketrans({**pairs, **{old.upper(): new for old, new in pairs.items()}})
    return lambda text: text.translate(table)


def counted(letters: str) -> Answer:
    """How many of these letters there are, in either case."""
    return lambda text: str(sum(letter in letters for letter in text.lower()))


def yes_no(is_so: Callable[[str], bool]) -> Answer:
    """The words yes and no."""
    return lambda text: "yes" if is_so(text) else "no"


def bare_words(text: str) -> list[str]:
    """The words of a text without punctuation around them."""
    return [word for word in (each.strip(".,!?") for each in text.split()) if word]


def compounded(first: Callable[[str], str], others: Callable[[str], str], glue: str) -> Answer:
    """The words as one name, as programmers write them."""

    def name(text: str) -> str:
        parts = bare_words(text)
        return glue.join([first(parts[0]), *(others(part) for part in parts[1:])])

    return name


def number_words(number: int) -> str:
    """A number below one thousand in English words."""
    if number >= 100:
        rest = f" {number_words(number % 100)}" if number % 100 else ""
        return f"{v.ONES[number // 100]} hundred{rest}"
    if number < 20:
        return v.ONES[number]
    return v.TENS[number // 10] + (f"-{v.ONES[number % 10]}" if number % 10 else "")


def ordinal(number: int) -> str:
    """A number with its ordinal ending."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def roman(number: int) -> str:
    """A number below one hundred in Roman numerals."""
    found = ""
    for value, sign in ((90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            found, number = found + sign, number - value
    return found


def plural(word: str) -> str:
    if word in v.IRREGULAR_PLURALS:
        return v.IRREGULAR_PLURALS[word]
    if word.endswith(("s", "x", "ch", "sh")) or word in ("potato", "tomato"):
        return word + "es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def article(word: str) -> str:
    is_an = word in v.AN_BEFORE or (word[0] in "aeiou" and word not in v.A_BEFORE)
    return f"{'an' if is_an else 'a'} {word}"


def comparative(word: str, *, superlative: bool) -> str:
    if word in v.COMPARED:
        return v.COMPARED[word][superlative]
    ending = "est" if superlative else "er"
    return word + (ending[1:] if word.endswith("e") else ending)


def adverb(word: str) -> str:
    return (word[:-1] + "ily") if word.endswith("y") else word + "ly"


def present_participle(word: str) -> str:
    if word in ("stop", "plan", "drop", "hug", "run", "swim", "sit", "win", "begin"):
        return f"{word}{word[-1]}ing"
    if word == "get":
        return "getting"
    return (word[:-1] if word.endswith("e") and word != "see" else word) + "ing"


def third_person(word: str) -> str:
    if word == "go":
        return "goes"
    return "has" if word == "have" else _with_s(word)


def _with_s(word: str) -> str:
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    return word[:-1] + "ies" if word.endswith("y") and word[-2] not in "aeiou" else word + "s"


def twelve_hours(text: str) -> str:
    hour, minute = (int(part) for part in text.split(":"))
    return f"{hour % 12 or 12}:{minute:02} {'am' if hour < 12 else 'pm'}"


def later(text: str, minutes: int) -> str:
    hour, minute = (int(part) for part in text.split(":"))
    total = (hour * 60 + minute + minutes) % 1440
    return f"{total // 60}:{total % 60:02}"


def neighbour(row: Sequence[str], step: int) -> Answer:
    """What stands `step` places further in a row that begins again at its end."""
    return lambda text: row[(row.index(text) + step) % len(row)]


def date_parts(text: str) -> tuple[int, int, int]:
    """Day, month and year as numbers."""
    day, month, year = text.split()
    return int(day), v.MONTHS.index(month) + 1, int(year)


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with its full stop."""
    return [f"{part}." for part in text.rstrip(".").split(". ")]


def is_palindrome(text: str) -> bool:
    return text == text[::-1]


def swap_case(text: str) -> str:
    return text.swapcase()


def pig_latin(text: str) -> str:
    return text[1:] + text[0] + "ay"


def alternating(text: str) -> str:
    return "".join(letter.upper() if place % 2 else letter.lower() for place, letter in enumerate(text))
