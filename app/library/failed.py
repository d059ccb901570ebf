"""The files that could not be read, or not in full, with reasons and a way to try again."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.display import display_path, file_name, folder_path
from app.icons import IconButton
from app.worker_client import WorkerClient
from indexer.messages import (
    FailedFiles,
    FileStatus,
    ListFailed,
    ProgressChanged,
    RetryFailed,
)

_Index = QModelIndex | QPersistentModelIndex


class FailedModel(QAbstractTableModel):
    """File, reason and folder of each failed file."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.files: tuple[FileStatus, ...] = ()

    def set_files(self, files: tuple[FileStatus, ...]) -> None:
        """Show other files."""
        self.beginResetModel()
        self.files = files
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of files."""
        return 0 if parent.isValid() else len(self.files)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of columns."""
        return 0 if parent.isValid() else 3

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return the title of a column."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return (self.tr("File"), self.tr("Reason"), self.tr("Folder"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell, or the whole of it as a tool tip."""
        file = self.files[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (file_name(file.path), file.reason, folder_path(file.path))[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{display_path(file.path)}\n{file.reason}"
        return None


class FailedPage(QWidget):
    """Keeps itself fresh while it shows."""

    folder_wanted = Signal(object)  # a path: as a str Qt would lose bytes that are not UTF-8

    def __init__(self, client: WorkerClient, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self._counts = (-1, -1)
        self.model = FailedModel(self)
        self._intro = QLabel()
        self._intro.setWordWrap(True)
        self._intro.setProperty("role", "muted")
        self.view = QTreeView()
        self.view.setModel(self.model)
        self.view.setRootIsDecorated(False)
        self.view.setUniformRowHeights(True)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setAccessibleName(self.tr("Files that could not be read"))
        header = self.view.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(False)
        # The reason is the longest, and what counts.
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(0, 150)
        header.resizeSection(2, 140)
        self.view.selectionModel().selectionChanged.connect(self._show_what_can_be_done)

        self.retry = IconButton("refresh", self.tr("Try again"))
        self.retry.describe(self.tr("Try the selected files again"))
        self.retry.clicked.connect(self._retry_selected)
        self.retry_all = IconButton("refresh", self.tr("Try all again"))
        self.retry_all.describe(self.tr("Try every failed file again"))
        self.retry_all.clicked.connect(lambda: client.send(RetryFailed()))
        self.folder = IconButton("folder", self.tr("Show in folder"))
        self.folder.describe(self.tr("Show the selected file in its folder"))
        self.folder.clicked.connect(self._show_folder)
        buttons = QHBoxLayout()
        for button in (self.retry, self.retry_all, self.folder):
            button.setProperty("outlined", "true")
            buttons.addWidget(button)
        buttons.addStretch()

        column = QVBoxLayout(self)
        column.setContentsMargins(4, 12, 4, 4)
        column.setSpacing(12)
        column.addWidget(self._intro)
        column.addWidget(self.view, 1)
        column.addLayout(buttons)
        # Failures come in bursts; one question a second is enough to follow them.
        self._ask = QTimer(self)
        self._ask.setSingleShot(True)
        self._ask.setInterval(1_000)
        self._ask.timeout.connect(lambda: client.send(ListFailed()))
        client.failed_files.connect(self._on_files)
        client.progress_changed.connect(self._on_progress)
        self.retry_all.setEnabled(False)
        self._show_what_can_be_done()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the files as they are now."""
        super().showEvent(event)
        self._client.send(ListFailed())

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop asking."""
        super().hideEvent(event)
        self._ask.stop()

    def _on_progress(self, event: ProgressChanged) -> None:
        counts = (event.progress.failed, event.progress.partial)
        if counts != self._counts:
            self._counts = counts
            if self.isVisible() and not self._ask.isActive():
                self._ask.start()

    def _on_files(self, event: FailedFiles) -> None:
        if event.files != self.model.files:
            self.model.set_files(event.files)
        self._intro.setText(
            self.tr("These files in your folders cannot be searched, or not in full, and why.")
            if event.files
            else self.tr("Every file in your folders could be read.")
        )
        self.retry_all.setEnabled(any(file.state == "failed" for file in event.files))
        self._show_what_can_be_done()

    def _selected(self) -> list[FileStatus]:
        rows = self.view.selectionModel().selectedRows()
        return [self.model.files[index.row()] for index in rows]

    def _selected_failed(self) -> tuple[str, ...]:
        """What may be tried again: what could be read in part has the same damage again."""
        return tuple(file.path for file in self._selected() if file.state == "failed")

    def _show_what_can_be_done(self) -> None:
        self.retry.setEnabled(bool(self._selected_failed()))
        self.folder.setEnabled(len(self._selected()) == 1)

    def _retry_selected(self) -> None:
        paths = self._selected_failed()
        if paths:
            self._client.send(RetryFailed(paths))

    def _show_folder(self) -> None:
        for file in self._selected()[:1]:
            self.folder_wanted.emit(file.path)
