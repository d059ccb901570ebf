"""Where a picture stands in its room: how close it is looked at, and what is in the middle."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt

CLOSEST = 5.0  # of what just fits
CLOSER_THAN_ACTUAL = 4.0  # of a picture that is reduced even then
CLOSE = 2.0  # where a picture fits enlarged, or as large as it is


class Viewport:
    """A picture in a room, never smaller than it fits, and never with a gap it could fill.

    Points are those of the room; fractions are of the picture, from its upper left corner.
    """

    def __init__(self) -> None:
        self._room = QSizeF(1, 1)
        self._shape = QSizeF()  # the picture's proportions
        self._actual = 0.0  # as how wide a picture of 100 % is drawn, 0 where nobody knows
        self._zoom = 1.0
        self._centre = QPointF(0.5, 0.5)

    @property
    def zoom(self) -> float:
        """How much larger than whole the picture is drawn."""
        return self._zoom

    @property
    def is_close(self) -> bool:
        """Whether the picture is drawn larger than whole."""
        return self._zoom > 1.0

    @property
    def actual(self) -> float:
        """The zoom at which the picture is drawn at 100 %; 0 where that is not known."""
        whole = self.whole().width()
        return self._actual / whole if self._actual and whole else 0.0

    @property
    def closest(self) -> float:
        """The largest zoom."""
        return max(CLOSEST, CLOSER_THAN_ACTUAL * self.actual)

    def set_room(self, room: QSizeF) -> None:
        """Take the size of the room; what is in the middle stays there."""
        self._room = room
        self._settle(self._zoom, self._centre)

    def set_picture(self, shape: QSizeF, actual: float) -> None:
        """Show another picture whole: its proportions, and its width at 100 %."""
        self._shape, self._actual = shape, actual
        self._zoom, self._centre = 1.0, QPointF(0.5, 0.5)

    def set_shape(self, shape: QSizeF) -> None:
        """Correct the proportions, now that the picture itself is there."""
        self._shape = shape

    def whole(self) -> QSizeF:
        """The size at which the picture just fits."""
        if self._shape.isEmpty():
            return self._room
        return self._shape.scaled(self._room, Qt.AspectRatioMode.KeepAspectRatio)

    def area(self) -> QRectF:
        """Where the picture stands."""
        size = self.whole() * self._zoom
        return QRectF(
            _place(self._room.width(), size.width(), self._centre.x()),
            _place(self._room.height(), size.height(), self._centre.y()),
            size.width(),
            size.height(),
        )

    def fraction(self, point: QPointF) -> QPointF:
        """What of the picture is at a point."""
        area = self.area()
        return QPointF(
            (point.x() - area.x()) / max(area.width(), 1.0),
            (point.y() - area.y()) / max(area.height(), 1.0),
        )

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Go in or out; what is at a point, the middle if none is given, stays there."""
        point = QPointF(self._room.width() / 2, self._room.height() / 2) if at is None else at
        held = self.fraction(point)
        zoom = max(1.0, min(self.closest, zoom))
        size = self.whole() * zoom
        middle = QPointF(self._room.width() / 2, self._room.height() / 2) - point
        self._settle(
            zoom,
            QPointF(
                held.x() + middle.x() / max(size.width(), 1.0),
                held.y() + middle.y() / max(size.height(), 1.0),
            ),
        )

    def look_at(self, area: QRectF, share: float, *, whole: bool) -> None:
        """Bring a part of the picture, in fractions, to a share of the room's width.

        ``whole``: all of it is to be seen, its height too.
        """
        size = self.whole()
        zoom = self._room.width() * share / max(size.width() * area.width(), 1.0)
        if whole:
            zoom = min(zoom, self._room.height() * share / max(size.height() * area.height(), 1.0))
        self._settle(zoom, area.center())

    def move(self, by: QPointF) -> None:
        """Draw the picture along by so much."""
        size = self.whole() * self._zoom
        self._settle(
            self._zoom,
            QPointF(
                self._centre.x() - by.x() / max(size.width(), 1.0),
                self._centre.y() - by.y() / max(size.height(), 1.0),
            ),
        )

    def _settle(self, zoom: float, centre: QPointF) -> None:
        """Have no more of the picture beside the room than there must be."""
        self._zoom = max(1.0, min(self.closest, zoom))
        size = self.whole() * self._zoom
        self._centre = QPointF(
            _within(centre.x(), self._room.width(), size.width()),
            _within(centre.y(), self._room.height(), size.height()),
        )


def _within(centre: float, room: float, length: float) -> float:
    if length <= room:
        return 0.5
    margin = room / 2 / length
    return max(margin, min(1 - margin, centre))


def _place(room: float, length: float, centre: float) -> float:
    return (room - length) / 2 if length <= room else room / 2 - centre * length
