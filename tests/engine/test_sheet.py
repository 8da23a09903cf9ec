"""A test sheet on the starter as it is shipped, with both workers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.sheets import Sheet, SheetRow
from t2l_desktop.operations.adapters import create_adapter
from t2l_desktop.operations.services import Services, close_services, open_services
from t2l_desktop.operations.sheet_runs import run_sheet
from t2l_desktop.operations.sheets import Setup, open_sheet, score
from t2l_desktop.operations.wordings import try_wordings

CAPITALS = {"Japan": "Tokyo", "France": "Paris", "Germany": "Berlin"}


@pytest.fixture
def services(paths: AppPaths) -> Iterator[Services]:
    opened = open_services(paths)
    yield opened
    close_services(opened)


def test_a_skill_and_another_wording_of_it_on_three_rows(services: Services) -> None:
    description = "Give the capital city of the country."
    adapter = create_adapter(services, description=description, pack=services.packs.default()).adapter
    example = open_sheet(services, adapter=adapter).example
    assert example is not None
    assert (example.description, len(example.sheet)) == (description, 8)

    setup = Setup(adapter_id=adapter.id)
    rows = tuple(SheetRow(question=country, expected=capital) for country, capital in CAPITALS.items())
    run = run_sheet(services, setup=setup, sheet=Sheet(rows=rows))
    assert run.problem is None
    assert score(rows, run.result.skill).right >= 2
    assert score(rows, run.result.skill).right > score(rows, run.result.base).right
    assert services.library.sheets.get(adapter.id).result.skill == run.result.skill

    present, other = try_wordings(
        services, setup=setup, sheet=Sheet(rows=rows, result=run.result), wordings=["Write like a pirate."]
    )
    assert score(rows, present.answers).right > score(rows, other.answers).right
