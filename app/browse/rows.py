"""The rows of what there is to browse, in the list at the left.

What a row holds is put in when it is opened: a library may have ten thousand folders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QTreeWidgetItem

from app.browse.outline import Key, Outline, Row
from app.display import number
from app.kept.sidebar import ShelfTree
from app.theme import MUTED
from indexer.messages import Facets

_ROW = Qt.ItemDataRole.UserRole + 2


class BrowseRows(QObject):
    """Fills the tree's rows between the newest and what is kept."""

    opened = Signal(str)  # the filters of a row
    added = Signal(str)  # filters that narrow what is asked

    def __init__(self, tree: ShelfTree) -> None:
        super().__init__(tree)
        self._tree = tree
        self._outline = Outline()
        self._asked = ""  # the filters that are
        self._is_repainted = False
        for row in self._outline.sections():
            tree.insert_section(self._item(row), row.icon)
        tree.marked_elsewhere = self._find_marked
        tree.itemClicked.connect(self._click)
        tree.itemActivated.connect(self._activate)
        tree.itemExpanded.connect(self._fill)
        tree.repainted.connect(self._repaint)
        tree.customContextMenuRequested.connect(self._show_menu)

    def show_facets(self, facets: Facets) -> None:
        """Show other counts; what is open stays so, and what the keys are at."""
        self._outline = Outline(facets)
        self._show()

    def _show(self) -> None:
        tree = self._tree
        current = self._row_of(tree.currentItem())
        known = [(row.key, item) for item in self._items() if (row := self._row_of(item))]
        filled = {key for key, item in known if item.childCount()}
        opened = {key for key, item in known if item.isExpanded()}
        bar = tree.verticalScrollBar()
        scrolled = bar.value()
        tree.blockSignals(True)
        for section in tree.sections():
            self._put_below(section, filled, opened)
        tree.blockSignals(False)
        same = self._find(lambda row: current is not None and row.key == current.key)
        if same is not None and tree.hasFocus():
            tree.show_item(same)
        else:
            tree.show_mark()
        tree.doItemsLayout()
        bar.setValue(scrolled)

    def _repaint(self) -> None:
        self._is_repainted = True
        self._show()
        self._is_repainted = False

    def mark(self, filters: str) -> None:
        """Show which row is asked for, by its filters; with none no row is."""
        self._asked = filters
        self._tree.show_mark(always=True)

    def begin(self) -> None:
        """Let the keys be for the rows, from the first on."""
        first = self._tree.sections()[0]
        self._tree.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._tree.setCurrentItem(self._find_marked() or first)

    # --- the tree ------------------------------------------------------------------------

    def _item(self, row: Row) -> QTreeWidgetItem:
        item = QTreeWidgetItem()
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        self._write(item, row)
        return item

    def _write(self, item: QTreeWidgetItem, row: Row) -> None:
        item.setData(0, _ROW, row)
        item.setText(0, row.name)
        item.setText(1, number(row.files) if row.files else "")
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, row.spoken)
        item.setToolTip(0, row.tip or ("" if row.icon else row.name))
        item.setForeground(1, self._tree.palette().color(MUTED))
        indicator = QTreeWidgetItem.ChildIndicatorPolicy
        item.setChildIndicatorPolicy(
            indicator.ShowIndicator if row.holds else indicator.DontShowIndicator
        )
        if not (row.holds or row.filters):
            item.setForeground(0, self._tree.palette().color(MUTED))

    def _put_below(self, item: QTreeWidgetItem, filled: set[Key], opened: set[Key]) -> None:
        """Put a row's rows into it, and into those of them that are to be filled, or open.

        Those that are there stay and are written anew, which takes a tenth of the time.
        """
        row = self._row_of(item)
        if row is None or row.key not in filled:
            item.takeChildren()
            return
        rows, inside = self._outline.below(row.key), _inside(item)
        known = [there.key for each in inside if (there := self._row_of(each)) is not None]
        if known != [below.key for below in rows]:
            item.takeChildren()
            inside = [self._item(below) for below in rows]
            item.addChildren(inside)
        for below, inner in zip(rows, inside, strict=True):
            if self._row_of(inner) != below or self._is_repainted:
                self._write(inner, below)
            self._put_below(inner, filled, opened)
            if inner.isExpanded() != (is_open := below.holds and below.key in opened):
                inner.setExpanded(is_open)

    def _fill(self, item: QTreeWidgetItem) -> None:
        row = self._row_of(item)
        if row is None or item.childCount():
            return
        self._put_below(item, {row.key}, set())
        if row.key == ("folders",) and len(inside := _inside(item)) == 1:
            inside[0].setExpanded(True)  # the only watched folder holds what is looked for
        self._tree.show_mark()

    def _items(self) -> Iterator[QTreeWidgetItem]:
        waiting = self._tree.sections()[::-1]
        while waiting:
            item = waiting.pop()
            yield item
            waiting += _inside(item)[::-1]

    def _row_of(self, item: QTreeWidgetItem | None) -> Row | None:
        return None if item is None else item.data(0, _ROW)

    def _find(self, fits: Callable[[Row], bool]) -> QTreeWidgetItem | None:
        found = (i for i in self._items() if (row := self._row_of(i)) is not None and fits(row))
        return next(found, None)

    def _find_marked(self) -> QTreeWidgetItem | None:
        """The row that is asked for; where it is folded away, what it is folded into."""
        item = self._find(lambda row: bool(self._asked) and row.filters == self._asked)
        shown, around = item, item
        while around is not None and (around := around.parent()) is not None:
            shown = shown if around.isExpanded() else around
        return shown

    # --- what happens to a row -----------------------------------------------------------

    def _click(self, item: QTreeWidgetItem, _column: int) -> None:
        self._open(item)

    def _activate(self, item: QTreeWidgetItem, _column: int) -> None:
        self._open(item)

    def _open(self, item: QTreeWidgetItem) -> None:
        row = self._row_of(item)
        if row is None:
            return
        if row.filters:
            held = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier
            (self.added if held else self.opened).emit(row.filters)
        elif row.holds:
            item.setExpanded(not item.isExpanded())

    def _show_menu(self, at: QPoint) -> None:
        row = self._row_of(self._tree.itemAt(at))
        if row is None or not row.filters:
            return
        menu = QMenu(self._tree)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, signal in (
            (self.tr("Show"), self.opened),
            (self.tr("Narrow the question to this") + "\tCtrl+Enter", self.added),
        ):
            action = QAction(text, menu)
            action.triggered.connect(lambda _=False, signal=signal: signal.emit(row.filters))
            menu.addAction(action)
        menu.popup(self._tree.viewport().mapToGlobal(at))


def _inside(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    children = (item.child(number) for number in range(item.childCount()))
    return [child for child in children if child is not None]
