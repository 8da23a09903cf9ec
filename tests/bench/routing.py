"""How often a message finds its skill by the descriptions, beside plainer ways, and how long that takes.

Also how often a skill answers, rightly and wrongly, and how often it does though the message belongs to none.

The skills are one of each family of the starter's tasks, in wordings that no training saw, and 24 of a hundred wishes
that strangers wrote; the messages are inputs of theirs. Many families share their inputs, so that about one message in
two cannot be told from another skill's by anybody.
"""

from __future__ import annotations

import random
import tempfile
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.functional import normalize

from t2l_desktop.core.records import Adapter, AdapterState, Pack
from t2l_desktop.core.sheets import Sheet, SheetRow
from t2l_desktop.hypernet.embedder import Embedder, load_embedder
from t2l_desktop.library.adapters import insert_adapter
from t2l_desktop.library.store import Library
from t2l_desktop.operations.routing import Fit, find_skills, fit_of
from t2l_desktop.operations.services import Services
from t2l_desktop.operations.usual_messages import USUAL_MESSAGES
from t2l_desktop.training.tasks.catalogue import named_tasks
from t2l_desktop.training.tasks.strangers import load_requests
from t2l_desktop.training.tasks.task import Task
from tests.bench.creating import starter_services
from tests.bench.table import Row, milliseconds, row

_SKILLS, _LIBRARIES, _MESSAGES, _QUESTIONS, _FIRST = 24, 8, 4, 8, 5
_HANDFUL = 4
_MANY = 10_000
# What people also write to a model, and what none of the skills is for; nothing was chosen by these twenty.
_FOR_NONE = (
    "How did you come to be called that?", "I finally passed my driving test!", "Why does bread rise?",
    "Suggest a name for my kitten.", "My neighbour plays the drums at night.", "What is a black hole?",
    "Tell me something about Iceland.", "Which of these two phones would you buy?", "ok thanks bye",
    "I have a headache.", "How do I repair a flat tyre?", "Write a toast for my brother's wedding.",
    "Is it going to rain?", "What did the Romans eat?", "I am bored.", "Explain compound interest to a child.",
    "Should I learn Spanish or French first?", "Who was Marie Curie?", "That is not what I asked for.",
    "How much water does a cactus need?",
)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """A skill of a library: what it is described as, what it is asked, and the questions of its test sheet."""

    description: str
    messages: tuple[str, ...]
    questions: tuple[str, ...] = ()


@dataclass
class _Found:
    """How often the right skill came first, and among the first five."""

    asked: int = 0
    first: int = 0
    near: int = 0

    def count(self, place: int) -> None:
        self.asked += 1
        self.first += place == 0
        self.near += place < _FIRST

    def __str__(self) -> str:
        return f"{100 * self.first / self.asked:.0f} ({100 * self.near / self.asked:.0f}) %"


def measure(repeats: int) -> list[Row]:
    """Rows for both sorts of libraries, and for the time among 24 and among ten thousand."""
    with tempfile.TemporaryDirectory() as folder, starter_services(Path(folder)) as (services, pack):
        torch.set_num_threads(1)  # as many as a blink of this size can use
        rows: list[Row] = []
        for name, make in (("one a family", families), ("wishes of strangers", strangers)):
            libraries = [make(seed) for seed in range(_LIBRARIES)]
            rows += _right(services, pack, name, libraries)
            for count in (_HANDFUL, _SKILLS):
                rows += _answered(services, pack, name, [skills[:count] for skills in libraries])
        return [*rows, *_times(services, pack, repeats)]


def families(seed: int) -> list[Known]:
    """One skill of each of 24 families, in an unseen wording."""
    rng = random.Random(seed)
    grouped: dict[str, list[Task]] = defaultdict(list)
    for task in named_tasks():
        grouped[task.family].append(task)
    made = []
    for tasks in rng.sample(list(grouped.values()), _SKILLS):
        task = rng.choice(tasks)
        messages = tuple(task.draw(rng, "test")[0] for _ in range(_MESSAGES))
        questions = tuple(task.draw(rng, "train")[0] for _ in range(_QUESTIONS))
        made.append(Known(rng.choice(task.wordings.unseen), messages, questions))
    return made


def strangers(seed: int) -> list[Known]:
    """Wishes of 24 strangers."""
    rng = random.Random(seed)
    wishes = rng.sample(load_requests(), _SKILLS)
    return [Known(rng.choice(wish.wordings), tuple(text for text, _ in wish.examples)) for wish in wishes]


def fill(library: Library, skills: Sequence[Known], *, base: str, with_sheets: bool = False) -> list[str]:
    """Put skills without files into a library that is emptied before; gives their ids."""
    ids = [str(uuid.UUID(int=number + 1)) for number in range(len(skills))]
    with library.writing() as connection:
        connection.execute("DELETE FROM adapters")
        for number, (adapter_id, skill) in enumerate(zip(ids, skills, strict=True)):
            adapter = Adapter(
                id=adapter_id, name=f"Skill {number}", description=skill.description, pack_id="starter",
                base_fingerprint=base, state=AdapterState.SAVED, created_at=0.0, updated_at=0.0, rank=8,
            )  # fmt: skip
            insert_adapter(connection, adapter)
    if with_sheets:
        for adapter_id, skill in zip(ids, skills, strict=True):
            rows = tuple(SheetRow(question=text, expected="") for text in skill.questions)
            library.sheets.put(adapter_id, Sheet(rows=rows))
    return ids


def _right(services: Services, pack: Pack, name: str, libraries: Sequence[Sequence[Known]]) -> Iterator[Row]:
    assert pack.embedder is not None
    embedder = load_embedder(pack.embedder, device=torch.device("cpu"))
    routed, plain = _Found(), _Found()
    for skills in libraries:
        _count(routed, skills, _router(services, pack, skills))
        _count(plain, skills, _cosine(embedder, skills))
    usual = _Found()
    for skills in libraries:
        _count(usual, skills, _cosine(embedder, skills, usual=USUAL_MESSAGES))
    title = f"the right one of {_SKILLS} skills first (in the first {_FIRST}), {name}"
    chance = f"chance {100 / _SKILLS:.0f} ({100 * _FIRST / _SKILLS:.0f}) %"
    yield Row(name=f"{title} ({routed.asked} messages)", measured=str(routed), reference=f"{plain} by cosine; {chance}")
    yield Row(name="… without the message's kind in words", measured=str(usual))
    if libraries[0][0].questions:
        sheets = _Found()
        for skills in libraries:
            _count(sheets, skills, _router(services, pack, skills, with_sheets=True))
        yield Row(name="… where each skill has a test sheet", measured=str(sheets), reference="about 53 % can be told")


def _answered(services: Services, pack: Pack, name: str, libraries: Sequence[Sequence[Known]]) -> Iterator[Row]:
    """How often a skill answers messages that are for one, and how often others."""
    for with_sheets in (False, True) if libraries[0][0].questions else (False,):
        right, wrong, asked, taken = 0, 0, 0, 0
        for skills in libraries:
            ids = fill(services.library, skills, base=pack.base_fingerprint, with_sheets=with_sheets)
            for adapter_id, skill in zip(ids, skills, strict=True):
                chosen = [_chosen(services, pack, message) for message in skill.messages]
                asked += len(chosen)
                right += chosen.count(adapter_id)
                wrong += sum(each not in ("", adapter_id) for each in chosen)
            taken += sum(bool(_chosen(services, pack, message)) for message in _FOR_NONE)
        title = f"answered by the right one of {len(libraries[0])} skills (by a wrong one), {name}"
        share = 100 * taken / (len(libraries) * len(_FOR_NONE))
        yield Row(
            name=f"{title}{', with test sheets' * with_sheets} ({asked} messages)",
            measured=f"{100 * right / asked:.0f} ({100 * wrong / asked:.0f}) %",
            reference=f"{share:.0f} % of {len(_FOR_NONE)} that are for none are answered by one",
        )


def _chosen(services: Services, pack: Pack, message: str) -> str:
    """Whose files are there plays no part: these skills have none."""
    (best,) = find_skills(services, text=message, pack=pack, most=1)
    return best.adapter_id if fit_of(best.likeness) > Fit.NONE else ""


Rank = Callable[[str], Sequence[int]]


def _count(found: _Found, skills: Sequence[Known], rank: Rank) -> None:
    for number, skill in enumerate(skills):
        for message in skill.messages:
            order = list(rank(message))
            found.count(order.index(number) if number in order else len(skills))


def _router(services: Services, pack: Pack, skills: Sequence[Known], *, with_sheets: bool = False) -> Rank:
    ids = fill(services.library, skills, base=pack.base_fingerprint, with_sheets=with_sheets)
    places = {adapter_id: place for place, adapter_id in enumerate(ids)}

    def rank(message: str) -> list[int]:
        return [places[each.adapter_id] for each in find_skills(services, text=message, pack=pack, most=_SKILLS)]

    return rank


def _cosine(embedder: Embedder, skills: Sequence[Known], *, usual: Sequence[str] = ()) -> Rank:
    descriptions = normalize(embedder.embed([skill.description for skill in skills]), dim=-1)
    hubs: Tensor | float = 0.0
    if usual:
        hubs = (descriptions @ normalize(embedder.embed(usual), dim=-1).T).mean(1)

    def rank(message: str) -> list[int]:
        scores = descriptions @ normalize(embedder.embed([message]), dim=-1)[0] - hubs
        order: list[int] = scores.argsort(descending=True).tolist()
        return order

    return rank


def _times(services: Services, pack: Pack, repeats: int) -> Iterator[Row]:
    fill(services.library, strangers(0), base=pack.base_fingerprint)
    yield row(
        f"choosing one of {_SKILLS} skills", _took(services, pack, repeats), unit=milliseconds,
        reference="at most 100 ms",
    )  # fmt: skip
    wishes = load_requests()
    skills = [Known(wishes[number % len(wishes)].wordings[0], ()) for number in range(_MANY)]
    fill(services.library, skills, base=pack.base_fingerprint)
    yield row(
        f"choosing one of {_MANY} skills", _took(services, pack, repeats), unit=milliseconds,
        reference="at most 50 ms",
    )  # fmt: skip


def _took(services: Services, pack: Pack, repeats: int) -> list[float]:
    took = []
    for number in range(repeats + 1):
        began = time.perf_counter()
        find_skills(services, text=f"{number} May 2021", pack=pack)
        took.append(time.perf_counter() - began)
    return took[1:]  # the first one reads the descriptions
