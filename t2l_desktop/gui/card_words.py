"""Plain words for what stands on a pack's card under short names."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from t2l_desktop.core.records import Pack
from t2l_desktop.library.packs import STARTER

translate = QCoreApplication.translate


def modest_words(pack: Pack) -> str:
    """What one should not expect too much of; nothing for packs that say nothing of the kind."""
    if pack.id != STARTER:
        return ""
    return translate(
        "card",
        "The model is very small, there to show the idea: it does short tasks with words, numbers, names and dates.",
    )


def told_names() -> dict[str, str]:
    """What was asked for in the scores that are told in words, in their order; how it was asked is not said."""
    return {
        "trained_tasks": translate("card", "Kinds of task that it has learned"),
        "trained_tasks_sloppy": translate("card", "The same, described in a hurry with typing mistakes"),
        "trained_tasks_japanese": translate("card", "The same, described in Japanese"),
        "trained_tasks_no_adapter": translate("card", "The same without a skill, to compare"),
        "small_talk": translate("card", "Small talk without a skill"),
        "long_messages": translate("card", "Messages of several sentences"),
        "unseen_pairs": translate("card", "Two tasks in one sentence"),
        "unseen_tasks": translate("card", "Kinds of task that it has not learned"),
        "strangers": translate("card", "Wishes of people who did not know what it has learned"),
    }


def condition_names() -> dict[str, str]:
    """What was asked for in each score and how, in the order in which they are told."""
    return {
        "trained_tasks_matched": translate("card", "Kinds of task that it has learned, skill alone"),
        "trained_tasks_sloppy": translate("card", "The same, described in a hurry with typing mistakes"),
        "trained_tasks_japanese": translate("card", "The same, described in Japanese"),
        "trained_tasks_sloppy_both": translate("card", "In a hurry, skill and description together"),
        "trained_tasks_japanese_both": translate("card", "In Japanese, skill and description together"),
        "trained_tasks_no_adapter": translate("card", "The same without a skill, to compare"),
        "trained_tasks_both": translate("card", "The same, skill and description together"),
        "trained_tasks_in_prompt": translate("card", "The same, description alone and no skill"),
        "trained_tasks_shuffled": translate("card", "The same with the skill for another task"),
        "trained_tasks_junk": translate("card", "The same with a skill from meaningless words"),
        "small_talk": translate("card", "Small talk without a skill"),
        "long_messages_matched": translate("card", "Messages of several sentences, skill alone"),
        "long_messages_both": translate("card", "Long messages, skill and description together"),
        "long_messages_in_prompt": translate("card", "Long messages, description alone and no skill"),
        "unseen_pairs_matched": translate("card", "Two tasks in one sentence, skill alone"),
        "unseen_pairs_both": translate("card", "Two tasks, skill and description together"),
        "unseen_pairs_in_prompt": translate("card", "Two tasks, description alone and no skill"),
        "unseen_inventions_matched": translate("card", "Tasks with letters and words of one's own, skill alone"),
        "unseen_inventions_both": translate("card", "Letters or words of one's own, skill and description together"),
        "unseen_inventions_in_prompt": translate(
            "card", "Letters or words of one's own, description alone and no skill"
        ),
        "unseen_tasks_matched": translate("card", "Kinds of task that it has not learned, skill alone"),
        "unseen_tasks_both": translate("card", "Not learned, skill and description together"),
        "unseen_tasks_in_prompt": translate("card", "Not learned, description alone and no skill"),
        "unseen_tasks_japanese_both": translate(
            "card", "Not learned, described in Japanese, skill and description together"
        ),
        "new_tasks_matched": translate("card", "Kinds of task new to the base model too, skill alone"),
        "new_tasks_both": translate("card", "New to the base model too, skill and description together"),
        "new_tasks_in_prompt": translate("card", "New to the base model too, description alone and no skill"),
        "strangers_matched": translate("card", "Wishes of people who did not know what it has learned, skill alone"),
        "strangers_both": translate("card", "Such wishes, skill and description together"),
        "strangers_in_prompt": translate("card", "Such wishes, description alone and no skill"),
    }


def family_names() -> dict[str, str]:
    """The starter's kinds of task."""
    return {
        "pick words": translate("card", "picking a word out"),
        "drop words": translate("card", "leaving words out"),
        "order of words": translate("card", "changing the order of words"),
        "join words": translate("card", "joining words with a sign"),
        "letter case": translate("card", "capital and small letters"),
        "wrap text": translate("card", "putting signs around a text"),
        "put before": translate("card", "putting something before a text"),
        "put after": translate("card", "putting something after a text"),
        "letters": translate("card", "single letters of a word"),
        "change letters": translate("card", "replacing or removing letters"),
        "repeat": translate("card", "repeating words"),
        "counting": translate("card", "counting"),
        "yes or no": translate("card", "yes-or-no questions"),
        "lists of numbers": translate("card", "lists of numbers"),
        "arithmetic": translate("card", "small sums"),
        "people": translate("card", "names of people"),
        "dates": translate("card", "dates"),
        "times": translate("card", "times of day"),
        "calendar": translate("card", "weekdays and months"),
        "countries": translate("card", "countries and capitals"),
        "verbs": translate("card", "forms of verbs"),
        "nouns": translate("card", "forms of nouns"),
        "adjectives": translate("card", "forms of adjectives"),
        "languages": translate("card", "single words in other languages"),
        "lists": translate("card", "making lists"),
        "structure": translate("card", "JSON, XML and the like"),
        "style": translate("card", "styles of speaking"),
        "extraction": translate("card", "finding something in a text"),
        "science": translate("card", "facts of nature and books"),
        "computing": translate("card", "computers and code"),
        "units": translate("card", "units of measure"),
        "sums": translate("card", "calculations with several numbers"),
        "english": translate("card", "English words and spelling"),
        "sentences": translate("card", "changing whole sentences"),
        "games": translate("card", "games and emoji"),
        "classify": translate("card", "what a message is about"),
    }
