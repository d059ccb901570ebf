"""What a library can be browsed by: its months, folders, cameras and places, with counts.

While someone wants to know, they are counted in short pieces of the worker's time, and again when
the library has changed. Each comes with the filters that ask for just what it counts.
"""

from __future__ import annotations

import logging
import os
import time
from array import array
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Literal

import numpy as np

from indexer.around import Cell, Points, cells_of, cities_around, middle_of
from indexer.catalog import Catalog
from indexer.filter_tokens import tokens, write
from indexer.filters import NEAR_KM
from indexer.messages import Facet, Facets
from indexer.places import City, remember
from indexer.records import Told

log = logging.getLogger(__name__)

ROWS = 500
PIECE_SECONDS = 0.02
# While a library is indexed it changes all the time: counting rests so many times as long as it
# took, and no less than some seconds.
REST = 20.0
LEAST_REST_SECONDS = 3.0
CITIES_AT_ONCE = 50  # places that are named before a preview has its turn
_PHOTOS = write("type", "photo")
_Waits = Literal[True] | None
Name = Callable[[Sequence[tuple[float, float]]], "Future[list[City]]"]


class FacetCounter:
    """Counts them; it belongs to the catalog's thread."""

    def __init__(self, catalog: Catalog, name: Name, wake: Callable[[], None]) -> None:
        """Count nothing yet.

        Args:
            catalog: the truth about files.
            name: finds the cities of places, elsewhere.
            wake: called from another thread when it has found them.
        """
        self._catalog, self._name, self._wake = catalog, name, wake
        self._wanted = False
        self._counting: Iterator[_Waits] | None = None
        self._counted: Facets | None = None
        self._told: Facets | None = None
        self._news = False  # whether there may be something to tell
        self._changes = -1
        self._due = 0.0
        self._cities: dict[Cell, City] = {}

    def watch(self, *, wanted: bool) -> None:
        """Count from now on and tell, be it what has been told before; or no more."""
        self._wanted, self._told = wanted, None
        self._news = self._counted is not None
        if not wanted:
            self._counting = None

    def step(self) -> bool:
        """Count on for a few milliseconds, if that is wanted; whether there was something to do."""
        if not self._wanted:
            return False
        if self._counting is None:
            if self._catalog.changes() == self._changes or time.monotonic() < self._due:
                return False
            self._counting = self._count()
        ended = time.monotonic() + PIECE_SECONDS
        for waits in self._counting:
            if waits:
                return False
            if time.monotonic() >= ended:
                return True
        self._counting = None
        return True

    def take(self) -> Facets | None:
        """What has been counted and not been told, as far as it is wanted."""
        if not (self._wanted and self._news):
            return None
        self._news = False
        if self._counted == self._told:
            return None
        self._told = self._counted
        return self._told

    def _count(self) -> Iterator[_Waits]:
        """Count all; True each time that it waits for the names of cities."""
        began, changes = time.monotonic(), self._catalog.changes()
        counted = _Counted(self._catalog.folders())
        after = 0
        while rows := self._catalog.facets.told(after, ROWS):
            counted.add(rows)
            after = rows[-1].id
            yield None
        yield from counted.settle()
        took = time.monotonic() - began
        unknown = [cell for cell in counted.cells if cell not in self._cities]
        if unknown and self._counted is None:
            self._publish(replace(counted.facets, placing=True))  # the rest need not wait
        named = yield from self._name_cells(unknown)
        places = yield from self._places(counted)
        self._publish(replace(counted.facets, places=places))
        self._changes = changes if named else -1
        self._due = time.monotonic() + max(LEAST_REST_SECONDS, REST * took)

    def _publish(self, facets: Facets) -> None:
        self._counted, self._news = facets, True

    def _name_cells(self, cells: list[Cell]) -> Generator[_Waits, None, bool]:
        """Find the cities of cells; whether all were found."""
        for start in range(0, len(cells), CITIES_AT_ONCE):
            some = cells[start : start + CITIES_AT_ONCE]
            found = self._name([middle_of(cell) for cell in some])
            found.add_done_callback(lambda _: self._wake())
            while not found.done():
                yield True
            if (error := found.exception()) is not None:
                log.warning("cities are not named: %s", error)
                return False
            self._cities.update(zip(some, found.result(), strict=True))
            remember(found.result())
        return True

    def _places(self, counted: _Counted) -> Generator[_Waits, None, tuple[Facet, ...]]:
        found = yield from cities_around(counted.points, self._cities)
        facets = []
        for city, km, files in found:
            wide = "" if km == NEAR_KM else f", {km} km"
            facets.append(Facet(f"{city.name}{wide}", files, write("near", f"{city.asked}{wide}")))
        return tuple(facets)


class _Counted:
    """What is counted of files. ``roots`` are the watched folders.

    Attributes:
        points: where photos were taken,
        cells: the cells that these are in, and
        facets: all that can be told without the names of places, once it is settled.
    """

    def __init__(self, roots: Iterable[str]) -> None:
        self._roots = frozenset(map(os.fsencode, roots))
        self._months: Counter[str] = Counter()
        self._folders: Counter[bytes] = Counter()
        self._cameras: Counter[tuple[str, str]] = Counter()
        self._without: Counter[str] = Counter()
        self._places = array("d")  # latitude and longitude in turn
        self.points: Points = np.empty((0, 2))
        self.cells: list[Cell] = []
        self.facets = Facets()

    def add(self, files: Iterable[Told]) -> None:
        """Count some files."""
        slash = os.fsencode(os.sep)
        for file in files:
            self._months[file.month] += 1
            self._folders[file.path.rpartition(slash)[0] or slash] += 1
            if file.camera or file.lens:
                self._cameras[file.camera, file.lens] += 1
            if placed := file.latitude is not None and file.longitude is not None:
                self._places.extend((file.latitude, file.longitude))
            if file.photo:
                self._without["date"] += not file.dated
                self._without["camera"] += not file.camera
                self._without["place"] += not placed

    def settle(self) -> Iterator[_Waits]:
        """Put them in their order, in short pieces."""
        months = sorted((month for month in self._months if month), reverse=True)
        folders = yield from self._within_roots()
        self.points = np.array(self._places, np.float64).reshape(-1, 2)
        self.cells, _ = cells_of(self.points)
        yield None
        undated, cameraless, placeless = (
            Facet("", self._without[what], f"{_PHOTOS} {write('has', what, wanted=False)}")
            for what in ("date", "camera", "place")
        )
        self.facets = Facets(
            months=tuple(Facet(each, self._months[each], write("date", each)) for each in months),
            folders=folders,
            cameras=tuple(self._of_cameras()),
            undated=undated,
            cameraless=cameraless,
            placeless=placeless,
        )

    def _within_roots(self) -> Generator[_Waits, None, tuple[Facet, ...]]:
        """The watched folders and all below them that hold files, each with all that it holds."""
        slash = os.fsencode(os.sep)
        found = dict.fromkeys(self._roots, 0)
        for number, (folder, files) in enumerate(self._folders.items()):
            around = [folder]
            while slash in around[-1].rstrip(slash):
                around.append(around[-1].rpartition(slash)[0] or slash)
            roots = [place for place, each in enumerate(around) if each in self._roots]
            # Of a watched folder within another the outer one is where the way begins.
            for each in around[: max(roots) + 1] if roots else ():
                found[each] = found.get(each, 0) + files
            if number % ROWS == 0:
                yield None
        facets = []
        for path in sorted(found):
            name = os.fsdecode(path)
            facets.append(Facet(name, found[path], _typed("folder", name)))
            if len(facets) % ROWS == 0:
                yield None
        return tuple(facets)

    def _of_cameras(self) -> Iterator[Facet]:
        """Each with what its filter finds: its name may be a part of another's, or of a lens's."""
        said = [(f"{camera} {lens}".casefold(), n) for (camera, lens), n in self._cameras.items()]
        facets = []
        for camera in {camera for camera, _ in self._cameras if camera}:
            filters = write("camera", camera)
            typed = "".join(token.value for token in tokens(filters)).casefold()
            files = sum(n for text, n in said if typed in text)
            facets.append(Facet(camera, files, filters if typed else ""))
        yield from sorted(facets, key=lambda each: (-each.files, each.value))


def _typed(key: str, value: str) -> str:
    """A filter as it is typed; empty where what is typed would be something else."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return ""
    written = write(key, value)
    read = [(token.text, token.value) for token in tokens(written)]
    return written if read == [(written, value)] else ""
