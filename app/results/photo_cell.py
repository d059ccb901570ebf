"""How a photo is drawn in the grid: the picture alone, and on it what needs to be said."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetrics,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from app.display import file_name, number
from app.icons import draw_icon
from app.results.delegates import FADED, HitDelegate, Index, fact
from app.results.dividers import DIVIDER, LEFT, draw_divider
from app.results.hits import HIT
from app.results.thumbnails import ThumbnailCache
from app.theme import MUTED
from indexer.messages import Hit

RADIUS = 6.0
FRAME = 3.0  # around what is selected
CHECK = 20  # the round mark on it
EDGE = 7  # between a picture's edge and what is written on it
LEAST_NAMED = 64  # a picture is at least so wide where a name is written on it
SHADE = QColor(0, 0, 0, 175)  # on any photo white is read on it


class PhotoDelegate(HitDelegate):
    """Draws photos; ``named`` ones say always what others say under the pointer."""

    def __init__(self, thumbnails: ThumbnailCache, parent: QWidget) -> None:
        super().__init__(thumbnails, parent)
        self.named = False
        self.settled = True  # while a person still drags an edge, pictures are made to fit roughly
        self.hurried = False  # what flies past is not decoded

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one photo, or a divider."""
        divider = index.data(DIVIDER)
        if divider is not None:
            option.rect = option.rect.adjusted(-LEFT, 0, LEFT, 0)  # level with the photos
            draw_divider(painter, option, divider)
            return
        hit: Hit = index.data(HIT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        current = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.setFont(self.small(option))
        drawn = self._draw_picture(painter, option, hit)
        badge = self._badge(hit)
        if hit.thumbnail and (self.named or hovered or current):
            self._draw_name(painter, drawn, hit, badge)
        if badge:
            _draw_badge(painter, drawn, badge)
        if selected:
            _draw_selected(painter, QRectF(option.rect), option.palette)
        elif current:
            _draw_focus(painter, QRectF(option.rect), option.palette)
        painter.restore()

    def _badge(self, hit: Hit) -> str:
        if hit.gone:
            return self.tr("gone")
        files = 1 + len(hit.copies) + len(hit.alike)
        return self.tr("{n} alike").format(n=number(files)) if files > 1 else ""

    # --- the picture ---------------------------------------------------------------------

    def _draw_picture(self, painter: QPainter, option: QStyleOptionViewItem, hit: Hit) -> QRectF:
        """Draw the picture whole, or what stands there until it is decoded; say where it is."""
        cell = option.rect
        pixmap = self._picture(hit.thumbnail, cell.size(), painter) if hit.thumbnail else QPixmap()
        if pixmap is None or pixmap.isNull():
            self._draw_surface(painter, option, hit, broken=pixmap is not None)
            return QRectF(cell)
        painter.setOpacity(FADED if hit.gone else 1.0)
        area = _fitted(pixmap.deviceIndependentSize().toSize(), cell)
        draw_rounded(painter, pixmap, area)
        painter.setOpacity(1.0)
        _draw_edge(painter, area, option.palette.color(QPalette.ColorRole.WindowText))
        return QRectF(area)

    def _picture(self, path: str, size: QSize, painter: QPainter) -> QPixmap | None:
        """A picture of this size, or one of another as long as there is no better."""
        at_hand = self.thumbnails.at_hand(path)
        if self.hurried or (not self.settled and at_hand is not None):
            return at_hand
        found = self.pixmap(path, size, painter)
        return at_hand if found is None else found

    def _draw_surface(
        self, painter: QPainter, option: QStyleOptionViewItem, hit: Hit, *, broken: bool
    ) -> None:
        """Stand in for a picture that is still to be decoded, or read, and then say its name."""
        cell, palette = option.rect, option.palette
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Midlight))
        painter.drawRoundedRect(QRectF(cell), RADIUS, RADIUS)
        if not broken:
            return
        muted = palette.color(MUTED)
        metrics = painter.fontMetrics()
        named = cell.width() >= LEAST_NAMED
        side = min(32, cell.width() - 8, cell.height() - 8)
        middle = cell.center() - QPointF(0, metrics.height() / 2 if named else 0).toPoint()
        if side > 8:
            draw_icon(painter, "photo", muted, side, middle.x() - side // 2, middle.y() - side // 2)
        if named:
            line = QRect(cell.left() + EDGE, middle.y() + side // 2 + 4, cell.width() - 2 * EDGE, 0)
            line.setHeight(metrics.height())
            painter.setPen(muted)
            name = metrics.elidedText(
                file_name(hit.path), Qt.TextElideMode.ElideMiddle, line.width()
            )
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, name)

    # --- what is written on it -----------------------------------------------------------

    def _draw_name(self, painter: QPainter, picture: QRectF, hit: Hit, badge: str) -> None:
        """Write the file's name, and what the hit has its place by, at the foot of the picture."""
        if picture.width() < LEAST_NAMED:
            return
        metrics = painter.fontMetrics()
        high = min(picture.height(), metrics.height() + 22.0)
        foot = QRectF(picture)
        foot.setTop(picture.bottom() - high)
        shade = QLinearGradient(foot.topLeft(), foot.bottomLeft())
        shade.setColorAt(0, QColor(0, 0, 0, 0))
        shade.setColorAt(0.4, QColor(0, 0, 0, 150))  # where the letters begin
        shade.setColorAt(1, QColor(0, 0, 0, 190))
        outline = QPainterPath()
        outline.addRoundedRect(picture, RADIUS, RADIUS)
        painter.save()
        painter.setClipRect(foot, Qt.ClipOperation.IntersectClip)
        painter.fillPath(outline, shade)
        painter.restore()
        line = QRectF(foot.left() + EDGE, 0, foot.width() - 2 * EDGE, metrics.height())
        line.moveBottom(foot.bottom() - EDGE + 2)
        if badge:
            line.setRight(line.right() - _badge_width(metrics, badge) - 6)
        elif told := fact(hit):
            painter.setPen(QColor(255, 255, 255, 215))
            painter.drawText(
                line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, told
            )
            line.setRight(line.right() - metrics.horizontalAdvance(told) - 8)
        painter.setPen(Qt.GlobalColor.white)
        name = metrics.elidedText(
            file_name(hit.path), Qt.TextElideMode.ElideMiddle, max(0, int(line.width()))
        )
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)


def _fitted(size: QSize, cell: QRect) -> QRect:
    """Where a picture of a size stands in a cell: whole, and as large as it can be."""
    if size.isEmpty():
        return cell
    scaled = size.scaled(cell.size(), Qt.AspectRatioMode.KeepAspectRatio)
    # Rounded to pixels a picture of the cell's own shape is off by one or two: it fills the cell.
    slack = 2 + cell.width() // 50, 2 + cell.height() // 50
    if cell.width() - scaled.width() <= slack[0] and cell.height() - scaled.height() <= slack[1]:
        return cell
    area = QRect(cell.topLeft(), scaled)
    area.moveCenter(cell.center())
    return area


def draw_rounded(painter: QPainter, pixmap: QPixmap, area: QRect) -> None:
    """Draw a picture with round corners: as a brush, which is much faster than to clip it."""
    size = pixmap.deviceIndependentSize()
    across, down = area.width() / size.width(), area.height() / size.height()
    painter.save()
    painter.translate(area.topLeft())
    if (across, down) != (1, 1):
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.scale(across, down)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(pixmap))
    outline = QRectF(0, 0, size.width(), size.height())
    painter.drawRoundedRect(outline, RADIUS / across, RADIUS / down)
    painter.restore()


def _draw_edge(painter: QPainter, area: QRect, ink: QColor) -> None:
    """Set a white photo off from a white ground: four lines, for a round one takes as long as it.

    The corners are round enough by themselves.
    """
    edge = QColor(ink)
    edge.setAlpha(28)
    short = round(RADIUS)
    x, y, wide, high = area.x(), area.y(), area.width(), area.height()
    for line in (
        QRect(x + short, y, wide - 2 * short, 1),
        QRect(x + short, y + high - 1, wide - 2 * short, 1),
        QRect(x, y + short, 1, high - 2 * short),
        QRect(x + wide - 1, y + short, 1, high - 2 * short),
    ):
        painter.fillRect(line, edge)


def _badge_width(metrics: QFontMetrics, text: str) -> int:
    return metrics.horizontalAdvance(text) + 14


def _draw_badge(painter: QPainter, picture: QRectF, text: str) -> None:
    """Say in a corner that the picture lies in several files, or in none any more."""
    metrics = painter.fontMetrics()
    badge = QRectF(0, 0, _badge_width(metrics, text), metrics.height() + 4)
    if badge.width() + 8 > picture.width():
        return
    badge.moveBottomRight(picture.bottomRight() - QPointF(5, 5))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(SHADE)
    painter.drawRoundedRect(badge, badge.height() / 2, badge.height() / 2)
    painter.setPen(Qt.GlobalColor.white)
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)


def _draw_selected(painter: QPainter, cell: QRectF, palette: QPalette) -> None:
    """Frame a picture, within its cell, and put a mark on it: not by colour alone."""
    accent = palette.color(QPalette.ColorRole.Accent)
    base = palette.color(QPalette.ColorRole.Window)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = FRAME / 2
    painter.setPen(QPen(base, FRAME + 3))
    painter.drawRoundedRect(cell.adjusted(half, half, -half, -half), RADIUS, RADIUS)
    painter.setPen(QPen(accent, FRAME))
    painter.drawRoundedRect(cell.adjusted(half, half, -half, -half), RADIUS, RADIUS)
    if min(cell.width(), cell.height()) < 2 * CHECK:
        return
    mark = QRectF(cell.right() - CHECK - 8, cell.top() + 8, CHECK, CHECK)
    painter.setPen(QPen(base, 1.5))
    painter.setBrush(accent)
    painter.drawEllipse(mark)
    tick = QPen(palette.color(QPalette.ColorRole.HighlightedText), 2.0)
    tick.setCapStyle(Qt.PenCapStyle.RoundCap)
    tick.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(tick)
    at = mark.topLeft()
    painter.drawPolyline(
        [at + QPointF(x * CHECK, y * CHECK) for x, y in ((0.28, 0.52), (0.44, 0.67), (0.72, 0.34))]
    )


def _draw_focus(painter: QPainter, cell: QRectF, palette: QPalette) -> None:
    """Show what the keys are at where it is not selected."""
    base = palette.color(QPalette.ColorRole.Window)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (
        QPen(base, FRAME),
        QPen(palette.color(QPalette.ColorRole.Accent), 2.0, Qt.PenStyle.DashLine),
    ):
        painter.setPen(pen)
        painter.drawRoundedRect(cell.adjusted(1.5, 1.5, -1.5, -1.5), RADIUS, RADIUS)
