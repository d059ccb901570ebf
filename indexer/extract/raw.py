"""Raw photos of cameras, through LibRaw: the picture that the camera put into them, upright.

Developing a raw photo takes seconds; nearly every one carries a JPEG that was developed by the
camera. Only where that is missing or too small is it developed here, at half its size.
"""

from __future__ import annotations

import io
import struct

import rawpy
from PIL import ExifTags, Image

from indexer.extract import Limits, UnreadableError, check_size

ORIENTATION = 0x0112


def open_raw(path: str, side: int, limits: Limits) -> tuple[Image.Image, tuple[int, int]]:
    """A raw photo's picture, of ``side`` px or more if it has them, and the photo's upright size.

    The picture is not upright: its orientation stands in its EXIF.

    Raises:
        UnreadableError: damaged, of an unknown camera, or too large.
        MemoryError: developing it takes more than there is.
        OSError: it cannot be read.
    """
    try:
        with open(path, "rb") as file, rawpy.imread(file) as raw:
            width, height, turn = raw.sizes.width, raw.sizes.height, _turn(raw)
            image = _preview(raw)
            if image is None or max(image.size) < min(side, max(width, height)):
                check_size(width, height, limits)
                image = Image.fromarray(
                    raw.postprocess(half_size=True, use_camera_wb=True, user_flip=0)
                )
            sideways = turn in (6, 8)
            # Cameras store previews as the sensor saw them or, some, upright already.
            stands = sideways and (image.width > image.height) != (width > height)
            image.getexif()[ORIENTATION] = 1 if stands else turn
            image.draft("RGB", (side, side))
            return image, (height, width) if sideways else (width, height)
    except (rawpy.LibRawError, rawpy.NotSupportedError) as error:
        if isinstance(error, rawpy.LibRawUnsufficientMemoryError):
            raise MemoryError from error
        raise UnreadableError(
            f"the raw photo is damaged or of a new camera: {_said(error)}"
        ) from error


def exif_of_raw(path: str) -> Image.Exif | None:
    """The EXIF in the head of a raw photo, as most makers' are TIFFs; None of another kind."""
    exif = Image.Exif()
    with open(path, "rb") as file:
        try:
            exif.load_from_fp(file)
            # Read while the file is open; they are kept.
            exif.get_ifd(ExifTags.IFD.Exif)
            exif.get_ifd(ExifTags.IFD.GPSInfo)
        except (SyntaxError, ValueError, KeyError, struct.error):
            return None
    return exif if len(exif) else None


def _preview(raw: rawpy.RawPy) -> Image.Image | None:
    try:
        found = raw.extract_thumb()
    except (
        rawpy.LibRawNoThumbnailError,
        rawpy.LibRawUnsupportedThumbnailError,
        rawpy.LibRawNotImplementedError,
    ):
        return None
    if not isinstance(found.data, bytes):
        return Image.fromarray(found.data)
    try:
        return Image.open(io.BytesIO(found.data), formats=("JPEG",))
    except OSError:
        return None  # the photo itself may be well


def _turn(raw: rawpy.RawPy) -> int:
    """The EXIF orientation of the photo as it is stored."""
    return {3: 3, 5: 8, 6: 6}.get(raw.sizes.flip, 1)


def _said(error: Exception) -> str:
    said = error.args[0] if error.args else error
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
