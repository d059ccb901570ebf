"""The part of the catalog that nothing can make anew: what people keep, in SQL.

Recent questions, saved searches, collections and their members (`indexer.schema`). A member is a
content: triggers keep it right as files come, change and go. What stands in the columns means,
`indexer.kept` knows.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Literal

from indexer.messages import PlacedMember
from indexer.records import MemberRecord

if TYPE_CHECKING:
    import sqlite3

Named = Literal["saved", "collection"]
COLUMNS: Mapping[str, str] = {
    "recent": "id, title, asked, query",
    "saved": "id, name, query, deleted",
    "collection": "id, name, deleted",
    "member": "id, collection, content, page, path, file",
}
"""The tables, and what is in them."""
REMEMBERS = "remembers"
"""The setting that says whether questions are kept."""


class KeptTables:
    """Reads and writes them, through the catalog's connection."""

    def __init__(
        self, db: sqlite3.Connection, transaction: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._db = db
        self._transaction = transaction

    # --- recent questions ----------------------------------------------------------------

    def recent(self) -> list[tuple[int, str]]:
        """Id and title of each, the newest first."""
        return self._db.execute("SELECT id, title FROM recent ORDER BY id DESC").fetchall()

    def newest_recent(self) -> tuple[int, int, str] | None:
        """Id, time (seconds since 1970) and query of the newest, if there is one."""
        row: tuple[int, int, str] | None = self._db.execute(
            "SELECT id, asked, query FROM recent ORDER BY id DESC LIMIT 1"
        ).fetchone()
        return row

    def put_recent(self, title: str, query: str, *, most: int, instead: int | None = None) -> None:
        """Make a question the newest, which may have been there before; the oldest make room.

        ``instead``: of this one, which goes.
        """
        with self._leaving_nothing(), self._transaction():
            self._db.execute("DELETE FROM recent WHERE query = ? OR id = ?", (query, instead))
            self._db.execute(
                "INSERT INTO recent (id, title, asked, query)"
                " VALUES ((SELECT coalesce(max(id), 0) + 1 FROM recent), ?, ?, ?)",
                (title, int(time.time()), query),
            )
            self._db.execute(
                "DELETE FROM recent WHERE id NOT IN"
                " (SELECT id FROM recent ORDER BY id DESC LIMIT ?)",
                (most,),
            )

    def clear_recent(self) -> None:
        """Forget them all, so that their words do not stay behind in the file either."""
        with self._leaving_nothing():
            with self._transaction():
                self._db.execute("DELETE FROM recent")
            # Else they would stand in the log until so much has been written over them.
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    @contextmanager
    def _leaving_nothing(self) -> Iterator[None]:
        """Write over what is deleted, for its words are nobody's business any more."""
        (before,) = self._db.execute("PRAGMA secure_delete").fetchone()
        self._db.execute("PRAGMA secure_delete = ON")
        try:
            yield
        finally:
            self._db.execute(f"PRAGMA secure_delete = {before}")

    # --- saved searches and collections --------------------------------------------------

    def names(self, table: Named, *, deleted: bool = False) -> list[tuple[int, str]]:
        """Id and name of each that is there, or that has been deleted and is not purged yet."""
        return self._db.execute(
            f"SELECT id, name FROM {table} WHERE (deleted IS NOT NULL) = ? ORDER BY id", (deleted,)
        ).fetchall()

    def query(self, table: Literal["recent", "saved"], kept: int) -> tuple[str, str] | None:
        """Title and query of a recent or saved question, if it is still there."""
        title = "title" if table == "recent" else "name"
        row: tuple[str, str] | None = self._db.execute(
            f"SELECT {title}, query FROM {table} WHERE id = ?", (kept,)
        ).fetchone()
        return row

    def queries(self) -> list[str]:
        """All that are kept, those of deleted searches too."""
        rows = self._db.execute("SELECT query FROM recent UNION ALL SELECT query FROM saved")
        return [query for (query,) in rows]

    def saved(self) -> list[tuple[int, str]]:
        """Id and query of each saved search that is there."""
        return self._db.execute(
            "SELECT id, query FROM saved WHERE deleted IS NULL ORDER BY id"
        ).fetchall()

    def add_saved(self, name: str, query: str) -> int:
        """Save a search; its id."""
        row = self._db.execute(
            "INSERT INTO saved (name, query) VALUES (?, ?) RETURNING id", (name, query)
        ).fetchone()
        return int(row[0])

    def add_collection(self, name: str) -> int:
        """Begin a collection; its id."""
        row = self._db.execute(
            "INSERT INTO collection (name) VALUES (?) RETURNING id", (name,)
        ).fetchone()
        return int(row[0])

    def rename(self, table: Named, kept: int, name: str) -> None:
        """Give it another name."""
        self._db.execute(f"UPDATE {table} SET name = ? WHERE id = ?", (name, kept))

    def delete(self, table: Named, kept: int) -> None:
        """Hide it; `restore` brings it back, `purge` does away with it."""
        self._db.execute(f"UPDATE {table} SET deleted = ? WHERE id = ?", (int(time.time()), kept))

    def restore(self, table: Named, kept: int, name: str) -> None:
        """Bring back what was deleted, by a name that is free."""
        self._db.execute(f"UPDATE {table} SET deleted = NULL, name = ? WHERE id = ?", (name, kept))

    def purge(self, seconds: float) -> None:
        """Do away with what was deleted that long ago."""
        before = int(time.time() - seconds)
        with self._transaction():
            for table in ("saved", "collection"):
                self._db.execute(f"DELETE FROM {table} WHERE deleted < ?", (before,))
            self._db.execute(
                "DELETE FROM member WHERE collection NOT IN (SELECT id FROM collection)"
            )

    # --- members -------------------------------------------------------------------------

    def counts(self) -> dict[int, int]:
        """How many members each collection has that has any."""
        return dict(self._db.execute("SELECT collection, count(*) FROM member GROUP BY collection"))

    def add_members(self, collection: int, members: Iterable[tuple[str, int, str]]) -> int:
        """Put contents, by hash, page and path, into a collection; how many were not in it."""
        before = self._db.total_changes
        with self._transaction():
            self._db.executemany(
                "INSERT OR IGNORE INTO member (collection, content, page, path)"
                " VALUES (?, ?, ?, ?)",
                ((collection, c, page, os.fsencode(path)) for c, page, path in members),
            )
        return self._db.total_changes - before

    def remove_members(
        self, collection: int, members: Iterable[tuple[str, int]]
    ) -> list[PlacedMember]:
        """Take contents out of a collection; those that were in it, and where."""
        taken: list[PlacedMember] = []
        with self._transaction():
            for content, page in members:
                rows = self._db.execute(
                    "DELETE FROM member WHERE collection = ? AND content = ? AND page = ?"
                    " RETURNING id, path",
                    (collection, content, page),
                ).fetchall()
                taken += [(place, (content, page, os.fsdecode(path))) for place, path in rows]
        return taken

    def put_back(self, collection: int, members: Sequence[PlacedMember]) -> None:
        """Put members to where they stood among the others.

        One whose file has changed, and is yet to be read again, follows it as if it had stayed.
        """
        places = [place for place, _ in members]
        with self._transaction():
            self._free_ids(places)
            self._db.executemany(
                "INSERT OR IGNORE INTO member (id, collection, content, page, path, file)"
                " VALUES (?1, ?2, ?3, ?4, ?5,"
                " (SELECT id FROM file WHERE path = ?5 AND content IS NULL))",
                (
                    (place, collection, content, page, os.fsencode(path))
                    for place, (content, page, path) in members
                ),
            )

    def _free_ids(self, wanted: Sequence[int]) -> None:
        """Give other ids, in the same order, to members that have got these since."""
        taken = [
            each
            for each in wanted
            if self._db.execute("SELECT 1 FROM member WHERE id = ?", (each,)).fetchone()
        ]
        if taken:
            first = min(taken)
            (highest,) = self._db.execute("SELECT max(id) FROM member").fetchone()
            self._db.execute(
                "UPDATE member SET id = id + ? WHERE id >= ?",
                (max(highest, *wanted) - first + 1, first),
            )

    def members(self, collection: int) -> list[MemberRecord]:
        """What is in a collection, in the order it was put there."""
        rows = self._db.execute(
            "SELECT member.content, page, member.path, file.path FROM member"
            " LEFT JOIN file ON file.id = member.file WHERE collection = ? ORDER BY member.id",
            (collection,),
        )
        return [
            MemberRecord(content, page, os.fsdecode(path), changed and os.fsdecode(changed))
            for content, page, path, changed in rows
        ]

    # --- carrying over -------------------------------------------------------------------

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing that a person has made."""
        return not any(
            self._db.execute(f"SELECT EXISTS (SELECT 1 FROM {table})").fetchone()[0]
            for table in COLUMNS
        )

    def take_over(self, table: str, rows: Sequence[Sequence[object]], *, whole: bool) -> None:
        """Take the rows of another catalog's table.

        If they are the ``whole`` of it, in place of what is here; else what is here stays, and what
        it lacks is added.
        """
        marks = ", ".join("?" * len(COLUMNS[table].split(", ")))
        with self._transaction():
            if whole:
                self._db.execute(f"DELETE FROM {table}")
            self._db.executemany(
                f"INSERT OR IGNORE INTO {table} ({COLUMNS[table]}) VALUES ({marks})", rows
            )

    def settle(self) -> None:
        """Make sense of what has been taken over: ids of files are others, names may be lost."""
        with self._transaction():
            self._db.execute("UPDATE member SET file = NULL")
            self._db.execute(
                "INSERT OR IGNORE INTO collection (id, name) SELECT DISTINCT collection,"
                " 'Recovered collection ' || collection FROM member"
                " WHERE collection NOT IN (SELECT id FROM collection)"
            )
