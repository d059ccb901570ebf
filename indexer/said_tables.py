"""The part of the catalog that knows what files say of themselves: metadata, sidecars, and words.

Metadata belong to a content, a sidecar to a path. Triggers keep an index of the words in both and
in the names of files (`indexer.schema`).
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from indexer.conditions import away_in, under
from indexer.messages import Metadata
from indexer.records import NOTHING_SAID, FileFacts, Stat

if TYPE_CHECKING:
    import sqlite3

_SAID = "taken, camera, lens, latitude, longitude, title, description, keywords, rating"
_SAID_ANEW = ", ".join(f"{name} = excluded.{name}" for name in _SAID.split(", "))
_Said = tuple[str, str, str, float | None, float | None, str, str, str, int | None]


class SaidTables:
    """Reads and writes them, through the catalog's connection."""

    def __init__(
        self, db: sqlite3.Connection, transaction: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._db = db
        self._transaction = transaction

    # --- metadata ------------------------------------------------------------------------

    def put_metadata(self, content: str, metadata: Metadata) -> None:
        """Note what the files with a content say of themselves; nothing changes nothing."""
        if metadata != NOTHING_SAID:
            self._db.execute(
                "INSERT INTO metadata VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                f" ON CONFLICT (content) DO UPDATE SET {_SAID_ANEW}",
                (content, *_said(metadata)),
            )

    def metadata_of(self, content: str) -> Metadata:
        """What the files with a content say of themselves."""
        row = self._db.execute(
            f"SELECT {_SAID} FROM metadata WHERE content = ?", (content,)
        ).fetchone()
        return NOTHING_SAID if row is None else _metadata(row)

    def facts_of(self, path: str, content: str) -> FileFacts:
        """What is known of a file by its path, and of what is in it."""
        raw = os.fsencode(path)
        away, folders = away_in(self._db)
        row = self._db.execute(
            f"SELECT size, mtime, {away} FROM file WHERE path = ?", (*folders, raw)
        ).fetchone()
        size, mtime, is_away = row or (0, 0, False)
        (pages,) = self._db.execute(
            "SELECT count(*) FROM item WHERE content = ? AND page > 0", (content,)
        ).fetchone()
        return FileFacts(size, mtime, pages, away=bool(is_away))

    # --- sidecars ------------------------------------------------------------------------

    def sidecars_under(self, path: str) -> dict[str, tuple[int, int]]:
        """The sidecar of this path, and every one below it: size and time when it was read."""
        raw = os.fsencode(path)
        rows = self._db.execute(
            "SELECT path, size, mtime FROM sidecar WHERE path = ? OR (path >= ? AND path < ?)",
            (raw, *under(raw)),
        )
        return {os.fsdecode(sidecar): (size, mtime) for sidecar, size, mtime in rows}

    def put_sidecar(self, path: str, stat: Stat, said: Metadata | None) -> None:
        """Note what a sidecar says; None where it cannot be understood as it is now."""
        self._db.execute(
            # Not OR REPLACE, of which the triggers that keep the words would see one half.
            f"INSERT INTO sidecar VALUES ({', '.join('?' * 14)}) ON CONFLICT (path) DO UPDATE SET"
            " size = excluded.size, mtime = excluded.mtime, readable = excluded.readable,"
            f" {_SAID_ANEW}",
            (
                *(os.fsencode(path), os.fsencode(os.path.splitext(path)[0]), stat.size),
                *(stat.mtime, said is not None, *_said(said or NOTHING_SAID)),
            ),
        )

    def remove_sidecars(self, paths: Iterable[str]) -> None:
        """Forget sidecars that are gone from disk."""
        with self._transaction():
            self._db.executemany(
                "DELETE FROM sidecar WHERE path = ?", ((os.fsencode(path),) for path in paths)
            )

    def sidecar_of(self, photo: str) -> Metadata:
        """What the sidecar of a photo says: ``a.jpg.xmp``, or else ``a.xmp``."""
        stem = os.path.splitext(photo)[0]
        row = self._db.execute(
            f"SELECT {_SAID} FROM sidecar WHERE beside IN (?, ?) AND readable"
            " ORDER BY length(beside) DESC, path LIMIT 1",
            (os.fsencode(photo), os.fsencode(stem)),
        ).fetchone()
        return NOTHING_SAID if row is None else _metadata(row)

    # --- values --------------------------------------------------------------------------

    def cameras_and_keywords(
        self, table: str, after: int, limit: int
    ) -> list[tuple[int, str, str, str]]:
        """Camera, lens and keywords, one a line, that files say, or sidecars.

        Args:
            table: ``metadata`` or ``sidecar``.
            after: the number of the row before; 0 begins.
            limit: the most rows.

        Returns:
            Each with the number of its row.
        """
        readable = " AND readable" if table == "sidecar" else ""
        return self._db.execute(
            f"SELECT rowid, camera, lens, keywords FROM {table}"
            f" WHERE rowid > ?{readable} ORDER BY rowid LIMIT ?",
            (after, limit),
        ).fetchall()

    # --- words ---------------------------------------------------------------------------

    def containing(
        self, words: Sequence[str], *, every: bool, limit: int = -1
    ) -> list[tuple[str, str]]:
        """Contents by their files' names, and by the titles, descriptions and keywords of these.

        Files may have failed or gone since; `locate` decides.

        Args:
            words: what these texts contain, as parts of words too; letters and digits alone.
            every: all of the words, not any of them.
            limit: the most texts of each kind, those that fit best; -1 is all.

        Returns:
            Each content with one of its texts, which may stand there more than once.
        """
        if not words:
            return []
        owners = {
            "file": "JOIN file ON file.id = found.rowid",
            "metadata": "JOIN metadata ON metadata.rowid = found.rowid",
            "sidecar": "JOIN sidecar ON sidecar.rowid = found.rowid JOIN file"
            " ON file.path = beside OR (file.path > CAST(beside || '.' AS BLOB)"
            " AND file.path < CAST(beside || '/' AS BLOB))",
        }
        found = []
        for table, owner in owners.items():
            whose = "file.path, beside" if table == "sidecar" else "NULL, NULL"
            texts, parameters = self._with_words(table, words, every, limit)
            rows = self._db.execute(
                # As bytes: names need not be valid text.
                f"SELECT content, CAST(said AS BLOB), {whose} FROM {texts} {owner}"
                " WHERE content IS NOT NULL",
                parameters,
            )
            found += [
                (content, said.decode("utf-8", "replace"))
                for content, said, path, beside in rows
                if path is None or beside in (path, os.path.splitext(path)[0])
            ]
        return found

    def _with_words(
        self, table: str, words: Sequence[str], every: bool, limit: int
    ) -> tuple[str, list[str | int]]:
        """A subselect ``found`` of the texts that contain words, with its parameters."""
        long = [word for word in words if len(word) >= 3]  # the index knows no shorter ones
        if long:
            # In quotes, a word is never an operator. Some systems keep letters and accents apart.
            forms = ({word, unicodedata.normalize("NFD", word)} for word in long)
            listed = [
                "(" + " OR ".join(f'"{form}"' for form in sorted(each)) + ")" for each in forms
            ]
            condition = f"{table}_words MATCH ?"
            parameters: list[str | int] = [(" AND " if every else " OR ").join(listed)]
            order = "rank"
        else:
            # Where only a part is meant, two letters of an alphabet say nothing; two signs do.
            patterns = [
                [f"%{word}%"] if every or not word.isascii() else [word, f"{word}.%"]
                for word in words
            ]
            # The plus: through all texts, for the index takes two signs for three by their bytes.
            clauses = [f"({' OR '.join(['+said LIKE ?'] * len(each))})" for each in patterns]
            condition = (" AND " if every else " OR ").join(clauses)
            parameters = [pattern for each in patterns for pattern in each]
            order = "length(said)"
        return (
            f"(SELECT rowid, said FROM {table}_words WHERE {condition} ORDER BY {order} LIMIT ?)"
            " AS found",
            [*parameters, limit],
        )


def _said(metadata: Metadata) -> _Said:
    """The columns of `_SAID`."""
    return (
        metadata.taken, metadata.camera, metadata.lens, metadata.latitude, metadata.longitude,
        metadata.title, metadata.description, "\n".join(metadata.keywords), metadata.rating,
    )  # fmt: skip


def _metadata(row: _Said) -> Metadata:
    taken, camera, lens, latitude, longitude, title, description, keywords, rating = row
    return Metadata(
        taken, camera, lens, latitude, longitude, title, description,
        tuple(filter(None, keywords.split("\n"))), rating,
    )  # fmt: skip
