"""The list of completions: a few lines below the cursor, which never takes the focus."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from app.query.filter_words import Offer
from app.theme import MUTED

MOST_ROWS = 8
NARROWEST, WIDEST = 200, 460
GAP = 18
SIDE, PAD = 10, 5
NOTE = Qt.ItemDataRole.UserRole


class CompletionList(QListWidget):
    """Shows what is offered; a child of the window, so that it lies above all of it."""

    taken = Signal(str)

    KEYS = frozenset(
        {Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Tab,
         Qt.Key.Key_Return, Qt.Key.Key_Enter}
    )  # fmt: skip
    """The keys that work in it."""

    def __init__(self, field: QPlainTextEdit) -> None:
        super().__init__(field)
        self._field = field
        self.setObjectName("completions")
        self.setAccessibleName(self.tr("Completions"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setItemDelegate(_Delegate(self))
        self.itemClicked.connect(self._take)
        self.currentItemChanged.connect(self._speak)
        self.hide()

    def offer(self, offers: tuple[Offer, ...], how: str, *, at: QPoint, chosen: bool) -> None:
        """Show what is offered, or nothing where nothing is.

        Args:
            offers: what can be taken.
            how: a last line, which cannot.
            at: where the field's word ends, in its coordinates.
            chosen: choose the first, unless another is chosen already.
        """
        current = self.currentItem()
        before = current.text() if current is not None and self.isVisible() else ""
        self.clear()
        for each in offers:
            item = QListWidgetItem(each.value, self)
            item.setData(NOTE, each.note)
            spoken = f"{each.value}, {each.note}" if each.note else each.value
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        if how:
            item = QListWidgetItem("", self)
            item.setData(NOTE, how)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, how)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        if not self.count():
            self.hide()
            return
        self._settle(at)
        texts = [each.value for each in offers]
        if before in texts:
            self.setCurrentRow(texts.index(before))
        elif chosen and offers:
            self.setCurrentRow(0)

    def steer(self, event: QKeyEvent) -> Literal["", "steered", "left", "dismissed"]:
        """Let a key work here, if it does; it may be one that leaves the list."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            plain_shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
            return "" if plain_shift and event.text().isprintable() else "left"
        match event.key():
            case Qt.Key.Key_Escape:
                return "dismissed"
            case Qt.Key.Key_Down:
                self._choose(self.currentRow() + 1)
            case Qt.Key.Key_Up:
                self._choose(self.currentRow() - 1)
            case Qt.Key.Key_Tab if self._offered():
                self._take(self.currentItem() or self.item(0))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.currentRow() >= 0:
                self._take(self.currentItem())
            case Qt.Key.Key_Tab | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                return "left"
            case _:
                return ""
        return "steered"

    def _offered(self) -> int:
        return sum(bool(self.item(row).text()) for row in range(self.count()))

    def _choose(self, row: int) -> None:
        """Choose a row; above the first none is chosen, so that Enter searches again."""
        self.setCurrentRow(max(-1, min(row, self._offered() - 1)))

    def _take(self, item: QListWidgetItem) -> None:
        if item.text():
            self.taken.emit(item.text())

    def _settle(self, at: QPoint) -> None:
        """Find room below the field, inside the window."""
        window = self._field.window()
        if self.parent() is not window:
            self.setParent(window)
        rows = min(MOST_ROWS, self.count())
        frame = 2 * PAD
        scrolls = self.verticalScrollBar().sizeHint().width() if self.count() > rows else 0
        width = self.sizeHintForColumn(0) + frame + scrolls
        width = max(NARROWEST, min(width, WIDEST, window.width() - 16))
        place = self._field.mapTo(window, at + QPoint(-SIDE - PAD, 6))
        place.setX(max(8, min(place.x(), window.width() - width - 8)))
        self.setGeometry(place.x(), place.y(), width, rows * self.sizeHintForRow(0) + frame)
        self.show()
        self.raise_()

    def _speak(self, item: QListWidgetItem | None) -> None:
        """Tell who hears the window what is chosen: the focus stays in the field."""
        if item is not None and QAccessible.isActive():
            spoken = str(item.data(Qt.ItemDataRole.AccessibleTextRole))
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._field, spoken))


class _Delegate(QStyledItemDelegate):
    """A value, and at the right what it is."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        self.initStyleOption(option, index)
        value, note = option.text, str(index.data(NOTE) or "")
        option.text = ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        palette, metrics = option.palette, option.fontMetrics
        line = option.rect.adjusted(SIDE, 0, -SIDE, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        right = Qt.TextElideMode.ElideRight
        painter.setPen(palette.color(palette.ColorGroup.Active, palette.ColorRole.Text))
        room = line.width() if value else 0
        shown = metrics.elidedText(value, right, room)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | middle, shown)
        if value:
            line.setLeft(line.left() + metrics.horizontalAdvance(shown) + GAP)
        painter.setPen(palette.color(palette.ColorGroup.Active, MUTED))
        shown = metrics.elidedText(note, Qt.TextElideMode.ElideMiddle, max(0, line.width()))
        side = Qt.AlignmentFlag.AlignRight if value else Qt.AlignmentFlag.AlignLeft
        painter.drawText(line, side | middle, shown)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        self.initStyleOption(option, index)
        metrics = option.fontMetrics
        note = str(index.data(NOTE) or "")
        width = sum(map(metrics.horizontalAdvance, (option.text, note)))
        gap = GAP if option.text and note else 0
        # A little more, for letters may be wider by parts of a pixel.
        return QSize(width + gap + 2 * SIDE + 6, metrics.height() + 10)
