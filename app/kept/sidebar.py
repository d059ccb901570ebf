"""The list at the left: the newest, what there is to browse (`app.browse`), what is kept.

A click opens, a drop adds.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHideEvent,
    QIcon,
    QKeyEvent,
    QPalette,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.display import number
from app.icons import IconButton, tinted
from app.results.lists import HitList
from app.theme import MUTED
from indexer.messages import Kept, Shelf

NEWEST, MAP, MAP_GROUP = 0, -1, -2
EDGE = 24  # so near to its edge, in pixels, what is dragged makes the list scroll
EDGE_MS = 120
Place = tuple[Shelf, int]
"""What a row stands for.

Among the recent ones `NEWEST` is the newest files, `MAP` the map of meaning; a group of that,
`MAP_GROUP`, has no row."""
_PLACE = Qt.ItemDataRole.UserRole
_ICON = Qt.ItemDataRole.UserRole + 1


class ShelfTree(QTreeWidget):
    """The rows."""

    opened = Signal(object)  # Place
    renamed = Signal(object, str)  # Place
    delete_wanted = Signal(object)  # Place
    export_wanted = Signal(object)  # Place
    hits_dropped = Signal(object, object)  # Place, tuple of Hit
    repainted = Signal()  # in other colours

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shelves")
        self.setAccessibleName(self.tr("Browse, saved searches and collections"))
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setIndentation(15)
        self.setIconSize(QSize(17, 17))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        self.setDropIndicatorShown(False)
        self.setAutoScrollMargin(0)  # Qt's own ends after a row while the pointer is still
        self._dragged_at = QPoint()
        self._scrolling = QTimer(self)
        self._scrolling.setInterval(EDGE_MS)
        self._scrolling.timeout.connect(self._scroll_on)
        self.itemClicked.connect(self._open)
        self.itemActivated.connect(self._open)
        self.itemChanged.connect(self._on_changed)
        self._rows: dict[Place, QTreeWidgetItem] = {}
        self._sections: list[QTreeWidgetItem] = []  # what there is to browse, below the newest
        self._headings: list[QTreeWidgetItem] = []
        # What is marked where nothing that is kept is open.
        self.marked_elsewhere: Callable[[], QTreeWidgetItem | None] = lambda: None
        self._current: Place | None = None
        self._edit_next: Shelf | None = None
        self._waiting: Kept | None = None
        self._edited = QTimer(self)
        self._edited.setSingleShot(True)
        self._edited.setInterval(0)
        self._edited.timeout.connect(self._on_edited)

    def show_kept(self, kept: Kept) -> None:
        """Show what is kept; what is new may be named at once.

        While a name is being written it waits: the field would be gone.
        """
        if self.state() == QAbstractItemView.State.EditingState:
            self._waiting = kept
            return
        self._waiting = None
        known = set(self._rows)
        # Who goes through the rows by key stays where that led; what is open is marked else.
        now = self.currentItem()
        shown = self._place_of(now) if self.hasFocus() else self._current
        stays = self.hasFocus() and now is not None and shown is None
        bar = self.verticalScrollBar()
        scrolled = bar.value()
        self.blockSignals(True)
        for item in (*self._rows.values(), *self._headings):
            self.takeTopLevelItem(self.indexOfTopLevelItem(item))
        self._rows, self._headings = {}, []
        self._add(("recent", NEWEST), self.tr("Newest"), "clock", at=0)
        self._add(("recent", MAP), self.tr("Map of meaning"), "map", at=1)
        self._add_heading(self.tr("Saved searches"), shown=bool(kept.saved))
        for saved in kept.saved:
            self._add(("saved", saved.id), saved.title, "search")
        self._add_heading(self.tr("Collections"), shown=bool(kept.collections))
        for each in kept.collections:
            self._add(("collection", each.id), each.name, "album", number(each.members))
        self.blockSignals(False)
        if stays:
            self.show_item(now)
        else:
            self._show_current(shown if shown in self._rows else self._current)
        self.doItemsLayout()
        bar.setValue(scrolled)
        new = [place for place in self._rows if place not in known]
        if self._edit_next is not None and len(new) == 1 and new[0][0] == self._edit_next:
            self._edit_next = None
            self.rename(new[0])

    def name_next(self, shelf: Shelf | None) -> None:
        """Let the next one that comes be named; None: none is to come."""
        self._edit_next = shelf

    def rename(self, place: Place) -> None:
        """Begin to edit a name."""
        item = self._rows[place]
        self.scrollToItem(item)
        self.setCurrentItem(item)
        self.setFocus()
        self.editItem(item, 0)

    def mark(self, place: Place | None) -> None:
        """Show which one is open."""
        scrolls, self._current = place != self._current, place
        self._show_current(place, scrolls=scrolls)

    def _show_current(self, place: Place | None, *, scrolls: bool = False) -> None:
        if self.state() == QAbstractItemView.State.EditingState:
            return  # the field would be gone
        item = self._rows.get(place) if place is not None else self.marked_elsewhere()
        bar = self.verticalScrollBar()
        scrolled = bar.value()
        self.show_item(item)
        if not scrolls:
            bar.setValue(scrolled)

    def show_item(self, item: QTreeWidgetItem | None) -> None:
        """Have the keys at a row, and mark it, without more."""
        self.blockSignals(True)
        self.setCurrentItem(item)  # type: ignore[arg-type]  # None is none
        self.blockSignals(False)

    def show_mark(self, *, always: bool = False) -> None:
        """Mark what is open again, unless someone goes through the rows by key."""
        if always or not self.hasFocus():
            self._show_current(self._current)

    def insert_section(self, item: QTreeWidgetItem, icon: str) -> None:
        """Put a row of what there is to browse below those that are there."""
        item.setData(0, _ICON, icon)
        above = sum(place[0] == "recent" for place in self._rows)  # Newest, and the map
        self.insertTopLevelItem(len(self._sections) + above, item)
        item.setFirstColumnSpanned(True)
        self._sections.append(item)
        self._tint(item)

    def sections(self) -> list[QTreeWidgetItem]:
        """The rows of what there is to browse."""
        return list(self._sections)

    def _add(self, place: Place, name: str, icon: str, count: str = "", at: int = -1) -> None:
        item = QTreeWidgetItem([name, count])
        self.insertTopLevelItem(self.topLevelItemCount() if at < 0 else at, item)
        item.setData(0, _PLACE, place)
        item.setData(0, _ICON, icon)
        item.setToolTip(0, name)
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setForeground(1, self.palette().color(MUTED))
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if place[0] != "recent":
            flags |= Qt.ItemFlag.ItemIsEditable
        if place[0] == "collection":
            flags |= Qt.ItemFlag.ItemIsDropEnabled
        item.setFlags(flags)
        item.setFirstColumnSpanned(not count)  # an empty one would take its margins from the name
        self._tint(item)
        self._rows[place] = item

    def _add_heading(self, text: str, *, shown: bool) -> None:
        if not shown:
            return
        item = QTreeWidgetItem(self, [text])
        self._headings.append(item)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setForeground(0, self.palette().color(MUTED))
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.9)
        item.setFont(0, font)
        item.setFirstColumnSpanned(True)

    def _tint(self, item: QTreeWidgetItem) -> None:
        name = item.data(0, _ICON)
        if name:
            colour = self.palette().color(QPalette.ColorRole.Accent).name()
            item.setIcon(0, QIcon(tinted(name, colour, 17, self.devicePixelRatioF())))

    def changeEvent(self, event: QEvent) -> None:
        """Tint again when the scheme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            muted = self.palette().color(MUTED)
            for heading in self._headings:
                heading.setForeground(0, muted)
            for item in (*self._rows.values(), *self._sections):
                self._tint(item)
                item.setForeground(1, muted)
            self.repainted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete on Del; leave Escape to the window."""
        place = self._place_of(self.currentItem())
        editing = self.state() == QAbstractItemView.State.EditingState
        if event.key() == Qt.Key.Key_Delete and place is not None and place[0] != "recent":
            self.delete_wanted.emit(place)
        elif event.key() == Qt.Key.Key_Escape and not editing:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show what is open again, when it is not a menu or a name's field that has the focus."""
        super().focusOutEvent(event)
        reasons = Qt.FocusReason
        comes_back = event.reason() in (reasons.PopupFocusReason, reasons.ActiveWindowFocusReason)
        if not comes_back and self.state() != QAbstractItemView.State.EditingState:
            self._show_current(self._current)

    # --- what happens to a row -----------------------------------------------------------

    def _place_of(self, item: QTreeWidgetItem | None) -> Place | None:
        return None if item is None else item.data(0, _PLACE)

    def _open(self, item: QTreeWidgetItem, _column: int = 0) -> None:
        place = self._place_of(item)
        if place is not None:
            self.opened.emit(place)

    def _on_changed(self, item: QTreeWidgetItem, column: int) -> None:
        place = self._place_of(item)
        if column == 0 and place is not None and item.text(0) != item.toolTip(0):
            self.renamed.emit(place, item.text(0))

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Show what came while a name was written."""
        super().closeEditor(editor, hint)
        self._edited.start()  # when the view has done with it

    def _on_edited(self) -> None:
        if self._waiting is not None:
            self.show_kept(self._waiting)

    def _show_menu(self, at: QPoint) -> None:
        item = self.itemAt(at)
        place = self._place_of(item)
        if place is None or place[0] == "recent":
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, keys, act in (
            (self.tr("Open"), "", lambda: self.opened.emit(place)),
            (self.tr("Rename"), "F2", lambda: self.rename(place)),
            (self.tr("Export…"), "", lambda: self.export_wanted.emit(place)),
            (self.tr("Delete"), "Del", lambda: self.delete_wanted.emit(place)),
        ):
            action = QAction(f"{text}\t{keys}" if keys else text, menu)
            action.triggered.connect(act)
            menu.addAction(action)
        menu.popup(self.viewport().mapToGlobal(at))

    # --- drops ---------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take hits of this window, and nothing else: files are for the whole window."""
        super().dragEnterEvent(event)
        if isinstance(event.source(), HitList):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show the collection that would take them; near an edge, others."""
        super().dragMoveEvent(event)
        self._dragged_at = event.position().toPoint()
        if self._step() and not self._scrolling.isActive():
            self._scrolling.start()
        if self._aim() is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Show what is open again."""
        super().dragLeaveEvent(event)
        self._scrolling.stop()
        self.mark(self._current)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the hits on."""
        self._scrolling.stop()
        self._dragged_at = event.position().toPoint()
        place, source = self._aim(), event.source()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()  # so that the tree itself takes nothing in
        super().dropEvent(event)
        if place is not None and isinstance(source, HitList):
            self.hits_dropped.emit(place, source.selected_hits())
        else:
            event.ignore()
        self.mark(self._current)

    def _aim(self) -> Place | None:
        """Show which collection the pointer is on, if it is on one."""
        place = self._place_of(self.itemAt(self._dragged_at))
        aim = place if place is not None and place[0] == "collection" else None
        self._show_current(aim)
        return aim

    def _step(self) -> int:
        """Return by how many rows to scroll where the pointer is."""
        y = self._dragged_at.y()
        return -1 if y < EDGE else int(y >= self.viewport().height() - EDGE)

    def _scroll_on(self) -> None:
        """Go on by a row as long as the pointer is near an edge, be it held still there."""
        if step := self._step():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + step)
            self._aim()
        else:
            self._scrolling.stop()


class Sidebar(QFrame):
    """The rows, and a button that makes a collection."""

    seen = Signal()  # or not any more

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.rows = ShelfTree()
        self.new_button = IconButton("plus", self.tr("New collection"))
        self.new_button.describe(self.tr("Make a collection to put photos and pages into"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(6)
        column.addWidget(self.rows, 1)
        column.addWidget(self.new_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFixedWidth(236)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that it is seen."""
        super().showEvent(event)
        self.seen.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that it is not seen."""
        super().hideEvent(event)
        self.seen.emit()
