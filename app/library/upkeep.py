"""How much room the library takes, and what mends it: a check, or to make all of it anew."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.background import Background
from app.boxes import confirm
from app.display import decimal, display_path, from_home, number, size
from app.worker_client import WorkerClient
from indexer.messages import LibraryOpened, ProgressChanged, Rebuild, SearchRecall, Verified, Verify


@dataclass(frozen=True)
class Room:
    """Bytes that the parts of a library take on disk; what is not there takes none."""

    index: int = 0
    pictures: int = 0
    rest: int = 0

    @property
    def all(self) -> int:
        """Bytes of all of it."""
        return self.index + self.pictures + self.rest


def room_of(library: Path) -> Room:
    """Look how much room a library takes. For a thread: each photo and page has a file."""
    index, pictures = _size(library / "store"), _size(library / "thumbnails")
    return Room(index, pictures, _size(library) - index - pictures)


def _size(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += Path(place, name).lstat().st_size
            except OSError:  # it has just gone
                continue
    return total


class UpkeepPage(QWidget):
    """Measures when it comes up; the rest is done when it is asked for."""

    folder_wanted = Signal(object)

    def __init__(
        self, client: WorkerClient, background: Background, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._client, self._background = client, background
        self._library = ""
        self.recall = _small()
        self.recall.hide()
        self.place = _small()
        self.show_place = QPushButton(self.tr("Show in folder"))
        self.show_place.clicked.connect(lambda: self.folder_wanted.emit(f"{self._library}/store"))
        self.sizes = [QLabel("–") for _ in range(4)]
        self.check = QPushButton(self.tr("Check the library"))
        self.check.clicked.connect(self._begin_check)
        self.found = QLabel()
        self.found.setWordWrap(True)
        self.found.setTextFormat(Qt.TextFormat.PlainText)
        self.anew = QPushButton(self.tr("Make everything anew…"))
        self.anew.clicked.connect(self._ask_anew)
        self._lay_out()
        client.library_opened.connect(self._on_opened)
        client.verified.connect(self._on_verified)
        client.started.connect(self._on_started)
        client.progress_changed.connect(self._on_progress)
        if client.progress is not None:
            self._on_progress(ProgressChanged(client.progress))

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(2, 1)
        names = (
            self.tr("Index"),
            self.tr("Small pictures of photos and pages"),
            self.tr("Catalog, its copy and the rest"),
            self.tr("Together"),
        )
        for row, (name, size_label) in enumerate(zip(names, self.sizes, strict=True)):
            grid.addWidget(QLabel(name), row, 0)
            grid.addWidget(size_label, row, 1, Qt.AlignmentFlag.AlignRight)
            size_label.setAccessibleName(name)
        where = QHBoxLayout()
        where.setSpacing(12)
        where.addWidget(self.place)
        where.addWidget(self.show_place)
        where.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 16, 4, 4)
        column.setSpacing(8)
        column.addWidget(_title(self.tr("What the library takes on this disk")))
        column.addLayout(grid)
        column.addLayout(where)
        column.addWidget(self.recall)
        column.addSpacing(18)
        column.addWidget(_title(self.tr("Check")))
        column.addWidget(
            _small(
                self.tr(
                    "Compares your folders, the index and the small pictures one by one, and mends "
                    "what is amiss. You can search meanwhile."
                )
            )
        )
        column.addWidget(self.check, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.found)
        column.addSpacing(18)
        column.addWidget(_title(self.tr("Make anew")))
        column.addWidget(
            _small(
                self.tr(
                    "Reads every file again, as if it were new, which takes as long as it did at "
                    "first. What you have kept, saved searches and collections, stays."
                )
            )
        )
        column.addWidget(self.anew, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()

    def showEvent(self, event: QShowEvent) -> None:
        """Measure how it is now."""
        super().showEvent(event)
        self._measure()

    def _measure(self) -> None:
        if self._library:
            library = Path(self._library)
            self._background.run(lambda: room_of(library), self._show_room)

    def _show_room(self, room: Room) -> None:
        parts = (room.index, room.pictures, room.rest, room.all)
        for label, part in zip(self.sizes, parts, strict=True):
            label.setText(size(part))

    def _on_opened(self, event: LibraryOpened) -> None:
        self._library = event.path
        self.place.setText(from_home(event.path))
        if self.isVisible():
            self._measure()

    def _on_started(self) -> None:
        if not self.check.isEnabled():  # the worker that checked is gone
            self._rest("")

    def _on_progress(self, event: ProgressChanged) -> None:
        recall = event.progress.recall
        self.recall.setVisible(recall is not None)
        if recall is not None:
            self.recall.setText(self._how_exact(recall))

    def _how_exact(self, recall: SearchRecall) -> str:
        if recall.exact:
            return self.tr("Search: exact, everything is compared")
        return self.tr("Search: finds {n} % of the nearest, measured in this library").format(
            n=decimal(recall.percent, 1)
        )

    def _begin_check(self) -> None:
        self.check.setEnabled(False)
        self.found.setText(self.tr("Comparing…"))
        self._client.send(Verify())

    def _on_verified(self, event: Verified) -> None:
        if event.failure:
            reason = display_path(event.failure)
            self._rest(self.tr("The check came to no end: {reason}").format(reason=reason))
        else:
            self._rest(self._in_words(dict(event.found)))
        self._measure()

    def _rest(self, words: str) -> None:
        self.check.setEnabled(True)
        self.found.setText(words)

    def _in_words(self, found: dict[str, int]) -> str:
        """What was found, a line each, in the order of what matters."""
        told = {
            "contents_incomplete": self.tr("Missing or damaged in the index, read again: {n}"),
            "contents_half_written": self.tr("Half written, read again: {n}"),
            "thumbnails_missing": self.tr("Missing small pictures, made again: {n}"),
            "files_queued": self.tr("New or changed files, read now: {n}"),
            "files_removed": self.tr("Files that are gone, forgotten: {n}"),
            "files_renamed": self.tr("Renamed files, noted: {n}"),
            "contents_kept": self.tr(
                "Lacking something, in folders that are away; check again when they are back: {n}"
            ),
            "contents_unknown": self.tr("In the index for no file, deleted: {n}"),
            "contents_unused": self.tr("In the index for files that are gone, deleted: {n}"),
            "thumbnails_unknown": self.tr("Small pictures of nothing, deleted: {n}"),
            "leftovers": self.tr("Files of the library whose writing was cut off, deleted: {n}"),
        }
        lines = [text.format(n=number(found[name])) for name, text in told.items() if found[name]]
        return "\n".join(lines) or self.tr("All is as it should be.")

    def _ask_anew(self) -> None:
        confirm(
            self,
            self.tr("Read every file again?"),
            self.tr(
                "Until a file has been read again it is not found. Files in folders that are away "
                "stay as they are."
            ),
            self.tr("Make anew"),
            lambda: self._client.send(Rebuild()),
        )


def _title(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "strong")
    return label


def _small(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(bool(text))
    label.setProperty("role", "small")
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
