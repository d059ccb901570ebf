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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from indexer.catalog import Catalog
from indexer.extract import live_videos, reason
from indexer.extract.xmp import read_sidecar
from indexer.files import IN_CLOUD, InCloudError, RefusedError, within
from indexer.ignore import IGNORE_FILE, IgnoreRules
from indexer.presence import check_present, root_of
from indexer.records import FileRecord, Stat
from indexer.scanner import Found, Problem, Sidecar, Skipped, is_ignored, walk_in_steps
from indexer.volumes import is_network

log = logging.getLogger(__name__)

STEP = 200  # entries looked at between two looks at the queue of queries
STEP_SECONDS = 0.1  # and the time that sidecars are read for
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


def reconcile(catalog: Catalog, paths: Iterable[str], changes: Changes) -> Iterator[None]:
    """Compare paths (files, or folders with all below them) with the catalog.

    A generator that yields after every `STEP` entries and folders, so that its caller can do
    other things in between. New and changed files become pending, gone ones are removed, and a gone
    file that turns up under another path (same device, inode, size and time) keeps its embedding
    unread. One that was touched though its size and time stand is hashed again. The files of a
    watched folder that is away are left as they are.
    """
    roots = catalog.folders()
    present: dict[str, bool] = {}
    gone: dict[str, FileRecord] = {}
    new: dict[Stat, str] = {}
    rules = {root: IgnoreRules(root, catalog.folder_ignores(root)) for root in roots}
    paths = list(paths)
    named = Counter(map(str.casefold, paths))
    names = _Names()
    doubts = _Doubts()
    for path, root in _places(paths, roots, rules):
        if root not in catalog.folders():
            continue  # removed meanwhile, before its turn
        if root not in present:
            present[root] = check_present(catalog, root)
        if not present[root]:
            changes.away.add(root)
            continue
        # A watched folder inside another keeps its files to itself: it may be hidden, a link
        # or a drive that is away.
        inner = {folder for folder in roots if folder != path and within(folder, path)}
        known = catalog.files_under(path)
        videos = catalog.videos_under(path)
        sidecars = catalog.said.sidecars_under(path)
        changed: list[Sidecar] = []
        if inner:
            known = {file: known[file] for file in known if root_of(file, roots) == root}
            videos = {file for file in videos if root_of(file, roots) == root}
            sidecars = {file: sidecars[file] for file in sidecars if root_of(file, roots) == root}
        batch = _Batch()
        appeared: dict[Stat, str] = {}
        unreadable: set[str] = set()
        # Where case does not count, the old name of what was renamed leads to it still.
        there = named[path.casefold()] < 2 or names.lists(path)
        entries = walk_in_steps(path, inner, rules[root]) if there else iter(())
        for count, entry in enumerate(entries, start=1):
            match entry:
                case Found(file, stat, in_cloud):
                    changes.found += 1
                    record = known.pop(file, None)
                    indexed = record is not None and record.state == "indexed"
                    same = record is not None and _same(record.stat, stat)
                    if record is not None and same and (indexed or not in_cloud):
                        changes.unchanged += indexed
                        if not in_cloud:
                            doubts.look(record, stat, root)
                    elif in_cloud:
                        changes.problems.append(Problem(file, IN_CLOUD))
                        catalog.put_failed(file, IN_CLOUD)
                    else:
                        if record is None:
                            appeared[stat] = file
                        batch.files.append((file, stat))
                case None:
                    pass  # a folder has been listed
                case Skipped(file, video):
                    changes.skipped += 1
                    if video:
                        changes.videos += 1
                        if file in videos:
                            videos.remove(file)
                        else:
                            batch.videos.append(file)
                case Sidecar(file, stat):
                    if sidecars.pop(file, None) != (stat.size, stat.mtime):
                        changed.append(entry)
                case Problem(file, why):
                    changes.found += 1
                    changes.problems.append(entry)
                    known.pop(file, None)
                    unreadable.add(file)
                    catalog.put_failed(file, why)
            if count % STEP == 0:
                _put(catalog, batch, changes)
                doubts.note(catalog)
                yield
                if root not in catalog.folders():
                    break  # removed meanwhile
        else:
            _put(catalog, batch, changes)
            doubts.note(catalog)
            new |= appeared
            # What stands below a folder that cannot be listed is not known to be gone.
            if unreadable:
                known = {f: known[f] for f in known if unreadable.isdisjoint(_parents(f))}
                videos = {f for f in videos if unreadable.isdisjoint((f, *_parents(f)))}
                sidecars = {
                    f: sidecars[f] for f in sidecars if unreadable.isdisjoint((f, *_parents(f)))
                }
            gone |= known
            catalog.remove_videos(videos)
            catalog.said.remove_sidecars(sidecars)
            yield
            if root not in catalog.folders():
                continue
            for _ in _read_sidecars(catalog, changed):
                yield
                if root not in catalog.folders():
                    break
    for _ in doubts.settle(catalog, changes):
        yield
    for path, record in list(gone.items()):
        target = new.get(record.stat)
        if target is not None and record.state == "indexed":
            catalog.rename(record, target)
            changes.renamed += 1
            changes.queued -= 1
            del gone[path], new[record.stat]
    catalog.remove(gone)
    changes.removed += len(gone)


def _places(
    paths: Iterable[str], roots: list[str], rules: dict[str, IgnoreRules]
) -> Iterator[tuple[str, str]]:
    """The paths to walk, each with its watched folder, so that nothing is seen twice.

    Watched folders below a path are walked too, by themselves. In place of an ignore file stands
    its folder, for all that is in it. With a photo comes the video that may be a part of it.
    """
    named = {
        os.path.dirname(path) if os.path.basename(path) == IGNORE_FILE else path for path in paths
    }
    named.update([root for root in roots if not named.isdisjoint(_parents(root))])
    # Whether a video counts is up to the photo beside it, which may have come or gone.
    named.update([v for path in named for v in live_videos(path) if os.path.exists(v)])
    for path in sorted(named):
        root = root_of(path, roots)
        if root is None or is_ignored(path, root, rules[root]):
            continue
        if not any(above in named and root_of(above, roots) == root for above in _parents(path)):
            yield path, root


class _Names:
    """How the names in folders are written; each folder is read in full for it, once."""

    def __init__(self) -> None:
        self._of: dict[str, frozenset[str]] = {}

    def lists(self, path: str) -> bool:
        """Whether a name is written like this in its folder."""
        folder, name = os.path.split(path)
        if folder not in self._of:
            try:
                self._of[folder] = frozenset(os.listdir(folder))
            except OSError:
                self._of[folder] = frozenset()
        return name in self._of[folder]


def _read_sidecars(catalog: Catalog, sidecars: Iterable[Sidecar]) -> Iterator[None]:
    """Note what sidecars say, in steps; one that cannot be understood says nothing."""
    due = time.monotonic() + STEP_SECONDS
    for sidecar in sidecars:
        try:
            catalog.said.put_sidecar(sidecar.path, sidecar.stat, read_sidecar(sidecar.path))
        except (InCloudError, OSError) as error:  # it may pass: the next scan tries again
            why = reason(error) if isinstance(error, OSError) else error
            log.warning("%r is passed by: %s", sidecar.path, why)
            catalog.said.remove_sidecars([sidecar.path])
        except RefusedError as error:
            log.warning("%r is passed by: %s", sidecar.path, error)
            catalog.said.put_sidecar(sidecar.path, sidecar.stat, None)
        if time.monotonic() >= due:
            yield
            due = time.monotonic() + STEP_SECONDS


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
        self._touched: list[tuple[FileRecord, Stat]] = []
        self._on_network: dict[str, bool] = {}

    def look(self, record: FileRecord, now: Stat, root: str) -> None:
        """See whether a file is to be doubted, or what else is known of it to be noted."""
        known = record.stat
        if not now.ctime or (known.ctime == now.ctime and known.device == now.device):
            return
        if record.state in ("pending", "attempting"):
            return  # it is still to be read, or was read in part: the next look tells
        if not known.ctime or known.device != now.device:
            self._moved.append((record, now))
        elif not self._is_on_network(root):
            self._touched.append((record, now))

    def note(self, catalog: Catalog) -> None:
        """Write what was found on other drives, or before such times were noted."""
        if self._moved:
            with catalog.transaction():
                catalog.put_stats(self._moved)
            self._moved.clear()

    def settle(self, catalog: Catalog, changes: Changes) -> Iterator[None]:
        """Have those files hashed again that were touched; very many are taken as they are."""
        if len(self._touched) <= MOST_DOUBTED:
            with catalog.transaction():
                catalog.doubt_files(self._touched)
            changes.queued += len(self._touched)
            changes.unchanged -= sum(file.state == "indexed" for file, _ in self._touched)
            return
        log.info("%d files were touched and are taken for unchanged", len(self._touched))
        for start in range(0, len(self._touched), STEP):
            self._moved = self._touched[start : start + STEP]
            self.note(catalog)
            yield

    def _is_on_network(self, root: str) -> bool:
        """Of another computer's drives not all keep this time, and reading them takes long."""
        if root not in self._on_network:
            self._on_network[root] = is_network(root)
        return self._on_network[root]


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
