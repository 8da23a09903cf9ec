"""More of what the starter can do, by family: facts, figures, code, and what a message is about.

Like `skills`, whose families these join where they have the same name.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from t2l_desktop.training.tasks import answers as a
from t2l_desktop.training.tasks import facts as f
from t2l_desktop.training.tasks import messages as m
from t2l_desktop.training.tasks import pools as p
from t2l_desktop.training.tasks import vocabulary as v

Skill = tuple[tuple[p.Pool, ...], a.Answer]
_AS_WRITTEN = 0.8


# of a shape that messages are made by, and what stands there in a message
_PLACE, _FILLING = r"\\\{\w+\\\}", r"[\\w: ]+"


def _names_in(text: str) -> str:
    capitals = re.findall(r"\b[A-Z]\w+", text.removeprefix("I saw "))
    return ", ".join(word for word in capitals if word not in (*v.WEEKDAYS, *v.MONTHS))


def _asked(table: Mapping[str, str]) -> Skill:
    """What a table says of its keys, which some people type in small letters or with a capital."""
    folded = {key.casefold(): value for key, value in table.items()}
    keys = sorted(table)

    def draw(rng: random.Random, _split: p.Split) -> str:
        key = rng.choice(keys)
        if len(folded) < len(table) or rng.random() < _AS_WRITTEN:
            return key
        return rng.choice((key.lower(), key[0].upper() + key[1:]))

    pool = p.Pool(f"one of {', '.join(list(table)[:3])} …", draw)
    return (pool,), lambda text: table.get(text) or folded[text.casefold()]


def _respelt(table: Mapping[str, str]) -> Skill:
    """The same for words that stay what they are, and so keep their capital."""
    pools, answer = _asked(table)

    def kept(text: str) -> str:
        found = answer(text)
        return found[0].upper() + found[1:] if text[0].isupper() else found

    return pools, kept


def _figure(change: Callable[[int], object]) -> a.Answer:
    """What `change` makes of the first whole number in the text."""
    return lambda text: str(change(_figures(text)[0]))


def _of_two(change: Callable[[int, int], object]) -> a.Answer:
    return lambda text: str(change(*_figures(text)))


def _figures(text: str) -> list[int]:
    return [int(each) for each in re.findall(r"\d+", text)]


def _plain(number: Decimal) -> str:
    """A decimal number without zeros at its end."""
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def _scaled(unit: str, low: int, high: int, factor: str, *, in_tenths: bool = False) -> Skill:
    """Amounts in `unit`, times the factor, in full or with one decimal place."""

    def scaled(number: int) -> object:
        product = number * Decimal(factor)
        return product.quantize(Decimal("0.1")) if in_tenths else _plain(product)

    return (m.amounts(unit, low, high),), _figure(scaled)


def _is_prime(number: int) -> bool:
    return number > 1 and all(number % divisor for divisor in range(2, math.isqrt(number) + 1))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _told(kinds: Mapping[str, tuple[str, ...]]) -> Skill:
    """Messages of several kinds; the answer is the kind."""
    fill = {kind: m.filled(*shapes) for kind, shapes in kinds.items()}
    # a message of a kind is known by the words of its shape, which no other kind has, wherever it stands in a text
    told = {
        kind: [
            re.compile(rf"(?:^|(?<=[.!?] )){re.sub(_PLACE, _FILLING, re.escape(shape))}(?=$| (?:The|My|An?|We) )")
            for shape in shapes
        ]
        for kind, shapes in kinds.items()
    }

    def answer(text: str) -> str:
        return next(kind for kind, shapes in told.items() if any(shape.search(text) for shape in shapes))

    names = sorted(kinds)
    pool = p.Pool(f"message: {', '.join(names)}", lambda rng, split: fill[rng.choice(names)](rng, split))
    return p.also_within(pool, most=4), answer


def _found(pattern: str) -> a.Answer:
    """The first match of `pattern`, or its group."""

    def answer(text: str) -> str:
        match = re.search(pattern, text)
        assert match is not None, text
        return match.group(match.re.groups)

    return answer


def _to_24_hours(text: str) -> str:
    hour, minute, half = re.fullmatch(r"(\d+)(?::(\d+))? ?(am|pm)", text.lower()).groups()  # type: ignore[union-attr]  # the pool's form
    return f"{int(hour) % 12 + (12 if half == 'pm' else 0):02}:{minute or '00'}"


def _american(text: str) -> tuple[int, int, int]:
    month, day, year = _figures(text)
    return year, month, day


def _star_sign(text: str) -> str:
    day, month = _figures(text)[0], next(place for place, name in enumerate(v.MONTHS) if name in text)
    sign, last = f.STAR_SIGNS[month]
    return sign if day <= last else f.STAR_SIGNS[(month + 1) % 12][0]


def _third_person(text: str) -> str:
    who, verb, *rest = text.split(" ")
    return " ".join((who, a.third_person(verb), *rest))


def _past_sentence(text: str) -> str:
    who, verb, *rest = text.split(" ")
    return " ".join((who, a.past(verb), *rest))


def _denied(text: str) -> str:
    who, verb, rest = text.split(" ", 2)
    return f"{who} {verb}{'not' if verb == 'can' else ' not'} {rest}"


def _questioned(text: str) -> str:
    who, verb, rest = text.rstrip(".").split(" ", 2)
    return f"{verb.capitalize()} {who.lower()} {rest}?"


def _they(text: str) -> str:
    _, verb, rest = text.split(" ", 2)
    plural = {"is": "are", "was": "were", "has": "have"}.get(verb, verb)
    return f"They {plural} {rest}"


def _odd_list(rng: random.Random) -> str:
    """Three things of one kind and one of another."""
    kinds: dict[str, list[str]] = {}
    for word, kind in v.KINDS.items():
        kinds.setdefault(kind, []).append(word)
    usual, odd = rng.sample(sorted(kinds), 2)
    words = [*rng.sample(kinds[usual], 3), rng.choice(kinds[odd])]
    rng.shuffle(words)
    return ", ".join(words)


def _odd_one(text: str) -> str:
    words = text.split(", ")
    kinds = [v.KINDS[word] for word in words]
    return next(word for word, kind in zip(words, kinds, strict=True) if kinds.count(kind) == 1)


def _mirrored(word: str, dice: float) -> str:
    """The word, or half of the time its beginning there and back."""
    start = word[:4]
    return word if dice < 0.5 else start + start[::-1] if dice < 0.75 else start + start[-2::-1]


def _part_of_day(hour: int) -> str:
    return "night" if hour < 6 else "morning" if hour < 12 else "afternoon" if hour < 18 else "evening"


def _logic(text: str) -> str:
    words = text.split()
    if len(words) == 2:
        return "false" if words[1] == "true" else "true"
    both = [words[0] == "true", words[2] == "true"]
    return str(all(both) if words[1] == "and" else any(both)).lower()


def _octal(text: str) -> str:
    rights = ("".join(text[start : start + 3]) for start in (0, 3, 6))
    return "".join(
        str(sum(value for sign, value in zip(each, (4, 2, 1), strict=True) if sign != "-")) for each in rights
    )


def _simplified(text: str) -> str:
    above, below = _figures(text)
    factor = math.gcd(above, below)
    return f"{above // factor}/{below // factor}"


def _ended(text: str) -> str:
    is_question = text.partition(" ")[0] in ("where", "can", "who", "how", "is")
    return f"{text}{'?' if is_question else '.'}"


def _of_words(text: str) -> str:
    """Words as one number."""
    return str(next(number for number in range(100) if a.number_words(number) == text))


def _of_roman(text: str) -> str:
    return str(next(number for number in range(1, 100) if a.roman(number) == text))


def _century(year: int) -> str:
    return a.ordinal((year + 99) // 100)


_WEEKDAYS = {name[:3]: name for name in v.WEEKDAYS}
_MONTHS = {name[:3]: name for name in v.MONTHS}
COUNTRIES: dict[str, Skill] = {
    "currency": _asked(f.CURRENCIES),
    "country_code": _asked(f.COUNTRY_CODES),
    "country_of_code": _asked(f.COUNTRY_OF_CODE),
    "flag": _asked(f.FLAGS),
    "dialing_code": _asked(f.DIALING_CODES),
    "country_of_city": _asked(f.CITY_COUNTRIES),
    "state_code": _asked(f.STATE_CODES),
    "state_capital": _asked(f.STATE_CAPITALS),
}
LANGUAGES: dict[str, Skill] = {
    **{
        f"from_{name}": _asked({foreign[place].replace("_", " "): word for word, foreign in v.TRANSLATIONS.items()})
        for place, name in enumerate(("spanish", "french", "german"))
    },
    "italian": _asked(f.ITALIAN),
    "from_italian": _asked(f.backwards(f.ITALIAN)),
    "japanese_letters": _asked(f.JAPANESE),
    "japanese": _asked(f.JAPANESE_SCRIPT),
    "french_number": _asked(f.FRENCH_NUMBERS),
    "spanish_number": _asked(f.SPANISH_NUMBERS),
    "german_number": _asked(f.GERMAN_NUMBERS),
    "german_article": _asked(f.GERMAN_ARTICLES),
    "which_language": _asked(f.LANGUAGE_OF_PHRASE),
    "portuguese": _asked(f.PORTUGUESE),
    "from_portuguese": _asked(f.backwards(f.PORTUGUESE)),
    "dutch": _asked(f.DUTCH),
    "polish": _asked(f.POLISH),
    "spanish_i": _asked(f.SPANISH_I),
    "from_french_number": _asked(f.backwards(f.FRENCH_NUMBERS)),
    "from_spanish_number": _asked(f.backwards(f.SPANISH_NUMBERS)),
    "from_german_number": _asked(f.backwards(f.GERMAN_NUMBERS)),
}
SCIENCE: dict[str, Skill] = {
    "element_symbol": _asked(f.ELEMENTS),
    "element_name": _asked(f.ELEMENT_OF_SYMBOL),
    "planet_place": _asked(f.PLANETS),
    "legs": _asked(f.LEGS),
    "animal_class": _asked(f.ANIMAL_CLASSES),
    "fruit_or_vegetable": _asked(f.FRUIT_OR_VEGETABLE),
    "living_kind": _asked(f.LIVING_KINDS),
    "writer": _asked(f.FAMOUS_WRITERS),
    "proverb": _asked(f.PROVERBS),
    "animal_of_sound": _asked(f.ANIMAL_OF_SOUND),
    "shape": _asked(f.SHAPES),
    "sides": _asked(f.SIDES),
    "greek_letter": _asked(f.GREEK),
    "prescription": _asked(f.PRESCRIPTIONS),
}
COMPUTING: dict[str, Skill] = {
    "http_status": _asked(f.HTTP_STATUS),
    "port": _asked(f.PORTS),
    "file_kind": _asked(f.FILE_KINDS),
    "colour_code": _asked(f.COLOUR_CODES),
    "character_code": ((m.CHARACTER,), lambda text: str(ord(text))),
    "to_binary": ((m.BELOW_33,), lambda text: f"{int(text):b}"),
    "from_binary": ((m.BITS,), lambda text: str(int(text, 2))),
    "to_hex": ((m.BELOW_33,), lambda text: f"{int(text):X}"),
    "camel_to_snake": ((m.CAMEL,), lambda text: re.sub(r"([A-Z])", r"_\1", text).lower()),
    "camel_to_words": ((m.CAMEL,), lambda text: re.sub(r"([A-Z])", r" \1", text).lower()),
    "snake_to_camel": ((m.SNAKE,), lambda text: re.sub(r"_(\w)", lambda found: found[1].upper(), text)),
    "snake_to_words": ((m.SNAKE,), lambda text: text.replace("_", " ")),
    "domain_of_url": ((m.URL,), _found(r"//(?:www\.)?([\w.-]+)")),
    "protocol": ((m.URL,), _found(r"^\w+")),
    "extension": ((m.FILE,), _found(r"\w+$")),
    "without_extension": ((m.FILE,), _found(r"^[^.]+")),
    "is_address": ((m.ADDRESS,), lambda text: "valid" if re.fullmatch(r"\w+@\w+\.\w+", text) else "invalid"),
    "user_of_address": ((m.CONTACT_NAME,), _found(r"^[^@]+")),
    "logic": ((m.LOGIC,), _logic),
    "masked_card": ((m.CARD,), lambda text: "*" * 12 + text[-4:]),
    "last_four": ((m.CARD,), lambda text: text[-4:]),
    "formatted_phone": ((m.PHONE_DIGITS,), lambda text: f"({text[:3]}) {text[3:6]}-{text[6:]}"),
    "octal_rights": ((m.RIGHTS,), _octal),
    "from_hex": ((m.HEX,), lambda text: str(int(text, 16))),
    "country_of_domain": _asked(f.TOP_LEVEL_DOMAINS),
    "single_spaces": ((m.GAPS,), lambda text: " ".join(text.split())),
    "underscored_spaces": ((p.WORDS, p.SENTENCE), lambda text: text.replace(" ", "_")),
}


UNITS: dict[str, Skill] = {
    "celsius_to_fahrenheit": ((m.CELSIUS,), lambda text: str(int(text) * 9 // 5 + 32)),
    "fahrenheit_to_celsius": ((m.FAHRENHEIT,), lambda text: str((int(text) - 32) * 5 // 9)),
    "km_to_m": _scaled("km", 1, 99, "1000"),
    "m_to_cm": _scaled("m", 1, 99, "100"),
    "cm_to_mm": _scaled("cm", 1, 99, "10"),
    "kg_to_g": _scaled("kg", 1, 99, "1000"),
    "litres_to_ml": _scaled("litres", 1, 50, "1000"),
    "euros_to_cents": _scaled("euros", 1, 99, "100"),
    "hours_to_minutes": _scaled("hours", 1, 24, "60"),
    "minutes_to_seconds": _scaled("minutes", 1, 30, "60"),
    "days_to_hours": _scaled("days", 1, 14, "24"),
    "weeks_to_days": _scaled("weeks", 1, 20, "7"),
    "years_to_months": _scaled("years", 1, 20, "12"),
    "feet_to_inches": _scaled("feet", 1, 20, "12"),
    "inches_to_cm": _scaled("inches", 1, 20, "2.54"),
    "km_to_miles": _scaled("km", 1, 30, "0.621371", in_tenths=True),
    "miles_to_km": _scaled("miles", 1, 30, "1.609344", in_tenths=True),
    "minutes_to_clock": ((m.MINUTES,), _figure(lambda minutes: f"{minutes // 60}:{minutes % 60:02}")),
    "cents_to_dollars": ((m.CENTS,), _figure(lambda cents: f"${cents // 100}.{cents % 100:02}")),
    "pounds_to_kg": _scaled("pounds", 1, 30, "0.453592", in_tenths=True),
    "kg_to_pounds": _scaled("kg", 1, 30, "2.204623", in_tenths=True),
    "point_for_comma": ((m.DECIMAL_COMMA,), lambda text: text.replace(",", ".")),
    "comma_for_point": ((m.DECIMAL_POINT,), lambda text: text.replace(".", ",")),
}  # fmt: skip
SUMS: dict[str, Skill] = {
    "subtract": ((m.DIFFERENCE,), _of_two(lambda x, y: x - y)),
    "multiply": ((m.FACTORS,), _of_two(lambda x, y: x * y)),
    "remainder": ((m.DIVIDED,), _of_two(lambda x, y: x % y)),
    "compare_sign": ((m.COMPARED,), _of_two(lambda x, y: "<" if x < y else ">" if x > y else "=")),
    "years_between": ((m.YEARS,), _of_two(lambda x, y: y - x)),
    "next_in_series": ((m.SERIES,), lambda text: str(2 * _figures(text)[-1] - _figures(text)[-2])),
    "equation": ((m.EQUATION,), lambda text: str(_figures(text)[1] - _figures(text)[0])),
    "profit": ((m.SALE,), _of_two(lambda x, y: x - y)),
    "bigger_or_smaller": ((m.COMPARED,), _of_two(lambda x, y: "bigger" if y > x else "smaller" if y < x else "same")),
    "simplified": ((m.FRACTION,), _simplified),
    "sum_of_list": ((m.SHORT_LIST,), lambda text: str(sum(_figures(text)))),
}
ARITHMETIC: dict[str, Skill] = {
    "is_prime": ((m.TWO_DIGITS,), a.yes_no(lambda text: _is_prime(int(text)))),
    "square": ((m.ROOTS,), _figure(lambda number: number**2)),
    "square_root": ((m.SQUARES,), _figure(math.isqrt)),
    "times_three": ((m.TWO_DIGITS,), _figure(lambda number: 3 * number)),
    "half": ((m.EVEN,), _figure(lambda number: _plain(Decimal(number) / 2))),
    "tenth": ((p.NUMBER,), _figure(lambda number: _plain(Decimal(number) / 10))),
    "digit_sum": ((p.NUMBER,), lambda text: str(sum(int(each) for each in text))),
    "to_nearest_ten": ((p.NUMBER, p.SMALL), _figure(lambda number: (number + 5) // 10 * 10)),
    "thousands": ((m.LARGE,), _figure(lambda number: f"{number:,}")),
    "from_words": ((m.NUMBER_WORDS,), _of_words),
    "from_roman": ((m.ROMAN,), _of_roman),
    "fraction_to_percent": _asked(f.FRACTIONS),
    "is_leap": ((m.LEAP_OR_NOT,), a.yes_no(lambda text: _is_leap(int(text)))),
    "century": ((m.YEAR,), _figure(_century)),
    "age": ((m.LIFETIME,), _figure(lambda year: 2025 - year)),
}
DATES: dict[str, Skill] = {
    "us_to_iso": ((m.US_DATE,), lambda text: "{}-{:02}-{:02}".format(*_american(text))),
    "us_to_european": ((m.US_DATE,), lambda text: "{2}/{1}/{0}".format(*_american(text))),
    "iso_to_long": (
        (m.ISO_DATE,), lambda text: f"{v.MONTHS[int(text[5:7]) - 1]} {int(text[8:])}, {text[:4]}",
    ),
    "iso_to_dotted": ((m.ISO_DATE,), lambda text: f"{text[8:]}.{text[5:7]}.{text[:4]}"),
    "star_sign": ((m.DAY_OF_MONTH,), _star_sign),
}  # fmt: skip
TIMES: dict[str, Skill] = {
    "to_24_hours": ((m.HALF_DAY,), _to_24_hours),
    "half_hour_later": ((p.TIME,), lambda text: a.later(text, 30)),
    "hour_earlier": ((p.TIME,), lambda text: a.later(text, -60)),
    "o_clock": ((m.FULL_HOUR,), lambda text: f"{a.number_words(int(text.split(':')[0]))} o'clock"),
    "part_of_day": ((p.TIME,), lambda text: _part_of_day(int(text.split(":")[0]))),
}
CALENDAR: dict[str, Skill] = {
    "two_days_later": ((p.WEEKDAY,), a.neighbour(v.WEEKDAYS, 2)),
    "full_weekday": _asked(_WEEKDAYS),
    "full_month": _asked(_MONTHS),
    "month_of_number": _asked({str(number): name for number, name in enumerate(v.MONTHS, 1)}),
    "weekday_of_number": _asked({str(number): name for number, name in enumerate(v.WEEKDAYS, 1)}),
    "letter_at_position": _asked({str(number): chr(96 + number) for number in range(1, 27)}),
    "from_morse": _asked(f.backwards(v.MORSE)),
    "shifted_letter": _asked({chr(97 + n): chr(97 + (n + 3) % 26) for n in range(26)}),
}


ENGLISH: dict[str, Skill] = {
    "expand_contraction": _respelt(f.CONTRACTIONS),
    "contract": _respelt(f.SHORT_FORMS),
    "american_spelling": _respelt(f.AMERICAN),
    "british_spelling": _respelt(f.BRITISH),
    "british_word": _asked(f.BRITISH_WORDS),
    "simpler_word": _asked(f.SYNONYMS),
    "expand_texting": _asked(f.TEXTING),
    "correct_spelling": _respelt(f.MISSPELT),
    "participle": _asked(f.PARTICIPLES),
    "part_of_speech": _asked(f.PARTS_OF_SPEECH),
    "female_form": _asked(f.COUNTERPARTS),
    "male_form": _asked(f.backwards(f.COUNTERPARTS)),
    "abbreviate": _asked(f.SPELLED_SHORT),
    "expand_acronym": _asked(f.ACRONYMS),
    "a_or_an": ((p.NOUN, p.WORD), lambda text: a.article(text).split()[0]),
    "ends_in_vowel": ((p.WORD,), a.yes_no(lambda text: text[-1] in "aeiou")),
    "is_palindrome": (
        (p.Pool("word, mirrored or not", lambda rng, split: _mirrored(p.WORD.draw(rng, split), rng.random())),),
        a.yes_no(a.is_palindrome),
    ),
}


SENTENCES: dict[str, Skill] = {
    "third_person_sentence": ((m.BARE_DOING,), _third_person),
    "past_sentence": ((m.I_DO,), _past_sentence),
    "negative_sentence": ((m.BEING,), _denied),
    "yes_no_question": ((m.BEING,), _questioned),
    "he_to_she": ((m.HE_OR_SHE,), lambda text: re.sub(r"^He\b", "She", text)),
    "she_to_he": ((m.HE_OR_SHE,), lambda text: re.sub(r"^She\b", "He", text)),
    "polite_order": ((m.ORDER,), lambda text: f"Could you please {text[0].lower()}{text[1:-1]}?"),
    "prohibited": ((m.ORDER,), lambda text: f"Do not {text[0].lower()}{text[1:]}"),
    "told_to": ((m.ORDER,), lambda text: f"I told you to {text[0].lower()}{text[1:]}"),
    "polite_bare": ((m.SAY_IT,), lambda text: f"Could you please {text}?"),
    "ended": ((m.UNENDED,), _ended),
    "they_do": ((m.HE_OR_SHE,), _they),
}
GAMES: dict[str, Skill] = {
    "winning_move": _asked(f.BEATS),
    "emoji": _asked(f.EMOJI),
    "word_of_emoji": _asked(f.WORD_OF_EMOJI),
    "nato_letter": _asked(f.NATO),
    "morse_word": ((m.SHORT_WORD,), lambda text: " ".join(v.MORSE[letter] for letter in text)),
    "nato_word": ((m.SHORT_WORD,), lambda text: " ".join(f.NATO[letter] for letter in text)),
    "coin": _asked({"heads": "tails", "tails": "heads"}),
    "odd_one_out": ((p.Pool("things, one of another kind", lambda rng, _: _odd_list(rng)),), _odd_one),
}
CLASSIFY: dict[str, Skill] = {
    "spam": _told(m.SPAM),
    "urgency": _told(m.URGENCY),
    "politeness": _told(m.POLITENESS),
    "greeting_or_farewell": _told(m.MEETING),
    "mood": _told(m.MOODS),
    "topic": _told(m.TOPICS),
    "kind_of_request": _told(m.REQUESTS),
    "expense": _asked(f.EXPENSES),
    "name_gender": _asked(f.NAME_GENDERS),
}
EXTRACT: dict[str, Skill] = {
    "find_hashtags": (p.also_within(m.POST), lambda text: " ".join(re.findall(r"#\w+", text))),
    "find_mention": (p.also_within(m.MENTION), _found(r"@\w+")),
    "find_phone": (p.also_within(m.PHONE), _found(r"\d+-\d+")),
    "find_price": (p.also_within(m.PRICED), _found(r"\$\d+")),
    "find_numbers": (p.also_within(m.COUNTED), lambda text: ", ".join(re.findall(r"\d+", text))),
    "find_place": (
        p.also_within(m.PLACED),
        lambda text: max((city for city in f.CITY_COUNTRIES if city in text), key=len),
    ),
    "find_time": (p.also_within(m.TIMED), _found(r"\d+:\d+")),
    "find_colour": (p.also_within(m.COLOURED), _found(rf"\b({'|'.join(v.COLOURS)})\b")),
    "find_weekday": (p.also_within(m.DAYS), _found("|".join(v.WEEKDAYS))),
    "find_quotation": (p.also_within(m.QUOTED), _found(r'"([^"]+)"')),
    "find_brackets": (p.also_within(m.ENCLOSED), _found(r"\(([^)]+)\)")),
    "find_date": (p.also_within(m.DATED), _found(r"\d+ [A-Z]\w+ \d{4}")),
    "find_names": ((m.TWO_NAMES,), _names_in),
    "find_total": ((m.RECEIPT,), _found(r"(?i)\btotal:? (\d+\.\d\d)")),
}
FAMILIES: dict[str, dict[str, Skill]] = {
    "countries": COUNTRIES, "languages": LANGUAGES, "science": SCIENCE, "computing": COMPUTING, "units": UNITS,
    "sums": SUMS, "arithmetic": ARITHMETIC, "dates": DATES, "times": TIMES, "calendar": CALENDAR, "english": ENGLISH,
    "sentences": SENTENCES, "games": GAMES, "classify": CLASSIFY, "extraction": EXTRACT,
}  # fmt: skip
