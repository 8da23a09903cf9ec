"""Several wordings of one description: a draft from each, scored on the skill's test sheet, and the best one kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.descriptions import checked_description
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.records import Adapter, AdapterState
from t2l_desktop.core.sheets import Answers, Sheet, SheetConditions, SheetResult
from t2l_desktop.library.store import Library
from t2l_desktop.operations.adapters import create_adapter
from t2l_desktop.operations.services import Services, SoFar
from t2l_desktop.operations.sheet_runs import Asker
from t2l_desktop.operations.sheets import Setup, questions_of

MAX_WORDINGS = 5


@dataclass(frozen=True, kw_only=True)
class WordingTrial:
    """A skill made from one wording, and what it answered under which conditions."""

    adapter: Adapter
    answers: Answers
    conditions: SheetConditions


Trials = tuple[WordingTrial, ...]


def try_wordings(
    services: Services,
    *,
    setup: Setup,
    sheet: Sheet,
    wordings: Sequence[str],
    device: str = "auto",
    on_event: Callable[[SoFar[Trials]], None] | None = None,
    cancel: CancelToken | None = None,
) -> Trials:
    """Have the skill itself, and then a draft from each wording, answer the sheet.

    `on_event` gets the trials as they grow. The drafts stay in the library as any draft does. Raises
    `UserFacingError` for wordings that are none, or too many.
    """
    skill = services.library.adapter(setup.adapter_id)
    pack = services.packs.pack(skill.pack_id)
    texts = _checked(wordings, skill.description)
    questions = questions_of(sheet.rows)
    steps = len(questions) * (1 + len(texts))
    trials: list[WordingTrial] = []
    for text in (None, *texts):
        if text is not None:
            skill = create_adapter(services, description=text, pack=pack, device=device, cancel=cancel).adapter
        asker = Asker(services, replace(setup, adapter_id=skill.id), cancel)
        known = sheet.result.skill if sheet.result.conditions == asker.conditions and text is None else {}
        answers: dict[str, str | None] = {}
        trials.append(WordingTrial(adapter=skill, answers={}, conditions=asker.conditions))
        for question in questions:
            answers[question] = known[question] if question in known else asker.answer(question, adapted=True)
            trials[-1] = replace(trials[-1], answers=dict(answers))
            if on_event is not None:
                done = (len(trials) - 1) * len(questions) + len(answers)
                on_event(SoFar(fraction=done / steps, value=tuple(trials)))
    return tuple(trials)


def keep_wording(services: Services, *, adapter_id: str, trial: WordingTrial, sheet: Sheet) -> Adapter:
    """Put a trial's draft in the place of the skill `adapter_id`, which goes to the bin with its sheet as it is.

    The draft, which may be in the bin by now, takes over the name, the notes, the strength, the tags, the star, the
    chats and the sheet, with the trial as its result.
    """
    library = services.library
    former = library.adapter(adapter_id)
    before = sheet.result.conditions
    is_same_base = before is not None and before.base == trial.conditions.base
    result = SheetResult(
        base=sheet.result.base if is_same_base else {},
        skill=trial.answers,
        conditions=trial.conditions,
        made_at=time.time(),
    )
    with library.writing():
        library.sheets.put(adapter_id, sheet)
        library.restore_adapter(trial.adapter.id)
        library.sheets.put(trial.adapter.id, replace(sheet, result=result))
        library.update_adapter(
            trial.adapter.id,
            name=former.name,
            notes=former.notes,
            strength=former.strength,
            is_saved=former.state is AdapterState.SAVED,
        )
        library.set_tags({trial.adapter.id: former.tags})
        (kept,) = library.set_favourite([trial.adapter.id], favourite=former.is_favourite)
        _hand_over_chats(library, former.id, kept.id)
        library.bin_adapter(former.id)
    return kept


def take_back_wording(services: Services, *, kept_id: str, former_id: str) -> Adapter:
    """Undo `keep_wording`: the former skill is back with its sheet and chats, the other one in the bin."""
    library = services.library
    with library.writing():
        former = library.restore_adapter(former_id)
        _hand_over_chats(library, kept_id, former_id)
        library.bin_adapter(kept_id)
    return former


def _checked(wordings: Sequence[str], present: str) -> list[str]:
    """The wordings that are worth a try: each once, without the present one."""
    texts = list(dict.fromkeys(checked_description(text) for text in wordings if text.strip()))
    texts = [text for text in texts if text != present]
    if not texts:
        raise UserFacingError(
            "There is no other wording to try.", hint="Write the same wish in other words, one wording a line."
        )
    if len(texts) > MAX_WORDINGS:
        raise UserFacingError(
            "These are {count} wordings; at most {limit} can be tried at a time.",
            hint="Try some of them first.",
            count=len(texts),
            limit=MAX_WORDINGS,
        )
    return texts


def _hand_over_chats(library: Library, from_id: str, to_id: str) -> None:
    for chat in (*library.chats(), *library.chats(binned=True)):
        if any(use.adapter_id == from_id for use in chat.adapters):
            uses = [replace(use, adapter_id=to_id) if use.adapter_id == from_id else use for use in chat.adapters]
            library.update_chat(chat.id, manner=replace(chat, adapters=tuple(uses)))
