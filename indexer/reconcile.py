"""Brings the catalog in line with the disk, for whole folders or for single paths.

One piece of code answers a first scan, a rescan and a watcher's event alike: look at what is
there, compare with what the catalog knows, and record the difference. No photo is opened here,
nor a document; sidecars are read, being small.
"""

from __future__ import annotations

import logging
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import PurePath

from indexer.catalog import Catalog
from indexer.drives import Awaiting, SilentDriveError, drives
from indexer.extract import live_videos, reason
from indexer.extract.xmp import read_sidecar
from indexer.files import IN_CLOUD, InCloudError, RefusedError, within
from indexer.ignore import IGNORE_FILE, IgnoreRules
from indexer.messages import Metadata
from indexer.presence import check_present, root_of
from indexer.records import FileRecord, Stat
from indexer.scanner import (
    Found,
    Names,
    Problem,
    Sidecar,
    Skipped,
    is_ignored,
    take,
    walk_in_steps,
)
from indexer.volumes import is_network

log = logging.getLogger(__name__)

STEP = 200  # entries looked at between two looks at the queue of queries
STEP_SECONDS = 0.1  # and the time that is taken for it at most, where each takes long
REMOVED_AT_ONCE = 500
# Of so many files at most that have been touched at once, their size and time being as they were,
# the content is compared. Where there are more, a backup was brought back, or all have got another
# owner, and nothing tells of a change.
MOST_DOUBTED = 1000


@dataclass(slots=True)
class Changes:
    """What a reconciliation has counted so far. ``queued`` files are new or changed."""

    found: int = 0
    unchanged: int = 0
    renamed: int = 0
    removed: int = 0
    skipped: int = 0
    videos: int = 0  # of those skipped
    queued: int = 0
    problems: list[Problem] = field(default_factory=list)
    away: set[str] = field(default_factory=set)  # watched folders that were not there


def reconcile(catalog: Catalog, paths: Iterable[str], changes: Changes) -> Awaiting[frozenset[str]]:
    """Compare paths (files, or folders with all below them) with the catalog.

    Those that were looked through to their end are what it gives.

    A generator that pauses after every `STEP` entries and folders, so that its caller can do
    other things in between, and while a drive takes its time. New and changed files become pending,
    gone ones are removed, and a gone file that turns up under another path (same device, inode,
    size and time) keeps its embedding unread. One that was touched though its size and time stand
    is hashed again. The files of a watched folder that is away are left as they are, and so are
    those of one whose drive does not answer.
    """
    comparison = _Comparison(catalog, list(paths), changes)
    for path, root in (yield from comparison.places()):
        yield from comparison.compare(path, root)
    yield from comparison.settle()
    return frozenset(comparison.whole)


class _Comparison:
    """One `reconcile`. The disk is looked at on threads, the catalog is asked and told here."""

    def __init__(self, catalog: Catalog, paths: Sequence[str], changes: Changes) -> None:
        self._catalog = catalog
        self._paths = paths
        self._changes = changes
        self._roots = catalog.folders()
        self._rules = {r: IgnoreRules(r, catalog.folder_ignores(r)) for r in self._roots}
        self._present: dict[str, bool] = {}
        self._named = Counter(map(str.casefold, paths))
        self._names = Names()
        self._doubts = _Doubts()
        self.whole: set[str] = set()
        self._gone: dict[str, FileRecord] = {}
        self._new: dict[Stat, str] = {}

    def places(self) -> Awaiting[list[tuple[str, str]]]:
        """The paths to walk, each with its watched folder, so that nothing is seen twice.

        Watched folders below a path are walked too, by themselves. In place of an ignore file
        stands its folder, for all that is in it. With a photo comes the video that may be a part
        of it, for whether that counts is up to the photo, which may have come or gone.
        """
        named = {
            os.path.dirname(path) if os.path.basename(path) == IGNORE_FILE else path
            for path in self._paths
        }
        named.update([root for root in self._roots if not named.isdisjoint(_parents(root))])
        by_root: dict[str, tuple[set[str], list[str]]] = {}
        for path in named:
            if (root := root_of(path, self._roots)) is not None:
                paths, videos = by_root.setdefault(root, (set(), []))
                paths.add(path)
                videos += [v for v in live_videos(path) if root_of(v, self._roots) == root]
        places = []
        for root, (paths, videos) in sorted(by_root.items()):
            look = partial(_to_walk, paths, videos, root, self._rules[root])
            try:
                walked = yield from drives.steps(root, look)
            except SilentDriveError:
                self._note_silent(root)
            else:
                places += [(path, root) for path in walked]
        return sorted(places)

    def compare(self, path: str, root: str) -> Awaiting[None]:
        """Compare what lies at a path and below it, as a part of a watched folder."""
        if not self._is_watched(root):
            return  # removed meanwhile, before its turn
        if root not in self._present:
            self._present[root] = yield from check_present(self._catalog, root)
        if not self._present[root]:
            self._changes.away.add(root)
            return
        try:
            yield from self._compare(path, root)
        except SilentDriveError:
            self._note_silent(root)

    def _compare(self, path: str, root: str) -> Awaiting[None]:
        catalog = self._catalog
        # A watched folder inside another keeps its files to itself: it may be hidden, a link
        # or a drive that is away.
        inner = {folder for folder in self._roots if folder != path and within(folder, path)}

        def own(file: str) -> bool:
            return not inner or root_of(file, self._roots) == root

        known: dict[str, FileRecord] = {}
        for records in catalog.files_in_pages(path):
            known.update((record.path, record) for record in records if own(record.path))
            yield None
        videos = {file for file in catalog.videos_under(path) if own(file)}
        under = catalog.said.sidecars_under(path)
        sidecars = {file: under[file] for file in under if own(file)}
        changed: list[Sidecar] = []
        batch = _Batch()
        appeared: dict[Stat, str] = {}
        unreadable: set[str] = set()
        # Where case does not count, the old name of what was renamed leads to it still.
        there = self._named[path.casefold()] < 2
        there = there or (yield from drives.steps(root, partial(self._names.lists, path)))
        entries = walk_in_steps(path, inner, self._rules[root], drives.alive) if there else iter(())
        whole = False
        while not whole:
            piece, whole = yield from drives.steps(root, partial(take, entries, STEP, STEP_SECONDS))
            if not self._is_watched(root):
                return  # removed meanwhile
            for entry in piece:
                match entry:
                    case Found(file, stat):
                        record = known.pop(file, None)
                        self._compare_file(entry, record, batch, root)
                        if record is None and not entry.in_cloud:
                            appeared[stat] = file
                    case None:
                        pass  # a folder has been listed
                    case Skipped(file, video):
                        self._changes.skipped += 1
                        if video:
                            self._changes.videos += 1
                            if file in videos:
                                videos.remove(file)
                            else:
                                batch.videos.append(file)
                    case Sidecar(file, stat):
                        if sidecars.pop(file, None) != (stat.size, stat.mtime):
                            changed.append(entry)
                    case Problem(file, why):
                        self._changes.found += 1
                        self._changes.problems.append(entry)
                        known.pop(file, None)
                        unreadable.add(file)
                        catalog.put_failed(file, why)
            _put(catalog, batch, self._changes)
            self._doubts.note(catalog)
            if not whole:
                yield None
        self.whole.add(path)
        self._new |= appeared
        # What stands below a folder that cannot be listed is not known to be gone.
        if unreadable:
            known = {f: known[f] for f in known if unreadable.isdisjoint(_parents(f))}
            videos = {f for f in videos if unreadable.isdisjoint((f, *_parents(f)))}
            sidecars = {
                f: sidecars[f] for f in sidecars if unreadable.isdisjoint((f, *_parents(f)))
            }
        self._gone |= known
        yield from _in_pieces(videos, catalog.remove_videos)
        yield from _in_pieces(sidecars, catalog.said.remove_sidecars)
        yield None
        yield from self._read_sidecars(changed, root)

    def _compare_file(
        self, found: Found, record: FileRecord | None, batch: _Batch, root: str
    ) -> None:
        self._changes.found += 1
        indexed = record is not None and record.state == "indexed"
        same = record is not None and _same(record.stat, found.stat)
        if record is not None and same and (indexed or not found.in_cloud):
            self._changes.unchanged += indexed
            if not found.in_cloud:
                self._doubts.look(record, found.stat, root)
        elif found.in_cloud:
            self._changes.problems.append(Problem(found.path, IN_CLOUD))
            self._catalog.put_failed(found.path, IN_CLOUD)
        else:
            batch.files.append((found.path, found.stat))

    def settle(self) -> Awaiting[None]:
        """Believe what was seen: files doubted, renamed, and gone."""
        yield from self._doubts.settle(self._catalog, self._changes)
        due = time.monotonic() + STEP_SECONDS
        for path, record in list(self._gone.items()):
            if time.monotonic() >= due:
                yield None
                due = time.monotonic() + STEP_SECONDS
            target = self._new.get(record.stat)
            if target is None or record.state != "indexed":
                continue
            # Its folder may have been removed since it was found; then it is of no folder.
            if root_of(target, self._catalog.folders()) is not None:
                if self._catalog.rename(record, target):
                    self._changes.renamed += 1
                    self._changes.queued -= 1
                del self._gone[path]
            del self._new[record.stat]
        self._changes.removed += len(self._gone)
        yield from _in_pieces(self._gone, self._catalog.remove)

    def _read_sidecars(self, sidecars: Sequence[Sidecar], root: str) -> Awaiting[None]:
        """Note what sidecars say, in steps; one that cannot be understood says nothing."""
        said = self._catalog.said
        left = iter(sidecars)
        whole = False
        while not whole:
            piece, whole = yield from drives.steps(root, partial(_read_some, left))
            if not self._is_watched(root):
                return
            for sidecar, found in piece:
                if isinstance(found, InCloudError | OSError):  # it may pass: the next scan tells
                    why = reason(found) if isinstance(found, OSError) else found
                    log.warning("%r is passed by: %s", sidecar.path, why)
                    said.remove_sidecars([sidecar.path])
                elif isinstance(found, RefusedError):
                    log.warning("%r is passed by: %s", sidecar.path, found)
                    said.put_sidecar(sidecar.path, sidecar.stat, None)
                else:
                    said.put_sidecar(sidecar.path, sidecar.stat, found)
            if not whole:
                yield None

    def _is_watched(self, root: str) -> bool:
        return root in self._catalog.folders()

    def _note_silent(self, root: str) -> None:
        self._present[root] = False
        self._changes.away.add(root)
        self._catalog.set_folder_present(root, None)


def _to_walk(paths: set[str], videos: Iterable[str], root: str, rules: IgnoreRules) -> list[str]:
    """Those of these paths of a watched folder that are to be walked, and videos that are there."""
    named = {*paths, *(video for video in videos if os.path.exists(video))}
    walked = []
    for path in named:
        drives.alive()
        if named.isdisjoint(_parents(path)) and not is_ignored(path, root, rules):
            walked.append(path)
    return walked


def _read_some(
    sidecars: Iterator[Sidecar],
) -> tuple[list[tuple[Sidecar, Metadata | RefusedError | OSError]], bool]:
    """What some sidecars say, or why that is not known, and whether they are the last."""
    piece: list[tuple[Sidecar, Metadata | RefusedError | OSError]] = []
    until = time.monotonic() + STEP_SECONDS
    for sidecar in sidecars:
        drives.alive()
        try:
            piece.append((sidecar, read_sidecar(sidecar.path)))
        except (RefusedError, OSError) as error:
            piece.append((sidecar, error))
        if time.monotonic() >= until:
            return piece, False
    return piece, True


def _in_pieces(paths: Iterable[str], remove: Callable[[list[str]], None]) -> Awaiting[None]:
    """Have many removed, in steps."""
    left = iter(list(paths))
    while piece := list(islice(left, REMOVED_AT_ONCE)):
        remove(piece)
        if len(piece) == REMOVED_AT_ONCE:
            yield None


@dataclass(slots=True)
class _Batch:
    """What a walk has come upon that the catalog does not know yet."""

    files: list[tuple[str, Stat]] = field(default_factory=list)
    videos: list[str] = field(default_factory=list)


class _Doubts:
    """Files whose size and time are as they were, though something about them has changed.

    Tools that give a file its old time back cannot hide that it was touched. But so do a new owner,
    a further link and a copy of the whole library, and reading all of that again would help nobody.
    """

    def __init__(self) -> None:
        self._moved: list[tuple[FileRecord, Stat]] = []
        self._touched: dict[str, list[tuple[FileRecord, Stat]]] = {}  # by watched folder

    def look(self, record: FileRecord, now: Stat, root: str) -> None:
        """See whether a file is to be doubted, or what else is known of it to be noted."""
        known = record.stat
        if not now.ctime or (known.ctime == now.ctime and known.device == now.device):
            return
        if record.state in ("pending", "attempting"):
            return  # it is still to be read, or was read in part: the next look tells
        if not known.ctime or known.device != now.device:
            self._moved.append((record, now))
        else:
            self._touched.setdefault(root, []).append((record, now))

    def note(self, catalog: Catalog) -> None:
        """Write what was found on other drives, or before such times were noted."""
        if self._moved:
            with catalog.transaction():
                catalog.put_stats(self._moved)
            self._moved.clear()

    def settle(self, catalog: Catalog, changes: Changes) -> Awaiting[None]:
        """Have those files hashed again that were touched; very many are taken as they are."""
        touched = []
        for root, files in self._touched.items():
            # Of another computer's drives not all keep this time, and reading them takes long.
            with suppress(SilentDriveError):
                if not (yield from drives.steps(root, partial(is_network, root))):
                    touched += files
        if len(touched) <= MOST_DOUBTED:
            with catalog.transaction():
                catalog.doubt_files(touched)
            changes.queued += len(touched)
            changes.unchanged -= sum(file.state == "indexed" for file, _ in touched)
            return
        log.info("%d files were touched and are taken for unchanged", len(touched))
        for start in range(0, len(touched), STEP):
            self._moved = touched[start : start + STEP]
            self.note(catalog)
            yield None


def _put(catalog: Catalog, batch: _Batch, changes: Changes) -> None:
    if batch.files or batch.videos:
        with catalog.transaction():
            catalog.put_pending(batch.files)
            catalog.put_videos(batch.videos)
        changes.queued += len(batch.files)
        batch.files.clear()
        batch.videos.clear()


def _same(known: Stat, now: Stat) -> bool:
    """Size and time tell, and `_Doubts`; inode and device change on remounts of the same drive."""
    return known.size == now.size and known.mtime == now.mtime


def _parents(path: str) -> Iterator[str]:
    return map(str, PurePath(path).parents)
