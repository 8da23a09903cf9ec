"""The starter's tasks by family, each with a right answer and the ways in which people would ask for it.

Wordings above the `~` line are trained on. Those below it are never trained on and are in other styles: a question, a
wish, a few key words. Tasks of `UNSEEN` teach the base but are kept from the hypernetwork altogether.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from t2l_desktop.training.tasks import answers as a
from t2l_desktop.training.tasks import pools as p


@dataclass(frozen=True)
class Task:
    """A named task: inputs from `pool`, the right answer, wordings to train on and wordings kept for testing."""

    name: str
    family: str
    pool: p.Pool
    answer: Callable[[str], str]
    wordings: tuple[str, ...]
    unseen_wordings: tuple[str, ...]


# Words in {braces} vary: a wording is written once for every alternative, in the same order for all tasks of a group.
_NTH = """
    Give the {first} word of the list.
    Reply with the {first} word only.
    Return only the {first} of the words.
    From the words you get, pick the {first} one.
    The answer is always the {first} word.
    Take the {first} word and leave out the rest.
    Say nothing but the {first} word.
    Given some words, output the {first}.
    Pick out the {first} item of the list.
    ~
    What is the {first} word I typed?
    I only ever want to see the {first} word.
    {first} word extraction
"""
_CASE = """
    Write the text in {upper case}.
    Change the text to {upper case}.
    Convert everything to {upper case}.
    Repeat the sentence in {upper case}.
    The answer is the same text in {upper case}.
    Rewrite what I say using {upper case}.
    Turn the sentence into {upper case}.
    Give the text back in {upper case}.
    Output the input in {upper case}.
    ~
    Can you put my text into {upper case}?
    I need my sentences to be in {upper case}.
    {upper case} converter
"""
_JOIN = """
    Join the words with {commas}.
    Put {commas} between the words.
    Separate the words by {commas}.
    Write the list with {commas} between the items.
    Connect all the words using {commas}.
    The answer is the same words joined by {commas}.
    Replace the spaces between the words with {commas}.
    Give the words back separated with {commas}.
    Turn the list into one line with {commas}.
    ~
    Could you place {commas} between my words?
    I want {commas} instead of spaces.
    list to text with {commas}
"""
_LETTER = """
    Give the {first letter} of the word.
    Reply with the {first letter} only.
    Return the {first letter} of the word.
    Take a word and output its {first letter}.
    The answer is the {first letter} of the word.
    Say just the {first letter} of what I type.
    Write down the {first letter} of the word.
    From the word, keep only the {first letter}.
    Tell me the {first letter} of the word.
    ~
    Which is the {first letter} of this word?
    I would like to know the {first letter}.
    {first letter} finder
"""
_NUMBERS = """
    Give the {largest} number of the list.
    Reply with the {largest} number only.
    Find the {largest} of the numbers.
    Return the {largest} number.
    Pick the {largest} number from the list.
    The answer is the {largest} of the given numbers.
    Look at the numbers and say the {largest} one.
    Out of several numbers, choose the {largest}.
    Output only the {largest} value.
    ~
    Which number is the {largest}?
    I want to know which of my numbers is the {largest}.
    {largest} number finder
"""
_NUMBER = """
    Give {the next number}.
    Reply with {the next number}.
    The answer is {the next number}.
    Take a number and output {the next number}.
    Return {the next number} and nothing else.
    For every number I write, say {the next number}.
    Given a number, find {the next number}.
    Compute {the next number}.
    Tell me {the next number}.
    ~
    What is {the next number}?
    I type a number and want to see {the next number}.
    calculator for {the next number}
"""
_PERSON = """
    Give {the first name} of the person.
    Reply with {the first name} only.
    From a full name, return {the first name}.
    Extract {the first name} from the full name.
    The answer is {the first name} of the person.
    Take the person's name and output {the first name}.
    Write {the first name} of whoever is named.
    Given somebody's name, write {the first name}.
    Turn the full name into {the first name}.
    ~
    What is {the first name} of this person?
    I have full names and need {the first name}.
    names to {the first name}
"""
_DATE = """
    Give {the year} of the date.
    Reply with {the year} only.
    Extract {the year} from the date.
    The answer is {the year} of the date.
    From a date, return {the year}.
    Take a date and output {the year}.
    Read the date and say {the year}.
    Turn the date into {the year}.
    Given a date, write {the year}.
    ~
    What is {the year} in this date?
    I paste dates and need {the year}.
    date to {the year}
"""
_COUNTRY = """
    Give {the capital} of the country.
    Reply with {the capital} of the country.
    Name {the capital} of the country I mention.
    For each country, say {the capital}.
    The answer is {the capital} of the country.
    Given a country, return {the capital}.
    Tell me {the capital} of the country.
    Take the name of a country and output {the capital}.
    Know {the capital} of every country.
    ~
    What is {the capital} of this country?
    I am learning geography: I name a country, you name {the capital}.
    quiz about {the capital} of countries
"""
_VERB = """
    Give {the past tense} of the verb.
    Put the verb into {the past tense}.
    Write the verb in {the past tense}.
    Reply with {the past tense} of the verb.
    Turn the verb into {the past tense}.
    The answer is {the past tense} of the verb.
    Change the verb to {the past tense}.
    Given a verb, return {the past tense}.
    Take a verb and form {the past tense}.
    ~
    What is {the past tense} of this verb?
    I want to practise {the past tense} of verbs.
    verbs: {the past tense}
"""
_WRAP = """
    Put {quotation marks} around the text.
    Wrap the text in {quotation marks}.
    Write the sentence inside {quotation marks}.
    Surround the text with {quotation marks}.
    Give the text back in {quotation marks}.
    The answer is the text between {quotation marks}.
    Enclose what I write in {quotation marks}.
    Repeat the sentence within {quotation marks}.
    Add {quotation marks} on both sides of the text.
    ~
    Can you put {quotation marks} around my sentence?
    I need {quotation marks} at both ends of the text.
    text in {quotation marks}
"""


@dataclass(frozen=True)
class _Group:
    """Tasks that share a pool and a set of wordings; each fills the braces in its own ways, used in turn."""

    family: str
    pool: p.Pool
    wordings: str
    tasks: tuple[tuple[str, Callable[[str], str], tuple[str, ...]], ...]


_GROUPS = (
    _Group("pick a word", p.WORDS, _NTH, (
        ("first_word", a.nth_word(0), ("first", "very first", "opening", "leading")),
        ("second_word", a.nth_word(1), ("second", "2nd", "number two")),
        ("third_word", a.nth_word(2), ("third", "3rd", "number three")),
        ("last_word", a.nth_word(-1), ("last", "final", "very last", "closing")),
        ("next_to_last_word", a.nth_word(-2), ("second to last", "last but one", "next to last")),
    )),
    _Group("join words", p.WORDS, _JOIN, (
        ("commas", a.joined(", "), ("commas", "a comma", "commas and spaces")),
        ("hyphens", a.joined("-"), ("hyphens", "dashes", "a hyphen")),
        ("underscores", a.joined("_"), ("underscores", "an underscore", "underscore characters")),
        ("slashes", a.joined("/"), ("slashes", "a slash", "forward slashes")),
        ("and", a.joined(" and "), ('the word "and"', "and", 'an "and"')),
        ("plus", a.joined(" + "), ("plus signs", "a plus", "plus")),
        ("arrows", a.joined(" -> "), ("arrows", "an arrow", "arrow signs")),
    )),
    _Group("letter case", p.SENTENCE, _CASE, (
        ("upper", str.upper, ("upper case", "capital letters", "all caps", "capitals")),
        ("lower", str.lower, ("lower case", "small letters", "lowercase letters")),
        ("title", a.title, ("title case", "title style, every word capitalised", "a headline's capitalisation")),
    )),
    _Group("letters", p.WORD, _LETTER, (
        ("first_letter", lambda text: text[0], ("first letter", "initial letter", "starting letter")),
        ("last_letter", lambda text: text[-1], ("last letter", "final letter", "ending letter")),
        ("capital_letter", lambda text: text[0].upper(), (
            "first letter as a capital", "initial letter in upper case", "first letter, capitalised")),
        ("two_letters", lambda text: text[:2], ("first two letters", "two opening letters", "beginning two letters")),
    )),
    _Group("numbers", p.NUMBERS, _NUMBERS, (
        ("largest", a.of_numbers(max), ("largest", "biggest", "highest", "greatest")),
        ("smallest", a.of_numbers(min), ("smallest", "lowest", "tiniest", "least")),
        ("first_number", a.nth_word(0), ("first", "leading", "opening")),
        ("last_number", a.nth_word(-1), ("last", "final", "closing")),
        ("second_number", a.nth_word(1), ("second", "2nd", "number two")),
    )),
    _Group("arithmetic", p.NUMBER, _NUMBER, (
        ("plus_one", a.plus(1), ("the next number", "the number plus one", "one more than the number")),
        ("minus_one", a.plus(-1), ("the previous number", "the number minus one", "one less than the number")),
        ("plus_ten", a.plus(10), ("the number plus ten", "ten more than the number", "the sum of the number and 10")),
        ("times_ten", a.times_ten, ("ten times the number", "the number multiplied by ten", "the number with a zero")),
        ("parity", a.parity, (
            "whether the number is even or odd", "if it is odd or even", "the number's parity, even or odd")),
        ("last_digit", lambda text: text[-1], (
            "the last digit of the number", "its final digit", "the digit at the end")),
        ("first_digit", lambda text: text[0], (
            "the first digit of the number", "its leading digit", "the digit at the start")),
        ("digit_count", lambda text: str(len(text)), (
            "how many digits the number has", "the number of digits", "the count of digits")),
    )),
    _Group("people", p.PERSON, _PERSON, (
        ("given_name", a.nth_word(0), ("the first name", "the given name", "the forename")),
        ("surname", a.nth_word(-1), ("the last name", "the family name", "the surname")),
        ("initials", a.initials, ("the initials", "the initials with dots", "both initial letters with full stops")),
        ("surname_first", a.surname_first, (
            "the last name, a comma and the first name", "the name in the form Last, First",
            "the surname first, then a comma and the given name")),
        ("email", a.email, ("an email address at example.com", "an e-mail address", "the email at example.com")),
        ("login", a.login, (
            "a user name of initial and surname", "a login name", "a short lowercase username")),
        ("dear", lambda text: f"Dear {text},", (
            "the opening of a letter", "a letter greeting with Dear", "a formal salutation")),
        ("hello", lambda text: f"Hello, {text.split()[0]}!", (
            "a friendly hello", "a cheerful greeting with hello", "a warm hello by first name")),
    )),
    _Group("dates", p.DATE, _DATE, (
        ("year", a.nth_word(-1), ("the year", "only the year", "the year number")),
        ("month", a.nth_word(1), ("the month", "the name of the month", "the month's name")),
        ("day", a.nth_word(0), ("the day", "the day of the month", "the day number")),
        ("iso", a.iso_date, ("the ISO format", "the form YYYY-MM-DD", "ISO 8601, year-month-day")),
        ("american", a.american_date, (
            "the American form, month first", "US style with the month before the day", "the American way of writing")),
        ("slashes_date", a.slash_date, (
            "the form day/month/year with slashes", "numbers with slashes", "the form DD/MM/YYYY")),
        ("month_number", a.month_number, (
            "the number of the month", "the month as a number", "the month in digits")),
    )),
    _Group("countries", p.COUNTRY, _COUNTRY, (
        ("capital", a.country(0), ("the capital", "the capital city", "the seat of government")),
        ("continent", a.country(1), ("the continent", "the part of the world", "the continent's name")),
        ("language", a.country(2), ("the language", "the main language", "the language spoken there")),
        ("people_of", a.country(3), ("the people's adjective", "the nationality", "the demonym")),
    )),
    _Group("verbs", p.VERB, _VERB, (
        ("past", a.past, ("the past tense", "the past form", "the simple past")),
        ("future", lambda text: f"will {text}", ("the future tense", "the future form", "the future with will")),
        ("infinitive", lambda text: f"to {text}", (
            'the infinitive with "to"', "the full infinitive", "the to-infinitive")),
        ("negative", lambda text: f"do not {text}", (
            'the negative form with "do not"', "the negation", "the negated form")),
        ("polite", lambda text: f"please {text}", (
            'a polite request with "please"', "the polite form", "a polite wish")),
        ("ability", lambda text: f"can {text}", (
            'the form with "can"', "the form that shows ability", "the ability form")),
    )),
    _Group("wrap text", p.SENTENCE, _WRAP, (
        ("quotes", lambda text: f'"{text}"', ("quotation marks", "double quotes", "quote marks")),
        ("brackets", lambda text: f"[{text}]", ("square brackets", "brackets", "square bracket signs")),
        ("round", lambda text: f"({text})", ("parentheses", "round brackets", "parenthesis signs")),
        ("stars", lambda text: f"**{text}**", ("double asterisks", "bold Markdown stars", "two stars")),
        ("bold", lambda text: f"<b>{text}</b>", ("HTML bold tags", "b tags", "bold tags for a web page")),
        ("angle", lambda text: f"<{text}>", ("angle brackets", "pointed brackets", "less-than and greater-than signs")),
    )),
)  # fmt: skip

_SINGLE = (
    ("reverse_order", "order of words", p.WORDS, a.reordered(lambda w: w[::-1]), """
        Write the words in reverse order.
        Reverse the order of the words.
        List the words backwards, last one first.
        Turn the list around.
        Start with the last word and end with the first.
        The answer is the list in the opposite order.
        Give the same words from back to front.
        Flip the sequence of the words.
        Return the items in reversed order.
        ~
        Can you tell me my words from the end to the beginning?
        I want my list turned back to front.
        word order reverser
    """),
    ("drop_first", "order of words", p.WORDS, a.reordered(lambda w: w[1:]), """
        Remove the first word and give the rest.
        Leave out the first word.
        Repeat all the words except the first.
        Drop the first item of the list.
        Delete the first word.
        The answer is everything after the first word.
        Skip the first word and repeat the others.
        Give all words but the first one.
        Cut the first word off.
        ~
        What remains of the list without its first word?
        I want the first word thrown away.
        remove first word
    """),
    ("drop_last", "order of words", p.WORDS, a.reordered(lambda w: w[:-1]), """
        Remove the last word and give the rest.
        Leave out the last word.
        Repeat all the words except the last.
        Drop the last item of the list.
        Delete the final word.
        The answer is everything before the last word.
        Repeat the words without the last one.
        Give all words but the last one.
        Cut the last word off.
        ~
        What remains of the list without its last word?
        I want the final word thrown away.
        remove last word
    """),
    ("swap_ends", "order of words", p.WORDS, a.reordered(lambda w: [w[-1], *w[1:-1], w[0]]), """
        Swap the first and the last word.
        Exchange the first word with the last one.
        Let the first and the last word change places.
        Switch the first and last items of the list.
        The first and the last word trade positions.
        Put the last word first and the first word last, keep the middle.
        The answer is the list with its two ends swapped.
        Interchange the two outer words.
        Swap the words at both ends.
        ~
        Could you trade the places of the first and last words?
        I want the outer two words switched.
        swap of first and last word
    """),
    ("word_count", "counting", p.WORDS, lambda text: str(len(text.split())), """
        Count the words.
        Say how many words there are.
        Reply with the number of words.
        Give the word count.
        The answer is how many words I wrote.
        Return the number of items in the list.
        Tell me the length of the list in words.
        Output how many words the text has.
        Count how many items I listed.
        ~
        How many words did I type?
        I need to know the number of words in my list.
        word counter
    """),
    ("number_count", "counting", p.NUMBERS, lambda text: str(len(text.split())), """
        Count the numbers.
        Say how many numbers there are.
        Reply with how many numbers are in the list.
        Give the count of the numbers.
        The answer is how many numbers I wrote.
        Return the number of entries.
        Tell me the length of the list of numbers.
        Output how many numbers were given.
        Count how many numbers I listed.
        ~
        How many numbers did I type?
        I need to know the amount of numbers in my list.
        numbers counter
    """),
    ("sort_up", "sorting", p.NUMBERS, a.sorted_numbers(descending=False), """
        Sort the numbers from small to large.
        Put the numbers in ascending order.
        Arrange the numbers from lowest to highest.
        Order the numbers, smallest first.
        Write the numbers in increasing order.
        The answer is the numbers sorted upwards.
        List the numbers beginning with the smallest.
        Rank the numbers from the least to the greatest.
        Return the list sorted in rising order.
        ~
        Can you line my numbers up from little to big?
        I want the smallest number at the front and the biggest at the end.
        ascending number sorter
    """),
    ("sort_down", "sorting", p.NUMBERS, a.sorted_numbers(descending=True), """
        Sort the numbers from large to small.
        Put the numbers in descending order.
        Arrange the numbers from highest to lowest.
        Order the numbers, largest first.
        Write the numbers in decreasing order.
        The answer is the numbers sorted downwards.
        List the numbers beginning with the largest.
        Rank the numbers from the greatest to the least.
        Return the list sorted in falling order.
        ~
        Can you line my numbers up from big to little?
        I want the biggest number at the front and the smallest at the end.
        descending number sorter
    """),
    ("numbered", "lists", p.WORDS, a.numbered, """
        Write the words as a numbered list.
        Number the words.
        Put a number before every word.
        Make a numbered list of the items.
        Give each word its number, starting with 1.
        The answer is the list with numbers in front.
        Count through the words: 1. this 2. that.
        Turn the words into points with numbers.
        List the items as 1, 2, 3.
        ~
        Could you number my items for me?
        I need numerals in front of all my words.
        numbered list maker
    """),
    ("bullets", "lists", p.WORDS, a.bullets, """
        Write the words as a bulleted list.
        Put every word on a line of its own with a dash.
        Make bullet points of the words.
        Turn the words into a Markdown list.
        Make a list with one item per line and a dash before it.
        The answer is a bullet list of the words.
        Give each word as a bullet.
        Convert the words to bullets.
        List the items below each other with dashes.
        ~
        Could you make bullets out of my items?
        I need a bullet list of all my words.
        bullet list maker
    """),
    ("spell", "letters", p.WORD, "-".join, """
        Spell the word with hyphens between the letters.
        Spell the word out.
        Write every letter of the word, separated by hyphens.
        Put hyphens between the letters of the word.
        The answer is the word spelled letter by letter.
        Give the letters of the word one by one with dashes.
        Break the word into letters joined by hyphens.
        Take a word and spell it.
        Say the word letter by letter.
        ~
        How is this word spelled?
        I want to see the spelling of each word.
        spelling bee
    """),
    ("shout", "wrap text", p.SENTENCE, lambda text: text.upper().rstrip(".") + "!", """
        Shout the sentence in capitals with an exclamation mark.
        Make it loud: capitals and an exclamation mark.
        Yell what I say.
        Shout the sentence back at me.
        Write the sentence as if you were shouting.
        The answer is the sentence, shouted.
        Scream the text in capitals!
        Turn the sentence into a shout.
        Repeat it as loudly as you can.
        ~
        Can you yell my words?
        I want everything screamed.
        shouting machine
    """),
)  # fmt: skip

UNSEEN = frozenset(
    {"next_to_last_word", "arrows", "second_number", "plus_ten", "month_number", "ability", "angle", "title"}
)


@cache
def all_tasks() -> tuple[Task, ...]:
    """Every task that the base learns."""
    tasks = [task for group in _GROUPS for task in _expanded(group)]
    tasks += [Task(name, family, pool, answer, *_split(text, ())) for name, family, pool, answer, text in _SINGLE]
    return tuple(tasks)


def trained_tasks() -> tuple[Task, ...]:
    """The tasks that the hypernetwork is trained on."""
    return tuple(task for task in all_tasks() if task.name not in UNSEEN)


def unseen_tasks() -> tuple[Task, ...]:
    """The tasks that the hypernetwork never meets."""
    return tuple(task for task in all_tasks() if task.name in UNSEEN)


def _expanded(group: _Group) -> list[Task]:
    return [
        Task(name, group.family, group.pool, answer, *_split(group.wordings, ways))
        for name, answer, ways in group.tasks
    ]


def _split(text: str, ways: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Trained and unseen wordings, each in every way of filling the braces."""
    trained, unseen = ([line.strip() for line in block.strip().splitlines()] for block in text.split("~"))
    fills = ways or ("",)
    return (
        tuple(dict.fromkeys(_fill(line, way) for line in trained for way in fills)),
        tuple(dict.fromkeys(_fill(line, way) for line in unseen for way in fills)),
    )


def _fill(line: str, way: str) -> str:
    start, brace, rest = line.partition("{")
    return f"{start}{way}{rest.partition('}')[2]}" if brace else line
