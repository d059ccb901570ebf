"""The catalog: what is known of every file. SQLite, and the only SQL of the program.

It is the truth about files (path, size, time, content hash, state); the store holds only what
can be made anew from them. A content is first recorded as ``writing``, then its rows go to
the store, then it becomes ``done`` together with its files: a crash in between re-does work
and loses none (see ``unfinished``).

Paths are kept as bytes, for a name on disk need not be valid text.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from indexer.conditions import conditions_of, described, is_near, needs_place
from indexer.extract import family
from indexer.kept_tables import COLUMNS, REMEMBERS, KeptTables
from indexer.messages import FileState, FileStatus, Filter, FolderStatus, Metadata
from indexer.schema import (
    MIGRATIONS,
    SCHEMA,
    SCHEMA_VERSION,
    WRITING_FAILED,
    WRITING_READ,
    WRITING_WAITS,
)

NOTHING_SAID = Metadata()


class CatalogError(Exception):
    """The catalog cannot be opened."""


class CatalogDamagedError(CatalogError):
    """The file is no catalog, or damaged."""


# What any call may raise later on: no room, a drive that went away, a damaged page.
CatalogFault = sqlite3.Error


def is_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite says that the file is damaged, and not that there is no room, say."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _can_write_nothing(error: BaseException | None) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (
        *(sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR),
        *(sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL),
    )


def require_sound(path: Path) -> None:
    """Make sure that a backup is a sound catalog, without changing it.

    Raises:
        CatalogDamagedError: it is not.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            (version,) = copy.execute("PRAGMA user_version").fetchone()
            (first, *_) = copy.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise CatalogDamagedError(f"The copy {path} cannot be read: {error}.") from error
    if first != "ok" or not version:
        raise CatalogDamagedError(f"The copy {path} is damaged: {first}.")


@dataclass(frozen=True, slots=True)
class Stat:
    """What tells whether a file has changed, without opening it."""

    size: int
    mtime: int
    device: int
    inode: int

    @classmethod
    def of(cls, result: os.stat_result) -> Stat:
        """Take the four figures from a stat result. Device and inode fit SQLite's integers."""
        return cls(
            result.st_size,
            result.st_mtime_ns,
            _signed64(result.st_dev),
            _signed64(result.st_ino),
        )


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file as the catalog has it."""

    id: int
    path: str
    stat: Stat
    content: str | None
    state: FileState
    attempts: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts over the library. ``photos`` and ``pages`` are items of indexed files.

    ``pending`` files can be read now, ``away`` ones wait for their folder to come back. Of the
    ``indexed`` ones ``partial`` have damaged pages. ``videos`` are not indexed.
    """

    pending: int
    away: int
    indexed: int
    failed: int
    partial: int
    photos: int
    pages: int
    videos: int


@dataclass(frozen=True, slots=True)
class ContentRecord:
    """One content as the catalog has it. ``rows`` is -1 where nobody has counted."""

    state: str
    items: int
    rows: int


@dataclass(frozen=True, slots=True)
class Holder:
    """A file by what it holds: what there is to choose by where several are alike.

    ``there``: its folder is. ``sidecar``: one beside it speaks of it. Width and height are a
    photo's, in pixels.
    """

    path: str
    content: str
    stat: Stat
    there: bool
    sidecar: bool
    width: int
    height: int
    taken: str
    photo: bool


class Catalog:
    """The SQLite file. One connection, used from one thread."""

    def __init__(self, path: Path, *, check: bool = False) -> None:
        """Open the catalog, making it when it is not there.

        Args:
            path: the file.
            check: read all of it and look whether it is sound.

        Raises:
            CatalogError: it cannot be opened, or was written by a newer program.
            CatalogDamagedError: it is damaged, or no catalog.
        """
        opened = False
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=10)
            self._db.create_function("stem", 1, _stem, deterministic=True)
            opened = True
            self._db.create_function("is_document", 1, _is_document)  # for older catalogs
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if check:
                self.check()
            if version < SCHEMA_VERSION:
                with self.transaction():
                    self._bring_up_to_date()
        except sqlite3.Error as error:
            if opened:
                self._db.close()
            kind = CatalogDamagedError if is_damage(error) else CatalogError
            raise kind(f"The catalog {path} cannot be opened: {error}.") from error
        if version > SCHEMA_VERSION:
            self._db.close()
            raise CatalogError(
                f"The catalog {path} was written by a newer Mate (version {version}); update Mate."
            )
        self.kept = KeptTables(self._db, self.transaction)

    def _bring_up_to_date(self) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version >= SCHEMA_VERSION:
            return  # another process has been faster
        script = ";".join(MIGRATIONS[version - 1 :]) if version else SCHEMA
        # One statement at a time, for executescript would end the transaction that makes all
        # of it happen or nothing.
        statement = ""
        for part in script.split(";"):
            statement += f"{part};"
            if sqlite3.complete_statement(statement):  # a trigger's own end in semicolons too
                self._db.execute(statement)
                statement = ""
        self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def check(self) -> None:
        """Look at every page. 0.3 seconds for 100,000 files on two cores.

        Raises:
            CatalogFault: it is damaged.
        """
        (first, *_) = self._db.execute("PRAGMA quick_check(1)").fetchone()
        if first != "ok":
            error = sqlite3.DatabaseError(str(first).replace("\n", " "))
            error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise error

    def backup(self, path: Path) -> None:
        """Write a copy that stands by itself, whole or not at all, and sound.

        Raises:
            CatalogFault, CatalogError, OSError: none has been made; an older one stays.
        """
        partial = path.with_name(path.name + ".part")
        partial.unlink(missing_ok=True)
        with closing(sqlite3.connect(partial)) as copy:
            self._db.backup(copy)
            # In one file: what stands beside it might be left behind.
            copy.execute("PRAGMA journal_mode = DELETE")
        require_sound(partial)
        partial.replace(path)

    @classmethod
    def for_reading(cls, path: Path) -> Catalog:
        """The catalog, or a copy in memory where SQLite can write nothing beside it.

        That is so on a read-only drive, and on a full one.

        Raises:
            CatalogError: it cannot be read.
            CatalogDamagedError: it is damaged.
        """
        try:
            return cls(path)
        except CatalogError as error:
            if not _can_write_nothing(error.__cause__):
                raise
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(folder) / path.name
                try:
                    shutil.copyfile(path, copy)
                    log = path.with_name(path.name + "-wal")  # what is not in the file itself yet
                    if log.is_file():
                        shutil.copyfile(log, copy.with_name(log.name))
                except OSError:
                    raise error from None
                with closing(cls(copy)) as catalog:
                    return catalog.rehearsal()

    def salvage(self, damaged: Path) -> None:
        """Take over what people keep in a damaged catalog, which is newer than this one.

        As far as it can be read: what cannot stays as it is here.
        """
        for table, columns in COLUMNS.items():
            rows, whole = _readable(damaged, table, columns)
            with suppress(sqlite3.Error):  # what was read makes no sense
                self.kept.take_over(table, rows, whole=whole)
        self.kept.settle()
        settings = dict(_readable(damaged, "setting", "name, value")[0])
        if isinstance(wish := settings.get(REMEMBERS), str):
            self.set_setting(REMEMBERS, wish)

    def rehearsal(self) -> Catalog:
        """A copy in memory, in which everything may be tried."""
        copy = Catalog(Path(":memory:"))
        self._db.backup(copy._db)
        return copy

    def close(self) -> None:
        """Close the connection; committed work is on disk."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block or none of it."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            self._db.rollback()  # does nothing where a full disk has made SQLite roll back itself
            raise

    # --- folders -------------------------------------------------------------------------

    def add_folder(self, path: str) -> None:
        """Watch a folder; adding it twice changes nothing."""
        with self.transaction():
            self._db.execute("INSERT OR IGNORE INTO folder (path) VALUES (?)", (os.fsencode(path),))
            self._spread_priorities()  # another may lie around it

    def remove_folder(self, path: str) -> None:
        """Forget a folder, and its files that stand under no other watched folder."""
        with self.transaction():
            self._db.execute("DELETE FROM folder WHERE path = ?", (os.fsencode(path),))
            others = [_under(os.fsencode(other)) for other in self.folders()]
            where = "path >= ? AND path < ?" + " AND NOT (path >= ? AND path < ?)" * len(others)
            bounds = [bound for pair in [_under(os.fsencode(path)), *others] for bound in pair]
            for table in ("file", "video", "sidecar"):
                self._db.execute(f"DELETE FROM {table} WHERE {where}", bounds)
            self._spread_priorities()

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

    def set_folder_present(self, path: str, identity: tuple[int, int] | None) -> None:
        """Record that a folder is there, with its drive and inode, or away (None)."""
        if identity is None:
            self._db.execute("UPDATE folder SET present = 0 WHERE path = ?", (os.fsencode(path),))
        else:
            self._db.execute(
                "UPDATE folder SET present = 1, device = ?, inode = ? WHERE path = ?",
                (_signed64(identity[0]), _signed64(identity[1]), os.fsencode(path)),
            )

    def folder_statuses(self) -> tuple[FolderStatus, ...]:
        """The watched folders with their counts."""
        statuses = []
        folders = self._db.execute("SELECT path, present, priority FROM folder ORDER BY path")
        for path, present, priority in folders:
            files, indexed, failed = self._db.execute(
                "SELECT count(*), coalesce(sum(state = 'indexed'), 0),"
                " coalesce(sum(state = 'failed'), 0) FROM file WHERE path >= ? AND path < ?",
                _under(path),
            ).fetchone()
            (videos,) = self._db.execute(
                "SELECT count(*) FROM video WHERE path >= ? AND path < ?", _under(path)
            ).fetchone()
            name, there = os.fsdecode(path), bool(present)
            statuses.append(FolderStatus(name, there, files, indexed, failed, videos, priority))
        return tuple(statuses)

    def set_folder_priority(self, path: str, priority: int) -> None:
        """Have a folder's files read before those of folders with a lower priority."""
        with self.transaction():
            self._db.execute(
                "UPDATE folder SET priority = ? WHERE path = ?", (priority, os.fsencode(path))
            )
            self._spread_priorities()

    def _spread_priorities(self) -> None:
        """Give every file the priority of the innermost watched folder around it."""
        folders = self._priorities()
        for path in sorted(folders, key=len):
            self._db.execute(
                "UPDATE file SET priority = ?1 WHERE path >= ?2 AND path < ?3 AND priority != ?1",
                (folders[path], *_under(path)),
            )

    def _priorities(self) -> dict[bytes, int]:
        return dict(self._db.execute("SELECT path, priority FROM folder"))

    # --- files ---------------------------------------------------------------------------

    def files_under(self, path: str) -> dict[str, FileRecord]:
        """The file of this path, and every file below it, by path."""
        raw = os.fsencode(path)
        rows = self._db.execute(
            f"SELECT {_FILE} FROM file WHERE path = ? OR (path >= ? AND path < ?)",
            (raw, *_under(raw)),
        )
        return {record.path: record for record in map(_record, rows)}

    def some_files_under(self, folder: str, most: int) -> list[FileRecord]:
        """Any files below a folder of which the size and time are known."""
        rows = self._db.execute(
            f"SELECT {_FILE} FROM file WHERE path >= ? AND path < ? AND state != 'failed'"
            " ORDER BY random() LIMIT ?",
            (*_under(os.fsencode(folder)), most),
        )
        return [*map(_record, rows)]

    def put_pending(self, files: Iterable[tuple[str, Stat]]) -> None:
        """Insert new files, and set changed ones to be read again."""
        folders = self._priorities()
        self._db.executemany(
            "INSERT INTO file (path, size, mtime, device, inode, state, priority, document)"
            " VALUES (?, ?, ?, ?, ?, 'pending', ?, ?)"
            " ON CONFLICT (path) DO UPDATE SET size = excluded.size, mtime = excluded.mtime,"
            " device = excluded.device, inode = excluded.inode, content = NULL,"
            " state = 'pending', reason = '', attempts = 0, priority = excluded.priority",
            (
                (
                    *(raw, s.size, s.mtime, s.device, s.inode),
                    *(_priority(raw, folders), _is_document(raw)),
                )
                for raw, s in ((os.fsencode(path), stat) for path, stat in files)
            ),
        )

    def put_failed(self, path: str, reason: str) -> None:
        """Record a path that could not even be looked at, such as a folder without permission.

        Its size and time are forgotten, so that it is read again once it can be looked at.
        """
        self._db.execute(
            "INSERT INTO file (path, size, mtime, device, inode, state, reason, document)"
            " VALUES (?, -1, 0, 0, 0, 'failed', ?, ?) ON CONFLICT (path) DO UPDATE SET"
            " size = -1, mtime = 0, state = 'failed', reason = excluded.reason",
            (raw := os.fsencode(path), reason, _is_document(raw)),
        )

    def rename(self, record: FileRecord, path: str) -> None:
        """Give a file its new path, replacing the pending row a scan has made for that path."""
        with self.transaction():
            raw = os.fsencode(path)
            self._db.execute("DELETE FROM file WHERE path = ?", (raw,))
            self._db.execute(
                "UPDATE file SET path = ?, priority = ?, document = ? WHERE id = ?",
                (raw, _priority(raw, self._priorities()), _is_document(raw), record.id),
            )

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
            (raw, *_under(raw)),
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

    def sidecars_under(self, path: str) -> dict[str, tuple[int, int]]:
        """The sidecar of this path, and every one below it: size and time when it was read."""
        raw = os.fsencode(path)
        rows = self._db.execute(
            "SELECT path, size, mtime FROM sidecar WHERE path = ? OR (path >= ? AND path < ?)",
            (raw, *_under(raw)),
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
        with self.transaction():
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

    def next_pending(self, limit: int, besides: Sequence[int]) -> list[FileRecord]:
        """Files to read next, without those in hand or in a folder that is away.

        Those of the highest priority first, and of these the newest.
        """
        away, bounds = self._away()
        # `attempting` rows not in hand are left from a worker that was killed.
        rows = self._db.execute(
            f"SELECT {_FILE} FROM file WHERE state IN ('pending', 'attempting') AND NOT {away}"
            f" AND id NOT IN ({','.join('?' * len(besides))})"
            " ORDER BY priority DESC, mtime DESC, id LIMIT ?",
            (*bounds, *besides, limit),
        )
        return [_record(row) for row in rows]

    def pending_among(self, paths: Sequence[str], besides: Sequence[int]) -> list[FileRecord]:
        """Those of these files that `next_pending` would give at some time, in their order."""
        away, bounds = self._away()
        rows = self._db.execute(
            f"SELECT {_FILE} FROM file WHERE path IN ({','.join('?' * len(paths))})"
            f" AND state IN ('pending', 'attempting') AND NOT {away}"
            f" AND id NOT IN ({','.join('?' * len(besides))})",
            (*map(os.fsencode, paths), *bounds, *besides),
        )
        found = {record.path: record for record in map(_record, rows)}
        return [found[path] for path in paths if path in found]

    def _away(self) -> tuple[str, list[bytes]]:
        """An SQL condition, with its parameters: the file belongs to a folder that is away.

        A watched folder inside one that is away may be there all the same, on a drive of its own.
        """
        folders = self._db.execute("SELECT path, present FROM folder").fetchall()
        clauses, bounds = ["0"], []
        for path, present in folders:
            if present:
                continue
            low, high = _under(path)
            inner = [_under(p) for p, there in folders if there and low <= p < high]
            clause = "path >= ? AND path < ?" + " AND NOT (path >= ? AND path < ?)" * len(inner)
            clauses.append(f"({clause})")
            bounds += [bound for pair in [(low, high), *inner] for bound in pair]
        return f"({' OR '.join(clauses)})", bounds

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
        return self._statuses("? IS NULL OR file.state = ?", (model, state, state))

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
        condition, bounds = self._away()
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
            if metadata != NOTHING_SAID:
                self._db.execute(
                    "INSERT INTO metadata VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    f" ON CONFLICT (content) DO UPDATE SET {_SAID_ANEW}",
                    (content, *_said(metadata)),
                )
            self._set_indexed(content, records)

    def set_indexed(self, content: str, records: Iterable[FileRecord]) -> None:
        """Mark files whose content is already embedded."""
        with self.transaction():
            self._set_indexed(content, records)

    def _set_indexed(self, content: str, records: Iterable[FileRecord]) -> None:
        self._db.executemany(
            "UPDATE file SET state = 'indexed', reason = '', attempts = 0, content = ?"
            f" WHERE {_UNCHANGED}",
            ((content, *_as_read(record)) for record in records),
        )

    def unfinished(self, model: str) -> list[str]:
        """Contents whose rows may stand in the store in part: a crash fell between."""
        rows = self._db.execute(
            "SELECT hash FROM content WHERE model = ? AND state = 'writing'", (model,)
        )
        return [content for (content,) in rows]

    def unused(self, model: str) -> list[str]:
        """Contents that no file holds any more."""
        rows = self._db.execute(
            "SELECT hash FROM content WHERE model = ? AND hash NOT IN"
            " (SELECT content FROM file WHERE content IS NOT NULL)",
            (model,),
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
        away, bounds = self._away()
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
        with self.transaction():
            self._db.executemany(
                "DELETE FROM content WHERE hash = ? AND model = ?",
                ((content, model) for content in contents),
            )
            self._forget_items()

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
        self._db.execute(
            "UPDATE file SET state = 'pending' WHERE state = 'indexed' AND content NOT IN"
            " (SELECT hash FROM content WHERE model = ? AND state = 'done')",
            (model,),
        )

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

    def changes(self) -> int:
        """A number that grows with every change of the catalog by this process."""
        return self._db.total_changes

    def newest(
        self, filters: Sequence[Filter] = (), *, documents: bool
    ) -> Iterator[tuple[str, str | None]]:
        """The path and content of every photo, or document, that can be read, the newest first.

        The content is None as long as it has not been read; filters hold for none of these.
        """
        if filters:
            more = "AND document = ? ORDER BY mtime DESC, path"
            rows = self._db.execute(*self._chosen("path, content", filters, more, documents))
        else:
            rows = self._db.execute(
                "SELECT path, content, NULL, NULL FROM file"
                " WHERE document = ? AND state != 'failed' ORDER BY mtime DESC, path",
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
        away, bounds = self._away()
        conditions, some = conditions_of(filters, away, bounds)
        sidecars = self._db.execute("SELECT EXISTS (SELECT 1 FROM sidecar)").fetchone()[0]
        places = "latitude, longitude" if needs_place(filters) else "NULL, NULL"
        files = described(filters, sidecars=bool(sidecars))
        sql = f"SELECT {columns}, {places} FROM ({files}) WHERE {conditions} {more}"
        return sql, [*some, *values]

    def size_of(self, content: str, page: int) -> tuple[int, int]:
        """Width and height of an item (pixels, or points of a page)."""
        row = self._db.execute(
            "SELECT width, height FROM item WHERE content = ? AND page = ?", (content, page)
        ).fetchone()
        return cast(tuple[int, int], row) if row else (0, 0)

    def metadata_of(self, content: str) -> Metadata:
        """What the files with a content say of themselves."""
        row = self._db.execute(
            f"SELECT {_SAID} FROM metadata WHERE content = ?", (content,)
        ).fetchone()
        return NOTHING_SAID if row is None else _metadata(row)

    # --- what is there more than once ----------------------------------------------------

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
        with self.transaction():
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
        away, bounds = self._away()
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

    # --- words ---------------------------------------------------------------------------

    def told(self, words: Sequence[str], *, every: bool, limit: int = -1) -> list[tuple[str, str]]:
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

    # --- text in pictures ----------------------------------------------------------------

    def next_writing(
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
        away, bounds = self._away()
        rows = self._db.execute(
            # Of copies any one will do. The plus: by its content, not through all that are indexed.
            f"SELECT {_FILE} FROM (SELECT hash, kind, newest, (SELECT id FROM file"
            f" WHERE content = hash AND +state = 'indexed' AND NOT {away} LIMIT 1) AS chosen"
            f" FROM content WHERE {_UNREAD} AND hash NOT IN ({','.join('?' * len(besides))})"
            " AND chosen IS NOT NULL ORDER BY kind, newest DESC LIMIT ?)"
            " JOIN file ON id = chosen ORDER BY kind, newest DESC",
            (*bounds, model, *besides, files),
        ).fetchall()
        return [(record, self._unread_pages(record, pages)) for record in map(_record, rows)]

    def _unread_pages(self, record: FileRecord, most: int) -> tuple[int, ...]:
        rows = self._db.execute(
            f"SELECT page FROM item WHERE content = ? AND writing = {WRITING_WAITS}"
            " ORDER BY page LIMIT ?",
            (record.content, most),
        )
        return tuple(page for (page,) in rows)

    def set_writing(self, items: Iterable[tuple[str, int]], state: int) -> None:
        """Record of items, by content and page, that their writing was read, or could not be."""
        with self.transaction():
            self._db.executemany(
                "UPDATE item SET writing = ? WHERE content = ? AND page = ?",
                ((state, content, page) for content, page in items),
            )

    def count_writing_attempt(self, content: str, page: int) -> int:
        """Record that a picture killed or stalled what read its text; how often it has by now."""
        row = self._db.execute(
            "UPDATE item SET attempts = attempts + 1 WHERE content = ? AND page = ?"
            " RETURNING attempts",
            (content, page),
        ).fetchone()
        return int(row[0]) if row else 0

    def retry_writing(self) -> int:
        """Set pictures whose text could not be read to be read again; how many."""
        return self._db.execute(
            f"UPDATE item SET writing = {WRITING_WAITS}, attempts = 0"
            f" WHERE writing = {WRITING_FAILED}"
        ).rowcount

    def count_writing(self, model: str) -> int:
        """Pictures whose text is still to be read, and can be at the moment."""
        away, bounds = self._away()
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

    def read_writing_again(self) -> None:
        """Another model knows nothing of what was read for the one before."""
        self._db.execute(
            f"UPDATE item SET writing = {WRITING_WAITS} WHERE writing = {WRITING_READ}"
        )

    # --- settings ------------------------------------------------------------------------

    def setting(self, name: str, default: str = "") -> str:
        """A stored setting."""
        row = self._db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else default

    def set_setting(self, name: str, value: str) -> None:
        """Store a setting; it survives a restart."""
        self._db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))


def _readable(path: Path, table: str, columns: str) -> tuple[list[tuple[Any, ...]], bool]:
    """The rows of a table that can be read from either end of it, and whether these are all."""
    rows: dict[object, tuple[Any, ...]] = {}
    for order in ("ASC", "DESC"):
        try:
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
                for row in db.execute(f"SELECT {columns} FROM {table} ORDER BY rowid {order}"):
                    rows[row[0]] = row
            return list(rows.values()), True
        except sqlite3.Error:
            continue
    return list(rows.values()), False


# What was learnt by reading a file holds only while the catalog has the same size and time: a
# scan may have noticed a newer version meanwhile, which is still to be read.
_UNCHANGED = "id = ? AND size = ? AND mtime = ?"


def _is_document(path: bytes) -> bool:
    return family(os.fsdecode(path)) != "photo"


def _as_read(record: FileRecord) -> tuple[int, int, int]:
    return record.id, record.stat.size, record.stat.mtime


# As the index of them has it: contents with pictures whose text is still to be read.
_UNREAD = "model = ? AND content.state = 'done' AND files > 0 AND unread > 0"

_FILE = "id, path, size, mtime, device, inode, content, state, attempts"


_SAID = "taken, camera, lens, latitude, longitude, title, description, keywords, rating"
_SAID_ANEW = ", ".join(f"{name} = excluded.{name}" for name in _SAID.split(", "))
_Said = tuple[str, str, str, float | None, float | None, str, str, str, int | None]


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


def _record(row: tuple[int, bytes, int, int, int, int, str | None, FileState, int]) -> FileRecord:
    file_id, path, size, mtime, device, inode, content, state, attempts = row
    stat = Stat(size, mtime, device, inode)
    return FileRecord(file_id, os.fsdecode(path), stat, content, state, attempts)


def _stem(path: bytes) -> bytes:
    return os.path.splitext(path)[0]


def _under(folder: bytes) -> tuple[bytes, bytes]:
    """Bounds of the paths below a folder: from ``folder/`` up to, not with, ``folder0``."""
    separator = os.sep.encode()
    prefix = folder.rstrip(separator) + separator
    return prefix, prefix[:-1] + bytes([prefix[-1] + 1])


def _priority(path: bytes, folders: dict[bytes, int]) -> int:
    """Of the innermost of the watched folders around a path."""
    around = [folder for folder in folders if path.startswith(_under(folder)[0])]
    return folders[max(around, key=len)] if around else 0


def _signed64(number: int) -> int:
    """Device and inode numbers of some file systems use all 64 bits; SQLite's are signed."""
    return (number + 2**63) % 2**64 - 2**63
