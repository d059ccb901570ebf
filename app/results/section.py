"""A list of hits under a heading with its count, and what stands beside that."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.accessible import lead_before
from app.display import number
from app.results.dividers import Grouping
from app.results.lists import HitList, PhotoGrid
from app.results.order import OrderButton
from app.results.zoom import ZoomSlider
from indexer.messages import Hit, Order

LEAST_HEADING = 24
HEADING = 26  # the height of the line above a list
ROOM_FOR_SLIDER = 400


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
        self.slider: ZoomSlider | None = None
        if isinstance(content, PhotoGrid):
            self.slider = slider = ZoomSlider()
            top.addWidget(slider)
            slider.valueChanged.connect(content.set_zoom)
            content.zoomed.connect(slider.setValue)
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
            lead_before(self.list, [button])
            button.show()
            if focused:
                button.setFocus()
        self.cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the heading anew."""
        super().resizeEvent(event)
        self.cut()

    def cut(self) -> None:
        """Show as much of the heading as there is room for beside the count and the button."""
        others: list[QWidget] = [self._count, *self.findChildren(OrderButton)]
        if self.slider is not None:
            self.slider.setVisible(self.width() >= ROOM_FOR_SLIDER)
            others += [self.slider] * (not self.slider.isHidden())
        margins = self._top.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        room -= sum(other.sizeHint().width() + self._top.spacing() for other in others)
        metrics = self._heading.fontMetrics()
        mode = Qt.TextElideMode.ElideRight
        self._heading.setText(metrics.elidedText(self._title, mode, max(room, LEAST_HEADING)))

    def show_hits(
        self,
        title: str,
        hits: tuple[Hit, ...],
        selected: Hit | None,
        *,
        stays: bool,
        order: Order,
        grouping: Grouping,
    ) -> Hit | None:
        """Show hits and how many they are; an empty list steps aside. See `HitList.show_hits`."""
        self._title = title
        kept = self.list.show_hits(hits, selected, stays=stays, order=order, grouping=grouping)
        self._count.setText(number(len(hits)))
        self.setVisible(bool(hits))
        self.cut()
        return kept

    @property
    def count_text(self) -> str:
        """The count as shown."""
        return self._count.text()
