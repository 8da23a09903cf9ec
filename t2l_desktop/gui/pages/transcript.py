"""The messages of one chat, read like a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from t2l_desktop.core.records import Message, Role
from t2l_desktop.gui.grown import grown
from t2l_desktop.gui.pages.message_view import MessageView
from t2l_desktop.gui.theme import line_height
from t2l_desktop.gui.widgets.basics import COLUMN_WIDTH, Page
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.operations.routing import Route

_GAP = 20
_BATCH = 4
_LEAST_PAGE = 400  # pixels; before it is shown, the page does not know its height
_KEPT_PAGES = 3  # what is farther from the viewport than so many times its height is let go of
_MOST_SPACE = 400_000  # pixels that stand for messages without views; a layout ends at 524,287
_NEAR_THE_END = 24
_PASSES = 5  # one for each of text, view, column, page and scroll area: the height of each follows the one before

Anchor = tuple[QWidget, int]


class Transcript(Translated, Page):
    """Holds views of the messages around the viewport, and empty space for all others.

    What is read stays where it is while views come and go; while one reads at the end, it follows the end. A change to
    a question that has not been sent is kept, whatever is shown meanwhile.
    """

    again_requested = Signal(object)
    edited = Signal(object, str)
    version_requested = Signal(object, int)
    other_requested = Signal(object, QWidget)
    link_clicked = Signal(str)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._messages: list[Message] = []
        self._heights: list[float] = []  # with the gap below; guessed until there was a view
        self._name_of: Callable[[Message], str] = lambda _: ""
        self._first = 0
        self._views: list[MessageView] = []
        self._edits: dict[str, str] = {}  # what is written instead of messages that have no view, by their ids
        self._new: list[MessageView] = []
        self._live: MessageView | None = None
        self._tail: QWidget | None = None
        self._is_answering = False
        self._is_busy = False
        self._above, self._below = QWidget(), QWidget()
        self._follows = True
        self._is_arranging = False
        self.column.setSpacing(_GAP)
        self.column.addWidget(self._above)
        self.column.addWidget(self._below)
        self.column.addStretch(1)
        self.verticalScrollBar().rangeChanged.connect(self._on_bar_range_changed)
        self.verticalScrollBar().valueChanged.connect(self._on_bar_value_changed)
        self._retranslate()

    @property
    def texts(self) -> list[str]:
        """What the messages say that there are views of."""
        return [view.text for view in self._all_views()]

    def show_messages(
        self, messages: Sequence[Message], name_of: Callable[[Message], str], *, is_answering: bool = False
    ) -> None:
        """Show a chat from its end, or where it is read already.

        `name_of` says who speaks, `is_answering` that an answer to the last message is to come.
        """
        kept = self._unchanged(messages, is_answering=is_answering)
        anchor = self._anchor() if kept else None
        self._follows = self._follows or not kept or is_answering
        self.set_tail(None)
        self.end_live()
        for view in self._new:
            _discard(view)
        self._new = []
        while self._views and self._last > kept:
            self._drop(-1)
        self._messages, self._name_of, self._is_answering = list(messages), name_of, is_answering
        self.name_anew()
        self._heights = self._heights[:kept] + self._guesses(self._messages[kept:])
        if not self._views:
            self._first = 0
        elif self._last == kept:
            self._load(kept, min(kept + _BATCH, len(messages)))
        with self._arranging():
            self._settle(anchor if anchor is not None and anchor[0] in self._views else None)
        self._arrange()
        if self._follows:
            self._go_to_end()

    def name_anew(self) -> None:
        """Ask again who says the messages: skills are renamed, and the window's language is changed."""
        for view in (*self._views, *self._new):
            if view.message is not None:
                view.set_who(self._name_of(view.message))

    def set_busy(self, busy: bool) -> None:
        """Whether an answer is being given in this chat; until it is there, nothing can be asked anew."""
        if busy != self._is_busy:
            self._is_busy = busy
            for view in self._views:
                view.set_busy(busy)

    def add_question(self, text: str, who: str) -> None:
        """Show a question before it has been committed."""
        view = MessageView(Message(id="", chat_id="", role=Role.USER, text=text, created_at=0.0), who)
        self._place(view, self.column.count() - 1)
        self._new.append(view)
        self._go_to_end()

    def show_live(self, text: str, who: str, route: Route | None = None) -> None:
        """Show the answer that is being given, and how it was routed; only this view is drawn again."""
        if self._live is None:
            live = MessageView(None, who)
            self._place(live, self.column.count() - 1)
            self._live = live
        self._live.show_live(text, who=who, route=route)

    def set_tail(self, tail: QWidget | None) -> None:
        """Show something after the last message, in the place of what was there."""
        if self._tail is not None:
            _discard(self._tail)
        self._tail = tail
        if tail is not None:
            self.column.insertWidget(self.column.count() - 1, tail)

    def end_live(self) -> None:
        """Take away the answer that was being given, as its committed form is shown in its stead."""
        if self._live is not None:
            _discard(self._live)
            self._live = None

    # --- views --------------------------------------------------------------------------------------------------------

    @property
    def _last(self) -> int:
        return self._first + len(self._views)

    def _all_views(self) -> list[MessageView]:
        return [*self._views, *self._new, *([self._live] if self._live is not None else [])]

    def _unchanged(self, messages: Sequence[Message], *, is_answering: bool) -> int:
        """How many messages at the beginning are shown as they would be shown now."""
        pairs = zip(self._messages, messages, strict=False)
        kept = next((at for at, (old, new) in enumerate(pairs) if old != new), min(len(self._messages), len(messages)))
        was_marked = not self._is_answering and kept == len(self._messages)
        is_marked = not is_answering and kept == len(messages)
        if kept and was_marked != is_marked and messages[kept - 1].role is Role.USER:
            kept -= 1
        return kept

    def _load(self, begin: int, end: int) -> None:
        """Make views of messages beside those that there are, or of the first ones."""
        is_before = bool(self._views) and end == self._first
        if is_before or not self._views:
            self._first = begin
        for number, index in enumerate(range(begin, end)):
            message = self._messages[index]
            view = MessageView(message, self._name_of(message))
            if self._is_unanswered(index):
                view.mark_partial()
            view.set_busy(self._is_busy)
            if message.id in self._edits:
                view.edit(self._edits.pop(message.id))
            at = number if is_before else len(self._views)
            self._place(view, 1 + at)
            self._views.insert(at, view)

    def _is_unanswered(self, index: int) -> bool:
        """The app was ended, or the worker died, before a word of the answer had come."""
        is_last = index == len(self._messages) - 1
        return is_last and not self._is_answering and self._messages[index].role is Role.USER

    def _place(self, view: MessageView, at: int) -> None:
        view.link_clicked.connect(self.link_clicked)
        view.refused.connect(self.refused)
        view.again_requested.connect(self.again_requested)
        view.edited.connect(self.edited)
        view.version_requested.connect(self.version_requested)
        view.other_requested.connect(self.other_requested)
        self.column.insertWidget(at, view)
        view.show()

    def _drop(self, which: int) -> None:
        """Let go of the first or the last view."""
        view = self._views.pop(which)
        if view.message is not None and view.edited_text is not None:
            self._edits[view.message.id] = view.edited_text
        if which == 0:
            self._first += 1
        _discard(view)

    # --- room ---------------------------------------------------------------------------------------------------------

    def _guesses(self, messages: Sequence[Message]) -> list[float]:
        """About how high messages will be."""
        width, line = min(self.viewport().width(), grown(COLUMN_WIDTH)), line_height(self.font())
        letters = max(20, width // max(1, self.fontMetrics().averageCharWidth()))
        counts = (3 + message.text.count("\n") + len(message.text) // letters for message in messages)
        return [float(lines * line + _GAP) for lines in counts]

    def _space(self, begin: int, end: int) -> int:
        """The height that stands for these messages while they have no views."""
        return round(sum(self._heights[begin:end]) * self._scale())

    def _scale(self) -> float:
        return min(1.0, _MOST_SPACE / max(1.0, sum(self._heights)))

    def _settle(self, anchor: Anchor | None) -> None:
        """Have everything take its place now, and what is read stay in its place."""
        for space, height in (
            (self._above, self._space(0, self._first)),
            (self._below, self._space(self._last, len(self._messages))),
        ):
            space.setFixedHeight(max(0, height - _GAP))
            space.setVisible(height > _GAP)
        for _ in range(_PASSES):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        for at, view in enumerate(self._views, self._first):
            self._heights[at] = view.height() + _GAP
        self._scroll_to_end()
        if anchor is not None and not self._follows:
            widget, offset = anchor
            self.verticalScrollBar().setValue(self._top_of(widget) - offset)

    def _top_of(self, view: QWidget) -> int:
        column = view.parentWidget()
        return view.y() + (column.y() if column is not None else 0)

    def _anchor(self) -> Anchor | None:
        """The first widget that is seen, and where in the viewport it begins."""
        top = self.verticalScrollBar().value()
        for widget in (*self._all_views(), *([self._tail] if self._tail is not None else [])):
            begins = self._top_of(widget)
            if begins < top + self._page() and begins + widget.height() + _GAP > top:
                return widget, begins - top
        return None

    def _page(self) -> int:
        return max(self.viewport().height(), _LEAST_PAGE)

    def _arrange(self) -> None:
        """Make the views that are within a page of the viewport, and let go of those that are far away."""
        if self._is_arranging or not self._messages or not self.isVisible():
            return
        with self._arranging():
            anchor = self._jump() if self._is_in_space() else self._anchor()
            while self._extend():
                self._settle(anchor)
            if self._release():
                self._settle(anchor)

    @contextmanager
    def _arranging(self) -> Iterator[None]:
        """For the time of it, the bar moves by what this class does and not by a person's hand."""
        self._is_arranging = True
        try:
            yield
        finally:
            self._is_arranging = False

    def _is_in_space(self) -> bool:
        """Whether nothing is seen but the room of messages without views."""
        if not self._views:
            return True
        top, first, last = self.verticalScrollBar().value(), self._views[0], self._views[-1]
        is_above = self._first > 0 and top + self._page() <= self._top_of(first)
        begins = self._top_of(last) + last.height()
        ends = self._top_of(self._below) + self._below.height()
        return is_above or (self._last < len(self._messages) and begins <= top < ends)

    def _jump(self) -> Anchor:
        """Begin anew where the viewport is."""
        count = len(self._messages)
        if self._follows:
            index, height = count, 0.0
            while index > 0 and height < 2 * self._page():
                index -= 1
                height += self._heights[index]
        else:
            top, index = self.verticalScrollBar().value() / self._scale(), 0
            while index < count - 1 and top > self._heights[index]:
                top -= self._heights[index]
                index += 1
        while self._views:
            self._drop(-1)
        self._load(index, count if self._follows else min(index + _BATCH, count))
        anchor: Anchor = (self._views[0], 0)
        self._settle(anchor)
        return anchor

    def _extend(self) -> bool:
        top, page = self.verticalScrollBar().value(), self._page()
        if self._first > 0 and self._top_of(self._views[0]) > top - page:
            self._load(max(0, self._first - _BATCH), self._first)
            return True
        last = self._views[-1]
        if self._last < len(self._messages) and self._top_of(last) + last.height() < top + 2 * page:
            self._load(self._last, min(self._last + _BATCH, len(self._messages)))
            return True
        return False

    def _load_beside_focus(self) -> None:
        """Make the next views where the keyboard is in the last one, which may be longer than some pages, or before."""
        focused, last = QApplication.focusWidget(), self._last
        if focused is None or not self._views:
            return
        with self._arranging():
            anchor = self._anchor()
            if self._views[-1].isAncestorOf(focused) and last < len(self._messages):
                self._load(last, min(last + _BATCH, len(self._messages)))
                self._settle(anchor)
            elif self._views[0].isAncestorOf(focused) and self._first > 0:
                self._load(max(0, self._first - _BATCH), self._first)
                self._settle(anchor)

    def _release(self) -> bool:
        """Let go of views that are far away; never of the one that has the keyboard."""
        top, page = self.verticalScrollBar().value(), self._page()
        focused = QApplication.focusWidget()
        before = len(self._views)
        for which in (0, -1):
            while len(self._views) > 1:
                view = self._views[which]
                begins = self._top_of(view)
                is_far = begins + view.height() < top - _KEPT_PAGES * page or begins > top + (_KEPT_PAGES + 1) * page
                if not is_far or (focused is not None and view.isAncestorOf(focused)):
                    break
                self._drop(which)
        return len(self._views) < before

    # --- following ----------------------------------------------------------------------------------------------------

    def _go_to_end(self) -> None:
        self._follows = True
        QTimer.singleShot(0, self._scroll_to_end)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Messages"))

    @Slot()
    def _scroll_to_end(self) -> None:
        bar = self.verticalScrollBar()
        if self._follows:
            bar.setValue(bar.maximum())

    @Slot()
    def _on_bar_range_changed(self) -> None:
        self._scroll_to_end()

    @Slot(int)
    def _on_bar_value_changed(self, value: int) -> None:
        if not self._is_arranging:
            self._follows = value >= self.verticalScrollBar().maximum() - _NEAR_THE_END
            self._arrange()

    def focusNextPrevChild(self, forward: bool) -> bool:
        self._load_beside_focus()
        return super().focusNextPrevChild(forward)

    def resizeEvent(self, event: QResizeEvent) -> None:
        anchor = self._anchor()
        with self._arranging():
            super().resizeEvent(event)
            self._settle(anchor)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._arrange()


def _discard(view: QWidget) -> None:
    view.hide()
    view.setParent(None)
    view.deleteLater()
