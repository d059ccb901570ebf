"""A dropped photo, as a small removable thing inside the composer."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.display import file_name
from app.icons import IconButton, draw_icon
from app.results.thumbnails import ThumbnailCache
from app.theme import MUTED
from indexer.messages import UNWANTED, QueryPart

SIDE = 30


class PhotoChip(QWidget):
    """A photo that is searched with, its name, what it is for, and a button that takes it away."""

    removed = Signal()
    turned = Signal()  # between what is wanted and what is not

    def __init__(
        self, path: str, thumbnails: ThumbnailCache, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("photoChip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.path = path
        self.wanted = True
        self._file_name = self.tr("Pasted picture") if _is_temporary(path) else file_name(path)
        self._name = QLabel()
        self._name.setProperty("role", "small")
        self.turn_button = IconButton("plus")
        self.turn_button.setProperty("compact", "true")
        self.turn_button.clicked.connect(self._turn)
        self.remove_button = IconButton("close")
        self.remove_button.setProperty("compact", "true")
        self.remove_button.describe(self.tr("Search without this photo"))
        self.remove_button.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(6)
        row.addWidget(_Picture(path, thumbnails))
        row.addWidget(self._name)
        for button in (self.turn_button, self.remove_button):
            row.addWidget(button)
        self.show_name(True)
        self._describe()

    @property
    def part(self) -> QueryPart:
        """What it adds to the query."""
        return QueryPart(photo=self.path, weight=1.0 if self.wanted else UNWANTED)

    def show_name(self, shown: bool) -> None:
        """Show the name, or the picture alone where there is no room for both."""
        metrics = self._name.fontMetrics()
        self._name.setText(metrics.elidedText(self._file_name, Qt.TextElideMode.ElideMiddle, 110))
        self._name.setVisible(shown)

    def _turn(self) -> None:
        self.wanted = not self.wanted
        self._describe()
        self.turned.emit()

    def _describe(self) -> None:
        self.setToolTip(self._file_name)
        self.turn_button.set_icon("plus" if self.wanted else "minus")
        if self.wanted:
            said = self.tr("Searching with the photo {name}")
            offered = self.tr("Like this photo. Click to push away what is like it")
        else:
            said = self.tr("Searching for what is unlike the photo {name}")
            offered = self.tr("Not like this photo. Click to search for what is like it")
        self.setAccessibleName(said.format(name=self._file_name))
        self.turn_button.describe(offered)
        self.setProperty("wanted", "true" if self.wanted else "false")
        self.style().unpolish(self)
        self.style().polish(self)


def _is_temporary(path: str) -> bool:
    name = file_name(path)
    return name.startswith("query-") and name.endswith(".png")


class _Picture(QWidget):
    """A square thumbnail, cut to fill."""

    def __init__(self, path: str, thumbnails: ThumbnailCache) -> None:
        super().__init__()
        self.setFixedSize(SIDE, SIDE)
        self._path = path
        self._thumbnails = thumbnails
        thumbnails.loaded.connect(self._on_loaded)

    def _on_loaded(self, path: str) -> None:
        if path == self._path:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
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
