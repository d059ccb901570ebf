"""What is selected, seen large over the whole window, one after the other by the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.background import Background
from app.display import file_name, number
from app.elided import ElidedLabel
from app.icons import tinted
from app.preview.marked_image import MarkedImage
from app.results.thumbnails import ThumbnailCache, decode
from app.worker_client import WorkerClient
from indexer.messages import Hit, PreviewFailed, PreviewReady, RenderPreview

GROUND = QColor(18, 19, 20, 250)  # dark in both schemes: what is looked at is the brightest
STEP, LARGEST = 512, 2560  # sizes are asked in steps
ASK_MS = 120  # what is passed over with an arrow key held down is not rendered
ABOVE_ALL = 1_000_000_000
_CLOSING = (Qt.Key.Key_Space, Qt.Key.Key_Escape)
_GOING = (
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down,
    Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
)  # fmt: skip


class QuickLook(QWidget):
    """Covers the window; the list behind it goes on being what the arrow keys move in."""

    closed = Signal()
    opened = Signal(object)  # Hit: to be opened with the system's program
    discard_wanted = Signal()
    key_pressed = Signal(QKeyEvent)  # for the list

    def __init__(
        self,
        client: WorkerClient,
        thumbnails: ThumbnailCache,
        background: Background,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self.setObjectName("quickLook")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._client, self._thumbnails, self._background = client, thumbnails, background
        self._covered = window
        self.hit: Hit | None = None
        # Below zero: the preview asks for pictures too, and counts its questions from one on.
        self._asked, self._side = 0, 0
        self._sharp = False
        self.picture = MarkedImage()
        self.picture.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys are for going on
        self.name = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        self.name.setProperty("role", "heading")
        self.place = QLabel()
        self.trouble = QLabel()
        self.trouble.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.trouble.setTextFormat(Qt.TextFormat.PlainText)
        self.trouble.hide()
        self._close = QLabel()
        self._close.setToolTip(self.tr("Close (Space or Esc)"))
        self._close.setCursor(Qt.CursorShape.PointingHandCursor)
        top = QHBoxLayout()
        top.setSpacing(14)
        top.addWidget(self.name, 1)
        top.addWidget(self.place)
        top.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 18, 28, 24)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self.picture, 1)
        column.addWidget(self.trouble)
        self._ask = QTimer(self)
        self._ask.setSingleShot(True)
        self._ask.setInterval(ASK_MS)
        self._ask.timeout.connect(self._ask_for_picture)
        client.preview_ready.connect(self._on_ready)
        client.preview_failed.connect(self._on_failed)
        thumbnails.loaded.connect(self._on_thumbnail)
        window.installEventFilter(self)
        self.hide()

    # --- what is shown -------------------------------------------------------------------

    def open(self, hit: Hit, place: int, count: int) -> None:
        """Cover the window with a hit."""
        self._close.setPixmap(tinted("close", "#f2f2f2", 20, self.devicePixelRatioF()))
        self.setGeometry(self._covered.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.show_hit(hit, place, count)

    def show_hit(self, hit: Hit, place: int, count: int) -> None:
        """Show another hit, the ``place``-th of a ``count``, or the same one again."""
        same = self.hit is not None and (self.hit.path, self.hit.page) == (hit.path, hit.page)
        self.hit = hit
        name = file_name(hit.path)
        if hit.kind == "page":
            name = self.tr("{name}, page {page}").format(name=name, page=hit.page)
        self.name.show_text(name)
        where = self.tr("{n} of {count}").format(n=number(place + 1), count=number(count))
        self.place.setText(where)
        self.setAccessibleName(
            self.tr("{name}, seen large. {where}").format(name=name, where=where)
        )
        self.picture.set_boxes(
            hit.why.boxes, framed=not hit.why.passage, on_paper=hit.kind == "page"
        )
        if same:
            return
        self._sharp, self._side = False, 0
        self._asked -= 1  # an answer that is still to come is of another hit
        self.trouble.hide()
        self.picture.set_shape(hit.width, hit.height)
        self._show_thumbnail()
        self._ask.start()

    def leave(self) -> None:
        """Give the window back."""
        if self.isHidden():
            return
        self.hide()
        self._ask.stop()
        self.hit = None
        self._asked -= 1
        self.picture.set_image(QImage())
        self.closed.emit()

    # --- the picture ---------------------------------------------------------------------

    def _ask_for_picture(self) -> None:
        if self.hit is None or self.isHidden():
            return
        area = self.picture.image_area()
        longest = max(area.width(), area.height()) * self.devicePixelRatioF()
        side = min(LARGEST, STEP * -(-round(longest) // STEP))
        if side > self._side:
            self._side = side
            self._asked -= 1
            self._client.send(RenderPreview(self._asked, self.hit.path, self.hit.page, side))

    def _on_ready(self, ready: PreviewReady) -> None:
        if ready.id == self._asked:
            self._background.run(
                lambda: decode(ready.jpeg, QSize()),
                lambda image: self._show_sharp(ready.id, image),
                priority=ABOVE_ALL,
            )

    def _show_sharp(self, answered: int, image: QImage) -> None:
        if answered == self._asked and self.hit is not None and not image.isNull():
            self._sharp = True
            self.picture.set_image(image)

    def _on_failed(self, failed: PreviewFailed) -> None:
        if failed.id == self._asked and self.hit is not None:
            self.trouble.setText(self.tr("No preview: {why}").format(why=failed.reason))
            self.trouble.show()

    def _show_thumbnail(self) -> None:
        if self.hit is None or self._sharp or not self.hit.thumbnail:
            return
        pixmap = self._thumbnails.at_hand(self.hit.thumbnail)
        if pixmap is None:
            pixmap = self._thumbnails.pixmap(self.hit.thumbnail, QSize(512, 512), 1.0)
        if pixmap is not None and not pixmap.isNull():
            self.picture.set_image(pixmap.toImage())

    def _on_thumbnail(self, path: str) -> None:
        if self.hit is not None and path == self.hit.thumbnail:
            self._show_thumbnail()

    # --- keys and mouse ------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keep Space and Escape from the window's shortcuts."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _CLOSING
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close, open, or go on in the list."""
        if event.key() in _CLOSING:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.hit)
        elif event.key() == Qt.Key.Key_Delete:
            self.discard_wanted.emit()
        elif event.key() in _GOING:
            self.key_pressed.emit(event)

    def focusNextPrevChild(self, _next: bool) -> bool:
        """Tab leads nowhere: what is behind cannot be seen."""
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close on a click beside the picture."""
        event.accept()
        self.leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go on covering the window when its size changes."""
        if event.type() == QEvent.Type.Resize and isinstance(event, QResizeEvent):
            self.resize(event.size())
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size may want a sharper picture."""
        super().resizeEvent(event)
        if self.hit is not None:
            self._ask.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), GROUND)
