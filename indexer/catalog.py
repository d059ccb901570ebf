"""The catalog: what is known of every file, in SQLite.

It is the truth about files (path, size, time, content hash, state); the store holds only what
can be made anew from them. A content is first recorded as ``writing``, then its rows go to
the store, then it becomes ``done`` together with its files: a crash in between re-does work
and loses none (see ``unfinished``).

Watched folders, files and contents stand here. What else is known has modules of its own, each
with a class over the same connection.

Paths are kept as bytes, for a name on disk need not be valid text.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import cast

from indexer.alike_tables import AlikeTables
from indexer.catalog_file import CatalogFault, CatalogFile, is_document, readable
from indexer.chosen_files import ChosenFiles
from indexer.conditions import away_in, outside, under
from indexer.facet_tables import FacetTables
from indexer.kept_tables import COLUMNS, REMEMBERS, KeptTables
from indexer.messages import FileState, FileStatus, FolderStatus, Metadata
from indexer.records import NOTHING_SAID, ContentRecord, FileRecord, Stat, Totals, signed64
from indexer.said_tables import SaidTables
from indexer.writing_queue import WritingQueue

# What was learnt by reading a file holds only while the catalog has the same size and time: a
# scan may have noticed a newer version meanwhile, which is still to be read.
_UNCHANGED = "id = ? AND size = ? AND mtime = ?"
# So many files are forgotten in one step when a folder is removed.
STRAYS_AT_ONCE = 1000
# And so many are told of at once.
FILES_AT_ONCE = 2000


class Catalog(CatalogFile):
    """What is known of every file.

    Attributes:
        said: what files say of themselves: metadata, sidecars, and words in these and in names.
        chosen: the files and contents that filters hold for.
        facets: what the library can be browsed by.
        alike: what is there more than once, or may be.
        writing: of which pictures the text is still to be read.
        kept: what people keep: questions and collections.
        seen: watched folders that were there when they were last looked for, since it was opened.
    """

    def __init__(self, path: Path, *, check: bool = False) -> None:
        """Open it as every `CatalogFile` is opened."""
        super().__init__(path, check=check)
        self.said = SaidTables(self._db, self.transaction)
        self.chosen = ChosenFiles(self._db)
        self.facets = FacetTables(self._db)
        self.alike = AlikeTables(self._db, self.transaction)
        self.writing = WritingQueue(self._db, self.transaction)
        self.kept = KeptTables(self._db, self.transaction)
        self.seen: set[str] = set()

    def salvage(self, damaged: Path) -> None:
        """Take over what people keep in a damaged catalog, which is newer than this one.

        As far as it can be read: what cannot stays as it is here.
        """
        for table, columns in COLUMNS.items():
            rows, whole = readable(damaged, table, columns)
            with suppress(CatalogFault):  # what was read makes no sense
                self.kept.take_over(table, rows, whole=whole)
        self.kept.settle()
        settings = dict(readable(damaged, "setting", "name, value")[0])
        if isinstance(wish := settings.get(REMEMBERS), str):
            self.set_setting(REMEMBERS, wish)

    # --- folders -------------------------------------------------------------------------

    def add_folder(self, path: str) -> None:
        """Watch a folder; adding it twice changes nothing."""
        with self.transaction():
            self._db.execute("INSERT OR IGNORE INTO folder (path) VALUES (?)", (os.fsencode(path),))
            self._spread_priorities()  # another may lie around it

    def remove_folder(self, path: str) -> None:
        """Forget a folder, and its files that stand under no other watched folder."""
        self.forget_folder(path)
        while self.forget_strays():
            pass

    def forget_folder(self, path: str) -> None:
        """Forget a folder alone; `forget_strays` forgets its files, also after a crash."""
        with self.transaction():
            self._db.execute("DELETE FROM folder WHERE path = ?", (os.fsencode(path),))
            self.set_folder_ignores(path, "")
            self._db.execute("DELETE FROM setting WHERE name = ?", (_scanned(path),))
            self._spread_priorities()

    def forget_strays(self) -> bool:
        """Forget some of the files that stand under no watched folder; whether there may be more.

        So many at a time that a query need not wait.
        """
        left = STRAYS_AT_ONCE
        gaps = outside([os.fsencode(folder) for folder in self.folders()])
        with self.transaction():
            for table in ("file", "video", "sidecar"):
                for low, high in gaps:
                    # A path that ends nowhere is higher than all others: SQL has no such bytes.
                    below, bounds = ("", (low,)) if high is None else (" AND path < ?", (low, high))
                    left -= self._db.execute(
                        f"DELETE FROM {table} WHERE path IN"
                        f" (SELECT path FROM {table} WHERE path >= ?{below} ORDER BY path LIMIT ?)",
                        (*bounds, left),
                    ).rowcount
                    if left <= 0:
                        return True
        return False

    def folders(self) -> list[str]:
        """The watched folders, by path."""
        rows = self._db.execute("SELECT path FROM folder ORDER BY path")
        return [os.fsdecode(path) for (path,) in rows]

    def folder_identity(self, path: str) -> tuple[int, int]:
        """Drive and inode the folder had when it was last seen; zeros when never."""
        row = self._db.execute(
            "SELECT device, inode FROM folder WHERE path = ?", (os.fsencode(path),)
        ).fetchone()
        return cast(tuple[int, int], row) if row else (0, 0)

    def folder_mount(self, path: str) -> str:
        """Where the folder's drive was mounted when it was last seen; empty when never."""
        raw = os.fsencode(path)
        row = self._db.execute("SELECT mount FROM folder WHERE path = ?", (raw,)).fetchone()
        return os.fsdecode(row[0]) if row else ""

    def set_folder_present(
        self,
        path: str,
        identity: tuple[int, int] | None,
        mount: str = "",
        replaced: bool = False,
    ) -> None:
        """Record that a folder is there, with its drive and inode, or away (None).

        Nothing is written where nothing has changed: it is looked every few seconds.

        Args:
            path: the folder.
            identity: drive and inode.
            mount: where its drive is mounted.
            replaced: whether, while it is away, something else stands in its place.
        """
        raw = os.fsencode(path)
        if identity is None:
            self._db.execute(
                "UPDATE folder SET present = 0, replaced = ?1 WHERE path = ?2"
                " AND (present OR replaced != ?1)",
                (replaced, raw),
            )
        else:
            self._db.execute(
                "UPDATE folder SET present = 1, replaced = 0, device = ?1, inode = ?2, mount = ?3"
                " WHERE path = ?4"
                " AND (NOT present OR replaced OR device != ?1 OR inode != ?2 OR mount != ?3)",
                (signed64(identity[0]), signed64(identity[1]), os.fsencode(mount), raw),
            )

    def presence(self) -> dict[str, bool]:
        """Whether each watched folder is there, as far as is known."""
        rows = self._db.execute("SELECT path, present FROM folder ORDER BY path")
        return {os.fsdecode(path): bool(present) for path, present in rows}

    def standing(self) -> dict[str, tuple[bool, bool]]:
        """Whether each watched folder is there, and whether another is in its place instead."""
        rows = self._db.execute("SELECT path, present, replaced FROM folder ORDER BY path")
        return {os.fsdecode(path): (bool(there), bool(other)) for path, there, other in rows}

    def folder_statuses(self) -> tuple[FolderStatus, ...]:
        """The watched folders with their counts."""
        statuses = []
        folders = self._db.execute(
            "SELECT path, present, priority, replaced FROM folder ORDER BY path"
        )
        for path, present, priority, replaced in folders:
            files, indexed, failed = self._db.execute(
                "SELECT count(*), coalesce(sum(state = 'indexed'), 0),"
                " coalesce(sum(state = 'failed'), 0) FROM file WHERE path >= ? AND path < ?",
                under(path),
            ).fetchone()
            (videos,) = self._db.execute(
                "SELECT count(*) FROM video WHERE path >= ? AND path < ?", under(path)
            ).fetchone()
            name, there = os.fsdecode(path), bool(present)
            status = FolderStatus(name, there, files, indexed, failed, videos, priority)
            statuses.append(dataclasses.replace(status, replaced=bool(replaced)))
        return tuple(statuses)

    def set_folder_priority(self, path: str, priority: int) -> None:
        """Have a folder's files read before those of folders with a lower priority."""
        with self.transaction():
            self._db.execute(
                "UPDATE folder SET priority = ? WHERE path = ?", (priority, os.fsencode(path))
            )
            self._spread_priorities()

    def folder_ignores(self, path: str) -> str:
        """The patterns of what is passed by in a watched folder, a line each."""
        return self.setting(_ignores(path))

    def set_folder_ignores(self, path: str, patterns: str) -> None:
        """Keep the patterns of what is passed by in a watched folder."""
        if patterns:
            self.set_setting(_ignores(path), patterns)
        else:
            self._db.execute("DELETE FROM setting WHERE name = ?", (_ignores(path),))

    def folder_scanned(self, path: str) -> float | None:
        """When a watched folder was last compared with the disk, in seconds since 1970."""
        when = self.setting(_scanned(path))
        return float(when) if when else None

    def set_folder_scanned(self, path: str, when: float) -> None:
        """Note that a watched folder has been compared with the disk."""
        self.set_setting(_scanned(path), f"{when:.0f}")

    def _spread_priorities(self) -> None:
        """Give every file the priority of the innermost watched folder around it."""
        folders = self._priorities()
        for path in sorted(folders, key=len):
            self._db.execute(
                "UPDATE file SET priority = ?1 WHERE path >= ?2 AND path < ?3 AND priority != ?1",
                (folders[path], *under(path)),
            )

    def _priorities(self) -> dict[bytes, int]:
        return dict(self._db.execute("SELECT path, priority FROM folder"))

    # --- files ---------------------------------------------------------------------------

    def files_under(self, path: str) -> dict[str, FileRecord]:
        """The file of this path, and every file below it, by path."""
        raw = os.fsencode(path)
        rows = self._db.execute(
            f"SELECT {FileRecord.COLUMNS} FROM file WHERE path = ? OR (path >= ? AND path < ?)",
            (raw, *under(raw)),
        )
        return {record.path: record for record in map(FileRecord.of, rows)}

    def files_in_pages(self, path: str) -> Iterator[list[FileRecord]]:
        """The same in lists of `FILES_AT_ONCE`: a query need not wait for all of them."""
        raw = os.fsencode(path)
        after, end = under(raw)
        query = f"SELECT {FileRecord.COLUMNS} FROM file WHERE path"
        itself = [*map(FileRecord.of, self._db.execute(f"{query} = ?", (raw,)))]
        if itself:
            yield itself
        while True:
            rows = self._db.execute(
                f"{query} > ? AND path < ? ORDER BY path LIMIT ?", (after, end, FILES_AT_ONCE)
            )
            page = [*map(FileRecord.of, rows)]
            if page:
                yield page
            if len(page) < FILES_AT_ONCE:
                return
            after = os.fsencode(page[-1].path)

    def some_files_under(self, folder: str, most: int) -> list[FileRecord]:
        """Any files below a folder of which the size and time are known."""
        rows = self._db.execute(
            f"SELECT {FileRecord.COLUMNS} FROM file WHERE path >= ? AND path < ?"
            " AND state != 'failed' ORDER BY random() LIMIT ?",
            (*under(os.fsencode(folder)), most),
        )
        return [*map(FileRecord.of, rows)]

    def paths(self, after: bytes, limit: int) -> list[bytes]:
        """The paths of files in their order, from the one after a path on; the index has them."""
        rows = self._db.execute(
            "SELECT path FROM file WHERE path > ? ORDER BY path LIMIT ?", (after, limit)
        )
        return [path for (path,) in rows]

    def put_pending(self, files: Iterable[tuple[str, Stat]]) -> None:
        """Insert new files, and set changed ones to be read again."""
        folders = self._priorities()
        self._db.executemany(
            "INSERT INTO file (path, size, mtime, device, inode, ctime, state, priority, document)"
            " VALUES (?, ?, ?, ?, ?, ?, 'pending', ?, ?)"
            " ON CONFLICT (path) DO UPDATE SET size = excluded.size, mtime = excluded.mtime,"
            " device = excluded.device, inode = excluded.inode, ctime = excluded.ctime,"
            " content = NULL, state = 'pending', reason = '', attempts = 0,"
            " priority = excluded.priority",
            (
                (
                    *(raw, s.size, s.mtime, s.device, s.inode, s.ctime),
                    *(_priority(raw, folders), is_document(raw)),
                )
                for raw, s in ((os.fsencode(path), stat) for path, stat in files)
            ),
        )

    def put_stats(self, files: Iterable[tuple[FileRecord, Stat]]) -> None:
        """Note drive, inode and time of change of files that are as they were."""
        self._db.executemany(
            f"UPDATE file SET device = ?, inode = ?, ctime = ? WHERE {_UNCHANGED}",
            ((s.device, s.inode, s.ctime, *_as_read(record)) for record, s in files),
        )

    def doubt_files(self, files: Iterable[tuple[FileRecord, Stat]]) -> None:
        """Set files to be hashed again that may have changed; they are found until then."""
        self._db.executemany(
            "UPDATE file SET state = 'pending', reason = '', attempts = 0,"
            f" device = ?, inode = ?, ctime = ? WHERE {_UNCHANGED}",
            ((s.device, s.inode, s.ctime, *_as_read(record)) for record, s in files),
        )

    def put_failed(self, path: str, reason: str) -> None:
        """Record a path that could not even be looked at, such as a folder without permission.

        Its size and time are forgotten, so that it is read again once it can be looked at.
        """
        self._db.execute(
            "INSERT INTO file (path, size, mtime, device, inode, state, reason, document)"
            " VALUES (?, -1, 0, 0, 0, 'failed', ?, ?) ON CONFLICT (path) DO UPDATE SET"
            " size = -1, mtime = 0, state = 'failed', reason = excluded.reason",
            (raw := os.fsencode(path), reason, is_document(raw)),
        )

    def rename(self, record: FileRecord, path: str) -> bool:
        """Give a file its new path, replacing the pending row a scan has made for that path.

        Nothing is done, and False given, where the file has been forgotten meanwhile.
        """
        with self.transaction():
            raw = os.fsencode(path)
            known = self._db.execute(
                "UPDATE file SET ctime = coalesce((SELECT ctime FROM file WHERE path = ?), ctime)"
                " WHERE id = ?",
                (raw, record.id),  # renaming it has changed that
            ).rowcount
            if not known:
                return False
            # Another comparison may have given the file its new path already.
            self._db.execute("DELETE FROM file WHERE path = ? AND id != ?", (raw, record.id))
            self._db.execute(
                "UPDATE file SET path = ?, priority = ?, document = ? WHERE id = ?",
                (raw, _priority(raw, self._priorities()), is_document(raw), record.id),
            )
            return True

    def remove(self, paths: Iterable[str]) -> None:
        """Forget files that are gone from disk."""
        with self.transaction():
            self._db.executemany(
                "DELETE FROM file WHERE path = ?", ((os.fsencode(p),) for p in paths)
            )

    def videos_under(self, path: str) -> set[str]:
        """The video of this path, and every one below it."""
        raw = os.fsencode(path)
        rows = self._db.execute(
            "SELECT path FROM video WHERE path = ? OR (path >= ? AND path < ?)",
            (raw, *under(raw)),
        )
        return {os.fsdecode(video) for (video,) in rows}

    def put_videos(self, paths: Iterable[str]) -> None:
        """Note videos, which are counted and not read."""
        self._db.executemany(
            "INSERT OR IGNORE INTO video VALUES (?)", ((os.fsencode(path),) for path in paths)
        )

    def remove_videos(self, paths: Iterable[str]) -> None:
        """Forget videos that are gone from disk."""
        with self.transaction():
            self._db.executemany(
                "DELETE FROM video WHERE path = ?", ((os.fsencode(path),) for path in paths)
            )

    def next_pending(self, limit: int, besides: Sequence[int]) -> list[FileRecord]:
        """Files to read next, without those in hand or in a folder that is away.

        Those of the highest priority first, and of these the newest.
        """
        away, bounds = away_in(self._db)
        # `attempting` rows not in hand are left from a worker that was killed.
        rows = self._db.execute(
            f"SELECT {FileRecord.COLUMNS} FROM file"
            f" WHERE state IN ('pending', 'attempting') AND NOT {away}"
            f" AND id NOT IN ({','.join('?' * len(besides))})"
            " ORDER BY priority DESC, mtime DESC, id LIMIT ?",
            (*bounds, *besides, limit),
        )
        return [FileRecord.of(row) for row in rows]

    def files_at(self, paths: Iterable[str]) -> dict[str, FileRecord]:
        """The files at these paths that are known, by path."""
        query = f"SELECT {FileRecord.COLUMNS} FROM file WHERE path = ?"
        rows = (self._db.execute(query, (os.fsencode(path),)).fetchone() for path in paths)
        return {record.path: record for record in (FileRecord.of(row) for row in rows if row)}

    def pending_among(self, paths: Sequence[str], besides: Sequence[int]) -> list[FileRecord]:
        """Those of these files that `next_pending` would give at some time, in their order."""
        away, bounds = away_in(self._db)
        rows = self._db.execute(
            f"SELECT {FileRecord.COLUMNS} FROM file WHERE path IN ({','.join('?' * len(paths))})"
            f" AND state IN ('pending', 'attempting') AND NOT {away}"
            f" AND id NOT IN ({','.join('?' * len(besides))})",
            (*map(os.fsencode, paths), *bounds, *besides),
        )
        found = {record.path: record for record in map(FileRecord.of, rows)}
        return [found[path] for path in paths if path in found]

    def set_attempting(self, records: Iterable[FileRecord]) -> None:
        """Record that files are about to be opened, before they are."""
        with self.transaction():
            self._db.executemany(
                f"UPDATE file SET state = 'attempting' WHERE {_UNCHANGED}", map(_as_read, records)
            )

    def count_attempt(self, file_id: int) -> int:
        """Record that a file killed or stalled its decoder; how often it has by now."""
        row = self._db.execute(
            "UPDATE file SET attempts = attempts + 1 WHERE id = ? RETURNING attempts", (file_id,)
        ).fetchone()
        return int(row[0]) if row else 0

    def set_failed(self, record: FileRecord, reason: str, *, passing: bool = False) -> None:
        """Record why a file could not be indexed; it is tried again when it changes.

        One whose reason is ``passing`` is tried again at the next scan that finds it: its size
        and time are forgotten, for they may stay the same when the reason has gone.
        """
        forget = ", size = -1, mtime = 0" if passing else ""
        self._db.execute(
            f"UPDATE file SET state = 'failed', reason = ?, content = NULL{forget}"
            f" WHERE {_UNCHANGED}",
            (reason, *_as_read(record)),
        )

    def set_pending(self, record: FileRecord) -> None:
        """Put a file back that was about to be read."""
        self._db.execute(f"UPDATE file SET state = 'pending' WHERE {_UNCHANGED}", _as_read(record))

    def retry(self, paths: Sequence[str]) -> int:
        """Set failed files (all of them when none is named) to be read again; how many."""
        change = "UPDATE file SET state = 'pending', reason = '', attempts = 0"
        if not paths:
            return self._db.execute(f"{change} WHERE state = 'failed'").rowcount
        count = 0
        with self.transaction():
            for path in paths:
                count += self._db.execute(
                    f"{change} WHERE state = 'failed' AND path = ?", (os.fsencode(path),)
                ).rowcount
        return count

    def files(self, state: FileState | None = None, model: str = "") -> tuple[FileStatus, ...]:
        """Files by path, of one state or of all, with the items they have under a model."""
        if state is None:
            return self._statuses("TRUE", (model,))
        return self._statuses("file.state = ?", (model, state))

    def partial(self, model: str) -> tuple[FileStatus, ...]:
        """Indexed files of which something could not be read; their reason says what."""
        return self._statuses("file.state = 'indexed' AND notice != ''", (model,))

    def _statuses(self, where: str, parameters: Sequence[str | None]) -> tuple[FileStatus, ...]:
        rows = self._db.execute(
            "SELECT path, file.state,"
            " CASE file.state WHEN 'indexed' THEN coalesce(notice, '') ELSE reason END,"
            " coalesce(items, 0) FROM file"
            " LEFT JOIN content ON content.hash = file.content AND content.model = ?"
            f" WHERE {where} ORDER BY path",
            parameters,
        )
        return tuple(FileStatus(os.fsdecode(p), s, reason, items) for p, s, reason, items in rows)

    def totals(self, model: str) -> Totals:
        """Counts of files by state, and of the items that searches see."""
        states = dict(self._db.execute("SELECT state, count(*) FROM file GROUP BY state"))
        condition, bounds = away_in(self._db)
        (away,) = self._db.execute(
            f"SELECT count(*) FROM file WHERE state IN ('pending', 'attempting') AND {condition}",
            bounds,
        ).fetchone()
        (videos,) = self._db.execute("SELECT count(*) FROM video").fetchone()
        (partial,) = self._db.execute(
            "SELECT count(*) FROM file WHERE state = 'indexed' AND content IN"
            " (SELECT hash FROM content WHERE model = ? AND notice != '')",
            (model,),
        ).fetchone()
        items = dict(
            self._db.execute(
                "SELECT kind, sum(items) FROM content WHERE model = ? AND state = 'done'"
                " AND files > 0 GROUP BY kind",
                (model,),
            )
        )
        return Totals(
            pending=states.get("pending", 0) + states.get("attempting", 0) - away,
            away=away,
            indexed=states.get("indexed", 0),
            failed=states.get("failed", 0),
            partial=partial,
            photos=items.get("photo", 0),
            pages=items.get("document", 0),
            videos=videos,
        )

    # --- contents ------------------------------------------------------------------------

    def is_embedded(self, content: str, model: str) -> bool:
        """Whether all of a content's rows stand in the model's table."""
        row = self._db.execute(
            "SELECT 1 FROM content WHERE hash = ? AND model = ? AND state = 'done'",
            (content, model),
        ).fetchone()
        return row is not None

    def begin_content(self, content: str, model: str, kind: str) -> None:
        """Record, before the first row goes to the store, that rows will be there."""
        self._db.execute(
            "INSERT OR REPLACE INTO content (hash, model, kind, state, items)"
            " VALUES (?, ?, ?, 'writing', 0)",
            (content, model, kind),
        )

    def finish_content(
        self,
        content: str,
        model: str,
        items: Sequence[tuple[int, int, int, int]],
        records: Iterable[FileRecord],
        metadata: Metadata = NOTHING_SAID,
        rows: int = -1,
        notice: str = "",
        look: bytes | None = None,
    ) -> None:
        """All rows are in the store: mark the content done and its files indexed.

        Args:
            content: the hash.
            model: the model whose table holds the rows.
            items: page (0 for a photo), width and height of each item, and whether the text in
                its picture is to be read (`WRITING_WAITS`, else `NO_WRITING`).
            records: the files that hold this content.
            metadata: what they say of themselves.
            rows: how many rows the content has in the store.
            notice: what of it could not be read, in words for the user.
            look: a photo's fingerprint; None where it is still to be taken.
        """
        kind = "photo" if all(page == 0 for page, *_ in items) else "document"
        with self.transaction():
            self._db.execute(
                "UPDATE content SET state = 'done', items = ?, kind = ?, rows = ?, notice = ?"
                " WHERE hash = ? AND model = ?",
                # A picture of several pages is a document.
                (len(items), kind, rows, notice, content, model),
            )
            self._db.executemany(
                # Not OR REPLACE, of which the triggers that count would see one half.
                "INSERT INTO item (content, page, width, height, writing, look)"
                " VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (content, page) DO UPDATE SET width = excluded.width,"
                " height = excluded.height, writing = excluded.writing, attempts = 0,"
                " look = coalesce(excluded.look, look)",
                ((content, *item, look) for item in items),
            )
            self.said.put_metadata(content, metadata)
            self._set_indexed(content, records)

    def set_indexed(self, content: str, records: Iterable[FileRecord]) -> None:
        """Mark files whose content is already embedded."""
        with self.transaction():
            self._set_indexed(content, records)

    def _set_indexed(self, content: str, records: Iterable[FileRecord]) -> None:
        self._db.executemany(
            # A link or a permission may have come between its discovery and its reading.
            "UPDATE file SET state = 'indexed', reason = '', attempts = 0, content = ?,"
            f" ctime = max(ctime, ?) WHERE {_UNCHANGED}",
            ((content, record.stat.ctime, *_as_read(record)) for record in records),
        )

    def unfinished(self, model: str) -> list[str]:
        """Contents whose rows may stand in the store in part: a crash fell between."""
        rows = self._db.execute(
            "SELECT hash FROM content WHERE model = ? AND state = 'writing'", (model,)
        )
        return [content for (content,) in rows]

    def unused(self, model: str, most: int = -1) -> list[str]:
        """Contents that no file holds any more, or the first of them."""
        rows = self._db.execute(
            # A file that cannot be looked at any more is not counted, and holds its content still.
            "SELECT hash FROM content WHERE model = ? AND files = 0"
            " AND NOT EXISTS (SELECT 1 FROM file WHERE content = hash) LIMIT ?",
            (model, most),
        )
        return [content for (content,) in rows]

    def contents(self, model: str) -> dict[str, ContentRecord]:
        """What is known of every content under a model."""
        rows = self._db.execute(
            "SELECT hash, state, items, rows FROM content WHERE model = ?", (model,)
        )
        return {content: ContentRecord(*record) for content, *record in rows}

    def hashes(self) -> set[str]:
        """Every content that a file or a collection holds or that has been read by any model."""
        rows = self._db.execute(
            "SELECT content FROM file WHERE content IS NOT NULL UNION SELECT hash FROM content"
            " UNION SELECT content FROM member"
        )
        return {content for (content,) in rows}

    def unknown(self, contents: Iterable[str]) -> set[str]:
        """Those of these contents that no file and no collection holds and no model has read."""
        return {
            content
            for content in contents
            if not self._db.execute(
                "SELECT EXISTS (SELECT 1 FROM content WHERE hash = ?1)"
                " OR EXISTS (SELECT 1 FROM file WHERE content = ?1)"
                " OR EXISTS (SELECT 1 FROM member WHERE content = ?1)",
                (content,),
            ).fetchone()[0]
        }

    def pages(self, model: str) -> Iterator[tuple[str, int]]:
        """Content and page (0 for a photo) of every item that a model has read."""
        yield from self._db.execute(
            "SELECT content, page FROM item WHERE content IN"
            " (SELECT hash FROM content WHERE model = ? AND state = 'done')",
            (model,),
        )

    def readable(self) -> set[str]:
        """Contents of which a file lies in a folder that is there."""
        away, bounds = away_in(self._db)
        rows = self._db.execute(
            f"SELECT DISTINCT content FROM file WHERE state = 'indexed' AND NOT {away}", bounds
        )
        return {content for (content,) in rows}

    def doubt(self, contents: Iterable[str], model: str) -> None:
        """Take contents for half written: their rows are deleted, and their files read again."""
        with self.transaction():
            self._db.executemany(
                "UPDATE content SET state = 'writing' WHERE hash = ? AND model = ?",
                ((content, model) for content in contents),
            )

    def set_rows(self, counted: Mapping[str, int], model: str) -> None:
        """Record how many rows contents have, of which that was not known."""
        with self.transaction():
            self._db.executemany(
                "UPDATE content SET rows = ? WHERE hash = ? AND model = ?",
                ((rows, content, model) for content, rows in counted.items()),
            )

    def forget_contents(self, contents: Iterable[str], model: str) -> None:
        """Drop contents whose rows have left the store."""
        contents = list(contents)
        with self.transaction():
            self._db.executemany(
                "DELETE FROM content WHERE hash = ? AND model = ?",
                ((content, model) for content in contents),
            )
            for table in ("item", "metadata"):
                self._db.executemany(
                    f"DELETE FROM {table} WHERE content = ?1"
                    " AND NOT EXISTS (SELECT 1 FROM content WHERE hash = ?1)",
                    ((content,) for content in contents),
                )

    def _forget_items(self) -> None:
        for table in ("item", "metadata"):
            self._db.execute(f"DELETE FROM {table} WHERE content NOT IN (SELECT hash FROM content)")

    def forget_other_models(self, model: str) -> int:
        """Drop the contents of all models but this one; how many."""
        with self.transaction():
            count = self._db.execute("DELETE FROM content WHERE model != ?", (model,)).rowcount
            if count:
                self._forget_items()
        return count

    def forget_model(self, model: str) -> int:
        """Drop all contents of a model, whose table has been lost; how many."""
        return self._db.execute("DELETE FROM content WHERE model = ?", (model,)).rowcount

    def require_model(self, model: str) -> None:
        """Set files to be read again whose content the model's table does not hold."""
        # Nearly always there is none, which is counted in a fifth of the time: the files of what
        # is done are all that are indexed, where none waits that has been read before.
        counted = self._db.execute(
            "SELECT (SELECT total(files) FROM content WHERE model = ? AND state = 'done'),"
            " (SELECT count(*) FROM file WHERE state = 'indexed'),"
            " (SELECT count(*) FROM file WHERE state NOT IN ('indexed', 'failed')"
            " AND content IS NOT NULL)",
            (model,),
        )
        held, indexed, waiting = counted.fetchone()
        if held == indexed and not waiting:
            return
        self._db.execute(
            "UPDATE file SET state = 'pending' WHERE state = 'indexed' AND content NOT IN"
            " (SELECT hash FROM content WHERE model = ? AND state = 'done')",
            (model,),
        )

    def size_of(self, content: str, page: int) -> tuple[int, int]:
        """Width and height of an item (pixels, or points of a page)."""
        row = self._db.execute(
            "SELECT width, height FROM item WHERE content = ? AND page = ?", (content, page)
        ).fetchone()
        return cast(tuple[int, int], row) if row else (0, 0)

    # --- settings ------------------------------------------------------------------------

    def setting(self, name: str, default: str = "") -> str:
        """A stored setting."""
        row = self._db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else default

    def set_setting(self, name: str, value: str) -> None:
        """Store a setting; it survives a restart."""
        self._db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))


def _ignores(path: str) -> str:
    """The name of a folder's setting; in hexadecimal, for a path need not be text."""
    return f"ignores {os.fsencode(path).hex()}"


def _scanned(path: str) -> str:
    return f"scanned {os.fsencode(path).hex()}"


def _as_read(record: FileRecord) -> tuple[int, int, int]:
    return record.id, record.stat.size, record.stat.mtime


def _priority(path: bytes, folders: dict[bytes, int]) -> int:
    """Of the innermost of the watched folders around a path."""
    around = [folder for folder in folders if path.startswith(under(folder)[0])]
    return folders[max(around, key=len)] if around else 0
