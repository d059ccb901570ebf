"""The part of the catalog that knows what is there more than once, or may be.

Photos' fingerprints (`indexer.fingerprint`), contents that several files hold, and these files.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from indexer.conditions import away_in
from indexer.records import Holder, Stat

if TYPE_CHECKING:
    import sqlite3


class AlikeTables:
    """Reads and writes it, through the catalog's connection."""

    def __init__(
        self, db: sqlite3.Connection, transaction: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._db = db
        self._transaction = transaction

    def unseen(self, limit: int) -> list[str]:
        """Photos' contents of which no fingerprint has been taken yet, at most ``limit``."""
        rows = self._db.execute(
            "SELECT content FROM item WHERE page = 0 AND look IS NULL LIMIT ?", (limit,)
        )
        return [content for (content,) in rows]

    def count_unseen(self) -> int:
        """How many they are."""
        (count,) = self._db.execute(
            "SELECT count(*) FROM item WHERE page = 0 AND look IS NULL"
        ).fetchone()
        return int(count)

    def set_looks(self, looks: Mapping[str, bytes]) -> None:
        """Record photos' fingerprints by content; empty ones could not be taken."""
        with self._transaction():
            self._db.executemany(
                "UPDATE item SET look = ? WHERE content = ? AND page = 0",
                ((look, content) for content, look in looks.items()),
            )

    def looks(self, model: str, after: str, limit: int) -> list[tuple[str, bytes]]:
        """Photos that searches see, with their fingerprints, by content from the one ``after``."""
        return self._db.execute(
            "SELECT content, look FROM item"
            " WHERE content > ? AND page = 0 AND look != x''"
            " AND EXISTS (SELECT 1 FROM content WHERE hash = item.content AND model = ?"
            " AND content.state = 'done' AND files > 0) ORDER BY content LIMIT ?",
            (after, model, limit),
        ).fetchall()

    def looks_of(self, contents: Sequence[str]) -> dict[str, bytes]:
        """The fingerprints of photos by content, as far as they have been taken."""
        return dict(
            self._db.execute(
                "SELECT content, look FROM item WHERE page = 0 AND look != x''"
                f" AND content IN ({','.join('?' * len(contents))})",
                contents,
            )
        )

    def doubled(self, model: str) -> list[str]:
        """Contents that several files hold."""
        rows = self._db.execute(
            "SELECT hash FROM content WHERE model = ? AND files > 1 ORDER BY hash", (model,)
        )
        return [content for (content,) in rows]

    def holders(self, contents: Sequence[str]) -> list[Holder]:
        """The files that hold these contents, by path."""
        away, bounds = away_in(self._db)
        rows = self._db.execute(
            f"SELECT file.path, file.content, size, mtime, device, inode, NOT {away},"
            " EXISTS (SELECT 1 FROM sidecar WHERE readable"
            " AND (beside = file.path OR beside = stem(file.path))),"
            " coalesce(width, 0), coalesce(height, 0), coalesce(taken, ''), item.page IS NOT NULL"
            " FROM file LEFT JOIN item ON item.content = file.content AND item.page = 0"
            " LEFT JOIN metadata ON metadata.content = file.content"
            f" WHERE file.content IN ({','.join('?' * len(contents))})"
            " AND file.state != 'failed' ORDER BY file.path",
            (*bounds, *contents),
        )
        return [
            Holder(
                os.fsdecode(path), content, Stat(size, mtime, device, inode),
                bool(there), bool(sidecar), width, height, taken, bool(photo),
            )
            for path, content, size, mtime, device, inode, there, sidecar,
            width, height, taken, photo in rows
        ]  # fmt: skip
