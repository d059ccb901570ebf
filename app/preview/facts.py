"""What is known of a file, as rows of words; what can be asked for as a filter says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt

from app.display import data_size, display_path, file_name, folder_path, from_home, moment, number
from indexer.messages import Exposure, Hit, Metadata, Particulars

NEAR_KM = 1.0  # a city nearer than this is where it was
FAR_KM = 300.0  # a city farther than this says nothing
FEW_COPIES = 20
LEAST_MEGAPIXELS = 0.1  # fewer are as well told in pixels alone


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and the filter that asks for what they say: its key and value."""

    text: str
    filter: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One row: its name, which stays the same in all languages, its title, and what it says.

    Each piece stands on a line of its own where ``lines``, else after a comma.
    """

    name: str
    title: str
    pieces: tuple[Piece, ...]
    lines: bool = False

    @property
    def text(self) -> str:
        """What it says, in words alone."""
        return ("\n" if self.lines else ", ").join(piece.text for piece in self.pieces)


def facts(hit: Hit, more: Particulars) -> tuple[Fact, ...]:
    """All that is known of a hit's file; nothing that is not."""
    rows = (*_written(hit.metadata, more), *_of_kind(hit, more), *_of_file(hit, more))
    said = (
        Fact(row.name, row.title, tuple(piece for piece in row.pieces if piece.text), row.lines)
        for row in rows
    )
    return tuple(row for row in said if row.pieces)


def _written(said: Metadata, more: Particulars) -> Iterator[Fact]:
    """What people write."""
    yield _one("title", _tr("Title"), said.title)
    yield _one("author", _tr("Author"), more.author)
    yield _one("description", _tr("Description"), said.description)
    keywords = (Piece(word, ("keyword", word)) for word in said.keywords)
    yield Fact("keywords", _tr("Keywords"), tuple(keywords))
    if said.rating is not None and said.rating >= 0:
        stars = "★" * said.rating + "☆" * (5 - said.rating)
        yield _one("rating", _tr("Rating"), stars, ("rating", str(said.rating)))


def _of_kind(hit: Hit, more: Particulars) -> Iterator[Fact]:
    """What a camera writes, and where that was; what a document has."""
    said = hit.metadata
    yield Fact("taken", _tr("Taken"), tuple(_moment(said.taken)))
    yield Fact("place", _tr("Place"), tuple(_place(said, more)), lines=True)
    yield _one("camera", _tr("Camera"), said.camera, ("camera", said.camera))
    yield _one("lens", _tr("Lens"), said.lens, ("camera", said.lens))
    yield _one("exposure", _tr("Exposure"), exposure_in_words(more.exposure))
    if hit.kind == "photo" and hit.width:
        pixels = f"{hit.width} × {hit.height}"
        millions = hit.width * hit.height / 1e6
        if millions >= LEAST_MEGAPIXELS:
            pixels += f"  ({QLocale().toString(millions, 'f', 1)} MP)"
        yield _one("pixels", _tr("Pixels"), pixels)
    if hit.kind == "page" and more.pages:
        of = _tr("{n} of {all}").format(n=number(hit.page), all=number(more.pages))
        yield _one("page", _tr("Page"), of)


def _of_file(hit: Hit, more: Particulars) -> Iterator[Fact]:
    yield _one("name", _tr("Name"), file_name(hit.path))
    shown = folder_path(hit.path)
    folder = hit.path[: max(hit.path.rfind("/"), hit.path.rfind("\\"))]
    as_typed = display_path(folder) == folder and '"' not in folder  # else it cannot be written
    yield _one("folder", _tr("Folder"), shown, ("folder", folder) if as_typed else None)
    yield _one("size", _tr("Size"), data_size(more.size) if more.size else "")
    yield _one("changed", _tr("Changed"), moment(more.changed))
    for name, title, paths in (
        ("copies", _tr("Also here"), hit.copies),
        ("alike", _tr("Same picture"), hit.alike),
    ):
        pieces = [Piece(from_home(path)) for path in paths[:FEW_COPIES]]
        if len(paths) > FEW_COPIES:
            left = number(len(paths) - FEW_COPIES)
            pieces.append(Piece(_tr("and {n} more").format(n=left)))
        yield Fact(name, title, tuple(pieces), lines=True)


def _one(name: str, title: str, text: str, asks: tuple[str, str] | None = None) -> Fact:
    return Fact(name, title, (Piece(text, asks),))


def _moment(taken: str) -> Iterator[Piece]:
    """A day, which can be asked for, and the time by the clock of where it was."""
    when = QDateTime.fromString(taken[:19], Qt.DateFormat.ISODate)
    if not when.isValid():
        return
    day = QLocale().toString(when.date(), _tr("dddd, d MMMM yyyy"))
    yield Piece(day, ("date", taken[:10]))
    zone = taken[19:]
    zone = "UTC" if zone in ("Z", "+00:00") else f"UTC{zone}" if zone else ""
    yield Piece(f"{QLocale().toString(when.time(), 'HH:mm:ss')} {zone}".strip())


def _place(said: Metadata, more: Particulars) -> Iterator[Piece]:
    if said.latitude is None or said.longitude is None:
        return
    if more.place and more.away < NEAR_KM:
        yield Piece(more.place)
    elif more.place and more.away < FAR_KM:
        away = number(round(more.away))
        yield Piece(_tr("{n} km from {place}").format(n=away, place=more.place))
    locale = QLocale()
    latitude = locale.toString(abs(said.latitude), "f", 5)
    longitude = locale.toString(abs(said.longitude), "f", 5)
    north = _tr("N") if said.latitude >= 0 else _tr("S")
    east = _tr("E") if said.longitude >= 0 else _tr("W")
    yield Piece(f"{latitude}° {north}, {longitude}° {east}")
    yield Piece(_tr("Near this"), ("near", f"{said.latitude:.4f},{said.longitude:.4f}"))


def exposure_in_words(exposure: Exposure) -> str:
    """Return how a photo was taken: ``1/250 s · f/5.6 · ISO 400 · 35 mm``."""
    seconds, locale = float(exposure.seconds), QLocale()
    told = []
    if 0 < seconds < 0.3:
        told.append(f"1/{round(1 / seconds)} s")
    elif seconds:
        told.append(f"{locale.toString(seconds, 'g', 3)} s")
    if exposure.aperture:
        told.append(f"f/{locale.toString(float(exposure.aperture), 'g', 3)}")
    if exposure.iso:
        told.append(f"ISO {exposure.iso}")
    if exposure.focal_length:
        told.append(f"{locale.toString(float(exposure.focal_length), 'g', 4)} mm")
    return "  ·  ".join(told)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Facts", text)
