"""What the catalog tells of files and contents, as records."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple, Self

from indexer.messages import FileState, Metadata

NOTHING_SAID = Metadata()


@dataclass(frozen=True, slots=True)
class Stat:
    """What tells whether a file has changed, without opening it.

    ``ctime`` is when anything about it has changed, its name and owner too, in nanoseconds; 0 where
    that is not known. So two that differ in it alone are equal: it raises a doubt, no more.
    """

    size: int
    mtime: int
    device: int
    inode: int
    ctime: int = field(default=0, compare=False)

    @classmethod
    def of(cls, result: os.stat_result) -> Stat:
        """Take the figures from a stat result. Device and inode fit SQLite's integers."""
        return cls(
            result.st_size,
            result.st_mtime_ns,
            signed64(result.st_dev),
            signed64(result.st_ino),
            changed_ns(result),
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

    COLUMNS: ClassVar = "id, path, size, mtime, device, inode, ctime, content, state, attempts"
    """Of the catalog's table of files, from which a record is made."""

    @classmethod
    def of(
        cls, row: tuple[int, bytes, int, int, int, int, int, str | None, FileState, int]
    ) -> Self:
        """Take a row of these columns."""
        file_id, path, size, mtime, device, inode, ctime, content, state, attempts = row
        stat = Stat(size, mtime, device, inode, ctime)
        return cls(file_id, os.fsdecode(path), stat, content, state, attempts)


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


class FileFacts(NamedTuple):
    """A file as the catalog knows it: bytes, nanoseconds, pages of a document that were read.

    ``away``: its folder is.
    """

    size: int
    mtime: int
    pages: int
    away: bool


class MemberRecord(NamedTuple):
    """A photo or page in a collection.

    ``path`` is that of a file that held it. ``changed`` is the path of the file, if any, whose
    newer content is still to be read.
    """

    content: str
    page: int
    path: str
    changed: str | None


def signed64(number: int) -> int:
    """Device and inode numbers of some file systems use all 64 bits; SQLite's are signed."""
    return (number + 2**63) % 2**64 - 2**63


def changed_ns(result: os.stat_result) -> int:
    """When anything about a file has changed; 0 on Windows, where this is when it was made."""
    return 0 if sys.platform == "win32" else result.st_ctime_ns


class Told(NamedTuple):
    """What is told of a file that has been read: of itself, by it, and by its sidecar.

    ``month`` is that of its moment (`indexer.schema`), or the year where no month is known. It is
    ``dated`` where it says itself when it was taken. What is not known is empty or None.
    """

    id: int
    path: bytes
    photo: bool
    month: str
    dated: bool
    camera: str
    lens: str
    latitude: float | None
    longitude: float | None
