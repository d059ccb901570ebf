"""Whether watched folders are there: removal is believed, and files are read, only in one that is.

The mount point of an unplugged drive stays behind as a folder of another drive, empty or not, and
another drive may be plugged in there. Both count as away, until what is known of the folder is
there.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.catalog import Catalog
from indexer.files import within
from indexer.records import FileRecord, Stat
from indexer.volumes import Volume, is_told_by_id, number_of, volume_of

# A folder on a drive that has not been seen there is the same folder if, of so many of its files,
# this share is there as it was.
COMPARED, SAME_SHARE = 100, 0.25
# Drives that keep the time of a place (FAT) tell another in another place, by quarters of an hour.
QUARTER = 900 * 10**9


@dataclass(frozen=True, slots=True)
class _Standing:
    """What stands in a watched folder's place.

    Its drive and inode where it is the folder itself; else it is away, and perhaps ``replaced``.
    """

    identity: tuple[int, int] | None = None
    mount: str = ""
    replaced: bool = False


def check_present(catalog: Catalog, root: str) -> bool:
    """Whether a watched folder is there, which the catalog is told too.

    And, of one that is away, whether something else stands in its place.
    """
    try:
        standing = _look(catalog, root)
    except PermissionError:
        return True  # it is there, and the walk will say that it cannot be read
    catalog.set_folder_present(root, standing.identity, standing.mount, standing.replaced)
    if standing.identity is None:
        catalog.seen.discard(root)
    else:
        catalog.seen.add(root)
    return standing.identity is not None


def root_of(path: str, roots: Sequence[str]) -> str | None:
    """The watched folder a path belongs to; of nested ones the innermost."""
    return max((root for root in roots if within(path, root)), key=len, default=None)


def _look(catalog: Catalog, root: str) -> _Standing:
    """See what stands in a watched folder's place.

    Raises:
        PermissionError: it cannot be read.
    """
    volume = volume_of(root)
    before = catalog.folder_identity(root)
    other_drive = _is_another(volume, before[0], catalog.folder_mount(root))
    try:
        result = os.stat(root)
        with os.scandir(root) as listing:
            empty = next(listing, None) is None
    except PermissionError:
        raise
    except OSError:
        return _Standing(replaced=other_drive)
    stat = Stat.of(result)
    identity = (number_of(volume, stat.device), stat.inode)
    there = _Standing(identity, volume.mount if volume else "")
    if before == (0, 0):
        return there
    if empty and before != identity:
        # That is what an unplugged drive leaves behind, unless another is mounted there.
        return _Standing(replaced=other_drive or os.path.ismount(root))
    moved = before[0] != identity[0] and not _has_another_number(root, before, stat)
    if (moved or _is_in_doubt(catalog, root, stat)) and not _is_as_it_was(catalog, root):
        return _Standing(replaced=True)
    return there


def _is_another(volume: Volume | None, before: int, mount: str) -> bool:
    """Whether another drive is mounted where a folder's own was, as their ids tell."""
    if volume is None or not volume.id or volume.mount != mount or not is_told_by_id(before):
        return False
    return number_of(volume, 0) != before


def _has_another_number(root: str, before: tuple[int, int], now: Stat) -> bool:
    """Whether it is the same folder on the same drive, to which the system gave another number.

    So it does at a start where a drive has no id, and so had all folders that an older Mate knows.
    Of one's home alone that is believed: two cards of a camera have the same folders and inodes.
    """
    return not is_told_by_id(before[0]) and before[1] == now.inode and _lies_at_home(root, now)


def _is_in_doubt(catalog: Catalog, root: str, now: Stat) -> bool:
    """Whether it may be another drive's folder although the number is the same.

    A drive without an id may get that of one that was there before. Not while it stays plugged in,
    which it does from one look to the next; nor does one's home leave.
    """
    number, _ = catalog.folder_identity(root)
    return not is_told_by_id(number) and root not in catalog.seen and not _lies_at_home(root, now)


def _lies_at_home(root: str, now: Stat) -> bool:
    """Whether a folder is on the drive of one's home, which nobody unplugs."""
    if os.path.ismount(root):
        return False
    try:
        return Stat.of(os.stat(os.path.expanduser("~"))).device == now.device
    except OSError:
        return False


def _is_as_it_was(catalog: Catalog, root: str) -> bool:
    """Whether enough of what is known of a watched folder is there; of nothing, all is."""
    roots = catalog.folders()
    known = [
        record
        for record in catalog.some_files_under(root, COMPARED)
        if root_of(record.path, roots) == root
    ]
    same = sum(_is_there(record) for record in known)
    return same >= SAME_SHARE * len(known)


def _is_there(record: FileRecord) -> bool:
    try:
        now = Stat.of(os.stat(record.path))
    except OSError:
        return False
    return now.size == record.stat.size and (now.mtime - record.stat.mtime) % QUARTER == 0
