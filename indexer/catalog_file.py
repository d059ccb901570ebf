"""The catalog's file: a database of SQLite that is opened, brought up to date, checked and copied.

And what can still be read of one that is damaged. What stands in it, `indexer.catalog` knows.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Self

from indexer.extract import family
from indexer.natural_order import sort_name
from indexer.schema import MIGRATIONS, SCHEMA, SCHEMA_VERSION


class CatalogError(Exception):
    """The catalog cannot be opened."""


class CatalogDamagedError(CatalogError):
    """The file is no catalog, or damaged."""


# What any call may raise later on: no room, a drive that went away, a damaged page.
CatalogFault = sqlite3.Error


class CatalogFile:
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
            self._db.create_function("sort_name", 1, _sort_name, deterministic=True)
            opened = True
            self._db.create_function("is_document", 1, is_document)  # for older catalogs
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
    def for_reading(cls, path: Path) -> Self:
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

    def rehearsal(self) -> Self:
        """A copy in memory, in which everything may be tried."""
        copy = type(self)(Path(":memory:"))
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

    def changes(self) -> int:
        """A number that grows with every change of the catalog by this process."""
        return self._db.total_changes


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


def readable(path: Path, table: str, columns: str) -> tuple[list[tuple[Any, ...]], bool]:
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


def is_document(path: bytes) -> bool:
    """Whether a file is a document, by its name; else it is a photo."""
    return family(os.fsdecode(path)) != "photo"


def _stem(path: bytes) -> bytes:
    return os.path.splitext(path)[0]


def _sort_name(path: bytes) -> str:
    return sort_name(os.fsdecode(path))
