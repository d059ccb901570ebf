"""Which regions of a photo answer the question, as a veil over the rest and in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

Grid = Sequence[Sequence[float]]  # of equal rows, from the top; see `PhotoExplained`

VEIL = 120  # of 255: how dark the colourless picture is that covers what does not matter
SHARP = 0.6  # how clearly what matters a little is told from what matters most
FINEST = 800  # pixels along a side of the veil, which is drawn anew with every look
# A region belongs to what answers if it matters so much of what matters most.
BELONGS = 0.5
# Such regions all over the picture are no place.
EVERYWHERE = 0.55


def draw_veil(painter: QPainter, area: QRectF, picture: QImage, grid: Grid) -> None:
    """Take colour and light from a picture, the more the less a region of it matters."""
    most = max(map(max, grid))
    if most <= 0:
        return
    size = area.size().toSize().boundedTo(QSize(FINEST, FINEST)).expandedTo(QSize(1, 1))
    veil = _scaled(picture, size).convertToFormat(QImage.Format.Format_Grayscale8)
    veil = veil.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    cover = QImage(len(grid[0]), len(grid), QImage.Format.Format_ARGB32_Premultiplied)
    for y, row in enumerate(grid):
        for x, share in enumerate(row):
            level = round(255 * (1 - (share / most) ** SHARP))
            cover.setPixelColor(x, y, QColor(0, 0, 0, level))
    cut = QPainter(veil)
    cut.fillRect(veil.rect(), QColor(0, 0, 0, VEIL))
    cut.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    # In two steps, for one alone shows the regions' edges.
    cut.drawImage(0, 0, _scaled(_scaled(cover, QSize(64, 64)), size))
    cut.end()
    painter.drawImage(area, veil)


def _scaled(image: QImage, size: QSize) -> QImage:
    mode = Qt.TransformationMode.SmoothTransformation
    return image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode)


def in_words(grid: Grid) -> str:
    """Say where in a picture the regions lie that matter, for who does not see the veil."""
    most = max(map(max, grid))
    if most <= 0:
        return _tr("No part of the picture matches more than another.")
    rows, columns = len(grid), len(grid[0])
    places = [
        ((x + 0.5) / columns, (y + 0.5) / rows, share)
        for y, row in enumerate(grid)
        for x, share in enumerate(row)
        if share >= BELONGS * most
    ]
    if len(places) >= EVERYWHERE * rows * columns:
        return _tr("The whole picture matches.")
    weight = sum(share for *_, share in places)
    across = _third(sum(x * share for x, _, share in places) / weight)
    down = _third(sum(y * share for _, y, share in places) / weight)
    where = (
        (_tr("in the upper left"), _tr("at the top"), _tr("in the upper right")),
        (_tr("on the left side"), _tr("in the middle"), _tr("on the right side")),
        (_tr("in the lower left"), _tr("at the bottom"), _tr("in the lower right")),
    )[down][across]
    return _tr("The match is mainly {where} of the picture.").format(where=where)


def _third(place: float) -> int:
    return 0 if place < 0.4 else 2 if place > 0.6 else 1


def _tr(text: str) -> str:
    return QCoreApplication.translate("Regions", text)
