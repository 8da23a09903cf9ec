"""The one place where notices are shown: what happened, what to do, Undo, and a report to copy."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from t2l_desktop.gui import errors
from t2l_desktop.gui.messages import Level, MessageBus, Notice
from t2l_desktop.gui.widgets.basics import COLUMN_WIDTH, button, centred, label, row, set_role, stack
from t2l_desktop.gui.widgets.icon_button import IconButton
from t2l_desktop.gui.widgets.translated import Translated

_STAY_MS = 12_000
_MOST = 3
_ROLES = {Level.INFO: "plain", Level.WARNING: "strong", Level.ERROR: "error"}


class NoticeBar(Translated, QFrame):
    """One notice; one that only informs goes by itself after a while, but not from under the mouse or the keyboard.

    `earlier` are those that read the same and can still be undone, the latest last: after the notice it is their turn.
    """

    closed = Signal()

    def __init__(self, notice: Notice, earlier: Sequence[Notice] = ()) -> None:
        super().__init__()
        self.notice = notice
        self._earlier = list(earlier)
        self.setProperty("role", "notice")
        self._text = label("plain")
        self._hint = label("muted")
        self._action = button("link")
        self._details_button = button("link")
        self._copy = button("link")
        self._close = IconButton("close")
        self._details = QPlainTextEdit(notice.details, readOnly=True)
        self._timer = QTimer(self, singleShot=True, interval=_STAY_MS)
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    @property
    def undoable(self) -> list[Notice]:
        """What can be undone here, the latest last."""
        return [*self._earlier, self.notice] if self.notice.is_undo else []

    def _build_ui(self) -> None:
        words = stack(spacing=2)
        words.addWidget(self._text)
        words.addWidget(self._hint)
        across = row(spacing=4)
        across.addLayout(words, 1)
        for widget in (self._action, self._details_button, self._copy, self._close):
            across.addWidget(widget)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 8, 8, 8)
        whole.addLayout(across)
        whole.addWidget(self._details)
        self._details.setFixedHeight(self.fontMetrics().height() * 9)
        self._details.hide()
        self._text.setText(self.notice.text)
        self._hint.setText(self.notice.hint)
        self._hint.setVisible(bool(self.notice.hint))
        self._action.setText(self.notice.action_label)
        self._action.setVisible(self.notice.action is not None)
        for widget in (self._details_button, self._copy):
            widget.setVisible(bool(self.notice.details))
        set_role(self._text, _ROLES[self.notice.level])

    def _connect_signals(self) -> None:
        self._close.clicked.connect(self.closed)
        self._action.clicked.connect(self._on_action_clicked)
        self._details_button.clicked.connect(self._on_details_clicked)
        self._copy.clicked.connect(self._on_copy_clicked)
        self._timer.timeout.connect(self._on_timer_timeout)
        if self.notice.level is Level.INFO:
            self._timer.start()

    def _retranslate(self) -> None:
        self._details_button.setText(self.tr("Details"))
        self._copy.setText(self.tr("Copy report"))
        self._close.set_words(self.tr("Close this notice"))
        self._details.setAccessibleName(self.tr("Details"))

    @Slot()
    def _on_timer_timeout(self) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self._timer.start()
        else:
            self.closed.emit()

    @Slot()
    def _on_action_clicked(self) -> None:
        action = self.notice.action
        if self._earlier:
            self.notice = self._earlier.pop()
        else:
            self.closed.emit()
        if action is not None:
            action()

    @Slot()
    def _on_details_clicked(self) -> None:
        self._details.setVisible(self._details.isHidden())

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.notice.details)
        self._copy.setText(self.tr("Copied"))

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        if self.notice.level is Level.INFO:
            self._timer.start()
        super().leaveEvent(event)


class BannerView(QWidget):
    """Shows the latest few notices above the page."""

    def __init__(self, messages: MessageBus) -> None:
        super().__init__()
        self._bars: list[NoticeBar] = []
        self._column = stack(spacing=8)
        column = QWidget()
        column.setLayout(self._column)
        across = centred(column, COLUMN_WIDTH)
        across.setContentsMargins(24, 16, 24, 0)
        self.setLayout(across)
        self.hide()
        messages.posted.connect(self._on_message_posted)
        messages.withdrawn.connect(self._on_message_withdrawn)

    @property
    def notices(self) -> list[Notice]:
        """What is shown, oldest first."""
        return [bar.notice for bar in self._bars]

    @Slot(object)
    def _on_message_posted(self, notice: Notice) -> None:
        earlier = [each for bar in self._bars if bar.notice.says(notice) for each in bar.undoable]
        self._on_message_withdrawn(notice)
        bar = NoticeBar(notice, earlier)
        bar.closed.connect(self._on_bar_closed)
        self._bars.append(bar)
        self._column.addWidget(bar)
        self.show()
        while len(self._bars) > _MOST:
            # what would go by itself makes room first, so that an error can be read
            passing = (each for each in self._bars[:-1] if each.notice.level is Level.INFO)
            self._remove(next(passing, self._bars[0]))
        words = errors.joined(notice.text, notice.hint)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    @Slot(object)
    def _on_message_withdrawn(self, notice: Notice) -> None:
        for bar in [bar for bar in self._bars if bar.notice.says(notice)]:
            self._remove(bar)

    @Slot()
    def _on_bar_closed(self) -> None:
        bar = self.sender()
        if isinstance(bar, NoticeBar):
            self._remove(bar)

    def _remove(self, bar: NoticeBar) -> None:
        if bar in self._bars:
            self._bars.remove(bar)
            bar.hide()
            self._column.removeWidget(bar)
            bar.deleteLater()
        self.setVisible(bool(self._bars))
