"""Running a test sheet: the base alone and the skill answer every input."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError, WorkerDiedError
from t2l_desktop.core.records import AdapterUse, Manner, Role, Sampling
from t2l_desktop.core.sheets import Answers, Sheet, SheetResult
from t2l_desktop.operations.answering import ask, base_of, files_of, instructions, load_base
from t2l_desktop.operations.services import Services, SoFar
from t2l_desktop.operations.sheets import Setup, conditions_of, identity_of, questions_of

# Every change of adapters empties the model's memory of what it has read: asking both in turn for every input takes
# 7 % longer on the starter than one after the other. Small blocks cost little and keep both scores comparable.
_BLOCK = 5
_SAVE_EVERY = 2.0  # seconds
_SAMPLING = Sampling(max_tokens=256)
_MOST_FAILURES = 3  # in a row


@dataclass(frozen=True, kw_only=True)
class SheetRun:
    """A finished run; `problem` says why the model could not answer the first of those inputs that it could not."""

    result: SheetResult
    problem: UserFacingError | None


class Asker:
    """Asks one skill, and its base alone, under one setup; `file` stands in for the skill's own GGUF file.

    Raises `UserFacingError` right away for a skill, pack or worker that cannot answer anything.
    """

    def __init__(
        self, services: Services, setup: Setup, cancel: CancelToken | None, *, file: Path | None = None
    ) -> None:
        adapter = services.library.adapter(setup.adapter_id)
        pack = services.packs.pack(adapter.pack_id)
        use = AdapterUse(adapter_id=adapter.id, strength=setup.strength)
        system = instructions(services.library, Manner(adapters=(use,), in_words=setup.in_words))
        self._described = [{"role": Role.SYSTEM.value, "text": system}] if system else []
        self.conditions = conditions_of(adapter, setup, identity_of(pack))
        self.problem: UserFacingError | None = None
        self._failures = 0
        self._chatter = services.chatter
        self._cancel = cancel
        self._base = base_of(services.paths, pack)
        self._files = files_of(services.library, pack, [use])
        if file is not None:
            self._files = [(file, setup.strength)]
        load_base(services, pack=pack, cancel=cancel)

    def answer(self, question: str, *, adapted: bool) -> str | None:
        """What is said to `question`; None where the model cannot answer it, as when it is too long.

        Raises `UserFacingError` where it cannot answer several in a row: then the inputs are not to blame.
        """
        turns = [*(self._described if adapted else ()), {"role": Role.USER.value, "text": question}]
        files = self._files if adapted else []
        try:
            said = ask(
                self._chatter, self._base, turns=turns, adapters=files, sampling=_SAMPLING, cancel=self._cancel
            ).text
        except WorkerDiedError:
            raise
        except UserFacingError as error:
            self._failures += 1
            if self._failures == _MOST_FAILURES:
                raise
            self.problem = self.problem or error
            return None
        self._failures = 0
        return said


def run_sheet(
    services: Services,
    *,
    setup: Setup,
    sheet: Sheet,
    on_event: Callable[[SoFar[SheetResult]], None] | None = None,
    cancel: CancelToken | None = None,
) -> SheetRun:
    """Ask whatever the result of `sheet` does not hold yet under the conditions of `setup`.

    What was answered is kept in the library on the way and at the end, whatever the end is, so that the next run goes
    on from there.
    """
    asker = Asker(services, setup, cancel)
    questions = questions_of(sheet.rows)
    known = _still_good(sheet.result, asker, questions)
    base, skill = dict(known.base), dict(known.skill)
    steps = _steps(questions, base, skill)
    done = 2 * len(questions) - len(steps)

    def so_far() -> SheetResult:
        return replace(known, base=dict(base), skill=dict(skill), made_at=time.time())

    def keep() -> None:
        services.library.sheets.put(setup.adapter_id, replace(sheet, result=so_far()))

    kept_at = time.monotonic()
    try:
        for question, adapted in steps:
            (skill if adapted else base)[question] = asker.answer(question, adapted=adapted)
            done += 1
            if on_event is not None:
                on_event(SoFar(fraction=done / (2 * len(questions)), value=so_far()))
            if time.monotonic() - kept_at > _SAVE_EVERY:
                keep()
                kept_at = time.monotonic()
    finally:
        keep()
    return SheetRun(result=so_far(), problem=asker.problem)


def _still_good(result: SheetResult, asker: Asker, questions: list[str]) -> SheetResult:
    """What of an earlier result holds under the conditions of now: the base alone knows none but itself."""
    before, now = result.conditions, asker.conditions
    is_same_base = before is not None and before.base == now.base
    return SheetResult(
        base=_those_to(questions, result.base) if is_same_base else {},
        skill=_those_to(questions, result.skill) if before == now else {},
        conditions=now,
    )


def _those_to(questions: list[str], answers: Answers) -> Answers:
    return {question: answers[question] for question in questions if question in answers}


def _steps(questions: list[str], base: Answers, skill: Answers) -> list[tuple[str, bool]]:
    """What is left to ask, block by block: each block of the base alone, then of the skill."""
    steps = []
    for start in range(0, len(questions), _BLOCK):
        block = questions[start : start + _BLOCK]
        steps += [(question, False) for question in block if question not in base]
        steps += [(question, True) for question in block if question not in skill]
    return steps
