"""What is left out of a watched folder: patterns, a line each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.display import file_name


class IgnoresDialog(QDialog):
    """Asks for the patterns, beginning with those that hold."""

    chosen = Signal(str)

    def __init__(self, path: str, patterns: str, parent: QWidget) -> None:
        super().__init__(parent)
        name = file_name(path)
        self.setWindowTitle(self.tr("Left out of {name}").format(name=name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(460, 380)
        words = QLabel(
            self.tr(
                "Files and folders that these patterns name are not indexed, and leave the index "
                "if they are in it. The files themselves are not touched. A line each, as in a "
                ".gitignore: *.png, /scans/, raw/**, !keep.jpg"
            )
        )
        words.setWordWrap(True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setProperty("role", "muted")
        self.field = QPlainTextEdit(patterns)
        self.field.setTabChangesFocus(True)
        self.field.setAccessibleName(self.windowTitle())
        self.field.setAccessibleDescription(words.text())
        self.field.setPlaceholderText(self.tr("Nothing is left out"))
        self.keep = QPushButton(self.tr("Save"))
        self.keep.setProperty("primary", "true")
        self.keep.clicked.connect(self._keep)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(self.keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(12)
        column.addWidget(words)
        column.addWidget(self.field, 1)
        column.addLayout(buttons)
        self.field.setFocus()

    def _keep(self) -> None:
        self.chosen.emit(self.field.toPlainText())
        self.accept()
