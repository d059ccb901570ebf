"""Filters in the text are seen as such: each on a chip, one without sense underlined.

The chips are painted under the text, which stays as it is. What a value means is for the worker to
tell, once typing pauses.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import cast

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QTimer, Signal
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPalette, QPen, QTextCursor, QTextLine
from PySide6.QtWidgets import QPlainTextEdit, QToolTip

from app.query.field_tokens import tokens_in
from indexer.filter_tokens import Token

# A little after the question itself has been sent: that comes first.
PAUSE_MS = 450
MOST_TOKENS = 40
MOST_KNOWN = 500


class FilterMarks(QObject):
    """Paints the chips of a field's filters, and tells why one makes no sense."""

    check_wanted = Signal(tuple)  # of str: filters as they are typed

    def __init__(self, field: QPlainTextEdit) -> None:
        super().__init__(field)
        self._field = field
        self._tokens: list[Token] | None = None  # None: to be looked for
        self._faults: dict[str, str] = {}  # by how it is typed; empty where it makes sense
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._check)
        field.textChanged.connect(self._on_changed)
        field.viewport().installEventFilter(self)

    @property
    def tokens(self) -> list[Token]:
        """The filters that are marked."""
        if self._tokens is None:
            self._tokens = tokens_in(self._field.document())[:MOST_TOKENS]
        return self._tokens

    def fault_of(self, token: Token) -> str:
        """Why a filter makes no sense, as far as that is known."""
        return self._faults.get(token.text, "")

    def learn(self, faults: tuple[tuple[str, str], ...]) -> None:
        """Take in what the worker tells of filters."""
        if len(self._faults) > MOST_KNOWN:
            self._faults.clear()
        self._faults.update(faults)
        wrong = [self.fault_of(token) for token in self.tokens]
        self._field.setAccessibleDescription("\n".join(filter(None, wrong)))
        self._field.viewport().update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Paint below the text, and answer who points at a filter."""
        if event.type() == QEvent.Type.Paint:
            self._paint()
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            return self._explain(event)
        return super().eventFilter(watched, event)

    def _on_changed(self) -> None:
        self._tokens = None
        self._pause.start()

    def _check(self) -> None:
        new = {token.text for token in self.tokens} - self._faults.keys()
        if new:
            self.check_wanted.emit(tuple(sorted(new)))
        elif self._field.accessibleDescription():
            self.learn(())

    def _explain(self, event: QHelpEvent) -> bool:
        at = QPointF(event.pos())
        for token in self._shown():
            reason = self.fault_of(token)
            if reason and any(rect.contains(at) for rect in self._rects(token)):
                text = f"<span>{escape(reason)}</span>"  # which wraps, and plain text does not
                QToolTip.showText(event.globalPos(), text, self._field.viewport())
                return True
        return False

    def _paint(self) -> None:
        shown = self._shown() if self.tokens else []
        if not shown:
            return
        palette = self._field.palette()
        painter = QPainter(self._field.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for token in shown:
            wrong = bool(self.fault_of(token))
            role = QPalette.ColorRole.BrightText if wrong else QPalette.ColorRole.Accent
            colour = palette.color(role)
            for rect in self._rects(token):
                painter.setPen(QPen(_thinned(colour, 0.45), 1))
                painter.setBrush(_thinned(colour, 0.14))
                painter.drawRoundedRect(rect, 5, 5)
                if wrong:
                    _underline(painter, rect, colour)
        painter.end()

    def _rects(self, token: Token) -> Iterator[QRectF]:
        """Where a filter is seen: a rectangle on each of its lines."""
        field = self._field
        cursor, at = QTextCursor(field.document()), token.start
        while at < token.end:
            cursor.setPosition(at)
            place, block = field.cursorRect(cursor), cursor.block()
            line = block.layout().lineForTextPosition(at - block.position())
            if not line.isValid() or place.top() > field.viewport().height():
                return
            first = block.position() + line.textStart()
            end = min(token.end, first + line.textLength())
            left, right = (_x(line, each - block.position()) for each in (at, end))
            x = place.left() + min(0.0, right - left)
            rect = QRectF(x, place.top(), abs(right - left), place.height())
            if rect.bottom() > 0:
                yield rect.adjusted(-1.5, 0.5, 1.5, -0.5)
            at = max(at + 1, end if end < block.position() + block.length() - 1 else end + 1)

    def _shown(self) -> list[Token]:
        """The filters that may be seen now."""
        field, view = self._field, self._field.viewport().rect()
        first = field.cursorForPosition(view.topLeft()).position()
        last = field.cursorForPosition(view.bottomRight()).position()
        return [token for token in self.tokens if token.start <= last and token.end >= first]


def _x(line: QTextLine, at: int) -> float:
    """Where a position of its block is on a line."""
    said = line.cursorToX(at)
    return float(said[0] if isinstance(said, tuple) else cast(float, said))


def _thinned(colour: QColor, share: float) -> QColor:
    thin = QColor(colour)
    thin.setAlphaF(share)
    return thin


def _underline(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    """A line of dashes at the foot: not by its colour alone is a filter without sense told."""
    pen = QPen(colour, 2)
    pen.setDashPattern((1.5, 1.2))
    painter.setPen(pen)
    foot = rect.bottom() - 1
    painter.drawLine(QPointF(rect.left() + 4, foot), QPointF(rect.right() - 4, foot))
