"""All saved skills: found, looked at, changed, given away, deleted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from t2l_desktop.core.records import Adapter, Pack
from t2l_desktop.gui.importing import SkillImport
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.models.records import AdapterModel
from t2l_desktop.gui.pages.map_view import MapView
from t2l_desktop.gui.pages.skill_bin import DraftBin, SkillBin
from t2l_desktop.gui.pages.skill_filters import SkillFilters
from t2l_desktop.gui.pages.skill_list import SkillList
from t2l_desktop.gui.pages.skill_panel import SkillPanel
from t2l_desktop.gui.preferences import Preferences
from t2l_desktop.gui.skill_actions import SkillActions
from t2l_desktop.gui.widgets.basics import button, centred, label, row, stack
from t2l_desktop.gui.widgets.empty import EmptyState
from t2l_desktop.gui.widgets.inputs import SearchField
from t2l_desktop.gui.widgets.preference_choice import PreferenceChoice
from t2l_desktop.gui.widgets.split import Split
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.operations.browsing import Browsed, browse

_SEARCH_AFTER_MS = 120
_WIDEST = 1400


class LibraryPage(Translated, QWidget):
    """Owns the search; what is done to skills is done by `SkillActions`, wherever it is wished for."""

    adapters_changed = Signal()
    chat_requested = Signal(object)
    sheet_requested = Signal(object, float)
    create_requested = Signal(str)
    blend_requested = Signal(object)
    variants_requested = Signal(object)

    def __init__(self, runner: JobRunner, messages: MessageBus, preferences: Preferences) -> None:
        super().__init__()
        self.setObjectName("page")
        self._runner = runner
        self._preferences = preferences
        self._search_job: Job | None = None
        self._wanted: Collection[str] = ()
        self._total = 0
        self._is_read = False
        self._actions = SkillActions(self, runner, messages)
        self._model = AdapterModel(self)
        self._title = label("title", wraps=False)
        self._import = button("plain")
        self._importing = SkillImport(self, runner, messages)
        self._search = SearchField()
        self._order = PreferenceChoice(preferences, "library_order")
        self._filters = SkillFilters()
        self._view = SkillList(self._model, runner)
        self._details = SkillPanel(runner, messages, self._actions)
        self._map = MapView(runner, preferences)
        self._as_list = button("tab")
        self._as_map = button("tab")
        self._empty = EmptyState("library")
        self._split = Split(self._view, self._details, name="skills")
        self._unread = QWidget()  # until it is known whether there are any
        self._pile = QStackedWidget()
        self._count = label("muted", wraps=False)
        self._to_drafts = button("tab")
        self._drafts = DraftBin()
        self._to_bin = button("tab")
        self._bin = SkillBin()
        self._sides = QStackedWidget()
        self._search_timer = QTimer(self, singleShot=True, interval=_SEARCH_AFTER_MS)
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    @Slot()
    def reload(self) -> None:
        """Read the list again, with the search that is on."""
        if self._search_job is not None:
            self._search_job.cancel()
        self._search_job = self._runner.run(
            browse,
            search=self._search.text(),
            tags=self._filters.tags,
            favourites=self._filters.favourites,
            order=self._preferences.current.library_order,
        )
        self._search_job.succeeded.connect(self._on_browse_succeeded)

    def take(self, paths: Sequence[Path]) -> None:
        """Import what was dropped on the window."""
        self._importing.take_in(paths)

    def set_pack(self, pack: Pack | None) -> None:
        """The pack that lays skills out by their words on the map."""
        self._map.set_pack(pack)

    def select(self, adapter_id: str) -> None:
        """Select a skill, at once or when it has been read."""
        self._wanted = (adapter_id,)
        if self._model.index_of(adapter_id).isValid():
            self._view.show_skills(self._model.records, select=self._wanted)
            self._view.scrollTo(self._view.currentIndex())

    def _build_ui(self) -> None:
        head = row()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._import)
        finding = row()
        finding.addWidget(self._search, 1)
        finding.addWidget(self._order)
        for each in (self._as_list, self._as_map):
            each.setCheckable(True)
            each.setAutoExclusive(True)
            finding.addWidget(each)
        self._as_list.setChecked(True)
        self._order.setMinimumContentsLength(12)
        self._pile.addWidget(self._split)
        self._pile.addWidget(self._map)
        self._pile.addWidget(self._empty)
        self._pile.addWidget(self._unread)
        foot = row()
        foot.addWidget(self._count)
        foot.addStretch(1)
        foot.addWidget(self._to_drafts)
        foot.addWidget(self._to_bin)
        front = QWidget()
        inside = stack(spacing=12)
        inside.addLayout(head)
        inside.addLayout(finding)
        inside.addWidget(self._filters)
        inside.addWidget(self._importing.busy)
        inside.addWidget(self._pile, 1)
        inside.addLayout(foot)
        front.setLayout(inside)
        self._sides.addWidget(front)
        self._sides.addWidget(self._drafts)
        self._sides.addWidget(self._bin)
        across = centred(self._sides, _WIDEST)
        across.setContentsMargins(24, 24, 24, 12)
        self.setLayout(across)
        self.setFocusProxy(self._search)
        self._to_drafts.hide()
        self._to_bin.hide()

    def _connect_signals(self) -> None:
        self._search.textChanged.connect(self._on_search_text_changed)
        self._search.results_wanted.connect(self._on_search_results_wanted)
        self._search_timer.timeout.connect(self.reload)
        self._filters.changed.connect(self.reload)
        self._order.activated.connect(self.reload)
        self._empty.action_requested.connect(self._on_empty_action_requested)
        self._import.clicked.connect(self._importing.ask_and_import)
        self._importing.imported.connect(self._on_skill_imported)
        for side, opener in ((self._drafts, self._to_drafts), (self._bin, self._to_bin)):
            opener.clicked.connect(partial(self._show_side, side))
            side.left.connect(partial(self._leave_side, side))
        self._drafts.restore_requested.connect(self._actions.save)
        self._drafts.remove_requested.connect(self._on_drafts_remove_requested)
        self._bin.restore_requested.connect(self._actions.restore)
        self._bin.remove_requested.connect(self._actions.remove)
        self._connect_skills()

    def _connect_skills(self) -> None:
        self._view.selection_changed.connect(self._on_view_selection_changed)
        self._view.activated.connect(self._on_view_activated)
        self._view.customContextMenuRequested.connect(self._on_view_menu_requested)
        self._view.favourite_requested.connect(self._on_view_favourite_requested)
        self._view.rename_requested.connect(self._details.skill.edit_name)
        self._view.delete_requested.connect(self._on_view_delete_requested)
        self._details.chat_requested.connect(self.chat_requested)
        self._details.skill.sheet_requested.connect(self._on_sheet_requested)
        self._details.skill.create_requested.connect(self.create_requested)
        self._details.skill.variants_requested.connect(self.variants_requested)
        for each in (self._details.skill, self._details.several):
            each.blend_requested.connect(self.blend_requested)
        self._as_map.toggled.connect(self._on_as_map_toggled)
        self._map.opened.connect(self._on_map_opened)
        self._actions.changed.connect(self._on_actions_changed)
        self._actions.changed.connect(self.adapters_changed)
        self._actions.marked.connect(self._on_actions_changed)
        self._actions.came.connect(self._on_actions_came)
        self._actions.went.connect(self._on_actions_went)

    def _retranslate(self) -> None:
        self._title.setText(self.tr("Your skills"))
        self._import.setText(self.tr("Import…"))
        self._search.setPlaceholderText(self.tr("Search names, descriptions, notes and tags"))
        self._search.setAccessibleName(self.tr("Search"))
        self._order.setAccessibleName(self.tr("Order"))
        # on Linux a combo box is called as what is chosen in it
        self._order.setAccessibleDescription(self._order.accessibleName())
        self._view.setAccessibleName(self.tr("Skills"))
        self._as_list.setText(self.tr("List"))
        self._as_map.setText(self.tr("Map"))
        self._show_state()

    def _show_state(self) -> None:
        count, total = (QLocale().toString(number) for number in (len(self._model.records), self._total))
        is_searching = bool(self._search.text().strip()) or self._filters.is_on
        words = self.tr("{count} of {total} skills") if is_searching else self.tr("Skills: {total}")
        self._count.setText(words.format(count=count, total=total))
        self._count.setVisible(self._total > 0)
        drafts, binned = (QLocale().toString(len(side.records)) for side in (self._drafts, self._bin))
        self._to_drafts.setText(self.tr("Not saved yet ({count})").format(count=drafts))
        self._to_drafts.setVisible(bool(self._drafts.records))
        self._to_bin.setText(self.tr("Deleted skills ({count})").format(count=binned))
        self._to_bin.setVisible(bool(self._bin.records))
        has_any = bool(self._model.records)
        shown: QWidget = self._map if self._as_map.isChecked() else self._split
        self._pile.setCurrentWidget(shown if has_any else self._empty if self._is_read else self._unread)
        for each in (self._search, self._order, self._as_list, self._as_map):
            each.setEnabled(has_any or is_searching)
        self._explain_emptiness(is_searching)

    def _explain_emptiness(self, is_searching: bool) -> None:
        if is_searching:
            self._empty.say(
                self.tr("Nothing found"),
                self.tr("No skill has these words in its name, description, notes or tags."),
                action=self.tr("Show all skills"),
            )
        else:
            self._empty.say(
                self.tr("No skills yet"),
                self.tr("Create one from a sentence and save it, or drop one here that somebody gave you."),
                action=self.tr("Create a skill"),
            )

    # --- reading and searching ----------------------------------------------------------------------------------------

    @Slot(object)
    def _on_browse_succeeded(self, browsed: Browsed) -> None:
        if self.sender() is not self._search_job:
            return  # asked before the last change: it may lack the skill that is to be selected
        self._is_read = True
        self._total = browsed.total
        self._model.set_order(self._preferences.current.library_order)
        self._drafts.set_records(browsed.drafts)
        self._bin.set_records(browsed.binned)
        self._filters.set_offer(browsed.tags, has_favourites=browsed.has_favourites)
        self._details.set_known_tags(browsed.tags)
        select = self._wanted or [adapter.id for adapter in self._view.selected]
        self._wanted = ()
        self._view.show_skills(browsed.adapters, select=select)
        if self._as_map.isChecked():
            self._map.set_skills(browsed.adapters)
        for side in (self._drafts, self._bin):
            if not side.records:
                self._leave_side(side)
        self._show_state()

    @Slot()
    def _on_search_text_changed(self) -> None:
        self._search_timer.start()

    @Slot()
    def _on_search_results_wanted(self) -> None:
        if self._model.records:
            self._view.setFocus()

    @Slot()
    def _on_empty_action_requested(self) -> None:
        if self._search.text().strip() or self._filters.is_on:
            self._show_all()
            self.reload()
        else:
            self.create_requested.emit("")

    def _show_all(self) -> None:
        self._search.clear()
        self._filters.clear()

    @Slot(bool)
    def _on_as_map_toggled(self, is_map: bool) -> None:
        if is_map:
            self._map.set_skills(self._model.records)
        self._show_state()
        if is_map and len(self._view.selected) == 1:
            self._map.select(self._view.selected[0].id)

    @Slot(str)
    def _on_map_opened(self, adapter_id: str) -> None:
        self._as_list.setChecked(True)
        self.select(adapter_id)
        self._view.setFocus()

    # --- the selected skills ------------------------------------------------------------------------------------------

    @Slot()
    def _on_view_selection_changed(self) -> None:
        self._details.set_skills(self._view.selected)

    @Slot()
    def _on_view_activated(self) -> None:
        if len(self._view.selected) == 1:
            self.chat_requested.emit(self._view.selected)

    @Slot(object)
    def _on_sheet_requested(self, adapter: Adapter) -> None:
        self.sheet_requested.emit(adapter, adapter.strength)

    @Slot(object, bool)
    def _on_view_favourite_requested(self, adapters: Sequence[Adapter], favourite: bool) -> None:
        self._actions.set_favourite(adapters, favourite=favourite)

    @Slot()
    def _on_view_delete_requested(self) -> None:
        self._actions.delete(self._view.selected)

    @Slot(QPoint)
    def _on_view_menu_requested(self, position: QPoint) -> None:
        if self._view.selected:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._details.fill_menu(menu)
            menu.popup(self._view.viewport().mapToGlobal(position))

    @Slot(object)
    def _on_actions_changed(self, adapters: Sequence[Adapter]) -> None:
        for adapter in adapters:
            self._model.replace(adapter)
        self._on_view_selection_changed()
        self.reload()

    @Slot(object)
    def _on_actions_came(self, adapters: Sequence[Adapter]) -> None:
        self._wanted = [adapter.id for adapter in adapters]
        self.reload()
        self.adapters_changed.emit()

    @Slot()
    def _on_actions_went(self) -> None:
        self.reload()
        self.adapters_changed.emit()

    @Slot(object)
    def _on_skill_imported(self, adapter: Adapter) -> None:
        self._show_all()
        self._on_actions_came([adapter])

    # --- drafts and the bin -------------------------------------------------------------------------------------------

    def _show_side(self, side: QWidget) -> None:
        self._sides.setCurrentWidget(side)
        side.setFocus()

    def _leave_side(self, side: QWidget) -> None:
        if self._sides.currentWidget() is side:
            self._sides.setCurrentIndex(0)
            if self.isVisible():
                self._view.setFocus()

    @Slot(object)
    def _on_drafts_remove_requested(self, adapter_ids: Collection[str]) -> None:
        self._actions.delete([draft for draft in self._drafts.records if draft.id in adapter_ids])
