"""The menu that every app has at the top of the screen on a Mac."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

from t2l_desktop.gui.main_window import MainWindow
from t2l_desktop.gui.widgets.translated import Translated


class MacMenu(Translated, QMenuBar):
    """About, Settings and Quit, which macOS moves into the menu with the app's name and gives their keys."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()  # without a parent it belongs to the whole app
        self._menu = QMenu(self)
        self.addMenu(self._menu)
        self._about = self._add(QAction.MenuRole.AboutRole)
        self._about.triggered.connect(partial(window.show_page, "help"))
        self._settings = self._add(QAction.MenuRole.PreferencesRole)
        self._settings.triggered.connect(partial(window.show_page, "settings"))
        self._quit = self._add(QAction.MenuRole.QuitRole)
        self._quit.triggered.connect(window.close)
        self._retranslate()

    def _add(self, role: QAction.MenuRole) -> QAction:
        action = QAction(self._menu)
        action.setMenuRole(role)
        self._menu.addAction(action)
        return action

    def _retranslate(self) -> None:
        self._menu.setTitle(self.tr("App"))
        self._about.setText(self.tr("About T2L Desktop"))
        self._settings.setText(self.tr("Settings…"))
        self._quit.setText(self.tr("Quit T2L Desktop"))
