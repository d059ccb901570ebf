"""How the window stood when it was closed, for the next time; kept with its library."""

from __future__ import annotations

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMainWindow, QSplitter, QWidget

from app.query.composer import Composer
from app.results.view import ResultsView
from app.settings.declared import LAST_QUESTION
from app.settings.settings import Settings


class WindowMemory:
    """Size, panes, lists and sidebar; the words of the last question if that is chosen."""

    def __init__(
        self,
        kept: QSettings,
        settings: Settings,
        window: QMainWindow,
        panes: QSplitter,
        sidebar: QWidget,
        results: ResultsView,
        composer: Composer,
    ) -> None:
        self._kept, self._settings = kept, settings
        self._window, self._panes, self._sidebar = window, panes, sidebar
        self._results, self._composer = results, composer

    def write(self) -> None:
        """Keep how it stands."""
        kept = self._kept
        kept.setValue("geometry", self._window.saveGeometry())
        kept.setValue("panes", self._panes.saveState())
        kept.setValue("sidebar", int(not self._sidebar.isHidden()))
        kept.setValue("lists", self._results.save_state())
        kept.setValue("photo_size", self._results.grid.zoom)
        if self._settings.is_on(LAST_QUESTION.key):
            kept.setValue("question", self._composer.field.toPlainText())
        else:
            kept.remove("question")
        kept.sync()  # the event loop that would write it later may be about to end

    def restore(self) -> None:
        """Let it stand as it did."""
        kept = self._kept
        self._window.resize(1240, 800)
        geometry = kept.value("geometry")
        if geometry is not None:
            self._window.restoreGeometry(geometry)
        self._sidebar.setVisible(str(kept.value("sidebar", 0)) == "1")
        panes, lists = kept.value("panes"), kept.value("lists")
        if panes is not None:
            self._panes.restoreState(panes)
        if lists is not None:
            self._results.restore_state(lists)
        zoom = str(kept.value("photo_size", ""))
        if zoom.isdecimal():
            self._results.grid.set_zoom(int(zoom))
        question = kept.value("question")
        if self._settings.is_on(LAST_QUESTION.key) and isinstance(question, str) and question:
            self._composer.set_text(question)
