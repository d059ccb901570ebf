"""Asks for the name of a model on the Hugging Face hub."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)


class GetDialog(QDialog):
    """One name, and what is to be known of it beforehand."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Get a model from Hugging Face"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(460)
        words = QLabel(
            self.tr(
                "The name as the hub shows it, organisation and model with a slash between them. "
                "It may be a whole model of Mate, or a part to align: a model of open_clip, or a "
                "text encoder."
            )
        )
        more = QLabel(
            self.tr(
                "The hub learns which model you fetch, and nothing of your library. What comes is "
                "compared with the hub's checksums; after a break it goes on from where it was."
            )
        )
        for label, role in ((words, "muted"), (more, "small")):
            label.setWordWrap(True)
            label.setProperty("role", role)
        self.field = QLineEdit()
        self.field.setPlaceholderText("organisation/model")
        self.field.setAccessibleName(self.tr("Name on the hub"))
        self.field.textChanged.connect(self._look)
        self.get = QPushButton(self.tr("Get"))
        self.get.setProperty("primary", "true")
        self.get.setDefault(True)
        self.get.clicked.connect(self._choose)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(self.get)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(12)
        for widget in (words, self.field, more):
            column.addWidget(widget)
        column.addLayout(buttons)
        self._look()
        self.field.setFocus()

    def _look(self) -> None:
        self.get.setEnabled(bool(self._name.strip("/")))

    @property
    def _name(self) -> str:
        """The name alone, also where a whole address was pasted."""
        text = self.field.text().strip()
        for start in ("https://huggingface.co/", "huggingface.co/", "hf.co/"):
            text = text.removeprefix(start)
        return "/".join(text.split("/")[:2])

    def _choose(self) -> None:
        self.chosen.emit(self._name)
        self.accept()
