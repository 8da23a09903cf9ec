"""The starter's tasks: named skills with their wordings, pairs of them, and tasks with invented parameters.

Tasks of `held_back` teach the base but are kept from the hypernetwork; those of `never_shown` are kept from both.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from t2l_desktop.training.tasks.compositions import compose
from t2l_desktop.training.tasks.inventions import invent
from t2l_desktop.training.tasks.skills import FAMILIES
from t2l_desktop.training.tasks.task import Task, Wordings

WORDINGS = Path(__file__).with_name("wordings")
# whole families that the hypernetwork never meets, beside a share of all others
HELD_BACK_FAMILIES = frozenset({"structure"})
_HELD_BACK, _NEVER_SHOWN = 0.08, 0.03
# kept back by lot, although a task that is shown does the same with their inputs: they test nothing
_TWINS = frozenset({"last_number", "numbers_with_commas", "three_letters"})
_LOT = 42635  # a lot that keeps back none of the skills that everybody asks for first


@cache
def named_tasks() -> tuple[Task, ...]:
    """One task for every skill of `skills`."""
    tasks = []
    for family, skills in FAMILIES.items():
        worded = _read(WORDINGS / f"{family.replace(' ', '_')}.toml")
        for name, (pools, answer) in skills.items():
            english, japanese = worded[name]
            tasks.append(Task(name, family, pools, answer, english, japanese))
    return tuple(tasks)


@cache
def composed_tasks() -> tuple[Task, ...]:
    """Two skills in one description, one after the other."""
    return tuple(compose(named_tasks()))


@cache
def invented_tasks() -> tuple[Task, ...]:
    """Skills with parameters that nobody wrote down: any letter, any word."""
    return tuple(invent())


def unmet_tasks() -> tuple[tuple[Task, ...], tuple[Task, ...]]:
    """The named skills that test what was not learned: those held back from the hypernetwork, and those never shown."""
    tasks = [task for task in named_tasks() if task.name not in _TWINS]
    return tuple(filter(is_held_back, tasks)), tuple(filter(is_never_shown, tasks))


@cache
def all_tasks() -> tuple[Task, ...]:
    """Every task, those that are kept from training included."""
    return named_tasks() + composed_tasks() + invented_tasks()


def shown_to_base(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """Those of `tasks` that the base is trained on."""
    return tuple(task for task in tasks if not is_never_shown(task))


def shown_to_hypernet(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """Those of `tasks` that the hypernetwork is trained on."""
    return tuple(task for task in tasks if not is_never_shown(task) and not is_held_back(task))


def is_held_back(task: Task) -> bool:
    """Whether the base learns the task, but the hypernetwork does not: pairs with such a part, and pairs by lot."""
    return not is_never_shown(task) and (
        task.family in HELD_BACK_FAMILIES or any(_place(name) < _NEVER_SHOWN + _HELD_BACK for name in _names(task))
    )


def is_never_shown(task: Task) -> bool:
    """Whether the task is for testing only; a pair is where one of its parts is."""
    return task.family not in HELD_BACK_FAMILIES and any(_place(name) < _NEVER_SHOWN for name in _names(task))


def _names(task: Task) -> tuple[str, ...]:
    return tuple(dict.fromkeys((task.name, *task.name.split("+"))))


def _place(name: str) -> float:
    """A number from 0 to 1 that is drawn by the name alone, so that adding a task moves no other."""
    return int.from_bytes(hashlib.sha256(f"{_LOT}{name}".encode()).digest()[:4], "big") / 2**32


def _read(file: Path) -> dict[str, tuple[Wordings, Wordings]]:
    """English and Japanese wordings by skill.

    The files' `unseen` are in styles of their own, their `more` are plain: some of both are for testing, the others
    are trained on like `trained`.
    """
    worded = {}
    for name, group in tomllib.loads(file.read_text(encoding="utf-8")).items():
        odd, plain = group["unseen"], group.get("more", [])
        test = [*odd[::2], *plain[4::5]]
        trained = [*group["trained"], *(text for text in (*odd, *plain) if text not in test)]
        for skill, ways in group.get("ways", {name: ("",)}).items():
            foreign = group.get("ja_ways", {}).get(skill, ("",))
            worded[skill] = (
                Wordings(fill(trained, ways), fill(test, ways), fill(group["step"], ways)),
                Wordings(fill(group["ja"], foreign), fill(group["ja_unseen"], foreign)),
            )
    return worded


def fill(templates: Iterable[str], ways: Iterable[str]) -> tuple[str, ...]:
    """Every template with every way in the place of its `{x}`."""
    ways = tuple(ways)
    return tuple(dict.fromkeys(template.replace("{x}", way) for template in templates for way in ways))
