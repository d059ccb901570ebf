"""What stands in the window while no folder is watched: choose some, or try a sample."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.display import from_home
from app.icons import Glyph

WIDTH = 520


class FirstRun(QWidget):
    """Proposes the user's pictures and documents, and says what is kept where."""

    folders_chosen = Signal(tuple)  # of paths
    other_wanted = Signal()
    sample_wanted = Signal()

    def __init__(self, library: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headline = QLabel(self.tr("Find your photos by what they show"))
        self.headline.setProperty("role", "title")
        self.text = _line(
            self.tr(
                "Paste a page of a diary to see the photos it is about. Drop a photo to find the "
                "pages that speak of it. Which folders should Mate read?"
            )
        )
        self._proposed = proposed_folders()
        self.proposals = [QCheckBox(from_home(folder)) for folder in self._proposed]
        for box in self.proposals:
            box.setChecked(True)
            box.toggled.connect(self._settle)
        self.begin = QPushButton(self.tr("Begin"))
        self.begin.setProperty("primary", "true")
        self.begin.clicked.connect(self._choose)
        self.other = QPushButton(
            self.tr("Another folder…") if self.proposals else self.tr("Choose a folder…")
        )
        if not self.proposals:
            self.other.setProperty("primary", "true")
        self.other.clicked.connect(self.other_wanted)
        self.sample = QPushButton(self.tr("Try a sample library"))
        self.sample.setToolTip(
            self.tr(
                "Puts 13 photos and two short PDFs into “Mate sample” among your documents, and "
                "asks a first question of them."
            )
        )
        self.sample.clicked.connect(self.sample_wanted)
        self.kept = _line(
            self.tr(
                "Nothing leaves this computer, and your files are never changed. What Mate learns "
                "of them, an index and small pictures, is kept in {folder}."
            ).format(folder=from_home(str(library)))
        )
        self.kept.setProperty("role", "muted")
        self._lay_out()
        self._settle()

    def _lay_out(self) -> None:
        centre = Qt.AlignmentFlag.AlignHCenter
        boxes = QVBoxLayout()
        boxes.setSpacing(8)
        for box in self.proposals:
            boxes.addWidget(box)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        for button in (self.begin, self.other, self.sample):
            buttons.addWidget(button)
        inner = QVBoxLayout()
        inner.setSpacing(14)
        inner.addWidget(Glyph("folder"), 0, centre)
        inner.addWidget(self.headline, 0, centre)
        inner.addWidget(self.text)
        if self.proposals:
            between = QHBoxLayout()
            between.addStretch()
            between.addLayout(boxes)
            between.addStretch()
            inner.addLayout(between)
        row = QHBoxLayout()
        row.addStretch()
        row.addLayout(buttons)
        row.addStretch()
        inner.addLayout(row)
        inner.addSpacing(10)
        inner.addWidget(self.kept)
        middle = QHBoxLayout(self)
        middle.addStretch()
        column = QVBoxLayout()
        column.addStretch(4)
        column.addLayout(inner)
        column.addStretch(5)
        middle.addLayout(column)
        middle.addStretch()

    def _settle(self) -> None:
        self.begin.setVisible(bool(self.proposals))
        self.begin.setEnabled(any(box.isChecked() for box in self.proposals))

    def _choose(self) -> None:
        pairs = zip(self.proposals, self._proposed, strict=True)
        self.folders_chosen.emit(tuple(folder for box, folder in pairs if box.isChecked()))


def proposed_folders() -> list[str]:
    """The user's pictures and documents, where they have such folders."""
    places = QStandardPaths.StandardLocation
    found = []
    for place in (places.PicturesLocation, places.DocumentsLocation):
        folder = QStandardPaths.writableLocation(place)
        # Without one Qt names the home folder, which nobody means to have read as a whole.
        if folder and Path(folder) != Path.home() and Path(folder).is_dir():
            found.append(folder)
    return found


def _line(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setFixedWidth(WIDTH)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
