"""A picture shown whole, with the lines of a passage marked as with a pen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import MARK
from indexer.messages import Box


class MarkedImage(QWidget):
    """Draws an image as large as it fits, and boxes given as fractions of it."""

    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 140)
        self._image = QImage()
        self._scaled = QImage()
        self._boxes: tuple[Box, ...] = ()
        self._shape = QSize()

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(380, 420)

    def set_shape(self, width: int, height: int) -> None:
        """Tell the picture's proportions, so that the room stands before the picture comes."""
        self._shape = QSize(width, height)
        self._image = QImage()
        self.update()

    def set_image(self, image: QImage) -> None:
        """Show a picture: the thumbnail first, the sharp one when it comes."""
        self._image = image
        self._scaled = QImage()
        self.update()

    def set_boxes(self, boxes: tuple[Box, ...]) -> None:
        """Mark these boxes."""
        self._boxes = boxes
        self.update()

    @property
    def image(self) -> QImage:
        """The picture shown, null before there is one."""
        return self._image

    def image_area(self) -> QRectF:
        """Return where the picture stands, in this widget's coordinates."""
        size = self._image.size() if not self._image.isNull() else self._shape
        if size.isEmpty():
            return QRectF(self.rect())
        room = QRectF(self.rect())
        scale = min(room.width() / size.width(), room.height() / size.height())
        width, height = size.width() * scale, size.height() * scale
        return QRectF((room.width() - width) / 2, (room.height() - height) / 2, width, height)

    def box_area(self, box: Box) -> QRectF:
        """Return where a box stands, in this widget's coordinates."""
        area = self.image_area()
        return QRectF(
            area.x() + box.x0 * area.width(),
            area.y() + box.y0 * area.height(),
            (box.x1 - box.x0) * area.width(),
            (box.y1 - box.y0) * area.height(),
        )

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
        painter.drawImage(area.topLeft(), self._fitted(area))
        edge = QColor(self.palette().color(QPalette.ColorRole.WindowText))
        edge.setAlpha(40)
        painter.setPen(QPen(edge, 1))
        painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(MARK)
        for box in self._boxes:
            # A little wider than the letters, as a pen marks.
            painter.drawRoundedRect(self.box_area(box).adjusted(-2, -1, 2, 1), 2, 2)
