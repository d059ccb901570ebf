"""How large photos are in the grid: a slider, and what its steps mean."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider, QWidget

SMALLEST_ROW = 84  # pixels
STEP = 1.15  # each step is so much larger than the one before
STEPS = 12
USUAL = 5


def row_height(zoom: int) -> int:
    """The height of a row of photos at a step of the slider."""
    return round(SMALLEST_ROW * STEP**zoom)


class ZoomSlider(QSlider):
    """A short slider from small photos to large ones."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, STEPS)
        self.setPageStep(2)
        self.setValue(USUAL)
        self.setFixedWidth(92)
        self.setAccessibleName(self.tr("Size of the photos"))
        self.setToolTip(self.tr("Size of the photos (Ctrl with the wheel, Ctrl++, Ctrl+-)"))
