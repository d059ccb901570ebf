from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from mate_core.pixels import to_pixels

_MODES = ("1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "LAB",
          "HSV", "I", "F", "I;16", "I;16B")  # fmt: skip


@pytest.mark.parametrize("mode", _MODES)
@pytest.mark.parametrize("size", [(1, 1), (3, 200), (301, 77)])
def test_any_mode_and_shape_becomes_a_square(mode: str, size: tuple[int, int]) -> None:
    pixels = to_pixels(Image.new(mode, size), 64)
    assert pixels.shape == (64, 64, 3)
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous
    assert pixels.flags.writeable
    assert (pixels == pixels[0, 0]).all(), "one colour stays one colour"


def test_a_colour_is_kept() -> None:
    red = Image.new("RGB", (50, 90), (200, 30, 10))
    assert (to_pixels(red, 16) == (200, 30, 10)).all()
    assert (to_pixels(red.convert("P"), 16)[0, 0] - np.array([200, 30, 10])).max() <= 30
    assert abs(to_pixels(red.convert("CMYK"), 16).astype(int) - (200, 30, 10)).max() <= 2


def test_the_whole_image_is_squashed_and_averaged() -> None:
    """Fine stripes become grey: the resize looks at every pixel."""
    stripes = np.zeros((400, 1000), np.uint8)
    stripes[:, ::2] = 255
    grey = to_pixels(Image.fromarray(stripes), 50)
    assert abs(grey.astype(int) - 127).max() <= 3
    halves = np.zeros((10, 1000), np.uint8)
    halves[:, 500:] = 255
    square = to_pixels(Image.fromarray(halves), 20)
    assert square[:, 0].max() == 0
    assert square[:, -1].min() == 255


def test_transparency_lies_on_white() -> None:
    clear = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    assert (to_pixels(clear, 4) == 255).all()
    half = to_pixels(Image.new("RGBA", (8, 8), (0, 0, 0, 128)), 4)
    assert abs(half.astype(int) - 127).max() <= 1
    assert (to_pixels(Image.new("LA", (8, 8), (0, 0)), 4) == 255).all()
    palette = Image.new("P", (8, 8), 3)
    palette.putpalette([10] * 768)
    assert (to_pixels(palette, 4) == 10).all()
    palette.info["transparency"] = 3
    assert (to_pixels(palette, 4) == 255).all()
    keyed = Image.new("RGB", (8, 8), (1, 2, 3))
    keyed.info["transparency"] = (1, 2, 3)
    assert (to_pixels(keyed, 4) == 255).all()


def test_sixteen_bits_are_scaled_not_clipped() -> None:
    values = np.full((9, 9), 32768, np.uint16)
    for image in (Image.fromarray(values), _through_png(values)):
        assert abs(to_pixels(image, 4).astype(int) - 127).max() <= 1
    wide = Image.fromarray(np.array([[0, 65535], [0, 65535]], np.int32))
    assert to_pixels(wide, 2).max() == 255


def test_floating_point_is_finite() -> None:
    values = np.array([[np.nan, np.inf], [-np.inf, 0.5]], np.float32)
    pixels = to_pixels(Image.fromarray(values), 2)
    assert pixels[1, 1, 0] in (126, 127, 128)
    assert to_pixels(Image.fromarray(np.full((2, 2), 1e9, np.float32)), 2).min() == 255
    assert to_pixels(Image.fromarray(np.full((2, 2), -5.0, np.float32)), 2).max() == 0


def test_a_thin_image_and_a_large_one_agree_with_themselves() -> None:
    """The quick first reduction of a large image changes next to nothing."""
    random = np.random.default_rng(0)
    small = Image.fromarray(random.integers(0, 256, (30, 40, 3), dtype=np.uint8))
    large = small.resize((1600, 1200), Image.Resampling.BICUBIC)
    exact = np.asarray(large.resize((32, 32), Image.Resampling.BICUBIC), dtype=int)
    assert abs(to_pixels(large, 32).astype(int) - exact).mean() < 1


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="no pixels"):
        to_pixels(Image.new("RGB", (0, 5)), 4)
    with pytest.raises(ValueError, match="positive"):
        to_pixels(Image.new("RGB", (5, 5)), 0)


def test_a_truncated_file_is_an_error() -> None:
    file = io.BytesIO()
    Image.effect_noise((300, 300), 90).convert("RGB").save(file, "JPEG")
    cut = Image.open(io.BytesIO(file.getvalue()[: len(file.getvalue()) // 2]))
    with pytest.raises(OSError, match="truncated"):
        to_pixels(cut, 8)


def _through_png(values: np.ndarray) -> Image.Image:
    file = io.BytesIO()
    Image.fromarray(values).save(file, "PNG")
    return Image.open(io.BytesIO(file.getvalue()))
