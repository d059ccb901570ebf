"""What is written and what can be used is told from its ground as WCAG AA asks, in both schemes.

The style sheet is read as it is worn, and with it what delegates paint themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QPalette

from app import theme
from app.results.delegates import SELECTED

TEXT, EDGE = 4.5, 3.0
SCHEMES = pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
# What takes text, or is chosen with: its edge alone shows where it is.
FIELDS = (
    "#composerCard", "QComboBox", "QSpinBox", "QDialog QPlainTextEdit", "QFileDialog QLineEdit",
    "QKeySequenceEdit QLineEdit", "QCheckBox::indicator", "QRadioButton::indicator",
    "QSlider::handle:horizontal", "QToolButton[outlined=\"true\"]", "QPushButton",
)  # fmt: skip


def luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor | str, other: QColor | str) -> float:
    high, low = sorted((luminance(QColor(one)), luminance(QColor(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def over(ink: QColor, ground: QColor | str) -> QColor:
    """A colour that lets through what is behind it, as it is seen there."""
    behind, share = QColor(ground), ink.alphaF()
    return QColor.fromRgbF(
        *(
            share * front + (1 - share) * back
            for front, back in zip(ink.getRgbF()[:3], behind.getRgbF()[:3], strict=True)
        )
    )


def rules(colours: theme.Tokens) -> Iterator[tuple[str, dict[str, str]]]:
    """Each selector of the style sheet with what it says."""
    sheet = re.sub(r"/\*.*?\*/", "", theme.style_sheet(colours, 10.0), flags=re.DOTALL)
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
        said = dict(
            (part.strip() for part in declaration.split(":", 1))
            for declaration in body.split(";")
            if ":" in declaration
        )
        for selector in selectors.split(","):
            yield " ".join(selector.split()), said


def named(said: dict[str, str], key: str) -> str:
    """The colour that a rule gives to something, if it gives one."""
    found = re.findall(r"#[0-9a-f]{6}\b", said.get(key, ""))
    return found[0] if found else ""


@SCHEMES
def test_every_text_of_the_style_sheet_can_be_read(colours):
    inks = {selector: named(said, "color") for selector, said in rules(colours)}
    seen = 0
    for selector, said in rules(colours):
        if ":disabled" in selector or selector.startswith("#quickLook"):
            continue  # what cannot be used need not be read; quick look has a ground of its own
        plain = re.sub(r":(hover|pressed|focus|checked)$", "", selector)
        ink = named(said, "color") or inks.get(plain) or colours.text
        ground = named(said, "background")
        if "::" in selector and not selector.endswith(("tab", ":selected", "section")):
            continue  # no text stands there
        if not ground and not named(said, "color"):
            continue
        for each in (ground,) if ground else (colours.window, colours.surface):
            assert contrast(ink, each) >= TEXT, (selector, ink, each)
            seen += 1
    assert seen > 40


@SCHEMES
def test_every_control_has_an_edge_that_is_seen(colours):
    found = set()
    for selector, said in rules(colours):
        if selector not in FIELDS:
            continue
        edge = named(said, "border") or named(said, "border-color")
        if edge:
            found.add(selector)
            for ground in (colours.window, colours.surface):
                assert contrast(edge, ground) >= EDGE, (selector, edge, ground)
    assert found == set(FIELDS)


@SCHEMES
def test_a_focus_ring_is_told_from_the_edge_and_the_ground(colours):
    for ground in (colours.window, colours.surface, colours.tint):
        assert contrast(colours.accent, ground) >= EDGE


@SCHEMES
def test_bars_are_seen(colours):
    for ground in (colours.window, colours.surface):
        assert contrast(colours.scroll, ground) >= EDGE
    assert contrast(colours.accent, colours.raised) >= EDGE  # progress, in its groove


@SCHEMES
def test_what_is_painted_on_a_page_that_is_chosen_or_pointed_at_can_be_read(colours):
    palette = theme.palette(colours)
    fill = QColor(palette.color(QPalette.ColorRole.Accent))
    fill.setAlpha(SELECTED)
    grounds = (over(fill, colours.window), palette.color(QPalette.ColorRole.Midlight))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.Accent, theme.MUTED):
        for ground in (*grounds, colours.window):
            assert contrast(palette.color(role), ground) >= TEXT, (role, ground)


@SCHEMES
def test_errors_and_warnings_can_be_read_wherever_they_stand(colours):
    for ground in (colours.window, colours.surface, colours.error_surface):
        assert contrast(colours.error, ground) >= TEXT
    assert contrast(colours.warning, colours.warning_surface) >= TEXT
