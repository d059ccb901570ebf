"""The photo grid and the page list, each under a heading with its count."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListView, QStyle, QVBoxLayout, QWidget

from app.display import number
from app.results.delegates import PageDelegate, PhotoDelegate
from app.results.dragging import BESIDE, ghost
from app.results.hits import HIT, HitModel
from app.results.order import OrderButton
from app.results.thumbnails import ThumbnailCache
from indexer.messages import Hit, Order

COLUMN = 148  # a photo is at least this wide
GLANCE_MS = 150  # what is scrolled past faster has not been looked at
LEAST_HEADING = 24
HEADING = 26  # the height of the line above a list
SPOT = 12  # so many pixels from its corner the list surely shows a hit, if any


class HitList(QListView):
    """What both lists do: select hits, open one, drag them out."""

    hit_selected = Signal(object)
    hit_opened = Signal(object)
    unread_seen = Signal(object)  # paths of files on the screen that are still to be read

    def __init__(self, thumbnails: ThumbnailCache, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hits = HitModel(self)
        self._thumbnails = thumbnails
        thumbnails.loaded.connect(lambda _path: self.viewport().update())
        self._glance = QTimer(self)
        self._glance.setSingleShot(True)
        self._glance.setInterval(GLANCE_MS)
        self._glance.timeout.connect(self._tell_unread)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._glance.start())
        self.setModel(self.hits)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(2000)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(40)
        self.selectionModel().selectionChanged.connect(self._on_selection)
        self.activated.connect(lambda index: self.hit_opened.emit(index.data(HIT)))

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
    ) -> Hit | None:
        """Show other hits, keeping the selected one selected and the list where it is.

        Where the selected one is gone the list goes back to its top, unless it ``stays``. In
        another ``order`` than before it goes to the selected one, or to its top. Gives the selected
        one as it is now, if it is still there.
        """
        self._glance.start()
        turned = order != self.hits.order
        if hits == self.hits.hits and not turned:
            return selected if selected in hits else None
        position = self.verticalScrollBar().value()
        model = self.selectionModel()
        others = {(hit.path, hit.page) for hit in self.selected_hits()}
        model.blockSignals(True)
        self.hits.set_hits(hits, order)
        row = self.hits.row_of(selected) if selected is not None else -1
        if row >= 0:
            self.setCurrentIndex(self.hits.index(row))
            for place, hit in enumerate(hits):
                if len(others) > 1 and (hit.path, hit.page) in others:
                    other = self.hits.index(self.hits.row_at(place))
                    model.select(other, model.SelectionFlag.Select)
        if row >= 0 and turned:
            self.scrollTo(self.hits.index(row))
        elif row >= 0 or (stays and not turned):
            self.verticalScrollBar().setValue(position)
        else:
            self.scrollToTop()
        model.blockSignals(False)
        self.viewport().update()
        return self.hits.index(row).data(HIT) if row >= 0 else None

    def selected_hits(self) -> tuple[Hit, ...]:
        """The hits that are selected, in the order of the list."""
        rows = sorted(self.selectionModel().selectedIndexes(), key=lambda index: index.row())
        return tuple(index.data(HIT) for index in rows)

    def select_row(self, place: int) -> None:
        """Select the hit at a place of the list as a click would."""
        self.setCurrentIndex(self.hits.index(self.hits.row_at(place)))

    def moveCursor(
        self, action: QListView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Pass over dividers: after each comes a hit."""
        index = super().moveCursor(action, modifiers)
        return index.siblingAtRow(index.row() + 1) if index.data(HIT) is None else index

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
        seen = self.viewport().rect()
        first = self.indexAt(seen.topLeft() + QPoint(SPOT, SPOT))
        paths = []
        for row in range(max(0, first.row()), self.hits.rowCount()):
            if self.visualRect(self.hits.index(row)).top() > seen.bottom():
                break
            hit = self.hits.index(row).data(HIT)
            if hit is not None and not hit.thumbnail:
                paths.append(hit.path)
        if paths and self.isVisible():
            self.unread_seen.emit(tuple(paths))

    def _on_selection(self, selected: QItemSelection, _deselected: QItemSelection) -> None:
        indexes, current = selected.indexes(), self.currentIndex()
        # Of several that came at once the one that was clicked, which may be all that is left.
        if current in indexes or (not indexes and self.selectionModel().isSelected(current)):
            self.hit_selected.emit(current.data(HIT))
        elif indexes:
            self.hit_selected.emit(indexes[0].data(HIT))


class PhotoGrid(HitList):
    """Photos in columns that share the width evenly."""

    def __init__(self, thumbnails: ThumbnailCache, parent: QWidget | None = None) -> None:
        super().__init__(thumbnails, parent)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.allow_dragging_out()
        self._photos = PhotoDelegate(thumbnails, self)
        self.setItemDelegate(self._photos)
        self.setAccessibleName(self.tr("Photos found"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the columns anew."""
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        room = max(COLUMN, self.width() - bar - 2)
        columns = max(1, room // COLUMN)
        self._photos.set_width(room // columns, columns, self.fontMetrics())
        super().resizeEvent(event)


class PageList(HitList):
    """Pages one below the other, each with its passage."""

    def __init__(self, thumbnails: ThumbnailCache, parent: QWidget | None = None) -> None:
        super().__init__(thumbnails, parent)
        self.setSpacing(2)
        self.allow_dragging_out()
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setItemDelegate(PageDelegate(thumbnails, self))
        self.setAccessibleName(self.tr("Pages found"))


class Section(QWidget):
    """A list under its heading and count."""

    def __init__(self, content: HitList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = content
        self._title = ""
        self._heading = QLabel()
        self._heading.setProperty("role", "heading")
        self._heading.setBuddy(content)
        self._count = QLabel()
        self._count.setProperty("role", "muted")
        top = QHBoxLayout()
        top.setContentsMargins(10, 0, 8, 2)
        top.setSpacing(8)
        top.addWidget(self._heading)
        top.addStrut(HEADING)  # level with the other list, which has a button there or has none
        top.addWidget(self._count)
        top.addStretch()
        self._top = top
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(content, 1)

    def minimumSizeHint(self) -> QSize:
        """Allow narrow panes: the lists elide."""
        return QSize(190, 150)

    def take(self, button: OrderButton) -> None:
        """Have a button at the right of the heading, from wherever it was."""
        if self._top.indexOf(button) < 0:
            focused = button.hasFocus()
            self._top.addWidget(button)
            button.show()
            if focused:
                button.setFocus()
        self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the heading anew."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        """Show as much of the heading as there is room for beside the count and the button."""
        others = [self._count, *self.findChildren(OrderButton)]
        margins = self._top.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        room -= sum(other.sizeHint().width() + self._top.spacing() for other in others)
        metrics = self._heading.fontMetrics()
        mode = Qt.TextElideMode.ElideRight
        self._heading.setText(metrics.elidedText(self._title, mode, max(room, LEAST_HEADING)))

    def show_hits(
        self, title: str, hits: tuple[Hit, ...], selected: Hit | None, *, stays: bool, order: Order
    ) -> Hit | None:
        """Show hits and how many they are; an empty list steps aside. See `HitList.show_hits`."""
        self._title = title
        kept = self.list.show_hits(hits, selected, stays=stays, order=order)
        self._count.setText(number(len(hits)))
        self.setVisible(bool(hits))
        self._cut()
        return kept

    @property
    def count_text(self) -> str:
        """The count as shown."""
        return self._count.text()
