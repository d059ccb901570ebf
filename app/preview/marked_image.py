"""A picture shown whole or close: the lines of a passage marked as with a pen, figures framed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QTouchEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from app.accessible import give_role
from app.preview.regions import Grid, draw_veil
from app.preview.touch import TOUCHES, Touches
from app.preview.viewport import CLOSE, Viewport
from app.theme import FRAME, MARK
from indexer.messages import Box

WHEEL_STEP = 1.2  # for each notch
KEY_STEP = 1.4
REST_MS = 120
MOVE_STEP = 60  # pixels for each press of an arrow key
# What is marked is brought to this share of the width.
MARKS_SHARE = 0.94
FRAME_WIDTH = 3

_ZOOM_KEYS = {
    Qt.Key.Key_Plus: KEY_STEP,
    Qt.Key.Key_Equal: KEY_STEP,
    Qt.Key.Key_Minus: 1 / KEY_STEP,
    Qt.Key.Key_Underscore: 1 / KEY_STEP,
}
_MOVE_KEYS = {
    Qt.Key.Key_Left: QPointF(MOVE_STEP, 0),
    Qt.Key.Key_Right: QPointF(-MOVE_STEP, 0),
    Qt.Key.Key_Up: QPointF(0, MOVE_STEP),
    Qt.Key.Key_Down: QPointF(0, -MOVE_STEP),
}


class MarkedImage(QWidget):
    """Draws an image as large as it fits, and boxes given as fractions of it.

    A double click looks closer: at the marks where there are some, else at 100 %; another steps
    back. Wheel, pinch and + and - go in and out at what is pointed at; 0 shows all. A page moves
    with the wheel, as pages do, and Ctrl with the wheel goes in and out. Dragging moves about.
    """

    changed = Signal()  # the picture is drawn at another size, or another part of it
    drag_wanted = Signal()  # of the whole picture, out of here

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        give_role(self, QAccessible.Role.Graphic)
        self.setAccessibleName(self.tr("The picture; Enter looks closer, plus and minus zoom"))
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self._image = QImage()
        self._large = QImage()
        self._drawn: tuple[int, QRect, QSize] | None = None  # what `_scaled` is of
        self._scaled = QImage()
        self._boxes: tuple[Box, ...] = ()
        self._framed = self._on_paper = False
        self._regions: Grid = ()
        self._is_page = False
        self._own = QSizeF()  # the picture's own size, in its pixels or points
        self._view = Viewport()
        self._touches = Touches()
        self._pressed: QPointF | None = None
        self._dragged = False
        self._moving = QTimer(self)  # runs while it is moved and for a moment after
        self._moving.setSingleShot(True)
        self._moving.setInterval(REST_MS)
        self._moving.timeout.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(380, 420)

    def set_shape(self, width: int, height: int, *, page: bool = False) -> None:
        """Tell what picture comes, so that the room stands before it: pixels, of a page points."""
        self._image = self._large = QImage()
        self._is_page = page
        self._own = QSizeF(width, height)
        self._view.set_picture(self._own, self._width_at_100())
        self._follow()

    def _width_at_100(self) -> float:
        """How wide 100 % is: a pixel for a pixel of the screen, a page as large as printed."""
        if self._is_page:
            return self._own.width() * self.logicalDpiX() / 72
        return self._own.width() / self.devicePixelRatioF()

    def set_image(self, image: QImage) -> None:
        """Show a picture: the thumbnail first, the sharp one when it comes."""
        self._image = image
        if not image.isNull():
            self._view.set_shape(QSizeF(image.size()))
        self.update()

    def set_large(self, image: QImage) -> None:
        """Draw this one where it is looked at more closely than the other has pixels for."""
        self._large = image
        self.update()

    def set_boxes(
        self, boxes: tuple[Box, ...], *, framed: bool = False, on_paper: bool = False
    ) -> None:
        """Mark these boxes, or frame them: a picture keeps its colours.

        ``on_paper``: the letters under the pen stay as black as they are.
        """
        self._boxes = boxes
        self._framed, self._on_paper = framed, on_paper
        self.update()

    def set_regions(self, grid: Grid) -> None:
        """Let the regions that matter shine, by their shares in rows from the top; none: all."""
        self._regions = grid
        self.update()

    @property
    def image(self) -> QImage:
        """The picture shown, null before there is one."""
        return self._image

    @property
    def large(self) -> QImage:
        """The one that is drawn where it is looked at closely, null without one."""
        return self._large

    @property
    def zoom(self) -> float:
        """How much larger than whole the picture is drawn."""
        return self._view.zoom

    @property
    def closest(self) -> float:
        """The largest zoom."""
        return self._view.closest

    @property
    def percent(self) -> int:
        """How large the picture is drawn, of its own size; 0 where that is not known."""
        actual = self._view.actual
        return round(100 * self._view.zoom / actual) if actual else 0

    # --- where things stand --------------------------------------------------------------

    def image_area(self) -> QRectF:
        """Return where the picture stands, in this widget's coordinates."""
        return self._view.area()

    def box_area(self, box: Box) -> QRectF:
        """Return where a box stands, in this widget's coordinates."""
        area = self.image_area()
        return QRectF(
            area.x() + box.x0 * area.width(),
            area.y() + box.y0 * area.height(),
            (box.x1 - box.x0) * area.width(),
            (box.y1 - box.y0) * area.height(),
        )

    # --- looking closer ------------------------------------------------------------------

    def toggle_close(self, at: QPointF | None = None) -> None:
        """Look closer, at the marks or at a point of this widget; or step back."""
        if self._view.is_close:
            self._view.zoom_to(1.0)
        elif self._boxes:
            left, right = min(b.x0 for b in self._boxes), max(b.x1 for b in self._boxes)
            top, bottom = min(b.y0 for b in self._boxes), max(b.y1 for b in self._boxes)
            area = QRectF(left, top, max(right - left, 0.05), max(bottom - top, 0.05))
            # A figure is seen whole, lines are read from the first on.
            self._view.look_at(area, MARKS_SHARE, whole=self._framed)
        else:
            actual = self._view.actual
            self._view.zoom_to(actual if actual > 1.05 else CLOSE, at)
        self._follow()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Go in or out; what is at a point of this widget stays there."""
        self._view.zoom_to(self._view.zoom * factor, at)
        self._follow()

    def show_whole(self) -> None:
        """Show all of the picture."""
        self._view.zoom_to(1.0)
        self._follow()

    def move_by(self, by: QPointF) -> None:
        """Draw what is looked at closely along."""
        self._view.move(by)
        self._follow()

    def _follow(self) -> None:
        shape = Qt.CursorShape
        if not self._view.is_close:
            self.setCursor(shape.ArrowCursor)
        else:
            self.setCursor(shape.ClosedHandCursor if self._dragged else shape.OpenHandCursor)
            self._moving.start()
        self.changed.emit()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the picture along; one that is seen whole is dragged out."""
        if self._pressed is None:
            return
        moved = event.position() - self._pressed
        if not self._dragged and moved.manhattanLength() < QApplication.startDragDistance():
            return
        if not self._view.is_close:
            self._pressed = None
            self.drag_wanted.emit()
            return
        self._dragged = True
        self._pressed = event.position()
        self.move_by(moved)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """End a drag."""
        self._pressed, self._dragged = None, False
        self._follow()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Look closer, or step back."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.toggle_close(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Go in and out; move a page that is looked at closely."""
        if not self._is_page or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(WHEEL_STEP ** (event.angleDelta().y() / 120), event.position())
        elif self._view.is_close:
            pixels = event.pixelDelta()
            self.move_by(QPointF(event.angleDelta() / 2 if pixels.isNull() else pixels))
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """Go in and out as two fingers do; keep keys that shortcuts elsewhere would take."""
        if isinstance(event, QNativeGestureEvent):  # on a touchpad
            if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
                return super().event(event)
            self.zoom_by(max(0.1, 1 + event.value()), event.position())
            return True
        if isinstance(event, QTouchEvent) and event.type() in TOUCHES:
            self._touches.follow(event, self)
            event.accept()
            return True
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._is_own_key(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def _is_own_key(self, event: QKeyEvent) -> bool:
        own = event.key() in _ZOOM_KEYS or event.key() in (Qt.Key.Key_0, Qt.Key.Key_1)
        moves = self._view.is_close and event.key() in _MOVE_KEYS
        others = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
        return (own or moves) and not event.modifiers() & others

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do by keyboard what the pointer does."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.toggle_close()
        elif not self._is_own_key(event):
            super().keyPressEvent(event)
        elif key in _ZOOM_KEYS:
            self.zoom_by(_ZOOM_KEYS[Qt.Key(key)])
        elif key == Qt.Key.Key_0:
            self.show_whole()
        elif key == Qt.Key.Key_1:
            self.zoom_by((self._view.actual or CLOSE) / self._view.zoom)
        else:
            self.move_by(_MOVE_KEYS[Qt.Key(key)])

    # --- drawing -------------------------------------------------------------------------

    def _source(self, area: QRectF) -> QImage:
        """The picture to draw: the large one where the other has too few pixels."""
        wanted = area.width() * self.devicePixelRatioF()
        return self._image if self._large.isNull() or wanted <= self._image.width() else self._large

    def _draw_picture(self, painter: QPainter, area: QRectF) -> None:
        """Draw what is seen of it.

        Where it is reduced, by averaging: plain drawing tears small letters apart. That is done
        once for the same part and size, and when it has come to rest, for it takes a while.
        """
        image = self._source(area)
        ratio = self.devicePixelRatioF()
        # The picture's pixels in one of the widget's.
        x, y = image.width() / area.width(), image.height() / area.height()
        if x <= ratio or self._moving.isActive():
            painter.drawImage(area, image)  # enlarging needs no averaging
            return
        seen = area.intersected(QRectF(self.rect())).translated(-area.topLeft())
        part = QTransform.fromScale(x, y).mapRect(seen).toAlignedRect()
        part &= image.rect()
        place = QTransform.fromScale(1 / x, 1 / y).mapRect(QRectF(part))
        size = (place.size() * ratio).toSize().expandedTo(QSize(1, 1))
        drawn = image.cacheKey(), part, size
        if drawn != self._drawn:
            whole = part == image.rect()
            self._scaled = (image if whole else image.copy(part)).scaled(
                size,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self._drawn = drawn
        painter.drawImage(place.translated(area.topLeft()), self._scaled)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the picture into another room, and tell the pane, which may want a sharper one."""
        super().resizeEvent(event)
        self._view.set_room(QSizeF(self.size()))
        self.changed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture and the marks."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.image_area()
        if self._image.isNull():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.palette().color(QPalette.ColorRole.Midlight))
            painter.drawRoundedRect(area, 4, 4)
            return
        self._draw_picture(painter, area)
        if self._regions:
            draw_veil(painter, area, self._image, self._regions)
        ink = QPalette.ColorRole.Accent if self.hasFocus() else QPalette.ColorRole.WindowText
        edge = QColor(self.palette().color(ink))
        edge.setAlpha(255 if self.hasFocus() else 40)
        painter.setPen(QPen(edge, 1))
        painter.drawRect(area.intersected(QRectF(self.rect())).adjusted(0.5, 0.5, -0.5, -0.5))
        if self._framed:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(FRAME, FRAME_WIDTH))
            for box in self._boxes:
                painter.drawRoundedRect(self.box_area(box).adjusted(-2, -2, 2, 2), 2, 2)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(MARK)
        if self._on_paper:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for box in self._boxes:
            # A little wider than the letters, as a pen marks.
            painter.drawRoundedRect(self.box_area(box).adjusted(-2, -1, 2, 1), 2, 2)
