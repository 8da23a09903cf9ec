"""The deleted skills: brought back, or deleted for good."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QListView, QMenu

from t2l_desktop.core.records import Adapter
from t2l_desktop.gui.models.records import AdapterModel
from t2l_desktop.gui.shortcuts import Key
from t2l_desktop.gui.widgets.basics import button, frame, label
from t2l_desktop.gui.widgets.bin_view import BinView
from t2l_desktop.gui.widgets.records import RecordDelegate


class SkillBin(BinView[Adapter]):
    """What cannot be undone is asked once, in a bar below the list that holds the keyboard at No."""

    remove_requested = Signal(object)

    def __init__(self) -> None:
        view = QListView()
        model = AdapterModel()
        view.setModel(model)
        super().__init__(model, view)
        self._doomed: Sequence[Adapter] = ()
        self._remove = button("plain")
        self._remove_key = QAction(view)
        self._bar = frame("notice")
        self._question = label("strong")
        self._yes = button("plain")
        self._no = button("plain")
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    def set_records(self, records: Sequence[Adapter]) -> None:
        """Show these; a question about one that is gone is not asked any more."""
        super().set_records(records)
        self._remove.setEnabled(bool(records))
        if not {each.id for each in self._doomed} <= {each.id for each in records}:
            self._ask(())

    def fill_menu(self, menu: QMenu) -> None:
        menu.addAction(self._remove.text(), self._on_remove_clicked)

    def _build_ui(self) -> None:
        self._view.setItemDelegate(RecordDelegate(self._view, has_line_below=True))
        self._view.setProperty("role", "framed")
        self._view.setUniformItemSizes(True)
        self._view.setMouseTracking(True)
        self._view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._view.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._remove_key.setShortcut(QKeySequence(Key.DELETE))
        self._remove_key.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._view.addAction(self._remove_key)
        self.buttons.setStretch(0, 0)
        self.buttons.addWidget(self._remove)
        self.buttons.addStretch(1)
        inside = QHBoxLayout(self._bar)
        inside.setContentsMargins(16, 8, 8, 8)
        inside.addWidget(self._question, 1)
        inside.addWidget(self._yes)
        inside.addWidget(self._no)
        column = self.layout()
        assert column is not None
        column.addWidget(self._bar)
        self._bar.hide()

    def _connect_signals(self) -> None:
        self._remove.clicked.connect(self._on_remove_clicked)
        self._remove_key.triggered.connect(self._on_remove_clicked)
        self._yes.clicked.connect(self._on_yes_clicked)
        self._no.clicked.connect(self._on_no_clicked)

    def _retranslate(self) -> None:
        self._back.set_words(self.tr("Back to the skills"))
        self._title.setText(self.tr("Deleted skills"))
        self._note.setText(self.tr("They stay here for thirty days, then they are deleted for good."))
        self._view.setAccessibleName(self.tr("Deleted skills"))
        self._restore.setText(self.tr("Restore"))
        self._remove.setText(self.tr("Delete for good…"))
        self._yes.setText(self.tr("Delete for good"))
        self._no.setText(self.tr("Keep"))
        self._ask(self._doomed)

    def _ask(self, adapters: Sequence[Adapter]) -> None:
        self._doomed = adapters
        text = self.tr("Delete {count} skills for good? This cannot be undone.").format(count=len(adapters))
        if len(adapters) == 1:
            text = self.tr("Delete “{name}” for good? This cannot be undone.").format(name=adapters[0].name)
        self._question.setText(text)
        self._bar.setAccessibleName(text)
        self._bar.setVisible(bool(adapters))

    @Slot()
    def _on_remove_clicked(self) -> None:
        self._ask(self.selected)
        self._no.setFocus()

    @Slot()
    def _on_yes_clicked(self) -> None:
        self.remove_requested.emit([adapter.id for adapter in self._doomed])
        self._on_no_clicked()

    @Slot()
    def _on_no_clicked(self) -> None:
        self._ask(())
        self._view.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._doomed:
            self._on_no_clicked()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
