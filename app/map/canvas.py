"""The map as it is drawn: discs of thumbnails or dots, with names, and what is looked at."""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from app.display import file_name, number
from app.map.camera import Camera
from app.map.words import group_name
from app.results.delegates import draw_thumbnail
from app.results.thumbnails import ThumbnailCache
from app.theme import MUTED
from indexer.messages import Hit, LibraryItem, MeaningMap

PICTURE = 11.0  # pixels a cell, from which on it has its picture
_SIDES = (24, 48, 96, 192, 288)  # pixels that pictures are decoded to
_FILLS = 0.9  # of a cell, by its picture
_ROW = 0.866  # how far apart rows of the honeycomb are
_HOVERED = 210  # pixels of the picture under the pointer
_LEAST_ROOM = 60.0  # pixels for a name; both words of one have to fit over their disc


class MapCanvas(QWidget):
    """Photos are pictures or round dots, pages pictures or square ones, in discs with names."""

    wanting = Signal(object)  # list of LibraryItem: hits of these would be shown

    def __init__(self, thumbnails: ThumbnailCache, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.camera = Camera()
        self.map = MeaningMap()
        self.group = -1  # that is chosen
        self.hovered = -1  # the item under the pointer
        self.hits: dict[LibraryItem, Hit] = {}
        self.ringed = False  # the keys are for it, and it was not clicked
        self._thumbnails = thumbnails
        thumbnails.loaded.connect(self._on_thumbnail)
        self._starts: list[int] = []  # of each group's items, and where the last one ends
        self._dots: list[tuple[QPolygonF, QPolygonF]] = []  # of each group: photos, pages
        self._drawn: set[str] = set()  # thumbnails on the screen

    # --- what is shown -------------------------------------------------------------------

    def show_map(self, shown: MeaningMap) -> None:
        """Show another map, all of it."""
        self.map = shown
        self.group = self.hovered = -1
        groups = range(len(shown.groups))
        self._starts = [bisect_left(shown.of, group) for group in range(len(groups) + 1)]
        self._dots = []
        bounds = QRectF()
        for group in groups:
            photos, pages = QPolygonF(), QPolygonF()
            for place in self.items_of(group):
                point = QPointF(shown.xs[place], shown.ys[place])
                (pages if shown.items[place].page else photos).append(point)
            self._dots.append((photos, pages))
            bounds = bounds.united(self.disc(group))
        self.camera.show(bounds if groups else QRectF(0, 0, 1, 1))
        self.update()

    def items_of(self, group: int) -> range:
        """The places of a group's items, the most typical first."""
        return range(self._starts[group], self._starts[group + 1])

    def disc(self, group: int) -> QRectF:
        """Where a group is on the map."""
        at = self.map.groups[group]
        return QRectF(at.x - at.radius, at.y - at.radius, 2 * at.radius, 2 * at.radius)

    def show_hits(self, hits: tuple[Hit, ...]) -> None:
        """Know these from now on."""
        for hit in hits:
            if hit.item is not None:
                self.hits[hit.item] = hit
        self.update()

    # --- drawing -------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw discs, what is in them, and their names."""
        palette, camera = self.palette(), self.camera
        self._drawn = set()
        unknown: list[LibraryItem] = []
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            seen = camera.seen().adjusted(-1, -1, 1, 1)
            groups = [g for g in range(len(self.map.groups)) if self.disc(g).intersects(seen)]
            for group in groups:
                self._draw_disc(painter, group)
            for group in groups:
                if camera.scale < PICTURE:
                    self._draw_dots(painter, group)
                else:
                    unknown += self._draw_pictures(painter, group, seen)
            self._draw_names(painter, groups)
            if self.hovered >= 0:
                unknown += self._draw_hovered(painter)
            if self.ringed:
                painter.setPen(QPen(palette.color(QPalette.ColorRole.Accent), 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)
        if unknown:
            self.wanting.emit(unknown)

    def _draw_disc(self, painter: QPainter, group: int) -> None:
        palette, disc = self.palette(), self.disc(group)
        area = QRectF(self.camera.to_room(disc.topLeft()), disc.size() * self.camera.scale)
        ground = QColor(palette.color(QPalette.ColorRole.Midlight))
        ground.setAlphaF(0.55)
        chosen = group == self.group
        painter.setPen(
            QPen(palette.color(QPalette.ColorRole.Accent), 2.0) if chosen else Qt.PenStyle.NoPen
        )
        painter.setBrush(ground)
        painter.drawEllipse(area.adjusted(-4, -4, 4, 4))

    def _draw_dots(self, painter: QPainter, group: int) -> None:
        photos, pages = self._dots[group]
        role = QPalette.ColorRole.Accent if group == self.group else MUTED
        size = min(max(self.camera.scale * 0.62, 2.0), 9.0)
        pen = QPen(self.palette().color(QPalette.ColorGroup.Active, role), size)
        pen.setCosmetic(True)
        painter.save()
        painter.setTransform(self.camera.transform(), combine=True)
        for points, cap in (
            (photos, Qt.PenCapStyle.RoundCap),
            (pages, Qt.PenCapStyle.SquareCap),
        ):
            pen.setCapStyle(cap)
            painter.setPen(pen)
            painter.drawPoints(points)
        painter.restore()

    def _draw_pictures(self, painter: QPainter, group: int, seen: QRectF) -> list[LibraryItem]:
        """Draw what is seen of a group; gives what no hit is known of yet."""
        unknown = []
        for place in self.items_of(group):
            if not seen.contains(self.map.xs[place], self.map.ys[place]):
                continue
            hit = self.hits.get(self.map.items[place])
            if hit is None:
                unknown.append(self.map.items[place])
            area = self._cell(place)
            pixmap = None if hit is None else self._picture(hit, area.width())
            radius = min(7.0, area.width() / 12)
            draw_thumbnail(painter, area, pixmap, self.palette(), "photo", radius)
        return unknown

    def _cell(self, place: int) -> QRect:
        side = self.camera.scale * _FILLS
        middle = self.camera.to_room(QPointF(self.map.xs[place], self.map.ys[place]))
        high = side * _ROW
        return QRectF(middle.x() - side / 2, middle.y() - high / 2, side, high).toAlignedRect()

    def _picture(self, hit: Hit, wanted: float) -> QPixmap | None:
        side = next((each for each in _SIDES if each >= wanted), _SIDES[-1])
        self._drawn.add(hit.thumbnail)
        bound = QSize(side, side)
        pixmap = self._thumbnails.pixmap(hit.thumbnail, bound, self.devicePixelRatioF())
        return self._thumbnails.at_hand(hit.thumbnail) if pixmap is None else pixmap

    def _draw_names(self, painter: QPainter, groups: list[int]) -> None:
        """Write each group's name over it, where that covers no larger group's."""
        palette = self.palette()
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(bold)
        painter.setFont(bold)
        taken: list[QRectF] = []
        under = self.map.of[self.hovered] if self.hovered >= 0 else -1
        for group in sorted(groups, key=lambda each: (each != self.group, each != under, each)):
            disc = self.disc(group)
            top = self.camera.to_room(QPointF(disc.center().x(), disc.top()))
            names = self.map.groups[group].names
            text = group_name(names)
            room = max(disc.width() * self.camera.scale, _LEAST_ROOM)
            if group not in (self.group, under) and metrics.horizontalAdvance(text) > room:
                text = group_name(names[:1])
            width, height = metrics.horizontalAdvance(text) + 14, metrics.height() + 4
            area = QRectF(top.x() - width / 2, top.y() - height - 3, width, height)
            # One that is seen in part has its name at the edge.
            left = min(max(area.left(), 6.0), max(self.width() - width - 6.0, 6.0))
            area.moveTo(left, min(max(area.top(), 6.0), self.height() - height - 6.0))
            home = QRectF(self.camera.to_room(disc.topLeft()), disc.size() * self.camera.scale)
            strays = not home.adjusted(0, -height - 6, 0, 0).contains(area.center())
            if strays or any(area.intersects(other) for other in taken):
                continue
            taken.append(area)
            ground = QColor(palette.color(QPalette.ColorRole.Window))
            ground.setAlphaF(0.86)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(area, 7, 7)
            if group == self.group:
                painter.setPen(QPen(palette.color(QPalette.ColorRole.Accent), 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(area, 7, 7)
            painter.setPen(palette.color(QPalette.ColorRole.WindowText))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_hovered(self, painter: QPainter) -> list[LibraryItem]:
        """Draw what is under the pointer large beside it, with its name."""
        palette, item = self.palette(), self.map.items[self.hovered]
        cell = self._cell(self.hovered)
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Accent), 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(cell).adjusted(-2, -2, 2, 2), 4, 4)
        hit = self.hits.get(item)
        if hit is None:
            return [item]
        if cell.width() >= _HOVERED:
            return []
        pixmap = self._picture(hit, _HOVERED)
        size = QSizeF(_HOVERED, _HOVERED)
        if pixmap is not None and not pixmap.isNull():
            own = pixmap.deviceIndependentSize()
            size = own.scaled(own.boundedTo(size), Qt.AspectRatioMode.KeepAspectRatio)
        line = self.fontMetrics().height() + 8
        card = QRectF(0, 0, max(size.width(), 120.0) + 16, size.height() + line + 12)
        card.moveCenter(QPointF(cell.center()))
        beside = cell.right() + 10 + card.width() < self.width()
        left = cell.right() + 10 if beside else cell.left() - 10 - card.width()
        card.moveLeft(min(max(left, 6.0), max(self.width() - card.width() - 6.0, 6.0)))
        card.moveTop(min(max(card.top(), 6.0), max(self.height() - card.height() - 6.0, 6.0)))
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(card, 10, 10)
        picture = QRectF(0, 0, size.width(), size.height())
        picture.moveCenter(card.center())
        picture.moveTop(card.top() + 8)
        draw_thumbnail(painter, picture.toRect(), pixmap, palette, "photo", 5.0)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        painter.setFont(self.font())
        name = file_name(hit.path)
        if hit.kind == "page":
            name = self.tr("{name}, page {page}").format(name=name, page=number(hit.page))
        room = QRectF(card.left() + 8, card.bottom() - line - 2, card.width() - 16, line)
        mode = Qt.TextElideMode.ElideMiddle
        shown = self.fontMetrics().elidedText(name, mode, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, shown)
        return []

    def _on_thumbnail(self, path: str) -> None:
        if path in self._drawn:
            self.update()
