"""How training goes: the loss, which should fall, and what is found, which should rise."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.display import decimal, number
from app.theme import MUTED
from indexer.messages import TrainedPoint

HEIGHT = 150


class Curves(QWidget):
    """Two lines over the steps, each with its name and its last value at its end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: tuple[TrainedPoint, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(320, HEIGHT)

    def show_points(self, points: tuple[TrainedPoint, ...]) -> None:
        """Draw these; a single one is no line."""
        self._points = points
        self.setVisible(len(points) > 1)
        self.setAccessibleName(self._told())
        self.setToolTip(self._told())
        self.update()

    def _told(self) -> str:
        losses = [point.loss for point in self._points if point.loss is not None]
        if not losses:
            return ""
        text = self.tr("Loss {first} to {last}; found among the first ten: {before} % to {after} %")
        return text.format(
            first=decimal(losses[0], 2),
            last=decimal(losses[-1], 2),
            before=number(round(100 * self._points[0].recall)),
            after=number(round(100 * self._points[-1].recall)),
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the axis and both lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lines = self.fontMetrics().height()
        losses = [(p.step, p.loss) for p in self._points if p.loss is not None]
        recalls = [(p.step, p.recall) for p in self._points]
        said = [
            self.tr("loss {value}").format(value=decimal(losses[-1][1], 2)) if losses else "",
            self.tr("found {value} %").format(value=number(round(100 * recalls[-1][1])))
            if recalls
            else "",
        ]
        room = max(self.fontMetrics().horizontalAdvance(text) for text in said) + 14
        area = QRectF(4, 6, self.width() - room - 4, self.height() - lines - 12)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        last = max((p.step for p in self._points), default=0) or 1
        ends = [
            self._draw(painter, area, losses, last, self._muted, Qt.PenStyle.DashLine),
            self._draw(painter, area, recalls, last, self._accent, Qt.PenStyle.SolidLine, top=1.0),
        ]
        if abs(ends[0] - ends[1]) < lines:  # the names stand apart
            lower = int(ends[1] >= ends[0])
            ends[1 - lower] = min(ends[1 - lower], area.bottom() - lines)
            ends[lower] = ends[1 - lower] + lines
        for end, text, colour in zip(ends, said, (self._muted, self._accent), strict=True):
            painter.setPen(colour)
            place = QRectF(area.right() + 8, end - lines / 2, room, lines)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
        painter.setPen(self._muted)
        below = QRectF(area.left(), area.bottom() + 4, area.width(), lines)
        painter.drawText(
            below,
            Qt.AlignmentFlag.AlignRight,
            self.tr("{n} steps").format(n=number(last)),
        )

    def _draw(
        self,
        painter: QPainter,
        area: QRectF,
        values: list[tuple[int, float]],
        last: int,
        colour: QColor,
        style: Qt.PenStyle,
        top: float = 0.0,
    ) -> float:
        """Draw a line from 0 to ``top``, or to the largest value; where it ends, from above."""
        if not values:
            return area.top()
        top = top or max(value for _, value in values) or 1.0
        line = QPolygonF(
            [
                QPointF(
                    area.left() + area.width() * step / last,
                    area.bottom() - area.height() * value / top,
                )
                for step, value in values
            ]
        )
        painter.setPen(QPen(colour, 2, style))
        painter.drawPolyline(line)
        return line.last().y()

    @property
    def _muted(self) -> QColor:
        return self.palette().color(MUTED)

    @property
    def _accent(self) -> QColor:
        return self.palette().color(QPalette.ColorRole.Accent)
