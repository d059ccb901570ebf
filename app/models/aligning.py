"""Asks of what a model is to be made: what sees, what reads, and the captions to learn from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.models import words
from indexer.messages import AlignModel, KnownModel, ModelKind

# What comes with Mate, by the names that `mate train align` has for them.
_OWN_READERS = (("minilm", "all-MiniLM-L6-v2"), ("use", "USE multilingual"))


class AlignDialog(QDialog):
    """Two parts, a file of captions, a folder of photos, and a name."""

    chosen = Signal(object)  # an AlignModel

    def __init__(self, models: Sequence[KnownModel], photos: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Align on this machine"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(520)
        intro = _words(
            self.tr(
                "Makes a model of two parts: the one sees photos and reads short texts, the other "
                "reads long ones. It learns from captions alone, in minutes to hours."
            ),
            "muted",
        )
        self.vlm, self.llm = QComboBox(), QComboBox()
        for name, title in _parts(models, "vlm", "open-clip:"):
            self.vlm.addItem(title, name)
        for name, title in (*_OWN_READERS, *_parts(models, "text-encoder", "hugging-face:")):
            self.llm.addItem(title, name)
        self.captions, self.photos, self.name = QLineEdit(), QLineEdit(photos), QLineEdit()
        self.captions.setPlaceholderText(self.tr("a text file, one caption a line"))
        self.photos.setPlaceholderText(self.tr("none"))
        captions, folder = QPushButton(self.tr("Choose…")), QPushButton(self.tr("Choose…"))
        captions.setAccessibleName(self.tr("Choose the captions"))
        folder.setAccessibleName(self.tr("Choose a folder of photos"))
        captions.clicked.connect(self._choose_captions)
        folder.clicked.connect(self._choose_photos)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row, (text, field, button) in enumerate(
            (
                (self.tr("Sees photos"), self.vlm, None),
                (self.tr("Reads texts"), self.llm, None),
                (self.tr("Captions"), self.captions, captions),
                (self.tr("Photos"), self.photos, folder),
                (self.tr("Name"), self.name, None),
            )
        ):
            label = QLabel(text)
            label.setBuddy(field)
            field.setAccessibleName(text)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1, 1, 1 if button else 2)
            if button is not None:
                button.setAutoDefault(False)
                grid.addWidget(button, row, 2)
        notes = _words(
            self.tr(
                "Some thousands of captions are good, twenty are the least. Of the photos some "
                "hundreds are looked at, to see where the one part puts them; without any, less is "
                "found. So far this was tried with very small parts alone."
            ),
            "small",
        )
        self.missing = _words(
            self.tr(
                "There is no part yet that sees photos. Get one from Hugging Face, or add one from "
                "a folder: any model of open_clip."
            ),
            "error",
        )
        self.missing.setVisible(self.vlm.count() == 0)
        self.begin = QPushButton(self.tr("Align"))
        self.begin.setProperty("primary", "true")
        self.begin.setDefault(True)
        self.begin.clicked.connect(self._choose)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(self.begin)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(12)
        column.addWidget(intro)
        column.addLayout(grid)
        column.addWidget(self.missing)
        column.addWidget(notes)
        column.addLayout(buttons)
        for field in (self.captions, self.name):
            field.textChanged.connect(self._look)
        for box in (self.vlm, self.llm):
            box.currentIndexChanged.connect(self._suggest)
        self._suggest()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the room it needs: Qt gives a dialog two thirds of a small screen at most."""
        super().showEvent(event)
        self.setMinimumHeight(self._column.totalHeightForWidth(self.width()))

    def _suggest(self) -> None:
        """Propose a name."""
        if self.vlm.count():
            parts = (self.vlm.currentText(), self.llm.currentText())
            self.name.setText(" + ".join(part.rpartition("/")[2] for part in parts))
        self._look()

    def _look(self) -> None:
        filled = bool(self.captions.text().strip() and self.name.text().strip())
        self.begin.setEnabled(filled and self.vlm.count() > 0)

    def _choose_captions(self) -> None:
        kinds = self.tr("Texts ({0})").format("*.txt *.jsonl *.json *.gz")
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Choose the captions"), "", kinds)
        if path:
            self.captions.setText(path)

    def _choose_photos(self) -> None:
        title = self.tr("Choose a folder of photos")
        path = QFileDialog.getExistingDirectory(self, title, self.photos.text())
        if path:
            self.photos.setText(path)

    def _choose(self) -> None:
        self.chosen.emit(
            AlignModel(
                self.name.text().strip(),
                self.vlm.currentData(),
                self.llm.currentData(),
                self.captions.text().strip(),
                self.photos.text().strip(),
            )
        )
        self.accept()


def _parts(models: Sequence[KnownModel], kind: ModelKind, prefix: str) -> list[tuple[str, str]]:
    """The parts of a kind that can be read, as `mate train align` names them, and their titles."""
    return [
        (prefix + each.name, words.title(each))
        for each in models
        if each.kind == kind and not each.fault
    ]


def _words(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setProperty("role", role)
    return label
