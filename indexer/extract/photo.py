"""Photos: JPEG, PNG, WebP, GIF, TIFF and BMP, through Pillow.

A photo is decoded once, at the smallest scale its format offers that still holds the
thumbnail; the encoder's square is made from the thumbnail.
"""

from __future__ import annotations

import io
import os
import struct
import warnings
from collections.abc import Iterator

from PIL import Image, PngImagePlugin, UnidentifiedImageError

from indexer.extract import THUMBNAIL_SIDE, Item, Limits, UnavailableError, UnreadableError
from mate_core.pixels import to_pixels, to_rgb

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP")
ORIENTATION = 0x0112
# What turns a picture of each EXIF orientation upright; from 5 on, width and height change places.
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
FIRST_SIDEWAYS = 5

# Our own limits, of pixels and of the process's memory, take the place of Pillow's fixed ones: a
# picture is no worse for the megabytes that editors write into its text chunks.
Image.MAX_IMAGE_PIXELS = None
PngImagePlugin.MAX_TEXT_CHUNK = PngImagePlugin.MAX_TEXT_MEMORY = 1 << 28


def read(path: str, limits: Limits) -> Iterator[Item]:
    """Yield the photo."""
    image, width, height = _open(path, THUMBNAIL_SIDE, limits)
    yield Item(0, width, height, jpeg(image), to_pixels(image, limits.image_size))


def render(path: str, page: int, side: int, limits: Limits) -> bytes:  # noqa: ARG001
    """Render the photo for the preview; it has no pages."""
    return jpeg(_open(path, side, limits)[0])


def jpeg(image: Image.Image) -> bytes:
    """Encode an RGB picture for thumbnails and previews."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def _open(path: str, side: int, limits: Limits) -> tuple[Image.Image, int, int]:
    """Decode to an upright RGB picture within ``side`` px, with the full upright size."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of odd metadata that does not matter
            with Image.open(path, formats=FORMATS) as image:
                return _decode(image, side, limits)
    except UnidentifiedImageError as error:
        if os.path.getsize(path) == 0:
            raise UnreadableError("the file is empty") from error
        raise UnreadableError("not a picture of a kind that Mate reads, or damaged") from error
    except MemoryError as error:
        raise UnreadableError("decoding it needs more memory than is allowed") from error
    except FileNotFoundError as error:
        raise UnavailableError("it vanished before it could be read") from error
    except PermissionError as error:
        raise UnavailableError("no permission to read it") from error
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError) as error:
        if isinstance(error, OSError) and error.errno is not None:  # from the system
            raise UnavailableError(f"it cannot be read: {error.strerror}") from error
        # What Pillow's parsers raise on damaged files.
        raise UnreadableError(f"the picture is damaged: {error}") from error


def _decode(image: Image.Image, side: int, limits: Limits) -> tuple[Image.Image, int, int]:
    width, height = image.size
    image.draft("RGB", (side, side))  # JPEG alone: decodes at 1/2, 1/4 or 1/8
    if image.width * image.height > limits.pixels:
        raise UnreadableError(
            f"{width} × {height} pixels are more than the limit of "
            f"{limits.pixels // 1_000_000} megapixels that this machine's memory sets"
        )
    orientation = _orientation(image)
    image.load()
    if image.mode in ("1", "P"):
        image = to_rgb(image)  # palettes cannot be averaged
    image.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    small = to_rgb(image)
    if orientation in UPRIGHT:
        small = small.transpose(UPRIGHT[orientation])
    if orientation >= FIRST_SIDEWAYS:
        width, height = height, width
    return small, width, height


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; 1 where the metadata is damaged."""
    try:
        value = image.getexif().get(ORIENTATION, 1)
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError, KeyError):
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1
