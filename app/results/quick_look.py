"""What is selected, seen large over the whole window, one after the other by the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.accessible import give_role
from app.background import Background
from app.display import file_name, number
from app.elided import ElidedLabel
from app.icons import tinted
from app.preview.marked_image import MarkedImage
from app.preview.sharpening import Sharpening
from app.results.thumbnails import ThumbnailCache
from app.worker_client import WorkerClient
from indexer.messages import Hit

GROUND = QColor(18, 19, 20, 250)  # dark in both schemes: what is looked at is the brightest
ASK_MS = 120  # what is passed over with an arrow key held down is not rendered
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
        give_role(self, QAccessible.Role.Graphic)
        self._covered = window
        self.hit: Hit | None = None
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
        self.sharpening = Sharpening(
            *(client, thumbnails, background, self.picture, self), patience=ASK_MS
        )
        self.sharpening.failed.connect(self._on_failed)
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
        self.trouble.hide()
        self.sharpening.show_hit(hit)

    def leave(self) -> None:
        """Give the window back."""
        if self.isHidden():
            return
        self.hide()
        self.hit = None
        self.sharpening.forget()
        self.picture.set_image(QImage())
        self.closed.emit()

    def _on_failed(self, why: str) -> None:
        self.trouble.setText(self.tr("No preview: {why}").format(why=why))
        self.trouble.show()

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

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), GROUND)
