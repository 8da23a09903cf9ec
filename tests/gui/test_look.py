"""Colours that can be read, icons of one family, names for those who cannot see them, and safe markdown."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import Qt, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QSlider,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from t2l_desktop.core.resources import resources_folder
from t2l_desktop.gui.theme import style_sheet
from t2l_desktop.gui.tokens import CODE, HIGH_CONTRAST, TOKENS
from t2l_desktop.gui.verbatim import tip
from t2l_desktop.gui.widgets.markdown import MarkdownView, with_japanese_emphasis
from tests.gui.conftest import Rig

BACKGROUNDS = ("window", "surface", "sunken", "accent_soft")
TEXTS = ("text", "muted", "accent", "ok", "warn", "error")


def luminance(color: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_can_be_read_on_every_ground(theme: str) -> None:
    tokens = TOKENS[theme]
    pairs = [(text, ground) for text in TEXTS for ground in BACKGROUNDS]
    pairs += [("accent_text", "accent"), ("accent_text", "accent_hover")]
    weak = {pair: contrast(tokens[pair[0]], tokens[pair[1]]) for pair in pairs}
    assert not {pair: ratio for pair, ratio in weak.items() if ratio < 4.5}
    edges = {ground: contrast(tokens["outline"], tokens[ground]) for ground in ("window", "surface", "sunken")}
    assert not {ground: ratio for ground, ratio in edges.items() if ratio < 3.0}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_high_contrast_is_high(theme: str) -> None:
    tokens = HIGH_CONTRAST[theme]
    assert tokens.keys() == TOKENS[theme].keys()
    pairs = [(text, ground) for text in TEXTS for ground in BACKGROUNDS]
    pairs += [("accent_text", "accent"), ("accent_text", "accent_hover")]
    assert not [pair for pair in pairs if contrast(tokens[pair[0]], tokens[pair[1]]) < 7.0]
    edges = [(edge, ground) for edge in ("outline", "border") for ground in BACKGROUNDS]
    assert not [pair for pair in edges if contrast(tokens[pair[0]], tokens[pair[1]]) < 4.5]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_code_and_the_frame_around_what_has_the_keyboard_are_seen(theme: str) -> None:
    ground = TOKENS[theme]["sunken"]
    assert not {kind for kind, ink in CODE[theme].items() if contrast(ink, ground) < 4.5}
    for tokens in (TOKENS[theme], HIGH_CONTRAST[theme]):
        assert not [each for each in BACKGROUNDS if contrast(tokens["accent"], tokens[each]) < 3.0]
        # the frame of a filled button lies on its page
        assert not [each for each in BACKGROUNDS if contrast(tokens["text"], tokens[each]) < 3.0]
        assert contrast(tokens["outline"], tokens["accent_soft"]) >= 2.5


def test_both_themes_have_the_same_tokens_and_the_style_sheet_uses_no_other() -> None:
    tokens = TOKENS
    assert tokens["light"].keys() == tokens["dark"].keys()
    sheet = style_sheet({**tokens["light"], "title_size": "16pt", "heading_size": "12pt"})
    assert "@" not in sheet


def test_icons_are_of_one_family() -> None:
    icons = sorted((resources_folder() / "icons").glob("*.svg"))
    assert icons
    for path in icons:
        text = path.read_text(encoding="utf-8")
        assert 'viewBox="0 0 24 24"' in text, path.name
        assert re.findall(r'stroke-width="([^"]+)"', text) == ["1.75"], path.name
        assert re.findall(r'stroke="([^"]+)"', text) == ["currentColor"], path.name


def _text(control: QWidget) -> str:
    return control.text() if isinstance(control, QAbstractButton) else ""


def _is_qts_own(control: QWidget) -> bool:
    """The list that a combo box opens, the button that clears a line, the line of a number field, a table's corner."""
    owner = control.parentWidget()
    if owner is None:
        return False
    is_named = isinstance(owner, QAbstractSpinBox) and bool(owner.accessibleName())
    return owner.inherits("QComboBoxPrivateContainer") or isinstance(owner, QLineEdit | QTableView) or is_named


def _is_left_out(control: QWidget) -> bool:
    """A button of an empty state that has nothing to offer."""
    return isinstance(control, QAbstractButton) and control.isHidden()


def test_every_control_has_a_name_for_screen_readers(rig: Rig) -> None:
    kinds = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QListView, QPlainTextEdit, QSlider)
    desktop = rig.desktop
    pages = (
        *(rig.window._rail, desktop.first_steps, desktop.chat, desktop.library),
        *(desktop.help, desktop.settings, desktop.sheet),
    )
    controls = [(page, control) for page in pages for kind in kinds for control in page.findChildren(kind)]
    nameless = [
        f"{type(page).__name__}: {type(control).__name__}"
        for page, control in controls
        if not (control.accessibleName() or _text(control) or _is_qts_own(control) or _is_left_out(control))
    ]
    assert not nameless


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("**「空」**の色", "「**空**」の色"),
        ("これは**重要。**次", "これは**重要**。次"),
        ("plain **bold** text", "plain **bold** text"),
        ("`**「x」**の`", "`**「x」**の`"),
        ("```\n**「x」**の\n```\n**「空」**の", "```\n**「x」**の\n```\n「**空**」の"),
        ("```\n**「x」**の", "```\n**「x」**の"),
        ("**「」**", "**「」**"),
    ],
)
def test_japanese_emphasis_is_seen_and_code_left_alone(given: str, wanted: str) -> None:
    assert with_japanese_emphasis(given) == wanted


def test_markdown_becomes_bold_without_marks(qtbot: QtBot) -> None:
    view = MarkdownView()
    qtbot.addWidget(view)
    view.show_text("**「空」**の色は**青**です。")
    assert view.toPlainText() == "「空」の色は青です。"


def test_an_answer_loads_nothing_and_is_no_html(qtbot: QtBot, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("private") / "picture.png"
    secret.write_bytes(b"\x89PNG")
    view = MarkdownView()
    qtbot.addWidget(view)
    view.show_text(f"![x]({secret.as_uri()}) <b>raw</b>")
    document = view.document()
    assert document.resource(QTextDocument.ResourceType.ImageResource.value, QUrl(secret.as_uri())) is None
    assert "<b>raw</b>" in view.toPlainText()


@pytest.mark.parametrize("text", ["Write <b>word</b> & more", "<img src='//host/picture.png'>", "3 < 4\nnext", "plain"])
def test_a_tooltip_says_what_was_written_and_loads_nothing(qtbot: QtBot, text: str) -> None:
    shown = QTextDocument()
    if Qt.mightBeRichText(tip(text)):  # as a tooltip decides it
        shown.setHtml(tip(text))
    else:
        shown.setPlainText(tip(text))
    assert shown.toPlainText() == text


def test_a_table_and_code_are_shown_whole(qtbot: QtBot) -> None:
    view = MarkdownView()
    qtbot.addWidget(view)
    view.resize(400, 50)
    view.show()
    view.show_text("```python\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    assert "x = 1" in view.toPlainText()
    qtbot.waitUntil(lambda: view.height() >= view.document().size().height())
