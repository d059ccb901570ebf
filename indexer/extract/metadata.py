"""What a photo says of itself: EXIF, XMP and IPTC, put together into one `Metadata`.

Cameras write EXIF, people's programs XMP and, older ones, IPTC. Where several say the same thing,
EXIF is believed on the camera and the moment, XMP before IPTC before EXIF on what people write.
Files are hostile and programs careless: whatever cannot be understood is passed by, alone.
"""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Mapping
from typing import Any

from PIL import ExifTags, Image, ImageFile, IptcImagePlugin

from indexer.extract.xmp import (
    MOST_CHARACTERS,
    Xmp,
    camera_name,
    clean,
    degrees,
    keywords_of,
    moment_of,
    place_of,
    rating_of,
    tried,
)
from indexer.messages import Exposure, Metadata

_EMPTY: dict[int, Any] = {}


def read_metadata(image: Image.Image, exif_of_file: Image.Exif | None = None) -> Metadata:
    """What an opened picture's own metadata say; never fails.

    ``exif_of_file`` stands for the picture's where it is only a part of the file.
    """
    exif = _Exif(exif_of_file or tried(image.getexif, Image.Exif()))
    xmp = tried(lambda: Xmp(_xmp_of(image)), Xmp(None))
    iptc = tried(lambda: _Iptc(image), _Iptc(None))
    latitude, longitude = exif.place or xmp.place or (None, None)
    return Metadata(
        taken=exif.taken or xmp.taken or iptc.taken,
        camera=exif.camera or xmp.camera,
        lens=exif.lens or xmp.lens,
        latitude=latitude,
        longitude=longitude,
        title=xmp.title or iptc.title or exif.title,
        description=xmp.description or iptc.description or exif.description,
        keywords=xmp.keywords or iptc.keywords or exif.keywords,
        rating=xmp.rating if xmp.rating is not None else exif.rating,
    )


def exposure_of(exif: Image.Exif) -> Exposure:
    """How EXIF says that a photo was taken; never fails."""
    detail = tried(lambda: exif.get_ifd(ExifTags.IFD.Exif), _EMPTY)
    return Exposure(
        seconds=_measure(detail, ExifTags.Base.ExposureTime),
        aperture=_measure(detail, ExifTags.Base.FNumber),
        iso=round(_measure(detail, ExifTags.Base.ISOSpeedRatings)),
        focal_length=_measure(detail, ExifTags.Base.FocalLength),
    )


def _measure(detail: Mapping[int, Any], tag: int) -> float:
    """A number above nothing; 0 for whatever else stands there."""

    def read() -> float:
        value = detail.get(tag, 0)
        return float(value[0] if isinstance(value, tuple) else value)

    number = tried(read, 0.0)
    return number if 0 < number < 1e7 and math.isfinite(number) else 0.0


# --- EXIF --------------------------------------------------------------------------------

# Windows's own tags, in UTF-16.
_XP_TITLE, _XP_COMMENT, _XP_KEYWORDS, _RATING = 0x9C9B, 0x9C9C, 0x9C9E, 0x4746
# What cameras write where a person would write what the photo shows.
_NO_DESCRIPTION = re.compile(
    r"((olympus|sony|samsung|minolta|konica|exif|digital|dsc|dcim|camera|jpeg|picture|default)"
    r"[\s_]*)+[\d_]*",
    re.IGNORECASE,
)


class _Exif:
    """EXIF, as far as it can be understood."""

    def __init__(self, exif: Image.Exif) -> None:
        self._base: Mapping[int, Any] = exif
        detail = tried(lambda: exif.get_ifd(ExifTags.IFD.Exif), _EMPTY)
        gps = tried(lambda: exif.get_ifd(ExifTags.IFD.GPSInfo), _EMPTY)
        self.taken = tried(lambda: _exif_time(detail), "")
        self.camera = tried(lambda: camera_name(*map(self._text, (0x010F, 0x0110))), "")
        self.lens = tried(lambda: clean(detail.get(ExifTags.Base.LensModel, "")), "")
        self.place = tried(lambda: _exif_place(gps), None)
        self.title = tried(lambda: self._wide(_XP_TITLE), "")
        self.description = tried(self._described, "")
        self.keywords = keywords_of(tried(lambda: self._wide(_XP_KEYWORDS), "").split(";"))
        self.rating = tried(lambda: rating_of(self._base.get(_RATING)), None)

    def _text(self, tag: int) -> str:
        return clean(self._base.get(tag, ""))

    def _wide(self, tag: int) -> str:
        value = self._base.get(tag, b"")
        said = bytes(value[: 4 * MOST_CHARACTERS]) if isinstance(value, bytes | tuple) else b""
        return clean(said.decode("utf-16-le", errors="replace"))

    def _described(self) -> str:
        said = self._text(0x010E)
        return self._wide(_XP_COMMENT) or ("" if _NO_DESCRIPTION.fullmatch(said) else said)


def _exif_time(detail: Mapping[int, Any]) -> str:
    for time, offset in (
        (ExifTags.Base.DateTimeOriginal, ExifTags.Base.OffsetTimeOriginal),
        (ExifTags.Base.DateTimeDigitized, ExifTags.Base.OffsetTimeDigitized),
    ):
        said, zone = clean(detail.get(time, "")), clean(detail.get(offset, ""))
        for with_zone in (f"{said}{zone}", said):
            found = moment_of(with_zone, "%Y:%m:%d %H:%M:%S%z", "%Y:%m:%d %H:%M:%S")
            if found:
                return found
    return ""


def _exif_place(gps: Mapping[int, Any]) -> tuple[float, float] | None:
    tags = ExifTags.GPS
    latitude = degrees(*gps[tags.GPSLatitude]) * _sign(gps.get(tags.GPSLatitudeRef), "S")
    longitude = degrees(*gps[tags.GPSLongitude]) * _sign(gps.get(tags.GPSLongitudeRef), "W")
    return place_of(latitude, longitude)


def _sign(direction: Any, negative: str) -> int:
    return -1 if clean(direction).upper().startswith(negative) else 1


def _xmp_of(image: Image.Image) -> bytes | None:
    for name in ("xmp", "XML:com.adobe.xmp"):
        found = image.info.get(name)
        if found:
            return found.encode() if isinstance(found, str) else bytes(found)
    tags = getattr(image, "tag_v2", {})
    return bytes(tags[700]) if 700 in tags else None


# --- IPTC --------------------------------------------------------------------------------


class _Iptc:
    """The IPTC record of an image."""

    def __init__(self, image: Image.Image | None) -> None:
        found = None
        if isinstance(image, ImageFile.ImageFile):
            found = IptcImagePlugin.getiptcinfo(image)
        found = found or {}
        self._record: Mapping[tuple[int, int], Any] = found
        self._utf8 = found.get((1, 90)) == b"\x1b%G"
        self.title = next(iter(self._texts(5)), "")
        self.description = next(iter(self._texts(120)), "")
        self.keywords = keywords_of(self._texts(25))
        day, time = (next(iter(self._texts(number)), "") for number in (55, 60))
        self.taken = moment_of(f"{day}{time}", "%Y%m%d%H%M%S%z", "%Y%m%d%H%M%S") or moment_of(
            day, "%Y%m%d"
        )

    def _texts(self, number: int) -> list[str]:
        found = self._record.get((2, number), [])
        return [
            clean(self._decoded(one)) for one in (found if isinstance(found, list) else [found])
        ]

    def _decoded(self, said: bytes) -> str:
        if not self._utf8:
            with contextlib.suppress(UnicodeDecodeError):
                return said.decode("utf-8")  # often so, though nothing says it
        return said.decode("utf-8" if self._utf8 else "cp1252", errors="replace")
