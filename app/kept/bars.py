"""Two quiet lines above the results: what is open, and how an export goes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from app.elided import ElidedLabel
from app.icons import Glyph, IconButton

MOST_NAME = 420  # pixels


class OpenBar(QFrame):
    """The name of the collection or saved search that is open, and a button that exports it."""

    export_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("openBar")
        self._glyph = Glyph("album", 22)
        self.name = QLabel()
        self.name.setProperty("role", "heading")
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setMinimumWidth(1)  # it gives way to the buttons
        self.facts = QLabel()
        self.facts.setProperty("role", "muted")
        self.export = IconButton("export", self.tr("Export"))
        self.export.setProperty("outlined", "true")
        self.export.describe(self.tr("Export what is shown here"), "Ctrl+E")
        self.export.clicked.connect(self.export_wanted)
        close = IconButton("close")
        close.setProperty("compact", "true")
        close.describe(self.tr("Back to the newest"), "Esc")
        close.clicked.connect(self.closed)
        self.close_button = close
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(18, 0, 16, 0)
        row.setSpacing(10)
        row.addWidget(self._glyph)
        row.addWidget(self.name)
        row.addWidget(self.facts)
        row.addStretch(1)
        row.addWidget(self.export)
        row.addWidget(close)
        self._has_name = self._is_covered = False
        self.hide()

    def show_name(self, name: str, facts: str, icon: str) -> None:
        """Show what is open."""
        self._glyph.set_icon(icon)
        self.name.setToolTip(name)
        self.name.setAccessibleName(name)
        self.facts.setText(facts)
        self._has_name = True
        self.setVisible(not self._is_covered)
        self._cut()

    def forget(self) -> None:
        """Nothing is open any more."""
        self._has_name = False
        self.hide()

    def cover(self, *, covered: bool) -> None:
        """Be gone while something else stands where what is open would."""
        self._is_covered = covered
        self.setVisible(self._has_name and not covered)

    def showEvent(self, event: QShowEvent) -> None:
        """Cut the name anew: now the buttons have their size."""
        super().showEvent(event)
        self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the name anew."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        """Show as much of the name as there is room for beside what is told and the buttons."""
        for part in (self.name, self.facts, self.export, self.close_button):
            part.ensurePolished()
        # The name itself asks for one pixel there.
        room = self.width() - self._row.minimumSize().width()
        cut = self.name.fontMetrics().elidedText(self.name.toolTip(), _RIGHT, min(room, MOST_NAME))
        self.name.setText(cut)


class ExportBar(QFrame):
    """How an export goes, and a button that ends it."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setProperty("level", "info")
        self.words = ElidedLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(160)
        self.bar.setAccessibleName(self.tr("Export progress"))
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.setSpacing(10)
        row.addWidget(self.words, 1)
        row.addWidget(self.bar)
        row.addWidget(self.cancel)
        self.hide()

    def begin(self, words: str) -> None:
        """Show that it has begun, of unknown length."""
        self.words.show_text(words)
        self.bar.setRange(0, 0)
        self.cancel.setEnabled(True)
        self.show()

    def go_on(self, done: int, total: int) -> None:
        """Show how far it is; bytes may be more than Qt counts, so in thousandths."""
        self.bar.setRange(0, 1000)
        self.bar.setValue(round(1000 * done / total) if total else 0)


_RIGHT = Qt.TextElideMode.ElideRight
