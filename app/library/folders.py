"""The watched folders: what each holds, whether it is there, and adding and removing them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.accessible import lead_before
from app.boxes import confirm
from app.display import clock, display_path, file_name, files, from_home, number
from app.icons import Glyph, IconButton
from app.library.ignores import IgnoresDialog
from app.worker_client import WorkerClient
from indexer.messages import (
    FoldersChanged,
    FolderStatus,
    RemoveFolder,
    Rescan,
    SetIgnores,
    SetPriority,
    Unwatched,
)


class FoldersPage(QWidget):
    """A row a folder, in the order of their paths."""

    add_wanted = Signal()

    def __init__(self, client: WorkerClient, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self.rows: dict[str, FolderRow] = {}
        intro = QLabel(
            self.tr(
                "Mate watches these folders and finds what is new, changed, moved or deleted by "
                "itself. Your files are only read, never changed, and nothing leaves this computer."
            )
        )
        intro.setWordWrap(True)
        intro.setProperty("role", "muted")
        self._empty = QLabel(self.tr("No folder is watched yet."))
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setProperty("role", "muted")

        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(8)
        self._list.addWidget(self._empty)
        self._list.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the focus of what is in it
        scroll.setWidget(inner)

        self.add = QPushButton(self.tr("Add folder…"))
        self.add.setProperty("primary", "true")
        self.add.clicked.connect(self.add_wanted)
        self.rescan = IconButton("refresh", self.tr("Look again now"))
        self.rescan.setProperty("outlined", "true")
        self.rescan.describe(self.tr("Compare every folder with the library now"))
        self.rescan.clicked.connect(lambda: client.send(Rescan()))
        self.how = IconButton("settings", self.tr("How they are indexed"))
        self.how.setProperty("outlined", "true")
        self.how.describe(self.tr("Settings: how fast, on battery, and what is read"))
        buttons = QHBoxLayout()
        buttons.addWidget(self.add)
        buttons.addWidget(self.rescan)
        buttons.addStretch()
        buttons.addWidget(self.how)

        column = QVBoxLayout(self)
        column.setContentsMargins(4, 12, 4, 4)
        column.setSpacing(12)
        column.addWidget(intro)
        column.addWidget(scroll, 1)
        column.addLayout(buttons)
        client.folders_changed.connect(self._on_folders)
        self._show(client.folders)

    def _on_folders(self, event: FoldersChanged) -> None:
        self._show(event.folders)

    def _show(self, folders: tuple[FolderStatus, ...]) -> None:
        """Bring the rows in line, keeping those that stay: a button may hold the focus."""
        known = {folder.path for folder in folders}
        for path in [path for path in self.rows if path not in known]:
            row = self.rows.pop(path)
            self._list.removeWidget(row)
            row.deleteLater()
        for position, folder in enumerate(sorted(folders, key=lambda f: f.path)):
            if folder.path not in self.rows:
                row = FolderRow(folder.path)
                row.remove_wanted.connect(self._ask_to_remove)
                row.priority_wanted.connect(self._set_priority)
                row.ignores_wanted.connect(self._ask_what_to_ignore)
                self.rows[folder.path] = row
                self._list.insertWidget(position, row)
            self.rows[folder.path].show_status(folder, alone=len(folders) == 1)
        rows = [self.rows[path] for path in sorted(self.rows)]
        lead_before(self.add, [each for row in rows for each in row.stops])
        self._empty.setVisible(not folders)

    def _set_priority(self, path: str, priority: int) -> None:
        self._client.send(SetPriority(path, priority))

    def _ask_what_to_ignore(self, path: str) -> None:
        found = [folder.ignores for folder in self._client.folders if folder.path == path]
        dialog = IgnoresDialog(path, "".join(found), self)
        dialog.chosen.connect(lambda lines: self._client.send(SetIgnores(path, lines)))
        dialog.open()

    def _ask_to_remove(self, path: str) -> None:
        confirm(
            self,
            self.tr("Stop watching {name}?").format(name=file_name(path)),
            self.tr(
                "Its photos and pages are no longer found. The files themselves are not touched, "
                "and you can add the folder again at any time."
            ),
            self.tr("Stop watching"),
            lambda: self._client.send(RemoveFolder(path)),
        )


class FolderRow(QFrame):
    """One folder."""

    remove_wanted = Signal(object)  # a path: as a str Qt would lose bytes that are not UTF-8
    priority_wanted = Signal(object, int)
    ignores_wanted = Signal(object)

    def __init__(self, path: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("folderRow")
        self._path = path
        # Beside a list to open, whose label it is, & would underline what follows.
        name = QLabel(file_name(path).replace("&", "&&"))
        name.setProperty("role", "strong")
        name.setTextFormat(Qt.TextFormat.PlainText)
        where = QLabel(from_home(path))
        where.setProperty("role", "small")
        where.setTextFormat(Qt.TextFormat.PlainText)
        self.setToolTip(display_path(path))
        self.state = QLabel()
        self.state.setProperty("role", "small")
        remove = IconButton("close")
        remove.setProperty("compact", "true")
        remove.describe(self.tr("Stop watching {name}").format(name=file_name(path)))
        remove.clicked.connect(lambda: self.remove_wanted.emit(self._path))
        self.remove = remove
        self.ignores = IconButton("funnel")
        self.ignores.setProperty("compact", "true")
        self.ignores.describe(self.tr("What is left out of {name}").format(name=file_name(path)))
        self.ignores.clicked.connect(lambda: self.ignores_wanted.emit(self._path))
        self.priority = QComboBox()
        for text, value in (
            (self.tr("Read first"), 1),
            (self.tr("Read in turn"), 0),
            (self.tr("Read last"), -1),
        ):
            self.priority.addItem(text, value)
        self.priority.setAccessibleName(self.tr("When {name} is read").format(name=file_name(path)))
        self.priority.activated.connect(
            lambda: self.priority_wanted.emit(self._path, self.priority.currentData())
        )
        name.setBuddy(self.priority)
        self.stops = (self.priority, self.ignores, remove)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(name)
        words.addWidget(where)
        words.addWidget(self.state)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 10, 10)
        row.setSpacing(12)
        row.addWidget(Glyph("folder", 28))
        row.addLayout(words, 1)
        row.addWidget(self.priority)
        row.addWidget(self.ignores)
        row.addWidget(remove)

    def show_status(self, folder: FolderStatus, *, alone: bool) -> None:
        """Show the counts, or that the folder is away; one that is ``alone`` has no turn."""
        self.priority.setCurrentIndex(self.priority.findData(folder.priority))
        self.priority.setVisible(not alone)
        parts = [files(folder.files)]
        if folder.indexed < folder.files:
            parts.append(self.tr("{n} searchable").format(n=number(folder.indexed)))
        if folder.failed:
            parts.append(self.tr("{n} could not be read").format(n=number(folder.failed)))
        if folder.videos == 1:
            parts.append(self.tr("1 video is not indexed"))
        elif folder.videos:
            parts.append(self.tr("{n} videos are not indexed").format(n=number(folder.videos)))
        if folder.ignores:
            parts.append(self.tr("some are left out"))
        if folder.present and folder.unwatched:
            parts.append(self._why_unwatched(folder.unwatched))
        if folder.scanned is not None:
            parts.append(self.tr("looked through {when}").format(when=clock(folder.scanned)))
        if folder.silent:
            parts.insert(0, self.tr("Its drive does not answer – kept until it does"))
        elif folder.replaced:
            parts.insert(0, self.tr("Something else is in its place – kept until it is back"))
        elif not folder.present:
            parts.insert(0, self.tr("Not there now (drive unplugged?) – kept until it is back"))
        self.setToolTip(
            self.tr("To index what is there now, remove the folder and add it again.")
            if folder.replaced and not folder.silent
            else ""
        )
        self.state.setText(" · ".join(parts))

    def _why_unwatched(self, why: Unwatched) -> str:
        if why == "network":
            return self.tr("On a network drive, looked through every few minutes")
        if why == "many":
            return self.tr("Too many folders to watch, looked through every few minutes")
        return self.tr("Cannot be watched, looked through every few minutes")
