"""The texts of a chat: answers that grow, code in colours, fields that refuse what does not fit, and long chats."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QInputMethodEvent,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from t2l_desktop.core.records import Message, Role, Sampling
from t2l_desktop.gui.pages.message_view import MessageView
from t2l_desktop.gui.pages.transcript import Transcript
from t2l_desktop.gui.tab_order import move_focus
from t2l_desktop.gui.theme import Theme
from t2l_desktop.gui.tokens import CODE, TOKENS
from t2l_desktop.gui.widgets.code import coloured_lines, language_name
from t2l_desktop.gui.widgets.inputs import SendingEdit
from t2l_desktop.gui.widgets.markdown import MarkdownView
from t2l_desktop.gui.widgets.markdown_parts import Part, parts_of
from tests.gui.conftest import Rig
from tests.gui.library_user import compose
from tests.gui.test_look import contrast

ANSWER = """# Heading

Some **prose** with `code`, a [link](https://example.org) and a [reference][1].

1. Install it:
   ```bash
   pip install numpy  # 😀
   ```
   then more
2. Next
   - nested

- [x] done
- [ ] open

| a | b |
|---|---|
| 1 | 2 |

| c |
|---|

```python
def double(value: int) -> int:
    return value * 2
```
```
another
```

> quoted

---

1. one

1. two

~~gone~~ **「空」**の色

42

[1]: https://example.org/reference
"""


@pytest.fixture
def view(qtbot: QtBot, qapp: QApplication) -> MarkdownView:
    Theme(qapp).apply("light", 100)
    made = MarkdownView()
    qtbot.addWidget(made)
    made.resize(600, 50)
    made.show()
    return made


def lines_of(view: MarkdownView) -> list[tuple[str, int, str, float, bool]]:
    """Each line with its heading level, its item's mark, its indent and whether it is in a table."""
    found = []
    block = view.document().begin()
    while block.isValid():
        items = block.textList()
        look = block.blockFormat()
        mark = items.itemText(block) if items is not None else ""
        cursor = QTextCursor(block)
        in_table = cursor.currentFrame() is not view.document().rootFrame()
        found.append((block.text(), look.headingLevel(), mark, look.leftMargin(), in_table))
        block = block.next()
    return found


def coloured(view: MarkdownView, word: str) -> QColor | None:
    """The colour that `word` is painted in, where it has one of its own."""
    at = view.document().find(word)
    block = at.block()
    column = at.selectionStart() - block.position()
    for run in block.layout().formats():
        if run.start <= column < run.start + run.length:
            return run.format.foreground().color()
    return None


# --- answers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [1, 7])
def test_an_answer_that_came_in_pieces_looks_like_one_that_came_at_once(
    qtbot: QtBot, view: MarkdownView, step: int
) -> None:
    for end in range(step, len(ANSWER) + step, step):
        view.show_text(ANSWER[:end])
        view._rest.stop()
    view._show()
    whole = MarkdownView()
    qtbot.addWidget(whole)
    whole.resize(600, 50)
    whole.show()
    whole.show_text(ANSWER)
    assert lines_of(view) == lines_of(whole)
    assert view.height() == whole.height()
    assert view.given == ANSWER


def test_a_new_line_in_an_answer_is_one_on_the_screen_too(view: MarkdownView) -> None:
    view.show_text("[ ] apple\n[ ] bread\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n- two\n\n> three\n> four")
    lines = view.toPlainText().splitlines()
    assert lines == ["[ ] apple", "[ ] bread", "a", "b", "1", "2", "one", "two", "three", "four"]


def test_what_is_selected_stays_selected_while_the_answer_grows(view: MarkdownView) -> None:
    view.show_text("First paragraph.\n\nSecond")
    view.setTextCursor(view.document().find("First"))
    view.show_text("First paragraph.\n\nSecond, and `more`.\n\nThird.")
    assert view.textCursor().selectedText() == "First"
    assert view.toPlainText() == "First paragraph.\nSecond, and more.\nThird."


def test_finished_parts_stay_as_they_are_whatever_comes() -> None:
    before: list[Part] = []
    for end in range(len(ANSWER) + 1):
        parts = parts_of(ANSWER[:end])
        assert parts[: len(before) - 1] == before[:-1]
        before = parts
    assert [part.language for part in before if part.language is not None] == ["bash", "python", ""]
    assert parts_of(ANSWER, start=before[2].start, dedent=before[2].dedent) == before[2:]


def test_a_list_without_empty_lines_is_parted_once_it_is_long() -> None:
    parts = parts_of("".join(f"- thing {number}\n" for number in range(500)))
    assert len(parts) > 2
    assert max(len(part.text) for part in parts) < 2000


def test_code_in_a_list_keeps_the_numbers_and_the_words_after_it(view: MarkdownView) -> None:
    view.show_text(ANSWER)
    shown = {text: (mark, margin) for text, _, mark, margin, _ in lines_of(view)}
    assert shown["Next"] == ("2.", 0.0)
    assert shown["then more"] == ("", 0.0)
    assert shown["one"][0] == "1."
    assert shown["two"][0] == "2."


def test_a_very_long_word_or_line_of_code_does_not_widen_the_page(qtbot: QtBot, view: MarkdownView) -> None:
    view.show_text("```\n" + "x" * 3000 + "\n```\n\n" + "y" * 3000)
    qtbot.waitUntil(lambda: view.height() > 200)
    assert view.horizontalScrollBar().maximum() == 0


def test_a_table_that_is_too_wide_scrolls_within_the_answer(qtbot: QtBot, view: MarkdownView) -> None:
    cells = "|".join("word" for _ in range(90))
    view.show_text(f"|{cells}|\n|{'---|' * 90}\n|{cells}|\n")
    qtbot.waitUntil(lambda: view.horizontalScrollBar().maximum() > 0)
    assert view.viewport().height() >= view.document().size().height()


def test_headings_are_no_larger_than_the_pages_own(view: MarkdownView) -> None:
    view.show_text("# One\n\n###### Six\n\ntext")
    for word, adjustment in (("One", 1), ("Six", 0)):
        letters = view.document().find(word).charFormat()
        assert letters.property(QTextFormat.Property.FontSizeAdjustment) == adjustment
        assert letters.fontWeight() > view.document().find("text").charFormat().fontWeight()


def test_only_what_a_click_opens_looks_like_a_link(view: MarkdownView) -> None:
    view.show_text("**me@example.com** and [notes](notes.md), not https://example.com\n\n|a|\n|---|\n|you@example.com|")
    plain = view.document().find("not").charFormat()
    for word in ("me@example.com", "notes", "you@example.com"):
        letters = view.document().find(word).charFormat()
        assert not letters.isAnchor()
        assert (letters.foreground(), letters.fontUnderline()) == (plain.foreground(), False)
    assert view.document().find("me@example.com").charFormat().fontWeight() > plain.fontWeight()
    assert view.document().find("https://example.com").charFormat().isAnchor()


def test_an_answer_may_hold_anything(view: MarkdownView) -> None:
    for text in (
        "\0",
        "a\r\nb\r",
        "```\r\nx\u2029y\r\n```",
        "\ud83d",
        "x\u2028y",
        "```py",
        "``",
        "|",
        "[a]: b",
        " " * 9,
    ):
        view.show_text(text)
        view.show_text(text + "\n\nmore")
        assert view.toPlainText().rstrip().endswith("more")


# --- code -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_code_can_be_read_on_its_ground(theme: str) -> None:
    weak = {kind: contrast(colour, TOKENS[theme]["sunken"]) for kind, colour in CODE[theme].items()}
    assert not {kind: ratio for kind, ratio in weak.items() if ratio < 4.5}
    assert CODE["light"].keys() == CODE["dark"].keys()


def test_code_gets_its_colours_and_others_in_the_dark(qtbot: QtBot, qapp: QApplication, view: MarkdownView) -> None:
    view.show_text(ANSWER)
    qtbot.waitUntil(lambda: not view._colours.is_busy)
    assert coloured(view, "return") == QColor(CODE["light"]["keyword"])
    assert coloured(view, "# 😀") == QColor(CODE["light"]["comment"])
    assert coloured(view, "prose") is None
    Theme(qapp).apply("dark", 100)
    qtbot.waitUntil(lambda: coloured(view, "return") == QColor(CODE["dark"]["keyword"]))


def test_code_that_still_comes_is_coloured_too(qtbot: QtBot, view: MarkdownView) -> None:
    view.show_text("```python\nimport os\n")
    qtbot.waitUntil(lambda: coloured(view, "import") is not None)
    view.show_text("```python\nimport os\nreturn 1\n")
    assert coloured(view, "import") is not None
    qtbot.waitUntil(lambda: coloured(view, "return") is not None)


def test_long_code_and_unknown_languages_stay_plain(qtbot: QtBot, view: MarkdownView) -> None:
    long = "x = 1\n" * 4000
    view.show_text(f"```python\n{long}```\n\n```neverheardof\nreturn 1\n```\n")
    qtbot.waitUntil(lambda: not view._colours.is_busy)
    assert coloured(view, "return") is None
    assert coloured(view, "1") is None


def test_runs_are_counted_as_qt_counts_letters() -> None:
    lines = list(coloured_lines("py", 'x = "😀" # y\n\nz = 1'))
    assert lines == [[(4, 4, "string"), (9, 3, "comment")], [], [(4, 1, "number")]]
    assert [language_name(word) for word in ("py", "c++", "", "odd thing")] == ["Python", "C++", "", "odd"]


def test_the_window_loads_no_lexers_before_there_is_code() -> None:
    code = "import sys, t2l_desktop.gui.desktop; sys.exit('pygments' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_button_above_code_copies_it_and_says_so(qtbot: QtBot, view: MarkdownView) -> None:
    view.show_text(ANSWER)
    buttons = [header.copy for header in view._headers]
    assert [header._name.text() for header in view._headers] == ["Bash", "Python", "Code"]
    assert {button.accessibleName() for button in buttons} == {"Copy this code"}
    QTest.mouseClick(buttons[1], Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "def double(value: int) -> int:\n    return value * 2"
    assert (buttons[1].text(), buttons[1].accessibleName()) == ("Copied", "Copied")
    assert buttons[0].text() == "Copy"
    qtbot.waitUntil(lambda: buttons[1].text() == "Copy")


def test_the_buttons_are_reached_by_keyboard_in_their_order(qtbot: QtBot, view: MarkdownView) -> None:
    view.show_text("```\na\n```\n\n```\nb\n```\n")
    view.activateWindow()
    view.setFocus()
    reached: list[QWidget] = []
    for _ in range(2):
        QTest.keyClick(reached[-1] if reached else view, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.append(focused)
    assert reached == [header.copy for header in view._headers]
    QTest.keyClick(reached[1], Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == "b"


def test_headers_lie_above_their_code_and_go_with_it(qtbot: QtBot, view: MarkdownView) -> None:
    view.show_text("words\n\n```\na\n```\n\nwords")
    layout = view.document().documentLayout()
    code = layout.blockBoundingRect(view.document().find("a").block())
    header = view._headers[0]
    assert header.geometry().bottom() <= code.top() + 1
    assert view.height() > code.bottom()
    view.show_text("no code")
    assert not header.isVisible()


# --- long chats -------------------------------------------------------------------------------------------------------


def long_chat(count: int, *, chat: str = "a") -> list[Message]:
    """Questions and answers of many lengths."""
    made = []
    for number in range(count):
        is_question = number % 2 == 0
        words = f"question {number}" if is_question else f"answer {number}\n\n" + "words and " * (number * 37 % 400)
        if number % 8 == 1:
            words += "\n\n```python\nreturn 1\n```\n"
        role = Role.USER if is_question else Role.ASSISTANT
        made.append(Message(id=f"{chat}{number}", chat_id=chat, role=role, text=words, created_at=0.0))
    return made


def who(message: Message) -> str:
    return "You" if message.role is Role.USER else "Base model"


@pytest.fixture
def transcript(qtbot: QtBot, qapp: QApplication) -> Transcript:
    Theme(qapp).apply("light", 100)
    made = Transcript()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    qtbot.waitExposed(made)
    return made


def at_top(transcript: Transcript) -> tuple[str, int]:
    """The first message that is seen, and where it begins."""
    views = transcript.findChildren(MessageView)
    port = transcript.viewport()
    places = [(view.mapTo(port, view.rect().topLeft()).y(), view) for view in views]
    y, view = min((place for place in places if place[0] + place[1].height() > 0), key=lambda place: place[0])
    return view.text.split("\n")[0], y


def covers(transcript: Transcript) -> bool:
    """Whether there are messages from the top of what is seen to its bottom."""
    views = transcript.findChildren(MessageView)
    tops = [view.mapTo(transcript.viewport(), view.rect().topLeft()).y() for view in views]
    bottoms = [top + view.height() for top, view in zip(tops, views, strict=True)]
    return min(tops) <= 24 and max(bottoms) >= transcript.viewport().height() - 24


def test_a_long_chat_opens_at_its_end_with_few_views(qtbot: QtBot, transcript: Transcript) -> None:
    messages = long_chat(2000)
    transcript.show_messages(messages, who)
    bar = transcript.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() == bar.maximum() > 0)
    assert transcript.texts[-1] == messages[-1].text
    assert transcript.texts == [message.text for message in messages[-len(transcript.texts) :]]
    assert len(transcript.texts) < 40
    assert covers(transcript)


def test_the_scroll_keys_go_through_a_long_answer_that_has_the_keyboard(qtbot: QtBot, transcript: Transcript) -> None:
    transcript.window().activateWindow()
    transcript.show_messages(long_chat(20), who)
    bar = transcript.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() == bar.maximum() > 0)
    answer = transcript.findChildren(MarkdownView)[-1]
    answer.setFocus()
    for key, is_up in ((Qt.Key.Key_PageUp, True), (Qt.Key.Key_Up, True), (Qt.Key.Key_Down, False)):
        before = bar.value()
        QTest.keyClick(answer, key)
        assert (bar.value() < before) is is_up, key


def test_scrolling_up_never_moves_what_is_read_and_lets_go_of_the_end(qtbot: QtBot, transcript: Transcript) -> None:
    transcript.show_messages(long_chat(2000), who)
    bar = transcript.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() == bar.maximum() > 0)
    most = 0
    for _ in range(150):
        view, offset = transcript._anchor() or pytest.fail("nothing is seen")
        bar.setValue(bar.value() - 100)
        QApplication.processEvents()
        assert transcript._top_of(view) - bar.value() == offset + 100
        assert covers(transcript)
        most = max(most, len(transcript.texts))
    assert most < 60
    assert "answer 1999" not in [text.split("\n")[0] for text in transcript.texts]


def test_any_place_of_a_long_chat_is_one_drag_away(qtbot: QtBot, transcript: Transcript) -> None:
    messages = long_chat(2000)
    transcript.show_messages(messages, who)
    bar = transcript.verticalScrollBar()
    bar.setValue(0)
    qtbot.wait(1)
    assert at_top(transcript)[0] == "question 0"
    bar.setValue(bar.maximum() // 2)
    qtbot.wait(1)
    assert covers(transcript)
    assert 800 < int(at_top(transcript)[0].split()[-1]) < 1200
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: transcript.texts[-1] == messages[-1].text)
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())


def test_what_is_read_stays_when_the_window_gets_narrower(qtbot: QtBot, transcript: Transcript) -> None:
    transcript.show_messages(long_chat(400), who)
    bar = transcript.verticalScrollBar()
    bar.setValue(bar.maximum() // 3)
    qtbot.wait(1)
    before = at_top(transcript)[0]
    transcript.resize(500, 600)
    qtbot.wait(50)
    assert at_top(transcript)[0] == before
    assert covers(transcript)


def test_an_answer_is_followed_until_one_scrolls_away(qtbot: QtBot, transcript: Transcript) -> None:
    messages = long_chat(100)
    transcript.show_messages(messages, who)
    transcript.add_question("and now?", "You")
    bar = transcript.verticalScrollBar()
    for lines in range(1, 30):
        transcript.show_live("line\n\n" * lines, "Base model")
    qtbot.wait(50)
    assert bar.value() == bar.maximum()
    bar.setValue(bar.maximum() - 300)
    before = at_top(transcript)
    transcript.show_live("line\n\n" * 60, "Base model")
    qtbot.wait(50)
    assert at_top(transcript) == before


def test_the_chat_that_is_shown_keeps_its_views_and_place_when_it_is_read_again(
    qtbot: QtBot, transcript: Transcript
) -> None:
    messages = long_chat(100)
    transcript.show_messages(messages, who)
    transcript.add_question("q", "You")
    transcript.show_live("words\n\n" * 30, "Base model")
    bar = transcript.verticalScrollBar()
    qtbot.wait(50)
    bar.setValue(bar.maximum() - 200)
    place, views = bar.value(), list(transcript._views)
    new = [
        Message(id="n1", chat_id="a", role=Role.USER, text="q", created_at=0.0),
        Message(id="n2", chat_id="a", role=Role.ASSISTANT, text="words\n\n" * 30, created_at=0.0),
    ]
    transcript.show_messages([*messages, *new], who)
    qtbot.wait(50)
    assert transcript._views[: len(views)] == views
    assert transcript.texts[-2:] == ["q", "words\n\n" * 30]
    assert bar.value() == place


def test_another_chat_is_shown_from_its_end(qtbot: QtBot, transcript: Transcript) -> None:
    transcript.show_messages(long_chat(100), who)
    bar = transcript.verticalScrollBar()
    bar.setValue(0)
    qtbot.wait(1)
    transcript.show_messages(long_chat(60, chat="b"), who)
    qtbot.waitUntil(lambda: bar.value() == bar.maximum() > 0)
    assert transcript.texts[-1].startswith("answer 59")
    transcript.show_messages((), who)
    assert transcript.texts == []


def test_a_question_without_an_answer_offers_to_ask_again_until_one_comes(qtbot: QtBot, transcript: Transcript) -> None:
    messages = long_chat(41)
    transcript.show_messages(messages, who)
    with qtbot.waitSignal(transcript.again_requested) as asked:
        QTest.mouseClick(transcript._views[-1]._retry, Qt.MouseButton.LeftButton)
    assert asked.args == [messages[-1]]
    before = transcript._views[-2]
    transcript.show_messages(messages, who, is_answering=True)
    transcript.show_live("It", "Base model")
    qtbot.wait(1)
    assert not transcript._views[-1]._retry.isVisible()
    assert transcript.texts[-2:] == ["question 40", "It"]
    assert transcript._views[-2] is before


def test_something_tall_after_the_last_message_can_be_read(qtbot: QtBot, transcript: Transcript) -> None:
    transcript.show_messages(long_chat(100), who)
    tail = QWidget()
    tail.setFixedHeight(4000)
    transcript.set_tail(tail)
    bar = transcript.verticalScrollBar()
    qtbot.wait(50)
    assert bar.value() == bar.maximum()
    for _ in range(10):
        bar.setValue(bar.value() - 300)
    assert tail.mapTo(transcript.viewport(), QPoint(0, 0)).y() == 600 - 24 - 4000 + 3000
    for _ in range(10):
        bar.setValue(bar.value() - 300)
    assert covers(transcript) or transcript.texts[-1].startswith("answer 99")


def test_text_can_be_selected_and_found_within_a_message(qtbot: QtBot, transcript: Transcript) -> None:
    transcript.show_messages(long_chat(60), who)
    body = transcript._views[-1]._body
    assert body.find("answer 59")
    assert body.textCursor().selectedText() == "answer 59"
    bar = transcript.verticalScrollBar()
    bar.setValue(bar.value() - 300)
    assert body.textCursor().selectedText() == "answer 59"


class Window(QWidget):
    """Leads the keyboard as the app's own window does."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        return move_focus(self, forward=forward)


def test_the_keyboard_goes_through_messages_in_their_order(qtbot: QtBot, transcript: Transcript) -> None:
    window = Window()
    qtbot.addWidget(window)
    before, after = QPushButton("before"), QPushButton("after")
    column = QVBoxLayout(window)
    for widget in (before, transcript, after):
        column.addWidget(widget)
    window.resize(800, 700)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    transcript.show_messages(long_chat(60), who)
    bar = transcript.verticalScrollBar()
    bar.setValue(bar.maximum() - 3000)
    qtbot.wait(1)
    before.setFocus()
    read: list[str] = []
    while (reached := QApplication.focusWidget()) is not after:
        assert reached is not None
        if isinstance(reached, MarkdownView):
            read.append(reached.given)
        QTest.keyClick(reached, Qt.Key.Key_Tab)
    texts = [message.text for message in long_chat(60)]
    assert len(read) > 5
    assert read == texts[-len(read) :]
    transcript.setParent(None)


# --- the field --------------------------------------------------------------------------------------------------------


@pytest.fixture
def field(qtbot: QtBot) -> SendingEdit:
    made = SendingEdit(least_lines=1, most_lines=8, sends_with_enter=True)
    qtbot.addWidget(made)
    made.resize(400, 40)
    made.show()
    return made


def paste(field: SendingEdit, mime: QMimeData | str) -> None:
    """Press Ctrl+V with this in the clipboard."""
    clipboard = QGuiApplication.clipboard()
    if isinstance(mime, str):
        clipboard.setText(mime)
    else:
        clipboard.setMimeData(mime)
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def drop(field: SendingEdit, mime: QMimeData) -> QDropEvent:
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, buttons, keys)
    QApplication.sendEvent(field.viewport(), enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, buttons, keys)
    QApplication.sendEvent(field.viewport(), event)
    return event


def test_a_paste_that_is_too_long_is_refused_as_a_whole(qtbot: QtBot, field: SendingEdit) -> None:
    field.setPlainText("so far")
    with qtbot.waitSignal(field.refused) as refused:
        paste(field, "x" * 1_048_576)
    assert "1,048,576" in refused.args[0] or "1048576" in refused.args[0]
    assert field.toPlainText() == "so far"
    assert len(QGuiApplication.clipboard().text()) == 1_048_576


def test_what_is_selected_makes_room(qtbot: QtBot) -> None:
    field = SendingEdit(least_lines=1, most_lines=8, sends_with_enter=True, limit=10)
    qtbot.addWidget(field)
    refused: list[str] = []
    field.refused.connect(refused.append)
    paste(field, "0123456789")
    paste(field, "x")
    assert len(refused) == 1
    field.selectAll()
    paste(field, "abc")
    assert field.toPlainText() == "abc"
    assert len(refused) == 1


def test_only_the_words_of_rich_text_are_taken(field: SendingEdit) -> None:
    mime = QMimeData()
    mime.setHtml("<b>bold</b>")
    mime.setText("bo\0ld")
    mime.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    paste(field, mime)
    assert field.toPlainText() == "bold"
    assert drop(field, mime).dropAction() == Qt.DropAction.CopyAction
    assert field.toPlainText() == "boldbold"


def test_pictures_and_files_are_refused_in_words(qtbot: QtBot, field: SendingEdit) -> None:
    picture, file = QMimeData(), QMimeData()
    picture.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    file.setUrls([QUrl.fromLocalFile("/home/someone/report.pdf")])
    refused: list[str] = []
    field.refused.connect(refused.append)
    for mime in (picture, file):
        event = drop(field, mime)
        assert event.dropAction() == Qt.DropAction.IgnoreAction
    paste(field, file)
    assert ["text" in refused[0], "Files" in refused[1], "Files" in refused[2]] == [True] * 3
    assert field.toPlainText() == ""


def test_a_refused_paste_is_told_in_the_window(qtbot: QtBot, rig: Rig) -> None:
    rig.window.show_page("chat")
    paste(rig.desktop.chat._composer._input, "x" * 50_000)
    rig.window.show_page("create")
    picture = QMimeData()
    picture.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    paste(rig.desktop.create._description, picture)
    paste(rig.desktop.chat._composer._bar.details.prompt, "x" * 40_000)
    assert "50,000" in rig.notices[0].text
    assert rig.notices[1].text == "Only text can be added here."
    assert "40,000" in rig.notices[2].text


@pytest.mark.parametrize("enter", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_the_enter_that_ends_a_conversion_never_sends(qtbot: QtBot, field: SendingEdit, enter: Qt.Key) -> None:
    sent: list[str] = []
    field.send_requested.connect(lambda: sent.append(field.toPlainText()))
    QApplication.sendEvent(field, QInputMethodEvent("にほん", []))
    QTest.keyClick(field, enter)
    commit = QInputMethodEvent("", [])
    commit.setCommitString("日本")
    QApplication.sendEvent(field, commit)
    QTest.keyClick(field, enter)  # passed on by the input method
    assert sent == []
    assert field.toPlainText() == "日本"
    qtbot.wait(60)
    QTest.keyClick(field, enter)
    assert sent == ["日本"]


def test_letters_that_an_input_method_passes_straight_on_do_not_hold_enter_up(field: SendingEdit) -> None:
    sent: list[bool] = []
    field.send_requested.connect(lambda: sent.append(True))
    letter = QInputMethodEvent("", [])
    letter.setCommitString("a")
    QApplication.sendEvent(field, letter)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert sent == [True]


def test_numbers_can_be_typed_in_digits_of_full_width(rig: Rig) -> None:
    rig.window.show_page("chat")
    details = rig.desktop.chat._composer._bar.details
    QTest.mouseClick(rig.desktop.chat._composer._bar.more, Qt.MouseButton.LeftButton)
    typed = {"temperature": "１．２", "top_p": "０．５", "top_k": "２０", "min_p": "０．１", "repeat_penalty": "１．１"}
    typed |= {"max_tokens": "２００", "seed": "７"}
    for name, text in typed.items():
        box = details.numbers[name]
        box.selectAll()
        for each in text:
            compose(box.lineEdit(), each)
        QTest.keyClick(box, Qt.Key.Key_Return)
    assert details.sampling == Sampling(
        temperature=1.2, top_p=0.5, top_k=20, min_p=0.1, repeat_penalty=1.1, max_tokens=200, seed=7
    )
    box.selectAll()
    compose(box.lineEdit(), "四")
    assert box.text() == "7"
