"""All saved skills: find, chat, rename, import, export, delete."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QListView, QMenu, QStackedWidget, QWidget

from t2l_desktop.core.changes import LayerChanges
from t2l_desktop.core.records import Adapter
from t2l_desktop.gui.exporting import ExportMenu
from t2l_desktop.gui.importing import SkillImport
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.models.records import AdapterModel, date_and_time
from t2l_desktop.gui.widgets.basics import COLUMN_WIDTH, ElidedLabel, button, label, row, stack
from t2l_desktop.gui.widgets.drop_veil import DropVeil
from t2l_desktop.gui.widgets.empty import EmptyState
from t2l_desktop.gui.widgets.inputs import SearchField
from t2l_desktop.gui.widgets.layer_picture import LayerPicture
from t2l_desktop.gui.widgets.records import RecordDelegate
from t2l_desktop.operations.adapters import bin_adapter, list_adapters, rename_adapter, restore_adapter
from t2l_desktop.operations.changes import adapter_changes

_SEARCH_AFTER_MS = 120


class LibraryPage(QWidget):
    """A searchable list; what can be done acts on the selected skill."""

    adapters_changed = Signal()
    chat_requested = Signal(object, float)
    sheet_requested = Signal(object, float)
    create_requested = Signal()

    def __init__(self, runner: JobRunner, messages: MessageBus) -> None:
        super().__init__()
        self.setObjectName("page")
        self._runner = runner
        self._messages = messages
        self._search_job: Job | None = None
        self._wanted = ""
        self._model = AdapterModel(self)
        self._title = label("title", wraps=False)
        self._import = button("plain")
        self._importing = SkillImport(self, runner, messages)
        self._drop = DropVeil(self, self._importing.take_in)
        self._search = SearchField()
        self._view = QListView()
        self._empty = EmptyState("library")
        self._pile = QStackedWidget()
        self._chat = button("filled")
        self._rename = button("plain")
        self._sheet = button("plain")
        self._export = button("plain")
        self._delete = button("plain")
        self._export_menu = ExportMenu(self, runner, messages)
        self._origin = ElidedLabel("muted")
        self._picture = LayerPicture()
        self._picture_job: Job | None = None
        self._delete_key = QAction(self._view)
        self._search_timer = QTimer(self, singleShot=True, interval=_SEARCH_AFTER_MS)
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    @Slot()
    def reload(self) -> None:
        """Read the list again, with the search that is on."""
        if self._search_job is not None:
            self._search_job.cancel()
        self._search_job = self._runner.run(list_adapters, search=self._search.text())
        self._search_job.succeeded.connect(self._on_list_succeeded)

    def take(self, paths: Sequence[Path]) -> None:
        """Import what was dropped elsewhere on the window."""
        self._importing.take_in(paths)

    def select(self, adapter_id: str) -> None:
        """Select a skill, at once or when it has been read."""
        self._wanted = adapter_id
        self._take_selection()

    def _build_ui(self) -> None:
        self._view.setModel(self._model)
        self._view.setProperty("role", "framed")
        self._view.setItemDelegate(RecordDelegate(self._view, has_line_below=True))
        self._view.setUniformItemSizes(True)
        self._view.setMouseTracking(True)
        self._view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._view.setEditTriggers(QListView.EditTrigger.EditKeyPressed)
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._delete_key.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        self._delete_key.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._view.addAction(self._delete_key)
        self._export.setMenu(self._export_menu)
        self._pile.addWidget(self._view)
        self._pile.addWidget(self._empty)
        buttons = row()
        for each in (self._chat, self._rename, self._sheet, self._export):
            buttons.addWidget(each)
        buttons.addStretch(1)
        buttons.addWidget(self._delete)
        head = row()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._import)
        inside = stack()
        inside.addLayout(head)
        inside.addWidget(self._search)
        inside.addWidget(self._importing.busy)
        inside.addWidget(self._pile, 1)
        inside.addWidget(self._origin)
        inside.addWidget(self._picture)
        inside.addLayout(buttons)
        column = QWidget()
        column.setMaximumWidth(COLUMN_WIDTH)
        column.setLayout(inside)
        across = row()
        across.setContentsMargins(24, 24, 24, 24)
        across.addStretch(1)
        across.addWidget(column, 1000)
        across.addStretch(1)
        self.setLayout(across)
        self.setFocusProxy(self._search)

    def _connect_signals(self) -> None:
        self._search.textChanged.connect(self._on_search_text_changed)
        self._search_timer.timeout.connect(self.reload)
        self._model.rename_requested.connect(self._on_model_rename_requested)
        self._view.selectionModel().selectionChanged.connect(self._on_view_selection_changed)
        self._view.activated.connect(self._on_chat_clicked)
        self._view.customContextMenuRequested.connect(self._on_view_menu_requested)
        self._delete_key.triggered.connect(self._on_delete_clicked)
        self._chat.clicked.connect(self._on_chat_clicked)
        self._rename.clicked.connect(self._on_rename_clicked)
        self._sheet.clicked.connect(self._on_sheet_clicked)
        self._delete.clicked.connect(self._on_delete_clicked)
        self._empty.action_requested.connect(self._on_empty_action_requested)
        self._import.clicked.connect(self._importing.ask_and_import)
        self._importing.imported.connect(self._on_skill_imported)

    def _retranslate(self) -> None:
        self._title.setText(self.tr("Your skills"))
        self._import.setText(self.tr("Import…"))
        self._drop.say(self.tr("Drop it here to import the skill"))
        self._search.setPlaceholderText(self.tr("Search names, descriptions and notes"))
        self._search.setAccessibleName(self.tr("Search"))
        self._view.setAccessibleName(self.tr("Skills"))
        self._chat.setText(self.tr("Chat with it"))
        self._rename.setText(self.tr("Rename"))
        self._sheet.setText(self.tr("Test sheet…"))
        self._export.setText(self.tr("Export…"))
        self._delete.setText(self.tr("Delete"))
        self._show_state()

    @property
    def _selected(self) -> Adapter | None:
        indexes = self._view.selectionModel().selectedIndexes()
        return self._model.record(indexes[0]) if indexes else None

    @Slot()
    def _show_state(self) -> None:
        selected = self._selected
        for each in (self._chat, self._rename, self._sheet, self._export, self._delete):
            each.setEnabled(selected is not None)
        self._export_menu.set_adapter(selected, selected.strength if selected is not None else 1.0)
        self._show_origin(selected)
        has_any = bool(self._model.records)
        is_searching = bool(self._search.text().strip())
        self._pile.setCurrentWidget(self._view if has_any else self._empty)
        self._search.setEnabled(has_any or is_searching)
        if is_searching:
            self._empty.say(
                self.tr("Nothing found"),
                self.tr("No skill has these words in its name, description or notes."),
                action=self.tr("Clear the search"),
            )
        else:
            self._empty.say(
                self.tr("No skills yet"),
                self.tr("Create one from a sentence and save it, or drop one here that somebody gave you."),
                action=self.tr("Create a skill"),
            )

    def _show_origin(self, adapter: Adapter | None) -> None:
        has_origin = adapter is not None and bool(adapter.origin)
        if adapter is not None:
            text = self.tr("Imported from {file} ({date})")
            self._origin.setText(text.format(file=adapter.origin, date=date_and_time(adapter.created_at)))
        self._origin.setVisible(has_origin)

    def _take_selection(self) -> None:
        index = self._model.index_of(self._wanted)
        if index.isValid():
            self._view.setCurrentIndex(index)
            self._view.scrollTo(index)

    @Slot()
    def _on_view_selection_changed(self) -> None:
        self._show_state()
        selected = self._selected
        if selected is None:
            self._picture_job = None
            self._picture.set_changes(None)
            return
        self._picture_job = self._runner.run(adapter_changes, adapter_id=selected.id)
        self._picture_job.succeeded.connect(self._on_picture_succeeded)

    @Slot(object)
    def _on_picture_succeeded(self, changes: LayerChanges | None) -> None:
        if self.sender() is self._picture_job:
            self._picture.set_changes(changes)

    @Slot(object)
    def _on_list_succeeded(self, adapters: list[Adapter]) -> None:
        selected = self._selected
        self._wanted = selected.id if selected is not None else self._wanted
        self._model.set_records(adapters)
        self._take_selection()
        self._on_view_selection_changed()

    @Slot(object)
    def _on_skill_imported(self, adapter: Adapter) -> None:
        self._search.clear()
        self._view.clearSelection()
        self._wanted = adapter.id
        self.reload()
        self.adapters_changed.emit()

    @Slot()
    def _on_search_text_changed(self) -> None:
        self._search_timer.start()

    @Slot()
    def _on_chat_clicked(self) -> None:
        if self._selected is not None:
            self.chat_requested.emit(self._selected, self._selected.strength)

    @Slot()
    def _on_sheet_clicked(self) -> None:
        if self._selected is not None:
            self.sheet_requested.emit(self._selected, self._selected.strength)

    @Slot()
    def _on_rename_clicked(self) -> None:
        self._view.setFocus()
        self._view.edit(self._view.currentIndex())

    @Slot(str, str)
    def _on_model_rename_requested(self, adapter_id: str, name: str) -> None:
        self._after(self._runner.run(rename_adapter, adapter_id=adapter_id, name=name))

    @Slot()
    def _on_delete_clicked(self) -> None:
        adapter = self._selected
        if adapter is None:
            return
        job = self._runner.run(bin_adapter, adapter_id=adapter.id)
        job.succeeded.connect(self._on_bin_succeeded)
        self._after(job)

    @Slot(object)
    def _on_bin_succeeded(self, adapter: Adapter) -> None:
        text = self.tr("“{name}” was deleted.").format(name=adapter.name)
        self._messages.undoable(text, partial(self._restore, adapter.id))

    def _restore(self, adapter_id: str) -> None:
        self._wanted = adapter_id
        self._after(self._runner.run(restore_adapter, adapter_id=adapter_id))

    def _after(self, job: Job) -> None:
        job.succeeded.connect(self.reload)
        job.succeeded.connect(self.adapters_changed)

    @Slot()
    def _on_empty_action_requested(self) -> None:
        if self._search.text():
            self._search.clear()
        else:
            self.create_requested.emit()

    @Slot(QPoint)
    def _on_view_menu_requested(self, position: QPoint) -> None:
        if self._selected is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self._chat.text(), self._on_chat_clicked)
        menu.addAction(self._rename.text(), self._on_rename_clicked)
        menu.addAction(self._sheet.text(), self._on_sheet_clicked)
        menu.addSeparator()
        menu.addAction(self._delete.text(), self._on_delete_clicked)
        menu.popup(self._view.viewport().mapToGlobal(position))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
