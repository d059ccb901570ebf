"""Thumbnails, decoded in threads and kept within a budget of bytes.

Painting asks for a pixmap and gets it or nothing; what is missing is decoded behind, the most
recently asked first, because that is what the user is looking at, and what was scrolled past
long ago is not decoded at all.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader, QPixmap

from app.background import Background

BUDGET = 96 * 1024 * 1024
# A request this much older than the newest one is of a row that has left the screen.
STALE_AFTER = 300

NEARLY = 2  # pixels: so much may be owed to rounding

Key = tuple[str, int, int]


# How files of each format begin, as Qt names it. TIFF is not among them: Qt's plugin for it ends
# the program (6.11.3). What of it is found has a thumbnail, a JPEG; one that is dropped has none.
_BEGINNINGS = (
    (re.compile(rb"\xff\xd8\xff"), b"jpeg"),
    (re.compile(rb"\x89PNG\r\n"), b"png"),
    (re.compile(rb"GIF8[79]a"), b"gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), b"webp"),
    (re.compile(rb"BM"), b"bmp"),
)


def decode(data: bytes, bound: QSize) -> QImage:
    """Decode an image upright and scaled into ``bound`` pixels, never enlarged; may be null.

    Qt is told the format. Looking for it, it asks all its plugins, and that for SVG takes a lock
    that the main thread may hold while it waits for Python's, which this thread has: the window
    stood still for good.

    One of the bound's own shape fills it to the last pixel: it need not be scaled when it is drawn.
    Scaling happens in the decoder where the format can (JPEG), which is many times faster.
    """
    name = next((name for start, name in _BEGINNINGS if start.match(data)), None)
    if name is None:
        return QImage()
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(name))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and not bound.isEmpty():
        turned = reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90
        room = bound.transposed() if turned else bound
        if size.width() > room.width() or size.height() > room.height():
            scaled = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
            left = room - scaled
            exact = max(left.width(), left.height()) <= NEARLY
            reader.setScaledSize(room if exact else scaled.expandedTo(QSize(1, 1)))
    return reader.read()


def _read(path: str, bound: QSize) -> QImage:
    # Through Python's own open: it takes names that are not UTF-8, and Qt's does not.
    try:
        data = Path(path).read_bytes()
    except OSError:
        return QImage()
    return decode(data, bound)


class ThumbnailCache(QObject):
    """Pixmaps by path and size."""

    loaded = Signal(object)  # a path: as a str Qt would lose bytes that are not UTF-8

    def __init__(
        self, background: Background, budget: int = BUDGET, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._budget = budget
        self._bytes = 0
        self._pixmaps: OrderedDict[Key, QPixmap] = OrderedDict()
        self._newest: dict[str, Key] = {}  # of each path the one that was decoded last
        self._pending: set[Key] = set()
        self._serial = 0

    def pixmap(self, path: str, bound: QSize, ratio: float) -> QPixmap | None:
        """Return a thumbnail that fits ``bound`` logical pixels, or None until it is decoded.

        A file that cannot be decoded gives a null pixmap; ``loaded`` tells when to ask again.
        """
        key = (path, round(bound.width() * ratio), round(bound.height() * ratio))
        pixmap = self._pixmaps.get(key)
        if pixmap is not None:
            self._pixmaps.move_to_end(key)
            pixmap.setDevicePixelRatio(ratio)
            return pixmap
        if key not in self._pending:
            self._request(key)
        return None

    def at_hand(self, path: str) -> QPixmap | None:
        """Return a thumbnail of whatever size that is decoded already, or None."""
        key = self._newest.get(path)
        return None if key is None else self._pixmaps[key]

    def _request(self, key: Key) -> None:
        self._pending.add(key)
        self._serial += 1
        serial = self._serial

        def operation() -> QImage | None:
            if serial < self._serial - STALE_AFTER:
                return None
            return _read(key[0], QSize(key[1], key[2]))

        self._background.run(operation, lambda image: self._keep(key, image), priority=serial)

    def _keep(self, key: Key, image: QImage | None) -> None:
        self._pending.discard(key)
        if image is None:
            return
        pixmap = QPixmap.fromImage(image)
        self._pixmaps[key] = pixmap
        self._newest[key[0]] = key
        self._bytes += _cost(pixmap)
        while self._bytes > self._budget and len(self._pixmaps) > 1:
            gone, oldest = self._pixmaps.popitem(last=False)
            self._bytes -= _cost(oldest)
            if self._newest.get(gone[0]) == gone:
                del self._newest[gone[0]]
        self.loaded.emit(key[0])


def _cost(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4 + 256
