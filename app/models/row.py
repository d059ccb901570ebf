"""A model in the list: what it is, and what can be done with it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.display import display_path
from app.icons import IconButton
from app.models import words
from indexer.messages import KnownModel

# Whether it answers and indexes, answers until another has read all, reads all to answer then, or
# does nothing here.
Part = Literal["in use", "leaves", "comes", ""]


class ModelRow(QFrame):
    """One model."""

    use_wanted = Signal(object)  # its name: as a str Qt would lose bytes that are not UTF-8
    remove_wanted = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("folderRow")
        self._name = name
        self.title = _label("strong")
        self.about = _label("")
        self.facts = _label("small")
        self.measured = _label("small")
        self.fault = _label("error")
        self.state = _label("small")
        self.state.setWordWrap(False)
        self.use = QPushButton()
        self.use.setAutoDefault(False)
        self.use.clicked.connect(lambda: self.use_wanted.emit(self._name))
        self.remove = IconButton("close")
        self.remove.setProperty("compact", "true")
        self.remove.clicked.connect(lambda: self.remove_wanted.emit(self._name))
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.title, 1)
        head.addWidget(self.state)
        head.addWidget(self.use)
        head.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 10, 10)
        column.setSpacing(3)
        column.addLayout(head)
        for label in (self.about, self.facts, self.measured, self.fault):
            column.addWidget(label)

    def show_model(self, model: KnownModel, part: Part, state: str) -> None:
        """Show what is known of it, and its part in what goes on."""
        title = words.title(model)
        self.title.setText(title)
        self.setAccessibleName(title)
        self.setToolTip("" if model.name == words.STARTER else display_path(model.name))
        if model.fault:
            _say(self.fault, self.tr("Cannot be read: {why}").format(why=display_path(model.fault)))
            for label in (self.about, self.facts, self.measured):
                label.hide()
        else:
            self.fault.hide()
            _say(self.about, words.about(model))
            _say(self.facts, words.facts(model))
            _say(self.measured, words.measured(model))
        _say(self.state, state)
        usable = model.kind == "model" and not model.fault
        self.use.setText(self.tr("Stay with this one") if part == "leaves" else self.tr("Use…"))
        name = self.tr("Stay with {name}") if part == "leaves" else self.tr("Use {name}")
        self.use.setAccessibleName(name.format(name=title))
        self.use.setVisible(part == "leaves" or (usable and not part))
        self.remove.setVisible(model.listed and not part)
        self.remove.describe(self.tr("Take {name} off the list; its files stay").format(name=title))


def _label(role: str) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    return label


def _say(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))
