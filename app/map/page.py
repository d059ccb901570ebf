"""The page of the map: the map, and its groups as a list for who would rather read."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.display import number
from app.icons import IconButton
from app.map.view import KEY_STEP, MapView
from app.map.words import group_name
from app.results.thumbnails import ThumbnailCache
from app.theme import MUTED
from app.worker_client import WorkerClient
from indexer.messages import (
    DrawMap,
    ItemsShown,
    LibraryItem,
    LibraryOpened,
    MapDrawn,
    MapFailed,
    MeaningMap,
    ProgressChanged,
    ShowItems,
)

AT_ONCE = 60  # hits that are asked for together
LIST_WIDTH, NARROW_LIST = 264, 196  # pixels
ROOMY = 640  # in a page that wide the list has all of its width
_GROUP = Qt.ItemDataRole.UserRole


class MapPage(QWidget):
    """Asks for the map when it is shown, and again when the library has changed."""

    closed = Signal()
    hit_chosen = Signal(object, int, int)  # a hit, its place in its group, and how many are there
    group_wanted = Signal(str, object)  # a group's name, and its items

    def __init__(
        self,
        client: WorkerClient,
        thumbnails: ThumbnailCache,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._next_id = 0
        self._waiting = False
        self._library = (-1, -1)  # photos and pages, when it was asked for
        self._asked: set[LibraryItem] = set()
        self._asking = False
        self._chosen = -1  # the item that is looked at
        self.view = MapView(thumbnails)
        self._lay_out()
        self.view.wanting.connect(self._ask_for)
        self.view.item_chosen.connect(self._choose_item)
        self.view.group_chosen.connect(self.choose_group)
        self.view.group_opened.connect(self._open_group)
        client.map_drawn.connect(self._on_drawn)
        client.map_failed.connect(self._on_failed)
        client.items_shown.connect(self._on_items)
        client.progress_changed.connect(self._on_progress)
        client.library_opened.connect(self._on_opened)

    def _lay_out(self) -> None:
        title = QLabel(self.tr("Map of meaning"))
        title.setProperty("role", "heading")
        self.facts = QLabel()
        self.facts.setProperty("role", "muted")
        close = IconButton("close")
        close.setProperty("compact", "true")
        close.describe(self.tr("Back to the results"), "Esc")
        close.clicked.connect(self.closed)
        top = QHBoxLayout()
        top.setContentsMargins(10, 0, 8, 2)
        top.setSpacing(10)
        top.addWidget(title)
        top.addWidget(self.facts, 1)
        top.addWidget(close)

        self.groups = QTreeWidget()
        self.groups.setObjectName("shelves")
        self.groups.setAccessibleName(self.tr("Groups of the map"))
        self.groups.setColumnCount(2)
        self.groups.setHeaderHidden(True)
        self.groups.setRootIsDecorated(False)
        self.groups.setIndentation(0)
        self.groups.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.groups.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.groups.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.groups.header().setStretchLastSection(False)
        self.groups.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.groups.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.groups.currentItemChanged.connect(lambda item, _: self._on_current(item))
        self.groups.itemActivated.connect(lambda item, _: self._open_group(item.data(0, _GROUP)))
        self.open_button = QPushButton(self.tr("Show this group"))
        self.open_button.setToolTip(self.tr("As results, the most typical first"))
        self.open_button.setEnabled(False)
        self.open_button.clicked.connect(lambda: self._open_group(self.view.group))
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 8, 8)
        side.setSpacing(8)
        side.addWidget(self.groups, 1)
        side.addWidget(self.open_button)

        self._message = QLabel()
        self._message.setProperty("role", "muted")
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._message.setWordWrap(True)
        map_side = QWidget()
        self._stack = QStackedLayout(map_side)
        self._stack.addWidget(self._message)
        self._stack.addWidget(self.view)
        self._add_zoom_buttons()

        body = QHBoxLayout()
        body.setSpacing(10)
        body.addWidget(map_side, 1)
        body.addWidget(self._side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(top)
        column.addLayout(body, 1)
        self.setTabOrder(self.groups, self.open_button)
        self.setTabOrder(self.open_button, self.view)

    def _add_zoom_buttons(self) -> None:
        bar = QFrame()
        bar.setObjectName("zoomBar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        for icon, text, key, action in (
            ("zoom-out", self.tr("Zoom out"), "-", lambda: self.view.zoom(1 / KEY_STEP)),
            ("map", self.tr("Show the whole map"), "0", self.view.show_whole),
            ("zoom-in", self.tr("Zoom in"), "+", lambda: self.view.zoom(KEY_STEP)),
        ):
            button = IconButton(icon)
            button.setProperty("compact", "true")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the map's own keys do it
            button.describe(text, key)
            button.clicked.connect(action)
            row.addWidget(button)
        corner = QVBoxLayout(self.view)
        corner.setContentsMargins(8, 8, 8, 8)
        corner.addStretch()
        corner.addWidget(bar, 0, Qt.AlignmentFlag.AlignLeft)

    def changeEvent(self, event: QEvent) -> None:
        """Write counts in the colours of the moment."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for row in range(self.groups.topLevelItemCount()):
                if (item := self.groups.topLevelItem(row)) is not None:
                    item.setForeground(1, self.palette().color(MUTED))

    def minimumSizeHint(self) -> QSize:
        """Allow a narrow window."""
        return QSize(420, 260)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the map its room."""
        self._side.setFixedWidth(LIST_WIDTH if event.size().width() >= ROOMY else NARROW_LIST)
        super().resizeEvent(event)

    # --- asking --------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the map as it is now; the one that is there stays until that comes."""
        super().showEvent(event)
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        """Wait for nothing."""
        super().hideEvent(event)
        self._waiting = False

    def _ask(self) -> None:
        progress = self._client.progress
        if progress is not None:
            self._library = progress.photos, progress.pages
        self._next_id += 1
        self._waiting = True
        if not self.view.map.items:
            self._say(self.tr("The map is being drawn…"))
        self._client.send(DrawMap(self._next_id))

    def _say(self, text: str) -> None:
        self._message.setText(text)
        self._stack.setCurrentWidget(self._message)
        self._side.setVisible(False)
        self.facts.clear()

    def _on_opened(self, _event: LibraryOpened) -> None:
        """Another worker knows nothing of what was asked."""
        self._asking = False
        self._asked = set(self.view.hits)
        if self.isVisible():
            self._ask()

    def _on_progress(self, event: ProgressChanged) -> None:
        progress = event.progress
        changed = (progress.photos, progress.pages) != self._library
        if self.isVisible() and changed and not progress.active and not self._waiting:
            self._ask()

    def _on_drawn(self, event: MapDrawn) -> None:
        if event.id != self._next_id:
            return
        self._waiting = False
        if event.map == self.view.map and event.map.items:
            return
        self.show_map(event.map)

    def _on_failed(self, event: MapFailed) -> None:
        if event.id == self._next_id:
            self._waiting = False
            if not self.view.map.items:
                words = self.tr("The map cannot be drawn. {reason}")
                self._say(words.format(reason=event.reason))

    # --- what is shown -------------------------------------------------------------------

    def show_map(self, shown: MeaningMap) -> None:
        """Show a map and its groups."""
        self.view.hits.clear()  # files may have other names by now
        self._asked.clear()
        self._asking, self._chosen = False, -1
        self.view.show_map(shown)
        self.groups.clear()
        self.open_button.setEnabled(False)
        if not shown.items:
            self._say(
                self.tr("There is no map yet: it is drawn once a few photos or pages are read.")
            )
            return
        for place, group in enumerate(shown.groups):
            name, count = group_name(group.names), len(self.view.items_of(place))
            item = QTreeWidgetItem([name, number(count)])
            item.setData(0, _GROUP, place)
            item.setToolTip(0, name)
            spoken = self.tr("{name}: {n} photos and pages")
            item.setData(
                0,
                Qt.ItemDataRole.AccessibleTextRole,
                spoken.format(name=name, n=number(count)),
            )
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setForeground(1, self.palette().color(MUTED))
            self.groups.addTopLevelItem(item)
        if shown.total > len(shown.items):
            facts = self.tr("{n} of {total} photos and pages, spread over all of them")
        else:
            facts = self.tr("{n} photos and pages")
        self.facts.setText(facts.format(n=number(len(shown.items)), total=number(shown.total)))
        self._stack.setCurrentWidget(self.view)
        self._side.setVisible(True)

    def choose_group(self, group: int) -> None:
        """Choose a group in the map and in the list; -1 chooses none."""
        self.view.choose_group(group)
        self.open_button.setEnabled(group >= 0)
        self.groups.blockSignals(True)
        item = self.groups.topLevelItem(group) if group >= 0 else None
        self.groups.setCurrentItem(item)  # type: ignore[arg-type]  # None is none
        self.groups.blockSignals(False)

    def keep_still(self, still: bool) -> None:
        """Let nothing slide."""
        self.view.still = still

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            group: int = item.data(0, _GROUP)
            self.choose_group(group)
            self.view.look_at(group)

    def _open_group(self, group: int) -> None:
        if group >= 0:
            items = tuple(self.view.map.items[place] for place in self.view.items_of(group))
            self.group_wanted.emit(group_name(self.view.map.groups[group].names), items)

    # --- items ---------------------------------------------------------------------------

    def _ask_for(self, items: list[LibraryItem]) -> None:
        """Ask for hits, some at a time: what is seen then may be something else."""
        some = [item for item in items if item not in self._asked][:AT_ONCE]
        if some and not self._asking:
            self._asking = True
            self._asked.update(some)
            self._client.send(ShowItems(tuple(some)))

    def _on_items(self, event: ItemsShown) -> None:
        self._asking = False
        self.view.show_hits(event.hits)

    def _choose_item(self, place: int) -> None:
        hit = self.view.hits.get(self.view.map.items[place])
        if hit is not None:
            self._chosen = place
            self.hit_chosen.emit(hit, *self._place_of(place))

    def _place_of(self, place: int) -> tuple[int, int]:
        items = self.view.items_of(self.view.map.of[place])
        return place - items.start, len(items)

    def press_key(self, event: QKeyEvent) -> None:
        """Go on in the group of the item that is looked at, by the keys of the lists."""
        if self._chosen < 0:
            return
        items = self.view.items_of(self.view.map.of[self._chosen])
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Home: -len(items),
            Qt.Key.Key_End: len(items),
        }
        step = steps.get(Qt.Key(event.key()), 0)
        place = min(max(self._chosen + step, items.start), items.stop - 1)
        if self.view.map.items[place] in self.view.hits:
            self._choose_item(place)
        else:
            self._ask_for([self.view.map.items[place]])

    def take_focus(self) -> None:
        """Let the keys be for the list, or for the map that was clicked."""
        (self.view if self._chosen >= 0 else self.groups).setFocus(Qt.FocusReason.OtherFocusReason)
