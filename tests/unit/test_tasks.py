"""The starter's tasks: enough of them, worded by many people, over inputs that never give a task away."""

from __future__ import annotations

import random

import pytest

from t2l_desktop.training.tasks import pools as p
from t2l_desktop.training.tasks import vocabulary as v
from t2l_desktop.training.tasks.catalogue import Task, all_tasks, trained_tasks, unseen_tasks


def test_there_are_enough_tasks_in_enough_families() -> None:
    assert len(trained_tasks()) >= 60
    assert len({task.family for task in trained_tasks()}) >= 10
    assert len({task.name for task in all_tasks()}) == len(all_tasks()) == len(trained_tasks()) + len(unseen_tasks())


@pytest.mark.parametrize("task", all_tasks(), ids=lambda task: task.name)
def test_a_task_has_many_wordings_and_a_quarter_of_them_is_never_trained_on(task: Task) -> None:
    assert not set(task.wordings) & set(task.unseen_wordings)
    total = len(task.wordings) + len(task.unseen_wordings)
    assert total >= 12
    assert len(task.unseen_wordings) >= 0.24 * total
    assert not any("{" in wording or "}" in wording for wording in (*task.wordings, *task.unseen_wordings))


def test_no_wording_stands_for_two_tasks_over_the_same_inputs() -> None:
    seen: dict[tuple[str, str], str] = {}
    for task in all_tasks():
        for wording in (*task.wordings, *task.unseen_wordings):
            assert seen.setdefault((task.pool.name, wording), task.name) == task.name, wording


def test_every_pool_of_trained_tasks_serves_many() -> None:
    served: dict[str, int] = {}
    for task in trained_tasks():
        served[task.pool.name] = served.get(task.pool.name, 0) + 1
    assert min(served.values()) >= 4, served


@pytest.mark.parametrize("task", all_tasks(), ids=lambda task: task.name)
def test_answers_hold_for_held_out_inputs(task: Task) -> None:
    rng = random.Random(7)
    answers = [task.answer(task.pool.draw(rng, "test")) for _ in range(20)]
    assert all(answers)
    assert all(answer == answer.strip() for answer in answers)


def test_training_never_shows_a_held_out_word() -> None:
    held_out = {word.lower() for words in (v.NOUNS, v.ADJECTIVES) for word in p.part(words, "test")}
    rng = random.Random(7)
    for _ in range(400):
        assert not held_out & set(p.WORDS.draw(rng, "train").split())
        assert not held_out & set(p.SENTENCE.draw(rng, "train").lower().rstrip(".").split())


def test_right_answers_are_right() -> None:
    answer = {task.name: task.answer for task in all_tasks()}
    assert answer["swap_ends"]("apple pear fig") == "fig pear apple"
    assert answer["iso"]("3 March 2021") == "2021-03-03"
    assert answer["login"]("Maria Lopez") == "mlopez"
    assert answer["sort_down"]("4 19 7") == "19 7 4"
    assert answer["title"]("the old robot") == "The Old Robot"
    assert answer["numbered"]("apple pear") == "1. apple\n2. pear"
    assert answer["capital"]("Japan") == "Tokyo"
    assert answer["past"]("swim") == "swam"
