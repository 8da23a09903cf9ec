"""Keeps the Japanese translation complete: collects every visible string, merges the .ts file, compiles the .qm.

Usage: python packaging/i18n.py [update | compile]      (both, where neither is named)

All strings come out of one walk over the syntax trees: `self.tr("…")` under the class it stands in,
`QCoreApplication.translate("context", "…")`, and the templates and hints of user-facing errors under "errors".
A `self.tr("… %n …", n=…)` has a form for each number that the language tells apart: one in Japanese, two in English,
whose forms are in a .ts file of their own, written by hand. The same file words the errors that speak of adapters and
packs, as the command line does, for the window, which says skill and model.
(pyside6-lupdate cannot see the last kind, and misnames the context of a `self.tr` after a `translate`.)
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "t2l_desktop"
TS = ROOT / "resources" / "i18n" / "t2l_desktop_ja.ts"
ENGLISH = TS.with_name("t2l_desktop_en.ts")
NUMBER = "%n"
ERRORS = "errors"
COMMAND_LINE_ONLY = "training"  # speaks English, as the whole command line does; installers come without it

Key = tuple[str, str]


def collect(folder: Path = SOURCES) -> list[Key]:
    """Every (context, source text) in the code below `folder` that the window can show, sorted, each once."""
    files = [file for file in sorted(folder.rglob("*.py")) if COMMAND_LINE_ONLY not in file.relative_to(folder).parts]
    trees = [ast.parse(file.read_text(encoding="utf-8"), str(file)) for file in files]
    error_classes = _error_classes(trees)
    return sorted({key for tree in trees for key in _strings(tree, "", error_classes)})


def read(ts: Path = TS) -> dict[Key, str]:
    """The finished translations in a .ts file; of those with a number, the form for most numbers."""
    return {key: forms[-1] for key, forms in read_forms(ts).items()}


def read_forms(ts: Path) -> dict[Key, list[str]]:
    """The finished translations in a .ts file, each in all its forms."""
    if not ts.is_file():
        return {}
    found = {}
    for context in ET.parse(ts).getroot().iter("context"):  # noqa: S314 - our own file
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or translation.get("type") == "unfinished":
                continue
            forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
            if all(form.strip() for form in forms):
                found[name, message.findtext("source", "")] = forms
    return found


def write(keys: list[Key], translations: dict[Key, str], ts: Path = TS) -> None:
    """Write a .ts file with exactly these strings; the ones without a translation are marked unfinished."""
    root = ET.Element("TS", version="2.1", language="ja_JP", sourcelanguage="en")
    contexts: dict[str, ET.Element] = {}
    for name, source in keys:
        if name not in contexts:
            contexts[name] = ET.SubElement(root, "context")
            ET.SubElement(contexts[name], "name").text = name
        message = ET.SubElement(contexts[name], "message")
        ET.SubElement(message, "source").text = source
        translation = ET.SubElement(message, "translation")
        if NUMBER in source:
            message.set("numerus", "yes")
        if (name, source) in translations:
            place = ET.SubElement(translation, "numerusform") if NUMBER in source else translation
            place.text = translations[name, source]
        else:
            translation.set("type", "unfinished")
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode", short_empty_elements=False)
    ts.parent.mkdir(parents=True, exist_ok=True)
    ts.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")


def compile_qm(ts: Path = TS) -> Path:
    """Have Qt's own tool turn the .ts file into the .qm that the app reads."""
    tool = shutil.which("pyside6-lrelease", path=str(Path(sys.executable).parent)) or shutil.which("pyside6-lrelease")
    if tool is None:
        raise SystemExit("pyside6-lrelease is missing: install PySide6-Essentials into this environment")
    qm = ts.with_suffix(".qm")
    subprocess.run([tool, "-silent", str(ts), "-qm", str(qm)], check=True)
    return qm


def main(arguments: list[str]) -> int:
    """Update and compile; after an update the exit status is 1 while strings are untranslated."""
    wanted = arguments or ["update", "compile"]
    keys, translations = collect(), read()
    missing = [key for key in keys if key not in translations]
    if "update" in wanted:
        write(keys, translations)
        print(f"{len(keys)} strings, {len(missing)} of them untranslated")
        for context, source in missing:
            print(f"  {context}: {source}")
    if "compile" in wanted:
        for ts in (TS, ENGLISH):
            print(compile_qm(ts).relative_to(ROOT))
    return 1 if missing and "update" in wanted else 0


def _error_classes(trees: list[ast.Module]) -> set[str]:
    """`UserFacingError` and whatever inherits from it, directly or not."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    found = {"UserFacingError"}
    while True:
        more = {c.name for c in classes if any(_name(base) in found for base in c.bases)} - found
        if not more:
            return found
        found |= more


def _strings(node: ast.AST, class_name: str, error_classes: set[str]) -> Iterator[Key]:
    if isinstance(node, ast.ClassDef):
        class_name = node.name
    if isinstance(node, ast.Call):
        called = _name(node.func)
        texts = ["".join(_literals(argument)[:1]) for argument in node.args]
        if called == "tr" and texts and texts[0]:
            yield class_name, texts[0]
        elif called == "translate" and len(texts) > 1 and texts[0] and texts[1]:
            yield texts[0], texts[1]
        elif called in error_classes:
            hints = [text for keyword in node.keywords if keyword.arg == "hint" for text in _literals(keyword.value)]
            yield from ((ERRORS, text) for text in (*texts[:1], *hints) if text)
    for child in ast.iter_child_nodes(node):
        yield from _strings(child, class_name, error_classes)


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _literals(node: ast.expr) -> list[str]:
    """The text that stands there, or both where there is a choice of two."""
    if isinstance(node, ast.IfExp):
        return [*_literals(node.body), *_literals(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
