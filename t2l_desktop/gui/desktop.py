"""The composition root: what the window works with, built here in order and passed on by constructor."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from t2l_desktop.core.records import Adapter, Pack
from t2l_desktop.gui.at_once import refuses
from t2l_desktop.gui.ending import Ending
from t2l_desktop.gui.errands import Errand, Outcome
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.gui.language import Language
from t2l_desktop.gui.main_window import MainWindow
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.pages.blend import BlendPage
from t2l_desktop.gui.pages.chat import ChatPage
from t2l_desktop.gui.pages.create import CreatePage
from t2l_desktop.gui.pages.first_steps import FirstSteps
from t2l_desktop.gui.pages.help import HelpPage
from t2l_desktop.gui.pages.library import LibraryPage
from t2l_desktop.gui.pages.models import ModelsPage
from t2l_desktop.gui.pages.settings import SettingsPage
from t2l_desktop.gui.pages.sheet import SheetPage
from t2l_desktop.gui.pages.variants import VariantsPage
from t2l_desktop.gui.preferences import Preferences
from t2l_desktop.gui.theme import Theme
from t2l_desktop.gui.warming import Warming
from t2l_desktop.gui.widgets.banner import BannerView
from t2l_desktop.library.settings import Settings
from t2l_desktop.operations.backups import keep_daily_backup
from t2l_desktop.operations.dropping import Dropped, sort_dropped
from t2l_desktop.operations.opening import Opened
from t2l_desktop.operations.scores import words_help

_FIRST_BACKUP_MS, _BACKUP_MS = 60_000, 3_600_000


class Desktop(QObject):
    """Order: message bus, job runner, preferences, pages, window."""

    errand_requested = Signal(object)

    def __init__(
        self, opened: Opened, *, settings: Settings, window: MainWindow, theme: Theme, language: Language
    ) -> None:
        super().__init__()
        services = opened.services
        self._services = services
        self._window = window
        self._theme = theme
        self._language = language
        self.messages = MessageBus()
        self.runner = JobRunner(services, self.messages)
        self.preferences = Preferences(settings, self.runner)
        self._warming = Warming(services, self.runner, self.messages, self.preferences, self)
        self.banner = BannerView(self.messages)
        self.create = CreatePage(self.runner, self.messages, self.preferences)
        self.first_steps = FirstSteps(self.create, self.preferences)
        self.chat = ChatPage(self.runner, self.messages, self.preferences)
        self.library = LibraryPage(self.runner, self.messages, self.preferences)
        self.models = ModelsPage(self.runner, self.messages)
        self.help = HelpPage(self.runner, self.messages, self.preferences, data_folder=services.paths.data)
        self.settings = SettingsPage(self.runner, self.messages, self.preferences)
        self.sheet = SheetPage(self.runner, self.messages, self.preferences)
        self.blend = BlendPage(self.runner)
        self.variants = VariantsPage(self.runner, self.messages)
        pages: dict[str, QWidget] = {
            "create": self.first_steps,
            "chat": self.chat,
            "library": self.library,
            "models": self.models,
            "help": self.help,
            "settings": self.settings,
        }
        self._broken = opened.broken
        self._packs = {pack.id: pack for pack in opened.packs}
        self._pack = opened.pack
        self._ending: Ending | None = None
        self._backup_timer = QTimer(self, interval=_FIRST_BACKUP_MS)
        self._connect_signals()
        self.chat.set_packs(opened.packs)
        self._hand_out_pack()
        window.fill(self.banner, pages)

    def begin(self) -> None:
        """Read the library, say what is wrong, start the workers and load their models while the person reads."""
        self.reload()
        for error in (*self._services.library.notices, *(broken.error for broken in self._broken)):
            self.messages.exception(error)
        self._backup_timer.start()
        if self._pack is None:
            return
        self._warming.begin(self._pack)
        if self.preferences.current.shows_first_steps and self._pack.can_create_and_chat:
            self.first_steps.begin()

    def _hand_out_pack(self) -> None:
        for page in (self.chat, self.create, self.help, self.library):
            page.set_pack(self._pack)
        self.models.set_current(self._pack)

    def close(self) -> None:
        """Stop what runs, end the workers and let go of the library; what was said so far of an answer is kept."""
        self.stop().finish()

    def stop(self) -> Ending:
        """Begin nothing more, and ask what runs to stop; what it gives does the rest of `close`."""
        if self._ending is None:
            self._backup_timer.stop()
            if self._services.marker is not None:
                self._services.marker.close()
            self.runner.cancel_all()
            self._ending = Ending(self._services, self.runner)
        return self._ending

    def tell(self, errand: Errand, outcome: Outcome) -> None:
        """Say what came of an errand, for which the library was closed."""
        self._window.show_page("settings")
        self.settings.data.tell(errand, outcome)

    def on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """An exception that nobody caught, in a slot: a bug, said in the window."""
        if isinstance(error, Exception):
            self.messages.exception(error)
        else:
            sys.__excepthook__(kind, error, trace)

    @Slot()
    def reload(self) -> None:
        """Read the library's lists again; another window or the command line may have changed them."""
        self.create.reload()
        self.chat.reload()
        self.library.reload()
        self.models.reload()

    def _connect_signals(self) -> None:
        self.preferences.changed.connect(self._on_preferences_changed)
        self._warming.devices_found.connect(self._on_devices_found)
        self._backup_timer.timeout.connect(self._on_backup_timer_timeout)
        self.settings.data.errand_requested.connect(self.errand_requested)
        self._window.activated.connect(self.reload)
        self._window.files_dropped.connect(self.open_files)
        self._window.new_chat_requested.connect(self._on_new_chat_requested)
        self.models.use_requested.connect(self._on_use_requested)
        self.models.packs_changed.connect(self._on_packs_changed)
        self.create.created.connect(self.library.reload)
        self.create.adapters_changed.connect(self.reload)
        self.library.adapters_changed.connect(self.chat.reload)
        self.library.adapters_changed.connect(self.create.reload)
        self.create.chat_requested.connect(self._on_create_chat_requested)
        self.create.models_requested.connect(self._on_models_requested)
        self.chat.models_requested.connect(self._on_models_requested)
        self.chat.create_requested.connect(self._on_chat_create_requested)
        self.library.chat_requested.connect(self._on_library_chat_requested)
        self.library.create_requested.connect(self._on_library_create_requested)
        self.create.sheet_requested.connect(self._on_create_sheet_requested)
        self.library.sheet_requested.connect(self._on_library_sheet_requested)
        self.sheet.back_requested.connect(self._window.go_back)
        self.sheet.skill_replaced.connect(self._on_skill_replaced)
        for page in (self.blend, self.variants):
            page.back_requested.connect(self._window.go_back)
            page.saved.connect(self.reload)
        self.library.blend_requested.connect(self._on_library_blend_requested)
        self.library.variants_requested.connect(self._on_library_variants_requested)
        self.blend.drafts_changed.connect(self.library.reload)
        self.blend.chat_requested.connect(self._on_library_chat_requested)
        self.variants.sheet_requested.connect(self._on_library_sheet_requested)
        self.help.first_steps_requested.connect(self._on_first_steps_requested)

    def _words_help(self, adapter: Adapter) -> bool:
        """Whether the model that a skill is for does better where it reads the description too."""
        pack = self._packs.get(adapter.pack_id, self._pack)
        return pack is not None and words_help(pack)

    @Slot()
    def _on_new_chat_requested(self) -> None:
        self._window.show_page("chat")
        self.chat.begin_new()

    @Slot()
    def _on_models_requested(self) -> None:
        self._window.show_page("models")

    @Slot()
    def _on_chat_create_requested(self) -> None:
        self._window.show_page("create")

    @Slot(object, float, bool)
    def _on_create_chat_requested(self, adapter: Adapter, strength: float, in_words: bool) -> None:
        self._window.show_page("chat")
        self.chat.begin_with(adapter, strength, in_words=in_words)

    @Slot(object)
    def _on_library_chat_requested(self, adapters: Sequence[Adapter]) -> None:
        first, *others = adapters
        self._window.show_page("chat")
        self.chat.begin_with(first, first.strength, in_words=self._words_help(first), others=others)

    @Slot(str)
    def _on_library_create_requested(self, description: str) -> None:
        self._window.show_page("create")
        if description:
            self.create.describe(description)

    @Slot()
    def _on_first_steps_requested(self) -> None:
        self._window.show_page("create")
        self.first_steps.begin()

    @Slot(object, float, bool)
    def _on_create_sheet_requested(self, adapter: Adapter, strength: float, in_words: bool) -> None:
        self.sheet.open(adapter, strength, in_words=in_words)
        self._window.show_aside(self.sheet)

    @Slot(object, float)
    def _on_library_sheet_requested(self, adapter: Adapter, strength: float) -> None:
        self._on_create_sheet_requested(adapter, strength, self._words_help(adapter))

    @Slot(object)
    def _on_library_blend_requested(self, adapters: Sequence[Adapter]) -> None:
        self.blend.start(adapters)
        self._window.show_aside(self.blend)

    @Slot(object)
    def _on_library_variants_requested(self, adapter: Adapter) -> None:
        self.variants.start(adapter)
        self._window.show_aside(self.variants)

    @Slot(str, object)
    def _on_skill_replaced(self, former_id: str, adapter: Adapter) -> None:
        self.create.replace_skill(former_id, adapter)
        self.chat.replace_skill(former_id, adapter)
        self.variants.replace_skill(former_id, adapter)
        self.reload()

    @Slot(object)
    def open_files(self, paths: Sequence[Path]) -> None:
        """Take in what was dropped on the window or handed to the app, each where it belongs."""
        if not refuses(paths, self.messages):
            self.runner.run(sort_dropped, paths=tuple(paths)).succeeded.connect(self._on_sort_succeeded)

    @Slot(object)
    def _on_sort_succeeded(self, dropped: Dropped) -> None:
        """The page is shown where the person has most to do."""
        if dropped.chats:
            self._window.show_page("chat")
            self.chat.take(dropped.chats)
        if dropped.skills:
            self._window.show_page("library")
            self.library.take(dropped.skills)
        if dropped.parts:
            self._window.show_page("models")
            self.models.take(dropped.parts)
        if dropped.backups:
            self._window.show_page("settings")
            self.settings.data.ask_to_restore(dropped.backups[0])

    @Slot(object)
    def _on_use_requested(self, pack: Pack) -> None:
        """Work with another pack from now on; its models are loaded while the person looks around."""
        self.preferences.change(pack=pack.id)
        self._pack = pack
        self._hand_out_pack()
        self._warming.warm(pack)

    @Slot(object)
    def _on_packs_changed(self, packs: list[Pack]) -> None:
        self._packs = {pack.id: pack for pack in packs}
        self.chat.set_packs(packs)
        # What was chosen comes back when its drive does.
        wanted = self.preferences.current.pack or (self._pack.id if self._pack is not None else "")
        found = next((pack for pack in packs if pack.id == wanted), packs[0] if packs else None)
        if found != self._pack:
            self._pack = found
            self._hand_out_pack()
            if found is not None:
                self._warming.warm(found)

    @Slot()
    def _on_backup_timer_timeout(self) -> None:
        self._backup_timer.setInterval(_BACKUP_MS)
        self.runner.run(keep_daily_backup, lane=Lane.FILES)

    @Slot()
    def _on_preferences_changed(self) -> None:
        settings = self.preferences.current
        self._theme.apply(settings.theme, settings.text_size)
        self._language.apply(settings.language)

    @Slot()
    def _on_devices_found(self) -> None:
        self.settings.show_devices(self._services.devices)
        self.models.measure()
