"""Less motion, where a person wants less: what moves without being touched stands still."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.library.status_line import StatusLine
from app.map.page import MapPage
from app.settings.declared import LESS_MOTION
from app.settings.settings import Settings

if TYPE_CHECKING:
    from app.desktop.calm import Calm


class Motion(QObject):
    """Follows the setting, and the desktop's, whichever wants less."""

    def __init__(
        self, app: QApplication, settings: Settings, status: StatusLine, page: MapPage
    ) -> None:
        super().__init__(status)
        self._app, self._settings = app, settings
        self._status, self._map = status, page
        self._blink = app.cursorFlashTime()
        self.calm: Calm | None = None
        settings.changed.connect(self._on_changed)
        self._settle()
        if sys.platform not in ("win32", "darwin"):
            from app.desktop.calm import Calm  # D-Bus need not be there elsewhere

            self.calm = Calm(self)
            self.calm.changed.connect(lambda _wanted: self._settle())
            QTimer.singleShot(0, self.calm.begin)  # the window is shown first

    def _on_changed(self, key: str) -> None:
        if key == LESS_MOTION.key:
            self._settle()

    def _settle(self) -> None:
        wanted = self.calm is not None and self.calm.wanted
        less = self._settings.is_on(LESS_MOTION.key) or wanted
        self._app.setCursorFlashTime(0 if less else self._blink)
        self._status.keep_still(less)
        self._map.keep_still(less)
