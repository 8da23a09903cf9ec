"""Blending skills, cutting one down, and the map on which they lie."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from t2l_desktop.core.messages import Blend, MeasureSketch, Say
from t2l_desktop.core.recipes import Ingredient, Recipe
from t2l_desktop.core.records import Adapter, AdapterState
from t2l_desktop.core.sheets import Sheet, SheetRow
from t2l_desktop.gui import files
from t2l_desktop.gui.jobs.job import JobState
from t2l_desktop.gui.jobs.runner import Lane
from t2l_desktop.gui.models.sheet import EXPECTED
from t2l_desktop.gui.pages.blend import BlendPage
from t2l_desktop.gui.pages.map_view import MapView
from t2l_desktop.gui.pages.variants import VariantsPage
from t2l_desktop.gui.recipe_words import percent_text, recipe_text
from t2l_desktop.gui.widgets.skill_map import SkillMap
from tests.gui.conftest import Rig
from tests.gui.fakes import a_failure
from tests.gui.library_user import choose, click, details, facts, open_page, selected, turn_wheel


def drafts(rig: Rig) -> list[Adapter]:
    return rig.services.library.adapters(state=AdapterState.DRAFT)


# --- blend ------------------------------------------------------------------------------------------------------------


def begin(qtbot: QtBot, rig: Rig, *names: str) -> BlendPage:
    """Open the page with these skills, as the library does, and wait until the blend has been measured."""
    adapters = [rig.saved_adapter(name, f"Do {name}.") for name in names]
    rig.window.show_page("library")
    rig.desktop.library.blend_requested.emit(adapters)
    page = rig.desktop.blend
    qtbot.waitUntil(lambda: len(page._size._kept) == 8 * len(names) and bool(page._skills))
    return page


def leave(rig: Rig, page: BlendPage | VariantsPage, way: str) -> None:
    """Leave a page in one of the ways that there are."""
    if way == "rail":
        rig.window.show_page("library")
    elif way == "escape":
        QTest.keyClick(page, Qt.Key.Key_Escape)
    else:
        click(page._back)
    assert rig.window.page_name == "library"


def blends(rig: Rig) -> list[Blend]:
    return [request for request in rig.generator.requests if isinstance(request, Blend)]


def test_a_blend_is_tried_weighed_anew_and_kept(qtbot: QtBot, rig: Rig) -> None:
    rig.saved_adapter("Third", "Do Third.")
    page = begin(qtbot, rig, "One", "Two")
    assert [part.weight for part in page._rows] == [0.5, 0.5]
    assert page._name.text() == "One + Two"
    assert not page._chat.isVisible()
    page._trying._message.setText("Hello")
    click(page._trying._try)
    qtbot.waitUntil(lambda: page._trying._job is None and page._is_fresh)
    assert [part[1] for part in blends(rig)[-1].parts] == [0.5, 0.5]
    (first,) = drafts(rig)
    says = [request for request in rig.chatter.requests if isinstance(request, Say)]
    assert [len(say.adapters) for say in says[-2:]] == [0, 1]
    assert first.id in says[-1].adapters[0][0]

    turn_wheel(page._rows[1]._slider)
    assert page._is_fresh, "the wheel moves the page, not the weights"
    page._rows[1]._slider.setValue(16)
    assert page._trying._adapter is None, "what was tried is another skill now"
    page._name.selectAll()
    QTest.keyClicks(page._name, "Both")
    QTest.keyClick(page._name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._saved is not None and page._job is None)
    saved = next(each for each in rig.services.library.adapters() if each.name == "Both")
    assert saved.recipe is not None
    assert [(part.name, part.weight) for part in saved.recipe.parts] == [("One", 0.5), ("Two", 0.8)]
    assert drafts(rig) == []
    assert page._save.text() == "Saved"
    assert not page._save.isEnabled()
    click(page._chat)
    assert rig.window.page_name == "chat"
    page._rows[0]._slider.setValue(2)
    click(page._save)
    qtbot.waitUntil(lambda: page._saved is not None and page._saved.id != saved.id)
    assert rig.services.library.adapter(saved.id).state is AdapterState.SAVED, "a second blend is a skill of its own"


def test_a_blend_whose_name_is_kept_with_other_spaces_can_be_chatted_with(qtbot: QtBot, rig: Rig) -> None:
    page = begin(qtbot, rig, "One", "Two")
    page._name.selectAll()
    QTest.keyClicks(page._name, "Both  of them")
    click(page._save)
    qtbot.waitUntil(page._chat.isVisible)
    assert page._save.text() == "Saved"


def test_skills_are_added_up_to_six_and_taken_out_down_to_two(qtbot: QtBot, rig: Rig) -> None:
    for number in range(5):
        rig.saved_adapter(f"More {number}", "Do more.")
    stranger = rig.saved_adapter("Stranger", "Of another base.")
    rig.services.library.update_one("adapters", stranger.id, {"base_fingerprint": "zz"})
    page = begin(qtbot, rig, "One", "Two")
    assert not page._rows[0]._remove.isEnabled()
    offered = [page._add.itemText(place) for place in range(page._add.count())]
    assert sorted(offered[1:]) == [f"More {number}" for number in range(5)]
    for _ in range(4):
        page._add.activated.emit(1)
    assert len(page._rows) == 6
    assert not page._add.isEnabled()
    click(page._rows[0]._remove)
    assert page._rows[0].adapter.name == "Two"
    assert page._add.isEnabled()
    for part in page._rows:
        part._slider.setValue(0)
    assert page._rows[0]._figure.text() == "Left out"
    assert not page._save.isEnabled()


def test_a_reduced_blend_says_what_it_keeps_and_is_made_so(qtbot: QtBot, rig: Rig) -> None:
    page = begin(qtbot, rig, "One", "Two")
    assert "rank 16" in page._size._note.text()
    page._size._ways.choose("reduced")
    assert page._size._slider.maximum() == 15
    page._size._slider.setValue(4)
    assert "Rank 4 of 16: keeps 25 % of what" in page._size._note.text()
    page._rows[0]._slider.setValue(11)
    qtbot.waitUntil(lambda: page._measure_job is None and not page._measure_timer.isActive())
    assert page._size.rank == 4, "what was chosen stays"
    click(page._save)
    qtbot.waitUntil(lambda: page._saved is not None)
    assert blends(rig)[-1].rank == 4


def test_leaving_removes_the_draft_and_a_failure_leaves_the_page_usable(qtbot: QtBot, rig: Rig) -> None:
    page = begin(qtbot, rig, "One", "Two")
    page._trying._message.setText("Hello")
    rig.generator.error = a_failure()
    click(page._trying._try)
    qtbot.waitUntil(lambda: bool(rig.notices))
    qtbot.waitUntil(lambda: page._job is None)
    rig.generator.error = None
    click(page._trying._try)
    qtbot.waitUntil(lambda: page._is_fresh and page._trying._job is None)
    assert len(drafts(rig)) == 1
    QTest.keyClick(page._name, Qt.Key.Key_Escape)
    assert rig.window.page_name == "library"
    qtbot.waitUntil(lambda: drafts(rig) == [])


def test_a_blend_that_is_left_in_the_making_is_removed(qtbot: QtBot, rig: Rig) -> None:
    page = begin(qtbot, rig, "One", "Two")
    page._trying._message.setText("Hello")
    rig.generator.gate.clear()
    click(page._trying._try)
    qtbot.waitUntil(lambda: bool(blends(rig)))
    click(page._back)
    rig.generator.gate.set()
    qtbot.waitUntil(lambda: not page._busy.isVisible() and page._job is None)
    qtbot.waitUntil(lambda: drafts(rig) == [])
    assert sorted(each.name for each in rig.services.library.adapters()) == ["One", "Two"]


def test_whoever_leaves_by_the_rail_leaves_no_draft_behind(qtbot: QtBot, rig: Rig) -> None:
    page = begin(qtbot, rig, "One", "Two")
    page._trying._message.setText("Hello")
    click(page._trying._try)
    qtbot.waitUntil(lambda: page._is_fresh and page._trying._job is None)
    assert len(drafts(rig)) == 1
    listed = rig.desktop.library._drafts
    qtbot.waitUntil(lambda: len(listed.records) == 1)
    rig.window.show_page("create")
    qtbot.waitUntil(lambda: drafts(rig) == [] and not listed.records)


@pytest.mark.parametrize("way", ["rail", "back", "escape", "anew"])
def test_a_blend_that_is_being_saved_is_there_however_its_page_is_left(qtbot: QtBot, rig: Rig, way: str) -> None:
    page = begin(qtbot, rig, "One", "Two")
    rig.generator.gate.clear()
    click(page._save)
    qtbot.waitUntil(lambda: bool(blends(rig)))
    leave(rig, page, way)
    if way == "anew":
        page.start([rig.saved_adapter("Three"), rig.saved_adapter("Four")])
    rig.generator.gate.set()
    qtbot.waitUntil(lambda: "One + Two" in {each.name for each in rig.services.library.adapters()})
    assert drafts(rig) == []
    if way == "anew":
        qtbot.waitUntil(lambda: page._left_to_save == set() and len(page._size._kept) == 16)
        assert page._save.text() == "Save", "the next blend is not the one that was saved"


def test_where_a_skill_comes_from_is_said_in_words(rig: Rig) -> None:
    parts = (Ingredient(adapter_id="a", name="A", weight=0.6), Ingredient(adapter_id="b", name="B", weight=-0.4))
    assert recipe_text(Recipe(parts=parts)) == "Blend of A × 0.6 and B × −0.4"
    assert recipe_text(Recipe(parts=parts, rank=2, kept=0.9612)).endswith(", reduced to rank 2 (96.1 % kept)")
    assert recipe_text(Recipe(parts=parts[:1], modules="mlp")) == "Variant of “A”: MLP only"
    assert [percent_text(share) for share in (0, 0.05, 0.125, 0.99999, 1)] == ["0 %", "5 %", "12.5 %", "100 %", "100 %"]


# --- variants ---------------------------------------------------------------------------------------------------------


def cut_down(qtbot: QtBot, rig: Rig, *, rows: int = 0) -> tuple[VariantsPage, Adapter]:
    adapter = rig.saved_adapter("Capitals", "Name the capital.")
    sheet = tuple(SheetRow(question=f"Q{number}", expected="Hello there.") for number in range(rows))
    rig.services.library.sheets.put(adapter.id, Sheet(rows=sheet))
    rig.window.show_page("library")
    rig.desktop.library.variants_requested.emit(adapter)
    page = rig.desktop.variants
    qtbot.waitUntil(lambda: page._job is None and bool(page._model.sizes))
    return page, adapter


def shown(page: VariantsPage, column: int) -> list[str]:
    return [str(page._model.index(row, column).data() or "") for row in range(page._model.rowCount())]


def test_variants_stand_in_one_table_and_one_picture(qtbot: QtBot, rig: Rig) -> None:
    page, adapter = cut_down(qtbot, rig)
    assert shown(page, 0) == [
        "As it is (rank 8)", "Rank 4", "Rank 2", "Rank 1", "Attention only", "MLP only", "Numbers of 32 bits",
        "Numbers of 8 bits",
    ]  # fmt: skip
    assert shown(page, 1)[:3] == ["8 kB", "4 kB", "2 kB"]
    assert shown(page, 2)[:4] == ["100 %", "50 %", "25 %", "12.5 %"]
    meanings = [page._model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row in (1, 4, 5, 7)]
    assert len({*meanings}) == 4, "rank, attention, MLP and bits are each explained in plain words"
    assert not page._score.isEnabled()
    assert "need a test sheet" in page._note.text()
    assert "Rank 2: 2 kB, 25 %" in page._plot.accessibleDescription()
    point = page._plot._points[2]
    assert point is not None
    QTest.mouseClick(page._plot, Qt.MouseButton.LeftButton, pos=page._plot._place(point).toPoint())
    assert page._view.currentIndex().row() == 2
    assert page._name.text() == "Capitals (rank 2)"
    click(page._sheet)
    assert rig.window._pile.currentWidget() is rig.desktop.sheet
    assert rig.desktop.sheet._adapter == adapter

    sheet = Sheet(rows=(SheetRow(question="Japan", expected="Tokyo"), SheetRow(question="Spain", expected="")))
    rig.services.library.sheets.put(adapter.id, sheet)
    click(rig.desktop.sheet._back)
    assert rig.window._pile.currentWidget() is page
    qtbot.waitUntil(page._score.isEnabled)
    assert ": 1." in page._note.text()
    assert page._view.currentIndex().row() == 2
    click(page._back)
    assert rig.window.page_name == "library"


def test_a_skill_that_was_made_anew_on_its_test_sheet_has_its_own_variants(qtbot: QtBot, rig: Rig) -> None:
    page, adapter = cut_down(qtbot, rig)
    click(page._sheet)
    other = rig.saved_adapter("Capitals", "Say the capital.")
    rig.desktop.sheet.skill_replaced.emit(adapter.id, other)
    click(rig.desktop.sheet._back)
    qtbot.waitUntil(lambda: page._job is None and bool(page._model.sizes))
    assert page._adapter == other
    rig.window.show_page("create")
    rig.desktop.library.variants_requested.emit(other)
    click(page._back)
    assert rig.window.page_name == "create", "what was left by the rail is no way back any more"


def test_the_work_on_the_next_skill_is_shown_although_that_on_the_last_one_ends(qtbot: QtBot, rig: Rig) -> None:
    rig.generator.gate.clear()
    for name in ("One", "Two"):
        rig.desktop.library.variants_requested.emit(rig.saved_adapter(name))
    page = rig.desktop.variants
    qtbot.waitUntil(lambda: page._job is not None and page._job.state is JobState.RUNNING)
    qtbot.waitUntil(page._busy.isVisible, timeout=2000)
    click(page._busy._cancel)
    qtbot.waitUntil(lambda: page._job is None)
    rig.generator.gate.set()


def test_scores_come_one_by_one_and_can_be_stopped(qtbot: QtBot, rig: Rig) -> None:
    page, _ = cut_down(qtbot, rig, rows=2)
    click(page._score)
    qtbot.waitUntil(lambda: page._job is None)
    assert shown(page, 3) == ["2 of 2 right (100 %)"] * 8
    assert page._plot._title == "Right answers"
    rig.chatter.gate.clear()
    click(page._score)
    qtbot.waitUntil(lambda: isinstance(rig.chatter.requests[-1], Say))
    assert not page._save.isEnabled()
    page._busy._on_cancel_clicked()
    rig.chatter.gate.set()
    qtbot.waitUntil(lambda: page._job is None)
    assert page._score.isEnabled()
    assert rig.notices == []


def test_a_variant_that_was_not_asked_everything_has_no_score(qtbot: QtBot, rig: Rig) -> None:
    page, _ = cut_down(qtbot, rig, rows=3)

    def wait_in_the_second(request: Say) -> str:
        if sum(isinstance(each, Say) for each in rig.chatter.requests) == 5:
            rig.chatter.gate.clear()
        return "Hello there."

    rig.chatter.answer = wait_in_the_second
    click(page._score)
    qtbot.waitUntil(lambda: not rig.chatter.gate.is_set() and page._busy._line.fraction == 4 / 24)
    page._busy._on_cancel_clicked()
    qtbot.waitUntil(lambda: page._job is None)
    rig.chatter.gate.set()
    assert shown(page, 3) == ["3 of 3 right (100 %)", *[""] * 7]
    assert [point is not None for point in page._plot._points] == [True, *[False] * 7]


def test_scores_of_a_sheet_go_when_a_row_of_it_is_changed(qtbot: QtBot, rig: Rig) -> None:
    page, _ = cut_down(qtbot, rig, rows=2)
    click(page._score)
    qtbot.waitUntil(lambda: page._job is None)
    click(page._sheet)
    sheet = rig.desktop.sheet
    qtbot.waitUntil(lambda: len(sheet._model.rows) == 2 and sheet._base is not None)
    click(sheet._back)
    with qtbot.waitSignal(rig.desktop.runner.run(lambda _: None).finished):
        pass
    assert shown(page, 3) == ["2 of 2 right (100 %)"] * 8, "the sheet is as it was"
    click(page._sheet)
    qtbot.waitUntil(lambda: sheet._base is not None)
    sheet._model.setData(sheet._model.index(0, EXPECTED), "Something else.")
    click(sheet._back)
    qtbot.waitUntil(lambda: shown(page, 3) == [""] * 8)
    assert page._plot._title == "Share kept of what the skill changes"


def test_what_leaving_by_the_rail_stops_keeps_no_test_sheet_waiting(qtbot: QtBot, rig: Rig) -> None:
    page, _ = cut_down(qtbot, rig, rows=2)
    rig.chatter.gate.clear()
    click(page._score)
    qtbot.waitUntil(lambda: bool(rig.chatter.requests))
    rig.window.show_page("create")
    with qtbot.waitSignal(rig.desktop.runner.run(lambda _: None, lane=Lane.SHEETS).succeeded):
        pass


def test_measuring_that_the_test_sheet_stopped_begins_again_after_it(qtbot: QtBot, rig: Rig) -> None:
    adapter = rig.saved_adapter("Capitals", "Name the capital.")
    rig.window.show_page("library")
    rig.generator.gate.clear()
    rig.desktop.library.variants_requested.emit(adapter)
    page = rig.desktop.variants
    click(page._sheet)
    assert page._job is None
    rig.generator.gate.set()
    click(rig.desktop.sheet._back)
    qtbot.waitUntil(lambda: page._job is None and len(page._model.sizes) == 8)
    assert page._export.isEnabled()


@pytest.mark.parametrize("way", ["rail", "back", "escape", "anew"])
def test_a_variant_that_is_being_saved_is_there_however_its_page_is_left(qtbot: QtBot, rig: Rig, way: str) -> None:
    page, adapter = cut_down(qtbot, rig)
    page._view.selectRow(3)
    rig.generator.gate.clear()
    click(page._save)
    job = page._job
    qtbot.waitUntil(lambda: job is not None and job.state is JobState.RUNNING)
    leave(rig, page, way)
    if way == "anew":
        rig.desktop.library.variants_requested.emit(adapter)
    rig.generator.gate.set()
    qtbot.waitUntil(lambda: "Capitals (rank 1)" in {each.name for each in rig.services.library.adapters()})


def test_a_variant_is_saved_and_exported(
    qtbot: QtBot, rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, _ = cut_down(qtbot, rig, rows=1)
    page._view.selectRow(3)
    page._name.setText("Tiny capitals")
    page._name.textEdited.emit("Tiny capitals")
    click(page._save)
    qtbot.waitUntil(lambda: page._job is None)
    saved = next(each for each in rig.services.library.adapters() if each.name == "Tiny capitals")
    assert saved.recipe == Recipe(
        parts=(Ingredient(adapter_id=page._adapter.id if page._adapter else "", name="Capitals"),), rank=1, kept=0.125
    )
    assert len(rig.services.library.sheets.get(saved.id).rows) == 1
    assert rig.notices[-1].text == "“Tiny capitals” is in the library."

    monkeypatch.setattr(files, "ask_where_to_export", lambda parent, name, kind: tmp_path / f"{name}.gguf")
    page._view.selectRow(1)
    click(page._export)
    qtbot.waitUntil(lambda: page._job is None)
    assert (tmp_path / "Capitals (rank 4).gguf").stat().st_size == 4000
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    QTest.keyClick(page._view, Qt.Key.Key_Escape)
    assert rig.window.page_name == "library"


# --- map --------------------------------------------------------------------------------------------------------------

SQUARE = {"nw": (-1.0, 1.0), "ne": (1.0, 1.0), "sw": (-1.0, -1.0), "se": (1.0, -1.0), "mid": (0.1, 0.0)}


@pytest.fixture
def square(qtbot: QtBot, rig: Rig) -> SkillMap:
    shown_map = SkillMap()
    qtbot.addWidget(shown_map)
    shown_map.resize(600, 500)
    shown_map.set_positions(SQUARE, {each: each.upper() for each in SQUARE})
    shown_map.show()
    shown_map.grab()
    return shown_map


def test_a_click_selects_and_a_double_click_opens(qtbot: QtBot, square: SkillMap) -> None:
    assert {each for each, _ in square._shown_names or ()} == set(SQUARE), "there is room for all names"
    chosen: list[str] = []
    square.selected.connect(chosen.append)
    QTest.mouseClick(square, Qt.MouseButton.LeftButton, pos=square._place("ne").toPoint())
    assert (chosen, square.chosen) == (["ne"], "ne")
    assert square.accessibleDescription() == "NE; near it: MID, NW, and SE"
    QTest.mouseClick(square, Qt.MouseButton.LeftButton, pos=QPoint(300, 120))
    assert square.chosen == "ne", "nothing is there"
    with qtbot.waitSignal(square.opened) as opened:
        QTest.mouseDClick(square, Qt.MouseButton.LeftButton, pos=square._place("sw").toPoint())
    assert opened.args == ["sw"]
    assert square._words_at(square._place("mid").toPoint()) == "MID"
    square.set_positions({"mid": (0.0, 0.0)}, {"mid": "MID"})
    assert square.chosen == ""


def test_the_arrow_keys_go_from_skill_to_skill(qtbot: QtBot, square: SkillMap) -> None:
    gone = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Up):
        QTest.keyClick(square, key)
        gone.append(square.chosen)
    assert gone == ["mid", "ne", "se", "sw", "nw", "nw"]
    with qtbot.waitSignal(square.opened):
        QTest.keyClick(square, Qt.Key.Key_Return)


def test_it_is_zoomed_around_the_pointer_and_dragged_within_bounds(square: SkillMap) -> None:
    place = square._place("ne")
    square.zoom_by(3.0, place)
    moved = square._place("ne") - place
    assert moved.manhattanLength() < 60, "what is below the pointer stays nearly there: the edge is near"
    turn = QWheelEvent(
        QPointF(300, 250), QPointF(300, 250), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,  # noqa: FBT003
    )  # fmt: skip
    before = square.zoom
    QApplication.sendEvent(square, turn)
    assert square.zoom > before
    for _ in range(3):
        QTest.mousePress(square, Qt.MouseButton.LeftButton, pos=QPoint(500, 250))
        QTest.mouseMove(square, QPoint(20, 250))
        QTest.mouseRelease(square, Qt.MouseButton.LeftButton, pos=QPoint(20, 250))
    assert square._centre.x() <= 1 - 1 / square.zoom + 1e-9
    assert square.chosen == "", "a drag is no click"
    for _ in range(20):
        QTest.keyClick(square, Qt.Key.Key_Minus)
    assert square.zoom == 1.0
    QTest.keyClick(square, Qt.Key.Key_Plus)
    QTest.keyClick(square, Qt.Key.Key_0)
    assert (square.zoom, square._centre) == (1.0, QPointF(0, 0))
    square.zoom_by(50.0, square._place("nw"))
    square.select("se")
    assert square.rect().contains(square._place("se").toPoint()), "it is brought into view"


def test_the_map_shows_skills_as_soon_as_they_are_measured(qtbot: QtBot, rig: Rig) -> None:
    view = MapView(rig.desktop.runner, rig.desktop.preferences)
    qtbot.addWidget(view)
    view.resize(800, 600)
    view.show()
    view.set_pack(rig.pack)
    view.set_skills([])
    qtbot.waitUntil(lambda: view._fill_job is None and view._job is None)
    assert view._empty.isVisible()
    adapters = [rig.saved_adapter(f"Skill {number}") for number in range(4)]
    view.set_skills(adapters)
    qtbot.waitUntil(lambda: view._fill_job is None and view._job is None and view.map.isVisible())
    assert sum(isinstance(request, MeasureSketch) for request in rig.generator.requests) == 4
    assert view._list_model.stringList() == [f"Skill {number}" for number in range(4)]
    assert view._caption.text() == "Near each other: skills that do similar things."
    assert "40 % of the differences" in view._caption.toolTip()
    first = view._list_model.index(0)
    view._list.clicked.emit(first)
    assert view.map.chosen == adapters[0].id
    view._list.activated.emit(first)
    assert view._list_title.text() == "Most like “Skill 0”"
    assert len(view._list_model.stringList()) == 3
    click(view._nearer)
    assert view.map.zoom > 1
    view.set_skills(adapters[:1])
    qtbot.waitUntil(lambda: view._fill_job is None and view._job is None)
    assert view._empty.isVisible()


def test_measuring_for_the_map_can_be_stopped_and_goes_on(qtbot: QtBot, rig: Rig) -> None:
    for name in ("One", "Two", "Three"):
        rig.saved_adapter(name, f"Do {name}.")
    open_page(qtbot, rig, 3)
    rig.generator.gate.clear()
    click(rig.desktop.library._as_map)
    view = rig.desktop.library._map
    qtbot.waitUntil(view._busy.isVisible, timeout=2000)
    click(view._busy._cancel)
    rig.generator.gate.set()
    qtbot.waitUntil(view._empty._button.isVisible, timeout=2000)
    assert view._empty._title.text() == "Fewer than two skills are measured"
    click(view._empty._button)
    qtbot.waitUntil(lambda: len(view.map._points) == 3 and view.map.isVisible())


# --- ways there from the library --------------------------------------------------------------------------------------


def test_two_skills_that_are_chosen_in_the_library_are_blended(qtbot: QtBot, rig: Rig) -> None:
    for name in ("One", "Two", "Three"):
        rig.saved_adapter(name, f"Do {name}.")
    open_page(qtbot, rig, 3)
    choose(rig, "One", "Three")
    several = rig.desktop.library._details.several
    click(several._blend)
    page = rig.desktop.blend
    qtbot.waitUntil(lambda: page.isVisible() and len(page._rows) == 2)
    assert sorted(part.adapter.name for part in page._rows) == ["One", "Three"]
    QTest.keyClick(rig.window, Qt.Key.Key_Escape)


def test_a_skill_is_blended_with_one_that_is_added_on_the_page(qtbot: QtBot, rig: Rig) -> None:
    for name in ("One", "Two"):
        rig.saved_adapter(name, f"Do {name}.")
    open_page(qtbot, rig, 2)
    choose(rig, "One")
    click(details(rig)._blend)
    page = rig.desktop.blend
    qtbot.waitUntil(lambda: page.isVisible() and page._add.isEnabled())
    assert not page._trying.isEnabled()
    page._add.activated.emit(1)
    assert [(part.adapter.name, part.weight) for part in page._rows] == [("One", 0.5), ("Two", 0.5)]
    assert page._save.isEnabled()


def test_skills_of_two_bases_or_more_than_six_are_not_offered_to_blend(qtbot: QtBot, rig: Rig) -> None:
    names = [f"Skill {number}" for number in range(7)]
    made = [rig.saved_adapter(name, f"Do {name}.") for name in names]
    rig.services.library.update_one("adapters", made[0].id, {"base_fingerprint": "other"})
    open_page(qtbot, rig, 7)
    several = rig.desktop.library._details.several
    choose(rig, *names[1:])
    assert several._blend.isEnabled()
    choose(rig, *names)
    assert not several._blend.isEnabled()
    choose(rig, *names[:2])
    assert not several._blend.isEnabled()


def test_the_details_of_a_skill_lead_to_its_variants_and_say_what_a_blend_is_made_of(qtbot: QtBot, rig: Rig) -> None:
    one, two = (rig.saved_adapter(name, f"Do {name}.") for name in ("One", "Two"))
    parts = tuple(Ingredient(adapter_id=each.id, name=each.name, weight=0.5) for each in (one, two))
    rig.services.library.update_one("adapters", two.id, {"recipe": Recipe(parts=parts).encoded()})
    open_page(qtbot, rig, 2)
    choose(rig, "Two")
    assert "Blend of One × 0.5 and Two × 0.5" in facts(rig)
    click(details(rig)._variants)
    assert rig.desktop.variants.isVisible()


def test_the_library_is_a_map_as_well(qtbot: QtBot, rig: Rig) -> None:
    made = [rig.saved_adapter(name, f"Do {name}.") for name in ("One", "Two", "Three")]
    open_page(qtbot, rig, 3)
    page = rig.desktop.library
    click(page._as_map)
    qtbot.waitUntil(lambda: page._map.isVisible() and len(page._map.map._points) == 3)
    page._map.opened.emit(made[0].id)
    qtbot.waitUntil(lambda: selected(rig) == ["One"])
    assert page._view.isVisible()
