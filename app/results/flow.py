"""A list view for very many items: only what is on the screen is ever asked for or drawn.

It is a `QListView` by name, so that screen readers, selection, drags and keys are Qt's; where
items stand is said by a `Layout`, and what Qt would reckon for each item is not reckoned at all.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QListView,
    QStyle,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from app.results.layout import Layout
from app.results.moves import Moves

SLICE = 0.004  # seconds of reckoning at a time, less than a frame
WHEEL_STEP = 40
MOST_SEARCHED = 10_000  # typing a name looks through no more rows

_Index = QModelIndex | QPersistentModelIndex


class FlowView(QListView):
    """Items where a layout says; a subclass arranges and draws them."""

    def __init__(self, layout: Layout, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.places = layout
        self._arranged_for = 0
        self._hovered = -1
        self._moves = Moves(layout, self.can_be_chosen)
        self._pressed = QPoint()  # where the mouse was pressed, on the whole content
        self._band = QRect()
        self._reckoning = QTimer(self)
        self._reckoning.timeout.connect(self._reckon)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setSelectionRectVisible(True)  # else a frame that ends on nothing selects nothing
        # Of an opaque widget what is scrolled is moved, and only what comes into view is drawn.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # --- what a subclass says ------------------------------------------------------------

    def arrange(self, width: int) -> None:
        """Begin the layout anew for a width."""
        raise NotImplementedError

    def draw_item(self, painter: QPainter, option: QStyleOptionViewItem, row: int) -> None:
        """Draw one item at ``option.rect``."""
        raise NotImplementedError

    def can_be_chosen(self, row: int) -> bool:
        """Whether a row can become the current one."""
        return bool(self.model().index(row, 0).flags() & Qt.ItemFlag.ItemIsSelectable)

    # --- reckoning -----------------------------------------------------------------------

    def rearrange(self, anchor: int = -1, at: int | None = None) -> None:
        """Arrange everything anew; ``anchor`` stays ``at`` its height of the viewport.

        Without an anchor it is the current item if that can be seen, else the first that can.
        """
        if anchor < 0:
            anchor = self.anchor()
        if anchor >= 0 and at is None:
            at = self.places.area(anchor).top() - self.verticalOffset()
        self.arrange(self._room())
        self.places.advance(SLICE)
        if anchor >= 0 and anchor < self.count() and at is not None:
            top = self.places.area(anchor).top()
            self.reckon_to(top - at + 2 * self.viewport().height())
            self._set_range()
            self.verticalScrollBar().setValue(top - at)
        self._show_reckoned()

    def _room(self) -> int:
        """The width, less that of the scroll bar, be it there or not."""
        bar = self.verticalScrollBar().sizeHint().width()
        self._arranged_for = max(1, self.contentsRect().width() - bar)
        return self._arranged_for

    def count(self) -> int:
        """How many rows there are, dividers included."""
        model = self.model()
        return 0 if model is None else model.rowCount()

    def anchor(self) -> int:
        """What should stay where it is; nothing at the top, where the newest come in."""
        if self.verticalScrollBar().value() == 0 or not self.count():
            return -1
        seen = self.seen()
        current = self.currentIndex().row()
        return current if current in seen else next(iter(seen), -1)

    def seen(self) -> range:
        """The rows on the screen."""
        top = self.verticalOffset()
        rows = self.places.between(top, top + self.viewport().height() - 1)
        return range(min(rows.start, self.count()), min(rows.stop, self.count()))

    def reckon_to(self, y: int) -> None:
        """Reckon at least so far down."""
        while self.places.height < y and not self.places.done:
            self.places.advance(SLICE)

    def _reckon(self) -> None:
        self.places.advance(SLICE)
        self._show_reckoned()

    def _show_reckoned(self) -> None:
        self._set_range()
        if self.places.done:
            self._reckoning.stop()
        elif not self._reckoning.isActive():
            self._reckoning.start(0)
        self.viewport().update()

    def _set_range(self) -> None:
        bar = self.verticalScrollBar()
        high = self.viewport().height()
        bar.setPageStep(high)
        bar.setSingleStep(WHEEL_STEP)
        bar.setRange(0, max(0, self.places.height - high))

    def reset(self) -> None:
        """Arrange other data before anyone asks where they stand."""
        self._hovered = -1
        self._moves.forget()
        self.arrange(self._room())
        super().reset()
        self.places.advance(SLICE)
        self._show_reckoned()

    def doItemsLayout(self) -> None:
        """Arrange everything anew, as other data ask for it."""
        self.rearrange()
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        """Fit the scroll bar."""
        self._set_range()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange everything anew for another width."""
        QAbstractItemView.resizeEvent(self, event)
        former = self._arranged_for
        if self._room() != former:
            self.rearrange()

    # --- where things are ----------------------------------------------------------------

    def horizontalOffset(self) -> int:
        """Nothing is scrolled sideways."""
        return 0

    def verticalOffset(self) -> int:
        """How far it is scrolled."""
        return self.verticalScrollBar().value()

    def visualRect(self, index: _Index) -> QRect:
        """Return where an item stands in the viewport."""
        if not index.isValid() or index.row() >= self.count():
            return QRect()
        return self.places.area(index.row()).translated(0, -self.verticalOffset())

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Return what is at a point of the viewport; a divider is as good as nothing.

        So what is pressed on it is not dragged, and a frame can begin there.
        """
        row = self._row_at(point)
        found = row >= 0 and self.can_be_chosen(row)
        return self.model().index(row, 0) if found else QModelIndex()

    def _row_at(self, point: QPoint) -> int:
        row = self.places.item_at(point.x(), point.y() + self.verticalOffset())
        return row if row < self.count() else -1

    def scrollTo(
        self,
        index: _Index,
        hint: QListView.ScrollHint = QListView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring an item into view, with the divider above it where it is the first of its group."""
        if not index.isValid():
            return
        row = index.row()
        area = self.places.area(row)
        if row and not self.can_be_chosen(row - 1):
            area.setTop(self.places.area(row - 1).top())
        area.adjust(0, -self.places.gap, 0, self.places.gap)
        high, bar = self.viewport().height(), self.verticalScrollBar()
        self.reckon_to(area.bottom() + high)
        self._set_range()
        top = bar.value()
        if hint == QListView.ScrollHint.PositionAtCenter:
            bar.setValue(area.center().y() - high // 2)
        elif hint == QListView.ScrollHint.PositionAtTop or area.top() < top or area.height() > high:
            bar.setValue(area.top())
        elif hint == QListView.ScrollHint.PositionAtBottom or area.bottom() >= top + high:
            bar.setValue(area.bottom() - high + 1)

    def scrollContentsBy(self, _dx: int, dy: int) -> None:
        """Move what is drawn, and draw what comes into view."""
        if self._band.isNull():
            self.viewport().scroll(0, dy)
        else:
            self.viewport().update()
        if self._hovered >= 0:
            self._hover(self.viewport().mapFromGlobal(self.cursor().pos()))

    # --- choosing ------------------------------------------------------------------------

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select what a dragged frame touches, or all from one item to another."""
        model, selection = self.model(), QItemSelection()
        if self.state() == QListView.State.DragSelectingState:
            touched = rect.normalized().translated(0, self.verticalOffset())
            for run in self.places.runs(touched):
                first, last = model.index(run.start, 0), model.index(run.stop - 1, 0)
                selection.append(QItemSelectionRange(first, last))
        else:
            ends = [self.indexAt(point) for point in (rect.topLeft(), rect.bottomRight())]
            if all(end.isValid() for end in ends):
                ends.sort(key=lambda end: end.row())
                selection.append(QItemSelectionRange(*ends))
        self.selectionModel().select(selection, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Return where what is selected stands on the screen."""
        region, seen = QRegion(), self.seen()
        for place in range(selection.size()):
            part = selection.at(place)
            for row in range(max(part.top(), seen.start), min(part.bottom() + 1, seen.stop)):
                region += self.visualRect(self.model().index(row, 0))
        return region

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tell a screen reader what has the focus: Qt would look for it in a layout of its own."""
        QAbstractItemView.currentChanged(self, current, previous)
        if current.isValid() and self.hasFocus() and QAccessible.isActive():
            event = QAccessibleEvent(self, QAccessible.Event.Focus)
            event.setChild(current.row())
            QAccessible.updateAccessibility(event)

    def moveCursor(
        self, action: QListView.CursorAction, _modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Return what is visually next; dividers are passed over."""
        if not self.count():
            return QModelIndex()
        current, high = self.currentIndex().row(), self.viewport().height()
        return self.model().index(self._moves.target(action, current, self.count(), high), 0)

    def keyboardSearch(self, search: str) -> None:
        """Go to a name that begins like this, where that takes no time."""
        if self.count() <= MOST_SEARCHED:
            super().keyboardSearch(search)

    # --- the mouse -----------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Note where a frame would begin."""
        self._pressed = event.position().toPoint() + QPoint(0, self.verticalOffset())
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the frame that is dragged around items, and what the pointer is on."""
        super().mouseMoveEvent(event)
        at = event.position().toPoint()
        self._hover(at)
        if self.state() == QListView.State.DragSelectingState:
            corner = at + QPoint(0, self.verticalOffset())
            self._band = QRect(self._pressed, corner).normalized()
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the frame go."""
        super().mouseReleaseEvent(event)
        if not self._band.isNull():
            self._band = QRect()
            self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """Let dividers explain themselves; forget what the pointer was on when it leaves."""
        if event.type() == QEvent.Type.Leave:
            self._hover(QPoint(-1, -1))
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = self._row_at(event.pos())
            if row >= 0 and not self.can_be_chosen(row):
                told = self.model().index(row, 0).data(Qt.ItemDataRole.ToolTipRole)
                QToolTip.showText(event.globalPos(), told, self.viewport())
                return True
        return super().viewportEvent(event)

    def _hover(self, at: QPoint) -> None:
        inside = self.viewport().rect().contains(at)
        row = self.indexAt(at).row() if inside else -1
        if row != self._hovered:
            former, self._hovered = self._hovered, row
            self.update_rows([former, row])

    def update_rows(self, rows: list[int]) -> None:
        """Draw some rows anew."""
        for row in rows:
            if 0 <= row < self.count():
                self.viewport().update(self.visualRect(self.model().index(row, 0)))

    # --- drawing -------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the items in an area."""
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain = option.state & ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver)
        area, top = event.rect(), self.verticalOffset()
        model, chosen = self.model(), self.selectionModel()
        current = self.currentIndex().row()
        any_chosen = chosen.hasSelection()
        with QPainter(self.viewport()) as painter:
            # The program's own palette: the style sheet makes that of lists transparent.
            painter.fillRect(area, QApplication.palette().color(QPalette.ColorRole.Window))
            for row in self.places.between(area.top() + top, area.bottom() + top):
                rect = self.places.area(row).translated(0, -top)
                if row >= self.count() or not rect.intersects(area):
                    continue
                state = plain
                if any_chosen and chosen.isSelected(model.index(row, 0)):
                    state |= QStyle.StateFlag.State_Selected
                if row == self._hovered:
                    state |= QStyle.StateFlag.State_MouseOver
                if row == current and self.hasFocus():
                    state |= QStyle.StateFlag.State_HasFocus
                option.rect, option.state = rect, state
                self.draw_item(painter, option, row)
            if not self._band.isNull():
                self._draw_band(painter)

    def _draw_band(self, painter: QPainter) -> None:
        colour = self.palette().color(QPalette.ColorRole.Accent)
        painter.setPen(colour)
        fill = QColor(colour)
        fill.setAlpha(40)
        painter.setBrush(fill)
        painter.drawRect(self._band.translated(0, -self.verticalOffset()))
