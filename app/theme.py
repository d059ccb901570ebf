"""Colours and the style sheet, for a light and a dark desktop.

One accent colour, two surfaces and two strengths of text, named once here. Widgets that paint
themselves read them from the palette, so that they follow a change of the system's scheme
without being told; the rest is ``resources/style/mate.qss``, a template over the same names.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

RESOURCES = Path(__file__).resolve().parent.parent / "resources"


@dataclass(frozen=True)
class Tokens:
    """The colours of one scheme. Text on its surface keeps a contrast of 4.5 (WCAG AA)."""

    window: str  # behind everything
    surface: str  # fields, cards, lists
    raised: str  # hovered, pressed, placeholders of thumbnails
    line: str  # hairlines
    edge: str  # around what can be used: 3.0 from what is behind it (WCAG AA)
    text: str
    muted: str  # secondary text
    accent: str
    accent_hover: str
    on_accent: str
    tint: str  # selected rows: a breath of the accent on the surface
    warning: str  # text of warnings
    warning_surface: str
    error: str
    error_surface: str
    scroll: str


LIGHT = Tokens(
    window="#f5f4f1",
    surface="#ffffff",
    raised="#ebe9e4",
    line="#dedbd4",
    edge="#8c8982",
    text="#1f2122",
    muted="#5d6163",
    accent="#1e6c66",
    accent_hover="#185a55",
    on_accent="#ffffff",
    tint="#dfeeec",
    warning="#6b4a00",
    warning_surface="#fdf1d3",
    error="#8c1d18",
    error_surface="#fbe6e4",
    scroll="#8c8982",
)
DARK = Tokens(
    window="#191b1c",
    surface="#222526",
    raised="#2e3233",
    line="#373b3d",
    edge="#6f7679",
    text="#ebecec",
    muted="#a4aaac",
    accent="#74c5bb",
    accent_hover="#8dd4cb",
    on_accent="#0d2321",
    tint="#27403e",
    warning="#f2cf86",
    warning_surface="#3a3122",
    error="#f5b5af",
    error_surface="#43282a",
    scroll="#6f7679",
)

# The role that carries secondary text. Not PlaceholderText, which the style sheet engine
# overwrites with half-transparent text wherever a rule gives a colour.
MUTED = QPalette.ColorRole.Dark

# The marker pen over a page's passage; pages are white in both schemes.
MARK = QColor(255, 196, 0, 95)
# The same pen around a figure.
FRAME = QColor(255, 176, 0)


def tokens(scheme: Qt.ColorScheme) -> Tokens:
    """Return the colours for a scheme; a desktop that has no opinion gets the light ones."""
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


def palette(colours: Tokens) -> QPalette:
    """Return the palette that self-painting widgets and Qt's own dialogs read."""
    roles = {
        QPalette.ColorRole.Window: colours.window,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.surface,
        QPalette.ColorRole.AlternateBase: colours.raised,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.muted,
        QPalette.ColorRole.Button: colours.surface,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.BrightText: colours.error,
        MUTED: colours.muted,
        QPalette.ColorRole.Mid: colours.line,
        QPalette.ColorRole.Midlight: colours.raised,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.on_accent,
        QPalette.ColorRole.Accent: colours.accent,
        QPalette.ColorRole.Link: colours.accent,
        QPalette.ColorRole.LinkVisited: colours.accent,
        QPalette.ColorRole.ToolTipBase: colours.surface,
        QPalette.ColorRole.ToolTipText: colours.text,
    }
    result = QPalette(QColor(colours.window))
    for role, colour in roles.items():
        result.setColor(role, QColor(colour))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        faded = QColor(colours.muted)
        faded.setAlphaF(0.6)
        result.setColor(QPalette.ColorGroup.Disabled, role, faded)
    return result


def style_sheet(colours: Tokens, points: float) -> str:
    """Return the style sheet; ``points`` is the size of the system's font, kept as the base."""
    template = Template((RESOURCES / "style" / "mate.qss").read_text(encoding="utf-8"))
    scheme = "dark" if colours == DARK else "light"
    more = {
        icon: (RESOURCES / "style" / f"{icon}-{scheme}.svg").as_posix()
        for icon in ("above", "check", "down", "back", "forward", "up")
    } | {
        "small": f"{points * 0.9:.1f}pt",
        "large": f"{points * 1.12:.1f}pt",
        "title": f"{points * 1.6:.1f}pt",
    }
    return template.substitute(asdict(colours) | more)


def apply(app: QApplication, scheme: Qt.ColorScheme | None = None) -> None:
    """Dress the program for a scheme; without one, for the desktop's own."""
    colours = tokens(scheme if scheme is not None else app.styleHints().colorScheme())
    app.setPalette(palette(colours))
    points = app.font().pointSizeF()
    app.setStyleSheet(style_sheet(colours, points if points > 0 else 10.0))


class Dress(QObject):
    """The program's look: as the desktop has it, or as a person chose."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._chosen = Qt.ColorScheme.Unknown
        self._worn: Tokens | None = None
        # The one style that takes a palette and looks the same everywhere.
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._wear)

    def choose(self, theme: str) -> None:
        """Be ``light``, ``dark``, or as the ``system`` is, now and whenever that changes."""
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        self._chosen = schemes.get(theme, Qt.ColorScheme.Unknown)
        # Dialogs of the system and the window's frame follow, where the platform can do that.
        self._app.styleHints().setColorScheme(self._chosen)
        self._wear()

    def _wear(self) -> None:
        unknown = self._chosen == Qt.ColorScheme.Unknown
        scheme = self._app.styleHints().colorScheme() if unknown else self._chosen
        if tokens(scheme) is not self._worn:
            self._worn = tokens(scheme)
            apply(self._app, scheme)
