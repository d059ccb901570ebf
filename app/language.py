"""The window's language: the system's, where there is a translation, and English otherwise.

The translations lie in ``resources/translations``; `tools.translations` keeps them complete. What
the worker says becomes the window's language in `app.worker_words`.
"""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.theme import RESOURCES

TRANSLATIONS = RESOURCES / "translations"
_SPOKEN = "spoken"


def speak(app: QApplication, language: str = "") -> str:
    """Let the window speak a language, as ``de`` or ``zh_CN``; the system's without one.

    To be called before the first widget is made. Gives the language that is spoken.
    """
    locale = QLocale(language) if language else QLocale.system()
    if language:
        QLocale.setDefault(locale)  # numbers and dates go with the words
    for wanted in map(QLocale, locale.uiLanguages()):
        if wanted.language() == QLocale.Language.English:
            break  # it is what the window is written in; what is wanted next comes after it
        ours = QTranslator(app)
        if ours.load(wanted, "mate", "_", str(TRANSLATIONS)):
            app.installTranslator(ours)
            qt = QTranslator(app)  # the buttons of its dialogs
            places = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            if qt.load(wanted, "qtbase", "_", places):
                app.installTranslator(qt)
            app.setProperty(_SPOKEN, ours.language())
            return ours.language()
    app.setProperty(_SPOKEN, "en")
    return "en"


def spoken() -> str:
    """The language that the window speaks."""
    app = QApplication.instance()
    return str((app and app.property(_SPOKEN)) or "en")
