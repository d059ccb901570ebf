"""A message that stays until it is dealt with, above the results; never a box in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.icons import IconButton

Level = Literal["info", "warning", "error"]


class Banner(QFrame):
    """One message at a time: the newest, with what can be done about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.button = QPushButton()
        self.button.clicked.connect(self._act)
        self.more = QPushButton()
        self.more.setProperty("link", "true")
        self.more.clicked.connect(lambda: self._ask_more())
        dismiss = IconButton("close")
        dismiss.setProperty("compact", "true")
        dismiss.describe(self.tr("Dismiss this message"))
        dismiss.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.setSpacing(10)
        row.addWidget(self.text, 1)
        row.addWidget(self.more)
        row.addWidget(self.button)
        row.addWidget(dismiss)
        self._action: Callable[[], object] | None = None
        self._ask_more: Callable[[], object] = lambda: None
        self.hide()

    def announce(
        self,
        level: Level,
        text: str,
        button: str = "",
        action: Callable[[], object] | None = None,
        more: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        """Show a message, with a button that does something about it where there is something.

        ``more`` is what can be asked while the message stays: its words, and what asks it.
        """
        self.setProperty("level", level)
        for widget in (self, self.text):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self.text.setText(text)
        self.setAccessibleName(text)
        self.button.setText(button)
        self.button.setVisible(action is not None)
        self._action = action
        self.more.setVisible(more is not None)
        if more is not None:
            self.more.setText(more[0])
            self._ask_more = more[1]
        self.show()

    def _act(self) -> None:
        self.hide()
        if self._action is not None:
            self._action()
