"""What XMP says of a photo, inside it or beside it, and what any metadata's values mean.

Without Pillow or any other native decoder, for sidecars are read by the worker itself.
"""

from __future__ import annotations

import contextlib
import math
import xml.parsers.expat
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, TypeVar
from xml.etree import ElementTree

from indexer.files import RefusedError, read_small
from indexer.messages import Metadata

MOST_CHARACTERS = 4000
MOST_KEYWORDS = 200
_LARGEST_XMP = 4_000_000
_LARGEST_SIDECAR = 10_000_000
_DEEPEST = 200

# What Pillow's parsers raise on damaged metadata.
DAMAGED = (
    OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, AttributeError,
    OverflowError, ZeroDivisionError, MemoryError, RecursionError,
)  # fmt: skip

T = TypeVar("T")


def tried(read: Callable[[], T], otherwise: T) -> T:
    """What can be read, or something else where it is damaged."""
    with contextlib.suppress(*DAMAGED):
        return read()
    return otherwise


# --- XMP ---------------------------------------------------------------------------------

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XAP = "{http://ns.adobe.com/xap/1.0/}"
_EXIF = "{http://ns.adobe.com/exif/1.0/}"
_TIFF = "{http://ns.adobe.com/tiff/1.0/}"
_AUX = "{http://ns.adobe.com/exif/1.0/aux/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"


class Xmp:
    """The XMP packet of an image: properties of one RDF description, or of several."""

    def __init__(self, packet: bytes | None, largest: int = _LARGEST_XMP) -> None:
        self._properties: dict[str, list[str]] = {}
        if packet is not None and len(packet) <= largest:
            for name, values in _properties(ElementTree.fromstring(packet.strip(b"\0 \r\n\t"))):
                self._properties.setdefault(name, values)
        self.taken = tried(self._taken, "")
        self.camera = tried(lambda: camera_name(self._first(f"{_TIFF}Make"), self._model), "")
        self.lens = self._first(f"{_AUX}Lens")
        self.place = tried(self._place, None)
        self.title = self._first(f"{_DC}title")
        self.description = self._first(f"{_DC}description")
        self.keywords = keywords_of(self._properties.get(f"{_DC}subject", []))
        self.rating = tried(lambda: rating_of(self._first(f"{_XAP}Rating")), None)

    @property
    def _model(self) -> str:
        return self._first(f"{_TIFF}Model")

    def _first(self, name: str) -> str:
        return next(filter(None, map(clean, self._properties.get(name, []))), "")

    def _taken(self) -> str:
        for name in (f"{_EXIF}DateTimeOriginal", f"{_PHOTOSHOP}DateCreated", f"{_XAP}CreateDate"):
            said = self._first(name)
            with contextlib.suppress(ValueError):
                return written(datetime.fromisoformat(said))
        return ""

    def _place(self) -> tuple[float, float] | None:
        return place_of(*(self._angle(f"{_EXIF}GPS{name}") for name in ("Latitude", "Longitude")))

    def _angle(self, name: str) -> float:
        """An angle as XMP writes it: ``50,12,30N`` or ``50,12.5N``."""
        said = self._first(name)
        size = degrees(*(float(part) for part in said[:-1].split(",")))
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


# --- sidecars ----------------------------------------------------------------------------


def read_sidecar(path: str) -> Metadata:
    """What an XMP file says of the photo it lies beside.

    Raises:
        RefusedError: it is too large, no XMP, or not to be read at all.
        OSError: it cannot be read.
    """
    data = read_small(path, _LARGEST_SIDECAR)
    try:
        _refuse_declarations(data)
        said = Xmp(data, _LARGEST_SIDECAR)
    except (ElementTree.ParseError, xml.parsers.expat.ExpatError) as error:
        raise RefusedError(f"it is no XMP, or damaged: {error}") from error
    except (ValueError, LookupError, MemoryError) as error:  # of odd encodings, of sheer size
        raise RefusedError(f"it cannot be understood: {error}") from error
    latitude, longitude = said.place or (None, None)
    return Metadata(
        taken=said.taken,
        camera=said.camera,
        lens=said.lens,
        latitude=latitude,
        longitude=longitude,
        title=said.title,
        description=said.description,
        keywords=said.keywords,
        rating=said.rating,
    )


def _refuse_declarations(data: bytes) -> None:
    """Refuse what declares entities, before any is expanded: XMP has no use for them.

    Raises:
        RefusedError: it does.
        ExpatError: it is not XML.
    """

    def refuse(*_: object) -> None:
        raise RefusedError("it declares a document type, as XMP does not")

    depth = 0

    def enter(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise RefusedError("its elements are nested too deep")

    def leave(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = xml.parsers.expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = enter
    parser.EndElementHandler = leave
    parser.Parse(data.strip(b"\0 \r\n\t"), True)


# --- values ------------------------------------------------------------------------------


def clean(value: Any) -> str:
    """What metadata say, as a text of bounded length without control characters."""
    if isinstance(value, bytes | str):
        value = value[: 4 * MOST_CHARACTERS]
    text = value.decode("utf-8", errors="replace") if isinstance(value, bytes) else str(value or "")
    kept = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
    return kept.strip()[:MOST_CHARACTERS]


def keywords_of(found: list[str]) -> tuple[str, ...]:
    """Keywords, each once, in their order."""
    return tuple(dict.fromkeys(filter(None, map(clean, found))))[:MOST_KEYWORDS]


def rating_of(value: Any) -> int | None:
    """Stars from 0 to 5, or -1 for what its owner threw out."""
    if value in (None, ""):
        return None
    stars = round(float(value))
    return stars if -1 <= stars <= 5 else None


def moment_of(said: str, *forms: str) -> str:
    """A moment in ISO 8601 that is written in one of some forms; empty in no such one."""
    for form in forms:
        with contextlib.suppress(ValueError):
            return written(datetime.strptime(said, form))
    return ""


def written(moment: datetime) -> str:
    """ISO 8601, with the zone where it is known; nothing before photography or after tomorrow."""
    if not 1826 <= moment.year <= date.today().year + 1:
        return ""
    return moment.isoformat(timespec="seconds")


def camera_name(maker: str, model: str) -> str:
    """Maker and model in one, as most models do not begin with their maker's name."""
    first = maker.split()[0] if maker.split() else ""
    if model.lower().startswith(first.lower()):
        return model or maker
    return f"{first.title() if first.isupper() and len(first) > 3 else first} {model}".strip()


def degrees(degrees: Any, minutes: Any = 0, seconds: Any = 0) -> float:
    """An angle in degrees."""
    return float(degrees) + float(minutes) / 60 + float(seconds) / 3600


def place_of(latitude: float, longitude: float) -> tuple[float, float] | None:
    """A place on earth; careless programs write 0, 0 for none."""
    on_earth = math.isfinite(latitude + longitude) and abs(latitude) <= 90 and abs(longitude) <= 180
    return (latitude, longitude) if on_earth and (latitude, longitude) != (0, 0) else None
