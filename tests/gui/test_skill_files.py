"""Skills out of files and into files, through the window."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from t2l_desktop.core.messages import Merge
from t2l_desktop.core.records import AdapterUse
from t2l_desktop.gui import exporting, files
from t2l_desktop.gui.exporting import ExportMenu
from t2l_desktop.gui.jobs.runner import Lane
from t2l_desktop.gui.main_window import MainWindow
from t2l_desktop.gui.merging import MergeDialog
from t2l_desktop.gui.messages import Level
from t2l_desktop.operations.blending import measure_blend
from tests.gui.conftest import Rig
from tests.gui.library_user import choose, click, details, facts, open_page, pick, shown

_NO_KEYS = Qt.KeyboardModifier.NoModifier


def _mime(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def _hold(window: MainWindow, data: QMimeData) -> bool:
    event = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, _NO_KEYS)
    event.ignore()
    QApplication.sendEvent(window, event)
    return event.isAccepted()


def _gguf(tmp_path: Path, name: str, content: bytes = b"") -> Path:
    path = tmp_path / name
    path.write_bytes(b"GGUF" + content)
    return path


def test_dropped_skills_are_imported_and_the_last_one_is_chosen(qtbot: QtBot, rig: Rig, tmp_path: Path) -> None:
    open_page(qtbot, rig, 0)
    page = rig.desktop.library
    broken = tmp_path / "broken.txt"
    broken.write_text("no skill")
    page.take([_gguf(tmp_path, "海賊.gguf", b"1"), broken, _gguf(tmp_path, "poet.gguf", b"2")])
    qtbot.waitUntil(lambda: set(shown(rig)) == {"poet", "海賊"})
    qtbot.waitUntil(lambda: [each.name for each in page._view.selected] == ["poet"])
    qtbot.waitUntil(lambda: any("from poet.gguf" in words for words in facts(rig)))
    texts = [notice.text for notice in rig.notices]
    assert texts == ["“海賊” was imported.", "broken.txt holds no skill.", "“poet” was imported."]
    assert rig.notices[1].level is Level.ERROR
    qtbot.waitUntil(lambda: rig.desktop.chat._composer._bar.skills.rows[0].skills.findText("海賊") > 0)


def test_how_many_were_refused_is_summed_up(qtbot: QtBot, rig: Rig, tmp_path: Path) -> None:
    open_page(qtbot, rig, 0)
    wrong = [tmp_path / f"{number}.txt" for number in range(5)]
    for path in wrong:
        path.write_text("no skill")
    rig.desktop.library.take([*wrong[:4], _gguf(tmp_path, "poet.gguf"), wrong[4]])
    qtbot.waitUntil(lambda: shown(rig) == ["poet"] and len(rig.notices) == 7)
    assert [notice.text for notice in rig.notices].count("5 of 6 files were not imported.") == 1


def test_a_refusal_stays_while_others_are_imported(qtbot: QtBot, rig: Rig, tmp_path: Path) -> None:
    open_page(qtbot, rig, 0)
    broken = tmp_path / "broken.txt"
    broken.write_text("no skill")
    rig.desktop.library.take([broken, *(_gguf(tmp_path, f"{number}.gguf", b"%d" % number) for number in range(4))])
    qtbot.waitUntil(lambda: len(rig.notices) == 5)
    assert [notice.text for notice in rig.desktop.banner.notices] == [
        "broken.txt holds no skill.",
        "“2” was imported.",
        "“3” was imported.",
    ]


def test_an_export_is_of_the_skill_that_it_was_asked_for(
    qtbot: QtBot, rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = rig.saved_adapter("One"), rig.saved_adapter("Two")
    menu = ExportMenu(rig.window, rig.desktop.runner, rig.desktop.messages)
    menu.set_adapter(one, 0.5)
    asked: list[dict[str, object]] = []

    def choose_slowly(*_: object) -> Path:
        menu.set_adapter(two, 1.0)  # something else was created or imported meanwhile
        return tmp_path / "one.t2lskill"

    def note(_services: object, **wanted: object) -> list[Path]:
        asked.append(wanted)
        return [tmp_path]

    monkeypatch.setattr(files, "ask_where_to_export", choose_slowly)
    monkeypatch.setattr(exporting, "export_adapter", note)
    menu._skill.trigger()
    qtbot.waitUntil(lambda: bool(asked))
    assert (asked[0]["adapter_id"], asked[0]["strength"]) == (one.id, 0.5)


def test_cancel_stops_all_files_that_are_being_imported(qtbot: QtBot, rig: Rig, tmp_path: Path) -> None:
    made = [rig.saved_adapter(name) for name in ("Pirate", "Poet")]
    open_page(qtbot, rig, 2)
    rig.generator.gate.clear()
    uses = [AdapterUse(adapter_id=each.id, strength=1.0) for each in made]
    rig.desktop.runner.run(measure_blend, lane=Lane.GENERATOR, parts=uses)
    page = rig.desktop.library
    page.take([_gguf(tmp_path, f"{number}.gguf", bytes([number])) for number in range(3)])
    busy = page._importing.busy
    qtbot.waitUntil(busy.isVisible)
    click(busy._cancel)
    rig.generator.gate.set()
    with qtbot.waitSignal(rig.desktop.runner.run(lambda _: None, lane=Lane.GENERATOR).finished):
        pass
    assert (len(rig.services.library.adapters()), rig.notices) == (2, [])


def test_what_is_no_file_is_not_taken_and_the_veil_goes_with_the_pointer(qtbot: QtBot, rig: Rig) -> None:
    open_page(qtbot, rig, 0)
    veil = rig.window._drop.veil
    words = QMimeData()
    words.setText("a skill")
    assert not _hold(rig.window, words)
    assert _hold(rig.window, _mime(Path("/somewhere/a.t2lskill")))
    assert veil.isVisible()
    QApplication.sendEvent(rig.window, QDragLeaveEvent())
    assert not veil.isVisible()
    assert not rig.desktop.library.acceptDrops(), "the window knows where what is dropped belongs"


def test_the_button_asks_for_files_and_the_same_skill_is_noticed(
    qtbot: QtBot, rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = rig.saved_adapter("Made here")
    open_page(qtbot, rig, 1)
    page = rig.desktop.library
    page.select(made.id)
    qtbot.waitUntil(lambda: any("on this computer" in words for words in facts(rig)))
    path = _gguf(tmp_path, "pirate.gguf", b"1")
    monkeypatch.setattr(files, "ask_for_skills", lambda parent: [path])
    for count in (1, 2):
        QTest.mouseClick(page._import, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda count=count: len(rig.notices) == count)  # type: ignore[misc]  # a default
    assert [notice.text for notice in rig.notices] == [
        "“pirate” was imported.",
        "This skill is in your library already, as “pirate”.",
    ]
    qtbot.waitUntil(lambda: sorted(shown(rig)) == ["Made here", "pirate"])


def test_every_form_is_offered_and_written(
    qtbot: QtBot, rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    adapter = rig.saved_adapter("Pirate")
    open_page(qtbot, rig, 1)
    page = rig.desktop.library
    page.select(adapter.id)
    monkeypatch.setattr(files, "ask_where_to_export", lambda *_: tmp_path)
    entries = {action.text(): action for action in page._details.skill._export_menu.actions()}
    for entry, written in (
        ("Skill file, to give to others…", "Pirate.t2lskill"),
        ("GGUF file, for llama.cpp and its relatives…", "Pirate.gguf"),
        ("PEFT folder, for Python…", "Pirate/adapter_config.json"),
        ("Folder for Ollama (Modelfile and GGUF)…", "Pirate-2/Modelfile"),
    ):
        before = len(rig.notices)
        entries[entry].trigger()
        qtbot.waitUntil(lambda before=before: len(rig.notices) > before)  # type: ignore[misc]  # a default
        assert rig.notices[-1].text.startswith(f"Exported to {tmp_path}")
        assert (tmp_path / written).is_file()


def test_an_export_that_waits_or_takes_long_is_shown_and_can_be_stopped(
    qtbot: QtBot, rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [rig.saved_adapter(name) for name in ("Pirate", "Poet")]
    open_page(qtbot, rig, 2)
    choose(rig, "Pirate")
    monkeypatch.setattr(files, "ask_where_to_export", lambda *_: tmp_path)
    rig.generator.gate.clear()
    uses = [AdapterUse(adapter_id=each.id, strength=1.0) for each in made]
    rig.desktop.runner.run(measure_blend, lane=Lane.GENERATOR, parts=uses)
    menu = details(rig)._export_menu
    pick(menu, "Skill file, to give to others…")
    qtbot.waitUntil(menu.busy.isVisible)
    click(menu.busy._cancel)
    qtbot.waitUntil(lambda: not menu.busy.isVisible())
    rig.generator.gate.set()
    assert list(tmp_path.glob("*.t2lskill")) == []


def _open_dialog(qtbot: QtBot, rig: Rig) -> MergeDialog:
    adapter = rig.saved_adapter("Pirate")
    open_page(qtbot, rig, 1)
    page = rig.desktop.library
    page.select(adapter.id)
    page._details.skill._export_menu._whole.trigger()
    dialog = page.findChild(MergeDialog)
    assert isinstance(dialog, MergeDialog)
    qtbot.waitUntil(dialog._save.isEnabled)
    return dialog


def test_the_size_of_a_whole_model_is_said_before_it_is_written(
    qtbot: QtBot, rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = _open_dialog(qtbot, rig)
    assert "“Pirate” at strength 1.00 becomes part of a copy of the base model of Test pack." in dialog._text.text()
    assert "takes 4.8 GB on the disk" in dialog._text.text()
    dialog._precision.setCurrentIndex(1)
    qtbot.waitUntil(lambda: "takes 5.6 GB" in dialog._text.text())
    out = tmp_path / "whole.gguf"
    monkeypatch.setattr(files, "ask_where_to_export", lambda *_: out)
    room = shutil.disk_usage(tmp_path)._replace(free=10**12)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: room)
    QTest.mouseClick(dialog._save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(rig.notices))
    assert rig.notices[0].text == f"Exported to {out}."
    (request,) = (each for each in rig.generator.requests if isinstance(each, Merge))
    assert (request.outtype, request.strength) == ("f16", 1.0)
    qtbot.waitUntil(lambda: rig.desktop.library.findChild(MergeDialog) is None)


def test_writing_a_whole_model_can_be_stopped_and_may_find_no_room(
    qtbot: QtBot, rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = _open_dialog(qtbot, rig)
    out = tmp_path / "whole.gguf"
    monkeypatch.setattr(files, "ask_where_to_export", lambda *_: out)
    room = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: room._replace(free=10**9))
    QTest.mouseClick(dialog._save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(rig.notices))
    assert "not enough room" in rig.notices[0].text
    qtbot.waitUntil(dialog._save.isEnabled)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: room._replace(free=10**12))
    rig.generator.gate.clear()
    QTest.mouseClick(dialog._save, Qt.MouseButton.LeftButton)
    assert not dialog._save.isEnabled()
    qtbot.waitUntil(dialog._busy.isVisible)
    qtbot.waitUntil(lambda: any(isinstance(each, Merge) for each in rig.generator.requests))
    QTest.mouseClick(dialog._busy._cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog._save.isEnabled)
    rig.generator.gate.set()
    assert not out.exists()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: rig.desktop.library.findChild(MergeDialog) is None)
