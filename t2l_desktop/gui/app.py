"""The start of the window: paint first, load the rest right after."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from t2l_desktop import __version__
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.gui.arrivals import Application, files_from
from t2l_desktop.gui.language import Language
from t2l_desktop.gui.main_window import MainWindow
from t2l_desktop.gui.manners import Manners
from t2l_desktop.gui.single_instance import Outcome, SingleInstance
from t2l_desktop.gui.theme import Theme
from t2l_desktop.library.settings import Settings, load_settings

if TYPE_CHECKING:
    from t2l_desktop.gui.desktop import Desktop
    from t2l_desktop.gui.opening import Opening

TRACE_VARIABLE = "T2L_TRACE_START"


def main(paths: AppPaths, arguments: Sequence[str] = ()) -> int:
    """Show the window until it is closed; returns the exit status. `arguments` are files to open, or their URLs.

    Where there is a window for these folders already, it comes to the front and opens the files instead.
    With `T2L_TRACE_START` set, the seconds from here to the first paint, and until one can type, go to stderr.
    """
    began = time.perf_counter()
    instance, files = SingleInstance(paths.state), files_from(arguments)
    outcome = instance.start(files)
    if outcome is Outcome.HANDED_OVER:
        return 0
    application = make_application()
    troubles: list[UserFacingError] = []
    settings = load_settings(paths.settings, on_trouble=troubles.append)
    language, theme = Language(application), Theme(application)
    language.apply(settings.language)
    theme.apply(settings.theme, settings.text_size)
    window = MainWindow()
    if outcome is Outcome.UNANSWERED:
        return _say_unanswered(application, window)
    manners = Manners(window, theme, state=paths.state, letters=instance.letters, files=files)
    manners.restore(with_page=not settings.shows_first_steps)
    start = Start(
        paths, settings=settings, window=window, theme=theme, language=language, began=began, troubles=troubles
    )
    start.ready.connect(manners.begin)
    window.show()
    status = application.exec()
    window.hide()
    manners.close()
    start.close()
    instance.release()
    return start.status or status


def _say_unanswered(application: QApplication, window: MainWindow) -> int:
    from t2l_desktop.gui.pages.unanswered import UnansweredPage  # noqa: PLC0415

    window.fill_with(UnansweredPage())
    window.show()
    application.exec()
    return 1


def make_application() -> QApplication:
    """The application object, with what must be said before there is a window."""
    _choose_input_method()
    application = Application(sys.argv[:1])
    application.setApplicationName("t2l-desktop")
    application.setApplicationDisplayName("T2L Desktop")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("t2l-desktop")
    return application


class Start(QObject):
    """Waits for the first paint, then loads and builds what the window works with, and says so."""

    ready = Signal(object)

    def __init__(
        self,
        paths: AppPaths,
        *,
        settings: Settings,
        window: MainWindow,
        theme: Theme,
        language: Language,
        began: float,
        troubles: Sequence[UserFacingError] = (),
    ) -> None:
        super().__init__()
        self._troubles = troubles
        self.status = 0
        self._paths = paths
        self._settings = settings
        self._window = window
        self._theme = theme
        self._language = language
        self._began = began
        self._opening: Opening | None = None
        window.painted.connect(self._on_window_painted)

    @property
    def desktop(self) -> Desktop | None:
        """What the window works with, once it is there."""
        return self._opening.desktop if self._opening is not None else None

    def close(self) -> None:
        """Let everything go; the window is gone from the screen first."""
        self._window.hide()
        if self._opening is not None:
            self._opening.close()

    @Slot()
    def _on_window_painted(self) -> None:
        QTimer.singleShot(0, self._build)

    @Slot()
    def _build(self) -> None:
        gc.enable()
        self._trace("first paint")
        # Not at the top: these imports take longer than the paint that they would hold up.
        from t2l_desktop.gui.opening import Opening  # noqa: PLC0415

        self._opening = Opening(
            self._paths, settings=self._settings, window=self._window, theme=self._theme, language=self._language
        )
        self._opening.ready.connect(self._on_opening_ready)
        self._opening.failed.connect(self._on_opening_failed)
        self._opening.begin()

    @Slot()
    def _on_opening_ready(self) -> None:
        self.status = 0
        troubles, self._troubles = self._troubles, ()
        for trouble in troubles:
            assert self.desktop is not None
            self.desktop.messages.exception(trouble)
        self.ready.emit(self.desktop)
        self._trace("ready to type")

    @Slot()
    def _on_opening_failed(self) -> None:
        self.status = 1

    def _trace(self, what: str) -> None:
        if os.environ.get(TRACE_VARIABLE):
            seconds = time.perf_counter() - self._began
            print(f"{what} {seconds:.2f} s", file=sys.stderr, flush=True)  # noqa: T201 - it was asked for


def _choose_input_method() -> None:
    """Qt's wheel has no fcitx plugin; fcitx5 speaks ibus too, so that Japanese can be typed all the same."""
    if sys.platform != "linux":
        return
    module = os.environ.get("QT_IM_MODULE", "")
    if module.startswith("fcitx") or (not module and "fcitx" in os.environ.get("XMODIFIERS", "")):
        os.environ["QT_IM_MODULE"] = "ibus"
