"""What a photo says of itself: EXIF, XMP and IPTC, put together into one `Metadata`.

Cameras write EXIF, people's programs XMP and, older ones, IPTC. Where several say the same thing,
EXIF is believed on the camera and the moment, XMP before IPTC before EXIF on what people write.
Files are hostile and programs careless: whatever cannot be understood is passed by, alone.
"""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeVar
from xml.etree import ElementTree

from PIL import ExifTags, Image, ImageFile, IptcImagePlugin

from indexer.messages import Metadata

MOST_CHARACTERS = 4000
MOST_KEYWORDS = 200
_LARGEST_XMP = 4_000_000

# What Pillow's parsers raise on damaged metadata.
_DAMAGED = (
    OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, AttributeError,
    OverflowError, ZeroDivisionError, MemoryError, RecursionError,
)  # fmt: skip

_EMPTY: dict[int, Any] = {}

T = TypeVar("T")


def read_metadata(image: Image.Image, exif_of_file: Image.Exif | None = None) -> Metadata:
    """What an opened picture's own metadata say; never fails.

    ``exif_of_file`` stands for the picture's where it is only a part of the file.
    """
    exif = _Exif(exif_of_file or _tried(image.getexif, Image.Exif()))
    xmp = _tried(lambda: _Xmp(_xmp_of(image)), _Xmp(None))
    iptc = _tried(lambda: _Iptc(image), _Iptc(None))
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


def _tried(read: Callable[[], T], otherwise: T) -> T:
    with contextlib.suppress(*_DAMAGED):
        return read()
    return otherwise


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
        detail = _tried(lambda: exif.get_ifd(ExifTags.IFD.Exif), _EMPTY)
        gps = _tried(lambda: exif.get_ifd(ExifTags.IFD.GPSInfo), _EMPTY)
        self.taken = _tried(lambda: _exif_time(detail), "")
        self.camera = _tried(lambda: _camera(*map(self._text, (0x010F, 0x0110))), "")
        self.lens = _tried(lambda: clean(detail.get(ExifTags.Base.LensModel, "")), "")
        self.place = _tried(lambda: _exif_place(gps), None)
        self.title = _tried(lambda: self._wide(_XP_TITLE), "")
        self.description = _tried(self._described, "")
        self.keywords = _keywords(_tried(lambda: self._wide(_XP_KEYWORDS), "").split(";"))
        self.rating = _tried(lambda: _rating(self._base.get(_RATING)), None)

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
            found = _moment(with_zone, "%Y:%m:%d %H:%M:%S%z", "%Y:%m:%d %H:%M:%S")
            if found:
                return found
    return ""


def _camera(maker: str, model: str) -> str:
    """Maker and model in one, as most models do not begin with their maker's name."""
    first = maker.split()[0] if maker.split() else ""
    if model.lower().startswith(first.lower()):
        return model or maker
    return f"{first.title() if first.isupper() and len(first) > 3 else first} {model}".strip()


def _exif_place(gps: Mapping[int, Any]) -> tuple[float, float] | None:
    tags = ExifTags.GPS
    latitude = _degrees(*gps[tags.GPSLatitude]) * _sign(gps.get(tags.GPSLatitudeRef), "S")
    longitude = _degrees(*gps[tags.GPSLongitude]) * _sign(gps.get(tags.GPSLongitudeRef), "W")
    return _place(latitude, longitude)


def _degrees(degrees: Any, minutes: Any = 0, seconds: Any = 0) -> float:
    return float(degrees) + float(minutes) / 60 + float(seconds) / 3600


def _sign(direction: Any, negative: str) -> int:
    return -1 if clean(direction).upper().startswith(negative) else 1


def _place(latitude: float, longitude: float) -> tuple[float, float] | None:
    """A place on earth; careless programs write 0, 0 for none."""
    on_earth = math.isfinite(latitude + longitude) and abs(latitude) <= 90 and abs(longitude) <= 180
    return (latitude, longitude) if on_earth and (latitude, longitude) != (0, 0) else None


# --- XMP ---------------------------------------------------------------------------------

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XAP = "{http://ns.adobe.com/xap/1.0/}"
_EXIF = "{http://ns.adobe.com/exif/1.0/}"
_TIFF = "{http://ns.adobe.com/tiff/1.0/}"
_AUX = "{http://ns.adobe.com/exif/1.0/aux/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"


def _xmp_of(image: Image.Image) -> bytes | None:
    for name in ("xmp", "XML:com.adobe.xmp"):
        found = image.info.get(name)
        if found:
            return found.encode() if isinstance(found, str) else bytes(found)
    tags = getattr(image, "tag_v2", {})
    return bytes(tags[700]) if 700 in tags else None


class _Xmp:
    """The XMP packet of an image: properties of one RDF description, or of several."""

    def __init__(self, packet: bytes | None) -> None:
        self._properties: dict[str, list[str]] = {}
        if packet is not None and len(packet) <= _LARGEST_XMP:
            for name, values in _properties(ElementTree.fromstring(packet.strip(b"\0 \r\n\t"))):
                self._properties.setdefault(name, values)
        self.taken = _tried(self._taken, "")
        self.camera = _tried(lambda: _camera(self._first(f"{_TIFF}Make"), self._model), "")
        self.lens = self._first(f"{_AUX}Lens")
        self.place = _tried(self._place, None)
        self.title = self._first(f"{_DC}title")
        self.description = self._first(f"{_DC}description")
        self.keywords = _keywords(self._properties.get(f"{_DC}subject", []))
        self.rating = _tried(lambda: _rating(self._first(f"{_XAP}Rating")), None)

    @property
    def _model(self) -> str:
        return self._first(f"{_TIFF}Model")

    def _first(self, name: str) -> str:
        return next(filter(None, map(clean, self._properties.get(name, []))), "")

    def _taken(self) -> str:
        for name in (f"{_EXIF}DateTimeOriginal", f"{_PHOTOSHOP}DateCreated", f"{_XAP}CreateDate"):
            said = self._first(name)
            with contextlib.suppress(ValueError):
                return _written(datetime.fromisoformat(said))
        return ""

    def _place(self) -> tuple[float, float] | None:
        return _place(*(self._angle(f"{_EXIF}GPS{name}") for name in ("Latitude", "Longitude")))

    def _angle(self, name: str) -> float:
        """An angle as XMP writes it: ``50,12,30N`` or ``50,12.5N``."""
        said = self._first(name)
        size = _degrees(*(float(part) for part in said[:-1].split(",")))
        return -size if said[-1].upper() in "SW" else size


def _properties(packet: ElementTree.Element) -> Iterator[tuple[str, list[str]]]:
    """Names and values; of texts in several languages the default comes first."""
    # Where they belong alone: elements nested without end would be gone through again and again.
    for description in packet.findall(f".//{_RDF}RDF/{_RDF}Description") or (
        packet.findall(f"{_RDF}Description")
    ):
        for name, value in description.attrib.items():
            yield name, [value]
        for one in description:
            items = sorted(
                one.findall(f"*/{_RDF}li"), key=lambda li: li.get(f"{_XML}lang") != "x-default"
            )
            yield one.tag, [item.text or "" for item in items] or [one.text or ""]


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
        self.keywords = _keywords(self._texts(25))
        day, time = (next(iter(self._texts(number)), "") for number in (55, 60))
        self.taken = _moment(f"{day}{time}", "%Y%m%d%H%M%S%z", "%Y%m%d%H%M%S") or _moment(
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


# --- values ------------------------------------------------------------------------------


def clean(value: Any) -> str:
    """What metadata say, as a text of bounded length without control characters."""
    if isinstance(value, bytes | str):
        value = value[: 4 * MOST_CHARACTERS]
    text = value.decode("utf-8", errors="replace") if isinstance(value, bytes) else str(value or "")
    kept = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
    return kept.strip()[:MOST_CHARACTERS]


def _keywords(found: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(clean, found))))[:MOST_KEYWORDS]


def _rating(value: Any) -> int | None:
    """Stars from 0 to 5, or -1 for what its owner threw out."""
    if value in (None, ""):
        return None
    stars = round(float(value))
    return stars if -1 <= stars <= 5 else None


def _moment(said: str, *forms: str) -> str:
    for form in forms:
        with contextlib.suppress(ValueError):
            return _written(datetime.strptime(said, form))
    return ""


def _written(moment: datetime) -> str:
    """ISO 8601, with the zone where it is known; nothing before photography or after tomorrow."""
    if not 1826 <= moment.year <= date.today().year + 1:
        return ""
    return moment.isoformat(timespec="seconds")
