"""Test sheets: kept with a skill, and counted."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.records import Adapter, Example, Pack
from t2l_desktop.core.sheets import Answers, Sheet, SheetConditions, SheetRow
from t2l_desktop.operations.services import Services


@dataclass(frozen=True, kw_only=True)
class Setup:
    """How a skill is to be tested: at which strength, and whether the model reads its description, too."""

    adapter_id: str
    strength: float = 1.0
    in_words: bool = False


@dataclass(frozen=True, kw_only=True)
class OpenedSheet:
    """A skill's sheet and what belongs to it: the base's identity, and an example where its pack has one."""

    adapter_id: str
    sheet: Sheet
    base: str
    example: Example | None


@dataclass(frozen=True, kw_only=True)
class Score:
    """How many of the rows with an expected answer were answered rightly."""

    right: int
    of: int

    @property
    def fraction(self) -> float:
        return self.right / self.of if self.of else 0.0


def open_sheet(services: Services, *, adapter: Adapter) -> OpenedSheet:
    """The sheet of a skill, with an example for it, or else one for another skill of its pack."""
    sheet = services.library.sheets.get(adapter.id)
    try:
        pack = services.packs.pack(adapter.pack_id)
    except UserFacingError:
        # The sheet can be looked at all the same; running it says what is wrong.
        return OpenedSheet(adapter_id=adapter.id, sheet=sheet, base="", example=None)
    examples = [example for example in pack.examples if example.sheet]
    fitting = (example for example in examples if example.description == adapter.description)
    example = next(fitting, next(iter(examples), None))
    return OpenedSheet(adapter_id=adapter.id, sheet=sheet, base=identity_of(pack), example=example)


def save_sheet(services: Services, *, adapter_id: str, sheet: Sheet) -> None:
    """Keep a skill's sheet."""
    services.library.sheets.put(adapter_id, sheet)


def put_rows_back(services: Services, *, adapter_id: str, removed: Mapping[int, SheetRow]) -> None:
    """Undo a removal of rows, which are given by the places where they were."""
    sheet = services.library.sheets.get(adapter_id)
    services.library.sheets.put(adapter_id, replace(sheet, rows=tuple(with_rows_back(sheet.rows, removed))))


def with_rows_back(rows: Sequence[SheetRow], removed: Mapping[int, SheetRow]) -> list[SheetRow]:
    """Rows and those that were taken out of them, each where it was as far as there is such a place."""
    all_rows = list(rows)
    for number in sorted(removed):
        all_rows.insert(number, removed[number])
    return all_rows


def identity_of(pack: Pack) -> str:
    """What tells one base model from another: its answers are as good as new where this is the same."""
    return f"{pack.id} {pack.base_fingerprint}"


def conditions_of(adapter: Adapter, setup: Setup, base: str) -> SheetConditions:
    """What a skill's answers under `setup` depend on."""
    return SheetConditions(base=base, description=adapter.description, strength=setup.strength, in_words=setup.in_words)


def questions_of(rows: Sequence[SheetRow]) -> list[str]:
    """What there is to ask, each once."""
    return list(dict.fromkeys(row.question for row in rows if row.question))


def same(one: str, other: str, *, lenient: bool = False) -> bool:
    """Whether two texts are the same answer; `lenient` ignores case and punctuation at the end."""
    return one == other or _normal(one, lenient=lenient) == _normal(other, lenient=lenient)


def is_right(row: SheetRow, answers: Answers, *, lenient: bool = False) -> bool | None:
    """Whether a row was answered rightly; None where it was not asked or nothing was expected."""
    if not row.expected or row.question not in answers:
        return None
    answer = answers[row.question]
    return answer is not None and same(row.expected, answer, lenient=lenient)


def score(rows: Sequence[SheetRow], answers: Answers, *, lenient: bool = False) -> Score:
    """The score over the rows that were asked."""
    verdicts = [verdict for row in rows if (verdict := is_right(row, answers, lenient=lenient)) is not None]
    return Score(right=sum(verdicts), of=len(verdicts))


def _normal(text: str, *, lenient: bool) -> str:
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n").strip())
    if not lenient:
        return normal
    end = len(normal)
    while end and (normal[end - 1].isspace() or unicodedata.category(normal[end - 1]).startswith("P")):
        end -= 1
    return unicodedata.normalize("NFC", normal[:end].casefold())
