"""Pictures for the screen: their format is known before Qt is asked."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from PySide6.QtCore import QSize

from app.results.thumbnails import decode

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8"/></svg>'

pytestmark = pytest.mark.usefixtures("qapp")  # Qt has no plugins before


@pytest.mark.parametrize("name", ["JPEG", "PNG", "GIF", "WEBP", "BMP"])
def test_pictures_of_every_format_are_decoded(name: str) -> None:
    file = io.BytesIO()
    Image.new("RGB", (40, 20), (200, 30, 30)).save(file, name)
    image = decode(file.getvalue(), QSize(20, 20))
    assert (image.width(), image.height()) == (20, 10)
    assert image.pixelColor(5, 5).red() > 150


TIFF = io.BytesIO()
Image.new("RGB", (40, 20)).save(TIFF, "TIFF")  # which Qt's plugin crashes at


@pytest.mark.parametrize("data", [SVG, TIFF.getvalue(), b"", b"no picture", b"\x89PNG\r\n cut off"])
def test_what_is_none_of_them_is_no_picture(data: bytes) -> None:
    """To ask Qt's plugin for SVG, from a thread, has stopped the window for good."""
    assert decode(data, QSize(20, 20)).isNull()
