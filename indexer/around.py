"""Photos' places, as few cities with what is around them: each is what ``near:`` finds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.filters import NEAR_KM
from indexer.places import EARTH_KM, City
from mate_core.text import Steps

# Photos within so many degrees of each other, some ten kilometres, are taken for one place when
# their city is looked for.
CELL = 0.1
_FAR_KM = 10  # farther than `NEAR_KM` what is around a city grows by so much
_COLUMNS = 10_000  # more than there are around the earth
Cell = tuple[int, int]
Points = NDArray[np.float64]
"""Latitudes and longitudes in degrees, ``(n, 2)``."""


class Around(NamedTuple):
    """A city, so many kilometres around it, and how many files were taken there."""

    city: City
    km: int
    files: int


def cells_of(points: Points) -> tuple[list[Cell], NDArray[np.int64]]:
    """The cells that points are in, and for each point which of them it is."""
    rounded = np.rint(points / CELL).astype(np.int64)
    keys, which = np.unique(rounded[:, 0] * _COLUMNS + rounded[:, 1], return_inverse=True)
    # The longitude's half is added so that what is left of it is not negative.
    half = _COLUMNS // 2
    rows, columns = np.divmod(keys + half, _COLUMNS)
    cells = zip(rows.tolist(), (columns - half).tolist(), strict=True)
    return list(cells), which.astype(np.int64).reshape(-1)


def middle_of(cell: Cell) -> tuple[float, float]:
    """The middle of a cell, in degrees."""
    return cell[0] * CELL, cell[1] * CELL


def cities_around(points: Points, cities: Mapping[Cell, City]) -> Steps[list[Around]]:
    """The cities that all points are around, in short pieces.

    The one comes first that most are near which are near no city before it. A point that is far
    from any belongs to a wider circle around the nearest.

    Args:
        points: where files were taken.
        cities: of the cells; points in others are left out.
    """
    points = points[np.argsort(points[:, 0], kind="stable")]
    cells, which = cells_of(points)
    named = list(dict.fromkeys(cities[cell] for cell in cells if cell in cities))
    numbers = {city: number for number, city in enumerate(named)}
    of_cell = [numbers[cities[cell]] if cell in cities else -1 for cell in cells]
    city_of = np.array(of_cell, np.int64)[which]
    points, city_of = points[city_of >= 0], city_of[city_of >= 0]
    left = np.ones(len(points), np.bool_)
    found = []
    while left.any():
        yield
        number = int(np.argmax(np.bincount(city_of[left], minlength=len(named))))
        city = named[number]
        own = np.flatnonzero(left & (city_of == number))
        away = _away(city, points[own])
        km = int(NEAR_KM)
        if not (away <= km).any():
            km = max(math.ceil(float(away.max()) / _FAR_KM) * _FAR_KM, km + _FAR_KM)
        first, last = np.searchsorted(
            points[:, 0], (city.latitude - km / 110, city.latitude + km / 110), side="right"
        )
        near = np.zeros(len(points), np.bool_)
        near[first:last] = _away(city, points[first:last]) <= km
        found.append(Around(city, km, int(near.sum())))
        # What rounding puts just outside is inside: each circle must leave fewer.
        left &= ~near
        left[own[away <= km]] = False
    return sorted(found, key=lambda each: (-each.files, each.city.name))


def _away(city: City, points: Points) -> NDArray[np.float64]:
    """How many kilometres points are from a city's middle."""
    lats, lons = np.radians(points).T
    lat, lon = np.radians((city.latitude, city.longitude))
    half = np.sin((lats - lat) / 2) ** 2
    half += np.cos(lat) * np.cos(lats) * np.sin((lons - lon) / 2) ** 2
    away: NDArray[np.float64] = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(1.0, half)))
    return away
