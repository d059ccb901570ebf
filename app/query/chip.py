"""The dropped photo, as a small removable thing inside the composer."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.display import file_name
from app.icons import IconButton, draw_icon
from app.results.thumbnails import ThumbnailCache
from app.theme import MUTED

SIDE = 30


class PhotoChip(QWidget):
    """Shows the photo that is searched with, its name, and a button that takes it away."""

    removed = Signal()

    def __init__(self, thumbnails: ThumbnailCache, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("photoChip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.path = ""
        self._picture = _Picture(thumbnails)
        self._name = QLabel()
        self._name.setProperty("role", "small")
        remove = IconButton("close")
        remove.setProperty("compact", "true")
        remove.describe(self.tr("Search without this photo"))
        remove.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(6)
        row.addWidget(self._picture)
        row.addWidget(self._name)
        row.addWidget(remove)
        self.hide()

    def set_photo(self, path: str) -> None:
        """Show a photo, or nothing for an empty path."""
        self.path = path
        name = self.tr("Pasted picture") if _is_temporary(path) else file_name(path)
        metrics = self._name.fontMetrics()
        self._name.setText(metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, 110))
        self.setToolTip(name)
        self.setAccessibleName(self.tr("Searching with the photo {name}").format(name=name))
        self._picture.set_path(path)
        self.setVisible(bool(path))


def _is_temporary(path: str) -> bool:
    name = file_name(path)
    return name.startswith("query-") and name.endswith(".png")


class _Picture(QWidget):
    """A square thumbnail, cut to fill."""

    def __init__(self, thumbnails: ThumbnailCache) -> None:
        super().__init__()
        self.setFixedSize(SIDE, SIDE)
        self._path = ""
        self._thumbnails = thumbnails
        thumbnails.loaded.connect(self._on_loaded)

    def set_path(self, path: str) -> None:
        self._path = path
        self.update()

    def _on_loaded(self, path: str) -> None:
        if path == self._path:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._path:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Twice the side, so that a panorama still fills the square after the cut.
        pixmap = self._thumbnails.pixmap(self._path, QSize(2 * SIDE, 2 * SIDE), 1.0)
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(self.rect()), 6, 6)
        painter.setClipPath(clip)
        if pixmap is None or pixmap.isNull():
            muted = self.palette().color(MUTED)
            draw_icon(painter, "photo", muted, 24, (SIDE - 24) // 2, (SIDE - 24) // 2)
            return
        side = min(pixmap.width(), pixmap.height())
        source = QRectF((pixmap.width() - side) / 2, (pixmap.height() - side) / 2, side, side)
        painter.drawPixmap(QRectF(self.rect()), pixmap, source)
