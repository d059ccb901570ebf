"""The part of the catalog that answers queries: the files and contents that filters hold for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from indexer.conditions import (
    asks_what_is_said,
    away_in,
    conditions_of,
    described,
    is_near,
    needs_place,
)
from indexer.messages import Filter, Order

if TYPE_CHECKING:
    import sqlite3

_ORDERS: Mapping[Order, str] = {
    "relevance": "mtime DESC, path",
    "newest": "moment DESC, path",
    "oldest": "moment, path",
    "name": "sort_name, path",
}


class ChosenFiles:
    """Reads them, through the catalog's connection."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def locate(
        self, contents: Sequence[str], filters: Sequence[Filter] = ()
    ) -> dict[str, list[str]]:
        """The paths of files by the content they had when they were last read.

        They may be waiting to be read anew, with another model. Only files that the filters hold
        for.
        """
        paths: dict[str, list[str]] = {}
        for start in range(0, len(contents), 10_000):  # SQLite takes 32,766 parameters
            part = contents[start : start + 10_000]
            marks = ",".join("?" * len(part))
            rows = self._db.execute(
                *self._chosen("content, path", filters, f"AND content IN ({marks})", *part)
            )
            for content, path, *place in rows:
                if is_near(filters, *place):
                    paths.setdefault(content, []).append(os.fsdecode(path))
        return {content: sorted(found) for content, found in paths.items()}

    def moments(self, paths: Sequence[str]) -> dict[str, str]:
        """When the photos were taken or the files last changed, by path; see `indexer.schema`."""
        moments: dict[str, str] = {}
        for start in range(0, len(paths), 10_000):
            part = list(map(os.fsencode, paths[start : start + 10_000]))
            marks = ",".join("?" * len(part))
            rows = self._db.execute(f"SELECT path, moment FROM file WHERE path IN ({marks})", part)
            moments |= {os.fsdecode(path): moment or "" for path, moment in rows}
        return moments

    def newest(
        self, filters: Sequence[Filter] = (), order: Order = "relevance", *, documents: bool
    ) -> Iterator[tuple[str, str | None]]:
        """The path and content of every photo, or document, that can be read, in an order.

        By relevance those come first that were changed last. The content is None as long as it has
        not been read; filters hold for none of these.
        """
        by = _ORDERS[order]
        if filters:
            more = f"AND document = ? ORDER BY {by}"
            rows = self._db.execute(*self._chosen("path, content", filters, more, documents))
        else:
            rows = self._db.execute(
                "SELECT path, content, NULL, NULL FROM file"
                f" WHERE document = ? AND state != 'failed' ORDER BY {by}",
                (documents,),
            )
        for path, content, *place in rows:
            if is_near(filters, *place):
                yield os.fsdecode(path), content

    def matching(self, filters: Sequence[Filter]) -> set[str]:
        """The contents of which a file has been read at some time that all these filters hold for.

        ``has:text`` is for the store to tell, and holds for all.
        """
        rows = self._db.execute(*self._chosen("content", filters))
        if needs_place(filters):
            return {row[0] for row in rows if is_near(filters, *row[1:])}
        return {row[0] for row in rows}

    def _chosen(
        self, columns: str, filters: Sequence[Filter], more: str = "", *values: object
    ) -> tuple[str, list[object]]:
        """A SELECT of files that filters hold for, all but `is_near`, which takes what comes last.

        ``more``: a condition that must hold too, with its values.
        """
        away, bounds = away_in(self._db)
        conditions, some = conditions_of(filters, away, bounds)
        (sidecars,) = self._db.execute("SELECT EXISTS (SELECT 1 FROM sidecar)").fetchone()
        places = "latitude, longitude" if needs_place(filters) else "NULL, NULL"
        files = described(said=asks_what_is_said(filters), sidecars=bool(sidecars))
        sql = f"SELECT {columns}, {places} FROM ({files}) WHERE {conditions} {more}"
        return sql, [*some, *values]
