"""Japanese is complete, and its placeholders are those of the English text."""

from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path
from types import ModuleType

from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication


def _load() -> ModuleType:
    path = Path(__file__).parents[2] / "packaging" / "i18n.py"
    spec = importlib.util.spec_from_file_location("t2l_i18n", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


i18n = _load()


def test_every_visible_string_is_translated() -> None:
    translations = i18n.read()
    missing = [key for key in i18n.collect() if key not in translations]
    assert not missing, f"add these to {i18n.TS.name} (python packaging/i18n.py lists them): {missing}"


def test_no_translation_is_left_of_strings_that_are_gone() -> None:
    assert not set(i18n.read()) - set(i18n.collect()), "run python packaging/i18n.py"


def test_translations_fill_in_the_same_fields() -> None:
    for (context, source), translation in i18n.read().items():
        assert sorted(re.findall(r"\{\w*\}", source)) == sorted(re.findall(r"\{\w*\}", translation)), (context, source)


def test_every_count_has_its_english_forms() -> None:
    counted = {key for key in i18n.collect() if i18n.NUMBER in key[1]}
    forms = {key: texts for key, texts in i18n.read_forms(i18n.ENGLISH).items() if i18n.NUMBER in key[1]}
    assert forms.keys() == counted, f"add them to {i18n.ENGLISH.name} by hand"
    for (context, source), (one, many) in forms.items():
        assert many == source, (context, source)
        assert sorted(re.findall(r"\{\w*\}", one)) == sorted(re.findall(r"\{\w*\}", many)), (context, source)


def test_the_english_window_says_skill_and_model() -> None:
    worded = i18n.read(i18n.ENGLISH)
    shown = {key: worded.get(key, key[1]) for key in i18n.collect()}
    assert worded.keys() <= shown.keys(), f"take what is gone out of {i18n.ENGLISH.name} by hand"
    for (context, source), text in shown.items():
        assert sorted(re.findall(r"\{\w*\}", source)) == sorted(re.findall(r"\{\w*\}", text)), (context, source)
    names = re.compile(r"(LoRA|GGUF) adapters?|adapter_\w+|pack\.json|\.t2lpack|\{\w+\}")
    of_files = {
        "Get the file again, or export the pack again.",
        "The file {file} holds no pack.",
        "The file {file} is a whole pack by itself.",
        "The pack in {file} is damaged or was put together wrongly.",
    }
    for (context, source), text in shown.items():
        words = set(re.findall(r"\w+", names.sub("", text).casefold()))
        assert words.isdisjoint({"adapter", "adapters"}), (context, source)
        assert context == "files" or text in of_files or words.isdisjoint({"pack", "packs"}), source


def test_one_and_many_are_told_apart_where_the_language_does(qapp: QApplication, tmp_path: Path) -> None:
    english = tmp_path / "app_en.ts"
    shutil.copyfile(i18n.ENGLISH, english)
    japanese = tmp_path / "app_ja.ts"
    key = ("SheetRows", "%n rows were removed.")
    i18n.write([key], {key: "%n 行を削除しました。"}, japanese)
    assert i18n.read(japanese) == {key: "%n 行を削除しました。"}
    wanted = {
        english: ("A row was removed.", "3 rows were removed."),
        japanese: ("1 行を削除しました。", "3 行を削除しました。"),
    }
    for ts, texts in wanted.items():
        translator = QTranslator()
        assert translator.load(str(i18n.compile_qm(ts)))
        qapp.installTranslator(translator)
        said = tuple(QCoreApplication.translate(*key, n=number) for number in (1, 3))
        qapp.removeTranslator(translator)
        assert said == texts


def test_the_collector_finds_each_kind_of_string(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text(
        "class BadFileError(UserFacingError): ...\n"
        "class Page:\n"
        "    def f(self):\n"
        "        QCoreApplication.translate('files', 'Save')\n"
        "        return self.tr('Open')\n"
        "raise BadFileError('The {thing} broke.', hint='Mend it.', thing=1)\n",
        encoding="utf-8",
    )
    (tmp_path / "training").mkdir()
    (tmp_path / "training" / "code.py").write_text("raise UserFacingError('Not in the window.')\n", encoding="utf-8")
    found = i18n.collect(tmp_path)
    assert found == [("Page", "Open"), ("errors", "Mend it."), ("errors", "The {thing} broke."), ("files", "Save")]


def test_update_keeps_translations_and_the_compiled_file_answers(qapp: QApplication, tmp_path: Path) -> None:
    ts = tmp_path / "app_ja.ts"
    i18n.write([("Page", "Open"), ("errors", "The {thing} <b>.")], {("errors", "The {thing} <b>."): "{thing} が…"}, ts)
    assert i18n.read(ts) == {("errors", "The {thing} <b>."): "{thing} が…"}
    translator = QTranslator()
    assert translator.load(str(i18n.compile_qm(ts)))
    assert translator.translate("errors", "The {thing} <b>.") == "{thing} が…"
    assert not translator.translate("Page", "Open")
