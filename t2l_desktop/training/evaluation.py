"""Scores of a pack as a user meets it: exact answers through its real GGUF files and the app's own workers."""

from __future__ import annotations

import logging
import random
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from t2l_desktop.core.messages import Familiarity, Generate, Say
from t2l_desktop.core.records import Pack
from t2l_desktop.link.worker_link import WorkerLink
from t2l_desktop.training.calibration import calibrate
from t2l_desktop.training.scores import wilson
from t2l_desktop.training.steering import JUNK, partners, sloppy
from t2l_desktop.training.tasks.catalogue import (
    all_tasks,
    is_held_back,
    named_tasks,
    shown_to_hypernet,
    unmet_tasks,
)
from t2l_desktop.training.tasks.small_talk import intents
from t2l_desktop.training.tasks.strangers import StrangersRequest, load_requests
from t2l_desktop.training.tasks.task import Task

log = logging.getLogger(__name__)

_LONG, _DRAWS = 200, 34  # letters of a long message, and how often each one is hoped for
_MOST_TOKENS = 1024  # of an answer, as in the app's chat


@dataclass
class Score:
    """Exact answers out of all: of every question its family, and how many were right of how many."""

    questions: list[tuple[str, int, int]] = field(default_factory=list)

    def count(self, family: str, answers: Sequence[bool]) -> None:
        """Take the answers to one more question in."""
        self.questions.append((family, sum(answers), len(answers)))

    @property
    def right(self) -> int:
        return sum(right for _, right, _ in self.questions)

    @property
    def asked(self) -> int:
        return sum(asked for _, _, asked in self.questions)

    def as_card(self) -> dict[str, object]:
        """Percentages for a pack's card."""
        families: dict[str, Score] = {}
        for question in self.questions:
            families.setdefault(question[0], Score()).questions.append(question)
        # the answers to one question are much alike: each question counts as one
        interval = wilson(self.right / self.asked, len(self.questions))
        return {
            "percent": round(100 * self.right / self.asked, 1),
            "interval": [round(100 * end, 1) for end in interval],
            "asked": self.asked,
            "families": {name: round(100 * each.right / each.asked, 1) for name, each in sorted(families.items())},
        }


@dataclass(frozen=True)
class Question:
    """Inputs with all their right answers, and the wordings that they are dealt out over."""

    family: str
    wordings: tuple[str, ...]
    examples: tuple[tuple[str, tuple[str, ...]], ...]


class Evaluator:
    """Asks the pack's base with and without adapters; greedy, every message alone."""

    def __init__(self, pack: Pack, generator: WorkerLink, chatter: WorkerLink, *, inputs: int, seed: int = 0) -> None:
        """`inputs` are those of a task; the same ones in every condition."""
        if pack.base is None or pack.hypernet is None or pack.embedder is None:
            raise ValueError("a pack without base, hypernetwork or embedder cannot be measured")
        self._base, self._hypernet, self._embedder = str(pack.base), str(pack.hypernet), str(pack.embedder)
        self._generator, self._chatter = generator, chatter
        self._known = str(pack.descriptions) if pack.descriptions else ""
        self._inputs, self._seed = inputs, seed
        self._seen: list[tuple[str, bool]] = []

    def familiarity(self) -> dict[str, object] | None:
        """The gauge's bounds, from the answers given so far with a description's adapter and its words.

        None for a pack that knows no descriptions.
        """
        if not self._known:
            return None
        trained = shown_to_hypernet(named_tasks())
        practised = [wording for task in trained for wording in (*unseen_wordings(task), *task.japanese.unseen)]
        wordings = dict.fromkeys((*practised, *(wording for wording, _ in self._seen)))
        cosines = {wording: self._cosine(wording) for wording in wordings}
        seen = [(cosines[wording], is_right) for wording, is_right in self._seen]
        return calibrate(seen, [cosines[wording] for wording in practised])

    def run(self) -> dict[str, Score]:
        """Every condition of the card that there are questions for, by name.

        *Unseen* is what the hypernetwork never met, though the base did; *new* is what neither met. *Long messages* are
        of several sentences, for those of the learned tasks that take such. *Small talk* is said to the base alone.
        """
        named = named_tasks()
        trained = shown_to_hypernet(named)
        unseen, new = unmet_tasks()
        others = partners(trained)
        scores = {
            "trained_tasks_no_adapter": self.ask(trained, lambda _: ("",), adapter=False),
            "trained_tasks_shuffled": self.ask(trained, lambda task: unseen_wordings(others[task.name])),
            "trained_tasks_junk": self.ask(trained, junk_wordings),
            "trained_tasks_sloppy": self.ask(trained, sloppy_wordings),
            "trained_tasks_sloppy_both": self.ask(trained, sloppy_wordings, prompt=True),
            "trained_tasks_japanese": self.ask(trained, lambda task: task.japanese.unseen),
            "trained_tasks_japanese_both": self._in_japanese(trained),
            "unseen_tasks_japanese_both": self._in_japanese(unseen),
        }
        groups = {
            "trained_tasks": trained,
            "unseen_tasks": unseen,
            "unseen_pairs": self._some(task for task in all_tasks() if task.kind == "pair" and is_held_back(task)),
            "unseen_inventions": self._some(
                task for task in all_tasks() if task.kind == "invented" and is_held_back(task)
            ),
            "new_tasks": new,
        }
        for name, tasks in groups.items():
            scores |= self._three_ways(name, [self.question(task, unseen_wordings(task)) for task in tasks])
        long = [question for task in trained if (question := self.long_question(task)) is not None]
        scores |= self._three_ways("long_messages", long, remembers=False)
        scores["small_talk"] = self.put(small_talk(), adapter=False, prompt=False)
        # the strangers' requests stay what they are for: they calibrate nothing
        strangers = [_asked(request) for request in load_requests()]
        scores |= self._three_ways("strangers", strangers, remembers=False)
        return {name: score for name, score in scores.items() if score.questions}

    def _in_japanese(self, tasks: Sequence[Task]) -> Score:
        questions = [self.question(task, task.japanese.unseen) for task in tasks]
        return self.put(questions, adapter=True, prompt=True, remembers=True)

    def ask(
        self,
        tasks: Sequence[Task],
        wordings: Callable[[Task], Sequence[str]],
        *,
        adapter: bool = True,
        prompt: bool = False,
    ) -> Score:
        """Every task, with the adapters for its `wordings` or without, and with these in the prompt or without."""
        return self.put([self.question(task, wordings(task)) for task in tasks], adapter=adapter, prompt=prompt)

    def question(self, task: Task, wordings: Sequence[str]) -> Question:
        """A task's held-out inputs, as many as there are `inputs`."""
        rng = random.Random(f"{self._seed}-{task.name}")
        return _with_answers(task, wordings, [task.draw(rng, "test") for _ in range(self._inputs)])

    def long_question(self, task: Task) -> Question | None:
        """As many held-out inputs of several sentences; None for a task that hardly has such."""
        rng = random.Random(f"{self._seed}-{task.name}-long")
        drawn = (task.draw(rng, "test") for _ in range(_DRAWS * self._inputs))
        long = list(islice((each for each in drawn if len(each[0]) > _LONG), self._inputs))
        return _with_answers(task, unseen_wordings(task), long) if len(long) == self._inputs else None

    def put(self, questions: Sequence[Question], *, adapter: bool, prompt: bool, remembers: bool = False) -> Score:
        """Ask everything once; what it `remembers` goes into the calibration of `familiarity`."""
        score = Score()
        with tempfile.TemporaryDirectory() as folder:
            for place, question in enumerate(questions):
                answered = []
                # one wording after the other: changing the adapter empties the cache
                for number, wording in enumerate(question.wordings):
                    mine = question.examples[number :: len(question.wordings)]
                    if mine:
                        adapters = (self._adapter(wording, Path(folder) / f"{place}-{number}"),) if adapter else ()
                        for text, answers in mine:
                            is_right = self._say(wording if prompt else "", text, adapters) in answers
                            answered.append(is_right)
                            if remembers:
                                self._seen.append((wording, is_right))
                score.count(question.family, answered)
        log.info("%d of %d", score.right, score.asked)
        return score

    def _three_ways(self, name: str, questions: Sequence[Question], *, remembers: bool = True) -> dict[str, Score]:
        return {
            f"{name}_matched": self.put(questions, adapter=True, prompt=False),
            f"{name}_in_prompt": self.put(questions, adapter=False, prompt=True),
            f"{name}_both": self.put(questions, adapter=True, prompt=True, remembers=remembers),
        }

    def _some(self, tasks: Iterable[Task], *, most: int = 60) -> list[Task]:
        found = list(tasks)
        return random.Random(self._seed).sample(found, min(most, len(found)))

    def _cosine(self, wording: str) -> float:
        request = Familiarity(
            description=wording, embedder=self._embedder, known=self._known, hypernet=self._hypernet, device="cpu"
        )
        return float(self._generator.call(request)["cosine"])

    def _adapter(self, wording: str, out: Path) -> str:
        out.mkdir(exist_ok=True)
        request = Generate(
            description=wording, hypernet=self._hypernet, embedder=self._embedder, out=str(out),
            base=self._base, formats=("gguf",), device="cpu",
        )  # fmt: skip
        file: str = self._generator.call(request)["files"][0]
        return file

    def _say(self, system: str, text: str, adapters: tuple[str, ...]) -> str:
        said = ({"role": "system", "text": system},) if system else ()
        request = Say(
            base=self._base, messages=(*said, {"role": "user", "text": text}), max_tokens=_MOST_TOKENS,
            adapters=tuple((file, 1.0) for file in adapters),
        )  # fmt: skip
        answer: str = self._chatter.call(request)["text"]
        return answer.strip()


def small_talk() -> list[Question]:
    """What people say to a model without a skill, in wordings that are never trained on."""
    return [Question(each.name, ("",), tuple((text, (each.answer,)) for text in each.unseen)) for each in intents()]


def unseen_wordings(task: Task) -> tuple[str, ...]:
    """At most four wordings that are never trained on, the same ones every time."""
    return tuple(random.Random(task.name).sample(task.wordings.unseen, min(4, len(task.wordings.unseen))))


def sloppy_wordings(task: Task) -> tuple[str, ...]:
    """The same as `unseen_wordings`, sloppily typed."""
    rng = random.Random(task.name)
    return tuple(sloppy(wording, rng) for wording in unseen_wordings(task))


def junk_wordings(task: Task) -> tuple[str, ...]:
    """Texts that describe nothing, in an order of the task's own."""
    return tuple(random.Random(task.name).sample(JUNK, len(JUNK)))


def _with_answers(task: Task, wordings: Sequence[str], drawn: Sequence[tuple[str, str]]) -> Question:
    return Question(task.family, tuple(wordings), tuple((text, (answer,)) for text, answer in drawn))


def _asked(request: StrangersRequest) -> Question:
    """Every one of three wordings with one of three examples."""
    return Question("strangers", request.wordings, request.examples)
