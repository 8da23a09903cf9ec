"""The Models page: what is said of each model, what can be done with it, and how one is added."""

from __future__ import annotations

import dataclasses
import shutil
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from t2l_desktop.core.devices import Device, DeviceUse, Why
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.records import Pack
from t2l_desktop.formats.memory import BaseMemory
from t2l_desktop.gui import errors, files
from t2l_desktop.gui.jobs.runner import Lane
from t2l_desktop.gui.pages import models
from t2l_desktop.gui.pages.pack_card import PackCard
from t2l_desktop.library.packs import STARTER
from t2l_desktop.operations import fit
from t2l_desktop.operations.pack_import import PartsReport
from t2l_desktop.operations.pack_test import PackCheck
from t2l_desktop.operations.packs import restore_pack
from tests.gui.conftest import Rig
from tests.gui.fakes import make_pack

MIB = 1024**2
BASE = BaseMemory(
    weights=4500 * MIB, per_token=MIB // 8, computing=100 * MIB, trained_length=8192, layers=(125 * MIB,) * 32
)


@pytest.fixture
def second(rig: Rig) -> Pack:
    """A model that was added."""
    imported = {
        "at": "2026-01-31", "base_file": "gemma-2-2b-it-Q4_K_M.gguf", "hypernet_folder": "gemma_2b_t2l",
        "largest_difference": 0.00029123, "of_values_up_to": 0.418,
    }  # fmt: skip
    folder = rig.services.paths.packs / "gemma"
    return make_pack(folder, id="gemma", name="Gemma", card={"imported": imported, "machine": 7})


def refuse(*_: object, **__: object) -> None:
    raise UserFacingError("No.")


def opened(qtbot: QtBot, rig: Rig, count: int) -> list[PackCard]:
    rig.window.show_page("models")
    rig.desktop.models.reload()
    qtbot.waitUntil(lambda: len(rig.desktop.models.cards) == count)
    return list(rig.desktop.models.cards.values())


def texts(card: PackCard) -> str:
    return "\n".join(label.text() for label in card.findChildren(QLabel) if label.isVisibleTo(card))


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_the_offer_to_use_a_model_goes_once_it_is_used_or_removed(qtbot: QtBot, rig: Rig, second: Pack) -> None:
    _, card = opened(qtbot, rig, 2)
    offers = [notice.text for notice in rig.desktop.banner.notices]
    assert offers == []
    rig.desktop.models.adding.imported.emit(second)
    assert [notice.action_label for notice in rig.desktop.banner.notices] == ["Use it now"]
    qtbot.waitUntil(lambda: len(rig.desktop.models.cards) == 2)
    click(rig.desktop.models.cards["gemma"].use)
    assert rig.desktop.banner.notices == []
    assert rig.desktop.preferences.current.pack == "gemma"
    assert not rig.desktop.models.cards["gemma"].use.isVisible()

    rig.desktop.models.adding.imported.emit(second)
    rig.desktop.models.set_current(second)
    (notice,) = rig.desktop.banner.notices
    assert (notice.text, notice.action) == ("“Gemma” was added.", None), "it is in use without being asked for"

    rig.desktop.models.adding.imported.emit(second)
    click(card.remove)
    qtbot.waitUntil(lambda: [notice.action_label for notice in rig.desktop.banner.notices] == ["", "Undo"])
    qtbot.waitUntil(lambda: list(rig.desktop.models.cards) == ["test-pack"])
    undo = rig.desktop.banner.notices[-1].action
    assert undo is not None
    undo()
    qtbot.waitUntil(lambda: set(rig.desktop.models.cards) == {"test-pack", "gemma"})


def test_a_removed_model_is_restored_from_the_bin_or_deleted_for_good(qtbot: QtBot, rig: Rig, second: Pack) -> None:
    page = rig.desktop.models
    _, card = opened(qtbot, rig, 2)
    assert not page._to_bin.isVisible()
    click(card.remove)
    qtbot.waitUntil(lambda: page._to_bin.isVisible() and page._to_bin.text() == "Removed models (1)")
    click(page._to_bin)
    assert [each.name for each in page._bin.records] == ["Gemma"]
    click(page._bin._restore)
    qtbot.waitUntil(lambda: list(page.cards) == ["test-pack", "gemma"] and not page._bin.isVisible())

    click(page.cards["gemma"].remove)
    qtbot.waitUntil(page._to_bin.isVisible)
    click(page._to_bin)
    click(page._bin._remove)
    assert page._bin._question.text() == "Delete “Gemma” for good? This cannot be undone."
    gate = threading.Event()
    rig.desktop.runner.run(lambda _: gate.wait(10), lane=Lane.FILES)
    click(page._bin._yes)
    assert not page._bin.isEnabled()
    qtbot.waitUntil(page._busy.isVisible, timeout=2000)
    gate.set()
    qtbot.waitUntil(lambda: not page._bin.isVisible())
    assert page._bin.isEnabled()
    assert page._title.isVisible()
    assert list(rig.services.paths.bin.iterdir()) == []


def test_a_bin_that_empties_out_of_sight_leaves_the_keyboard_where_it_is(qtbot: QtBot, rig: Rig, second: Pack) -> None:
    _, card = opened(qtbot, rig, 2)
    models, library = rig.desktop.models, rig.desktop.library
    adapter = rig.saved_adapter("One")
    rig.services.library.bin_adapter(adapter.id)
    click(card.remove)
    qtbot.waitUntil(models._to_bin.isVisible)
    click(models._to_bin)
    rig.window.show_page("library")
    rig.desktop.reload()
    qtbot.waitUntil(library._to_bin.isVisible)
    click(library._to_bin)
    rig.window.show_page("chat")
    keyboard = QApplication.focusWidget()
    rig.services.library.restore_adapter(adapter.id)
    restore_pack(rig.services, pack_id="gemma")
    rig.desktop.reload()
    qtbot.waitUntil(lambda: not library._bin.records and not models._bin.records)
    assert QApplication.focusWidget() is keyboard


def test_a_broken_model_can_be_removed_and_comes_back_as_it_was(qtbot: QtBot, rig: Rig, second: Pack) -> None:
    (second.folder / "pack.json").write_text("{", encoding="utf-8")
    page = rig.desktop.models
    opened(qtbot, rig, 1)
    qtbot.waitUntil(lambda: page._broken.count() == 1)
    page.reload()
    (remove,) = [each for each in page.findChildren(QPushButton) if each.accessibleName() == "Remove: gemma"]
    click(remove)
    assert not remove.isEnabled(), "it is removed once"
    qtbot.waitUntil(lambda: page._broken.count() == 0 and page._to_bin.isVisible())
    click(page._to_bin)
    click(page._bin._restore)
    qtbot.waitUntil(lambda: page._broken.count() == 1 and not page._bin.isVisible())


def test_details_tell_where_the_parts_came_from_and_what_converting_changed(
    qtbot: QtBot, rig: Rig, second: Pack
) -> None:
    starter, card = opened(qtbot, rig, 2)
    assert "gemma_2b_t2l" not in texts(card)
    click(card.more)
    for text in (
        "gemma-2-2b-it-Q4_K_M.gguf",
        "gemma_2b_t2l",
        "by at most 0.00029, where they go up to 0.42",
        "1/31/26",
    ):
        assert text in texts(card)
    click(starter.more)
    assert "conversion" not in texts(starter)
    exact = {**second.card, "imported": {"largest_difference": 0.0, "of_values_up_to": 0.4, "at": "?"}}
    other = PackCard(dataclasses.replace(second, card=exact))
    qtbot.addWidget(other)
    other.more.click()
    assert "exact" in texts(other)


def test_checks_are_summed_up_where_all_is_well(qtbot: QtBot, rig: Rig) -> None:
    (card,) = opened(qtbot, rig, 1)
    files = [PackCheck(part=f"{n}.json", passed=True, words=UserFacingError("{n} is fine.", n=n)) for n in range(9)]
    tried = PackCheck(part="base", passed=True, words=UserFacingError("The base model answers."))
    card.show_checks([*files, tried])
    assert "all 9 files are as they were made.\nThe base model answers." in texts(card)
    assert "is fine" not in texts(card)
    broken = PackCheck(part="x", passed=False, words=UserFacingError("x was changed or damaged.", hint="Import it."))
    card.show_checks([*files, broken])
    assert "x was changed or damaged. Import it." in texts(card)
    assert "in order" not in texts(card)


def test_what_a_graphics_card_holds_is_said_once_it_is_found(
    qtbot: QtBot, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit, "read_base_memory", lambda _: BASE)
    monkeypatch.setattr(fit, "free_memory", lambda: 16 * 1024 * MIB)
    make_pack(rig.services.paths.packs / "large", id="large", name="Large", context_length=8192)
    card = Device(kind="gpu", name="Card", memory=8192 * MIB, free=512 * MIB + BASE.total(2048))
    rig.chatter.devices = DeviceUse(found=(card, Device(kind="cpu")), used=card, why=Why.FASTEST)
    rig.desktop.begin()
    _, shown = opened(qtbot, rig, 2)
    qtbot.waitUntil(lambda: "of its 33 layers are computed there" in texts(shown))
    assert "With a context of 2048 tokens all of it is computed there" in texts(shown)
    assert shown.shrink.text() == "Read at most 2048 tokens"
    click(shown.shrink)
    qtbot.waitUntil(lambda: "fits on the graphics card Card" in texts(rig.desktop.models.cards["large"]))
    assert rig.services.packs.pack("large").context_length == 2048


def test_how_much_an_added_model_reads_at_once_is_chosen_from_what_it_was_trained_for(
    qtbot: QtBot, rig: Rig, second: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit, "read_base_memory", lambda _: dataclasses.replace(BASE, trained_length=6000))
    _, card = opened(qtbot, rig, 2)
    qtbot.waitUntil(lambda: "with 512 tokens of context" in texts(card))
    click(card.more)
    sizes = card.context.sizes
    offered = [sizes.itemData(place) for place in range(sizes.count())]
    assert offered == [512, 1024, 2048, 4096, 6000]
    assert sizes.currentText() == "512"
    starter = PackCard(dataclasses.replace(second, id=STARTER))
    qtbot.addWidget(starter)
    starter.show_fit(fit.check_fit(rig.services, pack=second))
    assert starter.context.isHidden()
    sizes.setFocus()
    QTest.keyClick(sizes, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: "with 6000 tokens of context" in texts(card))
    assert rig.services.packs.pack("gemma").context_length == 6000
    assert rig.desktop.models.cards["gemma"] is card
    assert sizes.hasFocus()
    with monkeypatch.context() as patched:
        patched.setattr(models, "set_context_length", refuse)
        QTest.keyClick(sizes, Qt.Key.Key_Home)
        assert sizes.currentData() == 512
        qtbot.waitUntil(lambda: sizes.currentData() == 6000)
    assert sizes.isVisibleTo(card)


def test_a_chat_that_has_not_begun_keeps_its_skill_when_its_model_is_changed(qtbot: QtBot, rig: Rig) -> None:
    pack = rig.pack
    assert pack is not None
    rig.desktop.chat.begin_with(rig.saved_adapter("One"), 0.5)
    rig.desktop.chat.set_pack(dataclasses.replace(pack, context_length=1024))
    assert [use.strength for use in rig.desktop.chat._composer.manner.adapters] == [0.5]
    rig.desktop.chat.set_pack(dataclasses.replace(pack, id="another"))
    assert rig.desktop.chat._composer.manner.adapters == ()


def test_a_model_that_is_being_verified_is_left_alone_until_that_is_done(qtbot: QtBot, rig: Rig, second: Pack) -> None:
    """Although another one is added meanwhile."""
    _, card = opened(qtbot, rig, 2)
    gate = threading.Event()
    rig.desktop.runner.run(lambda _: gate.wait(10), lane=Lane.GENERATOR)
    click(card.verify)
    make_pack(rig.services.paths.packs / "another", id="another", name="Another")
    *_, card = opened(qtbot, rig, 3)
    assert card.pack.id == "gemma"
    assert not any(each.isEnabled() for each in (card.shrink, card.verify, card.export, card.remove))
    gate.set()
    qtbot.waitUntil(card.verify.isEnabled)
    assert all(each.isEnabled() for each in (card.shrink, card.export, card.remove))


def test_the_library_does_not_wait_for_a_model_that_is_being_exported(
    qtbot: QtBot, rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (card,) = opened(qtbot, rig, 1)
    gate, room = threading.Event(), shutil.disk_usage(tmp_path)

    def slow_disk(_: object) -> object:
        assert gate.wait(10)
        return room

    monkeypatch.setattr(files, "ask_for_bundle", lambda *_: tmp_path / "mine.t2lpack")
    rig.saved_adapter("One")
    monkeypatch.setattr(shutil, "disk_usage", slow_disk)
    click(card.export)
    rig.desktop.library.reload()
    qtbot.waitUntil(lambda: rig.desktop.library._model.rowCount() == 1)
    assert rig.notices == []
    gate.set()
    qtbot.waitUntil(lambda: bool(rig.notices))


def test_japanese_sentences_follow_each_other_without_a_space() -> None:
    assert errors.joined("壊れています。", "", "別のものにしてください。") == "壊れています。別のものにしてください。"
    assert errors.joined("It is full.", "Free some room.") == "It is full. Free some room."


def test_a_whole_model_has_a_name_and_what_is_none_gets_no_table(qtbot: QtBot, rig: Rig) -> None:
    opened(qtbot, rig, 1)
    adding = rig.desktop.models.adding
    adding._on_inspect_succeeded(PartsReport(bundle=Path("gemma.t2lpack")))
    assert adding.go.isVisible()
    assert not adding.name.isVisible()
    broken = UserFacingError("The file x.gguf is not a GGUF file.", hint="Choose another file.")
    adding._on_inspect_succeeded(PartsReport(problems=(broken,)))
    said = [label.text() for label in adding.findChildren(QLabel) if label.isVisible()]
    assert "The file x.gguf is not a GGUF file. Choose another file." in said
    assert "not there yet" not in said
    assert not adding.go.isVisible()


def test_files_held_over_the_window_are_welcome_on_every_page(qtbot: QtBot, rig: Rig, tmp_path: Path) -> None:
    rig.window.show_page("chat")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "model.gguf"))])
    copy, left, no_keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    veil = rig.window._drop.veil
    for _ in range(2):
        assert not veil.isVisible()
        held = QDragEnterEvent(QPoint(9, 9), copy, data, left, no_keys)
        QApplication.sendEvent(rig.window, held)
        assert held.isAccepted()
        assert veil.isVisible()
        QApplication.sendEvent(rig.window, QDragLeaveEvent())
    QApplication.sendEvent(rig.window, held)
    with qtbot.waitSignal(rig.window.files_dropped) as dropped:
        QApplication.sendEvent(rig.window, QDropEvent(QPointF(9, 9), copy, data, left, no_keys))
    assert dropped.args == [[tmp_path / "model.gguf"]]
    qtbot.waitUntil(lambda: rig.window.page_name == "models")
