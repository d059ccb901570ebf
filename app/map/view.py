"""The map itself: discs of thumbnails or dots, to be moved about in and looked into."""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QPointF,
    QRect,
    QRectF,
    QSize,
    QSizeF,
    Qt,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from app.display import file_name, number
from app.map.camera import Camera
from app.map.words import group_name
from app.results.delegates import draw_thumbnail
from app.results.thumbnails import ThumbnailCache
from app.theme import MUTED
from indexer.messages import Hit, LibraryItem, MeaningMap

PICTURE = 14.0  # pixels a cell, from which on it has its picture
_SIDES = (24, 48, 96, 192, 288)  # pixels that pictures are decoded to
_FILLS = 0.9  # of a cell, by its picture
_ROW = 0.866  # how far apart rows of the honeycomb are
_HOVERED = 210  # pixels of the picture under the pointer
KEY_STEP = 1.4
_WHEEL_STEP = 1.25
_PAN = 80  # pixels an arrow key
_SLIDE_MS = 260
_NOTCH = 120.0


class MapView(QWidget):
    """Photos are pictures or round dots, pages pictures or square ones, in discs with names."""

    item_chosen = Signal(int)  # its place in the map
    group_chosen = Signal(int)  # -1: none
    group_opened = Signal(int)
    wanting = Signal(object)  # list of LibraryItem: hits of these would be shown

    def __init__(self, thumbnails: ThumbnailCache, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(QSize(260, 220))
        self.setAccessibleName(self.tr("Map of meaning"))
        self.setAccessibleDescription(
            self.tr("Arrows move it, plus and minus zoom. Its groups are in the list beside it.")
        )
        self.still = False  # nothing slides
        self.camera = Camera()
        self.map = MeaningMap()
        self.group = -1  # that is chosen
        self.hovered = -1  # the item under the pointer
        self.hits: dict[LibraryItem, Hit] = {}
        self._thumbnails = thumbnails
        thumbnails.loaded.connect(self._on_thumbnail)
        self._starts: list[int] = []  # of each group's items, and where the last one ends
        self._dots: list[tuple[QPolygonF, QPolygonF]] = []  # of each group: photos, pages
        self._drawn: set[str] = set()  # thumbnails on the screen
        self._pressed: QPointF | None = None
        self._dragging = False
        self._slide = QVariantAnimation(self)
        self._slide.setDuration(_SLIDE_MS)
        self._slide.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._slide.setStartValue(0.0)
        self._slide.setEndValue(1.0)
        self._slide.valueChanged.connect(self._on_slide)
        self._way = (1.0, QPointF(), 1.0, QPointF())  # from scale and centre, to those

    # --- what is shown -------------------------------------------------------------------

    def show_map(self, shown: MeaningMap) -> None:
        """Show a map, all of it if it is another one than before."""
        self.map = shown
        self.group = self.hovered = -1
        groups = range(len(shown.groups))
        self._starts = [bisect_left(shown.of, group) for group in range(len(groups) + 1)]
        self._dots = []
        for group in groups:
            photos, pages = QPolygonF(), QPolygonF()
            for place in self.items_of(group):
                point = QPointF(shown.xs[place], shown.ys[place])
                (pages if shown.items[place].page else photos).append(point)
            self._dots.append((photos, pages))
        bounds = QRectF()
        for group in groups:
            bounds = bounds.united(self.disc(group))
        self.camera.bounds = bounds if shown.groups else QRectF(0, 0, 1, 1)
        self.show_whole()

    def items_of(self, group: int) -> range:
        """The places of a group's items, the most typical first."""
        return range(self._starts[group], self._starts[group + 1])

    def disc(self, group: int) -> QRectF:
        """Where a group is on the map."""
        at = self.map.groups[group]
        return QRectF(at.x - at.radius, at.y - at.radius, 2 * at.radius, 2 * at.radius)

    def choose_group(self, group: int) -> None:
        """Mark a group; -1 marks none."""
        if group != self.group:
            self.group = group
            self.update()

    def look_at(self, group: int) -> None:
        """Bring a group close."""
        self._go(*self.camera.view_of(self.disc(group)))

    def show_whole(self) -> None:
        """Show all of the map."""
        self._slide.stop()
        self.camera.scale = 0.0
        self.camera.settle()
        self.update()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Go in or out."""
        self._slide.stop()
        self.camera.zoom(factor, at)
        self.update()

    def _go(self, scale: float, centre: QPointF) -> None:
        camera = self.camera
        self._slide.stop()
        self._way = camera.scale, QPointF(camera.centre), scale, centre
        if self.still or not self.isVisible():
            self._on_slide(1.0)
        else:
            self._slide.start()

    def _on_slide(self, share: float) -> None:
        scale, centre, to_scale, to_centre = self._way
        self.camera.scale = scale * (to_scale / scale) ** share
        self.camera.centre = centre + (to_centre - centre) * share
        self.camera.settle()
        self.update()

    def item_at(self, point: QPointF) -> int:
        """The place of the item at a point of the view, or -1."""
        at = self.camera.to_map(point)
        group = self.group_at(point)
        if group < 0:
            return -1
        best, nearest = -1, 0.3
        for place in self.items_of(group):
            across, down = self.map.xs[place] - at.x(), self.map.ys[place] - at.y()
            square = across * across + down * down
            if square < nearest:
                best, nearest = place, square
        return best

    def group_at(self, point: QPointF) -> int:
        """The group whose disc is at a point of the view, or -1."""
        at = self.camera.to_map(point)
        for place, group in enumerate(self.map.groups):
            across, down = group.x - at.x(), group.y - at.y()
            if across * across + down * down <= (group.radius + 0.3) ** 2:
                return place
        return -1

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
            if self.hasFocus():
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
            text = group_name(self.map.groups[group].names)
            width, height = metrics.horizontalAdvance(text) + 14, metrics.height() + 4
            area = QRectF(top.x() - width / 2, top.y() - height - 3, width, height)
            # One that is seen in part has its name at the edge.
            left = min(max(area.left(), 6.0), max(self.width() - width - 6.0, 6.0))
            area.moveTo(left, min(max(area.top(), 6.0), self.height() - height - 6.0))
            if any(area.intersects(other) for other in taken):
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
            size = own.scaled(size, Qt.AspectRatioMode.KeepAspectRatio)
        line = self.fontMetrics().height() + 8
        card = QRectF(0, 0, max(size.width(), 120.0) + 16, size.height() + line + 12)
        card.moveCenter(QPointF(cell.center()))
        beside = cell.right() + 10 + card.width() < self.width()
        card.moveLeft(cell.right() + 10 if beside else cell.left() - 10 - card.width())
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

    # --- mouse and keys ------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        self.zoom(_WHEEL_STEP ** (event.angleDelta().y() / _NOTCH), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, or to draw the map along."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._slide.stop()
            self._pressed, self._dragging = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the map along, or show what is under the pointer."""
        if self._pressed is None:
            self._hover(self.item_at(event.position()))
            return
        moved = event.position() - self._pressed
        if self._dragging or moved.manhattanLength() >= QApplication.startDragDistance():
            self._dragging = True
            self._hover(-1)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.camera.move(moved)
            self._pressed = event.position()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose what is clicked: an item, or the group around it."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        self._pressed = None
        self.unsetCursor()
        if self._dragging:
            return
        place = self.item_at(event.position())
        self.group_chosen.emit(self.group_at(event.position()))
        if place >= 0:
            self.item_chosen.emit(place)

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self._hover(-1)

    def _hover(self, place: int) -> None:
        if place != self.hovered:
            self.hovered = place
            self.setCursor(
                Qt.CursorShape.PointingHandCursor if place >= 0 else Qt.CursorShape.ArrowCursor
            )
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move about by keys, or open the group that is chosen."""
        steps = {
            Qt.Key.Key_Left: QPointF(_PAN, 0),
            Qt.Key.Key_Right: QPointF(-_PAN, 0),
            Qt.Key.Key_Up: QPointF(0, _PAN),
            Qt.Key.Key_Down: QPointF(0, -_PAN),
        }
        key = event.key()
        if key in steps:
            self._slide.stop()
            self.camera.move(steps[Qt.Key(key)])
            self.update()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(KEY_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / KEY_STEP)
        elif key in (Qt.Key.Key_0, Qt.Key.Key_Home):
            self.show_whole()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.group >= 0:
            self.group_opened.emit(self.group)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Go on showing all of the map where all of it was seen."""
        whole = self.camera.scale <= self.camera.whole * 1.001
        self.camera.room = QSizeF(event.size())
        if whole:
            self.camera.scale = 0.0
        self.camera.settle()
        super().resizeEvent(event)
