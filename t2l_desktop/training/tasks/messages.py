"""Input pools for figures, addresses, names in code and everyday messages; like `pools`, which makes their words."""

from __future__ import annotations

import operator
import random
from collections.abc import Callable

from t2l_desktop.training.tasks import answers as a
from t2l_desktop.training.tasks import facts as f
from t2l_desktop.training.tasks import vocabulary as v
from t2l_desktop.training.tasks.pools import DATE, Pool, Split, known, pick

_AGO = ("today", "yesterday", "last week", "in May", "on Monday", "again", "this year")
_SOON = ("today", "now", "in May", "on Monday", "again", "at noon")


def held_out(number: int, split: Split) -> bool:
    """Whether a figure belongs to the other split: every sixth one is for testing."""
    return (number % 6 == 1) != (split == "test")


def _figures(draw: Callable[[random.Random], int]) -> Callable[[random.Random, Split], int]:
    def of_split(rng: random.Random, split: Split) -> int:
        while held_out(number := draw(rng), split):
            pass
        return number

    return of_split


def _number(low: int, high: int) -> Callable[[random.Random, Split], str]:
    figure = _figures(lambda rng: rng.randint(low, high))
    return lambda rng, split: str(figure(rng, split))


def _large(rng: random.Random, split: Split) -> str:
    return str(_figures(lambda rng: rng.randint(10 ** rng.randint(3, 6), 9_999_999))(rng, split))


def _pair(
    name: str, low: int, high: int, forms: tuple[str, ...], *, larger_first: bool = False, different: bool = False
) -> Pool:
    fits = operator.gt if larger_first else operator.ne if different else lambda _first, _second: True

    def draw(rng: random.Random, split: Split) -> str:
        while True:
            first, second = rng.randint(low, high), rng.randint(low, high)
            if fits(first, second) and not held_out(first + 2 * second, split):
                return rng.choice(forms).format(first, second)

    return Pool(name, draw)


def amounts(unit: str, low: int, high: int) -> Pool:
    """Figures with the unit or without, as one is where the unit is in the plural; all known to both splits."""

    def draw(rng: random.Random, _split: Split) -> str:
        number = rng.randint(low, high)
        return rng.choice((f"{number}", f"{number}", f"{number} {unit}" if number > 1 else f"{number}"))

    return Pool(f"amount in {unit}", draw)


def _fraction(rng: random.Random, _split: Split) -> str:
    above, below = sorted(rng.sample(range(1, 10), 2))
    factor = rng.randint(1, 6)
    return f"{above * factor}/{below * factor}"


def _day(rng: random.Random, split: Split) -> tuple[int, int, int]:
    while True:
        day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1900, 2059)
        if not held_out(day + year, split):
            return day, month, year


def _day_of_month(rng: random.Random, split: Split) -> str:
    day, month, _ = _day(rng, split)
    return rng.choice(("{0} {1}", "{1} {0}")).format(day, v.MONTHS[month - 1])


def _half_day(rng: random.Random, split: Split) -> str:
    hour, minute = rng.randint(1, 12), rng.choice((0, 0, *range(0, 60, 5)))
    while held_out(hour + minute // 5, split):
        hour, minute = rng.randint(1, 12), rng.randrange(0, 60, 5)
    clock = f"{hour}" if minute == 0 and rng.random() < 0.5 else f"{hour}:{minute:02}"
    return f"{clock}{rng.choice(('', ' '))}{rng.choice(('am', 'pm', 'am', 'pm', 'AM', 'PM'))}"


def _camel(rng: random.Random, split: Split) -> str:
    first, *others = (pick(v.NOUNS, rng, split) for _ in range(rng.randint(2, 3)))
    return first + "".join(each.capitalize() for each in others)


def _snake(rng: random.Random, split: Split) -> str:
    return "_".join(pick(v.NOUNS, rng, split) for _ in range(rng.randint(2, 3)))


def _domain(rng: random.Random, split: Split) -> str:
    return f"{pick(v.NOUNS, rng, split)}.{rng.choice(('com', 'org', 'net', 'io', 'de'))}"


def _url(rng: random.Random, split: Split) -> str:
    end = rng.choice(("", "/", f"/{pick(v.NOUNS, rng, split)}"))
    return f"{rng.choice(('https', 'http'))}://{rng.choice(('www.', 'www.', ''))}{_domain(rng, split)}{end}"


def _file(rng: random.Random, split: Split) -> str:
    name = rng.choice(("_", "-")).join(pick(v.NOUNS, rng, split) for _ in range(rng.randint(1, 2)))
    return f"{name}.{rng.choice(tuple(f.FILE_KINDS))}"


def _card(rng: random.Random, _split: Split) -> str:
    return "".join(str(rng.randint(0, 9)) for _ in range(16))


def _address(rng: random.Random, split: Split) -> str:
    """Half of them lack what makes an address."""
    name = pick(v.FIRST_NAMES, rng, split).lower()
    domain = _domain(rng, split)
    broken = (f"{name}@@{domain}", f"{name}{domain}", f"{name}@{domain.partition('.')[0]}", f"@{domain}")
    return f"{name}@{domain}" if rng.random() < 0.5 else rng.choice(broken)


def filled(*shapes: str) -> Callable[[random.Random, Split], str]:
    """One of the `shapes` with words of this split in the places of {noun}, {a_noun}, {nouns}, {other} and so on."""

    def draw(rng: random.Random, split: Split) -> str:
        noun, other, adjective = (pick(words, rng, split) for words in (v.NOUNS, v.NOUNS, v.ADJECTIVES))
        low, high = sorted(rng.sample(range(2, 100), 2))
        return rng.choice(shapes).format(
            noun=noun, a_noun=a.article(noun), nouns=a.plural(noun), other=other, others=a.plural(other),
            adjective=adjective, an_adjective=a.article(adjective), name=pick(v.FIRST_NAMES, rng, split),
            number=rng.randint(2, 99), low=low, high=high, city=rng.choice(tuple(f.CITY_COUNTRIES)),
            colour=rng.choice(v.COLOURS), phone=f"{rng.randint(200, 999)}-{rng.randint(1000, 9999)}",
            ago=rng.choice(_AGO), soon=rng.choice(_SOON), time=f"{rng.randint(0, 23)}:{rng.randrange(0, 60, 5):02}",
            verb=rng.choice(sorted(v.WITH_OBJECT)), weekday=rng.choice(v.WEEKDAYS),
        )  # fmt: skip

    return draw


def _receipt(rng: random.Random, split: Split) -> str:
    first, second = 10 * rng.randint(50, 990), 10 * rng.randint(5, 49)
    costs, more, total = (f"{cents // 100}.{cents % 100:02}" for cents in (first, second, first + second))
    return filled(
        f"Subtotal {costs} Tax {more} TOTAL {total}", f"{{noun}} {costs}, {{other}} {more}, total: {total}",
        f"total {costs} paid in cash", f"1 {{noun}} {costs} TOTAL {costs}",
    )(rng, split)  # fmt: skip


def _subjects(*subjects: str, shapes: tuple[str, ...]) -> Callable[[random.Random, Split], str]:
    fill = filled(*shapes)
    return lambda rng, split: fill(rng, split).replace("~", rng.choice(subjects))


YEAR = Pool("year", _number(1000, 2059))
LEAP_OR_NOT = Pool(
    "year, a leap year or not",
    known(map(str, (*range(1600, 2101, 100), *range(1904, 2060, 4), *range(1901, 2060, 7)))),
)
LIFETIME = Pool("year of birth", _number(1930, 2024))
LARGE = Pool("large number", _large)
TWO_DIGITS = Pool("number below a hundred", known(map(str, range(2, 100))))
ROOTS = Pool("small factor", known(map(str, range(1, 21))))
SQUARES = Pool("square", known(str(number * number) for number in range(1, 21)))
EVEN = Pool("even number", _number(1, 100))
NUMBER_WORDS = Pool("number in words", known(a.number_words(number) for number in range(100)))
ROMAN = Pool("Roman numeral", known(a.roman(number) for number in range(1, 51)))
BITS = Pool("binary number", known(f"{number:b}" for number in range(1, 33)))
BELOW_33 = Pool("number up to 32", known(map(str, range(1, 33))))
CHARACTER = Pool("character", known("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"))
FACTORS = _pair("factors", 2, 12, ("{} {}", "{} x {}", "{}x{}", "{} * {}", "{}*{}", "{} times {}"))
DIFFERENCE = _pair("difference", 1, 99, ("{} {}", "{} - {}", "{}-{}", "{} minus {}", "{}, {}"), larger_first=True)
SUM = _pair("sum", 1, 60, ("{} + {}", "{}+{}", "{} plus {}", "{} and {}", "{}, {}"))
SHORT_LIST = Pool(
    "some small numbers",
    lambda rng, _split: rng.choice((" ", ", ", " + ")).join(str(rng.randint(1, 20)) for _ in range(rng.randint(2, 4))),
)
COMPARED = _pair("two numbers", 1, 60, ("{} and {}", "{} {}", "{}, {}", "{} or {}"), different=True)
DIVIDED = _pair("division", 2, 30, ("{} {}", "{} by {}", "{} / {}"), larger_first=True)
YEARS = _pair("two years", 1900, 2030, ("{1} {0}", "{1} and {0}", "{1} - {0}"), larger_first=True)
SERIES = Pool(
    "series",
    lambda rng, _split: " ".join(
        str(start + step * place)
        for start, step in [(rng.randint(1, 20), rng.choice((1, 2, 3, 4, 5, 10)))]
        for place in range(4)
    ),
)
CELSIUS = Pool("temperature", known(map(str, range(-10, 105, 5))))
FAHRENHEIT = Pool("temperature in Fahrenheit", known(str(degrees * 9 // 5 + 32) for degrees in range(-10, 105, 5)))
MINUTES = Pool("minutes", _number(60, 300))
CENTS = Pool("cents", _number(101, 999))
US_DATE = Pool("American date", lambda rng, split: "{1}/{0}/{2}".format(*_day(rng, split)))
ISO_DATE = Pool("ISO date", lambda rng, split: "{2}-{1:02}-{0:02}".format(*_day(rng, split)))
DAY_OF_MONTH = Pool("day of a month", _day_of_month)
HALF_DAY = Pool("time of twelve hours", _half_day)
FULL_HOUR = Pool("full hour", known(f"{hour}:00" for hour in range(1, 13)))
CAMEL = Pool("camel case", _camel)
SNAKE = Pool("snake case", _snake)
URL = Pool("web address", _url)
FILE = Pool("file name", _file)
CARD = Pool("card number", _card)
ADDRESS = Pool("email address, sound or not", _address)
CONTACT_NAME = Pool(
    "email address", lambda rng, split: f"{pick(v.FIRST_NAMES, rng, split).lower()}@{_domain(rng, split)}"
)
LOGIC = Pool("logic", known(
    (*(f"{x} {op} {y}" for x in ("true", "false") for y in ("true", "false") for op in ("and", "or")),
     "not true", "not false")
))  # fmt: skip
POST = Pool("post with tags", filled(
    "loving this #{noun} #{other}", "back at the #{noun}", "so {adjective} today #{noun} #{other}",
    "#{noun} with {name}", "my new #{noun} is {adjective} #{other}", "look at this {adjective} thing #{noun}",
))  # fmt: skip
MENTION = Pool("post with a mention", filled(
    "thanks @{noun} for the {other}", "@{noun} where are you?", "lunch with @{noun} {soon}",
    "great {other} by @{noun}", "ask @{noun} about the {other}", "hey @{noun}, nice {other}!",
))  # fmt: skip
PHONE = Pool("sentence with a phone number", filled(
    "call me on {phone} {soon}", "Our office is {phone}, ask for {name}.", "{phone} is my number",
    "You can reach {name} at {phone}.", "My phone number is {phone}.", "text {phone} for the {noun}",
))  # fmt: skip
PRICED = Pool("sentence with a price", filled(
    "The {noun} costs ${number}.", "I paid ${number} for {an_adjective} {noun}.", "It was only ${number} {ago}!",
    "{name} owes me ${number}.", "Tickets are ${number} each.", "we sold the {noun} for ${number}",
))  # fmt: skip
COUNTED = Pool("sentence with two numbers", filled(
    "I have {low} {nouns} and {high} {others}", "room {high}, floor {low}",
    "{name} bought {high} eggs and {low} {nouns}.",
    "from {low} to {high}", "page {low} of {high}", "We need {high} {nouns} and {low} {others}.",
))  # fmt: skip
PLACED = Pool("sentence with a place", filled(
    "We flew to {city} {ago}.", "My aunt lives in {city}.", "{name} comes from {city}.", "I met {name} in {city}.",
    "The train to {city} is late.", "{city} is {adjective}.", "have you ever been to {city}?",
))  # fmt: skip
TIMED = Pool("sentence with a time", filled(
    "Meet {name} at {time}.", "The {noun} leaves at {time}.", "I woke up at {time} {ago}", "dinner is at {time}",
    "At {time} the {noun} opens.", "Can we talk at {time}?",
))  # fmt: skip
COLOURED = Pool("sentence with a colour", filled(
    "I bought a {colour} {noun}.", "The {noun} is {colour}.", "{name} has a {colour} {noun}.",
    "my {colour} {noun} is {adjective}", "Where is the {colour} {noun}?", "We painted the {noun} {colour}.",
))  # fmt: skip
DAYS = Pool("sentence with a weekday", filled(
    "We meet on {weekday}.", "The {noun} is closed on {weekday}.", "{weekday} was {adjective}.",
    "can {name} come on {weekday}?", "See you {weekday}!", "I saw the {noun} last {weekday}.",
))  # fmt: skip
QUOTED = Pool("sentence with a quotation", filled(
    'He said "{adjective} {noun}" and left.', '"{noun} and {other}" is a song.', 'The sign says "{adjective} {noun}".',
    '{name} wrote "the {noun}" on it.', 'I read "The {adjective} {noun}" {ago}.',
))  # fmt: skip
ENCLOSED = Pool("sentence with brackets", filled(
    "The {noun} ({adjective} and {number}) is mine.", "{name} ({number}) likes the {noun}.",
    "Bring the {noun} (the {adjective} one).", "my {noun} ({other})",
))  # fmt: skip
SPAM = {"not spam": (
    "See you at {time} for dinner.", "Can you bring the {noun}?", "{name} called about the {noun}.",
    "The meeting is on {weekday}.", "Thanks for the {noun}, it is {adjective}.", "I will be late {soon}.",
    "did you feed the {noun}?", "Happy birthday, {name}!",
), "spam": (
    "WIN A FREE {noun} NOW!!!", "Click here to claim your {number} dollars",
    "You have won {an_adjective} {noun}! Reply now",
    "Cheap {nouns}, {number}% off, buy now!!!", "Congratulations! You are our winner of {number} euros",
    "Make {number} dollars a day from home, no work", "FREE FREE FREE {noun} click this link",
    "Act now! Only {number} left!",
)}  # fmt: skip
URGENCY = {"not urgent": (
    "The lunch menu for next month is attached.", "Have a look at the {noun} when you have time.",
    "FYI, the {noun} is {adjective}.", "No hurry with the {noun}.", "Just wanted to say hello, {name}.",
    "Some day we should paint the {noun}.", "Here are the photos of the {noun}.", "The {noun} party is next year.",
), "urgent": (
    "The server is down, we need help right now!", "Please call {name} immediately!", "URGENT: the {noun} is broken",
    "I need the {noun} within {number} minutes!", "Emergency in the {noun} room, come at once",
    "Answer ASAP, {name} is waiting",
    "The {noun} is on fire!", "We must fix the {noun} right away.",
)}  # fmt: skip
POLITENESS = {"polite": (
    "Could you please bring the {noun}?", "Thank you so much for the {noun}, {name}.",
    "Would you mind closing the {noun}?",
    "I would be grateful for {a_noun}.", "Excuse me, where is the {noun}?", "May I have the {noun}, please?",
), "rude": (
    "Bring me the {noun}, now!", "Shut up, {name}.", "Your {noun} is stupid.", "Get out of my {noun}!",
    "Nobody likes you or your {noun}.", "Move, idiot!", "Who cares about your {noun}?", "What a dumb {noun}, {name}.",
)}  # fmt: skip
MEETING = {"greeting": (
    "Hello {name}!", "Hi there!", "Good morning, {name}.", "Hey {name}, nice to see you!", "Good evening everybody.",
    "Welcome, {name}!", "Hi, how are you?",
), "farewell": (
    "Goodbye {name}!", "See you {weekday}!", "Bye for now.", "Good night, {name}.", "Take care, {name}!",
    "See you later!",
    "Farewell, my {noun}.",
)}  # fmt: skip
MOODS = {
    "happy": ("I love my new {noun}!", "What a wonderful day with {name}!", "We won the {noun}, yay!",
    "I am so glad {soon}."),
    "sad": ("I miss my {noun}.", "{name} left and I cry all day.", "I feel so lonely {soon}.", "My {noun} died."),
    "angry": ("I hate this {noun}!", "How dare {name} break my {noun}!", "Stop that at once!",
    "This makes me furious."),
    "afraid": ("I am scared of the {noun}.", "Help, there is {a_noun} in the dark!", "I fear {name}.",
    "I am terrified {soon}."),
}  # fmt: skip
TOPICS = {
    "sports": ("{name} scored {number} goals.", "The team won the match {ago}.",
    "She ran the race in {number} minutes."),
    "food": ("The soup needs {number} carrots.", "We ate pasta with {name}.", "Bake the cake for {number} minutes."),
    "weather": ("It will rain {soon}.", "It is {number} degrees and sunny.", "A storm comes on {weekday}."),
    "music": ("{name} plays the guitar.", "The band sang {number} songs.", "I bought tickets for the concert {ago}."),
    "money": ("I paid {number} euros at the bank.", "{name} owes me {number} dollars.",
    "The loan is due on {weekday}."),
    "travel": ("We fly to {city} {soon}.", "The hotel in {city} was full.", "My train to {city} leaves at {time}."),
}  # fmt: skip
_DOING = ("~ {verb} the {noun}.", "~ {verb} {an_adjective} {noun}.")
BARE_DOING = Pool("sentence with a bare verb", _subjects("He", "She", "It", shapes=_DOING))
I_DO = Pool("sentence about me", _subjects("I", "We", "They", "You", shapes=_DOING))
HE_OR_SHE = Pool("sentence about somebody", _subjects("He", "She", shapes=(
    "~ is {adjective}.", "~ can paint the {noun}.", "~ has {an_adjective} {noun}.", "~ was at the {noun}.",
)))  # fmt: skip
_IS = _subjects("She is", "He is", "They are", "We are", "You are", "It is", "He was", shapes=(
    "~ {adjective}.", "~ near the {noun}.",
))  # fmt: skip
_CAN = _subjects("They can", "She can", "You can", shapes=("~ see the {noun}.", "~ paint the {adjective} {noun}."))
BEING = Pool("sentence with is, are or can", lambda rng, split: rng.choice((_IS, _IS, _CAN))(rng, split))
ORDER = Pool("order", filled(
    "Open the {noun}.", "Bring me {a_noun}.", "Clean the {adjective} {noun}.", "Call {name}.",
    "Close the {noun} {soon}.",
    "Give {name} the {noun}.", "Wait.", "Sit on the {noun}.",
))  # fmt: skip
SAY_IT = Pool("bare order", filled(
    "open the {noun}", "bring me {a_noun}", "clean the {adjective} {noun}", "call {name}", "close the {noun}",
    "send me the {noun}", "wait", "help {name}",
))  # fmt: skip
REQUESTS = {
    "question": ("When do you open on {weekday}?", "Is the {noun} {adjective}?", "where is the {noun}",
    "How much is it?"),
    "complaint": ("My {noun} came broken.", "The {noun} is too {adjective}.", "I waited {number} minutes!",
    "The {noun} never arrived."),
    "thanks": ("Thank you for the {noun}!", "Thanks a lot, {name}.", "I am grateful for your help.",
    "Many thanks for the {adjective} {noun}."),
}  # fmt: skip
PHONE_DIGITS = Pool("ten digits", lambda rng, _split: str(rng.randint(2_000_000_000, 9_899_999_999)))
RIGHTS = Pool("file rights", lambda rng, _split: "".join(
    rng.choice(("rwx", "rw-", "r-x", "r--", "---", "-wx", "-w-", "--x")) for _ in range(3)
))  # fmt: skip
FRACTION = Pool("fraction", _fraction)
EQUATION = _pair("equation", 1, 20, ("x + {1} = {0}", "x+{1}={0}"), larger_first=True)
SALE = _pair("sale and cost", 1, 99, ("sold {} cost {}", "sale {}, cost {}", "{} {}"), larger_first=True)
HEX = Pool("hexadecimal number", known(f"{number:X}" for number in range(1, 33)))
GAPS = Pool("text with many spaces", lambda rng, split: "".join(
    pick(v.NOUNS, rng, split) + " " * rng.randint(1, 4) for _ in range(rng.randint(3, 5))
).strip())  # fmt: skip
SHORT_WORD = Pool("word of two or three letters", known(
    "sos hi no yes cat dog sun ok go up sea ice red map tea fox key bus cup box end art car day eye".split()
))  # fmt: skip
DECIMAL_COMMA = Pool("number with a decimal comma", lambda rng, _split: f"{rng.randint(0, 99)},{rng.randint(1, 99):02}")
DECIMAL_POINT = Pool("number with a decimal point", lambda rng, _split: f"{rng.randint(0, 99)}.{rng.randint(1, 99):02}")
UNENDED = Pool("message without its stop", filled(
    "where is the {noun}", "the {noun} is {adjective}", "can {name} come", "I saw the {noun}", "who has the {noun}",
    "we meet on {weekday}", "how old is {name}", "is the {noun} {adjective}", "{name} likes the {noun}",
))  # fmt: skip
DATED = Pool("sentence with a date", lambda rng, split: filled(
    "The meeting is on ~.", "{name} was born on ~.", "The {noun} arrives on ~.", "~ was {adjective}.", "see you on ~",
)(rng, split).replace("~", DATE.draw(rng, split)))  # fmt: skip
TWO_NAMES = Pool("sentence with two names", lambda rng, split: filled(
    "~ met # in the {noun}.", "~ and # like the {noun}.", "I saw ~ with # {ago}.", "~ gave # {a_noun}.",
)(rng, split).replace("~", pick(v.FIRST_NAMES, rng, split)).replace("#", pick(v.FIRST_NAMES, rng, split)))  # fmt: skip
RECEIPT = Pool("receipt", _receipt)
