"""What of the map is seen, and how large."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QTransform

MARGIN = 28.0  # pixels around the whole map, for the names at its edge
CLOSEST = 260.0  # pixels a cell
_NEARLY = 1.001  # what is owed to rounding


class Camera:
    """Points of the map, in cells, and of the room that it is seen in, in pixels.

    ``scale`` is how many pixels a cell is wide; ``centre`` what of the map is in the middle.
    """

    def __init__(self) -> None:
        self.room = QSizeF(1, 1)
        self.bounds = QRectF(0, 0, 1, 1)
        self.scale = 1.0
        self.centre = QPointF(0.5, 0.5)

    @property
    def whole(self) -> float:
        """The scale at which all of the map just fits."""
        width = max(self.room.width() - 2 * MARGIN, 1.0) / max(self.bounds.width(), 1e-6)
        height = max(self.room.height() - 2 * MARGIN, 1.0) / max(self.bounds.height(), 1e-6)
        return min(width, height, CLOSEST)

    @property
    def is_whole(self) -> bool:
        """Whether all of the map is seen."""
        return self.scale <= self.whole * _NEARLY

    def show(self, bounds: QRectF) -> None:
        """Show all of a map."""
        self.bounds = bounds
        self.scale = 0.0
        self.settle()

    def set_room(self, room: QSizeF) -> None:
        """Take the size of the room; where all of the map is seen, it stays so."""
        if self.is_whole:
            self.scale = 0.0
        self.room = room
        self.settle()

    def to_room(self, point: QPointF) -> QPointF:
        """Where a point of the map is seen."""
        middle = QPointF(self.room.width() / 2, self.room.height() / 2)
        return (point - self.centre) * self.scale + middle

    def to_map(self, point: QPointF) -> QPointF:
        """What of the map is at a point of the room."""
        middle = QPointF(self.room.width() / 2, self.room.height() / 2)
        return (point - middle) / self.scale + self.centre

    def transform(self) -> QTransform:
        """From the map to the room."""
        at = self.to_room(QPointF(0, 0))
        return QTransform(self.scale, 0, 0, self.scale, at.x(), at.y())

    def seen(self) -> QRectF:
        """What of the map is in the room."""
        corner = self.to_map(QPointF(0, 0))
        return QRectF(corner, self.room / self.scale)

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Go in or out; what is at a point, the middle if none is given, stays there."""
        point = QPointF(self.room.width() / 2, self.room.height() / 2) if at is None else at
        held = self.to_map(point)
        self.scale = min(max(self.scale * factor, self.whole), max(CLOSEST, self.whole))
        self.centre += held - self.to_map(point)
        self.settle()

    def move(self, by: QPointF) -> None:
        """Draw the map along by so many pixels."""
        self.centre -= by / self.scale
        self.settle()

    def view_of(self, area: QRectF) -> tuple[float, QPointF]:
        """The scale and centre at which a part of the map fills most of the room."""
        width = (self.room.width() - 2 * MARGIN) / max(area.width(), 1e-6)
        height = (self.room.height() - 2 * MARGIN) / max(area.height(), 1e-6)
        scale = min(max(min(width, height), self.whole), max(CLOSEST, self.whole))
        return scale, area.center()

    def settle(self) -> None:
        """Keep some of the map in the middle of the room."""
        self.scale = max(self.scale, self.whole)
        if self.is_whole:
            self.centre = self.bounds.center()
            return
        self.centre = QPointF(
            min(max(self.centre.x(), self.bounds.left()), self.bounds.right()),
            min(max(self.centre.y(), self.bounds.top()), self.bounds.bottom()),
        )
