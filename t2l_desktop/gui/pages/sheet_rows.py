"""The rows of a test sheet: brought in from anywhere, edited, filtered, taken out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.records import Example
from t2l_desktop.core.sheets import SheetRow
from t2l_desktop.gui import files
from t2l_desktop.gui.at_once import refuses
from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.models.sheet import ALL, DIFFERING, FILTERS, WRONG, SheetModel
from t2l_desktop.gui.shortcuts import shown
from t2l_desktop.gui.widgets.basics import Check, button, row, stack
from t2l_desktop.gui.widgets.chips import ChipChoice
from t2l_desktop.gui.widgets.drop_veil import dropped_paths
from t2l_desktop.gui.widgets.empty import EmptyState
from t2l_desktop.gui.widgets.flow import FlowLayout
from t2l_desktop.gui.widgets.sheet_table import SheetTable
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.operations.sheet_files import MAX_ROWS, parse_sheet, read_sheet, too_many_rows
from t2l_desktop.operations.sheets import put_rows_back


class SheetRows(Translated, QWidget):
    """The table with what can be done to it; nothing can while the sheet is being run."""

    leniency_changed = Signal()
    export_requested = Signal()
    put_back_elsewhere = Signal(str)  # rows of this skill's sheet, which was not the one shown

    def __init__(self, runner: JobRunner, messages: MessageBus, model: SheetModel) -> None:
        super().__init__()
        self._runner = runner
        self._messages = messages
        self._model = model
        self._is_locked = True
        self._adapter_id = ""
        self._example: Example | None = None
        self._filters = ChipChoice(FILTERS)
        self._lenient = Check()
        self._table = SheetTable(model)
        self._empty = EmptyState("sheet")
        self._pile = QStackedWidget()
        self._import = button("plain")
        self._paste = button("plain")
        self._add = button("plain")
        self._remove = button("plain")
        self._export = button("plain")
        self._paste_key = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    def set_locked(self, locked: bool) -> None:
        """Whether the rows have to stay as they are."""
        self._is_locked = locked
        self._model.set_locked(locked)
        self._show_state()

    @property
    def is_lenient(self) -> bool:
        """Whether case and punctuation at the end are ignored."""
        return self._lenient.isChecked()

    def set_skill(self, adapter_id: str, example: Example | None) -> None:
        """Whose rows the model holds from now on, and what an empty sheet can begin with."""
        self._adapter_id, self._example = adapter_id, example
        self._filters.choose(ALL)
        self._retranslate()

    def import_files(self, paths: Sequence[Path]) -> None:
        """Read the rows of files and add them, in the order of the files."""
        if self._is_locked or refuses(paths, self._messages):
            return
        for path in paths:
            self._runner.run(read_sheet, path=path).succeeded.connect(self._on_read_succeeded)

    def _build_ui(self) -> None:
        self._pile.addWidget(self._table)
        self._pile.addWidget(self._empty)
        self._paste_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        above = row(spacing=12)
        above.addWidget(self._filters, 1)
        above.addWidget(self._lenient)
        buttons = QWidget()
        flow = FlowLayout(buttons, 8)
        for each in (self._import, self._paste, self._add, self._remove, self._export):
            flow.addWidget(each)
        whole = stack(spacing=8)
        whole.addLayout(above)
        whole.addWidget(self._pile, 1)
        whole.addWidget(buttons)
        self.setLayout(whole)
        self.setAcceptDrops(True)
        self.setFocusProxy(self._add)

    def _connect_signals(self) -> None:
        self._filters.chosen.connect(self._table.set_filter)
        self._lenient.toggled.connect(self._on_lenient_toggled)
        self._table.refused.connect(self._messages.info)
        self._table.remove_requested.connect(self._on_remove_clicked)
        self._empty.action_requested.connect(self._on_empty_action_requested)
        self._import.clicked.connect(self._on_import_clicked)
        self._paste.clicked.connect(self._on_paste_requested)
        self._paste_key.activated.connect(self._on_paste_requested)
        self._add.clicked.connect(self._on_add_clicked)
        self._remove.clicked.connect(self._on_remove_clicked)
        self._export.clicked.connect(self.export_requested)
        for changed in (self._model.modelReset, self._model.dataChanged, self._model.rowsInserted):
            changed.connect(self._show_state)
        self._model.rowsRemoved.connect(self._show_state)

    def _retranslate(self) -> None:
        self._lenient.setText(self.tr("Ignore case and punctuation at the end"))
        self._import.setText(self.tr("Import a file…"))
        self._paste.setText(self.tr("Paste rows"))
        paste = shown("Ctrl+V")
        way = self.tr("Two columns from a spreadsheet, or lines with a tab or comma between ({key})")
        self._paste.setToolTip(way.format(key=paste))
        self._add.setText(self.tr("Add a row"))
        self._remove.setText(self.tr("Remove the selected rows"))
        self._export.setText(self.tr("Export the results…"))
        action = ""
        if self._example is not None:
            description = " ".join(self._example.description.split())
            action = self.tr("Insert an example: “{description}”").format(description=description)
        self._empty.say(
            self.tr("No inputs yet"),
            self.tr(
                "A test sheet lists inputs with the answers that you expect, and shows what the skill gets right.\n"
                "Paste two columns from a spreadsheet with {key}, drop a CSV, TSV or JSONL file here, or add rows by"
                " hand."
            ).format(key=paste),
            action=action,
        )
        self._show_state()

    @Slot()
    def _show_state(self) -> None:
        has_rows, is_free = bool(self._model.rows), not self._is_locked
        had_keyboard = self.hasFocus()
        self._pile.setCurrentWidget(self._table if has_rows else self._empty)
        self.setFocusProxy(self._table if has_rows else self._add)
        for each in (self._import, self._paste, self._add):
            each.setEnabled(is_free)
        self._filters.setVisible(has_rows)
        self._lenient.setVisible(has_rows)
        self._remove.setEnabled(has_rows and is_free)
        self._export.setEnabled(has_rows)
        self._empty.setEnabled(is_free)
        words = {
            ALL: self.tr("All ({count})"),
            DIFFERING: self.tr("Differing ({count})"),
            WRONG: self.tr("Wrong ({count})"),
        }
        for name, text in words.items():
            self._filters.set_words(name, text.format(count=self._model.count(name)))
        if had_keyboard:
            self.setFocus()

    def _add_rows(self, rows: tuple[SheetRow, ...]) -> None:
        if self._is_locked:
            return
        if len(self._model.rows) + len(rows) > MAX_ROWS:
            self._messages.exception(too_many_rows())
            return
        self._filters.choose(ALL)
        first = len(self._model.rows)
        self._model.add(rows)
        self._table.choose(first)

    @Slot(object)
    def _on_read_succeeded(self, rows: tuple[SheetRow, ...]) -> None:
        self._add_rows(rows)

    @Slot()
    def _on_import_clicked(self) -> None:
        path = files.ask_for_sheet(self)
        if path is not None:
            self.import_files([path])

    @Slot()
    def _on_paste_requested(self) -> None:
        if self._is_locked:
            return
        try:
            self._add_rows(parse_sheet(QGuiApplication.clipboard().text()))
        except UserFacingError as error:
            self._messages.exception(error)

    @Slot()
    def _on_empty_action_requested(self) -> None:
        if self._example is not None:
            self._add_rows(tuple(SheetRow(question=q, expected=e) for q, e in self._example.sheet))

    @Slot()
    def _on_add_clicked(self) -> None:
        before = len(self._model.rows)
        self._add_rows((SheetRow(question="", expected=""),))
        if len(self._model.rows) > before:
            self._table.choose(before, edit=True)

    @Slot()
    def _on_remove_clicked(self) -> None:
        chosen = self._table.selected()
        if self._is_locked or not chosen:
            return
        removed = {number: self._model.rows[number] for number in chosen}
        self._model.remove(chosen)
        text = self.tr("%n rows were removed.", n=len(chosen))
        self._messages.undoable(text, partial(self._put_back, self._adapter_id, removed))

    def _put_back(self, adapter_id: str, removed: dict[int, SheetRow]) -> None:
        """Undo a removal, in the table or in a sheet that is not open any more."""
        if adapter_id == self._adapter_id:
            self._model.put_back(removed)
        else:
            job = self._runner.run(put_rows_back, adapter_id=adapter_id, removed=removed)
            job.succeeded.connect(partial(self._on_put_back_succeeded, adapter_id))

    def _on_put_back_succeeded(self, adapter_id: str, _: None) -> None:
        self.put_back_elsewhere.emit(adapter_id)

    @Slot()
    def _on_lenient_toggled(self) -> None:
        self._model.set_lenient(self._lenient.isChecked())
        self.leniency_changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self._is_locked and dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.import_files(dropped_paths(event.mimeData()))
