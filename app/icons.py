"""Line icons in the colour of the text around them.

The SVG files are black; here they are tinted when drawn, so that one set serves the light and
the dark scheme and a pressed, disabled or accented button.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from app.display import keys
from app.theme import RESOURCES


@lru_cache(maxsize=256)
def tinted(name: str, colour: str, side: int, ratio: float) -> QPixmap:
    """Return an icon of ``side`` logical pixels for a screen of that pixel ratio."""
    svg = (RESOURCES / "icons" / f"{name}.svg").read_bytes()
    real = round(side * ratio)
    svg = svg.replace(b'width="24" height="24"', f'width="{real}" height="{real}"'.encode(), 1)
    svg = svg.replace(b"#000", colour.encode(), 1)
    pixmap = QPixmap()
    pixmap.loadFromData(svg, "SVG")
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def app_icon() -> QIcon:
    """Return the program's own icon, in colour."""
    return QIcon(str(RESOURCES / "icons" / "mate.svg"))


class IconButton(QToolButton):
    """A flat button with an icon, and a text where one is given, that follows the palette."""

    def __init__(self, icon: str, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.description = ""  # as its tool tip has it, without the key
        self.setText(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setIconSize(QSize(18, 18))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_text(bool(text))
        self._tint()

    def set_icon(self, icon: str) -> None:
        """Show another icon (pause turns into play)."""
        if icon != self._icon:
            self._icon = icon
            self._tint()

    def show_text(self, shown: bool) -> None:
        """Show the text beside the icon, or the icon alone where there is no room for both."""
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if shown else style.ToolButtonIconOnly
        )

    def describe(self, text: str, shortcut: str = "") -> None:
        """Give the button its tool tip, with its key in Qt's portable spelling, and its name.

        The name is what a screen reader speaks.
        """
        self.description = text
        self.setToolTip(f"{text} ({keys(shortcut)})" if shortcut else text)
        # Who speaks to the computer says what can be read on it.
        read = self.text()
        self.setAccessibleName(text if read.lower() in text.lower() else f"{read}: {text}")

    def changeEvent(self, event: QEvent) -> None:
        """Tint again when the scheme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def _tint(self) -> None:
        palette = self.palette()
        ratio = self.devicePixelRatioF()
        icon = QIcon()
        for mode, group in (
            (QIcon.Mode.Normal, QPalette.ColorGroup.Active),
            (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled),
        ):
            colour = palette.color(group, QPalette.ColorRole.ButtonText)
            icon.addPixmap(tinted(self._icon, colour.name(), 18, ratio), mode)
        self.setIcon(icon)


class Glyph(QWidget):
    """A large quiet icon, for empty states and missing thumbnails."""

    def __init__(self, icon: str, side: int = 56, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._side = icon, side
        self.setFixedSize(side, side)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the icon in the accent colour of the moment."""
        painter = QPainter(self)
        draw_icon(painter, self._icon, self.palette().color(QPalette.ColorRole.Accent), self._side)


def draw_icon(
    painter: QPainter, name: str, colour: QColor, side: int, x: int = 0, y: int = 0
) -> None:
    """Draw an icon of ``side`` logical pixels with its top left corner at ``x``, ``y``."""
    device = painter.device()
    ratio = device.devicePixelRatio() if device is not None else 1.0
    painter.drawPixmap(x, y, tinted(name, colour.name(), side, ratio))
