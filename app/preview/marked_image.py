"""A picture shown whole or close: the lines of a passage marked as with a pen, figures framed."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from app.preview.regions import Grid, draw_veil
from app.theme import FRAME, MARK
from indexer.messages import Box

CLOSEST = 5.0
CLOSE = 2.0  # a click on a picture without marks
# A click on a marked page brings the marked lines to this share of the width.
MARKS_SHARE = 0.94
FRAME_WIDTH = 3


class MarkedImage(QWidget):
    """Draws an image as large as it fits, and boxes given as fractions of it.

    A click looks closer, at the marks where there are some, and a second one steps back; drag
    to move about; Ctrl with the wheel goes in and out.
    """

    resized = Signal()  # the picture is drawn at another size than before

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(self.tr("Click to look closer, drag to move about"))
        self.setAccessibleName(self.tr("The picture; Enter looks closer"))
        self._image = QImage()
        self._scaled = QImage()
        self._boxes: tuple[Box, ...] = ()
        self._framed = False
        self._regions: Grid = ()
        self._shape = QSize()
        self._zoom = 1.0
        self._centre = QPointF(0.5, 0.5)  # what stands in the middle, as fractions
        self._pressed: QPointF | None = None
        self._dragged = False

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(380, 420)

    def set_shape(self, width: int, height: int) -> None:
        """Tell the picture's proportions, so that the room stands before the picture comes."""
        self._shape = QSize(width, height)
        self._image = QImage()
        self._zoom = 1.0
        self.update()

    def set_image(self, image: QImage) -> None:
        """Show a picture: the thumbnail first, the sharp one when it comes."""
        self._image = image
        self._scaled = QImage()
        self.update()

    def set_boxes(self, boxes: tuple[Box, ...], *, framed: bool = False) -> None:
        """Mark these boxes, or frame them: a picture keeps its colours."""
        self._boxes = boxes
        self._framed = framed
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
    def zoom(self) -> float:
        """How much larger than whole the picture is drawn."""
        return self._zoom

    # --- where things stand --------------------------------------------------------------

    def _whole(self) -> QSizeF:
        """Return the size at which the picture just fits."""
        size = self._image.size() if not self._image.isNull() else self._shape
        if size.isEmpty():
            return QSizeF(self.size())
        return QSizeF(size).scaled(QSizeF(self.size()), Qt.AspectRatioMode.KeepAspectRatio)

    def image_area(self) -> QRectF:
        """Return where the picture stands, in this widget's coordinates."""
        size = self._whole() * self._zoom
        room = QRectF(self.rect())
        return QRectF(
            _place(room.width(), size.width(), self._centre.x()),
            _place(room.height(), size.height(), self._centre.y()),
            size.width(),
            size.height(),
        )

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
        """Look closer, at the marks or at a point given as fractions; or step back."""
        if self._zoom > 1.0:
            self._set_zoom(1.0)
        elif self._boxes:
            left, right = min(b.x0 for b in self._boxes), max(b.x1 for b in self._boxes)
            top, bottom = min(b.y0 for b in self._boxes), max(b.y1 for b in self._boxes)
            self._centre = QPointF((left + right) / 2, (top + bottom) / 2)
            drawn = self._whole().width() * max(right - left, 0.05)
            zoom = self.width() * MARKS_SHARE / max(drawn, 1.0)
            if self._framed:  # a figure is seen whole, lines are read from the first on
                drawn = self._whole().height() * max(bottom - top, 0.05)
                zoom = min(zoom, self.height() * MARKS_SHARE / max(drawn, 1.0))
            self._set_zoom(zoom)
        else:
            self._centre = at if at is not None else QPointF(0.5, 0.5)
            self._set_zoom(CLOSE)

    def _set_zoom(self, zoom: float) -> None:
        self._zoom = max(1.0, min(CLOSEST, zoom))
        close = self._zoom > 1.0
        shape = Qt.CursorShape.OpenHandCursor if close else Qt.CursorShape.PointingHandCursor
        self.setCursor(shape)
        self.resized.emit()
        self.update()

    def _fraction(self, point: QPointF) -> QPointF:
        area = self.image_area()
        return QPointF(
            (point.x() - area.x()) / max(area.width(), 1.0),
            (point.y() - area.y()) / max(area.height(), 1.0),
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the picture along."""
        if self._pressed is None:
            return
        moved = event.position() - self._pressed
        if self._dragged or moved.manhattanLength() > QApplication.startDragDistance():
            self._dragged = True
            area = self.image_area()
            x = self._centre.x() - moved.x() / max(area.width(), 1.0)
            y = self._centre.y() - moved.y() / max(area.height(), 1.0)
            self._centre = QPointF(min(1.0, max(0.0, x)), min(1.0, max(0.0, y)))
            self._pressed = event.position()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Look closer on a click."""
        if self._pressed is not None and not self._dragged:
            self.toggle_close(self._fraction(event.position()))
        self._pressed = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Go in and out with Ctrl."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        if self._zoom == 1.0:
            self._centre = self._fraction(event.position())
        self._set_zoom(self._zoom * 1.2 ** (event.angleDelta().y() / 120))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do by keyboard what a click does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.toggle_close()
        else:
            super().keyPressEvent(event)

    # --- drawing -------------------------------------------------------------------------

    def _fitted(self, area: QRectF) -> QImage:
        """Scale with averaging, and once a size: plain drawing tears small letters apart."""
        ratio = self.devicePixelRatioF()
        size = QSize(max(1, round(area.width() * ratio)), max(1, round(area.height() * ratio)))
        if self._scaled.size() != size:
            self._scaled = self._image.scaled(
                size,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self._scaled.setDevicePixelRatio(ratio)
        return self._scaled

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the pane, which may want a sharper picture."""
        super().resizeEvent(event)
        self.resized.emit()

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
        if self._zoom > 1.5:
            painter.drawImage(area, self._image)  # enlarging a page needs no averaging
        else:
            painter.drawImage(area.topLeft(), self._fitted(area))
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
        for box in self._boxes:
            # A little wider than the letters, as a pen marks.
            painter.drawRoundedRect(self.box_area(box).adjusted(-2, -1, 2, 1), 2, 2)


def _place(room: float, length: float, centre: float) -> float:
    """Return where to begin a length, in the middle of the room or with ``centre`` there.

    A picture longer than its room never leaves a gap at either end.
    """
    if length <= room:
        return (room - length) / 2
    return min(0.0, max(room - length, room / 2 - centre * length))
