"""Brings the pictures that are looked at: a thumbnail at once, then what there is room for."""

from __future__ import annotations

import itertools
import math

from PySide6.QtCore import QObject, QSize, QTimer, Signal
from PySide6.QtGui import QImage

from app.background import Background
from app.preview.marked_image import MarkedImage
from app.results.thumbnails import ThumbnailCache, decode
from app.worker_client import WorkerClient
from indexer.messages import Hit, PreviewFailed, PreviewReady, RenderPreview

STEP = 256  # sizes are asked in steps, so that a dragged splitter asks seldom
LARGEST_WHOLE = 2560
# What is looked at closely is asked for once, as large as it is. Its pixels take four bytes each.
MOST_PIXELS = 25_000_000
LARGEST_PAGE = 4096  # 350 dots an inch, of A4
FIRST = 1_000_000_000  # before all thumbnails
_ids = itertools.count(1)  # the preview and the quick look ask at the same time


class Sharpening(QObject):
    """Asks the worker for pictures of one hit, and draws them where they belong.

    One is as large as the room. Another, larger one is asked for once when the hit is looked at
    so closely that the first has not the pixels.
    """

    failed = Signal(str)  # why there is no picture

    def __init__(
        self,
        client: WorkerClient,
        thumbnails: ThumbnailCache,
        background: Background,
        picture: MarkedImage,
        parent: QObject,
        patience: int = 0,
    ) -> None:
        """Ask for nothing yet; never for a hit that is passed over within ``patience`` ms."""
        super().__init__(parent)
        self._client, self._thumbnails, self._background = client, thumbnails, background
        self._picture = picture
        self._hit: Hit | None = None
        self._whole_id = self._large_id = 0  # of what is awaited, 0 where nothing is
        self._side = 0  # that the whole picture has been asked for with
        self._large_asked = False
        self.is_sharp = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(150)
        self._rest.timeout.connect(self._ask)
        self._first = QTimer(self)
        self._first.setSingleShot(True)
        self._first.setInterval(patience)  # also until a pane that has just come is laid out
        self._first.timeout.connect(self._ask)
        picture.changed.connect(self._on_changed)
        client.preview_ready.connect(self._on_ready)
        client.preview_failed.connect(self._on_failed)
        thumbnails.loaded.connect(self._on_thumbnail)

    def show_hit(self, hit: Hit) -> None:
        """Show another hit."""
        self.forget()
        self._hit = hit
        self._side, self._large_asked, self.is_sharp = 0, False, False
        self._picture.set_shape(hit.width, hit.height, page=hit.kind == "page")
        self._show_thumbnail()
        self._first.start()

    def forget(self) -> None:
        """Show nothing; answers under way are ignored."""
        self._hit = None
        self._whole_id = self._large_id = 0
        self._rest.stop()
        self._first.stop()

    def _on_changed(self) -> None:
        if self._hit is not None:
            self._rest.start()

    def _ask(self) -> None:
        hit = self._hit
        if hit is None:
            return
        area = self._picture.image_area()
        drawn = max(area.width(), area.height()) * self._picture.devicePixelRatioF()
        whole = min(LARGEST_WHOLE, STEP * math.ceil(drawn / self._picture.zoom / STEP))
        if whole > self._side:
            self._side = whole
            self._whole_id = self._request(hit, whole)
        if drawn > self._side and not self._large_asked:
            self._large_asked = True
            largest = _largest(hit)
            if largest > self._side:
                self._large_id = self._request(hit, largest)

    def _request(self, hit: Hit, side: int) -> int:
        number = next(_ids)
        self._client.send(RenderPreview(number, hit.path, hit.page, side))
        return number

    def _on_ready(self, ready: PreviewReady) -> None:
        if ready.id in (self._whole_id, self._large_id):
            self._background.run(
                lambda: decode(ready.jpeg, QSize()),
                lambda image: self._show(ready.id, image),
                priority=FIRST,
            )

    def _show(self, answered: int, image: QImage) -> None:
        if self._hit is None or image.isNull():
            return
        if answered == self._whole_id:
            self._whole_id = 0
            self.is_sharp = True
            self._picture.set_image(image)
        elif answered == self._large_id:
            self._large_id = 0
            self._picture.set_large(image)

    def _on_failed(self, failed: PreviewFailed) -> None:
        if failed.id == self._whole_id and self._hit is not None:
            self._whole_id = 0
            self.failed.emit(failed.reason)

    def _show_thumbnail(self) -> None:
        if self._hit is None or self.is_sharp or not self._picture.image.isNull():
            return
        pixmap = self._thumbnails.at_hand(self._hit.thumbnail)
        if pixmap is None:
            pixmap = self._thumbnails.pixmap(self._hit.thumbnail, QSize(512, 512), 1.0)
        if pixmap is not None and not pixmap.isNull():
            self._picture.set_image(pixmap.toImage())

    def _on_thumbnail(self, path: str) -> None:
        if self._hit is not None and path == self._hit.thumbnail:
            self._show_thumbnail()


def _largest(hit: Hit) -> int:
    """The longer side of the largest picture of a hit that is worth asking for."""
    longer, shorter = max(hit.width, hit.height), min(hit.width, hit.height)
    if hit.kind == "page" or not shorter:
        return LARGEST_PAGE
    return min(longer, int(math.sqrt(MOST_PIXELS * longer / shorter)))
