"""What there is to browse, as rows that can be opened; they follow from the facets alone."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLocale

from app.display import display_path, file_name, files
from indexer.filter_tokens import write
from indexer.messages import Facet, Facets

Key = tuple[str, ...]
"""What a row is, whatever its count."""
SECTIONS = ("dates", "folders", "cameras", "places")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its name, how many files it is of, and the filters that ask for them.

    One without filters only holds others, or says something.
    """

    key: Key
    name: str
    files: int = 0
    filters: str = ""
    holds: bool = False
    icon: str = ""
    tip: str = ""

    @property
    def spoken(self) -> str:
        """What a screen reader says of it."""
        return f"{self.name}, {files(self.files)}" if self.files else self.name


class Outline:
    """The rows of some facets; None is what is not known yet."""

    def __init__(self, facets: Facets | None = None) -> None:
        self._facets = facets
        self._known = facets or Facets()
        self._inner: dict[str, list[Facet]] = {}  # folders by the folder that they are shown in
        known = {facet.value for facet in self._known.folders}
        for facet in self._known.folders:
            around = os.path.dirname(facet.value)  # noqa: PTH120 - names need not be text
            inside = around if around in known and around != facet.value else ""
            self._inner.setdefault(inside, []).append(facet)

    def sections(self) -> tuple[Row, ...]:
        """The rows that are always there."""
        named = {
            "dates": (_tr("Dates"), "calendar"),
            "folders": (_tr("Folders"), "folder"),
            "cameras": (_tr("Cameras"), "camera"),
            "places": (_tr("Places"), "place"),
        }
        return tuple(Row((key,), named[key][0], holds=True, icon=named[key][1]) for key in SECTIONS)

    def below(self, key: Key) -> tuple[Row, ...]:
        """The rows that a row holds."""
        if self._facets is None:
            return (_saying(key, _tr("Looking…")),)
        match key:
            case ("dates",):
                return (*self._years(), *self._without(key, self._known.undated))
            case ("dates", year):
                return (*self._months(year),)
            case ("folders",):
                return (*self._folders(""),) or (_saying(key, _tr("No folder is watched yet")),)
            case ("folders", path):
                return (*self._folders(path),)
            case ("cameras",):
                return self._listed(
                    key, self._known.cameras, _tr("None of your photos names its camera"),
                    self._known.cameraless,
                )  # fmt: skip
            case ("places",) if self._known.placing:
                return (_saying(key, _tr("Looking up where they were taken…")),)
            case ("places",):
                return self._listed(
                    key, self._known.places, _tr("None of your photos says where it was taken"),
                    self._known.placeless,
                )  # fmt: skip
            case _:
                return ()

    def _years(self) -> Iterator[Row]:
        counts: dict[str, int] = {}
        for facet in self._known.months:
            counts[facet.value[:4]] = counts.get(facet.value[:4], 0) + facet.files
        for year, count in counts.items():
            holds = any(len(f.value) > 4 and f.value.startswith(year) for f in self._known.months)
            yield Row(("dates", year), year, count, write("date", year), holds=holds)
        if not counts:
            yield _saying(("dates",), _tr("Nothing has been read yet"))

    def _months(self, year: str) -> Iterator[Row]:
        for facet in self._known.months:
            if len(facet.value) > 4 and facet.value.startswith(year):
                name = QLocale().standaloneMonthName(int(facet.value[5:7]))
                yield Row(("dates", year, facet.value), name, facet.files, facet.filters)

    def _folders(self, around: str) -> Iterator[Row]:
        for facet in self._inner.get(around, ()):
            holds = facet.value in self._inner
            tip = display_path(facet.value)
            if not facet.filters:
                tip = _tr("{name}: its name cannot be typed").format(name=tip)
            name = file_name(facet.value)
            yield Row(("folders", facet.value), name, facet.files, facet.filters, holds, tip=tip)

    def _listed(
        self, key: Key, facets: Iterable[Facet], empty: str, without: Facet
    ) -> tuple[Row, ...]:
        rows = tuple(
            Row((*key, facet.value), display_path(facet.value), facet.files, facet.filters)
            for facet in facets
        )
        if not rows:
            return (_saying(key, empty),)
        return (*rows, *self._without(key, without))

    def _without(self, key: Key, facet: Facet) -> Iterator[Row]:
        names = {
            "dates": (
                _tr("Without a date"),
                _tr(
                    "Photos that do not say when they were taken. "
                    "Above they count where their files were last changed."
                ),
            ),
            "cameras": (_tr("Without a camera"), _tr("Photos that do not name their camera")),
            "places": (_tr("Without a place"), _tr("Photos that do not say where they were taken")),
        }
        if facet.files:
            name, tip = names[key[0]]
            yield Row((*key, ""), name, facet.files, facet.filters, tip=tip)


def _saying(key: Key, text: str) -> Row:
    return Row((*key, "", "says"), text)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Browse", text)
