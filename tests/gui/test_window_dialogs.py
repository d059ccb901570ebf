"""Qt's own dialogs in Mate's dress: what stands in them can be read, light and dark."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QApplication,
    QCompleter,
    QFileDialog,
    QLineEdit,
    QListView,
    QToolButton,
    QWidget,
)

from app import theme


@pytest.fixture(params=[Qt.ColorScheme.Light, Qt.ColorScheme.Dark], ids=["light", "dark"])
def colours(request, qapp: QApplication):
    theme.apply(qapp, request.param)
    yield theme.tokens(request.param)
    theme.apply(qapp)


@pytest.fixture
def dialog(qtbot, colours, tmp_path: Path) -> QFileDialog:
    (tmp_path / "Photos").mkdir()
    dialog = QFileDialog(None, "Choose", str(tmp_path))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def light(colour: QColor) -> float:
    """The relative luminance of WCAG."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def drawn(widget: QWidget, ground: QColor, least: float) -> QSize:
    """The extent of what is told from the ground by a contrast of at least so much."""
    image = QImage(widget.size(), QImage.Format.Format_RGB32)
    image.fill(ground)
    widget.render(image)
    places = [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if contrast(image.pixelColor(x, y), ground) >= least
    ]
    if not places:
        return QSize(0, 0)
    xs, ys = zip(*places, strict=True)
    return QSize(max(xs) - min(xs) + 1, max(ys) - min(ys) + 1)


def test_what_completes_a_typed_name_can_be_read(qtbot, dialog, colours):
    listing = dialog.findChild(QListView, "listView")
    # Before the folder has been read there is nothing to complete.
    qtbot.waitUntil(lambda: listing.model().rowCount(listing.rootIndex()) > 0, timeout=5_000)
    field = dialog.findChild(QLineEdit)
    field.setFocus()
    qtbot.keyClicks(field, "Ph")
    completer: QCompleter = field.completer()
    qtbot.waitUntil(completer.popup().isVisible, timeout=5_000)
    popup = completer.popup()
    picture = popup.grab().toImage()
    ground = picture.pixelColor(picture.width() - 5, picture.height() // 2)
    assert ground.name() in (colours.surface, colours.tint)
    text = dialog.palette().color(dialog.foregroundRole())
    assert contrast(text, ground) >= 4.5


def test_the_buttons_of_a_file_dialog_can_be_told(dialog, colours):
    buttons = [button for button in dialog.findChildren(QToolButton) if not button.icon().isNull()]
    assert len(buttons) == 6
    for button in buttons:
        button.setEnabled(True)  # there is nothing to go back to yet
        button.setChecked(False)
        extent = drawn(button, QColor(colours.window), 2.0)
        assert min(extent.width(), extent.height()) >= 6, button.objectName()
        assert max(extent.width(), extent.height()) >= 10, button.objectName()
