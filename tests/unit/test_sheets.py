"""Test sheets: kept, counted, run to the end or not, and other wordings tried on them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError, WorkCancelledError, WorkerDiedError
from t2l_desktop.core.messages import Generate, Say
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Adapter, AdapterState, AdapterUse, Manner
from t2l_desktop.core.sheets import Sheet, SheetConditions, SheetResult, SheetRow
from t2l_desktop.library.migrations import STEPS, migrate
from t2l_desktop.library.store import DRAFT_DAYS, Library
from t2l_desktop.operations.adapters import create_adapter
from t2l_desktop.operations.services import Services, SoFar
from t2l_desktop.operations.sheet_runs import run_sheet
from t2l_desktop.operations.sheets import Score, Setup, is_right, open_sheet, same, score
from t2l_desktop.operations.wordings import Trials, keep_wording, take_back_wording, try_wordings
from tests.gui.fakes import make_pack, make_services

ROWS = tuple(SheetRow(question=f"q{n}", expected=f"a{n}") for n in range(60))
SHEET = Sheet(rows=ROWS)


def good_answer(request: Say) -> str:
    """The base knows the first ten, the skill all."""
    number = int(request.messages[-1]["text"][1:])
    return f"a{number}" if request.adapters or number < 10 else "?"


class Bench:
    """Services on scripted workers, one draft, and what was asked."""

    def __init__(self, paths: AppPaths, starter: Path) -> None:
        make_pack(starter)
        self.services, self.generator, self.chatter = make_services(paths, starter)
        self.chatter.answer = good_answer
        self.adapter = self.draft("Answer well.")
        self.setup = Setup(adapter_id=self.adapter.id)

    def draft(self, description: str) -> Adapter:
        return create_adapter(self.services, description=description, pack=self.services.packs.default()).adapter

    def asked(self) -> list[tuple[str, bool]]:
        """What was asked since the last time, and whether of the skill."""
        asked = [(r.messages[-1]["text"], bool(r.adapters)) for r in self.chatter.requests if isinstance(r, Say)]
        self.chatter.requests.clear()
        return asked

    def kept(self) -> Sheet:
        return self.services.library.sheets.get(self.adapter.id)

    def breaks_at(self, question: str, error: Callable[[], Exception]) -> None:
        def answer(request: Say) -> str:
            if request.messages[-1]["text"] == question:
                raise error()
            return good_answer(request)

        self.chatter.answer = answer


@pytest.fixture
def bench(paths: AppPaths, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(paths, tmp_path / "starter")
    yield made
    made.services.library.close()


def died() -> Exception:
    return WorkerDiedError("It has ended.", hint="Try again.")


def too_long() -> Exception:
    return UserFacingError("Too long.", hint="Shorten it.")


# --- keeping ----------------------------------------------------------------------------------------------------------


def test_a_sheet_comes_back_as_it_was(bench: Bench) -> None:
    conditions = SheetConditions(base="b", description="日本 \ud800", strength=0.85, in_words=True)
    result = SheetResult(base={"q": "x\0"}, skill={"q": None}, conditions=conditions, made_at=12.5)
    sheet = Sheet(rows=(SheetRow(question="q", expected="1\n2"),) * 2, result=result)
    bench.services.library.sheets.put(bench.adapter.id, sheet)
    assert bench.kept() == sheet
    bench.services.library.remove_adapter(bench.adapter.id)
    assert bench.kept() == Sheet()


@pytest.mark.parametrize(
    ("rows", "result"),
    [
        ("", "nonsense"),
        ("[" * 100_000, "[]"),
        ('{"a": 1}', '{"base": [], "skill": 3, "conditions": {}, "made_at": "x"}'),
        (
            '[["q"], ["q", 1], "qa", null]',
            '{"conditions": {"base": 1, "description": 2, "strength": 3, "in_words": 4}}',
        ),
    ],
)
def test_what_is_damaged_is_left_out(bench: Bench, paths: AppPaths, rows: str, result: str) -> None:
    bench.services.library.sheets.put(bench.adapter.id, SHEET)
    with sqlite3.connect(paths.database) as connection:
        connection.execute("UPDATE sheets SET rows = ?, result = ?", (rows, result))
    connection.close()
    assert bench.kept() == Sheet()


def test_an_older_library_gets_its_sheets(paths: AppPaths, tmp_path: Path) -> None:
    number = next(n for n, step in enumerate(STEPS) if step.__name__ == "_sheets")
    connection = sqlite3.connect(paths.database, isolation_level=None)
    migrate(connection, paths.database, steps=STEPS[:number])
    connection.close()
    bench = Bench(paths, tmp_path / "starter")
    bench.services.library.sheets.put(bench.adapter.id, SHEET)
    assert bench.kept() == SHEET
    bench.services.library.close()


def test_a_draft_that_is_worked_on_is_not_swept(paths: AppPaths, tmp_path: Path) -> None:
    bench = Bench(paths, tmp_path / "starter")
    bench.services.library.close()
    later = bench.adapter.updated_at + (DRAFT_DAYS - 1) * 86400
    with Library(paths, clock=lambda: later) as library:
        library.sheets.put(bench.adapter.id, SHEET)
    with Library(paths, clock=lambda: later + 2 * 86400) as library:
        library.sweep()
        assert library.sheets.get(bench.adapter.id) == SHEET


def test_opening_offers_the_example_that_fits(bench: Bench) -> None:
    other = open_sheet(bench.services, adapter=bench.adapter)
    assert other.example is not None
    assert other.example.sheet[0] == ("Is snow white?", "Yes")
    assert other.sheet == Sheet()
    homeless = open_sheet(bench.services, adapter=replace(bench.adapter, pack_id="gone"))
    assert (homeless.base, homeless.example) == ("", None)


# --- counting ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "exactly", "leniently"),
    [
        (" Tokyo\n", "Tokyo", True, True),
        ("é", "e\u0301", True, True),
        ("a\r\nb", "a\nb", True, True),
        ("Tokyo", "tokyo.", False, True),
        ("はい", "はい。", False, True),
        ("STRASSE !?", "Straße", False, True),
        ("A.B.", "A.B", False, True),
        ("Tokyo", "Kyoto", False, False),
        ("don't", "dont", False, False),
        ("...", "", False, True),
    ],
)
def test_what_counts_as_the_same(one: str, other: str, exactly: bool, leniently: bool) -> None:
    assert same(one, other) is exactly
    assert same(one, other, lenient=True) is leniently


def test_only_rows_that_were_asked_and_expect_something_count() -> None:
    rows = [SheetRow(question=q, expected=e) for q, e in (("a", "1"), ("a", "1"), ("b", "2"), ("c", ""), ("d", "4"))]
    answers = {"a": "1", "b": None, "c": "x"}
    assert [is_right(row, answers) for row in rows] == [True, True, False, None, None]
    assert score(rows, answers) == Score(right=2, of=3)
    assert score((), {}).fraction == 0


# --- running ----------------------------------------------------------------------------------------------------------


def test_base_and_skill_answer_block_by_block_and_each_input_once(bench: Bench) -> None:
    events: list[SoFar[SheetResult]] = []
    sheet = replace(SHEET, rows=(*ROWS, ROWS[0], SheetRow(question="", expected="x")))
    run = run_sheet(bench.services, setup=bench.setup, sheet=sheet, on_event=events.append)

    asked = bench.asked()
    assert len(asked) == len(set(asked)) == 120
    assert asked[4:6] == [("q4", False), ("q0", True)]
    assert (score(ROWS, run.result.base).right, score(ROWS, run.result.skill).right) == (10, 60)
    assert bench.kept().rows == sheet.rows
    assert bench.kept().result.skill == run.result.skill
    assert [event.fraction for event in events] == sorted(event.fraction for event in events)
    assert (len(events), events[-1].fraction, len(events[0].value.base)) == (120, 1.0, 1)
    assert run.problem is None


def test_cancel_keeps_what_there_is_and_the_next_run_goes_on(bench: Bench) -> None:
    cancel = CancelToken()

    def stop_after_forty(event: SoFar[SheetResult]) -> None:
        if len(event.value.base) + len(event.value.skill) == 40:
            cancel.cancel()

    with pytest.raises(WorkCancelledError):
        run_sheet(bench.services, setup=bench.setup, sheet=SHEET, on_event=stop_after_forty, cancel=cancel)
    partial = bench.kept()
    assert (len(partial.result.base), len(partial.result.skill)) == (20, 20)
    bench.asked()
    run = run_sheet(bench.services, setup=bench.setup, sheet=partial)
    assert len(bench.asked()) == 80
    assert len(run.result.base) == len(run.result.skill) == 60


def test_a_worker_that_dies_costs_one_answer(bench: Bench) -> None:
    bench.breaks_at("q30", died)
    with pytest.raises(WorkerDiedError):
        run_sheet(bench.services, setup=bench.setup, sheet=SHEET)
    assert len(bench.kept().result.skill) == 30
    bench.chatter.answer = good_answer
    assert len(run_sheet(bench.services, setup=bench.setup, sheet=bench.kept()).result.skill) == 60


def test_an_input_that_cannot_be_answered_is_passed_over_but_not_all_of_them(bench: Bench) -> None:
    bench.breaks_at("q30", too_long)
    run = run_sheet(bench.services, setup=bench.setup, sheet=SHEET)
    assert run.result.base["q30"] is run.result.skill["q30"] is None
    assert run.problem is not None
    assert score(ROWS, run.result.skill) == Score(right=59, of=60)

    def never(request: Say) -> str:
        raise too_long()

    bench.chatter.answer = never
    with pytest.raises(UserFacingError, match="Too long"):
        run_sheet(bench.services, setup=bench.setup, sheet=SHEET)
    assert len(bench.asked()) < 130


def test_another_strength_asks_only_the_skill_again_and_another_base_both(bench: Bench) -> None:
    done = run_sheet(bench.services, setup=bench.setup, sheet=SHEET).result
    bench.asked()
    stronger = replace(bench.setup, strength=1.5)
    run = run_sheet(bench.services, setup=stronger, sheet=replace(SHEET, result=done))
    assert {adapted for _, adapted in bench.asked()} == {True}
    assert run.result.conditions is not None
    assert run.result.conditions.strength == 1.5

    foreign = replace(done, conditions=replace(run.result.conditions, base="another"))
    run_sheet(bench.services, setup=stronger, sheet=replace(SHEET, result=foreign))
    assert len(bench.asked()) == 120


def test_in_words_the_skill_reads_its_description_and_the_base_does_not(bench: Bench) -> None:
    run_sheet(bench.services, setup=replace(bench.setup, in_words=True), sheet=replace(SHEET, rows=ROWS[:1]))
    base, skill = (request for request in bench.chatter.requests if isinstance(request, Say))
    assert [message["role"] for message in base.messages] == ["user"]
    assert [message["text"] for message in skill.messages] == ["Answer well.", "q0"]
    assert skill.max_tokens == 256


def test_a_skill_in_the_bin_asks_nothing_and_keeps_its_sheet(bench: Bench) -> None:
    bench.services.library.sheets.put(bench.adapter.id, SHEET)
    bench.services.library.bin_adapter(bench.adapter.id)
    with pytest.raises(UserFacingError, match="in the bin"):
        run_sheet(bench.services, setup=bench.setup, sheet=SHEET)
    assert bench.asked() == []
    assert bench.kept() == SHEET


def test_a_skill_that_is_deleted_for_good_on_the_way_leaves_no_sheet(bench: Bench) -> None:
    library = bench.services.library

    def delete(event: SoFar[SheetResult]) -> None:
        if event.fraction > 0.5:
            library.remove_adapter(bench.adapter.id)

    with suppress(UserFacingError):
        run_sheet(bench.services, setup=bench.setup, sheet=SHEET, on_event=delete)
    assert bench.kept() == Sheet()


# --- wordings ---------------------------------------------------------------------------------------------------------


def trials_of(services: Services, bench: Bench, sheet: Sheet = SHEET, *more: str) -> Trials:
    wordings = ["Answer very well.", " ", "Answer well.", "Answer very well.", *more]
    return try_wordings(services, setup=bench.setup, sheet=sheet, wordings=wordings)


def test_wordings_are_scored_beside_the_present_one(bench: Bench) -> None:
    done = run_sheet(bench.services, setup=bench.setup, sheet=SHEET).result
    bench.asked()
    present, other = trials_of(bench.services, bench, replace(SHEET, result=done))
    assert len(bench.asked()) == 60, "the present one is known"
    assert present.adapter.id == bench.adapter.id
    assert (other.adapter.description, other.adapter.state) == ("Answer very well.", AdapterState.DRAFT)
    assert score(ROWS, other.answers) == score(ROWS, present.answers)


def test_too_many_wordings_and_none_are_refused_before_any_work(bench: Bench) -> None:
    before = len(bench.generator.requests)
    for wordings in ([], ["Answer well.", ""], [f"Wording {letter}" for letter in "abcdef"], ["..."]):
        with pytest.raises(UserFacingError):
            try_wordings(bench.services, setup=bench.setup, sheet=SHEET, wordings=wordings)
    assert len(bench.generator.requests) == before


def test_cancel_in_the_middle_leaves_what_was_tried(bench: Bench) -> None:
    cancel, seen = CancelToken(), list[Trials]()

    def stop_late(event: SoFar[Trials]) -> None:
        seen.append(event.value)
        if event.fraction > 0.7:
            cancel.cancel()

    with suppress(WorkCancelledError):
        try_wordings(
            bench.services, setup=bench.setup, sheet=SHEET, wordings=["One", "Two"], on_event=stop_late, cancel=cancel
        )
    assert [len(trial.answers) for trial in seen[-1]] == [60, 60, 7]
    assert len([request for request in bench.generator.requests if isinstance(request, Generate)]) == 3


def test_keeping_the_best_takes_the_place_and_can_be_undone(bench: Bench) -> None:
    library = bench.services.library
    former = library.update_adapter(bench.adapter.id, name="Mine", notes="n", strength=0.8, is_saved=True)
    library.set_tags({former.id: ["sea"]})
    library.set_favourite([former.id], favourite=True)
    chat = library.add_chat(
        pack_id="test-pack",
        manner=Manner(adapters=(AdapterUse(adapter_id=former.id, strength=0.5),), system_prompt="Be kind."),
    )
    sheet = replace(SHEET, result=run_sheet(bench.services, setup=bench.setup, sheet=SHEET).result)
    best = trials_of(bench.services, bench, sheet)[1]

    kept = keep_wording(bench.services, adapter_id=former.id, trial=best, sheet=sheet)
    assert (kept.name, kept.notes, kept.strength, kept.state) == ("Mine", "n", 0.8, AdapterState.SAVED)
    assert (kept.description, kept.tags, kept.is_favourite) == ("Answer very well.", ("sea",), True)
    assert [adapter.id for adapter in library.adapters()] == [kept.id]
    assert library.adapter(former.id).state is AdapterState.BINNED
    assert library.chat(chat.id) == replace(chat, adapters=(AdapterUse(adapter_id=kept.id, strength=0.5),))
    moved = library.sheets.get(kept.id)
    assert (moved.rows, moved.result.base, moved.result.skill) == (ROWS, sheet.result.base, best.answers)
    bench.asked()
    run_sheet(bench.services, setup=replace(bench.setup, adapter_id=kept.id), sheet=moved)
    assert bench.asked() == [], "the trial is the new skill's result"

    back = take_back_wording(bench.services, kept_id=kept.id, former_id=former.id)
    assert (back.id, back.state, back.name) == (former.id, AdapterState.SAVED, "Mine")
    assert library.sheets.get(former.id) == sheet
    assert library.chat(chat.id) == chat
    assert library.adapter(kept.id).state is AdapterState.BINNED


def test_a_wording_whose_draft_was_deleted_meanwhile_is_kept_all_the_same(bench: Bench) -> None:
    best = trials_of(bench.services, bench)[1]
    bench.services.library.bin_adapter(best.adapter.id)
    keep_wording(bench.services, adapter_id=bench.adapter.id, trial=best, sheet=SHEET)
    assert bench.services.library.adapter(best.adapter.id).state is AdapterState.DRAFT


def test_a_draft_that_is_replaced_stays_a_draft(bench: Bench) -> None:
    kept = keep_wording(
        bench.services, adapter_id=bench.adapter.id, trial=trials_of(bench.services, bench)[1], sheet=SHEET
    )
    assert kept.state is AdapterState.DRAFT
