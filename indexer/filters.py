"""Filters among typed words: ``type:pdf folder:"Italy 2019" before:2020-05 -camera:canon``.

A filter is a key, a colon and a value without a space in between; what is no filter stays text.
A minus before it leaves out what it describes. ``not:people`` pushes away what it says.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from indexer.extract import FAMILIES, RAW_ENDINGS
from indexer.filter_tokens import NOT, tokens
from indexer.messages import UNWANTED, Filter, FilterValue, Query, QueryPart
from indexer.places import SMALLEST, find

EARTH_KM = 6371.0
NEAR_KM = 30.0
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_RATING = re.compile(r"(>=|<=|>|<|=|)([0-5])")
_PLACE = re.compile(r"(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)")
_WITHIN = re.compile(r"(.*?)\s*,\s*(\d+(?:\.\d+)?)\s*km", re.IGNORECASE)
PHOTOS = frozenset(ending for ending, family in FAMILIES.items() if family == "photo")
DOCUMENTS = frozenset(FAMILIES.keys() - PHOTOS)
_TYPES: dict[str, frozenset[str]] = {
    "photo": PHOTOS,
    "document": DOCUMENTS,
    "raw": RAW_ENDINGS,
    "jpg": frozenset({".jpg", ".jpeg", ".jpe", ".jfif"}),
    "tiff": frozenset({".tif", ".tiff"}),
    "heic": frozenset({".heic", ".heif", ".hif"}),
    "html": frozenset({".html", ".htm", ".xhtml"}),
    "markdown": frozenset({".md", ".markdown"}),
    "text": frozenset({".txt", ".text"}),
}
_BROAD = ("photo", "document", "raw")
_OTHER_NAMES = {
    "photos": "photo", "image": "photo", "picture": "photo",
    "documents": "document", "doc": "document",
    "jpeg": "jpg", "tif": "tiff", "heif": "heic", "htm": "html", "md": "markdown", "txt": "text",
}  # fmt: skip


class FilterError(Exception):
    """A filter whose value cannot be understood; the message is for the user."""


def understood(query: Query) -> Query:
    """The query with the filters that its texts hold taken out of them; empty parts are left out.

    So are those whose weight is 0, with their filters.

    Raises:
        FilterError: a value cannot be understood.
    """
    parts, filters = [], list(query.filters)
    for part in query.parts:
        if not part.weight:
            continue
        if part.text is None:
            parts.append(part)
            continue
        text, found = parse(part.text)
        if text or not found:
            parts.append(replace(part, text=text))
        for each in found:
            if each.key == NOT:  # no filter, but a part that pushes away what it says
                parts.append(QueryPart(text=str(each.value), weight=UNWANTED * part.weight))
            else:
                filters.append(each)
    return replace(query, parts=tuple(parts), filters=tuple(filters))


def parse(text: str) -> tuple[str, list[Filter]]:
    """A text without its filters, and these.

    Raises:
        FilterError: a value cannot be understood.
    """
    filters: list[Filter] = []
    pieces, end = [], 0
    for token in tokens(text):
        if not token.value:
            raise FilterError(f"{token.text} has no value.")
        value = _VALUES[token.key](token.value, token.text)
        filters.append(Filter(token.key, value, token.text, token.wanted))
        pieces.append(text[end : token.start])
        end = token.end
    rest = "".join((*pieces, text[end:]))
    return (" ".join(rest.split()) if filters and "\n" not in rest else rest.strip()), filters


def fault(token: str) -> str:
    """Why a filter cannot be understood, for the user; empty where it can."""
    try:
        parse(token)
    except FilterError as error:
        return str(error)
    return ""


def types_of(endings: Mapping[str, int]) -> dict[str, int]:
    """What ``type:`` can be told of files, counted by their endings: how many are of each."""
    spelt = frozenset[str]().union(*(each for name, each in _TYPES.items() if name not in _BROAD))
    named = _TYPES | {ending[1:]: {ending} for ending in FAMILIES.keys() - spelt - RAW_ENDINGS}
    counted = {name: sum(endings.get(ending, 0) for ending in each) for name, each in named.items()}
    return {name: count for name, count in counted.items() if count}


def distance_km(one: tuple[float, float], two: tuple[float, float]) -> float:
    """The distance of two places, each latitude and longitude in degrees, on the ground."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, place)) for place in (one, two))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def _type(value: str, token: str) -> frozenset[str]:
    name = value.lower().lstrip(".")
    name = _OTHER_NAMES.get(name, name)
    endings = _TYPES.get(name) or frozenset({f".{name}"} & FAMILIES.keys())
    if not endings:
        known = ", ".join(sorted(types_of(dict.fromkeys(FAMILIES, 1))))
        raise FilterError(f"{token}: Mate reads no files of that type. There are {known}.")
    return endings


def _day(value: str, token: str) -> str:
    match = _DAY.fullmatch(value)
    try:
        if match is None:
            raise ValueError
        numbers = [int(number) for number in match.groups() if number]
        date(*(*numbers, 1, 1)[:3])
    except ValueError:
        key = token.lstrip("-").partition(":")[0]
        raise FilterError(
            f"{token} is no date. Write {key}:2019, {key}:2019-05 or {key}:2019-05-12."
        ) from None
    return "-".join([f"{numbers[0]:04}", *(f"{number:02}" for number in numbers[1:])])


def _rating(value: str, token: str) -> tuple[str, int]:
    match = _RATING.fullmatch(value)
    if match is None:
        raise FilterError(f"{token} is no rating. Write rating:4, rating:>3 or rating:<=2.")
    return match[1] or "=", int(match[2])


def _place(value: str, token: str) -> tuple[float, float, float]:
    within = _WITHIN.fullmatch(value)
    place, km = (within[1], float(within[2])) if within else (value, NEAR_KM)
    match = _PLACE.fullmatch(place)
    if match is None:
        name, _, country = (part.strip() for part in place.partition(","))
        found = find(name, country)
        if found is None:
            raise FilterError(
                f"{token}: no city of that name with {SMALLEST:,} people or more is known. Write "
                'near:Lisbon, near:"Cambridge, US", or latitude and longitude: near:38.7,-9.1,5km.'
            )
        return *found, km
    latitude, longitude = float(match[1]), float(match[2])
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise FilterError(f"{token} is no place: write latitude and longitude, near:38.7,-9.1.")
    return latitude, longitude, km


def _one_of(*names: str) -> Callable[[str, str], str]:
    def choose(value: str, token: str) -> str:
        if value.lower() not in names:
            key = token.lstrip("-").partition(":")[0]
            known = " or ".join(f"{key}:{name}" for name in names)
            raise FilterError(f"{token} is not known; there is {known}.")
        return value.lower()

    return choose


def _folder(value: str, _token: str) -> str:
    value = os.path.expanduser(value)
    return os.path.normpath(value) if os.path.isabs(value) else value.strip("/\\")


_VALUES: Mapping[str, Callable[[str, str], FilterValue]] = {
    "type": _type,
    "folder": _folder,
    "before": _day,
    "after": _day,
    "date": _day,
    "camera": lambda value, _token: value,
    "keyword": lambda value, _token: value,
    NOT: lambda value, _token: value,
    "rating": _rating,
    "near": _place,
    "is": _one_of("offline", "online"),
    "has": _one_of("text", "place", "date", "camera"),
}
"""For each key, what makes its value of what is typed; the room for a new filter, beside
`indexer.filter_tokens` and `indexer.conditions`."""
