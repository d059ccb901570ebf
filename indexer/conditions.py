"""Conditions of SQL, for the catalog alone: where files lie, and what filters ask of them."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from indexer.filters import DOCUMENTS, PHOTOS, distance_km
from indexer.messages import Filter

if TYPE_CHECKING:
    import sqlite3

_ASK_WHAT_IS_SAID = ("before", "after", "date", "camera", "keyword", "rating", "near", "has")
# What a file says of itself, and what its sidecar says otherwise: ``a.jpg.xmp``, or else ``a.xmp``.
_SAID = ("taken", "latitude", "longitude", "keywords", "rating")
_BEFORE = "(CASE WHEN taken NOT NULL THEN taken < ? ELSE mtime < ? END)"
_BY_CAMERA = ("camera", "lens")  # a camera knows best what it is
_KNOWN_BY = {"place": "latitude", "date": "taken", "camera": "camera"}
# Nanoseconds that SQLite can compare, some three hundred years to both sides of 1970.
_EARLIEST, _LATEST = -(2**63), 2**63 - 1


def under(folder: bytes) -> tuple[bytes, bytes]:
    """Bounds of the paths below a folder: from ``folder/`` up to, not with, ``folder0``."""
    separator = os.sep.encode()
    prefix = folder.rstrip(separator) + separator
    return prefix, prefix[:-1] + bytes([prefix[-1] + 1])


def outside(folders: Iterable[bytes]) -> list[tuple[bytes, bytes | None]]:
    """Bounds of the paths that are no folder of these and lie in none; of the last no upper one."""
    gaps: list[tuple[bytes, bytes | None]] = []
    low = b""
    inside = sorted(
        pair for folder in folders for pair in ((folder, folder + b"\0"), under(folder))
    )
    for begin, end in inside:
        if begin > low:
            gaps.append((low, begin))
        low = max(low, end)
    return [*gaps, (low, None)]


def away_in(db: sqlite3.Connection) -> tuple[str, list[bytes]]:
    """An SQL condition, with its parameters: the file belongs to a folder that is away.

    A watched folder inside one that is away may be there all the same, on a drive of its own.
    """
    folders = db.execute("SELECT path, present FROM folder").fetchall()
    clauses, bounds = ["0"], []
    for path, present in folders:
        if present:
            continue
        low, high = under(path)
        inner = [under(p) for p, there in folders if there and low <= p < high]
        clause = "path >= ? AND path < ?" + " AND NOT (path >= ? AND path < ?)" * len(inner)
        clauses.append(f"({clause})")
        bounds += [bound for pair in [(low, high), *inner] for bound in pair]
    return f"({' OR '.join(clauses)})", bounds


def asks_what_is_said(filters: Sequence[Filter]) -> bool:
    """Whether filters ask for what files, or their sidecars, say of themselves."""
    return any(each.key in _ASK_WHAT_IS_SAID for each in filters)


def described(*, said: bool, sidecars: bool) -> str:
    """A SELECT of files that have been read.

    Args:
        said: with what they say of themselves.
        sidecars: whether any sidecar is known, for looking for each photo's takes long.
    """
    columns = ["file.id", "file.path", "file.content", "file.mtime", "file.document"]
    columns += ["file.moment", "file.sort_name"]
    columns += ["CAST(file.path AS TEXT) AS name"]
    joined = ""
    if said:
        joined = " LEFT JOIN metadata AS own ON own.content = file.content"
        if sidecars:
            joined += (
                " LEFT JOIN sidecar AS one ON one.beside = file.path AND one.readable"
                " LEFT JOIN sidecar AS two ON two.beside = stem(file.path) AND two.readable"
            )
        for names, order in ((_SAID, ("one", "two", "own")), (_BY_CAMERA, ("own", "one", "two"))):
            tables = order if sidecars else ("own",)
            for name in names:
                sources = ", ".join(f"nullif({table}.{name}, '')" for table in tables)
                columns.append(f"coalesce({sources}, NULL) AS {name}")
    return (
        # The plus keeps SQLite from looking through all files of one state.
        f"SELECT {', '.join(columns)} FROM file{joined}"
        " WHERE file.content IS NOT NULL AND +file.state != 'failed'"
    )


def conditions_of(
    filters: Sequence[Filter], away: str, bounds: Sequence[bytes]
) -> tuple[str, list[object]]:
    """A condition on `described` files, and its values.

    Args:
        filters: all must hold. Of places only roughly: see `is_near`.
        away: a condition that a file's folder is away, and
        bounds: its values.
    """
    clauses, values = ["1"], list[object]()
    for each in filters:
        clause, some = _clause(each, away, bounds)
        # What is unknown of a file holds for it neither way, but leaves it where it is unwanted.
        clauses.append(f"coalesce({clause}, 0)" if each.wanted else f"NOT coalesce({clause}, 0)")
        values += some
    return " AND ".join(clauses), values


def needs_place(filters: Sequence[Filter]) -> bool:
    """Whether `is_near` must be told a file's latitude and longitude."""
    return any(each.key == "near" for each in filters)


def is_near(filters: Sequence[Filter], latitude: float | None, longitude: float | None) -> bool:
    """Whether a place is where the filters want it."""
    for each in filters:
        match each:
            case Filter("near", (float(lat), float(lon), float(km)), _, wanted):
                known = latitude is not None and longitude is not None
                near = known and distance_km((lat, lon), (latitude, longitude)) <= km  # type: ignore[arg-type]
                if near != wanted:
                    return False
            case _:
                pass
    return True


def _clause(each: Filter, away: str, bounds: Sequence[bytes]) -> tuple[str, Sequence[object]]:
    match each.key, each.value:
        case "type", frozenset() as endings if endings in (PHOTOS, DOCUMENTS):
            return "document = ?", [endings == DOCUMENTS]
        case "type", frozenset() as endings:
            lengths = sorted({len(ending) for ending in endings})
            parts = [f"lower(substr(name, -{n})) IN ({_marks(endings, n)})" for n in lengths]
            return f"({' OR '.join(parts)})", sorted(endings, key=lambda e: (len(e), e))
        case "folder", str(folder) if os.path.isabs(folder):
            return "(path >= ? AND path < ?)", under(_as_bytes(folder))
        case "folder", str(words):
            return _contains("name", words, after="/")
        case "before", str(day):
            return _BEFORE, [day, _since(day)]
        case "after", str(day):
            return f"NOT {_BEFORE}", [day, _since(day)]
        case "date", str(day):
            return (
                "(CASE WHEN taken NOT NULL THEN taken LIKE ? ELSE mtime >= ? AND mtime < ? END)",
                [f"{day}%", _since(day), _until(day)],
            )
        case "camera", str(words):
            return _contains("coalesce(camera, '') || ' ' || coalesce(lens, '')", words)
        case "keyword", str(words):
            return _contains("keywords", words)
        case "rating", (str(sign), int(stars)):
            return f"rating {sign} ?", [stars]
        case "near", (float(latitude), float(), float(km)) if each.wanted:
            return "latitude BETWEEN ? AND ?", [latitude - km / 110, latitude + km / 110]
        case "is", str(state):
            return (away if state == "offline" else f"NOT {away}"), list(bounds)
        case "has", ("place" | "date" | "camera") as what:
            return f"{_KNOWN_BY[what]} IS NOT NULL", []
        case _:
            return "1" if each.wanted else "0", []  # decided elsewhere


def _marks(endings: Collection[str], length: int) -> str:
    return ",".join("?" for ending in endings if len(ending) == length)


def _contains(column: str, words: str, after: str = "") -> tuple[str, Sequence[object]]:
    """``column`` holds the words; SQLite knows upper and lower case of ASCII alone."""
    if "\0" in words:  # which no name has, and where a pattern would end
        return "0", []
    escaped = "".join(f"\\{letter}" if letter in "\\%_" else letter for letter in words)
    cases = sorted({escaped, escaped.lower(), escaped.upper(), escaped.title()})
    # As bytes: names of folders need not be valid text.
    clause = " OR ".join(f"{column} LIKE CAST(? AS TEXT) ESCAPE '\\'" for _ in cases)
    return f"({clause})", [_as_bytes(f"%{each}%{after}%") for each in cases]


def _as_bytes(name: str) -> bytes:
    """A name as it stands on disk; of one that cannot stand there, something like it."""
    try:
        return os.fsencode(name)
    except UnicodeEncodeError:
        return name.encode("utf-8", "replace")


def _since(day: str) -> int:
    """The first nanosecond of a day, month or year where this machine is."""
    year, month, date = (*(int(part) for part in day.split("-")), 1, 1)[:3]
    return _nanoseconds(year, month, date)


def _until(day: str) -> int:
    """The first nanosecond after it."""
    parts = [int(part) for part in day.split("-")]
    parts[-1] += 1  # mktime makes February of a 13th month's year what it should be
    year, month, date = (*parts, 1, 1)[:3]
    return _nanoseconds(year, month, date)


def _nanoseconds(year: int, month: int, date: int) -> int:
    """When a day begins where this machine is; the nearest that a file's time can be."""
    try:
        seconds = int(time.mktime((year, month, date, 0, 0, 0, 0, 0, -1)))
    except OverflowError:  # not every system's clock knows every year
        return _EARLIEST if year < 1970 else _LATEST
    return min(max(seconds * 1_000_000_000, _EARLIEST), _LATEST)
