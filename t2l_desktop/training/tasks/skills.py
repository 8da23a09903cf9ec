"""What the starter can do: every named skill by family, with the inputs that it is asked for and its right answer.

How people ask for a skill stands in the TOML file of its family beside this module.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from t2l_desktop.training.tasks import answers as a
from t2l_desktop.training.tasks import knowledge
from t2l_desktop.training.tasks import messages as m
from t2l_desktop.training.tasks import pools as p
from t2l_desktop.training.tasks import vocabulary as v

Skill = tuple[tuple[p.Pool, ...], a.Answer]
_LISTS = (p.WORDS,)
_LISTED = (p.WORDS, p.WORDS, p.ITEMS)
_LENGTHS = (p.LENGTHS, p.LENGTHS, p.LISTED_LENGTHS)  # words of one length have no order
_PICKED = (p.WORDS, p.WORDS, p.SENTENCE)  # a sentence's words are picked without its full stop
_ANY = (p.SENTENCE, p.SENTENCE, p.WORDS, p.WORD, p.MIXED, p.PASSAGE)
_SPOKEN = (p.SENTENCE, p.MIXED, p.SENTENCE, p.MIXED, p.PASSAGE)
_SHORT = (p.WORD, p.WORDS, p.WORDS)


def _bare(choose: Callable[[list[str]], Sequence[str]]) -> a.Answer:
    return lambda text: " ".join(choose(a.bare_words(text)))


def _listing(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _whole(text: str) -> str:
    """A sentence without its closing mark."""
    return text.rstrip(".!?")


def _first_name(text: str) -> str:
    return next(word for word in a.bare_words(text) if word in v.FIRST_NAMES)


def _address(text: str) -> str:
    return next(word for word in text.split() if "@" in word).rstrip(".")


def _praises(text: str) -> bool:
    return any(word in text.lower() for word in v.PRAISE)


PICK: dict[str, Skill] = {
    "first_word": (_PICKED, _bare(lambda w: w[:1])),
    "second_word": (_PICKED, _bare(lambda w: w[1:2])),
    "third_word": (_PICKED, _bare(lambda w: w[2:3])),
    "last_word": (_PICKED, _bare(lambda w: w[-1:])),
    "next_to_last_word": (_PICKED, _bare(lambda w: w[-2:-1])),
    "first_two_words": (_PICKED, _bare(lambda w: w[:2])),
    "last_two_words": (_PICKED, _bare(lambda w: w[-2:])),
    "first_three_words": (_PICKED, _bare(lambda w: w[:3])),
    "first_and_last_word": (_LISTS, _bare(lambda w: [w[0], w[-1]])),
    "longest_word": (_LENGTHS, _bare(lambda w: [max(w, key=len)])),
    "shortest_word": (_LENGTHS, _bare(lambda w: [min(w, key=len)])),
    "first_alphabetically": (_LISTED, _bare(lambda w: [min(w)])),
}
DROP: dict[str, Skill] = {
    "drop_first": (_LISTED, a.words(lambda w: w[1:])),
    "drop_last": (_LISTED, a.words(lambda w: w[:-1])),
    "drop_first_two": (_LISTED, a.words(lambda w: w[2:])),
    "drop_second": (_LISTED, a.words(lambda w: [w[0], *w[2:]])),
    "drop_ends": (_LISTED, a.words(lambda w: w[1:-1])),
    "drop_repeats": ((p.REPEATS, p.REPEATED_ITEMS), a.words(lambda w: list(dict.fromkeys(w)))),
}
ORDER: dict[str, Skill] = {
    "reverse_order": (_LISTED, a.words(lambda w: w[::-1])),
    "alphabetical": (_LISTED, a.words(sorted)),
    "swap_ends": (_LISTED, a.words(lambda w: [w[-1], *w[1:-1], w[0]])),
    "first_to_end": (_LISTED, a.words(lambda w: [*w[1:], w[0]])),
    "last_to_front": (_LISTED, a.words(lambda w: [w[-1], *w[:-1]])),
    "by_length": (_LENGTHS, a.words(lambda w: sorted(w, key=len))),
}
GLUES = {
    "commas": ", ", "hyphens": "-", "underscores": "_", "slashes": "/", "and": " and ", "plus": " + ", "arrows": " -> ",
    "semicolons": "; ", "pipes": " | ", "colons": ":", "dots": ".", "or": " or ", "nothing": "", "ampersands": " & ",
    "then": " then ", "equals": " = ", "stars": " * ", "versus": " vs ", "ellipses": "... ", "line_breaks": "\n",
    "tildes": "~", "but": " but ", "at_signs": "@", "spaces_twice": "  ",
}  # fmt: skip
JOIN: dict[str, Skill] = {
    **{f"join_{name}": (_LISTS, a.joined(glue)) for name, glue in GLUES.items()},
    "join_listing": ((p.WORDS, p.ITEMS), a.items(_listing)),
    "commas_to_spaces": ((p.ITEMS,), lambda text: text.replace(", ", " ")),
}
CASE: dict[str, Skill] = {
    "upper": (_ANY, str.upper),
    "lower": (_ANY, str.lower),
    "title": (_ANY, a.title),
    "capitalise_first": ((p.WORD, p.WORDS), lambda text: text[0].upper() + text[1:]),
    "first_word_upper": ((p.WORDS, p.SENTENCE), a.words(lambda w: [w[0].upper(), *w[1:]])),
    "last_word_upper": ((p.WORDS,), a.words(lambda w: [*w[:-1], w[-1].upper()])),
    "swap_case": ((p.PERSON, p.WORD), a.swap_case),
    "alternating_case": ((p.WORD,), a.alternating),
    "camel_case": ((p.WORDS,), a.compounded(str.lower, str.capitalize, "")),
    "pascal_case": ((p.WORDS,), a.compounded(str.capitalize, str.capitalize, "")),
    "snake_case": ((p.SENTENCE, p.PERSON), a.compounded(str.lower, str.lower, "_")),
    "constant_case": ((p.WORDS,), a.compounded(str.upper, str.upper, "_")),
    "slug": ((p.SENTENCE, p.PERSON), a.compounded(str.lower, str.lower, "-")),
}
WRAPS = {
    "quotes": ('"', '"'), "single_quotes": ("'", "'"), "brackets": ("[", "]"), "round": ("(", ")"),
    "braces": ("{", "}"), "angle": ("<", ">"), "bold_stars": ("**", "**"), "italic_stars": ("*", "*"),
    "underscores_around": ("_", "_"), "backticks": ("`", "`"), "strike": ("~~", "~~"), "bold_tags": ("<b>", "</b>"),
    "italic_tags": ("<i>", "</i>"), "paragraph_tags": ("<p>", "</p>"), "heading_tags": ("<h1>", "</h1>"),
    "item_tags": ("<li>", "</li>"), "underline_tags": ("<u>", "</u>"), "dashes": ("- ", " -"), "hashes": ("# ", " #"),
    "pipes_around": ("| ", " |"), "slashes_around": ("/", "/"), "equals_around": ("= ", " ="),
    "guillemets": ("«", "»"), "corner_brackets": ("「", "」"), "plus_around": ("+", "+"), "dollars": ("$", "$"),
    "dots_around": ("...", "..."), "comment_marks": ("/* ", " */"),
}  # fmt: skip
WRAP: dict[str, Skill] = {name: (_ANY, a.wrapped(*marks)) for name, marks in WRAPS.items()}
PREFIXES = {
    "note": "Note: ", "warning": "Warning: ", "todo": "TODO: ", "quote_mark": "> ", "heading_mark": "# ",
    "bullet_mark": "- ", "reply": "Re: ", "forward": "Fwd: ", "yes": "Yes, ", "no": "No, ", "please": "Please ",
    "ok": "OK: ", "at": "@", "hash": "#", "dollar": "$", "web": "www.", "secure": "https://", "question": "Question: ",
    "answer": "Answer: ", "important": "Important: ", "draft": "Draft: ", "postscript": "P.S. ",
    "once": "Once upon a time, ", "news": "Breaking news: ", "fun_fact": "Fun fact: ", "attention": "Attention! ",
    "star": "* ", "one": "1. ", "sorry": "Sorry, ", "urgent": "URGENT: ", "well": "Well, ", "error": "Error: ",
}  # fmt: skip
PREFIX: dict[str, Skill] = {f"prefix_{name}": (_ANY, a.wrapped(mark, "")) for name, mark in PREFIXES.items()}
SUFFIXES = {
    "exclamation": "!", "question_mark": "?", "full_stop": ".", "three_dots": "...", "three_exclamations": "!!!",
    "colon": ":", "semicolon": ";", "please": ", please", "done": " (done)", "txt": ".txt", "com": ".com",
    "percent": "%", "euros": " euros", "dollars": " dollars", "kilograms": " kg",
    "kilometres": " km", "smiley": " :)", "wink": " ;)", "the_end": " The end.", "lol": " lol", "thanks": ", thank you",
    "so_on": " and so on", "pdf": ".pdf", "right": ", right?", "amen": " Amen.", "comma": ",", "heart": " <3",
    "years": " years",
}  # fmt: skip
SUFFIX: dict[str, Skill] = {f"suffix_{name}": (_SHORT, a.wrapped("", mark)) for name, mark in SUFFIXES.items()}
_W = (p.WORD,)
LETTERS: dict[str, Skill] = {
    "first_letter": (_W, lambda text: text[0]),
    "last_letter": (_W, lambda text: text[-1]),
    "second_letter": (_W, lambda text: text[1]),
    "capital_letter": (_W, lambda text: text[0].upper()),
    "two_letters": (_W, lambda text: text[:2]),
    "three_letters": (_W, lambda text: text[:3]),
    "last_two_letters": (_W, lambda text: text[-2:]),
    "without_first_letter": (_W, lambda text: text[1:]),
    "without_last_letter": (_W, lambda text: text[:-1]),
    "spell": (_W, "-".join),
    "spell_spaces": (_W, " ".join),
    "spell_dots": (_W, ".".join),
    "spell_commas": (_W, ", ".join),
    "spell_capitals": (_W, lambda text: "-".join(text.upper())),
    "reverse_letters": (_W, lambda text: text[::-1]),
    "double_letters": (_W, lambda text: "".join(letter * 2 for letter in text)),
    "stretch_last": (_W, lambda text: text + text[-1] * 2),
    "first_letters_of_words": ((p.WORDS,), lambda text: "".join(word[0] for word in text.split())),
    "acronym": ((p.WORDS,), lambda text: "".join(word[0] for word in text.split()).upper()),
}
CHANGE: dict[str, Skill] = {
    "no_vowels": (_SHORT, a.without("aeiouáéíóúâêîôûàèùëïöüäœ")),
    "no_spaces": ((p.WORDS, p.PERSON), lambda text: text.replace(" ", "")),
    "no_punctuation": ((p.SENTENCE, p.ITEMS, p.UNTIMED), lambda text: "".join(c for c in text if c not in ".,!?:")),
    "no_full_stop": ((p.SENTENCE, p.MIXED), lambda text: text.rstrip(".")),
    "no_digits": ((p.WITH_DIGITS,), lambda text: "".join(c for c in text if not c.isdigit())),
    "vowels_to_stars": (_SHORT, a.replaced(dict.fromkeys("aeiou", "*"))),
    "only_vowels": (_W, lambda text: "".join(letter for letter in text if letter in "aeiou")),
    "leetspeak": (_SHORT, a.replaced({"a": "4", "e": "3", "i": "1", "o": "0"})),
    "masked": (_W, lambda text: "*" * len(text)),
    "masked_but_first": (_W, lambda text: text[0] + "*" * (len(text) - 1)),
    **{f"no_{letter}": (_SHORT, a.without(letter)) for letter in "aeiostrn"},
    **{
        f"{old}_to_{name}": (_SHORT, a.replaced({old: new}))
        for old, new, name in (
            ("a", "o", "o"), ("e", "a", "a"), ("o", "u", "u"), ("i", "y", "y"), ("s", "z", "z"), ("c", "k", "k"),
            ("e", "3", "three"), ("o", "0", "zero"), ("a", "@", "at"), ("s", "$", "dollar"), ("i", "!", "exclamation"),
            ("t", "7", "seven"),
        )
    },
}  # fmt: skip
REPEAT: dict[str, Skill] = {
    "twice": (_SHORT, lambda text: f"{text} {text}"),
    "three_times": ((p.WORD, p.PERSON), lambda text: f"{text} {text} {text}"),
    "twice_comma": (_SHORT, lambda text: f"{text}, {text}"),
    "each_word_twice": (_LISTS, a.words(lambda w: [each for word in w for each in (word, word)])),
    "first_word_twice": (_LISTS, a.words(lambda w: [w[0], *w])),
    "last_word_twice": (_LISTS, a.words(lambda w: [*w, w[-1]])),
    "echo": (_ANY, lambda text: text),
    "there_and_back": (_LISTS, a.words(lambda w: [*w, *w[-2::-1]])),
}
COUNT: dict[str, Skill] = {
    "word_count": ((p.WORDS, p.SENTENCE), lambda text: str(len(text.split()))),
    "letter_count": (_W, lambda text: str(len(text))),
    "vowel_count": (_W, a.counted("aeiou")),
    "sentence_count": ((p.TEXT,), lambda text: str(text.count("."))),
    "item_count": ((p.ITEMS,), a.items(lambda w: str(len(w)))),
    "number_count": ((p.NUMBERS,), lambda text: str(len(text.split()))),
    **{f"count_{letter}": (_W, a.counted(letter)) for letter in "aeostrl"},
}
CHECK: dict[str, Skill] = {
    "is_question": ((p.MARKED,), a.yes_no(lambda text: text.endswith("?"))),
    "has_number": (p.also_within(p.MIXED), a.yes_no(lambda text: any(c.isdigit() for c in text))),
    "starts_with_vowel": (_W, a.yes_no(lambda text: text[0] in "aeiou")),
    "starts_with_capital": ((p.WORD, p.PERSON), a.yes_no(lambda text: text[0].isupper())),
    "is_long_word": (_W, a.yes_no(lambda text: len(text) > 5)),
    "ends_with_s": ((p.WORD, p.PLURAL), a.yes_no(lambda text: text.endswith("s"))),
    "has_more_than_four_words": (_LISTS, a.yes_no(lambda text: len(text.split()) > 4)),
    "is_even": ((p.NUMBER, p.SMALL), a.yes_no(lambda text: int(text) % 2 == 0)),
    "is_odd": ((p.NUMBER, p.SMALL), a.yes_no(lambda text: int(text) % 2 == 1)),
    "is_over_fifty": ((p.SMALL,), a.yes_no(lambda text: int(text) > 50)),
    "is_over_hundred": ((p.SMALL, p.NUMBER), a.yes_no(lambda text: int(text) > 100)),
    "divides_by_five": ((p.NUMBER, p.SMALL), a.yes_no(lambda text: int(text) % 5 == 0)),
    "divides_by_ten": ((p.NUMBER,), a.yes_no(lambda text: int(text) % 10 == 0)),
    "is_animal": ((p.THING,), a.yes_no(lambda text: v.KINDS[text] == "animal")),
    "is_food": ((p.THING,), a.yes_no(lambda text: v.KINDS[text] == "food")),
    "is_weekend": ((p.WEEKDAY,), a.yes_no(lambda text: text in ("Saturday", "Sunday"))),
    "has_repeats": ((p.REPEATS, p.WORDS), a.yes_no(lambda text: len(set(text.split())) < len(text.split()))),
    **{f"has_{letter}": (_W, a.yes_no(lambda text, letter=letter: letter in text)) for letter in "aeorst"},  # type: ignore[misc] # mypy cannot infer a default argument
}  # fmt: skip
_NS = (p.NUMBERS, p.NUMBERS, p.LISTED_NUMBERS)
NUMBER_LISTS: dict[str, Skill] = {
    "largest": (_NS, a.of_numbers(max)),
    "smallest": (_NS, a.of_numbers(min)),
    "first_number": (_NS, a.nth_word(0)),
    "last_number": (_NS, a.nth_word(-1)),
    "second_number": (_NS, a.nth_word(1)),
    "sort_up": (_NS, a.sorted_numbers(descending=False)),
    "sort_down": (_NS, a.sorted_numbers(descending=True)),
    "numbers_backwards": (_NS, a.words(lambda w: w[::-1])),
    "even_ones": (_NS, lambda text: a.words(lambda w: [n for n in w if int(n) % 2 == 0])(text) or "none"),
    "odd_ones": (_NS, lambda text: a.words(lambda w: [n for n in w if int(n) % 2])(text) or "none"),
    "numbers_with_commas": ((p.NUMBERS,), a.joined(", ")),
    "add_two": ((p.PAIR, m.SUM), lambda text: str(sum(int(n) for n in re.findall(r"\d+", text)))),
    "larger_of_two": ((p.PAIR,), a.of_numbers(max)),
    "smaller_of_two": ((p.PAIR,), a.of_numbers(min)),
}
_N = (p.NUMBER, p.SMALL)
ARITHMETIC: dict[str, Skill] = {
    **{
        f"plus_{name}": (_N, a.plus(amount))
        for name, amount in (("one", 1), ("two", 2), ("three", 3), ("five", 5), ("ten", 10), ("hundred", 100))
    },
    **{
        f"minus_{name}": ((p.NUMBER,), a.plus(-amount))
        for name, amount in (("one", 1), ("two", 2), ("five", 5), ("ten", 10))
    },
    "times_two": ((p.SMALL,), lambda text: str(int(text) * 2)),
    "times_ten": (_N, a.times_ten),
    "times_hundred": (_N, lambda text: text + "00"),
    "parity": (_N, a.parity),
    "last_digit": (_N, lambda text: text[-1]),
    "first_digit": (_N, lambda text: text[0]),
    "digit_count": (_N, lambda text: str(len(text))),
    "digits_backwards": ((p.NUMBER,), lambda text: text[::-1]),
    "digits_apart": ((p.NUMBER,), " ".join),
    "to_ten": ((p.NUMBER,), lambda text: text[:-1] + "0"),
    "ordinal": (_N, lambda text: a.ordinal(int(text))),
    "in_words": ((p.SMALL, p.NUMBER), lambda text: a.number_words(int(text))),
    "roman": ((p.SMALL,), lambda text: a.roman(int(text))),
    "negative": (_N, a.wrapped("-", "")),
    "with_decimals": (_N, a.wrapped("", ".00")),
    "price": (_N, a.wrapped("$", ".00")),
    "in_percent": (_N, a.wrapped("", " percent")),
    "four_digits": (_N, lambda text: text.zfill(4)),
    "count_up": ((p.SMALL,), lambda text: " ".join(str(int(text) + step) for step in range(3))),
}  # fmt: skip
_P = (p.PERSON,)
PEOPLE: dict[str, Skill] = {
    "given_name": (_P, a.nth_word(0)),
    "surname": (_P, a.nth_word(-1)),
    "initials": (_P, a.initials),
    "bare_initials": (_P, lambda text: "".join(name[0] for name in text.split())),
    "surname_first": (_P, a.surname_first),
    "surname_capitals": (_P, lambda text: f"{text.split()[0]} {text.split()[1].upper()}"),
    "short_given_name": (_P, lambda text: f"{text[0]}. {text.split()[1]}"),
    "short_surname": (_P, lambda text: f"{text.split()[0]} {text.split()[1][0]}."),
    "email": (_P, a.email),
    "login": (_P, a.login),
    "handle": (_P, lambda text: "@" + "_".join(text.lower().split())),
    "dear": (_P, a.wrapped("Dear ", ",")),
    "hello": (_P, lambda text: f"Hello, {text.split()[0]}!"),
    "good_morning": (_P, lambda text: f"Good morning, {text.split()[0]}!"),
    "goodbye": (_P, lambda text: f"Goodbye, {text.split()[0]}!"),
    "birthday": (_P, lambda text: f"Happy birthday, {text.split()[0]}!"),
    "thank_you": (_P, lambda text: f"Thank you, {text.split()[0]}!"),
    "congratulations": (_P, lambda text: f"Congratulations, {text.split()[0]}!"),
    "regards": (_P, a.wrapped("Best regards,\n", "")),
    "badge": (_P, a.wrapped("My name is ", ".")),
    "doctor": (_P, lambda text: f"Dr. {text.split()[1]}"),
    "family": (_P, lambda text: f"the {text.split()[1]} family"),
    "name_fields": (_P, lambda text: f"First name: {text.split()[0]}, last name: {text.split()[1]}"),
}
_D = (p.DATE,)
DATES: dict[str, Skill] = {
    "year": (_D, a.nth_word(-1)),
    "month": (_D, a.nth_word(1)),
    "day": (_D, a.nth_word(0)),
    "iso": (_D, a.iso_date),
    "american": (_D, a.american_date),
    "slashes_date": (_D, a.slash_date),
    "american_slashes": (_D, lambda text: "{1:02}/{0:02}/{2}".format(*a.date_parts(text))),
    "dotted_date": (_D, lambda text: "{}.{}.{}".format(*a.date_parts(text))),
    "month_number": (_D, a.month_number),
    "short_month": (_D, lambda text: f"{text.split()[0]} {text.split()[1][:3]} {text.split()[2]}"),
    "two_digit_year": (_D, lambda text: text[-2:]),
    "month_and_year": (_D, a.words(lambda w: w[1:])),
    "day_and_month": (_D, a.words(lambda w: w[:2])),
    "ordinal_day": (_D, lambda text: f"{a.ordinal(int(text.split()[0]))} of {text.split()[1]}"),
    "decade": (_D, lambda text: f"{text[-4:-1]}0s"),
    "next_year": (_D, lambda text: str(int(text.split()[-1]) + 1)),
    "compact_date": (_D, lambda text: a.iso_date(text).replace("-", "")),
    "in_the_year": (_D, lambda text: f"in the year {text.split()[-1]}"),
    "season_of_date": (_D, lambda text: v.SEASONS[a.date_parts(text)[1] - 1]),
}
_T = (p.TIME,)
TIMES: dict[str, Skill] = {
    "twelve_hours": (_T, a.twelve_hours),
    "hour": (_T, lambda text: text.split(":")[0]),
    "minute": (_T, lambda text: text.split(":")[1]),
    "am_or_pm": (_T, lambda text: "am" if int(text.split(":")[0]) < 12 else "pm"),
    "hour_later": (_T, lambda text: a.later(text, 60)),
    "dotted_time": (_T, lambda text: text.replace(":", ".")),
    "meet_at": (_T, a.wrapped("Let's meet at ", ".")),
}
CALENDAR: dict[str, Skill] = {
    "next_weekday": ((p.WEEKDAY,), a.neighbour(v.WEEKDAYS, 1)),
    "previous_weekday": ((p.WEEKDAY,), a.neighbour(v.WEEKDAYS, -1)),
    "short_weekday": ((p.WEEKDAY,), lambda text: text[:3]),
    "weekday_number": ((p.WEEKDAY,), lambda text: str(v.WEEKDAYS.index(text) + 1)),
    "next_month": ((p.MONTH,), a.neighbour(v.MONTHS, 1)),
    "previous_month": ((p.MONTH,), a.neighbour(v.MONTHS, -1)),
    "number_of_month": ((p.MONTH,), lambda text: str(v.MONTHS.index(text) + 1)),
    "days_in_month": ((p.MONTH,), lambda text: str(v.MONTH_DAYS[v.MONTHS.index(text)])),
    "season": ((p.MONTH,), lambda text: v.SEASONS[v.MONTHS.index(text)]),
    "next_letter": ((p.LETTER,), a.neighbour("abcdefghijklmnopqrstuvwxyz", 1)),
    "previous_letter": ((p.LETTER,), a.neighbour("abcdefghijklmnopqrstuvwxyz", -1)),
    "letter_position": ((p.LETTER,), lambda text: str(ord(text) - 96)),
    "morse": ((p.LETTER,), lambda text: v.MORSE[text]),
}
_C = (p.COUNTRY,)
COUNTRIES: dict[str, Skill] = {
    "capital": (_C, a.country(0)),
    "continent": (_C, a.country(1)),
    "language": (_C, a.country(2)),
    "people_of": (_C, a.country(3)),
    "capital_sentence": (_C, lambda text: f"The capital of {text} is {v.COUNTRIES[text][0]}."),
    "country_of_capital": ((p.CAPITAL,), lambda text: next(c for c, f in v.COUNTRIES.items() if f[0] == text)),
    "is_in_europe": (_C, a.yes_no(lambda text: v.COUNTRIES[text][1] == "Europe")),
}
_V = (p.VERB,)
VERBS: dict[str, Skill] = {
    "past": (_V, a.past),
    "future": (_V, a.wrapped("will ", "")),
    "infinitive": (_V, a.wrapped("to ", "")),
    "negative_verb": (_V, a.wrapped("do not ", "")),
    "polite": (_V, a.wrapped("please ", "")),
    "ability": (_V, a.wrapped("can ", "")),
    "ing_form": (_V, a.present_participle),
    "third_person": (_V, a.third_person),
    "she_does": (_V, lambda text: f"she {a.third_person(text)}"),
    "do_you": (_V, a.wrapped("Do you ", "?")),
    "duty": (_V, a.wrapped("must ", "")),
    "lets": (_V, a.wrapped("Let's ", "!")),
    "wish": (_V, a.wrapped("I want to ", "")),
    "prohibition": (_V, a.wrapped("Don't ", "!")),
    "i_did": (_V, lambda text: f"I {a.past(text)}"),
    "doing": (_V, lambda text: f"I am {a.present_participle(text)}"),
    "advice": (_V, a.wrapped("You should ", "")),
}
_O = (p.NOUN,)
NOUNS: dict[str, Skill] = {
    "plural": (_O, a.plural),
    "article": (_O, a.article),
    "definite": (_O, a.wrapped("the ", "")),
    "mine": (_O, a.wrapped("my ", "")),
    "two_of": (_O, lambda text: f"two {a.plural(text)}"),
    "many": (_O, lambda text: f"many {a.plural(text)}"),
    "possessive": (_O, a.wrapped("", "'s")),
    "this_is": (_O, lambda text: f"This is {a.article(text)}."),
    "i_like": (_O, lambda text: f"I like {a.plural(text)}."),
    "where_is": (_O, a.wrapped("Where is the ", "?")),
    "no_noun": (_O, a.wrapped("no ", "")),
    "kind": ((p.THING,), lambda text: v.KINDS[text]),
    "sound": ((p.NOISY,), lambda text: v.SOUNDS[text]),
    "young": ((p.PARENT,), lambda text: v.YOUNG[text]),
    "colour_of": ((p.COLOURED,), lambda text: v.FRUIT_COLOURS[text]),
}
_A = (p.COMPARABLE,)
ADJECTIVES: dict[str, Skill] = {
    "opposite": ((p.OPPOSED,), lambda text: v.OPPOSITES[text]),
    "comparative": (_A, lambda text: a.comparative(text, superlative=False)),
    "superlative": (_A, lambda text: a.comparative(text, superlative=True)),
    "the_most": (_A, lambda text: f"the {a.comparative(text, superlative=True)}"),
    "very": (_A, a.wrapped("very ", "")),
    "not_so": (_A, a.wrapped("not ", "")),
    "too_much": (_A, a.wrapped("too ", "")),
    "as_as": (_A, a.wrapped("as ", " as")),
    "how": (_A, a.wrapped("How ", "!")),
}
LANGUAGES: dict[str, Skill] = {
    name: ((p.TRANSLATED,), lambda text, place=place: v.TRANSLATIONS[text][place].replace("_", " "))  # type: ignore[misc] # mypy cannot infer a default argument
    for place, name in enumerate(("spanish", "french", "german"))
}
_L = (p.WORDS, p.ITEMS)


def _lines(mark: str) -> a.Answer:
    return a.items(lambda w: "\n".join(f"{mark}{item}" for item in w))


LISTS: dict[str, Skill] = {
    "numbered": (_L, a.items(lambda w: "\n".join(f"{n}. {item}" for n, item in enumerate(w, 1)))),
    "numbered_brackets": (_L, a.items(lambda w: "\n".join(f"{n}) {item}" for n, item in enumerate(w, 1)))),
    "lettered": (_L, a.items(lambda w: "\n".join(f"{'abcdefgh'[n]}) {item}" for n, item in enumerate(w)))),
    "bullets": (_L, _lines("- ")),
    "star_bullets": (_L, _lines("* ")),
    "checkboxes": (_L, _lines("[ ] ")),
    "one_per_line": (_L, _lines("")),
    "json_array": (_L, a.items(lambda w: "[" + ", ".join(f'"{item}"' for item in w) + "]")),
    "each_quoted": (_L, a.items(lambda w: " ".join(f'"{item}"' for item in w))),
    "each_hashtag": (_LISTS, a.words(lambda w: [f"#{each}" for each in w])),
    "each_capitalised": (_LISTS, a.words(lambda w: [each.capitalize() for each in w])),
    "each_bracketed": (_LISTS, a.words(lambda w: [f"[{each}]" for each in w])),
    "html_list": (_L, a.items(lambda w: "\n".join(f"<li>{item}</li>" for item in w))),
    "numbered_inline": (_LISTS, a.words(lambda w: [f"{n}:{each}" for n, each in enumerate(w, 1)])),
}
STRUCTURE: dict[str, Skill] = {
    "json_text": (_ANY, a.wrapped('{"text": "', '"}')),
    "json_name": (_P, a.wrapped('{"name": "', '"}')),
    "json_message": (_SPOKEN, a.wrapped('{"message": "', '"}')),
    "xml_item": (_SHORT, a.wrapped("<item>", "</item>")),
    "key_value": (_SHORT, a.wrapped("key: ", "")),
    "value_equals": (_SHORT, a.wrapped("value = ", "")),
    "title_field": (_SHORT, a.wrapped("Title: ", "")),
    "subject_line": (_SPOKEN, a.wrapped("Subject: ", "")),
    "markdown_link": (_SHORT, a.wrapped("[", "](link)")),
    "print_call": (_ANY, a.wrapped('print("', '")')),
    "second_heading": (_SHORT, a.wrapped("## ", "")),
    "code_comment": (_ANY, a.wrapped("// ", "")),
}
STYLE: dict[str, Skill] = {
    "shout": (_SPOKEN, lambda text: _whole(text).upper() + "!"),
    "whisper": (_SPOKEN, lambda text: f"({_whole(text).lower()}...)"),
    "pirate": (_SPOKEN, a.wrapped("Arr! ", "")),
    "robot": (_SPOKEN, lambda text: f"BEEP BOOP. {text.upper()}"),
    "he_said": (_SPOKEN, a.wrapped('He said: "', '"')),
    "she_asked": (_SPOKEN, a.wrapped('She asked: "', '"')),
    "simon_says": (_SPOKEN, a.wrapped("Simon says: ", "")),
    "dramatic": ((p.WORDS,), a.joined("... ")),
    "excited": (_SPOKEN, lambda text: f"Wow! {_whole(text)}!!!"),
    "doubtful": (_SPOKEN, lambda text: f"Hmm. {_whole(text)}?"),
    "question_tag": ((p.SENTENCE,), lambda text: f"{_whole(text)}, right?"),
    "headline": ((p.SENTENCE,), lambda text: a.title(_whole(text))),
    "pig_latin": (_W, a.pig_latin),
    "i_think": ((p.STATEMENT,), lambda text: f"I think that {text[0].lower()}{text[1:]}"),
    "happy": (_SPOKEN, a.wrapped("", " :)")),
    "cowboy": (_SPOKEN, a.wrapped("Howdy! ", "")),
    "sleepy": (_SPOKEN, a.wrapped("Yawn... ", "")),
}  # fmt: skip
EXTRACT: dict[str, Skill] = {
    "find_number": (p.also_within(p.NUMBERED_SENTENCE), lambda text: next(w for w in text.split() if w.isdigit())),
    "find_name": (p.also_within(p.NAMED_SENTENCE), _first_name),
    "find_address": (p.also_within(p.CONTACT), _address),
    "find_domain": (p.also_within(p.CONTACT), lambda text: _address(text).split("@")[1]),
    "first_sentence": ((p.TEXT, p.LONG_TEXT), lambda text: a.sentences(text)[0]),
    "last_sentence": ((p.TEXT, p.LONG_TEXT), lambda text: a.sentences(text)[-1]),
    "first_item": ((p.ITEMS,), a.items(lambda w: w[0])),
    "last_item": ((p.ITEMS,), a.items(lambda w: w[-1])),
    "sentiment": (p.also_within(p.REVIEW, most=4), lambda text: "positive" if _praises(text) else "negative"),
    "thumbs": (p.also_within(p.REVIEW, most=4), lambda text: "thumbs up" if _praises(text) else "thumbs down"),
    "kind_of_sentence": ((p.MARKED,), lambda text: "question" if text.endswith("?") else "statement"),
}  # fmt: skip
_TEXT: dict[str, dict[str, Skill]] = {
    "pick words": PICK, "drop words": DROP, "order of words": ORDER, "join words": JOIN, "letter case": CASE,
    "wrap text": WRAP, "put before": PREFIX, "put after": SUFFIX, "letters": LETTERS, "change letters": CHANGE,
    "repeat": REPEAT, "counting": COUNT, "yes or no": CHECK, "lists of numbers": NUMBER_LISTS, "arithmetic": ARITHMETIC,
    "people": PEOPLE, "dates": DATES, "times": TIMES, "calendar": CALENDAR, "countries": COUNTRIES, "verbs": VERBS,
    "nouns": NOUNS, "adjectives": ADJECTIVES, "languages": LANGUAGES, "lists": LISTS, "structure": STRUCTURE,
    "style": STYLE, "extraction": EXTRACT,
}  # fmt: skip
FAMILIES = {
    name: {**_TEXT.get(name, {}), **knowledge.FAMILIES.get(name, {})}
    for name in dict.fromkeys((*_TEXT, *knowledge.FAMILIES))
}
