"""The part of the catalog that tells what a library can be browsed by, some files at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.conditions import described
from indexer.records import Told

if TYPE_CHECKING:
    import sqlite3


class FacetTables:
    """Reads them, through the catalog's connection."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def told(self, after: int, limit: int) -> list[Told]:
        """Files in the order of their numbers, from the one after a number on.

        Those are left out that filters hold for in no case: what is still to be read, or failed.
        """
        (sidecars,) = self._db.execute("SELECT EXISTS (SELECT 1 FROM sidecar)").fetchone()
        rows = self._db.execute(
            "SELECT id, path, NOT document, coalesce(substr(moment, 1, 7), ''), taken NOT NULL,"
            " coalesce(camera, ''), coalesce(lens, ''), latitude, longitude"
            f" FROM ({described(said=True, sidecars=bool(sidecars))})"
            " WHERE id > ? ORDER BY id LIMIT ?",
            (after, limit),
        )
        return [*map(Told._make, rows)]
