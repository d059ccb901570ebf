"""When what part of the disk is compared with the catalog.

What a watch has told of and has settled; what changed while it was read; folders that are back,
that cannot be watched, or of which events were lost; and now and then all of them.
"""

from __future__ import annotations

import math
import os
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, wait
from contextlib import suppress
from functools import partial
from typing import Any

from indexer.catalog import Catalog
from indexer.drives import STEP_PATIENCE, Awaiting, SilentDriveError, drives
from indexer.extract import NO_PERMISSION, reason
from indexer.files import display
from indexer.ignore import IGNORE_FILE
from indexer.messages import Unwatched
from indexer.presence import DONE, check_present, root_of
from indexer.reconcile import Changes, reconcile
from indexer.records import Stat
from indexer.threads import begun_apart
from indexer.watcher import Watcher

RESCAN_SECONDS = 600.0
# How often it is looked whether a folder that was away is back.
LOOK_SECONDS = 10.0
# How often folders are looked through that are not watched, or more seldom where it takes long.
POLL_SECONDS = 60.0
POLL_REST = 20.0
# A comparison waits so long at most for its folders to be watched, in pieces of so long. One that
# has begun before is done again then, for of what came in between no event tells.
WATCH_PATIENCE = 2.0
# The end waits so long for what watches to end: a drive may hang.
STOP_PATIENCE = 1.0
# A file that changed while it was read is looked at again after 1, 2, 4, 8 and 16 seconds; one
# that still changes then is left to the watcher and the rescan.
SETTLE_TRIES = 5


class Lookout:
    """Queues comparisons and does them in short steps. For the thread that owns the catalog."""

    def __init__(
        self,
        catalog: Catalog,
        library: str,
        *,
        watch: bool,
        wake: Callable[[], None],
        notices: list[str],
    ) -> None:
        """Begin, with nothing to compare.

        Args:
            catalog: the truth about files, and the folders.
            library: the library's own folder, which is not looked at.
            watch: notice changes from now on; else only what is asked for is compared.
            wake: called, also from other threads, when there is something to do.
            notices: here goes what a person should know.
        """
        self.changes = Changes()
        self._catalog = catalog
        self._wake = wake
        self._notices = notices
        self._scans: deque[Awaiting[None]] = deque()
        self._urgent: deque[Awaiting[None]] = deque()
        self._answer: Future[Any] | None = None  # of a drive, that the comparison waits for
        self._looking: Awaiting[None] | None = None  # whether folders are there
        self._still: dict[str, Future[list[str]]] = {}  # what stands still, by watched folder
        self._added: list[str] = []
        self._settling: dict[str, float] = {}
        self._tries: dict[str, int] = {}
        now = time.monotonic()
        self._next_rescan = now + RESCAN_SECONDS
        self._next_look = now + LOOK_SECONDS
        self._next_poll = now + POLL_SECONDS
        self._watcher: Watcher | None = None
        self._watching: Future[list[str]] | None = None  # folders beginning to be watched
        self._watch_again = False
        self._anew: set[str] = set()  # folders that are to be watched once more
        self._awaited: set[str] = set()  # folders whose comparison is still to begin
        self._told_many: set[str] = set()
        drives.tell_apart(catalog.folders())
        if watch:
            self._watcher = Watcher(wake, ignore=library)
            self._watch()

    def stop(self) -> None:
        """End the watching."""
        if self._watcher is not None:
            self._watcher.end()
            ending: list[Future[Any]] = [begun_apart("watches end", self._watcher.stop)]
            if self._watching is not None:
                ending.append(self._watching)
            wait(ending, STOP_PATIENCE)

    @property
    def busy(self) -> bool:
        """Whether there is something to compare."""
        return bool(self._urgent or self._scans)

    @property
    def waits(self) -> bool:
        """Whether the comparison waits for a drive, so that something else may be done."""
        return self._answer is not None and not self._answer.done()

    @property
    def hurries(self) -> bool:
        """Whether there is something that was to be compared before all else."""
        return bool(self._urgent)

    @property
    def expects(self) -> bool:
        """Whether files that changed while they were read are still to be looked at again."""
        return bool(self._settling)

    @property
    def silent(self) -> frozenset[str]:
        """Folders whose drives do not answer."""
        return frozenset(filter(drives.is_silent, self._catalog.folders()))

    @property
    def unwatched(self) -> Mapping[str, Unwatched]:
        """Folders that are looked through instead of being watched, and why."""
        return {} if self._watcher is None else self._watcher.unwatched

    def add(self, folder: str) -> None:
        """Watch a folder that has come to the catalog, and compare it."""
        self._watch()
        if not self._added:
            self._scans.append(self._compare_added())
        self._added.append(folder)
        self._awaited.add(folder)
        self._wake()

    def remove(self, folder: str) -> None:
        """Watch a folder no more that the catalog has forgotten."""
        self._awaited.discard(folder)
        self._watch()

    def compare(self, paths: Sequence[str] | None = None) -> None:
        """Queue a comparison of paths, or of every watched folder, with the disk."""
        targets = self._catalog.folders() if paths is None else list(paths)
        if targets and paths is None:
            self._awaited.update(targets)
            self._scans.append(self._compare_watched(targets))
        elif targets:
            self._scans.append(self._reconcile(targets))
        self._wake()

    def compare_first(self, paths: Sequence[str]) -> None:
        """Queue a comparison of paths that does not wait for a long one under way.

        They are compared once more after that one, which may have seen them as they were before.
        """
        self._urgent.append(self._reconcile(paths))
        if self._scans:
            self.compare(paths)
        self._wake()

    def settle(self, path: str, now: float) -> None:
        """Look again later at a file that changed while it was read."""
        tries = self._tries[path] = self._tries.get(path, 0) + 1
        if tries <= SETTLE_TRIES:
            self._settling[path] = now + 2.0 ** (tries - 1)
        else:
            del self._tries[path]

    def all_is_read(self) -> None:
        """What stands still by now has all its tries again."""
        if not self._settling:
            self._tries.clear()

    def begin_anew(self, at: float) -> None:
        """Compare everything at a time to come, for something may have been cut off."""
        self._next_rescan = self._next_poll = at

    def look(self, now: float) -> None:
        """Queue what is due."""
        due = [path for path, at in self._settling.items() if at <= now]
        for path in due:
            del self._settling[path]
            self._urgent.append(self._read_again(path))
        if self._watcher is not None:
            self._look_by_watch(self._watcher, now)

    def step(self) -> bool:
        """Do a short piece of a comparison; whether it has come to its end."""
        scans = self._urgent or self._scans
        try:
            self._answer = next(scans[0])
        except StopIteration:
            self._answer = None
            scans.popleft()
            return True
        if self._answer is not None:
            self._answer.add_done_callback(lambda _: self._wake())
        return False

    def _look_by_watch(self, watcher: Watcher, now: float) -> None:
        self._take_watches(watcher)
        self._take_settled(watcher)
        if self._looking is None and now >= self._next_look:
            self._looking = self._look_for_folders()
        if self._looking is not None and next(self._looking, DONE) is DONE:
            self._looking = None
            self._next_look = now + LOOK_SECONDS
        if watcher.unwatched and now >= self._next_poll:
            self._next_poll = math.inf  # until it has been done
            self._scans.append(self._poll(sorted(watcher.unwatched)))
        if watcher.take_lost() or now >= self._next_rescan:
            self._next_rescan = now + RESCAN_SECONDS
            self.compare()

    def _take_settled(self, watcher: Watcher) -> None:
        """Compare what stands still; whether it does is looked for beside, by watched folder."""
        paths = []
        for root, still in list(self._still.items()):
            if still.done():
                del self._still[root]
                with suppress(SilentDriveError):
                    paths += still.result()
            elif drives.is_silent(root):
                del self._still[root]
                self.compare([root])  # at once, or once it is back: what was touched is forgotten
        for path in paths:
            if os.path.basename(path) == IGNORE_FILE:
                self._watch_anew(path)
        if paths:
            self.compare(sorted(paths))
        if not (touched_lately := watcher.due()):
            return
        roots = self._catalog.folders()
        due: dict[str, list[str]] = {}
        for path in touched_lately:
            due.setdefault(root_of(path, roots) or os.path.dirname(path), []).append(path)
        for root, touched in due.items():
            if root not in self._still and not drives.is_silent(root):
                self._still[root] = drives.begin(root, partial(watcher.settled, touched))
                self._still[root].add_done_callback(lambda _: self._wake())

    def _look_for_folders(self) -> Awaiting[None]:
        """See which watched folders are there.

        One that left for a moment may have kept its watch, and its files wait all the same. Of one
        that left for good no event may tell.
        """
        before = self._catalog.standing()
        checks = {path: check_present(self._catalog, path, patience=0) for path in before}
        while checks:
            for path in list(checks):
                if next(checks[path], DONE) is DONE:
                    del checks[path]
            if checks:
                yield None
        now_there = self._catalog.standing()
        moved = {path for path in before if before[path] != now_there.get(path)}
        yield from self._note_opened()
        self._watch()
        if moved:
            self.compare(sorted(moved))

    def _watch_anew(self, ignore_file: str) -> None:
        """Let other folders be watched when others are ignored; all else is compared later too."""
        root = root_of(ignore_file, self._catalog.folders())
        if root is not None:
            self._anew.add(root)
            self._watch()

    def _note_opened(self) -> Awaiting[None]:
        """Let folders be watched anew in which a folder has been opened that was closed to us.

        No event tells of it, and a watch passes by what is closed when it begins.
        """
        roots = self._catalog.folders()
        closed: dict[str, list[str]] = {}
        for status in self._catalog.files("failed"):
            root = root_of(status.path, roots) if status.reason == NO_PERMISSION else None
            if root is not None:
                closed.setdefault(root, []).append(status.path)
        for root, paths in closed.items():
            look = partial(_any_can_be_listed, paths)
            with suppress(SilentDriveError):
                if (yield from drives.steps(root, look, patience=0)):
                    self._anew.add(root)

    def _watch(self) -> None:
        """Watch every folder that is there, on a thread: ten thousand folders take a second."""
        drives.tell_apart(self._catalog.folders())
        if self._watcher is None:
            return
        if self._watching is not None:
            self._watch_again = True
            return
        renew = partial(self._watcher.renew, self._catalog.folders(), frozenset(self._anew))
        self._anew.clear()
        self._watching = begun_apart("watches", renew)
        self._watching.add_done_callback(lambda _: self._wake())

    def _take_watches(self, watcher: Watcher) -> None:
        """Compare what is watched by now, as far as its comparison is not still to begin."""
        if self._watching is None or not self._watching.done():
            return
        watched, self._watching = self._watching.result(), None
        if self._watch_again:
            self._watch_again = False
            self._watch()
        if fresh := set(watched) - self._awaited:
            self.compare(sorted(fresh))
        many = {folder for folder, why in watcher.unwatched.items() if why == "many"}
        told, self._told_many = self._told_many, many
        for folder in sorted(many - told):
            self._notices.append(
                f"{display(folder)} holds more folders than this system lets Mate watch. It "
                "is looked through every few minutes instead. A higher limit "
                "(sysctl fs.inotify.max_user_watches) lets it be watched."
            )

    def _compare_added(self) -> Awaiting[None]:
        """Compare the folders added since the last step, together: one may lie in another."""
        yield from self._await_watches()
        added, self._added = self._added, []
        self._awaited.difference_update(added)
        yield from self._reconcile(added)

    def _compare_watched(self, folders: Sequence[str]) -> Awaiting[None]:
        """Compare watched folders, once they are watched if that does not take long."""
        yield from self._await_watches()
        self._awaited.difference_update(folders)
        yield from self._reconcile(folders)

    def _await_watches(self) -> Awaiting[None]:
        until = time.monotonic() + WATCH_PATIENCE
        while self._watching is not None and time.monotonic() < until:
            wait([self._watching], STEP_PATIENCE)
            yield None

    def _poll(self, folders: Sequence[str]) -> Awaiting[None]:
        """Look through folders that are not watched, and rest much longer than it takes."""
        started = time.monotonic()
        yield from self._reconcile(folders)
        now = time.monotonic()
        self._next_poll = now + max(POLL_SECONDS, POLL_REST * (now - started))

    def _reconcile(self, paths: Sequence[str]) -> Awaiting[None]:
        """Compare paths, and note when a watched folder that is there has been compared."""
        whole = yield from reconcile(self._catalog, paths, self.changes)
        now, there = time.time(), self._catalog.presence()
        for path in paths:
            if path in whole and there.get(path):
                self._catalog.set_folder_scanned(path, now)

    def _read_again(self, path: str) -> Awaiting[None]:
        """Queue a file that changed while it was read. It has been found and counted before."""
        try:
            stat = yield from drives.steps(path, lambda: Stat.of(os.stat(path)))
        except SilentDriveError:
            return  # it is looked at again when its folder is back
        except OSError as error:
            if path in self._catalog.files_under(path):
                self._catalog.put_failed(path, reason(error))
        else:
            if path in self._catalog.files_under(path):  # else gone, or its folder is removed
                self._catalog.put_pending([(path, stat)])


def _any_can_be_listed(paths: Sequence[str]) -> bool:
    return any(map(_can_be_listed, paths))


def _can_be_listed(path: str) -> bool:
    drives.alive()
    try:
        os.scandir(path).close()
    except OSError:
        return False
    return True
