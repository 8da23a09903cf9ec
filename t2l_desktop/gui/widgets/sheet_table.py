"""The table of a test sheet: four columns, cells that are edited in place, and the chosen row in full below."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QGridLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from t2l_desktop.gui.models.sheet import QUESTION, SheetFilter, SheetModel
from t2l_desktop.gui.shortcuts import Key
from t2l_desktop.gui.theme import line_height
from t2l_desktop.gui.widgets.basics import label, margins, stack
from t2l_desktop.gui.widgets.inputs import SendingEdit
from t2l_desktop.gui.widgets.translated import Fitted, Translated

Index = QModelIndex | QPersistentModelIndex
_PADDING = 12
_LEAST_ROWS, _LINES_BELOW, _EDITED_LINES = 6, 3, 6


class CellDelegate(QStyledItemDelegate):
    """Edits a cell's lines: Enter takes them, Shift+Enter begins another one, Escape leaves all as it was."""

    refused = Signal(str)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = SendingEdit(least_lines=1, most_lines=_EDITED_LINES, sends_with_enter=True)
        editor.setParent(parent)
        editor.setTabChangesFocus(False)  # the view goes on to the next cell
        editor.setAccessibleName(str(index.model().headerData(index.column(), Qt.Orientation.Horizontal)))
        editor.send_requested.connect(self._on_editor_send_requested)
        editor.textChanged.connect(self._on_editor_text_changed)
        editor.refused.connect(self.refused)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, SendingEdit):
            editor.setPlainText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        if isinstance(editor, SendingEdit):
            index.model().setData(index, editor.toPlainText())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        area = QRect(option.rect)
        height = max(area.height(), editor.minimumHeight())
        around = editor.parentWidget()
        lowest = around.height() - height if around is not None else area.y()
        editor.setGeometry(area.x(), max(0, min(area.y(), lowest)), area.width(), height)

    @Slot()
    def _on_editor_text_changed(self) -> None:
        """The editor has grown or shrunk with its lines: let the view find the place for it again."""
        self.sizeHintChanged.emit(QModelIndex())

    @Slot()
    def _on_editor_send_requested(self) -> None:
        editor = self.sender()
        if isinstance(editor, SendingEdit):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)


class SheetTable(Translated, Fitted, QWidget):
    """Tells which rows are to go, and why a text is too long; the rows themselves are the model's."""

    remove_requested = Signal()
    refused = Signal(str)

    def __init__(self, model: SheetModel) -> None:
        super().__init__()
        self._model = model
        self._filter = SheetFilter(model)
        self._view = QTableView()
        self._delegate = CellDelegate(self._view)
        self._delete_key = QAction(self._view)
        self._titles: list[QLabel] = [label("muted") for _ in range(4)]
        self._texts = [QPlainTextEdit(readOnly=True) for _ in range(4)]
        self._below = QWidget()
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    def set_filter(self, name: str) -> None:
        """Show the rows that a filter lets through."""
        self._filter.set_filter(name)
        self._show_row()

    def selected(self) -> list[int]:
        """The numbers of the chosen rows in the whole sheet."""
        indexes = self._view.selectionModel().selectedIndexes()
        return sorted({self._filter.mapToSource(index).row() for index in indexes})

    def choose(self, number: int, *, edit: bool = False) -> None:
        """Go to a row, and begin to edit it where that is wished."""
        index = self._filter.mapFromSource(self._model.index(number, QUESTION))
        self._view.setFocus()
        self._view.doItemsLayout()  # rows that have only just come cannot be scrolled to before
        self._view.setCurrentIndex(index)
        self._view.scrollTo(index)
        if edit and index.isValid():
            self._view.edit(index)

    def _build_ui(self) -> None:
        view = self._view
        view.setModel(self._filter)
        view.setItemDelegate(self._delegate)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setCornerButtonEnabled(False)
        view.setEditTriggers(
            QTableView.EditTrigger.DoubleClicked
            | QTableView.EditTrigger.EditKeyPressed
            | QTableView.EditTrigger.AnyKeyPressed
        )
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        view.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        view.horizontalHeader().setHighlightSections(False)
        view.verticalHeader().setHighlightSections(False)
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._delete_key.setShortcut(QKeySequence(Key.DELETE))
        self._delete_key.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        view.addAction(self._delete_key)
        grid = QGridLayout(self._below)
        margins(grid, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        for column, (title, text) in enumerate(zip(self._titles, self._texts, strict=True)):
            text.setTabChangesFocus(True)
            title.setBuddy(text)
            grid.addWidget(title, 0, column)
            grid.addWidget(text, 1, column)
            grid.setColumnStretch(column, 1)
        whole = stack(spacing=8)
        whole.addWidget(view, 1)
        whole.addWidget(self._below)
        self.setLayout(whole)
        self.setFocusProxy(view)
        self._fit()

    def _connect_signals(self) -> None:
        self._delegate.refused.connect(self.refused)
        self._delete_key.triggered.connect(self.remove_requested)
        self._view.selectionModel().currentChanged.connect(self._show_row)
        self._model.dataChanged.connect(self._show_row)
        self._model.modelReset.connect(self._show_row)
        self._model.rowsRemoved.connect(self._show_row)

    def _retranslate(self) -> None:
        self._view.setAccessibleName(self.tr("Test sheet"))
        for title, text, words in zip(self._titles, self._texts, self._model.titles(), strict=True):
            title.setText(words)
            text.setAccessibleName(words)
        self._model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 3)
        self._show_row()

    def _fit(self) -> None:
        """Heights in lines of the font that is on."""
        line = line_height(self.font())
        self._view.verticalHeader().setDefaultSectionSize(line + _PADDING)
        self._view.verticalHeader().setMinimumWidth(self.fontMetrics().horizontalAdvance("0000") + _PADDING)
        self._view.setMinimumHeight((_LEAST_ROWS + 1) * (line + _PADDING))
        for text in self._texts:
            text.setFixedHeight(_LINES_BELOW * line + 2 * _PADDING)

    @Slot()
    def _show_row(self) -> None:
        index = self._filter.mapToSource(self._view.currentIndex())
        self._below.setVisible(index.isValid())
        if index.isValid():
            for text, words in zip(self._texts, self._model.texts(index.row()), strict=True):
                if text.toPlainText() != words:
                    text.setPlainText(words)
