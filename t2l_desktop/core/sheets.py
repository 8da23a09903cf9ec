"""A skill's test sheet: inputs with the answers expected of them, and what was said to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Answers = Mapping[str, str | None]  # by input; None where the model could not answer


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One input and the answer expected to it; a row without one is asked, but counts neither as right nor wrong."""

    question: str
    expected: str


@dataclass(frozen=True, kw_only=True)
class SheetConditions:
    """What answers depend on beside the input; `base` tells the base model, `in_words` that it read the description."""

    base: str
    description: str
    strength: float
    in_words: bool = False


@dataclass(frozen=True, kw_only=True)
class SheetResult:
    """What the base alone and the skill said, and under which conditions; the base alone knows no other than itself."""

    base: Answers = field(default_factory=dict)
    skill: Answers = field(default_factory=dict)
    conditions: SheetConditions | None = None
    made_at: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The rows in their order, the same one twice where it was given twice, and the latest result."""

    rows: tuple[SheetRow, ...] = ()
    result: SheetResult = field(default_factory=SheetResult)

    @property
    def counting(self) -> tuple[SheetRow, ...]:
        """The rows that a score is made of: those with an expected answer."""
        return tuple(row for row in self.rows if row.expected)
