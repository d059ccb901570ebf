"""What hangs on the pointer while hits are dragged: small, so that names under it can be read."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QWidget

from app.display import number
from app.results.delegates import draw_thumbnail
from indexer.messages import Hit

SIDE = 40
BESIDE = QPoint(-14, -16)  # below the pointer and to its right, never under it
_BADGE = 20
_OPACITY = 0.85


def ghost(hit: Hit, picture: QPixmap | None, count: int, view: QWidget) -> QPixmap:
    """Draw a small picture of a hit that is dragged, with how many there are if it is not alone.

    Without a ``picture`` an icon stands there.
    """
    ratio = view.devicePixelRatioF()
    size = QSize(SIDE + _BADGE // 2, SIDE + _BADGE // 2)
    drawn = QPixmap(size * ratio)
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(_OPACITY)
    area = QRect(0, _BADGE // 2, SIDE, SIDE)
    shown = QPixmap() if picture is None else picture
    place = draw_thumbnail(painter, area, shown, view.palette(), hit.kind, radius=4.0)
    if count > 1:
        painter.setOpacity(1.0)
        _draw_badge(painter, place, number(count), view)
    painter.end()
    return drawn


def _draw_badge(painter: QPainter, picture: QRectF, text: str, view: QWidget) -> None:
    font = view.font()
    font.setPointSizeF(font.pointSizeF() * 0.85)
    font.setWeight(font.Weight.DemiBold)
    width = max(_BADGE, QFontMetrics(font).horizontalAdvance(text) + 10)
    badge = QRectF(0, 0, width, _BADGE)
    badge.moveCenter(picture.topRight())
    badge.moveRight(min(badge.right(), SIDE + _BADGE / 2))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(view.palette().color(QPalette.ColorRole.Accent))
    painter.drawRoundedRect(badge, _BADGE / 2, _BADGE / 2)
    painter.setFont(font)
    painter.setPen(QGuiApplication.palette().color(QPalette.ColorRole.HighlightedText))
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)
