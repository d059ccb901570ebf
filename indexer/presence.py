"""Whether watched folders are there: removal is believed, and files are read, only in one that is.

The mount point of an unplugged drive stays behind as a folder of another drive, empty or not, and
another drive may be plugged in there. Both count as away, until what is known of the folder is
there.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from indexer.catalog import Catalog
from indexer.drives import STEP_PATIENCE, Awaiting, SilentDriveError, drives
from indexer.files import within
from indexer.records import FileRecord, Stat
from indexer.volumes import Volume, is_told_by_id, number_of, volume_of

# A folder on a drive that has not been seen there is the same folder if, of so many of its files,
# this share is there as it was.
COMPARED, SAME_SHARE = 100, 0.25
# Drives that keep the time of a place (FAT) tell another in another place, by quarters of an hour.
QUARTER = 900 * 10**9
DONE = object()


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a watched folder: where and what it was, and whether it has been there."""

    identity: tuple[int, int]
    mount: str
    seen: bool


@dataclass(frozen=True, slots=True)
class _Standing:
    """What stands in a watched folder's place.

    Its drive and inode where it is the folder itself; else it is away, and perhaps ``replaced``.
    One that is ``doubtful`` is the folder if enough of its files are there.
    """

    identity: tuple[int, int] | None = None
    mount: str = ""
    replaced: bool = False
    doubtful: bool = False


def check_present(
    catalog: Catalog, root: str, *, patience: float = STEP_PATIENCE
) -> Awaiting[bool]:
    """Whether a watched folder is there, which the catalog is told too.

    And, of one that is away, whether something else stands in its place. One whose drive does not
    answer counts as away: what is known of it stays.

    Args:
        catalog: the truth about files.
        root: the folder.
        patience: how long each step may wait for the drive.
    """
    known = _Known(catalog.folder_identity(root), catalog.folder_mount(root), root in catalog.seen)
    try:
        standing = yield from drives.steps(root, partial(_look, known, root), patience=patience)
        if standing.doubtful:
            files = _some_files(catalog, root)
            as_it_was = yield from drives.steps(
                root, partial(_are_as_they_were, files), patience=patience
            )
            if not as_it_was:
                standing = _Standing(replaced=True)
    except PermissionError:
        return True  # it is there, and the walk will say that it cannot be read
    except SilentDriveError:
        standing = _Standing()
    catalog.set_folder_present(root, standing.identity, standing.mount, standing.replaced)
    if standing.identity is None:
        catalog.seen.discard(root)
    else:
        catalog.seen.add(root)
    return standing.identity is not None


def check_all(catalog: Catalog, seconds: float = math.inf) -> None:
    """Look for all watched folders at once; one that takes longer counts as away for now."""
    until = time.monotonic() + seconds
    checks = {root: check_present(catalog, root) for root in catalog.folders()}
    while checks and time.monotonic() < until:
        for root in list(checks):
            if next(checks[root], DONE) is DONE:
                del checks[root]
    for root in checks:
        catalog.set_folder_present(root, None)


def root_of(path: str, roots: Sequence[str]) -> str | None:
    """The watched folder a path belongs to; of nested ones the innermost."""
    return max((root for root in roots if within(path, root)), key=len, default=None)


def _look(known: _Known, root: str) -> _Standing:
    """See what stands in a watched folder's place.

    Raises:
        PermissionError: it cannot be read.
    """
    volume = volume_of(root)
    before = known.identity
    other_drive = _is_another(volume, before[0], known.mount)
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
    mount = volume.mount if volume else ""
    if before == (0, 0):
        return _Standing(identity, mount)
    if empty and before != identity:
        # That is what an unplugged drive leaves behind, unless another is mounted there.
        return _Standing(replaced=other_drive or os.path.ismount(root))
    moved = before[0] != identity[0] and not _has_another_number(root, before, stat)
    return _Standing(identity, mount, doubtful=moved or _is_in_doubt(known, root, stat))


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


def _is_in_doubt(known: _Known, root: str, now: Stat) -> bool:
    """Whether it may be another drive's folder although the number is the same.

    A drive without an id may get that of one that was there before. Not while it stays plugged in,
    which it does from one look to the next; nor does one's home leave.
    """
    number, _ = known.identity
    return not is_told_by_id(number) and not known.seen and not _lies_at_home(root, now)


def _lies_at_home(root: str, now: Stat) -> bool:
    """Whether a folder is on the drive of one's home, which nobody unplugs."""
    if os.path.ismount(root):
        return False
    try:
        return Stat.of(os.stat(os.path.expanduser("~"))).device == now.device
    except OSError:
        return False


def _some_files(catalog: Catalog, root: str) -> list[FileRecord]:
    roots = catalog.folders()
    return [
        record
        for record in catalog.some_files_under(root, COMPARED)
        if root_of(record.path, roots) == root
    ]


def _are_as_they_were(files: Sequence[FileRecord]) -> bool:
    """Whether enough of what is known of a watched folder is there; of nothing, all is."""
    return sum(map(_is_there, files)) >= SAME_SHARE * len(files)


def _is_there(record: FileRecord) -> bool:
    drives.alive()
    try:
        now = Stat.of(os.stat(record.path))
    except OSError:
        return False
    return now.size == record.stat.size and (now.mtime - record.stat.mtime) % QUARTER == 0
