"""Where a library lives on disk, and the lock that keeps it to one writer.

A library is one folder:

    catalog.db        SQLite: the truth about files
    catalog-backup.db a copy of it, at most a day old
    …-damaged-…       what was damaged, set aside; nothing needs it any more
    store/            LanceDB: vectors and passages, one table a model
    thumbnails/       JPEGs of at most 512 px, named by content hash and page
    lock              held by the one process that may write
    .nomedia          keeps scanners, ours too, from taking thumbnails for photos

Outside of it stands only, in the user's folder for the state of programs, which drive a library is
on, so that one whose drive is away is not taken for one that is still to be made.
"""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

import platformdirs

from indexer.volumes import Volume, is_away, is_network, volume_of

log = logging.getLogger(__name__)

_SET_ASIDE = "-damaged-"


def default_library() -> Path:
    """The library used when none is named: in the user's own data folder."""
    return platformdirs.user_data_path("mate", appauthor=False)


def _state_folder() -> Path:
    named = os.environ.get("MATE_STATE")
    return Path(named) if named else platformdirs.user_state_path("mate", appauthor=False)


# What SQLite needs at once, without which it would speak of an error of the disk.
ROOM = 1 << 16


class LibraryError(Exception):
    """The library cannot be used; the message says why and what to do."""


class LibraryInUseError(LibraryError):
    """Another process holds the library."""


class Library:
    """The paths of a library, and its lock."""

    def __init__(self, root: Path) -> None:
        self.root = root.expanduser().absolute()
        self.catalog = self.root / "catalog.db"
        self.backup = self.root / "catalog-backup.db"
        self.store = self.root / "store"
        self.thumbnails = self.root / "thumbnails"
        self._lock: IO[str] | None = None

    def create(self) -> None:
        """Make the folders.

        Raises:
            LibraryError: the folder cannot be made or written to, or its drive is away.
        """
        self._require_drive()
        try:
            for folder in (self.root, self.store, self.thumbnails):
                folder.mkdir(parents=True, exist_ok=True)
            (self.root / ".nomedia").touch()
            with tempfile.TemporaryFile(dir=self.root) as file:
                file.write(bytes(ROOM))
            self._require_local_drive()
        except OSError as error:
            raise LibraryError(
                f"The library {self.root} cannot be written to: {error.strerror or error}. "
                "Choose another folder with --library."
            ) from error

    def _require_local_drive(self) -> None:
        """Make sure that the stores can live here.

        SQLite's write-ahead log needs memory shared between processes, which network drives do not
        give, and LanceDB needs hard links, which FAT and many network drives do not know.

        Raises:
            LibraryError: they cannot.
            OSError: nothing can be written here.
        """
        if is_network(self.root):
            raise LibraryError(
                f"The library {self.root} lies on a network drive, where its databases would be "
                "damaged. Choose a folder on a local drive with --library; the folders that it "
                "indexes may well lie on a network."
            )
        with tempfile.TemporaryDirectory(dir=self.root, prefix=".probe-") as scratch:
            one = Path(scratch, "one")
            one.touch()
            try:
                os.link(one, Path(scratch, "two"))
            except OSError as error:
                if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
                    raise
                raise LibraryError(
                    f"The drive of the library {self.root} has no hard links (FAT and exFAT have "
                    "none), which its store needs. Choose a folder on another drive with "
                    "--library."
                ) from error

    @property
    def has_catalog(self) -> bool:
        """Whether there is a catalog, be it damaged; an empty file is none."""
        return self.catalog.is_file() and self.catalog.stat().st_size > 0

    @property
    def is_away(self) -> bool:
        """Whether there is none here because the drive that it is on has been taken out."""
        if self.has_catalog or self.backup.is_file():
            return False
        volume = self._noted_volume()
        return volume is not None and is_away(volume)

    def note_drive(self) -> None:
        """Note down which drive the library is on, unless the note itself would go away with it."""
        note = self._note
        volume = volume_of(self.root)
        wanted = None if volume == volume_of(note.parent) else volume
        if wanted == self._noted_volume():
            return
        try:
            if wanted is None:
                note.unlink()
                return
            note.parent.mkdir(parents=True, exist_ok=True)
            said = {"library": str(self.root), "mount": wanted.mount, "volume": wanted.id}
            partial = note.with_suffix(".part")
            partial.write_text(json.dumps(said, indent=1), encoding="ascii")
            partial.replace(note)
        except OSError as error:
            log.warning("it cannot be noted which drive the library is on: %s", error)

    @property
    def _note(self) -> Path:
        name = hashlib.sha256(os.fsencode(os.path.realpath(self.root))).hexdigest()[:16]
        return _state_folder() / "libraries" / f"{name}.json"

    def _noted_volume(self) -> Volume | None:
        try:
            said = json.loads(self._note.read_text(encoding="ascii"))
            return Volume(str(said["mount"]), str(said["volume"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("the note %s cannot be read: %s", self._note, error)
            return None

    def _require_drive(self) -> None:
        """Make sure that a library which was here is not away with its drive.

        Raises:
            LibraryError: it is.
        """
        if not self.is_away:
            return
        volume = self._noted_volume()
        mount = "?" if volume is None else volume.mount
        raise LibraryError(
            f"The library {self.root} is on a drive that is away: when it was last open, that was "
            f"mounted at {mount}. Connect the drive and try again, or choose another library with "
            f"--library. If it is gone for good, delete {self._note}, and a new library is made in "
            "its place."
        )

    def require(self, *, read_only: bool) -> None:
        """Make sure that something has ever been indexed here.

        Raises:
            LibraryError: nothing has; or its drive is away; or, for a reader, a writer must
                restore the catalog first.
        """
        self._require_drive()
        if not self.has_catalog and self.backup.is_file():
            if read_only:
                raise LibraryError(
                    f"The catalog of {self.root} is gone. Open Mate or run `mate verify`: its "
                    "copy takes its place."
                )
        elif not self.catalog.is_file():
            raise LibraryError(f"There is no library in {self.root}. Index a folder first.")

    def acquire(self) -> None:
        """Become the library's one writer, until ``release`` or the end of the process.

        The lock is the operating system's, so a killed process never leaves a stale one.

        Raises:
            LibraryInUseError: another process is the writer.
            LibraryError: there is no room left.
        """
        lock = (self.root / "lock").open("a+", encoding="ascii")
        try:
            _lock_file(lock)
        except OSError as error:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            lock.close()
            raise LibraryInUseError(
                f"The library {self.root} is in use by another Mate (process {holder}). "
                "Close it, or choose another library with --library."
            ) from error
        try:
            lock.seek(0)
            lock.truncate()
            lock.write(str(os.getpid()))
            lock.flush()
        except OSError as error:
            raise LibraryError(
                f"The library {self.root} cannot be written to: {error.strerror or error}."
            ) from error
        self._lock = lock

    def release(self) -> None:
        """Give the lock back."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def thumbnail(self, content: str, page: int) -> Path:
        """The thumbnail's path; ``page`` is 0 for a photo."""
        return self.thumbnails / content[:2] / f"{content}-{page}.jpg"

    def write_thumbnail(self, content: str, page: int, jpeg: bytes) -> None:
        """Write a thumbnail so that a reader never sees half of one."""
        path = self.thumbnail(content, page)
        path.parent.mkdir(exist_ok=True)
        partial = path.with_suffix(".part")
        partial.write_bytes(jpeg)
        partial.replace(path)

    def set_aside(self, path: Path, name: str = "") -> Path:
        """Give something damaged a name that says so, with what SQLite keeps beside it; its path.

        Args:
            path: what is damaged.
            name: what to call it, if not as it is called.

        Raises:
            OSError: it cannot be moved.
        """
        name = f"{name or path.stem}{_SET_ASIDE}{datetime.now():%Y%m%d-%H%M%S}"
        target = self.root / f"{name}{path.suffix}"
        count = 1
        while os.path.lexists(target):
            count += 1
            target = self.root / f"{name}-{count}{path.suffix}"
        # The log first: left alone it would be taken for that of the file which comes next.
        for ending in ("-wal", "-shm", ""):
            part = path.with_name(path.name + ending)
            if os.path.lexists(part):
                part.rename(target.with_name(target.name + ending))
        return target

    def kept_thumbnails(self) -> Iterator[tuple[Path, str, int]]:
        """Every thumbnail with its content and page; files that are none of ours are passed by."""
        for folder in self.thumbnail_folders():
            yield from self.thumbnails_in(folder)

    def thumbnail_folders(self) -> list[Path]:
        """The folders that thumbnails are spread over, at most a few hundred."""
        return list(self.thumbnails.glob("??"))

    def thumbnails_in(self, folder: Path) -> Iterator[tuple[Path, str, int]]:
        """The thumbnails in one of their folders; see `kept_thumbnails`."""
        for path in folder.glob("*.jpg"):
            content, _, page = path.stem.rpartition("-")
            if content and page.isdecimal() and self.thumbnail(content, int(page)) == path:
                yield path, content, int(page)

    def leftovers(self) -> list[Path]:
        """Files whose writing was cut off."""
        return [*self.root.glob("*.part"), *self.thumbnails.glob("??/*.part")]

    def bytes_on_disk(self) -> dict[str, int]:
        """Bytes used, by part: ``catalog``, ``store``, ``thumbnails``, ``set_aside``."""
        return {
            "catalog": sum(
                path.stat().st_size
                for pattern in ("catalog.db*", self.backup.name)
                for path in self.root.glob(pattern)
            ),
            "store": _tree_bytes(self.store),
            "thumbnails": _tree_bytes(self.thumbnails),
            "set_aside": sum(map(_tree_bytes, self.root.glob(f"*{_SET_ASIDE}*"))),
        }


def _tree_bytes(root: Path) -> int:
    total = 0
    for path in (root, *root.rglob("*")):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:  # a compaction may remove files while we count
            continue
    return total


if sys.platform == "win32":
    import msvcrt

    def _lock_file(file: IO[str]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock_file(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
