"""The language of the window, changed while it is open."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from t2l_desktop.core.resources import resources_folder

LANGUAGES = ("en", "ja")


def chosen(language: str) -> str:
    """The code of one of ours: the one asked for, or for "system" the first that the system prefers."""
    if language in LANGUAGES:
        return language
    preferred = (name.split("-")[0] for name in QLocale.system().uiLanguages())
    return next((code for code in preferred if code in LANGUAGES), LANGUAGES[0])


def language_name(code: str) -> str:
    """A language by its code, in the language of the window where that is one of ours, else as it names itself."""
    ours = {
        "en": QCoreApplication.translate("languages", "English"),
        "ja": QCoreApplication.translate("languages", "Japanese"),
    }
    return ours.get(code) or QLocale(code).nativeLanguageName() or code


def listed(names: Iterable[str]) -> str:
    """Names one after the other, as the language of the window lists them."""
    return QLocale().createSeparatedList(list(names))


class Language:
    """Owns the translators of one application."""

    def __init__(self, application: QCoreApplication) -> None:
        self._application = application
        self._installed: list[QTranslator] = []
        self._current = ""

    def apply(self, language: str) -> None:
        """Speak `language` ("system", "en", "ja") from now on; a missing translation file leaves English."""
        code = chosen(language)
        QLocale.setDefault(QLocale(code) if language != "system" else QLocale.system())
        if code == self._current:
            return
        self._current = code
        for translator in self._installed:
            self._application.removeTranslator(translator)
        self._installed = []
        folders = {
            f"qtbase_{code}": QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath),
            f"t2l_desktop_{code}": str(resources_folder() / "i18n"),
        }
        for name, folder in folders.items():
            translator = QTranslator(self._application)
            if translator.load(name, folder):
                self._application.installTranslator(translator)
                self._installed.append(translator)
