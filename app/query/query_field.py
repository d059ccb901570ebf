"""The field of the composer, for a word or a pasted page."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

MOST_LINES = 6
ENOUGH = 2_000  # letters: more than so many lines have


class QueryField(QPlainTextEdit):
    """A text field of one line that grows with what is pasted into it."""

    submitted = Signal()
    media_pasted = Signal(QMimeData)
    focus_changed = Signal(bool)
    recent_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._margin, self._invitation = 0, ""
        self.setObjectName("composerField")
        self.invite(beside_photo=False)
        self.setAccessibleName(self.tr("What to search for: words, a passage or a whole page"))
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)  # the window takes every drop and says what it will do
        self.viewport().setAcceptDrops(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def invite(self, *, beside_photo: bool) -> None:
        """Say what can be written here; beside a photo there is room for a few words only."""
        self._invitation = (
            self.tr("Add words")
            if beside_photo
            else self.tr("Paste a passage, or drop a photo or document")
        )
        self._cut()

    def _cut(self) -> None:
        """Invite in one line: of a second one Qt would show a part."""
        room = self.viewport().width() - 2 * math.ceil(self.document().documentMargin())
        mode = Qt.TextElideMode.ElideRight
        self.setPlaceholderText(self.fontMetrics().elidedText(self._invitation, mode, room))

    def lines_in(self, width: int) -> int:
        """Return how many lines what stands there takes in a width, or more than are shown."""
        text = self.toPlainText()[:ENOUGH]
        flags = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
        metrics = self.fontMetrics()
        area = metrics.boundingRect(0, 0, max(width, 1), 1 << 20, flags, text or " ")
        return round(area.height() / metrics.lineSpacing())

    def sizeHint(self) -> QSize:
        """Return the height of the lines that are there, up to a few."""
        return QSize(320, self.height())

    def _fit(self) -> None:
        policy = Qt.ScrollBarPolicy
        overflows = self.document().size().height() > MOST_LINES  # which Qt counts in lines
        margin = self._margin = math.ceil(self.document().documentMargin())
        # One pixel more than the text, or Qt takes its last line for cut off and scrolls.
        height = math.ceil(self._text_height()) + 2 * margin + 1
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if overflows else policy.ScrollBarAlwaysOff
        )
        if height != self.height():
            self.setFixedHeight(height)
        if not overflows:
            self.verticalScrollBar().setValue(0)  # it had scrolled while it was lower

    def _text_height(self) -> float:
        """Return the height of the first lines as they are laid out.

        The font's line spacing is not it: lines are rounded up to whole pixels, and a letter
        from another font makes its line higher.
        """
        heights: list[float] = []
        block = self.document().firstBlock()
        while block.isValid() and len(heights) < MOST_LINES:
            self.blockBoundingRect(block)  # lays the block out
            layout = block.layout()
            lines = min(layout.lineCount(), MOST_LINES - len(heights))
            heights += [layout.lineAt(number).height() for number in range(lines)]
            block = block.next()
        return sum(heights)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Hide the heads of the next line's letters, for which Qt leaves room."""
        super().paintEvent(event)
        left = self.viewport().height() - math.floor(self._text_height() + self._margin)
        if self.verticalScrollBar().maximum() and left > 0:
            foot = self.viewport().rect()
            foot.setTop(foot.bottom() - left + 1)
            with QPainter(self.viewport()) as painter:
                # The style sheet has taken the ground out of its own palette.
                painter.fillRect(foot, QGuiApplication.palette().base())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again: another width wraps into other lines."""
        super().resizeEvent(event)
        self._fit()
        self._cut()

    def changeEvent(self, event: QEvent) -> None:
        """Fit again when the style sheet gives another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()
            self._cut()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Search on Enter while there is one line, and always on Ctrl+Enter; see what was asked."""
        if event.key() == Qt.Key.Key_Down and self.document().isEmpty():
            self.recent_wanted.emit()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            plain = modifiers == Qt.KeyboardModifier.NoModifier
            if modifiers == Qt.KeyboardModifier.ControlModifier or (
                plain and self.blockCount() == 1
            ):
                self.submitted.emit()
                return
            # Qt would put a soft line break on Shift+Enter, which is not a line of its own.
            self.insertPlainText("\n")
            self.ensureCursorVisible()
            return
        super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Allow Ctrl+V of a picture or a file as well."""
        return source.hasImage() or source.hasUrls() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Take text as text; hand pictures and files on."""
        local_files = any(url.isLocalFile() for url in source.urls())
        if local_files or (source.hasImage() and not source.text().strip()):
            self.media_pasted.emit(source)
        else:
            self.insertPlainText(source.text().strip("\r\n"))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the card, which draws the ring."""
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the card, which draws the ring."""
        super().focusOutEvent(event)
        self.focus_changed.emit(False)
