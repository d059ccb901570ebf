"""Chips one after the other, on as many lines as the room there is asks for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtWidgets import QWidget

from app.accessible import lead_before
from app.query.chip import PartChip

GAP = 6


class ChipLines(QWidget):
    """Places chips by hand: no layout of Qt's breaks lines."""

    resized = Signal()  # a chip wants another size than before

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: list[PartChip] = []
        self.hide()

    def show_chips(self, chips: Sequence[PartChip], then: QWidget) -> None:
        """Hold these chips, in this order; Tab leads through them and to ``then``."""
        self._chips = list(chips)
        for chip in chips:
            chip.setParent(self)
            chip.show()
        lead_before(
            then, [each for chip in chips for each in (chip.turn_button, chip.remove_button)]
        )
        self.setVisible(bool(chips))

    def width_of_one_line(self) -> int:
        """The room that all of them take side by side."""
        return sum(chip.sizeHint().width() + GAP for chip in self._chips) - GAP

    def place(self, room: int) -> None:
        """Stand in lines no wider than ``room``."""
        x = y = wide = high = 0
        for chip in self._chips:
            size: QSize = chip.sizeHint()
            if x and x + size.width() > room:
                x, y, high = 0, y + high + GAP, 0
            chip.setGeometry(x, y, size.width(), size.height())
            x += size.width() + GAP
            wide, high = max(wide, x - GAP), max(high, size.height())
        self.setFixedSize(wide, y + high)

    def event(self, event: QEvent) -> bool:
        """Hear of a chip that has more or less to say."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.resized.emit()
        return super().event(event)
