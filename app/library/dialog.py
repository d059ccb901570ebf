"""The library: its folders and its failed files, beside the window, never in its way."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QTabWidget, QVBoxLayout, QWidget

from app.background import Background
from app.display import number
from app.library.duplicates import DuplicatesPage
from app.library.failed import FailedPage
from app.library.folders import FoldersPage
from app.library.upkeep import UpkeepPage
from app.results.thumbnails import ThumbnailCache
from app.worker_client import WorkerClient
from indexer.messages import ProgressChanged


class LibraryDialog(QDialog):
    """Folders, what could not be read, what is alike, and upkeep."""

    add_wanted = Signal()
    folder_wanted = Signal(object)  # a path: as a str Qt would lose bytes that are not UTF-8
    open_wanted = Signal(object)
    settings_wanted = Signal()  # of how the folders are indexed

    def __init__(
        self,
        client: WorkerClient,
        thumbnails: ThumbnailCache,
        background: Background,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Library"))
        self.resize(860, 640)
        self.folders = FoldersPage(client)
        self.failed = FailedPage(client)
        self.duplicates = DuplicatesPage(client, thumbnails)
        self.upkeep = UpkeepPage(client, background)
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._tabs.addTab(self.folders, self.tr("Folders"))
        self._tabs.addTab(self.failed, self.tr("Could not be read"))
        self._tabs.addTab(self.duplicates, self.tr("Duplicates"))
        self._tabs.addTab(self.upkeep, self.tr("Upkeep"))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 16)
        column.addWidget(self._tabs)
        self.folders.add_wanted.connect(self.add_wanted)
        self.folders.how.clicked.connect(self.settings_wanted)
        self.failed.folder_wanted.connect(self.folder_wanted)
        self.upkeep.folder_wanted.connect(self.folder_wanted)
        self.duplicates.open_wanted.connect(self.open_wanted)
        client.progress_changed.connect(self._on_progress)
        if client.progress is not None:
            self._on_progress(ProgressChanged(client.progress))

    def show_folders(self) -> None:
        """Come up with the folders."""
        self._come_up(self.folders)

    def show_failed(self) -> None:
        """Come up with the failed files."""
        self._come_up(self.failed)

    def show_duplicates(self) -> None:
        """Come up with what is there more than once."""
        self._come_up(self.duplicates)

    def _come_up(self, page: QWidget) -> None:
        self._tabs.setCurrentWidget(page)
        self.show()
        self.raise_()
        self.activateWindow()

    def _on_progress(self, event: ProgressChanged) -> None:
        failed = event.progress.failed + event.progress.partial
        title = self.tr("Could not be read")
        self._tabs.setTabText(1, f"{title} ({number(failed)})" if failed else title)
