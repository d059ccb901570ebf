"""The one definition of how a photo becomes the pixels an image encoder sees.

Training, indexing, searching and the benchmarks must all prepare a photo in the same way, or
the embeddings of one and the same photo drift apart. So the rule stands here alone. The module
imports Pillow and numpy only, because the indexer's decoder processes import it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_WHITE = (255, 255, 255)
_SIXTEEN_BIT_TO_EIGHT = 257  # 65535 / 255


def to_pixels(image: Image.Image, size: int) -> NDArray[np.uint8]:
    """Turn an upright image of any mode into the square an image encoder sees.

    The whole image is resized to a square (bicubic, antialiased), whatever its shape: nothing is
    cropped, because what stands at the edge of a photo can be what it is about. Transparency
    is laid on white. Deep images (16 or 32 bits, floating point) are scaled to 8 bits.

    Args:
        image: an image that already stands upright: the EXIF orientation is the caller's matter.
        size: the side of the square in pixels.

    Returns:
        ``(size, size, 3)`` uint8, RGB, C-contiguous.

    Raises:
        ValueError: if the image has no pixels or ``size`` is not positive.
        OSError: if Pillow cannot decode the image's data.
    """
    if size < 1:
        raise ValueError(f"the size of the square must be positive, got {size}")
    if min(image.size) < 1:
        raise ValueError("the image has no pixels")
    square = _to_eight_bits(image).resize((size, size), Image.Resampling.BICUBIC, reducing_gap=3.0)
    return np.array(_on_white(square), dtype=np.uint8)


def check_pixels(pixels: NDArray[np.uint8], size: int) -> None:
    """Make sure that a batch is what `to_pixels` makes: ``(n, size, size, 3)`` uint8.

    Raises:
        ValueError: if it is of another shape or dtype.
    """
    if pixels.dtype != np.uint8 or pixels.ndim != 4 or pixels.shape[1:] != (size, size, 3):
        raise ValueError(
            f"expected uint8 pixels of shape (n, {size}, {size}, 3), "
            f"got {pixels.dtype} of shape {pixels.shape}"
        )


def to_rgb(image: Image.Image) -> Image.Image:
    """The same image in mode RGB: 8 bits, transparency laid on white.

    Raises:
        OSError: if Pillow cannot decode the image's data.
    """
    return _on_white(_to_eight_bits(image))


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGBA", image.size, (*_WHITE, 255))
    return Image.alpha_composite(ground, image).convert("RGB")


def _to_eight_bits(image: Image.Image) -> Image.Image:
    """An image of mode RGB, or RGBA where there is transparency, with the same content."""
    if image.mode in ("RGB", "RGBA"):
        keeps_mode = image.mode == "RGBA" or not image.has_transparency_data
        return image if keeps_mode else image.convert("RGBA")
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return Image.fromarray(_scale_depth(np.asarray(image))).convert("RGB")
    if image.mode == "La":
        image = image.convert("LA")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _scale_depth(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Scale deep grey values to 0…255, judging their range by the kind of number.

    Unsigned 16-bit values use the range of their type. Wider integers and floating point do not
    say their range: it is taken to be the smallest usual one (1 for floats, 255, 65535) that
    holds the largest value, else that value itself. What is not a number becomes black.
    """
    if values.dtype.itemsize == 2:
        return np.asarray(values // _SIXTEEN_BIT_TO_EIGHT, dtype=np.uint8)
    deep = np.nan_to_num(values.astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    largest = float(deep.max())
    usual = (1.0, 255.0, 65535.0) if values.dtype.kind == "f" else (255.0, 65535.0)
    full = next((limit for limit in usual if largest <= limit), largest)
    return np.clip(deep * (255.0 / full), 0, 255).astype(np.uint8)
