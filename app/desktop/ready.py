"""A word when a long first indexing is done, for who has turned to something else meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QApplication

from app.display import photos_and_pages
from app.settings.declared import TELLS_WHEN_READY
from app.settings.settings import Settings
from app.worker_client import WorkerClient
from indexer.messages import ProgressChanged

LONG_SECONDS = 120.0
_TOLD = "told_ready"


class ReadyNote(QObject):
    """Tells it once in a library's life."""

    def __init__(
        self,
        client: WorkerClient,
        settings: Settings,
        memory: QSettings,
        tell: Callable[[str, str], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._settings, self._memory, self._tell = settings, memory, tell
        self._since: float | None = None
        client.progress_changed.connect(self._on_progress)

    def _on_progress(self, event: ProgressChanged) -> None:
        progress = event.progress
        if progress.active or progress.paused or progress.scanning:
            self._since = self._since or time.monotonic()
            return
        since, self._since = self._since, None
        if since is None or time.monotonic() - since < LONG_SECONDS or _is_told(self._memory):
            return
        self._memory.setValue(_TOLD, "1")
        if self._settings.is_on(TELLS_WHEN_READY.key) and not _someone_looks():
            self._tell(
                self.tr("Your library is ready"),
                self.tr("{what} can be searched.").format(
                    what=photos_and_pages(progress.photos, progress.pages)
                ),
            )


def _is_told(memory: QSettings) -> bool:
    return str(memory.value(_TOLD, "")) == "1"


def _someone_looks() -> bool:
    """Whether a window of ours has the keyboard: who looks at it sees it all."""
    return QApplication.activeWindow() is not None
