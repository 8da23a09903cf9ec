"""The starter's tasks: enough of them, worded by many people, over inputs that never give a task away."""

from __future__ import annotations

import json
import random
import re
from collections import Counter

import pytest

from t2l_desktop.core.descriptions import checked_description
from t2l_desktop.training.data import misspell, vary
from t2l_desktop.training.steering import JUNK
from t2l_desktop.training.tasks import pools as p
from t2l_desktop.training.tasks import vocabulary as v
from t2l_desktop.training.tasks.catalogue import (
    WORDINGS,
    all_tasks,
    composed_tasks,
    is_held_back,
    is_never_shown,
    named_tasks,
    shown_to_base,
    shown_to_hypernet,
    unmet_tasks,
)
from t2l_desktop.training.tasks.mixture import Mixture
from t2l_desktop.training.tasks.skills import FAMILIES
from t2l_desktop.training.tasks.small_talk import intents
from t2l_desktop.training.tasks.strangers import load_requests
from t2l_desktop.training.tasks.task import Task

PAIR = composed_tasks()[0]
FIRST, SECOND = PAIR.name.split("+")
SOME = random.Random(0).sample(all_tasks(), 400)


def test_there_are_enough_tasks_in_enough_families() -> None:
    assert len(named_tasks()) >= 400
    assert len({task.family for task in named_tasks()}) >= 20
    assert len(composed_tasks()) >= 1000
    assert len({task.name for task in all_tasks()}) == len(all_tasks())


def test_what_is_kept_back_is_kept_back_in_pairs_too() -> None:
    base, hypernet = (
        {task.name for task in tasks} for tasks in (shown_to_base(all_tasks()), shown_to_hypernet(all_tasks()))
    )
    assert hypernet < base < {task.name for task in all_tasks()}
    kept = {task.name for task in named_tasks() if is_held_back(task) or is_never_shown(task)}
    assert 30 <= len(kept) <= 80
    assert not any(set(name.split("+")) & kept for name in hypernet)
    assert not any(is_never_shown(task) for task in all_tasks() if task.name in base)


def test_what_tests_the_unlearned_is_done_by_nothing_that_is_learned() -> None:
    unseen, new = unmet_tasks()
    assert (len(unseen), len(new)) == (49, 19)
    for kept, shown in ((unseen, shown_to_hypernet(named_tasks())), (new, shown_to_base(named_tasks()))):
        for task in kept:
            rng = random.Random(1)
            samples = [task.draw(rng, "test") for _ in range(20)]
            assert [other.name for other in shown if _does(other, samples)] == [], task.name


def _does(task: Task, samples: list[tuple[str, str]]) -> bool:
    """Whether a task gives these answers to these inputs, which may not be of its kind."""
    try:
        return all(task.answer(text) == answer for text, answer in samples)
    except Exception:  # noqa: BLE001 - inputs of another kind fail by whatever error
        return False


@pytest.mark.parametrize("family", FAMILIES)
def test_a_task_has_many_wordings_and_some_are_never_trained_on(family: str) -> None:
    for task in named_tasks():
        if task.family == family:
            for words, least in ((task.wordings, 14), (task.japanese, 4)):
                assert not set(words.trained) & set(words.unseen), task.name
                assert len(words.trained) >= least, task.name
                assert len(words.unseen) >= 2, task.name
            assert not any("{x}" in text for text in (*task.wordings.trained, *task.wordings.unseen)), task.name


def test_no_wording_stands_for_two_answers_to_the_same_inputs() -> None:
    seen: dict[tuple[str, str], Task] = {}
    rng = random.Random(7)
    for task in named_tasks():
        for wording in (*task.wordings.trained, *task.wordings.unseen, *task.japanese.trained, *task.japanese.unseen):
            for pool in task.pools:
                other = seen.setdefault((pool.name, wording), task)
                text = pool.draw(rng, "train")
                assert other is task or other.answer(text) == task.answer(text), wording


def test_every_wording_is_a_description_that_the_app_takes() -> None:
    for task in all_tasks():
        for words in (task.wordings, task.japanese):
            for wording in (*words.trained, *words.unseen):
                assert checked_description(wording) == wording
    assert all(checked_description(text) for text in JUNK)


def test_answers_hold_for_held_out_inputs() -> None:
    rng = random.Random(7)
    for task in (*named_tasks(), *SOME):
        for split in ("train", "test"):
            for _ in range(5):
                text, answer = task.draw(rng, split)
                assert text
                assert answer == task.answer(text)
                assert "None" not in answer


def test_what_is_looked_for_is_found_in_a_text_too() -> None:
    rng = random.Random(11)
    skills = [task for task in named_tasks() if any(pool.name.endswith("within a text") for pool in task.pools)]
    assert len(skills) >= 20
    for task in skills:
        for _ in range(40):
            text = task.pools[0].draw(rng, "train")
            before, after = p.NOTHING.draw(rng, "train"), p.NOTHING.draw(rng, "test")
            assert task.answer(f"{before} {text} {after}") == task.answer(f"{text} {after}") == task.answer(text)


def test_messages_have_up_to_two_hundred_words() -> None:
    rng = random.Random(12)
    for pool, most in ((p.LONG_TEXT, 210), (p.within(p.CONTACT), 210), (p.PASSAGE, 100)):
        lengths = [len(pool.draw(rng, "train").split()) for _ in range(400)]
        assert most / 2 < max(lengths) <= most
        assert min(lengths) < 15


def test_training_never_shows_a_held_out_word() -> None:
    held_out = {word.lower() for words in (v.NOUNS, v.ADJECTIVES) for word in p.part(words, "test")}
    rng = random.Random(7)
    for _ in range(400):
        assert not held_out & set(p.WORDS.draw(rng, "train").split())
        assert not held_out & set(p.TEXT.draw(rng, "train").lower().replace(".", "").split())


def test_right_answers_are_right() -> None:
    answer = {task.name: task.answer for task in all_tasks()}
    assert answer["swap_ends"]("apple pear fig") == "fig pear apple"
    assert answer["iso"]("3 March 2021") == "2021-03-03"
    assert answer["login"]("Maria Lopez") == "mlopez"
    assert answer["sort_down"]("4 19 7") == "19 7 4"
    assert answer["title"]("the old robot") == "The Old Robot"
    assert answer["numbered"]("apple pear") == answer["numbered"]("apple, pear") == "1. apple\n2. pear"
    assert answer["capital"]("Japan") == "Tokyo"
    assert answer["past"]("swim") == "swam"
    assert answer["third_word"]("The small cat slept.") == "cat"
    assert answer["roman"]("49") == "XLIX"
    assert answer["in_words"]("42") == "forty-two"
    assert answer["ordinal"]("112") == "112th"
    assert answer["twelve_hours"]("0:05") == "12:05 am"
    assert answer["hour_later"]("23:40") == "0:40"
    assert answer["plural"]("city") == "cities"
    assert answer["ing_form"]("swim") == "swimming"
    assert answer["comparative"]("happy") == "happier"
    assert answer["camel_case"]("red big box") == "redBigBox"
    assert answer["slug"]("The cat slept.") == "the-cat-slept"
    assert answer["json_array"]("a, b") == '["a", "b"]'
    assert answer["next_weekday"]("Sunday") == "Monday"
    assert answer[PAIR.name]("the old robot") == answer[SECOND](answer[FIRST]("the old robot"))
    assert answer["without:b"]("Bob") == "o"
    assert answer["plus:7"]("35") == "42"


@pytest.mark.parametrize(
    ("skill", "text", "right"),
    [
        ("alphabetical", "pear, apple, fig", "apple, fig, pear"),
        ("drop_repeats", "tea, milk, tea", "tea, milk"),
        ("sort_up", "9, 10, 2", "2, 9, 10"),
        ("largest", "3, 19, 7", "19"),
        ("second_number", "3, 19, 7", "19"),
        ("add_two", "4 plus 5", "9"),
        ("currency", "Japan", "yen"),
        ("country_of_code", "ES", "Spain"),
        ("flag", "Italy", "🇮🇹"),
        ("from_german", "Hund", "dog"),
        ("japanese", "thank you", "ありがとう"),
        ("which_language", "vielen Dank", "German"),
        ("element_name", "Fe", "iron"),
        ("to_binary", "16", "10000"),
        ("to_hex", "31", "1F"),
        ("camel_to_snake", "totalItemCount", "total_item_count"),
        ("snake_to_camel", "user_name", "userName"),
        ("domain_of_url", "https://www.example.com/page", "example.com"),
        ("domain_of_url", "http://news.example.org", "news.example.org"),
        ("is_address", "bob@@site.com", "invalid"),
        ("logic", "true and false", "false"),
        ("logic", "not false", "true"),
        ("masked_card", "1234567812345678", "************5678"),
        ("celsius_to_fahrenheit", "100", "212"),
        ("fahrenheit_to_celsius", "14", "-10"),
        ("kg_to_g", "2 kg", "2000"),
        ("inches_to_cm", "10", "25.4"),
        ("km_to_miles", "10 km", "6.2"),
        ("minutes_to_clock", "125", "2:05"),
        ("cents_to_dollars", "305", "$3.05"),
        ("subtract", "20 minus 7", "13"),
        ("multiply", "7 x 8", "56"),
        ("remainder", "17 by 5", "2"),
        ("compare_sign", "12 and 15", "<"),
        ("years_between", "1914 1918", "4"),
        ("next_in_series", "2 4 6 8", "10"),
        ("sum_of_list", "4, 8 + 15", "27"),
        ("is_prime", "91", "no"),
        ("half", "25", "12.5"),
        ("tenth", "120", "12"),
        ("to_nearest_ten", "132", "130"),
        ("thousands", "1234567", "1,234,567"),
        ("from_words", "twenty-five", "25"),
        ("from_roman", "XLIX", "49"),
        ("is_leap", "1900", "no"),
        ("is_leap", "2000", "yes"),
        ("century", "1900", "19th"),
        ("century", "1901", "20th"),
        ("us_to_iso", "3/14/2023", "2023-03-14"),
        ("us_to_european", "3/14/2023", "14/3/2023"),
        ("iso_to_long", "2021-05-09", "May 9, 2021"),
        ("star_sign", "April 5", "Aries"),
        ("star_sign", "25 December", "Capricorn"),
        ("to_24_hours", "12am", "00:00"),
        ("to_24_hours", "3:30 pm", "15:30"),
        ("hour_earlier", "0:10", "23:10"),
        ("shifted_letter", "z", "c"),
        ("expand_contraction", "they're", "they are"),
        ("female_form", "king", "queen"),
        ("is_palindrome", "level", "yes"),
        ("third_person_sentence", "She carry the box.", "She carries the box."),
        ("past_sentence", "We eat a big apple.", "We ate a big apple."),
        ("negative_sentence", "They can see the door.", "They cannot see the door."),
        ("yes_no_question", "She is tired.", "Is she tired?"),
        ("they_do", "He has a red hat.", "They have a red hat."),
        ("odd_one_out", "apple, banana, car, pear", "car"),
        ("urgency", "The cake is on fire!", "urgent"),
        ("topic", "We fly to New York today.", "travel"),
        ("find_hashtags", "loving this #beach #sun", "#beach #sun"),
        ("find_numbers", "room 204, floor 2", "204, 2"),
        ("find_place", "We flew to New York today.", "New York"),
        ("in_words", "305", "three hundred five"),
        ("octal_rights", "rwxr-xr--", "754"),
        ("formatted_phone", "2125550187", "(212) 555-0187"),
        ("from_hex", "1F", "31"),
        ("single_spaces", "hello    my  friend", "hello my friend"),
        ("pounds_to_kg", "150", "68.0"),
        ("point_for_comma", "3,75", "3.75"),
        ("equation", "x + 5 = 12", "7"),
        ("profit", "sold 35 cost 20", "15"),
        ("bigger_or_smaller", "5 9", "bigger"),
        ("simplified", "10/15", "2/3"),
        ("polite_bare", "close the door", "Could you please close the door?"),
        ("ended", "where is the station", "where is the station?"),
        ("morse_word", "sos", "... --- ..."),
        ("country_of_domain", ".jp", "Japan"),
        ("kind_of_request", "My parcel came broken.", "complaint"),
        ("find_names", "I saw Alice with Bob today.", "Alice, Bob"),
        ("find_total", "coffee 3.20, bun 2.00, total: 5.20", "5.20"),
        ("find_date", "The meeting is on 14 June 2025.", "14 June 2025"),
        ("find_quotation", 'He said "big cat" and left.', "big cat"),
        ("find_names", "I saw Nina with Jack on Monday.", "Nina, Jack"),
        ("join_arrows", "pear, sofa", "pear -> sofa"),
        ("a_or_an", "honest", "an"),
        ("capital", "India", "New Delhi"),
        ("no_vowels", "Árbol tête", "rbl tt"),
        ("join_listing", "pear", "pear"),
        ("join_listing", "pear, fig, plum", "pear, fig and plum"),
        ("american_spelling", "Apologise", "Apologize"),
        ("british_spelling", "Color", "Colour"),
        ("correct_spelling", "Recieve", "Receive"),
        ("expand_contraction", "Don't", "Do not"),
        ("contract", "i am", "I'm"),
        ("continent", "Canada", "North America"),
        ("continent", "Peru", "South America"),
        ("this_is", "umbrella", "This is an umbrella."),
        ("a_or_an", "useless", "a"),
        ("yes_no_question", "They can see the owl.", "Can they see the owl?"),
    ],
)
def test_more_right_answers_are_right(skill: str, text: str, right: str) -> None:
    (task,) = (task for task in named_tasks() if task.name == skill)
    assert task.answer(text) == right


@pytest.mark.parametrize(
    ("skill", "never"),
    [
        ("echo", r"\b(fell|went|sat|slept|stood|laughed|walked) (a|an|the)\b"),
        ("echo", r"\b(sent|bought|held|threw|found|made|took|gave)( near .*)?\.$"),
        ("third_person_sentence", r"\b(fall|go|sit|sleep|stand|laugh|walk) (a|an|the)\b"),
        ("no_punctuation", ":"),
        ("no_digits", r"(^| )\d+( |$)"),
        ("is_question", "what time"),
        ("british_spelling", "story"),
        ("is_food", "chicken|orange"),
        ("days_to_hours", r"\b1 days"),
        ("find_place", "(flew|lives).*(now|noon)"),
        ("topic", "(will rain|fly to).*(yesterday|last week)"),
        ("negative_sentence", r"can \w+\.|can near"),
    ],
)
def test_no_input_reads_wrong_or_in_two_ways(skill: str, never: str) -> None:
    (task,) = (task for task in named_tasks() if task.name == skill)
    rng = random.Random(0)
    texts = [task.draw(rng, split)[0] for _ in range(250) for split in ("train", "test")]
    assert not [text for text in texts if re.search(never, text)]


def test_articles_and_plurals_fit_their_nouns() -> None:
    rng = random.Random(0)
    for task in named_tasks():
        for _ in range(20):
            text, _ = task.draw(rng, "test")
            assert not re.search(r"\b[Aa] (?!useless|estação)[aeiou]|\b[Aa] honest|\b[Aa]n [^aeiouh]", text), text
            assert not re.search(r"\d .*\b\w+([^aeiou]ys|chs|shs|xs|arfs)\b", text), text


@pytest.mark.parametrize("skill", ["longest_word", "shortest_word", "by_length"])
def test_words_that_are_told_apart_by_their_lengths_differ_in_them(skill: str) -> None:
    (task,) = (task for task in named_tasks() if task.name == skill)
    rng = random.Random(0)
    for _ in range(200):
        lengths = [len(word) for word in task.draw(rng, "train")[0].replace(",", "").split()]
        assert len(set(lengths)) == len(lengths)


@pytest.mark.parametrize("skill", ["compare_sign", "bigger_or_smaller", "find_numbers"])
def test_two_numbers_are_two(skill: str) -> None:
    (task,) = (task for task in named_tasks() if task.name == skill)
    rng = random.Random(0)
    for _ in range(300):
        text, _ = task.draw(rng, "train")
        first, second = map(int, re.findall(r"\d+", text))
        assert first < second or (first > second and not text.startswith(("page", "from"))), text


@pytest.mark.parametrize("skill", ["is_question", "ends_with_s", "is_over_hundred"])
def test_no_answer_is_rare_where_there_are_two(skill: str) -> None:
    (task,) = (task for task in named_tasks() if task.name == skill)
    rng = random.Random(0)
    counts = Counter(task.draw(rng, "train")[1] for _ in range(500))
    assert min(counts["yes"], counts["no"]) > 125


def test_receipts_add_up() -> None:
    (task,) = (task for task in named_tasks() if task.name == "find_total")
    rng = random.Random(0)
    for _ in range(100):
        text, total = task.draw(rng, "train")
        *costs, last = (int(cost.replace(".", "")) for cost in re.findall(r"\d+\.\d\d", text))
        assert total in text
        assert not costs or last == sum(costs)


def test_an_opinion_begins_with_no_name() -> None:
    (task,) = (task for task in named_tasks() if task.name == "i_think")
    rng = random.Random(0)
    begun = {task.draw(rng, "train")[1].removeprefix("I think that ").split()[0] for _ in range(300)}
    assert begun == {"the", "my", "a", "an", "we"}


def test_no_made_up_word_is_rude() -> None:
    rng = random.Random(0)
    words = {p.made_up(rng) for _ in range(30_000)}
    assert not [word for word in words if word == "ass" or re.search("cock|shit|fuck|tit|slut|porn|piss|dick", word)]


def test_a_pair_says_what_its_second_step_is_for() -> None:
    rng = random.Random(0)
    families = {task.name: task.family for task in named_tasks()}
    for pair in composed_tasks():
        first, second = pair.name.split("+")
        assert families[first] != "counting"
        assert second != "by_length"
        if families[second] == "join words":
            assert not [text for text, _ in (pair.draw(rng, "train") for _ in range(20)) if "," in text]


def test_the_mixture_meets_every_family_and_gives_different_tasks() -> None:
    rng, mixture = random.Random(0), Mixture(all_tasks())
    assert {mixture.draw(rng).family for _ in range(3000)} == {task.family for task in all_tasks()}
    assert len({task.name for task in mixture.sample(rng, 24)}) == 24
    assert len(Mixture(named_tasks()[:3]).sample(rng, 24)) == 3


def test_families_are_drawn_by_their_weights() -> None:
    rng, mixture = random.Random(0), Mixture(named_tasks())
    light = Counter(mixture.draw(rng).family for _ in range(3000))
    mixture.weigh({"repeat": 5.0})
    heavy = Counter(mixture.draw(rng).family for _ in range(3000))
    assert set(heavy) == set(mixture.families)
    assert 3 * light["repeat"] < heavy["repeat"] < 6 * light["repeat"]


def test_variations_keep_what_is_quoted() -> None:
    rng = random.Random(0)
    assert all('"TODO: "' in vary('Put "TODO: " before the text.', rng) for _ in range(200))
    slips = {misspell("Reverse all of it", rng) for _ in range(50)}
    assert len(slips) > 5
    assert all(slip.endswith(" all of it") and slip != "Reverse all of it" for slip in slips)
    assert misspell('Write "Attention" first', rng) == 'Write "Attention" first'
    assert all("「OK:」" in vary("返事のはじめに「OK:」をつけて。", rng) for _ in range(200))
    assert all("Bottle" in vary("no matter what I type, reply Bottle", rng, is_literal=True) for _ in range(200))
    assert all("..." in vary("End the text with ...", rng) for _ in range(200))


def test_a_question_whose_kind_is_asked_for_has_its_mark() -> None:
    (task,) = (task for task in named_tasks() if task.name == "kind_of_sentence")
    rng = random.Random(0)
    drawn = dict(task.draw(rng, "train") for _ in range(500))
    assert not [text for text, kind in drawn.items() if kind == "statement" and text.startswith(("what", "where"))]
    assert set(drawn.values()) == {"question", "statement"}


def test_small_talk_is_answered_in_one_way_each() -> None:
    assert len(intents()) >= 16
    assert len({intent.answer for intent in intents()}) == len(intents())
    said = [text for intent in intents() for text in (*intent.says, *intent.unseen)]
    assert len(said) == len(set(said))
    unseen = {_letters(text) for intent in intents() for text in intent.unseen}
    assert not [text for intent in intents() for text in intent.says if _letters(text) in unseen]


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text.lower())


def test_the_strangers_requests_are_a_hundred_and_apart_from_what_is_trained() -> None:
    requests = load_requests()
    assert len(requests) == 100
    assert all(len(set(request.wordings)) == 3 and len(request.examples) == 3 for request in requests)
    trained = {wording.lower().rstrip(".") for task in all_tasks() for wording in task.wordings.trained}
    asked = [wording.lower().rstrip(".") for request in requests for wording in request.wordings]
    assert sum(wording in trained for wording in asked) <= 3, [wording for wording in asked if wording in trained]


def test_every_file_of_wordings_belongs_to_a_family() -> None:
    names = {file.stem.replace("_", " ") for file in WORDINGS.glob("*.toml")}
    assert names == {*FAMILIES, "small talk"}
    json.loads((WORDINGS.parent / "strangers.json").read_text(encoding="utf-8"))
