"""The map to be moved about in and looked into, by mouse and by keys."""

from __future__ import annotations

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QPointF,
    QSize,
    QSizeF,
    Qt,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.map.canvas import MapCanvas
from app.results.thumbnails import ThumbnailCache
from indexer.messages import MeaningMap

KEY_STEP = 1.4
_WHEEL_STEP = 1.25
_PAN = 80  # pixels an arrow key
_SLIDE_MS = 260
_NOTCH = 120.0


class MapView(MapCanvas):
    """Moved about in, looked into and chosen from, by mouse and by keys."""

    item_chosen = Signal(int)  # its place in the map
    group_chosen = Signal(int)  # -1: none
    group_opened = Signal(int)

    def __init__(self, thumbnails: ThumbnailCache, parent: QWidget | None = None) -> None:
        super().__init__(thumbnails, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(QSize(200, 200))
        self.setAccessibleName(self.tr("Map of meaning"))
        self.setAccessibleDescription(
            self.tr("Arrows move it, plus and minus zoom. Its groups are in the list beside it.")
        )
        self.still = False  # nothing slides
        self._pressed: QPointF | None = None
        self._dragging = False
        self._slide = QVariantAnimation(self)
        self._slide.setDuration(_SLIDE_MS)
        self._slide.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._slide.setStartValue(0.0)
        self._slide.setEndValue(1.0)
        self._slide.valueChanged.connect(self._on_slide)
        self._way = (1.0, QPointF(), 1.0, QPointF())  # from scale and centre, to those

    # --- what is seen ---------------------------------------------------------------------

    def show_map(self, shown: MeaningMap) -> None:
        """Show another map, all of it."""
        self._slide.stop()
        super().show_map(shown)

    def choose_group(self, group: int) -> None:
        """Mark a group; -1 marks none."""
        if group != self.group:
            self.group = group
            self.update()

    def look_at(self, group: int) -> None:
        """Bring a group close."""
        self._go(*self.camera.view_of(self.disc(group)))

    def show_whole(self) -> None:
        """Show all of the map."""
        self._slide.stop()
        self.camera.show(self.camera.bounds)
        self.update()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Go in or out."""
        self._slide.stop()
        self.camera.zoom(factor, at)
        self.update()

    def _go(self, scale: float, centre: QPointF) -> None:
        camera = self.camera
        self._slide.stop()
        self._way = camera.scale, QPointF(camera.centre), scale, centre
        if self.still or not self.isVisible():
            self._on_slide(1.0)
        else:
            self._slide.start()

    def _on_slide(self, share: float) -> None:
        scale, centre, to_scale, to_centre = self._way
        self.camera.scale = scale * (to_scale / scale) ** share
        self.camera.centre = centre + (to_centre - centre) * share
        self.camera.settle()
        self.update()

    def item_at(self, point: QPointF) -> int:
        """The place of the item at a point of the view, or -1."""
        at = self.camera.to_map(point)
        group = self.group_at(point)
        if group < 0:
            return -1
        best, nearest = -1, 0.3
        for place in self.items_of(group):
            across, down = self.map.xs[place] - at.x(), self.map.ys[place] - at.y()
            square = across * across + down * down
            if square < nearest:
                best, nearest = place, square
        return best

    def group_at(self, point: QPointF) -> int:
        """The group whose disc is at a point of the view, or -1."""
        at = self.camera.to_map(point)
        for place, group in enumerate(self.map.groups):
            across, down = group.x - at.x(), group.y - at.y()
            if across * across + down * down <= (group.radius + 0.3) ** 2:
                return place
        return -1

    # --- mouse and keys ------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        self.zoom(_WHEEL_STEP ** (event.angleDelta().y() / _NOTCH), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, or to draw the map along."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._slide.stop()
            self._pressed, self._dragging = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the map along, or show what is under the pointer."""
        if self._pressed is None:
            self._hover(self.item_at(event.position()))
            return
        moved = event.position() - self._pressed
        if self._dragging or moved.manhattanLength() >= QApplication.startDragDistance():
            self._dragging = True
            self._hover(-1)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.camera.move(moved)
            self._pressed = event.position()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose what is clicked: an item, or the group around it."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        self._pressed = None
        self.unsetCursor()
        if self._dragging:
            return
        place = self.item_at(event.position())
        self.group_chosen.emit(self.group_at(event.position()))
        if place >= 0:
            self.item_chosen.emit(place)

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self._hover(-1)

    def _hover(self, place: int) -> None:
        if place != self.hovered:
            self.hovered = place
            self.setCursor(
                Qt.CursorShape.PointingHandCursor if place >= 0 else Qt.CursorShape.ArrowCursor
            )
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move about by keys, or open the group that is chosen."""
        steps = {
            Qt.Key.Key_Left: QPointF(_PAN, 0),
            Qt.Key.Key_Right: QPointF(-_PAN, 0),
            Qt.Key.Key_Up: QPointF(0, _PAN),
            Qt.Key.Key_Down: QPointF(0, -_PAN),
        }
        key = event.key()
        if key in steps:
            self._slide.stop()
            self.camera.move(steps[Qt.Key(key)])
            self.update()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(KEY_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / KEY_STEP)
        elif key in (Qt.Key.Key_0, Qt.Key.Key_Home):
            self.show_whole()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.group >= 0:
            self.group_opened.emit(self.group)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show whose the keys are to who came by keys."""
        reasons = Qt.FocusReason
        self.ringed = event.reason() in (reasons.TabFocusReason, reasons.BacktabFocusReason)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take that back."""
        self.ringed = False
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Go on showing all of the map where all of it was seen."""
        self.camera.set_room(QSizeF(event.size()))
        super().resizeEvent(event)
