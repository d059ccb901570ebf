"""Photos, through Pillow, libheif and, those that cameras leave undeveloped, LibRaw.

A photo is decoded once, at the smallest scale its format offers that still holds the
thumbnail; the encoder's square is made from the thumbnail. A moving picture is seen at several
moments; a TIFF of several pages is a document of pictures.
"""

from __future__ import annotations

import errno
import io
import os
import struct
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePath

import numpy as np
import pillow_heif
from PIL import Image, PngImagePlugin, UnidentifiedImageError

from indexer.extract import (
    RAW_ENDINGS,
    THUMBNAIL_SIDE,
    DamagedPage,
    Item,
    Limits,
    UnreadableError,
    check_size,
    in_words,
    system_told,
)
from indexer.extract.metadata import exposure_of, read_metadata
from indexer.extract.raw import ORIENTATION, exif_of_raw, open_raw
from indexer.fingerprint import fingerprint
from indexer.messages import Exposure, Metadata
from mate_core.pixels import to_pixels, to_rgb

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF", "HEIF")
MOVING = ("GIF", "WEBP", "PNG", "AVIF")
MOST_FRAMES = 4
# A JPEG is decoded at the smallest of its scales that gives so much of the side that is wanted.
# Most phones' photos, of 4,000 to 4,032 px, give a thumbnail at 1/8; from 1/4 it would have to be
# reduced once more, which costs a quarter of the whole, for a few pixels.
ENOUGH = 0.94
MOST_SECONDS = 10.0  # of which the time limit of a decoder leaves enough for the rest
SUBFILE_TYPE, REDUCED = 0x00FE, 1
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
pillow_heif.register_heif_opener(thumbnails=False)
PngImagePlugin.MAX_TEXT_CHUNK = PngImagePlugin.MAX_TEXT_MEMORY = 1 << 28


# What the parsers of Pillow and its plugins raise on damaged files.
DAMAGED = (
    OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError, KeyError, TypeError,
    OverflowError, RuntimeError,
)  # fmt: skip


def read(path: str, limits: Limits) -> Iterator[Item | DamagedPage]:
    """Yield the photo, or each page of a TIFF that has several."""
    if _is_raw(path):
        with _told(path):
            image, size = open_raw(path, THUMBNAIL_SIDE, limits)
            metadata = read_metadata(image, exif_of_raw(path))
            yield _item(0, [_upright(image, THUMBNAIL_SIDE)], size, limits, metadata)
        return
    with _told(path), _opened(path) as image:
        pages = _pages(image) if image.format == "TIFF" else [0]
        if pages != [0]:
            yield from _read_pages(image, pages, limits)
            return
        size = _prepare(image, THUMBNAIL_SIDE, limits)
        metadata = read_metadata(image)
        yield _item(0, list(_moments(image)), size, limits, metadata)


def _read_pages(
    image: Image.Image, pages: Sequence[int], limits: Limits
) -> Iterator[Item | DamagedPage]:
    """Each page that can be read; a damaged one costs no other."""
    damaged: Exception | None = None
    readable = False
    for number, page in enumerate(pages, 1):
        try:
            image.seek(page)
            size = _prepare(image, THUMBNAIL_SIDE, limits)
            metadata = read_metadata(image)
            frame = _upright(image, THUMBNAIL_SIDE)
        except (*DAMAGED, UnreadableError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # the drive's fault
            damaged = error
            yield DamagedPage(number)
            continue
        readable = True
        yield _item(number, [frame], size, limits, metadata)
    if damaged is not None and not readable:
        raise damaged


def _moments(image: Image.Image) -> Iterator[Image.Image]:
    """The first frame, and, of a moving picture, some of those up to the last.

    The first speaks for the picture where others are damaged or take long to come to.
    """
    started = time.monotonic()
    yield _upright(image, THUMBNAIL_SIDE)
    count = getattr(image, "n_frames", 1) if image.format in MOVING else 1
    for frame in sorted({turn * (count - 1) // (MOST_FRAMES - 1) for turn in range(MOST_FRAMES)}):
        if frame == 0:
            continue
        try:
            for step in range(image.tell() + 1, frame + 1):  # each is made from the one before
                if time.monotonic() - started > MOST_SECONDS:
                    return
                image.seek(step)
            yield _upright(image, THUMBNAIL_SIDE)
        except DAMAGED:
            return


def render(path: str, page: int, side: int, limits: Limits) -> bytes:
    """Render the photo, or a page of it, for the preview."""
    with _told(path):
        if _is_raw(path):
            return jpeg(_upright(open_raw(path, side, limits)[0], side))
        with _opened(path) as image:
            if page:
                pages = _pages(image)
                if page > len(pages):
                    raise UnreadableError(f"the picture has no page {page}")
                image.seek(pages[page - 1])
            _prepare(image, side, limits)
            return jpeg(_upright(image, side))


def read_exposure(path: str, limits: Limits) -> Exposure:
    """How a photo was taken, by its EXIF.

    Raises:
        UnreadableError: with the reason.
    """
    with _told(path):
        if _is_raw(path):
            return exposure_of(exif_of_raw(path) or Image.Exif())
        with _opened(path) as image:
            if image.format == "PNG":  # for its EXIF it is decoded whole
                check_size(*image.size, limits)
            return exposure_of(image.getexif())


def jpeg(image: Image.Image) -> bytes:
    """Encode an RGB picture for thumbnails and previews."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def _is_raw(path: str) -> bool:
    return PurePath(path).suffix.lower() in RAW_ENDINGS


def _item(
    page: int,
    frames: Sequence[Image.Image],
    size: tuple[int, int],
    limits: Limits,
    metadata: Metadata,
) -> Item:
    squares = np.stack([to_pixels(frame, limits.image_size) for frame in frames])
    look = fingerprint(frames[0]) if page == 0 else None
    return Item(page, *size, jpeg(frames[0]), squares, metadata=metadata, look=look)


@contextmanager
def _told(path: str) -> Iterator[None]:
    """Tell in words for the user what goes wrong within.

    Raises:
        UnreadableError: with the reason.
    """
    try:
        with warnings.catch_warnings(), system_told():
            warnings.simplefilter("ignore")  # Pillow warns of odd metadata that does not matter
            try:
                yield
            except OSError as error:
                if error.errno != errno.EINVAL or not _can_be_read(path):
                    raise
                # A parser was sent to where no file has anything.
                raise UnreadableError(
                    "the picture is damaged: it points to places that it has not"
                ) from error
    except UnidentifiedImageError as error:
        if os.path.getsize(path) == 0:
            raise UnreadableError("the file is empty") from error
        raise UnreadableError("not a picture of a kind that Mate reads, or damaged") from error
    except DAMAGED as error:
        raise UnreadableError(f"the picture is damaged: {in_words(error)}") from error


def _can_be_read(path: str) -> bool:
    """Whether the system gives both ends of a file, so that it is at no fault itself."""
    try:
        with open(path, "rb") as file:
            file.read(1)
            file.seek(-1, os.SEEK_END)
            file.read(1)
    except OSError:
        return False
    return True


def _opened(path: str) -> Image.Image:
    return Image.open(path, formats=FORMATS)


def _pages(image: Image.Image) -> list[int]:
    """The frames of a TIFF that are pages, not smaller copies of one."""
    pages = []
    for frame in range(getattr(image, "n_frames", 1)):
        image.seek(frame)
        if not getattr(image, "tag_v2", {}).get(SUBFILE_TYPE, 0) & REDUCED:
            pages.append(frame)
    image.seek(pages[0] if pages else 0)
    return pages or [0]


def _prepare(image: Image.Image, side: int, limits: Limits) -> tuple[int, int]:
    """Choose the scale to decode at, and refuse what is too large; gives the upright size."""
    width, height = image.size
    scale = ENOUGH * side / max(width, height)
    # JPEG alone: decodes at 1/2, 1/4 or 1/8.
    image.draft("RGB", (max(int(width * scale), 1), max(int(height * scale), 1)))
    if image.width * image.height > limits.pixels:
        check_size(width, height, limits)
    # Only now: for its EXIF a PNG is decoded whole.
    return (height, width) if _orientation(image) >= FIRST_SIDEWAYS else (width, height)


def _upright(image: Image.Image, side: int) -> Image.Image:
    """The picture decoded, in RGB, upright and within ``side`` px."""
    orientation = _orientation(image)
    image.load()
    # The next frame of a moving picture may need this one as it is.
    small = image.copy() if getattr(image, "n_frames", 1) > 1 else image
    if small.mode in ("1", "P"):
        small = to_rgb(small)  # palettes cannot be averaged
    small.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    small = to_rgb(small)
    return small.transpose(UPRIGHT[orientation]) if orientation in UPRIGHT else small


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation that is left to us, 1 to 8; 1 where the metadata is damaged."""
    if image.format == "TIFF":
        return 1  # Pillow turns these itself
    try:
        value = image.getexif().get(ORIENTATION, 1)
    except DAMAGED:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1
