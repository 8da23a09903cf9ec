"""Opening the library beside the window, and closing and opening it again for work on the whole data folder."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.logs import start_logging, stop_logging
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.gui.desktop import Desktop
from t2l_desktop.gui.ending import Ending
from t2l_desktop.gui.errands import Errand, Outcome
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.gui.language import Language
from t2l_desktop.gui.main_window import MainWindow
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.pages.waiting import FailurePage, WaitingPage
from t2l_desktop.gui.theme import Theme
from t2l_desktop.library.settings import Settings, load_settings
from t2l_desktop.operations.backups import Restored
from t2l_desktop.operations.data_folder import begin_anew, use_data_folder
from t2l_desktop.operations.opening import Opened, open_app
from t2l_desktop.operations.report import without_homes

_JOIN_SECONDS = 5.0


class Opening(QObject):
    """Owns the desktop while there is one; `failed` says that there is a page with the reason in its place."""

    ready = Signal()
    failed = Signal()

    def __init__(
        self, paths: AppPaths, *, settings: Settings, window: MainWindow, theme: Theme, language: Language
    ) -> None:
        super().__init__()
        self.desktop: Desktop | None = None
        self._paths = paths
        self._settings = settings
        self._window = window
        self._theme = theme
        self._language = language
        self._messages = MessageBus()
        self._messages.setParent(self)
        self._runner: JobRunner | None = None
        self._ending: Ending | None = None  # of the desktop that makes way for an errand
        self._then: Callable[[Desktop], None] | None = None  # what is said once the library is open again
        self._log = start_logging(paths.logs / "window.log", clean=lambda text: without_homes(text, self._paths))

    def begin(self) -> None:
        """Open the library; the rail is there already."""
        job = self._run(open_app)
        job.succeeded.connect(self._on_open_succeeded)
        job.failed.connect(self._on_open_failed)
        self._window.hold(WaitingPage(job, self.tr("Opening the library…"), can_cancel=False))

    def close(self) -> None:
        """Let everything go; what is on its way is stopped, and harmless."""
        self._end_runner()
        if self._ending is not None:
            self._ending.finish()
        if self.desktop is not None:
            self.desktop.close()
        stop_logging(self._log)

    def _run(self, operation: Callable[..., object], **arguments: object) -> Job:
        self._end_runner()
        self._runner = JobRunner(self._paths, self._messages)
        return self._runner.run(operation, lane=Lane.FILES, **arguments)

    def _end_runner(self) -> None:
        if self._runner is not None:
            self._runner.cancel_all()
            self._runner.join(_JOIN_SECONDS)
            self._runner.deleteLater()
            self._runner = None

    def _open_again(self, then: Callable[[Desktop], None] | None = None) -> None:
        self._then = then
        job = self._run(open_app)
        job.succeeded.connect(self._on_open_succeeded)
        job.failed.connect(self._on_open_failed)
        self._window.fill_with(WaitingPage(job, self.tr("Opening the library…"), can_cancel=False))

    @Slot(object)
    def _on_open_succeeded(self, opened: Opened) -> None:
        self.desktop = Desktop(
            opened, settings=self._settings, window=self._window, theme=self._theme, language=self._language
        )
        self.desktop.errand_requested.connect(self._on_errand_requested)
        sys.excepthook = self.desktop.on_exception
        self.desktop.begin()
        then, self._then = self._then, None
        if then is not None:
            then(self.desktop)
        self.ready.emit()

    @Slot(object)
    def _on_open_failed(self, error: Exception) -> None:
        if not isinstance(error, UserFacingError):
            error = UserFacingError(
                "Something went wrong inside the app.",
                hint="Try again; if it happens again, start the app anew.",
                detail=repr(error),
            )
        page = FailurePage(error, can_choose=self._paths.moved_from is not None)
        page.retry_requested.connect(self._on_retry_requested)
        page.folder_chosen.connect(self._on_folder_chosen)
        page.anew_requested.connect(self._on_anew_requested)
        self._window.fill_with(page)
        self.failed.emit()

    @Slot()
    def _on_retry_requested(self) -> None:
        self._open_again(self._then)

    @Slot(object)
    def _on_folder_chosen(self, folder: Path) -> None:
        self._choose(self._run(use_data_folder, folder=folder))

    @Slot()
    def _on_anew_requested(self) -> None:
        self._choose(self._run(begin_anew))

    def _choose(self, job: Job) -> None:
        job.succeeded.connect(self._on_choice_succeeded)
        job.failed.connect(self._on_open_failed)

    @Slot(object)
    def _on_choice_succeeded(self, paths: AppPaths) -> None:
        self._paths = paths
        self._open_again()

    @Slot(object)
    def _on_errand_requested(self, errand: Errand) -> None:
        """Close the library, do the work, and open it again, in its new place or as it was."""
        if self.desktop is None:
            return
        self._settings = self.desktop.preferences.current
        self._ending = self.desktop.stop()
        self.desktop.deleteLater()
        self.desktop = None
        job = self._run(_finish, ending=self._ending)
        page = WaitingPage(job, errand.doing, can_cancel=False)
        job.succeeded.connect(partial(self._on_ending_succeeded, errand, page))
        job.failed.connect(self._on_errand_failed)
        self._window.fill_with(page)

    def _on_ending_succeeded(self, errand: Errand, page: WaitingPage, _: None) -> None:
        job = self._run(errand.operation, **errand.arguments)
        self._ending = None
        job.succeeded.connect(partial(self._on_errand_succeeded, errand))
        job.failed.connect(self._on_errand_failed)
        job.cancelled.connect(self._on_errand_cancelled)
        page.follow(job, errand.doing, can_cancel=True)

    def _on_errand_succeeded(self, errand: Errand, outcome: Outcome) -> None:
        self._paths = outcome.paths
        if isinstance(outcome, Restored):
            self._settings = load_settings(self._paths.settings)
            self._theme.apply(self._settings.theme, self._settings.text_size)
            self._language.apply(self._settings.language)
        self._open_again(lambda desktop: desktop.tell(errand, outcome))

    @Slot(object)
    def _on_errand_failed(self, error: Exception) -> None:
        def tell(desktop: Desktop) -> None:
            self._window.show_page("settings")
            desktop.messages.exception(error)

        self._open_again(tell)

    @Slot()
    def _on_errand_cancelled(self) -> None:
        self._open_again(lambda _: self._window.show_page("settings"))


def _finish(_: AppPaths, *, ending: Ending) -> None:
    ending.finish()
