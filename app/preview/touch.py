"""Fingers on a touch screen: two zoom, one moves, two taps look closer."""

from __future__ import annotations

import math
import time
from typing import Protocol

from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QTouchEvent
from PySide6.QtWidgets import QApplication

TOUCHES = (QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd)


class Zoomed(Protocol):
    """What fingers do."""

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Go in or out at a point."""

    def move_by(self, by: QPointF) -> None:
        """Move about."""

    def toggle_close(self, at: QPointF | None = None) -> None:
        """Look closer at a point, or step back."""


class Touches:
    """Turns touches into what they mean."""

    def __init__(self) -> None:
        self._is_tap = False
        self._tapped = -math.inf  # when, by a clock that never goes back

    def follow(self, event: QTouchEvent, zoomed: Zoomed) -> None:
        """Do what the fingers say."""
        points = event.points()
        if event.type() == QEvent.Type.TouchBegin:
            self._is_tap = True
        elif event.type() == QEvent.Type.TouchEnd:
            if self._is_tap and points:
                self._tap(points[0].position(), zoomed)
        elif len(points) == 2:
            self._is_tap = False
            one, other = points
            before = _distance(one.lastPosition(), other.lastPosition())
            after = _distance(one.position(), other.position())
            middle = (one.position() + other.position()) / 2
            zoomed.move_by(middle - (one.lastPosition() + other.lastPosition()) / 2)
            if before > 0:
                zoomed.zoom_by(after / before, middle)
        elif len(points) == 1:
            moved = points[0].position() - points[0].pressPosition()
            if not self._is_tap or moved.manhattanLength() > QApplication.startDragDistance():
                self._is_tap = False
                zoomed.move_by(points[0].position() - points[0].lastPosition())

    def _tap(self, at: QPointF, zoomed: Zoomed) -> None:
        now = time.monotonic()
        if now - self._tapped < QApplication.doubleClickInterval() / 1000:
            zoomed.toggle_close(at)
            now = -math.inf  # a third one begins anew
        self._tapped = now


def _distance(one: QPointF, other: QPointF) -> float:
    return math.hypot(one.x() - other.x(), one.y() - other.y())
