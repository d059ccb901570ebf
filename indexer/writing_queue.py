"""The part of the catalog that knows of which pictures the text is still to be read.

Items, that is photos and pages, wait for it, or it has been read, or cannot be (`WRITING_WAITS` and
its kin in `indexer.schema`). `indexer.writing` reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from indexer.conditions import away_in
from indexer.records import FileRecord
from indexer.schema import WRITING_FAILED, WRITING_READ, WRITING_WAITS

if TYPE_CHECKING:
    import sqlite3

# As the index of them has it: contents with pictures whose text is still to be read.
_UNREAD = "model = ? AND content.state = 'done' AND files > 0 AND unread > 0"


class WritingQueue:
    """Reads and writes it, through the catalog's connection."""

    def __init__(
        self, db: sqlite3.Connection, transaction: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._db = db
        self._transaction = transaction

    def next(
        self, model: str, files: int, pages: int, besides: Sequence[str]
    ) -> list[tuple[FileRecord, tuple[int, ...]]]:
        """Files with pictures whose text is still to be read, and those pages.

        Scans come before photos, and newer files before older ones.

        Args:
            model: whose table holds the contents.
            files: the most files.
            pages: the most pages of each; the rest come another time.
            besides: contents that are left out.
        """
        away, bounds = away_in(self._db)
        rows = self._db.execute(
            # Of copies any one will do. The plus: by its content, not through all that are indexed.
            f"SELECT {FileRecord.COLUMNS} FROM (SELECT hash, kind, newest, (SELECT id FROM file"
            f" WHERE content = hash AND +state = 'indexed' AND NOT {away} LIMIT 1) AS chosen"
            f" FROM content WHERE {_UNREAD} AND hash NOT IN ({','.join('?' * len(besides))})"
            " AND chosen IS NOT NULL ORDER BY kind, newest DESC LIMIT ?)"
            " JOIN file ON id = chosen ORDER BY kind, newest DESC",
            (*bounds, model, *besides, files),
        ).fetchall()
        return [(record, self._unread_pages(record, pages)) for record in map(FileRecord.of, rows)]

    def _unread_pages(self, record: FileRecord, most: int) -> tuple[int, ...]:
        rows = self._db.execute(
            f"SELECT page FROM item WHERE content = ? AND writing = {WRITING_WAITS}"
            " ORDER BY page LIMIT ?",
            (record.content, most),
        )
        return tuple(page for (page,) in rows)

    def set_state(self, items: Iterable[tuple[str, int]], state: int) -> None:
        """Record of items, by content and page, that their writing was read, or could not be."""
        with self._transaction():
            self._db.executemany(
                "UPDATE item SET writing = ? WHERE content = ? AND page = ?",
                ((state, content, page) for content, page in items),
            )

    def count_attempt(self, content: str, page: int) -> int:
        """Record that a picture killed or stalled what read its text; how often it has by now."""
        row = self._db.execute(
            "UPDATE item SET attempts = attempts + 1 WHERE content = ? AND page = ?"
            " RETURNING attempts",
            (content, page),
        ).fetchone()
        return int(row[0]) if row else 0

    def retry(self) -> int:
        """Set pictures whose text could not be read to be read again; how many."""
        return self._db.execute(
            f"UPDATE item SET writing = {WRITING_WAITS}, attempts = 0"
            f" WHERE writing = {WRITING_FAILED}"
        ).rowcount

    def count(self, model: str) -> int:
        """Pictures whose text is still to be read, and can be at the moment."""
        away, bounds = away_in(self._db)
        there = ""
        if bounds:
            there = (
                " AND EXISTS (SELECT 1 FROM file"
                f" WHERE content = hash AND +state = 'indexed' AND NOT {away})"
            )
        (count,) = self._db.execute(
            f"SELECT coalesce(sum(unread), 0) FROM content WHERE {_UNREAD}{there}",
            (model, *bounds),
        ).fetchone()
        return int(count)

    def read_again(self) -> None:
        """Another model knows nothing of what was read for the one before."""
        self._db.execute(
            f"UPDATE item SET writing = {WRITING_WAITS} WHERE writing = {WRITING_READ}"
        )
