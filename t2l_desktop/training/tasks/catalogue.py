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
from t2l_desktop.training.tasks import wordings as w


@dataclass(frozen=True)
class Task:
    """A named task: inputs from `pool`, the right answer, wordings to train on and wordings kept for testing."""

    name: str
    family: str
    pool: p.Pool
    answer: Callable[[str], str]
    wordings: tuple[str, ...]
    unseen_wordings: tuple[str, ...]


@dataclass(frozen=True)
class _Group:
    """Tasks that share a pool and a set of wordings; each fills the braces in its own ways."""

    family: str
    pool: p.Pool
    wordings: str
    tasks: tuple[tuple[str, Callable[[str], str], tuple[str, ...]], ...]


_GROUPS = (
    _Group("pick a word", p.WORDS, w.NTH, (
        ("first_word", a.nth_word(0), ("first", "very first", "opening", "leading")),
        ("second_word", a.nth_word(1), ("second", "2nd", "number two")),
        ("third_word", a.nth_word(2), ("third", "3rd", "number three")),
        ("last_word", a.nth_word(-1), ("last", "final", "very last", "closing")),
        ("next_to_last_word", a.nth_word(-2), ("second to last", "last but one", "next to last")),
    )),
    _Group("join words", p.WORDS, w.JOIN, (
        ("commas", a.joined(", "), ("commas", "a comma", "commas and spaces")),
        ("hyphens", a.joined("-"), ("hyphens", "dashes", "a hyphen")),
        ("underscores", a.joined("_"), ("underscores", "an underscore", "underscore characters")),
        ("slashes", a.joined("/"), ("slashes", "a slash", "forward slashes")),
        ("and", a.joined(" and "), ('the word "and"', "and", 'an "and"')),
        ("plus", a.joined(" + "), ("plus signs", "a plus", "plus")),
        ("arrows", a.joined(" -> "), ("arrows", "an arrow", "arrow signs")),
    )),
    _Group("letter case", p.SENTENCE, w.CASE, (
        ("upper", str.upper, ("upper case", "capital letters", "all caps", "capitals")),
        ("lower", str.lower, ("lower case", "small letters", "lowercase letters")),
        ("title", a.title, ("title case", "title style, every word capitalised", "a headline's capitalisation")),
    )),
    _Group("letters", p.WORD, w.LETTER, (
        ("first_letter", lambda text: text[0], ("first letter", "initial letter", "starting letter")),
        ("last_letter", lambda text: text[-1], ("last letter", "final letter", "ending letter")),
        ("capital_letter", lambda text: text[0].upper(), (
            "first letter as a capital", "initial letter in upper case", "first letter, capitalised")),
        ("two_letters", lambda text: text[:2], ("first two letters", "two opening letters", "beginning two letters")),
    )),
    _Group("numbers", p.NUMBERS, w.NUMBERS, (
        ("largest", a.of_numbers(max), ("largest", "biggest", "highest", "greatest")),
        ("smallest", a.of_numbers(min), ("smallest", "lowest", "tiniest", "least")),
        ("first_number", a.nth_word(0), ("first", "leading", "opening")),
        ("last_number", a.nth_word(-1), ("last", "final", "closing")),
        ("second_number", a.nth_word(1), ("second", "2nd", "number two")),
    )),
    _Group("arithmetic", p.NUMBER, w.NUMBER, (
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
    _Group("people", p.PERSON, w.PERSON, (
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
    _Group("dates", p.DATE, w.DATE, (
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
    _Group("countries", p.COUNTRY, w.COUNTRY, (
        ("capital", a.country(0), ("the capital", "the capital city", "the seat of government")),
        ("continent", a.country(1), ("the continent", "the part of the world", "the continent's name")),
        ("language", a.country(2), ("the language", "the main language", "the language spoken there")),
        ("people_of", a.country(3), ("the people's adjective", "the nationality", "the demonym")),
    )),
    _Group("verbs", p.VERB, w.VERB, (
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
    _Group("wrap text", p.SENTENCE, w.WRAP, (
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
        Read the list from right to left.
        Mirror the list of words.
        Put the final word at the beginning and go on backwards.
        The order of the items is turned upside down.
        Answer with the words backwards.
        Begin at the end of the list and work towards its start.
        ~
        Can you tell me my words from the end to the beginning?
        I want my list turned back to front.
        word order reverser
        Would you go through my list backwards?
        backwards list
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
        Everything but the opening word.
        Say the list again, only without its start.
        Discard the word at the front.
        The first item goes, the others stay.
        Answer with all that follows the first word.
        Get rid of the word at the beginning.
        ~
        What remains of the list without its first word?
        I want the first word thrown away.
        remove first word
        Could you strip the opening word off my list?
        list without its first item
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
        Everything but the closing word.
        Say the list again, only without its end.
        Discard the word at the back.
        The last item goes, the others stay.
        Answer with all that stands before the last word.
        Get rid of the word at the end.
        ~
        What remains of the list without its last word?
        I want the final word thrown away.
        remove last word
        Could you strip the closing word off my list?
        list without its last item
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
        The first and last items change seats.
        Put the end at the start and the start at the end, and nothing else.
        Let the outermost words change places.
        The two ends of the list are exchanged.
        Flip only the first and the final item.
        Answer with the first word last and the last word first, the others as they were.
        ~
        Could you trade the places of the first and last words?
        I want the outer two words switched.
        swap of first and last word
        Would you exchange the two ends of my list?
        first and last item exchanged
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
        Tally the words.
        Work out how many words stand there.
        The size of the list as a number.
        Reply with a number: how many words it is.
        State the quantity of words.
        Add up the words of the list.
        ~
        How many words did I type?
        I need to know the number of words in my list.
        word counter
        Would you add up my words for me?
        quantity of words
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
        Tally the numbers.
        Work out how many numbers stand there.
        The size of the list of numbers.
        Reply with a number: how many values it has.
        State the quantity of numbers.
        Add up how many entries the list has.
        ~
        How many numbers did I type?
        I need to know the amount of numbers in my list.
        numbers counter
        Would you tell me the quantity of numbers?
        quantity of values
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
        Begin with the lowest number and end with the highest.
        Line the numbers up by size, rising.
        Rearrange the values so that each is larger than the one before it.
        The numbers climb from low to high.
        Smaller numbers come before bigger ones.
        Bring the list into ascending numerical order.
        ~
        Can you line my numbers up from little to big?
        I want the smallest number at the front and the biggest at the end.
        ascending number sorter
        Would you bring these numbers into rising order?
        numbers from low to high
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
        Begin with the highest number and end with the lowest.
        Line the numbers up by size, falling.
        Rearrange the values so that each is smaller than the one before it.
        The numbers drop from high to low.
        Bigger numbers come before smaller ones.
        Bring the list into descending numerical order.
        ~
        Can you line my numbers up from big to little?
        I want the biggest number at the front and the smallest at the end.
        descending number sorter
        Would you bring these numbers into falling order?
        numbers from high to low
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
        Each item gets a line with its number.
        Write 1., 2., 3. and so on before the words.
        Turn my words into a list that counts.
        Enumerate the items.
        Answer with a list in which every line starts with its number.
        Put the words on lines numbered from one.
        ~
        Could you number my items for me?
        I need numerals in front of all my words.
        numbered list maker
        Would you enumerate these for me?
        enumeration of the items
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
        Each item gets a line with a dash.
        Write a dash before every word, one to a line.
        Turn my words into bullet points.
        Itemise the words with dashes.
        Answer with a list in which every line starts with a dash.
        Put the words on lines that begin with a hyphen.
        ~
        Could you make bullets out of my items?
        I need a bullet list of all my words.
        bullet list maker
        Would you turn these into bullet points?
        items as bullet points
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
        Split the word into its letters, hyphens in between.
        Letter by letter, joined with hyphens.
        Show how the word is written, one letter at a time.
        Take the word apart into single letters.
        Answer with the letters of the word, a dash after each but the last.
        Write the word out in letters.
        ~
        How is this word spelled?
        I want to see the spelling of each word.
        spelling bee
        Would you spell this out for me?
        letters of the word, one by one
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
        Answer in a loud voice, all capitals and an exclamation mark.
        Raise your voice: repeat it shouting.
        Bellow the sentence.
        The sentence at full volume.
        Make the text loud and end it with an exclamation mark.
        Cry out what I say in capital letters.
        ~
        Can you yell my words?
        I want everything screamed.
        shouting machine
        Would you say it louder?
        loud version of the sentence
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
