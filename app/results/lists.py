"""The photo grid and the page list: what is selected, opened, dragged and kept in view."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QListView, QStyleOptionViewItem, QWidget

from app.results.delegates import HitDelegate, PageDelegate
from app.results.dividers import Grouping, divider_height
from app.results.dragging import BESIDE, ghost
from app.results.flow import FlowView
from app.results.hits import HIT, HitModel
from app.results.layout import JustifiedLayout, Layout, ListLayout
from app.results.pace import Pace
from app.results.photo_cell import PhotoDelegate
from app.results.thumbnails import ThumbnailCache
from app.results.zoom import STEPS, USUAL, row_height
from indexer.messages import Hit, Order

PHOTO_GAP, PHOTO_LEFT, PHOTO_RIGHT = 6, 10, 4
PAGE_GAP = 2
NOTCH = 120  # of a wheel, in eighths of a degree
FLYING = 5  # viewports a second
SETTLE_MS = 120  # a width that has stood so long is the one that pictures are made for
GLANCE_MS = 150  # what is scrolled past faster has not been looked at


class HitList(FlowView):
    """What both lists do: select hits, open one, drag them out."""

    hit_selected = Signal(object)
    hit_opened = Signal(object)
    unread_seen = Signal(object)  # paths of files on the screen that are still to be read

    def __init__(
        self, thumbnails: ThumbnailCache, layout: Layout, parent: QWidget | None = None
    ) -> None:
        super().__init__(layout, parent)
        self.hits = HitModel(self)
        self._thumbnails = thumbnails
        thumbnails.loaded.connect(self._on_thumbnail)
        self._glance = QTimer(self)
        self._glance.setSingleShot(True)
        self._glance.setInterval(GLANCE_MS)
        self._glance.timeout.connect(self._tell_unread)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._glance.start())
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.activated.connect(lambda index: self.hit_opened.emit(index.data(HIT)))

    def begin(self, delegate: HitDelegate) -> None:
        """Show hits, drawn by this, as soon as a subclass can arrange them."""
        self.setItemDelegate(delegate)
        self.setModel(self.hits)
        self.selectionModel().selectionChanged.connect(self._on_selection)
        self.allow_dragging_out()

    def allow_dragging_out(self) -> None:
        """Let hits be dragged to other programs, and nothing be dropped in the list."""
        self.setDragEnabled(True)
        self.setDragDropMode(QListView.DragDropMode.DragOnly)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Drag what is selected by a small picture: Qt's own hides the names of collections."""
        chosen = sorted(self.selectionModel().selectedIndexes(), key=lambda index: index.row())
        if not chosen:
            return
        held: Hit = (self.currentIndex() if self.currentIndex() in chosen else chosen[0]).data(HIT)
        drag = QDrag(self)
        drag.setMimeData(self.hits.mimeData(chosen))
        drag.setPixmap(ghost(held, self._thumbnails.at_hand(held.thumbnail), len(chosen), self))
        drag.setHotSpot(BESIDE)
        drag.exec(actions, Qt.DropAction.CopyAction)

    def show_hits(
        self,
        hits: tuple[Hit, ...],
        selected: Hit | None,
        *,
        stays: bool = False,
        order: Order = "relevance",
        grouping: Grouping = "",
    ) -> Hit | None:
        """Show other hits, keeping the selected one selected and the list where it is.

        Where the selected one is gone the list goes back to its top, unless it ``stays``. In
        another ``order`` or ``grouping`` than before it goes to the selected one, or to its top.
        Gives the selected one as it is now, if it is still there.
        """
        self._glance.start()
        turned = (order, grouping) != (self.hits.order, self.hits.grouping)
        if hits == self.hits.given and not turned:
            return selected if selected in hits else None
        bar = self.verticalScrollBar()
        position = bar.value()
        held, at = self._held()
        model = self.selectionModel()
        others = {(hit.path, hit.page) for hit in self.selected_hits()}
        model.blockSignals(True)
        self.hits.set_hits(hits, order, grouping)
        row = self.hits.row_of(selected) if selected is not None else -1
        if row >= 0:
            self.setCurrentIndex(self.hits.index(row))
            for place, hit in enumerate(self.hits.hits):
                if len(others) > 1 and (hit.path, hit.page) in others:
                    other = self.hits.index(self.hits.row_at(place))
                    model.select(other, model.SelectionFlag.Select)
        if row >= 0 and turned:
            self.scrollTo(self.hits.index(row))
        elif row >= 0 or (stays and not turned):
            same = self.hits.row_of(held) if held is not None else -1
            self.rearrange(same, at)
            if same < 0:
                bar.setValue(position)
        else:
            bar.setValue(0)
        model.blockSignals(False)
        self.viewport().update()
        return self.hits.index(row).data(HIT) if row >= 0 else None

    def _held(self) -> tuple[Hit | None, int]:
        """What should stay where it is when other hits are shown, and its height there."""
        row = self.anchor()
        rows = self.hits.rows[row : row + 2] if row >= 0 else ()
        held = next((one for one in rows if isinstance(one, Hit)), None)
        if held is None:
            return None, 0
        return held, self.visualRect(self.hits.index(self.hits.row_of(held))).top()

    def selected_hits(self) -> tuple[Hit, ...]:
        """The hits that are selected, in the order of the list."""
        selection = self.selectionModel().selection()  # in runs, however many there are
        runs = sorted(
            (part.top(), part.bottom()) for part in map(selection.at, range(selection.size()))
        )
        rows = self.hits.rows
        return tuple(
            one for top, bottom in runs for one in rows[top : bottom + 1] if isinstance(one, Hit)
        )

    def select_row(self, place: int) -> None:
        """Select the hit at a place of the list as a click would."""
        self.setCurrentIndex(self.hits.index(self.hits.row_at(place)))

    def first(self) -> QModelIndex:
        """The first hit."""
        return self.hits.index(self.hits.row_at(0))

    def can_be_chosen(self, row: int) -> bool:
        """Whether a row is a hit."""
        return isinstance(self.hits.rows[row], Hit)

    def draw_item(self, painter: QPainter, option: QStyleOptionViewItem, row: int) -> None:
        """Draw a hit or a divider."""
        self.itemDelegate().paint(painter, option, self.hits.index(row))

    def _on_thumbnail(self, path: str) -> None:
        """Draw what has been decoded, where it can be seen."""
        rows = self.hits.rows
        self.update_rows(
            [
                row
                for row in self.seen()
                if isinstance(hit := rows[row], Hit) and hit.thumbnail == path
            ]
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Space and Escape to the window; open on Enter wherever Qt would edit."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Escape):
            event.ignore()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _tell_unread(self) -> None:
        """Say which files on the screen are still to be read."""
        seen = (self.hits.rows[row] for row in self.seen())
        paths = [hit.path for hit in seen if isinstance(hit, Hit) and not hit.thumbnail]
        if paths and self.isVisible():
            self.unread_seen.emit(tuple(paths))

    def _on_selection(self, selected: QItemSelection, _deselected: QItemSelection) -> None:
        current = self.currentIndex()
        # Of several that came at once the one that was clicked, which may be all that is left.
        if selected.contains(current) or (
            selected.isEmpty() and self.selectionModel().isSelected(current)
        ):
            self.hit_selected.emit(current.data(HIT))
        elif not selected.isEmpty() and (first := self._first_of(selected)) is not None:
            self.hit_selected.emit(first)

    def _first_of(self, selection: QItemSelection) -> Hit | None:
        """The first hit of a selection, which may begin with a divider."""
        part = selection.at(0)
        rows = self.hits.rows[part.top() : min(part.bottom(), part.top() + 1) + 1]
        return next((one for one in rows if isinstance(one, Hit)), None)


class PhotoGrid(HitList):
    """Photos in rows of equal height that share the width, each in its own shape."""

    zoomed = Signal(int)

    def __init__(self, thumbnails: ThumbnailCache, parent: QWidget | None = None) -> None:
        self._justified = JustifiedLayout()
        self._shapes: tuple[object, Sequence[float]] = (None, ())
        super().__init__(thumbnails, self._justified, parent)
        self._photos = PhotoDelegate(thumbnails, self)
        self.setAccessibleName(self.tr("Photos found"))
        self.zoom = USUAL
        self._pace = Pace()
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._wheel = 0  # eighths of a degree that make no step yet
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._on_settled)
        self.begin(self._photos)

    def arrange(self, width: int) -> None:
        """Put the photos into rows."""
        rows = self.hits.rows
        if self._shapes[0] is not rows:
            self._shapes = rows, self.hits.shapes()
        self._justified.arrange(
            self._shapes[1],
            width - PHOTO_LEFT - PHOTO_RIGHT,
            row_height(self.zoom),
            divider_height(self.fontMetrics()),
            left=PHOTO_LEFT,
            gap=PHOTO_GAP,
        )

    def set_zoom(self, zoom: int, at: QPoint | None = None) -> None:
        """Show photos larger or smaller; what is ``at`` a point stays there."""
        zoom = min(max(zoom, 0), STEPS)
        if zoom == self.zoom:
            return
        grows = row_height(zoom) / row_height(self.zoom)
        index = QModelIndex() if at is None else self.indexAt(at)
        top = None
        if at is not None and index.isValid():
            above = at.y() - self.visualRect(index).top()
            top = at.y() - round(above * grows)
        self.zoom = zoom
        self._unsettle()
        self.rearrange(index.row(), top)
        self.zoomed.emit(zoom)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, at the pointer."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        self._wheel += event.angleDelta().y()
        steps = int(self._wheel / NOTCH)
        self._wheel -= steps * NOTCH
        self.set_zoom(self.zoom + steps, event.position().toPoint())
        event.accept()

    def reset(self) -> None:
        """Write on each photo what it has its place by, where nothing else says it."""
        self._photos.named = self.hits.order != "relevance" and self.hits.grouping != "day"
        super().reset()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Decode nothing anew for a width that is about to be another."""
        if event.oldSize().isValid():
            self._unsettle()
        super().resizeEvent(event)

    def _on_scrolled(self, value: int) -> None:
        """Decode nothing that flies past: it takes time from the scrolling, and nobody sees it."""
        if self._pace.of(value) > FLYING * self.viewport().height():
            self._photos.hurried = True
            self._settle.start()

    def _unsettle(self) -> None:
        self._photos.settled = False
        self._settle.start()

    def _on_settled(self) -> None:
        self._photos.settled, self._photos.hurried = True, False
        self.viewport().update()


class PageList(HitList):
    """Pages one below the other, each with its passage."""

    def __init__(self, thumbnails: ThumbnailCache, parent: QWidget | None = None) -> None:
        self._listed = ListLayout()
        super().__init__(thumbnails, self._listed, parent)
        self._pages = PageDelegate(thumbnails, self)
        self.setAccessibleName(self.tr("Pages found"))
        self.begin(self._pages)

    def mark_words(self, words: frozenset[str]) -> None:
        """Mark these in the passages."""
        self._pages.words = words
        self.viewport().update()

    def arrange(self, width: int) -> None:
        """Put the pages below each other."""
        metrics = self.fontMetrics()
        self._listed.arrange(
            self.hits.rowCount(),
            self.hits.dividers,
            width,
            self._pages.height(metrics),
            divider_height(metrics),
            PAGE_GAP,
            PHOTO_GAP,  # level with the photos
        )
