"""Names, titles and scripts."""

from __future__ import annotations

import pytest

from t2l_desktop.operations.familiarity import looks_foreign
from t2l_desktop.operations.words import blend_name, file_stem, suggest_name, title_from


@pytest.mark.parametrize(
    ("description", "name"),
    [
        ("Talk like a pirate.", "Talk like a pirate"),
        (
            "I want the model to summarize legal texts in plain words, for laymen.",
            "Summarize legal texts in plain words, for laymen",
        ),
        (
            "Summarize legal texts in words that are plain, so that laymen take them in.",
            "Summarize legal texts in words that are plain",
        ),
        ("Write a poem about the sea at night and how the moon shines on it", "Write a poem about the sea at night"),
        ("Say yes if the day is on the weekend, otherwise no.", "Say yes if the day is on the weekend, otherwise no"),
        ("Turn the full name into an email address at example.com.", "Turn the full name into an email address"),
        ("Say whether you like it or not.", "Say whether you like it or not"),
        ("Your task is to decide whether a review is good or bad.", "Decide whether a review is good or bad"),
        ("You will be given a list of numbers. Return the largest.", "A list of numbers"),
        ("The task requires you to find the country of a city", "Find the country of a city"),
        ("please", "Please"),
        ("be good at chess: openings above all", "Chess"),
        ('"Quote everything"', "Quote everything"),
        ("名前から a.b@example.com を作って。", "名前から a.b@example.com を作って"),
        ("海賊のように「Arr! 」で始めて、繰り返して。", "海賊のように「Arr! 」で始めて、繰り返して"),
        ("各項目を改行し、行頭に「[ ] 」を付けて。", "各項目を改行し、行頭に「[ ] 」を付けて"),
        ("国がある大陸を英語で答えて(Europe, Asia, Africa, America, Oceania)。", "国がある大陸を英語で答えて"),
        ('Say "No. Never." politely, always.', 'Say "No. Never." politely, always'),
        ("海賊のように話してください。いつも。", "海賊のように話してください"),
        ("とても長い" * 10, "とても長い" * 5 + "とても長…"),
        ("x" * 200, "X" + "x" * 48 + "…"),
        ("¿Puedes traducir al español?", "¿Puedes traducir al español"),
    ],
)
def test_names_are_short_and_say_what_it_is(description: str, name: str) -> None:
    assert suggest_name(description) == name


def test_titles_take_the_first_line_and_break_at_a_word() -> None:
    assert title_from("\n\n  Hello   there\nmore") == "Hello there"
    long = title_from("What is the capital of the country that borders France to the south of it?")
    assert long == "What is the capital of the country that borders…"
    assert len(long) <= 48


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Talk like: a/pirate?", "Talk-like-a-pirate"),
        ("..", "adapter"),
        ("CON", "CON-adapter"),
        ("海賊 \n語", "海賊-語"),
    ],
)
def test_file_names_suit_every_system(name: str, stem: str) -> None:
    assert file_stem(name) == stem


@pytest.mark.parametrize(
    ("text", "languages", "expected"),
    [
        ("Answer like a naïve café owner — 100%!", ("en",), False),
        ("海賊のように話す", ("en",), True),
        ("海賊のように話す", ("en", "ja"), False),
        ("Отвечай как пират", ("en",), True),
        ("Translate “海” into English words for a child", ("en",), False),
        ("🏴‍☠️ 123", ("en",), False),
        ("", ("en",), False),
    ],
)
def test_a_script_that_the_pack_cannot_read_is_noticed(text: str, languages: tuple[str, ...], expected: bool) -> None:
    assert looks_foreign(text, languages=languages) is expected


def test_a_blend_names_all_of_its_parts() -> None:
    assert blend_name(["Sort", "Shout"]) == "Sort + Shout"
    long = blend_name(["Spell the word with hyphens between the letters", "Say yes if the day is on the weekend"] * 2)
    assert len(long) <= 80
    assert long == "Spell the word… + Say yes if the… + Spell the word… + Say yes if the…"
